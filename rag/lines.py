"""The lines of a source: its words as they stand, beside the folded words that patterns match.

A line keeps its number in the source, so that what was understood can be shown line by line. White
space at both ends of a line, blank lines and invisible characters carry no words and are left out.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from rag import zh

INVISIBLE = re.compile("[\u200b-\u200f\u2060\ufeff\u00ad\x00-\x08\x0e-\x1f\x7f\ufffc]")
SPACES = " \u3000\xa0"  # a tab at the start of a table's row is an empty cell
BREAKS = re.compile("\r\n|[\r\n\x0b\x0c\x85\u2028\u2029]")


@dataclass(frozen=True, slots=True)
class Line:
    """One line: `number` in the source from 1, `words` as they stand, `folded` for matching.

    `start` is the offset of the words in the text that the line belongs to (0 before it is laid
    out).
    """

    number: int
    words: str
    folded: str
    start: int = 0

    @property
    def end(self) -> int:
        """The offset behind the line's last character."""
        return self.start + len(self.words)


def split_lines(text: str) -> Iterator[Line]:
    """Yield the lines of `text` that hold words."""
    from_source = BREAKS.sub("\n", INVISIBLE.sub("", text)).split("\n")
    folded = zh.fold("\n".join(from_source)).split("\n")
    for number, (words, plain) in enumerate(zip(from_source, folded, strict=True), 1):
        if stripped := words.strip(None if "\t" not in words.strip() else SPACES):
            at = words.index(stripped)
            yield Line(number, stripped, plain[at : at + len(stripped)])


def lay_out(lines: list[Line]) -> tuple[str, list[Line]]:
    """Return the text that `lines` make, and the lines with their offsets in it."""
    placed, at = [], 0
    for line in lines:
        placed.append(Line(line.number, line.words, line.folded, at))
        at += len(line.words) + 1
    return "\n".join(line.words for line in lines), placed
