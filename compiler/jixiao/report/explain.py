"""What a code means, and which rules hold how strictly: `jixiao explain`, `jixiao rules`.

The pages themselves are data (`check/data/rules`, `check/data/faults.md`); what the catalogue and the profile know is
added here, so that it cannot be out of date.
"""

from collections.abc import Iterable, Iterator, Sequence

from jixiao.check.catalogue import RULES
from jixiao.check.lexicon import table
from jixiao.check.profile import Profile
from jixiao.check.rule import ERROR, OFF, Rule
from jixiao.diagnostics import FAULTS
from jixiao.report.basis import basis_texts, fault_pages, rule_page
from jixiao.report.terminal import Style, cells
from jixiao.report.words import FIX_WORDS, LEVEL_COLOURS, LEVEL_WORDS, layer_title, rules_used

_BOLD = "1"
_CATALOGUE = "规则目录"
_NOTE = "确实应当这样填的，在项目文件的最后写（位置照 jixiao check --verbose 列出的写，理由不少于六个字）："


def page_of(code: str, profile: Profile | None, style: Style) -> str | None:
    """The page of any code, typed in capitals or not; None where there is no such code."""
    wanted = code.strip().upper()
    rule = next((one for one in RULES if one.code == wanted), None)
    if rule is not None:
        return explain(rule, profile, style)
    return explain_fault(wanted, style) if wanted in FAULTS else None


def explain(rule: Rule, profile: Profile | None, style: Style) -> str:
    """The page of a rule, without a final line end."""
    lines = [f"{style.paint(f'{rule.code}  {rule.title}', _BOLD)}  （{rule.name}）", ""]
    facts = [(key, _coloured(rule, profile, style) if key == "级别" else text) for key, text in facts_of(rule, profile)]
    width = max(cells(key) for key, _ in facts)
    lines += [f"{key}{' ' * (width - cells(key))}  {text}" for key, text in facts]
    lines += ["", *_page(rule_page(rule.code), style)]
    lines += [style.paint("依据", _BOLD), *(f"  {text}" for text in basis_lines(rule, profile))]
    said = list(_settings(profile, rule.code))
    if said:
        lines += ["", style.paint("用到的参数", _BOLD), *(f"  {text}" for text in said)]
    lines += ["", style.paint("怎样写说明", _BOLD), f"  {_NOTE}", "", *(f"    {line}" for line in _example(rule))]
    return "\n".join(lines)


def _example(rule: Rule) -> tuple[str, ...]:
    return (
        "说明:",
        f"  - 规则: {rule.code}",
        "    位置: 绩效指标/成本指标/物业费支出",
        "    理由: 依据什么文件、什么情况",
    )


def explain_fault(code: str, style: Style) -> str:
    """The page of a reading fault, without a final line end."""
    name, level = FAULTS[code]
    page = fault_pages()[code]
    lines = [f"{style.paint(f'{code}  {page.title}', _BOLD)}  （{name}）", ""]
    return "\n".join([*lines, f"级别  {_fault_level(level)}", "", page.text])


def _fault_level(level: str) -> str:
    return "错误：改好以前不能检查，也不能生成" if level == ERROR else "提醒：不影响检查和生成"


def facts_of(rule: Rule, profile: Profile | None) -> list[tuple[str, str]]:
    """What the catalogue knows of a rule, in words: level and where it comes from, certainty, audit, owner, correction."""
    dimension = profile.label(rule.dimension) if profile else rule.dimension
    return [
        ("级别", f"{LEVEL_WORDS[level_in(rule, profile)]}（{_origin(rule, profile)}）"),
        ("确定程度", rule.certainty),
        ("审核方面", dimension),
        ("由谁改", rule.owner),
        ("自动改", FIX_WORDS[rule.fix]),
    ]


def _coloured(rule: Rule, profile: Profile | None, style: Style) -> str:
    level = level_in(rule, profile)
    return f"{style.paint(LEVEL_WORDS[level], LEVEL_COLOURS[level])}（{_origin(rule, profile)}）"


def level_in(rule: Rule, profile: Profile | None) -> str:
    """The level of a rule by a profile, else by the catalogue; a preview is off unless a profile names it."""
    said = profile.levels.get(rule.code) if profile else None
    return said.level if said else OFF if rule.preview else rule.level


def _origin(rule: Rule, profile: Profile | None) -> str:
    said = profile.levels.get(rule.code) if profile else None
    source = f"由“{layer_title(profile, said.layer)}”规定" if said else _CATALOGUE
    if rule.preview and not said:
        source = "试行，配置里写明才检查"
    return f"{source}；一上阶段只作提示" if rule.draft else source


def basis_lines(rule: Rule, profile: Profile | None) -> list[str]:
    """On what a rule rests, and on what the layer rests that sets its level."""
    said = profile.levels.get(rule.code) if profile else None
    own = [f"{layer_title(profile, said.layer)}：{said.basis}"] if said and said.basis else []
    return [basis_texts()[key] for key in rule.basis] + own


def _page(page: str, style: Style) -> Iterator[str]:
    """A page for a terminal: headings in bold, text a little to the right."""
    for line in page.rstrip("\n").split("\n") if page else ["（说明页还没有写）"]:
        if line.startswith("## "):
            yield style.paint(line.removeprefix("## "), _BOLD)
        else:
            yield f"  {line}" if line else ""
    yield ""


def _settings(profile: Profile | None, code: str = "") -> Iterator[str]:
    """The settings of a profile in words; of one rule, where `code` is given."""
    known = table("settings")
    for key, setting in (profile.settings if profile else {}).items():
        user = known[key][0] if key in known else ""
        if code and user != code:
            continue
        basis = f"，依据：{setting.basis}" if setting.basis else ""
        whose = "" if code else f"，用于 {user}"
        yield f"{key}：{'、'.join(setting.words)}（{layer_title(profile, setting.layer)}{whose}{basis}）"


def rules_table(rules: Sequence[Rule], profile: Profile | None) -> str:
    """The effective table, without a final line end; only columns of fixed width are aligned."""
    heads = ("编号", "级别", "确定程度", "审核方面", "由谁改")
    rows = [_cells(rule, profile) for rule in rules]
    widths = [max(cells(row[at]) for row in [heads, *rows]) for at in range(len(heads))]
    lines = [f"按{rules_used(profile)}" if profile else "规则目录的级别，没有用配置", ""]
    lines.append(_padded(heads, widths) + "规则")
    lines += [_padded(row, widths) + _ending(rule, profile) for rule, row in zip(rules, rows, strict=True)]
    said = list(_settings(profile))
    lines += ["", "参数", *(f"  {text}" for text in said)] if said else []
    lines += ["", "看一条规则的说明：jixiao explain JX203"]
    return "\n".join(lines)


def _cells(rule: Rule, profile: Profile | None) -> tuple[str, ...]:
    dimension = profile.label(rule.dimension) if profile else rule.dimension
    return rule.code, LEVEL_WORDS[level_in(rule, profile)], rule.certainty, dimension, rule.owner


def _padded(row: Iterable[str], widths: Sequence[int]) -> str:
    return "".join(cell + " " * (width - cells(cell) + 2) for cell, width in zip(row, widths, strict=True))


def _ending(rule: Rule, profile: Profile | None) -> str:
    said = profile.levels.get(rule.code) if profile else None
    keys = "、".join(rule.basis)
    if said:
        return f"{rule.title}（级别由“{layer_title(profile, said.layer)}”规定，依据：{said.basis or keys}）"
    return f"{rule.title}（{_CATALOGUE}，依据：{keys}）" + ("，试行" if rule.preview else "")
