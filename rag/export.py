"""Answers and records as documents: Markdown, Word, and Excel ledgers (整改台账).

An answer keeps its [n], and its sources follow, numbered the same, each quoted with its place; as a
sheet it has a row for each finding, with its sources in the last column. A ledger has one row per
finding. Text from bulletins is data: in a sheet, a cell that a spreadsheet
would compute gets an apostrophe in front, so that it stays text wherever the sheet is opened.

Long because every document shares its fonts, its cells and what makes them safe.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING

from rag.answer import Answer, Citation
from rag.body import (
    AgencyHead,
    Block,
    Facts,
    FindingHead,
    Line,
    Mark,
    Measures,
    Run,
    Table,
    lines_of,
    marks_of,
    words_of,
)
from rag.bulletin import Bulletin, Finding, Span
from rag.rendering import plain_line
from rag.text.titles import titles_in

if TYPE_CHECKING:
    from docx.document import Document
    from docx.text.paragraph import Paragraph
    from openpyxl.worksheet.worksheet import Worksheet

_DANGEROUS = ("=", "+", "-", "@", "\t", "\r")
_NOT_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")

LEDGER_COLUMNS = (
    ("单位", 24), ("所在部分", 24), ("序号", 6), ("问题", 36), ("整改措施", 80), ("涉及文件", 40),
    ("整改状态", 10), ("状态原文", 14), ("反馈日期", 12), ("公布日期", 12), ("来源文件", 20),
    ("原文位置", 14),
)  # fmt: skip


BASKET_COLUMNS = (
    ("单位", 24), ("问题", 36), ("原文", 80), ("批注", 40), ("来源", 40), ("公布日期", 12),
)  # fmt: skip

SHEET_COLUMNS = (
    ("单位", 24), ("问题", 36), ("措施", 80), ("文件", 40), ("状态", 12), ("出处", 60),
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
    for block in answer.shown.blocks:
        _add_block(document, block)
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


def _add_block(document: "Document", block: Block) -> None:
    """Add a block: its paragraphs, each line in the style of what it is, or a table."""
    match block:
        case Table():
            _add_table(document, block)
        case AgencyHead(agency):
            document.add_heading(_clean(agency), level=4)
        case Measures(items):
            for item in items:
                style = "List Bullet 2" if item.deep else "List Bullet"
                _add_runs(document.add_paragraph(style=style), item.line)
        case _:
            for line in lines_of(block):
                _add_runs(document.add_paragraph(), line)


def _add_runs(paragraph: "Paragraph", line: Line) -> None:
    for piece in line:
        if isinstance(piece, Mark):
            paragraph.add_run(f"[{piece.number}]")
        elif words := _clean(piece.text):
            run = paragraph.add_run(words)
            run.bold, run.italic = piece.strong, piece.emphasis


def _add_table(document: "Document", table: Table) -> None:
    """Add a table; its first row is shown again on every page that it runs over."""
    from docx.oxml import OxmlElement

    added = document.add_table(rows=1, cols=len(table.columns), style="Table Grid")
    for cell, name in zip(added.rows[0].cells, table.columns, strict=True):
        _add_runs(cell.paragraphs[0], (Run(name, strong=True),))
    added.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
    for row in table.rows:
        for cell, lines in zip(added.add_row().cells, row.cells, strict=True):
            for place, line in enumerate(lines):
                _add_runs(cell.add_paragraph() if place else cell.paragraphs[0], line)


def _clean(text: str) -> str:
    """Drop the characters that an XML document cannot hold."""
    return _NOT_XML.sub("", text)


def _saved(document: "Document") -> bytes:
    out = BytesIO()
    document.save(out)
    return out.getvalue()


def to_sheet(answer: Answer) -> bytes:
    """Return what an answer quotes as a sheet: a row for each finding or value, with sources."""
    known = {citation.number: citation for citation in answer.citations}
    rows = []
    for cells in _quoted(answer):
        cited = dict.fromkeys(n for cell in cells for line in cell for n in marks_of(line))
        sources = [known[n] for n in cited if n in known]
        agency = next((words_of(line) for line in cells[0]), "")
        rows.append(
            [
                agency or next((c.agency for c in sources), ""),
                *("\n".join(map(plain_line, cell)) for cell in cells[1:]),
                "\n".join(map(place_of, sources)),
            ]
        )
    return _workbook(
        "回答", [name for name, _ in SHEET_COLUMNS], rows, [w for _, w in SHEET_COLUMNS]
    )


Cells = tuple[tuple[Line, ...], ...]  # agency, problem, measures, documents, status


def _quoted(answer: Answer) -> Iterator[Cells]:
    """Yield the cells of a sheet's rows: a table's own, a list under its heading, a value."""
    head: tuple[Line, ...] = ()
    for block in answer.shown.blocks:
        match block:
            case Table(_, rows):
                yield from (row.cells for row in rows)
            case FindingHead(line):
                head = (line,)
            case AgencyHead():
                head = ()
            case Measures(items):
                yield (), head, tuple(item.line for item in items), (), ()
            case Facts():
                yield from (((), (), (line,), (), ()) for line in lines_of(block))


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


@dataclass(frozen=True, slots=True)
class Kept:
    """A passage that a reader collected, with a note on it."""

    bulletin: Bulletin
    span: Span
    note: str

    @property
    def words(self) -> str:
        """The passage's own words, on one line."""
        return _one_line(self.span.of(self.bulletin.text))

    @property
    def finding(self) -> Finding | None:
        """The finding that it stands in."""
        return next((f for f in self.bulletin.findings if f.span.covers(self.span)), None)


def basket_sheet(kept: Iterable[Kept]) -> bytes:
    """Return a sheet of passages collected, one row each, with notes and sources."""
    rows = (
        [
            one.bulletin.agency,
            one.finding.title if one.finding else "",
            one.words,
            one.note,
            one.bulletin.shown_title,
            one.bulletin.published,
        ]
        for one in kept
    )
    names = [name for name, _ in BASKET_COLUMNS]
    return _workbook("借鉴篮", names, rows, [width for _, width in BASKET_COLUMNS])


def basket_docx(kept: Iterable[Kept]) -> bytes:
    """Return passages collected as a Word document: each with its note and its source."""
    from docx import Document as new_document

    document = new_document()
    _set_fonts(document)
    document.add_heading("借鉴篮", level=1)
    for one in kept:
        title = f"（{one.finding.title}）" if one.finding else ""
        document.add_heading(_clean(one.bulletin.agency + title), level=3)
        document.add_paragraph(_clean(one.words), style="Intense Quote")
        if one.note.strip():
            document.add_paragraph(_clean(f"批注：{one.note.strip()}"))
        document.add_paragraph(_clean(f"来源：《{one.bulletin.shown_title}》"))
    return _saved(document)


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
