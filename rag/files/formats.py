"""The readers of file formats: a file's bytes -> its words, one line per paragraph.

Pages are read with selectolax, Markdown with markdown-it-py, PDFs with pdfplumber, Word documents
with python-docx. A row of a table becomes one line with its cells separated by tabs, so that
`rag.parse.tables` finds the columns again. What it does not know: pictures of text, but for whole
PDFs of scanned pages where the OCR extra is installed; legacy `.doc` files.
"""

import email
import email.policy
import io
import re
import zipfile
from collections.abc import Callable, Iterator
from typing import Any

from rag.errors import UnreadableFileError
from rag.files.encodings import declared_decode, decode

BLOCKS = frozenset(
    "p div section article main header footer h1 h2 h3 h4 h5 h6 li ul ol dl dt dd tr table tbody "
    "thead blockquote pre figure figcaption fieldset form center address hr br title".split()
)
DROPPED = "script, style, noscript, template, nav, footer, iframe, select, button, input, svg"
HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden")
META = ("articletitle", "pubdate", "contentsource", "publishdate", "url")
SHORT_ROW = 300  # characters; a longer row of a table is a page's layout unless it is a row of data
CELL_GAP = re.compile(r"\s+")


def read_plain(data: bytes, name: str) -> str:
    """Return the words of a text file."""
    return decode(data, name)


def read_markdown(data: bytes, name: str) -> str:
    """Return the words of a Markdown file without its marks; rows of tables as lines with tabs."""
    from rag.files.markdown import markdown_text

    return markdown_text(decode(data, name), lambda html: _lines_of(_page(html)))


def read_page(data: bytes, name: str) -> str:
    """Return the words of an HTML page, one block to a line."""
    tree = _page(declared_decode(data, name))
    lines = _lines_of(tree)
    return "\n".join((*_meta_lines(tree, "\n".join(lines)), *lines))


def _page(html: str) -> Any:  # noqa: ANN401 - selectolax is untyped
    """Return a page, or a piece of one, without what it does not show."""
    from selectolax.lexbor import LexborHTMLParser

    tree = LexborHTMLParser(html)
    for node in tree.css(DROPPED):
        node.decompose()
    for node in tree.css("[style]"):
        if HIDDEN.search(node.attributes.get("style") or ""):
            node.decompose()
    return tree


def _meta_lines(tree: Any, shown: str) -> Iterator[str]:  # noqa: ANN401
    """Yield what a page states about itself only in its head: date, source, title, address."""
    for node in tree.css("meta[name][content], link[rel=canonical][href]"):
        key = node.attributes.get("name") or "url"
        value = CELL_GAP.sub(
            " ", node.attributes.get("content") or node.attributes.get("href") or ""
        )
        if key.lower() in META and value and value not in shown:
            yield f"{key}: {value}"


def _lines_of(tree: Any) -> list[str]:  # noqa: ANN401
    lines = [""]
    if top := tree.body or tree.root:
        _walk(top, lines)
    return [
        line
        for line in (CELL_GAP.sub(" ", x) if "\t" not in x else x for x in lines)
        if line.strip()
    ]


def _walk(top: Any, lines: list[str]) -> None:  # noqa: ANN401
    """Append the text below `top`, a new line at each block; iterative, as pages nest deeply."""
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
        block = node.tag in BLOCKS
        if block:
            lines.append(_counted(node) if node.tag == "li" else "")
            todo.append((node, False))
        children = []
        child = node.child
        while child is not None:
            children.append((child, True))
            child = child.next
        todo += reversed(children)


def _counted(item: Any) -> str:  # noqa: ANN401
    """Return the numeral that a browser shows before an item of an ordered list, "" elsewhere."""
    parent = item.parent
    if parent is None or parent.tag != "ol" or OWN_NUMERAL.match(item.text().strip()[:8]):
        return ""
    first = parent.attributes.get("start") or "1"
    before, at = 0, item.prev
    while at is not None and before < MOST_SPANNED:
        before += at.tag == "li"
        at = at.prev
    return f"{(int(first) if first.isdecimal() else 1) + before}."


OWN_NUMERAL = re.compile(r"[\d(（一二三四五六七八九十第①-⑳]|问题|$")


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


def read_mhtml(data: bytes, name: str) -> str:
    """Return the words of a web archive: of its first HTML part."""
    message = email.message_from_bytes(data, policy=email.policy.default)
    for part in message.walk():
        if part.get_content_type() == "text/html":
            payload = part.get_payload(decode=True)
            if isinstance(payload, bytes):
                location = part.get("Content-Location") or message.get("Snapshot-Content-Location")
                words = read_page(payload, name)
                return (
                    f"url: {location}\n{words}"
                    if location and location.startswith("http")
                    else words
                )
    raise UnreadableFileError(f"“{name}”中没有网页：请在浏览器中重新保存为“网页，单个文件”")


def read_pdf(data: bytes, name: str) -> str:
    """Return the words of a PDF: paragraphs put together from its lines, tables row by row."""
    from rag.files.pdf import pdf_text

    return pdf_text(data, name)


def read_docx(data: bytes, name: str) -> str:
    """Return the words of a Word document: paragraphs with their numerals, tables row by row."""
    from rag.files.word import word_text

    return word_text(data, name)


OLD_WORD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def read_doc(data: bytes, name: str) -> str:
    """Refuse a legacy Word document, or read what only carries its suffix."""
    if data.startswith(b"PK"):
        return read_docx(data, name)
    if name.lower().endswith(".docx"):
        raise UnreadableFileError(
            f"“{name}”已加密，或其实是旧版 Word 文档：请解除密码后另存为 .docx"
        )
    if data[:200].lstrip().lower().startswith((b"<html", b"<!doctype", b"<?xml", b"<meta")):
        return read_page(data, name)
    raise UnreadableFileError(
        f"“{name}”是旧版 Word 文档，不能直接读取：请用 Word 或 WPS 另存为 .docx,"
        "或运行 soffice --headless --convert-to docx 文件名"
    )


Reader = Callable[[bytes, str], str]
READERS: dict[str, Reader] = {
    ".txt": read_plain,
    ".md": read_markdown,
    ".html": read_page,
    ".htm": read_page,
    ".mhtml": read_mhtml,
    ".mht": read_mhtml,
    ".pdf": read_pdf,
    ".docx": read_docx,
    ".doc": read_doc,
    ".wps": read_doc,
}
MAGIC = ((b"%PDF", ".pdf"), (OLD_WORD, ".doc"))


def reader_for(suffix: str, data: bytes) -> Reader | None:
    """Return the reader for a file by how it starts, else by its suffix, else None."""
    for start, real in MAGIC:
        if data.startswith(start):
            return READERS[real]
    if data.startswith(b"PK") and zipfile.is_zipfile(io.BytesIO(data)):
        with zipfile.ZipFile(io.BytesIO(data)) as inside:
            if "word/document.xml" in inside.namelist():
                return READERS[".docx"]
    return READERS.get(suffix.lower())
