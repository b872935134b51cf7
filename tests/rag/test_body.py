"""What an answer says, before it has a form: lines, marks, and what a reader counts."""

from dataclasses import replace

from rag.body import (
    AgencyHead,
    Body,
    Fact,
    Facts,
    FindingHead,
    Item,
    Mark,
    Measures,
    Paragraph,
    Row,
    Run,
    Table,
    between,
    in_words,
    marks_of,
    words_of,
)
from rag.bulletin import Place, Span

LINE = (Run("修订办法 "), Mark(2), Run(",自查 "), Mark(1))
ROW = Row("港务局", (Run("采购"), Mark(1)), (LINE, LINE), (), (Run("已完成"), Mark(4)))


def test_a_line_has_words_and_marks():
    assert words_of(LINE) == "修订办法 ,自查 "
    assert marks_of(LINE) == (2, 1)


def test_a_body_cites_each_number_once_in_order_of_appearance():
    blocks = (
        Paragraph((LINE,), "headline"),
        Facts((Fact((Run("3人"),), (Run("问责3人"), Mark(3))),)),
        AgencyHead("港务局"),
        FindingHead((Run("采购"), Mark(1))),
        Measures((Item(LINE), Item((Run("其中"), Mark(5)), deep=True))),
        Table(("",) * 5, (ROW,)),
    )
    assert Body(blocks).marks == (2, 1, 3, 5, 4)


def test_a_row_is_read_from_left_to_right():
    assert ROW.cells == (
        ((Run("港务局"),),),
        (ROW.problem,),
        (LINE, LINE),
        (),
        (ROW.status,),
    )
    assert replace(ROW, place=Place("b", Span(0, 1))).cells == ROW.cells


def test_lines_are_joined_with_words_between_them():
    assert words_of(between("、", [(Run("甲"),), (Run("乙"), Mark(1))])) == "甲、乙"
    assert between("、", []) == ()


def test_words_that_came_without_blocks_are_paragraphs():
    assert in_words("一\n\n**二**").blocks == (
        Paragraph(((Run("一"),),)),
        Paragraph(((Run("**二**"),),)),
    )
