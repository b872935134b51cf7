"""Fit the heads that tell what a question asks for: `python -m eval.fit_tagger [--write]`.

One logistic regression with an L2 penalty (scikit-learn) per head over n-grams and cues (see
`rag.question.tagger`): the questions of `eval/sets/nation` with their type and, of those with their
whole plan (`spans.jsonl`), form, records, kinds of value and operations; the phrasings of
`eval/sets/fitting`. A question is an example only of the heads of which its set says something.
Cross-validated, a fold being one group of bulletins or one stretch of a phrasings file.
"""

import argparse
import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from eval.sets.stores import open_shelf
from rag.names.agencies import Agencies
from rag.question.cues import plain
from rag.question.planner import Planner
from rag.question.tagger import GRAM_SCALE, grams_of
from rag.question.understand import cues_in, masked_of
from rag.settings import load_settings
from rag.text import chinese

SETS = Path("eval/sets")
PHRASINGS = SETS / "fitting"
OUT = Path("rag/question/tagger.npz")
FOLDS = 8
STRETCH = 15  # phrasings written one after the other, of one kind: of one fold
LEAST = 6  # questions that hold an n-gram
STRENGTH = 5.0  # inverse L2 penalty C

Floats = NDArray[np.float64]
DECLINED = {"judgement": "judgement", "other-domain": "outside", "instruction": "outside"}


@dataclass(frozen=True)
class Example:
    """A question, agencies masked, and what it is an example of: head -> whether it asks so."""

    masked: str
    says: dict[str, bool]
    fold: int


