"""Plan -> evidence: what the bulletins hold on the topic, judged for relevance, agency by agency.

Every finding, measure and line of every agency in scope is judged by the same model (`relevance`);
no ranking over the whole store decides who is heard. A question over agencies takes what passes a
threshold; a question for one thing takes the best and what comes near it.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

import numpy as np

from rag.answer import Evidence
from rag.bulletin import Bulletin, Finding, Part, Span, Status
from rag.evidence.field import Field, Unit, field_of
from rag.evidence.found import PART_LINES, Found, scope_of
from rag.evidence.relevance import Judged, candidates, judge, models
from rag.evidence.topic import Topic, weigh
from rag.evidence.tuned import SAID_SHARE
from rag.question.plan import STATED_OFTEN, Intent, Plan
from rag.question.subject import subject_of
from rag.store.catalog import EVERYTHING, Where
from rag.store.snapshot import Snapshot
from rag.text import chinese
from rag.text.sentences import sentences

NEAREST = 5  # findings offered where there is no answer


def retrieve(plan: Plan, now: Snapshot, where: Where = EVERYTHING) -> Found:
    """Return the evidence for a plan among the bulletins that `where` admits."""
    bulletins = now.among(where)
    scope = scope_of(plan, bulletins)
    if plan.focus:
        return _within(plan, scope, bulletins)
    if plan.everything:
        return Found(tuple(_those(scope)), scope)
    if plan.statuses and not plan.concepts:
        unstated = _unstated(scope)
        evidence = (
            *_those(scope, lambda f: f.status in plan.statuses),
            *_under_way(plan, unstated),
        )
        return Found(evidence, scope, label=_label(plan), unstated=unstated)
    if plan.number and plan.agencies:
        if numbered := tuple(_those(scope, lambda f: f.number == plan.number)):
            return Found(numbered, scope, label=_label(plan))
    text = plan.topic or plan.standalone
    if not scope or not text.strip() or not plan.concepts:
        return Found((), scope, label=_label(plan))
    return _search(plan, now, where, scope, text)


def _search(
    plan: Plan, now: Snapshot, where: Where, scope: tuple[Bulletin, ...], text: str
) -> Found:
    scores, field = now.scores(text), now.derived(field_of)
    ids = {bulletin.id for bulletin in scope}
    units = [u for u in field.units if u.bulletin.id in ids and _admitted(u, plan, where)]
    dense, sparse = scores.dense.astype(np.float64), scores.sparse.astype(np.float64)
    topic = weigh(field, subject_of(text, plan.concepts), ids)
    if plan.part:
        evidence = tuple(_said_in(plan.part, units, topic) or _all_of(plan.part, units))
        return Found(evidence, scope, label=topic.label)
    judged = judge(field, candidates(units, dense, sparse), topic, dense, sparse)
    ranked = sorted(judged, key=lambda j: -j.best)
    if plan.people:  # who is named must be named in what is shown
        ranked = [j for j in ranked if any(person in j.unit.body for person in plan.people)]
    nearest = tuple(_whole(j) for j in ranked if j.unit.finding)[:NEAREST]
    evidence = tuple(_chosen(plan, ranked, topic))
    if plan.statuses:
        return _of_status(plan, Found(evidence, scope, nearest, topic.label))
    also = tuple(_saying_all(plan, units, field, evidence))
    return Found(evidence, scope, nearest, topic.label, also=also)


def _saying_all(
    plan: Plan, units: Sequence[Unit], field: Field, but: Sequence[Evidence]
) -> Iterator[Evidence]:
    """Yield the other findings that say every notion of a topic whose amounts are asked."""
    notions = [ways for c in plan.measured if (ways := field.said(c.ways))]
    if not notions or not any(ask.name in STATED_OFTEN for ask in plan.asks):
        return
    known = {one.finding for one in but}
    for unit in units:
        if unit.finding and unit.finding not in known:
            if all(any(way in unit.body for way in ways) for ways in notions):
                spans = tuple(m.span for m in unit.finding.measures) or (unit.finding.span,)
                yield Evidence(unit.bulletin, unit.finding, spans, 0.0)


def _all_of(part: Part, units: Sequence[Unit]) -> list[Evidence]:
    """Return a part as a whole, where one bulletin is asked."""
    asked = [unit for unit in units if unit.finding is None and unit.part is part]
    spans = tuple(piece.span for unit in asked for piece in unit.pieces)[:PART_LINES]
    return [Evidence(asked[0].bulletin, None, spans, 1.0, aside=True)] if len(asked) == 1 else []


def _said_in(part: Part, units: Sequence[Unit], topic: Topic) -> list[Evidence]:
    """Return the sentences of one part of each bulletin that say the most of the topic."""
    found = []
    asked = [unit for unit in units if unit.finding is None and unit.part is part]
    said = {u: [s for p in u.pieces for s in sentences(u.bulletin, p.span)] for u in asked}
    shares = {
        u: [topic.notions_in(chinese.fold(s.of(u.bulletin.text))) for s in said[u]] for u in asked
    }
    best = max((share for found in shares.values() for share in found), default=0.0)
    for unit in asked:
        kept = [
            s for s, x in zip(said[unit], shares[unit], strict=True) if x >= SAID_SHARE * best > 0
        ]
        if kept:
            spans = tuple(kept)
            found.append(Evidence(unit.bulletin, None, spans, max(shares[unit]), aside=True))
    return found


def _within(plan: Plan, scope: Sequence[Bulletin], bulletins: Sequence[Bulletin]) -> Found:
    focused = tuple(_focused(plan, bulletins))
    kept = {e.bulletin.id for e in focused}
    return Found(focused, tuple(b for b in scope if b.id in kept), focused, _label(plan))


def _those(
    scope: Sequence[Bulletin], meant: Callable[[Finding], bool] = lambda _: True
) -> Iterator[Evidence]:
    """Yield the findings meant, whole, in the order of their bulletins; all where none is said."""
    for bulletin in scope:
        for finding in filter(meant, bulletin.findings):
            yield _as_whole(bulletin, finding)


def _as_whole(bulletin: Bulletin, finding: Finding, relevance: float = 1.0) -> Evidence:
    """Return a finding with all its measures; of one without, its own words."""
    spans = tuple(m.span for m in finding.measures) or (finding.span,)
    return Evidence(bulletin, finding, spans, relevance)


def _under_way(plan: Plan, unstated: Sequence[Bulletin]) -> Iterator[Evidence]:
    """Yield the sentences that say what is not done yet, of bulletins that mark no status."""
    if Status.ONGOING not in plan.statuses:
        return
    for bulletin in unstated:
        for finding in bulletin.findings:
            telling = (m for m in finding.measures if _NOT_DONE.search(m.span.of(bulletin.text)))
            said = (s for m in telling for s in sentences(bulletin, m.span))
            spans = tuple(s for s in said if _NOT_DONE.search(s.of(bulletin.text)))
            if spans:
                yield Evidence(bulletin, finding, spans, 1.0, aside=True)


_NOT_DONE = re.compile(
    r"正在(?!整改)|尚未|仍在|还在|预计[^。;；]{0,14}(?:完工|竣工|完成|建成|投产|办结|到位)"
)


def _unstated(scope: Sequence[Bulletin]) -> tuple[Bulletin, ...]:
    """Return the bulletins that state no finding's status."""
    return tuple(b for b in scope if all(f.status is Status.UNSTATED for f in b.findings))


