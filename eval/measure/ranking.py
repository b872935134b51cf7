"""Ranked findings against gold findings: recall@k, reciprocal rank, nDCG@10.

Computed by ir-measures (trec_eval underneath), so that the figures are those of the literature. A
retriever's pieces are turned into findings first, each at the rank of its first piece: piece sizes
differ between retrievers, findings do not.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence

from eval.measure.summary import Estimate, estimate
from eval.sets.questions import Key, Question
from eval.sets.sources import Sources, findings_at
from rag.bulletin import Span

DEPTH = 20  # findings ranked
PIECES = 100  # passages or chunks asked for, so that `DEPTH` findings are among them
MEASURED = ("R@1", "R@5", "R@10", "R@20", "RR", "nDCG@10")

Ranking = Sequence[str]  # ids, best first
Piece = tuple[str, Span]  # a bulletin's file stem and a stretch of its text
Search = Callable[[str, int], Iterable[Piece]]  # question, how many -> pieces, best first


def measure(gold: Mapping[str, set[str]], ranked: Mapping[str, Ranking]) -> dict[str, Estimate]:
    """Return the measures of rankings, both by question id; questions without gold are left out."""
    import ir_measures  # of requirements-eval.txt; a run without the baseline does without it

    wanted = {id: dict.fromkeys(ids, 1) for id, ids in gold.items() if ids and id in ranked}
    found = {
        id: {doc: float(-at) for at, doc in enumerate(dict.fromkeys(ranked[id]))} for id in wanted
    }
    values: dict[str, list[float]] = {name: [] for name in MEASURED}
    measures = [ir_measures.parse_measure(name) for name in MEASURED]
    for one in ir_measures.iter_calc(measures, wanted, found):
        values[str(one.measure)].append(one.value)
    return {name: estimate(figures) for name, figures in values.items() if figures}


def rank(questions: Iterable[Question], search: Search, sources: Sources) -> dict[str, Ranking]:
    """Search for each question that has gold; return its findings, best first, by question id."""
    return {
        question.id: findings(search(question.question, PIECES), sources)
        for question in questions
        if question.gold
    }


def findings(pieces: Iterable[Piece], sources: Sources) -> list[str]:
    """Return the findings that the pieces touch, in order of first touch."""
    keys = (key for doc, span in pieces for key in findings_at(sources[doc], span))
    return [name(key) for key in dict.fromkeys(keys)][:DEPTH]


def gold_of(questions: Iterable[Question]) -> dict[str, set[str]]:
    """Return the gold places of the questions by id."""
    return {q.id: {name(place.key) for place in q.gold or ()} for q in questions}


def name(key: Key) -> str:
    """Return a place's id in a ranking."""
    return f"{key[0]}#{key[1]}"
