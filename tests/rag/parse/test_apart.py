"""Reading apart: a file that breaks the reader fails for itself, and the next one is read."""

import zipfile
import zlib

import pytest

from rag.parse.apart import Limits, read_apart
from tests.support.places import BULLETINS

GOOD = next(BULLETINS.glob("*.txt"))


@pytest.fixture
def good(tmp_path):
    path = tmp_path / "good.txt"
    path.write_bytes(GOOD.read_bytes())
    return path


def pdf(stream: bytes) -> bytes:
    packed = zlib.compress(stream, 9)
    head = (
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
        b"2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
        b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R"
        b"/Resources<</Font<</F1 5 0 R>>>>>>endobj\n"
    )
    body = b"4 0 obj<</Length %d/Filter/FlateDecode>>stream\n%s\nendstream endobj\n"
    font = b"5 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>endobj\n"
    return head + body % (len(packed), packed) + font + b"trailer<</Root 1 0 R>>\n%%EOF"


def test_a_file_is_read_as_it_would_be_here(good):
    (reading,) = read_apart(good, Limits())
    assert reading.ok
    assert reading.trace == ()
    (traced,) = read_apart(good, Limits(), traced=True)
    assert traced.bulletin == reading.bulletin
    assert traced.trace


@pytest.mark.parametrize(
    ("name", "content", "limits", "said"),
    [
        ("deep.html", b"<div>" * 200_000 + b"x", Limits(seconds=1), "秒还没有读完"),
        (
            "much.pdf",
            pdf(b"BT /F1 1 Tf " + b"(aaaaaaaaaaaaaaaaaaaa) Tj 1 1 Td " * 100_000 + b"ET"),
            Limits(memory_mb=150),
            "内存",
        ),
    ],
)
def test_a_hostile_file_is_given_up_and_the_next_one_read(
    tmp_path, good, name, content, limits, said
):
    hostile = tmp_path / name
    hostile.write_bytes(content)
    (reading,) = read_apart(hostile, limits)
    assert not reading.ok
    assert name in reading.error
    assert said in reading.error
    (reading,) = read_apart(good, Limits(seconds=60))
    assert reading.ok


def test_what_was_read_of_an_archive_before_it_broke_the_reader_stays(tmp_path):
    path = tmp_path / "some.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.txt", GOOD.read_bytes())
        archive.writestr("b.html", b"<div>" * 200_000 + b"x")
    first, broken = read_apart(path, Limits(seconds=5))
    assert first.ok
    assert broken.error.startswith("“some.zip”")
    assert not broken.ok
