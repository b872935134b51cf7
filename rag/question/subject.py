"""What a question is about, taken apart for the search: notions, which belong together, clauses.

Terms side by side (作风、形式主义) are one notion: either will do. What stands in an enumeration (律师、会计师) is a
topic of its own.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rag.question.concepts import Concept, mostly_english

OR = "\n"  # stands between the words of notions taken as one
_ASKING = re.compile(r"\W+|怎么|如何|什么|多少|分别|哪[些几个家]?")
_AND = re.compile(r"、|或者?|以及")
_AND_END = re.compile(rf"(?:{_AND.pattern})$")


@dataclass(frozen=True, slots=True)
class Subject:
    """A folded topic: its words, the notions searched for, its clauses for saying it again."""

    text: str
    notions: tuple[Concept, ...]
    clauses: tuple[str, ...]
    listed: tuple[tuple[str, bool, bool], ...]  # words beside an 、: which, behind it, before it
    english: bool

    def is_listed(self, words: str) -> bool:
        """Tell whether words stand in an enumeration."""
        return len(words) > 1 and any(
            (behind and asked.startswith(words)) or (before and asked.endswith(words))
            for asked, behind, before in self.listed
        )


def subject_of(text: str, concepts: Sequence[Concept]) -> Subject:
    """Take a folded topic with these notions apart."""
    places = [(c.asked, text.find(c.asked)) for c in concepts]
    listed = tuple(
        (asked, bool(_AND_END.search(text[:at])), bool(_AND.match(text[at + len(asked) :])))
        for asked, at in places
        if at >= 0
    )
    return Subject(
        text,
        _together(concepts, text),
        tuple(_ASKING.split(text)),
        tuple(row for row in listed if row[1] or row[2]),
        mostly_english(text),
    )


def _together(concepts: Sequence[Concept], text: str) -> tuple[Concept, ...]:
    found: list[Concept] = []
    for concept in concepts:
        before = found[-1] if found else None
        if before and before.is_term and concept.is_term:
            start = text.find(before.asked) + len(before.asked)
            between = text[start : max(start, text.find(concept.asked, start))]
            if _AND.fullmatch(between) or between in ("和", "与", "及"):
                ways = tuple(dict.fromkeys((*before.ways, *concept.ways)))
                found[-1] = Concept(f"{before.asked}{OR}{concept.asked}", ways)
                continue
        found.append(concept)
    return tuple(found)
