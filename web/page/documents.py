"""Routes for readers: a bulletin to read, documents to take along, a word on an answer.

An answer is exported by its id, from what the server answered: no document is made of words that a
form sends. Citations that no longer quote a bulletin on file are dropped on the way.
"""

from collections.abc import Callable
from typing import Annotated, Literal
from urllib.parse import quote

from fastapi import APIRouter, Path, Query, Request
from fastapi.responses import HTMLResponse, PlainTextResponse, Response
from pydantic import BaseModel, Field

from rag.answer import Answer
from rag.export import to_docx, to_ledger, to_markdown, to_matrix, to_sheet
from web.desk import Desk
from web.filter import matching
from web.kept import ID
from web.page.compare_tab import MAX_AGENCIES, MAX_THEMES
from web.schemas import AddressFilters, Name
from web.views.bulletin import passage_of, reading_page
from web.views.compare import as_text, matrix
from web.views.conversation import checked
from web.views.printed import print_page
from web.words import language_of, say

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

_FORMS: dict[str, tuple[str, str, Callable[[Answer], str | bytes]]] = {
    "markdown": ("text/markdown", "md", to_markdown),
    "word": (WORD, "docx", to_docx),
    "excel": (EXCEL, "xlsx", to_sheet),
}


class Selection(AddressFilters):
    """Which findings a ledger holds: filters, and words as they are typed in the browse tab."""

    q: str = Field("", max_length=200)


class FeedbackIn(BaseModel):
    """A reader's word on an answer."""

    answer: Answer
    verdict: Literal["good", "bad"]
    remark: str = Field("", max_length=2000)


def router(desk: Desk) -> APIRouter:
    """Return the routes, bound to the bulletins and the book of feedback."""
    routes = APIRouter(include_in_schema=False)

    @routes.get("/bulletins/{bulletin_id}")
    def read(bulletin_id: str, request: Request, char: str | None = None) -> Response:
        """Show a bulletin whole, with the passage `char=start,end` marked."""
        lang = language_of(request)
        bulletin = desk.shelf.bulletin(bulletin_id)
        if bulletin is None:
            return PlainTextResponse(say("not_found", lang), 404)
        return HTMLResponse(reading_page(bulletin, passage_of(char, bulletin), lang))

    @routes.get("/export/answer/{kept}/{form}")
    def export_answer(
        kept: Annotated[str, Path(pattern=ID)],
        form: Literal["markdown", "word", "excel", "print"],
        request: Request,
    ) -> Response:
        """Return an answer of ours as a document with its sources."""
        answer = desk.kept.get(kept)
        if answer is None:
            return PlainTextResponse(say("answer_gone", language_of(request)), 404)
        sound = checked(answer, desk.shelf)
        if form == "print":
            return HTMLResponse(print_page(sound, language_of(request)))
        kind, ending, render = _FORMS[form]
        return download(render(sound), kind, f"{sound.standalone_question[:40]}.{ending}")

    @routes.get("/export/ledger.xlsx")
    def export_ledger(selection: Annotated[Selection, Query()]) -> Response:
        """Return the findings that the filters and the words select, one row each."""
        chosen = matching(desk.shelf, selection.where(), selection.q)
        return download(to_ledger(chosen), EXCEL, "整改台账.xlsx")

    @routes.get("/export/matrix.xlsx")
    def export_matrix(
        themes: Annotated[list[Name], Query(max_length=MAX_THEMES)],
        agencies: Annotated[list[Name], Query(max_length=MAX_AGENCIES)],
    ) -> Response:
        """Return the comparison of agencies by themes as a sheet."""
        cells = as_text(matrix(desk, themes, agencies))
        return download(to_matrix(themes, agencies, cells), EXCEL, "对照.xlsx")

    @routes.post("/api/feedback", status_code=204)
    def feedback(given: FeedbackIn) -> None:
        """Keep a verdict on an answer."""
        desk.book.add(checked(given.answer, desk.shelf), given.verdict, given.remark)

    return routes


def download(content: str | bytes, kind: str, name: str) -> Response:
    """Return content as a file to be kept under a name."""
    disposition = f"attachment; filename*=UTF-8''{quote(name.replace('/', ' '))}"
    return Response(content, media_type=kind, headers={"content-disposition": disposition})
