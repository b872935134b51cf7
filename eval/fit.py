"""Fit the relevance model: `python -m eval.fit [--write] [QUESTIONS.jsonl …]`.

Every question with gold gives one example per finding in its scope (gold, core or not, against all
others: the nearest of them are the hard negatives) and one per measure. Two logistic regressions
with an L2 penalty (scikit-learn) are fitted on standardised features and written back in raw units
to `rag/evidence/relevance.json`, with cross-validated figures: a fold is all questions over some
bulletins, judged by models that know none of them. Default: the fitting sets and the hard one; the
eighty, the own and the unseen questions stay out.
"""

import argparse
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from eval.sets.questions import Place, Question, read_questions
from eval.sets.stores import open_shelf
from rag.bulletin import Bulletin, Finding
from rag.embedding.logistic import sigmoid
from rag.evidence.choosing import list_limit
from rag.evidence.features import FINDING_FEATURES, PIECE_FEATURES, Asked, features
from rag.evidence.field import Field
from rag.evidence.found import scope_of
from rag.evidence.topic import weigh
from rag.question.plan import Plan
from rag.question.planner import Planner
from rag.question.subject import subject_of
from rag.question.synonyms import SYNONYMS
from rag.settings import load_settings
from rag.store.layout import Rows
from rag.store.snapshot import Snapshot
from rag.text import chinese

OUT = Path("rag/evidence/relevance.json")
# The sets, and how much a question of each counts: eight bulletins, five and eighty are to weigh
# with each other, and are asked about 160, 900 and 7,000 times.
WEIGHTS = {"fitting": 3.0, "hard": 1.0, "nation": 0.3}
DEFAULT = tuple(Path(f"eval/sets/{name}/questions.jsonl") for name in WEIGHTS)
KINDS = ("lookup", "fact", "cross_agency", "compare")
# Probabilities above which something is shown: chosen by sweeps over the own and the hard set and
# the groups of nation, each judged by models fitted without it, so that a core finding left out
# counts as three listed wrongly. `share` is of the best finding's: where the store knows every word
# of a topic and all findings are judged low, those near the best are listed all the same,
# if that one could answer by itself.
LIMITS = {
    "list": 0.3,
    "share": 0.25,
    "aside": 0.25,
    "mention": 0.03,
    "line": 0.5,
    "answer": 0.1,
    "near": 0.5,
    "strange": 0.9,
}
Name = tuple[str, tuple[int | None, int]]  # doc; number printed and order, (None, 0) outside
CORE, PASSING, NOT, UNKNOWN = 1.0, 0.5, 0.0, -1.0

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Example:
    """One question against its scope: features and labels of u findings and of all their pieces."""

    question: Question
    plan: Plan
    findings: Floats  # [u, FINDING_FEATURES]
    finding_labels: Floats  # [u]
    pieces: Floats  # [p, PIECE_FEATURES]
    piece_labels: Floats  # [p]
    owner: NDArray[np.int64]  # [p], the unit each piece belongs to
    names: tuple[Name, ...]  # [u]
    weight: float = 1.0  # how much the question counts
    fold: str = ""  # the bulletins that it is about


def examples(path: Path) -> list[Example]:
    """Return the examples of a questions file over its own bulletins."""
    shelf = open_shelf(path, load_settings())
    now = shelf.library.snapshot()
    planner, field = now.derived(Planner), now.derived(Field)
    found = []
    for question in (turn for d in read_questions(path) if len(d.turns) == 1 for turn in d.turns):
        if question.type not in KINDS or not question.gold:
            continue
        plan = planner.plan(question.question)
        asked = [b.id for b in scope_of(plan, now.bulletins) if _is_about(question, b)]
        units = _units_of(now, asked)
        if len(units) and plan.topic and plan.concepts:
            found.append(_example(question, plan, units, now, field))
    units = _units_of(now, [b.id for b in now.bulletins])
    findings = units[now.index["unit.order"][units] > 0]
    for text in absences(field):
        question = Question(id="", question=text, type="absent")
        found.append(_example(question, planner.plan(text), findings, now, field))
    shelf.library.close()
    return found


def _is_about(question: Question, bulletin: Bulletin) -> bool:
    """Tell whether the gold of a question says of a bulletin what answers and what does not."""
    doc = Path(bulletin.source).stem
    if question.type == "fact" and question.named is False:
        return doc in {place.doc for place in question.gold or ()}
    return doc.startswith(question.group)


def _units_of(now: Snapshot, ids: Sequence[str]) -> Rows:
    """Return the units of some bulletins."""
    numbers = [now.number(id) for id in ids]
    return np.flatnonzero(np.isin(now.index["unit.bulletin"], numbers))


