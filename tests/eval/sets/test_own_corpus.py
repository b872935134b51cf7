"""The corpora written for evaluation and fitting: whole, verbatim, and apart from each other."""

import json
import re
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from rag.bulletin import Bulletin, Finding
from rag.parse.parse import parse_bulletin
from rag.text.chinese import fold
from tests.support.places import ROOT

EVAL = ROOT / "eval/sets"
OWN, FITTING = EVAL / "own", EVAL / "fitting"
KINDS = {"lookup", "fact", "cross_agency", "compare", "meta", "unanswerable"}
STYLES = set(
    "paraphrase abbrev indirect combined negation traditional english typo injection plain".split()
)
Record = dict[str, Any]


def records(path: Path) -> list[Record]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def asked() -> list[tuple[Path, Record]]:
    """Return every question and every turn of a dialogue, with the folder of its bulletins."""
    single = [(f, r) for f in (OWN, FITTING) for r in records(f / "questions.jsonl")]
    dialogues = records(OWN / "dialogues.jsonl")
    turns = [
        turn | {"id": f"{dialogue['id']}.{n}"}
        for dialogue in dialogues
        for n, turn in enumerate(dialogue["turns"], start=1)
    ]
    return single + [(OWN, turn) for turn in turns]


ASKED = asked()
BULLETINS = sorted(OWN.glob("bulletins/*.txt")) + sorted(FITTING.glob("bulletins/*.txt"))


@cache
def text_of(path: Path) -> str:
    return path.read_text("utf-8")


@cache
def bulletin_of(path: Path) -> Bulletin:
    return parse_bulletin(text_of(path), path.name)


def findings_at(folder: Path, place: Record) -> list[Finding]:
    """Return the findings that `place` may mean: one, by its order where numbers restart."""
    findings = bulletin_of(folder / "bulletins" / f"{place['doc']}.txt").findings
    if "order" in place:
        return [f for f in findings if f.order == place["order"] and f.number == place["no"]]
    return [f for f in findings if f.number == place["no"]]


def test_the_corpora_have_the_sizes_that_the_figures_rest_on() -> None:
    kinds = Counter(r["type"] for r in records(OWN / "questions.jsonl"))
    least = {"lookup": 50, "fact": 30, "cross_agency": 30, "compare": 12, "meta": 16}
    assert all(kinds[kind] >= n for kind, n in (least | {"unanswerable": 24}).items())
    assert len(list(OWN.glob("bulletins/*.txt"))) == 12
    assert len(list(FITTING.glob("bulletins/*.txt"))) == 8
    assert len(records(FITTING / "questions.jsonl")) >= 220
    assert len(records(OWN / "dialogues.jsonl")) >= 14


def test_every_id_is_used_once() -> None:
    ids = [record["id"] for _, record in ASKED]
    assert [i for i, n in Counter(ids).items() if n > 1] == []


def test_no_question_is_asked_twice_outside_dialogues() -> None:
    texts = [fold(r["question"]) for _, r in ASKED if not r["id"].startswith("own-t")]
    assert [t for t, n in Counter(texts).items() if n > 1] == []


@pytest.mark.parametrize(("folder", "record"), ASKED, ids=[r["id"] for _, r in ASKED])
def test_a_question_is_whole(folder: Path, record: Record) -> None:
    assert record["question"].strip()
    assert record["type"] in KINDS
    assert record.get("style", "plain") in STYLES
    assert bool(record["gold"]) == (record["type"] != "unanswerable")
    assert record["answer_points"] == [] or record["gold"]
    gold = [(p["doc"], p["no"], p.get("order")) for p in record["gold"]]
    accepted = [(p["doc"], p["no"], p.get("order")) for p in record.get("acceptable", [])]
    assert len(set(gold + accepted)) == len(gold + accepted)
    assert all(("core" in p) == (record["type"] == "cross_agency") for p in record["gold"])
    for place in (*record["gold"], *record.get("acceptable", []), *record["evidence"]):
        assert (folder / "bulletins" / f"{place['doc']}.txt").is_file()


@pytest.mark.parametrize(("folder", "record"), ASKED, ids=[r["id"] for _, r in ASKED])
def test_evidence_stands_verbatim_in_its_file(folder: Path, record: Record) -> None:
    for words in record["evidence"]:
        assert words["text"] in text_of(folder / "bulletins" / f"{words['doc']}.txt")
        assert any(
            (p["doc"], p["no"], p.get("order")) == (words["doc"], words["no"], words.get("order"))
            for p in record["gold"]
        )


@pytest.mark.parametrize(("folder", "record"), ASKED, ids=[r["id"] for _, r in ASKED])
def test_places_are_findings_and_hold_their_evidence(folder: Path, record: Record) -> None:
    for place in (*record["gold"], *record.get("acceptable", [])):
        if place["no"] is not None:
            assert len(findings_at(folder, place)) == 1, place
    for words in record["evidence"]:
        if words["no"] is not None:
            (finding,) = findings_at(folder, words)
            bulletin = bulletin_of(folder / "bulletins" / f"{words['doc']}.txt")
            assert words["text"] in finding.span.of(bulletin.text)


def figures(text: str) -> set[str]:
    return set(re.findall(r"\d+(?:\.\d+)?", re.sub(r"(?<=\d),(?=\d{3})", "", fold(text))))


def unnumbered(text: str) -> str:
    """Return `text` without the numerals in front of its lines (2.26辆… says 26)."""
    return re.sub(r"(?m)^\s*\d{1,2}\.", "", text)


@pytest.mark.parametrize(("folder", "record"), ASKED, ids=[r["id"] for _, r in ASKED])
def test_figures_of_the_answer_stand_in_the_bulletins_it_rests_on(
    folder: Path, record: Record
) -> None:
    docs = {place["doc"] for place in record["gold"]}
    there = set().union(
        *(figures(unnumbered(text_of(folder / "bulletins" / f"{d}.txt"))) for d in docs)
    )
    chinese = [p for p in record["answer_points"] if record.get("lang", "zh") == "zh"]
    for point in chinese:
        assert figures(point) <= there, point


def test_paraphrases_of_one_question_share_their_gold() -> None:
    for folder in (OWN, FITTING):
        golds: dict[str, set[str]] = {}
        for record in records(folder / "questions.jsonl"):
            if "group" in record:
                places = sorted((p["doc"], p["no"] or 0) for p in record["gold"])
                golds.setdefault(record["group"], set()).add(str(places))
        assert len(golds) >= 15
        assert [group for group, gold in golds.items() if len(gold) > 1] == []


@pytest.mark.parametrize("path", BULLETINS, ids=[p.stem for p in BULLETINS])
def test_a_bulletin_is_read_whole(path: Path) -> None:
    bulletin = bulletin_of(path)
    assert 12 <= len(bulletin.findings) <= 30
    assert all(f.measures for f in bulletin.findings)


def test_the_two_corpora_share_no_agency_and_no_sentence() -> None:
    own, fitting = (
        {
            sentence
            for path in folder.glob("bulletins/*.txt")
            for sentence in re.split(r"[。;\n]", fold(text_of(path)))
            if len(sentence) > 25
        }
        for folder in (OWN, FITTING)
    )
    assert own & fitting == set()
    stems = [{p.stem for p in f.glob("bulletins/*.txt")} for f in (OWN, FITTING)]
    assert stems[0] & stems[1] == set()
