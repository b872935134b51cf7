"""The chat's events as functions of values: a question in, growing conversations out."""

import json
from dataclasses import replace

import pytest

from rag.errors import StoreError
from tests.support.fake_desk import BULLETINS, FakeAssistant, fake_desk, settled
from web.kept import KeptAnswers
from web.page.chat import ask, stopped
from web.schemas import MAX_TURNS, Filters
from web.views.chips import mended
from web.views.conversation import (
    answered,
    begin,
    from_browser,
    history,
    kept,
    messages,
    paced,
    to_browser,
)


def talk_about(*questions, desk=None):
    desk = desk or fake_desk()
    talk = ()
    for question in questions:
        *_, talk = ask(desk, talk, question, Filters(), "zh-CN")
    return talk


def test_question_shows_before_its_answer():
    first, last = ask(fake_desk(), (), "采购?", Filters(), "zh-CN")
    assert (first[-1].question, first[-1].answer.text) == ("采购?", "")
    assert "采购" in messages(first, "zh-CN")[-1]["content"]
    assert last[-1].answer.state == "final"


def test_earlier_turns_and_filters_reach_the_assistant():
    desk = fake_desk()
    talk = talk_about("采购?", desk=desk)
    list(ask(desk, talk, "会议呢?", Filters(agencies=["江城市水务局"]), "zh-CN"))
    question, turns, where = desk.assistant.asked[-1]
    assert question == "会议呢?"
    assert [t.question for t in turns] == ["采购?"]
    assert turns[0].answer.citations
    assert where.agencies == ("江城市水务局",)


def test_without_a_chip_the_same_question_is_asked_after_what_came_before_it():
    desk = fake_desk()
    first = talk_about("会议?", desk=desk)
    *_, talk = ask(desk, first, "采购?", Filters(), "zh-CN")
    question = mended("采购?", talk[-1].answer.scope)[0]
    *_, wider = ask(desk, talk, question, Filters(), "zh-CN")
    asked, turns, _ = desk.assistant.asked[-1]
    assert asked == "采购?"
    assert [turn.question for turn in turns] == ["会议?"]
    assert desk.assistant.without == ("江城市水务局",)
    assert wider[-1].question == question


def test_blank_question_asks_nothing():
    desk = fake_desk()
    assert list(ask(desk, (), "  \n", Filters(), "zh-CN")) == []
    assert desk.assistant.asked == []


def test_too_long_question_is_told_its_limit_and_not_asked():
    desk = fake_desk()
    (talk,) = ask(desk, (), "长" * 3000, Filters(), "zh-CN")
    assert "3000" in talk[-1].answer.text
    assert "2000" in talk[-1].answer.text
    assert desk.assistant.asked == []


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (StoreError("索引“x”损坏,请重建。"), "索引“x”损坏"),
        (ValueError("secret path"), "请稍后再试"),
    ],
)
def test_errors_become_plain_words(error, words):
    *_, talk = ask(fake_desk(FakeAssistant(error)), (), "采购?", Filters(), "zh-CN")
    assert words in talk[-1].answer.text
    assert "secret" not in talk[-1].answer.text


def test_failed_turns_are_not_history():
    *_, talk = ask(fake_desk(FakeAssistant(ValueError())), (), "采购?", Filters(), "zh-CN")
    assert history(begin(talk, "然后呢?", Filters())) == ()


def test_stopped_draft_is_settled_and_says_so():
    begun, settled_talk = ask(fake_desk(), (), "采购?", Filters(), "zh-CN")
    draft = replace(settled_talk[-1].answer, state="draft")
    talk = stopped(answered(begun, draft), "zh-CN")
    assert talk[-1].answer.state == "final"
    assert "未经核对" in talk[-1].answer.text
    assert stopped(settled_talk, "zh-CN") == settled_talk
    assert "未经核对" in stopped(begun, "zh-CN")[-1].answer.text


def test_pace_drops_drafts_but_never_the_last():
    answers = [replace(a, generator="generated") for a in FakeAssistant().stream("采购?")]
    ticks = iter(range(100))
    shown = list(paced(iter(answers), interval=2.5, clock=lambda: next(ticks)))
    assert len(shown) < len(answers)
    assert shown[0] is answers[0]
    assert shown[-1] is answers[-1]


def test_composed_answers_are_shown_whole():
    answers = list(FakeAssistant().stream("采购?"))
    assert list(paced(iter(answers))) == [answers[0], answers[-1]]


def test_suggestions_stand_under_the_last_answer_only():
    shown = messages(talk_about("采购?", "会议?"), "zh-CN")
    assert [("options" in m) for m in shown] == [False, False, False, True]


def test_conversation_survives_the_browser_unchanged():
    desk = fake_desk()
    talk = talk_about("采购?", "会议?", desk=desk)
    again = from_browser(to_browser(talk), desk.shelf, desk.kept)
    assert [e.answer.text for e in again] == [e.answer.text for e in talk]
    assert [e.answer.body for e in again] == [e.answer.body for e in talk]
    assert [e.answer.citations for e in again] == [e.answer.citations for e in talk]


def test_an_answer_that_comes_back_altered_is_none_of_ours():
    desk = fake_desk()
    stored = json.loads(json.dumps(to_browser(kept(talk_about("采购?", "会议?"), desk.kept))))
    stored[1]["answer"]["standalone_question"] = "伪造的公告"
    first, second = from_browser(stored, desk.shelf, desk.kept)
    assert desk.kept.get(first.kept).standalone_question == "采购?"
    assert second.kept == ""
    again = kept((first, second), desk.kept)
    assert again[1].kept == ""


def test_an_answer_is_kept_again_after_a_restart():
    before, after = KeptAnswers(b"key"), KeptAnswers(b"key")
    stored = json.loads(json.dumps(to_browser(kept(talk_about("采购?"), before))))
    (entry,) = from_browser(stored, fake_desk().shelf, after)
    assert after.get(entry.kept).text == entry.answer.text


def test_citations_that_quote_nothing_on_file_are_dropped():
    desk = fake_desk()
    stored = to_browser(talk_about("采购?"))
    stored[0]["answer"]["citations"][0]["quote"] = "伪造的引文"
    stored[0]["answer"]["citations"][1]["bulletin_id"] = "c" * 12
    (entry,) = from_browser(stored, desk.shelf, desk.kept)
    assert [c.number for c in entry.answer.citations] == [3]


@pytest.mark.parametrize("stored", [None, "x", [1], [{"id": "x"}], {"path": "/etc/passwd"}])
def test_nonsense_from_the_browser_is_an_empty_conversation(stored):
    assert from_browser(stored, fake_desk().shelf, fake_desk().kept) == ()


def test_oldest_turns_go_first():
    talk = ()
    for n in range(MAX_TURNS + 5):
        talk = answered(begin(talk, f"问{n}", Filters()), settled(f"问{n}"))
    assert len(talk) == MAX_TURNS
    assert talk[-1].id == MAX_TURNS + 5
    assert BULLETINS
