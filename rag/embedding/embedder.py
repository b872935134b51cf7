"""Models, loaded at first use; the one place that knows how they are run.

Embedding: `load_embedder` takes the bundled model (see `weights`), a local sentence-transformers
directory or a hub name. A text becomes a unit vector, so a dot product is a cosine; questions and
passages get the prefixes that the model was trained with. The bundled model is run by ONNX Runtime
(same vectors, no torch to import), any other by sentence-transformers. Nothing is downloaded for
the bundled model. What it does not know: what the texts are about.
"""

import os
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import lru_cache
from importlib.util import find_spec
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import numpy as np
from langchain_core.embeddings import Embeddings
from numpy.typing import NDArray

from rag.embedding import bundled as weights
from rag.embedding import quantised
from rag.errors import ModelError
from rag.settings import Settings

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

BATCH = 8  # texts at a time; small batches are faster on few cores
REMEMBERED = 256  # vectors of questions kept
MAX_TOKENS = 512  # what the bundled model reads of a text

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
        self._question_vector = lru_cache(REMEMBERED)(self._embed_question)

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
        """Return the vector of a question: float32[dimension], of length 1, read-only.

        The last ones are kept.
        """
        return self._question_vector(text)

    def _embed_question(self, text: str) -> Vectors:
        engine, prompts = self._model()
        vector: Vectors = engine.encode([prompts.question + text])[0]
        vector.setflags(write=False)  # shared between callers
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
        precision = settings.precision
        kept_as = quantised.name_of(weights.taught_name(), precision)
        return Embedder(kept_as, lambda: bundled(settings.model_cache, precision))
    if settings.precision != "fp32":
        raise ModelError(
            f"BQA_PRECISION=“{settings.precision}”只用于内置的向量模型，"
            f"现在的 BQA_MODEL 是“{name}”。请去掉其中一个。"
        )
    return Embedder(name, lambda: sentence_transformer(name))


def bundled(cache: Path, precision: quantised.Precision = "fp32") -> tuple[Engine, Prompts]:
    """Load the bundled model, unpacking it into `cache` the first time."""
    folder = weights.unpack(cache)
    batch = BATCH if precision == "fp32" else quantised.BATCH
    engine = OnnxEngine(folder, quantised.graph_of(folder, precision), batch)
    return engine, prompts_of(weights.NAME, weights.PROMPTS)


class OnnxEngine:
    """The bundled model run by ONNX Runtime, one core to a text and as many texts as cores."""

    def __init__(self, folder: Path, graph: Path, batch: int) -> None:
        import onnxruntime
        from tokenizers import Tokenizer

        self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._tokenizer.enable_truncation(MAX_TOKENS)
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1  # several questions at once share the cores better so
        options.log_severity_level = 3
        self._session = onnxruntime.InferenceSession(
            str(graph), options, providers=["CPUExecutionProvider"]
        )
        self._batch = batch
        self._pool = ThreadPoolExecutor(os.cpu_count() or 1, "embed")
        self.dimension: int = self._session.get_outputs()[0].shape[1]

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return float32[len(texts), dimension], rows of length 1."""
        tokens = [found.ids for found in self._tokenizer.encode_batch_fast(list(texts))]
        vectors = np.empty((len(tokens), self.dimension), np.float32)
        batches = list(equal_lengths(tokens, self._batch))
        results = self._pool.map(self._run, [[tokens[row] for row in rows] for rows in batches])
        for rows, result in zip(batches, results, strict=True):
            vectors[rows] = result
        return vectors

    def _run(self, batch: list[list[int]]) -> Vectors:
        ids = np.array(batch, np.int64)
        vectors: Vectors = self._session.run(
            None, {"ids": ids, "positions": np.arange(ids.shape[1])}
        )[0]
        return vectors


def equal_lengths(tokens: Sequence[Sequence[int]], most: int) -> Iterator[list[int]]:
    """Yield the numbers of the texts in batches of equally many tokens, longest first."""
    order = sorted(range(len(tokens)), key=lambda row: -len(tokens[row]))
    for _, run in groupby(order, key=lambda row: len(tokens[row])):
        rows = list(run)
        for at in range(0, len(rows), most):
            yield rows[at : at + most]


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


def sentence_transformer(name: str) -> tuple[Engine, Prompts]:
    """Load a local directory or a hub model. Raise `ModelError` where that fails."""
    if find_spec("sentence_transformers") is None:
        raise ModelError(
            f"向量模型“{name}”要由 sentence-transformers 运行，这里没有装它"
            "（LIGHT=1 只装内置模型所需）。"
            "请运行 pip install -r requirements.txt -c constraints.txt，或不带 LIGHT 的 make run；"
            f"也可以去掉 BQA_MODEL，用内置的 {weights.NAME}。"
        )
    if Path(name).is_dir():
        os.environ.setdefault("HF_HUB_OFFLINE", "1")  # read when the hub's library is imported
    try:
        from sentence_transformers import SentenceTransformer

        model = SentenceTransformer(name, device="cpu")
    except (OSError, ValueError, ImportError) as error:
        raise ModelError(
            f"无法载入向量模型“{name}”：{error}。请检查 BQA_MODEL：可用内置的 {weights.NAME}、"
            "本地模型目录，或能联网下载的模型名。"
        ) from error
    return TorchEngine(model), prompts_of(name, model.prompts)


def prompts_of(name: str, own: Mapping[str, str]) -> Prompts:
    """Return a model's prefixes: those it says itself, else those of its family."""
    passage = own.get("document") or own.get("passage", "")
    if own.get("query") or passage:
        return Prompts(own.get("query", ""), passage)
    return next((p for part, p in KNOWN_PROMPTS.items() if part in name), Prompts())
