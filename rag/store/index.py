"""The index: all that is judged of a store, as arrays made when a bulletin is taken in.

How it works: the arrays are columns on disk (see `layout`), shared by processes and mapped, not
read: opening costs nothing for what is not asked. A bulletin's card, text and findings lie there
too, so that a snapshot can open it whatever the catalog holds by then. Bulletins that are no longer
seen stay until they are more than those seen. What it does not know: what is relevant.

Shapes: b bulletins, u units, p pieces, n passages, d the length of a vector.
"""

from collections.abc import Iterable, Sequence
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from rag.store.columns import Array, Columns
from rag.store.layout import KINDS, NONE, Rows, Vectors
from rag.store.letters import Extracts, Flags, Letters, Places, Stretches, spread
from rag.store.passages import Kind
from rag.store.tuned import SAMPLE
from rag.store.words import Words

Floats = NDArray[np.float64]


class Index:
    """The arrays of a store, for the bulletins with these keys, in the order shown.

    `seen` are the numbers of those bulletins in that order; a bulletin that is not among them is
    not there.
    """

    def __init__(self, columns: Columns, keys: Sequence[int]) -> None:
        self._columns = columns
        columns.map_all()
        places = {int(key): at for at, key in enumerate(columns["bulletin.key"])}
        self.seen: Rows = np.array([places[key] for key in keys], np.int64)
        self.letters = Letters(columns["text"], columns.runs("pairs"))
        self.words = Words(columns.runs("words"), columns["passage.length"], self.row_seen)

    def __getitem__(self, name: str) -> Array:
        """Return a column."""
        return self._columns[name]

    @cached_property
    def bulletin_seen(self) -> Flags:
        """Whether a bulletin is there: bool[b]."""
        seen = np.zeros(len(self["bulletin.key"]), bool)
        seen[self.seen] = True
        return seen

    @cached_property
    def rank(self) -> Rows:
        """The place of each bulletin in the order in which they are shown: int64[b]."""
        rank = np.full(len(self["bulletin.key"]), NONE, np.int64)
        rank[self.seen] = np.arange(len(self.seen))
        return rank

    @cached_property
    def row_seen(self) -> Flags:
        """Whether a passage is there: bool[n]."""
        counts = np.diff(np.append(self["bulletin.row"], len(self["passage.key"])))
        return np.repeat(self.bulletin_seen, counts)

    @cached_property
    def rows(self) -> Rows:
        """The passages there are, in the order in which their bulletins are shown."""
        return self.rows_in(None)

    def rows_in(self, bulletins: Sequence[int] | None) -> Rows:
        """Return the passages of these bulletins, or of all, bulletin by bulletin."""
        chosen = self.seen if bulletins is None else np.sort(np.array(bulletins, np.int64))
        ends = np.append(self["bulletin.row"], len(self["passage.key"]))
        return spread(ends[chosen], ends[chosen + 1])

    @cached_property
    def finding_units(self) -> Rows:
        """The units that are findings, whether or not they are there: int64[f]."""
        return np.flatnonzero(self["unit.order"])

    @cached_property
    def bodies(self) -> Stretches:
        """Where the findings of `finding_units` stand in the text."""
        return Stretches(
            self["unit.body"][self.finding_units], self["unit.body_end"][self.finding_units]
        )

    @cached_property
    def finding_seen(self) -> Flags:
        """Whether a finding of `finding_units` is there."""
        return self.bulletin_seen[self["unit.bulletin"][self.finding_units]]

    def pieces_of(self, units: Rows) -> tuple[Rows, Rows]:
        """Return the pieces of units, one unit after the other, and how many each has."""
        firsts = self["unit.piece"]
        starts, after = firsts[units].astype(np.int64), units + 1
        ends = np.full(len(units), len(self["piece.at"]))
        there = after < len(firsts)
        ends[there] = firsts[after[there]]
        return spread(starts, ends), ends - starts

    def says(self, words: str) -> bool:
        """Tell whether a bulletin that is there says these words, anywhere in its text."""
        return self.any_seen(self.letters.places(words))

    def any_seen(self, places: Places) -> bool:
        """Tell whether any of these places in the text is in a bulletin that is there."""
        if len(self.seen) < len(self["bulletin.key"]):
            at = np.searchsorted(self["bulletin.text"], places, "right") - 1
            places = places[self.bulletin_seen[at]]
        return len(places) > 0

    def units_saying(self, ways: Iterable[str]) -> Rows:
        """Return the units, there or not, that hold one of the ways in heading, body or a line."""
        found = np.zeros(len(self["unit.order"]), bool)
        for way in ways:
            places = self.letters.places(way)
            for stretches, units in self._stretches:
                found[units[stretches.holding(places, len(way))]] = True
        return np.flatnonzero(found)

    def told(self, way: str) -> tuple[Flags, Flags, Flags]:
        """Tell which headings (bool[u]), bodies (bool[u]) and pieces (bool[p]) hold these words."""
        places, size = self.letters.places(way), len(way)
        heads, bodies = (np.zeros(len(self["unit.order"]), bool) for _ in range(2))
        pieces = np.zeros(len(self["piece.at"]), bool)
        for found, stretches, owners in (
            (heads, self._headings, self.finding_units),
            (bodies, self.bodies, self.finding_units),
            (pieces, *self._in_text),
        ):
            found[owners[stretches.holding(places, size)]] = True
        return heads, bodies, pieces

    @cached_property
    def _headings(self) -> Stretches:
        findings = self.finding_units
        return Stretches(self["unit.head"][findings], self["unit.head_end"][findings])

    @cached_property
    def _in_text(self) -> tuple[Stretches, Rows]:
        """All pieces as they stand in the text, and their numbers."""
        order = np.argsort(self["piece.at"], kind="stable")
        return Stretches(self["piece.at"][order], self["piece.at_end"][order]), order

    @cached_property
    def _stretches(self) -> list[tuple[Stretches, Rows]]:
        """Bodies and headings of findings and lines of parts, each with the units they are of."""
        findings = self.finding_units
        lines, _ = self.pieces_of(np.flatnonzero(self["unit.order"] == 0))
        lines = lines[np.argsort(self["piece.at"][lines])]
        apart = Stretches(self["piece.at"][lines], self["piece.at_end"][lines])
        owners = np.searchsorted(self["unit.piece"], lines, "right") - 1
        return [(self.bodies, findings), (self._headings, findings), (apart, owners)]

    @cached_property
    def _sampled(self) -> tuple[Vectors, Array]:
        """Vectors of passages spread over the store, and the kind of each."""
        step = max(1, -(-len(self.rows) // SAMPLE))
        rows = np.sort(self.rows)[::step]
        return np.array(self["passage.vector"][rows]), self["passage.kind"][rows]

    def spread_of(self, vector: Vectors) -> dict[Kind, tuple[float, float, float]]:
        """Return mean, deviation and maximum of the cosines of the passages of each kind."""
        vectors, kinds = self._sampled
        cosines = (vectors @ vector).astype(np.float64) if len(vectors) else np.zeros(0)
        found = {}
        for number, kind in enumerate(KINDS):
            some = cosines[kinds == number]
            some = some if len(some) else np.zeros(1)
            found[kind] = (float(some.mean()), float(some.std()) or 1.0, float(some.max()))
        return found

    def dense(self, rows: Rows, vector: Vectors) -> Floats:
        """Return the cosine of each passage: float64[len(rows)]."""
        if not len(rows):
            return np.zeros(0)
        found: Floats = (self["passage.vector"][rows] @ vector).astype(np.float64)
        return found

    def dense_of_all(self, vector: Vectors) -> Vectors:
        """Return the cosine of every passage: float32[n]."""
        found: Vectors = self["passage.vector"] @ vector
        return found

    def saying(self, units: Rows, ways: Iterable[str]) -> Flags:
        """Tell of each of a few findings whether it holds one of the ways: bool[len(units)]."""
        starts = np.concatenate([self["unit.head"][units], self["unit.body"][units]])
        ends = np.concatenate([self["unit.head_end"][units], self["unit.body_end"][units]])
        head, body = np.split(Extracts(self["text"], starts, ends).hold(ways), 2)
        held: Flags = head | body
        return held

    def words_listed(self) -> Iterable[str]:
        """Return every word that some passage holds, or held."""
        return dict.fromkeys(self["word"].tobytes().decode().splitlines())

    def range_of(self, starts: str, column: str, at: int) -> tuple[int, int]:
        """Return where the rows in `column` of the row `at` begin and end."""
        ends = self[starts]
        end = int(ends[at + 1]) if at + 1 < len(ends) else len(self[column])
        return int(ends[at]), end

    def bytes_of(self, of: str, column: str, at: int) -> bytes:
        """Return the bytes in `column` of bulletin or unit `at`."""
        first, last = self.range_of(f"{of}.{column}", column, at)
        return self[column][first:last].tobytes()

    def findings_of(self, at: int) -> tuple[int, int]:
        """Return the first of the units of bulletin `at` that are findings, and their end."""
        first, last = self.range_of("bulletin.unit", "unit.order", at)
        return first, first + int(np.count_nonzero(self["unit.order"][first:last]))