ABSENT = 12  # themes that a store does not have, asked for in turn in these ways
ASKED = ("各单位{}的问题是怎么整改的", "各单位{}管理情况", "哪些单位的干部有{}问题", "各单位{}建设")


def absences(field: Field) -> list[str]:
    """Return questions after themes of the table that the store never speaks of."""
    rows = [row for row in SYNONYMS if not field.said(tuple(map(chinese.fold, row)))]
    chosen = np.random.default_rng(0).permutation(len(rows))[:ABSENT]
    return [ASKED[n % len(ASKED)].format(rows[at][0]) for n, at in enumerate(sorted(chosen))]


def _example(question: Question, plan: Plan, numbers: Rows, now: Snapshot, field: Field) -> Example:
    topic = weigh(field, subject_of(plan.topic, plan.concepts))
    asked = Asked(now.index, topic, now.vector(plan.topic), now.sparse(plan.topic))
    seen = features(asked, numbers)
    units = field.units(numbers)
    parts = np.split(seen.pieces, np.cumsum(seen.counts)[:-1])
    names = tuple((Path(u.bulletin.source).stem, _of_finding(u.finding)) for u in units)
    gold = {n: CORE if p.core else PASSING for p in question.gold or () for n in _meant(p, names)}
    unsure = {name for place in question.acceptable for name in _meant(place, names)}
    labels = [
        gold.get(n, UNKNOWN if n in unsure else NOT) if u.finding else UNKNOWN
        for n, u in zip(names, units, strict=True)
    ]
    piece_labels, owner = [], []
    for at, (unit, name) in enumerate(zip(units, names, strict=True)):
        words = [e.text for e in question.evidence if _is_meant(e.doc, e.no, None, name)]
        best = _most_said(parts[at]) if gold.get(name) and not words else -1
        for n, span in enumerate(unit.pieces):
            held = any(_bare(w) in _bare(span.of(unit.bulletin.text)) for w in words)
            held = held or n == best
            piece_labels.append(_piece_label(gold.get(name), held, name in unsure))
            owner.append(at)
    return Example(
        question,
        plan,
        seen.wholes,
        np.array(labels),
        seen.pieces,
        np.array(piece_labels),
        np.array(owner),
        names,
    )


def _of_finding(finding: Finding | None) -> tuple[int | None, int]:
    return (finding.number, finding.order) if finding else (None, 0)


def _meant(place: Place, names: Sequence[Name]) -> list[Name]:
    """Return the findings that a place of the gold names."""
    return [name for name in names if _is_meant(place.doc, place.no, place.order, name)]


def _is_meant(doc: str, number: int | None, order: int | None, name: Name) -> bool:
    own, (printed, place) = name
    return doc == own and (place == order if order is not None else printed == number)


def _most_said(pieces: Floats) -> int:
    """Return the piece that says most of the topic: it stands for evidence where none is given."""
    said = pieces[:, PIECE_FEATURES.index("notions")] + pieces[:, PIECE_FEATURES.index("pairs")]
    return int(said.argmax()) if len(said) and said.max() > 0 else -1


def _piece_label(gold: float | None, held: bool, unsure: bool) -> float:
    if held:
        return CORE
    return UNKNOWN if unsure or gold == CORE else NOT


def _bare(text: str) -> str:
    return "".join(text.split())


def fitted(
    x: Floats, y: Floats, strength: float, weight: Floats | None = None
) -> tuple[Floats, float]:
    """Return weights and bias, in raw units, of a regression on labels 1, 0.5 (as 1) and 0."""
    from sklearn.linear_model import LogisticRegression
    from sklearn.preprocessing import StandardScaler

    known = y >= 0
    weight = weight[known] if weight is not None else None
    scaler = StandardScaler().fit(x[known], sample_weight=weight)
    model = LogisticRegression(C=strength, max_iter=5000)
    model.fit(scaler.transform(x[known]), y[known] > 0, sample_weight=weight)
    weights = model.coef_[0] / scaler.scale_
    return weights, float(model.intercept_[0] - (weights * scaler.mean_).sum())


def cross_validated(data: Sequence[Example], strength: float) -> list[tuple[Floats, Floats]]:
    """Return each example's probabilities (findings, pieces) by models not fitted on it."""
    out: list[tuple[Floats, Floats]] = [(np.zeros(0), np.zeros(0))] * len(data)
    for fold in sorted({example.fold for example in data}):
        held = {i for i, example in enumerate(data) if example.fold == fold}
        rest = [e for i, e in enumerate(data) if i not in held]
        whole, piece = fit_both(rest, strength)
        for i in held:
            out[i] = (
                sigmoid(data[i].findings @ whole[0] + whole[1]),
                sigmoid(data[i].pieces @ piece[0] + piece[1]),
            )
    return out


