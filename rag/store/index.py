"""The index: passages by meaning and by words.

How it works: what is visible is held as a `View`, passages beside a matrix of their unit vectors,
so that every passage gets its exact score in one product; words are scored by FTS5 (BM25) in the
catalog. `search` fuses the best of both by rank; its nearest neighbours come from Chroma, which is
derived from the catalog and mended from it when something is missing there. What it does not know:
where relevant ends; a score is no probability.
"""

import threading
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np

from rag.errors import StoreError
from rag.store.catalog import Catalog
from rag.store.chroma import Chroma
from rag.store.passages import Hit, Passage
from rag.store.view import Keys, Vectors, View

FUSION = 60  # reciprocal rank fusion, k of Cormack et al. 2009
COMMON = 0.5  # words in more than this share of the passages tell nothing
POOL = 4  # candidates from each side for one hit wanted


class LocalIndex:
    """The index of one store, for one model. Usable from several threads."""

    def __init__(self, folder: Path, catalog: Catalog, model: str) -> None:
        self.model = model
        self._catalog = catalog
        self._chroma = Chroma(folder)
        self._lock = threading.Lock()
        self._view = View("", (), np.empty(0, np.int64), np.empty((0, 0), np.float32))

    def close(self) -> None:
        """Let go of the files."""
        self._chroma.close()

    def view(self) -> View:
        """Return what is visible now. Raise `StoreError` where a passage has no vector."""
        if self._view.version == self._catalog.version:
            return self._view
        with self._lock:
            if self._view.version != self._catalog.version:
                self._view = self._look(self._view)
            return self._view

    def _look(self, old: View) -> View:
        with self._catalog.reading():
            rows = self._catalog.passages()
            version = self._catalog.version
            fresh = [digest for key, digest, _ in rows if key not in old.row_of]
            known = self._catalog.vectors(self.model, list(dict.fromkeys(fresh)))
        if any(digest not in known for digest in fresh):
            raise StoreError(
                "索引中缺少部分段落的向量。请运行 python ingest.py --rebuild 重建索引。"
            )
        vectors = [
            old.matrix[old.row_of[key]] if key in old.row_of else known[digest]
            for key, digest, _ in rows
        ]
        matrix = np.stack(vectors) if vectors else np.empty((0, 0), np.float32)
        keys = np.array([key for key, _, _ in rows], np.int64)
        return View(version, tuple(passage for _, _, passage in rows), keys, matrix)

    def scores(self, view: View, vector: Vectors, words: Sequence[str]) -> tuple[Vectors, Vectors]:
        """Return cosine and BM25 (0 = no word shared) of every passage of the view: float32[n]."""
        sparse = np.zeros(len(view.passages), np.float32)
        if not view.passages:
            return sparse, sparse
        rows, scores = self._words(view, words)
        sparse[rows] = scores
        return view.matrix @ vector, sparse

    def _words(self, view: View, words: Sequence[str]) -> tuple[Keys, Vectors]:
        """Return the rows of the view that hold any of the words, and their BM25."""
        keys, scores = self._catalog.word_scores(words, COMMON * len(view.passages))
        rows = view.rows(keys)
        seen = rows >= 0  # the others are hidden, or newer than the view
        return rows[seen], scores[seen]

    def search(
        self,
        vector: Vectors,
        words: Sequence[str],
        limit: int,
        bulletin_ids: Sequence[str] | None = None,
    ) -> list[Hit]:
        """Return the best passages, nearest neighbours and word matches fused by rank.

        Only of `bulletin_ids`, where these are given. A passage without any of the words gets no
        rank for them.
        """
        view = self.view()
        wanted = None if bulletin_ids is None else set(bulletin_ids)
        if limit < 1 or not view.passages or wanted == set():
            return []
        rows, scores = self._words(view, words)
        sparse = {
            int(rows[at]): float(scores[at])
            for at in np.argsort(-scores, kind="stable")
            if wanted is None or view.passages[rows[at]].bulletin_id in wanted
        }
        near = self._chroma.nearest(view, vector, limit * POOL, wanted)
        ranked = fuse(near, list(sparse)[: limit * POOL])[:limit]
        dense = view.matrix[ranked] @ vector
        return [
            Hit(view.passages[row], float(cosine), sparse.get(row, 0.0))
            for row, cosine in zip(ranked, dense, strict=True)
        ]

    def put(self, keys: Sequence[int], passages: Sequence[Passage], vectors: Vectors) -> None:
        """Take passages in. They are found once the catalog shows them."""
        self._chroma.put(keys, passages, vectors)

    def drop(self, keys: Iterable[int]) -> None:
        """Forget passages, known or not."""
        self._chroma.drop(list(keys))

    def clear(self) -> None:
        """Forget everything; `search` fills the index again from the catalog."""
        self._chroma.clear()

    def problems(self) -> list[str]:
        """Return what does not agree with the catalog, in words."""
        try:
            view = self.view()
        except StoreError as error:
            return [str(error)]
        held = self._chroma.keys(view.version)
        missing = len(set(view.row_of) - held)
        extra = len(held - set(view.row_of))
        lengths = np.linalg.norm(view.matrix, axis=1) if view.passages else np.ones(1)
        checks = {
            f"向量库缺少 {missing} 个段落": missing > 0,
            f"向量库多出 {extra} 个段落": extra > 0,
            "有向量的长度不为 1": bool(np.abs(lengths - 1).max() > 1e-3),
        }
        return [text for text, wrong in checks.items() if wrong]


def fuse(*rankings: Sequence[int]) -> list[int]:
    """Fuse rankings by reciprocal rank: each gives 1 / (60 + rank); best first, ties by number."""
    scores: dict[int, float] = {}
    for ranking in rankings:
        for rank, item in enumerate(ranking, start=1):
            scores[item] = scores.get(item, 0.0) + 1 / (FUSION + rank)
    return sorted(scores, key=lambda item: (-scores[item], item))
