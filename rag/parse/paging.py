"""Whether a source is one page of an article that has several, by what stands around its text.

A page says so by its count (第1页/共3页) or by a pager (上一页 1 2 3 下一页). Pages that are all
there, as in a printed document read as one, miss nothing. What it does not know: articles whose
further pages are only loaded by scrolling.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from rag.parse.lines import Line
from rag.text import chinese

FIGURE = "(\\d{1,3}|[一二三四五六七八九十]{1,3})"


@dataclass(frozen=True, slots=True)
class Count:
    """A form of a page's count, its groups the page and the total; one it takes, one it leaves."""

    words: re.Pattern[str]
    page: int
    total: int
    takes: str
    leaves: str


COUNTS = (
    Count(
        re.compile(rf"第\s?{FIGURE}\s?页[\s/,|(]{{0,4}}共\s?{FIGURE}\s?页\)?"),
        1,
        2,
        "第1页/共3页",
        "见第1页",
    ),
    Count(
        re.compile(rf"共\s?{FIGURE}\s?页[\s/,:;|(]{{0,4}}(?:当前)?(?:为|是)?第\s?{FIGURE}\s?页\)?"),
        2,
        1,
        "共3页 当前第1页",
        "共3页材料",
    ),
    Count(re.compile(r"(?:page\s?)?(\d{1,3})\s?(?:/|of)\s?(\d{1,3})\s?页"), 1, 2, "1/3页", "1/3"),
    Count(re.compile(r"page\s?(\d{1,3})\s?(?:/|of)\s?(\d{1,3})"), 1, 2, "Page 1 of 3", "1/3"),
)
PAGER_WORD = re.compile(
    r"[首上下前后尾末]一?页|最后一?页|共\s?\d{1,3}\s?页|第\s?\d{1,3}\s?页|\d{1,3}|余下全文|未完待续"
    r"|跳转?到?|转到|go|[.…<>«»‹›\[\]()|/,:\s页]"
)
NEXT = re.compile(r"[下后]一?页|余下全文|未完待续")
PAGER_LENGTH = 120  # characters; a longer line is a list of something else


def is_pager(folded: str) -> bool:
    """Tell whether a line is nothing but the links to an article's pages, or its count."""
    if len(folded) > PAGER_LENGTH or not (NEXT.search(folded) or _counts(folded)):
        return False
    plain = folded.lower()
    if any(count.words.fullmatch(plain) for count in COUNTS):
        return True
    return not PAGER_WORD.sub("", plain)


def missing_pages(lines: Iterable[Line]) -> str | None:
    """Return a warning where the lines are a part of an article's pages, None where of all."""
    pagers = [line.folded.lower() for line in lines if is_pager(line.folded)]
    counts = [count for folded in pagers for count in _counts(folded)]
    if counts:
        total = max(total for _, total in counts)
        seen = sorted({page for page, _ in counts})
        if len(seen) >= total:
            return None
        pages = "、".join(map(str, seen))
        return f"这是分页文章的第 {pages} 页（共 {total} 页），{ADVICE}"
    linked = [folded for folded in pagers if NEXT.search(folded) and not _is_single(folded)]
    return f"页面上有“下一页”，可能只是分页文章的一部分：{CHECK}" if linked else None


ADVICE = "缺其余各页：请把各页的正文合并成一个文件后再收录"
CHECK = "请打开原网页核对，有其他页时把各页的正文合并成一个文件后再收录"


def _counts(folded: str) -> list[tuple[int, int]]:
    """Return the pages and totals that a line states."""
    found = []
    for count in COUNTS:
        for match in count.words.finditer(folded):
            page, total = chinese.number(match[count.page]), chinese.number(match[count.total])
            if page and total and page <= total:
                found.append((page, total))
    return found


def _is_single(folded: str) -> bool:
    """Tell whether the pager of a site counts one page only."""
    figures = re.findall(r"\d{1,3}", folded)
    return bool(figures) and max(map(int, figures)) == 1
