"""Documents with everything that the live page makes its JSON of, without engine, server or loop."""

from datetime import date
from pathlib import Path
from typing import NamedTuple

from jixiao.check.finding import Report
from jixiao.check.run import open_desk, report_on
from jixiao.layout.marks import Mark, Marking
from jixiao.layout.view import build_view
from jixiao.model.load import Loaded, load
from jixiao.model.review import load_review
from jixiao.preview.locate import Ground
from jixiao.preview.places import Index
from jixiao.source.workspace import DepartmentYear, Workspace, department_year, department_years, open_workspace

REPOSITORY = Path(__file__).resolve().parents[2]
TODAY = date(2025, 6, 1)
SAMPLES = ("huailai-jiguan/2025", "huailai-jiguan/2026", "pingluo-jiguan/2024", "pingluo-jiguan/2025")
DEPARTMENT = """\
版式: hebei-2025
单位:
  名称: 某县水务局
  编码: 430001
  区划: 130730
年度: 2025
阶段: 批复
总体绩效目标: |
  水质达标率95%以上。
  负责全县供水。
项目默认:
  资金用途: 用于供水
"""
PROJECT = """\
项目名称: 饮水工程
项目编码: 13073025P000701100012
资金:
  总额: 60.00
  财政拨款: 60.00
支出计划:
  3月底:
  12月底: 100%
绩效目标: |
  更新水厂6座
  水质达标率97%以上
绩效指标:
  数量指标:
    - 名称: 更新水厂数量
      描述: 更新水厂数量
      指标值: ≥6座
    - 名称: 供水/排水
      描述:
      指标值: ≥3处
      依据: 规划
  质量指标:
    - 指标值: ≥97%
      名称: 水质达标率
"""
FOLDER = "sources/shuiwu/2025"
FILE = f"{FOLDER}/projects/01-饮水.yaml"
LABEL = "shuiwu/2025"


class Marked(NamedTuple):
    """A document as read, reviewed and printed; where its sources are broken, what `before` printed stays."""

    workspace: Workspace
    place: DepartmentYear
    loaded: Loaded
    report: Report
    marks: tuple[Mark, ...]
    index: Index

    @property
    def ground(self) -> Ground:
        return Ground(self.workspace, self.place, self.loaded, self.index)

    @property
    def file(self) -> str:
        """department.yaml as shown."""
        return self.workspace.shown(self.place.department_file)


def marked(root: Path, label: str = LABEL, before: Marked | None = None) -> Marked:
    workspace, faults = open_workspace(root)
    assert not faults
    place = next(one for one in department_years(workspace) if one.label == label)
    loaded = load(workspace, place)
    report = report_on(open_desk(workspace, TODAY), label, loaded, load_review(workspace, place))
    marks = before.marks if before else ()
    if loaded.department is not None and loaded.form is not None:
        view = build_view(loaded.department, loaded.form, public=False, marking=Marking({}))
        marks = tuple(view.marks.values())
    return Marked(workspace, department_year(place.path), loaded, report, marks, Index(marks))


def sample(label: str) -> Marked:
    return marked(REPOSITORY, label)


def write(root: Path, files: dict[str, str | bytes] | None = None, **projects: str) -> Path:
    """The document of this module below `root`; `files` by their paths in its folder replace or add to it."""
    texts: dict[str, str | bytes] = {"department.yaml": DEPARTMENT, "projects/01-饮水.yaml": PROJECT}
    texts |= {f"projects/{name}.yaml": text for name, text in projects.items()} | (files or {})
    for name, text in texts.items():
        path = root / FOLDER / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return root
