"""The generator that the settings name: model, cache, likeness, traces."""

from collections.abc import MutableMapping
from functools import lru_cache

import numpy as np

from rag.checking.verify import Likeness
from rag.embedding import bundled
from rag.embedding.embedder import Embedder
from rag.generate.cache import WordCache
from rag.generate.generate import Generator
from rag.generate.model import Caller, load_chat_model
from rag.generate.tracing import load_tracer
from rag.settings import Settings

CACHE_CHARACTERS = 20_000_000


def likeness_by(embedder: Embedder) -> Likeness:
    """Return the cosine of two texts' meanings by the embedding model, vectors kept for a while."""

    @lru_cache(maxsize=2048)
    def vector(text: str) -> "np.ndarray[tuple[int], np.dtype[np.float32]]":
        row: np.ndarray[tuple[int], np.dtype[np.float32]] = embedder.embed([text])[0]
        return row

    return lambda one, other: float(vector(one) @ vector(other))


def load_generator(settings: Settings, embedder: Embedder) -> Generator:
    """Return the generator that the settings name. Raise `ModelError` where it cannot be made."""
    cache: MutableMapping[str, str] | None = None
    if settings.chat_cache:
        cache = WordCache(settings.store / "chat-cache.sqlite3", CACHE_CHARACTERS)
    caller = Caller(load_chat_model(settings), settings)
    # the least cosine was measured with the bundled model; another's means something else
    likeness = likeness_by(embedder) if embedder.name == bundled.taught_name() else None
    return Generator(caller, settings, likeness, cache, load_tracer(settings))
