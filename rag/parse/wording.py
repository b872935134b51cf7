"""The words of a heading: does it name a problem, a shortcoming, or what was done.

Each is told from the folded heading alone, by the tables of `rag.parse.dialects`. What it does not
know: the headings beside it, which decide where its own words do not.
"""

import re

from rag.parse import dialects


def is_problem(head: str) -> bool:
    """Tell whether a heading names a problem beyond doubt (关于“政府采购不合规”的问题)."""
    return bool(dialects.QUOTED_PROBLEM.match(head) or dialects.NAMED_PROBLEM.match(head))


def is_weak(head: str) -> bool:
    """Tell whether the first sentence of a heading speaks of a shortcoming."""
    first = re.split("[。;:]", head[:200], maxsplit=1)[0]
    return bool(dialects.WEAK_WORDS.search(first))


HEADING_LENGTH = 60  # characters; measures are sentences, headings of problems rarely longer


def is_fault(head: str) -> bool:
    """Tell whether a heading's first sentence is a short statement of what is wrong."""
    first = re.split("。(?!$)", head, maxsplit=1)[0].rstrip("。")
    return (
        len(first) <= HEADING_LENGTH
        and bool(dialects.FAULT.search(first))
        and not dialects.DONE.match(first)
    )


def tells_done(head: str) -> bool:
    """Tell whether the first sentence of a heading says what was done."""
    return bool(TELLS_DONE.match(head.split("。", 1)[0]))


TELLS_DONE = re.compile(rf"{dialects.DONE.pattern}|{dialects.DONE_BY.pattern}|[^:]{{0,40}}?\d")
