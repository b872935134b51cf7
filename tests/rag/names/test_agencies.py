"""Names of agencies in questions: usual short names, places, slips, bodies that are not there."""

import pytest

from rag.names.agencies import Agencies
from rag.names.sound import sound
from tests.support.invented import invented
from tests.support.known import AGENCIES, FGW, GXJ, JXJ, KCJ, ZSJ, record


def names_in(text: str, agencies: Agencies = AGENCIES) -> set[str]:
    return {name for mention in agencies.find(text) for name in mention.names}


def absent_in(text: str, agencies: Agencies = AGENCIES) -> list[str]:
    return [mention.words for mention in agencies.find(text) if not mention.names]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("武汉市发展和改革委员会党费怎么改的", {FGW}),
        ("武汉市发改委党费怎么改的", {FGW}),
        ("武汉发改委党费怎么改的", {FGW}),
        ("市发改委党费怎么改的", {FGW}),
        ("发改委党费怎么改的", {FGW}),
        ("武漢市發改委黨費怎麼改的", {FGW}),
        ("武汉市经信局的采购", {JXJ}),
        ("经信委的采购", {JXJ}),
        ("科创局的采购", {KCJ}),
        ("How did the Wuhan science bureau teach national security?", {KCJ}),
        ("市科技局的采购", {KCJ}),
        ("咸宁招商局的采购", {ZSJ}),
        ("市招商和投资促进局的采购", {ZSJ}),
        ("珠海工信局的采购", {GXJ}),
        ("发改委和经信局分别怎么改的", {FGW, JXJ}),
        ("武汉市发改委、科创局、珠海市工信局", {FGW, KCJ, GXJ}),
        ("政府采购怎么改的", set()),
        ("研究发展和改革的问题", set()),
        ("搞招商的那家党费怎么改的", {ZSJ}),
        ("那个管科技的局党费怎么改的", {KCJ}),
        ("科技口那个局的党费", {KCJ}),
        ("搞招商的问题", set()),
        ("How did the Wuhan science and technology bureau collect dues?", {KCJ}),
    ],
)
def test_an_agency_is_found_by_its_usual_names(text, names):
    assert names_in(text) == names
    assert absent_in(text) == []


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("珠海那家怎么改的", {GXJ}),
        ("咸宁的单位怎么改的", {ZSJ}),
        ("武汉的单位怎么改的", {JXJ, FGW, KCJ}),
        ("湖北的单位怎么改的", {JXJ, FGW, KCJ, ZSJ}),
        ("广东省的单位怎么改的", {GXJ}),
    ],
)
def test_a_place_stands_for_its_agencies(text, names):
    (mention,) = AGENCIES.find(text)
    assert mention.is_place
    assert set(mention.names) == names


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("经信居的采购", JXJ),
        ("武汉市经信居的采购", JXJ),
        ("发该委的党费", FGW),
        ("科窗局的专利", KCJ),
        ("咸宁招伤局的招商", ZSJ),
    ],
)
def test_a_slip_that_sounds_the_same_is_forgiven(text, name):
    assert names_in(text) == {name}


def test_a_body_of_another_kind_is_no_slip_however_it_sounds():
    agencies = Agencies([record("江城市水务局", region="江城市")])
    for name in ("税务局", "江城市税务局"):
        assert agencies.called(name) == ()
        (mention,) = agencies.find(f"{name}怎么整改采购问题")
        assert (mention.words, mention.names) == (name, ())
    assert agencies.called("水物局") == ("江城市水务局",)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("武汉市教育局怎么改的", "武汉市教育局"),
        ("市财政局怎么改的", "市财政局"),
        ("深圳市工业和信息化局怎么改的", "深圳市工业和信息化局"),
        ("深圳市发改委怎么改的", "深圳市发改委"),
        ("武汉市工信局怎么改的", "武汉市工信局"),
        ("珠海市发改委怎么改的", "珠海市发改委"),
        ("卫健委怎么改的", "卫健委"),
        ("武汉市公安局江汉分局", "武汉市公安局"),
    ],
)
def test_a_body_that_is_not_in_the_store_is_named_absent(text, words):
    assert absent_in(text) == [words]
    assert names_in(text) == set()


@pytest.mark.parametrize(
    "text", ["经信局与财政局对接资金的问题", "发改委会同审计局开展检查", "科创局联合教育局办的活动"]
)
def test_a_body_dealt_with_is_not_asked_about(text):
    assert absent_in(text) == []
    assert len(names_in(text)) == 1


