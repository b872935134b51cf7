"""The candidates against a scan of everything: what is relevant and was never judged.

Every finding in scope of a question over agencies is judged, whatever its rank, and held against
what the search judges of its own accord. Relevant is what would be of use to the answer. What it
does not know: whether what is judged relevant is so.
"""

import statistics
import time
from collections.abc import Iterator, Sequence

import numpy as np

from eval.scale.figures import Figure
from eval.sets.questions import Question
from rag.evidence.candidates import Need, judged_in
from rag.evidence.choosing import Chooser
from rag.evidence.features import Asked
from rag.evidence.field import Field
from rag.evidence.found import scope_of
from rag.evidence.relevance import Judged, judge, together
from rag.evidence.topic import weigh
from rag.question.planner import Planner
from rag.question.subject import subject_of
from rag.store.layout import Rows
from rag.store.letters import Flags
from rag.store.snapshot import Snapshot

AT_A_TIME = 20_000  # units judged together, for the sake of memory

Search = tuple[Asked, Flags, Need]


def search_of(question: str, now: Snapshot) -> Search | None:
    """Return what a question looks for among which findings; None where it has no topic."""
    plan = now.derived(Planner).plan(question)
    scope = scope_of(plan, now.bulletins)
    if not plan.concepts or not scope:
        return None
    asked_of = np.zeros(len(now.index.rank), bool)
    asked_of[[now.number(bulletin.id) for bulletin in scope]] = True
    text = plan.topic or plan.standalone
    topic = weigh(now.derived(Field), subject_of(text, plan.concepts), asked_of)
    asked = Asked(now.index, topic, now.vector(text), now.sparse(text))
    within = asked_of[now.index["unit.bulletin"]] & (now.index["unit.order"] > 0)
    return asked, within, Chooser(plan, topic).need


def all_judged(asked: Asked, within: Flags) -> Judged:
    """Judge everything."""
    units = np.flatnonzero(within)
    parts = np.array_split(units, max(1, len(units) // AT_A_TIME))
    return together([judge(asked, part) for part in parts])


def useful(judged: Judged, need: Need) -> Rows:
    """Return the units that are of use."""
    best = judged.best
    return judged.units[need.useful(best, float(best.max(initial=0.0)))]


def reach(questions: Sequence[Question], now: Snapshot) -> Iterator[Figure]:
    """Search both ways; yield the shares reached over all questions, and the medians of time."""
    counted = np.zeros((3, 2))  # findings, agencies, judged; of the search and of the scan
    times: tuple[list[float], list[float]] = ([], [])
    agency = now.index["unit.bulletin"]
    for search in filter(None, (search_of(q.question, now) for q in questions)):
        asked, within, need = search
        started = time.perf_counter()
        found = judged_in(now, *search)
        between = time.perf_counter()
        every = all_judged(asked, within)
        times[0].append(1000 * (between - started))
        times[1].append(1000 * (time.perf_counter() - between))
        relevant = useful(every, need)
        reached = np.intersect1d(relevant, found.units)
        counted[0] += len(reached), len(relevant)
        counted[1] += len(np.unique(agency[reached])), len(np.unique(agency[relevant]))
        counted[2] += len(found.units), len(every.units)
    for name, (ours, whole) in zip(("findings", "agencies", "judged"), counted, strict=True):
        if whole:
            yield Figure(f"reach.{name}", round(float(ours / whole), 5))
    if times[0]:
        yield Figure("reach.ms", *(round(statistics.median(side), 2) for side in times))
