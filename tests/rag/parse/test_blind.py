"""Layouts written without sight of the parser: each finding is read, with its measures.

When they were first read, 140 of 148 findings were found; all since.
"""

import json

import pytest

from rag.parse.parse import parse_bulletin
from tests.support.places import ROOT

FOLDER = ROOT / "tests/data/blind"
TRUTH = json.loads((FOLDER / "truth.json").read_text("utf-8"))


def squeezed(text: str) -> str:
    return "".join(text.split())


@pytest.mark.parametrize("name", list(TRUTH))
def test_every_finding_is_read_and_no_other(name):
    read = parse_bulletin((FOLDER / f"{name}.txt").read_text("utf-8"), f"{name}.txt")
    titles = [squeezed(finding.title) for finding in read.findings]
    expected = [squeezed(finding["title_part"]) for finding in TRUTH[name]["findings"]]
    assert len(titles) == len(expected)
    assert [part for part, title in zip(expected, titles, strict=True) if part not in title] == []
    assert all(finding.measures for finding in read.findings)
