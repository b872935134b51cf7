"""Fit the recogniser of record questions: `python -m eval.fit_records [--write]`.

One logistic regression with an L2 penalty (scikit-learn) per record over the vectors of the
phrasings in `eval/sets/fitting/records.jsonl` (lines with `text` and `record`: a name, several, or
null for a question that asks for none), and one for being asked over the agencies, over those in
`eval/sets/fitting/forms.jsonl` (`form`: over or one); with cross-validated figures.
"""

import argparse
import json
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rag.embedding.embedder import load_embedder
from rag.embedding.logistic import sigmoid
from rag.question.cues import plain
from rag.question.tuned import ALSO, LIKELY, OVER
from rag.settings import load_settings
from rag.text import chinese

EXAMPLES = Path("eval/sets/fitting/records.jsonl")
FORMS = Path("eval/sets/fitting/forms.jsonl")
OUT = Path("rag/question/recogniser.json")
FOLDS = 10

Floats = NDArray[np.float64]


def read_examples(path: Path) -> tuple[list[str], list[set[str]]]:
    """Return the folded phrasings and the records that each asks for."""
    lines = [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]
    asked = [line["record"] or [] for line in lines]
    return (
        [chinese.fold(plain(line["text"])) for line in lines],
        [{a} if isinstance(a, str) else set(a) for a in asked],
    )


def read_forms(path: Path) -> tuple[list[str], list[bool]]:
    """Return the folded phrasings and whether each is asked over the agencies."""
    lines = [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]
    return [chinese.fold(plain(line["text"])) for line in lines], [
        x["form"] == "over" for x in lines
    ]


def fitted(x: Floats, y: NDArray[np.bool_], strength: float) -> tuple[Floats, float]:
    """Return weights float64[d] and bias, in raw units, of one record's regression."""
    from sklearn.linear_model import LogisticRegression

    scale = x.std(axis=0)
    model = LogisticRegression(C=strength, max_iter=2000).fit(x / scale, y)
    return model.coef_[0] / scale, float(model.intercept_[0])


def figures(chances: Floats, asked: NDArray[np.bool_]) -> dict[str, float]:
    """Return how many record questions are recognised, rightly, and how many others are taken."""
    top, some = chances.max(axis=1), asked.any(axis=1)
    taken = (chances >= ALSO) & (top >= LIKELY)[:, None]
    return {
        "recognised": float((top >= LIKELY)[some].mean()),
        "first_right": float(asked[np.arange(len(top)), chances.argmax(axis=1)][some].mean()),
        "all_right": float((taken == asked).all(axis=1)[some].mean()),
        "others_taken": float((top >= LIKELY)[~some].mean()),
    }


def cross_validated(x: Floats, asked: NDArray[np.bool_], strength: float) -> Floats:
    """Return each phrasing's probabilities, float64[n, records], by models not fitted on it."""
    chances = np.zeros(asked.shape)
    order = np.random.default_rng(0).permutation(len(x))
    for held in (order[fold::FOLDS] for fold in range(FOLDS)):
        rest = np.setdiff1d(order, held)
        for record in range(asked.shape[1]):
            weights, bias = fitted(x[rest], asked[rest, record], strength)
            chances[held, record] = sigmoid(x[held] @ weights + bias)
    return chances


def main() -> None:
    """Fit, print the cross-validated figures, write the weights with --write."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--write", action="store_true", help=f"write {OUT}")
    parser.add_argument("--strength", type=float, default=0.02, help="inverse L2 penalty C")
    args = parser.parse_args()
    texts, records = read_examples(EXAMPLES)
    names = sorted(set().union(*records))
    asked = np.array([[name in own for name in names] for own in records])
    embedder = load_embedder(load_settings())
    x = np.array([embedder.embed_question(text) for text in texts], dtype=np.float64)
    held_out = figures(cross_validated(x, asked, args.strength), asked)
    phrasings, over = read_forms(FORMS)
    z = np.array([embedder.embed_question(text) for text in phrasings], dtype=np.float64)
    is_over = np.array(over)[:, None]
    likely = cross_validated(z, is_over, args.strength) >= OVER
    held_out["over_right"] = float((likely == is_over).mean())
    print(json.dumps(held_out, indent=1))
    if args.write:
        stored: dict[str, Any] = {
            "note": "python -m eval.fit_records --write",
            "model": embedder.name,
            "examples": len(texts) + len(phrasings),
            "cross_validated": {name: round(value, 4) for name, value in held_out.items()},
            "over": _rounded(fitted(z, is_over[:, 0], args.strength)),
            "records": {
                name: _rounded(fitted(x, asked[:, at], args.strength))
                for at, name in enumerate(names)
            },
        }
        OUT.write_text(
            json.dumps(stored, separators=(",", ":")).replace('"note"', '\n"note"') + "\n"
        )


def _rounded(fit: tuple[Floats, float]) -> dict[str, Any]:
    weights, bias = fit
    return {"bias": round(bias, 3), "weights": [round(float(w), 3) for w in weights]}


if __name__ == "__main__":
    main()
