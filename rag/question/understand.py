"""Question -> plan: what is asked, of whom, about what, and in which form.

`make_plan` is a walk over tables of cues (regular expressions over the folded question) and the
agencies of the store; no model is asked. What the tables do not know is a lookup of the topic.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from rag.bulletin import Status
from rag.names.agencies import Agencies, Mention
from rag.question.asks import ASKS, RECORDS, asks_in, records_in
from rag.question.concepts import Concept, concepts_of, mostly_english, topic_of
from rag.question.cues import (
    FORMS,
    NUMBERED,
    OUTSIDE,
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
from rag.question.intent import settled
from rag.question.manner import manner_in
from rag.question.plan import MASK, PLACE_MASK, Ask, Intent, Plan, Wanted
from rag.question.pointing import pointing_in
from rag.question.scope import dated_in, inspector_in, scope_in
from rag.question.tagger import tagger
from rag.question.tuned import CUED, DECLINED, NAMED, OVER, OVER_CUED, OVER_VALUE, VALUE
from rag.text import chinese
from rag.text.instructions import INSTRUCTION, without_instructions
from rag.text.words import QUALIFIERS


def make_plan(
    question: str, agencies: Agencies, mend: Callable[[str], str] = lambda folded: folded
) -> Plan:
    """Understand `question` by itself. `mend` corrects slips in it, folded, keeping its length."""
    manner, asked = manner_in(question)
    wording = without_instructions(asked)
    folded = mend(chinese.fold(plain(wording)))
    raw = chinese.fold(asked)
    plan = Plan(
        question, question, Intent.LOOKUP, wording=wording, manner=manner,
        instructed=bool(INSTRUCTION.search(raw)),
    )  # fmt: skip
    for cue in SMALL_TALK:
        if cue.pattern.search(folded):
            return replace(plan, intent=Intent(cue.meaning))
    mentions = agencies.find(folded)
    said = chinese.fold(plain(wording))  # with its slips: meaning is taken from the words as typed
    masked = _masked(said, mentions if said == folded else agencies.find(said))
    plan = replace(plan, masked=masked, chances=tagger().chances(masked, cues_in(masked)))
    plan = _about(_asking(_of_whom(plan, folded, mentions), folded, raw), folded, mentions)
    points = pointing_in(chinese.fold(plain(asked.strip())), plan.concepts)
    plan = replace(plan, points=points, judged=plan.chances["judgement"] >= DECLINED)
    outside = plan.chances["outside"] >= DECLINED or OUTSIDE.search(folded)
    if plan.judged or outside or not folded.strip():
        return replace(plan, intent=Intent.OUT_OF_SCOPE)
    return settled(plan)


def masked_of(question: str, agencies: Agencies) -> str:
    """Return what the meaning of a question is taken from: folded, its agencies masked."""
    _, asked = manner_in(question)
    folded = chinese.fold(plain(without_instructions(asked)))
    return _masked(folded, agencies.find(folded))


def cues_in(folded: str) -> frozenset[str]:
    """Return the names of the cues that a folded question holds."""
    return frozenset(name for name, pattern in _CUES if pattern.search(folded))


_CUES: tuple[tuple[str, re.Pattern[str]], ...] = (
    *((f"ask.{name}", pattern) for name, pattern in ASKS),
    *((f"record.{name}", pattern) for name, pattern in RECORDS),
    *((cue.meaning, cue.pattern) for cue in FORMS),
    *((f"status.{at}", pattern) for at, (pattern, _) in enumerate(STATUSES)),
    *SUPERLATIVE,
    ("same", SAME),
    ("sum", SUM),
    ("several", SEVERAL_DOCUMENTS),
    ("outside", OUTSIDE),
    ("numbered", NUMBERED),
    ("masked", re.compile(MASK)),
)


def _masked(folded: str, mentions: Sequence[Mention]) -> str:
    """Return a folded question with one mask for the agencies that it names, one for places."""
    for mention in sorted(mentions, key=lambda m: -m.span.start):
        if mention.span.start < mention.span.end:
            mask = PLACE_MASK if mention.is_place else MASK
            folded = folded[: mention.span.start] + mask + folded[mention.span.end :]
    return re.sub(rf"({MASK}|{PLACE_MASK})(?:的?\1)*", r"\1", folded)


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
    wanted = [
        (_likely(plan, asks_in(c)), concepts_of(c), bool(_ASKING.search(c))) for c in _clauses(plan)
    ]
    asks = _likely(plan, asks_in(folded))
    least_over = OVER_CUED if "over" in form else OVER_VALUE if asks else OVER
    asking = tuple(Wanted(kinds, concepts) for kinds, concepts, _ in wanted if kinds)
    return replace(
        plan,
        asks=asks,
        wanted=asking if len(asking) > 1 else (),
        besides=len(wanted) > 1 and any(cue and not kinds for kinds, _, cue in wanted),
        records=tuple(
            record for record in records_in(folded) if plan.chances[f"record.{record.name}"] >= CUED
        ),
        number=_numbered(folded)[0],
        superlative=next((name for name, p in SUPERLATIVE if p.search(folded)), ""),
        same=bool(SAME.search(raw)),
        summed=bool(SUM.search(raw)),
        qualifiers=frozenset(QUALIFIERS.findall(raw)),
        figures=tuple(_FIGURED.findall(raw)),
        people=tuple(dict.fromkeys(_PERSONS.findall(raw))),
        negated="negated" in form,
        over_agencies=plan.chances["over"] >= least_over,
        which_one="which_one" in form,
        table="table" in form,
        english="english" in form or mostly_english(folded),
        wants_measures="measures" in form or bool(SEVERAL_DOCUMENTS.search(folded)),
    )


def _likely(plan: Plan, asks: tuple[Ask, ...]) -> tuple[Ask, ...]:
    """Return the kinds of values of these that are asked for by what the whole question says."""
    chance = plan.chances["value"]
    named = max(chance, plan.chances["record.documents"]) >= NAMED
    return tuple(ask for ask in asks if (named if ask.name == "document" else chance >= VALUE))


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


def _without_records(plan: Plan, mentions: Sequence[Mention]) -> str:
    """Return the topic of a question less its words for records."""
    left = re.sub(r"最[晚早多少新大后先迟近长短]|\d+", " ", chinese.fold(plain(plan.standalone)))
    for said in sorted((w for r in plan.records for w in r.words), key=len, reverse=True):
        left = left.replace(said, " ")
    left = left.replace(plan.inspector, " ") if plan.inspector else left
    return topic_of(left, [m for m in mentions if not m.is_place or m.words], find=True)
