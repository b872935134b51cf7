"""Writing: bulletins into catalog and engine, each whole or not at all.

How it works: the passages of bulletins are embedded, their records inserted hidden, their vectors
put into the engine, and then one transaction shows them and hides what they replace; what is hidden
is swept away at the end, or by the next writer if this one was killed. Writers wait for each other
at a lock file. What it does not know: who reads meanwhile, and how files are read (see `intake`).
"""

import shutil
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import numpy as np
from filelock import FileLock

from rag.bulletin import Bulletin
from rag.embedding.embedder import Embedder
from rag.errors import StoreError
from rag.store.admission import Decision, Outcome, decide
from rag.store.catalog import Catalog, Origin
from rag.store.chroma import Chroma
from rag.store.drafts import Draft, draft_of
from rag.store.filled import Filled, loss, note, noted
from rag.store.layout import Vectors
from rag.store.opening import RESTORE
from rag.store.schema import fresh_version, readable
from rag.store.soundness import Fault, Kind

UNWRITABLE = "索引“{store}”不能写入：请用该目录的所有者运行，或改正目录权限。"
EMBEDDED_AT_ONCE = 256  # texts


class Writer:
    """Writes to one store. `on_step` hears of every step done."""

    def __init__(
        self,
        store: Path,
        catalog: Catalog,
        chroma: Chroma,
        embedder: Embedder | None,
        on_step: Callable[[str], None],
    ) -> None:
        self._store, self._catalog, self._chroma = store, catalog, chroma
        self._embedder, self._on_step = embedder, on_step

    def add(
        self, handed_in: Sequence[tuple[Bulletin, str]], *, accept: bool = False
    ) -> list[Outcome]:
        """Take bulletins in, each with the path of its file; return what became of them.

        All is written in one step. It stops before one that was settled and, because of what came
        before it, no longer is.
        """
        self._refuse_unwritable()
        drafts = {
            at: draft_of(bulletin)
            for at, (bulletin, path) in enumerate(handed_in)
            if not decide(self._catalog, bulletin, path, accept=accept).settled
        }
        vectors = self._vectors(list(drafts.values()))
        self._step("embedded", drafts)
        with self._writing():
            self.check_model()  # another process may have rebuilt the store
            keys = self._insert(drafts, vectors)
            outcomes = self._show(handed_in, keys, accept=accept)
            self._step("visible", drafts)
            self._sweep()
        return outcomes

    def _insert(self, drafts: Mapping[int, Draft], vectors: Vectors) -> dict[int, int]:
        """Put drafts into catalog and index, to be seen by nobody; return their keys."""
        if not drafts:
            return {}
        keys, passage_keys = {}, list[int]()
        with self._catalog.writing():
            for at, draft in drafts.items():
                keys[at], made = self._catalog.insert_hidden(draft.bulletin, draft.pieces)
                passage_keys += made
        self._step("catalogued", drafts)
        passages = [passage for draft in drafts.values() for passage, *_ in draft.pieces]
        self._chroma.put(passage_keys, passages, vectors)
        self._step("indexed", drafts)
        return keys

    def _show(
        self,
        handed_in: Sequence[tuple[Bulletin, str]],
        keys: Mapping[int, int],
        *,
        accept: bool,
    ) -> list[Outcome]:
        """Show what was inserted, as is decided now; stop before what was not and has to be."""
        outcomes = []
        with self._catalog.writing():
            for at, (bulletin, path) in enumerate(handed_in):
                # another writer may be faster
                decision = decide(self._catalog, bulletin, path, accept=accept)
                if not decision.settled and at not in keys:
                    break
                self._admit(Origin(path, bulletin.id, bulletin.id), decision, keys.get(at))
                outcomes.append(decision.outcome)
        return outcomes

    def _admit(self, origin: Origin, decision: Decision, key: int | None) -> None:
        if decision.outcome is Outcome.ASIDE:
            known = self._catalog.origin(origin.path)
            if known and known.content == decision.stands:
                return  # the file held what stands, and nothing else may
        if decision.settled:
            seen = replace(origin, bulletin_id=decision.stands or origin.content)
            if self._catalog.origin(origin.path) != seen:
                self._catalog.reveal([], [seen])
        elif key is not None:
            self._catalog.reveal([key], [origin], decision.heirs, self._remarks())

    def _step(self, name: str, drafts: Collection[int]) -> None:
        if drafts:
            self._on_step(name)

    def remove(self, bulletin_id: str) -> bool:
        """Remove a bulletin with all the files that hold it; tell whether it was there."""
        with self._writing():
            there = self._catalog.source(bulletin_id) is not None
            self._catalog.forget([o.path for o in self._catalog.belonging(bulletin_id)])
            self._sweep()
        return there

    def forget(self, paths: Sequence[str]) -> None:
        """Forget files; a bulletin that no other file holds is removed."""
        with self._writing():
            self._catalog.forget(paths)
            self._sweep()

    def rebuild(self) -> None:
        """Make passages, words and vectors of all bulletins again; old ones are seen meanwhile."""
        model = self.embedder.name
        with self._writing():
            self._chroma.clear()
            shown = []
            for key in self._catalog.shown():
                bulletin = readable(self._catalog.record(key))
                if bulletin is None:  # it stays as it is (see `soundness`)
                    continue
                draft = draft_of(bulletin)
                shown.append(self._insert({0: draft}, self._vectors([draft]))[0])
                self._on_step("rebuilt one")
            self._catalog.reveal(shown, meta=self._remarks())
            self._on_step("visible")
            self._sweep()
            self._catalog.drop_unused_vectors(model)

    @contextmanager
    def _writing(self) -> Iterator[None]:
        _ = self.embedder  # without one nothing is written
        with self._alone():
            self._sweep()  # what a killed writer left
            before = self._catalog.version
            yield
            self._note()
            self._chroma.carry(before, self._catalog.version, empty=before.endswith("-0"))

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Keep other writers out. Raise `StoreError` where the store cannot be written."""
        self._refuse_unwritable()
        try:
            lock = FileLock(self._store / ".lock")
            lock.acquire()
        except OSError as error:
            raise StoreError(UNWRITABLE.format(store=self._store) + f"（{error}）") from error
        try:
            yield
        finally:
            lock.release()

    def _refuse_unwritable(self) -> None:
        if not self._catalog.writable:
            raise StoreError(UNWRITABLE.format(store=self._store))

    def _note(self) -> None:
        with self._catalog.reading():
            now = Filled(self._catalog.version, len(self._catalog.shown()))
        note(self._store, now)

    def check_whole(self, *, accept: bool) -> None:
        """Raise `StoreError` where the catalog has lost something, unless that is accepted."""
        known = noted(self._store)  # before the catalog, which is written first
        with self._catalog.reading():
            shown = len(self._catalog.shown())
            now = Filled(self._catalog.version, shown)
            unsaid = bool(shown) and not self._catalog.meta("model")
        lost = loss(known, now) or ("缺少向量模型的记录" if unsaid else "")
        if lost and not accept:
            raise StoreError(f"索引“{self._store}”{lost}。{RESTORE}")
        if lost:
            with self._alone():
                self._chroma.clear()
                shutil.rmtree(self._store / "index", ignore_errors=True)
                self._catalog.remark({"version": fresh_version(), "model": self.embedder.name})
                self._note()
        elif known is None and now.bulletins and self._catalog.writable:
            self._note()

    def repair(self, faults: Sequence[Fault]) -> list[str]:
        """Mend faults of the catalog, and put what is derived from it away; say what was done."""
        if not faults:
            return []
        done = []
        with self._writing():
            for key in sorted({f.key for f in faults if f.kind is Kind.RECORD and f.key}):
                done.append(self._quarantine(key))
            if bereft := self._catalog.bereft():
                self._catalog.forget(bereft)
                done.append(f"忘掉了 {len(bereft)} 个文件，它们的通报不见了：请重新收录")
            wrong = sorted({f.digest for f in faults if f.kind is Kind.VECTOR and f.digest})
            self._catalog.drop_vectors(self.embedder.name, wrong)
            lacking = len(self._catalog.texts_without_vector(self.embedder.name))
            self.embed_lacking()
            (self._store / "index" / "current").unlink(missing_ok=True)
            self._sweep()
        if lacking:
            done.append(f"重新计算了 {lacking} 个段落的向量")
        return [*done, "索引与向量库已由目录库重新建立"]

    def _quarantine(self, key: int) -> str:
        """Write a bulletin's record to a file of its own, and take the bulletin out."""
        folder = self._store / "quarantine"
        folder.mkdir(exist_ok=True)
        path = folder / f"{key}-{datetime.now():%Y%m%d-%H%M%S}.json"
        path.write_text(self._catalog.record(key), "utf-8", "surrogateescape")
        self._catalog.cast_out(key)
        return f"损坏的记录已移到“{path}”：请重新收录它的文件"

    def embed_lacking(self) -> None:
        """Embed those texts of passages that have no vector."""
        known = self._catalog.texts_without_vector(self.embedder.name)
        for at in range(0, len(known), EMBEDDED_AT_ONCE):
            some = known[at : at + EMBEDDED_AT_ONCE]
            vectors = self.embedder.embed([text for _, text in some])
            digests = [digest for digest, _ in some]
            self._catalog.keep_vectors(self.embedder.name, dict(zip(digests, vectors, strict=True)))

    def _sweep(self) -> None:
        for key in self._catalog.hidden():
            self._chroma.drop(self._catalog.passage_keys(key))
            self._on_step("dropped")
            self._catalog.erase(key)

    def _vectors(self, drafts: Sequence[Draft]) -> Vectors:
        embedder = self.embedder
        texts = {digest: passage.text for draft in drafts for passage, digest, _ in draft.pieces}
        known = self._catalog.vectors(embedder.name, list(texts))
        lacking = {digest: text for digest, text in texts.items() if digest not in known}
        if lacking:
            fresh = dict(zip(lacking, embedder.embed(list(lacking.values())), strict=True))
            self._catalog.keep_vectors(embedder.name, fresh)
            known |= fresh
        hashes = [digest for draft in drafts for _, digest, _ in draft.pieces]
        return np.stack([known[d] for d in hashes]) if hashes else np.empty((0, 0), np.float32)

    @property
    def embedder(self) -> Embedder:
        """The embedding model. Raise `StoreError` where there is none."""
        if self._embedder is None:
            raise StoreError("打开索引时没有指定向量模型，不能写入或按语义检索。")
        return self._embedder

    def _remarks(self) -> dict[str, str]:
        return {"model": self.embedder.name}

    def check_model(self) -> None:
        """Raise `StoreError` where the store was made with another model."""
        made_with = self._catalog.meta("model")
        if self._embedder and made_with not in ("", self._embedder.name):
            if self._catalog.shown():
                raise StoreError(
                    f"索引“{self._store}”由向量模型“{made_with}”建立，现在用的是"
                    f"“{self._embedder.name}”（改过 BQA_MODEL，或升级带来了重新教过的模型）。"
                    "请运行 python ingest.py --rebuild 重建索引，或改回原来的模型。"
                )
