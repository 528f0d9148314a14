"""What to tell people whose key or shape is not the form's: the nearest right word, where it goes, the lines to type.

Everything here runs only where there is a fault, so nothing is worked out before.
"""

from typing import NamedTuple

from jixiao.diagnostics import Diagnostic, Span, fault
from jixiao.model import fields as kinds
from jixiao.model.fields import Field, Record
from jixiao.model.form import Form

_OF_DEPARTMENT = (kinds.DEPARTMENT, kinds.ORGAN, kinds.SUBGOAL, kinds.SAFEGUARD, kinds.BUDGET, kinds.NOTE)
_OF_PROJECT = (kinds.PROJECT, kinds.MANAGER, kinds.INDICATOR, kinds.NOTE)
#: Records that a file has in one place only, and the key they stand below.
_KEY_OF = {"单位": "单位", "主管部门": "主管部门", "预算": "预算", "资金": "资金", "支出计划": "支出计划", "指标": "绩效指标",
           "分项绩效目标": "分项绩效目标", "工作保障措施": "工作保障措施", "其他栏目": "其他栏目"}  # fmt: skip
#: Records of a project whose keys the form names.
_FORMED = frozenset({"资金", "支出计划", "其他栏目"})
#: As many keys as a person reads through.
_FEW = 8


