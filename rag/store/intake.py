"""Intake: what was read of files is taken into the library, some bulletins in one step.

Bulletins wait for each other until together they are worth a step: their texts are embedded, their
vectors put into the engine and their records written at once. Where a step fails, they are tried
one by one, so that each fails for itself. A file of which every document was taken in is remembered
(see `seen`), and reported the next time without being read. What it does not know: where files are,
and how they are read.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from rag.bulletin import Bulletin
from rag.errors import told
from rag.files.paths import kept_path
from rag.parse.reading import Reading
from rag.store.admission import Outcome
from rag.store.ahead import Read
from rag.store.library import Library
from rag.store.reports import FileReport
from rag.store.seen import Seen, Taken, unchanged
from rag.store.tuned import TOGETHER


class Intake:
    """Takes files in, some at a time; `reports` says what became of the documents of each."""

    def __init__(
        self,
        library: Library,
        total: int,
        progress: Callable[[FileReport], None],
        *,
        accept: bool = False,
    ) -> None:
        self.reports: dict[Path, list[FileReport]] = {}
        self._library, self._total, self._progress = library, total, progress
        self._accept = accept  # also what lacks something of the bulletin that stands
        self._heard: set[Path] = set()
        self._unread: dict[Path, Seen] = {}  # settled without being read
        self._waiting: list[Reading] = []
        self._handed_in: list[Read] = []  # of which no document is yet to come
        self._version = library.version

    def settled(self, path: Path, max_mb: float) -> bool:
        """Report on a file that need not be read; tell whether that is so."""
        seen = self._library.seen(kept_path(path))
        if seen is None or seen.stamp.size > max_mb * 2**20:
            return False
        stamp = unchanged(path, seen.stamp)
        outcomes = self._library.outcomes_unread(seen)
        if stamp is None or outcomes is None:
            return False
        if stamp != seen.stamp:
            self._library.keep_seen([replace(seen, stamp=stamp)])
        self._unread[path] = seen
        self.reports[path] = []
        for document, outcome in zip(seen.documents, outcomes, strict=True):
            self._report(path, document, outcome)
        return True

    def take(self, read: Read) -> None:
        """Take in what was read of a file, at once or with the next ones."""
        self.reports[read.path] = []
        for reading in read.readings:
            self._waiting.append(reading)
            if sum(map(_size, self._waiting)) >= TOGETHER:
                self._take_in()
        self._handed_in.append(read)
        if not self._waiting:
            self._remember()

    def close(self) -> list[Path]:
        """Take in what waits; return the files that are to be read because of what came."""
        self._take_in()
        if self._library.version == self._version:
            return []
        self._version = self._library.version
        stand = self._library.outcomes_unread
        fallen = [path for path, seen in self._unread.items() if stand(seen) is None]
        for path in fallen:
            del self._unread[path], self.reports[path]
        return fallen

    def _take_in(self) -> None:
        waiting, self._waiting = self._waiting, []
        good = [(b, origin_of(reading)) for reading in waiting if (b := _bulletin(reading))]
        became = iter(self._added(good))
        for reading in waiting:
            outcome = next(became) if _bulletin(reading) else reading.error or ""
            self._report(reading.path, self._told(reading, outcome), outcome)
        self._remember()

    def _told(self, reading: Reading, became: Outcome | str) -> Taken:
        """Return what a document gave; where it was set aside, with the reason."""
        taken, bulletin = _taken(reading), _bulletin(reading)
        if became is not Outcome.ASIDE or bulletin is None:
            return taken
        reason = self._library.why_aside(bulletin, origin_of(reading))
        return replace(taken, warnings=(*taken.warnings, reason))

    def _remember(self) -> None:
        """Remember the files of which every document was taken in, or stands elsewhere."""
        whole = []
        for read in self._handed_in:
            undecided = [
                r for r in self.reports[read.path] if r.error or r.outcome is Outcome.ASIDE
            ]
            if read.stamp and not undecided:
                taken = tuple(map(_taken, read.readings))
                whole.append(Seen(kept_path(read.path), read.stamp, taken))
        self._handed_in.clear()
        self._library.keep_seen(whole)

    def _added(self, some: Sequence[tuple[Bulletin, str]]) -> list[Outcome | str]:
        """Take bulletins in; return what became of each, or why it failed."""
        try:
            return [*self._library.add_all(some, accept=self._accept)]
        except Exception as error:  # whatever it is, it is this file's failure, not the others'
            if len(some) < 2:
                return [told(error)] * len(some)
            return [outcome for one in some for outcome in self._added([one])]

    def _report(self, path: Path, document: Taken, became: Outcome | str) -> None:
        self._heard.add(path)
        outcome, error = (became, None) if isinstance(became, Outcome) else (None, became)
        report = FileReport(
            document.file,
            outcome,
            error,
            document.findings,
            document.measures,
            document.warnings,
            len(self._heard),
            self._total,
        )
        self.reports[path].append(report)
        self._progress(report)


def _bulletin(reading: Reading) -> Bulletin | None:
    """Return the bulletin that is to be taken in, None where the document is none."""
    return reading.bulletin if reading.ok else None


def _size(reading: Reading) -> int:
    """Return about how many passages a document has."""
    bulletin = _bulletin(reading)
    return len(bulletin.findings) + _measures(bulletin) if bulletin else 0


def _taken(reading: Reading) -> Taken:
    """Return what a document gave; nothing where it is no bulletin."""
    bulletin, path = _bulletin(reading), origin_of(reading)
    if bulletin is None:
        return Taken(reading.file, path, 0, 0, ())
    count = len(bulletin.findings)
    return Taken(reading.file, path, count, _measures(bulletin), bulletin.warnings)


def _measures(bulletin: Bulletin) -> int:
    return sum(len(finding.measures) for finding in bulletin.findings)


def origin_of(reading: Reading) -> str:
    """Return where a document is: its file's absolute path, in an archive followed by its name."""
    path = kept_path(reading.path)
    _, _, member = reading.file.partition("/")
    return f"{path}/{member}" if member else path
