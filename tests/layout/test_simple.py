"""Simple templates are rendered without Jinja2, to the same output; what is not simple is left to it."""

import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from jinja2 import TemplateError

import jixiao
from jixiao.layout.simple import BeyondError, Simple
from jixiao.layout.templates import ENTRY, RawTextError, Templates, environment
from jixiao.markup import Typst

LAYOUTS = Path(jixiao.__file__).parent / "layouts"

CONTEXT = {
    "department": Typst('(a: "<&>",\n)'),
    "projects": [Typst("(1)"), Typst("\n(2)\n"), Typst("")],
    "none_such": "raw",
    "empty": [],
}
PIECES = [
    *[
        "{{ department }}",
        "{{department}}",
        "{{- department }}",
        "{{ department -}}",
        "{{ nobody }}",
        "{{ none_such }}",
        "{{ department.x }}",
        "{{ loop }}",
    ],
    *[
        "{% for one in projects %}",
        "{% for one in empty %}",
        "{%for one in projects%}",
        "{%- for one in projects -%}",
        "{% endfor %}",
        "{%+ endfor %}",
    ],
    *[
        "{% for projects in projects %}",
        "{% for a, b in projects %}",
        "{% for one in projects if one %}",
        "{% else %}",
        "{{ one }}",
        "{{ one }}\n",
    ],
    *[
        "{% if loop.first %}",
        "{% if not loop.first %}",
        "{% endif %}",
        "{% if department %}",
        "{% print department %}",
        "{% set one = department %}",
    ],
    *[
        '{% include "part" %}',
        '{% include "self" %}',
        "{% include 'loop' %}",
        '{% include "gone" %}',
        '{% include "a%}b" %}',
        "{% raw %}",
        "{% endraw %}",
    ],
    *["{", "}", "{{", "}}", "{%", "%}", "{#", "#}", "{{{", "}}}", "%}}", "{{%"],
    *("\n", "\n\n", " ", "\t", "\u3000", "\r\n", "#let x = (1)", "{ }", "[字]", "\n  ", "  \n", "<&>"),
]
WHOLE = [
    "  {% for one in projects %}\n  {{ one }}{% if loop.first %}, first{% endif %}\n  {% endfor %}\n",
    '{% include "part" %}\n\n x {% include "part" %} \n',
    "{% for one in empty %}{{ nobody }}{% endfor %}",
]
templates = st.one_of(
    st.lists(st.sampled_from(PIECES), max_size=10).map("".join),
    st.lists(st.sampled_from([*WHOLE, *PIECES]), max_size=5).map("".join),
    st.text(alphabet="{}%# \nforinep\"'", max_size=12),
)


def by_jinja(sources: dict[str, str]) -> str | None:
    """What Jinja2 prints; None where it complains."""
    try:
        return environment(sources).get_template(ENTRY).render(CONTEXT)
    except (TemplateError, RawTextError, RecursionError, TypeError, ValueError):
        return None


def plainly(sources: dict[str, str]) -> str | None:
    try:
        return Simple(sources).render(ENTRY, CONTEXT)
    except BeyondError:
        return None


@given(entry=templates, part=templates)
@example(entry="{% for one in projects %}{{% endfor %}", part="")
@example(entry=" {% for one in projects %}\n {{ one }} {% endfor %}\n\n", part="")
@example(entry='a\n \t{% include "part" %}\n  {% include "part" %}b', part=" {% for one in projects %} {% endfor %}\n")
@example(entry="{{ department }}\n {{ department }} {% for one in empty %}", part="")
def test_output_is_that_of_jinja(entry: str, part: str) -> None:
    sources = {
        ENTRY: entry,
        "part": part,
        "self": '{% include "self" %}',
        "loop": "{{ one }}{% if loop.first %}{% endif %}",
    }
    said = plainly(sources)
    assert said is None or said == by_jinja(sources)


@pytest.mark.parametrize(
    "entry", [*WHOLE, "{{ department }}", "", "{% for projects in projects %}{{ projects }}{% endfor %}"]
)
def test_simple_templates_are_rendered_here(entry: str) -> None:
    assert plainly({ENTRY: entry, "part": "{{ department }}\n"}) is not None


@pytest.mark.parametrize("name", sorted(path.parent.name for path in LAYOUTS.glob("*/" + ENTRY)))
def test_the_layouts_of_this_repository_are_simple(name: str) -> None:
    folder = LAYOUTS / name
    sources = {path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8") for path in folder.rglob("*.j2")}
    assert plainly(sources) == by_jinja(sources) is not None


def test_a_fault_is_told_as_ever() -> None:
    said, faults = Templates({ENTRY: "{{ department }}\n{{ nobody }}"}, "layouts/x").render(CONTEXT)
    assert said is None
    assert (faults[0].code, faults[0].file) == ("JX039", f"layouts/x/{ENTRY}:2")


def test_jinja_is_not_imported_for_them() -> None:
    script = (
        "import sys\nfrom jixiao.layout.templates import Templates\nfrom jixiao.markup import Typst\n"
        f"print(Templates({{'{ENTRY}': '{{{{ department }}}}'}}, '').render({{'department': Typst('x')}}), 'jinja2' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, encoding="utf-8", check=True, timeout=60)
    assert done.stdout.split() == ["('x',", "[])", "False"]
