"""A PDF's pages with the words that belong to their text: turned upright, without what lies across.

Text runs where the next character stands: rightwards on most pages, downwards on a page written
vertically (竖排), any of four ways on a page that was printed turned. A page is turned until it
runs rightwards; characters at another angle (a watermark) are left out, and so is a size and
colour whose characters lie across those of the text. What it does not know: a watermark of the
text's own size and colour at its own angle.
"""

import math
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable
from itertools import pairwise
from typing import Any

from rag.text.chinese import whole_characters

Char = dict[str, Any]
RUNS = {"right": 0, "up": 90, "left": 180, "down": 270}  # degrees clockwise that make it upright
ASKEW = 4.0  # degrees; the layer of words below a scan is often a little turned
LYING_ACROSS = 0.25  # share of the smaller of two characters that both cover
OVERLAID = 0.3  # share of the characters of a size and colour that lie across others
LOST = (  # glyphs without a meaning, and the share above which a text cannot be trusted
    (re.compile(r"\(cid:\d+\)|[\ue000-\uf8ff\ufffd\x00-\x08\x0e-\x1f]"), 0.02),
    (re.compile(r"[\u00c0-\u02ff]"), 0.15),  # what a Latin encoding makes of Chinese
)


def upright_pages(pages: Iterable[Any]) -> list[Any]:
    """Return the pages (of pdfplumber) turned upright, with the characters of their text alone."""
    turned = [_turned(page) for page in pages]
    across = _styles_across([page.chars for page in turned])
    return [
        page.filter(_keeping({id(char) for char in page.chars if _style(char) not in across}))
        for page in turned
    ]


def _keeping(kept: set[int]) -> Any:  # noqa: ANN401 - a function on objects of pdfplumber
    return lambda thing: thing["object_type"] != "char" or id(thing) in kept


def _turned(page: Any) -> Any:  # noqa: ANN401
    """Return the page turned so that its text runs rightwards, with the characters that do."""
    way = runs(page.chars)
    if RUNS[way]:
        whole = page.page_obj
        whole.rotate = (whole.rotate + RUNS[way]) % 360
        whole.attrs["Rotate"] = whole.rotate
        page = type(page)(page.pdf, whole, page.page_number)
    kept = {id(char) for char in _once(page.chars) if _in_line(char, way) and _on_page(char, page)}
    for char in page.chars:
        char["upright"] = True  # else the glyphs of vertical text, turned with the page, are not
        char["text"] = whole_characters(set_across(char["text"]))
    _put_in_order(page.chars)
    return page.filter(_keeping(kept))


WIDE = {chr(code): chr(code + 0xFEE0) for code in range(0x21, 0x7F)}  # , -> ,
UPENDED = re.compile("[\ufe10-\ufe19\ufe31-\ufe44]")


def set_across(text: str) -> str:
    """Return a text with the usual marks for those of vertical text (︒ -> 。)."""
    return UPENDED.sub(lambda glyph: WIDE.get(form := _plain(glyph[0]), form), text)


def _plain(glyph: str) -> str:
    return unicodedata.normalize("NFKC", glyph)


def _put_in_order(chars: list[Char]) -> None:
    """Let no character start a little before the one printed just before it.

    Where two brackets follow each other, the second's box often starts left of the first's.
    """
    for one, other in pairwise(chars):
        beside = abs(one["top"] - other["top"]) < SAME_LINE * one["height"]
        early = 0 <= one["x0"] - other["x0"] < 0.5 * other["width"]
        if beside and early:
            other["x0"] = one["x0"] + 0.01


SAME_LINE = 0.5  # of a character's height


def runs(chars: list[Char]) -> str:
    """Return the way in which most of the characters follow each other, a key of `RUNS`."""
    votes = Counter({"right": 1})
    for one, other in pairwise(chars):
        size = max(one["width"], one["height"], 0.1)
        across = (other["x0"] + other["x1"] - one["x0"] - one["x1"]) / 2 / size
        down = (other["top"] + other["bottom"] - one["top"] - one["bottom"]) / 2 / size
        if abs(down) < 0.2 < abs(across) < 1.3:
            votes["right" if across > 0 else "left"] += 1
        elif abs(across) < 0.2 < abs(down) < 1.3:
            votes["down" if down > 0 else "up"] += 1
    return votes.most_common(1)[0][0]


def _in_line(char: Char, way: str) -> bool:
    """Tell whether a character stands as the text does; in vertical text, Latin ones lie."""
    a, b = char["matrix"][:2]
    angle = math.degrees(math.atan2(b, a))
    step = 90 if way in ("up", "down") else 360
    return abs((angle + step / 2) % step - step / 2) <= ASKEW


def _on_page(char: Char, page: Any) -> bool:  # noqa: ANN401
    left, top, right, bottom = page.bbox
    across, down = (char["x0"] + char["x1"]) / 2, (char["top"] + char["bottom"]) / 2
    return bool(left <= across <= right and top <= down <= bottom)


def _once(chars: list[Char]) -> list[Char]:
    """Return the characters without those printed twice in one place to look bold."""
    seen: set[tuple[str, int, int]] = set()
    kept = []
    for char in chars:
        text, x, y = char["text"], round(char["x0"]), round(char["top"])
        near = ((text, x + dx, y + dy) for dx in (-1, 0, 1) for dy in (-1, 0, 1))
        if char["text"].isspace() or not any(place in seen for place in near):
            kept.append(char)
        seen.add((text, x, y))
    return kept


def _style(char: Char) -> tuple[int, str]:
    return round(char["height"]), str(char["non_stroking_color"])


def _styles_across(pages: list[list[Char]]) -> set[tuple[int, str]]:
    """Return the sizes and colours that lie across the text's own on these pages."""
    styles = Counter(_style(char) for chars in pages for char in chars if char["text"].strip())
    own = {style for style, count in styles.items() if count > sum(styles.values()) / 4}
    across: Counter[tuple[int, str]] = Counter()
    for chars in pages:
        text: dict[int, list[Char]] = defaultdict(list)
        for char in chars:
            if _style(char) in own:
                for stripe in _stripes(char):
                    text[stripe].append(char)
        for char in chars:
            near = (other for stripe in _stripes(char) for other in text[stripe])
            if _style(char) not in own and any(_crosses(char, other) for other in near):
                across[_style(char)] += 1
    return {style for style, count in across.items() if count >= OVERLAID * styles[style]}


def _stripes(char: Char) -> range:
    """Return the numbers of the line-high stripes of a page that a character is in."""
    return range(int(char["top"] // 16), int(char["bottom"] // 16) + 1)


def _crosses(one: Char, other: Char) -> bool:
    wide = min(one["x1"], other["x1"]) - max(one["x0"], other["x0"])
    high = min(one["bottom"], other["bottom"]) - max(one["top"], other["top"])
    smaller = min(one["width"] * one["height"], other["width"] * other["height"])
    return bool(wide > 0 and high > 0 and wide * high > LYING_ACROSS * smaller)


def is_undecoded(pages: list[Any]) -> bool:
    """Tell whether the fonts do not say which characters their glyphs are."""
    shown = [char["text"] for page in pages for char in page.chars if char["text"].strip()]
    return any(
        sum(bool(form.match(text)) for text in shown) > share * len(shown) for form, share in LOST
    )
