"""What comes in over HTTP: the models that check it. What goes out is `Answer.to_dict()`.

To our own page an answer goes `with_body`, so that it can be shown and exported again.
The library's dataclasses are validated as they are; a conversation comes back as the browser was
given it, and nothing in it is trusted to be what the assistant said.
"""

import json
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, TypeAdapter

from rag.answer import Answer, Turn
from rag.body import Body
from rag.bulletin import Status
from rag.store.catalog import Where

Name = Annotated[str, StringConstraints(min_length=1, max_length=100)]
MAX_TURNS = 50
_ANSWER = TypeAdapter(Answer)
_BODY = TypeAdapter(Body)


def with_body(answer: Answer) -> dict[str, Any]:
    """Return an answer as our own page keeps it: with its body, from which the text is made."""
    body = _BODY.dump_python(answer.body, mode="json", exclude_defaults=True)
    return {**answer.to_dict(), "body": body} if answer.body.blocks else answer.to_dict()


def number(given: object) -> object:
    """Return what is given, unless it is a text or a truth that would pass for a number."""
    if isinstance(given, bool | str):
        raise ValueError("应为数字")
    return given


def _strictly(given: object) -> object:
    """Read an answer as JSON means it: no text for a number, no number for a truth."""
    if type(given) is not dict:
        return given
    returned = {name: value for name, value in given.items() if name != "body"}
    return _ANSWER.validate_json(json.dumps(returned), strict=True)


def _listed(given: object) -> object:
    return [] if given is None else given


def or_null(kind: Any) -> BeforeValidator:  # noqa: ANN401
    """Return what lets null stand for an empty list of this kind, as many clients send it."""
    return BeforeValidator(_listed, json_schema_input_type=kind | None)


Year = Annotated[int, Field(ge=0, le=9999), BeforeValidator(number)]


class Filters(BaseModel):
    """What a question is limited to; empty lists, and null, limit nothing."""

    model_config = ConfigDict(extra="forbid")

    agencies: Annotated[list[Name], or_null(list[Name])] = Field(
        default_factory=list, max_length=200, description="单位，全称或简称"
    )
    regions: Annotated[list[Name], or_null(list[Name])] = Field(
        default_factory=list, max_length=50, description="地区"
    )
    years: Annotated[list[Year], or_null(list[Year])] = Field(
        default_factory=list, max_length=50, description="公布年份"
    )
    statuses: Annotated[list[Status], or_null(list[Status])] = Field(
        default_factory=list, description="整改状态"
    )

    def where(self) -> Where:
        """Return the library's filter."""
        return Where(
            agencies=tuple(self.agencies),
            regions=tuple(self.regions),
            years=tuple(self.years),
            statuses=tuple(self.statuses),
        )


class AddressFilters(Filters):
    """The same in an address, where numbers are written as text."""

    years: list[Annotated[int, Field(ge=0, le=9999)]] = Field(default_factory=list, max_length=50)


class TurnIn(BaseModel):
    """An earlier question with the answer that was given, as this API returned it."""

    question: str = Field(max_length=10_000)
    answer: Annotated[Answer | None, BeforeValidator(_strictly)] = None

    def turn(self) -> Turn:
        """Return the library's turn."""
        return Turn(self.question, self.answer)


class AskRequest(BaseModel):
    """One question, with what was said before and what it is limited to."""

    question: str = Field(
        pattern=r"\S", max_length=10_000, examples=["各单位是如何整改政府采购问题的?"]
    )
    history: Annotated[list[TurnIn], or_null(list[TurnIn])] = Field(
        default_factory=list, max_length=MAX_TURNS
    )
    filters: Filters | None = None
