"""The questions that we are measured on, read from JSON lines.

A line is a question, or a dialogue (`turns`) whose questions are asked in order with the history of
the turns before. Everything but the question may be missing: then it is answered and not scored. A
question with `paraphrase_of` and no gold of its own takes the gold of the question that it names.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from rag.errors import BulletinQAError


class QuestionsError(BulletinQAError):
    """A questions file that cannot be read."""


class Place(BaseModel):
    """A finding that answers: `doc` the file's stem, `no` the number printed (None: outside).

    `order` (from 1 through the bulletin) tells findings of one number apart, where it is given.
    """

    model_config = ConfigDict(frozen=True)

    doc: str
    no: int | None = None
    order: int | None = None
    core: bool = True

    @property
    def key(self) -> "Key":
        """The place as a pair, to compare with what was cited."""
        return self.doc, self.no


Key = tuple[str, int | None]

DIALOGUE = "dialogue"  # the kind of every turn, whatever it asks for


class Words(BaseModel):
    """Words of a bulletin that hold (part of) the answer."""

    model_config = ConfigDict(frozen=True)

    doc: str
    no: int | None = None
    text: str


class Question(BaseModel):
    """One question with what a right answer rests on; `gold` is None where nobody has said."""

    model_config = ConfigDict(frozen=True)

    id: str
    question: str = Field(min_length=1)
    type: str = ""
    lang: str = "zh"
    gold: tuple[Place, ...] | None = None
    acceptable: tuple[Place, ...] = ()
    evidence: tuple[Words, ...] = ()
    answer_points: tuple[str, ...] = ()
    must_not: tuple[str, ...] = ()
    paraphrase_of: str | None = None
    note: str = ""
    group: str = ""  # of bulletins, by the first letter of their files, that the gold is about
    named: bool | None = None  # whether it names the agency; None where nobody has said

    @property
    def answerable(self) -> bool:
        """True where the bulletins hold an answer."""
        return bool(self.gold or self.answer_points)

    @property
    def unanswerable(self) -> bool:
        """True where somebody has said that the bulletins hold no answer."""
        return self.gold is not None and not self.answerable


@dataclass(frozen=True, slots=True)
class Dialogue:
    """Questions of one conversation, in order; a single question is a dialogue of one."""

    turns: tuple[Question, ...]


def read_questions(path: Path) -> list[Dialogue]:
    """Read a questions file. Raise `QuestionsError` naming the line that cannot be read."""
    try:
        lines = path.read_text("utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise QuestionsError(f"读不到问题文件“{path}”：{error}") from error
    dialogues = []
    for at, line in enumerate(lines, start=1):
        if line.strip():
            try:
                dialogues.append(_dialogue(_object(line), at))
            except ValueError as error:
                raise QuestionsError(
                    f"“{path}”第 {at} 行不是一个问题：{_why(error)}。{_SHAPE}"
                ) from error
    if not dialogues:
        raise QuestionsError(f"“{path}”里没有问题。{_SHAPE}")
    return with_borrowed_gold(dialogues)


_SHAPE = (
    '每行应为一个 JSON 对象,如 {"id": "a1", "question": "…"},'
    '对话为 {"id": "d1", "turns": [{"question": "…"}]};没有 id 的以行号为 id。'
)
# What pydantic says of a record, by its error type; others keep pydantic's words.
_SAID = {
    "missing": "缺少这一项",
    "string_type": "应为文字",
    "string_too_short": "是空的",
    "tuple_type": "应为列表",
    "int_type": "应为整数",
    "model_type": "应为 JSON 对象",
}


def _object(line: str) -> dict[str, Any]:
    record = json.loads(line)
    if not isinstance(record, dict):
        raise ValueError("不是 JSON 对象")
    return record


def _why(error: ValueError) -> str:
    """Return in Chinese what is wrong with a line."""
    if isinstance(error, json.JSONDecodeError):
        return f"不是有效的 JSON(第 {error.colno} 个字附近)"
    if not isinstance(error, ValidationError):
        return str(error)
    faults = ((".".join(map(str, e["loc"])), e) for e in error.errors())
    return ";".join(f"{place} {_SAID.get(e['type'], e['msg'])}" for place, e in faults)


def _dialogue(record: dict[str, Any], at: int) -> Dialogue:
    record = {name: value for name, value in record.items() if value is not None}
    record.setdefault("id", str(at))
    if "turns" not in record:
        return Dialogue((Question(**record),))
    turns = []
    if not (
        isinstance(record["turns"], list) and all(isinstance(t, dict) for t in record["turns"])
    ):
        raise ValueError("turns 应为由 JSON 对象组成的列表")
    for n, turn in enumerate(record["turns"], start=1):
        said = {name: value for name, value in turn.items() if value is not None}
        own = {"id": f"{record['id']}.{n}", "type": DIALOGUE}
        turns.append(Question(**({"lang": record.get("lang", "zh")} | said | own)))
    return Dialogue(tuple(turns))


def with_borrowed_gold(dialogues: Sequence[Dialogue]) -> list[Dialogue]:
    """Give each paraphrase without gold the gold of the question that it names."""
    known = {turn.id: turn for dialogue in dialogues for turn in dialogue.turns}
    borrowed = ("gold", "acceptable", "evidence", "answer_points", "must_not", "type")

    def complete(turn: Question) -> Question:
        model = known.get(turn.paraphrase_of or "")
        if turn.gold is not None or model is None:
            return turn
        return turn.model_copy(update={name: getattr(model, name) for name in borrowed})

    return [Dialogue(tuple(complete(turn) for turn in d.turns)) for d in dialogues]
