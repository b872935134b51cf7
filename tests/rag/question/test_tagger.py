"""What a question asks for, told by the heads: records, form, values, what is declined."""

import numpy as np
import pytest

from eval import fit_tagger
from rag.chat import Assistant
from rag.question.plan import MASK, Intent, record_named
from rag.question.planner import Planner, agencies_of
from rag.question.tagger import Tagger, grams_of, tagger
from rag.question.understand import cues_in, make_plan
from rag.store.library import Library
from tests.support.fakes import bigram_embedder
from tests.support.known import GXJ, KCJ, ZSJ


@pytest.fixture(scope="module")
def assistant(library, settings) -> Assistant:
    return Assistant(library, settings)


def chance(head: str, question: str) -> float:
    return tagger().chances(question, cues_in(question))[head]


def test_a_question_is_looked_at_in_n_grams_with_its_ends_marked():
    assert list(grams_of(f"{MASK}党")) == [
        "^",
        "甲",
        "党",
        "$",
        "^甲",
        "甲党",
        "党$",
        "^甲党",
        "甲党$",
    ]


def test_a_head_adds_up_its_n_grams_and_cues():
    weights = np.array([[2.0, 0.0, 1.0], [0.0, -4.0, 0.0]])
    known = Tagger(("a", "b"), {"党": 0, "费": 1}, {"cue": 0}, weights, np.zeros(2))
    assert known.chances("外", ()) == {"a": 0.5, "b": 0.5}
    one, other = known.chances("党", ()), known.chances("党", ("cue", "unheard"))
    assert other["a"] > one["a"] > 0.5 == one["b"]
    assert known.chances("费", ())["b"] < 0.5


@pytest.mark.parametrize(
    ("question", "record", "said"),
    [
        ("珠海那家被查了多长时间,从几月到几月", "inspection_period", GXJ),
        ("有话想对科创局说往哪儿打", "contact", KCJ),
        ("这几份材料末尾署的日子,最早的是哪家", "signature_date", GXJ),
    ],
)
def test_roundabout_questions_are_answered_from_records(assistant, question, record, said):
    plan = assistant.plan(question)
    assert record in [r.name for r in plan.records]
    answer = assistant.ask(question)
    assert answer.intent == "meta" and not answer.abstained
    assert said in {cited.agency for cited in answer.citations}


@pytest.mark.parametrize(
    "question",
    ["各单位的采购问题怎么整改的", "咸宁招商局党费补缴是哪天完成的", "省农业农村厅的采购怎么改的"],
)
def test_a_question_with_a_theme_of_its_own_is_left_alone(assistant, question):
    plan = assistant.plan(question)
    assert plan.records == make_plan(question, assistant.library.derived(agencies_of)).records
    assert plan.otherwise is None


@pytest.mark.parametrize("question", ["党组会上立了什么规矩", "有家单位立了什么规矩管招标"])
def test_words_for_a_record_that_ask_for_none_are_passed_over(assistant, question):
    assert assistant.plan(question).records == ()


def test_what_no_record_holds_is_looked_for_in_the_findings(assistant):
    answer = assistant.ask("咸宁招商局的干部谈话提醒了多少人次")
    assert ZSJ in {cited.agency for cited in answer.citations} or answer.abstained


def test_the_heads_serve_any_embedding_model(tmp_path):
    with Library.open(tmp_path, bigram_embedder()) as library:
        plan = library.derived(Planner).plan("被查了多长时间,从几月到几月")
    assert [record.name for record in plan.records] == ["inspection_period"]


@pytest.mark.parametrize(
    "question",
    [
        "合同签得有毛病的有几家",
        "工作作风方面的问题,几家是怎么整的?",
        "整改过程里请了律师或者法律顾问帮忙的,都是些什么事?",
        "What measures on energy saving do the bulletins report?",
        "别家也有信用信息问题吗",
    ],
)
def test_a_question_over_the_agencies_is_known(assistant, question):
    assert assistant.plan(question).intent is Intent.LIST


@pytest.mark.parametrize(
    "question", ["科保贷的利率退还率是百分之几", "发改委党费怎么改的", "那家食堂的酒水是谁供的"]
)
def test_a_question_for_one_thing_is_left_alone(assistant, question):
    assert not assistant.plan(question).is_wide


@pytest.mark.parametrize("question", ["经信局采购不规范,有什么整改办法", "党费收缴采取了哪些办法"])
def test_ways_of_mending_are_no_documents(assistant, question):
    assert "document" not in [ask.name for ask in assistant.plan(question).asks]


@pytest.mark.parametrize("question", ["这几家里哪家最腐败?", "你觉得发改委的整改有没有走过场"])
def test_a_judgement_is_declined_with_its_reason(assistant, question):
    answer = assistant.ask(question)
    assert answer.abstained and "不评好坏" in answer.text


@pytest.mark.parametrize("question", ["哪家追责的人最多", "党费收缴不规范怎么改的"])
def test_what_can_be_told_is_no_judgement(question):
    assert chance("judgement", question) < 0.1


def test_the_heads_are_those_of_the_records_and_of_the_form():
    records = {head.removeprefix("record.") for head in tagger().heads if "record." in head}
    assert all(record_named(name).label for name in records)
    assert {"over", "value", "judgement", "outside"} <= set(tagger().heads)


def test_the_phrasings_are_of_known_records_and_of_none():
    asked = [
        fit_tagger.records_of(x) for x in fit_tagger.read(fit_tagger.PHRASINGS / "records.jsonl")
    ]
    assert all(record_named(name).label for names in asked for name in names)
    assert any(not names for names in asked)


def test_the_forms_are_of_two_kinds_and_both_are_there():
    lines = fit_tagger.read(fit_tagger.PHRASINGS / "forms.jsonl")
    assert len({line["text"] for line in lines}) == len(lines)
    assert 0.4 < sum(line["form"] == "over" for line in lines) / len(lines) < 0.6


@pytest.mark.slow
def test_a_fit_tells_what_asks_from_what_does_not():
    asks = [fit_tagger.Example(f"追责了{n}个人", {"a": True}, n) for n in range(40)]
    others = [fit_tagger.Example(f"党费第{n}条怎么改", {"a": False}, n) for n in range(40)]
    grams, cues = fit_tagger.vocabulary(asks + others)
    x = fit_tagger.features(asks + others, grams, cues)
    y = np.repeat([True, False], 40)
    scores = fit_tagger.held_out(x, y, np.array([one.fold for one in asks + others]))
    assert ((scores > 0) == y).all()
