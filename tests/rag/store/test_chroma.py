"""The collection of vectors: known to be whole without counting, mended where it is not."""

from rag.store.library import Library
from tests.support.evidence import many
from tests.support.fakes import bigram_embedder


def mark(library: Library) -> str:
    return (library.store / "chroma" / "whole").read_text("utf-8")


def test_what_was_written_is_known_to_be_held(tmp_path):
    with Library.open(tmp_path, bigram_embedder()) as library:
        for bulletin in many(3):
            library.add(bulletin)
            assert mark(library) == library.version
        library.remove(many(1)[0].id)
        assert mark(library) == library.version


def test_a_collection_that_lost_passages_is_mended_at_the_next_question(tmp_path):
    with Library.open(tmp_path, bigram_embedder()) as library:
        library.add_all([(bulletin, bulletin.source) for bulletin in many(3)])
        whole = library.snapshot().keys
        library._chroma.drop(sorted(whole)[:2])
        (tmp_path / "chroma" / "whole").unlink()
        library.search("党费")
        assert library._chroma.keys(library.version) == whole
        assert mark(library) == library.version


def test_what_another_version_held_says_nothing_of_this_one(tmp_path):
    with Library.open(tmp_path, bigram_embedder()) as library:
        library.add(many(1)[0])
        (tmp_path / "chroma" / "whole").write_text("other-1", "utf-8")
        library.add(many(2)[1])
        assert mark(library) == "other-1"
        library.search("党费")
        assert mark(library) == library.version


def damaged(store):
    for path in (store / "chroma").rglob("*"):
        if path.is_file():
            path.write_bytes(b"no database at all " * 400)


def test_a_damaged_collection_is_set_aside_and_filled_again_at_the_next_start(tmp_path):
    with Library.open(tmp_path, bigram_embedder()) as library:
        for bulletin in many(3):
            library.add(bulletin)
    damaged(tmp_path)
    with Library.open(tmp_path, bigram_embedder()) as library:
        assert library.search("党费")
        assert library._chroma.keys(library.version) == library.snapshot().keys
    assert (tmp_path / "chroma.damaged").is_dir()


def test_a_collection_damaged_under_a_running_process_fails_no_question_and_no_addition(tmp_path):
    first, second, third = many(3)
    with Library.open(tmp_path, bigram_embedder()) as library:
        library.add(first)
        library.search("党费")
        damaged(tmp_path)
        library.add(second)
        assert {hit.passage.bulletin_id for hit in library.search("党费", 20)} == {
            first.id,
            second.id,
        }
        library.add(third)
        library.search("党费")
        assert library._chroma.keys(library.version) == library.snapshot().keys


def test_a_damaged_collection_does_not_stop_a_rebuild(tmp_path):
    with Library.open(tmp_path, bigram_embedder()) as library:
        library.add(many(1)[0])
    damaged(tmp_path)
    with Library.open(tmp_path, bigram_embedder(), rebuild=True) as library:
        assert library.verify() == []


def test_as_many_passages_but_others_are_not_taken_for_the_same(tmp_path):
    with Library.open(tmp_path, bigram_embedder()) as library:
        library.add(many(1)[0])
        now = library.snapshot()
        lost = min(now.keys)
        library._chroma.put([999], [now.passage(0)], now.index["passage.vector"][:1])
        library._chroma.drop([lost])
        (tmp_path / "chroma" / "whole").unlink()
        library.search("党费")
        assert library._chroma.keys(library.version) == now.keys


def test_where_no_collection_can_be_had_all_vectors_are_gone_through(tmp_path):
    with Library.open(tmp_path, bigram_embedder()) as library:
        library.add_all([(bulletin, bulletin.source) for bulletin in many(3)])
        now, vector = library.snapshot(), library.snapshot().vector("补缴党费")
        wanted = {now.bulletins[1].id}
        whole = (now.nearest(vector, 5).tolist(), now.nearest(vector, 3, wanted).tolist())
        library._chroma.clear()
        (tmp_path / "chroma").write_text("a file where a folder should be", "utf-8")
        (tmp_path / "chroma.damaged").write_text("and another", "utf-8")
        cosines = now.index["passage.vector"] @ vector
        for rows, given in zip(whole, ((vector, 5), (vector, 3, wanted)), strict=True):
            assert cosines[now.nearest(*given)].tolist() == cosines[rows].tolist()
