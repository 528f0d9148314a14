"""Jinja2 as a gate: a template may print `Typst` and nothing else.

Autoescape alone would let text through escaped for the wrong language, so the output gate *rejects*: a raw `str` or
`int` that reaches `{{ … }}` is a fault of the layout, with its file and line.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from jixiao.diagnostics import Diagnostic, fault
from jixiao.layout.simple import BeyondError, Simple
from jixiao.markup import Typst

if TYPE_CHECKING:
    from jinja2 import Environment

ENTRY = "document.typ.j2"
_FORBIDDEN_FILTERS = ("e", "escape", "forceescape", "safe", "string")


class RawTextError(TypeError):
    """A template tried to print something that is not markup; the text says what."""


def _gate(value: object) -> Typst:
    if not isinstance(value, Typst):
        raise RawTextError(_kind(value))
    return value


def _kind(value: object) -> str:
    from jinja2 import Undefined

    if isinstance(value, Undefined):
        return f"没有定义的名称“{value._undefined_name}”"  # noqa: SLF001 - the only way to its name
    return f"{type(value).__name__} 类型的内容"


def environment(sources: Mapping[str, str]) -> "Environment":
    """An environment whose templates are `sources` (name → text)."""
    from jinja2 import Environment, FunctionLoader, StrictUndefined

    def load(name: str) -> tuple[str, str, None] | None:
        # The file name is what tracebacks show, and so how a fault finds its template.
        return (sources[name], name, None) if name in sources else None

    env = Environment(
        autoescape=True,
        finalize=_gate,
        undefined=StrictUndefined,
        loader=FunctionLoader(load),
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    for name in _FORBIDDEN_FILTERS:
        del env.filters[name]
    return env


class Templates:
    """The templates of one layout, compiled as they are first used."""

    def __init__(self, sources: Mapping[str, str], shown: str) -> None:
        """`sources` holds the templates by name; `shown` is the layout folder as people see it, for faults."""
        self._sources = sources
        self._simple = Simple(sources)
        self._shown = shown
        self._environment: Environment | None = None

    def render(self, context: Mapping[str, object]) -> tuple[str | None, list[Diagnostic]]:
        """Render the entry template; None with a fault where it cannot be."""
        try:
            return self._simple.render(ENTRY, context), []
        except BeyondError:
            return self._rendered(context)

    def _rendered(self, context: Mapping[str, object]) -> tuple[str | None, list[Diagnostic]]:
        """The same by Jinja2, for all that it can do."""
        from jinja2 import TemplateError, TemplateNotFound, TemplateSyntaxError

        try:
            if self._environment is None:
                self._environment = environment(self._sources)
            return self._environment.get_template(ENTRY).render(context), []
        except TemplateSyntaxError as error:
            return None, [self._fault((error.name or ENTRY, error.lineno), f"模板写法有误（{error.message}）")]
        except TemplateNotFound as error:
            return None, [self._fault(self._place(error), f"找不到模板文件 {error.name}")]
        except RawTextError as error:
            message = f"模板里输出了 {error}，只能输出 department、projects 等排版数据"
            return None, [self._fault(self._place(error), message)]
        except (
            TemplateError,
            TypeError,
            ValueError,
            AttributeError,
            RecursionError,
            ArithmeticError,
            LookupError,
        ) as error:
            return None, [self._fault(self._place(error), f"模板运行出错（{type(error).__name__}：{error}）")]

    def _place(self, error: BaseException) -> tuple[str, int]:
        """Template and line of an error raised while rendering: the innermost frame that is a template."""
        found = (ENTRY, 1)
        trace = error.__traceback__
        while trace is not None:
            if trace.tb_frame.f_code.co_filename in self._sources:
                found = (trace.tb_frame.f_code.co_filename, trace.tb_lineno)
            trace = trace.tb_next
        return found

    def _fault(self, place: tuple[str, int], message: str) -> Diagnostic:
        name, line = place
        return fault("JX039", message, file=f"{self._shown}/{name}:{line}", hint="请检查版式文件夹里的这一行。")
