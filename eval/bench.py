"""How fast the parts are, each beside something to hold it against: `python -m eval.bench`.

Both sides of a row run in turns in one process, and the row shows medians and their ratio: absolute
times depend on the machine and on what else it does, a ratio hardly does. Everything happens in a
temporary folder; the stores in use are not touched.
"""

import argparse
import statistics
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import cycle
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from langchain_core.embeddings import Embeddings
from numpy.typing import NDArray
from rich.console import Console
from rich.table import Table

from eval.extras import need_packages
from eval.measure.asking import turns
from eval.measure.baseline import Baseline, empty_collection, splitter
from eval.sets.questions import read_questions
from eval.sets.sources import sources_of
from eval.sets.stores import QUESTIONS
from rag.embedding.embedder import Embedder, load_embedder
from rag.errors import BulletinQAError
from rag.files.documents import find_files, read_text
from rag.parse.parse import parse_bulletin
from rag.settings import Settings, load_settings
from rag.store.catalog import Where
from rag.store.indexing import index_files
from rag.store.library import Library

AGENCIES = 200  # that the passages of the scan belong to
BATCH = 5000  # passages that Chroma takes at a time, at most 5461


@dataclass(frozen=True, slots=True)
class Row:
    """Two things timed side by side, in milliseconds."""

    name: str
    ours: str
    ours_ms: float
    other: str
    other_ms: float

    @property
    def ratio(self) -> float:
        """How many times as long the other one takes."""
        return self.other_ms / self.ours_ms


Timed = tuple[str, Callable[[], object]]


def main(argv: Sequence[str] | None = None) -> int:
    """Time the parts; return the exit code."""
    parser = argparse.ArgumentParser("python -m eval.bench", description="各步骤的速度，两两对照")
    parser.add_argument("--rounds", type=int, default=7, help="每项计时次数（默认 7）")
    parser.add_argument("--passages", type=int, default=10_000, help="扫描对照的段落数")
    options = parser.parse_args(argv)
    table = Table(title="速度（毫秒，中位数）")
    for title in ("项目", "本程序", "毫秒", "对照", "毫秒", "对照 ÷ 本程序"):
        table.add_column(title, justify="right" if title[0] in "毫对" else "left")
    try:
        need_packages("计时")
        with TemporaryDirectory() as folder:
            for row in rows(Path(folder), load_settings(), options.rounds, options.passages):
                times = f"{row.ours_ms:.1f}", row.other, f"{row.other_ms:.1f}", f"{row.ratio:.3g}×"
                table.add_row(row.name, row.ours, *times)
    except (BulletinQAError, OSError) as error:
        print(error, file=sys.stderr)
        return 1
    console = Console()
    (console if console.is_terminal else Console(width=140)).print(table)
    return 0


def side_by_side(name: str, ours: Timed, other: Timed, rounds: int) -> Row:
    """Time two callables in turns; return their medians."""
    times: tuple[list[float], list[float]] = ([], [])
    for _ in range(rounds):
        for taken, (_, call) in zip(times, (ours, other), strict=True):
            started = time.perf_counter()
            call()
            taken.append(1000 * (time.perf_counter() - started))
    medians = [statistics.median(taken) for taken in times]
    return Row(name, ours[0], medians[0], other[0], medians[1])


def rows(folder: Path, settings: Settings, rounds: int, passages: int) -> Iterator[Row]:
    """Yield every row."""
    embedder = load_embedder(settings)
    embedder.embed_question("预热")
    yield reading(settings.corpus, rounds)
    with Library.open(folder / "store", embedder) as library:
        yield from indexing(folder, library, embedder, settings.corpus)
        yield from asking(library, embedder, settings, rounds)
    yield scanning(passages, embedder.dimension, rounds)


def reading(corpus: Path, rounds: int) -> Row:
    """Time text to records against text to chunks."""
    texts = [read_text(path) for path in find_files(corpus)]
    cut = splitter().split_text
    return side_by_side(
        f"读懂 {len(texts)} 份通报",
        ("解析为记录", lambda: [parse_bulletin(text, "") for text in texts]),
        ("LangChain 切块", lambda: [cut(text) for text in texts]),
        rounds,
    )


