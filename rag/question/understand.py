"""Question -> plan: what is asked, of whom, about what, and in which form.

`make_plan` is a walk over tables of cues (regular expressions over the folded question) and the
agencies of the store; no model is asked. What the tables do not know is a lookup of the topic.
"""

import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace

from rag.bulletin import Status
from rag.names.agencies import Agencies, Mention
from rag.question.asks import asks_in, records_in
from rag.question.concepts import (
    Concept,
    concepts_of,
    mostly_english,
    topic_of,
)
from rag.question.cues import (
    FORMS,
    NUMBERED,
    OUTSIDE,
    PLAIN_RECORDS,
    PURPOSE,
    ROUND,
    SAME,
    SEVERAL_DOCUMENTS,
    SMALL_TALK,
    STATUS_FRAMING,
    STATUSES,
    SUM,
    SUPERLATIVE,
    plain,
)
from rag.question.plan import MASK, PARTS, Intent, Plan, Wanted, record_named
from rag.question.pointing import pointing_in
from rag.question.scope import dated_in, inspector_in, scope_in
from rag.question.tuned import FEW, MANY
from rag.text import chinese
from rag.text.instructions import INSTRUCTION, without_instructions
from rag.text.words import ACCOUNTABLE, BESIDE_RECORDS, QUALIFIERS


def make_plan(
    question: str, agencies: Agencies, mend: Callable[[str], str] = lambda folded: folded
) -> Plan:
    """Understand `question` by itself. `mend` corrects slips in it, folded, keeping its length."""
    wording = without_instructions(question)
    folded = mend(chinese.fold(plain(wording)))
    raw = chinese.fold(question)
    plan = Plan(
        question, question, Intent.LOOKUP, wording=wording, instructed=bool(INSTRUCTION.search(raw))
    )
    if OUTSIDE.search(folded):
        return replace(plan, intent=Intent.OUT_OF_SCOPE)
    for cue in SMALL_TALK:
        if cue.pattern.search(folded):
            return replace(plan, intent=Intent(cue.meaning))
    mentions = agencies.find(folded)
    plan = _about(_asking(_of_whom(plan, folded, mentions), folded, raw), folded, mentions)
    points = pointing_in(chinese.fold(plain(question.strip())), plan.concepts)
    said = chinese.fold(plain(question))  # with its slips: meaning is taken from the words as typed
    masked = _masked(said, mentions if said == folded else agencies.find(said))
    plan = replace(plan, points=points, masked=masked)
    if not folded.strip():
        return replace(plan, intent=Intent.OUT_OF_SCOPE)
    return settled(plan)


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
        wide = replace(
            wide, topic="", concepts=(), asks=(), wanted=(), people=(), records=(), part=None,
            rest="", beside=(), number=None, negated=False, superlative="", which_one=False,
            focus=(), of=None, everything=not statuses,
        )  # fmt: skip
    return settled(wide)


def _masked(folded: str, mentions: Sequence[Mention]) -> str:
    """Return a folded question with one mask for the agencies that it names."""
    for mention in sorted(mentions, key=lambda m: -m.span.start):
        if mention.span.start < mention.span.end:
            folded = folded[: mention.span.start] + MASK + folded[mention.span.end :]
    return re.sub(rf"{MASK}(?:的?{MASK})*", MASK, folded)


def settled(plan: Plan) -> Plan:
    """Return a plan with the intent that follows from what it holds."""
    plan = replace(plan, intent=intent_of(plan))
    return _of_part(plan) if plan.intent is not Intent.META else plan


def _of_whom(plan: Plan, folded: str, mentions: Sequence[Mention]) -> Plan:
    """Put in whom a question asks, and by what it picks bulletins."""
    included, excluded, absent, by_place = scope_in(folded, mentions)
    dated, rounds = dated_in(folded), ROUND.search(folded)
    return replace(
        plan,
        agencies=included,
        excluded=excluded,
        absent=absent,
        by_place=by_place,
        inspector=inspector_in(folded),
        dated=dated[0] if dated else None,
        round=rounds.group(1) if rounds else "",
    )


def _asking(plan: Plan, folded: str, raw: str) -> Plan:
    """Put in what a question asks for and in which form."""
    form = {cue.meaning for cue in FORMS if cue.pattern.search(folded)}
    wanted = [(asks_in(c), concepts_of(c), bool(_ASKING.search(c))) for c in _clauses(plan)]
    asking = tuple(Wanted(asks, concepts) for asks, concepts, _ in wanted if asks)
    return replace(
        plan,
        asks=asks_in(folded),
        wanted=asking if len(asking) > 1 else (),
        besides=len(wanted) > 1 and any(cue and not asks for asks, _, cue in wanted),
        records=records_in(folded),
        number=_numbered(folded)[0],
        superlative=next((name for name, p in SUPERLATIVE if p.search(folded)), ""),
        same=bool(SAME.search(raw)),
        summed=bool(SUM.search(raw)),
        qualifiers=frozenset(QUALIFIERS.findall(raw)),
        figures=tuple(_FIGURED.findall(raw)),
        people=tuple(dict.fromkeys(_PERSONS.findall(raw))),
        negated="negated" in form,
        over_agencies="over" in form,
        which_one="which_one" in form,
        table="table" in form,
        english="english" in form or mostly_english(folded),
        wants_measures="measures" in form or bool(SEVERAL_DOCUMENTS.search(folded)),
    )


