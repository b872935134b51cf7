"""The lists in which a body counts measures (一是…二是…, (1)(2), 1. 2.): where their items start.

A numeral is an item where a line or a sentence starts and it counts on. What it does not know:
lists inside lists; the outermost one decides.
"""

import re
from dataclasses import dataclass

from rag.bulletin import Span
from rag.parse.counting import Numeral, counted, doubtful
from rag.text import chinese

CN = "[一二三四五六七八九十]{1,3}"
STOPS = "。;:!?"  # behind which a sentence starts
ENDS = "。;!?…:)\"'"  # of a line: one that ends without any goes on in the next


@dataclass(frozen=True, slots=True)
class ListForm:
    """A way to count measures; the first group of `pattern` that matched is the numeral."""

    name: str
    pattern: re.Pattern[str]


LISTS = (
    ListForm("一是", re.compile(rf"({CN})\n?是(?!否)")),
    ListForm("第一,", re.compile(rf"第({CN})[,、:是]|(首先)[,,]|(其次)[,,]|(再次)[,,]|(最后)[,,]")),
    ListForm("(1)", re.compile(r"[(\[]\s?(\d{1,2})\s?[)\]]")),
    ListForm("(一)", re.compile(rf"[(\[]\s?({CN})\s?[)\]]")),
    ListForm("①", re.compile("([①-⑳⑴-⒇⒈-⒛❶-❿㈠-㈩])")),
    ListForm("1.", re.compile(r"(\d{1,2})[.、)]")),
    ListForm("1.1.1", re.compile(r"(?:\d{1,2}[.-]){1,2}(\d{1,2})[\s、.:](?!\d)")),
    ListForm("一、", re.compile(rf"({CN})、")),
    ListForm("一要", re.compile(rf"({CN})要")),
    ListForm("措施1", re.compile(rf"(?:整改)?(?:措施|举措)({CN}|\d{{1,2}})\s?[:、]")),
)
ADVERBS = {"首先": 1, "其次": 2, "再次": 3, "最后": 9}


@dataclass(frozen=True, slots=True)
class Item:
    """The start of a list item in the folded text."""

    form: str
    number: int
    start: int
    opens_line: bool


def items_in(text: str, span: Span) -> list[Item]:
    """Return the starts of the outermost list's items in `span`, [] where there is no list."""
    by_form = {form.name: _items(text, span, form) for form in LISTS}
    lists = [items for items in by_form.values() if _is_list(items)]
    return min(lists, key=lambda items: items[0].start, default=[])


def _is_list(items: list[Item]) -> bool:
    return len(items) > 1 or (bool(items) and items[0].opens_line and items[0].form == "一是")


def _items(text: str, span: Span, form: ListForm) -> list[Item]:
    """Return the items of one form whose numerals count up; a count may start again at one."""
    items: list[Item] = []
    last, weak = 0, False  # `weak`: the first item stands behind a comma only
    for match in _numerals(text, span, form):
        before = _before(text, span, match.start())
        number = _number(next(group for group in match.groups() if group))
        opens = before == "\n"
        starts = _starts(text, span, match.start())
        starts = starts or (before in CLOSED and form.name in WORDED)
        follows = last < number <= last + 3 and (starts or before in GOES_ON)
        first = number == 1 and (starts or (before in BEFORE_FIRST and form.name in WORDED))
        again = number == 1 and len(items) == 1 and starts and weak
        if again:
            items.pop()
        if (first and (starts or not last) and (last != 1 or opens or again)) or (
            last and follows and number > 1
        ):
            weak = number == 1 and not starts
            items.append(Item(form.name, number, match.start(), opens))
            last = number
    return items


def _before(text: str, span: Span, at: int) -> str:
    return text[at - 1] if at > span.start else "\n"


def _starts(text: str, span: Span, at: int) -> bool:
    """Tell whether a line or a sentence starts at `at`."""
    before = _before(text, span, at)
    return before == "\n" or before in STOPS or (before in " \t" and text[at - 2] in STOPS)


def _numerals(text: str, span: Span, form: ListForm) -> list[re.Match[str]]:
    """Return the numerals of one form, without decimals and dates that look like some."""
    found = list(form.pattern.finditer(text, span.start, span.end))
    if form.name != "1.":
        return found
    starts = [match for match in found if _may_count(text, span, match)]
    numerals = [_numeral(text, span, match) for match in starts]
    return [match for match, kept in zip(starts, counted(numerals), strict=True) if kept]


def _may_count(text: str, span: Span, match: re.Match[str]) -> bool:
    """Tell whether a numeral stands where an item may; before a digit, only where one starts."""
    sure = not DIGIT_BEHIND.match(text, match.end() - 1)
    goes_on = sure and _before(text, span, match.start()) in GOES_ON
    return goes_on or _starts(text, span, match.start())


def _numeral(text: str, span: Span, match: re.Match[str]) -> Numeral:
    if not DIGIT_BEHIND.match(text, match.end() - 1):
        return Numeral(int(match[1]))
    above = text[max(span.start, match.start() - 4) : match.start()].rstrip()[-1:]
    return doubtful(text, match.start(), behind_stop=above in ENDS)


DIGIT_BEHIND = re.compile(r"[.)](?=\d)(?!(?:19|20)\d\d年)")
BEFORE_FIRST = ",、"
GOES_ON = ",、)\"' \t"
CLOSED = ")]】"  # (已完成)一是
WORDED = frozenset(("一是", "第一,"))  # forms that count a list wherever they stand


BULLETED = re.compile(r"^(?:[-*+]\s{1,4}|[·•●■◆◇▪➢►✓√]\s{0,4})(?=\S)", re.MULTILINE)


def bulleted(text: str, span: Span) -> list[Item]:
    """Return the starts of lines that a sign opens instead of a numeral, [] where there is one."""
    found = BULLETED.finditer(text, span.start, span.end)
    items = [Item("-", at, m.start(), True) for at, m in enumerate(found, 1)]
    return items if len(items) > 1 else []


def _number(numeral: str) -> int:
    if numeral in ADVERBS:
        return ADVERBS[numeral]
    if len(numeral) == 1 and not numeral.isdecimal() and (value := chinese.numeric(numeral)):
        return value
    return chinese.number(numeral) or 0
