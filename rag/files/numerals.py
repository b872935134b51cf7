"""Word's automatic numerals, which a document's text does not hold: counted as Word counts them.

A paragraph's list and level come from itself or from its style and the styles that it is based on.
One counter runs for each abstract list, whichever of its lists a paragraph names; a list may start
anew (startOverride) where it is first used. What it does not know: numerals in the formats that are
not in `SHOWN`, which are shown as Arabic ones; bullets, which are no numerals.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

HAN_DIGITS = "零一二三四五六七八九"
LEGAL = str.maketrans("一二三四五六七八九十", "壹贰叁肆伍陆柒捌玖拾")
DEEPEST = 32  # styles based on each other; a longer chain is a circle


def local(element: Any) -> str:  # noqa: ANN401 - lxml is untyped
    """Return an element's name without its namespace, "" for a comment."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def child(element: Any, name: str) -> Any:  # noqa: ANN401
    """Return the first element of a name right below another, None where there is none."""
    return next((below for below in element if local(below) == name), None)


def attribute(element: Any, name: str) -> str:  # noqa: ANN401
    """Return an attribute of Word's own, "" where it is missing."""
    return element.get(element.tag.rpartition("}")[0] + "}" + name) or ""


def chinese(value: int) -> str:
    """Return a number up to 99 in Chinese numerals (23 -> 二十三)."""
    if not 0 < value < 100:
        return str(value)
    tens, ones = divmod(value, 10)
    lead = "" if tens == 0 else "十" if tens == 1 else HAN_DIGITS[tens] + "十"
    return lead + (HAN_DIGITS[ones] if ones else "")


def _from(first: str, last: int) -> Callable[[int], str]:
    """Return a format of signs that follow each other from `first`; others as Arabic numerals."""
    return lambda value: chr(ord(first) + value - 1) if 0 < value <= last else str(value)


def _of(signs: str) -> Callable[[int], str]:
    return lambda value: signs[value - 1] if 0 < value <= len(signs) else str(value)


