"""Pruning: a folder that is empty or not mounted is not one whose files were deleted."""

import json
import shutil

import pytest

import ingest
from rag.errors import StoreError
from rag.store.indexing import index_files
from tests.support.fakes import bigram_embedder
from tests.support.invented import bulletin_text

NAMES = (
    "教育",
    "财政",
    "水务",
    "民政",
    "司法",
    "审计",
    "林业",
    "港务",
    "粮食",
    "交通",
    "商务",
    "文旅",
)


@pytest.fixture
def folder(tmp_path, empty_library):
    folder = tmp_path / "in"
    folder.mkdir()
    for name in NAMES:
        (folder / f"{name}.txt").write_text(bulletin_text(f"云港市{name}局"), "utf-8")
    assert index_files(empty_library, [folder]).ok
    return folder


def deleted(folder, count):
    for path in sorted(folder.iterdir())[:count]:
        path.unlink()


def emptied(folder):
    deleted(folder, len(NAMES))


def gone(folder):
    shutil.rmtree(folder)


def halved(folder):
    deleted(folder, 6)


@pytest.mark.parametrize("lost", [emptied, gone, halved])
def test_too_many_files_gone_remove_nothing_unless_forced(folder, empty_library, lost):
    lost(folder)
    with pytest.raises(StoreError, match="--force"):
        index_files(empty_library, [folder], prune=True)
    assert len(empty_library.bulletins()) == len(NAMES)
    went = index_files(empty_library, [folder], prune=True, force=True).pruned
    assert len(went) == len(NAMES) - len(empty_library.bulletins()) >= 6


def test_one_file_gone_is_removed(folder, empty_library):
    deleted(folder, 1)
    assert len(index_files(empty_library, [folder], prune=True).pruned) == 1


def test_a_path_of_several_that_is_not_there_stops_the_pruning_of_all(folder, empty_library):
    deleted(folder, 1)
    other = folder.parent / "other"
    shutil.copytree(folder, other)
    (other / "新.txt").write_text(bulletin_text("云港市新闻局"), "utf-8")
    index_files(empty_library, [other])
    shutil.rmtree(other)
    with pytest.raises(StoreError, match="other"):
        index_files(empty_library, [folder, other], prune=True)


def test_a_dry_run_shows_what_would_go_and_changes_nothing(folder, empty_library, capsys):
    deleted(folder, 1)
    store = str(empty_library.store)
    code = ingest.main(
        [str(folder), "--store", store, "--prune", "--dry-run", "--json"],
        lambda _settings: bigram_embedder(),
    )
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert code == 0
    assert len([line for line in lines if line.get("prune")]) == 1
    assert len(empty_library.bulletins()) == len(NAMES)
