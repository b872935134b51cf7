"""A question after what was said before: this plan and the last one make the plan that is meant.

A short question takes agency or topic from the turn before (那咸宁呢? 完成了吗? 具体是哪年?); one that asks only
for another form repeats the turn before in that form; one that points (第二条的原文) is about the passage
pointed at. What stands by itself is left alone. Plans are put together; no sentence is read again.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Protocol, TypeVar

from rag.answer import Answer
from rag.bulletin import Place
from rag.question.concepts import Concept
from rag.question.plan import MASK, TALK, Intent, Plan
from rag.question.tuned import MOST_AT_ONCE
from rag.question.understand import settled
from rag.text.words import ACCOUNTABLE, IN_FOLLOW_UP

ARROW = " → "  # stands between a question and what was asked about its answer
EVERYONE = "各单位"
Held = TypeVar("Held")


@dataclass(frozen=True, slots=True)
class Said:
    """A turn: how it was understood, and what was answered."""

    plan: Plan
    answer: Answer

    @property
    def is_content(self) -> bool:
        """Tell whether the turn was about what bulletins hold."""
        return self.answer.intent not in TALK

    @property
    def answered(self) -> list[str]:
        """The agencies that the answer has something of."""
        return [group.agency for group in self.answer.groups if not group.none]


class Passages(Protocol):
    """What of the store a follow-up is held against: `rag.question.planner.Planner`."""

    def findings_of(self, answer: Answer) -> Mapping[Place, str]:
        """Return the findings that an answer cites, each with its folded text."""

    def measures_of(self, answer: Answer) -> list[Place]:
        """Return the measures of the finding that an answer cites, none where it cites several."""

    def knows(self, concept: Concept) -> bool:
        """Tell whether the store says a notion anywhere."""


def carry(plan: Plan, said: Sequence[Said], passages: Passages) -> Plan:
    """Return what a question means after the turns before it, oldest first."""
    before = next((turn for turn in reversed(said) if turn.is_content), None)
    if before is None or plan.intent in TALK:
        return plan
    if plan.number is not None and plan.agencies_named:
        return plan  # 经信局第19个问题: of the bulletin, not of the answer before
    if plan.points.form_only:
        again = replace(before.plan, question=plan.question, otherwise=None)
        return replace(_in_form_of(plan, again), english=plan.english or plan.points.in_english)
    if plan.points.ordinal and (pointed := _pointed(plan, before, said, passages)):
        return pointed
    cited = _cited_before(said, before)
    facts = passages.findings_of(cited.answer).values() if plan.absent else ()
    if facts and all(any(words in text for text in facts) for words in plan.absent):
        plan = replace(plan, absent=())  # 深圳那家公司, of what was just cited
    if plan.points.long or plan.absent:
        return plan
    return _in_form_of(plan, _lean(_Asked(plan, before, cited, said, passages)))


def _in_form_of(plan: Plan, meant: Plan) -> Plan:
    """Return what is meant in the form that the question itself asks for."""
    wide = meant.is_wide or not plan.table or bool(meant.focus)
    return replace(
        meant,
        intent=meant.intent if wide else Intent.LIST,
        table=plan.table or meant.table,
        english=plan.english or meant.english,
    )


def _cited_before(said: Sequence[Said], before: Said) -> Said:
    """Return the latest turn with passages, if what was refused since is of its agencies."""
    for turn in reversed(said):
        if turn.answer.citations and turn.is_content:
            agencies = {cited.agency for cited in turn.answer.citations}
            return turn if set(before.plan.base.agencies) <= agencies else before
    return before


def _pointed(plan: Plan, before: Said, said: Sequence[Said], passages: Passages) -> Plan | None:
    """Return a plan for the passage that the latest answer with so many listed at this place."""
    ordinal = plan.points.ordinal
    for turn in reversed(said):
        ways = turn.answer.listed(plan.agencies)
        if not plan.agencies:
            ways.append(passages.measures_of(turn.answer))
        if listed := next((way for way in ways if 1 <= ordinal <= len(way)), None):
            last = before.plan.base
            return replace(
                plan,
                standalone=f"{last.standalone}{ARROW}第{ordinal}条",
                intent=Intent.LOOKUP,
                focus=(listed[ordinal - 1],),
                records=(),
                of=last,
            )
    return None


@dataclass(frozen=True, slots=True)
class _Asked:
    """A short question with what stands around it."""

    plan: Plan
    before: Said
    cited: Said  # the latest turn with passages
    said: Sequence[Said]
    passages: Passages

    @property
    def last(self) -> Plan:
        return self.before.plan.base

    @property
    def listed(self) -> list[str]:
        """The agencies that the turn before answered about."""
        return self.before.answered

    @property
    def own(self) -> tuple[Concept, ...]:
        """The notions that can be a topic, beyond the words for records."""
        records = "".join(word for record in self.plan.records for word in record.words)
        kept = (c for c in self.plan.concepts if c.asked not in self.plan.points.alike)
        strong = (
            c for c in kept if c.asked not in IN_FOLLOW_UP and (c.is_term or len(c.asked) > 1)
        )
        return tuple(c for c in strong if c.asked not in records)

    @property
    def named(self) -> bool:
        """Whether the question says itself whom it asks about."""
        return bool(self.plan.agencies or self.plan.excluded or self.plan.inspector)

    @property
    def of_agency(self) -> bool:
        """Whether a status is asked of the agency, not of a topic (还有没改完的吗)."""
        return bool(self.plan.statuses) and not self.own


def _lean(asked: _Asked) -> Plan:
    """Put in what a short question leaves to the conversation: the first rule that fits."""
    for rule in (_of_nth, _of_other, _of_these, _of_named, _of_cited):
        if meant := rule(asked):
            return meant
    return _led(asked)


def _of_nth(asked: _Asked) -> Plan | None:
    at = asked.plan.points.nth_agency - 1
    listed = _last_listed(asked.said, lambda number: number > max(at, 1))
    return _with_topic(asked, listed[at : at + 1]) if 0 <= at < len(listed) else None


def _of_other(asked: _Asked) -> Plan | None:
    """Return the plan for the other one of two agencies listed (另一家呢)."""
    if not asked.plan.points.other_agency:
        return None
    listed = _last_listed(asked.said, lambda number: number == 2)
    rest = [name for name in listed if asked.listed != [name]]
    return _with_topic(asked, rest) if len(rest) == 1 else None


def _last_listed(said: Sequence[Said], fits: Callable[[int], bool]) -> list[str]:
    """Return the agencies of the latest answer that is about a fitting number of them."""
    return next((names for turn in reversed(said) if fits(len(names := turn.answered))), [])


def _of_these(asked: _Asked) -> Plan | None:
    these = asked.plan.points.these
    if these is None or asked.named or asked.plan.records or not asked.plan.points.side_by_side:
        return None
    spoken = _spoken_of(asked.said, these)
    return _again(asked, spoken) if spoken else None


def _spoken_of(said: Sequence[Said], number: int) -> list[str]:
    """Return the agencies answered about last: `number` of them, or (0) those of one answer."""
    names: dict[str, None] = {}
    for turn in reversed(said):
        names |= dict.fromkeys(turn.answered)
        if len(names) >= (number or 2):
            return list(names)[: number or None]
    return []


def _of_named(asked: _Asked) -> Plan | None:
    plan = asked.plan
    if not asked.named:
        return plan if plan.over_agencies and asked.own else None
    if plan.inspector or asked.of_agency:  # whole by itself
        return plan
    if plan.points.besides and asked.listed:
        return _again(asked, list(dict.fromkeys((*asked.listed[:MOST_AT_ONCE], *plan.agencies))))
    if not asked.own and not plan.records:
        return _asked_of(asked)
    if set(plan.agencies) <= set(asked.listed) and plan.points.detail:
        before = asked.before.answer
        share = tuple(c for c in before.citations if c.agency in plan.agencies)
        cited = replace(asked.before, answer=replace(before, citations=share))
        if focused := _within(replace(asked, cited=cited)):
            return focused
    return plan


def _of_cited(asked: _Asked) -> Plan | None:
    plan = asked.plan
    of_thing = plan.points.it and plan.asks  # 它什么时候能建成
    if (plan.points.this_agency and not of_thing) or plan.points.they or asked.of_agency:
        return None
    if asked.last.asks and not plan.asks and plan.points.as_well:  # 那江夏的呢
        plan = replace(plan, asks=asked.last.asks, wanted=asked.last.wanted)
    return _within(replace(asked, plan=plan))


def _within(asked: _Asked) -> Plan | None:
    """Return a plan within the findings just cited, where they hold what is asked about."""
    plan, passages = asked.plan, asked.passages
    cited = passages.findings_of(asked.cited.answer)
    known = [c for c in asked.own if passages.knows(c)]
    records = [r.name for r in plan.records]
    statuses = records == ["statuses"]
    if not cited or not (plan.asks or statuses or plan.points.detail):
        return None
    kept = [p for p, text in cited.items() if all(any(w in text for w in c.ways) for c in known)]
    if records == ["accountable"]:
        kept = [p for p in kept if ACCOUNTABLE.search(cited[p])]
    elif records and not statuses:
        return None
    if records and plan.points.whole:
        return None
    if not kept and len(cited) == 1 and not any(c.is_term for c in asked.own):
        kept = list(cited)  # a detail in words of the asker's own
    if not kept:
        return None
    intent = Intent.FACT if plan.asks and not statuses else Intent.LOOKUP
    base = asked.cited.plan.base
    whole = f"{base.standalone}{ARROW}{plan.question}"
    return replace(plan, standalone=whole, intent=intent, focus=tuple(kept), of=base)


def _led(asked: _Asked) -> Plan:
    """Return the question led by the agency of the turn before, with its topic where needed."""
    plan, last = asked.plan, asked.last
    heard = asked.listed or list(last.agencies)
    alone = heard[:1] if plan.points.this_agency else []
    alone = heard[:MOST_AT_ONCE] if plan.points.they else alone
    lead = alone or (list(last.agencies) if last.agencies_named else _single(asked.listed))
    if asked.of_agency and lead:
        return _of(plan, lead)
    everyone = last.over_agencies and not lead
    if plan.over_agencies:
        lead, everyone = [], True
    if not asked.own and not plan.records:
        return _with_topic(asked, lead, everyone=everyone)
    if plan.over_agencies or not (lead or everyone):
        return plan
    tells = plan.records or plan.points.detail or plan.wants_measures
    return _of(replace(plan, wants_measures=plan.wants_measures or not tells), lead)


def _single(agencies: Sequence[str]) -> list[str]:
    return list(agencies) if len(set(agencies)) == 1 else []


def _of(plan: Plan, lead: Sequence[str]) -> Plan:
    """Return a plan asked of these agencies, of all where there are none."""
    who = "和".join(lead) or EVERYONE
    return settled(
        replace(
            plan,
            standalone=f"{who}{plan.question}",
            wording=f"{who}{plan.wording}",
            agencies=tuple(lead),
            by_place=False,
            over_agencies=plan.over_agencies or not lead,
            masked=f"{MASK * bool(lead)}{plan.masked}",
        )
    )


def _with_topic(asked: _Asked, lead: Sequence[str], *, everyone: bool = False) -> Plan:
    """Return the question asked of the last one's topic, of these agencies."""
    plan, last = asked.plan, asked.last
    pointing = plan.points.words
    own = [c for c in plan.concepts if not any(c.asked in w or w in c.asked for w in pointing)]
    topic = plan.topic
    for words in pointing:
        topic = topic.replace(words, "").strip(" ,的")
    who = "和".join(lead) or EVERYONE * everyone
    said = f"{who}{last.topic},{plan.question}"
    return settled(
        replace(
            plan,
            standalone=said,
            wording=said,
            agencies=tuple(lead),
            by_place=False,
            over_agencies=plan.over_agencies or everyone,
            topic=",".join(filter(None, (last.topic, topic))),
            masked=f"{MASK * bool(lead)}{last.topic},{plan.masked}",
            concepts=_joined(last.concepts, own),
            beside=_joined(last.concepts, plan.beside),
            qualifiers=last.qualifiers | plan.qualifiers,
            people=tuple(dict.fromkeys((*last.people, *plan.people))),
            part=None,
        )
    )


