"""Routes for readers: reading pages, exported answers, feedback."""

import json
from dataclasses import replace

import pytest
from fastapi.testclient import TestClient

from rag.store.catalog import EVERYTHING
from tests.support.fake_desk import BULLETINS, FakeAssistant, build_app, fake_desk, settled
from web.feedback import MOST, FeedbackBook
from web.schemas import with_body
from web.views.bulletin import passage_of, reading_page

BULLETIN = BULLETINS[0]


@pytest.fixture(scope="module")
def desk():
    return fake_desk()


@pytest.fixture(scope="module")
def client(desk):
    with TestClient(build_app(desk)) as client:
        yield client


def test_reading_page_holds_the_whole_text_and_marks_the_passage(client):
    start = BULLETIN.text.index("二是对2023年")
    page = client.get(f"/bulletins/{BULLETIN.id}?char={start},{start + 6}").text
    assert '<mark id="passage">二是对202</mark>' in page
    assert 'id="f2"' in page
    assert "&lt;b&gt;样式&lt;/b&gt;" in page


def test_reading_page_keeps_every_character():
    import html
    import re

    page = reading_page(BULLETIN, None, "zh-CN")
    text = re.search(r'<article id="text">(.*)</article>', page, re.DOTALL).group(1)
    assert html.unescape(re.sub(r"<[^>]+>", "", text)) == BULLETIN.text


@pytest.mark.parametrize("char", [None, "", "x", "5", "5,4", "0,99999", "-1,5", "1,2,3"])
def test_a_passage_that_is_none_is_left_out(char):
    assert passage_of(char, BULLETIN) is None


def test_unknown_bulletin_is_told_plainly(client):
    response = client.get("/bulletins/zzz")
    assert response.status_code == 404
    assert "没有这份通报" in response.text


def export(client, desk, form, answer):
    return client.get(f"/export/answer/{desk.kept.keep(answer)}/{form}")


@pytest.mark.parametrize(
    ("form", "kind"),
    [("markdown", "text/markdown"), ("word", "wordprocessingml"), ("excel", "spreadsheetml")],
)
def test_answer_is_exported(client, desk, form, kind):
    response = export(client, desk, form, settled("采购?"))
    assert kind in response.headers["content-type"]
    assert "attachment" in response.headers["content-disposition"]


def test_printed_answer_is_inert_and_its_markers_lead_to_sources(client, desk):
    page = export(client, desk, "print", settled("<script>alert(1)</script>")).text
    assert "<script>alert" not in page
    assert '<a href="#s3">[3]</a>' in page
    assert 'id="s3"' in page


def test_a_document_is_made_of_no_words_that_a_form_sends(client):
    forged = json.dumps(with_body(settled("伪造的公告")))
    for form in ("print", "markdown", "word", "excel"):
        response = client.post(f"/export/answer/{form}", data={"answer": forged})
        assert response.status_code in (404, 405)
        assert "伪造" not in response.text


@pytest.mark.parametrize("kept", ["0" * 32, "x", "../x", "1"])
def test_an_answer_that_is_not_kept_is_not_exported(client, kept):
    assert client.get(f"/export/answer/{kept}/word").status_code in (404, 422)


def test_exported_answer_claims_no_false_source(client, desk):
    answer = settled("采购?")
    false = replace(answer.citations[0], quote="伪造")
    response = export(
        client, desk, "markdown", replace(answer, citations=(false, *answer.citations[1:]))
    )
    assert "伪造" not in response.text
    assert "[2] 江城市水务局" in response.text


def test_feedback_is_kept(client, desk):
    body = {"answer": settled("采购?").to_dict(), "verdict": "good", "remark": "好"}
    assert client.post("/api/feedback", json=body).status_code == 204
    kept = list(desk.book)[-1]
    assert (kept.verdict, kept.question, kept.remark) == ("good", "采购?", "好")
    assert kept.evidence[0].startswith("aaaaaaaaaaaa:")


def test_feedback_book_survives_and_holds_no_address(tmp_path):
    path = tmp_path / "feedback.db"
    FeedbackBook(path).add(settled("采购?"), "bad", "漏了")
    (kept,) = FeedbackBook(path)
    assert set(kept.__dataclass_fields__) == {
        "at", "verdict", "question", "standalone", "answer", "evidence", "remark",
    }  # fmt: skip


def test_feedback_book_cuts_what_is_long(tmp_path):
    book = FeedbackBook(tmp_path / "feedback.db")
    book.add(settled("长" * 1_000_000), "bad", "漏" * 1_000_000)
    (kept,) = book
    assert len(kept.question) == len(kept.standalone) == len(kept.remark) == MOST


class Composing(FakeAssistant):
    """Fails where a chat model might be asked."""

    def ask(self, question, history=(), where=EVERYTHING, generate=None, without=()):
        """Answer without a chat model, or break down."""
        assert generate is False
        return super().ask(question, history, where, generate, without)


def test_an_export_calls_no_chat_model():
    assistant = Composing()
    wanted = {"themes": ["没有表的主题"], "agencies": ["江城市水务局"]}
    with TestClient(build_app(fake_desk(assistant))) as client:
        assert client.get("/export/matrix.xlsx", params=wanted).status_code == 200
        ledger = client.get("/export/ledger.xlsx")
    assert ledger.status_code == 200
    assert [question for question, _, _ in assistant.asked] == [
        "各单位是如何整改没有表的主题问题的?"
    ]
