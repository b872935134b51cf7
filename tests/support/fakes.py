"""Hand-made stand-ins that are quick and always the same."""

import hashlib
from collections.abc import Sequence

import numpy as np

from rag.embedding.embedder import Embedder, Prompts, Vectors


class BigramEngine:
    """Texts to vectors by their character pairs: shared words give nearness, without a model."""

    dimension = 256

    def __init__(self) -> None:
        self.texts: list[str] = []  # all that was embedded

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return a unit vector for each text."""
        self.texts += texts
        vectors = np.zeros((len(texts), self.dimension), np.float32)
        for row, text in enumerate(texts):
            for pair in zip(text, text[1:] + " ", strict=True):
                digest = hashlib.blake2s("".join(pair).encode(), digest_size=4).digest()
                vectors[row, int.from_bytes(digest) % self.dimension] += 1
        unit: Vectors = vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9)
        return unit


def bigram_embedder(name: str = "bigrams", engine: BigramEngine | None = None) -> Embedder:
    """Return an embedder over character pairs."""
    chosen = engine or BigramEngine()
    return Embedder(name, lambda: (chosen, Prompts()))
