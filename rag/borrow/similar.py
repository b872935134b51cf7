"""The findings of other agencies most like one's own, and what was done about them.

How it works: a finding is as near as the nearest of its passages, by meaning; the nearest finding
of each agency is taken. What was done is the bulletin's own: its measures by kind, the documents it
issued, its status, the days from feedback to publication. What it does not know: whether what
another did fits one's own case.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from rag.borrow.tuned import LEAST
from rag.bulletin import Bulletin, Finding, Measure, Span
from rag.kinds.kinds import Kinds, MeasureKind
from rag.store.catalog import EVERYTHING, Where
from rag.store.snapshot import Snapshot
from rag.text.titles import issued_by

ASKED = 300  # characters of a finding that it is sought by


@dataclass(frozen=True, slots=True)
class Taken:
    """A measure that another agency took, and of what kinds it is."""

    measure: Measure
    kinds: tuple[MeasureKind, ...]


@dataclass(frozen=True, slots=True)
class Alike:
    """A finding of another agency like one's own, with what was done about it."""

    bulletin: Bulletin
    finding: Finding
    nearness: float
    measures: tuple[Taken, ...]
    documents: tuple[tuple[str, Span], ...]  # issued, each with the sentence that says so
    days: int | None  # from feedback to publication, None where a date is not stated

    @property
    def kinds(self) -> tuple[MeasureKind, ...]:
        """The kinds of its measures, each once."""
        return tuple(dict.fromkeys(kind for taken in self.measures for kind in taken.kinds))


@dataclass(frozen=True, slots=True)
class Among:
    """Which agencies are looked at: a filter, kinds of body, and oneself left out."""

    where: Where = EVERYTHING
    body_kinds: tuple[str, ...] = ()
    without: tuple[str, ...] = ()

    def admits(self, bulletin: Bulletin) -> bool:
        """Tell whether a bulletin is looked at."""
        return (
            self.where.admits(bulletin)
            and (not self.body_kinds or (bulletin.body_kind or "") in self.body_kinds)
            and bulletin.agency not in self.without
        )


def alike(now: Snapshot, text: str, among: Among, limit: int) -> tuple[Alike, ...]:
    """Return the findings most like a text, the nearest first, one of each agency."""
    asked = text[:ASKED]
    numbers = [now.number(b.id) for b in now.bulletins if among.admits(b)]
    rows = now.index.rows_in(numbers)
    units = now.index["passage.unit"][rows]
    rows = rows[now.index["unit.order"][units] > 0]
    if not len(rows):
        return ()
    units = now.index["passage.unit"][rows]
    near = now.index.dense_of_all(now.vector(asked))[rows]  # read in a row, not gathered
    best = np.full(len(now.index["unit.order"]), -np.inf)
    np.maximum.at(best, units, near)
    found: dict[str, Alike] = {}
    for unit in np.argsort(-best, kind="stable").tolist():
        if best[unit] < LEAST or len(found) == limit:
            break
        bulletin = now.at(int(now.index["unit.bulletin"][unit]))
        if bulletin.agency not in found:
            finding = bulletin.finding(int(now.index["unit.order"][unit]))
            found[bulletin.agency] = _told(now, bulletin, finding, float(best[unit]))
    return tuple(found.values())


def _told(now: Snapshot, bulletin: Bulletin, finding: Finding, nearness: float) -> Alike:
    kinds = now.derived(Kinds).of(finding)
    issued = tuple(
        (title, said) for title, (of, said) in issued_by(bulletin).items() if of.id == finding.id
    )
    begun, ended = bulletin.feedback_date, bulletin.published
    days = (ended - begun).days if begun and ended and ended > begun else None
    measures = tuple(Taken(measure, own) for measure, own in kinds.items())
    return Alike(bulletin, finding, nearness, measures, issued, days)


def by_kind(found: Sequence[Alike]) -> dict[MeasureKind, int]:
    """Return how many of the findings have a measure of each kind, the most frequent first."""
    counts = {kind: sum(kind in one.kinds for one in found) for kind in MeasureKind}
    return {k: n for k, n in sorted(counts.items(), key=lambda pair: -pair[1]) if n}
