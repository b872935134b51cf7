"""Which bulletins a questions file is about, indexed and open.

`eval/sets/bundled` is about the default corpus. A questions file beside a folder `bulletins/` is
about that folder, indexed into a store of its own under `eval/out/stores/`; any other one is asked
of the default store. An explicit store is taken as it is.
"""

from dataclasses import dataclass
from pathlib import Path

from eval.sets.sources import Sources, sources_of
from rag.embedding.embedder import Embedder, load_embedder
from rag.errors import BulletinQAError
from rag.settings import Settings
from rag.store.library import Library

QUESTIONS = Path("eval/sets/bundled/questions.jsonl")
STORES = Path("eval/out/stores")


class EmptyStoreError(BulletinQAError):
    """A store without bulletins, and no folder to fill it from."""


@dataclass(frozen=True, slots=True)
class Shelf:
    """An open library and the files behind it."""

    library: Library
    sources: Sources
    embedder: Embedder
    settings: Settings


def folder_beside(questions: Path) -> Path | None:
    """Return the folder of bulletins of a questions file, None for the default corpus."""
    folder = questions.parent / "bulletins"
    own = questions.resolve() != QUESTIONS.resolve() and folder.is_dir()
    return folder if own else None


def open_shelf(questions: Path, settings: Settings, store: Path | None = None) -> Shelf:
    """Open the library that a questions file is about, indexing its bulletins where they are new.

    Raise `EmptyStoreError` where there is nothing to ask.
    """
    from rag.store.indexing import index_files

    folder = folder_beside(questions)
    corpus = folder or settings.corpus
    place = store or (STORES / questions.parent.name if folder else settings.store)
    settings = settings.model_copy(update={"store": place})
    embedder = load_embedder(settings)
    library = Library.open(place, embedder)
    if store is None and (folder or not library.bulletins()):
        index_files(library, [corpus])
    if not library.bulletins():
        raise EmptyStoreError(
            f"“{place}”里没有通报：请先运行 python ingest.py PATH --store {place}"
        )
    return Shelf(library, sources_of(library.bulletins(), [corpus]), embedder, settings)
