"""Which layout a department file means that names none: by its folder name, its Chinese title or its place."""

import re
from collections.abc import Mapping

from jixiao.model.form import Form
from jixiao.model.names import indicator_key
from jixiao.model.suggest import asked

_YEAR = re.compile(r"20\d\d")


def unknown_layout(said: str, forms: Mapping[str, Form | None]) -> str:
    """A hint: the layout that is meant, if one is, and all there are."""
    near = _by_name(said, tuple(forms)) or _by_title(said, forms)
    return f"{asked(near)}可用的版式有：{'、'.join(forms)}。"


def _by_name(said: str, names: tuple[str, ...]) -> tuple[str, ...]:
    typed = _bare(said)
    same = tuple(name for name in names if _bare(name) == typed or _YEAR.sub("", _bare(name)) == typed)
    if same:
        return same
    from difflib import get_close_matches

    return tuple(get_close_matches(typed, names, n=1, cutoff=0.8))


def _by_title(said: str, forms: Mapping[str, Form | None]) -> tuple[str, ...]:
    """Layouts whose title holds the words typed, or whose place they name; those of the year typed, if there are any."""
    year = _YEAR.search(_bare(said))
    words = _YEAR.sub("", _bare(said)).removesuffix("年").removesuffix("省")
    if not words:
        return ()
    titles = {name: (_bare(form.title), _bare(form.place)) for name, form in forms.items() if form is not None}
    found = [name for name, (title, place) in titles.items() if words in title or (place and place in words)]
    dated = [name for name in found if year and year.group() in name]
    return tuple(dated or found)[:2]


def _bare(text: str) -> str:
    return indicator_key(text).lower()
