"""The API's routes for reading: bulletins, findings, passages, as the parser read them.

Lists are paged; every answer has an ETag of its content, and `If-None-Match` gets 304. The address
of a bulletin is also its permalink: a browser is sent on to the reading page, and takes the
fragment (`#char=120,188`) along.
"""

import hashlib
from collections.abc import Iterable
from itertools import islice
from typing import Annotated, Any, TypeVar

from fastapi import APIRouter, Depends, Path, Query, Request
from fastapi.responses import RedirectResponse, Response
from pydantic import BaseModel, ConfigDict, Field

from rag.answer import Citation
from rag.bulletin import Bulletin, Span, Status
from rag.compose.narrowed import nothing_left
from rag.names.agencies import Agencies
from rag.question.planner import agencies_of
from rag.store.catalog import Where
from rag.store.narrowing import in_full
from web.api.ask import REFUSALS
from web.api.models import (
    BulletinBrief,
    BulletinOut,
    FindingOut,
    Page,
    PassageOut,
    brief,
    finding_out,
    passage_out,
    whole,
)
from web.desk import Desk
from web.filter import matching
from web.guard.access import Caller, Door
from web.links import bulletin_path
from web.problems import Problem, ProblemOut
from web.schemas import Name
from web.views.sources import stretches_of

Item = TypeVar("Item", BulletinBrief, BulletinOut, FindingOut, PassageOut)
MOST = 200  # items on a page
READ: dict[int | str, dict[str, Any]] = {
    **REFUSALS,
    304: {"description": "与 If-None-Match 所给的相同"},
    404: {"model": ProblemOut, "description": "没有找到"},
}
Id = Annotated[str, Path(pattern=r"^[0-9a-zA-Z_-]{1,64}$", description="通报的编号")]


class _Paged(BaseModel):
    model_config = ConfigDict(extra="forbid")

    limit: int = Field(50, ge=1, le=MOST)
    offset: int = Field(0, ge=0, le=10**9)


class Chosen(_Paged):
    """Which bulletins to list; a field given several times admits each of its values."""

    agency: list[Name] = Field(default_factory=list, max_length=100, description="单位，全称或简称")
    region: list[Name] = Field(default_factory=list, max_length=50, description="地区")
    year: list[Annotated[int, Field(ge=0, le=9999)]] = Field(
        default_factory=list, max_length=50, description="公布年份"
    )

    def where(self) -> Where:
        """Return the library's filter."""
        return Where(tuple(self.agency), tuple(self.region), tuple(self.year))


class ChosenFindings(Chosen):
    """Which findings to list."""

    status: list[Status] = Field(default_factory=list, max_length=10, description="整改状态")
    bulletin: list[Name] = Field(default_factory=list, max_length=100, description="通报的编号")
    q: str = Field("", max_length=200, description="须出现在单位、部分或问题原文里的词，空格分开")

    def where(self) -> Where:
        """Return the library's filter."""
        return Where(
            tuple(self.agency), tuple(self.region), tuple(self.year), tuple(self.status),
            tuple(self.bulletin),
        )  # fmt: skip


