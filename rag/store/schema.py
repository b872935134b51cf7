"""The catalog's tables: their layout, and how records become rows.

A bulletin is kept whole as JSON (`encode`, `decode`: any field that `Bulletin` has or will have)
beside the columns that are asked for. A catalog of an earlier layout is brought up to the present
one where it is opened, in one transaction and without losing anything. What it does not know: when
rows are written and who sees them (see `catalog`).
"""

import logging
import sqlite3
import uuid
from functools import lru_cache
from pathlib import Path

from pydantic import TypeAdapter

from rag.bulletin import Bulletin
from rag.errors import StoreError
from rag.store.passages import Passage
from rag.text.chinese import fold

log = logging.getLogger(__name__)

SCHEMA_VERSION = 2
SINCE_2 = """
CREATE INDEX bulletin_hidden ON bulletin (key) WHERE NOT visible;
CREATE INDEX origin_content ON origin (content);
CREATE INDEX origin_bulletin ON origin (bulletin_id);
CREATE TABLE file (
    path TEXT PRIMARY KEY, size INTEGER NOT NULL, changed INTEGER NOT NULL, digest TEXT NOT NULL,
    reader TEXT NOT NULL, documents TEXT NOT NULL);
"""
SCHEMA = (
    """
CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE bulletin (
    key INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL, visible INTEGER NOT NULL,
    agency TEXT NOT NULL, agency_folded TEXT NOT NULL, region TEXT, year INTEGER, published TEXT,
    record TEXT NOT NULL, source TEXT NOT NULL DEFAULT '');
CREATE UNIQUE INDEX bulletin_visible ON bulletin (id) WHERE visible;
CREATE INDEX bulletin_agency ON bulletin (agency_folded);
CREATE TABLE finding (
    bulletin INTEGER NOT NULL REFERENCES bulletin ON DELETE CASCADE, "order" INTEGER NOT NULL,
    number INTEGER, title TEXT NOT NULL, section TEXT, status TEXT NOT NULL,
    start INTEGER NOT NULL, "end" INTEGER NOT NULL, PRIMARY KEY (bulletin, "order"));
CREATE TABLE measure (
    bulletin INTEGER NOT NULL REFERENCES bulletin ON DELETE CASCADE, finding INTEGER NOT NULL,
    "order" INTEGER NOT NULL, start INTEGER NOT NULL, "end" INTEGER NOT NULL,
    PRIMARY KEY (bulletin, finding, "order"));
CREATE TABLE section (
    bulletin INTEGER NOT NULL REFERENCES bulletin ON DELETE CASCADE, "order" INTEGER NOT NULL,
    heading TEXT NOT NULL, part TEXT NOT NULL, start INTEGER NOT NULL, "end" INTEGER NOT NULL,
    PRIMARY KEY (bulletin, "order"));
CREATE TABLE passage (
    key INTEGER PRIMARY KEY AUTOINCREMENT,
    bulletin INTEGER NOT NULL REFERENCES bulletin ON DELETE CASCADE,
    finding_id TEXT, kind TEXT NOT NULL, text TEXT NOT NULL, start INTEGER NOT NULL,
    "end" INTEGER NOT NULL, hash TEXT NOT NULL, words TEXT NOT NULL DEFAULT '');
CREATE INDEX passage_bulletin ON passage (bulletin);
CREATE TABLE vector (model TEXT NOT NULL, hash TEXT NOT NULL, data BLOB NOT NULL);
CREATE UNIQUE INDEX vector_hash ON vector (model, hash);
CREATE TABLE origin (path TEXT PRIMARY KEY, content TEXT NOT NULL, bulletin_id TEXT NOT NULL);
"""
    + SINCE_2
)
# What turns a catalog of this version into one of the next.
UPGRADES = {
    1: """
ALTER TABLE passage ADD COLUMN words TEXT NOT NULL DEFAULT '';
UPDATE passage SET words = coalesce((SELECT line FROM words WHERE words.rowid = passage.key), '');
DROP TABLE word_count;
DROP TABLE words;
ALTER TABLE bulletin ADD COLUMN source TEXT NOT NULL DEFAULT '';
UPDATE bulletin SET source = json_extract(record, '$.source');
"""
    + SINCE_2
}


