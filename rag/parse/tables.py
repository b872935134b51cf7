"""Tables of findings: rows with columns 问题, 措施, 完成情况 -> findings with measures, status.

The heading row names the columns (`rag.parse.rows`); rows below it are findings until the table
ends. A row without a problem, or with that of the row above, adds its measures to that finding.
What it does not know: tables without a heading row.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from rag.bulletin import Finding, Measure, Span, Status
from rag.parse.lines import Line
from rag.parse.lists import items_in
from rag.parse.measures import Block, measures_of, status_in
from rag.parse.rows import (
    HEAD_LENGTH,
    REPORTING,
    adds_row,
    cells,
    heads_rows,
    role_of,
    roles_of,
    whole_rows,
)
from rag.text import chinese


@dataclass(frozen=True, slots=True)
class Table:
    """A table of findings: its heading line, its rows, and which cell holds what."""

    head: int
    last: int
    roles: tuple[str, ...]


def find_tables(lines: list[Line]) -> list[Table]:
    """Return the tables of findings among the lines.

    Rows that stand behind a table and have its columns go on with it, wherever they stand.
    """
    found: list[Table] = []
    at = 0
    while at < len(lines):
        roles = roles_of(lines[at]) if "\t" in lines[at].folded else ()
        goes_on = bool(found) and lines[at].folded.count("\t") + 1 == len(found[-1].roles)
        last = at
        if roles or goes_on:
            columns = len(roles or found[-1].roles)
            while last + 1 < len(lines) and adds_row(lines, last + 1, columns):
                last += 1
            if last > at or goes_on:
                found.append(Table(at, last, roles or found[-1].roles))
        at = last + 1
    return found or key_tables(lines)


def broken_cells(lines: list[Line], tables: list[Table]) -> frozenset[int]:
    """Return the indexes of lines without tabs that are the rest of a table's cell."""
    return frozenset(
        at
        for table in tables
        for at in range(table.head, table.last + 1)
        if table.roles
        and "\t" not in lines[at].folded
        and not heads_rows(lines, at, len(table.roles))
    )


def _group_in(folded: str, named: list[tuple[str, Span]]) -> Span | None:
    """Return the heading in a row of a group's: one cell, or the same in all; else None.

    A cell that stands alone in its own column goes on with the row above.
    """
    said = [(role, span) for role, span in named if span.of(folded)]
    first = bool(said) and (said[0] == named[0] or said[0][0] in ("", "group"))
    alone = len(said) == 1 and first and said[0][0] in ("", "problem", "group", "number")
    same = len(said) > 1 and len({span.of(folded) for _, span in said}) == 1
    counts = alone and chinese.number(said[0][1].of(folded)) is not None  # a row lost its words
    return said[0][1] if (alone and not counts) or same else None


@dataclass(slots=True)
class _Row:
    """A finding in the making: its problem's cell, its first and last line, its measures' cells."""

    problem: Span
    span: Span
    number: int | None
    group: Span | None
    reports: list[tuple[str, Span]]


KEYS = 2  # rows of one finding that name what they hold, at least: the problem and a report


def key_tables(lines: list[Line]) -> list[Table]:
    """Return the tables whose rows each name what they hold: 问题1|…, 整改措施|…, 完成情况|…."""
    found: list[Table] = []
    at = 0
    while at < len(lines):
        last = at
        while last < len(lines) and _keys(lines[last]):
            last += 1
        roles = [role for line in lines[at:last] for role in _keys(line)]
        while at < last and not {"problem", "number"} & set(_keys(lines[at])):
            at += 1  # rows of a finding whose problem is lost are none
        if "problem" in roles and REPORTING & set(roles) and last - at >= KEYS:
            found.append(Table(at, last - 1, ()))
        at = max(last, at + 1)
    return found


def _keys(line: Line) -> tuple[str, ...]:
    """Return the roles of the 1st, 3rd … cell of a row, () where they name nothing."""
    if "\t" not in line.folded:
        return ()
    keys = [cell.strip() for cell in line.folded.split("\t")][::2]
    roles = tuple(role_of(key) if len(key) <= HEAD_LENGTH else "" for key in keys)
    return roles if roles and all(roles) else ()


def _key_rows(folded: str, lines: list[Line], table: Table) -> list[_Row]:
    """Return the findings of a table of keys and values; each row on a problem starts one."""
    rows: list[_Row] = []
    number: int | None = None
    start: int | None = None  # of a row with the number, above the problem
    for line in lines[table.head : table.last + 1]:
        spans = cells(line)
        for role, key, value in zip(_keys(line), spans[::2], spans[1::2], strict=False):
            if role == "number":
                number = chinese.number(value.of(folded))
                start = line.start if start is None else start
            elif role == "problem" and value.of(folded):
                counted = COUNTED.search(key.of(folded))
                number = chinese.number(counted[0]) if counted else number
                first = line.start if start is None else start
                rows.append(_Row(value, Span(first, line.end), number, None, []))
                number = start = None
            elif rows and role in REPORTING and value.of(folded):
                rows[-1].reports.append((role, value))
            if rows and start is None:
                rows[-1].span = Span(rows[-1].span.start, line.end)
    if rows:
        rows[-1].span = Span(rows[-1].span.start, lines[table.last].end)
    return rows


