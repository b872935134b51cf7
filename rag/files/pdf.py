"""PDF -> text: lines put together into paragraphs by where they stand, tables row by row.

A line continues the one above it if that one reaches the right margin and it starts at the left
margin without indent. Page numbers and headers that repeat are left to `rag.parse.chrome`. A scan
has no words: the OCR extra (`requirements-ocr.txt`) reads it page by page where it is installed.
"""

import io
import logging
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from typing import Any

from rag.errors import UnreadableFileError
from rag.text.chinese import whole_characters

SCAN = 8  # characters per page below which a page is a picture
OCR_SCALE = 2.0  # 144 dots per inch: characters of 10 points are 20 pixels high


@dataclass(frozen=True, slots=True)
class Row:
    """A printed line: where it starts and ends, how high its letters are, and its page's words."""

    text: str
    left: float
    right: float
    top: float
    size: float
    page: int


def pdf_text(data: bytes, name: str) -> str:
    """Return the words of a PDF. Raise `UnreadableFileError` where none can be had."""
    import pdfplumber

    logging.getLogger("pdfminer").setLevel(logging.ERROR)  # it warns of each odd font, in English
    from pdfplumber.utils.exceptions import PdfminerException

    try:
        with pdfplumber.open(io.BytesIO(data)) as pdf:
            pages = len(pdf.pages)
            rows = [row for number, page in enumerate(pdf.pages) for row in _rows(page, number)]
    except PdfminerException as error:
        locked = "Password" in repr(error) or "Encrypt" in repr(error)
        why = "已加密:请解除密码后再试" if locked else "不是完整的 PDF 文件:请重新下载"
        raise UnreadableFileError(f"“{name}”{why}") from error
    if sum(len(row.text) for row in rows) < SCAN * max(1, pages):
        return ocr_text(data, name)
    return whole_characters("\n".join(_paragraphs(_without_repeats(rows, pages))))


def _rows(page: Any, number: int) -> Iterator[Row]:  # noqa: ANN401 - pdfplumber is untyped
    """Yield the printed lines of a page, rows of tables as lines with tabs in their place."""
    tables = [table for table in page.find_tables() if _is_data(table)]
    boxes = [table.bbox for table in tables]
    outside = (
        page.filter(lambda thing: not any(_inside(thing, box) for box in boxes)) if boxes else page
    )
    rows = [
        Row(
            line["text"].strip(),
            line["x0"],
            line["x1"],
            line["top"],
            line["bottom"] - line["top"],
            number,
        )
        for line in outside.extract_text_lines(return_chars=False)
        if line["text"].strip()
    ]
    for table in tables:
        left, top, _, _ = table.bbox
        for order, cells in enumerate(table.extract()):
            words = "\t".join(ITEM.sub(" ", cell or "").replace("\n", "") for cell in cells)
            rows.append(Row(words, left, 0, top + order / 1000, 0, number))
    yield from sorted(rows, key=lambda row: row.top)


ITEM = re.compile(
    r"\n(?=[(（]?(?:\d{1,2}|[一二三四五六七八九十]{1,2})(?:[.、)）]|是))"
)  # a new item


def _inside(thing: dict[str, Any], box: tuple[float, float, float, float]) -> bool:
    middle = ((thing["x0"] + thing["x1"]) / 2, (thing["top"] + thing["bottom"]) / 2)
    return bool(box[0] <= middle[0] <= box[2] and box[1] <= middle[1] <= box[3])


def _is_data(table: Any) -> bool:  # noqa: ANN401
    cells = table.extract()
    return len(cells) > 0 and len(cells[0]) > 1


def _without_repeats(rows: list[Row], pages: int) -> list[Row]:
    """Drop page numbers, headers and footers: the same words at the same height on most pages."""
    rows = [row for row in rows if not PAGE_NUMBER.fullmatch(row.text)]
    if pages < 3:
        return rows
    seen = Counter((row.text, round(row.top)) for row in rows)
    return [row for row in rows if seen[(row.text, round(row.top))] < max(3, pages // 2)]


PAGE_NUMBER = re.compile(
    r"[-—–·\s]{0,4}\d{1,4}[-—–·\s]{0,4}|第\s?\d{1,4}\s?页.{0,16}|\d{1,4}\s?/\s?\d{1,4}"
)


def _paragraphs(rows: list[Row]) -> Iterator[str]:
    """Put the printed lines together that are one paragraph."""
    if not rows:
        return
    plain = [row for row in rows if row.size]
    right = max((row.right for row in plain), default=0.0)
    left = min((row.left for row in plain), default=0.0)
    paragraph, above = "", None
    for row in rows:
        if above is not None and _continues(row, above, left, right):
            paragraph += row.text
        else:
            if paragraph:
                yield paragraph
            paragraph = row.text
        above = row
    yield paragraph


def _continues(row: Row, above: Row, left: float, right: float) -> bool:
    if not row.size or not above.size:
        return False
    full = above.right >= right - 2.2 * above.size
    flush = row.left <= left + 0.8 * row.size
    return bool(full and flush and abs(row.size - above.size) < 0.35 * above.size)


def ocr_text(data: bytes, name: str) -> str:
    """Return the words of a scanned PDF by optical recognition, where the extra is installed."""
    if find_spec("rapidocr") is None:
        raise UnreadableFileError(
            f"“{name}”是扫描件，没有文字："
            "请安装文字识别组件 pip install -r requirements-ocr.txt 后再试"
        )
    import numpy
    import pypdfium2
    from rapidocr import RapidOCR

    logging.getLogger("RapidOCR").setLevel(logging.WARNING)
    engine = RapidOCR()
    rows: list[Row] = []
    with pypdfium2.PdfDocument(data) as pdf:
        for number, page in enumerate(pdf):
            picture = page.render(scale=OCR_SCALE).to_pil().convert("RGB")
            found = engine(numpy.asarray(picture))
            if found.boxes is not None:
                boxes = zip(found.boxes, found.txts, strict=True)
                rows += [_recognised(box, text, number) for box, text in boxes]
    if not rows:
        raise UnreadableFileError(f"“{name}”中没有识别出文字：请检查扫描质量")
    return "\n".join(_paragraphs(rows))


def _recognised(box: Any, text: str, page: int) -> Row:  # noqa: ANN401
    across, down = [point[0] for point in box], [point[1] for point in box]
    return Row(text, min(across), max(across), min(down), max(down) - min(down), page)
