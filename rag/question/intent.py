"""What kind of answer a plan wants, and what it may yet ask for, from what it holds."""

from collections.abc import Collection, Sequence
from dataclasses import replace

from rag.question.concepts import Concept
from rag.question.cues import PLAIN_RECORDS
from rag.question.plan import MASK, PARTS, Intent, Plan, record_named
from rag.question.tuned import FEW, MANY
from rag.text.words import ACCOUNTABLE, BESIDE_RECORDS


def widened(plan: Plan, without: Collection[str]) -> Plan:
    """Return a plan less some parts of what was understood: agencies, statuses, picks, its topic.

    Without its topic it asks after everything that is left. What is no other part is the topic.
    """
    if not without:
        return plan
    statuses = tuple(status for status in plan.statuses if status.value not in without)
    agencies = tuple(agency for agency in plan.agencies if agency not in without)
    parts = {*plan.agencies, *plan.picks, *(status.value for status in plan.statuses)}
    wide = replace(
        plan,
        agencies=agencies,
        over_agencies=plan.over_agencies or not agencies,
        statuses=statuses,
        inspector=plan.inspector * (plan.inspector not in without),
        dated=None if str(plan.dated) in without else plan.dated,
        round=plan.round * (plan.round not in without),
        number=plan.number if agencies == plan.agencies else None,
        masked=plan.masked if agencies else plan.masked.replace(MASK, ""),
        without=tuple(without),
    )
    if set(without) - parts:
        everything = f"{'、'.join(agencies) or '各单位'}的全部问题"
        wide = replace(
            wide, standalone=everything, wording=everything, topic="", concepts=(), asks=(), wanted=(), people=(), records=(), part=None,
            rest="", beside=(), number=None, negated=False, superlative="", which_one=False,
            focus=(), of=None, everything=not statuses,
        )  # fmt: skip
    return settled(wide)


def settled(plan: Plan) -> Plan:
    """Return a plan with the intent that follows from what it holds."""
    plan = replace(plan, intent=intent_of(plan))
    return _of_part(plan) if plan.intent is not Intent.META else plan


def _of_part(plan: Plan) -> Plan:
    """Return a plan for what is asked of one part of the bulletins (下一步打算里…), if it is so."""
    parts = [PARTS.get(record.name) for record in plan.records]
    if len(parts) != 1 or parts[0] is None:
        return plan
    topic, concepts = plan.rest, plan.beside
    if concepts and not any(c.is_term for c in concepts):  # no theme: the part as a whole
        return replace(plan, intent=Intent.META)
    intent = Intent.LOOKUP if len(plan.agencies) == 1 else Intent.LIST
    return replace(plan, part=parts[0], topic=topic, concepts=concepts, intent=intent, records=())


def may_ask_records(plan: Plan) -> bool:
    """Tell whether a question may ask for records in words that no cue knows.

    It names no topic, or asks who or how many people.
    """
    if plan.focus or plan.statuses or plan.number is not None or plan.part:
        return False
    if plan.intent not in (Intent.LOOKUP, Intent.FACT, Intent.LIST, Intent.COMPARE):
        return False
    people = any(ask.name in ("people", "who") for ask in plan.asks)
    return people or bool(plan.records) or not _terms_beside(plan)


def says_much(plan: Plan) -> bool:
    """Tell whether a question says more than what a record is asked for in."""
    return len(plan.concepts) > MANY or bool(_terms_beside(plan))


def asking_records(plan: Plan, names: Sequence[str]) -> Plan:
    """Return the plan as one for these records; as it is where its topic forbids it."""
    parts = [PARTS[name] for name in names if name in PARTS]
    if parts:
        intent = Intent.LOOKUP if len(plan.agencies) == 1 else Intent.LIST
        return replace(plan, part=parts[0], intent=intent, asks=())
    people = any(ask.name == "people" for ask in plan.asks)
    said, beside = {record.name for record in plan.records}, _terms_beside(plan)
    kept = [
        name
        for name in names
        if (not beside or (name == "contact" and name in said))
        and (people or name != "accountable")
    ]
    also = tuple(record_named(name) for name in kept if name not in said)
    plan = replace(plan, records=plan.records + also)
    return replace(plan, intent=Intent.META) if kept and _told(plan) else plan


def _terms_beside(plan: Plan) -> list[Concept]:
    """Return the terms of the topic that are not words for the records asked."""
    words = "".join(word for record in plan.records for word in record.words)
    terms = (c for c in plan.concepts if c.is_term and c.asked not in BESIDE_RECORDS)
    return [c for c in terms if c.asked not in words and not ACCOUNTABLE.search(c.asked)]


def intent_of(plan: Plan) -> Intent:
    """Return the kind of answer that a plan wants, from what it holds."""
    several = len(plan.agencies) > 1 and not plan.by_place
    if plan.everything or plan.part:
        return Intent.LOOKUP if plan.part and len(plan.agencies) == 1 else Intent.LIST
    if plan.number is not None and plan.agencies:
        return Intent.LOOKUP
    if plan.records and not _beyond_records(plan):
        return Intent.META if _told(plan) else Intent.LIST
    picked = plan.inspector or plan.dated or plan.round
    if picked and all(c.asked in BESIDE_RECORDS for c in plan.concepts):
        return Intent.META
    if several:
        return Intent.COMPARE
    if picked and not plan.agencies_named:
        return Intent.LIST
    if plan.which_one and not plan.negated and not plan.statuses:
        return Intent.FACT if plan.asks else Intent.LOOKUP
    over = plan.over_agencies or plan.negated or bool(plan.excluded)
    if over and (len(plan.agencies) != 1 or plan.excluded):
        return Intent.LIST
    if plan.statuses:
        return Intent.LIST if len(plan.agencies) != 1 else Intent.LOOKUP
    if plan.asks:
        return Intent.FACT
    if not plan.agencies and is_bare_topic(plan):
        return Intent.LIST
    return Intent.LOOKUP


def _told(plan: Plan) -> bool:
    """Tell whether records alone answer: who was held accountable stands in the findings as well."""
    told = [record.name for record in plan.records] != ["accountable"] or len(plan.agencies) == 1
    return bool(told or plan.superlative or plan.negated)


def is_bare_topic(plan: Plan) -> bool:
    """Tell whether the question is a topic alone (党费), meant for every agency."""
    return 0 < len(plan.concepts) <= 2 and len(plan.topic.strip()) <= 8


def _beyond_records(plan: Plan) -> bool:
    """Tell whether the question holds notions that the record cues do not account for."""
    rest = tuple(c for c in plan.beside if c.asked not in BESIDE_RECORDS)
    if any(record.name in PLAIN_RECORDS for record in plan.records):
        return len(rest) > FEW or any(c.is_term for c in rest)
    return any(len(c.asked) > 1 for c in rest)
