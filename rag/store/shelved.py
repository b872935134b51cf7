"""A bulletin on the shelf: what its card says is known, the rest is read where it is looked at.

A question over ten thousand bulletins looks at their cards (agency, region, dates, who inspected)
and opens the findings that it shows. What it does not know: what is asked.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, replace
from functools import lru_cache

from pydantic import TypeAdapter

from rag.bulletin import Bulletin, Finding, Measure, Section, Span, Status
from rag.store.index import Index
from rag.store.layout import STATUSES

INSIDE = ("text", "sections", "findings")  # what is read when a bulletin is opened


@lru_cache(maxsize=1)
def _sections() -> TypeAdapter[tuple[Section, ...]]:
    return TypeAdapter(tuple[Section, ...])


@dataclass(frozen=True, slots=True)
class Pages:
    """The inside of the bulletins of an index, read from it bulletin by bulletin."""

    index: Index
    ids: Mapping[int, str]  # of the bulletins, by number

    def text(self, at: int) -> str:
        """Return the text of bulletin `at`, as it was read."""
        return self.index.bytes_of("bulletin", "source", at).decode()

    def sections(self, at: int) -> tuple[Section, ...]:
        """Return the sections of bulletin `at`."""
        return _sections().validate_json(self.index.bytes_of("bulletin", "sections", at))

    def findings(self, at: int) -> tuple[Finding, ...]:
        """Return the findings of bulletin `at`."""
        return tuple(map(self.finding, self.index.findings_of(at)))

    def statuses(self, at: int) -> tuple[Status, ...]:
        """Return the status of each finding of bulletin `at`."""
        units = self.index.findings_of(at)
        return tuple(STATUSES[n] for n in self.index["unit.status"][units.start : units.stop])

    def finding(self, unit: int) -> Finding:
        """Return the finding that a unit is."""
        index = self.index
        at = int(index["unit.bulletin"][unit])
        base = int(index["bulletin.text"][at])
        number = int(index["unit.number"][unit])
        title, section, words = json.loads(index.bytes_of("unit", "note", unit))
        spans = self.pieces(unit, base)
        return Finding(
            bulletin_id=self.ids[at],
            order=int(index["unit.order"][unit]),
            number=None if number < 0 else number,
            title=title,
            section=section,
            status=STATUSES[index["unit.status"][unit]],
            status_words=words,
            span=_span(index["unit.body"][unit], index["unit.body_end"][unit], base),
            heading=_span(index["unit.heading"][unit], index["unit.heading_end"][unit], 0),
            measures=tuple(Measure(order, span) for order, span in enumerate(spans, start=1)),
        )

    def pieces(self, unit: int, base: int) -> tuple[Span, ...]:
        """Return the measures, or lines, of a unit in its bulletin, whose text begins at `base`."""
        index = self.index
        first, last = index.range_of("unit.piece", "piece.at", unit)
        ends = zip(index["piece.at"][first:last], index["piece.at_end"][first:last], strict=True)
        return tuple(_span(start, end, base) for start, end in ends)


def _span(start: int, end: int, base: int) -> Span:
    return Span(int(start) - base, int(end) - base)


class Shelved(Bulletin):
    """A bulletin as its card says; `pages` holds the rest of bulletin `at`."""

    __slots__ = ("_at", "_pages", "_text")

    _at: int
    _pages: Pages
    _text: Callable[[int], str]

    def __init__(self, card: Bulletin, at: int, pages: Pages, text: Callable[[int], str]) -> None:
        for field in fields(Bulletin):
            if field.name not in INSIDE:
                object.__setattr__(self, field.name, getattr(card, field.name))
        object.__setattr__(self, "_at", at)
        object.__setattr__(self, "_pages", pages)
        object.__setattr__(self, "_text", text)

    @property
    def text(self) -> str:
        """The source's words."""
        return self._text(self._at)

    @property
    def sections(self) -> tuple[Section, ...]:
        """The stretches under headings."""
        return self._pages.sections(self._at)

    @property
    def findings(self) -> tuple[Finding, ...]:
        """The findings, in order."""
        return self._pages.findings(self._at)

    @property
    def statuses(self) -> tuple[Status, ...]:
        """The status of each finding."""
        return self._pages.statuses(self._at)

    def finding(self, order: int) -> Finding:
        """Return the finding with this order (from 1)."""
        return self._pages.finding(self._pages.index.findings_of(self._at)[order - 1])

    def __eq__(self, other: object) -> bool:
        if self is other:
            return True
        if not isinstance(other, Bulletin) or other.id != self.id:
            return False
        return all(getattr(self, f.name) == getattr(other, f.name) for f in fields(Bulletin))

    __hash__ = Bulletin.__hash__


def card_of(bulletin: Bulletin) -> Bulletin:
    """Return what of a bulletin its card says."""
    return replace(bulletin, text="", sections=(), findings=())


def sections_in(bulletin: Bulletin) -> bytes:
    """Return the sections of a bulletin as they are kept."""
    return _sections().dump_json(bulletin.sections)
