"""Numerals before digits: told by their sequence from decimals and dates."""

import pytest

from rag.parse.counting import Numeral, counted, doubtful

LINES = [
    (["1.甲", "2.7月1日召开会议", "3.丙"], [1, 2, 3]),
    (["1.12月27日召开会议", "2.乙"], [1, 2]),
    (["1.甲", "2.乙", "3.2020年7月16日印发办法"], [1, 2, 3]),
    (["1.甲", "2.3万元已追缴", "3.丙"], [1, 2, 3]),
    (["1.甲", "2.3万元已追缴", "2.乙"], [1, 2]),
    (["1.甲", "2.乙", "3.5万元已追缴"], [1, 2]),
    (["1.甲", "3.8节慰问职工", "2.乙"], [1, 2]),
    (["3.8节慰问职工", "5.4青年节座谈"], []),
    (["1.1甲", "1.2乙", "2.1丙", "2.2丁"], []),
    (["1.甲", "2.乙", "1.丙", "2.丁", "3.12345热线退单多"], [1, 2, 1, 2, 3]),
    (["1.甲", "1.8万元已追缴", "2.乙"], [1, 2]),
    (["1.甲", "2.乙", "1.丙", "2.丁", "2.8万元已追缴", "3.戊"], [1, 2, 1, 2, 3]),
    (["1.甲", "1.1乙", "2.丙"], [1, 2]),
    (["1.12345热线退单多", "1.12月27日召开会议", "2.乙", "2.丙"], [1, 1, 2, 2]),
    (["1.甲", "2.乙", "1.丙", "2.丁", "3.戊", "3.12345热线退单多", "4.己"], [1, 2, 1, 2, 3, 3, 4]),
]


def numeral(line: str) -> Numeral:
    number, behind = line.split(".", 1)
    return doubtful(line, 0, behind_stop=True) if behind[0].isdecimal() else Numeral(int(number))


@pytest.mark.parametrize(("lines", "expected"), LINES)
def test_a_numeral_before_a_digit_counts_where_it_stands_in_sequence(lines, expected):
    numerals = [numeral(line) for line in lines]
    kept = [one.number for one, counts in zip(numerals, counted(numerals), strict=True) if counts]
    assert kept == expected


def test_a_line_that_goes_on_with_a_sentence_counts_only_before_the_next_numeral():
    wrapped = doubtful("2.26个窗口", 0, behind_stop=False)
    assert list(counted([Numeral(1), wrapped])) == [True, False]
    assert list(counted([Numeral(1), wrapped, Numeral(3)])) == [True, True, True]
