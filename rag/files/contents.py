"""What a file says (内容): its words, and what of it could not be read for certain.

Readers of formats return it. What it does not know: what the words mean; warnings here are about
the file alone.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

BOLD = 7  # the level of a line that is bold as a whole, below that of any heading


@dataclass(frozen=True, slots=True)
class Contents:
    """A file's words, warnings for whoever reads it in, and how many pages have no words.

    `levels` are the lines, from 1, that a markup language makes headings, and how deep (h4: 4).
    """

    text: str
    warnings: tuple[str, ...] = ()
    unread: int = 0
    levels: Mapping[int, int] = field(default_factory=dict)
