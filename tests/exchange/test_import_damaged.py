"""Texts and Word files that somebody has been at: never a crash, never a text that is said to be placed and is not."""

import copy
import random
import zipfile
from io import BytesIO
from pathlib import Path

import pytest
from lxml import etree
from tests.exchange.make_docx import data_of, hebei, ningxia
from tests.exchange.taking import REPOSITORY, SEEDS, Taken, check_account, take_data
from tests.pdf.sources import load_year

CASES = {
    "huailai-2025.txt": ("hebei-2025", "huailai-jiguan/2025", hebei),
    "pingluo-2024.txt": ("ningxia-2024", "pingluo-jiguan/2024", ningxia),
}


def damaged_text(dice: random.Random, text: str) -> str:
    lines = text.split("\n")
    for _ in range(dice.randint(1, 15)):
        at = dice.randrange(len(lines))
        line, other = lines[at], dice.choice(lines)
        cut = dice.randrange(len(line) + 1)
        changes = (
            [],
            [line, other],
            [other],
            [line.replace("\t", "", 1)],
            [f"{line}\t{other}"],
            [line[:cut] + line[cut + 1 :]],
        )
        lines[at : at + 1] = dice.choice(changes)
    return "\n".join(lines)


def damaged_word(dice: random.Random, data: bytes) -> bytes:
    stream = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            part = old.read(name)
            if name == "word/document.xml":
                root = etree.fromstring(part)
                elements = [one for one in root.iter() if one.getparent() is not None and not one.tag.endswith("}body")]
                for _ in range(dice.randint(1, 12)):
                    _damage(dice, dice.choice(elements))
                part = etree.tostring(root)
            new.writestr(name, part)
    return stream.getvalue()


def _damage(dice: random.Random, element: etree._Element) -> None:
    parent = element.getparent()
    if parent is None:
        return
    kind = dice.randrange(3)
    if kind == 0:
        parent.remove(element)
    elif kind == 1:
        element.addnext(copy.deepcopy(element))
    else:
        for name in element.attrib:
            element.set(name, dice.choice(("0", "-1", "99999", "x", "restart", "continue")))


def check(taken: Taken) -> None:
    check_account(taken, "".join(one.text for one in taken.account))


@pytest.mark.parametrize("seed", CASES)
@pytest.mark.parametrize("start", range(0, 60, 20))
def test_damaged_texts(seed: str, start: int, tmp_path: Path) -> None:
    layout, sample, _ = CASES[seed]
    text = (SEEDS / seed).read_text(encoding="utf-8")
    for number in range(start, start + 20):
        dice = random.Random(number)  # noqa: S311 - made-up damage
        check(take_data(damaged_text(dice, text).encode(), "a.txt", tmp_path, layout, sample[-4:]))


@pytest.mark.parametrize("seed", CASES)
def test_damaged_word_files(seed: str, tmp_path: Path) -> None:
    layout, sample, make = CASES[seed]
    data = data_of(make(*load_year(REPOSITORY / "sources" / sample)))
    for number in range(25):
        dice = random.Random(number)  # noqa: S311 - made-up damage
        check(take_data(damaged_word(dice, data), "a.docx", tmp_path, layout, sample[-4:]))
