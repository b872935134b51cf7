"""PDF -> text: its pages upright, column by column, paragraphs put together, tables row by row.

`sheet` turns the pages and leaves out what lies across them, `columns` says in which order their
characters are read, `grids` finds the ruled tables and `paragraphs` puts the printed lines
together. Pages without words are a scan, and fonts that do not say which characters they print
are no text: both are left to `ocr`, and so are single `pictures` among the pages. What it does not
know: a picture with words that shares its page with text.
"""

import io
import logging
import re
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

from rag.errors import UnreadableFileError
from rag.files.columns import blocks
from rag.files.contents import Contents
from rag.files.grids import SETTINGS, Band, TableRow, rows_of, tables_of
from rag.files.ocr import INSTALLED, WAY_OUT, ocr_text, recognised
from rag.files.paragraphs import Row, missing_pages, paragraphs, without_furniture
from rag.files.pictures import pages_in_words, picture_pages
from rag.files.sheet import is_undecoded, upright_pages

Line = Row | TableRow
Recogniser = Callable[[bytes, list[int]], list[Row]]
SCAN = 8  # characters per page below which a page is a picture
UNKNOWN = re.compile(r"\(cid:\d+\)")  # a glyph whose font does not say what it is; few are left
NO_PAGES = "没有页（0 页），文件可能没有导出完整：请重新导出或下载"
PICTURES = f"是扫描件，没有文字：{WAY_OUT}"
UNDECODED = (
    "的字体没有文字编码对照（ToUnicode），文字无法还原："
    f"请从原文件重新导出 PDF，或另存为 Word、网页；没有原文件时，{WAY_OUT}"
)


def pdf_contents(
    data: bytes, name: str, recognise: Recogniser | None = recognised if INSTALLED else None
) -> Contents:
    """Return what a PDF says. Raise `UnreadableFileError` where it has no words to be had.

    Single pages that are pictures are left to `recognise`, where there is one.
    """
    import pdfplumber

    logging.getLogger("pdfminer").setLevel(logging.ERROR)  # it warns of each odd font, in English
    from pdfplumber.utils.exceptions import PdfminerException

    try:
        with pdfplumber.open(io.BytesIO(data)) as pdf:
            count = len(pdf.pages)
            if not count:
                raise UnreadableFileError(f"“{name}”{NO_PAGES}")
            pages = upright_pages(pdf.pages)
            if is_undecoded(pages):
                return Contents(ocr_text(data, name, UNDECODED))
            rows = list(_rows(pages))
            pictures = picture_pages(pages, _kept(rows, count))
    except PdfminerException as error:
        locked = "Password" in repr(error) or "Encrypt" in repr(error)
        why = "已加密：请解除密码后再试" if locked else "不是完整的 PDF 文件：请重新下载"
        raise UnreadableFileError(f"“{name}”{why}") from error
    if len(pictures) == count or _length(_kept(rows, count)) < SCAN * (count - len(pictures)):
        return Contents(ocr_text(data, name, PICTURES))
    found = recognise(data, pictures) if recognise and pictures else []
    rows = sorted([*rows, *found], key=lambda row: row.page)
    unread = [page for page in pictures if page not in {row.page for row in found}]
    return Contents(
        _text_of(rows, count), tuple(_said(pictures, unread, recognise is not None)), len(unread)
    )


def _said(pictures: list[int], unread: list[int], tried: bool) -> Iterator[str]:
    """Yield the warnings on pages that are pictures, some unread though recognition was tried."""
    if read := [page for page in pictures if page not in unread]:
        yield f"{pages_in_words(read)}是图片，由文字识别（OCR）读入：请与原件核对"
    if unread:
        why = "没有识别出文字：请检查扫描质量" if tried else f"没有文字，没有读入：{WAY_OUT}"
        yield f"{pages_in_words(unread)}是图片，{why}，或换一份有文字的文件"


def _kept(rows: list[Line], pages: int) -> list[Line]:
    """Return the lines and rows without what the pages repeat around them."""
    kept = {id(row) for row in without_furniture([r for r in rows if isinstance(r, Row)], pages)}
    return [row for row in rows if isinstance(row, TableRow) or id(row) in kept]


def _length(rows: list[Line]) -> int:
    return sum(len(row.text if isinstance(row, Row) else "".join(row.cells)) for row in rows)


def _text_of(rows: list[Line], pages: int) -> str:
    """Return the words of the printed lines, paragraph by paragraph."""
    lines = list(paragraphs(_kept(rows, pages)))
    part = missing_pages([row for row in rows if isinstance(row, Row)])
    return UNKNOWN.sub("□", "\n".join((*lines, part) if part else lines))


def _rows(pages: list[Any]) -> Iterator[Line]:
    """Yield the printed lines and the rows of tables in the order in which they are read."""
    cut: Band | None = None
    for number, page in enumerate(pages):
        tables, cut = tables_of(page, cut)
        boxes = [table.bbox for table in tables]
        outside = page.filter(lambda thing, boxes=boxes: not _within(thing, boxes))
        rows: list[list[Line]] = [
            list(_lines(outside, {id(c) for c in block.chars}, block.column, number))
            for block in blocks(outside.chars)
        ]
        for table in tables:
            _put_in(rows, list(rows_of(table, number, cut)))
        for group in rows:
            yield from group


def _within(thing: dict[str, Any], boxes: list[tuple[float, ...]]) -> bool:
    across, down = (thing["x0"] + thing["x1"]) / 2, (thing["top"] + thing["bottom"]) / 2
    return any(x0 <= across <= x1 and y0 <= down <= y1 for x0, y0, x1, y1 in boxes)


def _put_in(rows: list[list[Line]], table: list[TableRow]) -> None:
    """Put the rows of a table before the first line below it of the column that it stands in."""
    if not table:
        return
    left, top = table[0].left, table[0].top
    for group in rows:
        spans = [(row.left, row.right) for row in group if isinstance(row, Row)]
        if spans and not min(x for x, _ in spans) - 40 <= left <= max(x for _, x in spans):
            continue
        at = next((at for at, row in enumerate(group) if row.top > top), None)
        if at is not None:
            group[at:at] = table
            return
    rows.append(list(table))


def _lines(page: Any, kept: set[int], column: tuple[int, ...], number: int) -> Iterator[Row]:  # noqa: ANN401
    """Yield the printed lines of some characters of a page."""
    block = page.filter(lambda thing: id(thing) in kept)
    for line in block.extract_text_lines(**SETTINGS):
        if words := line["text"].strip():
            fonts = Counter(char["fontname"] for char in line["chars"])
            sizes = Counter(round(char["height"], 1) for char in line["chars"])
            yield Row(
                words,
                line["x0"],
                line["x1"],
                line["top"],
                sizes.most_common(1)[0][0],
                number,
                fonts.most_common(1)[0][0],
                column,
                float(page.width),
            )
