"""The library: identity, replacement, kill -9, several threads and processes."""

import shutil
import subprocess
import sys
import tempfile
import threading
from dataclasses import replace
from pathlib import Path

import pytest

from rag.bulletin import Status
from rag.errors import StoreError
from rag.parse.parse import parse_bulletin
from rag.store.admission import Outcome
from rag.store.catalog import Where
from rag.store.library import Library
from tests.support.fakes import BigramEngine, bigram_embedder
from tests.support.invented import bulletin_text, invented
from tests.support.places import ROOT


def titles(library):
    return sorted(b.source for b in library.bulletins())


def test_what_was_added_is_listed_and_found(empty_library):
    bulletin = invented()
    assert empty_library.add(bulletin) is Outcome.ADDED
    assert empty_library.bulletins() == (bulletin,)
    assert empty_library.bulletin(bulletin.id) == bulletin
    assert empty_library.bulletin("nothing") is None
    assert {p.bulletin_id for p in empty_library.snapshot().passages} == {bulletin.id}
    assert empty_library.verify() == []


def test_adding_twice_changes_nothing_and_embeds_nothing(tmp_path):
    engine = BigramEngine()
    with Library.open(tmp_path, bigram_embedder(engine=engine)) as library:
        library.add(invented())
        version, embedded = library.version, len(engine.texts)
        assert library.add(invented()) is Outcome.UNCHANGED
        assert (library.version, len(engine.texts)) == (version, embedded)


def test_a_changed_file_replaces_and_embeds_only_what_is_new(tmp_path):
    engine = BigramEngine()
    with Library.open(tmp_path, bigram_embedder(engine=engine)) as library:
        library.add(invented(trainings=2))
        before = set(engine.texts)
        assert library.add(invented(trainings=9)) is Outcome.REPLACED
        assert all("9次" in text for text in set(engine.texts) - before)
        assert len(library.bulletins()) == 1
        assert library.verify() == []


def test_the_same_text_read_better_replaces(empty_library):
    bulletin = invented()
    empty_library.add(bulletin)
    better = replace(bulletin, agency="云港市港务管理局")
    assert empty_library.add(better) is Outcome.REPLACED
    assert empty_library.bulletins() == (better,)
    assert {p.text.split()[0] for p in empty_library.snapshot().passages} == {"云港市港务管理局"}


def read(text, source):
    return parse_bulletin(text, source)


def test_a_copy_in_another_file_is_the_same_bulletin_and_stays_so(empty_library):
    copies = {
        "/a/port.txt": invented(source="port.txt"),
        "/b/copy.txt": invented(source="copy.txt"),
        "/b/spaced.txt": read(bulletin_text().replace("采购", "采 购"), "spaced.txt"),
        "/b/old.txt": read(bulletin_text().replace("采购", "採購").replace("党", "黨"), "old.txt"),
    }
    first = [empty_library.add(bulletin, path) for path, bulletin in copies.items()]
    version = empty_library.version
    again = [empty_library.add(bulletin, path) for path, bulletin in copies.items()]
    assert first == [Outcome.ADDED, *[Outcome.COPY] * 3]
    assert again == [Outcome.UNCHANGED, *[Outcome.COPY] * 3]
    assert titles(empty_library) == ["port.txt"]
    assert empty_library.version == version


def test_of_a_bulletin_and_its_correction_the_later_dated_stays(tmp_path):
    old = invented(trainings=1, date="2024年1月15日", source="old.txt")
    new = invented(trainings=2, date="2024年3月1日", source="new.txt")
    for order, name in (((old, new), "up"), ((new, old), "down")):
        with Library.open(tmp_path / name, bigram_embedder()) as library:
            for bulletin in order:
                library.add(bulletin)
            assert titles(library) == ["new.txt"]
            again = {b.source: library.add(b) for b in (old, new)}
            assert again == {"old.txt": Outcome.COPY, "new.txt": Outcome.UNCHANGED}


