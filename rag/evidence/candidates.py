"""Which findings are judged for a question: all of a narrow scope, of a wide one what matters.

How it works: in a wide scope the engine's ranking by meaning and the ranking by words are followed
down, twice as deep each time, until what comes last can no longer matter; and every finding or
line that says one of the topic's own terms is judged whatever its rank. So nobody's finding is cut
off by a fixed number, and the cost follows what is relevant, not the size of the store. What it
does not know: what is done with what is found.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

import numpy as np

from rag.embedding.logistic import Floats
from rag.evidence.features import Asked
from rag.evidence.relevance import Judged, judge, together
from rag.evidence.tuned import BEGIN, DEEP, HEARD, NARROW
from rag.store.columns import Array
from rag.store.layout import NONE, Rows, Vectors
from rag.store.letters import Flags
from rag.store.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class Need:
    """What is of use: units from a probability on, and from a share of the best one's (0: any).

    `wide` takes in all units that say a term of the topic.
    """

    least: float
    share: float
    wide: bool

    def useful(self, probability: Floats, best: float) -> Flags:
        """Tell which are of use beside the best one."""
        return probability >= max(self.least, self.share * best)


def judged_in(
    now: Snapshot, asked: Asked, within: Flags, need: Need, narrow: int = NARROW
) -> Judged:
    """Return the units worth judging of those `within` (bool[u]), judged, in the order shown.

    Up to `narrow` of them are all judged.
    """
    *_, (judged, _) = growing(now, asked, within, need, narrow)
    return judged


def growing(
    now: Snapshot, asked: Asked, within: Flags, need: Need, narrow: int = NARROW
) -> Iterator[tuple[Judged, bool]]:
    """Yield what `judged_in` returns; of a wide scope first what came up at the first depth.

    With each goes whether it is all.
    """
    units = np.flatnonzero(within)
    if len(units) <= narrow:
        yield judge(asked, in_order(now, units)), True
        return
    for found, complete in _deeper(now, asked, within, need):
        judged = together(found)
        yield judged.at(np.argsort(_place(now, judged.units), kind="stable")), complete


def _deeper(
    now: Snapshot, asked: Asked, within: Flags, need: Need
) -> Iterator[tuple[list[Judged], bool]]:
    """Yield what was judged at the first depth, then all."""
    fresh, depth = within.copy(), BEGIN
    saying = _saying(asked, within) if need.wide else np.empty(0, np.int64)
    telling = within.copy()  # what is judged anyhow doesn't tell how deep to go
    telling[saying] = False
    rankings: tuple[_Ranking, ...] = (_Meaning(now, asked), _Wording(asked))
    found: list[Judged] = []
    while True:
        ranked = [_units_of(asked, ranking.rows(depth), within) for ranking in rankings]
        new = [units[telling[units]] for units in ranked]
        telling[np.concatenate(ranked)] = False
        added = _taken(asked, fresh, np.concatenate(ranked))
        found.append(added)
        if depth == BEGIN:
            yield found, False
            found.append(_taken(asked, fresh, saying))
        last = np.isin(added.units, np.concatenate([_second_half(units) for units in new]))
        best = max(float(judged.best.max(initial=0.0)) for judged in found)
        ended = [ranking.size <= depth for ranking in rankings]
        heard = all(len(units) >= HEARD or end for units, end in zip(new, ended, strict=True))
        quiet = heard and depth > BEGIN and not need.useful(added.best[last], best).any()
        if quiet or all(ended):
            break
        depth *= 2
    yield found, True


class _Ranking(Protocol):
    """Passages in an order of their own."""

    @property
    def size(self) -> int:
        """How many there are."""

    def rows(self, depth: int) -> Rows:
        """Return the first of them, best first."""


class _Meaning:
    """The passages by their vectors: the engine's ranking; far down, their own cosines."""

    def __init__(self, now: Snapshot, asked: Asked) -> None:
        self._now, self._asked, self.size = now, asked, len(now.index.rows)

    def rows(self, depth: int) -> Rows:
        """Return the nearest, nearest first."""
        if depth <= DEEP:
            return self._now.nearest(self._asked.vector, depth)
        return self._all[0][_best(self._all[1], depth)]

    @cached_property
    def _all(self) -> tuple[Rows, Vectors]:
        rows = self._now.index.rows
        return rows, self._asked.every_cosine[rows]


class _Wording:
    """The passages by how well their words match: those that share any."""

    def __init__(self, asked: Asked) -> None:
        self._rows = np.flatnonzero(asked.sparse)
        self._scores, self.size = asked.sparse[self._rows], len(self._rows)

    def rows(self, depth: int) -> Rows:
        """Return the best, best first."""
        return self._rows[_best(self._scores, depth)]


def _best(scores: Array, depth: int) -> Rows:
    """Return the places of the best scores, best first; of equals the first."""
    if len(scores) <= depth:
        return np.argsort(-scores, kind="stable")
    places = np.sort(np.argpartition(-scores, depth)[:depth])
    best: Rows = places[np.argsort(-scores[places], kind="stable")]
    return best


def _saying(asked: Asked, within: Flags) -> Rows:
    """Return the units that say one of the topic's terms or head notions."""
    ways = [way for c in asked.topic.concepts if c.is_term for way in c.ways]
    ways += [way for c in asked.topic.heads for way in c.ways]
    units = asked.index.units_saying(dict.fromkeys(ways))
    saying: Rows = units[within[units]]
    return saying


def _second_half(units: Rows) -> Rows:
    """Return the units that come up only in the second half of a ranking."""
    kept, first = np.unique(units, return_index=True)
    return kept[first >= len(units) // 2]


def _taken(asked: Asked, fresh: Flags, units: Rows) -> Judged:
    """Judge those of the units that were not judged before."""
    units = np.unique(units)
    units = units[fresh[units]]
    fresh[units] = False
    return judge(asked, units)


def _units_of(asked: Asked, rows: Rows, within: Flags) -> Rows:
    units = asked.index["passage.unit"][rows]
    units = units[units != NONE]
    kept: Rows = units[within[units]].astype(np.int64)
    return kept


def in_order(now: Snapshot, units: Rows) -> Rows:
    """Return units in the order in which their bulletins are shown."""
    return units[np.argsort(_place(now, units), kind="stable")]


def _place(now: Snapshot, units: Rows) -> Rows:
    """Return the place of each unit's bulletin in the order in which they are shown."""
    return now.index.rank[now.index["unit.bulletin"][units]]
