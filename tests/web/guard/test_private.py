"""Files with secrets are their owner's from the first byte, whatever the umask says."""

import os
import sqlite3
from contextlib import closing

import pytest

from rag.private import private
from tests.support.fake_desk import settled
from web.feedback import FeedbackBook
from web.guard.access_log import ACCESS, write_access_log
from web.guard.audit import Audit
from web.guard.keys import KeyBook
from web.guard.sessions import signing_key
from web.guard.users import UserBook

pytestmark = pytest.mark.skipif(os.name == "nt", reason="modes are POSIX's")


@pytest.fixture(autouse=True)
def open_umask():
    before = os.umask(0)
    yield
    os.umask(before)


def modes(folder):
    return {p.name: oct(p.stat().st_mode & 0o777) for p in folder.rglob("*") if p.is_file()}


def test_every_file_with_secrets_is_its_owners_alone(tmp_path):
    KeyBook(tmp_path).create("问", ["ask"])
    UserBook(tmp_path).add("zhang", "correct-horse-battery")
    Audit(tmp_path).note("某人", "act", "what")
    FeedbackBook(tmp_path / "feedback.db").add(settled("采购?"), "good")
    signing_key(tmp_path)
    write_access_log(tmp_path)
    handler = ACCESS.handlers[-1]
    ACCESS.removeHandler(handler)
    handler.close()
    assert set(modes(tmp_path).values()) == {"0o600"}
    assert {"keys.sqlite3", "users.sqlite3", "audit.jsonl", "feedback.db", "session.key",
            "access.jsonl"} <= modes(tmp_path).keys()  # fmt: skip


def test_a_file_left_open_by_an_older_version_is_closed(tmp_path):
    path = tmp_path / "keys.sqlite3"
    path.write_bytes(b"")
    path.chmod(0o644)
    private(path)
    assert modes(tmp_path) == {"keys.sqlite3": "0o600"}


def test_what_sqlite_puts_beside_a_database_has_its_mode(tmp_path):
    path = private(tmp_path / "a.db")
    with closing(sqlite3.connect(path)) as book:
        book.execute("PRAGMA journal_mode=WAL")
        book.execute("CREATE TABLE t (x)")
        book.commit()
        assert set(modes(tmp_path).values()) == {"0o600"}
        assert len(modes(tmp_path)) > 1
