"""API keys: `python -m web.keys create|list|rotate|revoke`. The store keeps their hashes alone.

A key is 32 random bytes, shown once when made; with that much chance in it, one round of SHA-256
is enough. Keys live in `<store>/keys.sqlite3`, opened for each act, so a running server sees a new
or revoked key at once.
"""

import argparse
import getpass
import hashlib
import re
import secrets
import sqlite3
import sys
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from rag.errors import BulletinQAError
from rag.private import private
from rag.settings import RATES, load_settings
from web.guard.audit import Audit

SCOPES = ("ask", "read", "admin")
PREFIX = "bqa_"
_SCHEMA = """CREATE TABLE IF NOT EXISTS key (
    id TEXT PRIMARY KEY, hash TEXT NOT NULL UNIQUE, name TEXT NOT NULL, scopes TEXT NOT NULL,
    rates TEXT NOT NULL, made TEXT NOT NULL, expires TEXT NOT NULL, revoked TEXT NOT NULL)"""
_COLUMNS = "id, name, scopes, rates, made, expires, revoked"


class KeyBookError(BulletinQAError):
    """A key that is not there, or that cannot be made as asked."""


@dataclass(frozen=True, slots=True)
class Key:
    """What is known of a key; its words are not. Times are ISO, "" where there is none."""

    id: str
    name: str
    scopes: frozenset[str]
    rates: str  # its own limits, "" for the setting's
    made: str
    expires: str
    revoked: str

    @property
    def holds(self) -> bool:
        """Whether the key opens anything now."""
        return not self.revoked and (not self.expires or _now() < self.expires)


class KeyBook:
    """The keys of one store."""

    def __init__(self, store: Path) -> None:
        self.path = store / "keys.sqlite3"

    def create(
        self, name: str, scopes: Sequence[str], rates: str = "", days: int | None = None
    ) -> tuple[str, Key]:
        """Make a key; return its words, which are not kept, and what is known of it."""
        if unknown := set(scopes) - set(SCOPES):
            raise KeyBookError(f"没有权限“{'、'.join(unknown)}”：可选 {'、'.join(SCOPES)}。")
        if rates and not re.fullmatch(RATES, rates):
            raise KeyBookError(f"限额“{rates}”看不懂：应写作 120/minute;20000/day。")
        words = PREFIX + secrets.token_urlsafe(32)
        expires = _now(timedelta(days=days)) if days else ""
        id = secrets.token_hex(4)
        row = (id, name, " ".join(sorted(set(scopes))), rates, _now(), expires, "")
        with closing(self._open()) as book, book:
            book.execute(
                f"INSERT INTO key (hash, {_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                (_hash(words), *row),
            )
        return words, _key(row)

    def find(self, words: str) -> Key | None:
        """Return the key with these words, if it holds."""
        if not words.startswith(PREFIX) or not self.path.exists():
            return None
        with closing(self._open()) as book:
            query = f"SELECT {_COLUMNS} FROM key WHERE hash = ?"
            row = book.execute(query, (_hash(words),)).fetchone()
        key = _key(row) if row else None
        return key if key and key.holds else None

    def __iter__(self) -> Iterator[Key]:
        """Yield all keys, oldest first."""
        if self.path.exists():
            with closing(self._open()) as book:
                rows = book.execute(f"SELECT {_COLUMNS} FROM key ORDER BY made, rowid").fetchall()
            yield from map(_key, rows)

    def revoke(self, id: str) -> Key:
        """Let a key open nothing any more. Raise `KeyBookError` where there is none."""
        with closing(self._open()) as book, book:
            book.execute("UPDATE key SET revoked = ? WHERE id = ? AND revoked = ''", (_now(), id))
        found = next((key for key in self if key.id == id), None)
        if found is None:
            raise KeyBookError(f"没有编号为“{id}”的密钥：用 python -m web.keys list 查看。")
        return found

    def rotate(self, id: str, hours: float = 0) -> tuple[str, Key]:
        """Make a key that stands for an old one, which opens nothing more `hours` from now.

        Return the new key's words and what is known of it. Raise `KeyBookError` where there is
        no such key, or it opens nothing.
        """
        old = next((key for key in self if key.id == id), None)
        if old is None or not old.holds:
            raise KeyBookError(
                f"没有编号为“{id}”的有效密钥：用 python -m web.keys list 查看，或用 create 新建。"
            )
        words, key = self.create(old.name, sorted(old.scopes), old.rates)
        until = _now(timedelta(hours=hours))
        with closing(self._open()) as book, book:
            if not old.expires or until < old.expires:
                book.execute("UPDATE key SET expires = ? WHERE id = ?", (until, id))
            if old.expires:
                book.execute("UPDATE key SET expires = ? WHERE id = ?", (old.expires, key.id))
        return words, key

    def _open(self) -> sqlite3.Connection:
        book = sqlite3.connect(private(self.path), timeout=10)
        book.execute(_SCHEMA)
        return book


