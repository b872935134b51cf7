"""The plan: a question understood, once and whole; nothing after it reads the question's words.

A plan says of whom, about what, in which form and what for; what it points at in the conversation
(`Pointing`) is used up when it is carried on from the turn before (see `carry`).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal

from rag.bulletin import Part, Place, Status
from rag.question.concepts import Concept
from rag.question.scope import PickedByDate


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


MASK = "某单位"  # stands for the agencies that a question names, where its meaning is taken
PLACE_MASK = "某地"  # the same for the places
TALK = (Intent.GREETING, Intent.HELP, Intent.OUT_OF_SCOPE)  # nothing of the bulletins is asked


@dataclass(frozen=True, slots=True)
class Ask:
    """A kind of value that stands in the prose, and the unit asked, if any."""

    name: str
    unit: str = ""


# Kinds of values of which each of many findings may state its own.
STATED_OFTEN = ("money", "count", "people")


@dataclass(frozen=True, slots=True)
class Record:
    """A fact of the bulletin itself: the record's name, its label, the question's words for it.

    `details` are which of several things under one name are asked: the phone, the address.
    """

    name: str
    label: str
    words: tuple[str, ...] = ()
    details: frozenset[str] = frozenset()


# What each record is called.
LABELS = {
    "inspecting_body": "巡察机构",
    "inspection_period": "巡察时间",
    "feedback_date": "反馈时间",
    "signature_date": "落款日期",
    "publish_date": "发布日期",
    "contact": "联系方式",
    "problems": "反馈问题数",
    "done": "已完成数",
    "measures": "整改措施数",
    "rules": "制度数",
    "documents": "制定、修订或印发的文件",
    "accountable": "追责问责人数",
    "statuses": "整改状态",
    "inspection_kind": "巡察方式",
    "organisation": "组织情况",
    "next": "下一步打算",
    "round": "巡察轮次",
}


def record_named(name: str) -> Record:
    """Return a record that no words of the question ask for."""
    return Record(name, LABELS[name])


# Records that are a part of the bulletin, in which something may be asked about.
PARTS = {"organisation": Part.ORGANISATION, "next": Part.NEXT}


@dataclass(frozen=True, slots=True)
class Wanted:
    """What one clause of a question asks for, and of what."""

    asks: tuple[Ask, ...]
    concepts: tuple[Concept, ...]


@dataclass(frozen=True, slots=True)
class Pointing:
    """What a question points at in the conversation before it."""

    words: tuple[str, ...] = ()  # that point and are no topic
    form_only: bool = False  # nothing but words for another form (用表格列出来)
    in_english: bool = False
    ordinal: int = 0  # 第二条
    nth_agency: int = 0  # 第二家
    other_agency: bool = False  # 另一家
    these: int | None = None  # 这两家; 0: 这几家
    side_by_side: bool = False  # nothing but these, put side by side (这两家对比一下)
    besides: bool = False  # 加上咸宁
    this_agency: bool = False  # 这家
    it: bool = False  # 它
    they: bool = False  # 他们
    as_well: bool = False  # 那江夏的呢
    detail: bool = False  # asks for a detail of what was said (具体是哪年)
    whole: bool = False  # of the bulletin, not of what was cited (全文一共)
    alike: frozenset[str] = frozenset()  # notions that name the topic before (同类问题)
    long: bool = False  # stands by itself


Form = Literal["", "sentence", "brief", "names"]


@dataclass(frozen=True, slots=True)
class Manner:
    """In what manner an answer is asked for: how long, in what form.

    `items` is how many entries are asked for, 0 where no number is given.
    """

    form: Form = ""
    items: int = 0

    def __bool__(self) -> bool:
        return bool(self.form or self.items)


@dataclass(frozen=True, slots=True)
class Plan:
    """A question understood. Agencies are full names; none means every one in the store.

    `standalone` is the question in words that need no conversation: for showing, and for the chat
    model. `masked` is what its meaning is taken from: agencies masked.
    """

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
    dated: PickedByDate | None = None
    round: str = ""  # 第五轮
    asks: tuple[Ask, ...] = ()
    wanted: tuple[Wanted, ...] = ()  # what each clause asks for, where several do
    besides: bool = False  # a clause asks for something else than a value
    qualifiers: frozenset[str] = frozenset()  # 累计, 最高: which of several values
    figures: tuple[str, ...] = ()  # stretches with figures that the question itself gives
    people: tuple[str, ...] = ()  # 李某: named, and to be named in what is shown
    records: tuple[Record, ...] = ()
    rest: str = ""  # the topic less the words for records
    beside: tuple[Concept, ...] = ()  # the notions of it
    number: int | None = None  # a finding named by its number
    superlative: str = ""  # "max" or "min" over the first record
    same: bool = False  # who shares a value of the first record
    summed: bool = False
    negated: bool = False  # who does not mention the topic
    over_agencies: bool = False
    which_one: bool = False  # one agency is asked for by what it has
    everything: bool = False  # all findings, of whatever topic
    table: bool = False
    manner: Manner = Manner()  # how long, in what form
    english: bool = False
    wants_measures: bool = False  # what was done, besides a value
    part: Part | None = None  # the part of the bulletins that is asked
    wording: str = ""  # the question less what instructs the program
    instructed: bool = False
    judged: bool = False  # a judgement is asked for: who is worst, is it sincere
    masked: str = ""
    chances: Mapping[str, float] = field(default_factory=dict, repr=False, compare=False)
    points: Pointing = Pointing()
    without: tuple[str, ...] = ()  # parts of what was understood that the reader took away
    focus: tuple[Place, ...] = ()  # passages that the conversation is about
    of: "Plan | None" = field(default=None, repr=False)  # whose answer the focus lies in
    otherwise: "Plan | None" = field(default=None, repr=False)  # if no such record is stated

    @property
    def agencies_named(self) -> bool:
        """Tell whether agencies are named by themselves, not only by their place."""
        return bool(self.agencies) and not self.by_place

    @property
    def is_wide(self) -> bool:
        """Tell whether each agency in scope must be heard and named."""
        return self.intent in (Intent.LIST, Intent.COMPARE)

    @property
    def picks(self) -> tuple[str, ...]:
        """What picks bulletins out, in words: inspecting body, date, round."""
        words = (self.inspector, str(self.dated) if self.dated else "", self.round)
        return tuple(filter(None, words))

    @property
    def measured(self) -> tuple[Concept, ...]:
        """The notions of what is counted: the unit asked for (多少万元) is none of them."""
        units = {ask.unit for ask in self.asks if ask.unit}
        return tuple(c for c in self.concepts if c.asked.lstrip("几多少") not in units)

    @property
    def base(self) -> "Plan":
        """The plan that the conversation goes back to: without a passage pointed at."""
        return self.of or self
