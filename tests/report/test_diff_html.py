"""The page of a comparison: whole, closed to the outside, safe; what a browser does with it is in test_diff_browser.py."""

import re
from base64 import b64encode
from collections import Counter
from hashlib import sha256
from html.parser import HTMLParser
from typing import Any

import pytest

from jixiao.report.diff_html import html

VOID = {"meta", "input", "br"}
HOSTILE = "</td><script>alert(1)</script><img src=x onerror=alert(1)>\"'&lt;`"


class Page(HTMLParser):
    """Reads a page, refuses what is not closed, and remembers elements and texts."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert len(dict(attrs)) == len(attrs)
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.texts.append(data)

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attrs for name, attrs in self.elements if name == tag]


def test_every_sure_change_is_a_row_with_its_anchor(comparing: Any, samples: list[Any]) -> None:
    for one in (comparing.full(), *samples):
        page = Page(html([one]))
        rows = [row for row in page.all("tr") if "data-rule" in row]
        sure = [change for change in one.changes if not change.provisional]
        assert sorted(str(row["id"]) for row in rows) == sorted(change.fingerprint for change in sure)
        assert Counter(row["data-level"] for row in rows) == Counter(change.severity for change in sure)
        links = {link["href"] for link in page.all("a")}
        assert {f"#{row['id']}" for row in rows} <= links


def test_ids_are_unique_over_departments(comparing: Any) -> None:
    page = Page(html([comparing.full(), comparing.full()], ["x/2024"]))
    ids = Counter(attrs["id"] for _, attrs in page.elements if "id" in attrs)
    assert set(ids.values()) == {1}
    assert all(str(link["href"])[1:] in ids for link in page.all("a"))
    assert "无对应年度，没有比较：x/2024" in "".join(page.texts)


def test_nothing_is_loaded_from_elsewhere(comparing: Any) -> None:
    page = Page(html([comparing.full()]))
    assert {tag for tag, _ in page.elements} & {"link", "img", "iframe", "object", "embed", "base", "source"} == set()
    for tag, attrs in page.elements:
        assert "src" not in attrs
        assert "style" not in attrs
        assert not [name for name in attrs if name.startswith("on")]
        assert str(attrs.get("href", "#")).startswith("#"), tag
    style, script = (re.search(f"<{tag}>(.*?)</{tag}>", html([comparing.full()]), re.DOTALL) for tag in ("style", "script"))
    assert style is not None
    assert script is not None
    assert not re.search(r"url\(|@import|https?:", style[1])
    assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval|fetch|https?:", script[1])
    policy = next(str(one["content"]) for one in page.all("meta") if one.get("http-equiv"))
    assert policy.startswith("default-src 'none'; ")
    for text in (style[1], script[1]):
        assert f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'" in policy


def test_texts_are_texts(comparing: Any) -> None:
    page = Page(html([comparing.wide(2, HOSTILE)], [HOSTILE]))
    assert len(page.all("script")) == 1
    assert not page.all("img")
    assert HOSTILE in page.texts


def test_it_can_be_read_aloud(comparing: Any) -> None:
    page = Page(html([comparing.full()]))
    assert page.all("html")[0]["lang"] == "zh-CN"
    assert len(page.all("h1")) == len(page.all("main")) == len(page.all("caption")) == 1
    assert all("scope" in one for one in page.all("th"))
    assert [one["type"] for one in page.all("button")] == ["button"] * len(page.all("button"))
    known = {attrs.get("id") for _, attrs in page.elements}
    assert all(attrs["aria-labelledby"] in known for _, attrs in page.elements if "aria-labelledby" in attrs)
    roles = Counter(attrs["role"] for tag, attrs in page.elements if tag in {"td", "tr", "thead", "tbody", "table"})
    assert roles["row"] == len(page.all("tr"))
    assert len(page.all("label")) == len(page.all("input"))


def test_marks(comparing: Any) -> None:
    text = html([comparing.full()])
    assert '<del class="value">≥97%</del>' in text
    assert '<ins class="value">≥93%</ins>' in text
    assert "改造老旧管网<del>12公里</del>，。" in text
    assert "改造老旧管网<ins>10公里</ins>，<ins>新装水表</ins>。" in text
    assert '<span class="coming">新增</span><ins class="value">智慧水利平台</ins>' in text
    assert re.search('data-head="上年（2024，批复）">—</td>', text)
    assert "非实质性变动不逐条列示：仅写法不同 1" in text
    assert "已确认：检测口径扩大（李某，2025-01-06，某财绩〔2025〕2号）" in text
    assert "失效采纳 1 条" in text
    assert "⚠ 跨阶段比较" in text


@pytest.mark.parametrize(("years", "heads"), [((2024, 2025), ("上年", "本年")), ((2025, 2025), ("调整前", "调整后")), ((2022, 2025), ("对比年", "本年"))])
def test_heads_of_columns(comparing: Any, years: tuple[int, int], heads: tuple[str, str]) -> None:
    one = comparing.full()
    one = one._replace(old=one.old._replace(year=years[0]), new=one.new._replace(year=years[1]))
    page = Page(html([one]))
    shown = [text for text in page.texts if re.fullmatch(r"\S+（\d{4}，\S+）", text)]
    assert shown[:2] == [f"{heads[0]}（{years[0]}，批复）", f"{heads[1]}（{years[1]}，二上）"]


def test_nothing_changed(comparing: Any) -> None:
    page = Page(html([comparing.nothing()]))
    assert "无变动" in page.texts
    assert not page.all("form")
    assert "没有可以比较的部门" in Page(html([])).texts


def test_the_same_bytes(comparing: Any) -> None:
    assert html([comparing.full()]) == html([comparing.full()])
