"""历史遗留: findings that were there when checking began, kept in a file by content (rules.md §1.7).

The file holds, for every department-year, the fingerprints of its errors and warnings by rule. Moving a text keeps its
fingerprint, a changed value reports again. Counts may only fall: the file is never rewritten with more of a rule than it
had. A new year has a label of its own, so it starts with nothing inherited.
"""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from jixiao import __version__
from jixiao.check.finding import Finding, Report
from jixiao.check.rule import ERROR, WARNING
from jixiao.diagnostics import Diagnostic, fault

_SCHEMA = "1.0"
#: Code → fingerprints, of one department-year.
Legacy = dict[str, frozenset[str]]


class Baseline(NamedTuple):
    """The content of a baseline file: its name as shown to people, and label (`huailai-jiguan/2025`) → findings."""

    file: str
    departments: dict[str, Legacy]


class Written(NamedTuple):
    """The text of a baseline to be written; None where it must not be, as the faults say."""

    text: str | None
    faults: tuple[Diagnostic, ...]


def read_baseline(path: Path, shown: str) -> tuple[Baseline | None, list[Diagnostic]]:
    """Read a baseline file; None with the fault where that cannot be done."""
    import json

    try:
        return _decode(json.loads(path.read_bytes().decode("utf-8-sig")), shown), []
    except FileNotFoundError:
        hint = "请核对文件名；还没有这个文件的，先用 --write-baseline 生成。"
        return None, [fault("JX001", "找不到历史遗留清单", file=shown, hint=hint)]
    except OSError:
        hint = "请确认文件没有被别的程序占用，并且您有读取它的权限。"
        return None, [fault("JX001", "无法读取历史遗留清单", file=shown, hint=hint)]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        hint = "请用 --write-baseline 写到另一个文件名，核对以后替换它。"
        return None, [fault("JX001", "这不是历史遗留清单，或者内容已经损坏", file=shown, hint=hint)]


def _decode(data: dict[str, object], shown: str) -> Baseline:
    """The baseline in parsed JSON; any of the errors caught above where it is none."""
    if str(data["schema_version"]).partition(".")[0] != _SCHEMA.partition(".")[0]:
        raise ValueError
    departments = data["departments"]
    if not isinstance(departments, dict):
        raise TypeError
    return Baseline(shown, {str(label): _legacy(rules) for label, rules in departments.items()})


def _legacy(rules: dict[str, dict[str, list[str]]]) -> Legacy:
    found = {}
    for code, entry in rules.items():
        prints = entry["fingerprints"]
        if not isinstance(prints, list):
            raise TypeError
        found[code] = frozenset(map(str, prints))
    return found


def apply_baseline(reports: Sequence[Report], baseline: Baseline) -> tuple[tuple[Report, ...], tuple[Diagnostic, ...]]:
    """Mark the findings that stand in the baseline as inherited; entries that are no longer needed are told in one line."""
    marked = tuple(_marked(report, baseline.departments.get(report.label, {})) for report in reports)
    gone: dict[str, int] = {}
    for report in marked:
        for code, count in _gone(report, baseline.departments.get(report.label, {})).items():
            gone[code] = gone.get(code, 0) + count
    if not gone:
        return marked, ()
    total, each = sum(gone.values()), "、".join(f"{code} {gone[code]} 条" for code in sorted(gone))
    hint = f"请用 --write-baseline {baseline.file} 重写清单，改好的就不会再退回去。"
    return marked, (fault("JX058", f"历史遗留已减少 {total} 条（{each}）", file=baseline.file, hint=hint),)


def _marked(report: Report, legacy: Legacy) -> Report:
    findings = (
        one._replace(inherited=one.acceptance is None and one.fingerprint in legacy.get(one.rule.code, ()))
        for one in report.findings
    )
    return report._replace(findings=tuple(findings)) if legacy else report


def _gone(report: Report, legacy: Legacy) -> dict[str, int]:
    """Code → entries that match no finding any more; nothing is known of a document that was not judged whole."""
    if not _is_sound(report):
        return {}
    there = {one.fingerprint for one in report.findings if one.inherited}
    counts = {code: len(prints - there) for code, prints in legacy.items()}
    return {code: count for code, count in counts.items() if count}


def _is_sound(report: Report) -> bool:
    return report.profile is not None and report.whole and not report.crashes


def write_baseline(reports: Sequence[Report], previous: Baseline | None) -> Written:
    """The text of a new baseline file in place of `previous`, which keeps what was not reviewed now.

    Refused (JX059) where a rule would have more entries in a department-year than before.
    """
    before = previous.departments if previous else {}
    now = {report.label: _entries(report.findings) for report in reports if _is_sound(report)}
    grown = [one for label in now if label in before for one in _grown(label, before[label], now[label])]
    if grown and previous is not None:
        hint = "历史遗留只减不增。新出现的意见请改正，或者由审核人采纳；确需重新起算的，先删去原来的清单。"
        message = f"不能重写历史遗留清单，有的意见比原来多：{'；'.join(grown)}"
        return Written(None, (fault("JX059", message, file=previous.file, hint=hint),))
    return Written(_text(before | now), ())


def _entries(findings: Iterable[Finding]) -> Legacy:
    """What goes in: errors and warnings that no 采纳 clears."""
    found: dict[str, set[str]] = {}
    for one in findings:
        if one.acceptance is None and one.level in {ERROR, WARNING}:
            found.setdefault(one.rule.code, set()).add(one.fingerprint)
    return {code: frozenset(prints) for code, prints in found.items()}


def _grown(label: str, before: Legacy, now: Legacy) -> list[str]:
    counts = ((code, len(before.get(code, ())), len(prints)) for code, prints in sorted(now.items()))
    return [f"{label} 的 {code} 由 {old} 条增加到 {new} 条" for code, old, new in counts if new > old]


def _text(departments: dict[str, Legacy]) -> str:
    import json

    data = {
        "schema_version": _SCHEMA,
        "tool": f"jixiao {__version__}",
        "departments": {
            label: {code: {"count": len(prints), "fingerprints": sorted(prints)} for code, prints in rules.items()}
            for label, rules in departments.items()
        },
    }
    return json.dumps(data, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
