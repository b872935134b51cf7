"""Browsing and comparing: cards, search, the matrix; as HTML from values."""

from io import BytesIO

import pytest
from fastapi.testclient import TestClient
from openpyxl import load_workbook

from rag.bulletin import Status
from rag.store.catalog import EVERYTHING, Where
from tests.support.fake_desk import BULLETINS, FakeShelf, build_app, fake_desk
from web.filter import matching
from web.views.browse import browse, mark_words
from web.views.charts import by_documents, by_status, by_theme
from web.views.compare import as_html, as_text, matrix, themes_in

SHELF = FakeShelf()
AGENCIES = ["江城市水务局", "海州市商务局"]


@pytest.fixture(scope="module")
def client():
    with TestClient(build_app(fake_desk())) as client:
        yield client


def found(words="", where=EVERYTHING):
    return [(b.agency, f.order) for b, f in matching(SHELF, where, words)]


@pytest.mark.parametrize(
    ("words", "count"), [("", 4), ("采购", 2), ("采购 水务", 1), ("12個采購項目", 2), ("没有", 0)]
)
def test_words_select_the_findings_that_hold_them_all(words, count):
    assert len(found(words)) == count


def test_filters_select_agencies_and_statuses():
    where = Where(agencies=("江城市水务局",), statuses=(Status.ONGOING,))
    assert found("", where) == [("江城市水务局", 2)]


def test_a_card_shows_records_statuses_and_the_way_to_the_text():
    html = browse(SHELF, EVERYTHING, "", "zh-CN")
    assert html.count('<article class="card">') == 2
    assert "已完成 1" in html
    assert "正在推进 1" in html
    assert 'href="/bulletins/aaaaaaaaaaaa"' in html


def test_search_results_are_escaped_and_marked():
    html = browse(SHELF, EVERYTHING, "样式<b>", "zh-CN")
    assert "0 个问题" in html
    html = browse(SHELF, EVERYTHING, "样式", "zh-CN")
    assert "&lt;b&gt;<mark>样式</mark>&lt;/b&gt;" in html
    assert "<b>" not in html


def test_overlapping_words_are_marked_once():
    assert mark_words("采购办法", ["采购", "购办"]) == "<mark>采购办</mark>法"


def test_matrix_holds_cited_measures_or_a_dash():
    desk = fake_desk()
    cells = matrix(desk, ["政府采购", "党费"], AGENCIES)
    assert set(cells) == {("政府采购", agency) for agency in AGENCIES}
    html = as_html(cells, ["政府采购", "党费"], AGENCIES, "zh-CN")
    assert "一是修订《采购管理办法》" in html
    assert html.count("—") == 2
    assert "?char=" in html


def test_typed_theme_is_asked_and_filled_from_the_citations():
    desk = fake_desk()
    cells = matrix(desk, ["自查"], ["海州市商务局"])
    assert desk.assistant.asked[0][2].agencies == ("海州市商务局",)
    ((place, (piece,)),) = cells.items()
    assert place == ("自查", "海州市商务局")
    assert [s.of(piece.bulletin.text) for s in piece.spans] == ["明确3类审批权限。"]
    assert as_text(cells)[place].startswith("【1. 关于“采购程序不规范”的问题】\n明确3类")


def test_pictures_show_every_agency_and_load_nothing():
    themes = themes_in(SHELF)
    for figure in (
        by_theme(themes, AGENCIES, "主题"),
        by_status(BULLETINS, "状态"),
        by_documents(BULLETINS, "文件"),
    ):
        drawn = figure.to_json()
        assert "江城市水务局" in figure.to_plotly_json()["data"][0]["y"] or "江城" in drawn
        assert "http" not in drawn


def sheet_of(response):
    assert response.status_code == 200
    return list(load_workbook(BytesIO(response.content)).active.iter_rows(values_only=True))


def test_ledger_of_a_selection_downloads(client):
    rows = sheet_of(
        client.get("/export/ledger.xlsx", params={"q": "采购", "agencies": AGENCIES[0]})
    )
    assert [row[3] for row in rows[1:]] == ["关于“采购程序不规范”的问题"]


def test_matrix_downloads(client):
    rows = sheet_of(
        client.get("/export/matrix.xlsx", params={"themes": ["党费"], "agencies": AGENCIES})
    )
    assert rows == [("主题", *AGENCIES), ("党费", "—", "—")]
