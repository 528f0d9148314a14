"""Which font files serve the five roles of an official document, and which characters they can print together.

A role (仿宋, 楷体, 黑体, 宋体, 小标宋) is served by a chain: fallback is per character and in the chain's order.
The chain is chosen from `jixiao.toml`, from Fandol at its one fixed path and from the wheel that is always there; the
fonts installed on the machine are looked at only when somebody asks for them by mode or by name. So the same workspace
gives the same pages everywhere, and an ordinary start costs a look at the files of the chains and no more.

This is the door of the font room: other rooms import from here. The engine is not called here: it gets
`FontSet.folders`, and `unknown_families` compares what it found in them.
"""

import os
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from jixiao.diagnostics import Diagnostic, fault
from jixiao.typeset.fontreport import Row, describe, digest, digests, substitution, unknown_families
from jixiao.typeset.fontsearch import CONFIG, FANDOL, Places, Search
from jixiao.typeset.fontset import ROLES, Chain, Face, FontSet, missing

__all__ = [
    "FANDOL",
    "MODES",
    "ROLES",
    "Chain",
    "Face",
    "FontSet",
    "Places",
    "Row",
    "choose",
    "describe",
    "digest",
    "digests",
    "missing",
    "substitution",
    "unknown_families",
]

MODES = ("embedded", "auto", "system")


def choose(
    mode: str,
    wanted: Mapping[str, Sequence[str]],
    root: Path,
    cache: Path,
    places: Places = Places(),  # noqa: B008 (immutable)
) -> tuple[FontSet | None, list[Diagnostic]]:
    """Choose the chains of all roles.

    Args:
        mode: one of `MODES`. `embedded` looks at nothing but the wheel, also not at `wanted`.
        wanted: role -> families or font files, from jixiao.toml; relative files count from the workspace.
        root: the workspace.
        cache: folder of machine-dependent caches; made when there is something to keep.
        places: for tests.

    Returns:
        The set, None where a role has no font at all, and the faults. With an error among them the set is what would
        serve without the faulty wish: good enough to show, not to build with.
    """
    if mode not in MODES:
        return None, [fault("JX042", f"字体方式“{mode}”不认识", hint=f"可以写：{'、'.join(MODES)}", file=CONFIG)]
    search = Search(mode, root, cache, places)
    chains = [chain for role in ROLES if (chain := search.chain(role, _wishes(wanted, role, mode)))]
    if mode != "embedded":
        search.faults += [_unknown_role(role) for role in wanted if role not in ROLES]
    if len(chains) < len(ROLES):
        return None, search.faults
    folders = _folders(face.path for chain in chains for face in chain.faces)
    return FontSet(tuple(chains), folders, tuple(search.probes), mode), search.faults


def _wishes(wanted: Mapping[str, Sequence[str]], role: str, mode: str) -> tuple[str, ...]:
    wishes = () if mode == "embedded" else wanted.get(role, ())
    return (wishes,) if isinstance(wishes, str) else tuple(wishes)


def _unknown_role(role: str) -> Diagnostic:
    return fault("JX042", f"[fonts] 里的“{role}”不是字体用途", hint=f"可以写：{'、'.join(ROLES)}", file=CONFIG)


def _folders(paths: Iterable[str]) -> tuple[str, ...]:
    """The folders of files, each once; the engine looks into subfolders by itself."""
    folders = list(dict.fromkeys(os.path.dirname(path) for path in paths))  # noqa: PTH120 (hot path)
    return tuple(one for one in folders if not any(one.startswith(other + os.sep) for other in folders))
