"""A library at one version: what could be seen at one moment, and all that is derived from it.

A question is answered on one snapshot from its first word to its last. Bulletins, passages and
words are read together; vectors, which belong to texts and not to a version, when they are first
needed. Whatever else follows from a version (agencies, units, themes, answers) is built by who
needs it and kept here (`derived`), so that nothing else has to watch for a new version. What it
does not know: when it is out of date (see `library`).
"""

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeVar, cast

import numpy as np
from numpy.typing import NDArray

from rag.bulletin import Bulletin
from rag.embedding.embedder import Embedder
from rag.errors import StoreError
from rag.store.catalog import EVERYTHING, Catalog, Where
from rag.store.passages import Passage
from rag.store.words import Words
from rag.text import chinese
from rag.text.words import IN_SEARCH

Vectors = NDArray[np.float32]
Keys = NDArray[np.int64]
Made = TypeVar("Made")


@dataclass(frozen=True, slots=True)
class Scores:
    """How near every passage is to a question: float32[n] each, aligned with `passages`."""

    passages: tuple[Passage, ...]
    dense: Vectors  # cosine, -1..1
    sparse: Vectors  # BM25, >= 0, 0 = no word shared


class Snapshot:
    """What is visible at one version; `passages`, `keys` and the rows of `matrix` are aligned.

    `before` is the snapshot that this one follows: vectors that it holds are not read again.
    """

    def __init__(
        self, catalog: Catalog, embedder: Embedder | None, before: "Snapshot | None" = None
    ) -> None:
        with catalog.reading():
            self.version = catalog.version
            self.bulletins = tuple(catalog.bulletins())
            rows = catalog.passages()
        self.passages = tuple(row.passage for row in rows)
        self.keys: Keys = np.array([row.key for row in rows], np.int64)
        self.words = Words([row.words for row in rows])
        self._hashes = [row.digest for row in rows]
        self._catalog, self._embedder = catalog, embedder
        held = before is None or before.vectors
        self._before: Snapshot | None = before if held or before is None else before._before
        self._by_id = {bulletin.id: bulletin for bulletin in self.bulletins}
        self._made: dict[Callable[[Any], Any], Any] = {}
        self._lock = threading.RLock()

    def among(self, where: Where) -> tuple[Bulletin, ...]:
        """Return the bulletins that `where` admits, by agency, then date."""
        if where == EVERYTHING:
            return self.bulletins
        return tuple(filter(where.admits, self.bulletins))

    def bulletin(self, bulletin_id: str) -> Bulletin | None:
        """Return the bulletin with this id, None where there is none."""
        return self._by_id.get(bulletin_id)

    def derived(self, build: Callable[["Snapshot"], Made]) -> Made:
        """Return what `build` makes of this snapshot; it is made once and kept."""
        if build not in self._made:
            with self._lock:
                if build not in self._made:
                    self._made[build] = build(self)
        return cast("Made", self._made[build])

    @property
    def model(self) -> str:
        """The name of the embedding model."""
        return self._needed().name

    def vector(self, question: str) -> Vectors:
        """Return the vector of a question: float32[d], of length 1."""
        return self._needed().embed_question(question)

    @property
    def matrix(self) -> Vectors:
        """The unit vectors of the passages, float32[n, d].

        Raise `StoreError` where a passage has none.
        """
        with self._lock:
            return self._matrix

    @cached_property
    def _matrix(self) -> Vectors:
        before, self._before = self._before, None
        known = before.vectors if before else {}
        absent = [digest for digest in dict.fromkeys(self._hashes) if digest not in known]
        fresh = self._catalog.vectors(self.model, absent)
        if len(fresh) < len(absent):
            raise StoreError(
                "索引中缺少部分段落的向量。请运行 python ingest.py --rebuild 重建索引。"
            )
        vectors = [fresh[h] if h in fresh else known[h] for h in self._hashes]
        return np.stack(vectors) if vectors else np.empty((0, 0), np.float32)

    @property
    def vectors(self) -> dict[str, Vectors]:
        """The vectors in memory, by the hash of their text; none where none was needed yet."""
        matrix = self.__dict__.get("_matrix", ())
        return dict(zip(self._hashes, matrix, strict=False))

    @cached_property
    def row_of(self) -> dict[int, int]:
        """The row of each passage's key."""
        return {int(key): row for row, key in enumerate(self.keys)}

    def scores(self, question: str) -> Scores:
        """Score every passage against the question."""
        vector = self.vector(question)
        dense = self.matrix @ vector if self.passages else np.zeros(0, np.float32)
        return Scores(self.passages, dense, self.words.scores(content_words(question)))

    def _needed(self) -> Embedder:
        if self._embedder is None:
            raise StoreError("打开索引时没有指定向量模型，不能写入或按语义检索。")
        return self._embedder


def content_words(text: str) -> Sequence[str]:
    """Return the words of a question that say what it is about, each once."""
    return [word for word in dict.fromkeys(chinese.words(text)) if word not in IN_SEARCH]
