"""Questions about the bulletins themselves, over the five bundled ones."""

from functools import cache
from pathlib import Path

import pytest

from rag.bulletin import Bulletin
from rag.compose.records import answer_records
from rag.compose.stated import PLACES
from rag.compose.writer import Writer
from rag.files.documents import read_text
from rag.names.agencies import Agencies
from rag.parse.parse import parse_bulletin
from rag.question.plan import Intent
from rag.question.understand import make_plan
from tests.support.evidence import first_line, text_of
from tests.support.known import FGW, GXJ, JXJ, KCJ, ZSJ
from tests.support.places import BULLETINS


@cache
def bundled() -> tuple[Bulletin, ...]:
    paths: list[Path] = sorted(BULLETINS.glob("*.txt"))
    return tuple(parse_bulletin(read_text(path), path.name) for path in paths)


@cache
def agencies() -> Agencies:
    return Agencies(bundled())


def answered(question: str) -> Writer:
    plan = make_plan(question, agencies())
    assert plan.intent is Intent.META
    writer = Writer(english=plan.english)
    answer_records(plan, bundled(), writer)
    texts = {b.id: b.text for b in bundled()}
    assert all(texts[c.bulletin_id][c.start : c.end] == c.quote for c in writer.citations)
    return writer


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("发改委是哪个巡察组查的?什么时候反馈的意见", ["市委第七巡察组", "2023年10月13日"]),
        ("经信局的巡察时间是什么时候", ["2023年7月13日至2023年8月31日"]),
        ("珠海工信局是哪个巡察组查的", ["市委第二机动巡察组"]),
        ("咸宁招商局被巡察指出多少个问题,整改完成了几个", ["23", "22"]),
        ("科创局一共制定了多少条整改措施", ["162"]),
        ("科创局建立了多少项制度", ["63"]),
        ("科创局一共问责了多少人", ["27"]),
        ("武汉市经信局的联系电话是多少", ["85319490"]),
        ("发改委的通报落款是哪天", ["2024年6月17日"]),
        ("发改委的通报网站上什么时候发布的", ["2024年6月24日"]),
        ("发改委一共有多少个问题", ["40"]),
        ("Which team inspected the Zhuhai Bureau of Industry and Information Technology?",
         ["市委第二机动巡察组"]),
    ],
)  # fmt: skip
def test_a_record_is_given_with_the_sentence_that_states_it(question, words):
    writer = answered(question)
    assert all(word in text_of(writer) for word in words)
    assert writer.citations
    assert len({c.bulletin_id for c in writer.citations}) == 1


@pytest.mark.parametrize(
    ("question", "agencies"),
    [
        ("市委第一巡察组巡察了哪几个单位", {JXJ, KCJ}),
        ("市委第七巡察组查了哪些单位", {FGW}),
        ("2024年6月落款的是哪几家", {FGW, JXJ, KCJ}),
        ("2024年5月落款的是哪几家", {GXJ}),
    ],
)
def test_bulletins_are_picked_by_their_records(question, agencies):
    writer = answered(question)
    assert {g.agency for g in writer.groups} == agencies
    assert f"{len(agencies)} 家" in first_line(writer)


@pytest.mark.parametrize(
    ("question", "agency", "value"),
    [
        ("落款最晚的是哪家", ZSJ, "2024年10月22日"),
        ("落款最早的是哪家", GXJ, "2024年5月20日"),
        ("哪家反馈的问题最多", FGW, "40"),
        ("哪家反馈的问题最少", GXJ, "10"),
    ],
)
def test_the_first_and_the_last_are_named_first_with_the_rest_behind(question, agency, value):
    writer = answered(question)
    first = first_line(writer)
    assert agency in first and value in first
    assert writer.groups[0].agency == agency
    assert len(writer.groups) == len(writer.citations)
    others = {b.agency for b in bundled()} - {agency}
    assert all(other in text_of(writer) for other in others)


