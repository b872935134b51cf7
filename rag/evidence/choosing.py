"""What a question takes from the findings judged for it: all above a threshold, or the best.

A question over agencies takes what passes a threshold, and what only touches the topic apart; a
question for one thing takes the best and what comes near it. What it does not know: how a
probability comes about.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from rag.answer import Evidence
from rag.bulletin import Bulletin, Finding, Part, Span
from rag.evidence.candidates import Need
from rag.evidence.field import Field, Unit
from rag.evidence.relevance import Judged, models
from rag.evidence.topic import Topic
from rag.question.plan import Intent, Plan
from rag.text import chinese
from rag.text.sentences import sentences

NEAREST = 5  # findings offered where there is no answer


@dataclass(frozen=True, slots=True)
class Ranked:
    """A unit with its probabilities: of the whole, and of each of its pieces by itself."""

    unit: Unit
    whole: float
    pieces: tuple[float, ...]
    named: tuple[bool, ...]  # which pieces name a head notion of the topic

    @property
    def best(self) -> float:
        """The larger of the whole's and the best piece's probability."""
        return max(self.whole, *self.pieces) if self.pieces else self.whole


def ranked_by(field: Field, judged: Judged, least: float) -> list[Ranked]:
    """Return the units that may be of use, best first: no others are opened."""
    best = judged.best
    order = np.argsort(-best, kind="stable")
    is_finding = field.index["unit.order"][judged.units] > 0
    first = np.flatnonzero(is_finding[order])[:NEAREST]
    kept = best[order] >= least
    kept[first] = True
    named = np.zeros(len(best), bool)
    np.logical_or.at(named, np.repeat(np.arange(len(best)), judged.counts), judged.named)
    chosen = order[kept | named[order]]
    pieces, flags, whole = judged.pieces.tolist(), judged.named.tolist(), judged.whole.tolist()
    return [
        Ranked(unit, whole[at], tuple(pieces[lie]), tuple(flags[lie]))
        for unit, at in zip(field.units(judged.units[chosen]), chosen.tolist(), strict=True)
        for lie in (judged.pieces_of(at),)
    ]


@dataclass(frozen=True)
class Chooser:
    """What a plan's kind of question takes from a ranking."""

    plan: Plan
    topic: Topic

    @cached_property
    def limits(self) -> dict[str, float]:
        """The probabilities above which something is shown."""
        limits = models()[2]
        if not self.topic.strange:
            return limits
        over = {name: max(limits[name], limits["strange"]) for name in ("list", "aside")}
        return limits | over | {"answer": limits["strange"]}

    @property
    def wide(self) -> bool:
        """Whether all that is relevant is asked, and not the best."""
        plan = self.plan
        return (
            plan.is_wide
            or bool(plan.statuses)
            or any(record.name == "accountable" for record in plan.records)
        )

    @property
    def relative(self) -> bool:
        """Whether what stands near the best is taken: the agencies are asked, in known words."""
        return self.plan.is_wide and not self.topic.absent

    def least(self, ranked: Sequence[Ranked]) -> float:
        """Return the probability from which findings are listed."""
        if not self.relative:
            return self.limits["list"]
        return list_limit(self.limits, max((judged.whole for judged in ranked), default=0.0))

    @property
    def need(self) -> Need:
        """Of what use a finding must be to be shown."""
        if self.plan.intent is Intent.COMPARE:
            return Need(self.limits["mention"], 0.0, wide=True)
        if self.wide and not self.relative:
            least = min(self.limits[name] for name in ("list", "aside", "line"))
            return Need(least, 0.0, wide=True)
        if self.wide:
            return Need(self.limits["mention"], self.limits["share"], wide=True)
        return Need(self.limits["answer"], self.limits["near"], wide=False)


def chosen(chooser: Chooser, ranked: Sequence[Ranked]) -> list[Evidence]:
    """Return the evidence that a plan's kind of question takes from the ranking."""
    plan, topic, limits = chooser.plan, chooser.topic, chooser.limits
    if not chooser.wide:
        return _narrow(ranked, limits)
    listed = _wide(ranked, topic, limits, chooser.least(ranked))
    if plan.intent is Intent.COMPARE:
        return _findings_first(_each_heard(plan, ranked, listed, limits))
    return listed


