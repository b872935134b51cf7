"""What is measured: made once, used again, the same passages on both sides."""

import json

from eval.scale.stock import (
    BUNDLED,
    build_seconds,
    disk_mb,
    fill_chroma,
    open_library,
    stock_of,
)
from eval.sets.stores import QUESTIONS
from rag.settings import Settings
from tests.eval.scale.conftest import COUNT
from tests.support.fakes import BigramEngine, bigram_embedder


def test_both_sides_hold_the_same_passages(both):
    library, chroma = both
    held = chroma.get()["documents"]
    assert library.counts().bulletins == COUNT
    assert sorted(held) == sorted(passage.text for passage in library.snapshot().passages)


def test_what_is_there_is_not_made_again(stock, cache, both):
    before = stock.questions.stat().st_mtime_ns
    assert stock_of(cache, COUNT, 3, Settings(model="bigrams")) == stock
    engine = BigramEngine()
    with open_library(stock, bigram_embedder(engine=engine)) as library:
        fill_chroma(stock, both[1], library)
    assert engine.texts == []
    assert stock.questions.stat().st_mtime_ns == before


def test_what_was_cut_off_goes_on_where_it_stopped(both, stock):
    library, chroma = both
    lost = [str(number) for number in range(1500, len(library.snapshot().index.rows))]
    whole = chroma.get()["documents"]
    chroma.delete(ids=lost)
    fill_chroma(stock, chroma, library)
    assert sorted(chroma.get()["documents"]) == sorted(whole)


def test_building_in_one_go_is_timed(stock, both):
    assert build_seconds(stock).keys() == {"ours", "other"}
    assert all(seconds > 0 for seconds in build_seconds(stock).values())
    assert disk_mb(stock.store) > 0.1


def test_a_corpus_without_questions_was_cut_off_and_is_made_anew(tmp_path):
    half = tmp_path / "n2-s1" / "corpus" / "bulletins"
    half.mkdir(parents=True)
    (half / "half.txt").write_text("半份")
    stock = stock_of(tmp_path, 2, 1, Settings(model="bigrams"))
    assert not (half / "half.txt").exists()
    assert json.loads(stock.questions.read_text("utf-8").splitlines()[0])["question"]


def test_size_zero_is_the_bundled_five(tmp_path):
    settings = Settings(model="some/where/static")
    stock = stock_of(tmp_path, BUNDLED, 1, settings)
    assert (stock.bulletins, stock.questions) == (settings.corpus, QUESTIONS)
    assert stock.store.name == "store-static"
    assert stock.corpus is None
