"""`jixiao rollover`: next year's sources from this year's."""

from argparse import Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from jixiao.cli.arguments import USAGE
from jixiao.cli.console import OK, OUTPUT, UNREADABLE, choose_here, out, report, say
from jixiao.source.workspace import DepartmentYear, Workspace

if TYPE_CHECKING:
    from jixiao.exchange.rollover import NewFile, Rollover


def rollover(options: Namespace) -> int:
    """Roll the named departments (all of the year) over; the exit code."""
    trouble = _years_fault(options.old, options.new)
    if trouble:
        say(trouble)
        return USAGE
    chosen, code = choose_here(options.departments, options.old)
    if chosen is None:
        return code
    workspace, places = chosen
    codes = [_one(workspace, place, options) for place in places]
    if OK in codes:
        _advise(options, several=len(places) > 1, folder=places[0].folder)
    return max(codes, key=(OK, USAGE, OUTPUT, UNREADABLE).index)


def _years_fault(old: str, new: str) -> str:
    for one in (old, new):
        if len(one) != len("2025") or not (one.isascii() and one.isdecimal()):
            return f"“{one}”不是年度，应是四位数字，例如 jixiao rollover 2024 2025。"
    return "" if new > old else f"新的年度 {new} 应当在 {old} 之后：先写原来的年度，再写新的年度。"


def _one(workspace: Workspace, place: DepartmentYear, options: Namespace) -> int:
    from jixiao.exchange.rollover import rollover as made_from
    from jixiao.model.load import load

    target = place.path.parent / options.new
    if target.exists():
        say(f"{workspace.shown(target)} 已经有了，没有改动。")
        return USAGE
    loaded = load(workspace, place)
    if loaded.department is None:
        report(loaded.faults)
        say(f"{place.label} 没有结转：请先改好上面列出的地方。")
        return UNREADABLE
    report([one for one in loaded.faults if one.severity != "error"])
    made = made_from(place, loaded, int(options.new))
    if made.faults or made.trouble:
        report(made.faults)
        say(f"{place.label} 没有结转：{made.trouble or '结转以后的文件有上面列出的问题'}")
        return UNREADABLE
    _layout_notice(place, made, loaded.form, options.new)
    if options.dry_run:
        for file in made.files:
            out(_unified(workspace, target, file))
        say(f"{place.label} → {options.new}：{_count(made)}。以上没有写入，去掉 --dry-run 再运行一次就写入。")
        return OK
    return _write(workspace, place, target, made)


def _layout_notice(place: DepartmentYear, made: "Rollover", form: object, year: str) -> None:
    """Say where the form is not meant for the new year."""
    until = str(getattr(form, "until", ""))
    if made.files and until and year > until:
        say(f"提醒：{place.label} 的表样只用到 {until} 年，请核实 {year} 年用哪种表样，用 jixiao layouts 查看。")


def _write(workspace: Workspace, place: DepartmentYear, target: Path, made: "Rollover") -> int:
    from jixiao.build.output import Output, OutputError, put

    try:
        put([Output(target / file.path, file.data, durable=True) for file in made.files])
    except OutputError as error:
        say(f"不能写出 {error.path}：{error.reason}。{error.hint}")
        return OUTPUT
    out(f"{place.label} → {workspace.shown(target)}：{_count(made)}")
    for one in place.skipped:
        say(f"  没有结转 {workspace.shown(one.path)}：{one.reason}。")
    return OK


def _count(made: "Rollover") -> str:
    return f"文件 {len(made.files)} 个，待填 {sum(len(one.marks) for one in made.files)} 处"


def _unified(workspace: Workspace, target: Path, file: "NewFile") -> str:
    from difflib import unified_diff

    old, new = file.before.splitlines(), file.text.splitlines()
    return "\n".join(unified_diff(old, new, file.old, workspace.shown(target / file.path), n=1, lineterm=""))


def _advise(options: Namespace, *, several: bool, folder: str) -> None:
    if options.dry_run:
        return
    name = "" if several else f" {folder}"
    say(
        f"\n金额、数量、编码等照抄了上年，后面都注明“# 待填”。接下来：\n"
        f"  jixiao check{name} --year {options.new}    列出还没有核定的地方\n"
        f"  jixiao diff {options.old} {options.new}    看比上年改了什么"
    )
