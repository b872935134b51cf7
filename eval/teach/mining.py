"""Wrong passages that the model takes for right, and right ones that must not be taught as wrong.

`mined` asks the model itself for the nearest findings of each question's own shelf that are not
right (sentence-transformers' `mine_hard_negatives`); findings told to be of another theme come
first. Over the shelves nobody has said what is right, so `widened` adds, to questions that name no
agency, the findings of other shelves whose theme the model finds alike.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from eval.teach.corpus import Place, Told
from eval.teach.pairs import Lesson, Row
from eval.teach.tuned import ALIKE, LENGTH, MEASURES, MINED

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

THEME = 100  # characters of a finding that tell its theme: the heading and some words below it


@dataclass(frozen=True, slots=True)
class Triplet:
    """A row with a passage that is wrong for it."""

    row: Row
    negative: str
    wrong: Place


def triplets(
    lessons: Sequence[Lesson], model: "SentenceTransformer", cache: Path, seed: int
) -> list[Triplet]:
    """Return every row with one wrong passage, rows widened; embeddings are kept in `cache`."""
    random = Random(seed)
    found = []
    for lesson in widened(lessons, model, cache):
        nearest = mined(lesson, model, cache)
        told = {other for other, _ in lesson.different}
        for row in lesson.rows:
            wrong = [p for p in nearest.get(row.query, ()) if p not in row.right]
            if row.place in told and not row.named and random.random() < MEASURES:
                wrong = [b for a, b in lesson.different if a == row.place and b not in row.right]
            if wrong:
                place = random.choice(wrong[:MINED])
                found.append(Triplet(row, _told(lesson.corpus.findings[place], random), place))
    return found


def _told(told: Told, random: Random) -> str:
    """Return a wrong finding whole or as a measure, as right ones are: length must tell nothing."""
    as_measure = random.random() < MEASURES and bool(told.measures)
    return (random.choice(told.measures) if as_measure else told.whole)[:LENGTH]


def mined(lesson: Lesson, model: "SentenceTransformer", cache: Path) -> dict[str, list[Place]]:
    """Return the findings nearest to each question that are not right for it, nearest first."""
    from datasets import Dataset
    from sentence_transformers.util import mine_hard_negatives

    findings = {p: told.whole[:LENGTH] for p, told in lesson.corpus.findings.items()}
    places = {text: place for place, text in findings.items()}
    pairs = {(r.query, findings[p]): None for r in lesson.rows for p in r.right if p in findings}
    table = mine_hard_negatives(
        Dataset.from_list([{"anchor": query, "positive": right} for query, right in pairs]),
        model,
        corpus=list(places),
        range_max=3 * MINED,
        num_negatives=MINED,
        output_format="n-tuple",
        cache_folder=str(cache),
        verbose=False,
    )
    columns = [table[f"negative_{n + 1}"] for n in range(MINED)]
    return {
        query: [places[text] for text in wrong]
        for query, *wrong in zip(table["anchor"], *columns, strict=True)
    }


def widened(lessons: Sequence[Lesson], model: "SentenceTransformer", cache: Path) -> list[Lesson]:
    """Add to what is right for a question without an agency what is alike on other shelves."""
    places = [place for lesson in lessons for place in lesson.corpus.findings]
    shelf = np.repeat(range(len(lessons)), [len(lesson.corpus.findings) for lesson in lessons])
    themes = [t.theme[:THEME] for lesson in lessons for t in lesson.corpus.findings.values()]
    matrix = _kept_vectors(themes, model, cache)
    near = (matrix @ matrix.T >= ALIKE) & (shelf[:, None] != shelf[None])
    alike = {p: frozenset(places[n] for n in near[at].nonzero()[0]) for at, p in enumerate(places)}
    return [replace(one, rows=tuple(_with(row, alike) for row in one.rows)) for one in lessons]


def _kept_vectors(
    texts: Sequence[str], model: "SentenceTransformer", cache: Path
) -> NDArray[np.float32]:
    """Return the vectors of passages, of length 1, from `cache` where they are there."""
    file = cache / f"themes_{sha256(repr(texts).encode()).hexdigest()}.npy"
    if not file.exists():
        cache.mkdir(parents=True, exist_ok=True)
        np.save(file, model.encode_document(list(texts), normalize_embeddings=True))
    vectors: NDArray[np.float32] = np.load(file)
    return vectors


def _with(row: Row, alike: dict[Place, frozenset[Place]]) -> Row:
    return row if row.named else replace(row, right=row.right.union(*(alike[p] for p in row.right)))
