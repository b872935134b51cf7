"""Copies, corrections and other rounds."""

from dataclasses import replace
from datetime import date

import opencc

from rag.files.documents import read_text
from rag.parse.parse import parse_bulletin
from rag.store.identity import Relation, identity, relation
from tests.support.layouts import FOLDER


def read(text):
    return identity(parse_bulletin(text, "a.txt"))


PAGE = read_text(FOLDER / "a-page-chrome.txt")


def test_the_same_words_in_another_page_are_a_copy():
    bare = PAGE[PAGE.index("根据市委") : PAGE.index("【打印本页】")]
    assert relation(read(bare), read(PAGE)) is Relation.COPY


def test_the_same_words_in_the_other_script_are_a_copy():
    assert relation(read(opencc.OpenCC("s2t").convert(PAGE)), read(PAGE)) is Relation.COPY


def test_a_corrected_publication_replaces():
    corrected = PAGE.replace("巡河312次", "巡河321次").replace("2022-05-17", "2022-06-01")
    corrected = corrected.replace(
        "一是开展业务培训2次。二是建立季度督查机制。", "已重新整改。" * 30
    )
    assert relation(read(corrected), read(PAGE)) is Relation.CORRECTION


def test_the_same_agency_in_another_round_is_another_bulletin():
    later = read_text(FOLDER / "second-round.txt")
    assert relation(read(later), read(PAGE)) is Relation.OTHER


def test_another_agency_of_the_same_round_is_another_bulletin():
    known = parse_bulletin(PAGE, "a.txt")
    other = replace(known, agency="禾州市林业局", findings=known.findings[:1])
    assert relation(identity(other), identity(known)) is Relation.OTHER


def test_an_occasion_that_differs_in_a_date_is_another():
    known = parse_bulletin(PAGE, "a.txt")
    other = replace(known, feedback_date=date(2024, 1, 1), findings=known.findings[:1])
    assert relation(identity(other), identity(known)) is Relation.OTHER
