"""Agency, region, dates and totals of an opening."""

from datetime import date

import pytest

from rag.names.places import body_kind, leading_place
from rag.parse.opening import level_of, read_claims, read_date, read_period, read_records
from rag.parse.own_name import candidates, choose
from rag.text.chinese import fold

OPENINGS = [
    (
        "2023年7月13日至8月31日,市委第七巡察组对市发改委党组进行了巡察。2023年10月13日,巡察组反馈了意见。",
        ("市委第七巡察组", date(2023, 7, 13), date(2023, 8, 31), date(2023, 10, 13)),
    ),
    (
        "2020年11月5日至2021年1月25日,区委第一巡察组开展了专项巡察。2月4日,区委第一巡察组反馈了意见。",
        ("区委第一巡察组", date(2020, 11, 5), date(2021, 1, 25), date(2021, 2, 4)),
    ),
    (
        "2020年11月5日至12月25日,区委第一巡察组开展了专项巡察。2月4日,巡察组反馈了意见。",
        ("区委第一巡察组", date(2020, 11, 5), date(2020, 12, 25), date(2021, 2, 4)),
    ),
    (
        "省委第八巡视组于2024年3月28日-5月30日对学院党委进行巡视,并于7月26日反馈意见。",
        ("省委第八巡视组", date(2024, 3, 28), date(2024, 5, 30), date(2024, 7, 26)),
    ),
    (
        "2023年3月上旬至6月中旬,市委第二机动巡察组对市工业和信息化局进行了巡察。",
        ("市委第二机动巡察组", None, None, None),
    ),
    (
        "2024717日至920日,县委提级交叉巡察一组对县一中开展巡察。",
        ("县委提级交叉巡察一组", None, None, None),
    ),
    (
        "十二届省委第三轮巡视第五巡视组对平岭县开展了常规巡视。",
        ("第五巡视组", None, None, None),
    ),
    ("中央第十一巡视组对集团党组开展了巡视。", ("中央第十一巡视组", None, None, None)),
    ("市审计局对医院财务收支情况进行了审计。", ("市审计局", None, None, None)),
    ("xxxx年xx月xx日至xx月xx日,巡察组进行了巡察。", (None, None, None, None)),
]


@pytest.mark.parametrize(("opening", "expected"), OPENINGS)
def test_an_opening_gives_body_period_and_feedback(opening, expected):
    read = read_records("", fold(opening))
    period = read.period
    assert (read.inspecting_body, period.start, period.end, read.feedback_date) == expected


def test_a_lost_glyph_is_told():
    assert read_records("", "2024717日至920日,县委第一巡察组进行了巡察。").warnings


def test_kind_and_round_are_read():
    read = read_records("关于十四届市委第五轮巡察集中整改进展情况的通报", "开展了“回头看”专项巡察")
    assert read.inspection_round == "十四届市委第五轮"
    assert read.inspection_kind == "专项回头看巡察"


def test_a_period_within_one_month_is_read():
    assert read_period("2024年5月6日至28日")[0].end == date(2024, 5, 28)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2024年6月18日", date(2024, 6, 18)),
        ("二〇二四年六月十八日", date(2024, 6, 18)),
        ("二○二一年十月十五日", date(2021, 10, 15)),
        ("2024-10-22 09:30", date(2024, 10, 22)),
        ("2024年13月40日", None),
    ],
)
def test_a_date_is_read_in_either_numerals(text, expected):
    assert read_date(fold(text)) == expected


def test_claims_are_counted_in_the_texts_own_words():
    claims = read_claims(
        fold("针对反馈的23个具体问题,制定整改措施61条,已完成整改问题22个,制度7项,追责问责4人。")
    )
    assert (claims.problems, claims.measures, claims.rules, claims.accountable) == (23, 61, 7, 4)


