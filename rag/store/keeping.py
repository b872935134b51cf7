"""Backups of a store: made while everything runs, and put back.

How it works: what cannot be made again is copied (catalog, feedback, keys, uploads, logs, whatever
else lies in the store, and the file of sites), databases by SQLite's own way, so that writers need
not stop; index and collection are left out. A manifest with the hash of every file is written last
and the folder named last: a backup that has its name is whole. Before anything is put back, every
file is checked; what was there is moved to `replaced-…` inside the store, never deleted. What it
does not know: whether the app is running, which has to be started again after a restore.
"""

import hashlib
import json
import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from filelock import FileLock

from rag.errors import StoreError
from rag.store.filled import NAME, Filled, note
from rag.store.schema import fresh_version

CATALOG = "catalog.sqlite3"
# What is made again, or is of no use elsewhere.
LEFT_OUT = ("index", "chroma*", "models", "chat-cache", "backups", "replaced-*", "*.lock", ".lock",
            "*-wal", "*-shm", "*-journal", "*.part", "*.damaged*", NAME)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Backup:
    """What a backup holds."""

    folder: Path
    bulletins: int
    files: int

    def __str__(self) -> str:
        return f"“{self.folder}”：通报 {self.bulletins} 份，文件 {self.files} 个"


def back_up(store: Path, to: Path, sites: Path | None = None) -> Backup:
    """Copy a store into the folder `to`, which is new or empty. Raise `StoreError` on failure."""
    target, root = to.resolve(), store.resolve()
    if not (root / CATALOG).exists():
        raise StoreError(f"“{store}”里没有索引，无从备份：请用 --store 指明。")
    if target.is_relative_to(root) or root.is_relative_to(target):
        raise StoreError(f"备份目录“{to}”不能在索引目录里面或上层：请另指一个目录。")
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise StoreError(f"备份目录“{to}”已有内容，没有覆盖：请另指一个新目录。")
    part = target.with_name(f"{target.name}.part")
    try:
        shutil.rmtree(part, ignore_errors=True)
        part.mkdir(parents=True, mode=0o700)
        _copy_store(root, part / "store")
        if sites is not None and sites.is_file():
            shutil.copy2(sites, part / "sites.toml")
        made = _seal(part, target)
        if target.exists():
            target.rmdir()
        part.rename(target)
    except (OSError, sqlite3.Error) as error:
        raise StoreError(
            f"备份到“{to}”失败：{error}。原索引没有改动；请检查磁盘空间与目录权限后重试。"
        ) from error
    return made


def _copy_store(store: Path, to: Path) -> None:
    for path in _kept(store):
        target = to / path.relative_to(store)
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        if _is_database(path):
            _copy_database(path, target)
        else:
            try:
                shutil.copy2(path, target)
            except FileNotFoundError:  # gone meanwhile
                continue
        target.chmod(0o600)


def _kept(store: Path) -> Iterator[Path]:
    for place, folders, files in os.walk(store):
        folders[:] = [name for name in folders if not _left_out(Path(name))]
        yield from (Path(place) / name for name in sorted(files) if not _left_out(Path(name)))


def _left_out(name: Path) -> bool:
    return any(name.match(pattern) for pattern in LEFT_OUT)


def _is_database(path: Path) -> bool:
    """Tell whether a file is a database, whatever its name."""
    try:
        with path.open("rb") as stream:
            return path.name == CATALOG or stream.read(16) == b"SQLite format 3\0"
    except FileNotFoundError:
        return False


def _copy_database(path: Path, target: Path) -> None:
    """Copy a database as of one moment; one that is none is copied as it is."""
    try:
        with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as source:
            with closing(sqlite3.connect(target)) as copy:
                source.backup(copy)
                copy.execute("PRAGMA journal_mode = DELETE")
    except sqlite3.DatabaseError:
        if path.name == CATALOG:
            raise
        shutil.copy2(path, target)


def _seal(part: Path, target: Path) -> Backup:
    """Check the copied catalog, and write the manifest with the hash of every file."""
    count = _bulletins_in(part / "store" / CATALOG)
    files = {
        path.relative_to(part).as_posix(): _hash(path)
        for path in sorted(part.rglob("*"))
        if path.is_file()
    }
    manifest = {
        "made": datetime.now().astimezone().isoformat(timespec="seconds"),
        "bulletins": count,
        "files": files,
    }
    with (part / "manifest.json").open("w", encoding="utf-8") as stream:
        json.dump(manifest, stream, ensure_ascii=False, indent=1)
        stream.flush()
        os.fsync(stream.fileno())
    return Backup(target, count, len(files))


