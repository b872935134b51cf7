"""The lines of a text: paragraphs that ran together come apart."""

import pytest

from rag.parse.lines import split_lines

TOGETHER = [
    (
        "1.工单退单多。整改情况:重办。2.12345热线无人接听。整改情况:增派人员。",
        ["1.工单退单多。整改情况:重办。", "2.12345热线无人接听。整改情况:增派人员。"],
    ),
    (
        "1.账目不清。整改情况:逐笔对账。2.5万元欠款未还。整改情况:结清。",
        ["1.账目不清。整改情况:逐笔对账。2.5万元欠款未还。整改情况:结清。"],
    ),
]


@pytest.mark.parametrize(("text", "expected"), TOGETHER)
def test_findings_in_one_paragraph_come_apart_at_numerals_and_not_at_quantities(text, expected):
    assert [line.words for line in split_lines(text)] == expected
