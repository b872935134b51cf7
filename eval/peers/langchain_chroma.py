"""LangChain: `Chroma.similarity_search` over a collection in memory."""

from collections.abc import Sequence

from eval.measure.baseline import empty_collection
from eval.peers import Search
from rag.embedding.embedder import Embedder

BATCH = 5000  # texts that Chroma takes at a time, at most 5461


def make(texts: Sequence[str], embedder: Embedder) -> Search:
    """Index the texts; return what searches them."""
    chroma = empty_collection("peer", embedder)
    for at in range(0, len(texts), BATCH):
        part = list(texts[at : at + BATCH])
        chroma.add_texts(part, [{"number": at + n} for n in range(len(part))])

    def search(question: str, limit: int) -> list[int]:
        found = chroma.similarity_search(question, k=limit)
        return [int(document.metadata["number"]) for document in found]

    return search
