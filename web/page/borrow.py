"""Routes of the borrowing tab: a text or a file in, a piece of the page out; the basket as a file.

The basket is the browser's: it sends places and notes, and the words are taken from the bulletins
on file, so a document can quote nothing else.
"""

from typing import Annotated, Literal

from fastapi import APIRouter, File, Form, HTTPException, Request, UploadFile
from fastapi.responses import HTMLResponse, Response
from pydantic import BaseModel, Field, TypeAdapter, ValidationError

from rag.borrow.similar import Among
from rag.bulletin import Span
from rag.export import Kept, basket_docx, basket_sheet
from rag.store.catalog import Where
from web.api.similar import LONGEST, SimilarIn, borrowed, text_of
from web.desk import Desk
from web.page.documents import EXCEL, WORD, download
from web.problems import Problem
from web.schemas import Name
from web.views.borrow import found_html, message_html
from web.words import language_of, say

PATH = "/page/borrow"
MAX_BASKET = 1_000_000  # characters of a basket that is sent
MOST_KEPT = 500  # passages in a basket
EXAMPLES = 5
_FORMS = {"word": (WORD, "docx", basket_docx), "excel": (EXCEL, "xlsx", basket_sheet)}


class KeptIn(BaseModel):
    """A passage in the basket, with the reader's note on it."""

    bulletin: str = Field(max_length=64)
    start: int = Field(ge=0)
    end: int = Field(ge=0)
    note: str = Field("", max_length=2000)


_KEPT = TypeAdapter(Annotated[list[KeptIn], Field(max_length=MOST_KEPT)])


def router(desk: Desk) -> APIRouter:
    """Return the routes, bound to the bulletins."""
    routes = APIRouter(include_in_schema=False)

    @routes.post(PATH)
    def look(
        request: Request,
        text: Annotated[str, Form(max_length=LONGEST)] = "",
        region: Annotated[Name | Literal[""], Form()] = "",
        body_kind: Annotated[Name | Literal[""], Form()] = "",
        file: Annotated[UploadFile | None, File()] = None,
    ) -> HTMLResponse:
        """Show what others did about the findings in a text or a file, and drafts."""
        lang = language_of(request)
        among = Among(Where(regions=(region,) if region else ()), (body_kind,) if body_kind else ())
        try:
            sent = text_of(file.filename or "", file.file.read()) if file and file.size else text
            asked = SimilarIn(text=sent, limit=EXAMPLES, generate=True)
            return HTMLResponse(found_html(borrowed(desk, asked, among), lang))
        except ValidationError:
            return HTMLResponse(message_html(say("borrow_empty", lang)))
        except Problem as problem:
            return HTMLResponse(message_html(str(problem.document(lang)["detail"])))

    @routes.post("/export/basket/{form}")
    def export_basket(
        form: Literal["word", "excel"],
        kept: Annotated[str, Form(max_length=MAX_BASKET)],
        request: Request,
    ) -> Response:
        """Return the passages of the basket that are on file, with notes and sources."""
        try:
            places = _KEPT.validate_json(kept)
        except ValidationError as error:
            raise HTTPException(422, say("not_done", language_of(request))) from error
        found = []
        for place in places:
            bulletin = desk.shelf.bulletin(place.bulletin)
            if bulletin and place.start < place.end <= len(bulletin.text):
                found.append(Kept(bulletin, Span(place.start, place.end), place.note))
        kind, ending, render = _FORMS[form]
        return download(render(found), kind, f"借鉴篮.{ending}")

    return routes
