"""The tables of the generator (词表), read once into records: themes, bodies, layouts, words.

Themes stand in `tables/themes/*.toml`, one table a theme: `part` the section that it belongs to,
`rate` its share of bulletins and `rates` that of bodies with a tag, `marks` the words by which a
text touches it, `nouns` its names, `docs` documents; then lines of grammar (`grammar.py`):
headings, `cases` (what was found), measures, `passing` (a measure that touches it in another
finding); `asked`, how people say it; `topic`, its name in a question where that is not the first of
the names. A theme without headings is only ever touched in passing.
"""

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from eval.synthetic.grammar import Template, parse

TABLES = Path(__file__).parent / "tables"
PARTS = ("决策", "从严", "组织", "整改")


@dataclass(frozen=True, slots=True)
class Theme:
    """A theme (主题) that findings have."""

    name: str
    part: str
    rate: float
    rates: dict[str, float]
    marks: tuple[str, ...]
    nouns: tuple[str, ...]
    docs: tuple[str, ...]
    headings: tuple[Template, ...]
    cases: tuple[Template, ...]
    measures: tuple[Template, ...]
    passing: tuple[Template, ...]
    asked: tuple[str, ...]
    topic: str

    def share(self, tags: frozenset[str]) -> float:
        """Return the share of bulletins of bodies with these tags that have the theme."""
        own = [rate for tag, rate in self.rates.items() if tag in tags]
        return max(own) if own else self.rate


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of body (单位种类), with its names by level: province, city, county."""

    name: str
    body: "BodyClass"
    weight: int
    tags: frozenset[str]
    names: tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class BodyClass:
    """How bodies of a class speak of themselves; organs are pairs, in titles and as spoken."""

    name: str
    organs: tuple[tuple[str, str], ...]
    self: str
    dept: tuple[str, ...]
    sub: tuple[str, ...]
    staff: str


@dataclass(frozen=True, slots=True)
class Layout:
    """A layout (版式) of bulletins; its signs are told in `tables/layouts.toml`."""

    name: str
    weight: int
    parts: str
    group: str
    number: str
    heading: str
    body: tuple[str, ...]
    list: str
    heads: tuple[str, str, str]
    run: str = ""
    stop: bool = False
    lines: bool = False
    direct: bool = False
    restart: bool = False
    totals: bool = False
    chrome: bool = False
    half: bool = False

    @property
    def states(self) -> bool:
        """Tell whether the layout states how far a finding is."""
        return any("{s}" in line for line in (self.run, *self.body))

    @property
    def shows_case(self) -> bool:
        """Tell whether the layout tells what was found."""
        return any("{p}" in line for line in (self.heading, *self.body))


@dataclass(frozen=True, slots=True)
class Unit:
    """What is counted (量词): the range of its figures, and the share that others have too."""

    name: str
    kind: str
    low: float
    high: float
    decimals: int
    alike: float


@dataclass(frozen=True, slots=True)
class State:
    """How far a finding is (整改状态): its words, and its share of findings."""

    name: str
    share: float
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Absent:
    """A theme that no bulletin has."""

    asked: str
    marks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Invented:
    """Characters and words of invented names."""

    first: tuple[str, ...]
    second: tuple[str, ...]
    names_of_a_place: int
    roads: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """All tables."""

    themes: tuple[Theme, ...]
    kinds: tuple[Kind, ...]
    layouts: tuple[Layout, ...]
    units: dict[str, Unit]
    states: tuple[State, ...]
    absent: tuple[Absent, ...]
    apart: tuple[str, ...]
    invented: Invented
    frames: dict[str, tuple[Template, ...]]
    rules: dict[str, tuple[Template, ...]]
    parts: dict[str, tuple[Template, ...]]
    sections: dict[str, tuple[Template, ...]]

    def theme(self, name: str) -> Theme:
        """Return a theme by its name."""
        return next(theme for theme in self.themes if theme.name == name)


@lru_cache(maxsize=1)
def vocabulary() -> Vocabulary:
    """Read the tables."""
    words = _toml("words.toml")
    invented = _toml("invented.toml")
    return Vocabulary(
        themes=_themes(),
        kinds=_kinds(),
        layouts=tuple(_layout(row) for row in _toml("layouts.toml")["layout"]),
        units={row[0]: _unit(row) for row in _rows("units.tsv")},
        states=tuple(
            State(row["state"], row["share"], tuple(row["words"]))
            for row in _toml("statuses.toml")["status"]
        ),
        absent=tuple(
            Absent(row["asked"], _words(row["marks"])) for row in _toml("absent.toml")["theme"]
        ),
        apart=_words(_toml("absent.toml")["apart"]),
        invented=Invented(
            _words(invented["first"]),
            _words(invented["second"]),
            invented["names_of_a_place"],
            _words(invented["roads"]),
        ),
        frames={name: _lines(row["lines"]) for name, row in _toml("frames.toml").items()},
        rules={name: _lines(text) for name, text in words["rules"].items()},
        parts={name: _lines(text) for name, text in words["parts"].items()},
        sections={name: _lines(text) for name, text in words["sections"].items()},
    )


def _toml(name: str) -> dict[str, Any]:
    return tomllib.loads((TABLES / name).read_text("utf-8"))


def _rows(name: str) -> list[list[str]]:
    """Return the rows of a table, without its first line (a remark) and second (the columns)."""
    lines = (TABLES / name).read_text("utf-8").splitlines()
    return [line.split("\t") for line in lines[2:] if line]


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


def _lines(text: str) -> tuple[Template, ...]:
    return tuple(parse(line) for line in text.splitlines() if line)


def _themes() -> tuple[Theme, ...]:
    files = ("decisions", "discipline", "organisation", "trades")
    tables = [_toml(f"themes/{name}.toml") for name in files]
    return tuple(_theme(name, row) for table in tables for name, row in table.items())


def _theme(name: str, row: dict[str, Any]) -> Theme:
    return Theme(
        name=name,
        part=row["part"],
        rate=row["rate"],
        rates=row.get("rates", {}),
        marks=_words(row["marks"]),
        nouns=_words(row["nouns"]),
        docs=_words(row["docs"]),
        headings=_lines(row["headings"]),
        cases=_lines(row["cases"]),
        measures=_lines(row["measures"]),
        passing=_lines(row.get("passing", "")),
        asked=tuple(line for line in row["asked"].splitlines() if line),
        topic=row.get("topic") or _words(row["nouns"])[0],
    )


def _kinds() -> tuple[Kind, ...]:
    classes = {name: _class(name, row) for name, row in _toml("classes.toml").items()}
    return tuple(_kind(row, classes) for row in _rows("kinds.tsv"))


def _kind(row: list[str], classes: dict[str, BodyClass]) -> Kind:
    name, body, weight, tags, *names = row
    province, city, county = (tuple(n.split("/")) if n != "-" else () for n in names)
    own = frozenset(_words(tags.replace("-", "")))
    return Kind(name, classes[body], int(weight), own, (province, city, county))


def _class(name: str, row: dict[str, Any]) -> BodyClass:
    organs = [organ.partition("=") for organ in row["organs"]]
    return BodyClass(
        name=name,
        organs=tuple((formal, spoken) for formal, _, spoken in organs),
        self=row["self"],
        dept=_words(row["dept"]),
        sub=_words(row["sub"]),
        staff=row["staff"],
    )


def _layout(row: dict[str, Any]) -> Layout:
    first, second, third = row["heads"]
    return Layout(**{**row, "body": tuple(row["body"]), "heads": (first, second, third)})


def _unit(row: list[str]) -> Unit:
    name, kind, low, high, decimals, alike = row
    return Unit(name, kind, float(low), float(high), int(decimals), float(alike))
