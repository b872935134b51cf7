"""Answers judged by a language model: what is judged, and how the scores come together."""

import importlib.util
import json

import pytest

from eval.judge import NEEDED, answers, judged, main, means, quotes


def row(id="q1", generator="generated", **more):
    cited = [{"agency": "云港市港务局", "quote": "开展采购培训2次。"}]
    base = {"id": id, "question": "培训几次?", "text": "培训2次。[1]", "generator": generator}
    return base | {"citations": cited, "abstained": False} | more


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "answers.jsonl"
    rows = [row(), row("q2", abstained=True), row("q3", citations=[]), row("q4", "composed")]
    path.write_text("".join(json.dumps(r) + "\n" for r in rows), "utf-8")
    return path


def test_only_answers_that_cite_are_judged(file):
    assert [r["id"] for r in answers(file)] == ["q1", "q4"]
    assert quotes(row()) == ["云港市港务局:开展采购培训2次。"]


def test_means_stand_by_writer_and_leave_out_what_could_not_be_judged(file):
    given = {"q1": {"faithfulness": 0.5}, "q4": {"faithfulness": None}, "q5": {"faithfulness": 1.0}}
    rows = [*answers(file), row("q5")]
    found = judged(rows, lambda r: given[r["id"]])
    assert means(found) == {"generated": {"faithfulness": 0.75, "faithfulness_n": 2.0}}


@pytest.mark.skipif(importlib.util.find_spec("deepeval") is not None, reason="DeepEval is here")
def test_without_its_package_it_says_what_to_install(file, capsys):
    assert main([str(file), "--judge", "m"]) == 2
    assert NEEDED in capsys.readouterr().err


def test_a_judge_must_be_named(file, monkeypatch):
    monkeypatch.delenv("BQA_JUDGE_MODEL", raising=False)
    with pytest.raises(SystemExit):
        main([str(file)])
