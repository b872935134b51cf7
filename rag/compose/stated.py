"""Where a bulletin states each of its records, what the record's value is, and how it ranks.

Three tables by the name of a record: `PLACES` finds the sentence, `VALUES` tells it in words,
`RANKS` as something to be put in order.
"""

import re
from collections.abc import Callable
from datetime import date

from rag.bulletin import Bulletin, Part, Span
from rag.text import chinese
from rag.text.sentences import lines_in, sentences
from rag.text.titles import issued_by

Comparable = int | date
Finder = Callable[[Bulletin], Span | None]


def _sentence(*parts: Part, having: Callable[[Bulletin], str]) -> Finder:
    """Return a finder of the first sentence of these parts that, folded, matches a pattern."""

    def find(bulletin: Bulletin) -> Span | None:
        pattern = having(bulletin)
        if not pattern:
            return None
        for section in bulletin.sections:
            if section.part in parts:
                for span in sentences(bulletin, section.span):
                    if re.search(pattern, chinese.fold(span.of(bulletin.text))):
                        return span
        return None

    return find


def _total(name: str, *, unit: str, near: str) -> Finder:
    """Return a finder of the sentence that claims a total: number, unit, a word beside it."""

    def pattern(bulletin: Bulletin) -> str:
        n = getattr(bulletin.claims, name)
        if n is None:
            return ""
        return rf"(?:{near})[^。]{{0,60}}{n}\s*(?:{unit})|{n}\s*(?:{unit})[^。]{{0,30}}(?:{near})"

    return _sentence(Part.ORGANISATION, Part.OPENING, Part.NEXT, having=pattern)


def _lines(part: Part, pattern: str) -> Finder:
    def find(bulletin: Bulletin) -> Span | None:
        spans = [
            span
            for section in bulletin.sections
            if section.part is part
            for span in lines_in(bulletin.text, section.span)
            if re.search(pattern, chinese.fold(span.of(bulletin.text)))
        ]
        return spans[-1] if part is Part.SIGNATURE and spans else (spans[0] if spans else None)

    return find


def _first(*finders: Finder) -> Finder:
    """Return a finder of what the first of these finds."""
    return lambda bulletin: next((span for find in finders if (span := find(bulletin))), None)


def _period(bulletin: Bulletin) -> str:
    start, end = bulletin.inspection_period.start, bulletin.inspection_period.end
    if start is None or end is None:
        return ""
    return f"{day_of(start)}至{day_of(end)}"


def _by_signature(bulletin: Bulletin) -> str:
    """Return the day of the signature, called so, for a bulletin that states no other day."""
    return f"{day}(落款日期)" if (day := day_of(bulletin.signature_date)) else ""


def day_of(day: date | None) -> str:
    """Return a day in words, "" where there is none."""
    return f"{day.year}年{day.month}月{day.day}日" if day else ""


PAGE_DAY = _lines(Part.PAGE, r"\d{4}\s*[-年/.]\s*\d{1,2}\s*[-月/.]\s*\d{1,2}")
SIGNED_DAY = _lines(Part.SIGNATURE, r"\d|[〇零一二三四五六七八九]{4}年")
PLACES: dict[str, Finder] = {
    "inspecting_body": _sentence(
        Part.OPENING,
        Part.ORGANISATION,
        having=lambda b: re.escape(chinese.fold(b.inspecting_body or "")),
    ),
    "inspection_period": _sentence(
        Part.OPENING,
        Part.ORGANISATION,
        having=lambda _: (
            r"\d[^。]*至[^。]*\d[^。]*(?:巡察|巡视|审计|检查)|\d{4}年[^。]*(?:上旬|中旬|下旬|底)[^。]*至"
        ),
    ),
    "feedback_date": _sentence(
        Part.OPENING,
        Part.ORGANISATION,
        having=lambda _: r"\d+月\d+日[^。]*(?:反馈|通报)|反馈[^。]*\d+月\d+日",
    ),
    "signature_date": SIGNED_DAY,
    "publish_date": lambda b: PAGE_DAY(b) if b.publish_date else SIGNED_DAY(b),
    "statuses": lambda b: None,
    "documents": lambda b: next((place for _, place in issued_by(b).values()), None),
    "inspection_kind": _sentence(
        Part.OPENING,
        Part.ORGANISATION,
        having=lambda b: (
            r"(?:提级|交叉|常规|专项|机动|联动|延伸).{0,6}巡|巡[察视].{0,4}延伸|回头看"
        ),
    ),
    "contact": _first(
        _lines(Part.CONTACT, r"电话|邮|地址|信箱|\d{5,}"),
        _lines(Part.NEXT, r"(?:电话|邮箱|信箱)[^。]*[\d@]{5}"),
        _lines(Part.SIGNATURE, r"(?:电话|邮箱|信箱)[^。]*[\d@]{5}"),
    ),
    "problems": _total("problems", unit="个|项|条|类", near="问题"),
    "done": _total("done", unit="个|项|条", near="完成|销号|整改到位"),
    "measures": _total("measures", unit="条|项|个", near="措施|举措"),
    "rules": _total("rules", unit="项|个|件|条|份", near="制度|机制|办法|规章|修订"),
    "accountable": _total(
        "accountable", unit="人次|人|名", near="追责|问责|处理|处分|谈话|批评|第一种形态"
    ),
    "round": _sentence(
        Part.OPENING, Part.PAGE, having=lambda b: re.escape(chinese.fold(b.inspection_round or ""))
    ),
}
VALUES: dict[str, Callable[[Bulletin], object]] = {
    "statuses": lambda b: None,
    "inspection_kind": lambda b: b.inspection_kind,
    "inspecting_body": lambda b: b.inspecting_body,
    "inspection_period": _period,
    "feedback_date": lambda b: day_of(b.feedback_date),
    "signature_date": lambda b: day_of(b.signature_date),
    "publish_date": lambda b: day_of(b.publish_date) or _by_signature(b),
    "contact": lambda b: "",
    "problems": lambda b: b.claims.problems,
    "done": lambda b: b.claims.done,
    "measures": lambda b: b.claims.measures,
    "rules": lambda b: b.claims.rules,
    "accountable": lambda b: b.claims.accountable,
    "round": lambda b: b.inspection_round,
}
RANKS: dict[str, Callable[[Bulletin], Comparable | None]] = {
    "signature_date": lambda b: b.signature_date,
    "publish_date": lambda b: b.published,
    "feedback_date": lambda b: b.feedback_date,
    "inspection_period": lambda b: b.inspection_period.start,
    "problems": lambda b: b.claims.problems or len(b.findings) or None,
    "done": lambda b: b.claims.done,
    "measures": lambda b: b.claims.measures or sum(len(f.measures) for f in b.findings) or None,
    "rules": lambda b: b.claims.rules,
    "accountable": lambda b: b.claims.accountable,
    "documents": lambda b: len(issued_by(b)) or None,
}
