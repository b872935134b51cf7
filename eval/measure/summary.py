"""Scores of single questions -> means by kind of question, with how sure we may be of them.

The interval is the percentile bootstrap over questions (Efron 1979): 95 % of the means of resampled
question sets lie in it. It says how much the mean owes to the choice of questions, and nothing
about whether the questions are like those that people will ask.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from eval.measure.metrics import MEASURES, Case, scores
from eval.sets.answers import Answered
from eval.sets.questions import Question

RESAMPLES = 2000
KINDS = ("lookup", "fact", "cross_agency", "compare", "meta", "unanswerable", "dialogue")
ALL = "all"


@dataclass(frozen=True, slots=True)
class Estimate:
    """A mean over `n` questions and its 95 % interval."""

    mean: float
    low: float
    high: float
    n: int

    def __str__(self) -> str:
        return f"{self.mean:.3f} [{self.low:.2f}–{self.high:.2f}]"


@dataclass(frozen=True, slots=True)
class Scored:
    """One question, its answer and what each measure says of it."""

    question: Question
    answer: Answered
    scores: Mapping[str, float]

    @property
    def kind(self) -> str:
        """The kind of question, "" where nobody has said."""
        return self.question.type


@dataclass(frozen=True, slots=True)
class Summary:
    """Means by kind and measure, latency percentiles by kind, agreement over paraphrases."""

    kinds: dict[str, dict[str, Estimate]]
    latency: dict[str, dict[str, float]]
    consistency: Estimate | None

    def to_dict(self) -> dict[str, Any]:
        """Return the object of metrics.json."""
        return asdict(self)


def score(cases: Iterable[Case]) -> list[Scored]:
    """Score each case by every measure that applies."""
    return [Scored(case.question, case.answer, scores(case)) for case in cases]


def summarise(scored: Sequence[Scored]) -> Summary:
    """Return the means by kind (in the order of `KINDS`, unknown kinds after) and over all."""
    present = {one.kind for one in scored}
    order = [kind for kind in KINDS if kind in present] + sorted(present - {*KINDS, ""})
    parts = {kind: [one for one in scored if one.kind == kind] for kind in order}
    parts[ALL] = list(scored)
    return Summary(
        {kind: _means(part) for kind, part in parts.items()},
        {
            kind: percentiles([one.answer.latency_ms for one in part])
            for kind, part in parts.items()
        },
        _consistency(scored),
    )


def estimate(values: Sequence[float]) -> Estimate:
    """Return the mean of at least one value and its interval (seeded: always the same)."""
    sample = np.asarray(values, dtype=float)
    picks = np.random.default_rng(0).integers(0, len(sample), (RESAMPLES, len(sample)))
    low, high = np.percentile(sample[picks].mean(axis=1), [2.5, 97.5])
    return Estimate(float(sample.mean()), float(low), float(high), len(sample))


def percentiles(milliseconds: Sequence[float]) -> dict[str, float]:
    """Return the median and the 95th percentile of at least one latency."""
    p50, p95 = np.percentile(np.asarray(milliseconds, dtype=float), [50, 95])
    return {"p50": round(float(p50), 1), "p95": round(float(p95), 1)}


def _means(part: Sequence[Scored]) -> dict[str, Estimate]:
    by_measure = {m.name: [s.scores[m.name] for s in part if m.name in s.scores] for m in MEASURES}
    return {name: estimate(values) for name, values in by_measure.items() if values}


def _consistency(scored: Sequence[Scored]) -> Estimate | None:
    """Return how far paraphrases of a question cite the same places (Jaccard), None without any."""
    cited = {one.question.id: set(one.answer.cited) for one in scored}
    shares = []
    for one in scored:
        model = one.question.paraphrase_of
        if model in cited:
            either = cited[model] | cited[one.question.id]
            both = cited[model] & cited[one.question.id]
            shares.append(len(both) / len(either) if either else 1.0)
    return estimate(shares) if shares else None
