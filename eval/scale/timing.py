"""How long questions take: each by itself in turns with the other side, and many at once.

Every question is worded anew each time round, so that neither an answer nor a question's vector is
one that was kept, and the two sides never ask in the same words: both embed.
"""

import os
import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import count, islice

import numpy as np

from eval.load import OPENINGS
from eval.scale.figures import KINDS, Figure
from eval.sets.questions import Question

Call = Callable[[str], object]
BOTH = ("", "。")  # what ends a question, to the program and to the other side
GLANCED = "wide"  # the kind of question whose first page is timed by itself


def kind_of(question: Question) -> str:
    """Return a question's kind, those over agencies apart by how many they are over."""
    if question.type == "cross_agency":
        return "narrow" if question.id.startswith("narrow") else "wide"
    return question.type


def worded(question: str, turn: int) -> str:
    """Return a question in the words of this time round."""
    return OPENINGS[turn % len(OPENINGS)] + "再" * (turn // len(OPENINGS)) + question


def milliseconds(call: Call, said: str) -> float:
    """Return how long it takes to ask."""
    started = time.perf_counter()
    call(said)
    return 1000 * (time.perf_counter() - started)


def by_kind(
    questions: Sequence[Question], ours: Call, other: Call, first: Call, rounds: int
) -> Iterator[Figure]:
    """Time both sides in turns; yield the median and the 95th percentile of each kind.

    Of a question over all agencies also that of its first page (`first`).
    """
    times: dict[str, tuple[list[float], list[float]]] = {}
    for turn in range(rounds):
        for question in questions:
            kind, said = kind_of(question), worded(question.question, turn)
            kept = times.setdefault(kind, ([], []))
            for side, call, end in zip(kept, (ours, other), BOTH, strict=True):
                side.append(milliseconds(call, said + end))
            if kind == GLANCED:
                page = times.setdefault("first", ([], kept[1]))
                page[0].append(milliseconds(first, f"{said}；"))
    for name, percent in (("p50", 50), ("p95", 95)):
        for kind in (kind for kind in KINDS if kind in times):
            values = [float(np.percentile(side, percent)) for side in times[kind]]
            yield Figure(f"{kind}.{name}", *(round(value, 2) for value in values))


def embedding(questions: Sequence[Question], embed: Call) -> Figure:
    """Time what both sides have in common: the question's vector."""
    times = [milliseconds(embed, f"{q.question}；") for q in questions]
    return Figure("embedding", round(statistics.median(times), 2))


def rate(questions: Sequence[Question], ours: Call, other: Call, seconds: float) -> Figure:
    """Ask from twice as many threads as there are cores; return the questions answered a second."""
    sides = zip((ours, other), BOTH, strict=True)
    return Figure("rate", *(_per_second(questions, call, end, seconds) for call, end in sides))


def _per_second(questions: Sequence[Question], call: Call, end: str, seconds: float) -> float:
    """Return how many questions a second one side answers."""
    asked = (
        worded(question.question, turn) + end + "！" for turn in count() for question in questions
    )
    threads = 2 * (os.cpu_count() or 1)
    done, started = 0, time.perf_counter()
    with ThreadPoolExecutor(threads) as pool:
        while (taken := time.perf_counter() - started) < seconds:
            done += len(list(pool.map(call, islice(asked, 4 * threads))))
    return round(done / taken, 2)
