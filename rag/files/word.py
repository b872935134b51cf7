"""Word documents (.docx) -> text: paragraphs with the numerals that Word shows, tables row by row.

python-docx opens the file and its elements are walked by name, as its own `text` leaves out all
that stands in a wrapper: insertions, content controls, fields, smart tags, text boxes. What is
shown is read once, as it would be with all changes accepted: deletions, hidden words, fields'
instructions and the fallback copy of a text box are not. A note stands below the paragraph that
refers to it. What it does not know: headers and footers, comments, charts, embedded files.
"""

import io
import re
import zipfile
from collections.abc import Iterator
from typing import Any

from rag.errors import UnreadableFileError
from rag.files.numerals import Numerals, attribute, child, local

DROPPED = frozenset(  # elements whose words Word does not show in the line
    "del moveFrom delText instrText delInstrText pPr rPr sdtPr sdtEndPr rt rubyPr fldChar fldData "
    "tblPr tblGrid tcPr docPr cNvPr".split()
)
SIGNS = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-", "ptab": "\t"}
NOTES = {"footnoteReference": "/footnotes", "endnoteReference": "/endnotes"}
OFF = ("0", "false", "off", "none")


def word_text(data: bytes, name: str) -> str:
    """Return the words of a Word document. Raise `UnreadableFileError` where it is damaged."""
    from docx import Document
    from docx.opc.exceptions import PackageNotFoundError

    _check_parts(data, name)
    try:
        document = Document(io.BytesIO(data))
    except (PackageNotFoundError, zipfile.BadZipFile, KeyError, ValueError, SyntaxError) as error:
        raise UnreadableFileError(
            f"“{name}”不是完整的 Word 文档，或已加密：请用 Word 打开后另存为 .docx"
        ) from error
    return "\n".join(_Walk(document).blocks(document.element.body))


UNPACKED = 300_000_000  # bytes of all parts; pictures do not grow, text packs twenty to one


def _check_parts(data: bytes, name: str) -> None:
    """Raise `UnreadableFileError` where the parts of a document are larger than any text."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as parts:
            unpacked = sum(part.file_size for part in parts.infolist())
    except zipfile.BadZipFile:
        return  # told where it is opened
    if unpacked > UNPACKED:
        raise UnreadableFileError(
            f"“{name}”解开后有 {unpacked // 10**6} MB，超过上限 {UNPACKED // 10**6} MB，拒绝读取"
        )


class _Walk:
    """A walk through a document: the numerals counted so far, and the notes by their ids."""

    def __init__(self, document: Any) -> None:  # noqa: ANN401 - python-docx is untyped
        self._numerals = Numerals(document)
        self._notes = {kind: _notes(document, part) for kind, part in NOTES.items()}
        self._carried = ""  # the words of a paragraph whose mark is deleted: the next begins so

    def blocks(self, top: Any) -> Iterator[str]:  # noqa: ANN401
        """Yield the lines of the paragraphs and tables below an element, in order."""
        for element in top:
            name = local(element)
            if name == "p":
                yield from self._paragraph(element)
            elif name == "tbl":
                yield from self._rows(element)
            elif name == "AlternateContent":
                yield from self.blocks(_shown_copy(element))
            elif name not in DROPPED:
                yield from self.blocks(element)
        if self._carried:
            yield self._carried
            self._carried = ""

    def _paragraph(self, paragraph: Any) -> Iterator[str]:  # noqa: ANN401
        """Yield a paragraph's lines, then those of its text boxes and of the notes it refers to."""
        before, self._carried = self._carried, ""
        words: list[str] = []
        apart: list[Any] = []
        self._inline(paragraph, words, apart)
        text = before + "".join(words)
        gone = not text.strip() and any(local(e) in ("del", "moveFrom") for e in paragraph.iter())
        numeral = "" if gone or before else self._numerals.before(paragraph)
        if text.strip() and _runs_on(paragraph):
            self._carried = numeral + text
            return
        yield numeral + text if text.strip() else numeral.strip() if _in_cell(paragraph) else ""
        for element in apart:
            yield from self.blocks(element)

    def _inline(self, top: Any, words: list[str], apart: list[Any]) -> None:  # noqa: ANN401
        """Collect the words below an element of a paragraph, and what stands apart from them."""
        for element in top:
            name = local(element)
            if name == "t":
                words.append(element.text or "")
            elif name in SIGNS:
                words.append(SIGNS[name])
            elif name == "txbxContent":
                apart.append(element)
            elif name in NOTES:
                note = self._notes[name].get(attribute(element, "id"))
                apart += [] if note is None else [note]
            elif name == "AlternateContent":
                self._inline(_shown_copy(element), words, apart)
            elif name not in DROPPED and not _hidden(element):
                self._inline(element, words, apart)

    def _rows(self, table: Any) -> Iterator[str]:  # noqa: ANN401
        above: dict[int, str] = {}  # column -> the words of a cell that goes on below
        for row in _inside(table, "tr"):
            if (settings := child(row, "trPr")) is not None and child(settings, "del") is not None:
                continue
            cells = list(_inside(row, "tc"))
            if len(cells) == 1 and len(list(_inside(cells[0], "p"))) > 1:
                yield from self.blocks(cells[0])  # a frame around text, no row of data
                continue
            texts = self._cells(row, cells, above)
            if any(texts):
                yield "\t".join(texts)

    def _cells(self, row: Any, cells: list[Any], above: dict[int, str]) -> list[str]:  # noqa: ANN401
        """Return a row's cells by column; one over several columns is followed by empty ones."""
        texts = [""] * _number(child(row, "trPr"), "gridBefore", 0)
        pads = 0
        for cell in cells:
            settings = child(cell, "tcPr")
            merge = child(settings, "vMerge") if settings is not None else None
            column = len(texts)
            if merge is not None and attribute(merge, "val") != "restart":
                text = above.get(column, "")
            else:
                text = re.sub(r"\s+", " ", " ".join(self.blocks(cell))).strip()
                above[column] = text
            pads = _number(settings, "gridSpan", 1) - 1
            texts += [text, *[""] * pads]
        return texts[: len(texts) - pads]


