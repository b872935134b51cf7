"""The API without the page: quick to build, for tests that need nothing of Gradio."""

from fastapi import FastAPI

from web.desk import Desk
from web.service import add_service


def build_service(desk: Desk) -> FastAPI:
    """Build an app of the API alone."""
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    add_service(app, desk)
    return app
