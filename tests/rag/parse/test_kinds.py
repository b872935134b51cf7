"""Layouts that once went wrong, one of each kind: every finding is read, with its measures."""

import json

import pytest

from rag.parse.reading import read_file
from tests.support.places import ROOT

FOLDER = ROOT / "tests/data/kinds"
TRUTH = json.loads((FOLDER / "truth.json").read_text("utf-8"))


@pytest.mark.parametrize("name", TRUTH)
def test_every_finding_is_read_with_its_measures(name):
    (reading,) = read_file(next(FOLDER.glob(f"{name}.*")))
    assert reading.bulletin is not None
    assert reading.bulletin.agency == TRUTH[name]["agency"]
    found = [(f.title, len(f.measures)) for f in reading.bulletin.findings]
    expected = TRUTH[name]["findings"]
    assert [count for _, count in found] == [count for _, count in expected]
    assert [
        part for (part, _), (title, _) in zip(expected, found, strict=True) if part not in title
    ] == []
