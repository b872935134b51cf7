"""Cells that a copied table left on a line each -> its rows, as lines with tabs.

A browser copies a table as a line for each cell: the headings of n columns, then n lines for each
row. The headings show the columns, and a row starts where its number counts on, else ends where its
status stands, else is n lines long. Further lines of a row are the rest of its measures. What it
does not know: tables of two columns, and cells that were empty and left no line, but for the last.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from rag.parse.dialects import CLOSING, CONTACT
from rag.parse.lines import Line
from rag.parse.lists import ENDS
from rag.parse.measures import status_in
from rag.parse.rows import GROUP_START, HEAD_LENGTH, REPORTING, role_of
from rag.text import chinese

LEAST_COLUMNS, MOST_COLUMNS = 3, 12
LEAST_ROWS = 2
MOST_LINES = 40  # of a row
NUMBER = re.compile(r"[(第]?(\d{1,3}|[一二三四五六七八九十]{1,3})[).、]?")
ENDS_TABLE = re.compile(
    rf"备注|说明:|注:|[一二三四五六七八九十]{{1,3}}、|{CLOSING.pattern}|{CONTACT.pattern}"
)


def joined_cells(lines: list[Line]) -> list[Line]:
    """Return the lines with the cells of such tables joined to rows."""
    joined: list[Line] = []
    at = 0
    while at < len(lines):
        found = _table(lines, at)
        if found is None:
            joined.append(lines[at])
            at += 1
        else:
            rows, at = found
            joined += rows
    return joined


def _table(lines: list[Line], at: int) -> tuple[list[Line], int] | None:
    """Return the rows of the table that starts at a line, and where it ends; None for no table."""
    end = at
    while end < len(lines) and end - at < MOST_COLUMNS and _heads(lines[end]):
        end += 1
    roles = tuple(role_of(line.folded) for line in lines[at:end])
    if len(roles) < LEAST_COLUMNS or "problem" not in roles or not REPORTING & set(roles):
        return None
    rows = list(_rows(lines, end, roles))
    if len(rows) < LEAST_ROWS:
        return None
    told = [line for row in rows for line in _laid(lines[slice(*row)], roles)]
    return [_row(lines[at:end]), *lines[end : rows[0][0]], *told], rows[-1][1]


def _heads(line: Line) -> bool:
    words = line.folded
    return (
        len(words) <= HEAD_LENGTH and not re.search("[\t。;:,\\d]", words) and bool(role_of(words))
    )


def _rows(lines: list[Line], first: int, roles: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Yield where each row starts and ends."""
    if "number" in roles[:2]:
        yield from _numbered(lines, first, roles)
    elif roles[-1] in REPORTING and (closed := list(_closed(lines, first, len(roles)))):
        yield from closed
    else:
        at = first
        while at + len(roles) <= len(lines) and not any(
            ENDS_TABLE.match(line.folded) for line in lines[at : at + len(roles)]
        ):
            yield at, at + len(roles)
            at += len(roles)


def _numbered(lines: list[Line], first: int, roles: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Yield the rows that a number opens, or stands second in."""
    column = roles.index("number")
    anchors: list[int] = []
    for at in range(first, len(lines)):
        if at - (anchors[-1] if anchors else first) > MOST_LINES:
            break
        found = NUMBER.fullmatch(lines[at].folded)
        if found and chinese.number(found[1]) == len(anchors) + 1:
            anchors.append(at)
    starts = [at - column for at in anchors[:1]]
    for above, at in zip(anchors, anchors[1:], strict=False):
        more = at - above > len(roles) - column and lines[at - 1].folded[-1] not in ENDS
        starts.append(at - column if more else at)  # a cell over several rows stands in the first
    yield from zip(starts, starts[1:], strict=False)
    if anchors:
        end = min(anchors[-1] + len(roles) - column, len(lines))
        if roles[-1] in REPORTING:
            closed = _closed(lines, anchors[-1] + 1, len(roles) - column - 1)
            end = next((stop for _, stop in closed), end)
        yield starts[-1], end


def _closed(lines: list[Line], first: int, columns: int) -> Iterator[tuple[int, int]]:
    """Yield the rows that end with the words of a status."""
    start = first
    for at in range(first, len(lines)):
        if at - start > MOST_LINES or ENDS_TABLE.match(lines[at].folded):
            return
        if at - start + 1 >= columns and status_in(lines[at].folded):
            yield start, at + 1
            start = at + 1


def _laid(lines: list[Line], roles: Sequence[str]) -> Iterator[Line]:
    """Yield a row's lines: its cells joined by tabs, a cell of several lines over as many."""
    headed = GROUP_START.match(lines[-1].folded) and not status_in(lines[-1].folded)
    if len(lines) == len(roles) + 1 and headed:  # the heading of the next group
        yield from _laid(lines[:-1], roles)
        yield lines[-1]
        return
    if "number" in roles[1:] and NUMBER.fullmatch(lines[0].folded):
        lines = [replace(lines[0], words="", folded=""), *lines]
    more = len(lines) - len(roles)
    if more <= 0:
        yield _row(lines, -more)
        return
    split = next(at for at, role in enumerate(roles) if role in REPORTING)
    yield _row(lines[: split + 1])
    yield from lines[split + 1 : split + more]
    yield _row(lines[split + more :])


def _row(cells: list[Line], empty: int = 0) -> Line:
    """Return the cells as one line, `empty` ones behind them."""
    tabs = "\t" * empty
    return replace(
        cells[0],
        words="\t".join(cell.words for cell in cells) + tabs,
        folded="\t".join(cell.folded for cell in cells) + tabs,
        level=0,
    )
