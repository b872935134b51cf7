"""Opening a catalog's file: what is missing, damaged, newer, older or not to be written told apart.

A file that is not there or empty where the store was filled (see `filled`) is damage, and nothing
is made in its place. One of an earlier layout is copied to `backups/` before it is brought up. One
that cannot be written is opened to be read: as it is where its write-ahead log can be read too,
else as a copy of both. Every failure of SQLite is told with its own remedy, and none of the
remedies loses anything. What it does not know: what the tables hold (see `schema`).
"""

import os
import shutil
import sqlite3
import tempfile
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from rag.errors import StoreError
from rag.store.filled import noted
from rag.store.schema import SCHEMA_VERSION, prepare

RESTORE = (
    "请勿删除该目录。有备份的，运行 python ingest.py --restore 备份目录；没有的，先运行 "
    "python ingest.py --repair，再重新运行 python ingest.py 收录原来的文件。"
)
# What SQLite's primary error codes mean to who runs the program.
REMEDIES = {
    sqlite3.SQLITE_CORRUPT: f"文件已损坏。{RESTORE}",
    sqlite3.SQLITE_NOTADB: f"文件已损坏，不是数据库。{RESTORE}",
    sqlite3.SQLITE_FULL: "磁盘已满：请腾出空间后重试，已收录的通报都在。",
    sqlite3.SQLITE_READONLY: "没有写入的权限：请用该目录的所有者运行，或改正目录权限。",
    sqlite3.SQLITE_PERM: "没有权限：请用该目录的所有者运行，或改正目录权限。",
    sqlite3.SQLITE_CANTOPEN: "打不开文件：请检查路径和目录权限。",
    sqlite3.SQLITE_BUSY: "别的程序正在长时间写入：请稍后重试。",
    sqlite3.SQLITE_LOCKED: "别的程序正在长时间写入：请稍后重试。",
    sqlite3.SQLITE_IOERR: "磁盘读写出错：请检查磁盘空间和磁盘是否完好，并尽快备份该目录。",
}
DAMAGED = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
TO_BE_READ = (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM, sqlite3.SQLITE_CANTOPEN)


@dataclass(frozen=True, slots=True)
class Opened:
    """A connection to a catalog, and whether it can be written."""

    connection: sqlite3.Connection
    writable: bool


def explained(error: Exception, path: Path) -> StoreError:
    """Return what happened and what to do, for an error of SQLite or of the system."""
    code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_CANTOPEN) & 0xFF
    remedy = REMEDIES.get(code, "请检查磁盘空间与目录权限，再重试。")
    return StoreError(f"读写索引“{path}”失败：{error}。{remedy}")


def open_file(path: Path, *, accept: bool = False) -> Opened:
    """Open the catalog at `path`, making it where there is no store yet.

    With `accept`, one is made also where it was lost; what is damaged is set aside first.
    """
    try:
        if not accept:
            _refuse_lost(path)
        if path.exists() and not _can_write(path):
            return Opened(_to_be_read(path), writable=False)
        path.parent.mkdir(parents=True, exist_ok=True)
        return Opened(_to_be_written(path), writable=True)
    except sqlite3.Error as error:
        code = error.sqlite_errorcode & 0xFF
        if code in TO_BE_READ and path.exists():
            return _read_instead(path)
        if accept and code in DAMAGED:
            set_aside(path)
            return Opened(_to_be_written(path), writable=True)
        raise explained(error, path) from error
    except OSError as error:
        raise explained(error, path) from error


def _read_instead(path: Path) -> Opened:
    try:
        return Opened(_to_be_read(path), writable=False)
    except (sqlite3.Error, OSError) as error:
        raise explained(error, path) from error


def set_aside(path: Path) -> Path:
    """Move a catalog with its logs beside where it was; return where to."""
    aside = path.with_name(f"{path.name}.damaged-{datetime.now():%Y%m%d-%H%M%S-%f}")
    for end in ("-wal", "-shm", ""):
        part = path.with_name(path.name + end)
        if part.exists():
            part.rename(aside.with_name(aside.name + end))
    return aside


def _can_write(path: Path) -> bool:
    return os.access(path, os.W_OK) and os.access(path.parent, os.W_OK)


def _refuse_lost(path: Path) -> None:
    """Raise `StoreError` where the store was filled and its catalog is gone or empty."""
    known = noted(path.parent)
    held = known.bulletins if known else 0
    derived = (path.parent / "chroma" / "whole").exists()  # of a store without a note
    if (held or derived) and (not path.exists() or not path.stat().st_size):
        state = "是空的" if path.exists() else "不见了"
        raise StoreError(
            f"索引“{path}”{state}，而库里原有通报{f' {held} 份' if held else ''}。{RESTORE}"
        )


def _connect(path: Path, options: str = "") -> sqlite3.Connection:
    where = f"{path.absolute().as_uri()}{options}"
    return sqlite3.connect(
        where, timeout=30, isolation_level=None, check_same_thread=False, uri=True
    )


def _to_be_written(path: Path) -> sqlite3.Connection:
    connection = _connect(path)
    try:
        (found,) = connection.execute("PRAGMA user_version").fetchone()
        if 0 < found < SCHEMA_VERSION:
            _copy_first(connection, path, found)
        prepare(connection, path)
    except BaseException:
        connection.close()
        raise
    return connection


def _copy_first(connection: sqlite3.Connection, path: Path, version: int) -> None:
    """Copy a catalog of an earlier layout to `backups/` before it is brought up."""
    folder = path.parent / "backups"
    folder.mkdir(exist_ok=True)
    name = f"{path.stem}-layout{version}-{datetime.now():%Y%m%d-%H%M%S-%f}{path.suffix}"
    with closing(sqlite3.connect(folder / name)) as copy:
        connection.backup(copy)


def _to_be_read(path: Path) -> sqlite3.Connection:
    log = path.with_name(path.name + "-wal")
    pending = log.exists() and log.stat().st_size > 0
    options = ["?mode=ro"] if log.exists() else ["?mode=ro&immutable=1"]
    for option in options:
        connection = _connect(path, option)
        try:
            (found,) = connection.execute("PRAGMA user_version").fetchone()
            connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
        except sqlite3.OperationalError:
            connection.close()
            continue
        return _checked(connection, path, found)
    if not pending:
        connection = _connect(path, "?mode=ro&immutable=1")
    else:  # what was last written is in the log, which cannot be used where it is
        folder = Path(tempfile.mkdtemp(prefix="bqa-catalog-"))
        for part in (path, log):
            shutil.copyfile(part, folder / part.name)
        connection = _connect(folder / path.name)
    (found,) = connection.execute("PRAGMA user_version").fetchone()
    return _checked(connection, path, found)


def _checked(connection: sqlite3.Connection, path: Path, found: int) -> sqlite3.Connection:
    if found == SCHEMA_VERSION:
        return connection
    connection.close()
    raise StoreError(
        f"索引“{path}”的结构版本是 {found}，本程序需要 {SCHEMA_VERSION}，而该目录不能写入。"
        "请用该目录的所有者打开一次，升级时会先备份。"
    )
