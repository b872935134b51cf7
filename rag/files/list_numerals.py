"""The numerals that a browser shows before the items of an ordered list, which no text holds.

An item counts on from the one above it, downwards in a `reversed` list, unless it or its list says
where to start (`value`, `start`). What it does not know: numerals that a style sheet makes or
takes away, and letters or Roman numerals, which are read as figures.
"""

import re
from typing import Any

MOST = 500  # items that are counted back; more is a fault of the page
OWN = re.compile(r"[\d(（一二三四五六七八九十第①-⑳]|问题|$")
NONE = re.compile(r"list-style(?:-type)?\s*:[^;]*\bnone\b", re.IGNORECASE)
FIGURE = re.compile(r"\s*(-?\d{1,6})")


def shown_numeral(item: Any) -> str:  # noqa: ANN401 - selectolax is untyped
    """Return the numeral shown before a list's item, "" where none is or it has its own."""
    above = item.parent
    if above is None or above.tag != "ol" or OWN.match(item.text().strip()[:8]):
        return ""
    if any(NONE.search(node.attributes.get("style") or "") for node in (above, item)):
        return ""
    return f"{_count(item, above)}."


def _count(item: Any, above: Any) -> int:  # noqa: ANN401
    step = -1 if "reversed" in above.attributes else 1
    before, at = 0, item
    while at is not None and before < MOST:
        if at.tag == "li":
            if (stated := _figure(at, "value")) is not None:
                return stated + step * before
            before += 1
        at = at.prev
    start = _figure(above, "start")
    if start is None:
        start = 1 if step > 0 else _items(above)
    return start + step * (before - 1)


def _items(above: Any) -> int:  # noqa: ANN401
    count, at = 0, above.child
    while at is not None:
        count += at.tag == "li"
        at = at.next
    return count


def _figure(node: Any, name: str) -> int | None:  # noqa: ANN401
    found = FIGURE.match(node.attributes.get(name) or "")
    return int(found[1]) if found else None
