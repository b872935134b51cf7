"""General text: titles with what stands under them."""

from eval.teach.general import _under_titles

LINES = [
    "新年讲话发表以后",
    "今天发表了讲话。",
    "讲话很长。",
    "短题",
    "不要的。",
    "各地庆祝新年的活动",
    "各地都在庆祝。",
]


def test_a_title_goes_with_the_paragraphs_below_it():
    assert list(_under_titles(iter(LINES))) == [
        ("新年讲话发表以后", "今天发表了讲话。讲话很长。"),
        ("各地庆祝新年的活动", "各地都在庆祝。"),
    ]
