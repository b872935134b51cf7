"""Printed lines -> paragraphs, without what a page repeats around them.

A line continues the one above it if that one reaches the right margin and it starts at the left
one without indent; margins are where many lines start and end, so that one long line sets none.
Lines of a title, set apart by their letters and centred, are one. Headers and footers are the same
words, but for their numbers, at the same height of several pages. What it does not know: headers
that name the section they stand over.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from rag.files.grids import TableRow, whole_rows


@dataclass(frozen=True, slots=True)
class Row:
    """A printed line: its words and letters, where it stands, on which page, in which column."""

    text: str
    left: float
    right: float
    top: float
    size: float
    page: int
    font: str = ""
    column: tuple[int, ...] = ()
    width: float = 0  # of the page


@dataclass(frozen=True, slots=True)
class Frame:
    """The margins between which a column's lines stand, and whether its paragraphs are indented."""

    left: float
    right: float
    indents: bool = True


@dataclass(frozen=True, slots=True)
class Furniture:
    """A form of line that only the edge of a page has: a page number, what a browser prints."""

    name: str
    words: re.Pattern[str]
    takes: str
    leaves: str


FURNITURE = tuple(
    Furniture(name, re.compile(words), takes, leaves)
    for name, words, takes, leaves in (
        ("number", r"[-—–·\s]{0,4}\d{1,4}[-—–·\s]{0,4}", "- 3 -", "3.账目不清"),
        ("number of pages", r"\d{1,4}\s?/\s?\d{1,4}", "1/2", "1/2以上"),
        ("page", r"第\s?\d{1,4}\s?页.{0,16}", "第 1 页 共 9 页", "见第3页"),
        (
            "printed address",
            r"(?:https?|file)://\S{1,300}\s\d{1,4}\s?/\s?\d{1,4}",
            "http://localhost/a.html 1/2",
            "http://www.example.com/a.html",
        ),
        (
            "printed time",
            r"\d{1,4}([/.-])\d{1,2}\1\d{1,4},?\s\d{1,2}:\d{2}(?:\s?[AP]M)?\s.{0,120}",
            "11/30/26, 4:27 PM x",
            "2024/11/30 起",
        ),
    )
)
EDGE = 3  # lines from the top and the bottom of a page, where its furniture stands
COUNTED = re.compile(r"\d+|(?<=第)[〇零一二三四五六七八九十百]+(?=页)")


