"""How relevant a finding, or one measure in it, is to a question's topic: a probability.

Two logistic models over a handful of features (meaning: cosine of the finding and of its best
measure, plain and against the question's own distribution; words: coverage of the question's
notions and character pairs in heading, body and best measure, weighted by rarity; BM25). The
weights stand in `relevance.json`, fitted by `python -m eval.fit`. A finding counts as touched in
passing (aside) when only a measure of it speaks of the topic.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

import numpy as np

from rag.embedding.logistic import Floats, Model
from rag.evidence.features import Asked, features
from rag.store.layout import Rows
from rag.store.letters import Flags, spread


@lru_cache(maxsize=1)
def models() -> tuple[Model, Model, dict[str, float]]:
    """Load the finding model, the piece model and the thresholds from `relevance.json`."""
    stored = json.loads(files("rag.evidence").joinpath("relevance.json").read_text("utf-8"))
    loaded = [
        Model(tuple(m["weights"]), np.array(list(m["weights"].values())), m["bias"])
        for m in (stored["finding"], stored["piece"])
    ]
    return loaded[0], loaded[1], stored["thresholds"]


@dataclass(frozen=True)
class Judged:
    """k units with their probabilities: of the whole, and of each of their p pieces by itself.

    The lines of a part have no probability as a whole: they are as relevant as the best of them.
    """

    units: Rows  # [k]
    whole: Floats  # [k]
    counts: Rows  # [k], pieces of each
    pieces: Floats  # [p], unit by unit
    named: Flags  # [p], which pieces name a head notion of the topic

    @property
    def best(self) -> Floats:
        """The larger of the whole's and the best piece's probability: float64[k]."""
        best = self.whole.copy()
        np.maximum.at(best, np.repeat(np.arange(len(self.units)), self.counts), self.pieces)
        return best

    def at(self, order: Rows) -> "Judged":
        """Return the units at these places, in this order."""
        ends = np.cumsum(self.counts)
        pieces = spread((ends - self.counts)[order], ends[order])
        return Judged(
            self.units[order], self.whole[order], self.counts[order],
            self.pieces[pieces], self.named[pieces],
        )  # fmt: skip


def judge(asked: Asked, units: Rows) -> Judged:
    """Return the units with their probabilities, in the order given."""
    whole_model, piece_model, _ = models()
    seen = features(asked, units)
    whole = np.where(asked.index["unit.order"][units] > 0, whole_model(seen.wholes), 0.0)
    return Judged(units, whole, seen.counts, piece_model(seen.pieces), seen.named)


def together(judged: Sequence[Judged]) -> Judged:
    """Return several as one."""
    names = ("units", "whole", "counts", "pieces", "named")
    return Judged(*(np.concatenate([getattr(one, name) for one in judged]) for name in names))
