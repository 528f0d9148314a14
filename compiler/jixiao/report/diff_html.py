"""A comparison as one HTML file (diff.md §12): the 对照表 on screen, with filters, and on paper.

Nothing is loaded from elsewhere, which the page itself forbids; texts of users are escaped here and never read as HTML
again. Anchors are fingerprints.
"""

from base64 import b64encode
from collections import Counter
from collections.abc import Iterator, Sequence
from hashlib import sha256
from pathlib import Path

from jixiao.diff.records import SEVERITIES, Comparison, Side
from jixiao.diff.taxonomy import LEVEL_WORDS, rules, title
from jixiao.report.diff_rows import Row, element, row_html, said
from jixiao.report.diff_view import EVERYWHERE, Block, View, crosses_stages, unit_of, view
from jixiao.report.diff_words import (
    TITLE,
    block_money,
    block_title,
    column_heads,
    former_words,
    how_words,
    money_words,
    projects_words,
    short_file,
    side_words,
    stages_words,
    stale_words,
    tally_words,
)

_DATA = Path(__file__).parent / "data"
_COLUMNS = 5
_KINDS = {level: f"level-{level}" for level in SEVERITIES}
_LEGEND = (
    "标记：数值的<del class='value'>原值</del>和<ins class='value'>新值</ins>；文字的<del>删去</del>和<ins>增加</ins>。"
)


def html(comparisons: Sequence[Comparison], alone: Sequence[str] = ()) -> str:
    """The whole page, without a final line end; `alone`: sides without a partner (无对应年度)."""
    views = [view(one) for one in comparisons]
    style, script = ((_DATA / name).read_text(encoding="utf-8") for name in ("diff.css", "diff.js"))
    return "\n".join(
        [
            "<!DOCTYPE html>",
            '<html lang="zh-CN">',
            "<head>",
            '<meta charset="utf-8">',
            f'<meta http-equiv="Content-Security-Policy" content="{_policy(style, script)}">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            '<meta name="color-scheme" content="light dark">',
            f"<title>{said(_title(views))}</title>",
            f"<style>{style}</style>",
            "</head>",
            "<body>",
            *_body(views, alone),
            f"<script>{script}</script>",
            "</body>",
            "</html>",
        ]
    )


def _policy(style: str, script: str) -> str:
    """Only this style and this script run, and nothing is fetched."""
    return f"default-src 'none'; style-src {_digest(style)}; script-src {_digest(script)}; base-uri 'none'; form-action 'none'"


def _digest(text: str) -> str:
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"


def _title(views: Sequence[View]) -> str:
    if len(views) != 1:
        return f"{TITLE}：{len(views)} 个部门"
    one = views[0].comparison
    return f"{TITLE}：{unit_of(one)}（{one.old.year} 年度—{one.new.year} 年度）"


def _body(views: Sequence[View], alone: Sequence[str]) -> Iterator[str]:
    yield '<a class="skip" href="#changes">跳到各处变动</a>'
    yield f'<h1 class="{"only" if len(views) == 1 else "several"}">{TITLE}</h1>'
    if len(views) > 1:
        yield from _contents(views)
    yield from _tools(views)
    yield '<main id="changes" tabindex="-1">'
    seen = Counter[str]()
    for number, one in enumerate(views, 1):
        yield from _department(one, number, seen)
    yield '<p id="nothing" class="note" role="status" hidden>按现在的筛选，没有要显示的变动。</p>'
    yield from (f'<p class="note">无对应年度，没有比较：{said(label)}</p>' for label in alone)
    if not views:
        yield '<p class="note">没有可以比较的部门</p>'
    yield "</main>"


def _contents(views: Sequence[View]) -> Iterator[str]:
    yield '<nav aria-label="部门目录"><ul class="contents">'
    for number, one in enumerate(views, 1):
        counts = "，".join(f"{LEVEL_WORDS[level]} {one.levels[level]}" for level in SEVERITIES if one.levels[level])
        yield f'<li><a href="#d{number}">{said(unit_of(one.comparison))}</a>　{counts or "无变动"}</li>'
    yield "</ul></nav>"


def _tools(views: Sequence[View]) -> Iterator[str]:
    """Filters and jumps; shown by the script, since they do nothing without it."""
    levels = sum((one.levels for one in views), Counter[str]())
    used = sum((one.rules for one in views), Counter[str]())
    if not levels:
        return
    yield '<form id="tools" role="search" aria-label="筛选和跳转" hidden>'
    yield '<fieldset class="levels"><legend>级别</legend>'
    for level in SEVERITIES:
        yield _box("level", level, LEVEL_WORDS[level], levels[level], _KINDS[level])
    accepted = sum(one.accepted for one in views)
    if accepted:
        yield _box("accepted", "accepted", "已确认的", accepted, "accepted")
    yield "</fieldset>"
    yield '<details class="rules"><summary>按规则筛选</summary><fieldset><legend class="unseen">规则</legend>'
    yield '<p><button type="button" id="all-rules">全选</button> <button type="button" id="no-rules">全不选</button></p>'
    for rule in sorted(used, key=lambda name: rules()[name].rank):
        yield _box("rule", rule, title(rule), used[rule], "")
    yield "</fieldset></details>"
    yield '<div class="jumps">'
    yield '<button type="button" id="previous" aria-keyshortcuts="p">上一处 <kbd>P</kbd></button>'
    yield '<button type="button" id="next" aria-keyshortcuts="n">下一处 <kbd>N</kbd></button>'
    yield '<output id="position" aria-live="polite"></output></div>'
    yield '<div class="more"><button type="button" id="everything">全部显示</button>'
    yield '<button type="button" id="print">打印对照表</button></div></form>'


