"""Which findings are judged for a question: all of a narrow scope, of a wide one what matters.

How it works: in a wide scope the engine's ranking by meaning and the ranking by words are followed
down, twice as deep each time, until what comes last can no longer matter; and every finding or
line that says one of the topic's own terms is judged whatever its rank. So nobody's finding is cut
off by a fixed number, and the cost follows what is relevant, not the size of the store. What it
does not know: what is done with what is found.
"""

import numpy as np

from rag.evidence.features import Asked
from rag.evidence.relevance import Judged, judge, together
from rag.evidence.tuned import BEGIN, NARROW
from rag.store.layout import NONE, Rows
from rag.store.letters import Flags, spread
from rag.store.snapshot import Snapshot


def judged_in(now: Snapshot, asked: Asked, within: Flags, matter: float, *, wide: bool) -> Judged:
    """Return the units worth judging of those `within` (bool[u]), judged, in the order shown.

    `matter` is the probability below which a unit is of no use. `wide` takes in all that say a term
    of the topic.
    """
    units = np.flatnonzero(within)
    if len(units) <= NARROW:
        return judge(asked, in_order(now, units))
    found = _deeper(now, asked, within, matter, wide=wide)
    order = np.argsort(_place(now, found.units), kind="stable")
    return _reordered(found, order)


def _deeper(now: Snapshot, asked: Asked, within: Flags, matter: float, *, wide: bool) -> Judged:
    fresh, depth = within.copy(), BEGIN
    found = []
    if wide:
        ways = [way for c in asked.topic.concepts if c.is_term for way in c.ways]
        ways += [way for c in asked.topic.heads for way in c.ways]
        found.append(_taken(asked, fresh, asked.index.units_saying(dict.fromkeys(ways))))
    while True:
        ranked = _by_meaning(now, asked, depth, within), _by_words(asked, depth, within)
        found += [_taken(asked, fresh, units) for units in ranked]
        best = np.zeros(len(within))
        for judged in found:
            best[judged.units] = judged.best
        last = np.concatenate([units[len(units) * 3 // 4 :] for units in ranked])
        if depth >= len(now.index.rows) or not (best[last] >= matter).any():
            return together(found)
        depth *= 2


def _taken(asked: Asked, fresh: Flags, units: Rows) -> Judged:
    """Judge those of the units that were not judged before."""
    units = np.unique(units)
    units = units[fresh[units]]
    fresh[units] = False
    return judge(asked, units)


def _by_meaning(now: Snapshot, asked: Asked, depth: int, within: Flags) -> Rows:
    """Return the units of the nearest passages, nearest first."""
    return _units_of(asked, now.nearest(asked.vector, depth), within)


def _by_words(asked: Asked, depth: int, within: Flags) -> Rows:
    """Return the units of the passages whose words match best, best first."""
    rows = np.flatnonzero(asked.sparse)
    if len(rows) > depth:
        rows = rows[np.argpartition(-asked.sparse[rows], depth)[:depth]]
    return _units_of(asked, rows[np.argsort(-asked.sparse[rows], kind="stable")], within)


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


def _reordered(judged: Judged, order: Rows) -> Judged:
    ends = np.cumsum(judged.counts)
    pieces = spread((ends - judged.counts)[order], ends[order])
    return Judged(
        judged.units[order], judged.whole[order], judged.counts[order],
        judged.pieces[pieces], judged.named[pieces],
    )  # fmt: skip