def indexing(folder: Path, library: Library, embedder: Embedder, corpus: Path) -> Iterator[Row]:
    """Time indexing: the first time, again, and without the index but with vectors kept."""
    first = _once(lambda: index_files(library, [corpus]))
    again = _once(lambda: index_files(library, [corpus]))
    rebuilt = _once(library.rebuild)
    sources = sources_of(library.bulletins(), [])
    chunks = _once(lambda: Baseline(sources, embedder))
    yield Row("收录通报", "首次", first, "LangChain 分块 + Chroma", chunks)
    yield Row("重复收录", "内容未变", again, "首次", first)
    yield Row("重建索引", "向量已存", rebuilt, "首次", first)


def asking(library: Library, embedder: Embedder, settings: Settings, rounds: int) -> Iterator[Row]:
    """Time an answer against its parts and against the baseline's search."""
    from rag.chat import Assistant

    assistant = Assistant(library, settings)
    questions = [turn.question for turn in turns(read_questions(QUESTIONS))]
    baseline = Baseline(sources_of(library.bulletins(), []), embedder)
    assistant.ask(questions[0])
    count = rounds * 4

    def each(call: Callable[[str], object]) -> Callable[[], object]:
        """Return a callable that takes the next question each time."""
        following = cycle(questions)
        return lambda: call(next(following))

    answer = ("完整回答", each(lambda question: assistant.ask(f"请问{question}")))
    vector = ("只算问题向量", each(lambda question: embedder.embed_question(f"再问{question}")))
    search = ("LangChain 检索", each(lambda question: list(baseline.search(question, 4))))
    yield side_by_side("回答问题", answer, vector, count)
    yield side_by_side("回答问题", answer, search, count)
    for question in questions:
        library.snapshot().scores(question)  # its vector is kept now: both sides search only
    agency = library.bulletins()[0].agency
    yield side_by_side(
        "一家单位内检索",
        ("全部打分", each(lambda q: library.snapshot().scores(q))),
        ("Chroma 按单位过滤", each(lambda q: library.search(q, 10, Where(agencies=(agency,))))),
        count,
    )


def scanning(passages: int, dimension: int, rounds: int) -> Row:
    """Time an exact scan of many vectors against a Chroma query with a filter."""
    vectors = _unit_vectors(passages, dimension)
    chroma = empty_collection("bench", _Rows(vectors))
    names = [{"agency": str(n % AGENCIES)} for n in range(passages)]
    for at in range(0, passages, BATCH):
        part = names[at : at + BATCH]
        chroma.add_texts([str(at + n) for n in range(len(part))], part)
    sought = vectors[0]
    wanted = np.array([name["agency"] == "7" for name in names])
    return side_by_side(
        f"{passages:,} 段中找一家单位的 10 段",
        ("逐段点积", lambda: np.argsort(-np.where(wanted, vectors @ sought, -1.0))[:10]),
        (
            "Chroma 过滤",
            lambda: chroma.similarity_search_by_vector(sought.tolist(), 10, {"agency": "7"}),
        ),
        rounds,
    )


class _Rows(Embeddings):
    """Embeds the text "n" as row n of a matrix."""

    def __init__(self, matrix: NDArray[np.float32]) -> None:
        self._matrix = matrix

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        rows: list[list[float]] = self._matrix[[int(text) for text in texts]].tolist()
        return rows

    def embed_query(self, text: str) -> list[float]:
        return self.embed_documents([text])[0]


def _unit_vectors(count: int, dimension: int) -> NDArray[np.float32]:
    vectors = np.random.default_rng(0).standard_normal((count, dimension), np.float32)
    unit: NDArray[np.float32] = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    return unit


def _once(call: Callable[[], object]) -> float:
    started = time.perf_counter()
    call()
    return 1000 * (time.perf_counter() - started)


if __name__ == "__main__":
    sys.exit(main())
