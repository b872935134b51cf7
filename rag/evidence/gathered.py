"""Evidence kept as numbers, opened where it is looked at: what a question over agencies takes.

Thousands of findings may be relevant, thirty are shown: who has how many is told from arrays, and a
finding, its measures and its words are read when it is shown. What it does not know: what is
relevant.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import overload

import numpy as np

from rag.answer import Evidence
from rag.bulletin import Bulletin, Finding, Part, Span, Status
from rag.embedding.logistic import Floats
from rag.evidence.field import Field, Unit
from rag.evidence.topic import Topic
from rag.store.layout import NONE, STATUSES, Rows
from rag.store.letters import Flags
from rag.store.snapshot import Snapshot
from rag.text import chinese
from rag.text.sentences import sentences


@dataclass(frozen=True)
class Taken:
    """k units taken: in whole, or in part; `parts` tells which of their p pieces then."""

    units: Rows  # [k]
    relevance: Floats  # [k]
    whole: Flags  # [k]
    counts: Rows  # [k], pieces of each
    parts: Flags  # [p], unit by unit
    worth: Floats  # [p], the relevance of each piece by itself

    @cached_property
    def ends(self) -> Rows:
        """Where the pieces of each end: int64[k]."""
        return np.cumsum(self.counts)

    def pieces_of(self, at: int) -> slice:
        """Return where the pieces of the unit at this place lie."""
        end = int(self.ends[at])
        return slice(end - int(self.counts[at]), end)


class Gathered(Sequence[Evidence]):
    """Units taken as evidence: those at `places` of what was taken, in that order."""

    def __init__(
        self, now: Snapshot, taken: Taken, places: Rows, topic: Topic | None = None
    ) -> None:
        self._now, self._taken, self._places, self._topic = now, taken, places, topic

    def __len__(self) -> int:
        return len(self._places)

    @overload
    def __getitem__(self, at: int) -> Evidence: ...

    @overload
    def __getitem__(self, at: slice) -> "Gathered": ...

    def __getitem__(self, at: "int | slice") -> "Evidence | Gathered":
        if isinstance(at, slice):
            return self.of(np.arange(len(self))[at])
        return next(iter(self.of(np.arange(len(self))[[at]])))

    def __iter__(self) -> Iterator[Evidence]:
        taken = self._taken
        units = self._now.derived(Field).units(self.units)
        for unit, at in zip(units, self._places.tolist(), strict=True):
            relevance, own = float(taken.relevance[at]), taken.pieces_of(at)
            worth = taken.worth[own].tolist()
            lead = unit.pieces[worth.index(max(worth))] if worth else None
            if taken.whole[at] and unit.finding:
                yield replace(as_whole(unit.bulletin, unit.finding, relevance), lead=lead)
                continue
            parts = taken.parts[own].tolist()
            spans = [span for span, part in zip(unit.pieces, parts, strict=True) if part]
            said = tuple(s for span in spans for s in self._said(unit, span))
            yield Evidence(unit.bulletin, unit.finding, said, relevance, aside=True, lead=lead)

    @property
    def units(self) -> Rows:
        """The units: int64[len]."""
        return self._taken.units[self._places]

    @property
    def relevance(self) -> Floats:
        """The relevance of each: float64[len]."""
        return self._taken.relevance[self._places]

    @property
    def whole(self) -> Flags:
        """Which are taken in whole: bool[len]."""
        return self._taken.whole[self._places]

    def _said(self, unit: Unit, span: Span) -> Sequence[Span]:
        """Return the sentences of a line on organisation that name the topic; else a whole piece.

        Such a line is a paragraph on everything: what names nothing of the topic is none of it.
        """
        if self._topic is None or unit.part is not Part.ORGANISATION:
            return [span]
        text = unit.bulletin.text
        said = sentences(unit.bulletin, span)
        return [s for s in said if self._topic.names(chinese.fold(s.of(text)))] or [span]

    def of(self, places: Rows) -> "Gathered":
        """Return those at these places."""
        return Gathered(self._now, self._taken, self._places[places], self._topic)

    def of_findings(self, statuses: Sequence[Status] = tuple(STATUSES)) -> "Gathered":
        """Return those that are findings at these statuses."""
        index, units = self._now.index, self.units
        asked = np.isin(index["unit.status"][units], [STATUSES.index(s) for s in statuses])
        return self.of(np.flatnonzero(asked & (index["unit.order"][units] > 0)))

    @property
    def bulletins(self) -> list[Bulletin]:
        """The bulletins that they are of, each once."""
        return [self._now.at(number) for number in np.unique(self._numbers).tolist()]

    @property
    def statuses(self) -> dict[Status, int]:
        """How many findings stand at each status."""
        index, units = self._now.index, self.units
        numbers = index["unit.status"][units[index["unit.order"][units] > 0]]
        counts = np.bincount(numbers, minlength=len(STATUSES)).tolist()
        return {status: n for status, n in zip(STATUSES, counts, strict=True) if n}

    @property
    def _numbers(self) -> Rows:
        return self._now.index["unit.bulletin"][self.units].astype(np.int64)

    def has(self, finding: Finding) -> bool:
        """Tell whether a finding is among them."""
        first, _ = self._now.index.findings_of(self._now.number(finding.bulletin_id))
        return first + finding.order - 1 in self.units

    @property
    def agencies(self) -> int:
        """How many agencies they are of."""
        return len(np.unique(self._now.derived(Names).of[self._numbers]))

    def by_agency(self) -> dict[str, "Gathered"]:
        """Return each agency's own, agencies with the most relevant first."""
        names = self._now.derived(Names)
        owners = names.of[self._numbers]
        order = np.argsort(owners, kind="stable")
        agencies, first = np.unique(owners[order], return_index=True)
        if not len(agencies):
            return {}
        best = np.maximum.reduceat(self.relevance[order], first)
        shares = np.split(order, first[1:])
        ranked = np.argsort(-best, kind="stable").tolist()
        return {names.all[agencies[n]]: self.of(shares[n]) for n in ranked}


