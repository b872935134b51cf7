"""Figures and dates brought to one form."""

import pytest

from rag.text.figures import dates_in, figures_in, read


def figure(text):
    (found,) = figures_in(read(text))
    return found


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("3次", "三次"),
        ("３次", "3次"),
        ("两名", "2名"),
        ("1,234份", "1234份"),
        ("1.2万元", "12000元"),
        ("2万亿元", "20000亿元"),
        ("百分之三十", "30%"),
        ("十二条", "12条"),
        ("二十三项", "23项"),
        ("第七组", "第7组"),
        ("30余次", "30多次"),
        ("3场", "3次"),
    ],
)
def test_two_ways_to_write_a_figure_agree(one, other):
    assert figure(one).agrees(figure(other))
    assert figure(other).agrees(figure(one))


@pytest.mark.parametrize(
    ("said", "source"),
    [
        ("3次", "5次"),
        ("3次", "3个"),
        ("30次", "30余次"),  # the passage does not say how many exactly
        ("142.6%", "142.5%"),
        ("1.2万元", "1.2亿元"),
        ("第7组", "7组"),
        ("约1300家", "1234家"),
        ("1200家", "1234家"),  # rounded and not said to be
        ("20余人", "30人"),
    ],
)
def test_another_figure_does_not_agree(said, source):
    assert not figure(said).agrees(figure(source))


@pytest.mark.parametrize(
    ("said", "source"),
    [
        ("约1200家", "1234家"),
        ("1200余家", "1234家"),
        ("近2500件", "2460件"),
        ("约4.7万元", "46900元"),
    ],
)
def test_a_hedge_of_its_own_may_round(said, source):
    assert figure(said).agrees(figure(source))


@pytest.mark.parametrize("text", ["一是修订制度", "进一步规范", "统一部署", "一起学习", "十分重要"])
def test_a_numeral_that_counts_nothing_is_no_figure(text):
    assert figures_in(read(text)) == ()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("2023年7月13日", "2023-07-13"),
        ("2023年7月13日", "二〇二三年七月十三日"),
        ("2023年7月13日", "2023/7/13"),
        ("第一季度", "1季度"),
        ("2023年末", "2023年底"),
        ("7月13日", "2023年7月13日"),
    ],
)
def test_two_ways_to_write_a_date_agree(one, other):
    (said,), (source,) = dates_in(read(one)), dates_in(read(other))
    assert said.agrees(source)


def test_the_second_date_of_a_range_has_the_year_of_the_first():
    _, second = dates_in(read("2023年7月13日至8月31日"))
    (said,) = dates_in(read("2023年8月31日"))
    assert said.agrees(second)


@pytest.mark.parametrize(
    ("said", "source"),
    [
        ("2024年7月13日", "2023年7月13日"),
        ("全年", "一季度"),
        ("2023年3月", "2023年"),
        ("5月", "6月"),
    ],
)
def test_another_date_does_not_agree(said, source):
    (one,), (other,) = dates_in(read(said)), dates_in(read(source))
    assert not one.agrees(other)
