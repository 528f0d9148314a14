"""How the move of a target is told in one sentence."""

import re

from jixiao.diff.verdict import Verdict

_DELTA = re.compile(r"([+-][\d.]+)(.*)", re.DOTALL)

#: What can be said of a target beside both values, by rule.
_ENDINGS = {
    "target-loosened": "要求降低",
    "target-tightened": "要求提高",
    "target-changed": "无法判断宽严",
    "operator-reversed": "比较符号的方向相反",
    "dequantified": "不再有可衡量的数值",
    "quantified": "有了可衡量的数值",
    "unit-changed": "计量单位不同，无法比较",
    "qualitative-reworded": "定性表述不同，无法判断宽严",
    "notation-only": "意思相同，只是写法不同",
    "year-rolled": "年份顺延",
    "cost-tracks-budget": "都等于当年的资金总额",
    "scale-tracks-budget": "与资金总额按相近的比例变动",
}
_LOOSER = {"date": "期限放宽", "qualitative-scale": "程度降低", "interval": "范围放宽"}
_TIGHTER = {"date": "期限提前", "qualitative-scale": "程度提高", "interval": "范围收窄"}


def moved_words(name: str, before: str, after: str, verdict: Verdict) -> str:
    """`“水质达标率”由“≥97%”改为“≥93%”，要求降低（-4 个百分点）`."""
    ending = _ENDINGS.get(verdict.rule, "")
    if verdict.rule == "target-loosened":
        ending = _LOOSER.get(verdict.basis, ending)
    if verdict.rule == "target-tightened":
        ending = _TIGHTER.get(verdict.basis, ending)
    delta = f"（{spaced(verdict.delta)}）" if verdict.delta else ""
    return f"“{name}”由“{before or '空白'}”改为“{after or '空白'}”，{ending}{delta}"


def spaced(delta: str) -> str:
    """A difference with a space between number and unit: `-4 个百分点`."""
    match = _DELTA.fullmatch(delta)
    return f"{match[1]} {match[2].strip()}".strip() if match else delta
