"""Whatever the lines are: parsed with all invariants or refused with a reason, in linear time."""

import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rag.bulletin import Part
from rag.errors import NotABulletinError
from rag.files.documents import read_text
from rag.parse.lines import INVISIBLE
from rag.parse.parse import parse_bulletin, read_bulletin
from tests.rag.parse.test_parse import assert_complete, assert_ordered
from tests.support.layouts import SAMPLES

PIECES = [
    "中共禾州市水利局党组关于巡察整改进展情况的通报",
    "根据市委统一部署,2021年9月6日至11月12日,市委第四巡察组对市水利局党组进行了巡察。现将整改情况予以公布。",
    "一、整改工作组织情况",
    "二、问题整改落实情况",
    "三、下一步打算",
    "(一)关于“甲乙丙”方面",
    "1.关于“制度不健全”的问题",
    "2、关于“责任不落实”的问题。整改情况:一是甲。二是乙。",
    "问题3:账目不清。",
    "(1)制定办法。(2)开展培训。",
    "(1)学习不深入",
    "整改情况:",
    "整改结果:已完成",
    "一是召开会议。二是印发通知。",
    "①甲。②乙。",
    "序号\t问题\t措施\t完成情况",
    "1\t采购不规范\t制定办法。\t已完成",
    "当前位置:首页 > 正文",
    "发布时间:2024-06-24 16:38 来源:市纪委",
    "欢迎监督。电话:0123-4567890",
    "中共禾州市水利局党组",
    "2022年5月13日",
    "版权所有 ICP备1号",
    "“未闭合的引号",
    "",
    "\u200b",
    "\t\t",
]
LINES = st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=40)), max_size=40)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(LINES)
def test_any_lines_are_parsed_with_all_invariants_or_refused(lines):
    text = "\n".join(lines)
    try:
        bulletin, trace = read_bulletin(text, "any.txt")
    except NotABulletinError as error:
        assert str(error)
        return
    assert_ordered(bulletin)
    assert_complete(bulletin)
    visible = INVISIBLE.sub("", text)
    assert all(line in visible for line in bulletin.text.split("\n"))
    assert len({one.number for one in trace}) == len(trace)
    held = set()
    for section in bulletin.sections:
        held |= set(range(section.span.start, section.span.end))
    assert all(at in held or c == "\n" for at, c in enumerate(bulletin.text))
    assert parse_bulletin(text, "any.txt") == bulletin


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(SAMPLES), st.data())
def test_a_bulletin_that_lost_or_doubled_lines_keeps_the_invariants(path, data):
    lines = read_text(path).split("\n")
    for _ in range(data.draw(st.integers(0, 4))):
        at = data.draw(st.integers(0, len(lines) - 1))
        if data.draw(st.booleans()):
            lines.insert(at, lines[at])
        elif len(lines) > 1:
            del lines[at]
    try:
        bulletin = parse_bulletin("\n".join(lines), path.name)
    except NotABulletinError:
        return
    assert_ordered(bulletin)
    assert_complete(bulletin)
    assert [s for s in bulletin.sections if s.part is Part.FINDINGS]


SIZE = 150_000  # characters of a hostile file

LIMIT = 20  # seconds; a second or less where the machine has nothing else to do

HOSTILE = [
    "关于“" * (SIZE // 3),
    "一" * SIZE,
    "(" * SIZE,
    "1." * (SIZE // 2),
    "问题" * (SIZE // 2),
    "整改情况:" * (SIZE // 5),
    "一是甲。" * (SIZE // 4),
    "2024年" * (SIZE // 5),
    " " * SIZE + "甲",
    "市委巡察组" * (SIZE // 5),
    "首页 > " * (SIZE // 5),
    "《" * SIZE,
    "\t" * SIZE,
    "1.关于“甲”的问题\n" * (SIZE // 12),
    "一、\n" * (SIZE // 3),
    "一是甲\n(一)乙\n1.丙\n" * (SIZE // 15),
    "关于巡察整改\n" * (SIZE // 7),
    "发布时间:来源:" * (SIZE // 8),
    "中共" * (SIZE // 2) + "\n2024年1月1日",
    "序号\t问题\t措施\n" + "1\t甲\t乙\n" * (SIZE // 6),
]


@pytest.mark.parametrize("number", range(len(HOSTILE)))
def test_a_hostile_file_is_read_in_seconds(number):
    start = time.perf_counter()
    try:
        parse_bulletin(HOSTILE[number], "hostile.txt")
    except NotABulletinError:
        pass
    assert time.perf_counter() - start < LIMIT
