"""Is a store sound: every fault by a table, found and mended."""

import json
import shutil
import sqlite3

import numpy as np
import pytest

from rag.store.library import Library
from tests.support.evidence import many
from tests.support.fakes import bigram_embedder


def run(store, statement, *values):
    db = sqlite3.connect(store / "catalog.sqlite3")
    db.execute("PRAGMA foreign_keys = ON")
    db.execute(statement, values)
    db.commit()
    db.close()


def unreadable_record(store):
    run(store, "UPDATE bulletin SET record = '{' WHERE key = 1")


def altered_record(store):
    run(store, "UPDATE bulletin SET record = replace(record, '党费', '会费') WHERE key = 1")


def altered_agency(store):
    run(store, "UPDATE bulletin SET agency = '别的局' WHERE key = 1")


def lost_findings(store):
    run(store, "DELETE FROM finding WHERE bulletin = 1")


def altered_passage(store):
    run(store, "UPDATE passage SET text = '别的话' WHERE key = 1")


def lost_passages(store):
    run(store, "DELETE FROM passage WHERE bulletin = 1")


def lost_vectors(store):
    run(store, "DELETE FROM vector WHERE rowid % 2")


def zero_vector(store):
    run(store, "UPDATE vector SET data = zeroblob(length(data)) WHERE rowid = 1")


def short_vector(store):
    run(store, "UPDATE vector SET data = x'0000803f' WHERE rowid = 1")


def other_vector(store):
    vector = np.zeros(256, np.float32)
    vector[7] = 1
    run(store, "UPDATE vector SET data = ? WHERE rowid = 1", vector.tobytes())


RECORDS = (
    unreadable_record,
    altered_record,
    altered_agency,
    lost_findings,
    altered_passage,
    lost_passages,
)
VECTORS = (lost_vectors, zero_vector, short_vector, other_vector)


@pytest.fixture
def filled(tmp_path):
    with Library.open(tmp_path, bigram_embedder()) as library:
        for bulletin in many(3):
            library.add(bulletin)
        library.search("党费")
        assert library.verify() == []
    return tmp_path


@pytest.mark.parametrize("fault", RECORDS)
def test_a_damaged_record_is_found_and_only_its_bulletin_set_aside(filled, fault):
    fault(filled)
    with Library.open(filled, bigram_embedder()) as library:
        assert library.verify()
        done = library.repair()
        assert "quarantine" in done[0]
        assert library.verify() == []
        assert [b.id for b in library.bulletins()] == sorted(
            (b.id for b in many(3)[1:]), key=[b.id for b in library.bulletins()].index
        )
        library.add(many(1)[0])
        assert len(library.bulletins()) == 3
        assert library.verify() == []
    (kept,) = (filled / "quarantine").iterdir()
    assert kept.read_text("utf-8")


@pytest.mark.parametrize("fault", VECTORS)
def test_missing_and_wrong_vectors_are_found_and_embedded_again(filled, fault):
    with Library.open(filled, bigram_embedder()) as library:
        right = library.snapshot().index["passage.vector"].copy()
    fault(filled)
    with Library.open(filled, bigram_embedder()) as library:
        assert library.verify()
        assert library.repair()
        assert library.verify() == []
        assert np.array_equal(library.snapshot().index["passage.vector"], right)


@pytest.mark.parametrize("fault", [*VECTORS[:1], unreadable_record])
def test_neither_keeps_the_store_from_opening_and_answering(filled, fault):
    fault(filled)
    shutil.rmtree(filled / "index")
    with Library.open(filled, bigram_embedder()) as library:
        assert library.search("党费")
        library.add(many(4)[3])
        assert len(library.bulletins()) >= 3


def no_folder(index):
    shutil.rmtree(index)


def no_manifest(index):
    next(index.glob("*/manifest.json")).write_text("{", "utf-8")


def cut_columns(index):
    for column in index.glob("*/passage.*"):
        column.write_bytes(b"\0")


def damaged_runs(index):
    for run in index.glob("*/*.npy"):
        run.write_bytes(b"no array")


def other_rows(index):
    manifest = next(index.glob("*/manifest.json"))
    read = json.loads(manifest.read_text("utf-8"))
    del read["rows"]["bulletin.key"]
    manifest.write_text(json.dumps(read), "utf-8")


def a_file(index):
    shutil.rmtree(index)
    index.write_text("a file where a folder should be", "utf-8")


@pytest.mark.parametrize(
    "damage", [no_folder, no_manifest, cut_columns, damaged_runs, other_rows, a_file]
)
def test_a_damaged_index_is_made_anew_at_the_next_start(filled, damage):
    damage(filled / "index")
    with Library.open(filled, bigram_embedder()) as library:
        assert len(library.bulletins()) == 3
        assert library.search("党费")
        library.add(many(4)[3])
        assert len(library.bulletins()) == 4


def test_passages_too_many_or_too_few_in_the_collection_are_found_though_as_many(filled):
    with Library.open(filled, bigram_embedder()) as library:
        now = library.snapshot()
        library._chroma.put([999], [now.passage(0)], now.index["passage.vector"][:1])
        library._chroma.drop([min(now.keys)])
        assert len(library.verify()) == 2
        library.repair()
        assert library.verify() == []


def test_repairing_a_sound_store_changes_nothing(filled):
    with Library.open(filled, bigram_embedder()) as library:
        version = library.version
        assert library.repair() == []
        assert library.version == version
