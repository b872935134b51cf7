"""A store that was filled: a catalog that lost what was acknowledged is not an empty store."""

import shutil
import sqlite3

import pytest

from rag.errors import StoreError
from rag.store.filled import Filled, loss
from rag.store.library import Library
from tests.support.evidence import many
from tests.support.fakes import bigram_embedder

CATALOG = "catalog.sqlite3"


def empty(store):
    (store / CATALOG).write_bytes(b"")


def gone(store):
    (store / CATALOG).unlink()


def replaced(store):
    with Library.open(store / "other", bigram_embedder()):
        pass
    shutil.copyfile(store / "other" / CATALOG, store / CATALOG)


def no_version(store):
    change(store, "DELETE FROM meta WHERE name = 'version'")


def no_model(store):
    change(store, "DELETE FROM meta WHERE name = 'model'")


def half_lost(store):
    change(store, "DELETE FROM bulletin WHERE key = (SELECT max(key) FROM bulletin)")


def older(store):
    change(store, "UPDATE meta SET value = substr(value, 1, 9) || '1' WHERE name = 'version'")


def garbage(store):
    (store / CATALOG).write_bytes(b"no database at all " * 400)


def without_tables(store):
    gone(store)
    sqlite3.connect(store / CATALOG).close()


def change(store, statement):
    db = sqlite3.connect(store / CATALOG)
    db.execute("PRAGMA foreign_keys = ON")
    db.execute(statement)
    db.commit()
    db.close()


DAMAGE = (
    empty,
    gone,
    replaced,
    no_version,
    no_model,
    half_lost,
    older,
    garbage,
    without_tables,
)


@pytest.fixture
def filled(tmp_path):
    with Library.open(tmp_path, bigram_embedder()) as library:
        for bulletin in many(3):
            library.add(bulletin)
    return tmp_path


@pytest.mark.parametrize("damage", DAMAGE)
def test_a_catalog_that_lost_something_is_refused_with_the_way_to_restore(filled, damage):
    damage(filled)
    for _ in range(2):  # refusing changes nothing
        with pytest.raises(StoreError, match="--restore") as refused:
            Library.open(filled, bigram_embedder())
        assert "删除该目录" not in str(refused.value).replace("请勿删除该目录", "")


@pytest.mark.parametrize("damage", DAMAGE)
def test_once_accepted_it_holds_what_is_left_and_takes_in_the_rest(filled, damage):
    damage(filled)
    with Library.open(filled, bigram_embedder(), accept=True) as library:
        library.repair()
        for bulletin in many(3):
            library.add(bulletin)
        assert len(library.bulletins()) == 3
        assert library.verify() == []
    with Library.open(filled, bigram_embedder()) as library:
        assert len(library.search("党费", 3)) == 3


def test_a_store_emptied_by_its_operator_is_no_damage(filled):
    with Library.open(filled, bigram_embedder()) as library:
        for bulletin in library.bulletins():
            library.remove(bulletin.id)
    with Library.open(filled, bigram_embedder()) as library:
        assert library.bulletins() == ()


@pytest.mark.parametrize(
    ("known", "now", "lost"),
    [
        (None, Filled("a-3", 2), False),
        (Filled("a-3", 2), Filled("a-3", 2), False),
        (Filled("a-3", 2), Filled("a-4", 1), False),  # written since the note
        (Filled("a-3", 2), Filled("a-2", 2), True),
        (Filled("a-3", 2), Filled("a-3", 1), True),
        (Filled("a-3", 2), Filled("b-9", 9), True),
        (Filled("a-0", 0), Filled("b-0", 0), False),
        (None, Filled("", 0), True),
    ],
)
def test_what_a_catalog_lost_is_told_from_the_note(known, now, lost):
    assert bool(loss(known, now)) is lost
