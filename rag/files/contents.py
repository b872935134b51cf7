"""What a file says (内容): its words, and what of it could not be read for certain.

Readers of formats return it. What it does not know: what the words mean; warnings here are about
the file alone.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Contents:
    """A file's words, warnings for whoever reads it in, and how many pages have no words."""

    text: str
    warnings: tuple[str, ...] = ()
    unread: int = 0