def _of_status(plan: Plan, found: Found) -> Found:
    """Keep the findings that stand at a status asked, and the rest apart."""
    findings = [e for e in found.evidence if e.finding]
    kept = tuple(e for e in findings if e.finding and e.finding.status in plan.statuses)
    others = tuple(e for e in findings if e not in kept)
    having = {e.bulletin.id for e in others}
    unstated = tuple(b for b in _unstated(found.scope) if b.id in having)
    return replace(found, evidence=kept, others=others, unstated=unstated)


def _focused(plan: Plan, scope: Sequence[Bulletin]) -> list[Evidence]:
    """Return the passages that a plan points at."""
    found = []
    for place in plan.focus:
        span = place.span
        for bulletin in (b for b in scope if b.id == place.bulletin_id):
            finding = next((f for f in bulletin.findings if f.span.covers(span)), None)
            if finding and finding.span == span:
                found.append(_as_whole(bulletin, finding))
            else:
                found.append(Evidence(bulletin, finding, (span,), 1.0, aside=True))
    return found


def _admitted(unit: Unit, plan: Plan, where: Where) -> bool:
    if unit.finding is None:
        return not (plan.statuses or where.statuses) and unit.part is not Part.PAGE
    return not where.statuses or unit.finding.status in where.statuses


def _chosen(plan: Plan, ranked: Sequence[Judged], topic: Topic) -> list[Evidence]:
    """Return the evidence that a plan's kind of question takes from the ranking."""
    limits = models()[2]
    if topic.strange:
        wide = {name: max(limits[name], limits["strange"]) for name in ("list", "aside")}
        limits = limits | wide | {"answer": limits["strange"]}
    if plan.intent is Intent.COMPARE:
        return _findings_first(_each_heard(plan, ranked, _wide(ranked, topic, limits), limits))
    if plan.is_wide or plan.statuses or any(r.name == "accountable" for r in plan.records):
        return _wide(ranked, topic, limits)
    return _narrow(ranked, limits)


