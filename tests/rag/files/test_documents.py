"""Files of every format, and those that cannot be read."""

import io
import os
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

import pytest

from rag.errors import UnreadableFileError
from rag.files.documents import find_files, read_documents, read_text
from tests.support.layouts import FOLDER
from tests.support.make_documents import page, pdf, table, web_archive, word

WORDS = "关于“政府采购不规范”的问题整改情况\n一是制定办法,规范采购。"
TRADITIONAL = "關於「政府採購不規範」的問題整改情況\n一是制定辦法,規範採購。"
LINES = [line for line in (FOLDER / "three-levels.txt").read_text("utf-8").split("\n") if line]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le"])
def test_a_text_file_is_read_in_the_encodings_of_chinese_files(tmp_path, encoding):
    path = tmp_path / "a.txt"
    path.write_bytes(WORDS.encode(encoding))
    assert read_text(path) == WORDS


def test_big5_is_read(tmp_path):
    path = tmp_path / "a.txt"
    path.write_bytes(TRADITIONAL.encode("big5"))
    assert read_text(path) == TRADITIONAL


def lines_of(path):
    return [line.strip() for line in read_text(path).split("\n") if line.strip()]


@pytest.mark.parametrize(
    ("name", "make"),
    [
        ("a.html", page),
        ("a.htm", lambda lines: page(lines, charset="gb2312")),
        ("a.mhtml", lambda lines: web_archive(page(lines))),
        ("a.docx", word),
        ("a.pdf", pdf),
        ("page-saved-as.txt.html", page),
    ],
)
def test_the_paragraphs_come_out_whole_in_every_format(tmp_path, name, make):
    path = tmp_path / name
    path.write_bytes(make(LINES))
    assert [line for line in lines_of(path) if not line.startswith("url:")] == LINES


def test_navigation_scripts_and_hidden_words_of_a_page_are_left_out(tmp_path):
    path = tmp_path / "a.html"
    path.write_bytes(
        page(
            ["正文一段。"],
            before="<nav>首页</nav><div style='display: none'>隐藏</div>",
            after="<footer>版权所有</footer>",
        )
    )
    assert lines_of(path) == ["正文一段。"]


def test_facts_in_a_pages_head_are_kept(tmp_path):
    path = tmp_path / "a.html"
    path.write_bytes(page(["正文。"], head="<meta name='PubDate' content='2024-05-20 10:00'>"))
    assert "PubDate: 2024-05-20 10:00" in lines_of(path)


ROWS = [
    ["序号", "反馈问题", "整改措施"],
    ["1", "采购不规范", "制定办法"],
    ["2", "账目不清", "对账"],
]


@pytest.mark.parametrize(
    ("name", "data"),
    [("a.html", page([], after=table(ROWS))), ("a.docx", word([], ROWS))],
)
def test_a_tables_rows_are_lines_with_tabs(tmp_path, name, data):
    path = tmp_path / name
    path.write_bytes(data)
    assert lines_of(path) == ["\t".join(row) for row in ROWS]


def test_items_of_an_ordered_list_keep_the_numerals_that_a_browser_shows(tmp_path):
    path = tmp_path / "a.html"
    items = "<ol start=3><li>甲</li><li>(四)乙</li></ol><ol><li>丙</li></ol><ul><li>丁</li></ul>"
    path.write_bytes(f"<meta charset=utf-8>{items}".encode())
    assert lines_of(path) == ["3.甲", "(四)乙", "1.丙", "丁"]