def _roman(value: int) -> str:
    pairs = ((50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))
    shown = ""
    for worth, sign in pairs if value < 90 else ():
        shown, value = shown + sign * (value // worth), value % worth
    return shown or str(value)


SHOWN: dict[str, Callable[[int], str]] = {
    **dict.fromkeys(
        "chineseCounting chineseCountingThousand japaneseCounting taiwaneseCounting "
        "taiwaneseCountingThousand taiwaneseDigital ideographDigital "
        "japaneseDigitalTenThousand koreanDigital2".split(),
        chinese,
    ),
    **dict.fromkeys(
        ("chineseLegalSimplified", "ideographLegalTraditional", "japaneseLegal"),
        lambda value: chinese(value).translate(LEGAL),
    ),
    "decimalEnclosedCircle": _from("①", 20),
    "decimalEnclosedCircleChinese": _from("①", 20),
    "decimalEnclosedParen": _from("⑴", 20),
    "decimalEnclosedFullstop": _from("⒈", 20),
    "ideographEnclosedCircle": _from("㊀", 10),
    "ideographTraditional": _of("甲乙丙丁戊己庚辛壬癸"),
    "ideographZodiac": _of("子丑寅卯辰巳午未申酉戌亥"),
    "decimalZero": lambda value: f"{value:02}",
    "lowerLetter": _from("a", 26),
    "upperLetter": _from("A", 26),
    "upperRoman": _roman,
    "lowerRoman": lambda value: _roman(value).lower(),
}


@dataclass(frozen=True, slots=True)
class Level:
    """A level of a list: where it starts, what it shows (第%1章), how, and for which style.

    `restart` is the level above which it does not start again: 0 never, None after each of them.
    """

    start: int
    shape: str
    style: str
    for_style: str
    restart: int | None


@dataclass(frozen=True, slots=True)
class List:
    """A list that paragraphs name: its abstract list, its levels, and the starts it sets anew."""

    abstract: str
    levels: dict[int, Level]
    starts: dict[int, int]


class Numerals:
    """Counts the automatic numerals of a document's paragraphs, in the order of the text."""

    def __init__(self, document: Any) -> None:  # noqa: ANN401
        self._styles = {attribute(s, "styleId"): s for s in _root(document, "_styles_part")}
        self._usual = next((n for n, s in self._styles.items() if _is_usual(s)), "")
        self._lists = _lists(_root(document, "numbering_part"), self._styles)
        self._counts: dict[str, dict[int, int]] = {}
        self._used: set[tuple[str, int]] = set()

    def before(self, paragraph: Any) -> str:  # noqa: ANN401
        """Return the numeral that Word shows before a paragraph, "" where it shows none."""
        number, at = self._place(paragraph)
        found = self._lists.get(number)
        level = found.levels.get(at) if found is not None else None
        if found is None or level is None:
            return ""
        counts = self._counts.setdefault(found.abstract, {})
        if at in found.starts and (number, at) not in self._used:
            counts[at] = found.starts[at] - 1
        self._used.add((number, at))
        counts[at] = counts.get(at, level.start - 1) + 1
        for deeper in [other for other in counts if other > at]:
            below = found.levels.get(deeper)
            if below is None or below.restart is None or at < below.restart:
                del counts[deeper]
        if level.style in ("bullet", "none"):
            return ""
        shown = re.sub(r"%(\d)", lambda m: _shown(found, counts, int(m[1]) - 1), level.shape)
        return shown + " " if shown[-1:].isalnum() and shown[-1:].isascii() else shown

    def _place(self, paragraph: Any) -> tuple[str, int]:  # noqa: ANN401
        """Return the list and the level that a paragraph or its styles belong to, "" for none."""
        settings = child(paragraph, "pPr")
        named = child(settings, "pStyle") if settings is not None else None
        style = attribute(named, "val") if named is not None else self._usual
        number, at = _of_settings(settings)
        for _ in range(DEEPEST):
            found = self._styles.get(style)
            if number is not None or found is None:
                break
            number, own = _of_settings(child(found, "pPr"))
            at = own if at is None else at
            if number is not None and at is None:
                at = self._level_for(number, style)
            based = child(found, "basedOn")
            style = attribute(based, "val") if based is not None else ""
        return number or "", at or 0

    def _level_for(self, number: str, style: str) -> int:
        """Return the level of a list that is made for a style, the first where none is."""
        levels = self._lists[number].levels if number in self._lists else {}
        return next((at for at, level in levels.items() if level.for_style == style), 0)


def _shown(of: List, counts: dict[int, int], at: int) -> str:
    level = of.levels.get(at)
    if level is None:
        return ""
    value = counts.setdefault(at, of.starts.get(at, level.start))
    return SHOWN.get(level.style, str)(value)


def _is_usual(style: Any) -> bool:  # noqa: ANN401
    return attribute(style, "type") == "paragraph" and attribute(style, "default") in ("1", "true")


def _root(document: Any, part: str) -> Any:  # noqa: ANN401
    """Return the top element of a part of a document, an empty one where it has no such part."""
    try:
        return getattr(document.part, part).element
    except (KeyError, NotImplementedError):
        return ()


def _of_settings(settings: Any) -> tuple[str | None, int | None]:  # noqa: ANN401
    """Return the list and the level that settings name, None for what they leave open."""
    found = child(settings, "numPr") if settings is not None else None
    if found is None:
        return None, None
    number, level = child(found, "numId"), child(found, "ilvl")
    value = attribute(level, "val") if level is not None else ""
    return (
        attribute(number, "val") if number is not None else None,
        int(value) if value.isdecimal() else None,
    )


def _lists(root: Any, styles: dict[str, Any]) -> dict[str, List]:  # noqa: ANN401
    """Return the lists of a document by the number that paragraphs name."""
    shapes = {attribute(e, "abstractNumId"): e for e in root if local(e) == "abstractNum"}
    numbers = {attribute(e, "numId"): e for e in root if local(e) == "num"}
    return {
        name: found
        for name, number in numbers.items()
        if (found := _list(number, shapes, numbers, styles)) is not None
    }


def _list(
    number: Any,  # noqa: ANN401
    shapes: dict[str, Any],
    numbers: dict[str, Any],
    styles: dict[str, Any],
) -> List | None:
    abstract = _abstract_of(number)
    shape = shapes.get(abstract)
    linked = child(shape, "numStyleLink") if shape is not None else None
    if linked is not None and (style := styles.get(attribute(linked, "val"))) is not None:
        other = numbers.get(_of_settings(child(style, "pPr"))[0] or "")
        abstract = _abstract_of(other) if other is not None else abstract
        shape = shapes.get(abstract)
    if shape is None:
        return None
    levels = {at: level for at, level in map(_level, shape) if at is not None}
    starts = {}
    for override in (e for e in number if local(e) == "lvlOverride"):
        levels |= {at: level for at, level in map(_level, override) if at is not None}
        start, at = child(override, "startOverride"), attribute(override, "ilvl")
        if start is not None and at.isdecimal() and attribute(start, "val").isdecimal():
            starts[int(at)] = int(attribute(start, "val"))
    return List(abstract, levels, starts)


def _abstract_of(number: Any) -> str:  # noqa: ANN401
    found = child(number, "abstractNumId")
    return attribute(found, "val") if found is not None else ""


NO_LEVEL = Level(1, "", "none", "", None)


def _level(element: Any) -> tuple[int | None, Level]:  # noqa: ANN401
    """Return a level and its depth; the depth is None for other elements."""
    depth = attribute(element, "ilvl")
    if local(element) != "lvl" or not depth.isdecimal():
        return None, NO_LEVEL
    said = {local(below): attribute(below, "val") for below in element}
    start, restart = said.get("start", ""), said.get("lvlRestart", "")
    return int(depth), Level(
        int(start) if start.isdecimal() else 1,
        said.get("lvlText", ""),
        said.get("numFmt") or "decimal",
        said.get("pStyle", ""),
        int(restart) if restart.isdecimal() else None,
    )
