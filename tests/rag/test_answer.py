"""The answer as an object for files and the web."""

import json

import pytest

from rag.answer import Answer, Citation, Group, Scope, Suggestion, Writing

CITATION = Citation(1, "a.txt", "b1", "港务局", 3, "采购", 0, 2, "采购")
ANSWER = Answer(
    question="那港务局呢",
    standalone_question="港务局采购怎么整改的",
    intent="lookup",
    text="已整改。[1]",
    citations=(CITATION,),
    groups=(Group("港务局", (1,)), Group("园林局", (), none=True)),
    scope=Scope(("港务局",), "采购"),
    suggestions=(Suggestion("各单位呢"),),
    timings={"plan": 1.25, "answer": 2.5},
    confidence=0.98765,
)


def test_it_is_plain_json_with_the_keys_that_scripts_rely_on():
    plain = json.loads(json.dumps(ANSWER.to_dict(), ensure_ascii=False))
    assert {"question", "text", "abstained", "intent", "citations", "groups", "latency_ms",
            "generator", "scope", "suggestions"} <= plain.keys()  # fmt: skip
    assert plain["groups"][1] == {"agency": "园林局", "citations": [], "none": True}
    assert {"number", "source", "agency", "finding_number", "start", "end", "quote"} <= (
        plain["citations"][0].keys()
    )
    assert plain["latency_ms"] == pytest.approx(3.8)
    assert plain["confidence"] == pytest.approx(0.9877)
    assert plain["writing"] is None


def test_what_a_chat_model_cost_is_told():
    from dataclasses import replace

    plain = replace(ANSWER, writing=Writing("m", statements=2, kept=2)).to_dict()
    assert plain["writing"]["kept"] == 2


@pytest.mark.parametrize(
    ("state", "abstained"), [("draft", False), ("final", False), ("refused", True)]
)
def test_only_a_refusal_abstains(state, abstained):
    assert Answer("q", "q", "lookup", "", state=state).abstained is abstained


def test_latency_is_the_sum_of_the_steps():
    assert ANSWER.latency_ms == pytest.approx(3.75)
    assert Answer("q", "q", "lookup", "").latency_ms == 0
