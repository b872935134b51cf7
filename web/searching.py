"""Passages for other programs that write their own answers: found, scored, each with its place.

What the assistant would answer from comes first; then the findings that came nearest, whose scores
say how far they fall short.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from rag.answer import Evidence
from rag.bulletin import Bulletin, Finding, Span
from rag.store.catalog import Where
from web.desk import Assistant


@dataclass(frozen=True, slots=True)
class Match:
    """A piece of a bulletin that bears on a query; `score` is the chance that it answers it."""

    bulletin: Bulletin
    finding: Finding | None
    span: Span
    words: str
    score: float

    @property
    def title(self) -> str:
        """The agency, and the finding where it is one."""
        name = self.bulletin.agency
        return f"{name}:{self.finding.title}" if self.finding else name


def matches(
    assistant: Assistant, query: str, where: Where, limit: int, floor: float = 0.0
) -> list[Match]:
    """Return the best matches, best first, each finding once."""
    found = assistant.find(query, where)
    chosen: dict[tuple[str, Span], Match] = {}
    for evidence in (*found.evidence, *found.nearest):
        for match in _of(evidence):
            chosen.setdefault((match.bulletin.id, match.span), match)
    ranked = sorted(chosen.values(), key=lambda match: -match.score)
    return [match for match in ranked if match.score >= floor][:limit]


def _of(evidence: Evidence) -> Iterator[Match]:
    """Yield the finding whole; outside the findings, each stretch by itself."""
    bulletin, finding = evidence.bulletin, evidence.finding
    score = round(float(evidence.relevance), 4)
    for span in (finding.span,) if finding else evidence.spans:
        yield Match(bulletin, finding, span, span.of(bulletin.text), score)