def fit_both(
    data: Sequence[Example], strength: float
) -> tuple[tuple[Floats, float], tuple[Floats, float]]:
    """Fit the finding model and the piece model. The latter on questions over agencies alone."""
    whole = fitted(
        np.concatenate([e.findings for e in data]),
        np.concatenate([e.finding_labels for e in data]),
        strength,
        np.concatenate([np.full(len(e.finding_labels), e.weight) for e in data]),
    )
    wide = [e for e in data if e.question.type in ("cross_agency", "compare", "absent")]
    piece = fitted(
        np.concatenate([e.pieces for e in wide]),
        np.concatenate([e.piece_labels for e in wide]),
        strength,
        np.concatenate([np.full(len(e.piece_labels), e.weight) for e in wide]),
    )
    return whole, piece


def figures(
    data: Sequence[Example], judged: Sequence[tuple[Floats, Floats]], limits: dict[str, float]
) -> dict[str, float]:
    """Return right-first by kind, and recall and precision over agencies at the thresholds."""
    first: dict[str, list[bool]] = {}
    core, every, precise, refused = [], [], [], []
    for example, (whole, piece) in zip(data, judged, strict=True):
        labels = example.finding_labels
        is_finding = np.array([order > 0 for _, (_, order) in example.names])
        if example.question.type in ("lookup", "fact") and (labels > 0).any():
            best = int(np.where(is_finding, whole, -1).argmax())
            first.setdefault(example.question.type, []).append(bool(labels[best] > 0))
        if example.question.type == "absent":
            refused.append(not (is_finding & (whole >= limits["list"])).any())
        if example.question.type == "cross_agency":
            aside = np.zeros(len(whole))
            np.maximum.at(aside, example.owner, piece)
            least = list_limit(limits, float(whole[is_finding].max(initial=0.0)))
            taken = is_finding & ((whole >= least) | (aside >= limits["aside"]))
            gold = labels > 0
            if (labels == CORE).any():
                core.append((taken & (labels == CORE)).sum() / (labels == CORE).sum())
            if gold.any():
                every.append((taken & gold).sum() / gold.sum())
            if taken.any():
                precise.append((taken & (labels != NOT)).sum() / taken.sum())
    named = {f"first_{kind}": float(np.mean(v)) for kind, v in first.items()}
    over = {
        "core_recall": core,
        "all_recall": every,
        "precision": precise,
        "absent_refused": refused,
    }
    return named | {name: float(np.mean(v)) for name, v in over.items() if v}


def main() -> None:
    """Fit, print the cross-validated figures, write the model with --write."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("questions", nargs="*", type=Path, default=list(DEFAULT))
    parser.add_argument("--write", action="store_true", help=f"write {OUT}")
    parser.add_argument("--strength", type=float, default=0.1, help="inverse L2 penalty C")
    args = parser.parse_args()
    data = [
        replace(
            example,
            weight=WEIGHTS.get(path.parent.name, 1.0),
            fold=f"{path.parent.name} {example.question.group}",
        )
        for path in args.questions
        for example in examples(path)
    ]
    judged = cross_validated(data, args.strength)
    limits = LIMITS
    held_out = figures(data, judged, limits)
    print(json.dumps(held_out, indent=1))
    whole, piece = fit_both(data, args.strength)
    if args.write:
        OUT.write_text(json.dumps(_stored(whole, piece, limits, held_out, data), indent=1) + "\n")


def _stored(
    whole: tuple[Floats, float],
    piece: tuple[Floats, float],
    limits: dict[str, float],
    held_out: dict[str, float],
    data: Sequence[Example],
) -> dict[str, Any]:
    def model(names: Sequence[str], fit: tuple[Floats, float]) -> dict[str, Any]:
        weights = {n: round(float(w), 5) for n, w in zip(names, fit[0], strict=True)}
        return {"bias": round(fit[1], 5), "weights": weights}

    return {
        "note": "python -m eval.fit --write",
        "questions": len(data),
        "cross_validated": {name: round(value, 4) for name, value in held_out.items()},
        "thresholds": limits,
        "finding": model(FINDING_FEATURES, whole),
        "piece": model(PIECE_FEATURES, piece),
    }


if __name__ == "__main__":
    main()