def test_a_cell_over_several_rows_is_repeated(tmp_path):
    path = tmp_path / "a.html"
    path.write_bytes(
        b"<table><tr><td>\xe9\x97\xae\xe9\xa2\x98</td><td>\xe6\x8e\xaa\xe6\x96\xbd</td></tr>"
        b"<tr><td rowspan='2'>A</td><td>x</td></tr><tr><td>y</td></tr></table>"
    )
    assert lines_of(path)[1:] == ["A\tx", "A\ty"]


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("a.txt", b"", "空文件"),
        ("a.txt", b" \n\n", "空文件"),
        ("a.txt", bytes(range(256)) * 20, "不是文本文件"),
        ("a.xyz", b"text", "格式“.xyz”不能读取，支持：.docx"),
        ("notes", b"text", "没有扩展名，不能读取，支持：.docx"),
        ("a.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(64), "旧版 Word"),
        ("a.docx", word(["甲"])[:2000], "Word"),
        ("a.pdf", pdf(["甲乙丙"])[:400], "PDF"),
        ("a.pdf", b"not a pdf", "PDF"),
        ("a.mhtml", b"Subject: x\n\nno page", "没有网页"),
        ("a.zip", b"PK\x03\x04broken", "zip"),
    ],
)
def test_what_cannot_be_read_says_why(tmp_path, name, data, reason):
    path = tmp_path / name
    path.write_bytes(data)
    with pytest.raises(UnreadableFileError, match=reason):
        read_text(path)


@pytest.mark.skipif(find_spec("rapidocr") is not None, reason="the extra is installed")
def test_a_scan_names_the_extra_that_reads_it(tmp_path):
    path = tmp_path / "scan.pdf"
    path.write_bytes(pdf(["。"]))
    with pytest.raises(UnreadableFileError, match="requirements-ocr"):
        read_text(path)


def test_a_file_over_the_limit_is_refused(tmp_path):
    path = tmp_path / "a.txt"
    path.write_text("长" * 1_000_000, "utf-8")
    with pytest.raises(UnreadableFileError, match="超过上限"):
        read_text(path, max_mb=1)


def test_a_text_longer_than_any_bulletin_is_refused(tmp_path):
    path = tmp_path / "a.txt"
    path.write_text("长" * 10_000_001, "utf-8")
    with pytest.raises(UnreadableFileError, match="不像是一份通报"):
        read_text(path)


@pytest.mark.parametrize("name", ["pipe.txt", "zero.txt", "loop.txt", "gone.txt"])
def test_what_is_no_file_of_its_own_is_told_and_not_waited_for(tmp_path, name):
    os.mkfifo(tmp_path / "pipe.txt")
    (tmp_path / "zero.txt").symlink_to("/dev/zero")
    (tmp_path / "loop.txt").symlink_to("loop.txt")
    (tmp_path / "gone.txt").symlink_to("nowhere")
    assert tmp_path / name in find_files(tmp_path)
    with pytest.raises(UnreadableFileError, match=f"“{name}”"):
        read_text(tmp_path / name)


@contextmanager
def with_rights(path: Path, mode: int) -> Iterator[None]:
    """Have a folder with these rights, as somebody whom they bind."""
    path.chmod(mode)
    root = os.geteuid() == 0
    try:
        if root:
            os.seteuid(65534)
        yield
    finally:
        if root:
            os.seteuid(0)
        path.chmod(0o755)


@pytest.mark.parametrize("mode", [0o000, 0o644])
def test_a_folder_that_is_closed_is_told(mode):
    with tempfile.TemporaryDirectory() as made:  # pytest's own is closed to others
        top = Path(made)
        top.chmod(0o755)
        (top / "in").mkdir()
        for place in (top / "a.txt", top / "in" / "b.txt"):
            place.write_text(WORDS, "utf-8")
        with with_rights(top / "in", mode):
            closed = []
            found = find_files(top, closed.append)
            read = {d.name: d.error for path in found for d in read_documents(path)}
    assert read.pop("a.txt") is None
    told = [*map(str, closed), *read.values()]
    assert len(told) == 1
    assert "Permission denied" in told[0]


@pytest.mark.parametrize("method", [zipfile.ZIP_DEFLATED, zipfile.ZIP_LZMA, zipfile.ZIP_BZIP2])
def test_a_damaged_member_is_told_and_the_next_one_read(tmp_path, method):
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w", method) as packed:
        packed.writestr("a.txt", "".join(map(chr, range(0x4E00, 0x5E00))))
        packed.writestr("b.txt", WORDS)
    data = bytearray(path.read_bytes())
    data[100:400] = bytes(300)
    path.write_bytes(data)
    first, second = read_documents(path)
    assert "“a.zip/a.txt”已损坏" in first.error
    assert second.text == WORDS


