"""All the amounts asked for: each finding's own, and their sum, which is ours and called so.

Where several findings say what is asked as fully as the best does (追缴资金12.5万元, 追缴资金3万元)
each has a value of its own, and one alone would be half an answer. They are added up where all are
exact and of one unit, and none is seen to hold another: a total told outside the findings, or one
thing that an agency says twice. What it does not know: whether two findings tell of the same money.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from rag.compose.values import Value, best_value, values_for
from rag.evidence.found import Found
from rag.question.plan import STATED_OFTEN, Ask, Plan
from rag.text.figures import Figure, figures_in, read

_SCALES = {"元": 1, "万元": 10**4, "亿元": 10**8, "万": 10**4, "亿": 10**8}


@dataclass(frozen=True, slots=True)
class Amounts:
    """Values of one kind and unit; `total` is their sum in words, "" where they do not add up."""

    values: tuple[Value, ...]
    total: str


def amounts_for(plan: Plan, found: Found) -> Amounts | None:
    """Return all the amounts that a plan asks for; None where it asks for none, or one is all."""
    ask = next((ask for ask in plan.asks if ask.name in STATED_OFTEN), None)
    if ask is None or plan.wanted or plan.superlative or plan.besides or plan.wants_measures:
        return None
    plan = replace(plan, concepts=plan.measured)
    best = next(iter(values_for(plan, found.evidence)), None)
    first = _figure(best) if best else None
    if best is None or first is None or not best.said[0]:
        return None
    values = (best, *_as_full(ask, plan, found, best, first.unit))
    return Amounts(values, _total(ask, values)) if len(values) > 1 else None


def _as_full(ask: Ask, plan: Plan, found: Found, best: Value, unit: str) -> list[Value]:
    """Return the other findings' values that say what is asked as fully as the best one."""
    told: list[Value] = []
    place = best.evidence.finding or best.clause
    for one in (*found.evidence, *found.also):
        value = best_value((ask,), plan.concepts, plan, [one])
        figure = _figure(value) if value and one.finding else None
        if value is None or figure is None or one.finding == place or figure.unit != unit:
            continue
        if all(own >= least for own, least in zip(value.said, best.said, strict=True)):
            told.append(value)
    order = {b.id: at for at, b in enumerate((best.evidence.bulletin, *found.scope))}
    return sorted(told, key=lambda v: (order[v.evidence.bulletin.id], v.clause))


def _figure(value: Value) -> Figure | None:
    """Return the figure that a value is, as its clause says it (约); None where it is not one."""
    alone = figures_in(read(value.words))
    if len(alone) != 1:
        return None
    clause = value.clause.of(value.evidence.bulletin.text)
    known = (
        f for f in figures_in(read(clause)) if (f.value, f.unit) == (alone[0].value, alone[0].unit)
    )
    return next(known, alone[0])


def _total(ask: Ask, values: Sequence[Value]) -> str:
    figures = [figure for value in values if (figure := _figure(value))]
    if len(figures) < len(values) or any(f.hedge or not f.unit for f in figures):
        return ""
    if values[0].evidence.finding is None or len(set(map(_saying, values))) < len(values):
        return ""
    return _in_words(sum((f.value for f in figures), Fraction(0)), ask, values, figures[0].unit)


def _saying(value: Value) -> tuple[str, str]:
    """Return whose value it is, and the words that state it."""
    bulletin = value.evidence.bulletin
    return bulletin.agency, re.sub(r"\W+$", "", value.clause.of(bulletin.text))


def _in_words(total: Fraction, ask: Ask, values: Sequence[Value], unit: str) -> str:
    """Return a sum in the unit asked for, else in the one that most of the values are in."""
    if unit != "元":
        return f"{_decimal(total)}{unit}"
    said = Counter(re.sub(r"[^元万亿]", "", read(value.words)) for value in values)
    name = ask.unit if ask.unit in _SCALES else said.most_common(1)[0][0]
    scaled = total / _SCALES.get(name, 1)
    return f"{_decimal(scaled)}{name.rstrip('元')}元"


def _decimal(number: Fraction) -> str:
    """Return a number in full, without zeros at its end: 55.26."""
    whole, rest = divmod(number, 1)
    places = f"{float(rest):.8f}".split(".")[1].rstrip("0")
    return f"{int(whole)}.{places}" if places else str(int(whole))
