"""What a follow-up leans on: the turns before it, and the passages of the store."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from rag.answer import Answer
from rag.bulletin import Place
from rag.question.concepts import Concept
from rag.question.plan import TALK, Plan

ARROW = " → "  # stands between a question and what was asked about its answer


@dataclass(frozen=True, slots=True)
class Exchange:
    """A turn: how it was understood, and what was answered."""

    plan: Plan
    answer: Answer

    @property
    def is_content(self) -> bool:
        """Tell whether the turn was about what bulletins hold."""
        return self.answer.intent not in TALK

    @property
    def answered(self) -> list[str]:
        """The agencies that the answer has something of."""
        return [group.agency for group in self.answer.groups if not group.none]


class Passages(Protocol):
    """What of the store a follow-up is held against: `rag.question.planner.Planner`."""

    def findings_of(self, answer: Answer) -> Mapping[Place, str]:
        """Return the findings that an answer cites, each with its folded text."""

    def measures_of(self, answer: Answer) -> list[Place]:
        """Return the measures of the finding that an answer cites, none where it cites several."""

    def knows(self, concept: Concept) -> bool:
        """Tell whether the store says a notion anywhere."""
