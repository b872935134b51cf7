"""Bytes -> text, in whatever encoding Chinese pages and files are saved.

A byte-order mark decides, else UTF-8, else the encoding that a page declares, else the Chinese
encoding whose reading holds most of the commonest characters; `charset_normalizer` is asked last.
What it does not know: files that mix encodings.
"""

import re

from charset_normalizer import from_bytes

from rag.errors import UnreadableFileError

BOMS = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
CHINESE = ("gb18030", "big5", "big5hkscs", "utf-16-le", "utf-16-be")
COMMON = frozenset(
    "的是一在不了有和人中大为为上个国我以要他时关问题整改情况市委党组年月日、,。:,。:關於問題況個會時黨組進為"
)
LEAST_LIKENESS = (
    0.08  # share of these characters: a Chinese text has 0.2, noise read as Chinese 0.002
)
DECLARED = re.compile(rb"charset\s*=\s*[\"']?\s*([\w-]{2,20})", re.IGNORECASE)
SAMPLE = 20_000  # characters that decide


def decode(data: bytes, name: str) -> str:
    """Return `data` as text. Raise `UnreadableFileError` where no encoding fits."""
    for mark, encoding in BOMS:
        if data.startswith(mark):
            return _strictly(data, encoding, name)
    if b"\0" not in data:
        try:
            return data.decode("utf-8")
        except UnicodeDecodeError:
            pass
    return _guessed(data, name)


def declared_decode(data: bytes, name: str) -> str:
    """Return a page as text: by the encoding it declares where that fits, else as any text."""
    declared = DECLARED.search(data[:4096])
    if declared and not data.startswith(tuple(mark for mark, _ in BOMS)):
        encoding = declared[1].decode("ascii").lower()
        encoding = "gb18030" if encoding in ("gb2312", "gbk") else encoding
        try:
            return data.decode(encoding)
        except (UnicodeDecodeError, LookupError):
            pass
    return decode(data, name)


def _strictly(data: bytes, encoding: str, name: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise UnreadableFileError(
            f"“{name}”按 {encoding} 解码失败，文件可能不完整：请重新保存为 UTF-8 后再试"
        ) from error


def _guessed(data: bytes, name: str) -> str:
    """Choose the encoding in which the commonest Chinese characters are most frequent."""
    best, score = "", 0.0
    for encoding in CHINESE:
        text = data.decode(encoding, errors="replace")
        found = _likeness(text)
        if found > score and text.count("\ufffd") <= len(text) // 200:
            best, score = text, found
    if score >= LEAST_LIKENESS:
        return best
    guess = None if b"\0" in data else from_bytes(data[:SAMPLE]).best()
    if guess is not None and guess.encoding.startswith(("utf", "gb", "big5", "ascii")):
        return data.decode(guess.encoding, errors="replace")
    raise UnreadableFileError(f"“{name}”不是文本文件，或编码无法识别：请另存为 UTF-8 文本后再试")


def _likeness(text: str) -> float:
    """Return the share of characters that any Chinese text has most of."""
    sample = text[:SAMPLE]
    return sum(char in COMMON for char in sample) / max(1, len(sample))