class Names:
    """The agencies of a snapshot in the order shown, and whose each bulletin is."""

    def __init__(self, now: Snapshot) -> None:
        self.all = list(dict.fromkeys(bulletin.agency for bulletin in now.bulletins))
        self.places = {name: at for at, name in enumerate(self.all)}
        self.of: Rows = np.full(len(now.index.rank), NONE, np.int64)  # [b]
        self.of[now.index.seen] = [self.places[bulletin.agency] for bulletin in now.bulletins]


def findings_in(evidence: Sequence[Evidence]) -> int:
    """Return how many findings the evidence is of."""
    if isinstance(evidence, Gathered):
        return len(evidence.of_findings())
    return len({one.finding.id for one in evidence if one.finding})


def wholes_in(evidence: Sequence[Evidence]) -> Sequence[Evidence]:
    """Return the evidence that is about the topic, not only touching it."""
    if isinstance(evidence, Gathered):
        return evidence.of(np.flatnonzero(evidence.whole))
    return [one for one in evidence if not one.aside]


def agencies_in(evidence: Sequence[Evidence]) -> int:
    """Return how many agencies the evidence is of."""
    if isinstance(evidence, Gathered):
        return evidence.agencies
    return len({one.bulletin.agency for one in evidence})


def best_of(evidence: Sequence[Evidence]) -> float:
    """Return the relevance of the most relevant; 0 where there is none."""
    if isinstance(evidence, Gathered):
        return float(evidence.relevance.max(initial=0.0))
    return max((one.relevance for one in evidence), default=0.0)


def whole_findings(now: Snapshot, units: Rows) -> Gathered:
    """Return findings as evidence, whole, whatever is asked of them."""
    ones, none = np.ones(len(units)), np.empty(0)
    taken = Taken(units, ones, ones > 0, np.zeros(len(units), np.int64), none > 0, none)
    return Gathered(now, taken, np.arange(len(units)))


def has(evidence: Sequence[Evidence], finding: Finding) -> bool:
    """Tell whether some of the evidence is of a finding."""
    if isinstance(evidence, Gathered):
        return evidence.has(finding)
    return any(one.finding == finding for one in evidence)


def as_whole(bulletin: Bulletin, finding: Finding, relevance: float = 1.0) -> Evidence:
    """Return a finding with all its measures; of one without, its own words."""
    spans = tuple(m.span for m in finding.measures) or (finding.span,)
    return Evidence(bulletin, finding, spans, relevance)
