"""Borrowing over HTTP: a finding or a file in, what others did and a draft out."""

import io

import pytest
from docx import Document
from fastapi.testclient import TestClient

from rag.borrow.draft import FIRST
from tests.support.fake_desk import BULLETINS, build_app, fake_desk

ASKED = "采购程序不规范，先买后批"


@pytest.fixture(scope="module")
def client():
    with TestClient(build_app(fake_desk())) as client:
        yield client


def test_each_passage_is_the_bulletins_own(client):
    (found,) = client.post("/api/similar", json={"text": ASKED}).json()["findings"]
    texts = {b.id: b.text for b in BULLETINS}
    for one in found["similar"]:
        for said in (one["finding"], *one["measures"], *one["documents"]):
            assert texts[said["bulletin_id"]][said["start"] : said["end"]] == said["quote"]
    assert found["kinds"] == {"制度建设": 2, "专项检查": 2}


def test_a_draft_leans_on_what_it_cites(client):
    (found,) = client.post("/api/similar", json={"text": ASKED}).json()["findings"]
    draft = found["draft"]
    assert draft["text"].startswith(FIRST)
    numbers = {cited["number"] for cited in draft["citations"]}
    assert all(set(s["leans"]) <= numbers and s["leans"] for s in draft["sentences"])


def test_regions_limit_whose_findings_are_looked_at(client):
    body = {"text": ASKED, "regions": ["江城市"]}
    (found,) = client.post("/api/similar", json=body).json()["findings"]
    assert [one["region"] for one in found["similar"]] == ["江城市"]


def test_a_word_file_is_read(client):
    document = Document()
    document.add_paragraph(ASKED)
    sent = io.BytesIO()
    document.save(sent)
    reply = client.post("/api/similar/file", files={"file": ("反馈.docx", sent.getvalue())})
    assert [one["title"] for one in reply.json()["findings"]] == [ASKED]


@pytest.mark.parametrize("path", ["/api/similar", "/api/v1/similar"])
def test_a_text_without_a_finding_is_refused(client, path):
    reply = client.post(path, json={"text": "。"})
    assert reply.status_code == 422 and "没有读出问题" in reply.json()["detail"]


def test_a_file_that_cannot_be_read_is_refused(client):
    reply = client.post("/api/similar/file", files={"file": ("a.pdf", b"no pdf")})
    assert reply.status_code == 422