def prepare(connection: sqlite3.Connection, path: Path) -> None:
    """Set the connection up, and lay the tables out where there are none, or earlier ones.

    What is committed is on the disk (`synchronous = FULL`): it stays through a power cut. Raise
    `StoreError` where the tables were laid out by a later version of this program.
    """
    for setting in ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON"):
        connection.execute(f"PRAGMA {setting}")
    connection.execute("BEGIN IMMEDIATE")
    (found,) = connection.execute("PRAGMA user_version").fetchone()
    if found == 0:
        _run(connection, SCHEMA)
        connection.execute("INSERT INTO meta VALUES ('version', ?)", (fresh_version(),))
    for earlier in range(found or SCHEMA_VERSION, SCHEMA_VERSION):
        _run(connection, UPGRADES[earlier])
    if found < SCHEMA_VERSION:
        connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
    connection.execute("COMMIT")
    if found > SCHEMA_VERSION:
        raise StoreError(
            f"索引“{path}”的结构版本是 {found}，本程序需要 {SCHEMA_VERSION}。"
            "它由较新的程序建立，没有损坏：请换用那个程序，或用 --store 另指一个目录。"
        )


def fresh_version() -> str:
    """Return the version of a catalog that follows no other."""
    return f"{uuid.uuid4().hex[:8]}-0"


def _run(connection: sqlite3.Connection, statements: str) -> None:
    """Run statements, one after the other, in the transaction that is open."""
    for statement in statements.strip().split(";\n"):
        connection.execute(statement)


@lru_cache(maxsize=1)
def _records() -> TypeAdapter[Bulletin]:
    return TypeAdapter(Bulletin)


def encode(bulletin: Bulletin) -> str:
    """Return the whole record as JSON."""
    return _records().dump_json(bulletin).decode()


def decode(record: str) -> Bulletin:
    """Return the record that `encode` wrote."""
    return _records().validate_json(record)


def readable(record: str) -> Bulletin | None:
    """Return the record that `encode` wrote, None where it is damaged."""
    try:
        return decode(record)
    except ValueError as error:
        log.error("目录库里有一份通报的记录损坏（python ingest.py --verify 查看）：%.200s", error)
        return None


def year_of(bulletin: Bulletin) -> int | None:
    """Return the year of publication, else of feedback."""
    day = bulletin.published or bulletin.feedback_date
    return day.year if day else None


def insert_records(db: sqlite3.Connection, bulletin: Bulletin) -> int:
    """Insert a bulletin with its findings, measures and sections, hidden; return its key."""
    day = bulletin.published.isoformat() if bulletin.published else None
    cursor = db.execute(
        "INSERT INTO bulletin"
        " (id, visible, agency, agency_folded, region, year, published, record, source)"
        " VALUES (?, 0, ?, ?, ?, ?, ?, ?, ?)",
        (bulletin.id, bulletin.agency, fold(bulletin.agency), bulletin.region, year_of(bulletin),
         day, encode(bulletin), bulletin.source),
    )  # fmt: skip
    key = cursor.lastrowid or 0
    db.executemany(
        "INSERT INTO finding VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        [(key, f.order, f.number, f.title, f.section, f.status, f.span.start, f.span.end)
         for f in bulletin.findings],
    )  # fmt: skip
    db.executemany(
        "INSERT INTO measure VALUES (?, ?, ?, ?, ?)",
        [(key, f.order, m.order, m.span.start, m.span.end)
         for f in bulletin.findings for m in f.measures],
    )  # fmt: skip
    db.executemany(
        "INSERT INTO section VALUES (?, ?, ?, ?, ?, ?)",
        [(key, i, s.heading, s.part, s.span.start, s.span.end)
         for i, s in enumerate(bulletin.sections, 1)],
    )  # fmt: skip
    return key


def insert_passage(
    db: sqlite3.Connection, bulletin: int, passage: Passage, digest: str, words: str
) -> int:
    """Insert a passage with the hash and the words of its text; return its key."""
    cursor = db.execute(
        'INSERT INTO passage (bulletin, finding_id, kind, text, start, "end", hash, words)'
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (bulletin, passage.finding_id, passage.kind, passage.text, passage.span.start,
         passage.span.end, digest, words),
    )  # fmt: skip
    return cursor.lastrowid or 0
