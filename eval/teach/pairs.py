"""Questions with known answers as rows to teach: a question, a right passage, what else is right.

Read are `eval/sets/nation` (but for the group held out), `eval/sets/fitting` and a share of
`eval/sets/hard`; of `pairs.jsonl` a finding's title is a question that a finding of the same theme
answers. No other set is opened. What is right for a question must never be taught as wrong: besides
its own answers these are, where no agency is named, findings of other groups with a like theme
(`eval.teach.mining`).
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

from eval.teach.corpus import Corpus, Place, Told, read_corpus
from eval.teach.tuned import HARD_SHARE, LENGTH, MEASURES, TOPICS, WIDE
from rag.names.agencies import Agencies
from rag.question.understand import make_plan

SETS = Path("eval/sets")
NATION, FITTING, HARD = SETS / "nation", SETS / "fitting", SETS / "hard"
BULLETINS = Path("data/bulletins")
FOUND = ("lookup", "fact")
KINDS = (*FOUND, "cross_agency")


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with the places that answer it, and all that may (`right`).

    `words` are those of the bulletin that hold a fact; `named` tells whether it names an agency.
    """

    text: str
    topic: str
    kind: str
    named: bool
    gold: tuple[Place, ...]
    right: frozenset[Place]
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """What is taught at once: the passage `positive`, of `place`, is right for `query`."""

    query: str
    positive: str
    place: Place
    right: frozenset[Place]
    named: bool


@dataclass(frozen=True, slots=True)
class Lesson:
    """Rows over one shelf of bulletins: what is not right there is wrong."""

    corpus: Corpus
    rows: tuple[Row, ...]
    different: frozenset[tuple[Place, Place]] = frozenset()


def read_asked(path: Path, corpus: Corpus, group: str = "") -> list[Asked]:
    """Return the questions of a file, or of one group, that have answers in `corpus`."""
    agencies = Agencies(corpus.bulletins)
    found = []
    for record in _records(path):
        if record.get("type") in KINDS and (not group or record.get("group") == group):
            gold = tuple(_places(corpus, record.get("gold") or ()))
            also = _places(corpus, record.get("acceptable") or ())
            if gold:
                found.append(_asked(record, agencies, gold, frozenset(gold).union(also)))
    return found


def _asked(
    record: dict[str, Any], agencies: Agencies, gold: tuple[Place, ...], right: frozenset[Place]
) -> Asked:
    plan = make_plan(record["question"], agencies)
    named = bool(record.get("named", plan.agencies)) and record["type"] in FOUND
    words = tuple(e["text"] for e in record.get("evidence") or ())
    topic = plan.topic or record["question"]
    return Asked(record["question"], topic, record["type"], named, gold, right, words)


def _records(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]


def _places(corpus: Corpus, records: Iterable[dict[str, Any]]) -> Iterator[Place]:
    for record in records:
        place = corpus.at(record["doc"], record.get("order"), record.get("no"))
        if place:
            yield place


def lessons(groups: str, seed: int) -> list[Lesson]:
    """Return what is taught: the groups of nation, fitting, and a share of hard."""
    random = Random(seed)
    found = [_of_group(group, random) for group in groups]
    for folder, questions, share in (
        (FITTING / "bulletins", FITTING, 1.0),
        (BULLETINS, HARD, HARD_SHARE),
    ):
        corpus = read_corpus(folder)
        asked = read_asked(questions / "questions.jsonl", corpus)
        chosen = random.sample(asked, round(share * len(asked)))
        found.append(Lesson(corpus, tuple(_rows(chosen, corpus, random))))
    return found


def _of_group(group: str, random: Random) -> Lesson:
    corpus = read_corpus(NATION / "bulletins", group)
    pairs = [r for r in _records(NATION / "pairs.jsonl") if r["group"] == group]
    same = _related(pairs, corpus, "same")
    rows = list(_rows(read_asked(NATION / "questions.jsonl", corpus, group), corpus, random))
    rows += _title_rows(same, corpus, random)
    return Lesson(corpus, tuple(rows), frozenset(_related(pairs, corpus, "different")))


def _related(
    pairs: Sequence[dict[str, Any]], corpus: Corpus, relation: str
) -> list[tuple[Place, Place]]:
    """Return the pairs of one relation, each in both directions."""
    found = []
    for record in pairs:
        places = list(_places(corpus, record["places"]))
        if record["relation"] == relation and len(places) == 2:
            found += [(places[0], places[1]), (places[1], places[0])]
    return found


def _rows(asked: Iterable[Asked], corpus: Corpus, random: Random) -> Iterator[Row]:
    for one in asked:
        gold = one.gold if one.kind in FOUND else random.sample(one.gold, len(one.gold))
        for place in gold[: 1 if one.kind in FOUND else WIDE]:
            bare = random.random() < TOPICS
            yield Row(
                one.topic if bare else one.text,
                passage_of(corpus.findings[place], one.words, random),
                place,
                one.right,
                one.named and not bare,
            )


def _title_rows(
    same: Sequence[tuple[Place, Place]], corpus: Corpus, random: Random
) -> Iterator[Row]:
    for place, other in same:
        title = corpus.findings[place].theme.splitlines()[0]
        right = frozenset(b for a, b in same if a == place) | {place}
        told = corpus.findings[other]
        yield Row(title, passage_of(told, (), random), other, right, named=False)


def passage_of(told: Told, words: Sequence[str], random: Random) -> str:
    """Return the finding whole or one of its measures: that which holds the words, if they are."""
    held = [m for m in told.measures if any(word in m for word in words)]
    pool = held or told.measures
    as_measure = random.random() < MEASURES and bool(pool)
    return (random.choice(pool) if as_measure else told.whole)[:LENGTH]