def test_bulletins_taken_in_together_are_as_one_after_the_other(tmp_path):
    old = invented(trainings=1, date="2024年1月15日", source="old.txt")
    new = invented(trainings=2, date="2024年3月1日", source="new.txt")
    park = invented("云港市园林局", "park.txt")
    handed_in = [(b, f"/in/{b.source}") for b in (old, park, new, old)]
    handed_in.insert(2, (park, "/copies/park2.txt"))
    with Library.open(tmp_path / "one", bigram_embedder()) as one:
        apart = [one.add(*pair) for pair in handed_in]
        with Library.open(tmp_path / "all", bigram_embedder()) as library:
            assert library.add_all(handed_in) == apart
            assert library.bulletins() == one.bulletins()
            assert library.origins() == one.origins()
            assert library.verify() == []


def test_what_was_settled_is_taken_in_after_all_where_another_of_the_step_makes_it_new(
    empty_library,
):
    port, copy = invented(source="port.txt"), invented(source="copy.txt")
    other = invented("云港市水务局", "port.txt")
    empty_library.add(port, "/port.txt")
    empty_library.add(copy, "/copy.txt")
    outcomes = empty_library.add_all([(other, "/port.txt"), (copy, "/copy.txt")])
    assert outcomes == [Outcome.ADDED, Outcome.REPLACED]
    assert sorted(titles(empty_library)) == ["copy.txt", "port.txt"]
    assert empty_library.verify() == []


def test_one_agency_may_have_bulletins_of_two_rounds(empty_library):
    empty_library.add(invented(), "/a")
    later = bulletin_text().replace("2023年", "2025年").replace("党费", "工会经费")
    assert empty_library.add(read(later, "later.txt"), "/b") is Outcome.ADDED
    assert len(empty_library.bulletins()) == 2


def test_one_digit_corrected_in_a_file_is_taken_over(empty_library):
    for dues in (1200, 1300):
        empty_library.add(invented(dues=dues))
    assert "1300元" in empty_library.bulletins()[0].text
    assert len(empty_library.bulletins()) == 1


def test_a_moved_file_brings_its_bulletin_along(empty_library):
    empty_library.add(invented(source="old.txt"), "/a/old.txt")
    empty_library.add(invented(source="new.txt"), "/a/new.txt")
    empty_library.forget(["/a/old.txt"])
    assert empty_library.add(invented(source="new.txt"), "/a/new.txt") is Outcome.REPLACED
    assert titles(empty_library) == ["new.txt"]


def test_removing_leaves_nothing_behind(empty_library):
    bulletin = invented()
    empty_library.add(bulletin)
    assert empty_library.remove(bulletin.id)
    assert not empty_library.remove(bulletin.id)
    assert empty_library.bulletins() == ()
    assert empty_library.search("采购") == []
    assert empty_library.verify() == []


def test_search_keeps_to_where(empty_library):
    port, park = invented(), invented("云港市园林局", "park.txt")
    done = replace(park, findings=tuple(replace(f, status=Status.DONE) for f in park.findings))
    for bulletin in (port, done):
        empty_library.add(bulletin)
    hits = empty_library.search("采购", 20, Where(agencies=("云港市港务局",)))
    assert {hit.passage.bulletin_id for hit in hits} == {port.id}
    hits = empty_library.search("采购", 5, Where(statuses=(Status.DONE,)))
    assert {hit.passage.bulletin_id for hit in hits} == {park.id}
    assert empty_library.search("采购", 5, Where(agencies=("没有的局",))) == []


def test_another_model_is_refused_until_rebuilt(tmp_path):
    with Library.open(tmp_path, bigram_embedder("one")) as library:
        library.add(invented())
    with pytest.raises(StoreError, match="--rebuild"):
        Library.open(tmp_path, bigram_embedder("two"))
    with Library.open(tmp_path, bigram_embedder("two"), rebuild=True) as library:
        assert library.verify() == []
        assert library.search("采购")
    Library.open(tmp_path, bigram_embedder("two")).close()


