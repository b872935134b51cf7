"""Bulletins as measured against, with the words of their files."""

from pathlib import Path

import pytest

from eval.sets.sources import findings_at, sources_of
from rag.bulletin import Span
from tests.support.small_corpus import PORT, SOURCES, bulletin


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_words_of_the_file_are_read_in_its_encoding(tmp_path: Path, encoding: str):
    (tmp_path / "port.txt").write_text(PORT.replace("\n", "\n\n  "), encoding)
    sources = sources_of([bulletin("port.txt", "云港市港务局", PORT)], [tmp_path])
    assert sources["port"].holds(0, len(PORT), PORT)


def test_words_that_the_file_does_not_hold_are_no_quotation(tmp_path: Path):
    (tmp_path / "port.txt").write_text(PORT.replace("1200", "2100"), "utf-8")
    sources = sources_of([bulletin("port.txt", "云港市港务局", PORT)], [tmp_path])
    assert not sources["port"].holds(0, len(PORT), PORT)
    assert sources["port"].holds(0, 8, PORT[:8])
    assert not sources["port"].holds(0, 0, "")


def test_a_file_that_is_no_plain_text_proves_nothing(tmp_path: Path):
    (tmp_path / "port.pdf").write_bytes(b"%PDF")
    sources = sources_of([bulletin("port.pdf", "云港市港务局", PORT)], [tmp_path])
    assert sources["port"].raw is None
    assert sources["port"].holds(0, 8, PORT[:8])


def test_words_are_found_whatever_their_width_and_spacing():
    span = SOURCES["port"].find("补缴 党费1200元")
    assert span is not None and span.of(PORT) == "补缴党费1200元"
    assert SOURCES["port"].find("没有的话") is None


def test_a_stretch_belongs_to_the_findings_it_shares_most_with():
    second = SOURCES["port"].bulletin.findings[1].span
    stretch = Span(second.start - 4, second.end)
    assert findings_at(SOURCES["port"], stretch) == [("port", 2), ("port", 1), ("port", None)]
