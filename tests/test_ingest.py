"""The command `python ingest.py`: options, what it prints, exit codes."""

import json

import pytest

import ingest
from rag.store.library import Library
from tests.support.fakes import bigram_embedder
from tests.support.invented import bulletin_text
from tests.support.places import BULLETINS

KEYS = {
    "file", "ok", "error", "title", "agency", "region", "inspecting_body", "inspection_period",
    "feedback_date", "publish_date", "sections", "findings", "warnings",
}  # fmt: skip
FINDING_KEYS = {
    "order", "number", "title", "section", "status", "start", "end", "text", "measures",
}  # fmt: skip


@pytest.fixture
def store(tmp_path):
    return tmp_path / "store"


def run(*arguments):
    return ingest.main([str(argument) for argument in arguments], load=lambda _: bigram_embedder())


def test_the_records_are_printed_one_line_a_file_and_nothing_is_stored(capsys, store):
    assert run(BULLETINS, "--dry-run", "--json", "--store", store) == 0
    records = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert len(records) == 5
    assert all(record.keys() >= KEYS for record in records)
    assert sum(len(record["findings"]) for record in records) == 137
    assert all(f.keys() >= FINDING_KEYS for record in records for f in record["findings"])
    assert not store.exists()


def test_what_is_no_bulletin_is_printed_with_the_reason(capsys, tmp_path):
    (tmp_path / "news.txt").write_text("云港市今天举行运动会。\n", encoding="utf-8")
    assert run(tmp_path / "news.txt", tmp_path / "none.txt", "--dry-run", "--json") == 1
    records = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [record["ok"] for record in records] == [False, False]
    assert all(record["error"] for record in records)
    assert all(record.keys() >= KEYS for record in records)


def test_the_reading_is_shown_as_a_tree_and_explained_line_by_line(capsys):
    path = BULLETINS / "zhuhai-gxj.txt"
    assert run(path, "--dry-run") == 0
    assert "珠海市工业和信息化局" in capsys.readouterr().out
    assert run(path, "--explain") == 0
    lines = capsys.readouterr().out.splitlines()
    source = path.read_text(encoding="utf-8").splitlines()
    assert len(lines) > len([line for line in source if line.strip()]) / 2


def test_files_are_stored_and_summed_up(capsys, store):
    assert run(BULLETINS, "--store", store) == 0
    table = capsys.readouterr().out
    assert "137" in table
    with Library.open(store) as library:
        assert len(library.bulletins()) == 5


def test_each_file_is_told_as_json(capsys, store, tmp_path):
    (tmp_path / "a.txt").write_text(bulletin_text(), encoding="utf-8")
    (tmp_path / "b.txt").write_text("", encoding="utf-8")
    assert run(tmp_path / "a.txt", tmp_path / "b.txt", "--json", "--store", store) == 1
    output = capsys.readouterr()
    records = [json.loads(line) for line in output.out.splitlines()]
    assert [(r["file"], r["ok"], r["outcome"]) for r in records] == [
        ("a.txt", True, "added"),
        ("b.txt", False, None),
    ]
    assert "b.txt" in output.err


@pytest.mark.parametrize("arguments", [["--workers", "0"], ["--workers", "x"], ["--nonsense"]])
def test_bad_usage_exits_with_two(arguments):
    with pytest.raises(SystemExit) as stop:
        run(*arguments)
    assert stop.value.code == 2


def test_a_store_that_cannot_be_used_exits_with_two(capsys, tmp_path):
    (tmp_path / "store").write_text("a file, no folder")
    assert run(BULLETINS, "--store", tmp_path / "store") == 2
    assert "store" in capsys.readouterr().err


def test_rebuilding_takes_over_another_model(store, tmp_path):
    (tmp_path / "a.txt").write_text(bulletin_text(), encoding="utf-8")
    assert run(tmp_path / "a.txt", "--store", store) == 0
    arguments = [str(tmp_path / "a.txt"), "--store", str(store)]
    other = bigram_embedder("other")
    assert ingest.main(arguments, load=lambda _: other) == 2
    assert ingest.main([*arguments, "--rebuild"], load=lambda _: other) == 0
