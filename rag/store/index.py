"""The index: passages by meaning and by words.

How it works: what is visible is held as a `View`, passages beside a matrix of their unit vectors,
so that every passage gets its exact score in one product; words are scored by FTS5 (BM25) in the
catalog. `search` fuses the best of both by rank; its nearest neighbours come from Chroma, which is
derived from the catalog and mended from it when something is missing there. What it does not know:
where relevant ends; a score is no probability.
"""

import shutil
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rag.errors import StoreError
from rag.store.catalog import Catalog
from rag.store.passages import Hit, Passage

FUSION = 60  # reciprocal rank fusion, k of Cormack et al. 2009
COMMON = 0.5  # words in more than this share of the passages tell nothing
POOL = 4  # candidates from each side for one hit wanted
BATCH = 1000  # passages handed to Chroma at a time

Vectors = NDArray[np.float32]
Keys = NDArray[np.int64]


@dataclass(frozen=True)
class View:
    """What was visible at one moment. `matrix` is float32[n, d]; row i belongs to `passages[i]`."""

    version: str
    passages: tuple[Passage, ...]
    keys: Keys
    matrix: Vectors

    @cached_property
    def row_of(self) -> dict[int, int]:
        """The row of each passage's key."""
        return {int(key): row for row, key in enumerate(self.keys)}

    @cached_property
    def _by_key(self) -> Keys:
        return np.argsort(self.keys)

    def rows(self, keys: Keys) -> Keys:
        """Return the rows of passages by key, -1 for those that are not in the view."""
        if not len(self.keys):
            return np.full(len(keys), -1, np.int64)
        places = np.searchsorted(self.keys, keys, sorter=self._by_key)
        rows = self._by_key[np.minimum(places, len(self.keys) - 1)]
        return np.where(self.keys[rows] == keys, rows, -1)


class LocalIndex:
    """The index of one store, for one model. Usable from several threads."""

    def __init__(self, folder: Path, catalog: Catalog, model: str) -> None:
        self.model = model
        self._catalog = catalog
        self._chroma = _Chroma(folder)
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


class _Chroma:
    """The Chroma collection, opened at first use and again after another process wrote to it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lock = threading.RLock()
        self._client: Any = None
        self._collection: Any = None
        self._version = ""

    def put(self, keys: Sequence[int], passages: Sequence[Passage], vectors: Vectors) -> None:
        with self._open() as collection:
            for at in range(0, len(keys), BATCH):
                part = slice(at, at + BATCH)
                collection.upsert(
                    ids=[str(key) for key in keys[part]],
                    embeddings=vectors[part],
                    metadatas=[_metadata(passage) for passage in passages[part]],
                )

    def drop(self, keys: Sequence[int]) -> None:
        with self._open() as collection:
            for at in range(0, len(keys), BATCH):
                collection.delete(ids=[str(key) for key in keys[at : at + BATCH]])

    def clear(self) -> None:
        with self._lock:
            self.close()
            shutil.rmtree(self._folder, ignore_errors=True)

    def keys(self, version: str) -> set[int]:
        with self._open(version) as collection:
            return {int(key) for key in collection.get(include=[])["ids"]}

    def nearest(
        self, view: View, vector: Vectors, limit: int, wanted: set[str] | None
    ) -> list[int]:
        """Return rows of the view, nearest first, mending the collection if it lacks passages."""
        with self._open(view.version) as collection:
            if collection.count() < len(view.passages):
                self._mend(view)
            found = collection.query(
                query_embeddings=[vector],
                n_results=min(limit, len(view.passages)),
                where={"bulletin_id": {"$in": sorted(wanted)}} if wanted else None,
                include=[],
            )
        return [view.row_of[int(key)] for key in found["ids"][0] if int(key) in view.row_of]

    def _mend(self, view: View) -> None:
        held = self.keys(view.version)
        rows = [row for key, row in view.row_of.items() if key not in held]
        keys = [int(view.keys[row]) for row in rows]
        self.put(keys, [view.passages[row] for row in rows], view.matrix[rows])

    @contextmanager
    def _open(self, version: str = "") -> Iterator[Any]:
        """Give the collection, as it was at `version` of the catalog or later."""
        from chromadb.errors import ChromaError

        with self._lock:
            try:
                if version and version != self._version:  # another process may have written
                    self.close()
                    self._version = version
                if self._collection is None:
                    self._connect()
                yield self._collection
            except (ChromaError, OSError, ValueError, AttributeError) as error:
                # AttributeError: a second opening in this process after one that failed
                raise StoreError(
                    f"向量库“{self._folder}”出错:{error}。请运行 python ingest.py --rebuild 重建。"
                ) from error

    def _connect(self) -> None:
        import chromadb
        from chromadb.config import Settings

        self._client = chromadb.PersistentClient(
            str(self._folder), settings=Settings(anonymized_telemetry=False)
        )
        self._collection = self._client.get_or_create_collection(
            "passages", configuration={"hnsw": {"space": "cosine"}}, embedding_function=None
        )

    def close(self) -> None:
        with self._lock:
            if self._client is not None:
                self._client.close()
            self._client = self._collection = None


def _metadata(passage: Passage) -> dict[str, str]:
    return {
        "passage_id": passage.id,
        "bulletin_id": passage.bulletin_id,
        "finding_id": passage.finding_id or "",
        "kind": str(passage.kind),
    }
