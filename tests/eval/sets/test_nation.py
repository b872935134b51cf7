"""The fitting set «nation»: whole, verbatim, and apart from everything that we are measured on."""

import json
import re
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from rag.text.chinese import fold
from tests.support.places import BULLETINS, ROOT

EVAL = ROOT / "eval/sets"
NATION = EVAL / "nation"
KINDS = {"lookup", "fact", "cross_agency", "unanswerable"}
VOICES = set("official colloquial terse indirect english traditional typo plain".split())
REASONS = set(
    "absent-subject absent-agency absent-here absent-value judgement instruction other-domain".split()
)
GROUPS = set("abcdefg")
LONG = 20  # characters of a sentence that two bulletins do not share by chance
Record = dict[str, Any]
Key = tuple[str, int]


def records(path: Path) -> list[Record]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def table(name: str) -> list[list[str]]:
    return [line.split("\t") for line in (NATION / name).read_text("utf-8").splitlines()]


TEXTS = {path.stem: path.read_text("utf-8") for path in NATION.glob("bulletins/*.txt")}
FINDINGS = {(doc, int(order)): rest for doc, order, *rest in table("findings.tsv")}
QUESTIONS = records(NATION / "questions.jsonl")
PAIRS = records(NATION / "pairs.jsonl")
SPANS = records(NATION / "spans.jsonl")
DIALOGUES = records(NATION / "dialogues.jsonl")
SPAN_KINDS = set(
    "agency excluded region topic value status date inspector place_in_answer purpose instruction".split()
)
FORMS = set("lookup fact list compare count record draft smalltalk out".split())
ASKS = set(
    "money percent date duration document docno person people count number name rank post".split()
)
OPERATIONS = set("table english negated sum max min same length".split())
RECORDS = set(
    "inspecting_body inspection_period feedback_date signature_date publish_date contact problems done measures "
    "rules documents accountable statuses inspection_kind organisation next round".split()
)
CARRIED = set("agency topic value form place".split())
OTHERS = [
    *BULLETINS.glob("*.txt"),
    *EVAL.glob("own/bulletins/*.txt"),
    *EVAL.glob("fitting/bulletins/*.txt"),
]


def is_a_place(place: Record, group: str) -> bool:
    """Return whether `place` is a finding of `group`, or (order 0) what stands outside findings."""
    doc, order = place["doc"], place["order"]
    if doc not in TEXTS or not doc.startswith(f"{group}-"):
        return False
    if order == 0:
        return place["no"] is None
    return (doc, order) in FINDINGS and FINDINGS[doc, order][0] == str(place["no"])


def key(place: Record) -> Key:
    return place["doc"], place["order"]


@cache
def squeezed(doc: str) -> str:
    return "".join(TEXTS[doc].split())


def test_the_set_has_the_sizes_that_its_card_states() -> None:
    card = (NATION / "README.md").read_text("utf-8")
    kinds = Counter(record["type"] for record in QUESTIONS)
    relations = Counter(record["relation"] for record in PAIRS)
    sizes = [len(TEXTS), len(FINDINGS), *kinds.values(), *relations.values()]
    sizes += [len(SPANS), len(DIALOGUES), sum(len(d["turns"]) for d in DIALOGUES)]
    assert [n for n in sizes if f"{n:,} " not in card and f" {n:,}" not in card] == []
    assert {doc[0] for doc in TEXTS} == GROUPS


def test_the_tables_name_every_bulletin_and_number_its_findings_through() -> None:
    assert sorted(row[0] for row in table("agencies.tsv")) == sorted(TEXTS)
    for doc in TEXTS:
        orders = [order for name, order in FINDINGS if name == doc]
        assert orders == list(range(1, len(orders) + 1)), doc
        assert len(orders) >= 10, doc


def test_headings_and_status_words_stand_in_the_text() -> None:
    for (doc, order), (_, heading, measures, status) in FINDINGS.items():
        assert "".join(heading.split()) in squeezed(doc), (doc, order)
        assert int(measures) >= 1
        assert status in TEXTS[doc]


def test_agencies_are_shown_without_their_party_organ_and_dates_are_dates() -> None:
    for _, agency, region, inspecting, *dates in table("agencies.tsv"):
        assert not re.search(r"中共|党组$|党委$", agency), agency
        assert region and inspecting
        assert all(date == "" or re.fullmatch(r"20\d\d-\d\d-\d\d", date) for date in dates)


def test_every_id_and_every_question_is_there_once() -> None:
    ids = Counter(record["id"] for record in QUESTIONS)
    asked = Counter(re.sub(r"\W", "", fold(record["question"])) for record in QUESTIONS)
    assert [i for i, n in ids.items() if n > 1] == []
    assert [q for q, n in asked.items() if n > 1] == []


def test_a_question_is_whole() -> None:
    for record in QUESTIONS:
        name = record["id"]
        assert record["question"].strip() == record["question"] != "", name
        assert record["type"] in KINDS and record["voice"] in VOICES, name
        assert record["group"] in GROUPS and record["lang"] in {"zh", "en"}, name
        assert (record["voice"] == "english") == (record["lang"] == "en"), name
        unanswerable = record["type"] == "unanswerable"
        assert bool(record["gold"]) != unanswerable, name
        assert (record.get("reason") in REASONS) == unanswerable, name
        assert record.get("about", record["group"])[0] == record["group"], name
        assert ("named" in record) == (record["type"] in {"lookup", "fact"}), name
        if record["type"] == "cross_agency":
            assert any(place["core"] for place in record["gold"]), name
        assert all(("core" in p) == (record["type"] == "cross_agency") for p in record["gold"]), (
            name
        )


