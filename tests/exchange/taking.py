"""What the tests of `jixiao import` for Word, text and PDF share: taking in, comparing models, checking the account."""

import re
import zipfile
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

from jixiao.exchange.papers.assemble import Asked
from jixiao.exchange.papers.opening import open_paper
from jixiao.exchange.papers.pieces import Paper
from jixiao.exchange.papers.takein import Taken, take_in, take_paper
from jixiao.exchange.papers.words import Words, layout_texts, words_of
from jixiao.model.load import load_form
from jixiao.source.workspace import layout_files, layout_folders

REPOSITORY = Path(__file__).resolve().parents[2]
SEEDS = REPOSITORY / "tests/data/seeds"
SAMPLES = {
    "huailai-jiguan/2025": "hebei-2025",
    "huailai-jiguan/2026": "hebei-2025",
    "pingluo-jiguan/2024": "ningxia-2024",
    "pingluo-jiguan/2025": "ningxia-2024",
}
#: What the two published texts do not say, and so no import can know.
UNSAID = ("阶段", "测算", "说明", "上年项目", "预算")
Tree = dict[str, Any]


def words(layout: str) -> Words:
    form, faults = load_form(None, layout, layout_folders(None)[layout])
    assert form is not None, faults
    files = layout_files(None, layout)
    return words_of(
        form, layout_texts({key: path.read_text() for key, path in files.items() if path.suffix in {".typ", ".j2"}})
    )


def take(path: Path, layout: str, year: str, **asked: str) -> Taken:
    files = {
        key: path.read_text() for key, path in layout_files(None, layout).items() if path.suffix in {".typ", ".j2"}
    }
    return take_in(path, words(layout).form, files, Asked(layout, year, **asked))


def take_data(data: bytes, name: str, folder: Path, layout: str, year: str, **asked: str) -> Taken:
    path = folder / name
    path.write_bytes(data)
    return take(path, layout, year, **asked)


def take_open(paper: Paper, layout: str, year: str) -> Taken:
    return take_paper(paper, words(layout), Asked(layout, year))


def said(tree: Tree, unsaid: tuple[str, ...] = UNSAID) -> Tree:
    """A tree without what the input could not say; blank groups of indicators are as good as none."""
    kept = {
        key: value.rstrip("\n") if isinstance(value, str) else value for key, value in tree.items() if key not in unsaid
    }
    if "单位" in kept:
        kept["单位"] = {key: value for key, value in kept["单位"].items() if key != "区划"}
    if "绩效指标" in kept:
        kept["绩效指标"] = {group: rows for group, rows in kept["绩效指标"].items() if rows}
    return kept


def flat(tree: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """Every path of a tree with its text, as the account names them."""
    if isinstance(tree, dict):
        for key, value in tree.items():
            yield from flat(value, f"{path}/{key}" if path else key)
    elif isinstance(tree, list):
        for row in tree:
            yield from flat(row, f"{path}/{row['名称']}" if isinstance(row, dict) else path)
    else:
        yield path, str(tree)


def squeeze(text: str) -> str:
    return re.sub(r"\s", "", text)


def check_account(taken: Taken, source: str) -> None:
    """Every character of the input is in the account, once and in order; every placed text stands where it is said."""
    assert squeeze("".join(one.text for one in taken.account)) == squeeze(source)
    texts: dict[str, str] = {}
    for file, tree in taken.trees.items():
        for path, text in flat(tree):
            texts[f"{file}: {path}"] = texts.get(f"{file}: {path}", "") + text
    for one in taken.account:
        if taken.faults or one.is_form or not one.paths or one.paths == ("department.yaml: 编制日期",):
            continue
        # a 二级 that the form has not is kept as a key
        fields = [path for path in one.paths if not re.fullmatch("[^/]*/[^/]*: 绩效指标/[^/]*", path)]
        found = [squeeze(texts.get(path, "")) for path in fields]
        typed = squeeze(one.text)
        if not fields:
            continue
        assert all(found), (one, found)
        assert any(part and (part in typed or typed in part or _core(one.text) in part) for part in found), (one, found)


def _core(typed: str) -> str:
    """A placed text without the number or the label that the form prints in front of a line."""
    marks = re.compile(r"^(?:\d{1,3}[.、]|（[一二三四五六七八九十]+）|绩效(?:目标|指标)：)")
    return "".join(squeeze(marks.sub("", line)) for line in typed.split("\n")).rstrip("。")


def opened(path: Path) -> Paper:
    paper, faults = open_paper(path)
    assert paper is not None, faults
    return paper


def text_of(data: bytes) -> str:
    """All the text of a Word file, read without the program under test."""
    with zipfile.ZipFile(BytesIO(data)) as packed:
        xml = packed.read("word/document.xml").decode()
    found = "".join(re.findall(r"<w:t(?: [^>]*)?>([^<]*)</w:t>", xml))
    return found.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
