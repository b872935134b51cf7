"""Documents named in a text, and those of them that an agency issued."""

import pytest

from rag.bulletin import Bulletin, Finding, Measure, Span, Status
from rag.text.titles import issued_by, titles_in


def test_titles_are_whole_and_named_once():
    words = "学习《规则》,印发《关于贯彻<规则>的通知》,落实《印发<甲《乙》>的通知》和《规则》"
    assert titles_in(words) == ["《规则》", "《关于贯彻<规则>的通知》", "《印发<甲《乙》>的通知》"]


@pytest.mark.parametrize(
    ("measure", "titles"),
    [
        ("学习《甲规定》,修订《乙办法》。", ["《乙办法》"]),
        (
            "根据《甲规定》制定《乙办法》《丙细则》和《丁方案》。",
            ["《乙办法》", "《丙细则》", "《丁方案》"],
        ),
        ("《乙办法》已于3月印发,对照《甲规定》自查。", ["《乙办法》"]),
        ("严格执行《甲规定》。制发了《乙办法》。", ["《乙办法》"]),
        ("召开会议,传达《甲意见》精神。", []),
    ],
)
def test_what_is_issued_is_told_from_what_is_followed(measure, titles):
    span = Span(0, len(measure))
    finding = Finding("b", 1, 1, "", None, Status.UNSTATED, "", span, span, (Measure(1, span),))
    bulletin = Bulletin("b", "b.txt", "", "某局", measure, (), (finding,))
    assert list(issued_by(bulletin)) == titles