def read(path: Path) -> list[dict[str, Any]]:
    """Return the lines of a file of examples."""
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def phrasings() -> Iterator[Example]:
    """Yield the phrasings of `eval/sets/fitting`: of a record, over agencies or not."""
    records = read(PHRASINGS / "records.jsonl")
    names = {name for line in records for name in records_of(line)}
    for at, line in enumerate(records):
        asked = records_of(line)
        says = {f"record.{name}": name in asked for name in names} | {"outside": False}
        yield Example(_plain(line["text"]), says, at // STRETCH)
    for at, line in enumerate(read(PHRASINGS / "forms.jsonl")):
        says = {"over": line["form"] == "over", "outside": False}
        yield Example(_plain(line["text"]), says, at // STRETCH)


def records_of(line: dict[str, Any]) -> list[str]:
    """Return the records that a phrasing asks for: one, several or none."""
    record = line["record"]
    return [record] if isinstance(record, str) else record or []


def _plain(text: str) -> str:
    return chinese.fold(plain(text))


def questions(lines: Iterable[dict[str, Any]], mask: Callable[[str], str]) -> Iterator[Example]:
    """Yield the questions of which the type is known, or why nothing answers."""
    for line in lines:
        kind, why = line["type"], line.get("reason")
        says = {name: DECLINED.get(why or "") == name for name in ("outside", "judgement")}
        if kind == "unanswerable" and why is None:
            says = {}
        if kind in ("lookup", "fact", "cross_agency"):
            says["over"] = kind == "cross_agency"
        if kind in ("lookup", "fact"):
            says["value"] = kind == "fact"
        if kind in ("lookup", "cross_agency") and not line.get("in_dialogue"):
            says |= {"records": False}
        yield Example(mask(line["question"]), says, ord((line.get("group") or "h")[0]))


def planned(lines: list[dict[str, Any]], mask: Callable[[str], str]) -> Iterator[Example]:
    """Yield the questions with their whole plan."""
    kinds = {f"{head}.{name}" for head, key in _PLANNED for line in lines for name in line[key]}
    for at, line in enumerate(lines):
        said = {f"{head}.{name}" for head, key in _PLANNED for name in line[key]}
        says, form = {kind: kind in said for kind in kinds}, line["form"]
        if form in ("lookup", "fact", "list"):
            says |= {"over": form == "list", "value": bool(line["asks"])}
        if form not in ("draft", "smalltalk"):
            says["outside"] = form == "out"
        yield Example(mask(line["question"]), says | {"judgement": False}, at // STRETCH)


_PLANNED = (("record", "records"), ("ask", "asks"), ("operation", "operations"))


def turns(lines: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Yield the turns of dialogues as questions."""
    for line in lines:
        for turn in line["turns"]:
            yield {"group": line.get("group"), "in_dialogue": True, **turn}


def all_examples() -> list[Example]:
    """Return every example, the agencies of a set masked as its library knows them."""
    found = list(phrasings())
    for name in ("nation", "hard"):
        folder = SETS / name
        with open_shelf(folder / "questions.jsonl", load_settings()).library as library:
            mask = _mask(library.snapshot().derived(Planner).agencies)
            asked = [*read(folder / "questions.jsonl"), *turns(read(folder / "dialogues.jsonl"))]
            found += questions(asked, mask)
            if (folder / "spans.jsonl").exists():
                found += planned(read(folder / "spans.jsonl"), mask)
    heads = {head for one in found for head in one.says if head.startswith("record.")}
    for one in found:
        if one.says.pop("records", None) is False:
            one.says.update(dict.fromkeys(heads, False))
    return found


def _mask(agencies: Agencies) -> Callable[[str], str]:
    return lambda question: masked_of(question, agencies)


def features(
    examples: list[Example], grams: dict[str, int], cues: dict[str, int]
) -> sparse.csr_matrix:
    """Return the n-grams and cues of each question: float64[n, grams + cues]."""
    rows, columns, values = [], [], []
    for row, one in enumerate(examples):
        at = {grams[gram] for gram in grams_of(one.masked) if gram in grams}
        said = {len(grams) + cues[cue] for cue in cues_in(one.masked)}
        rows += [row] * (len(at) + len(said))
        columns += [*at, *said]
        values += [GRAM_SCALE / len(at) ** 0.5] * len(at) + [1.0] * len(said)
    shape = (len(examples), len(grams) + len(cues))
    return sparse.csr_matrix((values, (rows, columns)), shape)


def vocabulary(examples: list[Example]) -> tuple[dict[str, int], dict[str, int]]:
    """Return the n-grams that enough questions hold, and all cues."""
    held: dict[str, int] = {}
    for one in examples:
        for gram in set(grams_of(one.masked)):
            held[gram] = held.get(gram, 0) + 1
    kept = sorted(gram for gram, times in held.items() if times >= LEAST and "\n" not in gram)
    cues = sorted({cue for one in examples for cue in cues_in(one.masked)})
    return {gram: at for at, gram in enumerate(kept)}, {cue: at for at, cue in enumerate(cues)}


def fitted(x: sparse.csr_matrix, y: NDArray[np.bool_]) -> tuple[Floats, float]:
    """Return the weights float64[d] and the bias of one head."""
    from sklearn.linear_model import LogisticRegression

    model = LogisticRegression(C=STRENGTH, solver="liblinear", random_state=0).fit(x, y)
    return model.coef_[0], float(model.intercept_[0])


def held_out(x: sparse.csr_matrix, y: NDArray[np.bool_], folds: NDArray[np.int64]) -> Floats:
    """Return each example's score by weights that were not fitted on its fold."""
    scores = np.zeros(len(y))
    for fold in range(FOLDS):
        of = folds % FOLDS == fold
        weights, bias = fitted(x[~of], y[~of])
        scores[of] = x[of] @ weights + bias
    return scores


def main() -> None:
    """Fit, print the cross-validated figures of each head, write the weights with --write."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--write", action="store_true", help=f"write {OUT}")
    args = parser.parse_args()
    examples = all_examples()
    grams, cues = vocabulary(examples)
    x = features(examples, grams, cues)
    folds = np.array([one.fold for one in examples])
    heads = sorted({head for one in examples for head in one.says})
    weights, bias, figures = [], [], {}
    for head in heads:
        of = np.array([head in one.says for one in examples])
        y = np.array([one.says[head] for one in examples if head in one.says])
        taken = held_out(x[of], y, folds[of]) > 0
        right = int((taken & y).sum())
        figures[head] = {
            "examples": int(y.sum()),
            "of": len(y),
            "recall": round(right / y.sum(), 3),
            "precision": round(right / max(int(taken.sum()), 1), 3),
        }
        print(head, figures[head], flush=True)
        w, b = fitted(x[of], y)
        weights.append(w)
        bias.append(b)
    if args.write:
        write(heads, grams, cues, np.array(weights), np.array(bias), figures)


def write(
    heads: list[str],
    grams: dict[str, int],
    cues: dict[str, int],
    weights: Floats,
    bias: Floats,
    figures: dict[str, Any],
) -> None:
    """Write the weights as whole numbers, each head's with its unit."""
    unit = np.abs(weights).max(axis=1) / 127
    card = {
        "note": "python -m eval.fit_tagger --write",
        "heads": heads,
        "cues": list(cues),
        "cross_validated": figures,
    }
    np.savez_compressed(
        OUT,
        card=np.array(json.dumps(card, ensure_ascii=False)),
        grams=np.array("\n".join(grams)),
        weights=np.round(weights / unit[:, None]).astype(np.int8),
        unit=unit,
        bias=bias,
    )


if __name__ == "__main__":
    main()
