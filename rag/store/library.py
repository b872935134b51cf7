"""The library: catalog and index as one. Open it, add bulletins, remove them, search.

How it works: the catalog says what there is, the index and the engine follow it; readers see whole
bulletins only and never wait, also while another process writes (see `writing`). What it does not
know: how files are read (see `indexing`) and what answers a question.
"""

import tempfile
import threading
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from pathlib import Path
from types import TracebackType

from rag.bulletin import Bulletin
from rag.embedding.embedder import Embedder
from rag.errors import StoreError
from rag.store.admission import Outcome, outcome_unread
from rag.store.catalog import EVERYTHING, Catalog, Counts, Origin, Where
from rag.store.chroma import Chroma
from rag.store.index import Index
from rag.store.laying import VectorsLacking, up_to_date
from rag.store.passages import Hit
from rag.store.search import search
from rag.store.seen import Seen
from rag.store.snapshot import Made, Snapshot
from rag.store.soundness import (
    Fault,
    Kind,
    faults_of_catalog,
    faults_of_derived,
    faults_of_vectors,
)
from rag.store.worth import shortfall
from rag.store.writing import Writer


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
        self._chroma = Chroma(store / "chroma")
        self._writer = Writer(store, catalog, self._chroma, embedder, on_step)
        self._snapshot: Snapshot | None = None
        self._looking = threading.Lock()
        self._temporary: tempfile.TemporaryDirectory[str] | None = None

    @classmethod
    def open(
        cls,
        store: Path,
        embedder: Embedder | None = None,
        *,
        rebuild: bool = False,
        accept: bool = False,
        on_step: Callable[[str], None] = lambda _step: None,
    ) -> "Library":
        """Open the library in the folder `store`, making it if there is none.

        Without an embedder nothing can be added or searched by meaning. `rebuild` makes passages
        and vectors again, also for another model than before. `accept` takes a catalog that has
        lost something as it is. `on_step` hears of every step of a change.
        Raise `StoreError` where the store is damaged or was made with another model.
        """
        catalog = Catalog.open(store / "catalog.sqlite3", accept=accept)
        library = cls(store, catalog, embedder, on_step)
        try:
            library._writer.check_whole(accept=accept)
            if rebuild:
                library.rebuild()
            library._writer.check_model()
        except BaseException:
            library.close()
            raise
        return library

    def close(self) -> None:
        """Let go of the files."""
        self._chroma.close()
        self._catalog.close()
        if self._temporary is not None:
            self._snapshot = None
            self._temporary.cleanup()

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
                    version, index = self._index()
                    now = self._snapshot = Snapshot(version, index, self._embedder, self._chroma)
        return now

    def _index(self) -> tuple[str, Index]:
        """Return the version and the index, embedding what lacks a vector."""
        folder = self.store / "index"
        try:
            return up_to_date(folder, self._catalog, self._spare)
        except VectorsLacking:
            self._writer.embed_lacking()
            return up_to_date(folder, self._catalog, self._spare)

    def _spare(self) -> Path:
        """Return a folder for an index that cannot be written where it belongs."""
        if self._temporary is None:
            self._temporary = tempfile.TemporaryDirectory(
                prefix="bqa-index-", ignore_cleanup_errors=True
            )
        return Path(self._temporary.name)

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
        return self._writer.embedder.name

    def search(self, text: str, limit: int = 10, where: Where = EVERYTHING) -> list[Hit]:
        """Return the passages nearest to `text` by meaning and by words, best first."""
        return search(self.snapshot(), text, limit, where)

    def verify(self) -> list[str]:
        """Return what is wrong with the store, in words; nothing where all is well."""
        return [str(fault) for fault in self._faults()]

    def _faults(self) -> list[Fault]:
        found = faults_of_catalog(self._catalog)
        if self._embedder:
            found += faults_of_vectors(self._catalog, self._embedder)
            if not any(fault.kind is Kind.VECTOR for fault in found):
                found += faults_of_derived(self._catalog, self.snapshot(), self._chroma)
        return found

    def repair(self) -> list[str]:
        """Mend what can be mended; return what was done, in words.

        A bulletin whose record is damaged is written to `quarantine/` and taken out, its file to be
        read anew; vectors are embedded again; index and collection are made from the catalog.
        """
        done = self._writer.repair(self._faults())
        with self._looking:
            self._snapshot = None
        if done:
            with suppress(StoreError):
                self._chroma.refill(self.snapshot())
        return done

    # how it changes

    def add(self, bulletin: Bulletin, origin: str | None = None) -> Outcome:
        """Take a bulletin in, whole or not at all. `origin` is the path of its file.

        Replaced in the same step is what the same file held before, and the bulletin of another
        file that this one corrects. Of copies the first stays, unless one bears a later date.
        """
        return self.add_all([(bulletin, origin or bulletin.source)])[0]

    def add_all(
        self, handed_in: Sequence[tuple[Bulletin, str]], *, accept: bool = False
    ) -> list[Outcome]:
        """Take bulletins in, each with the path of its file, one after the other but in one step.

        What one of them brings can make another one new that was settled: that one and those after
        it are taken in in a step of their own. `accept` takes in also what lacks something of the
        bulletin whose place it takes.
        """
        outcomes = self._writer.add(handed_in, accept=accept)
        left = handed_in[len(outcomes) :]
        return outcomes + self.add_all(left, accept=accept) if left else outcomes

    def why_aside(self, bulletin: Bulletin, path: str) -> str:
        """Return what a bulletin lacks that was set aside, and what the operator can do."""
        origin = self._catalog.origin(path)
        stands = self._catalog.standing(origin.bulletin_id) if origin else None
        if stands is None:
            return ""
        return (
            f"比库中的“{stands.source}”{shortfall(bulletin, stands)}，没有替换；"
            "确认要用它，请对这个文件运行 python ingest.py --accept"
        )

    def remove(self, bulletin_id: str) -> bool:
        """Remove a bulletin with all the files that hold it; tell whether it was there."""
        return self._writer.remove(bulletin_id)

    def forget(self, paths: Iterable[str]) -> None:
        """Forget files; a bulletin that no other file holds is removed."""
        self._writer.forget(list(paths))

    def rebuild(self) -> None:
        """Make passages, words and vectors of all bulletins again; old ones are seen meanwhile."""
        self._writer.rebuild()

    # the first fill

    @property
    def to_be_filled(self) -> bool:
        """Whether nothing was ever taken in, or the first fill was not ended."""
        return self.version.endswith("-0") or bool(self._catalog.meta("filling"))

    def fill_begun(self) -> None:
        """Remember that the first fill goes on until it is ended."""
        self._catalog.remark({"filling": "1"})

    def fill_ended(self) -> None:
        """Remember that the first fill is through."""
        self._catalog.remark({"filling": ""})

    # which files need not be read

    def seen(self, path: str) -> Seen | None:
        """Return what is remembered of a file that was taken in whole, None where nothing is."""
        return self._catalog.seen(path)

    def keep_seen(self, files: Sequence[Seen]) -> None:
        """Remember files of which every document was taken in."""
        self._catalog.keep_seen(files)

    def outcomes_unread(self, file: Seen) -> list[Outcome] | None:
        """Return what would become of an unchanged file's documents, None where it is to be read.

        It is to be read again where the bulletin that stood for one of them is gone.
        """
        outcomes = []
        with self._catalog.reading():
            for document in file.documents:
                outcome = outcome_unread(self._catalog, document)
                if outcome is None:
                    return None
                outcomes.append(outcome)
        return outcomes
