"""Files -> library: find them, have them read and taken in, report what became of each.

A file that is what it was, whose bulletins stand, is reported without being read. A bad file is
reported with the reason and never stops the others; the next time it is tried again. Files are
taken in in their order, so that the result does not depend on the number of processes that read.
What it does not know: how the report is shown.
"""

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from rag.errors import UnreadableFileError
from rag.files.documents import find_files
from rag.files.paths import shown_name
from rag.parse.apart import Limits
from rag.settings import Settings
from rag.store.ahead import read_all
from rag.store.intake import Intake
from rag.store.library import Library
from rag.store.pruning import gone_under, refuse_unbelievable
from rag.store.reports import FileReport, IndexReport


def limits_of(settings: Settings) -> Limits:
    """Return what the settings let be spent on reading a file."""
    return Limits(settings.max_file_mb, settings.read_seconds, settings.read_memory_mb)


def index_files(
    library: Library,
    paths: Sequence[Path],
    *,
    workers: int | None = 1,
    prune: bool = False,
    force: bool = False,
    accept: bool = False,
    limits: Limits = Limits(),  # noqa: B008 - frozen
    progress: Callable[[FileReport], None] = lambda _file: None,
) -> IndexReport:
    """Take the bulletins at `paths` (files, or folders of them) into the library.

    `workers` is the number of processes that read, None for as many as pay. `prune` removes the
    bulletins whose files were under `paths` and are gone; raise `StoreError` where those are too
    many to believe, unless `force`. `accept` takes in also copies that lack something. `progress`
    hears of every document once it is through; again, should what another file brought make it be
    read after all.
    """
    gone = (
        _prune(library, paths, force=force) if prune else ()
    )  # first, so that a moved file is read anew
    files, missing = gather(paths)
    for report in missing:
        progress(report)
    intake = Intake(library, len(files), progress, accept=accept)
    anew = [path for path in files if not intake.settled(path, limits.file_mb)]
    while anew:
        for read in read_all(anew, workers, limits):
            intake.take(read)
        anew = intake.close()
    return IndexReport((*missing, *(r for path in files for r in intake.reports[path])), gone)


def gather(paths: Iterable[Path]) -> tuple[list[Path], list[FileReport]]:
    """Return the files at `paths`, each once, and a report on every path that leads to none."""
    files: dict[Path, None] = {}
    missing = []
    for path in paths:
        try:
            closed: list[UnreadableFileError] = []
            found = find_files(path, closed.append)
            if not found and not closed:
                raise UnreadableFileError(f"“{shown_name(str(path))}”里没有可以读取的文件")
            files |= dict.fromkeys(found)
            missing += [FileReport(shown_name(str(path)), None, str(why)) for why in closed]
        except UnreadableFileError as error:
            missing.append(FileReport(shown_name(str(path)), None, str(error)))
    return list(files), missing


def _prune(library: Library, paths: Sequence[Path], *, force: bool) -> tuple[str, ...]:
    """Forget the files under `paths` that are gone; return the bulletins that went with them."""
    under = gone_under(paths, library.origins())
    if not force:
        refuse_unbelievable(under)
    gone = list(dict.fromkeys(file for one in under for file in one.files))
    if not gone:
        return ()
    before = library.bulletins()
    library.forget(gone)
    return tuple(b.source for b in before if library.bulletin(b.id) is None)
