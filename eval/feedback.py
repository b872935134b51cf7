"""Readers' feedback as candidates for the evaluation's questions: `python -m eval.feedback`.

One line per question, the latest word on it: what was asked, what readers thought, and, as a
proposal to be checked by hand, the findings that the answer cited. Refused questions are listed
too: each is either rightly refused (an unanswerable one) or a gap. `--jsonl` prints lines in the
form of `eval/sets/bundled/questions.jsonl`, with the verdict beside it.
"""

import argparse
import json
import sys
from collections.abc import Iterable
from pathlib import Path

from rich.console import Console
from rich.table import Table

from rag.bulletin import Span
from rag.errors import BulletinQAError
from rag.settings import load_settings
from rag.store.library import Library
from web.desk import Shelf
from web.feedback import Feedback, FeedbackBook

WORDS = {"good": "有用", "bad": "没用", "refused": "未能回答"}


def main() -> int:
    """Run the command; return the exit code."""
    parser = argparse.ArgumentParser(description="读者反馈：可并入评测集的问题")
    parser.add_argument("--store", type=Path, help="索引所在的文件夹（默认 vectorstore）")
    parser.add_argument("--verdict", choices=sorted(WORDS), help="只列这一种")
    parser.add_argument("--jsonl", action="store_true", help="按评测集的格式逐行输出")
    options = parser.parse_args()
    try:
        settings = load_settings(store=options.store)
        book = FeedbackBook(settings.store / "feedback.db")
        kept = [f for f in latest(book) if options.verdict in (None, f.verdict)]
        with Library.open(settings.store, None) as library:
            rows = [candidate(number, given, library) for number, given in enumerate(kept, 1)]
    except BulletinQAError as error:
        print(error, file=sys.stderr)
        return 1
    if options.jsonl:
        for row in rows:
            print(json.dumps(row, ensure_ascii=False))
    else:
        Console().print(table(kept))
    return 0


def latest(book: Iterable[Feedback]) -> list[Feedback]:
    """Return the last feedback on each question, oldest first."""
    by_question: dict[str, Feedback] = {}
    for given in book:
        by_question.pop(given.standalone, None)
        by_question[given.standalone] = given
    return list(by_question.values())


def candidate(number: int, given: Feedback, library: Shelf) -> dict[str, object]:
    """Return feedback as a line of a questions file, its gold proposed from what was cited."""
    return {
        "id": f"f{number:03}",
        "question": given.standalone,
        "type": "unanswerable" if given.verdict == "refused" else "lookup",
        "lang": "zh",
        "gold": _cited(given, library),
        "evidence": [],
        "answer_points": [],
        "note": f"读者反馈 {given.at}:{WORDS[given.verdict]}。{given.remark}",
        "verdict": given.verdict,
    }


def _cited(given: Feedback, library: Shelf) -> list[dict[str, object]]:
    cited: dict[tuple[str, int | None], None] = {}
    for place in given.evidence:
        bulletin_id, _, span = place.partition(":")
        start, _, end = span.partition("-")
        bulletin = library.bulletin(bulletin_id)
        if bulletin:
            inside = Span(int(start), int(end))
            finding = next((f for f in bulletin.findings if f.span.covers(inside)), None)
            cited[Path(bulletin.source).stem, finding.number if finding else None] = None
    return [{"doc": doc, "no": number} for doc, number in cited]


def table(kept: Iterable[Feedback]) -> Table:
    """Return feedback as a table to read."""
    shown = Table("时间", "评价", "问题", "补充")
    for given in kept:
        shown.add_row(given.at[:16], WORDS[given.verdict], given.standalone, given.remark)
    return shown


if __name__ == "__main__":
    sys.exit(main())
