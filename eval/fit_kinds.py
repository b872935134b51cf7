"""Fit the kinds of measures: `python -m eval.fit_kinds [--write]`.

One logistic regression with an L2 penalty (scikit-learn) per kind over the measures labelled in
`eval/sets/nation/measures.tsv`: ways of acting named, their words, the vector (see
`rag.kinds.kinds`). Figures are of folds of whole bulletins, judged by models that know none of
them; the least probability of a kind in a fold is chosen on the others.
"""

import argparse
import csv
import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from eval.sets.stores import open_shelf
from rag.embedding.logistic import sigmoid
from rag.kinds.kinds import ALL, notions, saying, words_listed
from rag.settings import load_settings
from rag.store.snapshot import Snapshot

LABELS = Path("eval/sets/nation/measures.tsv")
OUT = Path("rag/kinds/kinds.json")
FOLDS = 5
WORD, VECTOR = 0.6, 0.1  # how far a word and a deviation of a vector count beside a notion
LIMITS = np.arange(0.2, 0.65, 0.05)

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]


def labelled(now: Snapshot) -> tuple[NDArray[np.int64], Flags, list[str]]:
    """Return the labelled measures: pieces int64[n], kinds bool[n, k], the bulletin of each."""
    files = {Path(b.source).stem: b for b in now.bulletins}
    pieces, kinds, docs = [], [], []
    with LABELS.open(encoding="utf-8", newline="") as lines:
        for line in csv.DictReader(lines, delimiter="\t"):
            bulletin = files[line["file"]]
            finding = bulletin.finding(int(line["order"]))
            measure = finding.measures[int(line["measure"]) - 1]
            if not " ".join(measure.span.of(bulletin.text).split()).startswith(line["words"]):
                raise ValueError(f"“{line['file']}”的问题{line['order']}里没有“{line['words']}”")
            first, _ = now.index.findings_of(now.number(bulletin.id))
            own, _ = now.index.pieces_of(np.array([first + finding.order - 1]))
            pieces.append(own[measure.order - 1])
            kinds.append([kind in line["kinds"].split("、") for kind in ALL])
            docs.append(line["file"])
    return np.array(pieces), np.array(kinds), docs


def features(now: Snapshot, pieces: NDArray[np.int64]) -> tuple[Floats, Floats, Floats]:
    """Return the notions [n, rows], words [n, words] and vectors [n, d] of some pieces."""
    words = np.zeros((len(now.index["piece.at"]), len(words_listed())), bool)
    for at, word in enumerate(words_listed()):
        words[saying(now, word), at] = True
    mine = words[pieces]
    places = {word: at for at, word in enumerate(words_listed())}
    rows = [mine[:, [places[word] for word in row]].any(axis=1) for row in notions()]
    vectors = now.index["passage.vector"][now.index["piece.row"][pieces]]
    return np.array(rows).T.astype(float), mine.astype(float), vectors.astype(float)


def fitted(x: Floats, y: Flags, strength: float) -> tuple[Floats, Floats]:
    """Return the weights float64[features, k] and biases float64[k] of all kinds."""
    from sklearn.linear_model import LogisticRegression

    fits = [LogisticRegression(C=strength, max_iter=2000).fit(x, own) for own in y.T]
    return np.array([f.coef_[0] for f in fits]).T, np.array([f.intercept_[0] for f in fits])


def f1(taken: Flags, y: Flags) -> Floats:
    """Return the F1 of each kind: float64[k]."""
    result: Floats = 2 * (taken & y).sum(0) / np.maximum(taken.sum(0) + y.sum(0), 1)
    return result


def best_limits(chances: Floats, y: Flags) -> Floats:
    """Return the limit with the best F1 for each kind: float64[k]."""
    scores = np.array([f1(chances >= limit, y) for limit in LIMITS])
    found: Floats = LIMITS[scores.argmax(axis=0)]
    return found


def cross_validated(x: Floats, y: Flags, docs: Sequence[str], strength: float) -> Floats:
    """Return probabilities float64[n, k] by models that know nothing of a measure's bulletin."""
    order = np.random.default_rng(0).permutation(sorted(set(docs)))
    fold = {doc: at % FOLDS for at, doc in enumerate(order.tolist())}
    of = np.array([fold[doc] for doc in docs])
    chances = np.zeros(y.shape)
    for held in range(FOLDS):
        weights, bias = fitted(x[of != held], y[of != held], strength)
        chances[of == held] = sigmoid(x[of == held] @ weights + bias)
    return chances


def held_out(chances: Floats, y: Flags, docs: Sequence[str]) -> Flags:
    """Tell which kinds are taken, each half of the bulletins by the other's limits."""
    half = np.array([sorted(set(docs)).index(doc) % 2 == 0 for doc in docs])
    taken = np.zeros(y.shape, bool)
    for own in (half, ~half):
        taken[own] = chances[own] >= best_limits(chances[~own], y[~own])
    return taken


def figures(taken: Flags, y: Flags) -> dict[str, object]:
    """Return macro and micro F1, and precision, recall and F1 of each kind."""
    both = (taken & y).sum(0)
    precise, recalled = both / np.maximum(taken.sum(0), 1), both / y.sum(0)
    each = {
        kind: [round(float(v), 3) for v in (precise[at], recalled[at], f1(taken, y)[at])]
        for at, kind in enumerate(ALL)
    }
    micro = 2 * both.sum() / (taken.sum() + y.sum())
    return {
        "macro_f1": round(float(f1(taken, y).mean()), 4),
        "micro_f1": round(float(micro), 4),
        "precision_recall_f1": each,
    }


def main() -> None:
    """Fit, print the held-out figures, write the weights with --write."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--write", action="store_true", help=f"write {OUT}")
    parser.add_argument("--strength", type=float, default=1.0, help="inverse L2 penalty C")
    args = parser.parse_args()
    shelf = open_shelf(LABELS, load_settings())
    now = shelf.library.snapshot()
    pieces, y, docs = labelled(now)
    rows, words, vectors = features(now, pieces)
    scale = VECTOR / vectors.std(axis=0)
    said = np.hstack([rows, words * WORD])
    x = np.hstack([said, vectors * scale])
    chances = cross_validated(x, y, docs, args.strength)
    told = figures(held_out(chances, y, docs), y)
    print(json.dumps(told, ensure_ascii=False, indent=1))
    if args.write:
        weights, bias = fitted(x, y, args.strength)
        ends = [rows.shape[1], said.shape[1]]
        notion, word, vector = np.split(weights, ends)
        level = (vectors * scale).mean(axis=0) @ vector  # what the vectors add, on average
        parts = {
            "notions": notion,
            "words": word * WORD,
            "vector": vector * scale[:, None],
            "bias": bias,
            "bias_alone": bias + level,
            "limits": best_limits(chances, y),
        }
        stored = {
            "note": "python -m eval.fit_kinds --write",
            "model": now.model,
            "measures": len(y),
            "held_out": told,
            **{name: np.round(part, 3).tolist() for name, part in parts.items()},
        }
        OUT.write_text(
            json.dumps(stored, ensure_ascii=False, separators=(",", ":"))
            .replace('"note"', '\n"note"') + "\n", "utf-8"
        )  # fmt: skip
    shelf.library.close()


if __name__ == "__main__":
    main()
