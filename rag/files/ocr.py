"""A PDF's pages as pictures -> text, by optical recognition where the extra is installed.

`requirements-ocr.txt` is the extra. What it does not know: columns, tables, handwriting.
"""

import logging
from collections.abc import Collection
from importlib.util import find_spec
from typing import Any

from rag.errors import UnreadableFileError
from rag.files.paragraphs import Row, paragraphs

OCR_SCALE = 2.0  # 144 dots per inch: characters of 10 points are 20 pixels high
INSTALLED = find_spec("rapidocr") is not None
WAY_OUT = "请安装文字识别（OCR）组件 pip install -r requirements-ocr.txt 后再试"


def ocr_text(data: bytes, name: str, why: str) -> str:
    """Return the words recognised. Raise `UnreadableFileError`, saying `why` OCR is needed."""
    if not INSTALLED:
        raise UnreadableFileError(f"“{name}”{why}")
    rows = recognised(data)
    if not rows:
        raise UnreadableFileError(f"“{name}”中没有识别出文字：请检查扫描质量")
    return "\n".join(paragraphs(rows))


def recognised(data: bytes, pages: Collection[int] | None = None) -> list[Row]:
    """Return the lines recognised on these pages of a PDF, counted from 0; on all without any."""
    import numpy
    import pypdfium2
    from rapidocr import RapidOCR

    logging.getLogger("RapidOCR").setLevel(logging.WARNING)
    engine = RapidOCR()
    rows: list[Row] = []
    with pypdfium2.PdfDocument(data) as pdf:
        for number, page in enumerate(pdf):
            if pages is not None and number not in pages:
                continue
            picture = page.render(scale=OCR_SCALE).to_pil().convert("RGB")
            found = engine(numpy.asarray(picture))
            if found.boxes is not None:
                boxes = zip(found.boxes, found.txts, strict=True)
                rows += [_row(box, text, number) for box, text in boxes]
    return rows


def _row(box: Any, text: str, page: int) -> Row:  # noqa: ANN401
    across = [float(point[0]) / OCR_SCALE for point in box]
    down = [float(point[1]) / OCR_SCALE for point in box]
    return Row(text, min(across), max(across), min(down), max(down) - min(down), page)
