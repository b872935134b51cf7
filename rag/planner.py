"""Understands questions over one version of a library: its agencies, its words, its slips."""

from collections.abc import Iterator, Sequence

from rag import zh
from rag.agencies import Agencies
from rag.answer import Answer, Turn
from rag.bulletin import Bulletin, Finding, Span
from rag.followup import standalone_of
from rag.library import Library
from rag.question import Plan, make_plan
from rag.spelling import Speller
from rag.topic import Concept


class Planner:
    """Turns questions into plans. Made anew when the library changes."""

    def __init__(self, library: Library) -> None:
        self.version = library.version
        self._library = library
        bulletins = library.bulletins()
        self.agencies = Agencies(bulletins)
        self._text = "\n".join(zh.fold(bulletin.text) for bulletin in bulletins)
        self._speller = Speller(library.vocabulary())

    def plan(self, question: str, *, standalone: str = "") -> Plan:
        """Return how a question is understood by itself."""
        return make_plan(question, self.agencies, standalone=standalone, mend=self._mend)

    def after(self, question: str, history: Sequence[Turn]) -> Plan:
        """Return how a question is understood after what was said before."""
        return standalone_of(question, history, self)

    def findings_of(self, answer: Answer) -> dict[str, str]:
        """Return the findings that an answer cites: pointer `bulletin:start-end` -> folded text."""
        return {
            _pointer(bulletin, finding.span): zh.fold(finding.span.of(bulletin.text))
            for bulletin, finding in self._cited(answer)
        }

    def measures_of(self, answer: Answer) -> list[str]:
        """Return the measures of the finding that an answer cites, none where it cites several."""
        cited = {finding.id: (bulletin, finding) for bulletin, finding in self._cited(answer)}
        if len(cited) != 1:
            return []
        ((bulletin, finding),) = cited.values()
        return [_pointer(bulletin, measure.span) for measure in finding.measures]

    def _cited(self, answer: Answer) -> Iterator[tuple[Bulletin, Finding]]:
        for cited in answer.citations:
            bulletin = self._library.bulletin(cited.bulletin_id)
            place = Span(cited.start, cited.end)
            for finding in bulletin.findings if bulletin else ():
                if bulletin and finding.span.covers(place):
                    yield bulletin, finding

    def knows(self, concept: Concept) -> bool:
        """Tell whether the store says a notion anywhere."""
        return any(map(self._says, concept.ways))

    def _mend(self, folded: str) -> str:
        return self._speller.mend(folded, self._says)

    def _says(self, words: str) -> bool:
        return words in self._text


def _pointer(bulletin: Bulletin, span: Span) -> str:
    return f"{bulletin.id}:{span.start}-{span.end}"
