"""Dify's external knowledge API: `POST /retrieval`, so that Dify's users can plug us in.

In Dify: the endpoint is this server's address, the API key one of ours, and the knowledge's id
`all`, or an agency's full name. Names of fields, and the codes of errors, are Dify's.
"""

from collections.abc import Callable, Mapping
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Request
from pydantic import BaseModel, Field

from rag.catalog import Where
from web.access import Caller, Door
from web.api import REFUSALS, fit
from web.asking import Desk
from web.problems import Form, Problem
from web.searching import Match, matches
from web.sources import bulletin_path
from web.words import Lang

EVERYTHING = "all"
_CODES: Mapping[str, int] = {"no-key": 1002, "not-allowed": 1002, "not-found": 2001}
_Test = Callable[[str, str], bool]
# Dify's names of comparisons; dates are ISO, so they compare as text.
_TESTS: Mapping[str, _Test] = {
    "contains": lambda value, given: given in value,
    "not contains": lambda value, given: given not in value,
    "start with": lambda value, given: value.startswith(given),
    "end with": lambda value, given: value.endswith(given),
    "is": lambda value, given: value == given,
    "is not": lambda value, given: value != given,
    "=": lambda value, given: value == given,
    "≠": lambda value, given: value != given,
    "empty": lambda value, _: not value,
    "not empty": lambda value, _: bool(value),
    "before": lambda value, given: bool(value) and value < given,
    "after": lambda value, given: bool(value) and value > given,
}


class Condition(BaseModel):
    """A test of one of a record's metadata."""

    name: list[str] | str
    comparison_operator: str
    value: str | None = None

    def holds(self, metadata: Mapping[str, Any]) -> bool:
        """Tell whether the record passes. Raise `Problem` on a test we do not know."""
        test = _TESTS.get(self.comparison_operator)
        if test is None:
            raise Problem(
                "invalid",
                f"不认识的比较“{self.comparison_operator[:50]}”:可用 {'、'.join(_TESTS)}。",
                f"Unknown comparison; known are {', '.join(_TESTS)}.",
            )
        names = [self.name] if isinstance(self.name, str) else self.name
        return any(test(str(metadata.get(name) or ""), self.value or "") for name in names)


class Conditions(BaseModel):
    """Tests of metadata, all or any of which must hold."""

    logical_operator: Literal["and", "or"] = "and"
    conditions: list[Condition] = Field(default_factory=list, max_length=50)

    def hold(self, metadata: Mapping[str, Any]) -> bool:
        """Tell whether the record passes."""
        results = [condition.holds(metadata) for condition in self.conditions]
        return not results or (all if self.logical_operator == "and" else any)(results)


class RetrievalSetting(BaseModel):
    """How much is wanted."""

    top_k: int = Field(5, ge=1, le=100)
    score_threshold: float = Field(0.0, ge=0, le=1)


class Retrieval(BaseModel):
    """Dify's request."""

    knowledge_id: str = Field(max_length=200, examples=[EVERYTHING])
    query: str = Field(pattern=r"\S", max_length=10_000)
    retrieval_setting: RetrievalSetting = Field(
        default_factory=lambda: RetrievalSetting(top_k=5, score_threshold=0.0)
    )
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


def _shape(problem: Problem, lang: Lang) -> dict[str, Any]:
    code = _CODES.get(problem.code, problem.status)
    return {"error_code": code, "error_msg": problem.detail(lang)}


FORM = Form("/retrieval", _shape)


def router(desk: Desk, door: Door) -> APIRouter:
    """Return the route, bound to what is searched."""
    routes = APIRouter(tags=["生态"], responses={**REFUSALS, 404: REFUSALS[422]})

    @routes.post("/retrieval")
    def retrieval(
        asked: Retrieval, request: Request, caller: Annotated[Caller, Depends(door.may("ask"))]
    ) -> Records:
        """Return the passages that bear on a query, for Dify."""
        setting, wanted = asked.retrieval_setting, asked.metadata_condition or Conditions()
        base = desk.settings.public_url or str(request.base_url).rstrip("/")
        where = caller.where(_where(asked.knowledge_id, desk))
        query, floor = fit(asked.query, desk), setting.score_threshold
        found = (_record(m, base) for m in matches(desk.assistant, query, where, 1000, floor))
        kept = [record for record in found if wanted.hold(record.metadata)]
        return Records(records=kept[: setting.top_k])

    return routes


def _where(knowledge: str, desk: Desk) -> Where:
    if knowledge == EVERYTHING:
        return Where()
    if not any(b.agency == knowledge for b in desk.shelf.bulletins()):
        raise Problem(
            "not-found",
            f"没有知识库“{knowledge}”:应为 {EVERYTHING},或一个单位的全称。",
            f"There is no knowledge “{knowledge}”: say {EVERYTHING}, or an agency's full name.",
        )
    return Where(agencies=(knowledge,))


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
