"""The layout of the index: which columns there are, and how a bulletin is laid out in them.

Bulletins lie one after the other, each with its folded text, the headings of its findings behind
it, its units (a finding, or the lines of one part of the bulletin), their pieces (measures, lines)
and its passages with their vectors and words. What it does not know: what is read of it (see
`index`), and which bulletins are to be laid out (see `laying`).
"""

import json
import zlib
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import DTypeLike, NDArray

from rag.bulletin import Bulletin, Finding, Part, Span, Status
from rag.store.columns import Array, Columns, Run
from rag.store.letters import GAP, chars_of, pairs_of
from rag.store.passages import Kind, Passage
from rag.store.words import words_of
from rag.text.chinese import fold

MEANING = 1  # raised when what a column means changes: an older index is then made anew

Vectors = NDArray[np.float32]
Rows = NDArray[np.int64]

KINDS, PARTS, STATUSES = list(Kind), list(Part), list(Status)
NONE = -1  # a unit without a passage of its own

COLUMNS: dict[str, DTypeLike] = {
    "bulletin.key": np.int64,  # in the catalog
    "bulletin.text": np.int32,  # where its text begins
    "bulletin.unit": np.int32,  # its first unit
    "bulletin.row": np.int32,  # its first passage
    "bulletin.card": np.int64,  # where its card begins, and likewise:
    "bulletin.source": np.int64,
    "bulletin.sections": np.int64,
    "card": np.uint8,  # JSON
    "source": np.uint8,  # the text as it was read, UTF-8
    "sections": np.uint8,  # JSON
    "text": np.uint16,  # folded, and the headings of the findings behind it
    "unit.bulletin": np.int32,
    "unit.order": np.int32,  # of the finding; 0: lines of a part
    "unit.number": np.int32,  # as printed; -1: none
    "unit.note": np.int64,  # where its title, section and words of status begin
    "note": np.uint8,  # JSON
    "unit.heading": np.int32,  # in its bulletin's text
    "unit.heading_end": np.int32,
    "unit.part": np.int8,
    "unit.status": np.int8,
    "unit.head": np.int32,  # where its heading begins and ends; nothing for lines of a part
    "unit.head_end": np.int32,
    "unit.body": np.int32,
    "unit.body_end": np.int32,
    "unit.row": np.int32,
    "unit.piece": np.int32,  # its first piece
    "piece.at": np.int32,
    "piece.at_end": np.int32,
    "piece.row": np.int32,
    "passage.key": np.int64,  # in the catalog
    "passage.kind": np.int8,
    "passage.unit": np.int32,
    "passage.start": np.int32,  # in its bulletin's text
    "passage.end": np.int32,
    "passage.length": np.int32,  # in words
    "passage.vector": np.float32,
    "word": np.uint8,  # every word, a line each; again where it came again
}

LAYOUT = f"{MEANING}.{zlib.crc32(' '.join(COLUMNS).encode()):08x}"  # other columns, another layout


@dataclass(frozen=True, slots=True)
class Entry:
    """A bulletin to be laid out: its key in the catalog, its card and sections, its passages."""

    key: int
    card: bytes
    sections: bytes
    bulletin: Bulletin
    keys: Sequence[int]
    passages: Sequence[Passage]
    words: Sequence[str]  # of each passage, in a line
    vectors: Vectors