def _box(name: str, value: str, words: str, count: int, kind: str) -> str:
    box = f'<input type="checkbox" name="{name}" value="{value}" checked>'
    return f'<label class="{kind}">{box} {said(words)} <span class="count">{count}</span></label>'


def _department(one: View, number: int, seen: Counter[str]) -> Iterator[str]:
    compared = one.comparison
    old, new = compared.old, compared.new
    yield f'<article id="d{number}" aria-labelledby="d{number}-title">'
    yield f'<header><h2 id="d{number}-title">{said(unit_of(compared))}</h2>'
    yield f'<p class="years">（{old.year} 年度—{new.year} 年度）</p>'
    yield f'<p class="sides">{said(side_words(old))} → {said(side_words(new))}</p>'
    yield f'<p class="sources">旧：{said(_source(old))}　新：{said(_source(new))}</p>'
    if crosses_stages(compared):
        yield f'<p class="banner" role="note">{said(stages_words(compared))}</p>'
    yield f'<ul class="facts"><li>{said(projects_words(one))}</li><li>预算 {said(money_words(one.budget))}</li>'
    counts = "，".join(f"{LEVEL_WORDS[level]} {one.levels[level]}" for level in SEVERITIES)
    yield f"<li>{counts}{f'，其中已确认 {one.accepted}' if one.accepted else ''}</li></ul></header>"
    if one.changes:
        yield f'<p class="legend">{_LEGEND}</p><p class="unit">单位：万元</p>'
        yield from _table(one, seen)
    else:
        yield '<p class="note">无变动</p>'
    yield from _stale(compared)
    yield from _unchanged(one)
    yield "</article>"


def _source(side: Side) -> str:
    """The side, its commit and what it is recognised by."""
    return "，".join(part for part in (side.label, side.rev and f"版本 {side.rev}", f"摘要 {side.digest[:12]}") if part)


def _table(one: View, seen: Counter[str]) -> Iterator[str]:
    heads = ("序号", "项目／指标", *column_heads(one.comparison), "变动类型与说明")
    yield '<table role="table"><caption class="unseen">变动对照表</caption>'
    cells = "".join(f'<th role="columnheader" scope="col">{said(head)}</th>' for head in heads)
    yield f'<thead role="rowgroup"><tr role="row">{cells}</tr></thead>'
    number = 0
    if one.folded and one.blocks[0].kind != EVERYWHERE:
        yield _folded(one)
    for block in one.blocks:
        yield f'<tbody role="rowgroup" class="{block.kind}">'
        file = short_file(one.comparison, block)
        yield _band(block, file)
        for change in block.changes:
            number += 1
            anchor = _anchor(change.fingerprint, seen)
            yield row_html(one.comparison, change, Row(number, anchor, file, heads[1:]))
        yield "</tbody>"
        if one.folded and block.kind == EVERYWHERE:
            yield _folded(one)
    yield "</table>"


def _anchor(fingerprint: str, seen: Counter[str]) -> str:
    """The fingerprint; with a number where another department has it too."""
    seen[fingerprint] += 1
    return fingerprint if seen[fingerprint] == 1 else f"{fingerprint}-{seen[fingerprint]}"


def _folded(one: View) -> str:
    """What stands in place of rows that are only wording, while these are hidden."""
    text = f"非实质性变动不逐条列示：{'，'.join(tally_words(one))}"
    cell = element("td", said(text), role="cell", colspan=str(_COLUMNS))
    return f'<tbody role="rowgroup" class="folded" hidden><tr role="row">{cell}</tr></tbody>'


def _band(block: Block, file: str) -> str:
    """The row that names a project."""
    parts = [element("span", said(block_title(block)), class_="name")]
    how = how_words(block)
    if how:
        parts.append(element("span", said(how), class_="how"))
    parts += [said(part) for part in (block_money(block), former_words(block)) if part]
    if file:
        parts.append(element("span", said(file), class_="file"))
    cell = element("th", "　".join(parts), role="rowheader", scope="rowgroup", colspan=str(_COLUMNS))
    return f'<tr role="row" class="band">{cell}</tr>'


def _stale(compared: Comparison) -> Iterator[str]:
    if compared.stale:
        yield f'<section class="stale"><h3>失效采纳 {len(compared.stale)} 条，没有效果</h3><ul>'
        yield from (f"<li>{said(stale_words(*one))}</li>" for one in compared.stale)
        yield "</ul></section>"


def _unchanged(one: View) -> Iterator[str]:
    if one.unchanged:
        yield f'<details class="unchanged"><summary>无变动的项目 {len(one.unchanged)} 个</summary><ul>'
        yield from (f"<li>{said(name)}</li>" for name in one.unchanged)
        yield "</ul></details>"
