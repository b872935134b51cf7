"""The Chroma collection of a store: nearest neighbours, derived from the catalog."""

import shutil
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from rag.errors import StoreError
from rag.store.layout import Rows, Vectors
from rag.store.passages import Passage
from rag.store.snapshot import Snapshot

BATCH = 1000  # passages handed to Chroma at a time


class Chroma:
    """The Chroma collection, opened at first use and again after another process wrote to it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lock = threading.RLock()
        self._client: Any = None
        self._collection: Any = None
        self._version = ""
        self._mark = folder / "whole"  # the version of which every passage is known to be held

    def put(self, keys: Sequence[int], passages: Sequence[Passage], vectors: Vectors) -> None:
        """Take passages in, known or not."""
        with self._open() as collection:
            for at in range(0, len(keys), BATCH):
                part = slice(at, at + BATCH)
                collection.upsert(
                    ids=[str(key) for key in keys[part]],
                    embeddings=vectors[part],
                    metadatas=[_metadata(passage) for passage in passages[part]],
                )

    def drop(self, keys: Sequence[int]) -> None:
        """Forget passages, known or not."""
        with self._open() as collection:
            for at in range(0, len(keys), BATCH):
                collection.delete(ids=[str(key) for key in keys[at : at + BATCH]])

    def clear(self) -> None:
        """Forget everything."""
        with self._lock:
            self.close()
            shutil.rmtree(self._folder, ignore_errors=True)

    def keys(self, version: str) -> set[int]:
        """Return the keys of the passages held."""
        with self._open(version) as collection:
            return {int(key) for key in collection.get(include=[])["ids"]}

    def nearest(
        self, now: Snapshot, vector: Vectors, limit: int, wanted: set[str] | None = None
    ) -> Rows:
        """Return rows of the index, nearest first, mending the collection if it lacks passages."""
        total = len(now.index.rows)
        with self._open(now.version) as collection:
            if self._whole != now.version:
                if collection.count() < total:  # reads through all there is
                    self._mend(now)
                self._remark(now.version)
            found = collection.query(
                query_embeddings=[vector],
                n_results=min(limit, total),
                where={"bulletin_id": {"$in": sorted(wanted)}} if wanted else None,
                include=[],
            )
        return now.rows_of([int(key) for key in found["ids"][0]])

    def carry(self, before: str, after: str, *, empty: bool = False) -> None:
        """Take it that what was whole at one version is so at the next, all of it put and dropped.

        `empty` tells that the version before held nothing.
        """
        if empty or self._whole == before:
            self._remark(after)

    @property
    def _whole(self) -> str:
        with suppress(OSError):
            return self._mark.read_text("utf-8")
        return ""

    def _remark(self, version: str) -> None:
        with suppress(OSError):  # a store that cannot be written to is looked through each time
            self._mark.write_text(version, "utf-8")

    def _mend(self, now: Snapshot) -> None:
        held = self.keys(now.version)
        keys = sorted(now.keys - held)
        rows = now.rows_of(keys).tolist()
        vectors = now.index["passage.vector"][rows]
        self.put(keys, [now.passage(row) for row in rows], vectors)

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
                    f"向量库“{self._folder}”出错：{error}。请运行 python ingest.py --rebuild 重建。"
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
        """Let go of the files."""
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
