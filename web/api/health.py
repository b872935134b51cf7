"""Whether the server is well, for those who run it: `/healthz`, `/readyz`, `/metrics`."""

from typing import Annotated

from fastapi import APIRouter, Depends
from fastapi.responses import JSONResponse, PlainTextResponse, Response
from prometheus_client import CONTENT_TYPE_LATEST

from rag.errors import BulletinQAError
from web.api.metrics import Metrics
from web.api.models import Health, Readiness
from web.api.records import READ
from web.desk import Shelf
from web.guard.access import Caller, Door
from web.secrecy import for_readers


def router(shelf: Shelf, door: Door, metrics: Metrics) -> APIRouter:
    """Return the routes."""
    routes = APIRouter(tags=["运行"])

    @routes.get("/healthz")
    def healthz() -> Health:
        """Tell that the server answers, and how many bulletins it holds."""
        return Health(status="ok", bulletins=len(shelf.bulletins()))

    @routes.get(
        "/readyz",
        response_model=Readiness,
        responses={503: {"model": Readiness, "description": "还不能回答"}},
    )
    def readyz() -> Response:
        """Tell whether questions can be answered now."""
        try:
            count, reason = len(shelf.bulletins()), ""
        except BulletinQAError as error:
            count, reason = 0, for_readers(str(error))
        if not count and not reason:
            reason = "还没有收录通报:请运行 python ingest.py。"
        state = Readiness(status="not ready" if reason else "ready", bulletins=count, reason=reason)
        return JSONResponse(state.model_dump(), 503 if reason else 200)

    @routes.get(
        "/metrics",
        response_class=PlainTextResponse,
        responses={code: READ[code] for code in (401, 403, 429)},
    )
    def counts(caller: Annotated[Caller, Depends(door.may("watch"))]) -> Response:
        """Return the server's counts in Prometheus' text format."""
        return Response(metrics.text(), media_type=CONTENT_TYPE_LATEST)

    return routes
