"""Lines -> rows of a table: what its columns are for, and which lines make one row together.

A row is a line with its cells separated by tabs, as `rag.files.formats` writes them; one that
breaks inside a cell goes on in the next line. What it does not know: which rows are findings, see
`rag.parse.tables`.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from rag.bulletin import Span
from rag.parse.lines import Line


@dataclass(frozen=True, slots=True)
class Column:
    """What a column is for, and the words that head it; the first row that matches decides."""

    role: str
    words: re.Pattern[str]


COLUMNS = (
    Column("number", re.compile("序号|编号|序$|no")),
    Column("time", re.compile("时限|期限|时间")),
    Column("owner", re.compile("责任|牵头|单位|部门|领导|备注")),
    Column("cause", re.compile("原因")),
    Column(
        "status", re.compile("完成情况|完成状态|整改状态|整改结果|完成进度|是否|状态|完成与否|销号")
    ),
    Column("measures", re.compile("措施|举措|做法")),
    Column("progress", re.compile("整改(?:落实|进展|完成|成效|效果)?(?:情况)?|进展|成效|落实情况")),
    Column("group", re.compile("类别|方面|分类|大类")),
    Column("problem", re.compile("问题|事项|反馈意见|表现")),
)
REPORTING = frozenset(("measures", "progress", "status"))
HEAD_LENGTH = 16  # characters; a longer cell is no column's heading
GROUP_LENGTH = 60  # characters; a longer line between two rows is no heading of a group


def cells(line: Line) -> list[Span]:
    """Return the spans of a row's cells in the text, white space left out."""
    spans, at = [], line.start
    for cell in line.words.split("\t"):
        inner = cell.strip()
        start = at + (cell.index(inner) if inner else 0)
        spans.append(Span(start, start + len(inner)))
        at += len(cell) + 1
    return spans


def roles_of(line: Line) -> tuple[str, ...]:
    """Return what each cell of a heading row is for, () where it heads no such table."""
    heads = [cell.strip() for cell in line.folded.split("\t")]
    if len(heads) < 2 or any(len(head) > HEAD_LENGTH for head in heads):
        return ()
    roles = tuple(role_of(head) for head in heads)
    return roles if "problem" in roles and REPORTING & set(roles) else ()


def role_of(head: str) -> str:
    """Return what a column is for by its folded heading, "" where the table does not say."""
    plain = re.sub(r"\s", "", head)
    return next((column.role for column in COLUMNS if column.words.search(plain)), "")


def adds_row(lines: list[Line], at: int, columns: int) -> bool:
    """Tell whether a line belongs to the table above it: a row, or the rest of a broken one."""
    return (
        "\t" in lines[at].folded
        or heads_rows(lines, at, columns)
        or _breaks_row(lines, at, columns)
    )


def heads_rows(lines: list[Line], at: int, columns: int) -> bool:
    """Tell whether a line is one cell over all columns: a group's heading between two rows."""
    if len(lines[at].folded) > GROUP_LENGTH or at + 1 >= len(lines):
        return False
    below = lines[at + 1].folded
    whole = below.count("\t") + 1 == columns
    broken = bool(ROW_START.match(below)) and bool(GROUP_START.match(lines[at].folded))
    return (whole or broken) and "\t" not in lines[at].folded and lines[at].folded[-1] not in "。;"


ROW_START = re.compile(r"\d{1,3}[.、]?\t")
GROUP_START = re.compile(r"[(第]?[一二三四五六七八九十]{1,3}[)、]|.{2,50}(?:方面|领域|情况)$")


def _breaks_row(lines: list[Line], at: int, columns: int) -> bool:
    """Tell whether a line without tabs goes on with a cell: a row, or its rest, stands below it."""
    for below in lines[at : at + MOST_BROKEN]:
        if "\t" in below.folded:
            return not roles_of(below) and below.folded.count("\t") < columns
        if HEADING.match(below.folded):
            return False
    return False


MOST_BROKEN = 12  # lines that one cell is broken into, at most
HEADING = re.compile(
    r"[一二三四五六七八九十]{1,3}、|第[一二三四五六七八九十]{1,3}部分|[\d(一二三四五六七八九十)]{1,5}[、.]?(?:关于|针对)"
)


def whole_rows(lines: list[Line], columns: int) -> Iterator[Line]:
    """Yield the rows of a table, each as one line, also one that breaks inside a cell."""
    row: Line | None = None
    for at, line in enumerate(lines):
        own = line.folded.count("\t") + 1
        head = own == 1 and heads_rows(lines, at, columns)
        has = row.folded.count("\t") + 1 if row is not None else columns
        if row is not None and not head and row.end + 1 == line.start and _fits(has, own, columns):
            row = Line(
                row.number, f"{row.words}\n{line.words}", f"{row.folded}\n{line.folded}", row.start
            )
            continue
        if row is not None:
            yield row
        row = line
        if head:
            yield row
            row = None
    if row is not None:
        yield row


def _fits(has: int, adds: int, columns: int) -> bool:
    """Tell whether a line with `adds` cells goes on with a row of which `has` are there."""
    return adds == 1 or (1 < has < columns and has + adds - 1 == columns)
