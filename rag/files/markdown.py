"""Markdown -> text: a line for each of its lines, without the marks; a table's row by row.

markdown-it-py reads the file and the words of its tokens are taken. Markdown shows less than an
author wrote where he did not think of its rules, so what would hide words is off or done anew:
indented lines are no code, `[附件]: 清单` is no reference, and a row of a table keeps cells that
its head does not name. A numeral is kept as it is written, unless each item repeats it. What it
does not know: pictures, strikethrough, footnotes and other additions to CommonMark.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_block.table import escapedSplit
from markdown_it.token import Token

from rag.files.contents import BOLD, Contents

DEEPEST = 50  # lists and quotations in each other; what stands deeper is not read
UNPAIRED = re.compile(r"\*{2,}")  # CommonMark sees no bold in **措施：**一是, for its punctuation
NEW_LINE = re.compile(r"<br\s*/?>", re.IGNORECASE)

PageLines = Callable[[str], Iterable[str]]
Block = tuple[int, str, int]  # the line of the file it starts in, from 0; its words; its level


def markdown_contents(source: str, page_lines: PageLines) -> Contents:
    """Return the words of a Markdown text, each line where it stands in the file if there is room.

    `page_lines` reads the HTML in it, block by block.
    """
    lines: list[str] = []
    levels: dict[int, int] = {}
    for start, words, level in _blocks(_reader().parse(source), page_lines):
        lines += [""] * (start - len(lines))
        levels |= {len(lines) + 1: level} if level else {}
        lines += words.split("\n")
    return Contents("\n".join(lines), levels=levels)


@lru_cache(maxsize=1)
def _reader() -> MarkdownIt:
    reader = MarkdownIt("commonmark", {"maxNesting": DEEPEST}).disable(["code", "reference"])
    reader.block.ruler.before("blockquote", "rows", _rows, {"alt": ["paragraph"]})
    return reader


def _rows(state: StateBlock, first: int, end: int, silent: bool) -> bool:
    """Take a table: lines within pipes, with a ruler or without, or lines with pipes above one."""
    top = _line(state, first)
    ruled = first + 1 < end and "|" in top and _is_ruler(_line(state, first + 1))
    if not ruled and not _is_row(top):
        return False
    if silent:
        return True
    is_next: Callable[[str], bool] = (lambda line: "|" in line) if ruled else _is_row
    state.line = first
    while state.line < end and is_next(line := _line(state, state.line)):
        _push_row(state, line)
        state.line += 1
    return True


def _line(state: StateBlock, number: int) -> str:
    """Return a line of the block that is being read, "" where the block ends before it."""
    if state.sCount[number] < state.blkIndent:
        return ""
    return state.src[state.bMarks[number] + state.tShift[number] : state.eMarks[number]].strip()


def _is_ruler(line: str) -> bool:
    return "-" in line and "|" in line and set(line) <= set("|:- \t")


def _is_row(line: str) -> bool:
    return len(line) > 1 and line.startswith("|") and line.endswith("|")


def _push_row(state: StateBlock, line: str) -> None:
    cells = [] if _is_ruler(line) else escapedSplit(line.removeprefix("|"))
    if line.endswith("|"):
        cells = cells[:-1]
    state.push("tr_open", "tr", 1).map = [state.line, state.line + 1]
    for cell in cells:
        token = state.push("inline", "", 0)
        token.content, token.children = cell.strip(), []
    state.push("tr_close", "tr", -1)


def _blocks(tokens: Sequence[Token], page_lines: PageLines) -> Iterator[Block]:
    """Yield the words of each block that has any, a row of a table as one."""
    numeral, level = "", 0
    row: list[str] | None = None
    for token, lead in zip(tokens, _numerals(tokens), strict=True):
        numeral = lead or numeral
        words, place, bold = "", token.map, 0
        if token.type in ("heading_open", "heading_close"):
            level = int(token.tag[1:]) if token.nesting > 0 else 0
        if token.type == "tr_open":
            row, row_place = [], place
        elif token.type == "tr_close" and row is not None:
            words, place, row = "\t".join(row) if any(row) else "", row_place, None
        elif row is not None:
            row.append(" ".join(_words(token.children or ()).split()))
        elif token.type == "inline":
            words = _words(token.children or ())
            bold = BOLD if _is_bold(token.children or ()) else 0
        elif token.type == "fence":
            words = token.content.rstrip("\n")
        elif token.type == "html_block":
            words = "\n".join(page_lines(token.content))
        if words and place:
            yield place[0], numeral + words, level or bold
            numeral = ""


def _is_bold(tokens: Sequence[Token]) -> bool:
    """Tell whether a paragraph is bold as a whole."""
    marks = [token.type for token in tokens if token.type != "text" or token.content.strip()]
    return marks in (["strong_open", "text", "strong_close"], ["text"]) and (
        marks[0] == "strong_open" or bool(BOLD_LINE.fullmatch(tokens[0].content))
    )


BOLD_LINE = re.compile(r"\*\*[^*\n]{1,200}\*\*")


def _numerals(tokens: Sequence[Token]) -> Iterator[str]:
    """Yield what stands in front of each token: at an ordered list's item its numeral, else ""."""
    last: dict[int, tuple[str, int]] = {}  # depth -> the item before: its numeral, what it counts
    for token in tokens:
        if token.type == "ordered_list_open":
            last.pop(token.level, None)
        if token.type != "list_item_open" or not token.info:
            yield ""
            continue
        before, count = last.get(token.level - 1, ("", 0))
        count = count + 1 if token.info == before else int(token.info)
        last[token.level - 1] = (token.info, count)
        yield f"{count}{token.markup} "


def _words(tokens: Sequence[Token]) -> str:
    """Return the words of inline tokens; bold, links and HTML tags leave theirs."""
    words = []
    for token in tokens:
        if token.type in ("softbreak", "hardbreak") or (
            token.type == "html_inline" and NEW_LINE.fullmatch(token.content)
        ):
            words.append("\n")
        elif token.type == "text":
            words.append(UNPAIRED.sub("", token.content))
        elif token.type == "code_inline":
            words.append(token.content)
    return "".join(words)
