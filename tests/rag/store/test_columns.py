"""Columns on disk: what counts is what the manifest says; runs are merged as they become many."""

import numpy as np
import pytest

from rag.store.columns import Columns, merged, run_of

KINDS = {"number": (np.int32, 1), "vector": (np.float32, 2)}


def run(codes, places, counts=()):
    return run_of(np.array(codes, np.uint32), np.array(places), np.array(counts, np.uint16))


def added(columns: Columns, first: int, count: int) -> None:
    numbers = np.arange(first, first + count)
    rows = {"number": numbers, "vector": np.ones((count, 2)) * numbers[:, None]}
    columns.append(rows, {"odd": run(numbers % 2, numbers)}, {"model": "m"})


def test_what_is_added_is_there_for_whoever_opens_the_folder(tmp_path):
    columns = Columns(tmp_path, KINDS)
    assert len(columns["number"]) == 0 and columns["vector"].shape == (0, 2)
    added(columns, 0, 3)
    early = columns["number"]
    added(columns, 3, 2)
    again = Columns(tmp_path, KINDS)
    assert again["number"].tolist() == [0, 1, 2, 3, 4]
    assert again["vector"].tolist() == [[n, n] for n in range(5)]
    assert again.manifest.remarks == {"model": "m"}
    assert early.tolist() == [0, 1, 2]  # whoever looked before sees what he saw


def test_what_a_killed_writer_left_does_not_count(tmp_path):
    columns = Columns(tmp_path, KINDS)
    added(columns, 0, 3)
    with (tmp_path / "number").open("ab") as stream:
        stream.write(b"half a row of another" * 3)
    assert Columns(tmp_path, KINDS)["number"].tolist() == [0, 1, 2]
    added(Columns(tmp_path, KINDS), 3, 1)
    assert Columns(tmp_path, KINDS)["number"].tolist() == [0, 1, 2, 3]


@pytest.mark.parametrize("text", ["", "{", "[]", '{"rows": {}}'])
def test_a_manifest_that_cannot_be_read_counts_nothing(tmp_path, text):
    added(Columns(tmp_path, KINDS), 0, 3)
    (tmp_path / "manifest.json").write_text(text)
    assert len(Columns(tmp_path, KINDS)["number"]) == 0


def test_runs_stay_few_and_hold_all(tmp_path):
    columns = Columns(tmp_path, KINDS)
    for n in range(40):
        added(columns, 3 * n, 3)
    runs = Columns(tmp_path, KINDS).runs("odd")
    assert len(runs) <= 4
    odd = np.concatenate([r.places[r.at(1)] for r in runs])
    assert odd.tolist() == list(range(1, 120, 2))
    assert len(list(tmp_path.glob("*.npy"))) == 4 * len(runs)


def test_a_code_without_places_has_none():
    some = run([5, 3, 5], [0, 1, 2], [7, 8, 9])
    assert some.places[some.at(5)].tolist() == [0, 2]
    assert some.counts[some.at(3)].tolist() == [8]
    assert some.places[some.at(4)].tolist() == some.places[some.at(6)].tolist() == []
    assert some.places[some.between(0, 5)].tolist() == [1]
    assert merged([run([], []), run([], [])]).codes.tolist() == []
