"""Pruning: which files are gone for good, and when that is too many to believe.

A folder that is empty or not mounted looks like one of which all files were deleted. So nothing is
forgotten where a path has no files, or where more than a tenth of what the store has of it (but at
least one file) would go, unless that is forced. What cannot be looked at is not gone. What it does
not know: which bulletins go with the files (see `indexing`).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from rag.errors import StoreError, UnreadableFileError
from rag.files.documents import find_files
from rag.files.paths import path_kept
from rag.store.tuned import GONE_AT_MOST

NAMED = 5  # files named in a refusal


@dataclass(frozen=True, slots=True)
class Gone:
    """What is gone of one path: how many files it has, how many the store knows, which are gone."""

    root: Path
    found: int
    known: int
    files: tuple[str, ...]

    @property
    def believable(self) -> bool:
        """Tell whether so many may have been deleted on purpose."""
        few = len(self.files) <= max(1, int(self.known * GONE_AT_MOST))
        return not self.files or (self.found > 0 and few)

    def __str__(self) -> str:
        return (
            f"“{self.root}”现有文件 {self.found} 个，库中记着 {self.known} 个，"
            f"其中 {len(self.files)} 个不见了"
        )


def gone_under(paths: Sequence[Path], known: Iterable[str]) -> list[Gone]:
    """Return what is gone of each path, of the files that the store knows."""
    every = [(file, path_kept(file)) for file in known]
    gone = []
    for path in paths:
        root = path.resolve()
        under = [(file, place) for file, place in every if place.is_relative_to(root)]
        files = tuple(file for file, place in under if not _may_be_there(place))
        gone.append(Gone(path, _count(path), len(under), files))
    return gone


def refuse_unbelievable(gone: Iterable[Gone]) -> None:
    """Raise `StoreError` where too much is gone to have been deleted on purpose."""
    for one in gone:
        if not one.believable:
            names = "、".join(Path(file).name for file in one.files[:NAMED])
            raise StoreError(
                f"没有移除任何通报：{one}（{names}{'……' if len(one.files) > NAMED else ''}）。"
                "请检查目录是否挂载、路径是否写对；用 --prune --dry-run 查看全部；"
                "确实要移除，请再加 --force。"
            )


def _count(path: Path) -> int:
    try:
        return len(find_files(path))
    except (UnreadableFileError, OSError):
        return 0


def _may_be_there(path: Path) -> bool:
    """Tell whether a file is there, or the archive that holds it, or cannot be looked at."""
    try:
        path.stat()
    except (FileNotFoundError, NotADirectoryError):
        return any(parent.is_file() for parent in path.parents)
    except OSError:
        return True
    return True
