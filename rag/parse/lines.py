"""The lines of a source: its words as they stand, beside the folded words that patterns match.

A line keeps its number in the source, so that what was understood can be shown line by line. White
space at both ends of a line, blank lines and invisible characters carry no words and are left out.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from rag.parse.counting import QUANTITY
from rag.text import chinese

INVISIBLE = re.compile("[\u200b-\u200f\u2060\ufeff\u00ad\x00-\x08\x0e-\x1f\x7f\ufffc]")
SPACES = " \u3000\xa0"  # a tab at the start of a table's row is an empty cell
BREAKS = re.compile("\r\n|[\r\n\x0b\x0c\x85\u2028\u2029]")


@dataclass(frozen=True, slots=True)
class Line:
    """One line: `number` in the source from 1, `words` as they stand, `folded` for matching.

    `start` is the offset of the words in the text that the line belongs to (0 before it is laid
    out). `level` is how deep a heading the markup of the file makes it (h4: 4), 0 for none.
    """

    number: int
    words: str
    folded: str
    start: int = 0
    level: int = 0

    @property
    def end(self) -> int:
        """The offset behind the line's last character."""
        return self.start + len(self.words)


NO_LEVELS: Mapping[int, int] = {}


def split_lines(text: str, levels: Mapping[int, int] = NO_LEVELS) -> Iterator[Line]:
    """Yield the lines of `text` that hold words; `levels` are those of its markup by line."""
    from_source = BREAKS.sub("\n", INVISIBLE.sub("", text)).split("\n")
    folded = chinese.fold("\n".join(from_source)).split("\n")
    rows: dict[int, int] = {}  # tabs of a row -> the last line that has as many
    for number, (words, plain) in enumerate(zip(from_source, folded, strict=True), 1):
        if not words.strip():
            continue
        tabs = words.count("\t")
        near = number - rows.get(tabs, -NEAR) < NEAR and not PART.match(plain)
        row = "\t" in words.strip() or near
        if row:
            rows[tabs] = number
        stripped = words.strip(SPACES if row else None)
        at = words.index(stripped)
        plain = BEHIND_NUMERAL.sub(r"\1 ", plain[at : at + len(stripped)])
        yield from unglue(Line(number, stripped, plain, level=levels.get(number, 0)))


# A heading whose numeral Word wrote out: a tab behind it and no other makes no row.
BEHIND_NUMERAL = re.compile(
    r"^((?:[(\[]?[\d一二三四五六七八九十]{1,4}[)\]][、.:]?|[\d一二三四五六七八九十]{1,4}[、.:]))\t(?=[^\t]{1,2000}$)"
)


NEAR = 6  # lines; a line of tabs and one cell is a row where a row of as many cells is as near
PART = re.compile(r"\s*(?:[一二三四五六七八九十]{1,3}、|第[一二三四五六七八九十]{1,3}部分)")

GLUED = 300  # characters; in a longer line the paragraphs may have run together
PARTS = re.compile(r"(?<=[。:;])\s{0,4}(?=[一二三四五六七八九]、)")
HEADINGS = re.compile(
    r"(?<=[。:;题面效况])\s{0,4}(?=[一二三四五六七八九]、|\([一二三四五六七八九十]{1,3}\)"
    r"|\d{1,2}[.、]\s?(?:关于|对于|针对)|(?:反馈)?问题[一二三四五六七八九十\d]{1,3}[:、])"
)


LEAVES = re.compile(  # 2.台账不全。整改情况: inside of a line: a finding with its own report
    rf"(?<=[。:;!题])\s{{0,4}}(?!{QUANTITY.pattern})(?=(?:\d{{1,2}}[.、]|\(\d{{1,2}}\)|\d{{1,2}}[-—–]\d{{1,2}}[,、.])"
    r"\s?[^。:;\n]{4,60}[。:;]\s?[\[【]?整改(?:落实|进展)?(?:情况|措施)[\]】]?:)"
)


def unglue(line: Line) -> Iterator[Line]:
    """Yield the paragraphs of a line in which several ran together, else the line.

    A whole bulletin did: 一、 and 二、 both stand behind a stop inside of it. Or findings did: each
    has a numeral and a label of its own. Nothing but the break is added.
    """
    whole = len(line.words) >= GLUED and len(PARTS.findall(line.folded)) > 1
    breaks = HEADINGS if whole else LEAVES
    cuts = [0, *(match.end() for match in breaks.finditer(line.folded)), len(line.words)]
    if len(cuts) == 2:
        yield line
        return
    for start, end in zip(cuts, cuts[1:], strict=False):
        if words := line.words[start:end].strip():
            at = start + line.words[start:end].index(words)
            yield replace(line, words=words, folded=line.folded[at : at + len(words)])


def lay_out(lines: list[Line]) -> tuple[str, list[Line]]:
    """Return the text that `lines` make, and the lines with their offsets in it."""
    placed, at = [], 0
    for line in lines:
        placed.append(replace(line, start=at))
        at += len(line.words) + 1
    return "\n".join(line.words for line in lines), placed
