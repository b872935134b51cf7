"""What a question asks for, recognised by its meaning where no cue is found: records, or all.

One logistic regression per record over the question's vector, agencies masked, and one for whether
it is asked over the agencies; the weights stand in `recogniser.json`, fitted by
`python -m eval.fit_records` on the phrasings in `eval/sets/fitting`. They are of one embedding model:
with another one nothing is recognised, and the cues stand alone.
"""

import json
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from rag.embedding.logistic import Floats, sigmoid
from rag.question.plan import PARTS
from rag.question.tuned import ALSO, IN_PART, LIKELY, SURE


@dataclass(frozen=True)
class Recogniser:
    """The fitted weights: `names` of r records, float64[r, d] over a unit vector, float64[r].

    `over` and `over_bias` are those of a question over the agencies: float64[d].
    """

    model: str
    names: tuple[str, ...]
    weights: Floats
    bias: Floats
    over: Floats
    over_bias: float

    def over_agencies(self, vector: NDArray[np.float32]) -> float:
        """Return the probability that a question with this vector is asked over the agencies."""
        return float(sigmoid(self.over @ vector.astype(np.float64) + self.over_bias))

    def chances(self, vector: NDArray[np.float32]) -> dict[str, float]:
        """Return the probability of each record, given a question's vector float32[d]."""
        likely = sigmoid(self.weights @ vector.astype(np.float64) + self.bias)
        return dict(zip(self.names, map(float, likely), strict=True))

    def records(self, vector: NDArray[np.float32], *, says_much: bool = False) -> tuple[str, ...]:
        """Return the records that a question asks for, the likeliest first; most often none."""
        ranked = sorted(self.chances(vector).items(), key=lambda pair: -pair[1])
        first, chance = ranked[0]
        least = IN_PART if first in PARTS else SURE if says_much else LIKELY
        if chance < least:
            return ()
        return tuple(name for name, chance in ranked if chance >= ALSO)


@lru_cache(maxsize=1)
def recogniser() -> Recogniser:
    """Load the weights from `recogniser.json`."""
    stored = json.loads(files("rag.question").joinpath("recogniser.json").read_text("utf-8"))
    by_name = stored["records"]
    weights = np.array([record["weights"] for record in by_name.values()])
    bias = np.array([record["bias"] for record in by_name.values()])
    over = stored["over"]
    return Recogniser(
        stored["model"], tuple(by_name), weights, bias, np.array(over["weights"]), over["bias"]
    )
