"""The ruled tables of a PDF's pages -> rows of cells, rows that break over pages made whole.

A page that ends inside a row often rules no line below it: the upright rules that go on past the
last cross rule are closed there, so that its cells are found. The first row of the next page goes
on with it where it was cut open, or where a cell stands empty and the others go on with sentences
that had not ended. What it does not know: tables without rules; merged cells over several pages.
"""

import re
from dataclasses import dataclass, replace
from typing import Any

TOUCH = 4.0  # points between rules that meet
SETTINGS = {"x_tolerance_ratio": 0.35}  # of a character's width; a wider gap is a space
ENDED = re.compile(r"[。;；!！?？]\s*$")
ITEM = re.compile(
    r"\n(?=[(（]?(?:\d{1,2}|[一二三四五六七八九十]{1,2})(?:[.、)）]|是))"
)  # a new item


@dataclass(frozen=True, slots=True)
class TableRow:
    """The cells of a row, where it stands, and whether its page ended before the row did."""

    cells: tuple[str, ...]
    left: float
    top: float
    page: int
    cut: bool = False


@dataclass(frozen=True, slots=True)
class Band:
    """Upright rules that stand beside each other: where, how far down, and the rules across."""

    xs: tuple[float, ...]
    top: float
    bottom: float
    across: tuple[float, ...]

    @property
    def open(self) -> bool:
        """Whether the upright rules go on below the last rule across."""
        return not self.across or self.bottom - max(self.across) > TOUCH


def bands(edges: list[dict[str, Any]]) -> list[Band]:
    """Return the upright rules of a page as bands, from the top."""
    upright = sorted((e for e in edges if e["orientation"] == "v"), key=lambda e: e["top"])
    groups: list[list[dict[str, Any]]] = []
    below = float("-inf")
    for edge in upright:
        if not groups or edge["top"] > below + TOUCH:
            groups.append([])
            below = edge["bottom"]
        groups[-1].append(edge)
        below = max(below, edge["bottom"])
    return [_band(group, edges) for group in groups]


def _band(upright: list[dict[str, Any]], edges: list[dict[str, Any]]) -> Band:
    top, bottom = min(e["top"] for e in upright), max(e["bottom"] for e in upright)
    xs: list[float] = []
    for x in sorted(e["x0"] for e in upright):
        if not xs or x > xs[-1] + TOUCH:
            xs.append(x)
    across = (
        e["top"]
        for e in edges
        if e["orientation"] == "h"
        and top - TOUCH <= e["top"] <= bottom + TOUCH
        and e["x0"] < xs[-1]
        and e["x1"] > xs[0]
    )
    return Band(tuple(xs), top, bottom, tuple(across))


def tables_of(page: Any, above: Band | None) -> tuple[list[Any], Band | None]:  # noqa: ANN401
    """Return a page's tables of two or more columns, and the band that its end cuts open.

    `above` is the band that the end of the page before cut open; a band without any rule across
    is a table where it goes on with that one.
    """
    found = [band for band in bands(page.edges) if len(band.xs) > 2]
    closed = [band for band in found if band.across or (above and _same(band, above))]
    lines = [
        {"object_type": "line", "orientation": "h", "x0": band.xs[0], "x1": band.xs[-1]}
        | {"top": y, "bottom": y, "width": band.xs[-1] - band.xs[0], "height": 0}
        for band in closed
        for y in (band.top, band.bottom)
    ]
    tables = page.find_tables({"explicit_horizontal_lines": lines})
    last = next((band for band in closed[::-1] if band.open), None)
    return [table for table in tables if len(table.rows[0].cells) > 1], last


def _same(band: Band, above: Band) -> bool:
    return len(band.xs) == len(above.xs) and all(
        abs(one - other) <= TOUCH for one, other in zip(band.xs, above.xs, strict=True)
    )


def rows_of(table: Any, number: int, cut: Band | None) -> list[TableRow]:  # noqa: ANN401
    """Return the rows of a table on the page with this number."""
    left, top, _, bottom = table.bbox
    rows = [
        TableRow(tuple(_words(cell) for cell in cells), left, top + order / 1000, number)
        for order, cells in enumerate(table.extract(**SETTINGS))
    ]
    if cut is not None and abs(cut.bottom - bottom) <= TOUCH and rows:
        rows[-1] = replace(rows[-1], cut=True)
    return [row for row in rows if any(row.cells)]


def _words(cell: str | None) -> str:
    return ITEM.sub(" ", cell or "").replace("\n", "")


def goes_on(row: TableRow, above: TableRow) -> bool:
    """Tell whether a row at the top of a page is the rest of the one that ended the page above."""
    if row.page != above.page + 1 or len(row.cells) != len(above.cells):
        return False
    pairs = list(zip(above.cells, row.cells, strict=True))
    if NUMBER.fullmatch(row.cells[0]):
        return False
    if above.cut:
        return True
    left_empty = any(was and not more for was, more in pairs)
    return left_empty and all(was and not ENDED.search(was) for was, more in pairs if more)


NUMBER = re.compile(r"[(（]?(?:\d{1,3}|[一二三四五六七八九十]{1,3})[.、)）]?")


def joined(above: TableRow, row: TableRow) -> TableRow:
    """Return the two parts of a row as one."""
    cells = (was + more for was, more in zip(above.cells, row.cells, strict=True))
    return TableRow(tuple(cells), above.left, above.top, row.page, row.cut)


def whole_rows(rows: list[TableRow]) -> list[TableRow]:
    """Return the rows of consecutive pages' tables, headings said once, broken rows whole."""
    kept: list[TableRow] = []
    head: TableRow | None = None
    for row in rows:
        if head is not None and row.page > head.page and row.cells == head.cells:
            continue
        if not kept or len(row.cells) != len(kept[-1].cells):
            head = row
        if kept and goes_on(row, kept[-1]):
            kept[-1] = joined(kept[-1], row)
        else:
            kept.append(row)
    return kept
