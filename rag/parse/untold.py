"""Headings of findings that have no numeral: what the text as a whole shows them by.

A label opens each, or a list stands behind each, or they take turns with paragraphs. What it does
not know: a single heading of this kind among numbered ones.
"""

import re

from rag.parse import dialects
from rag.parse.dialects import FORM
from rag.parse.lines import Line
from rag.parse.lists import ENDS
from rag.parse.measures import states
from rag.parse.numerals import Found
from rag.parse.wording import HEADING_LENGTH, is_fault, is_problem, is_weak


def untold(lines: list[Line], found: list[Found | None]) -> frozenset[int]:
    """Return the lines that head findings and have no numeral, since the text shows them as such.

    Such a text has a label of problems before each (【问题】…), or a list behind each, or they are
    short lines that take turns with paragraphs. Many speak of shortcomings.
    """
    labelled = [at for at, line in enumerate(lines) if _names_problem(line)]
    if len(labelled) > 1 and _stand_alone(labelled, lines, found):
        return frozenset(labelled)
    run_in = [at for at in range(1, len(lines)) if found[at] is None and _is_run_in(lines[at])]
    wrong = sum(is_fault(lines[at].folded) for at in run_in)
    if (
        len(run_in) >= LEAST_TITLES
        and 3 * wrong >= len(run_in)
        and _stand_alone(run_in, lines, found)
    ):
        return frozenset(run_in)
    titles = [at for at in range(1, len(lines) - 1) if _is_untold_title(lines, found, at)]
    wrong = sum(bool(dialects.FAULT.search(lines[at].folded)) for at in titles)
    numbered = sum(_below_leaf(lines, found, at) for at in titles)
    enough = len(titles) >= LEAST_TITLES and wrong >= len(titles) / 3
    return frozenset(titles if enough and numbered < len(titles) / 3 else ())


LEAST_TITLES = 3
TITLE_LENGTH = 40  # characters; a longer line without numeral is a sentence


def _stand_alone(places: list[int], lines: list[Line], found: list[Found | None]) -> bool:
    """Tell whether most stand below no numbered heading; the first may stand below a part."""
    below = [at for at in places if _heads(found, at - 1)]
    return 2 * len(below) <= len(places) or all(_tells(lines, found, at - 1) for at in below[1:])


def _tells(lines: list[Line], found: list[Found | None], at: int) -> bool:
    """Tell whether a numbered line is a sentence on what was done, and heads nothing."""
    one = found[at]
    head = lines[at].folded[one[2] :] if one else ""
    return head.endswith(("。", ";")) and not is_fault(head) and not is_problem(head)


def _heads(found: list[Found | None], at: int) -> bool:
    """Tell whether a line is a numbered heading, and no item of a list."""
    one = found[at] if at >= 0 else None
    return one is not None and not one[0].listing


def _names_problem(line: Line) -> bool:
    label = dialects.LABEL.match(line.folded)
    return (
        label is not None
        and "\t" not in line.folded
        and label.end() < len(line.folded)
        and label[1].endswith(("问题", "不足", "内容", "描述", "表现"))
        and dialects.label_role(label[1]) == "problem"
    )


def _is_untold_title(lines: list[Line], found: list[Found | None], at: int) -> bool:
    """Tell whether a short line stands alone between two paragraphs, or below a heading."""
    text, above, below = (lines[n].folded for n in (at, at - 1, at + 1))
    if found[at] is not None or "\t" in text or len(text) > TITLE_LENGTH:
        return False
    if dialects.LABEL.match(text) or dialects.LABEL_LINE.match(text) or is_bare_part(lines[at]):
        return False
    apart = above[-1] in ENDS or found[at - 1] is not None or is_bare_part(lines[at - 1])
    told = below[-1] in "。;" and (found[at + 1] is None or _opens_list(found[at + 1]))
    labelled = dialects.LABEL.match(below) or dialects.LABEL_LINE.match(below)
    title = not re.search("[。;:,!?]", text[:-1]) and text[-1] not in ";:,!?"
    return title and apart and bool(told or labelled) and len(below) > len(text) / 2


def _is_run_in(line: Line) -> bool:
    """Tell whether a paragraph is a heading and the list of what was done (台账不全。一是…)."""
    text = line.folded
    item = RUN_IN_ITEM.search(text)
    if item is None or "\t" in text or dialects.LABEL.match(text) or states(text):
        return False
    return item.start() <= HEADING_LENGTH and "。" not in text[: item.start() - 1]


RUN_IN_ITEM = re.compile(r"(?<=[。,:])\s{0,4}(?:一是|第一,|\([一1]\)|①)")


def _opens_list(one: Found | None) -> bool:
    return one is not None and one[1] == 1


def _below_leaf(lines: list[Line], found: list[Found | None], at: int) -> bool:
    """Tell whether the numbered heading above a line names a shortcoming or a problem itself."""
    above = next((n for n in range(at - 1, -1, -1) if _heads(found, n)), None)
    if above is None or (one := found[above]) is None:
        return False
    head = lines[above].folded[one[2] :]
    return one[0].rank > FORM["(一)"].rank and (is_weak(head) or is_problem(head))


def is_bare_part(line: Line) -> bool:
    """Tell whether a line without numeral is a part's heading by its words (下一步工作)."""
    text = line.folded
    return bool(dialects.BARE_PART_LINE.match(text)) and any(
        row.pattern.search(text) for row in dialects.PART_HEADS
    )
