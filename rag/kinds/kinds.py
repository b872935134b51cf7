"""The kinds of the measures of a snapshot, as flags: `snapshot.derived(Kinds)`.

How it works: a measure may be of several kinds, or of none. One logistic regression per kind, over
the measure's stored vector, the ways of acting that its words name (a row of `notions.txt` each)
and those words singly; all measures of a store in one pass over the arrays of its index. The
weights are fitted by `python -m eval.fit_kinds --write`. What it does not know: whether a measure
was carried out, and what an embedding model other than the one fitted on makes of it: then the
words alone judge.
"""

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from rag.bulletin import Finding, Measure
from rag.embedding.logistic import sigmoid
from rag.store.layout import NONE
from rag.store.letters import Stretches
from rag.store.snapshot import Snapshot
from rag.text import chinese

BATCH = 65_536  # vectors multiplied at once

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]


class MeasureKind(StrEnum):
    """What a measure does (措施类别)."""

    RULES = "制度建设"
    TRAINING = "学习培训"
    CHECKS = "专项检查"
    ACCOUNTABILITY = "追责问责"
    MONEY = "资金清退"
    DISCLOSURE = "公开公示"
    MECHANISMS = "机制平台"
    STAFF = "人员调整"
    CORRECTION = "纠正清理"
    WORKS = "项目建设"
    SERVICE = "走访服务"


ALL = tuple(MeasureKind)


@lru_cache(maxsize=1)
def notions() -> tuple[tuple[str, ...], ...]:
    """Return the ways of acting, each in the words that name it, folded."""
    lines = (Path(__file__).parent / "notions.txt").read_text("utf-8").splitlines()
    rows = (line.split() for line in lines if line and not line.startswith("#"))
    return tuple(tuple(dict.fromkeys(map(chinese.fold, row))) for row in rows)


@lru_cache(maxsize=1)
def words_listed() -> tuple[str, ...]:
    """Return every word of the notions, each once."""
    return tuple(dict.fromkeys(word for row in notions() for word in row))


@dataclass(frozen=True)
class Weights:
    """The weights of all kinds, k: one for each notion, word and number of a vector."""

    model: str  # the embedding model that the vectors are of
    notions: Floats  # [rows, k]
    words: Floats  # [words, k]
    vector: Floats  # [d, k]
    bias: Floats  # [k]
    bias_alone: Floats  # [k], where the words judge without the vectors
    limits: Floats  # [k], the least probability of being of the kind


@lru_cache(maxsize=1)
def weights() -> Weights:
    """Return the fitted weights."""
    known = json.loads((Path(__file__).parent / "kinds.json").read_text("utf-8"))
    names = ("notions", "words", "vector", "bias", "bias_alone", "limits")
    return Weights(known["model"], *(np.array(known[name]) for name in names))


class Kinds:
    """The kinds of every measure of a snapshot; lines outside the findings are of none."""

    def __init__(self, now: Snapshot) -> None:
        self._now = now
        self.flags: Flags = judged(now, weights())  # [p, k], by piece of the index

    def of(self, finding: Finding) -> dict[Measure, tuple[MeasureKind, ...]]:
        """Return a finding's measures, in order, each with its kinds."""
        index, bulletin = self._now.index, self._now.number(finding.bulletin_id)
        first, _ = index.findings_of(bulletin)
        pieces, _ = index.pieces_of(np.array([first + finding.order - 1]))
        return {
            measure: tuple(kind for kind, on in zip(ALL, self.flags[piece], strict=True) if on)
            for measure, piece in zip(finding.measures, pieces.tolist(), strict=True)
        }

    def counted(self, findings: Iterable[Finding]) -> Mapping[MeasureKind, int]:
        """Return how many of some findings have a measure of each kind, the most frequent first."""
        counts: Counter[MeasureKind] = Counter()
        for finding in findings:
            counts.update({kind for kinds in self.of(finding).values() for kind in kinds})
        return dict(counts.most_common())


def judged(now: Snapshot, known: Weights) -> Flags:
    """Tell of every piece of an index which kinds it is of: bool[p, k]."""
    chances = sigmoid(logits(now, known))
    flags: Flags = chances >= known.limits
    flags[~is_measure(now)] = False
    return flags


def logits(now: Snapshot, known: Weights) -> Floats:
    """Return what the regressions give for every piece of an index: float64[p, k]."""
    total = np.zeros((len(now.index["piece.at"]), len(ALL)))
    weight = dict(zip(words_listed(), known.words, strict=True))
    for row, of_row in zip(notions(), known.notions, strict=True):
        said = np.zeros(len(total), bool)
        for word in row:
            said[saying(now, word)] = True
        total[said] += of_row
    for word, of_word in weight.items():
        total[saying(now, word)] += of_word
    if now.model != known.model:
        return total + known.bias_alone
    rows = now.index["piece.row"]
    for at in range(0, len(rows), BATCH):
        some = rows[at : at + BATCH]
        vectors = now.index["passage.vector"][np.maximum(some, 0)]
        total[at : at + BATCH] += np.where((some == NONE)[:, None], 0, vectors @ known.vector)
    return total + known.bias


def saying(now: Snapshot, word: str) -> NDArray[np.int64]:
    """Return the pieces that hold a word, each once."""
    stretches, order = now.derived(_stretches)
    return order[np.unique(stretches.holding(now.index.letters.places(word), len(word)))]


def is_measure(now: Snapshot) -> Flags:
    """Tell of every piece whether it belongs to a finding."""
    index = now.index
    units = np.searchsorted(index["unit.piece"], np.arange(len(index["piece.at"])), "right") - 1
    flags: Flags = index["unit.order"][units] > 0
    return flags


def _stretches(now: Snapshot) -> tuple[Stretches, NDArray[np.int64]]:
    """Return where the pieces stand in the text, ascending, and which each of them is."""
    order = np.argsort(now.index["piece.at"], kind="stable").astype(np.int64)
    at, end = now.index["piece.at"][order], now.index["piece.at_end"][order]
    return Stretches(at, end), order
