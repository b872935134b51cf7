"""The library: catalog and index as one. Open it, add bulletins, remove them, search.

How it works: a bulletin's passages are embedded, its records inserted hidden, its vectors put into
the index, and then one transaction shows it and hides what it replaces; what is hidden is swept
away at the end, or by the next writer if this one was killed. Writers wait for each other at a
lock file; readers never wait and see whole bulletins only, also while another process writes.
What it does not know: how files are read (see `indexing`) and what answers a question.
"""

import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from types import TracebackType

import numpy as np
from filelock import FileLock
from numpy.typing import NDArray

from rag.bulletin import Bulletin
from rag.embedding.embedder import Embedder
from rag.errors import StoreError
from rag.store.admission import Outcome, decide, text_hash
from rag.store.catalog import EVERYTHING, Catalog, Counts, Origin, Where
from rag.store.index import LocalIndex
from rag.store.passages import Hit, Passage, passages_of
from rag.store.view import View
from rag.text.chinese import words

Vectors = NDArray[np.float32]
REMEMBERED = 256  # question vectors kept

# Words that say nothing on the topic of a question.
STOP_WORDS = frozenset(
    "的 了 是 在 和 与 及 或 等 对 把 被 将 就 都 也 还 有 没有 没 不 吗 呢 吧 啊 其 之 所 以 于 "
    "从 到 由 上 下 中 里 个 这 那 这个 那个 这些 那些 我 你 他 她 它 我们 你们 他们 哪 哪些 哪个 "
    "哪家 哪几 什么 怎么 怎样 怎么样 怎 如何 为何 为什么 多少 几 几个 谁 何时 请 请问 请列 一下 各 "
    "各个 各自 分别 "
    "the a an of to in on and or is are was were what which who how did do does for with by".split()
)


@dataclass(frozen=True, slots=True)
class Scores:
    """How near every passage is to a question: float32[n] each, aligned with `passages`."""

    passages: tuple[Passage, ...]
    dense: Vectors  # cosine, -1..1
    sparse: Vectors  # BM25, >= 0, 0 = no word shared


