"""A run from questions to files, with a hand-made assistant."""

import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from eval import compare, run
from eval.measure.asking import CRASH, answer_all, measured, missing
from eval.measure.metrics import Case
from eval.measure.ranking import findings, measure
from eval.measure.summary import Scored, estimate, score, summarise
from eval.report.page import page, risk_coverage, write_report
from eval.report.runs import Run, joined, record, write_run
from eval.report.tables import summary_table
from eval.retrieval import NotSquadError, read_squad
from eval.sets.answers import Answered, read_answers, write_answers
from eval.sets.questions import Place, QuestionsError, read_questions
from eval.sets.stores import folder_beside
from rag.answer import Answer, Citation, Turn
from rag.bulletin import Span
from rag.errors import BulletinQAError
from rag.store.library import Library
from tests.support.small_corpus import ANSWER, HALF, QUESTION, REFUSAL, SOURCES

LINES = [
    {"id": "a", "question": "采购?", "type": "lookup", "gold": [{"doc": "port", "no": 1}]},
    {"id": "b", "question": "采购怎么改", "paraphrase_of": "a"},
    {
        "id": "t",
        "turns": [
            {"question": "党费?", "gold": [{"doc": "port", "no": 2}]},
            {"question": "园林局呢"},
        ],
    },
]


@pytest.fixture
def questions(tmp_path: Path) -> Path:
    path = tmp_path / "questions.jsonl"
    path.write_text("\n".join(json.dumps(line) for line in LINES) + "\n", "utf-8")
    return path


def fake_ask(question: str, history: Sequence[Turn]) -> Answer:
    """Cite finding 1 of port; say how many turns came before."""
    bulletin = SOURCES["port"].bulletin
    quote = bulletin.findings[0].span.of(bulletin.text)
    span = bulletin.findings[0].span
    citation = Citation(
        1, "port.txt", bulletin.id, bulletin.agency, 1, "", span.start, span.end, quote
    )
    return Answer(question, question, "lookup", f"{len(history)} 轮之后。[1]", (citation,))


def run_of(*scored: Scored) -> Run:
    return Run((Path("q.jsonl"),), scored, SOURCES, "model")


def scored_pair() -> tuple[Run, Run]:
    whole, half = (tuple(score([_case(answer)])) for answer in (ANSWER, HALF))
    return run_of(*whole), run_of(*half)


def _case(answer: Answered) -> Case:
    return Case(QUESTION, answer, SOURCES)


def test_dialogues_are_asked_in_order_with_their_history(questions: Path):
    lines = list(answer_all(read_questions(questions), fake_ask))
    assert [line.id for line in lines] == ["a", "b", "t.1", "t.2"]
    assert [line.text[0] for line in lines] == ["0", "0", "0", "1"]
    assert all(line.latency_ms >= 0 for line in lines)


def test_a_question_that_is_not_taken_is_a_line_that_says_so(questions: Path):
    def picky(question: str, history: Sequence[Turn]) -> Answer:
        if not history:
            raise BulletinQAError("问题太长")
        return fake_ask(question, history)

    lines = list(answer_all(read_questions(questions), picky))
    assert [line.abstained for line in lines] == [True, True, True, False]
    assert lines[0].text == "问题太长"


def test_a_question_at_which_the_program_breaks_is_answered_wrong(questions: Path):
    def brittle(question: str, history: Sequence[Turn]) -> Answer:
        if "党费" in question:
            raise KeyError("党费")
        return fake_ask(question, history)

    lines = list(answer_all(read_questions(questions), brittle))
    assert [line.intent == CRASH for line in lines] == [False, False, True, False]
    assert not any(line.abstained for line in lines)


def test_a_paraphrase_takes_the_gold_of_the_question_it_names(questions: Path):
    paraphrase = read_questions(questions)[1].turns[0]
    assert paraphrase.gold == (Place(doc="port", no=1),)
    assert paraphrase.type == "lookup"


def test_paraphrases_that_cite_the_same_are_consistent(questions: Path):
    dialogues = read_questions(questions)
    scored = measured(dialogues, answer_all(dialogues, fake_ask), SOURCES)
    assert summarise(scored).consistency == estimate([1.0])


