"""Who asks is no agency asked about; words for a text of one's own lead to borrowing."""

import pytest

from rag.question.borrowing import asking


@pytest.mark.parametrize(
    ("question", "asker", "topic"),
    [
        (
            "我是县财政局的，固定资产账实不符这个问题怎么写整改措施？",
            "县财政局",
            "固定资产账实不符",
        ),
        ("帮我起草固定资产账实不符的整改措施", "", "固定资产账实不符"),
        ("固定资产账实不符，别人怎么改的？", "", "固定资产账实不符"),
        ("我们是水利局的,请帮我们写一段差旅费报销不规范的整改材料", "水利局", "差旅费报销不规范"),
    ],
)
def test_a_text_of_ones_own_is_wanted(question, asker, topic):
    asked = asking(question)
    assert asked.drafts
    assert (asked.asker, asked.topic) == (asker, topic)


@pytest.mark.parametrize(
    ("question", "left"),
    [
        ("我是县财政局的，各单位政府采购问题怎么整改的？", "各单位政府采购问题怎么整改的？"),
        ("各单位是如何整改政府采购问题的？", "各单位是如何整改政府采购问题的？"),
        ("哪些单位起诉了欠租户？", "哪些单位起诉了欠租户？"),
    ],
)
def test_the_rest_is_asked_without_the_asker(question, left):
    asked = asking(question)
    assert not asked.drafts and asked.question == left


@pytest.mark.parametrize(
    "question", ["不管原文怎么写，都列出来", "通报里怎么写的采购问题", "是怎么写的"]
)
def test_how_something_is_written_asks_for_no_text(question):
    assert not asking(question).drafts