def test_places_are_findings_of_the_question_s_group() -> None:
    for record in QUESTIONS:
        places = [*record["gold"], *record["acceptable"]]
        assert all(is_a_place(place, record["group"]) for place in places), record["id"]
        assert len({key(place) for place in places}) == len(places), record["id"]
    for pair in PAIRS:
        assert pair["relation"] in {"same", "different"}
        assert len({key(place) for place in pair["places"]}) == 2, pair
        assert all(is_a_place(place, pair["group"]) for place in pair["places"]), pair


def test_evidence_stands_verbatim_in_its_file_and_holds_the_answer() -> None:
    for record in QUESTIONS:
        gold = {key(place) for place in record["gold"]}
        for words in record["evidence"]:
            assert words["text"] in TEXTS[words["doc"]], record["id"]
            assert key(words) in gold, record["id"]
        if record["type"] == "fact":
            assert all(
                any(point in words["text"] for words in record["evidence"])
                for point in record["answer_points"]
            ), record["id"]


def sentences(text: str) -> set[str]:
    parts = re.split(r"[。;!?\n]", fold(text))
    return {part.strip() for part in parts if len(part.strip()) >= LONG}


def test_no_sentence_and_no_agency_is_shared_with_the_other_bulletins() -> None:
    elsewhere = {path: path.read_text("utf-8") for path in OTHERS}
    assert len(elsewhere) >= 25
    assert {path.stem for path in OTHERS} & set(TEXTS) == set()
    theirs = set().union(*(sentences(text) for text in elsewhere.values()))
    assert {s for text in TEXTS.values() for s in sentences(text)} & theirs == set()
    folded = "\n".join(fold(text) for text in elsewhere.values())
    assert [row[1] for row in table("agencies.tsv") if fold(row[1]) in folded] == []


def asked_in(path: Path) -> set[str]:
    found = set()
    for record in records(path):
        for turn in record.get("turns", [record]):
            said = [turn.get("question"), turn.get("standalone"), turn.get("text")]
            found |= {re.sub(r"\W", "", fold(words)) for words in said if words}
    return found


@pytest.mark.parametrize(
    "folder", ["bundled", "checking", "fitting", "hard", "home", "north", "own", "south", "unseen"]
)
def test_no_question_is_shared_with_another_set(folder: str) -> None:
    files = ("questions.jsonl", "spans.jsonl", "dialogues.jsonl")
    ours = set().union(*(asked_in(NATION / name) for name in files))
    for path in (EVAL / folder).glob("*.jsonl"):
        assert ours & asked_in(path) == set(), path.name


def test_spans_lie_in_their_question_apart_from_each_other() -> None:
    for record in SPANS:
        question, name = record["question"], record["id"]
        ends = 0
        for span in sorted(record["spans"], key=lambda span: span["start"]):
            assert span["kind"] in SPAN_KINDS, name
            assert ends <= span["start"] < span["end"] <= len(question), name
            words = question[span["start"] : span["end"]]
            assert words == words.strip(), (name, words)
            ends = span["end"]


def test_a_marked_question_has_its_whole_plan() -> None:
    assert len({record["id"] for record in SPANS}) == len(SPANS)
    assert len({re.sub(r"\W", "", fold(record["question"])) for record in SPANS}) == len(SPANS)
    for record in SPANS:
        name = record["id"]
        assert record["form"] in FORMS, name
        assert set(record["asks"]) <= ASKS, name
        assert set(record["operations"]) <= OPERATIONS, name
        assert set(record["records"]) <= RECORDS, name
        assert bool(record["asks"]) or record["form"] != "fact", name
        assert bool(record["records"]) or record["form"] != "record", name


def test_every_kind_of_span_and_every_form_is_well_represented() -> None:
    kinds = Counter(span["kind"] for record in SPANS for span in record["spans"])
    forms = Counter(record["form"] for record in SPANS)
    assert [kind for kind in SPAN_KINDS if kinds[kind] < 25] == []
    assert [form for form in FORMS if forms[form] < 15] == []


def test_a_dialogue_is_whole_and_stays_in_its_group() -> None:
    assert len({dialogue["id"] for dialogue in DIALOGUES}) == len(DIALOGUES)
    for dialogue in DIALOGUES:
        name, turns = dialogue["id"], dialogue["turns"]
        assert dialogue["group"] in GROUPS and 3 <= len(turns) <= 4, name
        assert turns[0]["carried"] == [] and turns[0]["standalone"] == turns[0]["question"], name
        for turn in turns:
            assert turn["type"] in KINDS | {"compare", "meta"}, name
            assert turn["standalone"].strip() and set(turn["carried"]) <= CARRIED, name
            assert bool(turn["gold"]) != (turn["type"] == "unanswerable"), name
            assert all(is_a_place(place, dialogue["group"]) for place in turn["gold"]), name
            assert len({key(place) for place in turn["gold"]}) == len(turn["gold"]), name
            crossing = turn["type"] == "cross_agency"
            assert all(("core" in place) == crossing for place in turn["gold"]), name