def test_an_archive_in_an_archive_is_told(tmp_path):
    path = tmp_path / "a.zip"
    archive(path, [("in.zip", b"PK"), ("b.txt", WORDS)])
    inner, other = sorted(read_documents(path), key=lambda document: document.name, reverse=True)
    assert "压缩包里的压缩包" in inner.error
    assert other.text == WORDS


def test_a_word_document_that_swells_is_refused_unread(tmp_path):
    path = tmp_path / "a.docx"
    path.write_bytes(word(["甲"]))
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as packed:
        with packed.open("word/more.xml", "w") as part:
            for _ in range(310):
                part.write(bytes(1_000_000))
    with pytest.raises(UnreadableFileError, match="拒绝读取"):
        read_text(path)


def test_a_missing_path_is_named(tmp_path):
    with pytest.raises(UnreadableFileError, match="没有找到"):
        find_files(tmp_path / "nowhere")


def test_a_folder_gives_its_readable_files_only(tmp_path):
    for name in ("b.txt", "a.html", "c.exe", "README.md", "README.txt", "~$d.docx", "e.yaml"):
        (tmp_path / name).write_text("x")
    (tmp_path / ".hidden").mkdir()
    (tmp_path / ".hidden" / "f.txt").write_text("x")
    assert [path.name for path in find_files(tmp_path)] == ["a.html", "b.txt"]


def archive(path, members):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, data in members:
            packed.writestr(name, data)


def test_an_archive_gives_each_document_and_refuses_what_points_outside(tmp_path):
    path = tmp_path / "a.zip"
    archive(
        path,
        [
            ("通报/甲.txt", WORDS),
            ("乙.html", page(["甲。"])),
            ("../evil.txt", "x"),
            ("图.png", "x"),
        ],
    )
    read = {document.name: document.error for document in read_documents(path)}
    assert read["a.zip/通报/甲.txt"] is None
    assert read["a.zip/乙.html"] is None
    assert "拒绝读取" in read["a.zip/../evil.txt"]
    assert len(read) == 3


def test_what_systems_add_to_an_archive_is_left_out(tmp_path):
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as packed:
        for name in ("通报/甲.txt", "__MACOSX/通报/._甲.txt", "通报/~$甲.docx"):
            packed.writestr(name, "甲")
    assert [document.name for document in read_documents(path)] == ["a.zip/通报/甲.txt"]


def test_an_archive_that_unpacks_to_very_much_is_refused(tmp_path):
    path = tmp_path / "bomb.zip"
    archive(path, [("a.txt", "0" * 8_000_000)])
    (only,) = read_documents(path)
    assert "拒绝解压" in only.error


def test_names_packed_on_chinese_windows_are_read(tmp_path):
    path = tmp_path / "a.zip"
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as out:
        out.writestr("xxxx.txt", WORDS)
    path.write_bytes(packed.getvalue().replace(b"xxxx.txt", "通报".encode("gb18030") + b".txt"))
    assert [document.name for document in read_documents(path)] == ["a.zip/通报.txt"]


def test_words_numerals_that_word_counts_itself_are_kept(tmp_path):
    from docx import Document

    document = Document()
    for words in ("甲", "乙"):
        document.add_paragraph(words, style="List Number")
    path = tmp_path / "a.docx"
    document.save(str(path))
    assert lines_of(path) == ["1.甲", "2.乙"]


def test_an_encrypted_pdf_says_so(tmp_path):
    from pypdf import PdfReader, PdfWriter

    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf(["甲乙丙丁戊己庚辛"]))))
    writer.encrypt("secret", algorithm="RC4-128")
    path = Path(tmp_path / "a.pdf")
    with path.open("wb") as out:
        writer.write(out)
    with pytest.raises(UnreadableFileError, match="已加密"):
        read_text(path)
