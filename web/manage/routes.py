"""The manager's routes under `/manage`: upload, look at the reading, take in, remove, re-index.

They exist only where `BQA_ADMIN_TOKEN` is set; every request but the bare page needs the token in a
header, compared in constant time, and wrong ones are slowed down. An upload is read twice: once to
show what would be understood, then, on the manager's word, to take it in. Files taken in are kept
in `<store>/uploads`, so that the same name later replaces the same bulletin.
"""

import secrets
import shutil
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path, PurePath
from typing import Any

from fastapi import APIRouter, Depends, HTTPException, Request, UploadFile
from fastapi.responses import HTMLResponse
from pydantic import SecretStr

from rag.parse.reading import confidence, read_file, to_tree
from rag.settings import Settings
from rag.store.indexing import index_files
from rag.store.library import Library
from web.guard.audit import Audit
from web.guard.gate import Guard
from web.guard.limits import RateLimits, counted_as
from web.manage.page import manage_page
from web.words import language_of

TRIES = "10/minute;60/hour"  # wrong tokens from one address
MANAGER = "manage"  # who did it, in the audit log


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
            self.last = f"{type(error).__name__}: {error}"
            raise
        finally:
            self.running = ""


def router(library: Library, settings: Settings, guard: Guard) -> APIRouter:
    """Return the routes, open to whoever `guard` lets in."""
    pages = APIRouter(prefix="/manage", include_in_schema=False)

    @pages.get("")
    def page(request: Request) -> HTMLResponse:
        """Show the page, which asks for the token."""
        return HTMLResponse(
            manage_page(language_of(request)), headers={"cache-control": "no-store"}
        )

    pages.include_router(_acts(library, settings, guard))
    return pages


def _acts(library: Library, settings: Settings, guard: Guard) -> APIRouter:
    acts = APIRouter(prefix="/api", dependencies=[Depends(guard)])
    audit, works, uploads = Audit(settings.store), Works(), settings.store / "uploads"

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
                    "file": reading.file,
                    "ok": reading.ok,
                    "error": reading.error,
                    "confidence": confidence(reading.bulletin) if reading.bulletin else 0,
                    "tree": to_tree(reading),
                }
                for reading in read_file(path, max_mb=settings.max_file_mb)
            ]

    @acts.post("/take")
    def take(file: UploadFile) -> dict[str, Any]:
        """Take an upload in."""
        path = _saved(file, uploads, settings)
        report = index_files(library, [path], max_mb=settings.max_file_mb)
        audit.note(MANAGER, "take", path.name)
        return {"ok": report.ok, "files": [str(f) for f in report.files]}

    @acts.delete("/bulletins/{bulletin_id}")
    def remove(bulletin_id: str) -> dict[str, Any]:
        """Remove a bulletin."""
        bulletin = library.bulletin(bulletin_id)
        if bulletin is None or not library.remove(bulletin_id):
            raise HTTPException(404)
        (uploads / bulletin.source).unlink(missing_ok=True)
        audit.note(MANAGER, "remove", f"{bulletin.source} {bulletin_id}")
        return {"ok": True}

    @acts.post("/rebuild", status_code=202)
    def rebuild() -> dict[str, Any]:
        """Make the index again, in the background."""
        started = works.start("rebuild", library)
        if started:
            audit.note(MANAGER, "rebuild", "")
        return {"ok": started}

    return acts


def holds(token: SecretStr, limits: RateLimits) -> Guard:
    """Return what lets in whoever holds the token."""
    expected = token.get_secret_value().encode()

    def check(request: Request) -> None:
        given = request.headers.get("x-admin-token", "").encode()
        if not secrets.compare_digest(given, expected):
            limits.spend(TRIES, "manage", counted_as(request.client.host if request.client else ""))
            raise HTTPException(404)

    return check


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
        "problems": [] if running else library.verify(),
        "running": running,
        "last": last,
    }


def _saved(file: UploadFile, folder: Path, settings: Settings) -> Path:
    """Write an upload into `folder` under its bare name; refuse one that is too large."""
    name = PurePath((file.filename or "").replace("\\", "/")).name.lstrip(".")
    if not name or "\0" in name:
        raise HTTPException(422, "文件没有名字，请改名后重试。")
    if file.size is not None and file.size > settings.max_file_mb * 1_000_000:
        raise HTTPException(413, f"“{name}”超过 {settings.max_file_mb:g} MB，未被接受。")
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    with _replacing(path) as part, part.open("wb") as out:
        shutil.copyfileobj(file.file, out)
    return path


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
