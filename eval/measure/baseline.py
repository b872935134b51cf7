"""What an afternoon with LangChain's defaults gives: the pipeline that we hold ourselves against.

The bulletins' text is cut by `RecursiveCharacterTextSplitter` (separators as they come, chunks of
`CHUNK` characters), embedded by the same model into a Chroma collection in memory, and the `CITED`
nearest chunks are the answer and its citations. It never refuses and knows no agencies and no
findings; for the measures a chunk is cited in parts, one for each finding that makes up at least
`PART` of it, the largest first.
"""

import time
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from langchain_core.documents import Document
from langchain_core.embeddings import Embeddings

from eval.measure.ranking import Piece
from eval.sets.answers import Answered, CitedWords
from eval.sets.questions import Question
from eval.sets.sources import Source, Sources
from rag.bulletin import Span

if TYPE_CHECKING:
    from langchain_chroma import Chroma
    from langchain_text_splitters import RecursiveCharacterTextSplitter

CHUNK, OVERLAP = (
    500,
    100,
)  # characters; half of the splitter's example values, for Chinese is denser
CITED = 4  # chunks, LangChain's default k
PART = 0.2  # of a chunk's characters


class Baseline:
    """LangChain's splitter and Chroma over the text of some bulletins."""

    def __init__(self, sources: Sources, embedder: Embeddings) -> None:
        self._sources = sources
        self._chroma = empty_collection("baseline", embedder)
        self._chroma.add_documents(splitter().split_documents(list(_documents(sources))))

    def search(self, question: str, limit: int) -> Iterator[Piece]:
        """Yield the nearest chunks as stretches of the bulletins."""
        for document in self._chroma.similarity_search(question, k=limit):
            yield document.metadata["doc"], _span(document)

    def answer(self, question: Question) -> Answered:
        """Return the nearest chunks as an answer."""
        started = time.perf_counter()
        pieces = list(self.search(question.question, CITED))
        elapsed = 1000 * (time.perf_counter() - started)
        return answer_from(question, pieces, self._sources, elapsed, "baseline")


def answer_from(
    question: Question, pieces: Iterable[Piece], sources: Sources, ms: float, generator: str
) -> Answered:
    """Return the pieces found as an answer that took so many milliseconds."""
    parts = (part for doc, span in pieces for part in parts_of(sources[doc], span))
    cited = [_cite(number, *part) for number, part in enumerate(parts, start=1)]
    text = "\n\n".join(f"{c.quote} [{c.number}]" for c in cited)
    return Answered(
        id=question.id,
        question=question.question,
        text=text,
        citations=tuple(cited),
        latency_ms=round(ms, 1),
        generator=generator,
    )


def splitter() -> "RecursiveCharacterTextSplitter":
    """Return what cuts a text into chunks."""
    from langchain_text_splitters import RecursiveCharacterTextSplitter

    return RecursiveCharacterTextSplitter(
        chunk_size=CHUNK, chunk_overlap=OVERLAP, add_start_index=True
    )


def empty_collection(name: str, embedder: Embeddings) -> "Chroma":
    """Return a Chroma collection in memory, emptied."""
    from langchain_chroma import Chroma

    collection = Chroma(name, embedder, collection_metadata={"hnsw:space": "cosine"})
    collection.reset_collection()
    return collection


def parts_of(source: Source, chunk: Span) -> list[tuple[Source, int | None, Span]]:
    """Return the parts of a chunk by finding (None: outside all), the largest first."""
    findings = source.bulletin.findings
    within = [(f.number, f.span.start, f.span.end) for f in findings]
    edges = [0, *(edge for _, *both in within for edge in both), len(source.bulletin.text)]
    outside = [(None, a, b) for a, b in zip(edges[::2], edges[1::2], strict=True)]
    parts = []
    for number, start, end in [*within, *outside]:
        part = Span(max(start, chunk.start), min(end, chunk.end))
        if part.end - part.start >= PART * (chunk.end - chunk.start):
            parts.append((source, number, part))
    return sorted(parts, key=lambda part: part[2].start - part[2].end)


def _cite(number: int, source: Source, finding: int | None, part: Span) -> CitedWords:
    return CitedWords(
        number=number,
        source=source.bulletin.source,
        agency=source.bulletin.agency,
        finding_number=finding,
        start=part.start,
        end=part.end,
        quote=part.of(source.bulletin.text),
    )


def _documents(sources: Sources) -> Iterable[Document]:
    for doc, source in sources.items():
        yield Document(source.bulletin.text, metadata={"doc": doc})


def _span(document: Document) -> Span:
    start: Any = document.metadata["start_index"]
    return Span(start, start + len(document.page_content))
