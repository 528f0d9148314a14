"""The machine-readable copy inside PDF files of ours: exact, so it is used instead of what stands on the pages."""

from typing import Any

from jixiao.exchange.papers.draft import Draft, ProjectDraft
from jixiao.exchange.papers.ledger import DEPARTMENT, Ledger
from jixiao.exchange.papers.pieces import Maker, Paper, Paragraph, Where
from jixiao.exchange.papers.words import FUNDS, LEVEL2, MANAGER, PLAN, SECTIONS, TREE
from jixiao.model.fields import PROJECT

#: The attachment's name, and the first part of the version of its shape that is known here.
ATTACHMENT, _VERSION = "targets.json", "1."
_PART = "机读数据"
#: What the copy says besides the fields of the sources.
_OWN = frozenset({"schema_version", "版式", "标题", "金额单位", "序号", "一级指标"})


def is_ours(copy: object) -> bool:
    """Whether an attached record has the shape that `jixiao build` gives it."""
    return (
        isinstance(copy, dict)
        and str(copy.get("schema_version", "")).startswith(_VERSION)
        and isinstance(copy.get("版式"), str)
        and isinstance(copy.get("单位"), dict)
        and isinstance(copy.get("项目"), list)
        and all(isinstance(one, dict) and isinstance(one.get("项目名称"), str) for one in copy["项目"])
    )


def paper_of(name: str, copy: dict[str, Any], date: str) -> Paper:
    """An input whose pieces are the texts of the copy."""
    maker = Maker(name)
    maker.note("这是 jixiao 生成的 PDF，按里面附带的机读数据原样搬入")
    return maker.paper()._replace(copy=copy, date=date)


def read_copy(paper: Paper) -> tuple[Paper, Draft, Ledger]:
    """What the copy says, the pieces it is made of and what became of them."""
    copy = paper.copy or {}
    walk = _Walk(Maker(paper.name), Ledger())
    draft = Draft()
    draft.exact = True
    unit, where = _record(copy.get("单位")), Where(_PART)
    draft.units = [(text, where) for text in [walk.text(unit, "名称", "单位/名称")] if text]
    draft.codes = [(text, where) for text in [walk.text(unit, "编码", "单位/编码")] if text]
    draft.years = [(text, where) for text in [walk.text(copy, "年度", "年度")] if text]
    draft.stages = [(text, where) for text in [walk.text(copy, "阶段", "阶段")] if text]
    draft.dates = [(paper.date, Where("封面"))] if paper.date else []
    draft.heads = [(text, where) for text in [walk.text(copy, "金额单位", "")] if text]
    overall, subgoals, safeguards = SECTIONS
    draft.overall = [text for text in [walk.text(copy, overall, overall)] if text]
    for key, rows in ((subgoals, draft.subgoals), (safeguards, draft.safeguards)):
        for row in map(_record, copy.get(key) or ()):
            name = str(row.get("名称", ""))
            rows.append({field: [walk.text(row, field, f"{key}/{name}/{field}")] for field in row})
    draft.projects = [walk.project(number, _record(one), where) for number, one in enumerate(copy.get("项目") or ())]
    walk.rest(copy)
    return walk.maker.paper()._replace(notes=paper.notes), draft, walk.ledger


def _record(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


class _Walk:
    """Takes texts out of the copy, each becoming a piece of the account."""

    def __init__(self, maker: Maker, ledger: Ledger) -> None:
        self.maker, self.ledger = maker, ledger
        self.owner = DEPARTMENT

    def text(self, record: dict[str, Any], key: str, path: str) -> str:
        """The text of a key, placed at a path (none: it is the form's own)."""
        value = record.get(key)
        if not isinstance(value, str) or not value:
            return ""
        self.maker.paragraph(value, Where(f"{_PART}“{path or key}”"))
        piece = self.maker.items[-1] if self.maker.items else None
        if isinstance(piece, Paragraph):
            if path:
                self.ledger.place(piece, self.owner, path)
            else:
                self.ledger.frame(piece)
        return value

    def project(self, number: int, record: dict[str, Any], where: Where) -> ProjectDraft:
        """One project of the copy."""
        self.owner = number
        project = ProjectDraft(number, where)
        for key, value in record.items():
            if key in PROJECT.by_key and isinstance(value, str):
                project.values[key] = self.text(record, key, key)
        for key in (FUNDS, PLAN, "其他栏目"):
            inside = _record(record.get(key))
            project.values |= {f"{key}/{one}": self.text(inside, one, f"{key}/{one}") for one in inside}
        manager = _record(record.get(MANAGER))
        if manager:
            project.values[MANAGER] = self.text(manager, "名称", f"{MANAGER}/名称")
            project.values[f"{MANAGER}/编码"] = self.text(manager, "编码", f"{MANAGER}/编码")
        for row in map(_record, record.get(TREE) or ()):
            self._row(project, row)
        self.owner = DEPARTMENT
        return project

    def _row(self, project: ProjectDraft, row: dict[str, Any]) -> None:
        group = str(row.get("二级指标", ""))
        base = f"{TREE}/{group}/{row.get('名称', '')}"
        kept = {key: self.text(row, key, f"{base}/{key}") for key in row if key not in {"一级指标", "二级指标"}}
        project.rows.append({LEVEL2: group} | kept)
        for key in ("一级指标", "二级指标"):
            self.text(row, key, "")

    def rest(self, copy: dict[str, Any]) -> None:
        """What a later version says that this one does not know: part of the account, and left over."""
        known = {"单位", "年度", "阶段", "项目", *SECTIONS, *_OWN}
        for key, value in copy.items():
            if isinstance(value, str) and key not in known:
                self.maker.paragraph(value, Where(f"{_PART}“{key}”"))
