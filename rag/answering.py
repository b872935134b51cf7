"""Answers to plans over one snapshot of a library: record, or evidence and composition, or refusal.

`snapshot.derived(Answers)`: an answer is worked out once and kept, for it stays the same as long as
the snapshot does. A refusal says what was searched and offers the nearest findings.
"""

import threading
from collections import OrderedDict
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import replace

from rag.answer import Answer, Evidence, Group, Scope, Suggestion, Turn
from rag.body import Item, Run
from rag.bulletin import Bulletin
from rag.checking.verify import faults_of
from rag.compose.aggregate import MANY, first_page
from rag.compose.compose import by_agency, compose
from rag.compose.narrowed import (
    leaves_nothing,
    refuse_narrowed,
    refuse_outside,
    say_strangers,
)
from rag.compose.records import answer_records
from rag.compose.refuse import refuse
from rag.compose.writer import Writer
from rag.evidence.found import Found
from rag.evidence.gathered import best_of, has
from rag.evidence.retrieve import growing, retrieve
from rag.evidence.tuned import NARROW
from rag.question.conversation import Exchange
from rag.question.plan import Intent, Plan
from rag.question.planner import Planner
from rag.store.catalog import EVERYTHING, Where
from rag.store.narrowing import strangers
from rag.store.snapshot import Snapshot

KEPT = 200  # answers remembered, by what they were asked of
BEGUN = 20  # glances whose searches are kept to be gone on with
SCOPES = 20  # readers' scopes for which agencies are kept
LOOKED_BACK = 8  # turns of a conversation that a question may lean on


class Answers:
    """Answers over one snapshot. Thread-safe."""

    def __init__(self, now: Snapshot, planner: Planner | None = None) -> None:
        self.now = now
        self.planner = planner or now.derived(Planner)
        self._kept: OrderedDict[tuple[Plan, Where], Answer] = OrderedDict()
        self._begun: OrderedDict[tuple[Plan, Where], tuple[Found, Iterator[Found]]] = OrderedDict()
        self._seen: OrderedDict[tuple[str, ...], Answers] = OrderedDict()
        self._lock = threading.Lock()

    def seen_by(self, where: Where) -> "Answers":
        """Return the answers for a reader who may see some bulletins alone (`bulletin_ids`).

        Agencies of others are as unknown there as those of no bulletin.
        """
        ids = where.bulletin_ids
        if not ids:
            return self
        with self._lock:
            if ids not in self._seen:
                seen = self.now.among(Where(bulletin_ids=ids))
                self._seen[ids] = Answers(self.now, self.planner.over(seen))
            self._seen.move_to_end(ids)
            while len(self._seen) > SCOPES:
                self._seen.popitem(last=False)
            return self._seen[ids]

    def plan(
        self,
        question: str,
        history: Sequence[Turn],
        where: Where,
        without: Collection[str] = (),
        check: Callable[[], None] = lambda: None,
    ) -> Plan:
        """Return how a question is understood; `check` is called before each step.

        Turns without an answer are answered again. So is one that came back without its body;
        where that gives another answer, it stands as it came.
        """
        said: list[Exchange] = []
        for turn in history[-LOOKED_BACK:]:
            check()
            known = turn.answer.plan if turn.answer else None
            plan = known if isinstance(known, Plan) else self.planner.after(turn.question, said)
            answer = turn.answer
            if answer is None or not answer.body.blocks:
                check()
                ours = self.to(plan, where)
                answer = answer if answer and answer.text != ours.text else ours
            said.append(Exchange(plan, answer))
        check()
        return self.planner.after(question, said, without)

    def to(self, plan: Plan, where: Where) -> Answer:
        """Return the answer to a plan."""
        with self._lock:
            known = self._kept.get((plan, where))
            if known:
                self._kept.move_to_end((plan, where))
                return known
        answer = self._answer(plan, where)
        with self._lock:
            self._kept[plan, where] = answer
            if len(self._kept) > KEPT:
                self._kept.popitem(last=False)
        return answer

    def glance(self, plan: Plan, where: Where, narrow: int = NARROW) -> Answer | None:
        """Return the first page of an answer over many agencies; None where all is there at once.

        It says that the counting goes on, and counts nothing. What is searched for it is not
        searched again for the answer.
        """
        bulletins = self.now.among(where)
        if plan.intent is not Intent.LIST or plan.absent or not bulletins or plan.negated:
            return None
        with self._lock:
            if (plan, where) in self._kept:
                return None
        steps = growing(plan, self.now, where, narrow)
        found = next(steps)
        with self._lock:
            self._begun[plan, where] = found, steps
            while len(self._begun) > BEGUN:
                self._begun.popitem(last=False)
        shares = by_agency(found)
        if not found.partial or sum(map(bool, shares.values())) <= MANY:
            return None
        writer = Writer(english=plan.english)
        first_page(found, shares, writer)
        return replace(self._settled(plan, writer, found), state="draft")

    def _retrieved(self, plan: Plan, where: Where) -> Found:
        """Return the evidence for a plan, going on where a glance left off."""
        with self._lock:
            begun = self._begun.pop((plan, where), None)
        if begun is None:
            return retrieve(plan, self.now, where)
        found, steps = begun
        return [found, *steps][-1]

    def _answer(self, plan: Plan, where: Where) -> Answer:
        writer = Writer(english=plan.english)
        if plan.intent in (Intent.GREETING, Intent.HELP):
            return self._settled(plan, self._small_talk(plan, where, writer), Found((), ()))
        bulletins = self.now.among(where)
        asked_of_none = plan.intent is not Intent.META and leaves_nothing(where, bulletins)
        if not bulletins or asked_of_none:
            refuse_narrowed(where, self._visible(where), self.planner.agencies, writer)
            return self._refused(plan, writer, Found((), ()))
        outside = _outside(plan, where, bulletins)
        if outside and len(outside) == len(plan.agencies):
            refuse_outside(outside, bulletins, writer)
            return self._refused(plan, writer, Found((), ()))
        answer = self._within(plan, where, bulletins, writer)
        return answer if answer.abstained else self._with_limits(answer, outside, where, writer)

    def _within(
        self, plan: Plan, where: Where, bulletins: Sequence[Bulletin], writer: Writer
    ) -> Answer:
        """Return the answer from the bulletins that a filter leaves."""
        scope = tuple(bulletins)
        if plan.intent is Intent.META and not plan.absent:
            found = answer_records(plan, scope, writer)
            if writer.citations:
                return self._settled(plan, writer, found)
            if writer.blocks and plan.otherwise is None:
                return self._refused(plan, writer, found)
            writer.blocks.clear()
        plan = plan.otherwise or plan
        if plan.intent is Intent.OUT_OF_SCOPE or plan.absent:
            return self._refused(plan, refuse(plan, Found((), scope), writer), Found((), scope))
        found = self._retrieved(plan, where)
        if found.evidence:
            compose(plan, found, writer)
        if not writer.citations and not (plan.negated and found.scope and plan.concepts):
            return self._refused(plan, refuse(plan, found, writer), found)
        return self._settled(plan, writer, found)

    def _with_limits(
        self, answer: Answer, outside: Sequence[str], where: Where, writer: Writer
    ) -> Answer:
        """Return an answer that also says what the filter left out of it, or did not know."""
        said = len(writer.blocks)
        if outside:
            writer.say("outside_narrowed", names=writer.join(outside))
        if unknown := strangers(where, self.planner.agencies):
            say_strangers(unknown, self._visible(where), self.planner.agencies, writer)
        return replace(answer, body=writer.body) if len(writer.blocks) > said else answer

    def _visible(self, where: Where) -> tuple[Bulletin, ...]:
        """Return the bulletins that the reader may see, whatever the filter."""
        return self.now.among(Where(bulletin_ids=where.bulletin_ids))

    def _small_talk(self, plan: Plan, where: Where, writer: Writer) -> Writer:
        bulletins = self.now.among(where) or self._visible(where)
        have = writer.join(dict.fromkeys(b.agency for b in bulletins[:20]))
        total = len(bulletins)
        if plan.intent is Intent.GREETING:
            writer.say("greeting", total=total, have=have)
            return writer
        writer.say("help", "lead")
        writer.add(*(Item((Run(can),)) for can in writer.words("help_can").splitlines()))
        writer.say("help_have", total=total, have=have)
        return writer

    def _settled(self, plan: Plan, writer: Writer, found: Found) -> Answer:
        answer = Answer(
            question=plan.question,
            standalone_question=plan.standalone,
            intent=plan.intent.value,
            body=writer.body,
            citations=tuple(writer.citations),
            groups=tuple(writer.groups),
            scope=scope_of(plan, found.label),
            suggestions=_follow_ups(plan, found, writer.groups),
            confidence=_confidence(found),
            plan=plan,
        )
        faults = faults_of(answer, self.now.bulletin)
        return replace(answer, notes=tuple(faults)) if faults else answer

    def _refused(self, plan: Plan, writer: Writer, found: Found) -> Answer:
        return Answer(
            question=plan.question,
            standalone_question=plan.standalone,
            intent=plan.intent.value,
            body=writer.body,
            state="refused",
            scope=scope_of(plan, found.label),
            suggestions=tuple(_suggestion(e) for e in found.nearest[:3]),
            confidence=_confidence(found),
            plan=plan,
        )


