"""Templates: choices, slots and figures."""

import random

import pytest

from eval.synthetic.figures import chinese, circled, figure
from eval.synthetic.grammar import Figure, Writer, parse


def writer(**own):
    return Writer(random.Random(1), {"fault": (parse("不到位"),)}, figure, own)


def test_a_choice_is_one_of_its_options_also_nested_and_empty():
    template = parse("甲[乙|丙[丁|]]戊")
    said = {writer_of(seed).write(template) for seed in range(40)}
    assert said == {"甲乙戊", "甲丙丁戊", "甲丙戊"}


def writer_of(seed):
    return Writer(random.Random(seed), {}, figure)


def test_a_slot_is_filled_by_who_writes_or_by_a_rule():
    assert writer(noun=lambda: "公车").write(parse("{noun}管理{fault}")) == "公车管理不到位"


def test_a_figure_is_written_and_noted():
    own = writer(noun="合同")
    own.at = 2
    text = own.write(parse("已<清理{noun}#份:9>。"))
    (found,) = own.figures
    assert text == f"已清理合同{found.value}份。"
    assert found == Figure("件数", found.value, "份", "清理合同", 2)
    assert 1 <= int(found.value) <= 9
    assert found.phrase in text


@pytest.mark.parametrize("text", ["甲[乙|丙", "甲{乙", "甲<乙#份", "甲]乙"])
def test_brackets_that_do_not_close_are_refused(text):
    with pytest.raises(ValueError, match="语法表"):
        parse(text)


def test_values_stay_in_their_bounds_and_come_again():
    template = parse("<达到#%:82-99>")
    values = []
    for seed in range(300):
        own = writer_of(seed)
        own.write(template)
        values.append(own.figures[0].value)
    assert all(82 <= float(value) <= 99 for value in values)
    most = max(values, key=values.count)
    assert (
        values.count(most) > 300 / 20
    )  # look-alikes: of 171 possible values each would come twice


def test_numbers_are_written_in_characters_and_circles():
    assert [chinese(n) for n in (1, 10, 11, 20, 40)] == ["一", "十", "十一", "二十", "四十"]
    assert circled(3) == "③"