def _each_heard(
    plan: Plan, ranked: Sequence[Judged], chosen: list[Evidence], limits: dict[str, float]
) -> list[Evidence]:
    """Add the best finding of an agency compared that has none, if it could answer by itself."""
    for agency in plan.agencies:
        own = [j for j in ranked if j.unit.finding and j.unit.bulletin.agency == agency]
        best = max(own, key=lambda j: j.whole, default=None)
        heard = any(e.bulletin.agency == agency for e in chosen)
        if best and not heard and best.whole >= limits["mention"]:
            chosen.append(_whole(best))
    return chosen


def _findings_first(evidence: list[Evidence]) -> list[Evidence]:
    """Leave out the other parts of a bulletin whose findings are on the topic."""
    having = {e.bulletin.id for e in evidence if e.finding}
    return [e for e in evidence if e.finding or e.bulletin.id not in having]


def _wide(ranked: Sequence[Judged], topic: Topic, limits: dict[str, float]) -> list[Evidence]:
    """Take what is about the topic, and what else speaks of it: measures, lines of part one."""
    chosen = []
    for judged in ranked:
        if judged.unit.finding and judged.whole >= limits["list"]:
            chosen.append(_whole(judged))
        elif spans := _in_passing(judged, topic, limits):
            chosen.append(_in_part(judged, spans))
    return chosen


def _in_passing(judged: Judged, topic: Topic, limits: dict[str, float]) -> list[Span]:
    """Return the measures of a finding, or the sentences of a line, that speak of the topic."""
    unit = judged.unit
    pieces = zip(unit.pieces, judged.pieces, judged.named, strict=True)
    if unit.finding:
        return [
            piece.span
            for piece, p, named in pieces
            if p >= limits["aside"] or (named and p >= limits["mention"])
        ]
    spans = []
    for piece, p, named in pieces:
        if named and unit.part is Part.ORGANISATION:
            said = sentences(unit.bulletin, piece.span)
            spans += [s for s in said if topic.names(chinese.fold(s.of(unit.bulletin.text)))]
        elif p >= limits["line"]:
            spans.append(piece.span)
    return spans


def _narrow(ranked: Sequence[Judged], limits: dict[str, float]) -> list[Evidence]:
    shown = [j.whole for j in ranked if j.unit.finding]
    # a line that is not shown itself is no measure of what else is
    shown += [j.best for j in ranked if not j.unit.finding and j.best >= limits["line"]]
    floor = max(limits["answer"], limits["near"] * max(shown, default=0.0))
    chosen = [_whole(j) for j in ranked if j.unit.finding and j.whole >= floor]
    line = max(floor, limits["line"])
    for judged in ranked:
        if judged.unit.finding is None or judged.whole < floor:
            pairs = zip(judged.unit.pieces, judged.pieces, strict=True)
            if spans := [piece.span for piece, p in pairs if p >= line]:
                chosen.append(_in_part(judged, spans))
    return sorted(chosen, key=lambda e: -e.relevance)[:5]


def _whole(judged: Judged) -> Evidence:
    finding = judged.unit.finding
    assert finding is not None
    return _as_whole(judged.unit.bulletin, finding, judged.whole)


def _in_part(judged: Judged, spans: Sequence[Span]) -> Evidence:
    return Evidence(
        judged.unit.bulletin, judged.unit.finding, tuple(spans), judged.best, aside=True
    )


def _label(plan: Plan) -> str:
    asked = [c.asked for c in plan.concepts]
    kept = [a for a in asked if not any(a != b and a in b for b in asked)]
    return "、".join(kept[:3])
