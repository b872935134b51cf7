"""A corpus: the same bytes for a seed, a prefix of a larger one, and true to what the reader reads."""

import json
import re

import pytest

from eval.synthetic.__main__ import main
from eval.synthetic.corpus import Corpus, FolderTakenError, truths_in, write
from eval.synthetic.vocabulary import vocabulary
from rag.files.documents import find_files
from rag.parse.parse import parse_bulletin
from rag.text.chinese import fold


def files(folder):
    """Return the bytes of a corpus by their path, without the questions."""
    paths = [path for path in folder.rglob("*") if path.is_file()]
    return {
        str(p.relative_to(folder)): p.read_bytes() for p in paths if p.name != "questions.jsonl"
    }


def test_a_seed_gives_the_same_bytes(corpus, written, tmp_path):
    write(Corpus(corpus.seed, corpus.count), tmp_path)
    assert files(tmp_path) == files(written[0])


def test_a_smaller_corpus_is_a_prefix(corpus, written, tmp_path):
    write(Corpus(corpus.seed, 12), tmp_path)
    small, large = files(tmp_path), files(written[0])
    assert large["truth.jsonl"].startswith(small.pop("truth.jsonl"))
    assert small.items() <= large.items()
    assert len(small) == 13


def test_another_seed_gives_other_bulletins(corpus):
    assert Corpus(corpus.seed + 1, 1).at(0).page.text != corpus.at(0).page.text


def test_a_bulletin_is_the_same_whoever_came_before(corpus):
    late = Corpus(corpus.seed, corpus.count).at(30)
    assert late.page == corpus.at(30).page


def test_what_is_true_can_be_read_back(corpus, written):
    assert list(truths_in(written[0])) == [sheet.truth for sheet in corpus]


def test_bulletins_have_findings_within_bounds(corpus, written):
    sizes = [len(sheet.truth.findings) for sheet in corpus]
    assert min(sizes) >= 10 and max(sizes) <= 40
    measures = [f.measures for sheet in corpus for f in sheet.truth.findings]
    assert min(measures) >= 2 and max(measures) <= 6
    assert written[1].findings == sum(sizes)


def test_the_figures_of_a_bulletin_stand_in_it(corpus):
    quotes = str.maketrans("‘’", "''")
    for sheet in corpus:
        text = fold(sheet.page.text).translate(quotes).replace('"', "'")
        for finding in sheet.truth.findings:
            for figure in finding.figures:
                assert fold(figure.phrase).translate(quotes).replace('"', "'") in text


def test_a_theme_stands_where_it_is_said_to_be_touched(corpus):
    sheets = [sheet for sheet in corpus if not sheet.bulletin.layout.half]
    touched = [(s, name) for s in sheets for f in s.truth.findings for name in f.themes_touched]
    assert len(touched) > 40
    for sheet, name in touched:
        assert any(mark in sheet.page.text for mark in vocabulary().theme(name).marks)


def test_the_reader_reads_what_is_true(corpus):
    layouts = set()
    for sheet in corpus:
        truth, read = sheet.truth, parse_bulletin(sheet.page.text, f"{sheet.truth.doc}.txt")
        layouts.add(truth.layout)
        assert read.agency == truth.agency
        assert read.region == truth.region or "乾" in truth.agency  # read as the simplified 干
        assert read.inspecting_body == truth.inspecting_body
        assert str(read.feedback_date) == truth.feedback_date
        assert [f.number for f in read.findings] == [f.no for f in truth.findings]
        assert [f.title.rstrip("。") for f in read.findings] == [f.heading for f in truth.findings]
        stated = [f.status or "未说明" for f in truth.findings]
        assert [f.status.value for f in read.findings] == stated
    assert len(layouts) >= 8


def test_the_folder_is_taken_by_ingest_as_it_is(written):
    found = find_files(written[0])
    assert len(found) == written[1].bulletins
    assert all(path.suffix == ".txt" for path in found)


def test_a_folder_that_holds_something_is_left_alone(tmp_path):
    (tmp_path / "mine.txt").write_text("甲", "utf-8")
    with pytest.raises(FolderTakenError, match="清空"):
        write(Corpus(1, 1), tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_the_command_writes_a_corpus_and_sums_it_up(tmp_path, capsys):
    folder = tmp_path / "new" / "corpus"
    assert main(["--bulletins", "3", "--seed", "2", str(folder)]) == 0
    assert re.match(r"通报 3 份，问题 \d+ 个，措施 \d+ 条", capsys.readouterr().out)
    lines = (folder / "truth.jsonl").read_text("utf-8").splitlines()
    assert [json.loads(line)["doc"] for line in lines] == ["b000000", "b000001", "b000002"]
    assert main(["--bulletins", "3", str(folder)]) == 2
    assert str(folder) in capsys.readouterr().err
