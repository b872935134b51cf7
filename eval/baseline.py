"""What an afternoon with LangChain's defaults gives: the pipeline that we hold ourselves against.

The bulletins' text is cut by `RecursiveCharacterTextSplitter` (separators as they come, chunks of
`CHUNK` characters), embedded by the same model into a Chroma collection in memory, and the `CITED`
nearest chunks are the answer and its citations. It never refuses and knows no agencies and no
findings; for the measures a chunk counts as the finding that it shares most characters with.
"""

import time
from collections.abc import Iterable, Iterator
from typing import Any

from langchain_chroma import Chroma
from langchain_core.documents import Document
from langchain_core.embeddings import Embeddings
from langchain_text_splitters import RecursiveCharacterTextSplitter

from eval.answers import Answered, CitedWords
from eval.questions import Question
from eval.ranking import Piece
from eval.sources import Source, Sources, findings_at
from rag.bulletin import Span

CHUNK, OVERLAP = (
    500,
    100,
)  # characters; half of the splitter's example values, for Chinese is denser
CITED = 4  # LangChain's default k


class Baseline:
    """LangChain's splitter and Chroma over the text of some bulletins."""

    def __init__(self, sources: Sources, embedder: Embeddings) -> None:
        splitter = RecursiveCharacterTextSplitter(
            chunk_size=CHUNK, chunk_overlap=OVERLAP, add_start_index=True
        )
        self._sources = sources
        self._chroma = Chroma("baseline", embedder, collection_metadata={"hnsw:space": "cosine"})
        self._chroma.reset_collection()
        self._chroma.add_documents(splitter.split_documents(list(_documents(sources))))

    def search(self, question: str, limit: int) -> Iterator[Piece]:
        """Yield the nearest chunks as stretches of the bulletins."""
        for document in self._chroma.similarity_search(question, k=limit):
            yield document.metadata["doc"], _span(document)

    def answer(self, question: Question) -> Answered:
        """Return the nearest chunks as an answer."""
        started = time.perf_counter()
        pieces = list(self.search(question.question, CITED))
        elapsed = 1000 * (time.perf_counter() - started)
        cited = [self._cite(n, *piece) for n, piece in enumerate(pieces, start=1)]
        text = "\n\n".join(f"{c.quote} [{c.number}]" for c in cited)
        return Answered(
            id=question.id,
            question=question.question,
            text=text,
            citations=tuple(cited),
            latency_ms=round(elapsed, 1),
            generator="baseline",
        )

    def _cite(self, number: int, doc: str, span: Span) -> CitedWords:
        source: Source = self._sources[doc]
        return CitedWords(
            number=number,
            source=source.bulletin.source,
            agency=source.bulletin.agency,
            finding_number=findings_at(source, span)[0][1],
            start=span.start,
            end=span.end,
            quote=span.of(source.bulletin.text),
        )


def _documents(sources: Sources) -> Iterable[Document]:
    for doc, source in sources.items():
        yield Document(source.bulletin.text, metadata={"doc": doc})


def _span(document: Document) -> Span:
    start: Any = document.metadata["start_index"]
    return Span(start, start + len(document.page_content))