class Laying:
    """Lays entries out behind what a folder of columns holds already."""

    def __init__(self, columns: Columns) -> None:
        self._ends = {name: len(columns[name]) for name in COLUMNS}
        self._begun = dict(self._ends)
        self._rows: dict[str, list[Array]] = {name: [columns[name][:0]] for name in COLUMNS}
        self._lines: list[str] = []

    def add(self, entry: Entry) -> None:
        """Lay out one bulletin."""
        source = entry.bulletin.text.encode()
        for name in ("text", "unit", "row", "card", "source", "sections"):
            self._put(f"bulletin.{name}", [self._ends[_COUNTED.get(name, name)]])
        self._put("bulletin.key", [entry.key])
        written = {"card": entry.card, "source": source, "sections": entry.sections}
        for name, some in written.items():
            self._put(name, np.frombuffer(some, np.uint8))
        self._put_units(entry)
        self._put("passage.key", entry.keys)
        self._put("passage.start", [passage.span.start for passage in entry.passages])
        self._put("passage.end", [passage.span.end for passage in entry.passages])
        self._put("passage.kind", [KINDS.index(passage.kind) for passage in entry.passages])
        self._put("passage.vector", entry.vectors)
        self._lines += entry.words

    def _put_units(self, entry: Entry) -> None:
        bulletin, base = entry.bulletin, self._ends["text"]
        first = self._ends["passage.key"]
        rows = {(p.span, p.kind): first + n for n, p in enumerate(entry.passages)}
        units = np.full(len(entry.passages), NONE)
        text = [chars_of(fold(bulletin.text)), np.array([GAP], np.uint16)]
        end = base + len(bulletin.text) + 1
        for finding in bulletin.findings:
            heading = chars_of(fold(finding.title))
            text += [heading, np.array([GAP], np.uint16)]
            places = [(m.span, rows.get((m.span, Kind.MEASURE), NONE)) for m in finding.measures]
            row = rows.get((finding.span, Kind.FINDING), NONE)
            self._put_unit(Part.FINDINGS, row, Span(end, end + len(heading)), base, finding)
            self._put_pieces(places, base, row, units, first)
            end += len(heading) + 1
        for part, lines in _lines(bulletin, rows).items():
            self._put_unit(part, NONE, Span(end - 1, end - 1), base)
            self._put_pieces(lines, base, NONE, units, first)
        self._put("text", np.concatenate(text))
        self._put("passage.unit", units)

    def _put_unit(
        self, part: Part, row: int, head: Span, base: int, finding: Finding | None = None
    ) -> None:
        """Add a unit. `head` is where its folded heading stands, `base` where the text begins."""
        said = (finding.title, finding.section, finding.status_words) if finding else ()
        note = json.dumps(said, ensure_ascii=False).encode()
        number = finding.number if finding else None
        body = finding.span if finding else Span(0, 0)
        heading = finding.heading if finding else body
        values = {
            "bulletin": self._ends["bulletin.key"] - 1,
            "order": finding.order if finding else 0,
            "number": NONE if number is None else number,
            "note": self._ends["note"],
            "heading": heading.start,
            "heading_end": heading.end,
            "part": PARTS.index(part),
            "status": STATUSES.index(finding.status if finding else Status.UNSTATED),
            "head": head.start,
            "head_end": head.end,
            "body": base + body.start,
            "body_end": base + body.end,
            "row": row,
            "piece": self._ends["piece.at"],
        }
        for name, value in values.items():
            self._put(f"unit.{name}", [value])
        self._put("note", np.frombuffer(note, np.uint8))

    def _put_pieces(
        self, places: Sequence[tuple[Span, int]], base: int, own: int, units: Rows, first: int
    ) -> None:
        """Add the pieces of the unit that was put last, and say so of its passages."""
        self._put("piece.at", [base + span.start for span, _ in places])
        self._put("piece.at_end", [base + span.end for span, _ in places])
        self._put("piece.row", [row for _, row in places])
        mine = [row - first for row in (own, *(row for _, row in places)) if row != NONE]
        units[mine] = self._ends["unit.order"] - 1

    def _put(self, name: str, values: Sequence[int] | Array) -> None:
        self._rows[name].append(np.asarray(values, COLUMNS[name]))
        self._ends[name] += len(values)

    def result(self) -> tuple[dict[str, Array], dict[str, Run]]:
        """Return the rows to be added to each column, and the runs of pairs and of words."""
        words, lengths, every = words_of(self._lines, self._begun["passage.key"])
        self._put("passage.length", lengths)
        self._put("word", np.frombuffer("".join(f"{w}\n" for w in every).encode(), np.uint8))
        rows = {name: np.concatenate(parts) for name, parts in self._rows.items()}
        pairs = pairs_of(rows["text"], self._begun["text"])
        return rows, {"pairs": pairs, "words": words}


_COUNTED = {"unit": "unit.order", "row": "passage.key"}


def _lines(
    bulletin: Bulletin, rows: dict[tuple[Span, Kind], int]
) -> dict[Part, list[tuple[Span, int]]]:
    """Return the lines outside the findings, with their passages, by the part they stand in."""
    found: dict[Part, list[tuple[Span, int]]] = {}
    for (span, kind), row in rows.items():
        if kind is Kind.SECTION:
            part = next((s.part for s in bulletin.sections if s.span.covers(span)), Part.OPENING)
            found.setdefault(part, []).append((span, row))
    return {part: sorted(lines) for part, lines in found.items()}


def kinds_for(dimension: int) -> dict[str, tuple[DTypeLike, int]]:
    """Return the dtype and the width of every column, for vectors of a length."""
    return {
        name: (dtype, dimension if name == "passage.vector" else 1)
        for name, dtype in COLUMNS.items()
    }
