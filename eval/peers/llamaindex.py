"""LlamaIndex: a `VectorStoreIndex` with its default store (in memory) and its retriever."""

from collections.abc import Sequence

from llama_index.core import VectorStoreIndex
from llama_index.core.base.embeddings.base import BaseEmbedding
from llama_index.core.schema import TextNode
from pydantic import PrivateAttr

from eval.peers import Search
from rag.embedding.embedder import Embedder


class _Ours(BaseEmbedding):  # type: ignore[misc]  # its package is not in our environment
    """Our embedder with LlamaIndex's face."""

    _embedder: Embedder = PrivateAttr()

    def __init__(self, embedder: Embedder) -> None:
        super().__init__(model_name=embedder.name)
        self._embedder = embedder

    def _get_query_embedding(self, query: str) -> list[float]:
        return self._embedder.embed_query(query)

    async def _aget_query_embedding(self, query: str) -> list[float]:
        return self._get_query_embedding(query)

    def _get_text_embedding(self, text: str) -> list[float]:
        return self._embedder.embed_documents([text])[0]

    def _get_text_embeddings(self, texts: list[str]) -> list[list[float]]:
        return self._embedder.embed_documents(texts)


def make(texts: Sequence[str], embedder: Embedder) -> Search:
    """Index the texts; return what searches them."""
    nodes = [TextNode(text=text, id_=str(number)) for number, text in enumerate(texts)]
    index = VectorStoreIndex(nodes, embed_model=_Ours(embedder))

    def search(question: str, limit: int) -> list[int]:
        found = index.as_retriever(similarity_top_k=limit).retrieve(question)
        return [int(one.node.node_id) for one in found]

    return search