COUNTED = re.compile("\\d{1,3}|[一二三四五六七八九十]{1,3}$")


def table_findings(
    text: str, folded: str, bulletin_id: str, lines: list[Line], tables: list[Table], order: int
) -> Iterator[Finding]:
    """Yield the findings of tables, counting on from `order`."""
    for table in tables:
        for row in (_rows if table.roles else _key_rows)(folded, lines, table):
            yield _finding(text, folded, bulletin_id, row, order)
            order += 1


def _rows(folded: str, lines: list[Line], table: Table) -> list[_Row]:
    rows: list[_Row] = []
    above: Span | None = None
    for line in whole_rows(lines[table.head : table.last + 1], len(table.roles)):
        if roles_of(line):
            continue  # the heading, or the heading again on the next page
        named = list(zip(table.roles, cells(line), strict=False))
        if said := _group_in(folded, named):
            above = said
            continue
        problem = next((s for role, s in named if role == "problem" and s.of(folded)), None)
        reports = [(r, s) for r, s in named if r in REPORTING and s.of(folded)]
        number = next((chinese.number(s.of(folded)) for r, s in named if r == "number"), None)
        if rows and _goes_on(folded, rows[-1], problem, number, reports):
            rows[-1].span = Span(rows[-1].span.start, line.end)
            rows[-1].reports += reports
        elif problem is not None and (reports or rows or number is not None):
            group = next((s for r, s in named if r == "group" and s.of(folded)), None)
            if group is None and "group" in table.roles and rows:
                group = rows[-1].group  # a cell over several rows
            group = above if group is None else group
            rows.append(_Row(problem, Span(line.start, line.end), number, group, reports))
    return rows


def _goes_on(
    folded: str,
    above: _Row,
    problem: Span | None,
    number: int | None,
    reports: list[tuple[str, Span]],
) -> bool:
    """Tell whether a row belongs to the finding above: no problem of its own, or the same one."""
    if problem is None:
        return True
    if number is not None and above.number is not None and number != above.number:
        return False
    same = problem.of(folded) == above.problem.of(folded)
    return same or (number is None and above.number is not None and not reports)


LEADING = re.compile(
    r"(?:\(?(\d{1,3})\)?|\(?([一二三四五六七八九十]{1,3})\)?)\s?[.、)]\s?(?=(\d?))"
)


def _leading(title: str, number: int | None, order: int) -> tuple[int | None, int]:
    """Return the number that a folded title starts with, and its width; `number` and 0 for none.

    Before a digit it is one where it is the row's own: the cell's, or the order of the finding.
    """
    found = LEADING.match(title)
    stated = chinese.number(found[1] or found[2]) if found else None
    if not found or (found[3] and stated not in (number, order)):
        return number, 0
    return (stated if number is None else number), found.end()


def _finding(text: str, folded: str, bulletin_id: str, row: _Row, order: int) -> Finding:
    number, width = _leading(row.problem.of(folded), row.number, order)
    title = Span(row.problem.start + width, row.problem.end)
    status, words = _status(folded, row.reports)
    named = [span for role, span in row.reports if role == "measures"]
    told = named or [
        span
        for role, span in row.reports
        if role == "progress" and status_in(span.of(folded)) is None
    ]
    measures = [one for cell in told for one in _measures(folded, cell, len(told) > 1)]
    return Finding(
        bulletin_id=bulletin_id,
        order=order,
        number=number,
        title=title.of(text).replace("\n", ""),
        section=row.group.of(text) if row.group else None,
        status=status,
        status_words=words.of(text) if words else "",
        span=row.span,
        heading=title,
        measures=tuple(Measure(at, span) for at, span in enumerate(measures, 1)),
    )


def _measures(folded: str, cell: Span, several: bool) -> list[Span]:
    """Return a cell's measures; one of `several` cells to a problem is one, or a list."""
    if several and not items_in(folded, cell):
        return [cell]
    return [measure.span for measure in measures_of(folded, [Block("measures", cell)])]


def _status(folded: str, reports: list[tuple[str, Span]]) -> tuple[Status, Span | None]:
    for wanted in ("status", "progress"):
        for role, span in reports:
            if role == wanted:
                first = re.split("[。;,]", span.of(folded), maxsplit=1)[0]
                if stated := status_in(first, alone=role == "progress"):
                    return stated[0], Span(span.start, span.start + len(first))
    return Status.UNSTATED, None