def test_rebuilding_without_change_embeds_nothing(tmp_path):
    engine = BigramEngine()
    with Library.open(tmp_path, bigram_embedder(engine=engine)) as library:
        library.add(invented())
        passages, embedded = library.snapshot().passages, len(engine.texts)
        library.rebuild()
        assert library.snapshot().passages == passages
        assert len(engine.texts) == embedded
        assert library.verify() == []


def test_without_an_embedder_records_can_be_read_and_no_more(tmp_path):
    with Library.open(tmp_path, bigram_embedder()) as library:
        library.add(invented())
    with Library.open(tmp_path) as library:
        assert len(library.bulletins()) == 1
        with pytest.raises(StoreError):
            library.snapshot().scores("采购")
        with pytest.raises(StoreError):
            library.add(invented("云港市园林局", "park.txt"))


def test_what_another_opening_writes_is_seen(tmp_path):
    with Library.open(tmp_path, bigram_embedder()) as reader:
        assert reader.bulletins() == ()
        version = reader.version
        with Library.open(tmp_path, bigram_embedder()) as writer:
            writer.add(invented())
        assert reader.version != version
        assert titles(reader) == ["port.txt"]
        assert "补缴党费" in reader.search("补缴党费1200元", 1)[0].passage.text


ADD = """
import os, signal, sys
from pathlib import Path
from rag.store.library import Library
from rag.parse.parse import parse_bulletin
from tests.support.fakes import bigram_embedder
from tests.support.invented import invented

def die(step):
    if step == sys.argv[2]:
        os.kill(os.getpid(), signal.SIGKILL)

with Library.open(Path(sys.argv[1]), bigram_embedder(), on_step=die) as library:
    library.add(invented(trainings=9))
"""


def run(script, *arguments):
    return subprocess.run(
        [sys.executable, "-c", script, *map(str, arguments)], cwd=ROOT, timeout=120
    ).returncode


@pytest.mark.slow
@pytest.mark.parametrize("step", ["embedded", "catalogued", "indexed", "visible", "dropped"])
def test_killed_at_any_step_the_old_state_or_the_new_one_is_there(tmp_path, step):
    with Library.open(tmp_path, bigram_embedder()) as library:
        library.add(invented(trainings=2))
    assert run(ADD, tmp_path, step) == -9
    with Library.open(tmp_path, bigram_embedder()) as library:
        new = step in ("visible", "dropped")
        text = library.bulletins()[0].text
        assert len(library.bulletins()) == 1
        assert ("培训9次" if new else "培训2次") in text
        assert {p.bulletin_id for p in library.snapshot().passages} == {library.bulletins()[0].id}
        assert library.search("采购培训", 3)
        library.add(invented(trainings=9))
        assert "培训9次" in library.bulletins()[0].text
        assert library.verify() == []


ADD_TOGETHER = ADD.replace(
    "library.add(invented(trainings=9))",
    "library.add_all([(invented(trainings=9), 'port.txt'),"
    " (invented('云港市园林局', 'park.txt'), 'park.txt')])",
)


@pytest.mark.slow
@pytest.mark.parametrize("step", ["embedded", "catalogued", "indexed", "visible", "dropped"])
def test_killed_at_any_step_all_of_those_taken_in_together_are_there_or_none(tmp_path, step):
    with Library.open(tmp_path, bigram_embedder()) as library:
        library.add(invented(trainings=2))
    assert run(ADD_TOGETHER, tmp_path, step) == -9
    with Library.open(tmp_path, bigram_embedder()) as library:
        new = step in ("visible", "dropped")
        assert len(library.bulletins()) == (2 if new else 1)
        assert ("培训9次" in library.bulletins()[-1].text) == new
        library.add(invented(trainings=9))
        assert library.verify() == []


REBUILD = ADD.replace("library.add(invented(trainings=9))", "library.rebuild()")