CLAIMED = [
    ("针对3大类9个问题逐项整改", {"problems": 9}),
    ("针对反馈的4个方面11个问题,细化整改措施35条", {"problems": 11, "measures": 35}),
    ("细化为10个具体问题、整改措施129条。带头领办难点问题8个", {"problems": 10, "measures": 129}),
    ("共7项问题,已整改6项", {"problems": 7, "done": 6}),
    ("8项问题已完成7项", {"problems": 8, "done": 7}),
    ("9个问题已全部完成整改", {"problems": 9, "done": 9}),
    ("9个问题中,8个已完成整改", {"problems": 9, "done": 8}),
    ("确定整改措施96项,完成整改措施90项", {"measures": 96}),
    ("指出了3个方面的问题", {}),
    ("已清理微信群项目15个", {}),
]


@pytest.mark.parametrize(("words", "expected"), CLAIMED)
def test_totals_are_read_in_the_ways_that_bulletins_count(words, expected):
    claims = read_claims(fold(words))
    found = {name: getattr(claims, name) for name in ("problems", "measures", "done")}
    assert {name: value for name, value in found.items() if value is not None} == expected


NAMES = [
    ("关于大川县2022年度预算执行审计查出问题整改情况的报告", "大川县审计局", "", "大川县审计局"),
    (
        "",
        "——2023年12月20日在大川县常务委员会第五次会议上\n中共大川县水利局党组",
        "",
        "大川县水利局",
    ),
    ("中共武汉市科技创新局党组关于十四届市委第五轮巡察整改情况的通报", "", "", "武汉市科技创新局"),
    ("", "中共武汉市经济和信息化局党组", "对我局党组进行了巡察", "武汉市经济和信息化局"),
    ("", "", "对江口市生态环境局党组进行了巡察", "江口市生态环境局"),
    ("", "", "向中共珠海市工业和信息化局党组反馈了意见", "珠海市工业和信息化局"),
    ("中共湖北某某大学委员会关于巡视整改情况的通报", "", "", "湖北某某大学"),
    ("中共松阳县委关于巡视整改进展情况的通报", "", "", "松阳县委"),
    ("中共松阳县委员会关于巡视整改进展情况的通报", "", "", "松阳县委"),
    ("中共鹿鸣县石桥街道工作委员会关于巡察整改情况的通报", "", "", "鹿鸣县石桥街道"),
    ("某市水务集团有限公司关于落实巡察反馈意见整改情况的报告", "", "", "某市水务集团有限公司"),
    ("关于巡察整改进展情况的通报", "", "对市体育局党组开展了巡察", "市体育局"),
    ("", "", "对全市农业农村领域资金管理使用开展了专项巡察,向市农业农村局党组反馈", "市农业农村局"),
    (
        "中共北湖城市中心区党组(北湖开发集团有限公司)关于巡察整改进展情况的通报",
        "",
        "",
        "北湖城市中心区",
    ),
    ("", "市审计局局长", "", "市审计局"),
    ("中共林州县委党校校务委员会关于巡察整改情况的通报", "", "", "林州县委党校"),
    ("关于区委第二轮巡察整改情况的通报(区委宣传部)", "", "", "区委宣传部"),
    ("", "主任、各位委员:", "对区文化馆党支部开展了巡察", "区文化馆"),
    ("", "", "对桥西区北关街道党工委及6个社区党组织进行了巡察", "桥西区北关街道"),
    ("清远市委统战部部务会关于巡察整改情况的通报", "", "", "清远市委统战部"),
    ("", "", "对区委组织部部务会开展了巡察", "区委组织部"),
    (
        "中共本溪市明山区民政局委员会关于巡察整改情况的通报",
        "",
        "对区民政局党委开展了巡察",
        "本溪市明山区民政局",
    ),
    (
        "中共全椒县民政局党组关于巡察整改情况的通报",
        "",
        "对县民政局党组开展了巡察",
        "全椒县民政局",
    ),
    ("中共市中区水利局党组关于巡察整改情况的通报", "", "对我局开展了巡察", "市中区水利局"),
    ("中共县民政局党组关于巡察整改情况的通报", "中共平溪县民政局党组", "", "平溪县民政局"),
    ("市民中心党支部关于巡察整改情况的通报", "", "对我中心开展了巡察", "市民中心"),
    ("中共海安市⽔务局党组关于巡察整改情况的通报", "", "", "海安市水务局"),
    ("中共𠮷安市水务局党组关于巡察整改情况的通报", "", "", "𠮷安市水务局"),
    ("中共臨川市文學藝術界聯合會黨組關於巡察整改情況的通報", "", "", "臨川市文學藝術界聯合會"),
]


