"""Documents made from answers and records."""

from dataclasses import replace
from io import BytesIO

import pytest
from docx import Document
from openpyxl import load_workbook

from rag.export import LEDGER_COLUMNS, safe_cell, to_docx, to_ledger, to_markdown, to_matrix
from tests.support.fake_desk import BULLETINS, settled

TABLE = "先说结论。\n\n| 单位 | 措施 |\n|---|---|\n| 甲 | **3**项[1] |\n\n- 一条\n> 引用"


def test_markdown_holds_question_answer_and_numbered_sources():
    text = to_markdown(settled("采购?"))
    assert text.startswith("# 采购?\n\n2 份通报中 2 份涉及采购。")
    assert "[3] 海州市商务局,1. 关于“采购程序不规范”的问题(bbbbbbbbbbbb.txt:" in text
    assert "> 明确3类审批权限。" in text


def test_word_document_holds_the_same():
    document = Document(BytesIO(to_docx(settled("采购?"))))
    text = "\n".join(p.text for p in document.paragraphs)
    assert document.paragraphs[0].text == "采购?"
    assert "江城市水务局:修订办法 [1],自查12个项目 [2]。" in text
    assert "[1] 江城市水务局" in text
    bold = [r.text for p in document.paragraphs for r in p.runs if r.bold]
    assert "12" in bold


def test_word_document_keeps_tables_and_lists():
    document = Document(BytesIO(to_docx(replace(settled("采购?"), text=TABLE))))
    (table,) = document.tables
    assert [[c.text for c in row.cells] for row in table.rows] == [
        ["单位", "措施"],
        ["甲", "3项[1]"],
    ]
    assert "一条" in [p.text for p in document.paragraphs if p.style.name == "List Bullet"]


def test_control_characters_do_not_break_the_document():
    assert Document(BytesIO(to_docx(replace(settled("采\x00购?"), text="a\x0bb"))))


def rows_of(sheet: bytes) -> list[list[object]]:
    return [list(row) for row in load_workbook(BytesIO(sheet)).active.iter_rows(values_only=True)]


def test_ledger_has_a_row_for_every_finding():
    rows = rows_of(to_ledger([(b, f) for b in BULLETINS for f in b.findings]))
    assert rows[0] == [name for name, _ in LEDGER_COLUMNS]
    assert len(rows) == 5
    first = dict(zip(rows[0], rows[1], strict=True))
    assert first["单位"] == "江城市水务局"
    assert first["涉及文件"] == "《采购管理办法》"
    assert first["整改措施"].count("\n") == 1
    assert first["公布日期"].date() == BULLETINS[0].published
    start, end = map(int, first["原文位置"].split("-"))
    assert BULLETINS[0].text[start:end].startswith("1.关于")


def test_matrix_shows_a_dash_where_there_is_nothing():
    rows = rows_of(to_matrix(["采购"], ["甲", "乙"], {("采购", "甲"): "修订办法"}))
    assert rows == [["主题", "甲", "乙"], ["采购", "修订办法", "—"]]


@pytest.mark.parametrize(
    "formula", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "  =cmd|' /C calc'!A0"]
)
def test_formulas_stay_text(formula):
    assert safe_cell(formula).startswith("'")
    (_, row) = rows_of(to_matrix([formula], ["甲"], {}))
    assert row[0].startswith("'")


def test_plain_text_numbers_and_dates_are_left_alone():
    assert safe_cell("3-5项") == "3-5项"
    assert safe_cell(-3) == -3
    assert safe_cell(None) is None
