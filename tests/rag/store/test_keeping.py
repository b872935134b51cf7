"""Backups: whole or not at all, made while others write, put back with nothing deleted."""

import json
import shutil
import sqlite3
import threading

import pytest

from rag.errors import StoreError
from rag.store.keeping import back_up, restore
from rag.store.library import Library
from tests.support.evidence import many
from tests.support.fakes import bigram_embedder


@pytest.fixture
def store(tmp_path):
    store = tmp_path / "store"
    with Library.open(store, bigram_embedder()) as library:
        for bulletin in many(3):
            library.add(bulletin)
        library.search("党费")
    db = sqlite3.connect(store / "feedback.db")
    db.execute("CREATE TABLE feedback (remark TEXT)")
    db.execute("INSERT INTO feedback VALUES ('好')")
    db.commit()
    db.close()
    (store / "uploads").mkdir()
    (store / "uploads" / "新.txt").write_text("原文", "utf-8")
    (store / "signing.key").write_text("secret", "utf-8")
    (tmp_path / "sites.toml").write_text("[site]", "utf-8")
    return store


def bulletins(store):
    with Library.open(store, bigram_embedder()) as library:
        assert library.search("党费")  # fills the collection
        assert library.verify() == []
        return library.bulletins()


def test_what_was_backed_up_comes_back_whole(store, tmp_path):
    held, sites = bulletins(store), tmp_path / "sites.toml"
    made = back_up(store, tmp_path / "kept", sites)
    assert made.bulletins == 3
    names = set(json.loads((tmp_path / "kept" / "manifest.json").read_text("utf-8"))["files"])
    assert names == {
        "sites.toml",
        *(f"store/{n}" for n in ("catalog.sqlite3", "feedback.db", "signing.key")),
        "store/uploads/新.txt",
    }
    shutil.rmtree(store)
    sites.unlink()
    restore(store, tmp_path / "kept", sites)
    assert bulletins(store) == held
    assert (store / "uploads" / "新.txt").read_text("utf-8") == "原文"
    assert sites.read_text("utf-8") == "[site]"
    db = sqlite3.connect(store / "feedback.db")
    assert db.execute("SELECT remark FROM feedback").fetchall() == [("好",)]
    db.close()


@pytest.mark.parametrize("damage", [b"", b"no database at all " * 400, None])
def test_it_comes_back_over_a_damaged_store_and_what_was_there_is_kept(store, tmp_path, damage):
    held = bulletins(store)
    back_up(store, tmp_path / "kept")
    (store / "catalog.sqlite3").unlink()
    if damage is not None:
        (store / "catalog.sqlite3").write_bytes(damage)
    (store / "uploads" / "later.txt").write_text("later", "utf-8")
    restore(store, tmp_path / "kept")
    assert bulletins(store) == held
    (aside,) = store.glob("replaced-*")
    assert (aside / "uploads" / "later.txt").read_text("utf-8") == "later"


def test_what_was_taken_in_after_the_backup_is_gone_and_leaves_no_trace_in_the_index(
    store, tmp_path
):
    held = bulletins(store)
    back_up(store, tmp_path / "kept")
    four, five = many(5)[3:]
    with Library.open(store, bigram_embedder()) as library:
        library.add(four)
        library.search("党费")
    restore(store, tmp_path / "kept")
    assert bulletins(store) == held
    with Library.open(store, bigram_embedder()) as library:
        library.add(five)  # under the key that the other one had
        assert {b.id for b in library.bulletins()} == {five.id, *(b.id for b in held)}
        assert library.verify() == []


def test_while_another_writes_a_backup_is_one_moment(store, tmp_path):
    over = threading.Event()

    def write():
        with Library.open(store, bigram_embedder()) as library:
            for bulletin in many(12)[3:]:
                library.add(bulletin)
        over.set()

    writer = threading.Thread(target=write)
    writer.start()
    counts = []
    while not over.is_set() or not counts:
        kept = tmp_path / f"kept{len(counts)}"
        counts.append(back_up(store, kept).bulletins)
    writer.join()
    for at, count in enumerate(counts):
        restore(tmp_path / "other", tmp_path / f"kept{at}")
        assert len(bulletins(tmp_path / "other")) == count


def altered(kept):
    path = kept / "store" / "catalog.sqlite3"
    path.write_bytes(path.read_bytes()[:-1] + b"x")


def without_manifest(kept):
    (kept / "manifest.json").unlink()


def without_a_file(kept):
    (kept / "store" / "signing.key").unlink()


@pytest.mark.parametrize("damage", [altered, without_manifest, without_a_file])
def test_a_backup_that_is_not_whole_is_refused_and_nothing_changed(store, tmp_path, damage):
    held = bulletins(store)
    back_up(store, tmp_path / "kept")
    damage(tmp_path / "kept")
    with pytest.raises(StoreError, match="备份"):
        restore(store, tmp_path / "kept")
    assert bulletins(store) == held
    assert not list(store.glob("replaced-*"))


def test_a_backup_overwrites_nothing_and_lies_outside_the_store(store, tmp_path):
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "mine").write_text("mine", "utf-8")
    for to in (tmp_path / "full", store / "kept", tmp_path):
        with pytest.raises(StoreError, match="备份目录"):
            back_up(store, to)
    assert (tmp_path / "full" / "mine").read_text("utf-8") == "mine"
