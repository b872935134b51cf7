"""Which lines a numeral opens: one of the known forms, or what the document counts by itself.

What it does not know: which level a numeral is of, see `rag.parse.outline`.
"""

import re
from collections.abc import Iterator

from rag.parse import dialects
from rag.parse.counting import Numeral, counted, doubtful
from rag.parse.dialects import FORM, Form
from rag.parse.lines import Line
from rag.parse.lists import ENDS
from rag.parse.measures import status_before
from rag.parse.wording import is_weak
from rag.text import chinese

Found = tuple[Form, int | None, int]  # a numeral's form, its value and its width


def numeral(line: Line) -> Found | None:
    """Return the form of the line's numeral, its value and its width; None where it has none."""
    text, at = line.folded, status_before(line.folded)
    for form in dialects.forms_from(text[at]):
        match = form.pattern.match(text, at)
        if match and (match.end() < len(text) or form in dialects.ALONE):
            digits = next((group for group in match.groups() if group), "")
            named = dialects.PROBLEM_LABEL.match(text, match.end())
            return form, chinese.number(digits), named.end() if named else match.end()
    return None


def numerals(lines: list[Line]) -> list[Found | None]:
    """Return the numeral of each line, also one that a digit stands behind where it counts on."""
    found = [numeral(line) for line in lines]
    texts = [line.folded for line in lines]
    for at, own in (_counted(texts) | _bulleted(texts)).items():
        found[at] = found[at] or own
    counting: dict[int, Numeral] = {}
    for at, one in enumerate(found):
        if one is not None and one[0] is FORM["1."]:
            counting[at] = Numeral(one[1] or 0)
        elif one is None and dialects.DOUBTFUL.match(lines[at].folded):
            ended = at == 0 or found[at - 1] is not None or lines[at - 1].folded[-1] in ENDS
            counting[at] = doubtful(lines[at].folded, 0, behind_stop=ended)
    for at, kept in zip(counting, counted(list(counting.values())), strict=True):
        match = dialects.DOUBTFUL.match(lines[at].folded)
        if kept and match and found[at] is None:
            found[at] = (FORM["1."], counting[at].number, match.end())
    return found


def _counted(texts: list[str]) -> dict[int, Found]:
    """Return the headings that the document counts in a way of its own: 类别1，; Ⅰ.; A、.

    Whatever it counts by, the lines that begin so run from 1 to the last, once.
    """
    runs: dict[str, list[tuple[int, int, int]]] = {}
    for at, text in enumerate(texts):
        match = dialects.COUNTED.match(text)
        if match and match.end() < len(text) and not _is_label(match["word"] or ""):
            for by, number in _values(match):
                runs.setdefault(by, []).append((at, number, match.end()))
    return {
        at: (dialects.counted_by(by), number, skip)
        for by, run in runs.items()
        if len(run) > 1 and [number for _, number, _ in run] == list(range(1, len(run) + 1))
        for at, number, skip in run
    }


def _is_label(word: str) -> bool:
    """Tell whether a counted word is the label of a report (整改1: below 问题1)."""
    return dialects.label_role(word) in ("measures", "status")


def _values(match: re.Match[str]) -> Iterator[tuple[str, int]]:
    """Yield what a line is counted by and its number; a letter may be of two kinds (i)."""
    if figure := match["figure"]:
        for figures in dialects.FIGURES:
            if figure in figures:
                yield figures[0], figures.index(figure) + 1
    else:
        yield match["word"] or "", chinese.number(match["n"] or match["bare"]) or 0


def _bulleted(texts: list[str]) -> dict[int, Found]:
    """Return the headings that only a sign stands before: most speak of shortcomings.

    Each has lines of its own below it.
    """
    signs: dict[str, list[tuple[int, int]]] = {}
    for at, text in enumerate(texts):
        if (match := dialects.BULLET.match(text)) and match.end() < len(text):
            signs.setdefault(match[1], []).append((at, match.end()))
    found: dict[int, Found] = {}
    for sign, lines in signs.items():
        weak = sum(is_weak(texts[at][skip:]) for at, skip in lines)
        apart = sum(b - a > 1 for (a, _), (b, _) in zip(lines, lines[1:], strict=False))
        if len(lines) > 1 and weak > len(lines) / 2 and apart == len(lines) - 1:
            found |= {at: (dialects.counted_by(sign), None, skip) for at, skip in lines}
    return found
