"""What was answered: one JSON line per question, the form that outside scorers read too."""

from collections.abc import Iterable
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from eval.sets.questions import Key
from rag.answer import Answer, Writing


class CitedWords(BaseModel):
    """One citation: the words of a source between two character offsets."""

    model_config = ConfigDict(frozen=True)

    number: int
    source: str
    agency: str
    finding_number: int | None
    start: int
    end: int
    quote: str

    @property
    def doc(self) -> str:
        """The source's name without its ending, as questions name it."""
        return Path(self.source).stem

    @property
    def key(self) -> Key:
        """What was cited: the bulletin and the number of the finding."""
        return self.doc, self.finding_number


class AgencyShare(BaseModel):
    """One agency's share of an answer, or `none` where its bulletin has nothing."""

    model_config = ConfigDict(frozen=True)

    agency: str
    citations: tuple[int, ...] = ()
    none: bool = False


class Answered(BaseModel):
    """One line of the answers file."""

    model_config = ConfigDict(frozen=True)

    id: str
    question: str
    text: str
    abstained: bool = False
    intent: str = ""
    citations: tuple[CitedWords, ...] = ()
    groups: tuple[AgencyShare, ...] = ()
    latency_ms: float = 0.0
    generator: str = ""
    confidence: float | None = None
    writing: Writing | None = None  # what a chat model did, where it was asked

    @property
    def cited(self) -> list[Key]:
        """The findings cited, each once, in the order of first mention."""
        return list(dict.fromkeys(citation.key for citation in self.citations))


def answered(id: str, answer: Answer, latency_ms: float) -> Answered:
    """Return the line for an answer; `latency_ms` is measured from outside, around the call."""
    record = answer.to_dict()
    return Answered.model_validate(record | {"id": id, "latency_ms": round(latency_ms, 1)})


def read_answers(path: Path) -> list[Answered]:
    """Read an answers file."""
    lines = path.read_text("utf-8").splitlines()
    return [Answered.model_validate_json(line) for line in lines if line.strip()]


def write_answers(path: Path, lines: Iterable[Answered]) -> None:
    """Write an answers file, one line per question."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8") as file:
        for line in lines:
            file.write(line.model_dump_json() + "\n")
