"""Haystack: an `InMemoryDocumentStore` asked by its embedding retriever."""

from collections.abc import Sequence

from haystack import Document
from haystack.components.retrievers.in_memory import InMemoryEmbeddingRetriever
from haystack.document_stores.in_memory import InMemoryDocumentStore

from eval.peers import Search
from rag.embedding.embedder import Embedder


def make(texts: Sequence[str], embedder: Embedder) -> Search:
    """Index the texts; return what searches them."""
    store = InMemoryDocumentStore(embedding_similarity_function="cosine")
    vectors = embedder.embed_documents(list(texts))
    pairs = enumerate(zip(texts, vectors, strict=True))
    store.write_documents(
        [Document(id=str(number), content=text, embedding=row) for number, (text, row) in pairs]
    )
    retriever = InMemoryEmbeddingRetriever(store)

    def search(question: str, limit: int) -> list[int]:
        vector = embedder.embed_query(question)
        found = retriever.run(query_embedding=vector, top_k=limit)["documents"]
        return [int(document.id) for document in found]

    return search
