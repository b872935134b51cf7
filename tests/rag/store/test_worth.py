"""A copy that lacks something takes no bulletin's place until the operator says so."""

import pytest

from rag.store.admission import Outcome
from rag.store.indexing import index_files
from tests.support.places import ROOT

CASES = ROOT / "tests" / "data" / "cases"
WHOLE, CUT = CASES / "whole.txt", CASES / "cut.txt"


def outcome(library, path, **how):
    (report,) = index_files(library, [path], **how).files
    return report.outcome


def test_a_copy_that_was_cut_off_is_kept_aside_and_named(empty_library):
    assert outcome(empty_library, WHOLE) is Outcome.ADDED
    for _ in range(2):
        report = index_files(empty_library, [CUT])
        assert report.aside == report.files
        assert "whole.txt" in str(report.files[0])
        assert "--accept" in str(report.files[0])
    assert [b.source for b in empty_library.bulletins()] == ["whole.txt"]
    assert outcome(empty_library, WHOLE) is Outcome.UNCHANGED


def test_the_same_file_cut_off_by_a_bad_copy_keeps_what_it_held(empty_library, tmp_path):
    path = tmp_path / "port.txt"
    path.write_bytes(WHOLE.read_bytes())
    outcome(empty_library, path)
    path.write_bytes(CUT.read_bytes())
    assert outcome(empty_library, path) is Outcome.ASIDE
    assert len(empty_library.bulletins()[0].findings) == 4


def test_the_operator_may_take_it_all_the_same(empty_library):
    outcome(empty_library, WHOLE)
    assert outcome(empty_library, CUT) is Outcome.ASIDE
    assert outcome(empty_library, CUT, accept=True) is Outcome.REPLACED
    assert [b.source for b in empty_library.bulletins()] == ["cut.txt"]
    assert outcome(empty_library, CUT) is Outcome.UNCHANGED
    assert empty_library.verify() == []


def test_a_whole_copy_takes_the_place_of_one_cut_off(empty_library):
    assert outcome(empty_library, CUT) is Outcome.ADDED
    assert outcome(empty_library, WHOLE) is Outcome.REPLACED
    assert [b.source for b in empty_library.bulletins()] == ["whole.txt"]


@pytest.mark.parametrize("workers", [1, 2])
def test_of_both_in_one_run_the_whole_one_stands(empty_library, workers):
    index_files(empty_library, [CUT, WHOLE], workers=workers)
    assert [b.source for b in empty_library.bulletins()] == ["whole.txt"]
