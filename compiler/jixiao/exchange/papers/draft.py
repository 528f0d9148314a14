"""What has been recognised so far, before it becomes files."""

from jixiao.exchange.papers.pieces import Note, Where


class ProjectDraft:
    """One form: its values by key path, its indicators in order, and where it was found."""

    def __init__(self, number: int, where: Where) -> None:
        self.number, self.where = number, where
        self.values: dict[str, str] = {}
        self.rows: list[dict[str, str]] = []
        self.unit = ""

    @property
    def name(self) -> str:
        """项目名称; empty while it is not known."""
        return self.values.get("项目名称", "")


class Draft:
    """A whole input.

    Attributes:
        projects: in order.
        overall: paragraphs of 总体绩效目标.
        subgoals, safeguards: rows by the keys of their tables.
        units: names of the unit itself with their places, codes of it.
        years, dates, stages: what the pages say about themselves.
        heads: units of money that lines above a form state.
        exact: the texts are those of a source file, so that nothing in front of them is the form's.
        joined: cells of several lines that became one.
        notes: what people should know.
    """

    def __init__(self) -> None:
        self.projects: list[ProjectDraft] = []
        self.overall: list[str] = []
        self.subgoals: list[dict[str, list[str]]] = []
        self.safeguards: list[dict[str, list[str]]] = []
        self.units: list[tuple[str, Where]] = []
        self.codes: list[tuple[str, Where]] = []
        self.years: list[tuple[str, Where]] = []
        self.dates: list[tuple[str, Where]] = []
        self.stages: list[tuple[str, Where]] = []
        self.notes: list[Note] = []
        self.heads: list[tuple[str, Where]] = []
        self.exact = False
        self.joined: list[Where] = []

    def note(self, text: str, where: Where | None = None) -> None:
        """Keep a note."""
        self.notes.append(Note(text, where))
