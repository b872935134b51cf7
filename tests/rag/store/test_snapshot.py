"""A snapshot: one version, from the first word of a question to its last."""

import numpy as np

from rag.chat import Assistant
from rag.settings import Settings
from rag.store.library import Library
from tests.support.fakes import BigramEngine, bigram_embedder
from tests.support.invented import invented

QUESTION = "各单位是怎么整改采购问题的?"


def test_it_is_the_same_until_something_changes(empty_library):
    first = empty_library.snapshot()
    assert empty_library.snapshot() is first
    empty_library.add(invented())
    assert empty_library.snapshot() is not first
    assert (first.bulletins, first.passages) == ((), ())


def test_what_is_derived_is_made_once(empty_library):
    made = []

    def agencies(now):
        made.append(now.version)
        return [bulletin.agency for bulletin in now.bulletins]

    assert empty_library.derived(agencies) is empty_library.derived(agencies)
    empty_library.add(invented())
    assert empty_library.derived(agencies) == ["云港市港务局"]
    assert len(made) == 2


def test_a_question_never_mixes_two_versions(empty_library):
    for name in ("港务", "园林"):
        empty_library.add(invented(f"云港市{name}局", f"{name}.txt"))
    settled = Assistant(empty_library, Settings()).ask(QUESTION)
    stream = Assistant(empty_library, Settings()).stream(QUESTION)
    understood = next(stream)  # planned; not yet looked for
    empty_library.add(invented("云港市教育局", "edu.txt"))
    empty_library.remove(next(b.id for b in empty_library.bulletins() if "园林" in b.agency))
    *_, answer = stream
    assert understood.text == ""
    assert answer.to_dict() | {"latency_ms": 0} == settled.to_dict() | {"latency_ms": 0}
    later = Assistant(empty_library, Settings()).ask(QUESTION)
    assert {g.agency for g in later.groups} == {"云港市港务局", "云港市教育局"}


def test_what_is_in_the_index_is_not_laid_out_again(tmp_path):
    engine = BigramEngine()
    with Library.open(tmp_path, bigram_embedder(engine=engine)) as library:
        library.add(invented())
        before = library.snapshot()
        library.add(invented("云港市教育局", "edu.txt"))
        now = library.snapshot()
        rows = before.index.rows
        assert len(now.index.rows) == len(now.passages) == 2 * len(rows)
        vectors = now.index["passage.vector"]
        assert np.allclose(np.linalg.norm(vectors, axis=1), 1)
        assert np.array_equal(vectors[rows], before.index["passage.vector"][rows])


def test_a_bulletin_is_opened_from_the_snapshot_when_it_is_gone(empty_library):
    empty_library.add(invented())
    before = empty_library.snapshot()
    empty_library.remove(before.bulletins[0].id)
    assert empty_library.bulletins() == ()
    assert before.bulletins[0].text == invented().text
    assert before.bulletins[0] == invented()
