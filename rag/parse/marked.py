"""Headings that the markup of a file makes some (h4, ####, bold letters), and that have no numeral.

A label (整改措施) is none, but for one with headings below it, and bold letters make none of a
sentence. What it does not know: how deep a heading stands among numbered ones, see
`rag.parse.outline`.
"""

from rag.files.contents import BOLD
from rag.parse import dialects
from rag.parse.lines import Line
from rag.parse.lists import ENDS
from rag.parse.numerals import Found
from rag.parse.wording import HEADING_LENGTH


def marked_titles(lines: list[Line], found: list[Found | None]) -> frozenset[int]:
    """Return the lines that the markup makes headings, and that have no numeral."""
    places = [at for at, line in enumerate(lines) if line.level]
    below = [*(lines[at].level for at in places), 0][1:]
    titles = frozenset(
        at
        for at, level in zip(places, below, strict=True)
        if found[at] is None and _is_title(lines[at], level)
    )
    headings = sum(0 < line.level < BOLD for line in lines)
    return titles if len(titles) > 1 or headings > 1 else frozenset()


def _is_title(line: Line, below: int) -> bool:
    """Tell whether a line is no label and no sentence; `below` is the level of the next heading."""
    if "\t" in line.folded:
        return False
    if dialects.LABEL_LINE.match(line.folded):
        return line.level < below < BOLD
    if line.level < BOLD:
        return True
    return len(line.folded) <= HEADING_LENGTH and line.folded[-1] not in ENDS


def heads_counted(line: Line, found: Found | None) -> bool:
    """Tell whether the markup makes a numbered line a heading."""
    return found is not None and 0 < line.level < BOLD
