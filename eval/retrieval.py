"""Retrieval on public question sets, as a sanity check: `python -m eval.retrieval FILE`.

FILE is SQuAD-shaped (XQuAD zh, DRCD, the SQuAD form of CMRC 2018) or in CMRC 2018's own form. Every
paragraph is a passage, the gold passage of a question is the one that it was asked of. Measured are
the parts that the program searches with, each by itself and together: cosine of the embedding
model, BM25 (SQLite FTS5 over jieba words), and both fused by reciprocal rank. Paragraphs that
answer a question by chance count as wrong.
"""

import argparse
import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from rich.console import Console

from eval.extras import need_packages
from eval.measure.ranking import measure
from eval.measure.summary import Estimate
from eval.report.tables import ranking_table
from rag.embedding.embedder import Embedder, load_embedder
from rag.errors import BulletinQAError
from rag.settings import load_settings
from rag.store.search import fuse
from rag.store.snapshot import content_words
from rag.store.words import Words, words_of
from rag.text.chinese import words

POOL = 100  # passages of each ranking that are fused


class NotSquadError(BulletinQAError):
    """A file that is not SQuAD-shaped."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question and the number of the paragraph that it was asked of."""

    id: str
    text: str
    paragraph: int


def main(argv: Sequence[str] | None = None) -> int:
    """Measure a file; return the exit code."""
    parser = argparse.ArgumentParser("python -m eval.retrieval", description="公开问答集上的检索")
    parser.add_argument("file", type=Path, help="SQuAD 格式的文件（XQuAD zh、CMRC 2018 …）")
    parser.add_argument("--limit", type=int, help="只用前若干个问题")
    options = parser.parse_args(argv)
    console = Console()
    console = console if console.is_terminal else Console(width=160)
    try:
        need_packages("检索的评测")
        paragraphs, asked = read_squad(options.file)
        asked = asked[: options.limit]
        figures = measured(paragraphs, asked, load_embedder(load_settings()))
    except (BulletinQAError, OSError) as error:
        print(error, file=sys.stderr)
        return 1
    title = f"{options.file.name}:{len(paragraphs)} 段，{len(asked)} 个问题"
    console.print(ranking_table(figures, title))
    return 0


def read_squad(path: Path) -> tuple[list[str], list[Asked]]:
    """Return the paragraphs, each once, and the questions. Raise `NotSquadError` on a bad file."""
    try:
        record = json.loads(path.read_text("utf-8-sig"))
        entries = list(_entries(record))
    except (ValueError, KeyError, TypeError) as error:
        raise NotSquadError(f"“{path}”不是 SQuAD 格式的问答集：{error}") from error
    number = {text: n for n, text in enumerate(dict.fromkeys(text for text, _ in entries))}
    asked = [Asked(id, question, number[text]) for text, qas in entries for id, question in qas]
    if not asked:
        raise NotSquadError(f"“{path}”里没有问题：需要 data / paragraphs / qas")
    return list(number), asked


def _entries(record: Any) -> Iterator[tuple[str, list[tuple[str, str]]]]:  # noqa: ANN401 - JSON
    if isinstance(record, list):  # CMRC 2018
        for one in record:
            yield one["context_text"], [(q["query_id"], q["query_text"]) for q in one["qas"]]
        return
    for article in record["data"]:
        for one in article["paragraphs"]:
            yield one["context"], [(str(q["id"]), q["question"]) for q in one["qas"]]


def measured(
    paragraphs: Sequence[str], asked: Sequence[Asked], embedder: Embedder
) -> dict[str, dict[str, Estimate]]:
    """Return the measures of the dense, the word and the fused ranking."""
    dense = _dense(paragraphs, asked, embedder)
    sparse = _sparse(paragraphs, asked)
    fused = [fuse(one, other) for one, other in zip(dense, sparse, strict=True)]
    gold = {question.id: {str(question.paragraph)} for question in asked}
    rankings = {"向量": dense, "词 BM25": sparse, "融合": fused}
    return {
        name: measure(gold, {q.id: [str(n) for n in r] for q, r in zip(asked, ranked, strict=True)})
        for name, ranked in rankings.items()
    }


def _dense(
    paragraphs: Sequence[str], asked: Sequence[Asked], embedder: Embedder
) -> list[list[int]]:
    matrix = embedder.embed(paragraphs)
    ranked = []
    for question in asked:
        order = np.argsort(-(matrix @ embedder.embed_question(question.text)), kind="stable")
        ranked.append([int(n) for n in order[:POOL]])
    return ranked


def _sparse(paragraphs: Sequence[str], asked: Sequence[Asked]) -> list[list[int]]:
    """Rank by BM25. A paragraph without any of the question's words gets no rank."""
    run, lengths, _ = words_of([" ".join(words(text)) for text in paragraphs], 0)
    held = Words([run], lengths, np.ones(len(lengths), bool))
    ranked = []
    for question in asked:
        scores = held.scores(content_words(question.text))
        order = np.argsort(-scores, kind="stable")[:POOL]
        ranked.append([int(n) for n in order if scores[n] > 0])
    return ranked


if __name__ == "__main__":
    sys.exit(main())
