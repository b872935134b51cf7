"""What a question asks for, told by heads fitted on examples: form, records, kinds of value, operations.

One logistic regression per head over the character n-grams (1 to 3) of the question, its agencies
masked, and over which cues are found in it; the weights stand in `tagger.npz`, fitted by
`python -m eval.fit_tagger` on `eval/sets/fitting` and `eval/sets/nation`. No vector is looked at: it
told no head more (docs/decisions.md), and so the heads serve any embedding model. What they do not
know: what the bulletins say, and what was said before.
"""

import json
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from rag.embedding.logistic import Floats, sigmoid
from rag.question.plan import MASK, PLACE_MASK

LONGEST = 3  # characters of an n-gram
AGENCY, PLACE = "甲", "乙"  # one character for what is masked, so that n-grams reach across
GRAM_SCALE = 3.0  # length of a question's n-grams together; a cue counts 1


@dataclass(frozen=True)
class Tagger:
    """The fitted weights: float64[heads, n-grams + cues], float64[heads]."""

    heads: tuple[str, ...]
    grams: Mapping[str, int]
    cues: Mapping[str, int]
    weights: Floats
    bias: Floats

    def chances(self, masked: str, cues: Collection[str]) -> dict[str, float]:
        """Return each head's probability for a folded question in which these cues are found."""
        at = [self.grams[gram] for gram in set(grams_of(masked)) if gram in self.grams]
        found = [len(self.grams) + self.cues[cue] for cue in cues if cue in self.cues]
        score = self.bias + self.weights[:, found].sum(axis=1)
        if at:
            score = score + self.weights[:, at].sum(axis=1) * GRAM_SCALE / len(at) ** 0.5
        return dict(zip(self.heads, map(float, sigmoid(score)), strict=True))


def grams_of(masked: str) -> Iterator[str]:
    """Yield the n-grams of a folded question, its ends marked."""
    text = f"^{masked.replace(MASK, AGENCY).replace(PLACE_MASK, PLACE)}$"
    for size in range(1, LONGEST + 1):
        for start in range(len(text) - size + 1):
            yield text[start : start + size]


@lru_cache(maxsize=1)
def tagger() -> Tagger:
    """Load the weights from `tagger.npz`: whole numbers, and the unit of each head."""
    with files("rag.question").joinpath("tagger.npz").open("rb") as file, np.load(file) as stored:
        card = json.loads(str(stored["card"]))
        whole: NDArray[np.int8] = stored["weights"]
        return Tagger(
            tuple(card["heads"]),
            {gram: at for at, gram in enumerate(str(stored["grams"]).split("\n"))},
            {cue: at for at, cue in enumerate(card["cues"])},
            whole * stored["unit"][:, None],
            stored["bias"],
        )
