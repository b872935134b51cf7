"""Path -> documents: which files there are, and the words of each, whatever its format.

A `.zip` holds many documents and is read without unpacking anything to the disk; an archive in it
is not. What cannot be read is returned with the reason, whatever went wrong, so that one bad file
does not hide the others.
"""

import io
import os
import zipfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from stat import S_ISREG

from rag.errors import UnreadableFileError
from rag.files.contents import Contents
from rag.files.formats import READERS, reader_for
from rag.files.paths import shown_name

SUFFIXES = frozenset((*READERS, ".zip"))
NOTES = frozenset(("readme.md", "readme.txt"))
MEMBER_LIMIT = 5_000  # documents in one archive
MOST_CHARACTERS = 10_000_000  # of one document; the longest real one has 40,000
RATIO_LIMIT = 200  # unpacked size over packed; text packs ten to one, a bomb a thousand


@dataclass(frozen=True, slots=True)
class Document:
    """One document: its name (`<archive>/<member>` in one) and its text, or why it has none.

    `warnings`, `unread` and `levels` are those of its `Contents`.
    """

    name: str
    path: Path
    text: str
    error: str | None = None
    warnings: tuple[str, ...] = ()
    unread: int = 0
    levels: Mapping[int, int] = field(default_factory=dict)


def find_files(
    path: Path, closed: Callable[[UnreadableFileError], None] = lambda _why: None
) -> list[Path]:
    """Return the readable files at `path`: itself, or those below a folder, sorted by name.

    A file that is named is returned whatever its suffix, so that the reason why it cannot be read
    is told; in a folder, other suffixes, hidden files and READMEs are passed over. Raise
    `UnreadableFileError` where there is nothing at `path`. `closed` hears of every folder below
    that cannot be looked into.
    """
    if os.path.isdir(path):
        return sorted(_below(path, closed))
    if os.path.lexists(path):
        return [path]
    raise UnreadableFileError(f"没有找到“{shown_name(str(path))}”：请检查路径")


def _below(top: Path, closed: Callable[[UnreadableFileError], None]) -> Iterator[Path]:
    def tell(error: OSError) -> None:
        place = shown_name(str(error.filename))
        why = f"文件夹“{place}”不能打开（{error.strerror}），里面的文件没有读入：请检查权限"
        closed(UnreadableFileError(why))

    for folder, below, names in os.walk(top, onerror=tell):
        below[:] = [name for name in below if not name.startswith((".", "~$"))]
        for name in names:
            found = Path(folder, name)
            wanted = found.suffix.lower() in SUFFIXES and found.name.lower() not in NOTES
            if wanted and not name.startswith((".", "~$")) and not os.path.isdir(found):
                yield found


def read_text(path: Path, *, max_mb: float = 50) -> str:
    """Return the text of the file at `path`. Raise `UnreadableFileError` where none can be had."""
    documents = list(read_documents(path, max_mb=max_mb))
    if len(documents) != 1:
        raise UnreadableFileError(f"“{path.name}”含 {len(documents)} 个文件：请逐个读取")
    if documents[0].error:
        raise UnreadableFileError(documents[0].error)
    return documents[0].text


def read_documents(path: Path, *, max_mb: float = 50) -> Iterator[Document]:
    """Yield the documents in a file: one, or those of an archive; errors are told in them."""
    name = shown_name(path.name)
    try:
        data = _bytes_of(path, max_mb)
        if path.suffix.lower() == ".zip":
            yield from _unpacked(data, path, max_mb)
        else:
            yield _document(name, path, _contents_of(data, name))
    except Exception as error:  # whatever it is, it is this file's failure, not the others'
        yield Document(name, path, "", _why(error, name))


def _why(error: Exception, name: str) -> str:
    if isinstance(error, UnreadableFileError):
        return str(error)
    return f"“{name}”已损坏，不能读取（{type(error).__name__}：{error}）"[:300]


def _bytes_of(path: Path, max_mb: float) -> bytes:
    name = shown_name(path.name)
    try:
        state = path.stat()
        if not S_ISREG(state.st_mode):
            raise UnreadableFileError(f"“{name}”不是普通文件（管道、设备或文件夹），不能读取")
        _check_size(name, state.st_size, max_mb)
        with path.open("rb") as file:
            data = file.read(int(max_mb * 2**20) + 1)  # what says 0 bytes may go on without end
        _check_size(name, len(data), max_mb)
        return data
    except OSError as error:
        raise UnreadableFileError(f"“{name}”无法打开：{error.strerror}") from error


def _check_size(name: str, size: int, max_mb: float) -> None:
    if size > max_mb * 2**20:
        raise UnreadableFileError(
            f"“{name}”有 {size / 2**20:.1f} MB，超过上限 {max_mb:g} MB：可用 BQA_MAX_FILE_MB 调整"
        )


