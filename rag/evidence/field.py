"""What is said in a store: how rare a notion is in it, and which findings and lines speak of it.

Read from the index: nothing is looked through but the places where words stand. How rare a notion
is, is learned from a sample of the findings, spread over all of them. What it does not know: the
question.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np

from rag.bulletin import Bulletin, Finding, Part, Span
from rag.evidence.tuned import SAMPLE
from rag.store.layout import PARTS, Rows
from rag.store.letters import Flags, Stretches
from rag.store.snapshot import Snapshot

KEPT = 8192  # words of which it is remembered where they are said
COMMON = 20_000  # places up to which all are looked at, and not only those of the sample


@dataclass(frozen=True, slots=True)
class Unit:
    """What is judged: a finding with its measures, or (finding None) the lines of one part."""

    bulletin: Bulletin
    finding: Finding | None
    part: Part
    pieces: tuple[Span, ...]  # the measures, or the lines


class Field:
    """The findings and lines of a snapshot: `now.derived(Field)`. Shapes as in `index`."""

    def __init__(self, now: Snapshot) -> None:
        self._now, self.index = now, now.index
        self._where = lru_cache(KEPT)(self._looked_up)

    @cached_property
    def _sample(self) -> Rows:
        """Findings spread over the store: int64[s], ascending."""
        units = self.index.finding_units[self.index.finding_seen]
        return units[:: max(1, len(units) // SAMPLE)]

    @cached_property
    def _bodies(self) -> Stretches:
        return Stretches(
            self.index["unit.body"][self._sample], self.index["unit.body_end"][self._sample]
        )

    def _looked_up(self, way: str) -> tuple[bool, Flags]:
        """Tell whether any bulletin says these words, and which findings of the sample: bool[s]."""
        found = np.zeros(len(self._bodies), bool)
        letters = self.index.letters
        common = letters.count(way) > COMMON
        places = letters.places(way, self._bodies if common else None)
        found[self._bodies.holding(places, len(way))] = True
        said = bool(found.any()) or (
            self.index.says(way) if common else self.index.any_seen(places)
        )
        return said, found

    def said(self, ways: Sequence[str]) -> tuple[str, ...]:
        """Return those of the ways that the store uses: the others need not be looked for."""
        return tuple(way for way in ways if self._where(way)[0])

    def _saying(self, ways: Sequence[str]) -> Flags:
        found = np.zeros(len(self._sample), bool)
        for way in ways:
            found |= self._where(way)[1]
        return found

    def rarity(self, ways: Sequence[str]) -> float:
        """Return the inverse document frequency of a notion: ln(1 + (N - n + .5) / (n + .5))."""
        n, total = int(self._saying(ways).sum()), len(self._sample)
        return math.log(1 + (total - n + 0.5) / (n + 0.5))

    def share(self, ways: Sequence[str], within: Flags | None = None) -> float:
        """Return the share (0..1) of the findings, of these bulletins or all, that say a notion."""
        saying = self._saying(ways)
        if within is not None:
            saying = saying[within[self.index["unit.bulletin"][self._sample]]]
        return float(saying.mean()) if len(saying) else 0.0

    def holds(self, ways: Sequence[str]) -> bool:
        """Tell whether any finding looked at says a notion."""
        return bool(self._saying(ways).any())

    def units(self, numbers: Rows) -> list[Unit]:
        """Return units by their numbers in the index."""
        index, pages = self.index, self._now.pages
        owners = map(self._now.at, index["unit.bulletin"][numbers].tolist())
        parts = (PARTS[part] for part in index["unit.part"][numbers].tolist())
        pieces = pages.pieces(numbers)
        findings = pages.findings_at(numbers, pieces)
        return list(map(Unit, owners, findings, parts, pieces))


def pairs(text: str) -> list[str]:
    """Return the pairs of neighbouring letters or digits in `text`."""
    return [a + b for a, b in zip(text, text[1:], strict=False) if a.isalnum() and b.isalnum()]
