"""The plan: a question understood, once and whole."""

from dataclasses import dataclass
from enum import StrEnum

from rag.bulletin import Part, Place, Status
from rag.question.asks import Ask, Record
from rag.question.scope import Dated
from rag.question.topic import Concept


class Intent(StrEnum):
    """What kind of answer is wanted."""

    LOOKUP = "lookup"  # what was found and done about a topic
    FACT = "fact"  # one figure, date, name, document
    LIST = "list"  # over agencies
    COMPARE = "compare"  # named agencies side by side
    META = "meta"  # the bulletin itself: who inspected, when, totals, contact
    GREETING = "greeting"
    HELP = "help"
    OUT_OF_SCOPE = "out_of_scope"  # nothing that bulletins could answer, or an instruction


@dataclass(frozen=True, slots=True)
class Plan:
    """A question understood. Agencies are full names; none means every one in the store."""

    question: str
    standalone: str
    intent: Intent
    agencies: tuple[str, ...] = ()
    excluded: tuple[str, ...] = ()
    absent: tuple[str, ...] = ()
    by_place: bool = False
    topic: str = ""
    concepts: tuple[Concept, ...] = ()
    statuses: tuple[Status, ...] = ()
    inspector: str = ""
    dated: Dated | None = None
    round: str = ""  # 第五轮
    asks: tuple[Ask, ...] = ()
    records: tuple[Record, ...] = ()
    number: int | None = None  # a finding named by its number
    superlative: str = ""  # "max" or "min" over the first record
    negated: bool = False  # who does not mention the topic
    over_agencies: bool = False
    table: bool = False
    english: bool = False
    wants_measures: bool = False  # what was done, besides a value
    part: Part | None = None  # the part of the bulletins that is asked
    focus: tuple[Place, ...] = ()  # what the conversation is about

    @property
    def agencies_named(self) -> bool:
        """Tell whether agencies are named by themselves, not only by their place."""
        return bool(self.agencies) and not self.by_place

    @property
    def is_wide(self) -> bool:
        """Tell whether each agency in scope must be heard and named."""
        return self.intent in (Intent.LIST, Intent.COMPARE)
