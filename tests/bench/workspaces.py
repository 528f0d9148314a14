"""Synthetic workspaces of realistic size: the sample's own form, texts put together from office words, no two alike."""

from pathlib import Path
from random import Random

_PLACES = (
    "政府大楼",
    "县委办公区",
    "人大楼",
    "公共服务中心",
    "周转房",
    "机关食堂",
    "会议中心",
    "公务用车平台",
    "档案馆",
    "信访接待大厅",
)
_WORKS = (
    "运行维护",
    "设施维修",
    "后勤保障",
    "安保服务",
    "保洁服务",
    "节能改造",
    "绿化养护",
    "消防检测",
    "设备购置",
    "会务服务",
)
_ENDS = ("工作完成率", "服务质量达标率", "任务完成及时率", "项目验收合格率", "故障排除及时率", "问题整改落实率")
_TARGETS = ("≥{n}%", "≥{n}百分比", "≤{n}万元", "{n}次", "不少于{n}人次", "≥{n}")
_AIMS = ("保障正常运行", "提高服务水平", "确保安全有序", "严格控制支出", "及时消除隐患", "节约能源资源")
_GROUPS = ("数量指标", "质量指标", "时效指标", "成本指标", "社会效益指标", "服务对象满意度指标")
_PROSE = (
    "负责拟定机关事务的规划、制度和标准并组织实施",
    "负责办公用房及配套设施的统一管理和调配",
    "突发事件处置率100%，服务对象满意度90%以上",
    "确保公车公房管理规范化、科学化",
    "保持管辖区内环境卫生整洁，故障排除率{n}%",
    "及时上报节能数据，每年度至少开展{n}次宣传",
    "完善财务管理制度，严格审批程序",
    "按要求开展绩效运行监控，发现问题及时采取措施",
)


def project(number: int, seed: int) -> str:
    """A project file of about 40 lines; `number` makes name and code unique, `seed` the rest of it."""
    dice = Random(seed * 100_003 + number)  # noqa: S311 - the same workspace every time
    place, work, aim = dice.choice(_PLACES), dice.choice(_WORKS), dice.choice(_AIMS)
    total = dice.randint(500, 90_000) / 100
    shares = sorted(dice.randint(1, 19) * 5 for _ in range(3))
    lines = [
        f"项目名称: 财字【2025】{number}号 {place}{work}经费",
        f"项目编码: 13073025P{number:06d}{seed % 1_000_000:06d}",
        "资金:",
        f"  总额: {total:.2f}",
        f"  财政拨款: {total:.2f}",
        "  其他资金:",
        f"资金用途: 用于{place}{work}，{aim}",
        "支出计划:",
        *(f"  {node}: {share}%" for node, share in zip(("3月底", "6月底", "10月底"), shares, strict=True)),
        "  12月底: 100%",
        "绩效目标: |",
        f"  通过开展{place}{work}工作，{aim}",
        "绩效指标:",
    ]
    for group in _GROUPS:
        name = f"{dice.choice((place, work, ''))}{dice.choice(_ENDS)}"
        target = dice.choice(_TARGETS).format(n=dice.randint(60, 99))
        lines += [
            f"  {group}:",
            f"    - 名称: {name}",
            f"      描述: {name}",
            f"      指标值: {target}",
            f"      依据: {dice.choice((name, '年度工作计划', '合同约定'))}",
        ]
    return "\n".join(lines) + "\n"


def _department(name: str, code: int, seed: int) -> str:
    dice = Random(seed)  # noqa: S311 - the same workspace every time

    def prose(count: int) -> str:
        return "；".join(text.format(n=dice.randint(2, 99)) for text in dice.sample(_PROSE, count)) + "。"

    lines = [
        "版式: hebei-2025",
        "单位:",
        f"  名称: {name}",
        f"  编码: {code}",
        "  区划: 130730",
        "年度: 2025",
        "阶段: 批复",
        "总体绩效目标: |",
        f"  {prose(6)}",
        "分项绩效目标:",
    ]
    for _ in range(4):
        lines += [
            f"  - 名称: {dice.choice(_PLACES)}{dice.choice(_WORKS)}",
            f"    绩效目标: {prose(3)}",
            f"    绩效指标: {prose(2)}",
        ]
    lines.append("工作保障措施:")
    for words in ("完善制度建设", "加强支出管理", "做好绩效自评"):
        lines += [f"  - 名称: {words}", f"    内容: {prose(3)}"]
    return "\n".join(lines) + "\n"


def add_department(root: Path, folder: str, number: int, projects: int) -> None:
    """Write one department-year of 2025 with so many projects below `root`."""
    year = root / "sources" / folder / "2025"
    (year / "projects").mkdir(parents=True)
    (year / "department.yaml").write_text(
        _department(f"第{number}机关事务服务中心", 430_000 + number, number), encoding="utf-8"
    )
    for one in range(1, projects + 1):
        (year / "projects" / f"{one:04d}-项目.yaml").write_text(project(one, number), encoding="utf-8")


def large_document(root: Path, projects: int) -> None:
    """One department with many projects."""
    add_department(root, "large", 1, projects)


def many_departments(root: Path, departments: int) -> None:
    """Many departments with four projects each."""
    for number in range(1, departments + 1):
        add_department(root, f"dept-{number:04d}", number, 4)


def two_years(root: Path, projects: int) -> None:
    """One department in 2025 and 2026 without project codes: every name, amount and some targets changed a little."""
    dice = Random(7)  # noqa: S311 - the same workspace every time
    for year in ("2025", "2026"):
        place = root / "sources" / "bumen-jiguan" / year
        (place / "projects").mkdir(parents=True)
        text = _department("某县机关事务服务中心", 430001, 1).replace("年度: 2025", f"年度: {year}")
        (place / "department.yaml").write_text(text, encoding="utf-8")
        for number in range(1, projects + 1):
            lines = [line for line in project(number, 1).split("\n") if not line.startswith("项目编码")]
            if year == "2026":
                lines = [_a_year_later(line, number, dice) for line in lines]
            (place / "projects" / f"{number:04d}.yaml").write_text("\n".join(lines), encoding="utf-8")


def _a_year_later(line: str, number: int, dice: Random) -> str:
    """A line as next year's file has it."""
    if line.startswith("项目名称"):
        return line.replace("【2025】", "〔2026〕").replace("经费", dice.choice(("资金", "专项经费", f"（{number}标段）经费")))
    if "总额" in line or "财政拨款" in line:
        return line.replace(".", "1.") if number % 3 else line
    return line.replace("≥9", "≥8") if "指标值" in line and dice.random() < 0.2 else line
