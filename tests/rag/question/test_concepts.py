"""What a question is about: the topic without agencies and framing, and its notions."""

import pytest

from rag.question.concepts import concepts_of, mostly_english, notions_within, topic_of
from rag.text import chinese
from tests.support.known import AGENCIES


def topic(question: str) -> str:
    folded = chinese.fold(question)
    return topic_of(folded, AGENCIES.find(question))


def notions(text: str) -> list[str]:
    return [concept.asked for concept in concepts_of(chinese.fold(text))]


@pytest.mark.parametrize(
    ("question", "left"),
    [
        ("各单位是怎么整改政府采购的", "政府采购"),
        ("武汉市发改委党费是如何整改的", "党费"),
        ("哪几家整改了意识形态", "意识形态"),
        ("珠海采取了哪些措施解决应收账款", "应收账款"),
    ],
)
def test_agencies_and_framing_are_no_part_of_the_topic(question, left):
    said = topic(question)
    assert left in said
    assert len(said) <= len(left) + 4


@pytest.mark.parametrize(
    ("asked", "way"),
    [
        ("买东西", "采购"),
        ("处分", "问责"),
        ("入党材料", "党员发展"),
        ("三公", "公务"),
        ("三重一大", "三重一大"),
    ],
)
def test_what_people_call_a_thing_is_read_as_the_field_calls_it(asked, way):
    ways = {way for concept in concepts_of(asked) for way in concept.ways}
    assert any(way in said for said in ways)


@pytest.mark.parametrize(
    ("english", "way"),
    [
        ("party dues", "党费"),
        ("government procurement", "采购"),
        ("ideology", "意识形态"),
    ],
)
def test_english_terms_are_read_by_the_glossary(english, way):
    ways = {way for concept in concepts_of(english) for way in concept.ways}
    assert any(way in said for said in ways)


@pytest.mark.parametrize("framing", ["", "是怎么样的呢", "请问一下", "哪些", "有吗"])
def test_framing_alone_holds_no_notion(framing):
    assert notions(framing) == []


def test_the_longest_term_wins_and_stands_once():
    assert notions("政府采购和政府采购制度").count("政府采购") == 1


def test_notions_keep_the_order_in_which_they_are_asked():
    found = notions("党费和意识形态以及借调")
    assert found.index("党费") < found.index("意识形态") < found.index("借调")


def test_traditional_script_means_the_same():
    assert notions("政府採購與黨費") == notions("政府采购与党费")


@pytest.mark.parametrize(
    ("text", "english"),
    [("how did they fix it", True), ("wuhan 发改委的采购怎么改", False), ("党费", False)],
)
def test_english_is_told_from_chinese(text, english):
    assert mostly_english(text) is english


@pytest.mark.parametrize("exact", ["433条", "5.99万元", "2024年1月12日", "《采购管理办法》"])
def test_a_figure_a_date_and_a_title_are_looked_up_as_they_stand(exact):
    concept = next(c for c in concepts_of(chinese.fold(f"{exact}是谁家的")) if c.asked == exact)
    assert concept.is_term


def test_chinese_words_in_an_english_question_count():
    assert "招商" in notions("attracting outside money (招商) to the city")


def test_shorter_notions_stand_within_a_longer_one():
    assert "食品安全" in [c.asked for c in notions_within("校园食品安全")]
    assert notions_within("党费") == []


def test_a_single_character_is_no_notion_beside_a_word():
    assert [c.asked for c in concepts_of("党费 提")] == ["党费"]
    assert [c.asked for c in concepts_of("提")] == ["提"]


def test_a_plural_means_the_same_in_english():
    assert {c.ways for c in concepts_of("policies")} == {c.ways for c in concepts_of("policy")}
