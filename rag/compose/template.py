"""A phrase with gaps: read once from a line of the table of phrases, filled in as runs and marks.

`**` begins and ends what is strong, `{name}` is a gap, `[{name}]` a gap for a citation's number.
What it does not know: languages; a table per language is in `phrases`.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from rag.body import Line, Mark, Run

_PIECE = re.compile(
    r"(?P<strong>\*\*)|\[\{(?P<mark>\w+)\}\]|\{(?P<gap>\w+)\}|(?P<words>[^*{\[]+|.)"
)
Value = str | int | Line


@dataclass(frozen=True, slots=True)
class _Part:
    """Words, a gap or a mark, in one emphasis."""

    kind: str
    name: str  # the words themselves, or the gap's name
    strong: bool


@dataclass(frozen=True, slots=True)
class Template:
    """A phrase taken apart."""

    parts: tuple[_Part, ...]

    def filled(self, values: Mapping[str, Value]) -> Line:
        """Return the phrase with its gaps filled; words in one emphasis are one run."""
        line: list[Run | Mark] = []
        open_run = False  # whether the last run is the phrase's own, and may go on
        for part in self.parts:
            value = part.name if part.kind == "words" else values[part.name]
            if part.kind == "mark":
                line.append(Mark(int(str(value))))
            elif isinstance(value, tuple):
                line += value
            elif open_run and isinstance(last := line[-1], Run) and last.strong == part.strong:
                line[-1] = Run(f"{last.text}{value}", part.strong)
                continue
            else:
                line.append(Run(str(value), part.strong))
            open_run = part.kind != "mark" and not isinstance(value, tuple)
        return tuple(line)


def read(phrase: str) -> Template:
    """Take a phrase of the table apart."""
    return Template(tuple(_parts(phrase)))


def _parts(phrase: str) -> Iterator[_Part]:
    strong = False
    for match in _PIECE.finditer(phrase):
        kind = str(match.lastgroup)
        if kind == "strong":
            strong = not strong
        else:
            yield _Part(kind, match[kind], strong)
