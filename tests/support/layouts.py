"""The invented layouts of `tests/data/layouts/`, each beside what must be read from it.

`python -m tests.support.layouts NAME…` prints what is read now, in the form of the expectation files: to be
checked by eye against the text before it is saved.
"""

import json
import sys

from rag.parse.reading import read_file, to_record
from tests.support.places import ROOT

FOLDER = ROOT / "tests/data/layouts"
SAMPLES = sorted((*FOLDER.glob("*.txt"), *FOLDER.glob("*.md")))
RECORDS = ("title", "agency", "region", "inspecting_body", "feedback_date", "publish_date")


def expectation(path):
    """Return what must be read from a sample."""
    return json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))


def reading(path):
    """Return what is read from a sample, in the form of its expectation."""
    (read,) = read_file(path)
    record = to_record(read)
    if not read.ok:
        return {"ok": False}
    return {
        "ok": True,
        **{name: record[name] for name in RECORDS},
        "inspection_period": list(record["inspection_period"].values()),
        "findings": [
            [f["number"], f["section"], f["title"], f["status"], len(f["measures"])]
            for f in record["findings"]
        ],
    }


def text_of(read):
    """Return an expectation as it is saved: one line per finding."""
    rows = [json.dumps(row, ensure_ascii=False) for row in read.pop("findings", [])]
    head = json.dumps(read, ensure_ascii=False, indent=1)
    if not rows:
        return head + "\n"
    return head[:-2] + ',\n "findings": [\n  ' + ",\n  ".join(rows) + "\n ]\n}\n"


if __name__ == "__main__":
    for name in sys.argv[1:]:
        sys.stdout.write(text_of(reading(next(p for p in SAMPLES if p.stem == name))))
