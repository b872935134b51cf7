"""Files into the library: reports, bad files, archives, pruning, workers."""

import json
import zipfile

import pytest

from rag.parse.apart import Limits
from rag.parse.reading import Reading
from rag.store import ahead
from rag.store.admission import Outcome
from rag.store.indexing import gather, index_files
from tests.support.invented import bulletin_text
from tests.support.places import BULLETINS


@pytest.fixture
def folder(tmp_path):
    place = tmp_path / "in"
    place.mkdir()
    for name in ("港务局", "园林局"):
        (place / f"{name}.txt").write_text(bulletin_text(f"云港市{name}"), encoding="utf-8")
    return place


def outcomes(report):
    return {file.file: file.outcome for file in report.files}


def test_files_are_added_then_unchanged_then_replaced(empty_library, folder):
    report = index_files(empty_library, [folder])
    assert (report.bulletins, report.findings, report.measures) == (2, 4, 8)
    assert set(outcomes(report).values()) == {Outcome.ADDED}
    assert set(outcomes(index_files(empty_library, [folder])).values()) == {Outcome.UNCHANGED}
    (folder / "港务局.txt").write_text(bulletin_text("云港市港务局", dues=1), encoding="utf-8")
    assert outcomes(index_files(empty_library, [folder])) == {
        "园林局.txt": Outcome.UNCHANGED,
        "港务局.txt": Outcome.REPLACED,
    }
    assert len(empty_library.bulletins()) == 2


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("empty.txt", b""),
        ("binary.txt", bytes(range(256)) * 20),
        ("news.txt", "今天天气很好,我们去了公园。\n".encode()),
        ("broken.docx", b"PK\x03\x04 not a document"),
    ],
)
def test_a_bad_file_is_named_with_the_reason_and_the_rest_goes_on(
    empty_library, folder, name, content
):
    (folder / name).write_bytes(content)
    report = index_files(empty_library, [folder])
    assert [file.file for file in report.failed] == [name]
    assert name in (report.failed[0].error or "")
    assert len(empty_library.bulletins()) == 2
    assert not report.ok


def test_a_missing_path_and_an_empty_folder_are_named(empty_library, tmp_path):
    (tmp_path / "void").mkdir()
    report = index_files(empty_library, [tmp_path / "nowhere", tmp_path / "void"])
    assert [bool(file.error) for file in report.files] == [True, True]


def test_a_path_given_twice_is_read_once(folder):
    files, missing = gather([folder, folder / "港务局.txt"])
    assert (len(files), missing) == (2, [])


def test_progress_hears_of_every_document(empty_library, folder):
    heard = []
    index_files(empty_library, [folder], progress=heard.append)
    assert [(file.done, file.total) for file in heard] == [(1, 2), (2, 2)]
    assert "新增" in str(heard[0])


def test_pruning_removes_what_has_no_file_any_more(empty_library, folder, tmp_path):
    elsewhere = tmp_path / "other.txt"
    elsewhere.write_text(bulletin_text("云港市粮食局"), encoding="utf-8")
    index_files(empty_library, [folder, elsewhere])
    (folder / "港务局.txt").unlink()
    assert index_files(empty_library, [folder]).pruned == ()
    assert index_files(empty_library, [folder], prune=True).pruned == ("港务局.txt",)
    assert {b.agency for b in empty_library.bulletins()} == {"云港市园林局", "云港市粮食局"}


def test_documents_of_an_archive_are_kept_apart(empty_library, folder, tmp_path):
    with zipfile.ZipFile(tmp_path / "all.zip", "w") as archive:
        for path in folder.iterdir():
            archive.write(path, path.name)
    report = index_files(empty_library, [tmp_path / "all.zip"])
    assert [file.outcome for file in report.files] == [Outcome.ADDED] * 2
    again = index_files(empty_library, [tmp_path / "all.zip"], prune=True)
    assert [file.outcome for file in again.files] == [Outcome.UNCHANGED] * 2
    assert again.pruned == ()
    (tmp_path / "all.zip").unlink()
    index_files(empty_library, [folder.parent], prune=True, force=True)  # now on their own
    assert {b.source for b in empty_library.bulletins()} == {"港务局.txt", "园林局.txt"}


@pytest.mark.slow
def test_several_workers_give_the_same(tmp_path, fake_embedder, folder):
    from rag.store.library import Library

    found = []
    for workers in (1, 2):
        with Library.open(tmp_path / str(workers), fake_embedder) as library:
            report = index_files(library, [folder, BULLETINS], workers=workers)
            found.append((outcomes(report), library.bulletins(), library.snapshot().passages))
    assert found[0] == found[1]


@pytest.fixture
def unreadable(monkeypatch):
    """Say that files cannot be read from now on, so that reading one is seen."""

    def fails(path, _limits, **_options):
        return (Reading(path.name, path, None, "被读了"),)

    return lambda: monkeypatch.setattr(ahead, "read_apart", fails)