@pytest.mark.slow
@pytest.mark.parametrize("step", ["rebuilt one", "visible", "dropped"])
def test_killed_while_rebuilding_the_bulletins_are_there(tmp_path, step):
    with Library.open(tmp_path, bigram_embedder()) as library:
        library.add(invented())
        before = library.snapshot().passages
    assert run(REBUILD, tmp_path, step) == -9
    with Library.open(tmp_path, bigram_embedder()) as library:
        assert library.snapshot().passages == before
        assert library.search("采购培训", 3)
        library.rebuild()
        assert library.verify() == []


ADD_SOME = """
import sys
from pathlib import Path
from rag.store.library import Library
from rag.parse.parse import parse_bulletin
from tests.support.fakes import bigram_embedder
from tests.support.invented import invented

with Library.open(Path(sys.argv[1]), bigram_embedder()) as library:
    for name in sys.argv[2].split():
        library.add(invented(f"云港市{name}局", f"{name}.txt"))
"""


@pytest.mark.slow
def test_two_processes_write_while_threads_read(tmp_path):
    troubles: list[BaseException] = []
    over = threading.Event()

    def read(library):
        try:
            while not over.is_set():
                scores = library.snapshot().scores("补缴党费")
                assert len(scores.rows) == len(scores.dense) == len(scores.sparse)
                library.search("采购", 3)
                over.wait(0.02)
        except BaseException as error:  # noqa: BLE001 - told to the test
            troubles.append(error)

    with Library.open(tmp_path, bigram_embedder()) as library:
        readers = [threading.Thread(target=read, args=(library,)) for _ in range(3)]
        writers = [
            subprocess.Popen([sys.executable, "-c", ADD_SOME, str(tmp_path), name], cwd=ROOT)
            for name in ("教育 财政 水务", "民政 司法 审计")
        ]
        for reader in readers:
            reader.start()
        codes = [writer.wait(120) for writer in writers]
        over.set()
        for reader in readers:
            reader.join()
        assert (codes, troubles) == ([0, 0], [])
        assert len(library.bulletins()) == 6
        assert library.verify() == []


READ_ONLY = """
import os, sys
from pathlib import Path
from rag.errors import StoreError
from rag.store.library import Library
from tests.support.fakes import bigram_embedder
from tests.support.invented import invented

with Library.open(Path(sys.argv[2]), bigram_embedder()) as library:
    library.add(invented())  # loads what is loaded at first use, which nobody may not read
    library.search("采购")
if os.getuid() == 0:
    os.setgid(65534)
    os.setuid(65534)
with Library.open(Path(sys.argv[1]), bigram_embedder()) as library:
    assert len(library.bulletins()) == 1
    assert library.search("采购")
    try:
        library.add(invented("云港市园林局", "park.txt"))
    except StoreError as error:
        assert "不能写入" in str(error), error
    else:
        sys.exit("written")
"""


@pytest.mark.slow
@pytest.mark.parametrize("index", [True, False])
def test_a_store_that_cannot_be_written_is_read(tmp_path, index):
    with tempfile.TemporaryDirectory() as folder:
        store = Path(folder) / "store"
        with Library.open(store, bigram_embedder()) as library:
            library.add(invented())
            library.search("采购")
        if not index:
            shutil.rmtree(store / "index")
            shutil.rmtree(store / "chroma")
        for path in (Path(folder), store, *store.rglob("*")):
            path.chmod(0o555 if path.is_dir() else 0o444)
        try:
            assert run(READ_ONLY, store, tmp_path) == 0
        finally:
            for path in (Path(folder), store, *store.rglob("*")):
                path.chmod(0o755 if path.is_dir() else 0o644)


def test_the_first_fill_goes_on_until_it_is_ended(tmp_path):
    with Library.open(tmp_path, bigram_embedder()) as library:
        assert library.to_be_filled
        library.fill_begun()
        library.add(invented())
    with Library.open(tmp_path, bigram_embedder()) as library:
        assert library.to_be_filled  # it was stopped
        library.fill_ended()
        assert not library.to_be_filled
        library.remove(library.bulletins()[0].id)
        assert not library.to_be_filled  # emptied by its operator
