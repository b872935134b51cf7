"""A draft of the rectification text for one's own finding (起草), after what others did.

How it works: a sentence for each of the kinds of measure that most of the findings alike have, in a
form of the genre (`forms.toml`) whose particulars are marked blanks 〔…〕; of a kind's forms, the
one whose words the passages leaned on say most. Nothing is taken over from a passage, so no figure,
name or document of another agency can be. What it does not know: what the reader's own agency did.
"""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from rag.answer import Citation
from rag.borrow.own import OwnFinding
from rag.borrow.similar import Alike, Taken, by_kind
from rag.borrow.tuned import KINDS, LEANS
from rag.compose.writer import Writer
from rag.kinds.kinds import MeasureKind
from rag.text import chinese

FIRST = "这是参照其他单位做法拟出的草稿，不是本单位的整改情况；〔 〕处请据实填写，没有做的请删去。"
HEAD = "针对“{topic}”的问题，〔本单位〕采取以下措施："
LAST = "目前，该问题〔整改状态〕。"
ORDINALS = "一二三四五六七八九十"


@dataclass(frozen=True, slots=True)
class Form:
    """A sentence of the genre for one kind of measure; `cues` choose among those of a kind."""

    kind: MeasureKind
    cues: tuple[str, ...]
    says: str


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a draft, and the numbers of the passages that it leans on."""

    kind: MeasureKind
    text: str
    leans: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Draft:
    """A draft: its first line says what it is, each sentence which passages it leans on."""

    first: str
    head: str
    sentences: tuple[Sentence, ...]
    last: str
    citations: tuple[Citation, ...]
    generator: str = "composed"

    @property
    def text(self) -> str:
        """The draft in words, each sentence with its [n]."""
        said = [
            f"{ORDINALS[at]}是{s.text}{''.join(f'[{n}]' for n in s.leans)}"
            for at, s in enumerate(self.sentences)
        ]
        return "\n".join((self.first, self.head, *said, self.last))


@lru_cache(maxsize=1)
def forms() -> tuple[Form, ...]:
    """Return the forms of sentences."""
    rows = tomllib.loads((Path(__file__).parent / "forms.toml").read_text("utf-8"))["form"]
    return tuple(Form(MeasureKind(r["kind"]), tuple(r["cues"]), r["says"]) for r in rows)


def draft(own: OwnFinding, found: Sequence[Alike]) -> Draft | None:
    """Return a draft for a finding after those alike; None where nothing can be leaned on."""
    cited = Writer()
    sentences = []
    for kind in list(by_kind(found))[:KINDS]:
        leaned = _leaned(kind, found)
        numbers = tuple(
            cited.cite(one.bulletin, one.finding, taken.measure.span) for one, taken in leaned
        )
        words = chinese.fold(
            own.text + "".join(t.measure.span.of(one.bulletin.text) for one, t in leaned)
        )
        sentences.append(Sentence(kind, _form(kind, words).says, numbers))
    if not sentences:
        return None
    head = HEAD.format(topic=own.topic)
    return Draft(FIRST, head, tuple(sentences), LAST, tuple(cited.citations))


def _leaned(kind: MeasureKind, found: Sequence[Alike]) -> list[tuple[Alike, Taken]]:
    """Return a measure of a kind of each of the nearest findings that have one."""
    firsts = [(one, next((t for t in one.measures if kind in t.kinds), None)) for one in found]
    return [(one, taken) for one, taken in firsts if taken][:LEANS]


def _form(kind: MeasureKind, words: str) -> Form:
    """Return the form of a kind whose cues are said most, the last of the kind where none is."""
    own = [form for form in forms() if form.kind is kind]
    return max(reversed(own), key=lambda form: sum(words.count(cue) for cue in form.cues))


def with_sentences(draft: Draft, texts: Mapping[MeasureKind, str]) -> Draft:
    """Return a draft with some of its sentences in other words."""
    said = tuple(replace(s, text=texts.get(s.kind, s.text)) for s in draft.sentences)
    return replace(draft, sentences=said, generator="generated" if texts else draft.generator)
