"""Profile files to layers: the shipped ones, and those of a workspace's `profiles/` folder, with the faults of all."""

from pathlib import Path
from typing import NamedTuple

from jixiao.check.lexicon import table
from jixiao.check.profile import LEVELS, STRICTNESS, TIERS, Layer, Level, Setting
from jixiao.check.rule import Rule, may_be_error
from jixiao.diagnostics import ERROR, Diagnostic, SourceText, Span, fault
from jixiao.source.workspace import PROFILES, Workspace, profile_files
from jixiao.source.yamltree import Keys, Mapping, Node, Scalar, Sequence, parse, read

_SHIPPED = Path(__file__).parent / "data" / "profiles"
_KEYS = ("名称", "层级", "区划", "单位", "起始年度", "截止年度", "版本", "依据", "规则", "参数", "称呼")


class Layers(NamedTuple):
    """All layers by name, and the faults of their files."""

    by_name: dict[str, Layer]
    faults: tuple[Diagnostic, ...]


def load_layers(workspace: Workspace | None, codes: dict[str, Rule]) -> Layers:
    """Read every layer; `codes` are the rules there are."""
    found: dict[str, Layer] = {}
    faults: list[Diagnostic] = []
    shipped = [(path, f"{PROFILES}/{path.name}") for path in sorted(_SHIPPED.glob("*.yaml"))]
    own = [(path, workspace.shown(path)) for path in profile_files(workspace)] if workspace else []
    for path, shown in [*shipped, *own]:  # one of the same name wins over the shipped one
        reader = _Reader(codes)
        layer = reader.layer(path, shown)
        faults += reader.faults
        if layer is not None:
            found[layer.name] = layer
    return Layers(found, tuple(faults))


class _Reader:
    """Reads one layer and collects its faults (JX048)."""

    def __init__(self, codes: dict[str, Rule]) -> None:
        self.codes = codes
        self.faults: list[Diagnostic] = []

    def layer(self, path: Path, shown: str) -> Layer | None:
        source, _content, faults = read(path, shown)
        self.faults += faults
        if source is None:
            return None
        node, faults = parse(source, Keys(frozenset()))
        self.faults += faults
        if node is None:
            return None
        top = self.entries(source, node)
        for key, (word, _) in top.items():
            if key not in _KEYS:
                self.complain(source, word, f"配置里没有“{key}”这一项", f"可写：{'、'.join(_KEYS)}。")
        tier = self.word(source, top, "层级")
        if tier not in TIERS:
            self.complain(source, top.get("层级", (node, node))[1], "“层级”没有写对", f"可写：{'、'.join(TIERS)}。")
            return None
        name = path.stem
        return Layer(
            name=name,
            title=self.word(source, top, "名称") or name,
            tier=tier,
            region=self.word(source, top, "区划"),
            unit=self.word(source, top, "单位"),
            since=self.year(source, top, "起始年度"),
            until=self.year(source, top, "截止年度"),
            version=self.word(source, top, "版本") or "1",
            basis=self.word(source, top, "依据"),
            levels=self.levels(source, top, name),
            settings=self.settings(source, top, name),
            labels={
                key: value.text
                for key, (_, value) in self.below(source, top, "称呼").items()
                if isinstance(value, Scalar)
            },
            source=source,
        )

    def complain(self, source: SourceText, node: Node, message: str, hint: str) -> None:
        self.faults.append(fault("JX048", message, Span(source, node.start, node.end), hint=hint))

    def entries(self, source: SourceText, node: Node) -> dict[str, tuple[Scalar, Node]]:
        if isinstance(node, Mapping):
            return {entry.key.text: (entry.key, entry.value) for entry in node.entries}
        if not (isinstance(node, Scalar) and not node.text):
            self.complain(source, node, "这里应写“名称: 内容”各行", "请对照随程序附带的配置。")
        return {}

    def below(
        self, source: SourceText, top: dict[str, tuple[Scalar, Node]], key: str
    ) -> dict[str, tuple[Scalar, Node]]:
        return self.entries(source, top[key][1]) if key in top else {}

    def word(self, source: SourceText, top: dict[str, tuple[Scalar, Node]], key: str) -> str:
        words = self.words(source, top[key][1]) if key in top else ()
        return words[0] if words else ""

    def words(self, source: SourceText, node: Node) -> tuple[str, ...]:
        if isinstance(node, Scalar):
            return (node.text,) if node.text else ()
        if isinstance(node, Sequence):
            return tuple(item.text for item in node.items if isinstance(item, Scalar))
        self.complain(source, node, "这里应写一个值，或用“- ”分行写几个值", "请对照随程序附带的配置。")
        return ()

    def year(self, source: SourceText, top: dict[str, tuple[Scalar, Node]], key: str) -> int:
        said = self.word(source, top, key)
        if said and not (said.isascii() and said.isdigit()):
            self.complain(source, top[key][1], f"“{key}”要写四位数字", "例如 2025。")
            return 0
        return int(said or 0)

    def levels(self, source: SourceText, top: dict[str, tuple[Scalar, Node]], layer: str) -> dict[str, Level]:
        found = {}
        for code, (key, node) in self.below(source, top, "规则").items():
            parts = self.entries(source, node)
            said, basis = self.word(source, parts, "级别"), self.word(source, parts, "依据")
            if code not in self.codes:
                self.complain(source, key, f"没有“{code}”这条规则", "用 jixiao rules 查看全部规则。")
            elif said not in LEVELS:
                self.complain(source, node, f"“{code}”的级别没有写对", f"可写：{'、'.join(LEVELS)}。")
            elif not basis and STRICTNESS[LEVELS[said]] < STRICTNESS[self.codes[code].level]:
                self.complain(source, node, f"放宽“{code}”没有写依据", "放宽规则必须写明依据，例如文件名称和文号。")
            elif LEVELS[said] == ERROR and not may_be_error(self.codes[code]):
                self.complain(source, node, f"“{code}”不能设为错误", "只有必然有错、又有依据的规则才能设为错误。")
            else:
                found[code] = Level(LEVELS[said], basis, layer)
        return found

    def settings(self, source: SourceText, top: dict[str, tuple[Scalar, Node]], layer: str) -> dict[str, Setting]:
        found = {}
        known = table("settings")
        for key, (name, node) in self.below(source, top, "参数").items():
            if key not in known:
                self.complain(source, name, f"没有“{key}”这个参数", f"可写：{'、'.join(known)}。")
                continue
            parts = self.entries(source, node)
            words = self.words(source, parts["值"][1]) if "值" in parts else ()
            if not words:
                self.complain(source, name, f"“{key}”没有写值", "写成：参数名称: {值: 内容, 依据: 文件}。")
                continue
            found[key] = Setting(words, self.word(source, parts, "依据"), layer)
        return found
