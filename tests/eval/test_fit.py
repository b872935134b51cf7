"""Fitting the relevance model: labels that are known, raw units, figures by question."""

import json
from pathlib import Path

import numpy as np
import pytest

from eval import fit
from eval.sets.questions import Place, Question
from rag.evidence.features import FINDING_FEATURES, PIECE_FEATURES
from rag.evidence.field import Field
from rag.question.concepts import concepts_of
from tests.support.known import plan

LIMITS = {"list": 0.5, "aside": 0.5, "share": 1.0, "mention": 0.5, "answer": 0.5}


def example(number: int, kind: str = "cross_agency") -> fit.Example:
    """Return a question of four findings with two measures each; the first feature tells gold."""
    random = np.random.default_rng(number)
    labels = np.array([fit.CORE, fit.PASSING, fit.NOT, fit.NOT])
    owner = np.repeat(np.arange(4), 2)
    findings = random.normal(size=(4, len(FINDING_FEATURES)))
    findings[:, 0] = (labels > 0) * 4.0 + random.normal(size=4) * 0.1
    pieces = random.normal(size=(8, len(PIECE_FEATURES)))
    pieces[:, 0] = (labels[owner] > 0) * 4.0
    return fit.Example(
        question=Question(id=f"q{number}", question="?", type=kind, gold=(Place(doc="a", no=1),)),
        plan=plan("采购"),
        findings=findings,
        finding_labels=labels,
        pieces=pieces,
        piece_labels=labels[owner],
        owner=owner,
        names=(("a", (1, 1)), ("a", (2, 2)), ("b", (1, 1)), ("b", (2, 2))),
        fold=str(number % 4),
    )


DATA = [example(n, "lookup" if n % 3 == 0 else "cross_agency") for n in range(24)]


def test_a_fit_in_raw_units_tells_the_labels_apart():
    x = np.concatenate([e.findings for e in DATA])
    y = np.concatenate([e.finding_labels for e in DATA])
    weights, bias = fit.fitted(x, y, 1.0)
    assert ((fit.sigmoid(x @ weights + bias) > 0.5) == (y > 0)).all()


def test_what_is_not_known_is_not_learned_from():
    x = np.concatenate([e.findings for e in DATA])
    y = np.concatenate([e.finding_labels for e in DATA])
    unsure = np.concatenate([x, x * 100])
    labels = np.concatenate([y, np.full(len(y), fit.UNKNOWN)])
    weights, bias = fit.fitted(x, y, 1.0)
    same, same_bias = fit.fitted(unsure, labels, 1.0)
    assert np.allclose(weights, same) and bias == pytest.approx(same_bias)


def test_every_question_is_judged_by_models_that_have_not_seen_it():
    judged = fit.cross_validated(DATA, 1.0)
    assert [len(whole) for whole, _ in judged] == [4] * len(DATA)
    assert [len(piece) for _, piece in judged] == [8] * len(DATA)
    assert all(0 <= p <= 1 for whole, piece in judged for p in (*whole, *piece))


def test_figures_are_perfect_where_the_judgement_is():
    judged = [(e.finding_labels > 0, e.piece_labels > 0) for e in DATA]
    found = fit.figures(DATA, [(w.astype(float), p.astype(float)) for w, p in judged], LIMITS)
    assert {round(value, 6) for value in found.values()} == {1.0}
    assert {"first_lookup", "core_recall", "all_recall", "precision"} <= found.keys()


def test_figures_fall_where_something_is_missed_or_wrong():
    wide = [e for e in DATA if e.question.type == "cross_agency"][:1]
    missed = [(np.array([0.9, 0.1, 0.1, 0.9]), np.zeros(8))]
    found = fit.figures(wide, missed, LIMITS)
    assert found["core_recall"] == 1.0
    assert found["all_recall"] == pytest.approx(0.5)
    assert found["precision"] == pytest.approx(0.5)


def test_the_stored_model_says_where_it_comes_from():
    stored = json.loads(Path(fit.OUT).read_text("utf-8"))
    assert list(stored["finding"]["weights"]) == list(FINDING_FEATURES)
    assert list(stored["piece"]["weights"]) == list(PIECE_FEATURES)
    assert stored["questions"] > 0
    assert stored["note"] == "python -m eval.fit --write"


def test_the_questions_that_we_are_measured_on_are_not_fitted_on():
    assert {path.parts[2] for path in fit.DEFAULT} == {"fitting", "hard", "nation"}


def test_themes_that_a_store_lacks_are_asked_for(library):
    field = library.derived(Field)
    asked = fit.absences(field)
    assert len(asked) == len(set(asked)) == fit.ABSENT
    held = [c for text in asked for c in concepts_of(text) if c.is_term]
    assert any(not field.holds(c.ways) for c in held)