class Hints(NamedTuple):
    """The vocabulary that hints draw on; `form` is None before it is known."""

    form: Form | None = None

    @property
    def groups(self) -> tuple[str, ...]:
        """二级指标 of the form, in printed order."""
        return tuple(self.form.level2) if self.form else ()

    @property
    def levels(self) -> tuple[str, ...]:
        """一级指标 of the form."""
        return tuple(level.name for level in self.form.levels) if self.form else ()

    def inner(self) -> dict[str, tuple[str, ...]]:
        """The keys that the form puts below 资金, 支出计划 and 其他栏目."""
        form = self.form
        return {"资金": ("总额", *form.sources), "支出计划": form.nodes, "其他栏目": form.extras} if form else {}

    def unknown_key(self, span: Span, key: str, table: Record) -> tuple[Diagnostic, str]:
        """Fault for a key that this record does not have, and the key of the record that was meant (or "")."""
        from jixiao.model.suggest import near

        if key in self.groups:
            hint = "它应写在“绩效指标:”下面，比“绩效指标”多空两格，与其他二级指标对齐。"
            return fault("JX021", f"“{key}”不应写在这里", span, hint=hint), "绩效指标"
        place = self._printed(key, table)
        if place:
            return self._word(span, key, place, table, printed=True)
        if key in kinds.INDICATOR.by_key and table is kinds.PROJECT:
            return self._elsewhere(span, key, table), ""
        close = () if key in self._inside(table) else near(key, table.by_key)
        if close and not self._synonym(key, table, own=True):
            return self._typo(span, key, close, table), close[0]
        place = self._synonym(key, table, own=True) or self._synonym(key, table, own=False)
        if place:
            return self._word(span, key, place, table)
        return self._elsewhere(span, key, table), self._inside(table).get(key, "")

    def _typo(self, span: Span, key: str, close: tuple[str, ...], table: Record) -> Diagnostic:
        from jixiao.model.suggest import asked, fold

        sure = len(close) == 1 and fold(close[0]) == fold(key)
        hint = f"请写成“{close[0]}:”。" if sure else asked(close)
        return fault("JX021", f"{table.name}里没有“{key}”这一栏", span, hint=hint)

    def _printed(self, key: str, table: Record) -> tuple[str, str] | None:
        """The record and key that a word of the form stands for; a key of many records is this record's."""
        if self.form is None:
            return None
        from jixiao.model.suggest import fold

        known = kinds.known_keys()
        typed = fold(key)
        for path, word in self.form.words.items():
            if word not in known and fold(word) == typed:
                above, _, below = path.rpartition(".")
                return above or (table.name if below in table.by_key else _record_of(below)), below
        return None

    def _synonym(self, key: str, table: Record, *, own: bool) -> tuple[str, str] | None:
        """What a word means that people use for a key of this record (`own`) or of another one of the same file."""
        from jixiao.model.lexicon import synonyms
        from jixiao.model.suggest import fold

        places = synonyms().get(key) or synonyms().get(fold(key)) or ()
        inner = self.inner()
        fit = (place for place in places if place[1] in inner.get(place[0], (place[1],)))
        if own:
            return next((place for place in fit if place[0] == table.name and place[1] in table.by_key), None)
        names = {one.name for one in _file_of(table)} | (_FORMED if _file_of(table) is _OF_PROJECT else set())
        return next((place for place in fit if place[0] in names and place[0] != table.name), None)

    def _word(
        self, span: Span, key: str, place: tuple[str, str], table: Record, *, printed: bool = False
    ) -> tuple[Diagnostic, str]:
        """Fault for a word, `printed` by the form or common, that stands for the key `place` = (record, key)."""
        home, right = place
        message = f"“{key}”是表上印的字，不是栏目名称" if printed else f"{table.name}里没有“{key}”这一栏"
        code = "JX022" if printed else "JX021"
        if home == table.name:
            return fault(code, message, span, hint=f"这一栏应写成“{right}:”。"), right
        above = _KEY_OF.get(home, "")
        where = f"，在“{above}:”下面" if above else "，顶格写"
        side = "（行首多空两格）" if above and table in (kinds.PROJECT, kinds.DEPARTMENT) else ""
        return fault(code, message, span, hint=f"这一栏应写成“{right}:”{where}{side}。"), above

    def _inside(self, table: Record) -> dict[str, str]:
        """Keys that the form puts one level below a key of this record → that key."""
        if table is not kinds.PROJECT:
            return {}
        return {key: above for above, keys in self.inner().items() for key in keys}

    def _elsewhere(self, span: Span, key: str, table: Record) -> Diagnostic:
        """Fault for a key of another record, or of none."""
        message = f"“{key}”不应写在{table.name}里"
        above = self._inside(table).get(key)
        if above:
            hint = f"它应写在“{above}:”下面，行首多空两格。"
            return fault("JX021", message, span, hint=hint)
        home = next((one.name for one in _file_of(table) if key in one.by_key and one.name != table.name), "")
        if home:
            hint = f"它是{home}的栏目，请检查行首空格：多了或少了一级。"
            return fault("JX021", message, span, hint=hint)
        if key in kinds.REVIEW.by_key:
            own = "单位在“上年项目:”里写" if key == "对应" else "单位的理由写在“说明:”下面"
            return fault("JX021", message, span, hint=f"“{key}”由审核人写在 审核.yaml 里；{own}。")
        if table is kinds.DEPARTMENT and key in kinds.PROJECT.by_key:
            return fault("JX021", message, span, hint="它是项目文件里的栏目，请写进 projects 文件夹里的项目文件。")
        if table is kinds.PROJECT and key in kinds.DEPARTMENT.by_key:
            return fault("JX021", message, span, hint="它是部门文件的栏目，请写进 department.yaml。")
        return fault("JX021", f"{table.name}里没有“{key}”这一栏", span, hint=_choices(table))

    def not_a_record(self, span: Span, text: str, table: Record, field: Field | None = None) -> Diagnostic:
        """Fault for a text where `名称: 内容` lines are due: one record, or with `field` the whole of a list."""
        from jixiao.model import samples

        first = table.fields[0].key
        if field is not None:
            lines = samples.lines_of(field, self.form, text)
        elif table in (
            kinds.SUBGOAL,
            kinds.SAFEGUARD,
            kinds.INDICATOR,
            kinds.NOTE,
            kinds.ACCEPTANCE,
            kinds.CORRESPONDENCE,
        ):
            side = "    " if table is kinds.INDICATOR else "  "
            lines = [side + line for line in samples.row(table, text, self.form)]
        elif table in (kinds.PROJECT, kinds.DEPARTMENT):
            lines = []
        else:
            lines = [f"{table.name}:", *(f"  {line}" for line in samples.record(table, text, self.form))]
        shown = "\n".join(["请写成：", *lines]) if lines else "每行写成“名称: 内容”，冒号用半角，后面空一格。"
        if not text:
            return fault(
                "JX024", f"{table.name}没有内容", span, hint=shown if lines else f"下面应写“{first}: …”等各行。"
            )
        return fault("JX023", f"{table.name}这里应写“{first}: …”等各行，现在是一段文字", span, hint=shown)

    def example(self, field: Field) -> str:
        """What to type where a field is missing: its lines, or one that shows how it is written."""
        if field.example:
            return f"例如 {field.key}: {field.example}"
        if field.kind in {kinds.RECORD, kinds.FUNDS, kinds.INDICATORS} and field.help:
            from jixiao.model.samples import lines_of

            if field.record is not None or field.kind == kinds.FUNDS:
                return "\n".join(["请照下面各行填写：", *lines_of(field, self.form)])
        return f"请补上“{field.key}:”。{field.help}"

    def unknown_group(self, span: Span, key: str) -> Diagnostic:
        """Fault for a 二级指标 that the form does not have."""
        if key in kinds.INDICATOR.by_key:
            hint = "三级指标要写在二级指标（例如“数量指标:”）下面，每条前面加“- ”。"
            return fault("JX033", f"“{key}”不应直接写在“绩效指标”下面", span, hint=hint)
        if key in kinds.PROJECT.by_key:
            return fault("JX021", f"“{key}”不应写在“绩效指标”里", span, hint=f"它是项目的栏目，“{key}:”应顶格写。")
        hint = f"{self.near_group(key)}本表的二级指标有：{'、'.join(self.groups)}。"
        return fault("JX033", f"这种表没有“{key}”这个二级指标", span, hint=hint)

    def near_group(self, key: str) -> str:
        """A sentence that names the 二级指标 that was meant; empty where none is near."""
        from jixiao.model.suggest import asked, fold, holding, near

        bare = fold(key)
        spelled = bare if bare.endswith("指标") else bare + "指标"
        if spelled in self.groups:
            return f"请写成“{spelled}”。"
        only = next((level.groups for level in self.form.levels if level.name == spelled), ()) if self.form else ()
        if len(only) == 1:
            return f"请写成“{only[0].name}”。"
        held = holding(bare.removesuffix("指标"), (one.removesuffix("指标") for one in self.groups))
        return asked(tuple(f"{one}指标" for one in held[:2]) or near(key, self.groups))


def _record_of(key: str) -> str:
    tables = (kinds.PROJECT, kinds.INDICATOR, kinds.DEPARTMENT, kinds.ORGAN)
    return next((table.name for table in tables if key in table.by_key), "")


def _file_of(table: Record) -> tuple[Record, ...]:
    """The records of the file that holds this one; empty for the tables of a layout."""
    if table in _OF_DEPARTMENT and table is not kinds.NOTE:
        return _OF_DEPARTMENT
    return _OF_PROJECT if table in _OF_PROJECT or table.name in _FORMED else ()


def _choices(table: Record) -> str:
    keys = tuple(table.by_key)
    if not keys:
        return f"这种表没有“{table.name}”，请删去这一行。"
    from jixiao.model.manual import section_of

    section = section_of(table)
    if len(keys) <= _FEW or not section:
        return f"可用的栏目有：{'、'.join(keys)}。"
    return f"可写哪些栏目，请查手册《栏目一览》里“{section}”一节。"
