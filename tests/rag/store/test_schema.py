"""The tables: a store of an earlier layout is brought up to the present one, nothing lost."""

import sqlite3

import pytest

from rag.errors import StoreError
from rag.store.catalog import Catalog, Origin
from rag.store.library import Library
from rag.store.passages import passages_of
from rag.store.schema import SCHEMA_VERSION
from tests.support.fakes import bigram_embedder
from tests.support.invented import invented

FIRST = """
CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE bulletin (
    key INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL, visible INTEGER NOT NULL,
    agency TEXT NOT NULL, agency_folded TEXT NOT NULL, region TEXT, year INTEGER, published TEXT,
    record TEXT NOT NULL);
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
    "end" INTEGER NOT NULL, hash TEXT NOT NULL);
CREATE INDEX passage_bulletin ON passage (bulletin);
CREATE TABLE vector (model TEXT NOT NULL, hash TEXT NOT NULL, data BLOB NOT NULL);
CREATE UNIQUE INDEX vector_hash ON vector (model, hash);
CREATE TABLE origin (path TEXT PRIMARY KEY, content TEXT NOT NULL, bulletin_id TEXT NOT NULL);
CREATE VIRTUAL TABLE words USING fts5 (line, tokenize = "unicode61 remove_diacritics 0");
CREATE VIRTUAL TABLE word_count USING fts5vocab (words, row);
"""
TABLES = ("meta", "bulletin", "finding", "measure", "section", "passage", "vector", "origin")


def as_first_laid_out(path):
    """Put a catalog into the layout that the first version of the program gave it."""
    now = path.with_suffix(".now")
    path.rename(now)
    db = sqlite3.connect(path)
    db.executescript(FIRST)
    db.execute("ATTACH ? AS now", (str(now),))
    for table in TABLES:
        columns = ", ".join(f'"{row[1]}"' for row in db.execute(f"PRAGMA main.table_info({table})"))
        db.execute(f"INSERT INTO main.{table} ({columns}) SELECT {columns} FROM now.{table}")
    db.execute("INSERT INTO words (rowid, line) SELECT key, words FROM now.passage")
    db.execute("PRAGMA main.user_version = 1")
    db.commit()
    db.close()


def layout(path):
    db = sqlite3.connect(path)
    tables = [name for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    found = {name: db.execute(f"PRAGMA table_info({name})").fetchall() for name in tables}
    indexes = set(db.execute("SELECT name, sql FROM sqlite_master WHERE type = 'index'"))
    db.close()
    return found, indexes


@pytest.fixture
def first(tmp_path):
    """Return a store as the first version left it, and what it held."""
    with Library.open(tmp_path, bigram_embedder()) as library:
        for name in ("教育", "财政"):
            library.add(invented(f"云港市{name}局", f"{name}.txt"))
        held = (library.bulletins(), library.origins(), library.search("采购", 5), library.version)
    as_first_laid_out(tmp_path / "catalog.sqlite3")
    return tmp_path, held


def test_a_store_of_the_first_layout_is_brought_up_without_losing_anything(first):
    store, held = first
    with Library.open(store, bigram_embedder()) as library:
        now = (library.bulletins(), library.origins(), library.search("采购", 5), library.version)
        assert now == held
        assert library.verify() == []


def test_its_words_are_laid_out_anew_from_what_was_kept(first):
    store, _ = first
    catalog = Catalog.open(store / "catalog.sqlite3")
    rows = [row for key in catalog.shown() for row in catalog.passages(key)]
    assert rows
    assert all(row.words for row in rows)
    catalog.close()


def test_a_store_brought_up_has_the_layout_of_a_new_one(first, tmp_path):
    store, _ = first
    Catalog.open(store / "catalog.sqlite3").close()
    Catalog.open(tmp_path / "new" / "catalog.sqlite3").close()
    new = tmp_path / "new" / "catalog.sqlite3"
    assert layout(store / "catalog.sqlite3") == layout(new)


def test_it_is_brought_up_once(first):
    store, _ = first
    for _ in range(2):
        Catalog.open(store / "catalog.sqlite3").close()
    db = sqlite3.connect(store / "catalog.sqlite3")
    assert db.execute("PRAGMA user_version").fetchone() == (SCHEMA_VERSION,)
    db.close()


def test_a_later_layout_is_left_alone(first):
    store, _ = first
    db = sqlite3.connect(store / "catalog.sqlite3")
    db.execute(f"PRAGMA user_version = {SCHEMA_VERSION + 1}")
    db.close()
    with pytest.raises(Exception, match=str(SCHEMA_VERSION + 1)):
        Catalog.open(store / "catalog.sqlite3")


def test_a_bulletin_written_after_is_as_one_written_before(first):
    store, _ = first
    catalog = Catalog.open(store / "catalog.sqlite3")
    bulletin = invented("云港市水务局", "水务.txt")
    pieces = [(p, p.text, "词") for p in passages_of(bulletin)]
    key, _ = catalog.insert_hidden(bulletin, pieces)
    catalog.reveal([key], [Origin("水务.txt", bulletin.id, bulletin.id)])
    assert {catalog.source(b.id) for b in catalog.bulletins()} == {
        "教育.txt",
        "财政.txt",
        "水务.txt",
    }
    catalog.close()


def test_it_is_copied_before_it_is_brought_up(first):
    store, _ = first
    Catalog.open(store / "catalog.sqlite3").close()
    (copy,) = (store / "backups").iterdir()
    db = sqlite3.connect(copy)
    assert db.execute("PRAGMA user_version").fetchone() == (1,)
    assert db.execute("SELECT count(*) FROM bulletin").fetchone() == (2,)
    db.close()


def test_a_later_layout_is_told_from_damage(first):
    store, _ = first
    db = sqlite3.connect(store / "catalog.sqlite3")
    db.execute("PRAGMA user_version = 99")
    db.close()
    with pytest.raises(StoreError, match="没有损坏") as refused:
        Catalog.open(store / "catalog.sqlite3")
    assert "删除" not in str(refused.value)


def test_what_is_committed_is_on_the_disk(tmp_path):
    catalog = Catalog.open(tmp_path / "catalog.sqlite3")
    with catalog.reading() as db:
        assert db.execute("PRAGMA synchronous").fetchone() == (2,)  # FULL
    catalog.close()
