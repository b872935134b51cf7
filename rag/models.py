"""Models, loaded at first use; the one place that knows how they are run.

Embedding: `load_embedder` takes the bundled model (see `weights`), a local sentence-transformers
directory or a hub name. A text becomes a unit vector, so a dot product is a cosine; questions and
passages get the prefixes that the model was trained with. Nothing is downloaded for the bundled
model. What it does not know: what the texts are about.
"""

import os
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import numpy as np
from langchain_core.embeddings import Embeddings
from numpy.typing import NDArray

from rag import weights
from rag.errors import ModelError
from rag.settings import Settings

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

BATCH = 8  # texts at a time; small batches of like length are faster on few cores

Vectors = NDArray[np.float32]


class Engine(Protocol):
    """What runs a model: texts to unit vectors, one row each."""

    @property
    def dimension(self) -> int:
        """The length of a vector."""

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return float32[len(texts), dimension], rows of length 1."""


@dataclass(frozen=True, slots=True)
class Prompts:
    """What is put in front of a question and of a passage."""

    question: str = ""
    passage: str = ""


# Families whose published files do not say their prefixes; the first part of the name that fits.
KNOWN_PROMPTS = {
    "multilingual-e5": Prompts("query: ", "passage: "),
    "bge-large-zh": Prompts("为这个句子生成表示以用于检索相关文章:"),
    "bge-base-zh": Prompts("为这个句子生成表示以用于检索相关文章:"),
    "bge-small-zh": Prompts("为这个句子生成表示以用于检索相关文章:"),
}


class Embedder(Embeddings):
    """An embedding model with LangChain's face. Loaded at first use; usable from several threads.

    `name` identifies the model wherever its vectors are kept.
    """

    def __init__(self, name: str, load: Callable[[], tuple[Engine, Prompts]]) -> None:
        self.name = name
        self._load = load
        self._loaded: tuple[Engine, Prompts] | None = None
        self._lock = threading.Lock()

    @property
    def dimension(self) -> int:
        """The length of a vector. Loads the model."""
        return self._model()[0].dimension

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Return the vectors of passages: float32[len(texts), dimension], rows of length 1."""
        engine, prompts = self._model()
        if not texts:
            return np.empty((0, engine.dimension), np.float32)
        return engine.encode([prompts.passage + text for text in texts])

    def embed_question(self, text: str) -> Vectors:
        """Return the vector of a question: float32[dimension], of length 1."""
        engine, prompts = self._model()
        vector: Vectors = engine.encode([prompts.question + text])[0]
        return vector

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """Return the vectors of passages as lists (LangChain)."""
        rows: list[list[float]] = self.embed(texts).tolist()
        return rows

    def embed_query(self, text: str) -> list[float]:
        """Return the vector of a question as a list (LangChain)."""
        row: list[float] = self.embed_question(text).tolist()
        return row

    def _model(self) -> tuple[Engine, Prompts]:
        with self._lock:
            if self._loaded is None:
                self._loaded = self._load()
            return self._loaded


def load_embedder(settings: Settings) -> Embedder:
    """Return the embedder that the settings name. Nothing is loaded before it is used."""
    name = settings.model
    if name == weights.NAME:
        return Embedder(name, lambda: _sentence_transformer(weights.unpack(settings.model_cache)))
    if Path(name).is_dir():
        return Embedder(name, lambda: _sentence_transformer(Path(name)))
    return Embedder(name, lambda: _sentence_transformer(name))


class TorchEngine:
    """A model run by sentence-transformers."""

    def __init__(self, model: "SentenceTransformer") -> None:
        self._model = model
        self.dimension: int = model.get_embedding_dimension() or 0

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return float32[len(texts), dimension], rows of length 1."""
        vectors: Vectors = self._model.encode(
            list(texts),
            prompt="",
            batch_size=BATCH,
            normalize_embeddings=True,
            show_progress_bar=False,
        )
        return vectors


def _sentence_transformer(place: Path | str) -> tuple[Engine, Prompts]:
    if isinstance(place, Path):
        os.environ.setdefault("HF_HUB_OFFLINE", "1")  # read when the hub's library is imported
    try:
        from sentence_transformers import SentenceTransformer

        model = SentenceTransformer(str(place), device="cpu")
    except (OSError, ValueError, ImportError) as error:
        raise ModelError(
            f"无法载入向量模型“{place}”:{error}。请检查 BQA_MODEL:可用内置的 {weights.NAME}、"
            "本地模型目录,或能联网下载的模型名。"
        ) from error
    return TorchEngine(model), _prompts(str(place), model.prompts)


def _prompts(name: str, own: dict[str, str]) -> Prompts:
    passage = own.get("document") or own.get("passage", "")
    if own.get("query") or passage:
        return Prompts(own.get("query", ""), passage)
    return next((p for part, p in KNOWN_PROMPTS.items() if part in name), Prompts())
