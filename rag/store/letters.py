"""Text as numbers: where any words stand in a long text, and which stretches of it hold them.

How it works: a character is its code point in 16 bits; beside the text lie the places of every pair
of neighbouring characters, so words of any length are found, to the character, from the places of
their rarest pair. What it does not know: word boundaries; 中国 stands in 关中国道.
"""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rag.store.columns import Run, run_of

Chars = NDArray[np.uint16]
Places = NDArray[np.int64]
Flags = NDArray[np.bool_]

OTHER = 0xFFFF  # any character beyond the 16 bits
GAP = 0  # stands between texts: nothing asked for holds it


def chars_of(text: str) -> Chars:
    """Return the code points of `text`: uint16[len(text)], one for each character."""
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)
    return np.where(codes > OTHER, OTHER, codes).astype(np.uint16)


@lru_cache(maxsize=1)
def _letters() -> Flags:
    """Tell of every code point whether it is a letter or digit."""
    return np.array([chr(code).isalnum() for code in range(OTHER)] + [True])


def pairs_of(chars: Chars, at: int) -> Run:
    """Return the places of all pairs that begin with a letter; `chars` begins at place `at`."""
    begins = np.flatnonzero(_letters()[chars[:-1]])
    codes = chars[begins].astype(np.uint32) << 16 | chars[begins + 1]
    return run_of(codes, begins + at, np.empty(0, np.uint16))


class Letters:
    """A text and the places of its pairs."""

    def __init__(self, chars: Chars, runs: Sequence[Run]) -> None:
        self.chars, self._runs = chars, runs

    def count(self, words: str) -> int:
        """Return how often the rarest pair of `words` stands in the text, and they at most."""
        return self._rarest(words)[0]

    def places(self, words: str, stretches: "Stretches | None" = None) -> Places:
        """Return where `words` begin, ascending; of a text in stretches, only inside of those."""
        size, offset, part, lists = self._rarest(words)
        if not size:
            return np.empty(0, np.int64)
        if stretches is not None and len(part) == 2:
            lists = [stretches.within(some) for some in lists]
        places = np.concatenate(lists).astype(np.int64) - offset
        if len(part) == 1:
            places.sort()
        sought = chars_of(words)
        places = places[(places >= 0) & (places + len(sought) <= len(self.chars))]
        for n, code in enumerate(sought.tolist()):
            if not offset <= n < offset + len(part):
                places = places[self.chars[places + n] == code]
        return places

    def _rarest(self, words: str) -> tuple[int, int, str, list[NDArray[np.int32]]]:
        """Return the rarest part of `words`: how often it stands, its offset, itself, where."""
        best: tuple[int, int, str, list[NDArray[np.int32]]] = (0, 0, "", [])
        for offset, part in _parts(words):
            lists = [run.places[_slice(run, part)] for run in self._runs]
            size = sum(map(len, lists))
            if not best[2] or size < best[0]:
                best = (size, offset, part, lists)
            if not size:
                break
        return best


def _parts(words: str) -> list[tuple[int, str]]:
    """Return the pairs in `words` that begin with a letter, with offsets; one letter alone."""
    if len(words) == 1:
        return [(0, words)] if words.isalnum() else []
    pairs = ((at, words[at : at + 2]) for at in range(len(words) - 1))
    return [(at, pair) for at, pair in pairs if pair[0].isalnum()]


def _slice(run: Run, part: str) -> slice:
    first, *second = (min(ord(char), OTHER) for char in part)
    if second:
        return run.at(first << 16 | second[0])
    return run.between(first << 16, first + 1 << 16) if first < OTHER else slice(0, 0)


class Stretches:
    """Stretches of a text: ascending, apart from each other."""

    def __init__(self, starts: NDArray[Any], ends: NDArray[Any]) -> None:
        self.starts, self.ends = starts.astype(np.int64), ends.astype(np.int64)

    def __len__(self) -> int:
        return len(self.starts)

    def holding(self, places: Places, length: int) -> Places:
        """Return the stretch around each of the places and all its letters, where there is one."""
        at = np.searchsorted(self.starts, places, "right") - 1
        fits = (at >= 0) & (places + length <= self.ends[at])
        return at[fits]

    def within(self, places: NDArray[np.int32]) -> NDArray[np.int32]:
        """Return those of ascending places that lie in a stretch, reading no others."""
        first = np.searchsorted(places, self.starts.astype(places.dtype))
        last = np.searchsorted(places, self.ends.astype(places.dtype))
        return places[spread(first, last)]


def spread(starts: NDArray[Any], ends: NDArray[Any]) -> Places:
    """Return all numbers from each start to its end, one range after the other."""
    lengths = ends - starts
    shift = np.repeat(starts - np.concatenate([[0], np.cumsum(lengths)[:-1]]), lengths)
    return np.arange(int(lengths.sum())) + shift if len(lengths) else np.empty(0, np.int64)


class Extracts:
    """Stretches of a text in whatever order, read out to be searched through many times."""

    def __init__(self, chars: Chars, starts: NDArray[Any], ends: NDArray[Any]) -> None:
        """Read out `chars` from each start to its end; the stretches may overlap."""
        lengths = ends - starts
        self._ends = np.cumsum(lengths)
        self._chars = chars[spread(starts, ends)]
        self._count = len(lengths)

    def __len__(self) -> int:
        return self._count

    def hold(self, ways: Iterable[str]) -> Flags:
        """Tell of each stretch whether it holds one of the ways: bool[stretches]."""
        found = np.zeros(self._count, bool)
        for way in ways:
            sought = chars_of(way)
            places = np.flatnonzero(self._chars[: len(self._chars) - len(sought) + 1] == sought[0])
            for n, code in enumerate(sought[1:], start=1):
                places = places[self._chars[places + n] == code]
            if len(places):
                stretch = np.searchsorted(self._ends, places, "right")
                found[stretch[places + len(sought) <= self._ends[stretch]]] = True
        return found
