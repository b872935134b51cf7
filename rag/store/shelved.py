"""A bulletin on the shelf: what its card says is known, the rest is read where it is looked at.

A question over ten thousand bulletins looks at their cards (agency, region, dates, who inspected)
and opens the findings that it shows. What it does not know: what is asked.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from functools import lru_cache

import numpy as np
from pydantic import TypeAdapter

from rag.bulletin import Bulletin, Finding, Measure, Section, Span, Status
from rag.store.index import Index
from rag.store.layout import STATUSES, Rows

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
        return self.findings_in(np.arange(*self.index.findings_of(at)))

    def findings_in(self, units: Rows) -> tuple[Finding, ...]:
        """Return the findings that units are."""
        found = self.findings_at(units, self.pieces(units))
        return tuple(finding for finding in found if finding)

    def statuses(self, at: int) -> tuple[Status, ...]:
        """Return the status of each finding of bulletin `at`."""
        first, last = self.index.findings_of(at)
        return tuple(STATUSES[n] for n in self.index["unit.status"][first:last])

    def findings_at(self, units: Rows, pieces: Sequence[tuple[Span, ...]]) -> list[Finding | None]:
        """Return the finding that each unit is, None where it is none; `pieces` are theirs."""
        column = {name: self.index[f"unit.{name}"][units].tolist() for name in _READ}
        bases = self.index["bulletin.text"][column["bulletin"]].tolist()
        found: list[Finding | None] = []
        for n, (unit, base) in enumerate(zip(units.tolist(), bases, strict=True)):
            if not column["order"][n]:
                found.append(None)
                continue
            title, section, words = json.loads(self.index.bytes_of("unit", "note", unit))
            number = column["number"][n]
            measures = (Measure(order, span) for order, span in enumerate(pieces[n], start=1))
            found.append(
                Finding(
                    bulletin_id=self.ids[column["bulletin"][n]],
                    order=column["order"][n],
                    number=None if number < 0 else number,
                    title=title,
                    section=section,
                    status=STATUSES[column["status"][n]],
                    status_words=words,
                    span=Span(column["body"][n] - base, column["body_end"][n] - base),
                    heading=Span(column["heading"][n], column["heading_end"][n]),
                    measures=tuple(measures),
                )
            )
        return found

    def pieces(self, units: Rows) -> list[tuple[Span, ...]]:
        """Return the measures, or lines, of each unit, in its bulletin's text."""
        index = self.index
        numbers, counts = index.pieces_of(units)
        bases = np.repeat(index["bulletin.text"][index["unit.bulletin"][units]], counts)
        starts = (index["piece.at"][numbers] - bases).tolist()
        ends = (index["piece.at_end"][numbers] - bases).tolist()
        spans = list(map(Span, starts, ends))
        last = np.cumsum(counts).tolist()
        return [
            tuple(spans[end - count : end])
            for end, count in zip(last, counts.tolist(), strict=True)
        ]


_READ = (
    "bulletin", "order", "number", "status", "body", "body_end", "heading", "heading_end",
)  # fmt: skip


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
        first, _ = self._pages.index.findings_of(self._at)
        return self._pages.findings_in(np.array([first + order - 1]))[0]

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
