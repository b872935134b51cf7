"""What became of a chat model's sentences, over a run and for one recorded before."""

import json

from eval.generated import costs_before
from eval.measure.writings import writing_rows
from eval.sets.answers import answered
from rag.answer import Answer, Writing

GOOD = Writing(
    "m", 4, kept=2, recited=1, dropped=1, covered=0.5, prompt_tokens=10, answer_tokens=5,
    first_token_ms=100.0, first_shown_ms=20.0, first_words_ms=400.0,
)  # fmt: skip
FAILED = Writing("m", 1, dropped=1, failure="语言模型超时")


def test_rows_count_what_was_shown_and_what_stands():
    rows = {row[0]: row[1] for row in writing_rows(5, [GOOD, FAILED])}
    assert rows["请模型写的"] == "2" and rows["不交给模型的"] == "3"
    assert rows["模型的回答得以显示(generated)"] == "1" and rows["改用编成的回答"] == "1"
    assert rows["有据的句子"] == "3(60.0%)" and rows["删去"] == "2(40.0%)"
    assert rows["模型自己说到的单位"] == "0.500"
    assert rows["首行显示比模型首字(毫秒,中位、最晚;负数为早)"] == "-80、-80(n=1)"
    assert rows["用词元(读、写)"] == "10、5"


def test_without_times_there_is_no_row_of_lags():
    assert not any("毫秒" in row[0] for row in writing_rows(1, [Writing("m", 1, kept=1)]))


def test_a_line_of_the_answers_file_tells_what_the_model_did():
    line = answered("q", Answer("问", "问", "lookup", "答", writing=GOOD), 1.0)
    assert line.writing == GOOD
    assert json.loads(line.model_dump_json())["writing"]["kept"] == 2


def test_costs_of_words_from_the_cache_are_those_of_their_call(tmp_path):
    path = tmp_path / "generated.json"
    rows = [
        {"id": "a", "writing": {"model": "m", "prompt_tokens": 7}},
        {"id": "b", "writing": None},
    ]
    assert costs_before(path, "m") == {}
    path.write_text(json.dumps(rows), "utf-8")
    assert costs_before(path, "m") == {"a": {"model": "m", "prompt_tokens": 7}}
    assert costs_before(path, "other") == {}