def test_a_line_that_is_no_question_is_named(tmp_path: Path):
    path = tmp_path / "bad.jsonl"
    path.write_text('{"id": "a", "question": "好"}\n{"id": "b"}\n', "utf-8")
    with pytest.raises(QuestionsError, match="第 2 行"):
        read_questions(path)


def test_bulletins_that_the_store_lacks_are_named(questions: Path):
    assert missing(read_questions(questions), {"park": SOURCES["park"]}) == {"port"}


def test_answers_are_read_back_as_written(tmp_path: Path):
    write_answers(tmp_path / "out" / "answers.jsonl", [ANSWER, REFUSAL])
    assert read_answers(tmp_path / "out" / "answers.jsonl") == [ANSWER, REFUSAL]


def test_questions_without_gold_are_answered_and_hardly_measured(tmp_path: Path):
    path = tmp_path / "plain.jsonl"
    path.write_text('{"id": "a", "question": "采购?"}\n', "utf-8")
    dialogues = read_questions(path)
    (one,) = measured(dialogues, answer_all(dialogues, fake_ask), SOURCES)
    assert one.kind == ""
    assert one.scores == {"verbatim": 1.0}


def test_the_mean_lies_in_its_interval_and_repeats():
    figure = estimate([0.0, 1.0, 1.0, 0.5])
    assert figure.low <= figure.mean == 0.625 <= figure.high
    assert figure == estimate([0.0, 1.0, 1.0, 0.5])


def test_the_table_has_a_column_for_each_kind():
    summary = summarise(scored_pair()[0].scored)
    assert [column.header for column in summary_table(summary, "").columns] == [
        "指标",
        "各单位",
        "全部",
    ]


def test_rankings_are_measured_as_in_the_literature():
    figures = measure({"q": {"x", "y"}}, {"q": ["z", "x", "y"]})
    assert figures["R@1"].mean == 0.0
    assert figures["R@5"].mean == 1.0
    assert figures["RR"].mean == 0.5
    assert figures["nDCG@10"].mean == pytest.approx((0.63093 + 0.5) / (1 + 0.63093), abs=1e-4)


def test_pieces_become_findings_in_order_of_first_touch():
    second = SOURCES["port"].bulletin.findings[1].span
    across = Span(second.start - 4, second.end)
    assert findings([("port", across), ("port", second)], SOURCES)[0] == "port#2"
    assert "port#1" in findings([("port", across)], SOURCES)


