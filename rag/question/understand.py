"""Question -> plan: what is asked, of whom, about what, and in which form.

`make_plan` is a walk over tables of cues (regular expressions over the folded question) and the
agencies of the store; no model is asked. What the tables do not know is a lookup of the topic.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from rag.bulletin import Status
from rag.names.agencies import Agencies, Mention
from rag.question.asks import asks_in, record_named, records_in
from rag.question.cues import (
    ACCOUNTABLE,
    BESIDE_RECORDS,
    FORMS,
    INJECTION,
    NUMBERED,
    OUTSIDE,
    PARTS,
    PLAIN_RECORDS,
    PURPOSE,
    ROUND,
    SEVERAL_DOCUMENTS,
    SMALL_TALK,
    STATUS_FRAMING,
    STATUSES,
    SUPERLATIVE,
    plain,
)
from rag.question.plan import Intent, Plan
from rag.question.scope import dated_in, inspector_in, scope_in
from rag.question.topic import Concept, concepts_of, mostly_english, topic_of
from rag.text import chinese


def make_plan(
    question: str,
    agencies: Agencies,
    *,
    standalone: str = "",
    mend: Callable[[str], str] = lambda folded: folded,
) -> Plan:
    """Understand `question`; `standalone` is the same question with what history adds, if any.

    `mend` corrects slips in the folded question, keeping its length.
    """
    asked = standalone or question
    said = plain(without_instructions(asked))
    folded = mend(chinese.fold(said))
    said = folded
    form = {cue.meaning for cue in FORMS if cue.pattern.search(folded)}
    if OUTSIDE.search(folded):
        return Plan(question, asked, Intent.OUT_OF_SCOPE)
    for cue in SMALL_TALK:
        if cue.pattern.search(folded):
            return Plan(question, asked, Intent(cue.meaning))
    mentions = agencies.find(said)
    inspector = inspector_in(folded)
    included, excluded, absent, by_place = scope_in(folded, mentions)
    dated = dated_in(folded)
    rounds = ROUND.search(folded)
    unpicked = folded
    for picked in (inspector, dated[1] if dated else "", rounds.group() if rounds else ""):
        unpicked = unpicked.replace(picked, " " * len(picked)) if picked else unpicked
    numbered = _numbered(folded)
    less = PURPOSE.sub(lambda said: " " * len(said.group()), unpicked)
    if concepts_of(topic_of(less, mentions)):
        unpicked = less
    topic = topic_of(unpicked.replace(numbered[1], " " * len(numbered[1])), mentions)
    topic = re.sub(r"^\W*的?(?:单位|通报)里?|\s+", " ", topic).strip(" ,的")
    concepts = _less_the_remedy(concepts_of(topic), folded)
    statuses: tuple[Status, ...] = ()
    if status_cue := _status_cue(unpicked):
        rest = unpicked
        for pattern, _ in STATUSES:
            rest = pattern.sub(lambda cue: " " * len(cue.group()), rest)
        rest = re.sub(r"\s+", " ", STATUS_FRAMING.sub(" ", topic_of(rest, mentions))).strip(" ,的")
        others = tuple(c for c in concepts_of(rest) if c.is_term or len(c.asked) > 1)
        if not others or "over" in form or _picks(unpicked, status_cue[0]):
            statuses, concepts, topic = status_cue[1], others, rest if others else ""
    english = "english" in form or mostly_english(folded)
    plan = Plan(
        question=question,
        standalone=asked,
        intent=Intent.LOOKUP,
        agencies=included,
        excluded=excluded,
        absent=absent,
        by_place=by_place,
        topic=topic,
        concepts=concepts,
        statuses=statuses,
        inspector=inspector,
        dated=dated[0] if dated else None,
        round=rounds.group(1) if rounds else "",
        asks=asks_in(folded),
        records=records_in(folded),
        number=numbered[0],
        superlative=next((name for name, p in SUPERLATIVE if p.search(folded)), ""),
        negated="negated" in form,
        over_agencies="over" in form,
        table="table" in form,
        english=english,
        wants_measures="measures" in form or bool(SEVERAL_DOCUMENTS.search(folded)),
    )
    plan = replace(plan, intent=_intent(plan, form, mentions, said))
    return _of_part(plan, mentions) if plan.intent is not Intent.META else plan


_REMEDY = re.compile(
    r"(?:怎么|如何|怎样)(?:去|来|给)?([一-鿿]{2,4}?)(?:的|了|起来)?(?=[,。;:!?]|$)"
)


def _less_the_remedy(concepts: tuple[Concept, ...], folded: str) -> tuple[Concept, ...]:
    """Leave out the verb asked about (怎么补课的) where the question names a theme besides."""
    verbs = _REMEDY.findall(folded)
    rest = tuple(c for c in concepts if c.asked not in verbs)
    return rest if any(c.is_term for c in rest) else concepts


def _of_part(plan: Plan, mentions: Sequence[Mention]) -> Plan:
    """Return a plan for what is asked of one part of the bulletins (下一步打算里…), if it is so."""
    parts = [PARTS.get(record.name) for record in plan.records]
    if len(parts) != 1 or parts[0] is None:
        return plan
    topic = _without_records(plan, mentions)
    concepts = concepts_of(topic)
    if concepts and all(concept.generic for concept in concepts):  # no theme: the part as a whole
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


def may_be_over(plan: Plan) -> bool:
    """Tell whether a question that names no one agency may ask over them in words no cue knows."""
    if plan.focus or plan.number is not None or plan.part or plan.absent or not plan.concepts:
        return False
    alone = len(plan.agencies) == 1 or plan.agencies_named
    return plan.intent in (Intent.LOOKUP, Intent.FACT) and not alone


def says_much(plan: Plan) -> bool:
    """Tell whether a question says more than what a record is asked for in."""
    return len(plan.concepts) > MANY or bool(_terms_beside(plan))


MANY = 5  # notions


def asking_records(plan: Plan, names: Sequence[str]) -> Plan:
    """Return the plan as one for these records; as it is where its topic forbids it."""
    parts = [PARTS[name] for name in names if name in PARTS]
    if parts:
        intent = Intent.LOOKUP if len(plan.agencies) == 1 else Intent.LIST
        return replace(plan, part=parts[0], intent=intent, asks=())
    people = any(ask.name == "people" for ask in plan.asks)
    beside = _terms_beside(plan)
    kept = [
        name
        for name in names
        if (name in PLAIN_RECORDS or not beside) and (people or name != "accountable")
    ]
    said = [record.name for record in plan.records]
    also = tuple(record_named(name) for name in kept if name not in said)
    return replace(plan, records=plan.records + also, intent=Intent.META) if kept else plan


def _terms_beside(plan: Plan) -> list[Concept]:
    """Return the terms of the topic that are not words for the records asked."""
    words = "".join(word for record in plan.records for word in record.words)
    terms = (c for c in plan.concepts if c.is_term and c.asked not in BESIDE_RECORDS)
    return [c for c in terms if c.asked not in words and not any(map(ACCOUNTABLE.search, c.ways))]


def _numbered(folded: str) -> tuple[int | None, str]:
    """Return the number of a finding that a question names (第19条, 26号问题), with its words."""
    match = NUMBERED.search(folded)
    if not match:
        return None, ""
    return chinese.number(match.group(1) or match.group(2)), match.group()


def _status_cue(folded: str) -> tuple[re.Match[str], tuple[Status, ...]] | None:
    """Return the words for a status that a question holds, with the statuses meant."""
    return next(((m, s) for pattern, s in STATUSES if (m := pattern.search(folded))), None)


def _picks(folded: str, cue: re.Match[str]) -> bool:
    """Tell whether words for a status pick findings out (已完成的…, 哪些还没完成)."""
    if not re.search(r"完成|销号|整改|坚持|推进", cue.group()):  # 没清完的旧账
        return False
    before, after = folded[: cue.start()], folded[cue.end() :]
    attributive = re.match(r"(?:整改)?的(?!吗|[?]|$)", after) or cue.group().endswith("的")
    return bool(attributive or re.search(r"(?:哪些|哪几|有什么)[^,。?]{0,12}$", before))


def _intent(plan: Plan, form: set[str], mentions: Sequence[Mention], said: str) -> Intent:
    several = len(plan.agencies) > 1 and not plan.by_place
    if not said.strip():
        return Intent.OUT_OF_SCOPE
    if plan.number is not None and plan.agencies:
        return Intent.LOOKUP
    if plan.records and not _beyond_records(plan, mentions):
        # who was held accountable stands in the findings as well
        told = [r.name for r in plan.records] != ["accountable"] or len(plan.agencies) == 1
        return Intent.META if told or plan.superlative or plan.negated else Intent.LIST
    picked = plan.inspector or plan.dated or plan.round
    if picked and all(c.asked in BESIDE_RECORDS for c in plan.concepts):
        return Intent.META
    if several:
        return Intent.COMPARE
    if picked and not plan.agencies_named:
        return Intent.LIST
    if "which_one" in form and not plan.negated and not plan.statuses:
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


def is_bare_topic(plan: Plan) -> bool:
    """Tell whether the question is a topic alone (党费), meant for every agency."""
    return 0 < len(plan.concepts) <= 2 and len(plan.topic.strip()) <= 8


def _beyond_records(plan: Plan, mentions: Sequence[Mention]) -> bool:
    """Tell whether the question holds notions that the record cues do not account for."""
    rest = concepts_of(_without_records(plan, mentions))
    rest = tuple(c for c in rest if c.asked not in BESIDE_RECORDS)
    if any(record.name in PLAIN_RECORDS for record in plan.records):
        return len(rest) > FEW or any(c.is_term for c in rest)
    return any(len(c.asked) > 1 for c in rest)


FEW = 3  # notions that may stand beside a plainly worded record


def _without_records(plan: Plan, mentions: Sequence[Mention]) -> str:
    """Return the topic of a question less its words for records."""
    left = re.sub(r"最[晚早多少新大后先迟近长短]|\d+", " ", chinese.fold(plain(plan.standalone)))
    for said in sorted((w for r in plan.records for w in r.words), key=len, reverse=True):
        left = left.replace(said, " ")
    left = left.replace(plan.inspector, " ") if plan.inspector else left
    return topic_of(left, [m for m in mentions if not m.is_place or m.words], find=True)


def without_instructions(question: str) -> str:
    """Return the question less what instructs the program instead of asking.

    Of a sentence that instructs, the clauses before the one that does are kept.
    """
    folded = chinese.fold(question)
    cuts = [0, *(m.end() for m in re.finditer(r"[。!?;\n】\])]+|\.\s", folded)), len(folded)]
    kept = []
    for start, end in zip(cuts, cuts[1:], strict=False):
        instructs = INJECTION.search(folded, start, end)
        until = folded.rfind(",", start, instructs.start()) + 1 if instructs else end
        kept.append(question[start : max(start, until)])
    return "".join(kept)
