"""The small pages and PDFs of `tests/data/cases/` that once went wrong, each with what must come out."""

import json

from rag.parse.reading import read_file, to_record
from tests.support.places import ROOT

FOLDER = ROOT / "tests/data/cases"
CASES = json.loads((FOLDER / "pages.json").read_text(encoding="utf-8"))


def names(suffix):
    """Return the names of the cases in a format."""
    return [name for name in CASES if name.endswith(suffix)]


def assert_read_as_told(name):
    """Hold a case to what its list says of it."""
    told = CASES[name]
    (reading,) = read_file(FOLDER / name)
    record = to_record(reading)
    findings = record["findings"]
    text = "\n".join(finding["text"] for finding in findings)
    assert record["ok"] == told["ok"], record["error"]
    if not told["ok"]:
        assert any(words in record["error"] for words in told["error_says"])
        return
    assert len(findings) == told["findings"]
    assert record["agency"] == told.get("agency", record["agency"])
    numbers = [finding["number"] for finding in findings]
    assert numbers == told.get("numbers", numbers)
    for order, count in told.get("measures", {}).items():
        assert len(findings[int(order) - 1]["measures"]) == count
    assert all(words in text for words in told.get("holds", ()))
    assert not any(words in text for words in told.get("never", ()))
