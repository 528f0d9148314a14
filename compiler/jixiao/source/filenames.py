"""What a file of a department-year is by its name: read, passed over in silence, or passed over with advice on its name."""

import re
from pathlib import Path

DEPARTMENT_FILE = "department.yaml"
REVIEW_FILE = "审核.yaml"
_COPY = re.compile(r"副本|复件|\(\d+\)\.yaml$|（\d+）\.yaml$|\bcopy\b|[-_ ]备份|\.bak", re.IGNORECASE)
#: Endings that people (and Windows, which hides the last one) make of `.yaml`; in any case, compiled when needed.
_ENDING = r"\s*[.。．]\s*(?:ya?ml|ymal|yam|yalm)(?:[.。．](?:txt|ya?ml))?$"
_ANY_ENDING = _ENDING + r"|\s*[.。．]txt$"
_SHOW_ENDINGS = "（在文件夹选项里去掉“隐藏已知文件类型的扩展名”，才能看到并改掉结尾）"
_DEPARTMENT_STEMS = frozenset({"department", "departments", "dept", "部门", "部门文件", "部门信息", "单位", "单位信息"})
#: How alike a name must be to `department`.
_ALIKE = 0.8


def why_skip(name: str) -> tuple[str, str] | None:
    """None: read it. Empty reason: passed over in silence (editors' own files)."""
    if not _is_text(name):
        return "文件名里有无法识别的字符，没有编入", "请改用正常的中文文件名；从压缩包解出来的乱码文件名要重新命名。"
    if name.startswith((".", "~$")) or name.endswith(("~", ".swp", ".swx", ".tmp")):
        return "", ""
    if _COPY.search(name):
        return "看起来是复制出来的副本，没有编入", "需要它就改成“序号-项目名称.yaml”的名称；不需要就删掉。"
    return None if name.endswith(".yaml") else _ending(name)


def _ending(name: str) -> tuple[str, str]:
    """Why a file without `.yaml` is passed over, and how it should be called if it is a project."""
    found = re.search(_ENDING, name, re.IGNORECASE)
    if found:
        return "文件名的结尾不是 .yaml，没有编入", f"请改名为“{name[: found.start()]}.yaml”{_SHOW_ENDINGS}。"
    if name.lower().endswith(".txt"):
        hint = f"如果它是项目文件，请改名为“{name[:-4].rstrip()}.yaml”{_SHOW_ENDINGS}；其他资料请放到别的文件夹。"
        return "不是 .yaml 文件，没有编入", hint
    return "不是 .yaml 文件，没有编入", "项目文件要以 .yaml 结尾；其他资料请放到别的文件夹。"


def _is_text(name: str) -> bool:
    """Whether a name is proper text; a file system may hold any bytes, which Python shows as lone surrogates."""
    return not any("\ud800" <= char <= "\udfff" for char in name)


def why_skip_top(folder: Path, name: str) -> tuple[str, str] | None:
    """The same for a file beside `projects`; None: department.yaml, or nothing of ours."""
    if name in {DEPARTMENT_FILE, REVIEW_FILE} or name.startswith((".", "~$")):
        return None
    if means_department(name):
        if _same_file(folder / name, folder / DEPARTMENT_FILE):
            return None  # a disk that takes capitals for small letters
        hint = f"请改名为“{DEPARTMENT_FILE}”{_SHOW_ENDINGS}。"
        if (folder / DEPARTMENT_FILE).exists():
            hint = f"已经有一个 {DEPARTMENT_FILE}。这一个不用就删去；要用它，先删去那一个，再把这一个改名。{hint}"
        return f"文件名不是 {DEPARTMENT_FILE}，没有编入", hint
    if _means_review(name):
        return f"文件名不是 {REVIEW_FILE}，里面的采纳没有读取", f"请改名为“{REVIEW_FILE}”{_SHOW_ENDINGS}；不用就删去。"
    if not re.search(r"\.(ya?ml|ymal)", name, re.IGNORECASE):
        return None
    return "不在 projects 文件夹里，没有编入", "项目文件要放进 projects 文件夹。"


def means_department(name: str) -> bool:
    """Whether a file name looks like `department.yaml` written in another way."""
    found = re.search(_ANY_ENDING, name, re.IGNORECASE)
    if found is None:
        return False
    stem = re.sub(r"[\s（(].*", "", name[: found.start()].strip()).lower()
    if stem in _DEPARTMENT_STEMS:
        return True
    if not stem.isascii():
        return False
    from difflib import SequenceMatcher

    return SequenceMatcher(None, stem, "department").ratio() > _ALIKE


def _means_review(name: str) -> bool:
    """Whether a file name looks like `审核.yaml` written in another way (审核.yml, 审核.yaml.txt, 审核(1).yaml)."""
    if not name.startswith("审核"):
        return False
    found = re.search(_ANY_ENDING, name, re.IGNORECASE)
    return found is not None and re.sub(r"[\s（(].*", "", name[: found.start()]) == "审核"


def _same_file(one: Path, two: Path) -> bool:
    try:
        return one.samefile(two)
    except OSError:
        return False
