"""txtai: an `Embeddings` index with its default Faiss, the vectors from outside.

txtai calls one function for texts and questions alike, so questions are marked in front.
"""

from collections.abc import Sequence

import numpy as np
from txtai import Embeddings

from eval.peers import Search
from rag.embedding.embedder import Embedder, Vectors

MARK = "\x01"  # what txtai puts before a question


def make(texts: Sequence[str], embedder: Embedder) -> Search:
    """Index the texts; return what searches them."""

    def vectors(said: list[str]) -> Vectors:
        if said and said[0].startswith(MARK):
            return np.stack([embedder.embed_question(one.removeprefix(MARK)) for one in said])
        return embedder.embed(said)

    index = Embeddings(
        method="external", transform=vectors, instructions={"query": MARK, "data": ""}
    )
    index.index(enumerate(texts))

    def search(question: str, limit: int) -> list[int]:
        return [int(number) for number, _ in index.search(question, limit)]

    return search
