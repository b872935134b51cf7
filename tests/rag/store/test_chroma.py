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