_ASKING = re.compile(r"怎么|如何|怎样|哪|什么|为何|\b(?:how|what|which|why)\b")
_FIGURED = re.compile(r"[^,。?;!\s]*\d[^,。?;!\s]*")
_PERSONS = re.compile(r"[一-鿿]某某?")


def _clauses(plan: Plan) -> list[str]:
    folded = chinese.fold(plain(plan.question))
    return [c for c in re.split(r"[,,。??;;、]", folded) if c.strip()]


def _about(plan: Plan, folded: str, mentions: Sequence[Mention]) -> Plan:
    """Put in the topic, its notions and the statuses that pick findings."""
    unpicked = _blanked(folded, plan.inspector, _dated_words(folded), _round_words(folded))
    less = PURPOSE.sub(lambda said: " " * len(said.group()), unpicked)
    if concepts_of(topic_of(less, mentions)):
        unpicked = less
    topic = topic_of(_blanked(unpicked, _numbered(folded)[1]), mentions)
    topic = re.sub(r"^\W*的?(?:单位|通报)里?|\s+", " ", topic).strip(" ,的")
    plan = replace(plan, topic=topic, concepts=_less_the_remedy(concepts_of(topic), folded))
    if status_cue := _status_cue(unpicked):
        plan = _of_status(plan, unpicked, status_cue, mentions)
    if plan.records:
        rest = _without_records(plan, mentions)
        plan = replace(plan, rest=rest, beside=concepts_of(rest))
    return plan


def _of_status(
    plan: Plan,
    unpicked: str,
    cue: tuple[re.Match[str], tuple[Status, ...]],
    mentions: Sequence[Mention],
) -> Plan:
    """Put in the statuses, where they pick findings out or nothing else is asked about."""
    rest = unpicked
    for pattern, _ in STATUSES:
        rest = pattern.sub(lambda said: " " * len(said.group()), rest)
    rest = re.sub(r"\s+", " ", STATUS_FRAMING.sub(" ", topic_of(rest, mentions))).strip(" ,的")
    others = tuple(c for c in concepts_of(rest) if c.is_term or len(c.asked) > 1)
    if others and not plan.over_agencies and not _picks(unpicked, cue[0]):
        return plan
    return replace(plan, statuses=cue[1], concepts=others, topic=rest if others else "")


def _blanked(text: str, *words: str) -> str:
    """Return a text with blanks for some of its words."""
    for said in filter(None, words):
        text = text.replace(said, " " * len(said))
    return text


def _dated_words(folded: str) -> str:
    dated = dated_in(folded)
    return dated[1] if dated else ""


def _round_words(folded: str) -> str:
    rounds = ROUND.search(folded)
    return rounds.group() if rounds else ""


_REMEDY = re.compile(
    r"(?:怎么|如何|怎样)(?:去|来|给)?([一-鿿]{2,4}?)(?:的|了|起来)?(?=[,。;:!?]|$)"
)


def _less_the_remedy(concepts: tuple[Concept, ...], folded: str) -> tuple[Concept, ...]:
    """Leave out the verb asked about (怎么补课的) where the question names a theme besides."""
    verbs = _REMEDY.findall(folded)
    rest = tuple(c for c in concepts if c.asked not in verbs)
    return rest if any(c.is_term for c in rest) else concepts


def _of_part(plan: Plan) -> Plan:
    """Return a plan for what is asked of one part of the bulletins (下一步打算里…), if it is so."""
    parts = [PARTS.get(record.name) for record in plan.records]
    if len(parts) != 1 or parts[0] is None:
        return plan
    topic, concepts = plan.rest, plan.beside
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


def intent_of(plan: Plan) -> Intent:
    """Return the kind of answer that a plan wants, from what it holds."""
    several = len(plan.agencies) > 1 and not plan.by_place
    if plan.everything or plan.part:
        return Intent.LOOKUP if plan.part and len(plan.agencies) == 1 else Intent.LIST
    if plan.number is not None and plan.agencies:
        return Intent.LOOKUP
    if plan.records and not _beyond_records(plan):
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


def is_bare_topic(plan: Plan) -> bool:
    """Tell whether the question is a topic alone (党费), meant for every agency."""
    return 0 < len(plan.concepts) <= 2 and len(plan.topic.strip()) <= 8


def _beyond_records(plan: Plan) -> bool:
    """Tell whether the question holds notions that the record cues do not account for."""
    rest = tuple(c for c in plan.beside if c.asked not in BESIDE_RECORDS)
    if any(record.name in PLAIN_RECORDS for record in plan.records):
        return len(rest) > FEW or any(c.is_term for c in rest)
    return any(len(c.asked) > 1 for c in rest)


def _without_records(plan: Plan, mentions: Sequence[Mention]) -> str:
    """Return the topic of a question less its words for records."""
    left = re.sub(r"最[晚早多少新大后先迟近长短]|\d+", " ", chinese.fold(plain(plan.standalone)))
    for said in sorted((w for r in plan.records for w in r.words), key=len, reverse=True):
        left = left.replace(said, " ")
    left = left.replace(plan.inspector, " ") if plan.inspector else left
    return topic_of(left, [m for m in mentions if not m.is_place or m.words], find=True)