def _again(asked: _Asked, agencies: Sequence[str]) -> Plan:
    """Return the last question's topic compared over these agencies."""
    plan, last = asked.plan, asked.last
    said = f"比较{'和'.join(agencies)}{last.topic}"
    return settled(
        replace(
            plan,
            standalone=said,
            wording=said,
            agencies=tuple(agencies),
            by_place=False,
            over_agencies=False,
            topic=last.topic,
            concepts=last.concepts,
            people=last.people,
            asks=(),
            wanted=(),
            records=(),
            statuses=(),
        )
    )


def _asked_of(asked: _Asked) -> Plan:
    """Return the last question asked of the agencies that this one names."""
    plan, last = asked.plan, asked.last
    who = (
        f"除了{'和'.join(plan.excluded)},{EVERYONE}" if plan.excluded else "和".join(plan.agencies)
    )
    tail = f",{plan.question}" if plan.asks or plan.records else ""
    how = "" if tail or last.asks or last.records else "是怎么整改的"
    said = f"{who or '、'.join(plan.absent)}{last.topic}{how}{tail}"
    return settled(
        replace(
            last,
            question=plan.question,
            standalone=said,
            wording=said,
            agencies=plan.agencies,
            excluded=plan.excluded,
            absent=plan.absent,
            by_place=plan.by_place,
            over_agencies=bool(plan.excluded),
            asks=_joined(last.asks, plan.asks),
            wanted=(*last.wanted, *plan.wanted),
            records=_joined(last.records, plan.records),
            figures=plan.figures,
            wants_measures=last.wants_measures or plan.wants_measures,
            masked=f"{MASK * bool(plan.agencies)}{last.topic},{plan.masked}",
            points=plan.points,
            otherwise=None,
        )
    )


def _joined(first: Sequence[Held], then: Sequence[Held]) -> tuple[Held, ...]:
    """Return both, each notion, kind or record once."""
    once = {getattr(one, "ways", None) or getattr(one, "name", one): one for one in (*then, *first)}
    return tuple(one for one in (*first, *then) if one in once.values())
