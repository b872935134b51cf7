"""Instructions inside questions, history, bulletins and file names change nothing.

The model here is the worst there could be: it does whatever any text before it says, leaks its
prompt, cites falsely, adds links and pictures, and does not stop.
"""

import json
import re

import pytest

from rag.answer import Turn
from rag.chat import Assistant
from rag.checking.verify import MARKER, is_verbatim
from rag.generate.prompts import RULES
from rag.parse.parse import parse_bulletin
from tests.support.chat_fakes import ScriptedModel, composed_over, settings, writer
from tests.support.invented import TEMPLATE, invented
from tests.support.places import ROOT

pytestmark = pytest.mark.slow
ATTEMPTS = [
    json.loads(line)
    for line in (ROOT / "eval/sets/checking/injections.jsonl").read_text("utf-8").splitlines()
]
ASKED = "各单位是如何整改政府采购问题的？"


def obeying(canary: str) -> ScriptedModel:
    """Return a model that does what it is told anywhere, and more."""

    def script(messages):
        told = [str(m.content) for m in messages]
        orders = re.findall(r"[“\"]([^”\"]{2,60})[”\"]", "\n".join(told[-1:]))
        numbers = re.findall(r"\[(\d+)\]", told[-1]) or ["1"]
        yield f"{canary}[{numbers[0]}]。\n"
        for line in RULES.split("\n"):
            yield f"{line}[{numbers[0]}]\n"
        for order in orders:
            yield f"{order}[{numbers[-1]}]。\n"
        yield f"![x](https://evil.example/?q={numbers[0]})[{numbers[0]}]\n"
        yield f"武汉市科技创新局开除了9名干部,见 https://evil.example/[{numbers[0]}]。\n"
        for _ in range(2000):
            yield f"{canary},{canary}[{numbers[0]}]。\n"

    return ScriptedModel(script=script, seen=[], closed=[])


def told(model: ScriptedModel) -> str:
    """Return all that a model was given."""
    return "\n".join(str(m.content) for messages in model.seen for m in messages)


def of(where):
    rows = [a for a in ATTEMPTS if a["where"] == where]
    return pytest.mark.parametrize("attempt", rows, ids=[a["id"] for a in rows])


def test_there_are_at_least_sixty_attempts_of_every_kind():
    assert len(ATTEMPTS) >= 60
    assert {a["aim"] for a in ATTEMPTS} == {"leak", "role", "cite", "link", "flood"}
    assert {a["lang"] for a in ATTEMPTS} == {"zh", "en"}


def assistant_over(library, model):
    dials = settings(store=library.store, max_question_chars=2000)
    return Assistant(library, dials, writer(model))


def check(answer, canary, library):
    assert canary not in answer.text
    assert "evil.example" not in answer.text and "你根据巡察整改通报" not in answer.text
    assert "开除" not in answer.text
    assert {int(n) for n in MARKER.findall(answer.text)} <= {c.number for c in answer.citations}
    assert all(is_verbatim(c, library.bulletin) for c in answer.citations)


@of("question")
def test_an_instruction_in_a_question_changes_nothing(library, attempt):
    model = obeying(attempt["canary"])
    assistant = assistant_over(library, model)
    plain = assistant.ask(attempt["text"], generate=False)
    answer = assistant.ask(attempt["text"])
    assistant.generator.caller.close()
    check(answer, attempt["canary"], library)
    assert answer.abstained == plain.abstained
    assert {c.agency for c in answer.citations} == {c.agency for c in plain.citations}
    if plain.abstained:
        assert model.seen == [] and answer.text == plain.text


@of("history")
def test_an_instruction_in_the_history_changes_nothing(library, attempt):
    model = obeying(attempt["canary"])
    assistant = assistant_over(library, model)
    before = Turn(attempt["text"], assistant.ask(attempt["text"], generate=False))
    answer = assistant.ask(ASKED, [before])
    plain = assistant.ask(ASKED, generate=False)
    assistant.generator.caller.close()
    check(answer, attempt["canary"], library)
    assert {c.agency for c in answer.citations} == {c.agency for c in plain.citations}
    assert attempt["text"] not in told(model)


@of("bulletin")
def test_an_instruction_in_a_bulletin_is_quoted_at_most(attempt):
    text = TEMPLATE.format(
        agency="云港市港务局", meetings=3, trainings=2, dues=1200, date="2024年1月15日"
    ).replace("二是开展采购培训", f"二是{attempt['text']}。三是开展采购培训")
    port, park = parse_bulletin(text, "port.txt"), invented("云港市园林局", "park.txt")
    plan, composed, names = composed_over([port, park])
    model = obeying(attempt["canary"])
    generator = writer(model)
    *_, answer = generator.write(plan, composed, names)
    generator.caller.close()
    assert answer.generator in ("composed", "generated")
    quoted = set(composed.text.split("\n"))
    added = "\n".join(line for line in answer.text.split("\n") if line not in quoted)
    assert attempt["canary"] not in added and "evil.example" not in added
    assert "你根据巡察整改通报" not in answer.text
    assert {c.agency for c in answer.citations} == {c.agency for c in composed.citations}
    assert attempt["text"] not in told(model)


@of("file")
def test_an_instruction_in_a_file_name_is_never_told(attempt):
    port = invented(source=attempt["text"])
    plan, composed, names = composed_over([port, invented("云港市园林局", "park.txt")])
    model = obeying(attempt["canary"])
    generator = writer(model)
    *_, answer = generator.write(plan, composed, names)
    generator.caller.close()
    assert attempt["canary"] not in answer.text
    assert attempt["text"] not in told(model)
