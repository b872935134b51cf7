"""Hand-made pages, Word documents and PDFs for the tests: the same lines in other formats."""

import io
import zlib
from email.message import EmailMessage
from html import escape
from math import cos, radians, sin


def page(lines, *, head="", before="", after="", charset="utf-8"):
    """Return an HTML page with one paragraph per line."""
    body = "".join(
        f"<p style='text-indent:2em'><span>{escape(line)}</span></p>\n" for line in lines
    )
    html = (
        f"<!DOCTYPE html><html><head><meta charset='{charset}'>{head}<script>var 问题 = 1;</script>"
        f"<style>p {{}}</style></head><body>{before}<div class='content'>{body}</div>{after}"
        "</body></html>"
    )
    return html.encode("gb18030" if charset == "gb2312" else charset)


def table(rows):
    """Return an HTML table."""
    cells = ("".join(f"<td><p>{escape(cell)}</p></td>" for cell in row) for row in rows)
    return "<table border='1'>" + "".join(f"<tr>{row}</tr>" for row in cells) + "</table>"


def web_archive(html):
    """Return an MHTML archive of a page."""
    message = EmailMessage()
    message["Subject"] = "通报"
    message["Snapshot-Content-Location"] = "https://www.example.com/tb/1.html"
    message.set_content(html.decode(), subtype="html", cte="quoted-printable")
    return message.as_bytes()


def word(lines, rows=()):
    """Return a Word document with one paragraph per line, then a table."""
    from docx import Document

    document = Document()
    for line in lines:
        document.add_paragraph(line)
    if rows:
        grid = document.add_table(len(rows), len(rows[0]))
        for row, cells in zip(grid.rows, rows, strict=True):
            for cell, words in zip(row.cells, cells, strict=True):
                cell.text = words
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


WIDTH = 36  # characters on a printed line
PER_PAGE = 40


def pdf(paragraphs):
    """Return a PDF of the paragraphs in a Chinese standard font, with indents."""
    rows = []
    for paragraph in paragraphs:
        rest, indent = paragraph, 2
        while rest:
            rows.append((indent, rest[: WIDTH - indent]))
            rest, indent = rest[WIDTH - indent :], 0
    pages = [rows[at : at + PER_PAGE] for at in range(0, len(rows), PER_PAGE)]
    return _pdf_file([_page_stream(page, number) for number, page in enumerate(pages, 1)])


def _page_stream(rows, number):
    shown = [
        f"BT /F1 12 Tf {72 + 12 * indent} {780 - 18 * at} Td "
        f"<{words.encode('utf-16-be').hex()}> Tj ET"
        for at, (indent, words) in enumerate(rows)
    ]
    foot = f"- {number} -".encode("utf-16-be").hex()
    return "\n".join([*shown, f"BT /F1 9 Tf 280 30 Td <{foot}> Tj ET"]).encode()


def printed(pages, *, box=(595, 842), rotate=0):
    """Return a PDF of pages, each the pieces that `at`, `lines` and `rule` give."""
    return _pdf_file(["\n".join(page).encode() for page in pages], box, rotate)


def at(x, y, words, *, size=12, angle=0, gray=0):
    """Return words printed from a point, at an angle counter-clockwise, 0 black to 1 white."""
    turn = radians(angle)
    matrix = f"{cos(turn):.4f} {sin(turn):.4f} {-sin(turn):.4f} {cos(turn):.4f} {x} {y}"
    code = words.encode("utf-16-be").hex()
    return f"{gray} g BT /F1 {size} Tf {matrix} Tm <{code}> Tj ET 0 g"


def lines(paragraphs, *, x=72, y=780, width=WIDTH, size=12, pitch=18):
    """Return paragraphs as printed lines below each other, with indents."""
    shown = []
    for paragraph in paragraphs:
        rest, indent = paragraph, 2
        while rest:
            shown.append(at(x + size * indent, y, rest[: width - indent], size=size))
            rest, indent, y = rest[width - indent :], 0, y - pitch
    return shown


def rule(x0, y0, x1, y1):
    """Return a line drawn from one point to another."""
    return f"{x0} {y0} m {x1} {y1} l S"


def scanned(x0, y0, x1, y1):
    """Return a picture, in black, over a part of a page; without words, as a scan is."""
    return f"q {x1 - x0} 0 0 {y1 - y0} {x0} {y0} cm BI /W 1 /H 1 /CS /G /BPC 8 /F /AHx ID 80> EI Q"


def outlined(count):
    """Return so many curves, as of characters that are drawn and not written."""
    return "\n".join(
        f"{72 + at % 36 * 12} {780 - at // 36 * 18} m 80 700 90 710 95 720 c f"
        for at in range(count)
    )


def _pdf_file(streams, box=(595, 842), rotate=0):
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Count %d /Kids [%s] >>"
        % (len(streams), b" ".join(b"%d 0 R" % (6 + 2 * n) for n in range(len(streams)))),
        b"<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UCS2-H "
        b"/DescendantFonts [4 0 R] >>",
        b"<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /CIDSystemInfo "
        b"<< /Registry (Adobe) /Ordering (GB1) /Supplement 4 >> /DW 1000 /FontDescriptor 5 0 R >>",
        b"<< /Type /FontDescriptor /FontName /STSong-Light /Flags 4 /Ascent 880 /Descent -120 "
        b"/CapHeight 880 /ItalicAngle 0 /StemV 80 /FontBBox [0 -120 1000 880] >>",
    ]
    for number, stream in enumerate(streams):
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 %d %d] /Rotate %d /Contents %d 0 R "
            b"/Resources << /Font << /F1 3 0 R >> >> >>" % (*box, rotate, 7 + 2 * number)
        )
        packed = zlib.compress(stream)
        objects.append(
            b"<< /Length %d /Filter /FlateDecode >>\nstream\n%s\nendstream" % (len(packed), packed)
        )
    out, places = bytearray(b"%PDF-1.4\n"), []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, start)
    return bytes(out)
