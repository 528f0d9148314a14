"""Lines with which YAML divides a file (`---`, `...`, `%YAML`): one file holds one document."""

from jixiao.source.lines import Line
from jixiao.source.marks import key_mark
from jixiao.source.state import State

#: How often the rest of a file is searched for a second document.
COMPARED = 20


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


def second_project(scan: State, line: Line, key: str, column: int) -> bool:
    """Tell of a second document that begins without any `---`, and leave it out.

    Its sign: a line with one of the first words of the file, after which another word of the top comes again.
    """
    root = scan.levels.stack[0] if scan.levels.stack else None
    if root is None or key not in root.seen or column not in root.columns or not scan.levels.fits("", key):
        return False
    first = list(root.seen)[:2]
    if key not in first or scan.compared > COMPARED:
        return False
    scan.compared += 1
    marks = (key_mark(one.content, scan.keys.all) for one in scan.after(line) if one.column in root.columns)
    if not any(mark is not None and mark.key != key and mark.key in root.seen for mark in marks):
        return False
    what = "另一个项目" if any("项目" in word for word in first) else "另一份内容"
    scan.find(
        "JX013",
        f"从第 {line.number + 1} 行起是{what}，一个文件只能填写一份",
        (line.lead, line.end),
        f"请把第 {line.number + 1} 行起的内容剪切下来，另存为一个文件。",
        corrected=False,
    )
    scan.edit(line.start, len(scan.text), "")
    scan.stopped = True
    return True


def _begins_again(scan: State, line: Line, root: dict[str, int]) -> bool:
    """Tell whether a word of the top comes again below a line."""
    marks = (key_mark(one.content, scan.keys.all) for one in scan.after(line) if one.lead == one.start)
    return any(mark is not None and mark.key in root for mark in marks)
