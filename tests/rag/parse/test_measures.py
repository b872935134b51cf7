"""Measures and status of a finding's body."""

import pytest

from rag.bulletin import Span, Status
from rag.parse.measures import blocks, measures_of, status_of
from rag.text.chinese import fold


def read(body):
    folded = fold(body)
    found = blocks(folded, Span(0, len(folded)))
    status, words = status_of(folded, found)
    return (
        [m.span.of(body) for m in measures_of(folded, found)],
        status,
        words.of(body) if words else "",
    )


LISTS = [
    ("整改情况:一是甲甲甲。二是乙乙乙。", ["一是甲甲甲。", "二是乙乙乙。"]),
    ("整改情况：\n一是甲。\n二是乙。\n三是丙。", ["一是甲。", "二是乙。", "三是丙。"]),
    ("（1）甲甲；（2）乙乙；（3）丙丙。", ["（1）甲甲；", "（2）乙乙；", "（3）丙丙。"]),
    ("第一,甲甲。第二,乙乙。", ["第一,甲甲。", "第二,乙乙。"]),
    ("整改情况:\n1.甲甲甲。\n2.乙乙乙。", ["1.甲甲甲。", "2.乙乙乙。"]),
    (
        "整改情况:\n1.甲甲甲。\n2.7月1日召开会议。\n3.2020年7月16日印发办法。",
        ["1.甲甲甲。", "2.7月1日召开会议。", "3.2020年7月16日印发办法。"],
    ),
    ("整改情况:\n1.12月27日,召开会议。\n2.乙乙乙。", ["1.12月27日,召开会议。", "2.乙乙乙。"]),
    ("整改情况:\n1)甲甲甲。\n2)3名责任人受到处理。", ["1)甲甲甲。", "2)3名责任人受到处理。"]),
    ("1.甲甲甲。2.3万元已上缴。2.乙乙乙。", ["1.甲甲甲。2.3万元已上缴。", "2.乙乙乙。"]),
    ("1.甲甲甲。2.12345热线工单办结。", ["1.甲甲甲。", "2.12345热线工单办结。"]),
    ("1.甲甲甲,退回\n2.5万元。\n2.乙乙乙。", ["1.甲甲甲,退回\n2.5万元。", "2.乙乙乙。"]),
    ("①甲甲。②乙乙。③丙丙。", ["①甲甲。", "②乙乙。", "③丙丙。"]),
    ("一是甲,如(1)子项;(2)子项。二是乙。", ["一是甲,如(1)子项;(2)子项。", "二是乙。"]),
    ("一是甲。二是乙。四是丁。", ["一是甲。", "二是乙。", "四是丁。"]),
    ("一是甲。\n二是乙。\n一是丙。\n二是丁。", ["一是甲。", "二是乙。", "一是丙。", "二是丁。"]),
    ("局党组多措并举:一是甲甲。二是乙乙。\n通过整改,成效明显。", ["一是甲甲。", "二是乙乙。"]),
    (
        "2023年增长4.6%。印发《办法。试行》,共3项。",
        ["2023年增长4.6%。", "印发《办法。试行》,共3项。"],
    ),
    ("整改措施:开展回头看。\n完成情况:已完成。一是甲甲。二是乙乙。", ["一是甲甲。", "二是乙乙。"]),
    ("整改情况:已完成。修订制度三项。", ["修订制度三项。"]),
    ("已完成整改,一是甲;甲甲甲甲甲。二是乙乙乙。", ["一是甲;甲甲甲甲甲。", "二是乙乙乙。"]),
    ("甲局高度重视,一是甲甲,\n一是丙丙丙。二是乙乙乙。", ["一是丙丙丙。", "二是乙乙乙。"]),
    ("- 甲甲甲甲甲;乙乙乙乙乙。\n- 丙丙丙丙丙。", ["- 甲甲甲甲甲;乙乙乙乙乙。", "- 丙丙丙丙丙。"]),
    ("", []),
]


@pytest.mark.parametrize(("body", "expected"), LISTS)
def test_measures_are_the_items_of_the_outer_list_else_the_sentences(body, expected):
    assert read(body)[0] == expected


STATUSES = [
    ("整改结果:已完成。\n整改情况:一是甲。", Status.DONE, "已完成"),
    ("整改情况:已完成整改,并长期坚持。一是甲。二是乙。", Status.DONE, "已完成整改,并长期坚持"),
    ("该问题已整改到位。一是甲。", Status.DONE, "该问题已整改到位"),
    ("整改情况:基本完成。甲甲甲甲甲甲。", Status.MOSTLY, "基本完成"),
    ("整改结果:视同完成,持续整改。", Status.MOSTLY, "视同完成,持续整改"),
    ("整改结果:阶段性完成", Status.MOSTLY, "阶段性完成"),
    ("完成情况:正在推进。一是甲。", Status.ONGOING, "正在推进"),
    ("整改结果:未完成,持续推进。", Status.ONGOING, "未完成,持续推进"),
    ("整改情况:长期坚持。一是甲。", Status.STANDING, "长期坚持"),
    ("整改时限:立行立改\n整改情况:已完成。", Status.DONE, "已完成"),
    ("整改情况:一是立行立改,对课题经费自查。", Status.UNSTATED, ""),
    ("整改情况:已完成制度修订3项。甲甲甲。", Status.UNSTATED, ""),
    ("一是甲甲甲。二是乙乙乙。该问题已整改到位。", Status.DONE, "该问题已整改到位"),
    ("甲甲甲甲甲甲。目前正在整改。", Status.ONGOING, "目前正在整改"),
    ("一是甲甲甲。已完成。二是乙乙乙。长期坚持。", Status.UNSTATED, ""),
    ("(1)全面起底。(2)动态清零。完成整改4项。", Status.UNSTATED, ""),
    ("整改情况:甲甲甲甲甲。状态：已完成。", Status.DONE, "已完成"),
]


@pytest.mark.parametrize(("body", "status", "words"), STATUSES)
def test_a_status_is_read_where_it_is_stated_and_not_from_a_measure(body, status, words):
    assert read(body)[1:] == (status, words)
