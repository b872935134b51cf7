"""The addresses of the reading pages: `/bulletins/<id>?char=120,188#passage`."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, PlainTextResponse, Response

from web.bulletin_page import passage_of, reading_page
from web.sources import Shelf
from web.words import language_of, say


def router(shelf: Shelf) -> APIRouter:
    """Return the routes, bound to the bulletins."""
    routes = APIRouter(include_in_schema=False)

    @routes.get("/bulletins/{bulletin_id}")
    def read(bulletin_id: str, request: Request, char: str | None = None) -> Response:
        """Show a bulletin whole, with the passage `char=start,end` marked."""
        lang = language_of(request)
        bulletin = shelf.bulletin(bulletin_id)
        if bulletin is None:
            return PlainTextResponse(say("not_found", lang), 404)
        return HTMLResponse(reading_page(bulletin, passage_of(char, bulletin), lang))

    return routes
