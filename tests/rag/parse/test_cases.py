"""Small files of `tests/data/cases/` that once went wrong, each with what must be read from it."""

import json

import pytest

from rag.parse.reading import read_file, to_record
from tests.support.places import ROOT

FOLDER = ROOT / "tests/data/cases"
CASES = json.loads((FOLDER / "cases.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", CASES)
def test_a_file_that_went_wrong_is_read_as_it_says(name):
    said = CASES[name]
    (reading,) = read_file(FOLDER / name)
    record = to_record(reading)
    text = "".join(finding["text"] for finding in record["findings"])
    measures = {f["number"]: len(f["measures"]) for f in record["findings"]}
    assert record["ok"] == said["ok"]
    assert record["agency"] == said.get("agency", record["agency"])
    assert said.get("agency_never", "不") not in record["agency"]
    assert len(record["findings"]) == said.get("findings", len(record["findings"]))
    assert [f["number"] for f in record["findings"]] == said.get(
        "numbers", [f["number"] for f in record["findings"]]
    )
    assert {n: measures[int(n)] for n in said.get("measures", {})} == said.get("measures", {})
    assert [words for words in said.get("holds", ()) if words not in text] == []
    assert [words for words in said.get("never", ()) if words in text] == []


def test_a_title_that_was_composed_is_marked():
    (reading,) = read_file(FOLDER / "special-field-agency.txt")
    assert reading.bulletin.title_composed
    assert reading.bulletin.shown_title.endswith("（拟题）")
    assert to_record(reading)["title_composed"]
