"""What editors need beside the sources: the schema files, and the settings that say which file follows which.

The schemas go to `.jixiao-schema` of the workspace, `.vscode/settings.json` names them for every department-year. What
else stands in the settings stays; settings with comments are not touched, since nothing here could keep them.
"""

import json
from collections.abc import Mapping
from typing import Any, NamedTuple

from jixiao.model.form import Form
from jixiao.model.schema import schema, schema_text
from jixiao.source.filenames import REVIEW_FILE
from jixiao.source.workspace import SOURCES

FOLDER = ".jixiao-schema"
SETTINGS = ".vscode/settings.json"
_KEY = "yaml.schemas"
_REVIEW = "review.json"


class Refused(NamedTuple):
    """Why the settings are not touched, and what to put into them by hand."""

    reason: str
    lines: str


def schema_files(forms: Mapping[str, Form]) -> dict[str, str]:
    """Path below the workspace → text of the schemas of these forms."""
    files = {
        f"{FOLDER}/{name}.{file}.json": schema_text(schema(file, form, tuple(forms)))
        for name, form in forms.items()
        for file in ("department", "project")
    }
    first = next(iter(forms.values()), None)
    return files | ({f"{FOLDER}/{_REVIEW}": schema_text(schema("review", first))} if first else {})


def associations(layouts: Mapping[str, str]) -> dict[str, list[str]]:
    """Schema → files, from `department/year` → layout."""
    found: dict[str, list[str]] = {}
    for label, layout in layouts.items():
        base = f"{SOURCES}/{label}"
        found.setdefault(f"./{FOLDER}/{layout}.department.json", []).append(f"{base}/department.yaml")
        found.setdefault(f"./{FOLDER}/{layout}.project.json", []).append(f"{base}/projects/**/*.yaml")
    if found:
        found[f"./{FOLDER}/{_REVIEW}"] = [f"{SOURCES}/*/*/{REVIEW_FILE}"]
    return found


def merged_settings(text: str | None, wanted: Mapping[str, list[str]]) -> str | Refused:
    """settings.json with these schemas: our own entries replaced, everything else as it was; `text` None: there is none."""
    settings = _read(text)
    if settings is None:
        snippet = json.dumps({_KEY: wanted}, ensure_ascii=False, indent=2)
        return Refused("里面有注释或不是规范的 JSON，程序不去改动它", snippet[2:-2])
    old = settings.get(_KEY, {})
    if not isinstance(old, dict):
        return Refused(f"里面的 {_KEY} 不是一组“表样: 文件”", json.dumps(wanted, ensure_ascii=False, indent=2))
    kept = {key: value for key, value in old.items() if f"{FOLDER}/" not in key}
    made = {**settings, _KEY: {**kept, **wanted}}
    if text is not None and made == settings and list(made[_KEY]) == list(old):
        return text
    return json.dumps(made, ensure_ascii=False, indent=_indent(text or "")) + "\n"


def _read(text: str | None) -> dict[str, Any] | None:
    if text is None or not text.strip():
        return {}
    try:
        found = json.loads(text.removeprefix("\ufeff"), object_pairs_hook=_once)
    except ValueError:
        return None
    return found if isinstance(found, dict) else None


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object whose names are all different: of two equal ones only one could be kept."""
    made = dict(pairs)
    if len(made) < len(pairs):
        raise ValueError(pairs)
    return made


def _indent(text: str) -> int | str:
    """How far the first entry of a JSON text is moved in."""
    second = text.lstrip().partition("\n")[2]
    lead = second[: len(second) - len(second.lstrip(" \t"))]
    return "\t" if lead.startswith("\t") else len(lead) or 2