def _outside(plan: Plan, where: Where, bulletins: Sequence[Bulletin]) -> tuple[str, ...]:
    """Return the agencies that a question names and a filter leaves out."""
    if where == EVERYTHING or not plan.agencies_named:
        return ()
    admitted = {bulletin.agency for bulletin in bulletins}
    return tuple(name for name in plan.agencies if name not in admitted)


def scope_of(plan: Plan, topic: str) -> Scope:
    """Return how a plan is shown, its topic in these words."""
    statuses = tuple(status.value for status in plan.statuses)
    return Scope(plan.agencies, topic, statuses, plan.picks, plan.without)


def _confidence(found: Found) -> float | None:
    told = [best_of(some) for some in (found.evidence, found.nearest) if some]
    return max(told, default=None)


def _suggestion(evidence: Evidence) -> Suggestion:
    finding = evidence.finding
    assert finding is not None
    title = " ".join(finding.title.split()).rstrip("。")
    return Suggestion(
        f"{evidence.bulletin.agency}:{title}", evidence.bulletin.agency, finding.number
    )


def _follow_ups(plan: Plan, found: Found, groups: Sequence[Group]) -> tuple[Suggestion, ...]:
    """Offer questions that have answers: the same topic elsewhere, the nearest other finding."""
    offers = []
    having = [group.agency for group in groups if not group.none]
    say = Writer(english=plan.english).words
    # a label in another language than the offer is not to be searched
    label = found.label if found.label.isascii() == plan.english else ""
    if plan.intent is Intent.LIST and len(having) > 1 and label:
        offers.append(Suggestion(say("offer_compare", a=having[0], b=having[1], topic=label)))
    if not plan.is_wide and label and found.evidence:
        offers.append(Suggestion(say("offer_all", topic=label)))
    for near in found.nearest:
        if near.finding and not has(found.evidence, near.finding) and len(offers) < 3:
            title = " ".join(near.finding.title.split()).rstrip("。")
            agency = near.bulletin.agency
            offers.append(Suggestion(say("offer_near", agency=agency, title=title), agency))
    return tuple(offers)