@pytest.mark.parametrize(
    "question", ["武汉市经信局这次一共制定了多少条整改措施", "武汉市发改委建立了多少项制度"]
)
def test_a_total_that_is_not_stated_is_not_cited(question):
    writer = answered(question)
    assert writer.citations == []
    assert "没有写明" in text_of(writer)


def test_one_agencys_total_is_never_anothers():
    assert "162" not in text_of(answered("武汉市经信局这次一共制定了多少条整改措施"))


def test_a_question_over_all_hears_every_bulletin_once():
    writer = answered("各单位是哪个巡察组查的")
    assert sorted(g.agency for g in writer.groups) == sorted(b.agency for b in bundled())


def test_bulletins_that_lack_a_record_are_named():
    first = first_line(answered("哪些通报没有写问责了多少人"))
    assert FGW in first and KCJ not in first


def test_bulletins_that_share_a_date_are_named_together():
    writer = answered("哪些是同一天收到巡察组反馈的?")
    first = first_line(writer)
    assert "2023年10月13日" in first
    assert all(name in first for name in (FGW, JXJ, KCJ)) and ZSJ not in first


def test_counts_are_added_up_where_that_is_asked():
    assert "**64**(30 + 34)" in text_of(answered("第一巡察组查的单位,反馈问题加起来有多少个"))


def test_a_count_rests_on_the_last_heading_and_on_no_finding_by_itself():
    (cited,) = answered("发改委一共有多少个问题").citations
    assert cited.finding_number is None and cited.quote


def test_an_address_that_is_not_given_is_not_answered_with_another():
    plan = make_plan("咸宁招商局的邮编是多少", agencies())
    writer = Writer()
    answer_records(plan, bundled(), writer)
    assert writer.citations == [] and "没有" in text_of(writer)


def test_a_kind_of_inspection_picks_its_bulletins():
    writer = answered("哪家是机动巡察?")
    assert GXJ in text_of(writer) and FGW not in text_of(writer)


def test_a_superlative_names_those_that_have_no_value_too():
    writer = answered("哪家追责问责人数最多")
    assert all(agency in text_of(writer) for agency in (KCJ, ZSJ, FGW, JXJ, GXJ))
    assert "没有写明" in text_of(writer)


def test_a_count_of_ours_is_called_one():
    writer = answered("哪家单位整改措施最多")
    assert text_of(writer).startswith(f"**{KCJ}**(整改措施数:162)")
    assert "按逐条记录统计" in text_of(writer)


def test_documents_issued_are_listed_with_their_sentences():
    writer = answered("武汉市经信局出台了哪些制度文件")
    assert "《推进中心财务管理办法》" in text_of(writer)
    assert "《关于中国共产党党费收缴、使用和管理的规定》" not in text_of(
        writer
    )  # studied, not issued
    assert all("《" in c.quote for c in writer.citations)


def test_a_bulletin_without_a_page_date_is_ranked_by_its_signature_and_says_so():
    writer = answered("最早公布整改情况的是哪家")
    first = writer.citations[0]
    assert first.agency == GXJ and first.quote == "2024年5月20日"
    assert "落款日期" in first_line(writer)
    assert all("202" in cited.quote for cited in writer.citations)


def test_bulletins_picked_by_a_date_are_told_with_that_date():
    writer = answered("Which agencies received feedback on 13 October 2023?")
    assert {c.agency for c in writer.citations} == {FGW, JXJ, KCJ}
    assert all("10月13日" in c.quote for c in writer.citations)


def test_records_have_english_names_in_english():
    text = text_of(answered("When was the inspection of the Wuhan industry bureau carried out?"))
    assert text.startswith("- inspection period: **")


def test_a_word_that_ranks_nothing_does_not_hide_the_record():
    writer = answered("发改委通报最后的下一步打算有哪些")
    assert len(writer.citations) > 2


def test_what_a_bulletin_in_traditional_script_states_is_found_in_it():
    path = Path("eval/sets/own/bulletins/dongan-wjj.txt")
    bulletin = parse_bulletin(read_text(path), path.name)
    for record, words in (("feedback_date", "5月31日"), ("problems", "14個問題")):
        assert words in PLACES[record](bulletin).of(bulletin.text)