def _document(name: str, path: Path, contents: Contents) -> Document:
    return Document(
        name, path, contents.text, None, contents.warnings, contents.unread, contents.levels
    )


def _contents_of(data: bytes, name: str) -> Contents:
    suffix = PurePosixPath(name).suffix
    reader = reader_for(suffix, data)
    if reader is None:
        known = " ".join(sorted(SUFFIXES - {".doc", ".wps", ".mht"}))
        form = f"的格式“{suffix}”" if suffix else "没有扩展名，"
        raise UnreadableFileError(f"“{name}”{form}不能读取，支持：{known}")
    contents = reader(data, name) if data.strip() else Contents("")
    if not contents.text.strip():
        raise UnreadableFileError(f"“{name}”是空文件，没有可读的文字")
    if len(contents.text) > MOST_CHARACTERS:
        raise UnreadableFileError(
            f"“{name}”有 {len(contents.text)} 字，超过上限 {MOST_CHARACTERS} 字，不像是一份通报"
        )
    return contents


def _unpacked(data: bytes, path: Path, max_mb: float) -> Iterator[Document]:
    """Yield the documents of an archive. Raise `UnreadableFileError` where it cannot be trusted."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = [info for info in archive.infolist() if not info.is_dir()]
            _check_archive(path, members, max_mb)
            for info in sorted(members, key=_member_name):
                name = _member_name(info)
                if _is_by_product(name):
                    continue
                if PurePosixPath(name).suffix.lower() in SUFFIXES or _unsafe(name):
                    yield _member(path, archive, info, max_mb)
    except (zipfile.BadZipFile, EOFError, OSError) as error:
        raise UnreadableFileError(
            f"“{shown_name(path.name)}”不是完整的 zip 文件：请重新下载或重新压缩"
        ) from error


def _check_archive(path: Path, members: list[zipfile.ZipInfo], max_mb: float) -> None:
    name = shown_name(path.name)
    if len(members) > MEMBER_LIMIT:
        raise UnreadableFileError(
            f"“{name}”含 {len(members)} 个文件，超过上限 {MEMBER_LIMIT}：请分开压缩"
        )
    unpacked = sum(info.file_size for info in members)
    if unpacked > 20 * max_mb * 2**20 or _swells(members):
        raise UnreadableFileError(
            f"“{name}”解压后有 {unpacked / 2**20:.0f} MB（压缩前后相差过大或超过上限），拒绝解压"
        )


def _swells(members: list[zipfile.ZipInfo]) -> bool:
    """Tell whether what is packed grows as no text does when it is unpacked."""
    packed = sum(info.compress_size for info in members)
    unpacked = sum(info.file_size for info in members)
    return unpacked > 2**20 and unpacked > RATIO_LIMIT * max(1, packed)


def _member_name(info: zipfile.ZipInfo) -> str:
    """Return a member's name; names packed on Chinese Windows are GB18030 read as cp437."""
    if info.flag_bits & 0x800:
        return info.filename
    try:
        return info.filename.encode("cp437").decode("gb18030")
    except (UnicodeEncodeError, UnicodeDecodeError):
        return info.filename


def _is_by_product(name: str) -> bool:
    """Tell whether a member is a system's own (__MACOSX/._x) or a lock of Word's (~$x)."""
    parts = PurePosixPath(name.replace("\\", "/")).parts
    return "__MACOSX" in parts or (bool(parts) and parts[-1].startswith(("._", "~$", ".~")))


def _unsafe(name: str) -> bool:
    parts = name.replace("\\", "/").split("/")
    return ".." in parts or name.startswith(("/", "\\")) or ":" in parts[0]


def _member(path: Path, archive: zipfile.ZipFile, info: zipfile.ZipInfo, max_mb: float) -> Document:
    name = _member_name(info)
    shown = f"{shown_name(path.name)}/{name}"
    try:
        if _unsafe(name):
            raise UnreadableFileError(f"“{shown}”的路径指向压缩包之外，拒绝读取")
        if info.flag_bits & 0x1:
            raise UnreadableFileError(f"“{shown}”已加密：请解密后再试")
        if PurePosixPath(name).suffix.lower() == ".zip":
            raise UnreadableFileError(f"“{shown}”是压缩包里的压缩包，没有读入：请解开后再收录")
        _check_size(shown, info.file_size, max_mb)
        with archive.open(info) as member:
            data = member.read(info.file_size + 1)
        return _document(shown, path, _contents_of(data, name))
    except Exception as error:  # whatever it is, it is this member's failure, not the others'
        return Document(shown, path, "", _why(error, shown))