def test_an_unchanged_file_is_reported_as_before_without_being_read(
    empty_library, folder, tmp_path, unreadable
):
    with zipfile.ZipFile(tmp_path / "all.zip", "w") as archive:
        archive.writestr("粮食局.txt", bulletin_text("云港市粮食局"))
        archive.writestr("again.txt", (folder / "港务局.txt").read_bytes())
    paths = [folder, tmp_path / "all.zip"]
    first = index_files(empty_library, paths)
    version = empty_library.version
    read = index_files(empty_library, paths)
    unreadable()
    unread = index_files(empty_library, paths)
    assert unread == read
    assert outcomes(unread)["all.zip/again.txt"] is Outcome.COPY
    assert (unread.findings, unread.measures) == (first.findings, first.measures)
    assert [f.warnings for f in unread.files] == [f.warnings for f in first.files]
    assert empty_library.version == version


def test_a_file_that_failed_is_tried_again(empty_library, folder, unreadable):
    (folder / "news.txt").write_text("今天天气很好,我们去了公园。\n", encoding="utf-8")
    index_files(empty_library, [folder])
    unreadable()
    assert [file.error for file in index_files(empty_library, [folder]).failed] == ["被读了"]


def test_an_archive_of_which_one_document_failed_is_tried_again(
    empty_library, tmp_path, unreadable
):
    with zipfile.ZipFile(tmp_path / "all.zip", "w") as archive:
        archive.writestr("粮食局.txt", bulletin_text("云港市粮食局"))
        archive.writestr("empty.txt", "")
    index_files(empty_library, [tmp_path / "all.zip"])
    unreadable()
    assert index_files(empty_library, [tmp_path / "all.zip"]).failed[0].error == "被读了"


def test_a_bulletin_removed_comes_back_from_its_unchanged_file(empty_library, folder):
    index_files(empty_library, [folder])
    empty_library.remove(empty_library.bulletins()[0].id)
    again = index_files(empty_library, [folder])
    assert sorted(outcomes(again).values()) == [Outcome.ADDED, Outcome.UNCHANGED]
    assert len(empty_library.bulletins()) == 2


def test_an_unchanged_copy_takes_the_place_of_a_file_that_holds_another_bulletin_now(
    empty_library, folder
):
    copy = folder / "港务局副本.txt"
    copy.write_bytes((folder / "港务局.txt").read_bytes())
    assert outcomes(index_files(empty_library, [folder]))["港务局副本.txt"] is Outcome.COPY
    (folder / "港务局.txt").write_text(bulletin_text("云港市水务局"), encoding="utf-8")
    index_files(empty_library, [folder])
    assert {b.source: b.agency for b in empty_library.bulletins()} == {
        "港务局.txt": "云港市水务局",
        "港务局副本.txt": "云港市港务局",
        "园林局.txt": "云港市园林局",
    }


def test_corrections_beside_an_unchanged_file_are_taken_over(empty_library, folder):
    index_files(empty_library, [folder])
    (folder / "港务局.yaml").write_text("region: 东海省云港市\n", encoding="utf-8")
    assert outcomes(index_files(empty_library, [folder]))["港务局.txt"] is Outcome.REPLACED


def test_a_file_over_the_limit_fails_though_it_was_taken_in_before(empty_library, folder):
    index_files(empty_library, [folder])
    assert len(index_files(empty_library, [folder], limits=Limits(1e-5)).failed) == 2


ODD = "通报".encode("gb18030").decode("utf-8", "surrogateescape") + ".txt"


@pytest.mark.parametrize("name", [ODD, "长" * 83 + ".txt"])
def test_a_file_of_any_name_is_taken_in_known_again_and_pruned(empty_library, folder, name):
    odd = folder / name
    odd.write_text(bulletin_text("云港市教育局"), encoding="utf-8")
    for expected in (Outcome.ADDED, Outcome.UNCHANGED):
        report = index_files(empty_library, [folder], prune=True)
        assert set(outcomes(report).values()) == {expected}
        assert json.dumps([file.file for file in report.files], ensure_ascii=False).encode()
    odd.unlink()
    assert len(index_files(empty_library, [folder], prune=True).pruned) == 1
    assert len(empty_library.bulletins()) == 2


class Refusing:
    """A library that fails over one bulletin, in a way that nobody foresaw."""

    def __init__(self, library, agency):
        self.library = library
        self.agency = agency

    def __getattr__(self, name):
        return getattr(self.library, name)

    def add_all(self, some, **how):
        """Take bulletins in, or break down."""
        if any(self.agency in bulletin.agency for bulletin, _ in some):
            raise ZeroDivisionError("nobody foresaw this")
        return self.library.add_all(some, **how)


def test_whatever_goes_wrong_in_storing_is_that_file_s_failure(empty_library, folder):
    report = index_files(Refusing(empty_library, "港务局"), [folder])
    assert outcomes(report) == {"港务局.txt": None, "园林局.txt": Outcome.ADDED}
    assert "ZeroDivisionError" in report.failed[0].error
