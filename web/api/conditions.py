"""Dify's conditions on metadata: all its operators, over texts, numbers, dates, lists and nulls.

A record has a text for each name of its metadata, an agency all the names that it is called by, so
that `is 发改委` holds of 武汉市发展和改革委员会. An operator that denies another holds where that
one does not, of a record without a value too. Numbers are compared as numbers, the rest as folded
text; dates are ISO, so they compare as text.
"""

import operator
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field, StrictFloat, StrictInt, StrictStr

from rag.text import chinese

Texts = Mapping[str, Sequence[str]]
_Test = Callable[[str, str], bool]
_Order = Callable[[Any, Any], bool]


def _number(words: str) -> float | None:
    try:
        return float(words)
    except ValueError:
        return None


def _ordered(order: _Order) -> _Test:
    """Return a test that compares numbers as numbers, other words as words."""

    def test(value: str, given: str) -> bool:
        numbers = _number(value), _number(given)
        return order(*numbers) if None not in numbers else bool(given) and order(value, given)

    return test


def _dated(order: _Order) -> _Test:
    """Return a test of ISO dates; what is given may be a time, or seconds since 1970."""

    def test(value: str, given: str) -> bool:
        seconds = _number(given)
        if seconds is not None and seconds > 10**8:
            given = datetime.fromtimestamp(seconds, UTC).date().isoformat()
        return bool(given) and order(value, given[:10])

    return test


_same = _ordered(operator.eq)
# By Dify's names: the test of one value with one text given, and whether it is denied.
_TESTS: Mapping[str, tuple[_Test, bool]] = {
    "contains": (lambda value, given: given in value, False),
    "not contains": (lambda value, given: given in value, True),
    "start with": (str.startswith, False),
    "end with": (str.endswith, False),
    "is": (_same, False),
    "is not": (_same, True),
    "in": (_same, False),
    "not in": (_same, True),
    "=": (_same, False),
    "≠": (_same, True),
    ">": (_ordered(operator.gt), False),
    "<": (_ordered(operator.lt), False),
    "≥": (_ordered(operator.ge), False),
    "≤": (_ordered(operator.le), False),
    "before": (_dated(operator.lt), False),
    "after": (_dated(operator.gt), False),
    "empty": (lambda value, _: bool(value), True),
    "not empty": (lambda value, _: bool(value), False),
}
Operator = Literal[
    "contains", "not contains", "start with", "end with", "is", "is not", "in", "not in", "=", "≠",
    ">", "<", "≥", "≤", "before", "after", "empty", "not empty",
]  # fmt: skip
_LISTED = ("in", "not in")


Given = StrictStr | StrictInt | StrictFloat


class Condition(BaseModel):
    """A test of one of a record's metadata; of several names, of any."""

    name: list[str] | str
    comparison_operator: Operator
    value: Given | list[Given] | None = None

    def holds(self, texts: Texts) -> bool:
        """Tell whether the record passes."""
        test, denied = _TESTS[self.comparison_operator]
        names = [self.name] if isinstance(self.name, str) else self.name
        values = [value for name in names for value in texts.get(name, ())]
        return any(test(value, given) for value in values for given in self._given()) != denied

    def _given(self) -> list[str]:
        """Return what is given as texts; for `in`, a text may be a list written with commas."""
        given = self.value if isinstance(self.value, list) else [self.value]
        texts = [chinese.fold(_text(each)).strip() for each in given]
        if self.comparison_operator in _LISTED:
            texts = [part.strip() for text in texts for part in text.split(",")]
        return texts


def _text(given: Given | None) -> str:
    if isinstance(given, float) and given.is_integer():
        return str(int(given))
    return "" if given is None else str(given)


class Conditions(BaseModel):
    """Tests of metadata, all or any of which must hold."""

    logical_operator: Literal["and", "or"] | None = None  # none is "and"
    conditions: Annotated[list[Condition], Field(max_length=50)] | None = None

    def hold(self, texts: Texts) -> bool:
        """Tell whether the record passes."""
        results = [condition.holds(texts) for condition in self.conditions or ()]
        return not results or (any if self.logical_operator == "or" else all)(results)
