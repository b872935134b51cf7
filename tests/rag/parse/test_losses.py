"""Nothing is lost without a word: of every sample, and in what is said of a reading."""

import re

import pytest

from rag.bulletin import Part
from rag.errors import NotABulletinError
from rag.files.documents import find_files, read_text
from rag.parse.chrome import Zone
from rag.parse.losses import UNREAD
from rag.parse.page import lay_page
from rag.parse.parse import parse_bulletin, read_bulletin
from rag.parse.reading import CHECKS, Reading, confidence, explain
from tests.support.layouts import FOLDER, SAMPLES
from tests.support.places import ROOT

FILES = [*find_files(ROOT / "data/bulletins"), *find_files(ROOT / "eval/sets"), *SAMPLES]
SPACE = re.compile(r"\s|[\u200b-\u200f\u2060\ufeff\u00ad]")
TABLE = """中共海平市水务局党组关于巡察整改进展情况的通报
根据市委统一部署,市委第二巡察组对市水务局党组进行了巡察。现将整改进展情况予以公布。
序号\t反馈问题\t整改措施\t完成情况
1\t水费收缴不规范\t修订《水费收缴办法》。\t已完成
2\t节水宣传不深入\t进社区宣传20场。\t已完成
4\t应急演练不足\t演练2次。\t已完成
"""


def letters(text):
    return SPACE.sub("", text)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_each_character_of_a_source_is_kept_or_dropped_by_a_named_rule(path):
    text = read_text(path)
    page = lay_page(text)
    dropped = [one for one in page.judged if one.zone is Zone.CHROME]
    assert all(one.rule for one in dropped)
    kept = sorted(letters(page.text) + "".join(letters(one.line.words) for one in dropped))
    assert kept == sorted(letters(text))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_each_kept_character_is_in_a_section_and_each_section_is_told_by_explain(path):
    try:
        bulletin, trace = read_bulletin(read_text(path), path.name)
    except NotABulletinError as error:
        bulletin, trace = error.partial, error.trace
    held = set()
    for section in bulletin.sections:
        held |= set(range(section.span.start, section.span.end))
    assert not letters("".join(char for at, char in enumerate(bulletin.text) if at not in held))
    told = "".join(one.words for one in trace)
    assert sorted(letters(told)) == sorted(letters(read_text(path)))


def test_a_row_that_stands_apart_goes_on_with_the_table():
    rows = TABLE.replace("4\t应", "说明如下,供参阅。\n三、另有事项。\n3\t应")
    bulletin = parse_bulletin(rows, "a.txt")
    assert [finding.number for finding in bulletin.findings] == [1, 2, 3]


def test_a_jump_in_the_numerals_is_a_warning():
    (warning,) = [w for w in parse_bulletin(TABLE, "a.txt").warnings if "跳到" in w]
    assert "从 2 跳到 4" in warning


def test_a_finding_without_measures_beside_others_that_have_them_is_a_warning():
    text = TABLE.replace("4\t应急演练不足\t演练2次。", "3\t应急演练不足\t")
    (warning,) = parse_bulletin(text, "a.txt").warnings
    assert "第 3 个" in warning


GROUPS = """中共海平市水务局党组关于巡察整改进展情况的通报
根据市委统一部署,市委第二巡察组对市水务局党组进行了巡察。现将整改进展情况予以公布。
一、反馈问题整改情况
(一)聚焦供水保障方面
整改措施:退还水费4.8万元,公示收费标准。
1.关于“水费收缴不规范”的问题
整改情况:一是修订办法。二是约谈2人。
2.关于“节水宣传不深入”的问题
整改情况:一是进社区宣传20场。二是开设专栏。
"""


def test_lines_that_look_like_a_finding_and_are_in_none_are_counted_and_shown():
    bulletin, trace = read_bulletin(GROUPS, "a.txt")
    lost = [one for one in trace if one.role == UNREAD]
    assert [one.words for one in lost] == ["整改措施:退还水费4.8万元,公示收费标准。"]
    assert bulletin.unread == len(lost[0].words)
    assert any("没有读入任何问题" in warning for warning in bulletin.warnings)
    assert confidence(bulletin) < sum(check.weight for check in CHECKS if check.holds(bulletin))
    shown = explain(Reading("a.txt", FOLDER, bulletin, None, trace))
    assert any(UNREAD in line for line in shown)


def test_a_part_on_rectification_in_which_no_finding_was_read_is_counted():
    told = "针对干部轮岗不及时的情况,局党组交流中层干部6名。补录会议记录9次,约谈2人。"
    text = f"{TABLE}\n三、选人用人反馈意见整改落实情况\n{told}\n四、下一步打算\n持续整改。\n"
    _, trace = read_bulletin(text, "a.txt")
    (lost,) = [one for one in trace if one.rule == "整改部分没有读出问题"]
    assert (lost.role, lost.words) == (UNREAD, told)


def test_a_tab_behind_a_headings_numeral_makes_no_row_of_it():
    tabbed = re.sub(r"(?m)^(\d\.|[一二]、|[(]一[)])", "\\1\t", GROUPS)
    read = parse_bulletin(tabbed, "a.txt").findings
    assert [f.title for f in read] == [f.title for f in parse_bulletin(GROUPS, "a.txt").findings]


def test_the_real_bulletins_and_the_sets_leave_nothing_out():
    for path in (*find_files(ROOT / "data/bulletins"), *find_files(ROOT / "eval/sets")):
        bulletin = parse_bulletin(read_text(path), path.name)
        assert bulletin.unread == 0
        assert any(section.part is Part.FINDINGS for section in bulletin.sections)
