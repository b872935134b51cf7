"""What we say, and on what ground: evidence, citations, the answer with its groups by agency."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from typing import Annotated, Any, Literal

from pydantic.json_schema import SkipJsonSchema

from rag.body import Block, Body, Facts, FindingHead, Line, Measures, Table, in_words, marks_of
from rag.bulletin import Bulletin, Finding, Place, Span
from rag.rendering import markdown_of

State = Literal["draft", "final", "refused"]
Generator = Literal["composed", "generated"]


@dataclass(frozen=True, slots=True)
class Evidence:
    """Words that an answer may rest on.

    `spans` are the quotable pieces, best first; `relevance` is the calibrated probability (0..1)
    that the piece answers the question. `aside` marks a finding that touches the topic only in
    some of its measures. `lead` is the piece that says the most of the topic, where it is known.
    """

    bulletin: Bulletin
    finding: Finding | None
    spans: tuple[Span, ...]
    relevance: float
    aside: bool = False
    lead: Span | None = None


@dataclass(frozen=True, slots=True)
class Citation:
    """One numbered source: `bulletin.text[start:end] == quote`, always. `number` is the [n]."""

    number: int
    source: str  # file name
    bulletin_id: str
    agency: str
    finding_number: int | None  # as printed; None outside the findings
    finding_title: str | None
    start: int
    end: int
    quote: str

    @property
    def place(self) -> Place:
        """Where the quoted words stand."""
        return Place(self.bulletin_id, Span(self.start, self.end))

    @property
    def is_heading(self) -> bool:
        """Tell whether the words quoted are the finding's own title."""
        title = self.finding_title
        if title is None or title.strip().rstrip("。") not in self.quote:
            return False
        return len(self.quote) < len(title) + 12


