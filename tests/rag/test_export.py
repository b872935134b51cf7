"""Documents made from answers and records."""

from dataclasses import replace
from io import BytesIO

import pytest
from docx import Document
from openpyxl import load_workbook

from rag.body import (
    AgencyHead,
    Body,
    Fact,
    Facts,
    FindingHead,
    Item,
    Mark,
    Measures,
    Row,
    Run,
    Table,
)
from rag.export import (
    LEDGER_COLUMNS,
    place_of,
    safe_cell,
    to_docx,
    to_ledger,
    to_markdown,
    to_matrix,
    to_sheet,
)
from tests.support.fake_desk import BULLETINS, paragraph, settled

ROW = Row(
    "甲|乙",
    (Run("采购 "), Mark(1)),
    ((Run("3", strong=True), Run("项"), Mark(1)), (Run("二是"),)),
    ((Run("—"),),),
    (Run("未说明"),),
)
BODY = Body(
    (
        paragraph("先说结论。"),
        AgencyHead("甲|乙"),
        FindingHead((Run("问题1", strong=True), Mark(1))),
        Measures((Item((Run("**一条**"),)), Item((Run("附则"),), deep=True))),
        Facts((Fact((Run("3次"),), (Run("培训"), Mark(1))),)),
        Table(("单位", "问题", "措施", "文件", "状态"), (ROW,)),
    )
)


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
    document = Document(BytesIO(to_docx(replace(settled("采购?"), body=BODY))))
    (table,) = document.tables
    assert [[c.text for c in row.cells] for row in table.rows] == [
        ["单位", "问题", "措施", "文件", "状态"],
        ["甲|乙", "采购 [1]", "3项[1]\n二是", "—", "未说明"],
    ]
    assert table.rows[1].cells[2].paragraphs[0].runs[0].bold
    styles = {p.text: p.style.name for p in document.paragraphs}
    assert styles["**一条**"] == "List Bullet"  # signs in a bulletin's words are words
    assert styles["附则"] == "List Bullet 2"
    assert styles["甲|乙"].startswith("Heading")
    assert "3次培训[1]" in styles


def test_word_document_of_an_answer_without_its_body_holds_its_text():
    bare = replace(settled("采购?"), text="**一**\n\n二", body=Body())
    document = Document(BytesIO(to_docx(bare)))
    assert [p.text for p in document.paragraphs][1:3] == ["**一**", "二"]


def test_control_characters_do_not_break_the_document():
    assert Document(
        BytesIO(to_docx(replace(settled("采\x00购?"), body=Body((paragraph("a\x0bb"),)))))
    )


def rows_of(sheet: bytes) -> list[list[object]]:
    return [list(row) for row in load_workbook(BytesIO(sheet)).active.iter_rows(values_only=True)]


def test_a_sheet_of_an_answer_has_a_row_for_each_finding_and_value_with_its_sources():
    head, listed, value, row = rows_of(to_sheet(replace(settled("采购?"), body=BODY)))
    source = place_of(settled("采购?").citations[0])
    assert head == ["单位", "问题", "措施", "文件", "状态", "出处"]
    assert listed[:3] == ["江城市水务局", "问题1[1]", "**一条**\n附则"]
    assert value[2] == "3次培训[1]"
    assert row == ["甲|乙", "采购 [1]", "3项[1]\n二是", "—", "未说明", source]


def test_a_sheet_of_an_answer_that_quotes_nothing_has_its_columns_alone():
    assert len(rows_of(to_sheet(settled("采购?")))) == 1


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
