"""Dify's external knowledge API: `POST /retrieval`, so that Dify's users can plug us in.

In Dify: the endpoint is this server's address, the API key one of ours, and the knowledge's id
`all`, or an agency's full or short name. Names of fields, and the codes of errors, are Dify's.
"""

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from pydantic import BaseModel, BeforeValidator, Field

from rag.names.agency import Agency
from rag.question.planner import agencies_of
from rag.store.catalog import Where
from rag.store.narrowing import in_full, nearest, strangers
from rag.text import chinese
from web.api.ask import fit, refusals
from web.api.conditions import Conditions, Texts
from web.desk import Desk
from web.guard.access import Caller, Door
from web.links import bulletin_path
from web.problems import Form, Problem
from web.schemas import number
from web.searching import Match, matches
from web.words import Lang

EVERYTHING = "all"
TOP_K = 5  # records where no number is asked for
_CODES: Mapping[str, int] = {"no-key": 1002, "not-allowed": 1002, "not-found": 2001}
NO_KEY = 1001  # where the header has none, rather than one that is not valid


class RetrievalSetting(BaseModel):
    """How much is wanted."""

    top_k: Annotated[int | None, Field(ge=1, le=100), BeforeValidator(number)] = None
    score_threshold: Annotated[float | None, Field(ge=0, le=1), BeforeValidator(number)] = None


class Retrieval(BaseModel):
    """Dify's request."""

    knowledge_id: str = Field(max_length=200, examples=[EVERYTHING])
    query: str = Field(pattern=r"\S", max_length=10_000)
    retrieval_setting: RetrievalSetting | None = None
    metadata_condition: Conditions | None = None


class Record(BaseModel):
    """One passage, verbatim."""

    content: str
    score: float
    title: str
    metadata: dict[str, str | int | None]


class Records(BaseModel):
    """Dify's answer."""

    records: list[Record]


class DifyError(BaseModel):
    """An error in Dify's form."""

    error_code: int
    error_msg: str


def _shape(problem: Problem, lang: Lang) -> dict[str, Any]:
    unsaid = problem.headers.get("www-authenticate") == "Bearer"
    code = NO_KEY if unsaid else _CODES.get(problem.code, problem.status)
    places = "".join(f" {fault['pointer']}:{fault['message']}" for fault in problem.errors)
    return {"error_code": code, "error_msg": problem.detail(lang) + places}


FORM = Form("/retrieval", _shape)


def router(desk: Desk, door: Door) -> APIRouter:
    """Return the route, bound to what is searched."""
    routes = APIRouter(tags=["生态"], responses=refusals(DifyError))

    @routes.post("/retrieval", responses={404: {"model": DifyError, "description": "没有找到"}})
    def retrieval(
        asked: Retrieval, request: Request, caller: Annotated[Caller, Depends(door.may("ask"))]
    ) -> Records:
        """Return the passages that bear on a query, for Dify."""
        setting = asked.retrieval_setting or RetrievalSetting()
        wanted = asked.metadata_condition or Conditions()
        base = desk.settings.public_url or str(request.base_url).rstrip("/")
        where = caller.where(_where(asked.knowledge_id, desk, caller))
        query, floor = fit(asked.query, desk), setting.score_threshold or 0.0
        found = (_record(m, base) for m in matches(desk.assistant, query, where, 1000, floor))
        called = {a.name: a for a in desk.shelf.derived(agencies_of).all}
        kept = [record for record in found if wanted.hold(_texts(record.metadata, called))]
        return Records(records=kept[: setting.top_k or TOP_K])

    return routes


def _where(knowledge: str, desk: Desk, caller: Caller) -> Where:
    if knowledge == EVERYTHING:
        return Where()
    agencies = desk.shelf.derived(agencies_of)
    where = in_full(Where(agencies=(knowledge,)), agencies)
    if strangers(where, agencies):
        seen = frozenset(b.agency for b in desk.shelf.bulletins() if caller.sees(b))
        like = "、".join(nearest(knowledge, agencies, seen))
        raise Problem(
            "not-found",
            f"没有知识库“{knowledge}”：应为 {EVERYTHING}，或一个单位的名称"
            + (f"（最接近的：{like}）。" if like else "。"),
            f"There is no knowledge “{knowledge}”: say {EVERYTHING}, or an agency's name"
            + (f" (the nearest: {like})." if like else "."),
        )
    return where


def _texts(metadata: Mapping[str, str | int | None], called: Mapping[str, Agency]) -> Texts:
    """Return a record's metadata as folded texts, its agency by every name that it has."""
    texts = {
        name: (chinese.fold(str(value)),) for name, value in metadata.items() if value is not None
    }
    agency = called.get(str(metadata["agency"]))
    return {**texts, "agency": (*texts["agency"], *agency.aliases)} if agency else texts


def _record(match: Match, base: str) -> Record:
    bulletin, finding = match.bulletin, match.finding
    return Record(
        content=match.words,
        score=match.score,
        title=match.title,
        metadata={
            "source": bulletin.source,
            "agency": bulletin.agency,
            "region": bulletin.region,
            "published": bulletin.published.isoformat() if bulletin.published else None,
            "finding_number": finding.number if finding else None,
            "section": finding.section if finding else None,
            "status": str(finding.status) if finding else None,
            "start": match.span.start,
            "end": match.span.end,
            "url": base + bulletin_path(bulletin.id, match.span),
        },
    )
