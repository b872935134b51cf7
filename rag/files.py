"""Path -> text: which files there are, and the words of one in whatever encoding it was saved.

Text files are decoded by their byte-order mark, else as UTF-8, else as the Chinese encoding that fits
(`charset_normalizer` chooses between GB18030, Big5 and UTF-16). What it does not know: what the words
mean; page chrome is dropped in `rag.chrome`.
"""

from collections.abc import Callable
from pathlib import Path

from rag.errors import UnreadableFileError

BOMS = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)


def decode(data: bytes, name: str) -> str:
    """Return `data` as text. Raise `UnreadableFileError` where no encoding fits."""
    for mark, encoding in BOMS:
        if data.startswith(mark):
            return _decoded(data, encoding, name)
    if b"\0" not in data:
        try:
            return data.decode("utf-8")
        except UnicodeDecodeError:
            pass
    return _guessed(data, name)


def _decoded(data: bytes, encoding: str, name: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise UnreadableFileError(
            f"“{name}”按 {encoding} 解码失败,文件可能不完整:请重新保存为 UTF-8 后再试"
        ) from error


def _guessed(data: bytes, name: str) -> str:
    """Choose among the encodings of Chinese pages by how many of the commonest words appear."""
    best, score = "", 0.0
    for encoding in ("gb18030", "big5", "big5hkscs", "utf-16-le", "utf-16-be"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        found = _likeness(text)
        if found > score:
            best, score = text, found
    if score < LEAST_LIKENESS:
        raise UnreadableFileError(f"“{name}”不是文本文件,或编码无法识别:请另存为 UTF-8 文本后再试")
    return best


LEAST_LIKENESS = 0.02  # a Chinese text has about one of these in ten characters, noise one in 2,000
COMMON = frozenset("的是一在不了有和人中大为上个国我以要他时关问题整改情况市委党组年月日、,。:")


def _likeness(text: str) -> float:
    """Return the share of characters that any Chinese text has most of."""
    sample = text[:20_000]
    return sum(char in COMMON for char in sample) / max(1, len(sample))


def _read_plain(data: bytes, name: str) -> str:
    return decode(data, name)


Reader = Callable[[bytes, str], str]
READERS: dict[str, Reader] = {".txt": _read_plain, ".md": _read_plain}


def find_files(path: Path) -> list[Path]:
    """Return the readable files at `path`: itself, or those below a folder, sorted by name.

    A file that is named is returned whatever its suffix, so that the reason why it cannot be read is
    told; in a folder, other suffixes and hidden files are passed over. Raise `UnreadableFileError`
    where there is nothing at `path`.
    """
    if path.is_file():
        return [path]
    if not path.is_dir():
        raise UnreadableFileError(f"没有找到“{path}”:请检查路径")
    return sorted(
        found
        for found in path.rglob("*")
        if found.suffix.lower() in READERS
        and found.is_file()
        and found.name != "README.md"
        and not any(part.startswith(".") for part in found.relative_to(path).parts)
    )


def read_text(path: Path, *, max_mb: float = 50) -> str:
    """Return the text of the file at `path`. Raise `UnreadableFileError` where none can be had."""
    reader = READERS.get(path.suffix.lower())
    if reader is None:
        known = " ".join(READERS)
        raise UnreadableFileError(f"“{path.name}”的格式“{path.suffix}”不能读取,支持:{known}")
    try:
        size = path.stat().st_size
        if size > max_mb * 2**20:
            raise UnreadableFileError(
                f"“{path.name}”有 {size / 2**20:.0f} MB,超过上限 {max_mb:g} MB:可用 BQA_MAX_FILE_MB 调整"
            )
        data = path.read_bytes()
    except OSError as error:
        raise UnreadableFileError(f"“{path}”无法打开:{error.strerror}") from error
    text = reader(data, path.name) if data else ""
    if not text.strip():
        raise UnreadableFileError(f"“{path.name}”是空文件,没有可读的文字")
    return text
