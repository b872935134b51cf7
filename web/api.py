"""The HTTP routes for programs: one question, one answer; and whether the server is well."""

from typing import Any

from fastapi import APIRouter, HTTPException

from rag.errors import BulletinQAError
from web.asking import Desk
from web.schemas import AskRequest
from web.words import say


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

    return routes
