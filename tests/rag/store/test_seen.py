"""Files seen: known again while nothing changed, and not a moment longer."""

import os

import pytest

from rag.store import seen
from rag.store.seen import Taken, documents_in, documents_out, stamp_of, unchanged

HOUR = 3_600_000_000_000


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "a.txt"
    path.write_text("通报", encoding="utf-8")
    set_time(path, -HOUR)
    return path


def set_time(path, by):
    """Move a file's time of change."""
    at = path.stat().st_mtime_ns + by
    os.utime(path, ns=(at, at))


def test_a_file_is_known_again_by_size_and_time(file):
    known = stamp_of(file)
    assert unchanged(file, known) == known


def test_a_file_only_touched_is_known_again_by_its_bytes(file):
    known = stamp_of(file)
    set_time(file, HOUR // 2)
    now = unchanged(file, known)
    assert now is not None
    assert now.changed != known.changed


def test_other_bytes_of_the_same_length_are_noticed(file):
    known = stamp_of(file)
    file.write_text("通告", encoding="utf-8")
    assert unchanged(file, known) is None


def test_a_file_written_again_within_a_tick_is_noticed(tmp_path):
    path = tmp_path / "a.txt"
    path.write_text("通报", encoding="utf-8")
    at = path.stat().st_mtime_ns
    known = stamp_of(path)
    path.write_text("通告", encoding="utf-8")
    os.utime(path, ns=(at, at))
    assert unchanged(path, known) is None


def test_corrections_beside_a_file_count_as_part_of_it(file):
    known = stamp_of(file)
    beside = file.with_suffix(".yaml")
    beside.write_text("agency: 云港市港务局\n", encoding="utf-8")
    corrected = stamp_of(file)
    assert unchanged(file, known) is None
    beside.write_text("agency: 云港市海事局\n", encoding="utf-8")
    assert unchanged(file, corrected) is None
    beside.unlink()
    assert unchanged(file, corrected) is None


def test_what_another_version_of_the_program_read_is_read_again(file, monkeypatch):
    known = stamp_of(file)
    monkeypatch.setattr(seen, "reader", lambda: "another")
    assert unchanged(file, known) is None


def test_a_file_that_is_gone_is_no_error(file):
    known = stamp_of(file)
    file.unlink()
    assert unchanged(file, known) is None
    assert stamp_of(file) is None


def test_documents_come_back_as_they_were():
    documents = (
        Taken("a.zip/b.txt", "/x/a.zip/b.txt", 2, 5, ("留空",)),
        Taken("c", "/c", 0, 0, ()),
    )
    assert documents_in(documents_out(documents)) == documents
