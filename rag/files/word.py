"""Word documents (.docx) -> text: paragraphs with the numerals that Word shows, tables row by row.

What it does not know: text boxes, footnotes and tracked deletions.
"""

import io
import re
import zipfile
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from rag.errors import UnreadableFileError

HAN_DIGITS = "零一二三四五六七八九"
CHINESE_FORMATS = (
    "chineseCounting",
    "chineseCountingThousand",
    "japaneseCounting",
    "taiwaneseCounting",
    "ideographTraditional",
    "chineseLegalSimplified",
)


def word_text(data: bytes, name: str) -> str:
    """Return the words of a Word document. Raise `UnreadableFileError` where it is damaged."""
    from docx import Document
    from docx.opc.exceptions import PackageNotFoundError

    try:
        document = Document(io.BytesIO(data))
    except (PackageNotFoundError, zipfile.BadZipFile, KeyError, ValueError, SyntaxError) as error:
        raise UnreadableFileError(
            f"“{name}”不是完整的 Word 文档，或已加密：请用 Word 打开后另存为 .docx"
        ) from error
    return "\n".join(_blocks(document))


def _blocks(document: Any) -> Iterator[str]:  # noqa: ANN401 - python-docx is untyped
    numerals = Numerals(document)
    for block in document.iter_inner_content():
        if hasattr(block, "rows"):
            yield from _rows(block)
        else:
            text = block.text.replace("\n", "\n")
            yield numerals.before(block) + text if text.strip() else ""


def _rows(table: Any) -> Iterator[str]:  # noqa: ANN401
    for row in table.rows:
        cells: list[str] = []
        seen: set[int] = set()
        for cell in row.cells:
            if id(cell._tc) not in seen:  # a cell that spans columns is given once for each
                seen.add(id(cell._tc))
                cells.append(re.sub(r"\s+", " ", cell.text).strip())
        if any(cells):
            yield "\t".join(cells)


class Numerals:
    """Counts the automatic numerals of a document's paragraphs, which its text does not hold."""

    def __init__(self, document: Any) -> None:  # noqa: ANN401
        self._levels = _levels(document)
        self._counts: dict[str, dict[int, int]] = defaultdict(dict)

    def before(self, paragraph: Any) -> str:  # noqa: ANN401
        """Return the numeral that Word shows before a paragraph, "" where it shows none."""
        place = _place(paragraph)
        if place is None or (key := (place[0], place[1])) not in self._levels:
            return ""
        number, level = place
        counts = self._counts[number]
        start, shape, _ = self._levels[key]
        counts[level] = counts.get(level, start - 1) + 1
        for deeper in [other for other in counts if other > level]:
            del counts[deeper]
        return re.sub(r"%(\d)", lambda match: self._shown(number, int(match[1]) - 1), shape)

    def _shown(self, number: str, level: int) -> str:
        start, _, style = self._levels.get((number, level), (1, "", "decimal"))
        value = self._counts[number].get(level, start)
        return chinese(value) if style in CHINESE_FORMATS else str(value)


def chinese(value: int) -> str:
    """Return a number up to 99 in Chinese numerals (23 -> 二十三)."""
    if not 0 < value < 100:
        return str(value)
    tens, ones = divmod(value, 10)
    lead = "" if tens == 0 else "十" if tens == 1 else HAN_DIGITS[tens] + "十"
    return lead + (HAN_DIGITS[ones] if ones else "")


def _place(paragraph: Any) -> tuple[str, int] | None:  # noqa: ANN401
    """Return the list and the level that a paragraph or its style belongs to."""
    from docx.oxml.ns import qn

    style = paragraph.style.element if paragraph.style is not None else None
    for element in (paragraph._p, style):
        found = element.find(f".//{qn('w:pPr')}/{qn('w:numPr')}") if element is not None else None
        number = found.find(qn("w:numId")) if found is not None else None
        if found is not None and number is not None:
            level = found.find(qn("w:ilvl"))
            value = number.get(qn("w:val"))
            return (value, int(level.get(qn("w:val"))) if level is not None else 0)
    return None


def _levels(document: Any) -> dict[tuple[str, int], tuple[int, str, str]]:  # noqa: ANN401
    """Return start, shape (第%1章) and numeral style of each list level of a document."""
    from docx.oxml.ns import qn

    try:
        root = document.part.numbering_part.element
    except (KeyError, NotImplementedError):
        return {}
    shapes = {node.get(qn("w:abstractNumId")): node for node in root.findall(qn("w:abstractNum"))}
    levels = {}
    for number in root.findall(qn("w:num")):
        shape = shapes.get(number.find(qn("w:abstractNumId")).get(qn("w:val")))
        for level in shape.findall(qn("w:lvl")) if shape is not None else ():
            values = {
                key: node.get(qn("w:val"))
                for key in ("start", "lvlText", "numFmt")
                if (node := level.find(qn(f"w:{key}"))) is not None
            }
            if values.get("numFmt") not in (None, "bullet", "none"):
                key = (number.get(qn("w:numId")), int(level.get(qn("w:ilvl"))))
                levels[key] = (
                    int(values.get("start") or 1),
                    values.get("lvlText") or "",
                    values["numFmt"],
                )
    return levels