def without_furniture(rows: list[Row], pages: int) -> list[Row]:
    """Return the lines without page numbers, headers and footers, from the first page on."""
    edges, whole = _at_edges(rows), _printed_lines(rows)
    size = _usual(row.size for row in rows)
    seen = Counter(_place(row) for row in rows)
    kept = []
    for row in rows:
        apart = abs(row.size - size) > 0.08 * size
        often = max(2, 0.4 * pages) if apart else max(3, pages // 2)
        own = is_furniture(row.text) or is_furniture(whole[(row.page, round(row.top))])
        if id(row) not in edges or (seen[_place(row)] < often and not own):
            kept.append(row)
    return kept


def is_furniture(words: str) -> bool:
    """Tell whether a line at the edge of a page can be nothing but the page's own."""
    return any(form.words.fullmatch(words) for form in FURNITURE)


def _place(row: Row) -> tuple[str, int, int]:
    return COUNTED.sub("#", row.text), round(row.top / 2), round(row.left / 8)


def _printed_lines(rows: list[Row]) -> dict[tuple[int, int], str]:
    """Return the words at each height of each page, through all of its columns."""
    beside: dict[tuple[int, int], list[Row]] = defaultdict(list)
    for row in rows:
        beside[(row.page, round(row.top))].append(row)
    return {
        place: " ".join(row.text for row in sorted(line, key=lambda row: row.left))
        for place, line in beside.items()
    }


def _at_edges(rows: list[Row]) -> set[int]:
    """Return the ids of the lines among the first and the last of their page."""
    heights: dict[int, set[int]] = defaultdict(set)
    for row in rows:
        heights[row.page].add(round(row.top))
    edges = {page: (*sorted(tops)[:EDGE], *sorted(tops)[-EDGE:]) for page, tops in heights.items()}
    return {id(row) for row in rows if round(row.top) in edges[row.page]}


def missing_pages(rows: Sequence[Row]) -> str | None:
    """Return a line 第 n 页 共 m 页 of a document that has not all of its m pages, else None."""
    marks = [(found, row.text) for row in rows if (found := OF_PAGES.fullmatch(row.text))]
    seen = {int(found[1]) for found, _ in marks}
    if not marks or seen >= set(range(1, int(marks[-1][0][2]) + 1)):
        return None
    return marks[-1][1]


OF_PAGES = re.compile(r"第\s?(\d{1,3})\s?页[/,，\s(（]{0,3}共\s?(\d{1,3})\s?页[)）]?")


def _usual(values: Iterator[float]) -> float:
    """Return the commonest of some sizes, 0 of none."""
    counted = Counter(round(value * 2) / 2 for value in values)
    return counted.most_common(1)[0][0] if counted else 0.0


@dataclass(slots=True)
class Setting:
    """How a document is set: the margins of each column, its usual letters."""

    frames: dict[tuple[int, tuple[int, ...]], Frame] = field(default_factory=dict)
    size: float = 0.0
    font: str = ""
    pitch: float = 0.0  # from one line to the next

    def frame(self, row: Row) -> Frame:
        """Return the margins of the column that a line stands in."""
        return self.frames[(round(row.width), row.column)]


def setting(rows: Sequence[Row]) -> Setting:
    """Return how these lines are set."""
    columns: dict[tuple[int, tuple[int, ...]], list[Row]] = defaultdict(list)
    for row in rows:
        columns[(round(row.width), row.column)].append(row)
    fonts = Counter(row.font for row in rows)
    size = _usual(row.size for row in rows)
    return Setting(
        {key: _frame(group, size) for key, group in columns.items()},
        size,
        fonts.most_common(1)[0][0] if fonts else "",
        _usual(
            below.top - row.top
            for row, below in pairwise(rows)
            if below.page == row.page and below.top - row.top > 0.5 * size
        ),
    )


def _frame(rows: list[Row], size: float) -> Frame:
    """Return the outermost places where a tenth of the lines, two at least, start and end."""
    often = max(2, len(rows) // 10)
    lefts, rights = sorted(row.left for row in rows), sorted(-row.right for row in rows)
    left, right = _outermost(lefts, often, 0.5 * size), -_outermost(rights, often, 1.5 * size)
    indented = sum(0.8 * size < place - left < 4 * size for place in lefts)
    return Frame(left, right, indented >= often)


def _outermost(places: list[float], often: int, near: float) -> float:
    """Return the first of ascending places that `often` others stand near, fewer before it.

    Return the first of all where there is none: each line ends elsewhere.
    """
    for at, place in enumerate(places):
        beside = sum(place <= other <= place + near for other in places[at:])
        if beside >= often and beside > at:
            return place
    return places[0]


def paragraphs(rows: Sequence[Row | TableRow]) -> Iterator[str]:
    """Put the printed lines together that are one paragraph, and the rows that are one."""
    found = setting([row for row in rows if isinstance(row, Row)])
    words, above = "", None
    table: list[TableRow] = []
    for row in [*rows, None]:
        if isinstance(row, TableRow):
            table.append(row)
        if words and not (isinstance(row, Row) and above and continues(row, above, found)):
            yield words
            words = ""
        if isinstance(row, TableRow):
            continue
        yield from ("\t".join(one.cells) for one in whole_rows(table))
        table = []
        if row is not None:
            words, above = words + row.text, row


def continues(row: Row, above: Row, found: Setting) -> bool:
    """Tell whether a line goes on with the paragraph, or with the title, of the one above."""
    if abs(row.size - above.size) >= 0.2 * above.size:
        return False
    if _is_title_line(row, above, found):
        return True
    frame = found.frame(row)
    if row.page == above.page and row.top - above.top > APART * found.pitch > 0:
        return False
    full = above.right + _unbroken(row) >= found.frame(above).right - 2.2 * above.size
    flush = row.left <= frame.left + 0.8 * row.size
    starts = not frame.indents and above.text.endswith(STOPS) and STARTS.match(row.text)
    return full and flush and not starts


APART = 1.35  # of the usual distance between lines; more is a space between paragraphs
GLUED = re.compile(r"[\u4e00-\u9fff]?[(（〔\[《“\"]*[\x21-\x7e〔〕“”]{2,40}[）》]?")


def _unbroken(row: Row) -> float:
    """Return the width of what a line starts with and no line could end inside: 〔2023〕3号."""
    start = GLUED.match(row.text)
    if start is None:
        return 0.0
    return sum(0.6 if char.isascii() else 1.0 for char in start[0]) * row.size


def _is_title_line(row: Row, above: Row, found: Setting) -> bool:
    """Tell whether both lines are centred in the same letters, and those are not the text's."""
    same = abs(row.size - above.size) < 0.5 and row.font == above.font
    own = row.size > 1.12 * found.size or row.font != found.font
    beside = row.page == above.page and 0 < row.top - above.top < 2.2 * row.size
    if not (same and own and beside) or STARTS.match(row.text):
        return False
    return _is_centred(row, found) and _is_centred(above, found) and _is_inner(row, found)


def _is_centred(row: Row, found: Setting) -> bool:
    frame = found.frame(row)
    return abs(row.left + row.right - frame.left - frame.right) < 2.5 * row.size


def _is_inner(row: Row, found: Setting) -> bool:
    """Tell whether a line stands clear of the left margin, further than an indent."""
    return row.left > found.frame(row).left + 0.5 * row.size


STOPS = ("。", ":", "：", "情况", "问题")
STARTS = re.compile(  # what is no second line of a title, nor of a paragraph behind a stop
    r"[(（]|整改[^：:，。]{1,6}[：:]|[一二三四五六七八九十\d]{1,3}[、.．]|第[一二三四五六七八九十]{1,3}[章节部]|20\d\d\s?年"
)
