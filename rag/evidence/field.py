"""All that can be judged in a store: findings and sections as units, and what is rare in them."""

import math
from collections import Counter
from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from rag.bulletin import Bulletin, Finding, Part, Span
from rag.evidence.tuned import SAMPLE
from rag.store.passages import Kind, Passage
from rag.store.snapshot import Snapshot
from rag.text import chinese


@dataclass(frozen=True, slots=True)
class Piece:
    """A measure, or a line outside the findings, with its row among the passages."""

    span: Span
    words: str  # folded
    row: int


@dataclass(frozen=True, slots=True)
class Unit:
    """What is judged: a finding with its measures, or (finding None) a section with its lines."""

    bulletin: Bulletin
    finding: Finding | None
    part: Part
    heading: str  # folded
    body: str  # folded, heading included
    row: int  # of the finding's own passage; -1 for a section
    pieces: tuple[Piece, ...]


class Field:
    """All units of a store, ready to be judged. Shapes: n passages, u units."""

    def __init__(self, bulletins: Iterable[Bulletin], passages: Sequence[Passage]) -> None:
        rows = {(p.bulletin_id, p.span, p.kind): i for i, p in enumerate(passages)}
        self.units = tuple(unit for b in bulletins for unit in _units(b, rows))
        findings = [u for u in self.units if u.finding]
        self._sample = findings[:: max(1, len(findings) // SAMPLE)]
        self._pairs = Counter(pair for u in self._sample for pair in set(pairs(u.body)))
        self._text = "\n".join(
            [u.body for u in self._sample]
            + [p.words for u in self.units if u.finding is None for p in u.pieces]
        )
        self._said: dict[str, bool] = {}
        self.kinds = np.array([list(Kind).index(p.kind) for p in passages], np.int8)

    def rarity(self, ways: Sequence[str]) -> float:
        """Return the inverse document frequency of a notion: ln(1 + (N - n + .5) / (n + .5))."""
        return _idf(self._count(ways), len(self._sample))

    def said(self, ways: Sequence[str]) -> tuple[str, ...]:
        """Return those of the ways that the store uses: the others need not be looked for."""
        for way in ways:
            if way not in self._said:
                self._said[way] = way in self._text
        return tuple(way for way in ways if self._said[way])

    def share(self, ways: Sequence[str], within: Container[str] | None = None) -> float:
        """Return the share (0..1) of the findings, of these bulletins or all, that say a notion."""
        ways = self.said(ways)
        sample = [u for u in self._sample if within is None or u.bulletin.id in within]
        return sum(any(way in u.body for way in ways) for u in sample) / (len(sample) or 1)

    def _count(self, ways: Sequence[str]) -> int:
        ways = self.said(ways)
        return sum(any(way in u.body for way in ways) for u in self._sample)

    def holds(self, ways: Sequence[str]) -> bool:
        """Tell whether any finding looked at says a notion."""
        return self._count(ways) > 0

    def pair_rarity(self, pair: str) -> float:
        """Return the inverse document frequency of a character pair."""
        return _idf(self._pairs[pair], len(self._sample))


def field_of(now: Snapshot) -> Field:
    """Return the units of a snapshot."""
    return Field(now.bulletins, now.passages)


def _idf(n: int, total: int) -> float:
    return math.log(1 + (total - n + 0.5) / (n + 0.5))


def _units(bulletin: Bulletin, rows: dict[tuple[str, Span, Kind], int]) -> Iterable[Unit]:
    text = bulletin.text
    for finding in bulletin.findings:
        pieces = tuple(
            Piece(
                m.span,
                chinese.fold(m.span.of(text)),
                rows.get((bulletin.id, m.span, Kind.MEASURE), -1),
            )
            for m in finding.measures
        )
        row = rows.get((bulletin.id, finding.span, Kind.FINDING), -1)
        heading, body = chinese.fold(finding.title), chinese.fold(finding.span.of(text))
        yield Unit(bulletin, finding, Part.FINDINGS, heading, body, row, pieces)
    lines: dict[Part, list[Piece]] = {}
    for (owner, span, kind), row in rows.items():
        if owner == bulletin.id and kind is Kind.SECTION:
            part = next((s.part for s in bulletin.sections if s.span.covers(span)), Part.OPENING)
            lines.setdefault(part, []).append(Piece(span, chinese.fold(span.of(text)), row))
    for part, pieces_of in lines.items():
        ordered = tuple(sorted(pieces_of, key=lambda p: p.span))
        yield Unit(bulletin, None, part, "", "", -1, ordered)


def pairs(text: str) -> list[str]:
    """Return the pairs of neighbouring letters or digits in `text`."""
    return [a + b for a, b in zip(text, text[1:], strict=False) if a.isalnum() and b.isalnum()]
