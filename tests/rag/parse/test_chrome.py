"""What of a page is the bulletin's own, and what the page states."""

import pytest

from rag.parse.chrome import Zone, judge_lines, page_facts
from rag.parse.lines import split_lines
from rag.parse.page import lay_page
from rag.text.chinese import fold

BODY = (
    "中共禾州市水利局党组关于巡察整改进展情况的通报\n"
    "{between}\n"
    "根据市委统一部署,2021年9月6日至11月12日,市委第四巡察组对市水利局党组进行了巡察。现将整改情况予以公布。\n"
    "一、问题整改情况\n1.关于“甲”的问题\n整改情况:一是乙。\n{inside}\n二是丙。\n"
    "中共禾州市水利局党组\n2022年5月13日\n{after}\n"
)

CHROME = [
    "首页 信息公开 巡视巡察",
    "当前位置:首页 > 巡视巡察 > 巡察整改",
    "您当前所在位置：首页>>正文",
    "【打印本页】 【关闭窗口】",
    "字体:【大 中 小】",
    "分享到:",
    "浏览次数:1024次",
    "点击量:",
    "关怀版 | 无障碍阅读",
    "版权所有:某市人民政府 某ICP备12345678号",
    "All Rights Reserved.",
    "扫一扫在手机打开当前页",
    "上一篇:另一份通报",
    "- 3 -",
    "第 2 页 共 9 页",
    "责任编辑:张三",
]


def test_chrome_never_ends_in_the_text_wherever_it_stands():
    for line in CHROME:
        for place in ("between", "inside", "after"):
            parts = {"between": "", "inside": "", "after": ""} | {place: line}
            assert line not in lay_page(BODY.format(**parts)).text.split("\n"), (line, place)


OWN = [
    "三是在首页开设专栏,发布信息36条。",
    "三是打印宣传资料1200份。",
    "三是来源广泛征集意见,编辑成册。",
    "三是日期临近的合同逐一续签。",
]


@pytest.mark.parametrize("line", OWN)
def test_sentences_with_a_pages_words_stay(line):
    assert line in lay_page(BODY.format(between="", inside=line, after="")).text


FACTS = [
    (
        "发布时间:2024-06-24 16:38  来源:武汉市纪委监委",
        {"publish_date": "2024-06-24 16:38", "source": "武汉市纪委监委"},
    ),
    ("索 引 号 : MB17/2024 文       号 :", {"index_number": "MB17/2024"}),
    (
        "[发布日期：2021-10-21 信息来源：某局 字号：大 中 小]",
        {"publish_date": "2021-10-21", "source": "某局"},
    ),
    ("• 发布机构:某市教育局", {"issuer": "某市教育局"}),
    ("发布日期|2023-12-25", {"publish_date": "2023-12-25"}),
    ("主题分类: 其他 发文字号:某发〔2024〕1号", {"document_number": "某发〔2024〕1号"}),
]


@pytest.mark.parametrize(("line", "facts"), FACTS)
def test_facts_of_a_page_are_kept_spaced_glued_or_bulleted(line, facts):
    page = lay_page(BODY.format(between=line, inside="", after=""))
    assert facts.items() <= page.facts.items()
    assert line.strip() in page.text


def test_a_pages_date_is_read_where_it_stands_bare():
    facts = lay_page(BODY.format(between="2024-06-24 16:38来源:某局", inside="", after="")).facts
    assert facts == {"publish_date": "2024-06-24", "source": "某局"}


@pytest.mark.parametrize(
    ("line", "day"),
    [
        ("玉河市民政局 2023-06-12 浏览:456", "2023-06-12"),
        ("海棠市纪委监委网站 2022年08月31日 15:20 来源:海棠市纪委监委", "2022年08月31日"),
        ("——2023年12月20日在大川县人大常委会第十五次会议上", None),
        ("今天是 2024年10月8日 星期二", None),
    ],
)
def test_a_date_amid_a_line_of_the_pages_head_is_the_pages_date(line, day):
    page = lay_page(f"{TITLE_LINE}\n{line}\n{INTRO_LINE}\n")
    assert page.facts.get("page_date") == day


TITLE_LINE = "中共玉河市民政局党组关于巡察整改情况的通报"
INTRO_LINE = "根据市委统一部署,2022年10月8日至12月30日,市委第三巡察组对市民政局党组进行了巡察。"


def test_every_line_gets_a_zone_and_a_rule():
    judged = judge_lines(list(split_lines(BODY.format(between="首页", inside="", after="打印"))))
    assert [one.zone for one in judged[:3]] == [Zone.TITLE, Zone.CHROME, Zone.BODY]
    assert all(one.rule for one in judged if one.zone is not Zone.BODY)


def test_labels_without_a_value_state_nothing():
    assert page_facts(fold("浏览量: 来源: 作者:"), "浏览量: 来源: 作者:") == ()


@pytest.mark.parametrize(
    "line",
    [
        "来源: 雁山纪检监察网 责编: 小王 【字号 大 中 小】 朗读 收藏",
        "来源:雁山纪检监察网 打印 收藏",
        "来源:雁山纪检监察网 【字体:大 中 小】",
    ],
)
def test_a_source_ends_where_the_pages_other_words_start(line):
    facts = {fact.field: fact.value for fact in page_facts(fold(line), line)}
    assert facts["source"] == "雁山纪检监察网"
