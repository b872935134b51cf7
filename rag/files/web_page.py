"""A web page -> its words, one block to a line; rows of tables as lines with tabs.

`shown` says what of it a reader sees, `numerals` how an ordered list's items are counted. A table
is one of records where its heading says so; other tables are a page's layout and read block by
block. What it does not know: words that a script writes, pictures of text.
"""

import re
from collections.abc import Iterator
from typing import Any

from rag.files.contents import BOLD, Contents
from rag.files.list_numerals import shown_numeral
from rag.files.shown import shown_page

BLOCKS = frozenset(
    "p div section article main header footer h1 h2 h3 h4 h5 h6 li ul ol dl dt dd tr table tbody "
    "thead blockquote pre figure figcaption fieldset form center address hr br title".split()
)
META = ("articletitle", "pubdate", "contentsource", "publishdate", "url")
SHORT_ROW = 300  # characters; a longer row of a table is a page's layout unless it is a row of data
CELL_GAP = re.compile(r"\s+")


def page_text(html: str) -> str:
    """Return the words of a page, with what it states about itself only in its head."""
    return page_contents(html).text


def page_contents(html: str) -> Contents:
    """Return the words of a page as `page_text` does, and which of its lines are headings."""
    tree, marks = shown_page(html)
    lines, levels = _lines_of(tree)
    meta = list(_meta_lines(tree, "\n".join(lines)))
    return Contents(
        "\n".join((*meta, *lines, *marks)),
        levels={at + len(meta) + 1: level for at, level in levels.items()},
    )


def markup_lines(html: str) -> list[str]:
    """Return the lines of a piece of HTML, such as one inside a Markdown file."""
    return _lines_of(shown_page(html)[0])[0]


def _meta_lines(tree: Any, shown: str) -> Iterator[str]:  # noqa: ANN401
    """Yield what a page states about itself only in its head: date, source, title, address."""
    for node in tree.css("meta[name][content], link[rel=canonical][href]"):
        key = node.attributes.get("name") or "url"
        value = CELL_GAP.sub(
            " ", node.attributes.get("content") or node.attributes.get("href") or ""
        )
        if key.lower() in META and value and value not in shown:
            yield f"{key}: {value}"


def _lines_of(tree: Any) -> tuple[list[str], dict[int, int]]:  # noqa: ANN401
    """Return the lines of a page, and which of them are headings, from 0, with their levels."""
    lines, opened = [""], dict[int, int]()
    if top := tree.body or tree.root:
        _walk(top, lines, opened)
    kept: list[str] = []
    levels: dict[int, int] = {}
    level = 0
    for at, line in enumerate(lines):
        level = opened.get(at, level)
        if words := line if "\t" in line else CELL_GAP.sub(" ", line):
            if words.strip():
                levels |= {len(kept): level} if level else {}
                kept.append(words)
                level = 0
    return kept, levels


HEADINGS = {f"h{level}": level for level in range(1, 7)}


def _walk(top: Any, lines: list[str], levels: dict[int, int]) -> None:  # noqa: ANN401
    """Append the text below `top`, a new line at each block; iterative, as pages nest deeply.

    `levels` takes the lines at which headings open (h4: 4).
    """
    todo: list[tuple[Any, bool]] = [(top, True)]
    while todo:
        node, enter = todo.pop()
        if not enter:
            lines.append("")
            continue
        if node.tag == "-text":
            lines[-1] += CELL_GAP.sub(" ", node.text_content or "")
            continue
        if node.tag == "table" and _is_data(node):
            lines += ["", *_grid(node), ""]
            continue
        if node.tag == "tr" and (row := _row(node)):
            lines += [row, ""]
            continue
        if node.tag in BLOCKS:
            _open(node, lines)
            if level := HEADINGS.get(node.tag) or (BOLD if _is_bold(node) else 0):
                levels[len(lines) - 1] = level
            todo.append((node, False))
        children = []
        child = node.child
        while child is not None:
            children.append((child, True))
            child = child.next
        todo += reversed(children)


def _is_bold(block: Any) -> bool:  # noqa: ANN401
    """Tell whether a short paragraph is bold as a whole."""
    if block.tag != "p" or not (bold := block.css("strong, b")):
        return False
    words = _words(block)
    return 0 < len(words) <= BOLD_LENGTH and _bare(words) == _bare("".join(map(_words, bold)))


def _bare(words: str) -> str:
    return CELL_GAP.sub("", words)


BOLD_LENGTH = 100  # characters; a longer paragraph in bold is no heading


def _open(block: Any, lines: list[str]) -> None:  # noqa: ANN401
    """Start the line of a block, which is an item's own where the block is its first."""
    if block.tag == "li":
        lines.append(shown_numeral(block))
    elif not NUMERAL.fullmatch(lines[-1]):
        lines.append("")


NUMERAL = re.compile(r"-?\d{1,9}\.\s*")


def _cells(tr: Any) -> list[Any]:  # noqa: ANN401
    return [cell for cell in tr.iter() if cell.tag in ("td", "th")]


def _words(cell: Any) -> str:  # noqa: ANN401
    return CELL_GAP.sub(" ", cell.text(separator=" ")).strip()


def _row(tr: Any) -> str | None:  # noqa: ANN401
    """Return a short table row as one line with tabs, None where it is a page's layout."""
    cells = _cells(tr)
    if len(cells) < 2 or any(cell.css_first("table") for cell in cells):
        return None
    texts = [_words(cell) for cell in cells]
    return "\t".join(texts) if any(texts) and sum(map(len, texts)) <= SHORT_ROW else None


def _is_data(table: Any) -> bool:  # noqa: ANN401
    """Tell whether a table holds records: its first row names two columns of findings."""
    first = table.css_first("tr")
    heads = [_words(cell) for cell in _cells(first)] if first is not None else []
    if sum(map(_is_head, heads)) >= 2:
        return True
    rows = [_cells(tr) for tr in table.css("tr")[:8]]
    keys = [_is_head(_words(row[0])) for row in rows if row and len(row) % 2 == 0]
    return len(keys) > 1 and all(keys)


def _is_head(words: str) -> bool:
    return bool(DATA_HEAD.search(words)) and len(words) <= HEAD_LENGTH


HEAD_LENGTH = 16  # characters; a longer cell heads no column
MOST_SPANNED = 500  # rows that one cell may cover; more is a fault of the page


def _grid(table: Any) -> Iterator[str]:  # noqa: ANN401
    """Yield the rows of a table; a cell over several rows is repeated in each of them."""
    held: dict[int, tuple[int, str]] = {}  # column -> rows still covered, words
    for tr in table.css("tr"):
        row: list[str] = []
        cells = iter(_cells(tr))
        while True:
            column = len(row)
            if column in held:
                left, words = held.pop(column)
                if left > 1:
                    held[column] = (left - 1, words)
                row.append(words)
                continue
            cell = next(cells, None)
            if cell is None:
                break
            rows = int(cell.attributes.get("rowspan") or 1) if _is_number(cell) else 1
            if rows > 1:
                held[column] = (min(rows, MOST_SPANNED) - 1, _words(cell))
            row.append(_words(cell))
        if any(row):
            yield "\t".join(row)


def _is_number(cell: Any) -> bool:  # noqa: ANN401
    return (cell.attributes.get("rowspan") or "").isdecimal()


DATA_HEAD = re.compile(
    "问题|問題|原因|措施|情况|情況|序号|序號|时限|時限|责任|責任|进展|進展|成效|结果|結果|状态|狀態"
)