def _key(row: tuple[str, ...]) -> Key:
    id, name, scopes, rates, made, expires, revoked = row
    return Key(id, name, frozenset(scopes.split()), rates, made, expires, revoked)


def _hash(words: str) -> str:
    return hashlib.sha256(words.encode()).hexdigest()


def _now(later: timedelta = timedelta()) -> str:
    return (datetime.now(UTC) + later).isoformat(timespec="seconds")


def main(arguments: Sequence[str] | None = None) -> int:
    """Carry out a command; return the exit code."""
    options = _parser().parse_args(arguments)
    try:
        settings = load_settings(store=options.store)
        book, audit = KeyBook(settings.store), Audit(settings.store)
        if options.command == "create":
            _create(options, book, audit)
        elif options.command == "rotate":
            _rotate(options, book, audit)
        elif options.command == "revoke":
            key = book.revoke(options.id)
            audit.note(operator(), "revoke key", f"{key.id} {key.name}")
            print(f"已吊销：{key.id} {key.name}")
        else:
            _list(book)
    except BulletinQAError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def _create(options: argparse.Namespace, book: KeyBook, audit: Audit) -> None:
    scopes = options.scope or ["ask", "read"]
    words, key = book.create(options.name, scopes, options.rates, options.days)
    audit.note(operator(), "create key", f"{key.id} {key.name} ({' '.join(sorted(key.scopes))})")
    print(f"编号 {key.id}，权限 {'、'.join(sorted(key.scopes))}。密钥只显示这一次，请妥善保存：")
    print(words)


def _rotate(options: argparse.Namespace, book: KeyBook, audit: Audit) -> None:
    words, key = book.rotate(options.id, options.hours)
    audit.note(operator(), "rotate key", f"{options.id} → {key.id} {key.name}")
    kept = f"，旧的再用 {options.hours:g} 小时" if options.hours else "，旧的已失效"
    print(f"“{key.name}”的新编号 {key.id}{kept}。密钥只显示这一次，请妥善保存：")
    print(words)


def _list(book: KeyBook) -> None:
    for key in book:
        state = "有效" if key.holds else "已吊销" if key.revoked else "已过期"
        until = f",{key.expires} 到期" if key.expires else ""
        scopes = "、".join(sorted(key.scopes))
        print(f"{key.id}  {key.name}  {scopes}  {state}  {key.made} 建{until}")


def operator() -> str:
    """Return who gives commands, for the audit log."""
    return f"命令行：{getpass.getuser()}"


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m web.keys", description="接口密钥")
    parser.add_argument("--store", type=Path, help="索引所在的文件夹（默认 vectorstore）")
    commands = parser.add_subparsers(dest="command", required=True, title="命令")
    create = commands.add_parser("create", help="新建一把密钥")
    create.add_argument("name", help="给谁用、做什么用")
    create.add_argument("--scope", action="append", choices=SCOPES, help="权限，默认 ask 和 read")
    create.add_argument("--rates", default="", help="限额，如 120/minute;20000/day")
    create.add_argument("--days", type=int, help="有效天数，默认不过期")
    commands.add_parser("list", help="列出密钥（不含内容）")
    rotate = commands.add_parser("rotate", help="换一把新的，权限和限额照旧")
    rotate.add_argument("id", help="编号")
    rotate.add_argument("--hours", type=float, default=0, help="旧的还能用几小时，默认立即失效")
    revoke = commands.add_parser("revoke", help="吊销一把密钥")
    revoke.add_argument("id", help="编号")
    return parser


if __name__ == "__main__":
    sys.exit(main())
