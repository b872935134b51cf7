"""The manager's routes under `/manage`: upload, look at the reading, take in, remove, re-index.

They answer only where somebody may manage (see `web.guard.managers`), who is let in before a byte
of an upload is read, and named in the audit log. An upload is read twice: once to show what would
be understood, then, on the manager's word, to take it in. Files taken in are kept in
`<store>/uploads`, so that the same name later replaces the same bulletin.
"""

import shutil
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path, PurePath
from typing import Any

from fastapi import APIRouter, Depends, HTTPException, Request, UploadFile
from fastapi.responses import HTMLResponse

from rag.parse.apart import read_apart
from rag.parse.reading import confidence, to_tree
from rag.settings import Settings
from rag.store.indexing import index_files, limits_of
from rag.store.library import Library
from web.guard.managers import Managers
from web.manage.page import manage_page
from web.secrecy import for_readers
from web.words import language_of

MOST_NAME = 200  # bytes of a file's name


@dataclass
class Works:
    """A long work in the background: one at a time, with what became of the last."""

    running: str = ""
    last: str = ""
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def start(self, name: str, library: Library) -> bool:
        """Re-index in a thread; tell whether nothing else was running."""
        with self._lock:
            if self.running:
                return False
            self.running = name
        threading.Thread(target=self._run, args=(library,), daemon=True).start()
        return True

    def _run(self, library: Library) -> None:
        try:
            library.rebuild()
            self.last = "ok"
        except Exception as error:  # told to the manager, who asked for it
            self.last = for_readers(f"{type(error).__name__}: {error}")
            raise
        finally:
            self.running = ""


def router(library: Library, settings: Settings, guard: Managers) -> APIRouter:
    """Return the routes, open to whoever `guard` lets in."""
    pages = APIRouter(prefix="/manage", include_in_schema=False)

    @pages.get("")
    def page(request: Request) -> HTMLResponse:
        """Show the page, which asks for the token."""
        if not guard.any():
            raise HTTPException(404)
        return HTMLResponse(
            manage_page(language_of(request)), headers={"cache-control": "no-store"}
        )

    pages.include_router(_acts(library, settings, guard))
    return pages


def _acts(library: Library, settings: Settings, guard: Managers) -> APIRouter:
    acts = APIRouter(prefix="/api", dependencies=[Depends(guard)])
    audit, works, uploads = guard.audit, Works(), settings.store / "uploads"

    @acts.get("/state")
    def state() -> dict[str, Any]:
        """Tell what is on file and how the store is."""
        return _state(library, works)

    @acts.post("/read")
    def read(file: UploadFile) -> list[dict[str, Any]]:
        """Read an upload and show what was understood, without taking it in."""
        with tempfile.TemporaryDirectory() as folder:
            path = _saved(file, Path(folder), settings)
            return [
                {
                    "file": for_readers(reading.file),
                    "ok": reading.ok,
                    "error": for_readers(reading.error or "") or None,
                    "confidence": confidence(reading.bulletin) if reading.bulletin else 0,
                    "tree": to_tree(reading),
                }
                for reading in read_apart(path, limits_of(settings))
            ]

    @acts.post("/take")
    def take(file: UploadFile, request: Request) -> dict[str, Any]:
        """Take an upload in."""
        path = _saved(file, uploads, settings)
        report = index_files(library, [path], limits=limits_of(settings))
        audit.note(request.state.caller, "take", path.name)
        return {"ok": report.ok, "files": [for_readers(str(f)) for f in report.files]}

    @acts.delete("/bulletins/{bulletin_id}")
    def remove(bulletin_id: str, request: Request) -> dict[str, Any]:
        """Remove a bulletin."""
        bulletin = library.bulletin(bulletin_id)
        if bulletin is None or not library.remove(bulletin_id):
            raise HTTPException(404)
        _forget(uploads, bulletin.source)
        audit.note(request.state.caller, "remove", f"{bulletin.source} {bulletin_id}")
        return {"ok": True}

    @acts.post("/rebuild", status_code=202)
    def rebuild(request: Request) -> dict[str, Any]:
        """Make the index again, in the background."""
        started = works.start("rebuild", library)
        if started:
            audit.note(request.state.caller, "rebuild", "")
        return {"ok": started}

    return acts


def _state(library: Library, works: Works) -> dict[str, Any]:
    # read first: what is half written while something runs is no fault of the store
    running, last = works.running, works.last
    counts = library.counts()
    return {
        "bulletins": [
            {
                "id": b.id,
                "agency": b.agency,
                "title": b.shown_title,
                "file": b.source,
                "findings": len(b.statuses),
                "confidence": confidence(b),
                "warnings": list(b.warnings),
            }
            for b in library.bulletins()
        ],
        "findings": counts.findings,
        "measures": counts.measures,
        "version": library.version,
        "problems": [] if running else [for_readers(said) for said in library.verify()],
        "running": running,
        "last": last,
    }


def _saved(file: UploadFile, folder: Path, settings: Settings) -> Path:
    """Write an upload into `folder` under its bare name; refuse one that is too large."""
    name = PurePath((file.filename or "").replace("\\", "/")).name.lstrip(".")
    if not name or not name.isprintable() or len(name.encode("utf-8", "replace")) > MOST_NAME:
        raise HTTPException(422, "文件没有名字，或名字太长、有不能用的字符：请改名后重试。")
    if file.size is not None and file.size > settings.max_file_mb * 1_000_000:
        raise HTTPException(413, f"“{name}”超过 {settings.max_file_mb:g} MB，未被接受。")
    path = folder / name
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with _replacing(path) as part, part.open("wb") as out:
            shutil.copyfileobj(file.file, out)
    except OSError as error:
        said = f"“{name}”没有存下（{error.strerror}）：请改名或腾出磁盘后重试。"
        raise HTTPException(422, said) from error
    return path


def _forget(uploads: Path, source: str) -> None:
    """Remove the upload that a bulletin came from, where it came from one by itself."""
    if PurePath(source).name == source:
        with suppress(OSError, ValueError):  # no file of that name, or none that may be removed
            (uploads / source).unlink(missing_ok=True)


@contextmanager
def _replacing(path: Path) -> Iterator[Path]:
    """Yield a file to write; it takes the place of `path` in one step, or is removed on failure."""
    with tempfile.NamedTemporaryFile(dir=path.parent, prefix=".", delete=False) as made:
        part = Path(made.name)
    try:
        yield part
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
