"""A library at one version: what could be seen at one moment, and all that is derived from it.

A question is answered on one snapshot from its first word to its last. It is made of the index (see
`index`), which never changes under it: cards of bulletins are read with it, text and findings when
a bulletin is opened, arrays where they are looked at. Whatever else follows from a version
(agencies, themes, answers) is built by who needs it and kept here (`derived`), so that nothing else
has to watch for a new version. What it does not know: when it is out of date (see `library`).
"""

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any, Protocol, TypeVar, cast

import numpy as np

from rag.bulletin import Bulletin, Span
from rag.embedding.embedder import Embedder
from rag.errors import StoreError
from rag.store.catalog import EVERYTHING, Where
from rag.store.index import Index
from rag.store.layout import KINDS, Rows, Vectors
from rag.store.passages import Kind, Passage, passages_of
from rag.store.schema import decode
from rag.store.shelved import Pages, Shelved
from rag.text import chinese
from rag.text.words import IN_SEARCH

OPEN = 1024  # texts kept in memory
OPEN_PASSAGES = 32  # bulletins whose passages are kept in memory

Made = TypeVar("Made")


@dataclass(frozen=True, slots=True)
class Scores:
    """How near every passage is to a question: float32[n] each, aligned with `rows`."""

    rows: Rows
    dense: Vectors  # cosine, -1..1
    sparse: Vectors  # BM25, >= 0, 0 = no word shared


class Engine(Protocol):
    """What finds the nearest passages without looking at all of them."""

    def nearest(
        self, now: "Snapshot", vector: Vectors, limit: int, wanted: set[str] | None = None
    ) -> Rows:
        """Return the passages nearest to a vector, best first; of the bulletins wanted, or all."""


class Snapshot:
    """What is visible at one version."""

    def __init__(
        self, version: str, index: Index, embedder: Embedder | None, engine: Engine
    ) -> None:
        self.version, self.index = version, index
        self._embedder, self._engine = embedder, engine
        numbers = index.seen.tolist()
        cards = [decode(index.bytes_of("bulletin", "card", at).decode()) for at in numbers]
        ids = {at: card.id for at, card in zip(numbers, cards, strict=True)}
        self.pages = Pages(index, ids)
        text = lru_cache(OPEN)(self.pages.text)
        self.bulletins: tuple[Bulletin, ...] = tuple(
            Shelved(card, at, self.pages, text) for at, card in zip(numbers, cards, strict=True)
        )
        self._by_id = {bulletin.id: bulletin for bulletin in self.bulletins}
        self._numbers = {id: at for at, id in ids.items()}
        self._made: dict[Callable[[Any], Any], Any] = {}
        self._lock = threading.RLock()
        self._passages_of = lru_cache(OPEN_PASSAGES)(self._passages_by_place)

    def among(self, where: Where) -> tuple[Bulletin, ...]:
        """Return the bulletins that `where` admits, by agency, then date."""
        if where == EVERYTHING:
            return self.bulletins
        return tuple(filter(where.admits, self.bulletins))

    def bulletin(self, bulletin_id: str) -> Bulletin | None:
        """Return the bulletin with this id, None where there is none."""
        return self._by_id.get(bulletin_id)

    def number(self, bulletin_id: str) -> int:
        """Return the number in the index of the bulletin with this id."""
        return int(self._numbers[bulletin_id])

    def at(self, number: int) -> Bulletin:
        """Return the bulletin with this number in the index."""
        return self.bulletins[int(self.index.rank[number])]

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

    @cached_property
    def keys(self) -> set[int]:
        """The keys of the passages there are."""
        return set(self.index["passage.key"][self.index.rows].tolist())

    def rows_of(self, keys: Sequence[int]) -> Rows:
        """Return the passages with these keys, those that are not there left out."""
        held = self.index["passage.key"]
        order = self._by_key
        found = np.searchsorted(held, keys, sorter=order)
        found = order[np.minimum(found, len(held) - 1)]
        there = (held[found] == keys) & self.index.row_seen[found]
        return cast("Rows", found[there])

    @cached_property
    def _by_key(self) -> Rows:
        return np.argsort(self.index["passage.key"], kind="stable")

    def passage(self, row: int) -> Passage:
        """Return a passage by its row in the index."""
        index = self.index
        at = int(np.searchsorted(index["bulletin.row"], row, "right")) - 1
        kind = KINDS[index["passage.kind"][row]]
        span = Span(int(index["passage.start"][row]), int(index["passage.end"][row]))
        bulletin = self.at(at)
        plain = Passage(bulletin.id, None, kind, span.of(bulletin.text), span)
        return self._passages_of(at).get((span, kind), plain)

    def _passages_by_place(self, number: int) -> dict[tuple[Span, Kind], Passage]:
        """Return the passages of a bulletin by what they are; of several alike, the first."""
        made = tuple(passages_of(self.at(number)))
        return {(passage.span, passage.kind): passage for passage in reversed(made)}

    @property
    def passages(self) -> tuple[Passage, ...]:
        """Every passage, in the order of the bulletins: for looking through a small store."""
        return tuple(map(self.passage, self.index.rows.tolist()))

    def nearest(self, vector: Vectors, limit: int, wanted: set[str] | None = None) -> Rows:
        """Return the passages nearest to a vector, best first; of the bulletins wanted, or all."""
        return self._engine.nearest(self, vector, limit, wanted)

    def sparse(self, question: str) -> Vectors:
        """Return the BM25 of every passage of the index: float32[n], 0 = no word shared."""
        return self.index.words.scores(content_words(question))

    def scores(self, question: str) -> Scores:
        """Score every passage against the question: what any quicker way is held against."""
        rows = self.index.rows
        dense = self.index.dense(rows, self.vector(question)).astype(np.float32)
        return Scores(rows, dense, self.sparse(question)[rows])

    def _needed(self) -> Embedder:
        if self._embedder is None:
            raise StoreError("打开索引时没有指定向量模型，不能写入或按语义检索。")
        return self._embedder


def content_words(text: str) -> Sequence[str]:
    """Return the words of a question that say what it is about, each once."""
    return [word for word in dict.fromkeys(chinese.words(text)) if word not in IN_SEARCH]