def test_a_run_is_written_compared_and_logged(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    whole, half = scored_pair()
    for name, one in (("whole", whole), ("half", half)):
        write_report(tmp_path / name, one)
        write_run(tmp_path / name, one)
    assert compare.main([str(tmp_path / "whole"), str(tmp_path / "half")]) == 0
    told = capsys.readouterr().out
    assert "召回 1.00→0.50" in told and "不再引:park 1" in told and "新引:port 2" in told
    record(whole, "起点", tmp_path / "runs.jsonl")
    log = record(half, "", tmp_path / "runs.jsonl")
    notes = [json.loads(line)["note"] for line in log.read_text("utf-8").splitlines()]
    assert notes == ["起点", ""]


def test_comparing_what_is_no_report_fails(tmp_path: Path):
    assert compare.main([str(tmp_path), str(tmp_path)]) == 1


def test_runs_are_joined():
    whole, half = scored_pair()
    both = joined([whole, half])
    assert len(both.scored) == 2
    assert both.summary.kinds["all"]["gold_recall"].mean == 0.75


def test_the_page_shows_what_was_missed_and_loads_nothing():
    html = page(scored_pair()[1])
    assert "没说到的要点:园林局:核查合同16份" in html
    assert "http" not in html and "src=" not in html
    assert html.count("<svg") >= 4


def test_the_page_escapes_what_was_said():
    said = HALF.model_copy(update={"text": "<script>x</script>"})
    assert "<script>x" not in page(run_of(*score([_case(said)])))


def test_risk_falls_when_the_unsure_are_left_out():
    sure = ANSWER.model_copy(update={"confidence": 0.9})
    unsure = HALF.model_copy(update={"confidence": 0.4})
    curve, mark = risk_coverage(score([_case(unsure), _case(sure)]))
    assert curve == [(0.5, 0.0), (1.0, 0.25)]
    assert mark == 1


def test_only_a_folder_beside_other_questions_is_their_own(tmp_path: Path):
    (tmp_path / "bulletins").mkdir()
    assert folder_beside(tmp_path / "questions.jsonl") == tmp_path / "bulletins"
    assert folder_beside(Path("eval/sets/bundled/questions.jsonl")) is None


def test_the_command_answers_measures_and_reports(library: Library, tmp_path: Path):
    lines = [
        {"id": "p", "question": "武汉市科技创新局的政府采购问题怎么整改的?"},
        {
            "id": "t",
            "turns": [{"question": "党费问题有哪些单位?"}, {"question": "那武汉发改委呢?"}],
        },
    ]
    asked = tmp_path / "asked.jsonl"
    asked.write_text("\n".join(json.dumps(line) for line in lines), "utf-8")
    out = tmp_path / "out"
    options = ["--questions", str(asked), "--store", str(library.store), "--report", str(out)]
    assert run.main([*options, "--answers", str(tmp_path / "answers.jsonl")]) == 0
    answers = read_answers(tmp_path / "answers.jsonl")
    assert [answer.id for answer in answers] == ["p", "t.1", "t.2"]
    texts = {bulletin.source: bulletin.text for bulletin in library.bulletins()}
    citations = [citation for answer in answers for citation in answer.citations]
    assert citations
    assert all(texts[c.source][c.start : c.end] == c.quote for c in citations)
    assert {p.name for p in out.iterdir()} == {"answers.jsonl", "metrics.json", "report.html"}


@pytest.mark.parametrize("name", ["none.jsonl", "empty.jsonl"])
def test_the_command_says_what_it_cannot_read(
    tmp_path: Path, name: str, capsys: pytest.CaptureFixture[str]
):
    (tmp_path / "empty.jsonl").write_text("", "utf-8")
    assert run.main(["--questions", str(tmp_path / name), "--store", str(tmp_path / "store")]) == 1
    assert name in capsys.readouterr().err


def test_squad_shapes_are_read(tmp_path: Path):
    paragraphs, asked = read_squad(Path("tests/data/squad_sample.json"))
    assert len(paragraphs) == 3
    assert [question.paragraph for question in asked] == [0, 0, 1, 2]
    cmrc = tmp_path / "cmrc.json"
    cmrc.write_text(
        '[{"context_text": "文", "qas": [{"query_id": "Q", "query_text": "问"}]}]', "utf-8"
    )
    assert read_squad(cmrc)[1][0].id == "Q"
    cmrc.write_text('{"data": [{"title": "no paragraphs"}]}', "utf-8")
    with pytest.raises(NotSquadError, match="不是 SQuAD"):
        read_squad(cmrc)


def test_a_question_without_an_id_is_known_by_its_line(tmp_path: Path) -> None:
    path = tmp_path / "plain.jsonl"
    path.write_text('{"question": "采购?"}\n\n{"turns": [{"question": "党费?"}]}\n', "utf-8")
    turns = [turn for dialogue in read_questions(path) for turn in dialogue.turns]
    assert [turn.id for turn in turns] == ["1", "3.1"]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('{"id": "a"}', "question 缺少这一项"),
        ('{"id": "a", "question": ""}', "question 是空的"),
        ('{"id": 1, "question": "采购?"}', "id 应为文字"),
        ("采购?", "不是有效的 JSON"),
        ('["采购?"]', "不是 JSON 对象"),
        ('{"id": "a", "turns": "采购?"}', "turns 应为"),
        ('{"id": "a", "question": "采购?", "gold": "port"}', "gold 应为列表"),
    ],
)
def test_a_line_that_is_no_question_is_told_in_chinese(
    tmp_path: Path, line: str, said: str
) -> None:
    path = tmp_path / "bad.jsonl"
    path.write_text(line + "\n", "utf-8")
    with pytest.raises(QuestionsError) as raised:
        read_questions(path)
    assert said in str(raised.value) and "第 1 行" in str(raised.value)
    assert "每行应为" in str(raised.value)
