"""Questions for records recognised by their meaning, where no cue is found."""

import numpy as np
import pytest

from eval import fit_records
from rag.chat import Assistant
from rag.question.plan import Intent, record_named
from rag.question.planner import Planner, agencies_of
from rag.question.recogniser import Recogniser, recogniser
from rag.question.tuned import LIKELY
from rag.question.understand import make_plan
from rag.store.library import Library
from tests.support.fakes import bigram_embedder
from tests.support.known import GXJ, KCJ, ZSJ


def made(names: tuple[str, ...], weights: list[list[float]], bias: list[float]) -> Recogniser:
    zero = np.zeros(len(weights[0]))
    return Recogniser("m", names, np.array(weights), np.array(bias), zero, 0.0)


@pytest.fixture(scope="module")
def assistant(library, settings) -> Assistant:
    return Assistant(library, settings)


@pytest.mark.parametrize(
    ("question", "record", "said"),
    [
        ("珠海那家被查了多长时间,从几月到几月", "inspection_period", GXJ),
        ("科创局办公的楼在什么路上", "contact", KCJ),
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


def test_what_no_record_holds_is_looked_for_in_the_findings(assistant):
    answer = assistant.ask("咸宁招商局的干部谈话提醒了多少人次")
    assert ZSJ in {cited.agency for cited in answer.citations} or answer.abstained


def test_another_model_recognises_nothing(tmp_path):
    with Library.open(tmp_path, bigram_embedder()) as library:
        plan = library.derived(Planner).plan("珠海那家被查了多长时间,从几月到几月")
    assert (plan.records, plan.otherwise) == ((), None)


def test_the_likeliest_record_comes_first_and_little_chance_is_none():
    known = made(("round", "rules"), [[4.0, 0.0], [0.0, 4.0]], [0.0, 0.0])
    assert known.records(np.array([0.3, 0.6], np.float32)) == ("rules", "round")
    assert known.chances(np.zeros(2, np.float32)) == {"round": 0.5, "rules": 0.5}
    low = made(("round",), [[1.0]], [-9.0])
    assert low.records(np.ones(1, np.float32)) == ()


def test_the_phrasings_are_of_known_records_and_of_none():
    texts, records = fit_records.read_examples(fit_records.EXAMPLES)
    assert len(texts) == len(set(texts)) or len(texts) - len(set(texts)) < 30
    for name in set().union(*records):
        assert record_named(name).label
    assert set(recogniser().names) == set().union(*records)
    assert any(not asked for asked in records)


@pytest.mark.slow
def test_a_fit_tells_what_asks_from_what_does_not():
    random = np.random.default_rng(0)
    asked = np.repeat([[True, False], [False, True], [False, False]], 40, axis=0)
    x = random.normal(size=(120, 6))
    x[:, 0] += 4 * asked[:, 0]
    x[:, 1] += 4 * asked[:, 1]
    figures = fit_records.figures(fit_records.cross_validated(x, asked, 1.0), asked)
    assert figures["recognised"] > 0.8 and figures["first_right"] > 0.8
    assert figures["others_taken"] < 0.2
    weights, bias = fit_records.fitted(x, asked[:, 0], 1.0)
    chance = 1 / (1 + np.exp(-(x @ weights + bias)))
    assert chance[:40].mean() > LIKELY > chance[40:].mean()


@pytest.mark.parametrize(
    "question",
    [
        "合同签得有毛病的有几家",
        "工作作风方面的问题,几家是怎么整的?",
        "整改过程里请了律师或者法律顾问帮忙的,都是些什么事?",
        "What measures on energy saving do the bulletins report?",
    ],
)
def test_a_question_over_the_agencies_is_known_without_a_cue(assistant, question):
    by_cues = make_plan(question, assistant.library.derived(agencies_of))
    assert by_cues.intent is not Intent.LIST
    assert assistant.plan(question).intent is Intent.LIST


@pytest.mark.parametrize(
    "question", ["科保贷的利率退还率是百分之几", "发改委党费怎么改的", "那家食堂的酒水是谁供的"]
)
def test_a_question_for_one_thing_is_left_alone(assistant, question):
    assert not assistant.plan(question).is_wide


def test_the_forms_are_of_two_kinds_and_both_are_there():
    texts, over = fit_records.read_forms(fit_records.FORMS)
    assert len(set(texts)) == len(texts)
    assert 0.4 < sum(over) / len(over) < 0.6
