"""What is printed of a reading."""

import json

from rag.parse.reading import explain, read_file, to_record, to_tree
from tests.support.layouts import FOLDER


def first(name):
    return next(read_file(FOLDER / f"{name}.txt"))


CONTRACT = [
    "file", "ok", "error", "title", "agency", "region", "inspecting_body", "inspection_period",
    "feedback_date", "publish_date", "sections", "findings", "warnings",
]  # fmt: skip
FINDING = ["order", "number", "title", "section", "status", "start", "end", "text", "measures"]


def test_a_record_keeps_to_the_contract():
    record = to_record(first("a-page-chrome"))
    assert [key for key in record if key in CONTRACT] == CONTRACT
    assert [key for key in record["findings"][0] if key in FINDING] == FINDING
    assert record["inspection_period"] == {"start": "2021-09-06", "end": "2021-11-12"}
    assert json.loads(json.dumps(record, ensure_ascii=False)) == record


def test_the_record_of_what_is_no_bulletin_says_why_and_what_was_read():
    record = to_record(first("not-feedback"))
    assert record["ok"] is False
    assert "不是整改通报" in record["error"]
    assert record["publish_date"] == "2023-05-10"
    assert record["findings"] == record["sections"] == record["warnings"] == []
    assert record["confidence"] == 0


def test_the_record_of_an_unreadable_file_has_every_key(tmp_path):
    path = tmp_path / "a.txt"
    path.write_bytes(b"")
    (reading,) = read_file(path)
    record = to_record(reading)
    assert set(CONTRACT) <= set(record)
    assert record["findings"] == []


def test_a_tree_shows_records_parts_findings_and_warnings():
    shown = "\n".join(to_tree(first("a-page-chrome")))
    assert "单位:禾州市水利局" in shown
    assert "关于“河湖长制落实不到位”的问题" in shown
    assert "可信度" in shown
    assert "⚠ 文中称问题 7 项，逐条读出 5 项" in shown


def test_an_explanation_names_the_rule_for_every_line():
    lines = list(explain(first("a-page-chrome")))
    assert any("网页装饰" in line and "主办" in line for line in lines)
    assert any("问题标题" in line and "标题点明问题" in line for line in lines)
    assert any("页面信息" in line and "页面标签" in line for line in lines)
