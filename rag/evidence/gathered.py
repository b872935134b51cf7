"""Evidence kept as numbers, opened where it is looked at: what a question over agencies takes.

Thousands of findings may be relevant, thirty are shown: who has how many is told from arrays, and a
finding, its measures and its words are read when it is shown. What it does not know: what is
relevant.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import overload

import numpy as np

from rag.answer import Evidence
from rag.bulletin import Bulletin, Finding, Part, Span, Status
from rag.embedding.logistic import Floats
from rag.evidence.field import Field, Unit
from rag.evidence.topic import Topic
from rag.store.layout import NONE, STATUSES, Rows
from rag.store.letters import Flags, spread
from rag.store.snapshot import Snapshot
from rag.text import chinese
from rag.text.sentences import sentences


@dataclass(frozen=True, slots=True)
class Taken:
    """k units taken: in whole, or in part; `parts` tells which of their p pieces then."""

    units: Rows  # [k]
    relevance: Floats  # [k]
    whole: Flags  # [k]
    counts: Rows  # [k], pieces of each
    parts: Flags  # [p], unit by unit

    def at(self, places: Rows) -> "Taken":
        """Return those at these places."""
        ends = np.cumsum(self.counts)
        pieces = spread((ends - self.counts)[places], ends[places])
        return Taken(
            self.units[places], self.relevance[places], self.whole[places],
            self.counts[places], self.parts[pieces],
        )  # fmt: skip


class Gathered(Sequence[Evidence]):
    """Units taken as evidence, in the order given."""

    def __init__(self, now: Snapshot, taken: Taken, topic: Topic | None = None) -> None:
        self._now, self._topic, self.taken = now, topic, taken

    def __len__(self) -> int:
        return len(self.taken.units)

    @overload
    def __getitem__(self, at: int) -> Evidence: ...

    @overload
    def __getitem__(self, at: slice) -> "Gathered": ...

    def __getitem__(self, at: "int | slice") -> "Evidence | Gathered":
        places = np.arange(len(self))[at]
        if isinstance(at, slice):
            return self.of(places)
        return next(iter(self.of(np.array([places]))))

    def __iter__(self) -> Iterator[Evidence]:
        taken, ends = self.taken, np.cumsum(self.taken.counts).tolist()
        units = self._now.derived(Field).units(taken.units)
        for at, (unit, relevance) in enumerate(zip(units, taken.relevance.tolist(), strict=True)):
            if taken.whole[at] and unit.finding:
                yield as_whole(unit.bulletin, unit.finding, relevance)
                continue
            parts = taken.parts[ends[at] - len(unit.pieces) : ends[at]]
            spans = [span for span, part in zip(unit.pieces, parts, strict=True) if part]
            said = tuple(s for span in spans for s in self._said(unit, span))
            yield Evidence(unit.bulletin, unit.finding, said, relevance, aside=True)

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
        return Gathered(self._now, self.taken.at(places), self._topic)

    def of_findings(self, statuses: Sequence[Status] = tuple(STATUSES)) -> "Gathered":
        """Return those that are findings at these statuses."""
        index, units = self._now.index, self.taken.units
        asked = np.isin(index["unit.status"][units], [STATUSES.index(s) for s in statuses])
        return self.of(np.flatnonzero(asked & (index["unit.order"][units] > 0)))

    @property
    def bulletins(self) -> list[Bulletin]:
        """The bulletins that they are of, each once."""
        return [self._now.at(number) for number in np.unique(self._numbers).tolist()]

    @property
    def _numbers(self) -> Rows:
        return self._now.index["unit.bulletin"][self.taken.units].astype(np.int64)

    def by_agency(self) -> dict[str, "Gathered"]:
        """Return each agency's own, agencies with the most relevant first."""
        names = self._now.derived(Names)
        owners = names.of[self._numbers]
        order = np.argsort(owners, kind="stable")
        agencies, first = np.unique(owners[order], return_index=True)
        if not len(agencies):
            return {}
        best = np.maximum.reduceat(self.taken.relevance[order], first)
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


def best_of(evidence: Sequence[Evidence]) -> float:
    """Return the relevance of the most relevant; 0 where there is none."""
    if isinstance(evidence, Gathered):
        return float(evidence.taken.relevance.max(initial=0.0))
    return max((one.relevance for one in evidence), default=0.0)


def whole_findings(now: Snapshot, units: Rows) -> Gathered:
    """Return findings as evidence, whole, whatever is asked of them."""
    none = np.zeros(len(units), np.int64)
    taken = Taken(units, np.ones(len(units)), np.ones(len(units), bool), none, np.zeros(0, bool))
    return Gathered(now, taken)


def as_whole(bulletin: Bulletin, finding: Finding, relevance: float = 1.0) -> Evidence:
    """Return a finding with all its measures; of one without, its own words."""
    spans = tuple(m.span for m in finding.measures) or (finding.span,)
    return Evidence(bulletin, finding, spans, relevance)
