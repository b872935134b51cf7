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
from rag.question.intent import asking_records, may_ask_records, may_be_over, says_much, widened
from rag.question.plan import Intent, Plan
from rag.question.recogniser import Recogniser, recogniser
from rag.question.spelling import Speller
from rag.question.tuned import OVER, OVER_VALUE, SHORTEST_CLAUSE
from rag.question.understand import make_plan
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
        """Return the plan with what its meaning asks for in words that no cue knows.

        Records that are only guessed are an attempt: `otherwise` is what is meant if no bulletin
        states them.
        """
        known = recogniser()
        if known.model != self._now.model or plan.everything:
            return plan
        guessed = plan if plan.absent else self._with_records(plan, known)
        if guessed is not plan and guessed.intent is Intent.META:
            return replace(guessed, otherwise=self._spread(plan, known))
        return self._spread(guessed if guessed.part else plan, known)

    def _with_records(self, plan: Plan, known: Recogniser) -> Plan:
        if not may_ask_records(plan):
            return plan
        said, much = plan.masked, says_much(plan)
        names = list(known.records(self._now.vector(said), says_much=much))
        for clause in re.split(r"[,。;?]", said) if names else ():
            if SHORTEST_CLAUSE <= len(clause) < len(said) - 1:
                names += known.records(self._now.vector(clause), says_much=much)
        return asking_records(plan, list(dict.fromkeys(names)))

    def _spread(self, plan: Plan, known: Recogniser) -> Plan:
        """Return the plan as one over the agencies, if the question asks so by its meaning."""
        if not may_be_over(plan):
            return plan
        least = OVER if plan.intent is Intent.LOOKUP else OVER_VALUE
        is_over = known.over_agencies(self._now.vector(plan.masked)) >= least
        return replace(plan, intent=Intent.LIST, over_agencies=True) if is_over else plan

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


def agencies_of(now: Snapshot) -> Agencies:
    """Return the agencies of a snapshot."""
    return Agencies(now.bulletins)
