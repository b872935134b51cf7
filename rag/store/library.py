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
from pathlib import Path
from types import TracebackType

import numpy as np
from filelock import FileLock

from rag.bulletin import Bulletin
from rag.embedding.embedder import Embedder
from rag.errors import StoreError
from rag.store.admission import Outcome, decide, text_hash
from rag.store.catalog import EVERYTHING, Catalog, Counts, Origin, Where
from rag.store.chroma import Chroma
from rag.store.laying import up_to_date
from rag.store.passages import Hit, Passage, passages_of
from rag.store.search import search
from rag.store.snapshot import Made, Snapshot, Vectors
from rag.text.chinese import words


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
        self._chroma = Chroma(store / "chroma")
        self._snapshot: Snapshot | None = None
        self._looking = threading.Lock()

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
        self._chroma.close()
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

    def snapshot(self) -> Snapshot:
        """Return what is visible now; the same object as long as nothing changes."""
        now = self._snapshot
        if now is None or now.version != self._catalog.version:
            with self._looking:
                now = self._snapshot
                if now is None or now.version != self._catalog.version:
                    version, index = up_to_date(self.store / "index", self._catalog)
                    now = self._snapshot = Snapshot(version, index, self._embedder, self._chroma)
        return now

    def derived(self, build: Callable[[Snapshot], Made]) -> Made:
        """Return what `build` makes of what is visible now; it is made once for each version."""
        return self.snapshot().derived(build)

    def bulletins(self, where: Where = EVERYTHING) -> tuple[Bulletin, ...]:
        """Return the bulletins, by agency, then date."""
        return self.snapshot().among(where)

    def bulletin(self, bulletin_id: str) -> Bulletin | None:
        """Return the bulletin with this id, None where there is none."""
        return self.snapshot().bulletin(bulletin_id)

    def counts(self, where: Where = EVERYTHING) -> Counts:
        """Count bulletins, findings and measures."""
        return self._catalog.counts(where)

    def origins(self) -> dict[str, Origin]:
        """Return every file that the library knows, by path."""
        return self._catalog.origins()

    @property
    def model(self) -> str:
        """The name of the embedding model."""
        return self._need_embedder().name

    def search(self, text: str, limit: int = 10, where: Where = EVERYTHING) -> list[Hit]:
        """Return the passages nearest to `text` by meaning and by words, best first."""
        return search(self.snapshot(), text, limit, where)

    def verify(self) -> list[str]:
        """Return what is wrong with the store, in words; nothing where all is well."""
        found = self._catalog.problems()
        for bulletin in self.bulletins():
            spans = [finding.span for finding in bulletin.findings]
            if any(not 0 <= span.start < span.end <= len(bulletin.text) for span in spans):
                found.append(f"通报“{bulletin.source}”的记录超出原文范围")
        hidden = len(self._catalog.keys(visible=False))
        if hidden:
            found.append(f"有 {hidden} 份未完成写入的通报（下次写入时自动清除）")
        return found + (self._astray() if self._embedder else [])

    def _astray(self) -> list[str]:
        """Return what of the vectors does not agree with the catalog, in words."""
        now = self.snapshot()
        try:
            vectors = now.index["passage.vector"][now.index.rows]
            lengths = np.linalg.norm(vectors, axis=1) if len(vectors) else np.ones(1)
        except StoreError as error:
            return [str(error)]
        held = self._chroma.keys(now.version)
        missing, extra = len(now.keys - held), len(held - now.keys)
        checks = {
            f"向量库缺少 {missing} 个段落": missing > 0,
            f"向量库多出 {extra} 个段落": extra > 0,
            "有向量的长度不为 1": bool(np.abs(lengths - 1).max() > 1e-3),
        }
        return [text for text, wrong in checks.items() if wrong]

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
            self._chroma.put(keys, passages, vectors)
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
            self._chroma.clear()
            shown = []
            for bulletin in self._catalog.bulletins():
                passages = list(passages_of(bulletin))
                hashes = [text_hash(passage.text) for passage in passages]
                vectors = self._vectors(passages, hashes)
                key, keys = self._catalog.insert_hidden(bulletin, _pieces(passages, hashes))
                self._chroma.put(keys, passages, vectors)
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
            self._chroma.drop(self._catalog.passage_keys(key))
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

    def _need_embedder(self) -> Embedder:
        if self._embedder is None:
            raise StoreError("打开索引时没有指定向量模型，不能写入或按语义检索。")
        return self._embedder

    def _remarks(self) -> dict[str, str]:
        return {"model": self.model}

    def _check_model(self) -> None:
        made_with = self._catalog.meta("model")
        if self._embedder and made_with not in ("", self._embedder.name):
            if self._catalog.keys(visible=True):
                raise StoreError(
                    f"索引“{self.store}”由向量模型“{made_with}”建立，现在用的是"
                    f"“{self._embedder.name}”（改过 BQA_MODEL，或升级带来了重新教过的模型）。"
                    "请运行 python ingest.py --rebuild 重建索引，或改回原来的模型。"
                )


def _pieces(passages: Sequence[Passage], hashes: Sequence[str]) -> list[tuple[Passage, str, str]]:
    return [
        (passage, digest, " ".join(words(passage.text)))
        for passage, digest in zip(passages, hashes, strict=True)
    ]
