"""Plan -> evidence: what the bulletins hold on the topic, judged for relevance, agency by agency.

Every finding, measure and line of every agency in scope that can matter is judged by the same model
(`candidates`, `relevance`), and what is shown is chosen by what is asked (`choosing`).
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from rag.answer import Evidence
from rag.bulletin import Bulletin, Part, Status
from rag.evidence import candidates
from rag.evidence.candidates import in_order
from rag.evidence.choosing import Chooser, Ranking, chosen
from rag.evidence.features import Asked
from rag.evidence.field import Field, Unit
from rag.evidence.found import PART_LINES, Found, scope_of
from rag.evidence.gathered import Gathered, as_whole, whole_findings
from rag.evidence.topic import Topic, weigh
from rag.evidence.tuned import NARROW, SAID_SHARE
from rag.question.plan import STATED_OFTEN, Plan
from rag.question.subject import subject_of
from rag.store.catalog import EVERYTHING, Where
from rag.store.layout import PARTS, STATUSES, Rows
from rag.store.letters import Flags
from rag.store.snapshot import Snapshot
from rag.text import chinese
from rag.text.sentences import sentences


def retrieve(plan: Plan, now: Snapshot, where: Where = EVERYTHING) -> Found:
    """Return the evidence for a plan among the bulletins that `where` admits."""
    *_, found = growing(plan, now, where)
    return found


def growing(
    plan: Plan, now: Snapshot, where: Where = EVERYTHING, narrow: int = NARROW
) -> Iterator[Found]:
    """Yield what `retrieve` returns; before it, of a wide search, what came up at first."""
    bulletins = now.among(where)
    scope = scope_of(plan, bulletins)
    text = plan.topic or plan.standalone
    if found := _without_search(plan, now, scope, bulletins):
        yield found
    elif not scope or not text.strip() or not plan.concepts:
        yield Found((), scope, label=_label(plan))
    else:
        yield from _search(plan, now, where, scope, text, narrow)


def _without_search(
    plan: Plan, now: Snapshot, scope: tuple[Bulletin, ...], bulletins: Sequence[Bulletin]
) -> Found | None:
    """Return what a plan asks for by place, status or number; None where it asks for a topic."""
    if plan.focus:
        return _within(plan, scope, bulletins)
    if plan.everything:
        return Found(_those(now, scope), scope)
    if plan.statuses and not plan.concepts:
        unstated = _unstated(scope)
        evidence: Sequence[Evidence] = _those(now, scope).of_findings(plan.statuses)
        if under_way := tuple(_under_way(plan, now, unstated)):
            evidence = (*evidence, *under_way)
        return Found(evidence, scope, label=_label(plan), unstated=unstated)
    if plan.number and plan.agencies:
        if numbered := tuple(e for e in _those(now, scope) if _number(e) == plan.number):
            return Found(numbered, scope, label=_label(plan))
    return None


def _search(
    plan: Plan, now: Snapshot, where: Where, scope: tuple[Bulletin, ...], text: str, narrow: int
) -> Iterator[Found]:
    field = now.derived(Field)
    asked_of = now.index.bulletin_seen.copy()
    if len(scope) < len(now.bulletins):
        asked_of[:] = False
        asked_of[[now.number(bulletin.id) for bulletin in scope]] = True
    within = _admitted(now, asked_of, plan, where)
    topic = weigh(field, subject_of(text, plan.concepts), asked_of)
    if plan.part:
        lines = field.units(_of_part(now, within, plan.part))
        yield Found(tuple(_said_in(lines, topic) or _all_of(lines)), scope, label=topic.label)
        return
    if plan.people:  # who is named must be named in what is shown
        for person in plan.people:
            within &= _holding(now, [person])
    asked = Asked(now.index, topic, now.vector(text), now.sparse(text))
    chooser = Chooser(plan, topic)
    for judged, complete in candidates.growing(now, asked, within, chooser.need, narrow):
        found = _chosen(plan, now, within, chooser, Ranking(now, judged), scope)
        yield replace(found, partial=not complete)


def _chosen(
    plan: Plan,
    now: Snapshot,
    within: Flags,
    chooser: Chooser,
    ranking: Ranking,
    scope: tuple[Bulletin, ...],
) -> Found:
    """Return what a plan takes from a ranking."""
    evidence, label = chosen(chooser, ranking), chooser.topic.label
    if plan.statuses:
        return _of_status(plan, evidence, Found((), scope, ranking.nearest, label))
    also = tuple(_saying_all(plan, now, within, evidence))
    return Found(evidence, scope, ranking.nearest, label, also=also)


def _holding(now: Snapshot, ways: Sequence[str]) -> Flags:
    """Tell of every unit whether it says one of the ways: bool[u]."""
    found = np.zeros(len(now.index["unit.order"]), bool)
    found[now.index.units_saying(ways)] = True
    return found


def _saying_all(
    plan: Plan, now: Snapshot, within: Flags, but: Sequence[Evidence]
) -> Iterator[Evidence]:
    """Yield the other findings that say every notion of a topic whose amounts are asked."""
    field = now.derived(Field)
    if not any(ask.name in STATED_OFTEN for ask in plan.asks):
        return
    notions = [ways for c in plan.measured if (ways := field.said(c.ways))]
    if not notions:
        return
    known = {one.finding for one in but}
    units = np.flatnonzero(within & (now.index["unit.order"] > 0))
    for ways in notions:
        few = len(units) <= NARROW
        units = units[now.index.saying(units, ways) if few else _holding(now, ways)[units]]
    for unit in field.units(in_order(now, units)):
        if unit.finding and unit.finding not in known:
            yield as_whole(unit.bulletin, unit.finding, 0.0)


def _of_part(now: Snapshot, within: Flags, part: Part) -> Rows:
    index = now.index
    of_part = (index["unit.order"] == 0) & (index["unit.part"] == PARTS.index(part))
    return in_order(now, np.flatnonzero(within & of_part))


def _all_of(units: Sequence[Unit]) -> list[Evidence]:
    """Return a part as a whole, where one bulletin is asked."""
    spans = tuple(span for unit in units for span in unit.pieces)[:PART_LINES]
    return [Evidence(units[0].bulletin, None, spans, 1.0, aside=True)] if len(units) == 1 else []


def _said_in(units: Sequence[Unit], topic: Topic) -> list[Evidence]:
    """Return the sentences of one part of each bulletin that say the most of the topic."""
    found = []
    said = [[s for span in u.pieces for s in sentences(u.bulletin, span)] for u in units]
    shares = [
        [topic.share_in(chinese.fold(s.of(u.bulletin.text))) for s in of_unit]
        for u, of_unit in zip(units, said, strict=True)
    ]
    best = max((share for of_unit in shares for share in of_unit), default=0.0)
    for unit, spans, worth in zip(units, said, shares, strict=True):
        kept = [s for s, x in zip(spans, worth, strict=True) if x >= SAID_SHARE * best > 0]
        if kept:
            found.append(Evidence(unit.bulletin, None, tuple(kept), max(worth), aside=True))
    return found


def _within(plan: Plan, scope: Sequence[Bulletin], bulletins: Sequence[Bulletin]) -> Found:
    focused = tuple(_focused(plan, bulletins))
    kept = {e.bulletin.id for e in focused}
    return Found(focused, tuple(b for b in scope if b.id in kept), focused, _label(plan))


def _those(now: Snapshot, scope: Sequence[Bulletin]) -> Gathered:
    """Return all findings of these bulletins, whole, in the order of their bulletins."""
    asked_of = np.zeros(len(now.index.rank), bool)
    asked_of[[now.number(bulletin.id) for bulletin in scope]] = True
    findings = now.index.finding_units
    own = findings[asked_of[now.index["unit.bulletin"][findings]]]
    return whole_findings(now, in_order(now, own))


def _number(evidence: Evidence) -> int | None:
    return evidence.finding.number if evidence.finding else None


def _under_way(plan: Plan, now: Snapshot, unstated: Sequence[Bulletin]) -> Iterator[Evidence]:
    """Yield the sentences that say what is not done yet, of bulletins that mark no status."""
    if Status.ONGOING not in plan.statuses:
        return
    units = _those(now, unstated).units
    units = units[np.isin(units, now.index.units_saying(_BEGINS))]
    for unit in now.derived(Field).units(units):
        bulletin = unit.bulletin
        said = (s for span in unit.pieces for s in sentences(bulletin, span))
        spans = tuple(s for s in said if _NOT_DONE.search(s.of(bulletin.text)))
        if spans:
            yield Evidence(bulletin, unit.finding, spans, 1.0, aside=True)


_BEGINS = ("正在", "尚未", "仍在", "还在", "预计")
_NOT_DONE = re.compile(
    r"正在(?!整改)|尚未|仍在|还在|预计[^。;；]{0,14}(?:完工|竣工|完成|建成|投产|办结|到位)"
)


def _unstated(scope: Sequence[Bulletin]) -> tuple[Bulletin, ...]:
    """Return the bulletins that state no finding's status."""
    return tuple(b for b in scope if set(b.statuses) <= {Status.UNSTATED})