@dataclass(frozen=True, slots=True)
class Group:
    """One agency's share: its citation numbers, or `none` where its bulletin has nothing."""

    agency: str
    citations: tuple[int, ...]
    none: bool = False


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A nearest finding offered with a refusal, or a follow-up question: not a citation."""

    text: str
    agency: str | None = None
    finding_number: int | None = None


@dataclass(frozen=True, slots=True)
class Scope:
    """How the question was understood, shown to the user as chips that can be removed.

    `picks` are what picks bulletins out: inspecting body, date, round. `without` are the chips that
    were taken away.
    """

    agencies: tuple[str, ...] = ()
    topic: str = ""
    statuses: tuple[str, ...] = ()
    picks: tuple[str, ...] = ()
    without: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Writing:
    """How a chat model's words became an answer: what it cost, and what the check made of them.

    `statements` = kept + recited (another passage bears it out) + replaced (by the passage's own
    words) + dropped. `failure` says why the composed answer is shown instead, "" where it is not.
    """

    model: str
    statements: int = 0
    kept: int = 0
    recited: int = 0
    replaced: int = 0
    dropped: int = 0
    covered: float = 0.0  # share of the agencies with evidence that its own sentences speak of
    calls: int = 0
    retries: int = 0
    prompt_tokens: int = 0
    answer_tokens: int = 0
    first_token_ms: float | None = None
    first_shown_ms: float | None = None  # the first line shown, which needs no model
    first_words_ms: float | None = None  # the first checked sentence
    ms: float = 0.0
    cached: bool = False
    failure: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer, growing (`draft`) or settled (`final`, `refused`).

    `text` is the body in Markdown, with [n] markers; an answer that came back from outside without
    its body has the text it came with. `timings` are milliseconds by step. `notes` are one-line
    remarks on how the answer was made. `confidence` is the relevance of the best evidence, None
    where no relevance was judged.
    """

    question: str
    standalone_question: str
    intent: str
    text: str = ""
    citations: tuple[Citation, ...] = ()
    groups: tuple[Group, ...] = ()
    state: State = "final"
    generator: Generator = "composed"
    scope: Scope = Scope()
    suggestions: tuple[Suggestion, ...] = ()
    notes: tuple[str, ...] = ()
    timings: dict[str, float] = field(default_factory=dict)
    confidence: float | None = None
    writing: Writing | None = None  # where a chat model was asked
    plan: object = field(default=None, compare=False, repr=False)  # the `Plan` that it answers
    body: Annotated[Body, SkipJsonSchema()] = Body()  # for our own: the API tells the text

    def __post_init__(self) -> None:
        if self.body.blocks:
            object.__setattr__(self, "text", markdown_of(self.body))

    @property
    def shown(self) -> Body:
        """What to show: the body, or where there is none, the text as it stands."""
        return self.body if self.body.blocks else in_words(self.text)

    def listed(self, agencies: Collection[str] = ()) -> list[list[Place]]:
        """Return the passages that a reader may count (第三条), the likeliest way to count first.

        Rows of a table of several, entries of lists, values, headings; where there are none, what
        is quoted. Of these agencies alone where any are given.
        """
        known = {c.number: c for c in self.citations}
        ways: list[list[Place]] = []
        for entries in _counted(self.body.blocks):
            ends = [(place, known[n]) for place, n in entries if n in known]
            ways.append([p or c.place for p, c in ends if not agencies or c.agency in agencies])
        quoted = [c for c in self.citations if not c.is_heading]
        other = [c.place for c in quoted if not agencies or c.agency in agencies]
        return [way for way in ways if way] or [other]

    @property
    def abstained(self) -> bool:
        """True where the answer says that the bulletins do not hold it."""
        return self.state == "refused"

    @property
    def latency_ms(self) -> float:
        """Milliseconds from question to settled answer."""
        return sum(self.timings.values())

    def to_dict(self) -> dict[str, Any]:
        """Return the object of the answers file and of `POST /api/ask`."""
        return {
            "question": self.question,
            "standalone_question": self.standalone_question,
            "text": self.text,
            "abstained": self.abstained,
            "intent": self.intent,
            "state": self.state,
            "citations": [_plain(c) for c in self.citations],
            "groups": [
                {"agency": g.agency, "citations": list(g.citations), "none": g.none}
                for g in self.groups
            ],
            "scope": _plain(self.scope),
            "suggestions": [_plain(s) for s in self.suggestions],
            "notes": list(self.notes),
            "latency_ms": round(self.latency_ms, 1),
            "confidence": None if self.confidence is None else round(self.confidence, 4),
            "generator": self.generator,
            "writing": _plain(self.writing) if self.writing else None,
        }


Entry = tuple[Place | None, int]  # what an entry points at, if not at its last citation: that


def _counted(blocks: Collection[Block]) -> Iterator[list[Entry]]:
    """Yield the entries of an answer in each way that a reader may count them."""
    rows = [row for block in blocks if isinstance(block, Table) for row in block.rows]
    if len(rows) > 1:
        yield [(row.place, n) for row in rows for n in marks_of(row.problem)[:1]]
    items = [i.line for block in blocks if isinstance(block, Measures) for i in block.items]
    yield _cited([*items, *(line for row in rows for line in row.measures)])
    yield _cited([f.said for block in blocks if isinstance(block, Facts) for f in block.facts])
    heads = [block for block in blocks if isinstance(block, FindingHead)]
    yield [(head.place, n) for head in heads for n in marks_of(head.line)[:1]]


def _cited(lines: Collection[Line]) -> list[Entry]:
    return [(None, n) for line in lines for n in marks_of(line)[-1:]]


def _plain(record: Any) -> dict[str, Any]:  # noqa: ANN401 - any slotted record of this module
    return {name: getattr(record, name) for name in record.__dataclass_fields__}


@dataclass(frozen=True, slots=True)
class Turn:
    """One exchange of a conversation; `answer` is None where only the question is known."""

    question: str
    answer: Answer | None = None
