"""Random damage to the samples: the checker must neither crash nor hang, and every finding must point at real text.

    python tests/check/fuzz.py --seconds 600 --seed 7

Prints the seed of the first failure; `--seed N --rounds 1` repeats it.
"""

import argparse
import random
import sys
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

from jixiao.check.run import Desk, open_desk, report_on
from jixiao.model.load import load
from jixiao.source.workspace import Workspace, department_years

SOURCES = Path(__file__).resolve().parents[2] / "sources"
TODAY = date(2025, 1, 20)
#: A review of a damaged sample that takes longer than this hangs.
LIMIT = 5.0
SNIPPETS = (
    "≥", "≤", "＞", "<", "=", "%", "百分比", "‰", "万元", "元/人/月", "亿元", "2024年", "2025年13月", "0", "-5", "1e9", "９９", "100%",
    "大于", "小于等于预算", "控制在预算内", "以上", "以内", "不低于", "～", "-", "/", "无", "**", "XX", "待定", "，", "；", "。", ";", ",", ":", "：",
    "（", "）", "(", ")", "【2025】7号", "〔2025〕", "]", "[bookmark: _Toc]", "\u3000", "\u200b", "\ue000", "𠮷", "😀", "满意度", "及时率", "是否",
    "非正常", "成本", "下降率", "人次", "平米", "平方米", "㎡", "3月底", "×", "12月", "\n", "  ", "- ", "#", "'", '"', "|", ">", "&a", "*a", "!", "{", "}",
    "999999999999999999999999999", "0.0000000000000000001", "1,234,567.89", "1,23", "说明", "规则: JX205", "分档",
)  # fmt: skip


def damage(text: str, rng: random.Random) -> str:
    """A few random edits."""
    for _ in range(rng.choice((1, 1, 2, 3, 8))):
        at = rng.randrange(len(text) + 1)
        end = min(len(text), at + rng.choice((0, 0, 1, 2, 5, 40)))
        kind = rng.randrange(5)
        if kind == 0:
            text = text[:at] + text[end:]
        elif kind == 1:
            text = text[:at] + rng.choice(SNIPPETS) + text[end:]
        elif kind == 2:
            other = rng.randrange(len(text) + 1)
            text = text[:at] + text[other : other + rng.randrange(30)] + text[at:]
        else:
            text = _value(text, rng)
    return text


def _value(text: str, rng: random.Random) -> str:
    """Another value behind some key: keeps the file readable, so that the rules get to see it."""
    lines = text.split("\n")
    rows = [number for number, line in enumerate(lines) if ": " in line]
    if not rows:
        return text
    row = rng.choice(rows)
    key, _, value = lines[row].partition(": ")
    pieces = [rng.choice(SNIPPETS) for _ in range(rng.randrange(4))]
    pieces.insert(rng.randrange(len(pieces) + 1), value[rng.randrange(len(value) + 1) :])
    new = "".join(pieces).replace("\n", "").replace("'", "''")
    lines[row] = f"{key}: '{new}'"
    return "\n".join(lines)


def one_round(seed: int, folder: Path, desk: Desk) -> None:
    """Damage a sample and review it.

    Raises:
        AssertionError: a rule crashed, a place is not in its text, or it took too long.
    """
    rng = random.Random(seed)  # noqa: S311 - no secrets here
    place = rng.choice([one for one in sorted(SOURCES.glob("*/*")) if one.is_dir()])
    target = folder / "sources" / place.relative_to(SOURCES)
    files = sorted(place.rglob("*.yaml"))
    hurt = set(rng.sample(files, rng.choice((1, 1, 2, len(files)))))
    for old in target.rglob("*.yaml"):
        old.unlink()
    for path in files:
        copy = target / path.relative_to(place)
        copy.parent.mkdir(parents=True, exist_ok=True)
        text = path.read_text(encoding="utf-8")
        copy.write_text(damage(text, rng) if path in hurt else text, encoding="utf-8", newline="")
    workspace = Workspace(folder)
    (found,) = [one for one in department_years(workspace) if one.path == target]
    started = perf_counter()
    report = report_on(desk, found.label, load(workspace, found))
    took = perf_counter() - started
    assert not report.crashes, report.crashes
    assert took < LIMIT, took
    for one in report.findings:
        for source, start, end in (one.span, *(related.span for related in one.hit.related)):
            assert 0 <= start < end <= len(source.text), (one.rule.code, start, end)
            assert source.text[start:end].strip(), (one.rule.code, one.hit.path)


def fuzz(seconds: float, first: int, rounds: int = 0) -> int:
    """Rounds until the time is up; how many there were."""
    desk = open_desk(None, TODAY)
    ends = perf_counter() + seconds
    done = 0
    with TemporaryDirectory() as folder:
        while perf_counter() < ends and (not rounds or done < rounds):
            try:
                one_round(first + done, Path(folder), desk)
            except BaseException:
                sys.stderr.write(f"seed {first + done}\n")
                raise
            done += 1
    return done


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=600)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--rounds", type=int, default=0)
    given = parser.parse_args()
    print(f"{fuzz(given.seconds, given.seed, given.rounds)} rounds, nothing broke")


if __name__ == "__main__":
    main()