@pytest.mark.parametrize(
    ("text", "names", "absent"),
    [
        ("How did the Wuhan Development and Reform Commission fix party dues?", {FGW}, []),
        ("What did the Zhuhai Bureau of Industry and Information Technology do?", {GXJ}, []),
        ("What did the bureaus in Wuhan do about procurement?", {JXJ, FGW, KCJ}, []),
        ("How did the Shenzhen Municipal Bureau of Finance fix it?", set(), ["shenzhen"]),
        ("How was procurement fixed?", set(), []),
        ("Compare the Wuhan science bureau and the Wuhan development and reform commission",
         {KCJ, FGW}, []),
        ("the platforms of the Wuhan and Zhuhai industry and IT bureaus", {JXJ, GXJ}, []),
        ("What did the Wuhan industry bureau do about dues?", {JXJ}, []),
    ],
)  # fmt: skip
def test_english_names_are_understood(text, names, absent):
    assert names_in(text) == names
    assert absent_in(text) == absent


def test_a_short_name_that_two_places_share_names_both():
    agencies = Agencies([record(FGW, "湖北省武汉市"), record("黄石市发展和改革委员会")])
    assert names_in("发改委怎么改的", agencies) == {FGW, "黄石市发展和改革委员会"}
    assert names_in("黄石市发改委怎么改的", agencies) == {"黄石市发展和改革委员会"}
    assert names_in("黄石发改委怎么改的", agencies) == {"黄石市发展和改革委员会"}


@pytest.mark.parametrize(
    ("full", "short"),
    [
        ("临湖市城市建设投资集团有限公司", "临湖城投"),
        ("澜江职业技术学院", "澜江学院"),
        ("云泽市教育局", "云泽教育部门"),
        ("云泽市人力资源和社会保障局", "云泽市人社局"),
        ("云泽市卫生健康委员会", "云泽卫健委"),
        ("云泽市中级人民法院", "云泽中院"),
    ],
)
def test_other_bodies_have_their_usual_names_too(full, short):
    assert names_in(f"{short}怎么改的", Agencies([record(full)])) == {full}


def test_mentions_do_not_overlap_and_hold_the_words_of_the_text():
    text = "武汉市发改委和珠海工信局、深圳市教育局怎么改的"
    mentions = AGENCIES.find(text)
    assert [m.span.of(text) for m in mentions] == [m.words for m in mentions]
    assert all(a.span.end <= b.span.start for a, b in zip(mentions, mentions[1:], strict=False))


def test_an_empty_store_finds_nobody_and_still_knows_who_is_absent():
    nobody = Agencies([])
    assert nobody.all == ()
    assert absent_in("武汉市发改委怎么改的", nobody) == ["武汉市发改委"]


@pytest.mark.parametrize(("a", "b"), [("经信居", "经信局"), ("市中心", "四宗辛"), ("党建", "挡件")])
def test_sounds_ignore_tones_and_near_consonants(a, b):
    assert sound(a) == sound(b)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("武汉科技口和发改口谁发的清单", {KCJ, FGW}),
        ("武汉经信和发改的党组怎么改的", {JXJ, FGW}),
        ("武汉管工业的局这回怎么改的", {JXJ}),
        ("武汉的券,经信那边的和科创那边的", {JXJ, KCJ}),
        ("What did the Wuhan DRC do?", {FGW}),
        ("And Wuhan's economy and IT bureau?", {JXJ}),
    ],
)
def test_agencies_are_known_by_what_they_deal_with(text, names):
    found = [m for m in AGENCIES.find(text) if not m.is_place]
    assert {name for mention in found for name in mention.names} == names


def test_two_agencies_side_by_side_are_not_one_that_is_absent():
    court = invented("云杉县人民法院", "court.txt")
    town = invented("云杉县综合行政执法局", "town.txt")
    found = Agencies([court, town]).find("县法院和县城管管车的办法哪家更细")
    assert [m.names for m in found] == [("云杉县人民法院",), ("云杉县综合行政执法局",)]


@pytest.mark.parametrize(
    ("name", "called"),
    [
        ("砚州市园林绿化局", "园林局"),
        ("桐浦市社会保险服务中心", "社保中心"),
        ("砚州市消防救援支队", "市消防支队"),
        ("北岭省水务投资集团有限公司", "水投集团"),
        ("青陂县第一中学", "青陂一中"),
        ("云泽市教育和体育局", "教体局"),
    ],
)
def test_a_name_is_shortened_as_people_do(name, called):
    agencies = Agencies([invented(name, "one.txt"), invented("云港市港务局", "two.txt")])
    assert [m.names for m in agencies.find(f"{called}的采购是怎么整改的")] == [(name,)]