class Library:
    """The bulletins of one store. Usable from several threads, and beside other processes."""

    def __init__(
        self,
        store: Path,
        catalog: Catalog,
        embedder: Embedder | None,
        on_step: Callable[[str], None],
    ) -> None:
        self.store = store
        self._catalog = catalog
        self._embedder = embedder
        self._on_step = on_step
        self._index = LocalIndex(store / "chroma", catalog, embedder.name if embedder else "")
        self._listed: tuple[str, tuple[Bulletin, ...], dict[str, Bulletin]] = ("", (), {})
        self._listing = threading.Lock()
        self._question_vector = lru_cache(REMEMBERED)(self._embed_question)

    @classmethod
    def open(
        cls,
        store: Path,
        embedder: Embedder | None = None,
        *,
        rebuild: bool = False,
        on_step: Callable[[str], None] = lambda _step: None,
    ) -> "Library":
        """Open the library in the folder `store`, making it if there is none.

        Without an embedder nothing can be added or searched by meaning. `rebuild` makes passages
        and vectors again, also for another model than before. `on_step` hears of every step of a
        change.
        Raise `StoreError` where the store is damaged or was made with another model.
        """
        catalog = Catalog.open(store / "catalog.sqlite3")
        library = cls(store, catalog, embedder, on_step)
        try:
            if rebuild:
                library.rebuild()
            library._check_model()
        except BaseException:
            library.close()
            raise
        return library

    def close(self) -> None:
        """Let go of the files."""
        self._index.close()
        self._catalog.close()

    def __enter__(self) -> "Library":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    # what there is

    @property
    def version(self) -> str:
        """A string that changes whenever the content does, in this process or another."""
        return self._catalog.version

    def bulletins(self, where: Where = EVERYTHING) -> tuple[Bulletin, ...]:
        """Return the bulletins, by agency, then date."""
        everything, _ = self._list()
        return everything if where == EVERYTHING else tuple(filter(where.admits, everything))

    def bulletin(self, bulletin_id: str) -> Bulletin | None:
        """Return the bulletin with this id, None where there is none."""
        return self._list()[1].get(bulletin_id)

    def counts(self, where: Where = EVERYTHING) -> Counts:
        """Count bulletins, findings and measures."""
        return self._catalog.counts(where)

    def origins(self) -> dict[str, Origin]:
        """Return every file that the library knows, by path."""
        return self._catalog.origins()

    def _list(self) -> tuple[tuple[Bulletin, ...], dict[str, Bulletin]]:
        version, listed, by_id = self._listed
        if version == self._catalog.version:
            return listed, by_id
        with self._listing:
            with self._catalog.reading():
                version = self._catalog.version
                listed = tuple(self._catalog.bulletins())
            by_id = {bulletin.id: bulletin for bulletin in listed}
            self._listed = (version, listed, by_id)
            return listed, by_id

    @property
    def passages(self) -> tuple[Passage, ...]:
        """All passages, in the order of the bulletins."""
        return self._view().passages

    def scores(self, question: str) -> Scores:
        """Score every passage against the question."""
        view = self._view()
        vector = self.question_vector(question)
        return Scores(view.passages, *self._index.scores(view, vector, content_words(question)))

    @property
    def model(self) -> str:
        """The name of the embedding model."""
        return self._need_embedder().name

    def question_vector(self, text: str) -> Vectors:
        """Return the vector of a question: float32[d], of length 1; the last ones are kept."""
        vector: Vectors = self._question_vector(text)
        return vector

    def vocabulary(self) -> list[str]:
        """Return the words of all passages."""
        return self._catalog.vocabulary()

    def warm(self) -> None:
        """Load what the first question would wait for: model, vectors, dictionary."""
        self.scores("整改")

    def search(self, text: str, limit: int = 10, where: Where = EVERYTHING) -> list[Hit]:
        """Return the passages nearest to `text` by meaning and by words, best first."""
        self._need_embedder()
        ids = None if where == EVERYTHING else [b.id for b in self.bulletins(where)]
        wide = limit * 4 if where.statuses else limit
        hits = self._index.search(self.question_vector(text), content_words(text), wide, ids)
        return [hit for hit in hits if self._admitted(hit.passage, where)][:limit]

    def _admitted(self, passage: Passage, where: Where) -> bool:
        if not where.statuses:
            return True
        bulletin = self.bulletin(passage.bulletin_id)
        return bulletin is not None and any(
            finding.id == passage.finding_id and where.admits_finding(finding)
            for finding in bulletin.findings
        )

    def verify(self) -> list[str]:
        """Return what is wrong with the store, in words; nothing where all is well."""
        found = self._catalog.problems()
        for bulletin in self.bulletins():
            spans = [finding.span for finding in bulletin.findings]
            if any(not 0 <= span.start < span.end <= len(bulletin.text) for span in spans):
                found.append(f"通报“{bulletin.source}”的记录超出原文范围")
        hidden = len(self._catalog.keys(visible=False))
        if hidden:
            found.append(f"有 {hidden} 份未完成写入的通报(下次写入时自动清除)")
        return found + (self._index.problems() if self._embedder else [])

    # how it changes

    def add(self, bulletin: Bulletin, origin: str | None = None) -> Outcome:
        """Take a bulletin in, whole or not at all. `origin` is the path of its file.

        Replaced in the same step is what the same file held before, and the bulletin of another
        file that this one corrects. Of copies the first stays, unless one bears a later date.
        """
        path = origin or bulletin.source
        if decide(self._catalog, bulletin, path).settled:
            with self._writing():
                return self._settle(bulletin, path)
        passages = list(passages_of(bulletin))
        hashes = [text_hash(passage.text) for passage in passages]
        vectors = self._vectors(passages, hashes)
        self._on_step("embedded")
        pieces = _pieces(passages, hashes)
        with self._writing():
            self._check_model()  # another process may have rebuilt the store
            decision = decide(self._catalog, bulletin, path)
            if decision.settled:  # another writer was faster
                return self._settle(bulletin, path)
            key, keys = self._catalog.insert_hidden(bulletin, pieces)
            self._on_step("catalogued")
            self._index.put(keys, passages, vectors)
            self._on_step("indexed")
            origins = [Origin(path, bulletin.id, bulletin.id)]
            self._catalog.reveal([key], origins, decision.heirs, self._remarks())
            self._on_step("visible")
            self._sweep()
        return decision.outcome

    def remove(self, bulletin_id: str) -> bool:
        """Remove a bulletin with all the files that hold it; tell whether it was there."""
        with self._writing():
            there = bulletin_id in self._catalog.keys(visible=True).values()
            self._catalog.forget([o.path for o in self._origins_of(bulletin_id)])
            self._sweep()
        return there

    def forget(self, paths: Iterable[str]) -> None:
        """Forget files; a bulletin that no other file holds is removed."""
        with self._writing():
            self._catalog.forget(list(paths))
            self._sweep()

    def rebuild(self) -> None:
        """Make passages, words and vectors of all bulletins again; old ones are seen meanwhile."""
        model = self.model
        with self._writing():
            self._index.clear()
            shown = []
            for bulletin in self._catalog.bulletins():
                passages = list(passages_of(bulletin))
                hashes = [text_hash(passage.text) for passage in passages]
                vectors = self._vectors(passages, hashes)
                key, keys = self._catalog.insert_hidden(bulletin, _pieces(passages, hashes))
                self._index.put(keys, passages, vectors)
                shown.append(key)
                self._on_step("rebuilt one")
            self._catalog.reveal(shown, meta=self._remarks())
            self._on_step("visible")
            self._sweep()
            self._catalog.drop_unused_vectors(model)

    def _settle(self, bulletin: Bulletin, path: str) -> Outcome:
        decision = decide(self._catalog, bulletin, path)
        origin = Origin(path, bulletin.id, decision.stands or bulletin.id)
        if self._catalog.origins().get(path) != origin:
            self._catalog.reveal([], [origin])
            self._sweep()
        return decision.outcome

    def _origins_of(self, bulletin_id: str) -> list[Origin]:
        return [o for o in self._catalog.origins().values() if o.bulletin_id == bulletin_id]

    @contextmanager
    def _writing(self) -> Iterator[None]:
        self._need_embedder()
        with FileLock(self.store / ".lock"):
            self._sweep()  # what a killed writer left
            yield

    def _sweep(self) -> None:
        for key in self._catalog.keys(visible=False):
            self._index.drop(self._catalog.passage_keys(key))
            self._on_step("dropped")
            self._catalog.erase(key)

    def _vectors(self, passages: Sequence[Passage], hashes: Sequence[str]) -> Vectors:
        embedder = self._need_embedder()
        known = self._catalog.vectors(embedder.name, hashes)
        texts = {
            digest: passage.text
            for passage, digest in zip(passages, hashes, strict=True)
            if digest not in known
        }
        if texts:
            fresh = dict(zip(texts, embedder.embed(list(texts.values())), strict=True))
            self._catalog.keep_vectors(embedder.name, fresh)
            known |= fresh
        return np.stack([known[digest] for digest in hashes])

    def _view(self) -> View:
        self._need_embedder()
        return self._index.view()

    def _embed_question(self, text: str) -> Vectors:
        vector = self._need_embedder().embed_question(text)
        vector.setflags(write=False)  # shared between callers
        return vector

    def _need_embedder(self) -> Embedder:
        if self._embedder is None:
            raise StoreError("打开索引时没有指定向量模型,不能写入或按语义检索。")
        return self._embedder

    def _remarks(self) -> dict[str, str]:
        return {"model": self.model}

    def _check_model(self) -> None:
        made_with = self._catalog.meta("model")
        if self._embedder and made_with not in ("", self._embedder.name):
            if self._catalog.keys(visible=True):
                raise StoreError(
                    f"索引“{self.store}”由向量模型“{made_with}”建立,当前设置为"
                    f"“{self._embedder.name}”。请改回 BQA_MODEL,或运行 "
                    "python ingest.py --rebuild 重建索引。"
                )


def content_words(text: str) -> list[str]:
    """Return the words of a question that say what it is about, each once."""
    return [word for word in dict.fromkeys(words(text)) if word not in STOP_WORDS]


def _pieces(passages: Sequence[Passage], hashes: Sequence[str]) -> list[tuple[Passage, str, str]]:
    return [
        (passage, digest, " ".join(words(passage.text)))
        for passage, digest in zip(passages, hashes, strict=True)
    ]
