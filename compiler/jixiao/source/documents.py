"""Lines with which YAML divides a file (`---`, `...`, `%YAML`): one file holds one document."""

from jixiao.source.lines import Line
from jixiao.source.marks import key_mark
from jixiao.source.state import State


def read_marker(scan: State, line: Line) -> None:
    """Tell of a line that begins with `---`, `...` or `%`; a single `---` at the top is fine."""
    start, end = line.start, line.end
    if line.content[0] == "%":
        scan.find("JX012", "行首不能用“%”", (start, start + 1), "这里不需要以“%”开头的行，请删去。", corrected=False)
    elif not scan.levels.stack and line.content == "---":
        return
    elif not scan.levels.stack and not scan.findings and line.content.startswith("---"):
        scan.find("JX013", "“---”要单独占一行", (start, end), "请删去“---”。", corrected=False)
    elif line.content.startswith("..."):
        scan.find(
            "JX013", "单独一行的“...”会使后面的内容全部丢失", (start, start + 3), "请删去这一行。", corrected=False
        )
    else:
        _second(scan, line)
    scan.edit(start, start, "#")


def _second(scan: State, line: Line) -> None:
    """A `---` after content: a second document if the same keys begin again, else only a ruler."""
    root = scan.levels.stack[0].seen if scan.levels.stack else {}
    if all(one.content[0] == "#" for one in scan.after(line)):
        scan.find("JX013", "文件末尾多了一行“---”", (line.start, line.start + 3), "请删去这一行。", corrected=False)
    elif not scan.ruled and _begins_again(scan, line, root):
        scan.find(
            "JX013",
            "一个文件只能填写一份内容，“---”后面又是一份",
            (line.start, line.start + 3),
            "请把“---”后面的内容另存为一个文件，再删去“---”。",
            corrected=False,
        )
        scan.edit(line.start, len(scan.text), "")
        scan.stopped = True
    else:
        scan.ruled = True
        scan.find(
            "JX013",
            "“---”会把文件分成两份",
            (line.start, line.start + 3),
            "如果只想分隔，请删去这一行，或改为以“# ”开头的备注行。",
            corrected=False,
        )


def _begins_again(scan: State, line: Line, root: dict[str, int]) -> bool:
    """Tell whether a word of the top comes again below a line."""
    marks = (key_mark(one.content, scan.keys.all) for one in scan.after(line) if one.lead == one.start)
    return any(mark is not None and mark.key in root for mark in marks)
