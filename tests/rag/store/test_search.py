"""A snapshot's exact scores, fused ranks, a vector store that mends itself."""

import subprocess
import sys

import numpy as np
import pytest

from rag.store.library import Library
from rag.store.search import fuse
from rag.store.snapshot import content_words
from tests.support.fakes import bigram_embedder
from tests.support.invented import invented
from tests.support.places import ROOT


@pytest.mark.parametrize(
    ("rankings", "fused"),
    [
        (([1, 2, 3], [2, 1, 4]), [1, 2, 3, 4]),
        (([1, 2], []), [1, 2]),
        (([], []), []),
        (([5], [7]), [5, 7]),
        (([1, 2, 3], [3]), [3, 1, 2]),
    ],
)
def test_fusion_favours_what_both_rank_high(rankings, fused):
    assert fuse(*rankings) == fused


@pytest.fixture
def filled(empty_library):
    for agency in ("云港市港务局", "云港市园林局"):
        empty_library.add(invented(agency, f"{agency}.txt"))
    return empty_library


def test_scores_are_exact_and_aligned(filled):
    scores = filled.snapshot().scores("补缴党费1200元")
    embedder = filled._embedder
    texts = [passage.text for passage in filled.snapshot().passages]
    expected = embedder.embed(texts) @ embedder.embed_question("补缴党费1200元")
    assert np.allclose(scores.dense, expected, atol=1e-6)
    assert scores.dense.dtype == scores.sparse.dtype == np.float32
    assert len(scores.rows) == len(scores.dense) == len(scores.sparse) == len(texts)


def test_no_shared_word_scores_nothing(filled):
    scores = filled.snapshot().scores("procurement")
    assert not scores.sparse.any()


def test_words_find_the_passages_that_hold_them(filled):
    scores = filled.snapshot().scores("补缴")
    held = ["补缴" in passage.text for passage in filled.snapshot().passages]
    assert [bool(score) for score in scores.sparse] == held


def test_search_returns_the_nearest_first_with_both_scores(filled):
    hits = filled.search("补缴党费1200元", limit=3)
    assert len(hits) == 3
    assert "补缴党费" in hits[0].passage.text
    assert hits[0].dense > 0 and hits[0].sparse > 0


def test_a_lost_vector_store_is_mended_from_the_catalog(filled):
    filled._chroma.clear()
    assert filled.verify() != []
    assert "补缴党费" in filled.search("补缴党费1200元", limit=1)[0].passage.text
    assert filled.verify() == []


def test_question_words_without_content_are_dropped():
    assert "采购" in content_words("各单位是如何整改采购问题的?")
    assert not {"的", "是", "如何"} & set(content_words("各单位是如何整改采购问题的?"))


def test_an_empty_library_finds_nothing(empty_library):
    assert empty_library.search("采购") == []
    assert len(empty_library.snapshot().scores("采购").dense) == 0


@pytest.mark.slow
def test_a_damaged_vector_store_fails_neither_a_search_nor_a_rebuild(tmp_path):
    with Library.open(tmp_path, bigram_embedder()) as library:
        library.add(invented())
    (tmp_path / "chroma" / "chroma.sqlite3").write_bytes(b"damaged" * 1000)
    with Library.open(tmp_path, bigram_embedder()) as library:
        assert len(library.snapshot().scores("采购").dense)  # exact scores do not need it
        assert library.search("采购")
    (tmp_path / "chroma" / "chroma.sqlite3").write_bytes(b"damaged" * 1000)
    code = REBUILD.format(store=str(tmp_path))
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, timeout=120).returncode == 0


REBUILD = """
from pathlib import Path
from rag.store.library import Library
from tests.support.fakes import bigram_embedder

with Library.open(Path({store!r}), bigram_embedder(), rebuild=True) as library:
    assert library.search("采购")
    assert library.verify() == []
"""
