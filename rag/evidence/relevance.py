"""How relevant a finding, or one measure in it, is to a question's topic: a probability.

Two logistic models over a handful of features (meaning: cosine of the finding and of its best
measure, plain and against the question's own distribution; words: coverage of the question's
notions and character pairs in heading, body and best measure, weighted by rarity; BM25). The
weights stand in `relevance.json`, fitted by `python -m eval.fit`. A finding counts as touched in
passing (aside) when only a measure of it speaks of the topic.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

import numpy as np

from rag.embedding.logistic import Floats, Model
from rag.evidence.features import features
from rag.evidence.field import Field, Unit
from rag.evidence.topic import Topic
from rag.evidence.tuned import CANDIDATES


@dataclass(frozen=True, slots=True)
class Judged:
    """A unit with its probabilities: of the whole, and of each of its pieces by itself."""

    unit: Unit
    whole: float
    pieces: tuple[float, ...]
    named: tuple[bool, ...] = ()  # which pieces name a head notion of the topic

    @property
    def best(self) -> float:
        """The larger of the whole's and the best piece's probability."""
        return max(self.whole, *self.pieces) if self.pieces else self.whole


@lru_cache(maxsize=1)
def models() -> tuple[Model, Model, dict[str, float]]:
    """Load the finding model, the piece model and the thresholds from `relevance.json`."""
    stored = json.loads(files("rag.evidence").joinpath("relevance.json").read_text("utf-8"))
    loaded = [
        Model(tuple(m["weights"]), np.array(list(m["weights"].values())), m["bias"])
        for m in (stored["finding"], stored["piece"])
    ]
    return loaded[0], loaded[1], stored["thresholds"]


def judge(
    field: Field, units: Sequence[Unit], topic: Topic, dense: Floats, sparse: Floats
) -> list[Judged]:
    """Return the units with their probabilities, in the order given.

    A section has no probability as a whole: it is as relevant as its lines.
    """
    whole_model, piece_model, _ = models()
    wholes, parts = features(field, units, topic, dense, sparse)
    whole = whole_model(wholes) if len(wholes) else np.zeros(0)
    named = [tuple(topic.names(piece.words) for piece in u.pieces) for u in units]
    return [
        Judged(
            u,
            float(p) if u.finding else 0.0,
            tuple(map(float, piece_model(x))) if len(x) else (),
            n,
        )
        for u, p, x, n in zip(units, whole, parts, named, strict=True)
    ]


def candidates(units: Sequence[Unit], dense: Floats, sparse: Floats) -> list[Unit]:
    """Return the units worth judging: all of a small store, else the nearest ones."""
    if len(units) <= CANDIDATES:
        return list(units)

    def nearest(scores: Floats) -> list[int]:
        best = [max((float(scores[r]) for r in _rows(u)), default=-1.0) for u in units]
        return sorted(range(len(units)), key=best.__getitem__, reverse=True)[: CANDIDATES // 2]

    return [units[i] for i in sorted({*nearest(dense), *nearest(sparse)})]


def _rows(unit: Unit) -> Iterable[int]:
    return (r for r in (unit.row, *(p.row for p in unit.pieces)) if r >= 0)