def router(desk: Desk, door: Door) -> APIRouter:
    """Return the routes, bound to the bulletins."""
    routes = APIRouter(tags=["通报"], responses=READ)
    may_read = Depends(door.may("read"))

    def told(empty: Page[BaseModel], where: Where, caller: Caller) -> Page[BaseModel]:
        """Say of an empty page which limit leaves nothing, and what there is instead."""
        seen = [b for b in desk.shelf.bulletins() if caller.sees(b)]
        limited = where.agencies or where.regions or where.years or where.statuses
        left = nothing_left(where, seen, known_to(caller, desk)) if limited else ""
        return empty.model_copy(update={"note": left})

    def find(bulletin_id: Id, caller: Annotated[Caller, may_read]) -> Bulletin:
        bulletin = desk.shelf.bulletin(bulletin_id)
        if bulletin is None or not caller.sees(bulletin):
            raise Problem(
                "not-found",
                f"没有编号为“{bulletin_id}”的通报：可能已被移除或更新。",
                f"There is no bulletin “{bulletin_id}”: it may have been removed or replaced.",
            )
        return bulletin

    @routes.get("/bulletins", response_model=Page[BulletinBrief])
    def bulletins(
        chosen: Annotated[Chosen, Query()], request: Request, caller: Annotated[Caller, may_read]
    ) -> Response:
        """List the bulletins, without their texts."""
        where = caller.where(in_full(chosen.where(), known_to(caller, desk)))
        admitted = [b for b in desk.shelf.bulletins() if where.admits(b)]
        listed = islice(admitted, chosen.offset, chosen.offset + chosen.limit)
        items = (_opened(brief(b), b.id, door, caller) for b in listed)
        page = _page(request, chosen, items, len(admitted))
        return tagged(request, page if admitted else told(page, chosen.where(), caller))

    @routes.get(
        "/bulletins/{bulletin_id}",
        response_model=BulletinOut,
        responses={307: {"description": "浏览器转到阅读页"}},
    )
    def bulletin(
        found: Annotated[Bulletin, Depends(find)],
        request: Request,
        caller: Annotated[Caller, may_read],
    ) -> Response:
        """Return a bulletin with text, sections and findings; send a browser to its page."""
        if _is_browser(request):
            return RedirectResponse(door.link(bulletin_path(found.id), found.id, caller))
        return tagged(request, _opened(whole(found), found.id, door, caller))

    @routes.get("/bulletins/{bulletin_id}/findings/{order}", response_model=FindingOut)
    def finding(
        found: Annotated[Bulletin, Depends(find)],
        order: Annotated[int, Path(ge=1, le=100_000, description="第几个，从 1 起")],
        request: Request,
        caller: Annotated[Caller, may_read],
    ) -> Response:
        """Return one finding."""
        if order > len(found.findings):
            raise Problem(
                "not-found",
                f"这份通报只有 {len(found.findings)} 个问题。",
                f"This bulletin has {len(found.findings)} findings.",
            )
        shown = finding_out(found, found.finding(order))
        return tagged(request, _opened(shown, found.id, door, caller))

    @routes.get("/bulletins/{bulletin_id}/passage", response_model=PassageOut)
    def passage(
        found: Annotated[Bulletin, Depends(find)],
        char: Annotated[str, Query(pattern=r"^[0-9]{1,9},[0-9]{1,9}$", examples=["0,20"])],
        request: Request,
        caller: Annotated[Caller, may_read],
    ) -> Response:
        """Return the words `char=start,end` with what stands around them."""
        start, _, end = char.partition(",")
        span = Span(int(start), int(end))
        if not span.start < span.end <= len(found.text):
            raise Problem(
                "not-found",
                f"“{char}”不是这份通报里的一段(全文 {len(found.text)} 字)。",
                f"“{char}” is no stretch of this text of {len(found.text)} characters.",
            )
        shown = passage_out(found, span, around(found, span, desk))
        return tagged(request, _opened(shown, found.id, door, caller))

    @routes.get("/findings", response_model=Page[FindingOut])
    def findings(
        chosen: Annotated[ChosenFindings, Query()],
        request: Request,
        caller: Annotated[Caller, may_read],
    ) -> Response:
        """List findings by agency, region, year, status and words."""
        where = caller.where(in_full(chosen.where(), known_to(caller, desk)))
        found = list(matching(desk.shelf, where, chosen.q))
        listed = found[chosen.offset : chosen.offset + chosen.limit]
        items = (_opened(finding_out(b, f), b.id, door, caller) for b, f in listed)
        page = _page(request, chosen, items, len(found))
        return tagged(request, page if found else told(page, chosen.where(), caller))

    return routes


def _opened(shown: Item, bulletin_id: str, door: Door, caller: Caller) -> Item:
    """Return a record whose reading page the caller may open by its address."""
    return shown.model_copy(update={"page": door.link(shown.page, bulletin_id, caller)})


def known_to(caller: Caller, desk: Desk) -> Agencies:
    """Return the agencies that a caller may know of."""
    if not caller.scope.bulletin_ids:
        return desk.shelf.derived(agencies_of)
    return Agencies(tuple(filter(caller.sees, desk.shelf.bulletins())))


def around(bulletin: Bulletin, span: Span, desk: Desk) -> Span:
    """Return the finding, or the lines, that a passage stands in."""
    quote = span.of(bulletin.text)
    cited = Citation(
        1, bulletin.source, bulletin.id, bulletin.agency, None, None, span.start, span.end, quote
    )
    return next((stretch.span for stretch in stretches_of([cited], desk.shelf)), span)


def _page(
    request: Request, chosen: _Paged, items: Iterable[BaseModel], total: int
) -> Page[BaseModel]:
    after = chosen.offset + chosen.limit
    url = request.url.include_query_params(offset=after, limit=chosen.limit)
    following = f"{url.path}?{url.query}" if after < total else None
    return Page(
        items=list(items),
        total=total,
        limit=chosen.limit,
        offset=chosen.offset,
        next=following,
    )


def _is_browser(request: Request) -> bool:
    """Tell whether the request is somebody opening an address, not a program reading it."""
    return request.headers.get("accept", "").startswith("text/html")


def tagged(request: Request, content: BaseModel) -> Response:
    """Return the content as JSON with its ETag; 304 where the client has it."""
    body = content.model_dump_json(serialize_as_any=True).encode()
    tag = f'W/"{hashlib.sha256(body).hexdigest()[:20]}"'
    headers = {"etag": tag, "cache-control": "no-cache", "vary": "Accept, Authorization"}
    if has(request, tag):
        return Response(status_code=304, headers=headers)
    return Response(body, media_type="application/json", headers=headers)


def has(request: Request, tag: str) -> bool:
    """Tell whether the client has what bears this ETag; weak and strong count alike (RFC 9110)."""
    known = [each.strip() for each in request.headers.get("if-none-match", "").split(",")]
    return known == ["*"] or tag.removeprefix("W/") in [each.removeprefix("W/") for each in known]
