"""What is measured at one size: a corpus, our store of it, and LangChain's Chroma of its passages.

All of it is kept in a cache folder and used again: a run that was cut off goes on where it stopped.
How long the building took is kept beside it (`seconds.json`), where it was built in one go. Size 0
stands for the bundled five. What it does not know: what is measured.
"""

import json
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from eval.sets.questions import Question, read_questions
from eval.sets.stores import QUESTIONS
from eval.synthetic.corpus import Corpus, write
from eval.synthetic.questions import write_questions
from rag.embedding.embedder import Embedder
from rag.settings import Settings
from rag.store.indexing import index_files
from rag.store.library import Library
from rag.store.passages import passages_of

if TYPE_CHECKING:
    from langchain_chroma import Chroma

BUNDLED = 0  # the size that stands for the bundled bulletins
BATCH = 1000  # passages handed to LangChain at a time


@dataclass(frozen=True, slots=True)
class Stock:
    """Where everything of one size lies."""

    bulletins: Path
    questions: Path
    store: Path
    chroma: Path
    count: int  # bulletins wanted; `BUNDLED` for the five

    @property
    def corpus(self) -> Path | None:
        """The folder with the known truth, None for the bundled bulletins."""
        return None if self.count == BUNDLED else self.questions.parent

    @property
    def asked(self) -> list[Question]:
        """The questions, those of dialogues left out."""
        read = read_questions(self.questions)
        return [dialogue.turns[0] for dialogue in read if len(dialogue.turns) == 1]


def stock_of(cache: Path, count: int, seed: int, settings: Settings) -> Stock:
    """Return where a size lies; its corpus is written where it is not there yet."""
    model = Path(settings.model).name
    folder = cache / ("bundled" if count == BUNDLED else f"n{count}-s{seed}")
    store, chroma = folder / f"store-{model}", folder / f"langchain-{model}"
    if count == BUNDLED:
        return Stock(settings.corpus, QUESTIONS, store, chroma, count)
    corpus = folder / "corpus"
    if not (corpus / "questions.jsonl").exists():  # what is written last
        shutil.rmtree(corpus, ignore_errors=True)
        made = Corpus(seed, count)
        write_questions(made, write(made, corpus), corpus)
    return Stock(corpus / "bulletins", corpus / "questions.jsonl", store, chroma, count)


def open_library(stock: Stock, embedder: Embedder) -> Library:
    """Open our store, indexing what it lacks."""
    library = Library.open(stock.store, embedder)
    held = library.counts().bulletins
    if not held or held < stock.count:
        _timed(stock, "ours", not held, lambda: index_files(library, [stock.bulletins]))
    return library


def open_chroma(stock: Stock, embedder: Embedder) -> "Chroma":
    """Open LangChain's collection."""
    from langchain_chroma import Chroma

    return Chroma(
        "passages",
        embedder,
        persist_directory=str(stock.chroma),
        collection_configuration={"hnsw": {"space": "cosine"}},
    )


def fill_chroma(stock: Stock, chroma: "Chroma", library: Library) -> None:
    """Give LangChain the passages that it lacks."""
    held = len(chroma.get(include=[])["ids"])
    if held < len(library.snapshot().index.rows):
        _timed(stock, "other", not held, lambda: _add(chroma, held, library))


def _add(chroma: "Chroma", held: int, library: Library) -> None:
    rest = islice(_passages(library), held, None)
    while batch := list(islice(rest, BATCH)):
        texts, sources = zip(*batch, strict=True)
        ids = [str(held + number) for number in range(len(batch))]
        chroma.add_texts(list(texts), [{"source": source} for source in sources], ids)
        held += len(batch)


def _passages(library: Library) -> Iterator[tuple[str, str]]:
    """Yield the text and the file of every passage, always in the same order."""
    for bulletin in library.bulletins():
        for passage in passages_of(bulletin):
            yield passage.text, bulletin.source


def build_seconds(stock: Stock) -> dict[str, float]:
    """Return how long each side took to build (`ours`, `other`), where it is known."""
    with suppress(OSError):
        kept: dict[str, float] = json.loads(_seconds(stock).read_text("utf-8"))
        return kept
    return {}


def _timed(stock: Stock, side: str, whole: bool, build: Callable[[], object]) -> None:
    started = time.perf_counter()
    build()
    if whole:
        kept = build_seconds(stock) | {side: round(time.perf_counter() - started, 1)}
        _seconds(stock).write_text(json.dumps(kept), "utf-8")


def _seconds(stock: Stock) -> Path:
    return stock.store.with_name(f"{stock.store.name}.seconds.json")


def disk_mb(folder: Path) -> float:
    """Return how much the files in a folder take, in MB."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) / 2**20
