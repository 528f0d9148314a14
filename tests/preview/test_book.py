"""The pages of the live page are those of the PDF, glyph by glyph, however they come to be drawn."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.conftest import REPOSITORY
from tests.preview.drawn import Glyphs as Shown
from tests.preview.drawn import glyphs, places, symbols

from jixiao.build.live import draw
from jixiao.build.options import Options
from jixiao.build.warm import Warm
from jixiao.layout.marks import DRAWN, Marking
from jixiao.model.load import Loaded
from jixiao.preview.book import Book
from jixiao.preview.leaves import Leaf
from jixiao.preview.sheet import Glyphs
from jixiao.source.workspace import DepartmentYear, open_workspace, select

HEBEI, NINGXIA = "huailai-jiguan/2025", "pingluo-jiguan/2024"
BOTH = pytest.mark.parametrize("label", [HEBEI, NINGXIA])


class Table:
    """A workspace with a sample, a press, and a book."""

    def __init__(self, root: Path, label: str) -> None:
        shutil.copytree(REPOSITORY / "sources" / label, root / "sources" / label)
        workspace, faults = open_workspace(root)
        assert not faults
        self.root, self.label = root, label
        self.warm = Warm(workspace, lambda _: Options(root / "build"))
        self.glyphs = Glyphs()
        self.book = Book(self.glyphs)

    @property
    def place(self) -> DepartmentYear:
        (place,), _ = select(self.warm.workspace, [self.label.partition("/")[0]], None, self.root)
        return place

    def read(self) -> Loaded:
        loaded = self.warm.read(self.place)
        assert loaded is not None
        assert loaded.department is not None
        return loaded

    def lay(self) -> tuple[Leaf, ...]:
        assert self.book.lay(self.warm, self.read()) == ()
        assert self.book.laid is not None
        return self.book.laid.leaves

    def page(self, leaf: Leaf) -> str:
        page = self.book.page(self.warm, leaf.key)
        assert page is not None
        return page

    def shown(self, leaf: Leaf) -> Shown:
        page = self.page(leaf)
        return glyphs(page, symbols(self.glyphs.symbols(0, len(self.glyphs))))

    def printed(self) -> list[Shown]:
        """The glyphs of every page as the PDF has them: drawn without marks from the very bundle of the build."""
        assert self.warm.build(self.place).pdf
        base = self.root / "build" / self.label / "typst"
        files = {path.relative_to(base).as_posix(): path.read_bytes() for path in base.rglob("*") if path.is_file()}
        press = self.warm._open()
        assert press is not None
        return [glyphs(page) for page in press.engine.draw(files, 0, {}).pages]

    def change(self, name: str, old: str, new: str) -> None:
        (path,) = (self.root / "sources" / self.label).rglob(name)
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), encoding="utf-8")


@pytest.fixture
def table(tmp_path: Path, label: str) -> Iterator[Table]:
    one = Table(tmp_path, label)
    yield one
    one.warm.close()


@BOTH
def test_every_page_is_the_page_of_the_pdf(table: Table) -> None:
    leaves = table.lay()
    assert [table.shown(leaf) for leaf in leaves] == table.printed()
    assert not table.book._whole


@BOTH
def test_drawn_as_a_whole_it_is_the_same(table: Table) -> None:
    table.book._whole = True
    assert [table.shown(leaf) for leaf in table.lay()] == table.printed()


@BOTH
def test_everything_printed_has_its_place(table: Table) -> None:
    leaves = table.lay()
    found = {
        (one["data-file"], one["data-path"], one["data-block"]) for leaf in leaves for one in places(table.page(leaf))
    }
    assert table.book.laid is not None
    marks = {(one.file, one.path, str(one.block)) for one in table.book.laid.marks.values() if one.text}
    # In titles and on the cover these are put together from words; the code of an office stands in the cell of its name.
    words = {"单位/名称", "单位/编码", "年度", "阶段", "编制日期", "主管部门/编码"}
    missing = {one for one in marks - found if one[1] not in words}
    # A running text of the text part has no cell around it, only its paragraphs.
    assert all(block == "0" and (file, path, "1") in found for file, path, block in missing), missing


@BOTH
def test_pages_know_their_projects(table: Table) -> None:
    leaves = table.lay()
    files = [one.source.path for one in table.read().department.projects]  # type: ignore[union-attr]
    assert list(dict.fromkeys(leaf.file for leaf in leaves if leaf.file)) == files
    for leaf in leaves:
        inside = {one["data-file"] for one in places(table.page(leaf)) if "/projects/" in one["data-file"]}
        assert inside == ({leaf.file} if leaf.file else set())


@BOTH
def test_an_edit_changes_the_pages_of_its_project_only(table: Table) -> None:
    before = table.lay()
    table.change("02-*.yaml", "指标值: ", "指标值: 约")
    after = table.lay()
    changed = {new.file for old, new in zip(before, after, strict=True) if old.key != new.key}
    assert changed == {after[-1].file.rpartition("/")[0] + "/" + Path(next(iter(changed))).name}
    assert Path(next(iter(changed))).name.startswith("02-")


@BOTH
def test_quick_pages_are_the_pages_of_the_document(table: Table) -> None:
    table.lay()
    table.change("03-*.yaml", "指标值: ", "指标值: 约")
    quick = table.book.quick(table.warm, table.read())
    assert [Path(leaf.file).name[:3] for leaf in quick] == ["03-"]
    shown = [table.shown(leaf) for leaf in quick]
    after = table.lay()
    assert [leaf for leaf in after if leaf.file == quick[0].file] == list(quick)
    printed = table.printed()
    assert shown == [printed[leaf.number - 1] for leaf in quick]


@BOTH
def test_nothing_quick_where_more_than_a_form_may_change(table: Table) -> None:
    table.lay()
    table.change("department.yaml", "名称: ", "名称: 新")
    assert table.book.quick(table.warm, table.read()) == ()
    table.lay()
    shutil.copy(next((table.root / "sources" / table.label / "projects").glob("01-*")), table.root / "kept")
    next((table.root / "sources" / table.label / "projects").glob("04-*")).unlink()
    assert table.book.quick(table.warm, table.read()) == ()


@pytest.mark.parametrize("label", [NINGXIA])
def test_nothing_quick_where_pages_come_and_go(table: Table) -> None:
    table.lay()
    long = "".join(f"\n    - {{名称: 第{number}项工作完成情况, 指标值: ≥{number}%}}" for number in range(1, 60))
    table.change("02-*.yaml", "数量指标:", "数量指标:" + long)
    assert table.book.quick(table.warm, table.read()) == ()
    leaves = table.lay()
    assert sum(Path(leaf.file).name.startswith("02-") for leaf in leaves) > 1
    assert [table.shown(leaf) for leaf in leaves] == table.printed()


@pytest.mark.parametrize("label", [HEBEI])
def test_a_page_more_moves_the_numbers_behind_it(table: Table) -> None:
    before = table.lay()
    long = "".join(f"\n    - {{名称: 第{number}项工作完成情况, 指标值: ≥{number}%}}" for number in range(1, 60))
    table.change("01-*.yaml", "数量指标:", "数量指标:" + long)
    after = table.lay()
    assert len(after) > len(before)
    assert after[-1].key != before[-1].key
    assert [table.shown(leaf) for leaf in after] == table.printed()


@pytest.mark.parametrize("label", [HEBEI])
def test_keys_of_other_days_have_no_page(table: Table) -> None:
    before = table.lay()
    table.change("02-*.yaml", "指标值: ", "指标值: 约")
    after = table.lay()
    gone = {leaf.key for leaf in before} - {leaf.key for leaf in after}
    assert len(gone) == 1
    assert table.book.page(table.warm, gone.pop()) is None
    assert table.book.page(table.warm, "../x") is None


@pytest.mark.parametrize("label", [HEBEI])
def test_marks_stay_what_they_were_when_projects_come_and_go(table: Table) -> None:
    table.lay()
    assert table.book.laid is not None
    old = {number: mark.path for number, mark in table.book.laid.marks.items() if "04-" in mark.owner}
    next((table.root / "sources" / table.label / "projects").glob("02-*")).unlink()
    table.lay()
    new = {number: mark.path for number, mark in table.book.laid.marks.items() if "04-" in mark.owner}
    assert old == new


@pytest.mark.parametrize("label", [HEBEI])
def test_layout_of_the_workspace_is_drawn_as_a_whole(table: Table) -> None:
    shutil.copytree(REPOSITORY / "layouts", table.root / "layouts")
    form = table.root / "layouts" / "hebei-2025" / "form.typ"
    text = form.read_text(encoding="utf-8")
    form.write_text(
        text.replace('part-title("第二部分", "预算项目绩效目标")', 'part-title("第二部分", "另一个名字")'),
        encoding="utf-8",
    )
    table.warm.forget(None)
    leaves = table.lay()
    assert table.book._whole
    assert [table.shown(leaf) for leaf in leaves] == table.printed()


@pytest.mark.parametrize("label", [HEBEI])
def test_fault_of_a_layout_leaves_the_pages(table: Table) -> None:
    before = table.lay()
    shutil.copytree(REPOSITORY / "layouts", table.root / "layouts")
    form = table.root / "layouts" / "hebei-2025" / "form.typ"
    form.write_text(form.read_text(encoding="utf-8") + "\n#let broken = (1\n", encoding="utf-8")
    table.warm.forget(None)
    faults = table.book.lay(table.warm, table.read())
    assert [one.code for one in faults] == ["JX039"]
    assert table.book.laid is not None
    assert table.book.laid.leaves == before


@BOTH
def test_ordinary_literals_are_untouched_by_marks(table: Table) -> None:
    press = table.warm._open()
    assert press is not None
    drawing = draw(press, table.read(), Marking({}, front=DRAWN))
    assert drawing.view is not None
    assert '"#' in drawing.view.department.code
    table.warm.build(table.place)
    main = (table.root / "build" / table.label / "typst" / "main.typ").read_text(encoding="utf-8")
    assert '"#' not in main


@pytest.mark.parametrize("label", [HEBEI])
def test_form_that_is_another_alone_makes_it_drawn_as_a_whole(table: Table) -> None:
    leaves = table.lay()
    laid = table.book.laid
    assert laid is not None
    moved = [frozenset({(number, shape + " ") for number, shape in spots}) for spots in laid.spots]
    table.book.laid = laid._replace(spots=tuple(moved))
    assert table.book.page(table.warm, leaves[-1].key) is None
    assert table.book._whole
    assert table.book.laid is not None
    assert [table.shown(leaf) for leaf in table.book.laid.leaves] == table.printed()


@pytest.mark.parametrize("label", [HEBEI])
def test_without_its_own_process_a_form_is_drawn_by_the_engine(table: Table, monkeypatch: pytest.MonkeyPatch) -> None:
    leaves = table.lay()
    monkeypatch.setattr("jixiao.typeset.apart._START", "raise SystemExit(1)")
    assert table.shown(leaves[-1]) == table.printed()[-1]
    assert not table.book._whole
