"""What a short question takes from the turn before: agency, topic, or what was cited.

Rules are tried in order: the agency at a place in the list, the other one, these two, an agency
named without a topic of its own, a detail of what was cited; else the agency before leads the
question. Each puts a plan together from this one and the last.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from rag.question.concepts import Concept
from rag.question.conversation import ARROW, Exchange, Passages
from rag.question.intent import settled
from rag.question.plan import MASK, Intent, Plan
from rag.question.tuned import MOST_AT_ONCE
from rag.text.words import ACCOUNTABLE, IN_FOLLOW_UP

EVERYONE = "各单位"


Held = TypeVar("Held")


@dataclass(frozen=True, slots=True)
class Asked:
    """A short question with what stands around it."""

    plan: Plan
    before: Exchange
    cited: Exchange  # the latest turn with passages
    said: Sequence[Exchange]
    passages: Passages

    @property
    def last(self) -> Plan:
        """The plan that the turn before goes back to."""
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
    def among(self) -> bool:
        """Whether the most or the least is asked of the several just spoken of (哪家追回得多)."""
        return bool(self.plan.superlative) and len(self.last.agencies) > 1

    @property
    def of_agency(self) -> bool:
        """Whether a status is asked of the agency, not of a topic (还有没改完的吗)."""
        return bool(self.plan.statuses) and not self.own


def lean(asked: Asked) -> Plan:
    """Put in what a short question leaves to the conversation: the first rule that fits."""
    for rule in (_of_nth, _of_other, _of_these, _of_named, _of_cited):
        if meant := rule(asked):
            return meant
    return _led(asked)


def _of_nth(asked: Asked) -> Plan | None:
    at = asked.plan.points.nth_agency - 1
    listed = _last_listed(asked.said, lambda number: number > max(at, 1))
    return _with_topic(asked, listed[at : at + 1]) if 0 <= at < len(listed) else None


def _of_other(asked: Asked) -> Plan | None:
    """Return the plan for the other one of two agencies listed (另一家呢)."""
    if not asked.plan.points.other_agency:
        return None
    listed = _last_listed(asked.said, lambda number: number == 2)
    rest = [name for name in listed if asked.listed != [name]]
    return _with_topic(asked, rest) if len(rest) == 1 else None


def _last_listed(said: Sequence[Exchange], fits: Callable[[int], bool]) -> list[str]:
    """Return the agencies of the latest answer that is about a fitting number of them."""
    return next((names for turn in reversed(said) if fits(len(names := turn.answered))), [])


def _of_these(asked: Asked) -> Plan | None:
    these = asked.plan.points.these
    if these is None or asked.named or asked.plan.records or not asked.plan.points.side_by_side:
        return None
    spoken = _spoken_of(asked.said, these)
    return _again(asked, spoken) if spoken else None


def _spoken_of(said: Sequence[Exchange], number: int) -> list[str]:
    """Return the agencies answered about last: `number` of them, or (0) those of one answer."""
    names: dict[str, None] = {}
    for turn in reversed(said):
        names |= dict.fromkeys(turn.answered)
        if len(names) >= (number or 2):
            return list(names)[: number or None]
    return []


def _of_named(asked: Asked) -> Plan | None:
    plan = asked.plan
    if not asked.named:
        return plan if plan.over_agencies and asked.own and not asked.among else None
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


def _of_cited(asked: Asked) -> Plan | None:
    plan = asked.plan
    of_thing = plan.points.it and plan.asks  # 它什么时候能建成
    if (plan.points.this_agency and not of_thing) or plan.points.they or asked.of_agency:
        return None
    if asked.last.asks and not plan.asks and plan.points.as_well:  # 那江夏的呢
        plan = replace(plan, asks=asked.last.asks, wanted=asked.last.wanted)
    return _within(replace(asked, plan=plan))


def _within(asked: Asked) -> Plan | None:
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


def _led(asked: Asked) -> Plan:
    """Return the question led by the agency of the turn before, with its topic where needed."""
    plan, last = asked.plan, asked.last
    heard = asked.listed or list(last.agencies)
    alone = heard[:1] if plan.points.this_agency else []
    alone = heard[:MOST_AT_ONCE] if plan.points.they else alone
    lead = alone or (list(last.agencies) if last.agencies_named else _single(asked.listed))
    if asked.of_agency and lead:
        return _of(plan, lead)
    everyone = last.over_agencies and not lead
    among = asked.among
    if plan.over_agencies:
        lead, everyone = list(last.agencies) if among else [], not among
    if not asked.own and not plan.records:
        return _with_topic(asked, lead, everyone=everyone)
    if (plan.over_agencies and not among) or not (lead or everyone):
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


def _with_topic(asked: Asked, lead: Sequence[str], *, everyone: bool = False) -> Plan:
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
            masked=f"{last.masked},{plan.masked}",
            concepts=_joined(last.concepts, own),
            beside=_joined(last.concepts, plan.beside),
            qualifiers=last.qualifiers | plan.qualifiers,
            people=tuple(dict.fromkeys((*last.people, *plan.people))),
            part=None,
        )
    )


def _again(asked: Asked, agencies: Sequence[str]) -> Plan:
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


def _asked_of(asked: Asked) -> Plan:
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
