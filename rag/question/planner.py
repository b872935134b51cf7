"""Understands questions over one snapshot of a library: its agencies, its words, its slips."""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from functools import lru_cache

from rag.answer import Answer
from rag.bulletin import Bulletin, Finding, Place
from rag.names.agencies import Agencies
from rag.question.carry import carry
from rag.question.concepts import Concept
from rag.question.conversation import Exchange
from rag.question.intent import asking_records, may_ask_records, says_much, widened
from rag.question.plan import LABELS, PARTS, Intent, Plan
from rag.question.spelling import Speller
from rag.question.tagger import tagger
from rag.question.tuned import ALSO, IN_CLAUSE, IN_PART, LIKELY, SHORTEST_CLAUSE, SURE
from rag.question.understand import cues_in, make_plan
from rag.store.snapshot import Snapshot
from rag.text import chinese

KEPT = 8192  # words of which it is remembered whether the store says them
REMEMBERED = 256  # plans kept: a question is planned when it comes and when it is answered


class Planner:
    """Turns questions into plans over one snapshot: `snapshot.derived(Planner)`."""

    def __init__(self, now: Snapshot, agencies: Agencies | None = None) -> None:
        self._now = now
        self.agencies = agencies or now.derived(agencies_of)
        self._speller = Speller(now.index.words_listed())
        self._says = lru_cache(KEPT)(now.index.says)
        self._read = lru_cache(REMEMBERED)(self._make)

    def over(self, bulletins: Sequence[Bulletin]) -> "Planner":
        """Return one that knows the agencies of these bulletins alone."""
        return Planner(self._now, Agencies(bulletins))

    def plan(self, question: str) -> Plan:
        """Return how a question is understood by itself."""
        return self.after(question, ())

    def after(self, question: str, said: Sequence[Exchange], without: Collection[str] = ()) -> Plan:
        """Return how a question is understood after what was said before.

        `without` are parts of what was understood that the reader took away.
        """
        return self._recognised(widened(carry(self._read(question), said, self), without))

    def _make(self, question: str) -> Plan:
        return make_plan(question, self.agencies, self._mend)

    def _recognised(self, plan: Plan) -> Plan:
        """Return the plan with the records that the question asks for in words that no cue knows.

        Records that are only guessed are an attempt: `otherwise` is what is meant if no bulletin
        states them.
        """
        if plan.everything or plan.absent or not may_ask_records(plan):
            return plan
        names = _records_said(plan.masked, says_much(plan))
        guessed = asking_records(plan, names)
        is_guess = guessed is not plan and guessed.intent is Intent.META
        return replace(guessed, otherwise=plan) if is_guess else guessed

    def findings_of(self, answer: Answer) -> dict[Place, str]:
        """Return the findings that an answer cites, each with its folded text."""
        return {
            finding.place: chinese.fold(finding.span.of(bulletin.text))
            for bulletin, finding in self._cited(answer)
        }

    def measures_of(self, answer: Answer) -> list[Place]:
        """Return the measures of the finding that an answer cites, none where it cites several."""
        cited = {finding.id: (bulletin, finding) for bulletin, finding in self._cited(answer)}
        if len(cited) != 1:
            return []
        ((bulletin, finding),) = cited.values()
        return [Place(bulletin.id, measure.span) for measure in finding.measures]

    def _cited(self, answer: Answer) -> Iterator[tuple[Bulletin, Finding]]:
        for cited in answer.citations:
            bulletin = self._now.bulletin(cited.bulletin_id)
            for finding in bulletin.findings if bulletin else ():
                if bulletin and finding.span.covers(cited.place.span):
                    yield bulletin, finding

    def knows(self, concept: Concept) -> bool:
        """Tell whether the store says a notion anywhere."""
        return any(map(self._says, concept.ways))

    def _mend(self, folded: str) -> str:
        return self._speller.mend(folded, self._says)


def _records_said(said: str, much: bool) -> list[str]:
    """Return the records that a question asks for, or a clause of it, the likeliest first."""
    whole = _record_chances(said)
    names = _likely(whole, much)
    for clause in re.split(r"[,。;?]", said):
        if SHORTEST_CLAUSE <= len(clause) < len(said) - 1:
            found = _likely(_record_chances(clause), much)
            names += [name for name in found if whole[name] >= IN_CLAUSE]
    return list(dict.fromkeys(names))


def _record_chances(said: str) -> dict[str, float]:
    chances = tagger().chances(said, cues_in(said))
    return {name: chances[f"record.{name}"] for name in LABELS}


def _likely(chances: dict[str, float], much: bool) -> list[str]:
    """Return the records that are likely enough, none where the likeliest is not."""
    ranked = sorted(chances, key=lambda name: -chances[name])
    least = IN_PART if ranked[0] in PARTS else SURE if much else LIKELY
    return [n for n in ranked if chances[n] >= ALSO] if chances[ranked[0]] >= least else []


def agencies_of(now: Snapshot) -> Agencies:
    """Return the agencies of a snapshot."""
    return Agencies(now.bulletins)
