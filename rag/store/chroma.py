"""The Chroma collection of a store: nearest neighbours, derived from the catalog.

How it works: a mark beside the collection names the version of the catalog of which it is known to
hold every passage. Where the mark is of another version, the keys held are compared with those
there are, and what lacks is put, what is too many dropped. A collection that fails is set aside
(`chroma.damaged`) and filled again from the index; where that fails too, the vectors of the index
are gone through one by one, so that nothing but speed is lost. It never fails an addition.
"""

import logging
import shutil
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import numpy as np

from rag.errors import StoreError
from rag.store.layout import Rows, Vectors
from rag.store.passages import Passage
from rag.store.snapshot import Snapshot

BATCH = 1000  # passages handed to Chroma at a time
log = logging.getLogger(__name__)


class Chroma:
    """The Chroma collection, opened at first use and again after another process wrote to it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lock = threading.RLock()
        self._client: Any = None
        self._collection: Any = None
        self._version = ""
        self._failed = False  # whether something could not be put or dropped
        self._mark = folder / "whole"  # the version of which every passage is known to be held

    def put(self, keys: Sequence[int], passages: Sequence[Passage], vectors: Vectors) -> None:
        """Take passages in, known or not; where that fails it is made up for at the next search."""
        with self._forgiven(), self._open() as collection:
            self._upsert(collection, keys, passages, vectors)

    def drop(self, keys: Sequence[int]) -> None:
        """Forget passages, known or not; where that fails it is made up for at the next search."""
        with self._forgiven(), self._open() as collection:
            self._delete(collection, keys)

    def clear(self) -> None:
        """Forget everything, whatever state it is in."""
        with self._lock:
            self.close()
            shutil.rmtree(self._folder, ignore_errors=True)
            if self._folder.exists():
                self._set_aside()

    def keys(self, version: str) -> set[int]:
        """Return the keys of the passages held. Raise `StoreError` where that cannot be told."""
        with self._open(version) as collection:
            return {int(key) for key in collection.get(include=[])["ids"]}

    def nearest(
        self, now: Snapshot, vector: Vectors, limit: int, wanted: set[str] | None = None
    ) -> Rows:
        """Return rows of the index, nearest first, whatever state the collection is in."""
        for attempt in (self._nearest, self._nearest_filled_again):
            try:
                return attempt(now, vector, limit, wanted)
            except StoreError as error:
                log.error("%s", error)
        return _gone_through(now, vector, limit, wanted)

    def _nearest(self, now: Snapshot, vector: Vectors, limit: int, wanted: set[str] | None) -> Rows:
        total = len(now.index.rows)
        with self._open(now.version) as collection:
            if self._whole != now.version:
                self._mend(collection, now)
                self._remark(now.version)
            found = collection.query(
                query_embeddings=[vector],
                n_results=min(limit, total),
                where={"bulletin_id": {"$in": sorted(wanted)}} if wanted else None,
                include=[],
            )
        rows = now.rows_of([int(key) for key in found["ids"][0]])
        if total and not len(rows) and not wanted:  # lost behind the mark
            raise StoreError(f"向量库“{self._folder}”缺少段落。")
        return rows

    def _nearest_filled_again(
        self, now: Snapshot, vector: Vectors, limit: int, wanted: set[str] | None
    ) -> Rows:
        with self._lock:
            self._set_aside()
            return self._nearest(now, vector, limit, wanted)

    def refill(self, now: Snapshot) -> None:
        """Set what there is aside, and hold what is visible now. Raise `StoreError` on failure."""
        with self._lock:
            self._set_aside()
            with self._open(now.version) as collection:
                self._mend(collection, now)
                self._remark(now.version)

    def _set_aside(self) -> None:
        """Move the folder out of the way, in place of one that was moved there before."""
        from chromadb.api.shared_system_client import SharedSystemClient

        self.close()
        # a client that failed to open stays in Chroma's own memory, unusable
        SharedSystemClient._identifier_to_system.pop(str(self._folder), None)
        SharedSystemClient._identifier_to_refcount.pop(str(self._folder), None)
        aside = self._folder.with_name(self._folder.name + ".damaged")
        if self._folder.exists():
            try:
                shutil.rmtree(aside, ignore_errors=True)
                self._folder.rename(aside)
            except OSError as error:
                raise StoreError(f"无法移开损坏的向量库“{self._folder}”：{error}") from error
            log.error("向量库“%s”已移到“%s”，由目录库重新填充。", self._folder, aside)

    def carry(self, before: str, after: str, *, empty: bool = False) -> None:
        """Take it that what was whole at one version is so at the next, all of it put and dropped.

        `empty` tells that the version before held nothing.
        """
        if self._failed:
            self._failed = False
        elif empty or self._whole == before:
            self._remark(after)

    @property
    def _whole(self) -> str:
        with suppress(OSError):
            return self._mark.read_text("utf-8")
        return ""

    def _remark(self, version: str) -> None:
        with suppress(OSError):  # a store that cannot be written to is looked through each time
            self._mark.write_text(version, "utf-8")

    def _mend(self, collection: Any, now: Snapshot) -> None:  # noqa: ANN401
        """Put what lacks, and drop what is too many."""
        held = {int(key) for key in collection.get(include=[])["ids"]}
        self._delete(collection, sorted(held - now.keys))
        keys = sorted(now.keys - held)
        for at in range(0, len(keys), BATCH):
            part = keys[at : at + BATCH]
            rows = now.rows_of(part).tolist()
            passages = [now.passage(row) for row in rows]
            self._upsert(collection, part, passages, now.index["passage.vector"][rows])

    def _upsert(
        self,
        collection: Any,  # noqa: ANN401
        keys: Sequence[int],
        passages: Sequence[Passage],
        vectors: Vectors,
    ) -> None:
        for at in range(0, len(keys), BATCH):
            part = slice(at, at + BATCH)
            collection.upsert(
                ids=[str(key) for key in keys[part]],
                embeddings=vectors[part],
                metadatas=[_metadata(passage) for passage in passages[part]],
            )

    def _delete(self, collection: Any, keys: Sequence[int]) -> None:  # noqa: ANN401
        for at in range(0, len(keys), BATCH):
            collection.delete(ids=[str(key) for key in keys[at : at + BATCH]])

    @contextmanager
    def _forgiven(self) -> Iterator[None]:
        """Let a change fail; what is held is then no longer known."""
        try:
            yield
        except StoreError as error:
            log.error("%s", error)
            self._failed = True
            with suppress(OSError):
                self._mark.unlink(missing_ok=True)

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
            except StoreError:
                raise
            except BaseException as error:
                # AttributeError: a second opening in this process after one that failed;
                # PanicException: of Rust, over damaged files, and no `Exception`
                failures = (ChromaError, OSError, ValueError, AttributeError, KeyError, TypeError)
                if not isinstance(error, failures) and type(error).__name__ != "PanicException":
                    raise
                self.close()
                raise StoreError(f"向量库“{self._folder}”出错：{error}") from error

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
        """Let go of the files."""
        with self._lock:
            client, self._client, self._collection = self._client, None, None
            if client is not None:
                client.close()


def _gone_through(now: Snapshot, vector: Vectors, limit: int, wanted: set[str] | None) -> Rows:
    """Return the rows nearest to a vector by going through all of them."""
    rows = now.index.rows
    if wanted:
        numbers = [now.number(bulletin) for bulletin in wanted if now.bulletin(bulletin)]
        lengths = now.index["bulletin.row"]
        rows = rows[np.isin(np.searchsorted(lengths, rows, "right") - 1, numbers)]
    cosines = now.index["passage.vector"][rows] @ vector
    return rows[np.argsort(-cosines, kind="stable")[:limit]]


def _metadata(passage: Passage) -> dict[str, str]:
    return {
        "passage_id": passage.id,
        "bulletin_id": passage.bulletin_id,
        "finding_id": passage.finding_id or "",
        "kind": str(passage.kind),
    }
