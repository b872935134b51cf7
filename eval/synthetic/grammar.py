"""A grammar of phrases (语法): a line of a table is a template, each writing of it one wording.

Signs in a template: `[a|b|c]` one of these, also nested, also empty; `{name}` a slot, filled by
who writes or by a rule of that name; `<清理合同#份>` a figure, written as 清理合同67份 and noted
with its object and unit; `#份:9` and `#%:82-99` bound its value. What it does not know: whether
two figures of one sentence agree with each other.
"""

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

T = TypeVar("T")
SIGNS = "[]|{}<>#"


@dataclass(frozen=True, slots=True)
class Choice:
    """One of several templates."""

    options: tuple["Template", ...]


@dataclass(frozen=True, slots=True)
class Slot:
    """What somebody else fills in."""

    name: str


@dataclass(frozen=True, slots=True)
class Count:
    """A figure: what is counted, its unit, and the bounds of its value, where it has its own."""

    object: "Template"
    unit: str
    low: float | None = None
    high: float | None = None


Node = str | Choice | Slot | Count
Template = tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure (数字) that a text states: 清理合同67份 is object 清理合同, value 67, unit 份.

    `measure` numbers the measure that it stands in, from 1; 0 is what was found.
    """

    kind: str
    value: str
    unit: str
    object: str
    measure: int = 0

    @property
    def phrase(self) -> str:
        """The figure as the text has it."""
        return self.object + self.value + self.unit


Fill = str | Callable[[], str]
Measure = Callable[[random.Random, Count, str], tuple[str, str]]


def pick(rng: random.Random, options: Sequence[T]) -> T:
    """Return one of the options; by `random()` alone, which gives the same in every Python."""
    return options[int(rng.random() * len(options))]


def shuffled(rng: random.Random, options: Sequence[T]) -> list[T]:
    """Return the options in another order, by `random()` alone."""
    keys = [rng.random() for _ in options]
    return [options[at] for at in sorted(range(len(options)), key=keys.__getitem__)]


def parse(text: str) -> Template:
    """Return the template of a line. Raise `ValueError` where its brackets do not close."""
    template, at = _sequence(text, 0, "")
    if at != len(text):
        raise ValueError(f"语法表的“{text}”第 {at + 1} 个字多出一个括号")
    return template


def _sequence(text: str, at: int, until: str) -> tuple[Template, int]:
    nodes: list[Node] = []
    node: Node
    while at < len(text) and text[at] not in until:
        if text[at] == "[":
            node, at = _choice(text, at + 1)
        elif text[at] == "{":
            end = _closing(text, "}", at)
            node, at = Slot(text[at + 1 : end]), end + 1
        elif text[at] == "<":
            counted, middle = _sequence(text, at + 1, "#")
            end = _closing(text, ">", middle)
            node, at = _count(counted, text[middle + 1 : end]), end + 1
        else:
            end = next((i for i in range(at, len(text)) if text[i] in SIGNS), len(text))
            if end == at:
                break
            node, at = text[at:end], end
        nodes.append(node)
    return tuple(nodes), at


def _choice(text: str, at: int) -> tuple[Choice, int]:
    options = []
    while True:
        option, at = _sequence(text, at, "|]")
        options.append(option)
        if at >= len(text):
            raise ValueError(f"语法表的“{text}”缺右括号“]”")
        at += 1
        if text[at - 1] == "]":
            return Choice(tuple(options)), at


def _count(counted: Template, words: str) -> Count:
    unit, _, bounds = words.partition(":")
    low, _, high = bounds.rpartition("-")
    return Count(counted, unit, float(low) if low else None, float(high) if high else None)


def _closing(text: str, sign: str, at: int) -> int:
    end = text.find(sign, at)
    if end < 0:
        raise ValueError(f"语法表的“{text}”缺右括号“{sign}”")
    return end


@dataclass(slots=True)
class Writer:
    """Writes templates out with one source of chance; notes their figures, of measure `at`."""

    rng: random.Random
    rules: Mapping[str, Sequence[Template]]
    measure: Measure
    own: dict[str, Fill] = field(default_factory=dict)
    figures: list[Figure] = field(default_factory=list)
    at: int = 0

    def write(self, template: Template) -> str:
        """Return one wording of a template."""
        return "".join(
            [node if isinstance(node, str) else self._written(node) for node in template]
        )

    def one_of(self, templates: Sequence[Template]) -> str:
        """Return one wording of one of the templates."""
        return self.write(pick(self.rng, templates))

    def _written(self, node: Choice | Slot | Count) -> str:
        if isinstance(node, Choice):
            return self.write(pick(self.rng, node.options))
        if isinstance(node, Slot):
            return self._filled(node.name)
        counted = self.write(node.object)
        kind, value = self.measure(self.rng, node, counted)
        self.figures.append(Figure(kind, value, node.unit, counted, self.at))
        return counted + value + node.unit

    def _filled(self, name: str) -> str:
        fill = self.own.get(name)
        if fill is None:
            return self.one_of(self.rules[name])
        return fill if isinstance(fill, str) else fill()
