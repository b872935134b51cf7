"""Each measure on hand-made answers whose figures can be worked out by eye."""

import pytest

from eval.measure.metrics import MEASURES, Case, missed, scores
from eval.sets.answers import Answered
from eval.sets.questions import Place, Question
from tests.support.small_corpus import (
    ANSWER,
    HALF,
    PARK_CITED,
    PORT_CITED,
    QUESTION,
    REFUSAL,
    SOURCES,
)


def case(answer: Answered, question: Question = QUESTION) -> Case:
    return Case(question, answer, SOURCES)


def test_a_whole_answer_scores_full_marks():
    figures = scores(case(ANSWER))
    zero = {"must_not", "false_refusal"}
    partial = {"char_precision"}
    assert {n: v for n, v in figures.items() if n not in zero | partial} == dict.fromkeys(
        figures.keys() - zero - partial, 1.0
    )
    assert figures["must_not"] == figures["false_refusal"] == 0.0


@pytest.mark.parametrize(
    ("measure", "value"),
    [
        ("right_first", 1.0),
        ("gold_recall", 0.5),
        ("core_recall", 1.0),
        ("complete", 0.0),
        ("precision", 0.5),  # finding 2 of port is not gold
        ("evidence", 0.5),
        ("points", 0.5),
        ("figures", 0.5),
        ("agency_recall", 0.5),
        ("agency_precision", 1.0),
        ("citation_recall", 0.0),  # 6 times is not in the quote, which says 3
        ("citation_precision", 0.0),
        ("char_recall", 6 / 13),
        ("verbatim", 1.0),
    ],
)
def test_half_an_answer_scores_what_it_holds(measure: str, value: float):
    assert scores(case(HALF))[measure] == pytest.approx(value)


def test_a_refusal_of_an_answerable_question_is_false():
    figures = scores(case(REFUSAL))
    assert figures["false_refusal"] == 1.0
    assert figures["right_first"] == figures["gold_recall"] == figures["points"] == 0.0
    assert "precision" not in figures and "refused" not in figures


@pytest.mark.parametrize(("answer", "value"), [(REFUSAL, 1.0), (ANSWER, 0.0)])
def test_an_unanswerable_question_should_be_refused(answer: Answered, value: float):
    question = Question(id="u", question="火星局呢?", type="unanswerable", gold=())
    assert scores(case(answer, question))["refused"] == value
    assert "false_refusal" not in scores(case(answer, question))


def test_without_gold_only_what_needs_none_is_measured():
    figures = scores(case(ANSWER, Question(id="x", question="问题")))
    assert set(figures) == {"verbatim", "citation_recall", "citation_precision"}


def test_acceptable_places_are_neither_right_nor_wrong():
    extra = HALF.citations[1]
    question = QUESTION.model_copy(update={"acceptable": (Place(doc="port", no=2),)})
    swapped = HALF.model_copy(update={"citations": (extra, PORT_CITED)})
    figures = scores(case(swapped, question))
    assert figures["precision"] == 1.0
    assert figures["right_first"] == 0.0
    assert figures["gold_recall"] == 0.5


def test_a_quote_moved_by_one_character_is_not_verbatim():
    moved = PORT_CITED.model_copy(update={"start": PORT_CITED.start + 1, "end": PORT_CITED.end + 1})
    altered = PARK_CITED.model_copy(update={"quote": PARK_CITED.quote.replace("16", "61")})
    answer = ANSWER.model_copy(update={"citations": (moved, altered)})
    assert scores(case(answer))["verbatim"] == 0.0


def test_words_that_must_not_be_said_are_found_through_spaces():
    answer = ANSWER.model_copy(update={"text": "已补缴 **党费**。[1]"})
    assert scores(case(answer))["must_not"] == 1.0


def test_a_marker_that_adds_nothing_lowers_citation_precision():
    text = "港务局修订采购办法,培训3次。[1][2]"
    figures = scores(case(ANSWER.model_copy(update={"text": text})))
    assert figures["citation_recall"] == 1.0
    assert figures["citation_precision"] == 0.5


def test_a_statement_without_a_marker_is_not_borne_out():
    text = "港务局修订采购办法,培训3次。"
    assert scores(case(ANSWER.model_copy(update={"text": text})))["citation_recall"] == 0.0


def test_what_was_missed_is_listed():
    found = missed(case(HALF))
    assert found["gold"] == ["park 1"]
    assert found["extra"] == ["port 2"]
    assert found["evidence"] == ["核查合同16份"]
    assert found["points"] == ["园林局:核查合同16份"]


def test_every_measure_has_a_name_of_its_own():
    assert len({measure.name for measure in MEASURES}) == len(MEASURES)