def _of_status(plan: Plan, evidence: Gathered, found: Found) -> Found:
    """Keep the findings that stand at a status asked, and the rest apart."""
    others = evidence.of_findings([s for s in Status if s not in plan.statuses])
    having = {bulletin.id for bulletin in others.bulletins}
    unstated = tuple(b for b in _unstated(found.scope) if b.id in having)
    kept = evidence.of_findings(plan.statuses)
    return replace(found, evidence=kept, others=others, unstated=unstated)


def _focused(plan: Plan, scope: Sequence[Bulletin]) -> list[Evidence]:
    """Return the passages that a plan points at."""
    found = []
    for place in plan.focus:
        span = place.span
        for bulletin in (b for b in scope if b.id == place.bulletin_id):
            finding = next((f for f in bulletin.findings if f.span.covers(span)), None)
            if finding and finding.span == span:
                found.append(as_whole(bulletin, finding))
            else:
                found.append(Evidence(bulletin, finding, (span,), 1.0, aside=True))
    return found


def _admitted(now: Snapshot, asked_of: Flags, plan: Plan, where: Where) -> Flags:
    """Tell of every unit whether the question may be answered from it: bool[u]."""
    index = now.index
    is_finding = index["unit.order"] > 0
    lines = ~is_finding & (index["unit.part"] != PARTS.index(Part.PAGE))
    if where.statuses:
        wanted = [STATUSES.index(status) for status in where.statuses]
        is_finding &= np.isin(index["unit.status"], wanted)
    if where.statuses or plan.statuses:
        lines[:] = False
    admitted: Flags = asked_of[index["unit.bulletin"]] & (is_finding | lines)
    return admitted


def _label(plan: Plan) -> str:
    asked = [c.asked for c in plan.concepts]
    kept = [a for a in asked if not any(a != b and a in b for b in asked)]
    return "、".join(kept[:3])
