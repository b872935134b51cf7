"""Answers and records as documents: Markdown, Word, and Excel ledgers (整改台账).

An answer keeps its [n], and its sources follow, numbered the same, each quoted with its place. A
ledger has one row per finding. Text from bulletins is data: in a sheet, a cell that a spreadsheet
would compute gets an apostrophe in front, so that it stays text wherever the sheet is opened.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from io import BytesIO
from typing import TYPE_CHECKING

from rag.answer import Answer, Citation
from rag.bulletin import Bulletin, Finding
from rag.text.titles import titles_in

if TYPE_CHECKING:
    from docx.document import Document
    from openpyxl.worksheet.worksheet import Worksheet

_BOLD = re.compile(r"\*\*(.+?)\*\*")
_DANGEROUS = ("=", "+", "-", "@", "\t", "\r")
_NOT_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")

LEDGER_COLUMNS = (
    ("单位", 24), ("所在部分", 24), ("序号", 6), ("问题", 36), ("整改措施", 80), ("涉及文件", 40),
    ("整改状态", 10), ("状态原文", 14), ("反馈日期", 12), ("公布日期", 12), ("来源文件", 20),
    ("原文位置", 14),
)  # fmt: skip


def to_markdown(answer: Answer) -> str:
    """Return the answer with its question above and its sources below."""
    parts = [f"# {answer.standalone_question}", answer.text]
    if answer.citations:
        parts.append("## 来源")
        parts.append(
            "\n".join(f"{place_of(c)}\n\n> {_one_line(c.quote)}\n" for c in answer.citations)
        )
    return "\n\n".join(parts) + "\n"


def place_of(citation: Citation) -> str:
    """Return `[n] agency,number title(file:start-end)` of a citation."""
    where = "通报其他部分"
    if citation.finding_title:
        number = f"{citation.finding_number}. " if citation.finding_number else ""
        where = f"{number}{citation.finding_title}"
    span = f"{citation.source}:{citation.start}-{citation.end}"
    return f"[{citation.number}] {citation.agency},{where}({span})"


def _one_line(text: str) -> str:
    return " ".join(text.split())


def to_docx(answer: Answer) -> bytes:
    """Return the answer as a Word document: question, answer, numbered sources."""
    from docx import Document as new_document

    document = new_document()
    _set_fonts(document)
    document.core_properties.title = _clean(answer.standalone_question)
    document.add_heading(_clean(answer.standalone_question), level=1)
    for block in _blocks(answer.text):
        if block[0].startswith("|"):
            _add_table(document, block)
        else:
            for line in block:
                _add_line(document, line)
    if answer.citations:
        document.add_heading("来源", level=2)
    for citation in answer.citations:
        document.add_paragraph(_clean(place_of(citation)))
        document.add_paragraph(_clean(_one_line(citation.quote)), style="Intense Quote")
    return _saved(document)


def _set_fonts(document: "Document") -> None:
    from docx.oxml.ns import qn
    from docx.shared import Pt

    style = document.styles["Normal"]
    style.font.name = "Times New Roman"
    style.font.size = Pt(12)
    style.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), "宋体")


def _blocks(text: str) -> Iterator[list[str]]:
    """Yield runs of lines: table rows together, other lines together, blank lines between."""
    block: list[str] = []
    for line in [*text.splitlines(), ""]:
        if block and (not line.strip() or line.startswith("|") != block[0].startswith("|")):
            yield block
            block = []
        if line.strip():
            block.append(line)


def _add_line(document: "Document", line: str) -> None:
    """Add one line of Markdown as a paragraph: headings, bullets and bold are kept."""
    bare = line.strip()
    if match := re.match(r"(#{1,6})\s+(.*)", bare):
        document.add_heading(_clean(match[2]), level=min(len(match[1]) + 1, 9))
        return
    style, body = "Normal", bare
    if match := re.match(r"[-*+]\s+(.*)", bare):
        style, body = "List Bullet", match[1]
    elif bare.startswith(">"):
        style, body = "Quote", bare.lstrip("> ")
    _add_runs(document.add_paragraph(style=style), body)


def _add_runs(paragraph: object, text: str) -> None:
    for position, piece in enumerate(_BOLD.split(text)):
        if piece:
            run = paragraph.add_run(_clean(piece))  # type: ignore[attr-defined]
            run.bold = position % 2 == 1


def _add_table(document: "Document", lines: Sequence[str]) -> None:
    rows = [_cells(line) for line in lines if not re.fullmatch(r"[|:\-\s]+", line)]
    if not rows:
        return
    table = document.add_table(rows=0, cols=max(len(row) for row in rows), style="Table Grid")
    for row in rows:
        for cell, text in zip(table.add_row().cells, row, strict=False):
            _add_runs(cell.paragraphs[0], text.replace("<br>", "\n"))


def _cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.strip().strip("|").split("|")]


def _clean(text: str) -> str:
    """Drop the characters that an XML document cannot hold."""
    return _NOT_XML.sub("", text)


def _saved(document: "Document") -> bytes:
    out = BytesIO()
    document.save(out)
    return out.getvalue()


def to_ledger(findings: Iterable[tuple[Bulletin, Finding]]) -> bytes:
    """Return a sheet of findings, one row each."""
    rows = (_ledger_row(bulletin, finding) for bulletin, finding in findings)
    names = [name for name, _ in LEDGER_COLUMNS]
    return _workbook("整改台账", names, rows, [width for _, width in LEDGER_COLUMNS])


def _ledger_row(bulletin: Bulletin, finding: Finding) -> list[object]:
    words = finding.span.of(bulletin.text)
    measures = [m.span.of(bulletin.text).strip() for m in finding.measures]
    return [
        bulletin.agency,
        finding.section or "",
        finding.number,
        finding.title,
        "\n".join(measures),
        "\n".join(titles_in(words)),
        str(finding.status),
        finding.status_words,
        bulletin.feedback_date,
        bulletin.published,
        bulletin.source,
        f"{finding.span.start}-{finding.span.end}",
    ]


def to_matrix(
    themes: Sequence[str], agencies: Sequence[str], cells: Mapping[tuple[str, str], str]
) -> bytes:
    """Return a sheet theme by agency; a cell that is not given is a dash."""
    rows = ([theme, *(cells.get((theme, a)) or "—" for a in agencies)] for theme in themes)
    return _workbook("对照", ["主题", *agencies], rows, [16, *(48 for _ in agencies)])


def _workbook(
    title: str, names: Sequence[str], rows: Iterable[Sequence[object]], widths: Sequence[int]
) -> bytes:
    from openpyxl import Workbook
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter

    book = Workbook()
    sheet: Worksheet = book.active
    sheet.title = title
    for row in (names, *rows):
        sheet.append([safe_cell(value) for value in row])
    top = Alignment(vertical="top", wrap_text=True)
    for row in sheet.iter_rows():
        for cell in row:
            cell.alignment = top
    for column, width in enumerate(widths, 1):
        sheet.column_dimensions[get_column_letter(column)].width = width
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = sheet.dimensions
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def safe_cell(value: object) -> object:
    """Return a cell's value; text that a spreadsheet would compute gets an apostrophe in front."""
    if not isinstance(value, str):
        return value
    text = _clean(value)[:32_000]
    return f"'{text}" if text.lstrip(" ").startswith(_DANGEROUS) else text
