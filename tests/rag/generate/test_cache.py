"""The cache of a chat model's words: text alone, bounded, and never in the way."""

import os
import pickle
import sqlite3

from rag.generate.cache import WordCache


def test_words_are_kept_between_openings(tmp_path):
    WordCache(tmp_path / "c.sqlite3", 100)["a"] = "话"
    assert WordCache(tmp_path / "c.sqlite3", 100)["a"] == "话"


def test_those_used_longest_ago_go_first(tmp_path):
    cache = WordCache(tmp_path / "c.sqlite3", 25)
    cache["a"], cache["b"] = "x" * 10, "y" * 10
    assert cache.get("a")
    cache["c"] = "z" * 10
    assert list(cache) == ["c", "a"]


class Planted:
    """A pickle that acts as it is read."""

    def __init__(self, folder):
        self.folder = folder

    def __reduce__(self):
        return os.mkdir, (str(self.folder),)


def test_nothing_that_is_read_back_is_run(tmp_path):
    cache = WordCache(tmp_path / "c.sqlite3", 1000)
    cache["a"] = "x"
    with sqlite3.connect(cache.path) as file:
        file.execute("UPDATE said SET words = ?", (pickle.dumps(Planted(tmp_path / "planted")),))
    file.close()
    cache.get("a")
    assert not (tmp_path / "planted").exists()


def test_a_damaged_cache_holds_nothing_and_fails_nothing(tmp_path):
    path = tmp_path / "c.sqlite3"
    path.write_bytes(b"no database" * 1000)
    cache = WordCache(path, 100)
    cache["a"] = "x"
    assert cache.get("a") is None
    assert len(cache) == 0