def _hash(path: Path) -> str:
    """Return the hash of a file, which is on the disk by then."""
    with path.open("r+b") as stream:
        os.fsync(stream.fileno())
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _bulletins_in(catalog: Path) -> int:
    """Return how many bulletins a catalog shows. Raise `StoreError` where it is damaged."""
    try:
        with closing(sqlite3.connect(catalog)) as db:
            state = db.execute("PRAGMA integrity_check(1)").fetchone()[0]
            if state == "ok":
                return int(db.execute("SELECT count(*) FROM bulletin WHERE visible").fetchone()[0])
    except sqlite3.DatabaseError as error:
        state = str(error)
    raise StoreError(f"目录库已损坏（{state}）：请先运行 python ingest.py --verify 查看。")


def restore(store: Path, folder: Path, sites: Path | None = None) -> Backup:
    """Put a backup back. Raise `StoreError`, with nothing changed, where it is not whole."""
    files = _checked(folder)
    count = _bulletins_in(folder / "store" / CATALOG)
    now = f"{datetime.now():%Y%m%d-%H%M%S-%f}"
    try:
        store.mkdir(parents=True, exist_ok=True)
        with FileLock(store / ".lock"):
            part = store / f"{CATALOG}.part"
            shutil.copyfile(folder / "store" / CATALOG, part)
            known = _as_new(part, count)
            note(store, known)  # from here on a store without a catalog is known to be damaged
            _move_away(store, store / f"replaced-{now}")
            for name in files:
                if name.startswith("store/") and name != f"store/{CATALOG}":
                    target = store / name.removeprefix("store/")
                    target.parent.mkdir(parents=True, exist_ok=True)
                    shutil.copy2(folder / name, target)
            part.replace(store / CATALOG)
        if sites is not None and "sites.toml" in files:
            if sites.exists():
                shutil.copy2(sites, sites.with_name(f"{sites.name}.before-{now}"))
            shutil.copy2(folder / "sites.toml", sites)
    except (OSError, sqlite3.Error) as error:
        raise StoreError(
            f"恢复到“{store}”没有完成：{error}。备份“{folder}”没有改动；原有的内容在"
            f"“{store / f'replaced-{now}'}”。请检查磁盘空间与目录权限后重试。"
        ) from error
    return Backup(folder, count, len(files))


def _checked(folder: Path) -> list[str]:
    """Return the names of a backup's files, each as it was copied."""
    try:
        files = json.loads((folder / "manifest.json").read_text("utf-8"))["files"]
        wrong = [name for name, known in files.items() if _read_hash(folder / name) != known]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise StoreError(f"“{folder}”不是完整的备份：{error}。请换一份备份。") from error
    if wrong or f"store/{CATALOG}" not in files:
        names = "、".join(wrong[:5]) or "缺少目录库"
        raise StoreError(f"备份“{folder}”不完整或被改动过：{names}。请换一份备份。")
    return list(files)


def _read_hash(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _as_new(catalog: Path, count: int) -> Filled:
    """Give a catalog a version that nothing knows which was made from what it replaces.

    What was being written when it was copied, and is seen by nobody, is left out.
    """
    version = fresh_version()
    with closing(sqlite3.connect(catalog)) as db, db:
        db.execute("PRAGMA foreign_keys = ON")
        db.execute("DELETE FROM bulletin WHERE NOT visible")
        db.execute("INSERT OR REPLACE INTO meta VALUES ('version', ?)", (version,))
    with catalog.open("r+b") as stream:
        os.fsync(stream.fileno())
    return Filled(version, count)


def _move_away(store: Path, to: Path) -> None:
    """Move what is in a store into a folder inside it."""
    to.mkdir()
    staying = ("replaced-*", "backups", "models", ".lock", NAME, f"{CATALOG}.part")
    for path in sorted(store.iterdir()):
        if not any(Path(path.name).match(pattern) for pattern in staying):
            path.rename(to / path.name)