MOST_COLUMNS = 63  # that Word lets a table have


def _number(settings: Any, name: str, usual: int) -> int:  # noqa: ANN401
    """Return a count in an element's settings, `usual` where it has none or a damaged one."""
    found = child(settings, name) if settings is not None else None
    value = attribute(found, "val") if found is not None else ""
    return min(int(value), MOST_COLUMNS) if value.isdecimal() else usual


def _inside(top: Any, name: str) -> Iterator[Any]:  # noqa: ANN401
    """Yield the elements of a name right below `top`, or in wrappers (content controls) there."""
    for element in top:
        if local(element) == name:
            yield element
        elif local(element) in WRAPPERS:
            yield from _inside(element, name)


WRAPPERS = frozenset("sdt sdtContent ins moveTo customXml smartTag".split())


def _shown_copy(element: Any) -> Any:  # noqa: ANN401
    """Return the copy of a drawing that Word shows: the first that holds words, else the last."""
    copies = list(element)
    held = (copy for copy in copies if any(local(e) == "txbxContent" for e in copy.iter()))
    return next(held, copies[0] if copies else element)


def _hidden(run: Any) -> bool:  # noqa: ANN401
    settings = child(run, "rPr") if local(run) == "r" else None
    mark = child(settings, "vanish") if settings is not None else None
    return mark is not None and attribute(mark, "val") not in OFF


def _runs_on(paragraph: Any) -> bool:  # noqa: ANN401
    """Tell whether the mark at a paragraph's end is deleted, with nothing else to be told of it."""
    settings = child(paragraph, "pPr")
    mark = child(settings, "rPr") if settings is not None else None
    deleted = mark is not None and any(local(e) in ("del", "moveFrom") for e in mark)
    return deleted and not any(local(e) in APART for e in paragraph.iter())


APART = frozenset(("txbxContent", *NOTES))


def _in_cell(paragraph: Any) -> bool:  # noqa: ANN401
    """Tell whether a paragraph stands in a table, where a numeral may be all of the words."""
    return any(local(above) == "tc" for above in paragraph.iterancestors())


def _notes(document: Any, kind: str) -> dict[str, Any]:  # noqa: ANN401
    """Return a document's foot- or endnotes by id, {} where it has none."""
    from docx.oxml import parse_xml

    for relation in document.part.rels.values():
        if not relation.is_external and relation.reltype.endswith(kind):
            try:
                root = parse_xml(relation.target_part.blob)
            except SyntaxError:
                return {}
            return {attribute(note, "id"): note for note in root}
    return {}
