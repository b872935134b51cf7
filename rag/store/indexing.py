"""Files -> library: read each, take its bulletins in, report what became of it.

A bad file is reported with the reason and never stops the others. Reading may be spread over
processes; embedding and writing stay in this one, in the order of the files, so that the result
does not depend on the number of workers. What it does not know: how the report is shown.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from multiprocessing import get_context
from pathlib import Path

from rag.errors import BulletinQAError, UnreadableFileError
from rag.files.documents import find_files
from rag.parse.reading import Reading, read_file
from rag.store.admission import Outcome
from rag.store.library import Library

WORDS = {
    Outcome.ADDED: "新增",
    Outcome.REPLACED: "更新",
    Outcome.UNCHANGED: "未变",
    Outcome.COPY: "重复",
}


@dataclass(frozen=True, slots=True)
class FileReport:
    """What became of one document. `outcome` is None where it failed, and `error` says why.

    `done` of `total` files are through after it.
    """

    file: str
    outcome: Outcome | None
    error: str | None = None
    findings: int = 0
    measures: int = 0
    warnings: tuple[str, ...] = ()
    done: int = 0
    total: int = 0

    def __str__(self) -> str:
        if self.outcome is None:
            return f"失败 {self.file}：{self.error}"
        done = f"{WORDS[self.outcome]} {self.file}"
        return f"{done}：问题 {self.findings} 个，整改措施 {self.measures} 条"


@dataclass(frozen=True, slots=True)
class IndexReport:
    """What became of all documents, and which bulletins went because their files are gone."""

    files: tuple[FileReport, ...]
    pruned: tuple[str, ...] = ()

    @property
    def ok(self) -> bool:
        """Tell whether no file failed."""
        return not self.failed

    @property
    def failed(self) -> tuple[FileReport, ...]:
        """The documents that could not be taken in."""
        return self.of(None)

    @property
    def bulletins(self) -> int:
        """How many bulletins were read."""
        return len(self.files) - len(self.failed)

    @property
    def findings(self) -> int:
        """How many findings the bulletins hold."""
        return sum(file.findings for file in self.files)

    @property
    def measures(self) -> int:
        """How many measures the findings hold."""
        return sum(file.measures for file in self.files)

    def of(self, outcome: Outcome | None) -> tuple[FileReport, ...]:
        """Return the documents with this outcome."""
        return tuple(file for file in self.files if file.outcome is outcome)

    def __str__(self) -> str:
        changes = "、".join(f"{word} {len(self.of(kind))}" for kind, word in WORDS.items())
        return (
            f"共 {self.bulletins} 份通报，问题 {self.findings} 个，整改措施 {self.measures} 条"
            f"({changes}、失败 {len(self.failed)}、移除 {len(self.pruned)})"
        )


def index_files(
    library: Library,
    paths: Sequence[Path],
    *,
    workers: int = 1,
    prune: bool = False,
    max_mb: float = 50,
    progress: Callable[[FileReport], None] = lambda _file: None,
) -> IndexReport:
    """Take the bulletins at `paths` (files, or folders of them) into the library.

    `prune` removes the bulletins whose files were under `paths` and are gone. `progress` hears of
    every document once it is through.
    """
    gone = _prune(library, paths) if prune else ()  # first, so that a moved file is read anew
    reports: list[FileReport] = []
    files, missing = gather(paths)
    for report in missing:
        reports.append(report)
        progress(report)
    for done, readings in enumerate(read_all(files, workers, max_mb), start=1):
        for reading in readings:
            report = _take_in(library, reading, done, len(files))
            reports.append(report)
            progress(report)
    return IndexReport(tuple(reports), gone)


def gather(paths: Iterable[Path]) -> tuple[list[Path], list[FileReport]]:
    """Return the files at `paths`, each once, and a report on every path that leads to none."""
    files: dict[Path, None] = {}
    missing = []
    for path in paths:
        try:
            found = find_files(path)
            if not found:
                raise UnreadableFileError(f"“{path}”里没有可以读取的文件")
            files |= dict.fromkeys(found)
        except UnreadableFileError as error:
            missing.append(FileReport(str(path), None, str(error)))
    return list(files), missing


def read_all(files: Sequence[Path], workers: int, max_mb: float) -> Iterator[list[Reading]]:
    """Yield the readings of each file, in the order of the files."""
    read = partial(_readings, max_mb=max_mb)
    if workers == 1 or len(files) < 2:
        yield from map(read, files)
        return
    # not by fork: the parent may hold threads of the model and of the vector store
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        yield from pool.map(read, files, chunksize=4)


def _readings(path: Path, max_mb: float) -> list[Reading]:
    return list(read_file(path, max_mb=max_mb))


def _take_in(library: Library, reading: Reading, done: int, total: int) -> FileReport:
    bulletin = reading.bulletin
    if bulletin is None or not reading.ok:
        return FileReport(reading.file, None, reading.error, done=done, total=total)
    try:
        outcome = library.add(bulletin, origin_of(reading))
    except BulletinQAError as error:
        return FileReport(reading.file, None, str(error), done=done, total=total)
    measures = sum(len(finding.measures) for finding in bulletin.findings)
    return FileReport(
        reading.file,
        outcome,
        None,
        len(bulletin.findings),
        measures,
        bulletin.warnings,
        done,
        total,
    )


def origin_of(reading: Reading) -> str:
    """Return where a document is: its file's absolute path, in an archive followed by its name."""
    path = reading.path.resolve()
    _, _, member = reading.file.partition("/")
    return f"{path}/{member}" if member else str(path)


def _prune(library: Library, paths: Sequence[Path]) -> tuple[str, ...]:
    """Forget the files under `paths` that are gone; return the bulletins that went with them."""
    roots = [path.resolve() for path in paths]
    gone = [
        path
        for path in library.origins()
        if any(Path(path).is_relative_to(root) for root in roots) and not _exists(Path(path))
    ]
    if not gone:
        return ()
    before = library.bulletins()
    library.forget(gone)
    return tuple(b.source for b in before if library.bulletin(b.id) is None)


def _exists(path: Path) -> bool:
    """Tell whether a file is there, or the archive that holds it."""
    return path.exists() or any(parent.is_file() for parent in path.parents)
