"""What of a web page a reader sees: without scripts, menus and what a style hides.

A style also hides what a script shows later: an article that appears when its pictures have
loaded. So what is hidden stays where it holds more of the page's sentences than all the rest.
Words that say that the page is one of several (下一页) stay too, from menus and scripts, as lines
at the end. What it does not know: style sheets in other files, and styles that scripts set.
"""

import re
from collections.abc import Iterator
from typing import Any

DROPPED = "script, style, noscript, template, nav, footer, iframe, select, button, input, svg"
GONE = re.compile(r"display\s*:\s*none", re.IGNORECASE)
LATER = re.compile(r"visibility\s*:\s*(?:hidden|collapse)", re.IGNORECASE)
VISIBLE = re.compile(r"display\s*:\s*(?!none)\w|visibility\s*:\s*visible", re.IGNORECASE)
SELECTOR = re.compile(r"[\w-]*(?:[.#][A-Za-z_][\w-]*)+")  # a class or an id, no place in the page
SENTENCE = re.compile("[。;；!！?？]")
LEAST = 3  # sentences of an article
ROUNDS = 20  # of hidden blocks within each other
PAGER = re.compile(r"下一?页|第\s?\d+\s?页|共\s?\d+\s?页")
PAGER_LENGTH = 120  # characters; what is longer is a menu
PAGES_SCRIPT = re.compile(r"createPageHTML\s*\(\s*[\"']?(\d{1,3})[\"']?\s*,\s*[\"']?(\d{1,3})\b")


def shown_page(html: str) -> tuple[Any, list[str]]:
    """Return a page, or a piece of one, as it is shown, and what says that it has several pages."""
    from selectolax.lexbor import LexborHTMLParser

    tree = LexborHTMLParser(html)
    marks = list(_pagers(tree))
    hiding, showing = _selectors(tree)
    for node in tree.css(DROPPED):
        node.decompose()
    kept: set[int] = set()
    for _ in range(ROUNDS):
        hidden = _hidden(tree, hiding, showing, kept)
        if not hidden:
            break
        kept |= _drop(tree, hidden)
    return tree, marks


def _pagers(tree: Any) -> Iterator[str]:  # noqa: ANN401 - selectolax is untyped
    for node in tree.css("nav, footer, button"):
        words = re.sub(r"\s+", " ", node.text(separator=" ")).strip()
        if len(words) <= PAGER_LENGTH and PAGER.search(words):
            yield words
    for node in tree.css("script"):
        for found in PAGES_SCRIPT.finditer(node.text()):
            if int(found[1]) > 1:
                yield f"第{int(found[2]) + 1}页/共{found[1]}页"


def _selectors(tree: Any) -> tuple[dict[str, bool], list[str]]:  # noqa: ANN401
    """Return the selectors that hide, with whether for good, and those that show."""
    hiding: dict[str, bool] = {}
    showing: list[str] = []
    for sheet in tree.css("style"):
        for heads, body in _rules(sheet.text()):
            simple = [head for head in heads.split(",") if SELECTOR.fullmatch(head.strip())]
            if GONE.search(body) or LATER.search(body):
                hiding |= {head.strip(): bool(GONE.search(body)) for head in simple}
            elif VISIBLE.search(body):
                showing += [head.strip() for head in simple]
    return hiding, showing


def _rules(css: str) -> Iterator[tuple[str, str]]:
    """Yield the rules of a style sheet, selectors and body, but for those under a condition."""
    depth, head = 0, ""
    for piece in re.split(r"([{}])", re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)):
        if piece == "{":
            depth += 1
        elif piece == "}":
            depth = max(0, depth - 1)
        elif depth == 0:
            head = piece.split(";")[-1].strip()
        elif depth == 1 and not head.startswith("@"):
            yield head, piece


Hidden = list[tuple[Any, bool]]  # a block, and whether it is hidden for good


def _hidden(tree: Any, hiding: dict[str, bool], showing: list[str], kept: set[int]) -> Hidden:  # noqa: ANN401
    """Return the outermost hidden blocks that are not among the `kept` ones."""
    found: dict[int, tuple[Any, bool]] = {}
    for selector, gone in hiding.items():
        found |= {node.mem_id: (node, gone) for node in tree.css(selector)}
    for selector in showing:
        for node in tree.css(selector):
            found.pop(node.mem_id, None)
    for node in tree.css("[style], [hidden]"):
        style = node.attributes.get("style") or ""
        if GONE.search(style) or LATER.search(style) or "hidden" in node.attributes:
            found[node.mem_id] = (node, not LATER.search(style))
        elif VISIBLE.search(style):
            found.pop(node.mem_id, None)
    hidden = {key: block for key, block in found.items() if key not in kept}
    return list(_outermost(tree, hidden)) if hidden else []


def _outermost(tree: Any, blocks: dict[int, tuple[Any, bool]]) -> Iterator[tuple[Any, bool]]:  # noqa: ANN401
    """Yield those of some blocks that stand in none of the others, from the top of the page."""
    todo = [tree.root]
    while todo:
        node = todo.pop()
        if node.mem_id in blocks:
            yield blocks[node.mem_id]
            continue
        below, child = [], node.child
        while child is not None:
            below.append(child)
            child = child.next
        todo += reversed(below)


def _drop(tree: Any, hidden: Hidden) -> set[int]:  # noqa: ANN401
    """Take the hidden blocks out of a page; return those that stay, as they are its article.

    A block that is hidden for good stays where it alone has most of the page's sentences. Blocks
    that keep their place until they are shown do where all of them have, with headings between.
    """
    top = tree.body or tree.root
    whole = _sentences(top) if top is not None else 0
    weights = [_sentences(node) for node, _ in hidden]
    later = sum(weight for weight, (_, gone) in zip(weights, hidden, strict=True) if not gone)
    kept, places = set(), set()
    for (node, gone), weight in zip(hidden, weights, strict=True):
        counted = weight if gone else later
        if weight and counted >= LEAST and counted > whole - counted:
            kept.add(node.mem_id)
            places |= set() if gone else {node.parent.mem_id}
    for node, gone in hidden:
        if not gone and node.parent.mem_id in places:
            kept.add(node.mem_id)
        elif node.mem_id not in kept:
            node.decompose()
    return kept


def _sentences(node: Any) -> int:  # noqa: ANN401
    return len(SENTENCE.findall(node.text()))
