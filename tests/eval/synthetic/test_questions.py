"""Questions about a corpus: in the project's form, each kind, with gold that is true."""

import json
from collections import Counter, defaultdict

import pytest

from eval.sets.questions import read_questions
from eval.synthetic import wide
from eval.synthetic.corpus import truths_in
from eval.synthetic.questions import questions_of
from eval.synthetic.vocabulary import vocabulary


@pytest.fixture(scope="module")
def asked(written):
    lines = (written[0] / "questions.jsonl").read_text("utf-8").splitlines()
    return [json.loads(line) for line in lines]


@pytest.fixture(scope="module")
def truths(written):
    return {truth.doc: truth for truth in truths_in(written[0])}


def test_they_are_read_as_questions(written, asked):
    read = [d.turns[0] for d in read_questions(written[0] / "questions.jsonl")]
    assert [turn.id for turn in read] == [line["id"] for line in asked]
    assert len({turn.id for turn in read}) == len(read)
    for turn in read:
        assert turn.unanswerable == (turn.type == "unanswerable")


def test_every_kind_is_asked_about_fifteen_times(asked):
    kinds = Counter(line["type"] for line in asked)
    assert set(kinds) == {
        "lookup", "fact", "cross_agency", "compare", "meta", "unanswerable"
    }  # fmt: skip
    assert all(10 <= number <= 30 for number in kinds.values())


def test_gold_has_the_theme_that_is_asked_for(asked, truths):
    for line in asked:
        for place in line["gold"] if "theme" in line else ():
            there = [f for f in truths[place["doc"]].findings if f.no == place["no"]]
            themes = {f.theme for f in there} | {t for f in there for t in f.themes_touched}
            assert line["theme"] in themes


def test_agencies_are_counted_over_the_whole_corpus(asked, truths):
    for line in asked:
        if line["type"] == "cross_agency":
            scope = [t for t in truths.values() if line["scope"] in ("全部", t.city)]
            core = {t.doc for t in scope if t.core(line["theme"])}
            touched = {t.doc for t in scope if t.touched(line["theme"])} - core
            if not vocabulary().theme(line["theme"]).headings:
                core, touched = touched, set()
            assert (line["agencies"], line["agencies_touched"]) == (len(core), len(touched))


def test_a_lookup_is_not_put_in_the_words_of_the_heading(asked, truths):
    for line in asked:
        if line["type"] == "lookup":
            truth = truths[line["gold"][0]["doc"]]
            assert truth.agency in line["question"]
            for finding in truth.core(line["theme"]):
                assert finding.heading not in line["question"]


def test_a_fact_stands_in_its_finding_alone(asked, truths):
    for line in asked:
        if line["type"] == "fact":
            place, text = line["gold"][0], line["evidence"][0]["text"]
            phrases = [
                (finding.no, figure.phrase)
                for finding in truths[place["doc"]].findings
                for figure in finding.figures
            ]
            assert [no for no, phrase in phrases if phrase == text] == [place["no"]]
            assert text.endswith(line["answer_points"][0])


def test_what_is_absent_is_absent(asked, written, truths):
    notes = defaultdict(list)
    for line in asked:
        if line["type"] == "unanswerable":
            notes[line["note"]].append(line["question"])
    assert len(notes) == 3
    names = [truth.agency for truth in truths.values()]
    for question in notes["语料中没有该单位"]:
        assert not any(name in question for name in names)
    text = "\n".join(path.read_text("utf-8") for path in written[0].rglob("*.txt"))
    marks = [mark for absent in vocabulary().absent for mark in absent.marks]
    assert [mark for mark in marks if mark in text] == []


def test_gold_is_bounded_and_the_count_is_not(truths, monkeypatch):
    monkeypatch.setattr(wide, "MOST_PLACES", 5)
    asked = wide.Wide("wide01", "意识形态", vocabulary().theme("意识形态"))
    for truth in truths.values():
        asked.read(truth)
    record = asked.record()
    assert len(record["gold"]) == 5
    assert record["agencies"] > 20


def test_the_same_corpus_is_asked_the_same(corpus, written, asked):
    folder, counts = written
    assert [dict(line) for line in questions_of(corpus, counts, folder)] == asked
