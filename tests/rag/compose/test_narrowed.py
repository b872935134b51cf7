"""A filter that leaves nothing: which limits, what there is, what to do; never others' bulletins."""

import pytest

from rag.bulletin import Status
from rag.compose.narrowed import nothing_left, refuse_narrowed, refuse_outside
from rag.compose.writer import Writer
from rag.names.agencies import Agencies
from rag.store.catalog import Where
from tests.support.evidence import PARK, PORT, text_of

BOTH = (PORT, PARK)
AGENCIES = Agencies(BOTH)


def said(where: Where, visible=BOTH, *, english: bool = False) -> str:
    writer = refuse_narrowed(where, visible, AGENCIES, Writer(english=english))
    assert (writer.citations, writer.groups) == ([], [])
    return text_of(writer)


@pytest.mark.parametrize(
    ("where", "held"),
    [
        (Where(years=(2019,)), ("2019", "2024")),
        (Where(regions=("北京",)), ("北京", "云港市")),
        (Where(statuses=(Status.DONE,)), ("已完成", "未说明")),
        (Where(agencies=("云港市港口局",)), ("云港市港口局", f"最接近的是:{PORT.agency}")),
        (Where(agencies=("甲乙丙",)), ("没有叫“甲乙丙”的单位", PORT.agency, PARK.agency)),
    ],
)
def test_each_limit_is_told_with_what_there_is(where, held):
    assert [words for words in held if words not in said(where)] == []
    assert "ingest.py" not in said(where)
    assert "请改选" in said(where)


def test_what_the_reader_may_not_see_is_not_offered():
    assert PARK.agency not in said(Where(agencies=("云港市园林管理局",)), (PORT,))


def test_an_empty_library_is_told_apart_from_one_that_shows_nothing():
    assert "ingest.py" in said(Where(), ())
    assert "ingest.py" not in said(Where(bulletin_ids=("",)), ())


def test_it_is_told_in_english_too():
    assert said(Where(years=(2019,)), english=True).startswith("Nothing is left")


def test_agencies_outside_the_filter_are_named_with_those_within():
    writer = Writer()
    refuse_outside((PARK.agency,), (PORT,), writer)
    assert PARK.agency in text_of(writer) and PORT.agency in text_of(writer)


@pytest.mark.parametrize(
    ("where", "left"),
    [
        (Where(), True),
        (Where(agencies=("云港港务局",)), True),
        (Where(years=(2019,)), False),
        (Where(statuses=(Status.STANDING,)), False),
    ],
)
def test_whether_a_filter_leaves_anything(where, left):
    assert (nothing_left(where, BOTH, AGENCIES) == "") is left