def _each_heard(
    plan: Plan, ranked: Sequence[Ranked], chosen: list[Evidence], limits: dict[str, float]
) -> list[Evidence]:
    """Add the best finding of an agency compared that has none, if it could answer by itself."""
    for agency in plan.agencies:
        own = [j for j in ranked if j.unit.finding and j.unit.bulletin.agency == agency]
        best = max(own, key=lambda j: j.whole, default=None)
        heard = any(e.bulletin.agency == agency for e in chosen)
        if best and not heard and best.whole >= limits["mention"]:
            chosen.append(in_whole(best))
    return chosen


def _findings_first(evidence: list[Evidence]) -> list[Evidence]:
    """Leave out the other parts of a bulletin whose findings are on the topic."""
    having = {e.bulletin.id for e in evidence if e.finding}
    return [e for e in evidence if e.finding or e.bulletin.id not in having]


def _wide(
    ranked: Sequence[Ranked], topic: Topic, limits: dict[str, float], least: float
) -> list[Evidence]:
    """Take what is about the topic, and what else speaks of it: measures, lines of part one."""
    chosen = []
    for judged in ranked:
        if judged.unit.finding and judged.whole >= least:
            chosen.append(in_whole(judged))
        elif spans := _in_passing(judged, topic, limits):
            chosen.append(_in_part(judged, spans))
    return chosen


def list_limit(limits: dict[str, float], best: float) -> float:
    """Return the probability from which findings are listed, the best one's being `best`."""
    if best < limits["answer"]:
        return limits["list"]
    return min(limits["list"], max(limits["mention"], limits["share"] * best))


def _in_passing(judged: Ranked, topic: Topic, limits: dict[str, float]) -> list[Span]:
    """Return the measures of a finding, or the sentences of a line, that speak of the topic."""
    unit = judged.unit
    pieces = zip(unit.pieces, judged.pieces, judged.named, strict=True)
    if unit.finding:
        return [
            span
            for span, p, named in pieces
            if p >= limits["aside"] or (named and p >= limits["mention"])
        ]
    spans = []
    for span, p, named in pieces:
        if named and unit.part is Part.ORGANISATION:
            said = sentences(unit.bulletin, span)
            spans += [s for s in said if topic.names(chinese.fold(s.of(unit.bulletin.text)))]
        elif p >= limits["line"]:
            spans.append(span)
    return spans


def _narrow(ranked: Sequence[Ranked], limits: dict[str, float]) -> list[Evidence]:
    shown = [j.whole for j in ranked if j.unit.finding]
    # a line that is not shown itself is no measure of what else is
    shown += [j.best for j in ranked if not j.unit.finding and j.best >= limits["line"]]
    floor = max(limits["answer"], limits["near"] * max(shown, default=0.0))
    chosen = [in_whole(j) for j in ranked if j.unit.finding and j.whole >= floor]
    line = max(floor, limits["line"])
    for judged in ranked:
        if judged.unit.finding is None or judged.whole < floor:
            pairs = zip(judged.unit.pieces, judged.pieces, strict=True)
            if spans := [span for span, p in pairs if p >= line]:
                chosen.append(_in_part(judged, spans))
    return sorted(chosen, key=lambda e: -e.relevance)[:5]


def in_whole(judged: Ranked) -> Evidence:
    """Return a finding judged, with all its measures, as evidence."""
    finding = judged.unit.finding
    assert finding is not None
    return as_whole(judged.unit.bulletin, finding, judged.whole)


def _in_part(judged: Ranked, spans: Sequence[Span]) -> Evidence:
    return Evidence(
        judged.unit.bulletin, judged.unit.finding, tuple(spans), judged.best, aside=True
    )


def as_whole(bulletin: Bulletin, finding: Finding, relevance: float = 1.0) -> Evidence:
    """Return a finding with all its measures; of one without, its own words."""
    spans = tuple(m.span for m in finding.measures) or (finding.span,)
    return Evidence(bulletin, finding, spans, relevance)
