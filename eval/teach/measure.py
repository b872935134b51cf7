"""How well the bare vectors rank, before and after: whole findings for a question, no rule at all.

Over a shelf of bulletins, `first` is the share of lookups and facts whose nearest finding is right
(what may be cited counts as right), `average` the average precision of questions over agencies
(what may be cited is left out). `general` is how often the right passage comes first in general
Chinese text that was not taught. Everything runs as the program runs it, by ONNX Runtime.
"""

import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from eval.teach.corpus import Corpus, Place, read_corpus
from eval.teach.general import answers, articles
from eval.teach.pairs import BULLETINS, FOUND, NATION, SETS, Asked, read_asked
from eval.teach.tuned import HELD
from rag.embedding import bundled
from rag.embedding.adapter import Tensors
from rag.embedding.embedder import BATCH, Embedder, OnnxEngine, Prompts, Vectors
from rag.embedding.quantised import FULL

PROMPTS = Prompts(bundled.PROMPTS["query"], bundled.PROMPTS["passage"])


@dataclass(frozen=True, slots=True)
class Shelf:
    """Questions over bulletins, by the name under which their figures stand."""

    name: str
    corpus: Corpus
    asked: tuple[Asked, ...]


def shelves() -> list[Shelf]:
    """Return what is measured: the group held out and the sets that are not fitted on."""
    held, own = read_corpus(NATION / "bulletins", HELD), read_corpus(SETS / "own" / "bulletins")
    real = read_corpus(BULLETINS)
    return [
        Shelf("nation", held, tuple(read_asked(NATION / "questions.jsonl", held, HELD))),
        *(
            Shelf(name, corpus, tuple(read_asked(SETS / name / "questions.jsonl", corpus)))
            for name, corpus in (("own", own), ("unseen", real), ("bundled", real))
        ),
    ]


def figures(embedder: Embedder, measured: Sequence[Shelf]) -> dict[str, float]:
    """Return the figures of a model, each under `<set>_<measure>`."""
    found: dict[str, float] = {}
    matrices: dict[int, Vectors] = {}  # two sets stand over the same bulletins
    for shelf in measured:
        places = list(shelf.corpus.findings)
        wholes = [told.whole for told in shelf.corpus.findings.values()]
        if id(shelf.corpus) not in matrices:
            matrices[id(shelf.corpus)] = embedder.embed(wholes)
        matrix = matrices[id(shelf.corpus)]
        ranked = [_ranked(embedder, one.text, matrix, places) for one in shelf.asked]
        both = list(zip(shelf.asked, ranked, strict=True))
        first = [order[0] in one.right for one, order in both if one.kind in FOUND]
        average = [average_precision(order, one) for one, order in both if one.kind not in FOUND]
        found[f"{shelf.name}_first"] = float(np.mean(first))
        found[f"{shelf.name}_average"] = float(np.mean(average))
    return found | general_figures(embedder)


def _ranked(embedder: Embedder, text: str, matrix: Vectors, places: list[Place]) -> list[Place]:
    order = np.argsort(-(matrix @ embedder.embed_question(text)), kind="stable")
    return [places[n] for n in order]


def average_precision(order: Sequence[Place], one: Asked) -> float:
    """Return the average precision of a ranking, places that may be cited left out."""
    unsure = one.right.difference(one.gold)
    hits = np.array([place in one.gold for place in order if place not in unsure])
    return float((hits.cumsum() / np.arange(1, len(hits) + 1))[hits].mean())


def general_figures(embedder: Embedder) -> dict[str, float]:
    """Return how often the right general passage comes first: for titles, sentences, questions."""
    measured = articles()[1::2]
    starts = embedder.embed([article.start for article in measured])
    later = [n for n, article in enumerate(measured) if article.later]
    said = answers()
    replies = embedder.embed([reply for _, reply in said])
    every = range(len(measured))
    return {
        "general_title": _first(embedder, [a.title for a in measured], starts, every),
        "general_sentence": _first(embedder, [measured[n].later for n in later], starts, later),
        "general_answer": _first(embedder, [text for text, _ in said], replies, range(len(said))),
    }


def _first(
    embedder: Embedder, texts: Sequence[str], matrix: Vectors, right: Sequence[int]
) -> float:
    found = [int((matrix @ embedder.embed_question(text)).argmax()) for text in texts]
    return float(np.mean([at == wanted for at, wanted in zip(found, right, strict=True)]))


def embedder_with(learned: Tensors, folder: Path) -> Embedder:
    """Return the bundled model with what was learned, unpacked into `folder`."""
    shutil.rmtree(folder, ignore_errors=True)
    bundled.write_directory(bundled.read(bundled.packed_file()), folder, learned)
    return Embedder(folder.name, lambda: (OnnxEngine(folder, folder / FULL, BATCH), PROMPTS))
