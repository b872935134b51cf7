"""The catalog: what goes in comes out, whole or not at all, and is chosen exactly."""

import sqlite3
from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from rag.bulletin import Claims, Period, Status
from rag.errors import StoreError
from rag.store.catalog import Catalog, Origin, Where
from rag.store.passages import passages_of
from rag.store.schema import decode, encode
from tests.support.invented import invented

PORT = replace(
    invented(),
    region="东海省云港市",
    claims=Claims(problems=2, rules=1),
    inspection_period=Period(date(2023, 3, 1), None),
    warnings=("留空",),
    aliases=("市港务局",),
)
PARK = replace(invented("云港市园林局", "park.txt", date="2022年5月1日"), region="东海省云港市")
DONE = replace(PARK, findings=tuple(replace(f, status=Status.DONE) for f in PARK.findings))


@pytest.fixture
def catalog(tmp_path):
    opened = Catalog.open(tmp_path / "catalog.sqlite3")
    for bulletin in (PORT, DONE):
        store(opened, bulletin)
    yield opened
    opened.close()


def store(catalog, bulletin):
    pieces = [(p, p.text, " ".join(p.text)) for p in passages_of(bulletin)]
    key, keys = catalog.insert_hidden(bulletin, pieces)
    catalog.reveal([key], [Origin(bulletin.source, bulletin.id, bulletin.id)])
    return key, keys


def test_a_record_comes_back_from_json_as_it_was():
    assert decode(encode(PORT)) == PORT


def test_a_record_comes_back_from_the_catalog_as_it_was(tmp_path):
    first = Catalog.open(tmp_path / "catalog.sqlite3")
    store(first, PORT)
    first.close()
    again = Catalog.open(tmp_path / "catalog.sqlite3")
    assert again.bulletins() == [PORT]
    again.close()


@pytest.mark.parametrize(
    ("where", "agencies"),
    [
        (Where(), ["云港市园林局", "云港市港务局"]),
        (Where(agencies=("云港市港务局",)), ["云港市港务局"]),
        (Where(regions=("云港",)), ["云港市园林局", "云港市港务局"]),
        (Where(regions=("武汉",)), []),
        (Where(years=(2022,)), ["云港市园林局"]),
        (Where(years=(2022, 2024), agencies=("云港市港务局", "别的局")), ["云港市港务局"]),
        (Where(bulletin_ids=(PORT.id,)), ["云港市港务局"]),
        (Where(agencies=("'); DROP TABLE bulletin; --",)), []),
    ],
)
def test_where_chooses_the_same_bulletins_in_sql_and_in_python(catalog, where, agencies):
    assert [b.agency for b in catalog.bulletins(where)] == agencies
    assert [b.agency for b in catalog.bulletins() if where.admits(b)] == agencies


def test_findings_are_chosen_by_status(catalog):
    found = catalog.findings(Where(statuses=(Status.DONE,)))
    assert [f.bulletin_id for f in found] == [PARK.id, PARK.id]


def test_counts_are_exact(catalog):
    counts = catalog.counts()
    assert (counts.bulletins, counts.findings, counts.measures) == (2, 4, 8)
    assert counts.by_status[Status.DONE] == 2
    assert counts.by_agency == {"云港市港务局": 2, "云港市园林局": 2}


def test_nothing_is_seen_of_a_hidden_bulletin(catalog):
    other = invented("云港市粮食局", "grain.txt")
    before = catalog.version
    catalog.insert_hidden(other, [(p, p.text, "粮食") for p in passages_of(other)])
    assert catalog.version == before
    assert other.id not in {b.id for b in catalog.bulletins()}
    assert catalog.standing(other.id) is None


def test_the_version_changes_with_the_content(catalog):
    before = catalog.version
    store(catalog, invented("云港市粮食局", "grain.txt"))
    assert catalog.version != before


def test_a_bulletin_that_no_file_holds_is_hidden(catalog):
    catalog.forget(["port.txt"])
    assert [b.agency for b in catalog.bulletins()] == ["云港市园林局"]


def test_erasing_leaves_no_passages_behind(catalog):
    catalog.forget(["port.txt", "park.txt"])
    for key in catalog.hidden():
        catalog.erase(key)
    with catalog.reading() as db:
        assert db.execute("SELECT count(*) FROM passage").fetchone() == (0,)
    assert catalog.problems() == []


def test_vectors_are_kept_by_model_and_text(catalog):
    vector = np.arange(4, dtype=np.float32)
    catalog.keep_vectors("one", {"a": vector})
    assert np.array_equal(catalog.vectors("one", ["a", "b"])["a"], vector)
    assert catalog.vectors("two", ["a"]) == {}


def test_a_damaged_file_is_named(tmp_path):
    (tmp_path / "catalog.sqlite3").write_bytes(b"not a database" * 100)
    with pytest.raises(StoreError, match="catalog.sqlite3"):
        Catalog.open(tmp_path / "catalog.sqlite3")


def test_another_layout_is_refused(tmp_path):
    connection = sqlite3.connect(tmp_path / "catalog.sqlite3")
    connection.execute("PRAGMA user_version = 99")
    connection.close()
    with pytest.raises(StoreError, match="99"):
        Catalog.open(tmp_path / "catalog.sqlite3")
