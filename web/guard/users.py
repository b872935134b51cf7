"""Readers with a name and a password, where the page asks for a login: `python -m web.users`.

The store keeps bcrypt's hashes alone, in `<store>/users.sqlite3`, opened for each act. bcrypt reads
72 bytes; so what it is given is the password's SHA-256. An unknown name costs the same time as a
wrong password. A reader who has logged in bears a signed cookie that names them and the password
that they had: a new password, or none, ends every visit that began with the old one.
"""

import argparse
import base64
import getpass
import hashlib
import re
import sqlite3
import sys
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path

import bcrypt
from itsdangerous import BadData, URLSafeTimedSerializer

from rag.errors import BulletinQAError
from rag.private import private
from rag.settings import load_settings
from web.guard.audit import Audit
from web.guard.keys import operator

COOKIE = "bqa_visit"
LEAST = 10  # characters of a password
ROUNDS = 12  # of bcrypt, two to the power of: a quarter of a second for each guess
_NAME = re.compile(r"[\w.@-]{1,64}")
_SCHEMA = """CREATE TABLE IF NOT EXISTS user (
    name TEXT PRIMARY KEY, hash BLOB NOT NULL, made TEXT NOT NULL)"""


class UserError(BulletinQAError):
    """A user who is not there, or who cannot be set as asked."""


class UserBook:
    """The users of one store."""

    def __init__(self, store: Path, rounds: int = ROUNDS) -> None:
        self.path = store / "users.sqlite3"
        self.rounds = rounds

    def add(self, name: str, password: str) -> None:
        """Set a user's password; a user who is new is added. Raise `UserError` where it is weak."""
        if not _NAME.fullmatch(name):
            raise UserError(f"用户名“{name}”不能用：只用字母、汉字、数字和 . _ - @，至多 64 个。")
        if len(password) < LEAST:
            raise UserError(f"密码太短：至少 {LEAST} 个字符。")
        hashed = bcrypt.hashpw(_digest(password), bcrypt.gensalt(self.rounds))
        made = datetime.now(UTC).isoformat(timespec="seconds")
        with closing(self._open()) as book, book:
            book.execute("INSERT OR REPLACE INTO user VALUES (?, ?, ?)", (name, hashed, made))

    def remove(self, name: str) -> None:
        """Remove a user. Raise `UserError` where there is none."""
        with closing(self._open()) as book, book:
            if not book.execute("DELETE FROM user WHERE name = ?", (name,)).rowcount:
                raise UserError(f"没有用户“{name}”：用 python -m web.users list 查看。")

    def admits(self, name: str, password: str) -> bool:
        """Tell whether this is a user's password."""
        known = self._hash(name)
        right = bcrypt.checkpw(_digest(password), known or _nobody(self.rounds))
        return right and known is not None

    def mark(self, name: str) -> str:
        """Return what tells one password of a user from another, without telling it; "" if none."""
        known = self._hash(name)
        return hashlib.sha256(known).hexdigest()[:16] if known else ""

    def __iter__(self) -> Iterator[tuple[str, str]]:
        """Yield name and when the password was set, by name."""
        if self.path.exists():
            with closing(self._open()) as book:
                yield from book.execute("SELECT name, made FROM user ORDER BY name").fetchall()

    def _hash(self, name: str) -> bytes | None:
        if not self.path.exists():
            return None
        with closing(self._open()) as book:
            row = book.execute("SELECT hash FROM user WHERE name = ?", (name,)).fetchone()
        return row[0] if row else None

    def _open(self) -> sqlite3.Connection:
        book = sqlite3.connect(private(self.path), timeout=10)
        book.execute(_SCHEMA)
        return book


@dataclass(frozen=True, slots=True)
class Visits:
    """Signs and reads the cookies of those who have logged in; `seconds` is how long one holds."""

    users: UserBook
    key: bytes
    seconds: int

    def cookie(self, name: str) -> str:
        """Return the cookie of a user who has just logged in."""
        return self._serializer().dumps([name, self.users.mark(name)])

    def read(self, cookie: str) -> str:
        """Return whose cookie this is; "" where it is forged, too old, or of an old password."""
        try:
            name, mark = self._serializer().loads(cookie, max_age=self.seconds)
        except (BadData, ValueError, TypeError):
            return ""
        now = self.users.mark(name) if isinstance(name, str) else ""
        return name if now and now == mark else ""

    def _serializer(self) -> URLSafeTimedSerializer:
        return URLSafeTimedSerializer(self.key, salt="page visit")


def _digest(password: str) -> bytes:
    return base64.b64encode(hashlib.sha256(password.encode("utf-8", "replace")).digest())


@lru_cache(maxsize=4)
def _nobody(rounds: int) -> bytes:
    return bcrypt.hashpw(b"nobody", bcrypt.gensalt(rounds))


def main(arguments: Sequence[str] | None = None) -> int:
    """Carry out a command; return the exit code."""
    options = _parser().parse_args(arguments)
    try:
        store = load_settings(store=options.store).store
        users, audit = UserBook(store), Audit(store)
        if options.command == "set":
            users.add(options.name, _typed())
            audit.note(operator(), "set user", options.name)
            print(f"已设定：{options.name}")
        elif options.command == "remove":
            users.remove(options.name)
            audit.note(operator(), "remove user", options.name)
            print(f"已移除：{options.name}")
        else:
            for name, made in users:
                print(f"{name}  {made} 设定密码")
    except BulletinQAError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def _typed() -> str:
    """Return a password: typed twice, or the first line of what is piped in."""
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\n")
    password = getpass.getpass("密码：")
    if getpass.getpass("再输一次：") != password:
        raise UserError("两次输入的密码不一样，没有改动。")
    return password


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m web.users", description="网页的用户")
    parser.add_argument("--store", type=Path, help="索引所在的文件夹（默认 vectorstore）")
    commands = parser.add_subparsers(dest="command", required=True, title="命令")
    set_ = commands.add_parser("set", help="新建用户或改密码（密码从键盘或标准输入读）")
    set_.add_argument("name", help="用户名")
    commands.add_parser("list", help="列出用户")
    remove = commands.add_parser("remove", help="移除用户，已登录的随即失效")
    remove.add_argument("name", help="用户名")
    return parser


if __name__ == "__main__":
    sys.exit(main())
