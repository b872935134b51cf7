"""The web app: API routes, reading pages and static files, with the Gradio page mounted at `/`.

`create_app` is a function of its parts, so tests give it stand-ins. The order matters: our routes
first, the Gradio page last, since it is mounted at the root.
"""

import os
from pathlib import Path

# Read when Gradio is imported: nothing is sent out, and no statistics are made of every event.
os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
os.environ["GRADIO_ANALYTICS_CACHE_FREQUENCY"] = str(10**9)

import gradio as gr  # noqa: E402
from fastapi import FastAPI  # noqa: E402
from fastapi.middleware.cors import CORSMiddleware  # noqa: E402
from fastapi.middleware.gzip import GZipMiddleware  # noqa: E402
from fastapi.staticfiles import StaticFiles  # noqa: E402
from starlette.routing import Mount  # noqa: E402

from rag.settings import Settings  # noqa: E402
from rag.store.library import Library
from web.api.stream import Streams
from web.desk import Assistant, Desk, Shelf
from web.feedback import FeedbackBook  # noqa: E402
from web.guard.audit import Audit
from web.guard.hardening import PageGate
from web.guard.keys import KeyBook
from web.guard.managers import Managers
from web.guard.sessions import signing_key
from web.kept import KeptAnswers
from web.manage import routes
from web.page import borrow, documents, first_words
from web.page.page import build_page, words
from web.page.theme import THEME
from web.service import add_service  # noqa: E402

STATIC = Path(__file__).parent / "static"


def create_app(
    assistant: Assistant,
    library: Shelf,
    settings: Settings,
    streams: Streams | None = None,
    kept: KeptAnswers | None = None,
) -> FastAPI:
    """Put the web app together."""
    book = FeedbackBook(settings.store / "feedback.db")
    answers = kept or KeptAnswers(signing_key(settings.store))
    desk = Desk(assistant, library, settings, book, answers)
    app = FastAPI(title="通报问答", docs_url=None, redoc_url=None, openapi_url=None)
    app.include_router(first_words.router(desk))
    app.include_router(documents.router(desk))
    app.include_router(borrow.router(desk))
    manager = None
    if isinstance(library, Library):
        manager = Managers(settings, KeyBook(settings.store), Audit(settings.store))
        app.include_router(routes.router(library, settings, manager))
    app.mount("/ui", StaticFiles(directory=STATIC), name="ui")
    # A CORSMiddleware of ours also switches Gradio's own off, which would reflect any origin.
    app.add_middleware(CORSMiddleware, allow_origins=[], allow_credentials=False)
    app.add_middleware(GZipMiddleware, minimum_size=1000)
    add_service(app, desk, streams, manager)
    _mount_page(app, build_page(desk))
    return app


def _mount_page(app: FastAPI, page: gr.Blocks) -> None:
    gr.mount_gradio_app(
        app,
        page,
        path="/",
        theme=THEME,
        i18n=words,
        ssr_mode=False,
        run_history=False,
        footer_links=[],
        show_error=False,
        mcp_server=False,
        pwa=False,
    )
    # Mounting does not set this, and without it Gradio hands out any file that a message names.
    page.has_launched = True
    mount = app.router.routes[-1]
    assert isinstance(mount, Mount)
    mount.app = PageGate(mount.app)
