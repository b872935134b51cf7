"""The HTTP routes for programs: one question, one answer; and whether the server is well."""

from typing import Any

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import HTMLResponse, PlainTextResponse, Response

from rag.errors import BulletinQAError
from web.asking import Desk
from web.bulletin_page import passage_of, reading_page
from web.schemas import AskRequest
from web.words import language_of, say


def router(desk: Desk) -> APIRouter:
    """Return the routes, bound to what answers them."""
    routes = APIRouter()

    @routes.post("/api/ask")
    def ask(request: AskRequest) -> dict[str, Any]:
        """Answer a question from the bulletins, with citations."""
        limit = desk.settings.max_question_chars
        if len(request.question) > limit:
            detail = say("too_long", "zh-CN", length=len(request.question), limit=limit)
            raise HTTPException(422, detail)
        turns = tuple(turn.turn() for turn in request.history)
        try:
            return desk.assistant.ask(request.question, turns, request.filters.where()).to_dict()
        except BulletinQAError as error:
            raise HTTPException(503, str(error)) from error

    @routes.get("/healthz")
    def healthz() -> dict[str, object]:
        """Tell that the server answers, and how many bulletins it holds."""
        return {"status": "ok", "bulletins": len(desk.shelf.bulletins())}

    @routes.get("/bulletins/{bulletin_id}", include_in_schema=False)
    def read(bulletin_id: str, request: Request, char: str | None = None) -> Response:
        """Show a bulletin whole, with the passage `char=start,end` marked."""
        lang = language_of(request)
        bulletin = desk.shelf.bulletin(bulletin_id)
        if bulletin is None:
            return PlainTextResponse(say("not_found", lang), 404)
        return HTMLResponse(reading_page(bulletin, passage_of(char, bulletin), lang))

    return routes
