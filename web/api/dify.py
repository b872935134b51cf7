"""Dify's external knowledge API: `POST /retrieval`, so that Dify's users can plug us in.

In Dify: the endpoint is this server's address, the API key one of ours, and the knowledge's id
`all`, or an agency's full name. Names of fields, and the codes of errors, are Dify's.
"""

from collections.abc import Callable, Mapping
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Request
from pydantic import BaseModel, BeforeValidator, Field

from rag.store.catalog import Where
from web.api.ask import fit, refusals
from web.desk import Desk
from web.guard.access import Caller, Door
from web.links import bulletin_path
from web.problems import Form, Problem
from web.schemas import number
from web.searching import Match, matches
from web.words import Lang

EVERYTHING = "all"
_CODES: Mapping[str, int] = {"no-key": 1002, "not-allowed": 1002, "not-found": 2001}
_Test = Callable[[str, str], bool]
# Dify's names of comparisons; dates are ISO, so they compare as text.
Comparison = Literal[
    "contains", "not contains", "start with", "end with", "is", "is not", "=", "≠", "empty",
    "not empty", "before", "after",
]  # fmt: skip
_TESTS: Mapping[Comparison, _Test] = {
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
    comparison_operator: Comparison
    value: str | None = None

    def holds(self, metadata: Mapping[str, Any]) -> bool:
        """Tell whether the record passes."""
        test = _TESTS[self.comparison_operator]
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

    top_k: Annotated[int, Field(ge=1, le=100), BeforeValidator(number)] = 5
    score_threshold: Annotated[float, Field(ge=0, le=1), BeforeValidator(number)] = 0.0


class Retrieval(BaseModel):
    """Dify's request."""

    knowledge_id: str = Field(max_length=200, examples=[EVERYTHING])
    query: str = Field(pattern=r"\S", max_length=10_000)
    retrieval_setting: RetrievalSetting = Field(default_factory=RetrievalSetting)
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
    code = _CODES.get(problem.code, problem.status)
    return {"error_code": code, "error_msg": problem.detail(lang)}


FORM = Form("/retrieval", _shape)


def router(desk: Desk, door: Door) -> APIRouter:
    """Return the route, bound to what is searched."""
    routes = APIRouter(tags=["生态"], responses=refusals(DifyError))

    @routes.post("/retrieval", responses={404: {"model": DifyError, "description": "没有找到"}})
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
            f"没有知识库“{knowledge}”：应为 {EVERYTHING}，或一个单位的全称。",
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