@pytest.mark.parametrize(("title", "signature", "opening", "expected"), NAMES)
def test_an_agency_is_named_in_full_where_the_text_does(title, signature, opening, expected):
    found = choose(list(candidates(title, signature, opening, "")))
    assert found is not None
    assert found.name == expected


COMPLETED = [
    (
        "中共市住房城乡建设局党组关于巡察整改情况的通报",
        "广州市住房和城乡建设局",
        "",
        "广州市住房和城乡建设局",
    ),
    ("中共市水务局党组关于巡察整改情况的通报", "海安市纪委监委", "", "市水务局"),
    (
        "中共市水务局党组关于巡察整改情况的通报",
        "",
        "印发《海安市水务局公务用车办法》",
        "海安市水务局",
    ),
    ("中共市水务局党组关于巡察整改情况的通报", "", "学习《海安区水务局公务用车办法》", "市水务局"),
    ("", "中共望江区农业农村局党组", "对区农业农村局党组开展常规巡察", "望江区农业农村局"),
    ("柳河镇党委关于巡察整改情况的通报", "", "对郑集县柳河镇党委进行了巡察", "郑集县柳河镇"),
]


@pytest.mark.parametrize(("title", "source", "opening", "expected"), COMPLETED)
def test_a_short_name_is_completed_by_what_names_the_same_body(title, source, opening, expected):
    found = choose(list(candidates(title, "", opening, "", source)), opening)
    assert found is not None
    assert found.name == expected


@pytest.mark.parametrize(
    ("name", "place"),
    [
        ("武汉市经济和信息化局", "湖北省武汉市"),
        ("湖北省农业农村厅", "湖北省"),
        ("北京市海淀区教育局", "北京市海淀区"),
        ("武汉市江岸区人民法院", "湖北省武汉市江岸区"),
        ("江滨区城市管理局", "江滨区"),
        ("禾州市水利局", "禾州市"),
        ("锦州湾城市建设投资集团", None),
        ("中国远航集团有限公司", None),
    ],
)
def test_an_agency_is_placed_by_the_table_of_divisions(name, place):
    assert leading_place(name) == place


def test_a_place_whose_name_folds_to_another_character_is_in_the_table():
    assert leading_place(fold("乾安县民政局")) == "吉林省松原市乾安县"


def test_a_county_that_several_provinces_have_is_placed_by_the_text():
    assert leading_place("鼓楼区教育局", "福建省福州市鼓楼区") == "福建省福州市鼓楼区"
    assert leading_place("鼓楼区教育局", "江苏省南京市鼓楼区") == "江苏省南京市鼓楼区"


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("云杉县人民法院", "法院"),
        ("柏川市人民医院", "医院"),
        ("澜江理工学院", "高校"),
        ("临湖市城市建设投资集团有限公司", "国企"),
        ("鹿鸣县石桥街道", "街道"),
        ("平溪县青石镇", "乡镇"),
        ("武汉市经济和信息化局", "机关"),
    ],
)
def test_the_kind_of_body_is_read_from_its_name(name, kind):
    assert body_kind(name) == kind


@pytest.mark.parametrize(
    ("body", "level"),
    [
        ("中央第十一巡视组", "中央"),
        ("省委第六巡视组", "省级"),
        ("内蒙古自治区党委第三巡视组", "省级"),
        ("市委第一巡察组", "市级"),
        ("州委第八巡察组", "市级"),
        ("区委巡察一组", "县级"),
        ("市审计局", "市级"),
        ("第五巡视组", None),
    ],
)
def test_the_level_of_an_inspection_is_that_of_its_body(body, level):
    assert level_of(body) == level
