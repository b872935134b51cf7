"""Everything that is measured at one size, in the order in which it is measured."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from eval.scale.figures import Figure, Size
from eval.scale.known import against_truth, known_in
from eval.scale.reach import reach
from eval.scale.starting import starting
from eval.scale.stock import (
    Stock,
    build_seconds,
    disk_mb,
    fill_chroma,
    open_chroma,
    open_library,
)
from eval.scale.timing import by_kind, embedding, kind_of, rate
from rag.embedding.embedder import load_embedder
from rag.settings import Settings
from rag.store.library import Library

if TYPE_CHECKING:
    from langchain_chroma import Chroma

TOP = 4  # passages, LangChain's default


@dataclass(frozen=True, slots=True)
class Effort:
    """How often every question is asked, and for how many seconds many ask at once."""

    rounds: int = 3
    seconds: float = 10


def measured(stock: Stock, settings: Settings, effort: Effort) -> Size:
    """Build what is not there yet and measure one size."""
    settings = settings.model_copy(update={"store": stock.store})
    embedder = load_embedder(settings)
    embedder.embed_question("预热")  # loading the model is no part of building
    with open_library(stock, embedder) as library:
        chroma = open_chroma(stock, embedder)
        fill_chroma(stock, chroma, library)
        figures = [*_asked(stock, library, settings, chroma, effort)]
        now, counts = library.snapshot(), library.counts()
        wide = [q for q in stock.asked if kind_of(q) in ("wide", "narrow")]
        figures += reach(wide, now)
    figures += starting(stock)
    figures.append(Figure("disk", *(round(disk_mb(f), 1) for f in (stock.store, stock.chroma))))
    if "ours" in (seconds := build_seconds(stock)):
        figures.append(Figure("build", seconds["ours"], seconds.get("other")))
    return Size(counts.bulletins, counts.findings, len(now.index.rows), tuple(figures))


def _asked(
    stock: Stock,
    library: Library,
    settings: Settings,
    chroma: "Chroma",
    effort: Effort,
) -> Iterator[Figure]:
    """Yield what asking tells: time by kind, many at once, and what the answers are worth."""
    from rag.chat import Assistant

    assistant = Assistant(library, settings)
    questions = stock.asked

    def search(question: str) -> object:
        return chroma.similarity_search(question, k=TOP)

    def first_page(question: str) -> object:
        return next(answer for answer in assistant.stream(question) if answer.body.blocks)

    for call in (assistant.ask, search):  # loads what is loaded at first use
        call(f"{questions[0].question}？")
    yield from by_kind(questions, assistant.ask, search, first_page, effort.rounds)
    yield embedding(questions, library.snapshot().vector)
    yield rate(questions, assistant.ask, search, effort.seconds)
    if stock.corpus:
        docs: dict[str, list[str]] = {}
        for bulletin in library.bulletins():
            docs.setdefault(bulletin.agency, []).append(Path(bulletin.source).stem)
        yield from against_truth(known_in(stock.corpus), assistant.ask, docs)
