"""Hybrid search: the passages nearest by meaning and those that share words, fused by rank.

Nearest neighbours come from Chroma, words from the snapshot's own. What it does not know: where
relevant ends; a rank is no probability.
"""

from collections.abc import Sequence

import numpy as np

from rag.store.catalog import EVERYTHING, Where
from rag.store.passages import Hit, Passage
from rag.store.snapshot import Snapshot
from rag.store.tuned import FUSION, POOL


def search(now: Snapshot, text: str, limit: int, where: Where) -> list[Hit]:
    """Return the best passages that `where` admits, best first.

    A passage without any of the words gets no rank for them.
    """
    vector = now.vector(text)
    wanted = None if where == EVERYTHING else {b.id for b in now.among(where)}
    if limit < 1 or not len(now.index.rows) or wanted == set():
        return []
    wide = limit * 4 if where.statuses else limit
    sparse = now.sparse(text)
    numbers = None if wanted is None else [now.number(id) for id in wanted]
    rows = now.index.rows_in(numbers)
    by_words = rows[np.argsort(-sparse[rows], kind="stable")[: wide * POOL]]
    near = now.nearest(vector, wide * POOL, wanted)
    ranked = fuse(near.tolist(), by_words[sparse[by_words] > 0].tolist())[:wide]
    dense = now.index.dense(np.array(ranked, np.int64), vector)
    hits = [
        Hit(now.passage(row), float(cosine), float(sparse[row]))
        for row, cosine in zip(ranked, dense, strict=True)
    ]
    return [hit for hit in hits if _admitted(hit.passage, now, where)][:limit]


def _admitted(passage: Passage, now: Snapshot, where: Where) -> bool:
    bulletin = now.bulletin(passage.bulletin_id)
    return not where.statuses or any(
        finding.id == passage.finding_id and where.admits_finding(finding)
        for finding in (bulletin.findings if bulletin else ())
    )


def fuse(*rankings: Sequence[int]) -> list[int]:
    """Fuse rankings by reciprocal rank: each gives 1 / (60 + rank); best first, ties by number."""
    scores: dict[int, float] = {}
    for ranking in rankings:
        for rank, item in enumerate(ranking, start=1):
            scores[item] = scores.get(item, 0.0) + 1 / (FUSION + rank)
    return sorted(scores, key=lambda item: (-scores[item], item))
