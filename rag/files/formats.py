"""The readers of file formats: a file's bytes -> its words, one line per paragraph.

Web pages are read with selectolax, Markdown with markdown-it-py, PDFs with pdfplumber, Word
documents with python-docx. A row of a table becomes one line with its cells separated by tabs, so
that `rag.parse.tables` finds the columns again. What it does not know: pictures of text, but for
scanned pages of PDFs where the OCR extra is installed; legacy `.doc` files.
"""

import email
import email.policy
import io
import re
import zipfile
from collections.abc import Callable

from rag.errors import UnreadableFileError
from rag.files.contents import Contents
from rag.files.encodings import declared_decode, decode


def read_plain(data: bytes, name: str) -> Contents:
    """Return the words of a text file; one that is marked like Markdown is read as Markdown."""
    text = decode(data, name)
    return read_markdown(data, name) if MARKED.search(text) else Contents(text)


MARKED = re.compile(
    r"^(?:#{1,6} {1,4}\S|\*\*[^*\n]{1,200}\*\*\s{0,4}$"
    r"|\|(?:\s{0,4}:?-{2,40}:?\s{0,4}\|){2,40}\s{0,4}$)",
    re.MULTILINE,
)


def read_markdown(data: bytes, name: str) -> Contents:
    """Return the words of a Markdown file without its marks; rows of tables as lines with tabs."""
    from rag.files.markdown import markdown_contents
    from rag.files.web_page import markup_lines

    return markdown_contents(decode(data, name), markup_lines)


def read_page(data: bytes, name: str) -> Contents:
    """Return the words of an HTML page, one block to a line."""
    from rag.files.web_page import page_contents

    return page_contents(declared_decode(data, name))


def read_mhtml(data: bytes, name: str) -> Contents:
    """Return the words of a web archive: of its first HTML part."""
    message = email.message_from_bytes(data, policy=email.policy.default)
    for part in message.walk():
        if part.get_content_type() == "text/html":
            payload = part.get_payload(decode=True)
            if isinstance(payload, bytes):
                location = part.get("Content-Location") or message.get("Snapshot-Content-Location")
                page = read_page(payload, name)
                if not location or not location.startswith("http"):
                    return page
                below = {line + 1: level for line, level in page.levels.items()}
                return Contents(f"url: {location}\n{page.text}", levels=below)
    raise UnreadableFileError(f"“{name}”中没有网页：请在浏览器中重新保存为“网页，单个文件”")


def read_pdf(data: bytes, name: str) -> Contents:
    """Return the words of a PDF: paragraphs put together from its lines, tables row by row."""
    from rag.files.pdf import pdf_contents

    return pdf_contents(data, name)


def read_docx(data: bytes, name: str) -> Contents:
    """Return the words of a Word document: paragraphs with their numerals, tables row by row."""
    from rag.files.word import word_text

    return Contents(word_text(data, name))


OLD_WORD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def read_doc(data: bytes, name: str) -> Contents:
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


Reader = Callable[[bytes, str], Contents]
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
