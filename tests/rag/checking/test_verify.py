"""What passages bear out, and what they do not."""

import pytest

from eval.citations import FOLDERS, KINDS, WRITTEN, Maker, rates, sources, totals, written
from rag.answer import Citation
from rag.checking.claims import Names
from rag.checking.verify import verify
from rag.names.agencies import Agencies
from rag.parse.parse import parse_bulletin
from tests.support.invented import invented

PORT, PARK = invented(), invented("云港市园林局", "park.txt", trainings=5)
NAMES = Names(Agencies([PORT, PARK]).all)
QUOTE = (
    "二是修订《采购管理办法》,开展采购培训3次、现场检查12次,核查合同1234份,未发现新的违规问题。"
    "2023年一季度采购支出同比下降4.2%,全年下降6.1%。10月底前追回违规支出5.6万元。"
)


def passage(number=1, quote=QUOTE, agency="云港市港务局", title="关于“政府采购不规范”的问题"):
    return Citation(number, "port.txt", "id", agency, 19, title, 0, len(quote), quote)


def checks(sentence, *cited):
    return {fault.check for fault in verify(sentence, cited or [passage()], NAMES)}


@pytest.mark.parametrize(
    "sentence",
    [
        "云港市港务局修订《采购管理办法》,开展采购培训3次、现场检查12次。",
        "港务局修订了《采购管理办法》,并开展采购培训三次。",
        "针对政府采购不规范的问题,该局开展现场检查12次,核查合同1,234份。",
        "该局核查合同约1200份,未发现新的违规问题。",
        "2023年一季度采购支出下降4.2%。",
        "全年采购支出同比下降6.1%,并追回违规支出5.6万元。",
        "该局追回违规支出56000元。",
    ],
)
def test_a_sentence_that_its_passage_bears_out_stands(sentence):
    assert checks(sentence) == set()


@pytest.mark.parametrize(
    ("sentence", "check"),
    [
        ("该局开展采购培训8次。", "figure"),
        ("该局开展采购培训12次。", "figure"),  # that many inspections
        ("该局开展采购培训十二次。", "figure"),
        ("全年采购支出同比下降4.2%。", "figure"),  # the first quarter's
        ("采购支出同比下降4.2%。", "figure"),  # of no period said
        ("2023年上半年采购支出同比下降4.2%。", "date"),
        ("2024年一季度采购支出同比下降4.2%。", "date"),
        ("该局修订《党费管理办法》。", "title"),
        ("该局要求做到“逢采必招”,开展采购培训3次。", "quotation"),
        ("云港市园林局开展采购培训3次。", "agency"),
        ("该局会同云港市财政局开展采购培训3次。", "body"),
        ("该局发现新的违规问题。", "turned"),
        ("该局未修订《采购管理办法》。", "turned"),
        ("2023年一季度采购支出同比增长4.2%。", "turned"),
        ("该局开展采购培训3次,对3名干部给予党纪处分。", "unheard"),
        ("该局建立供应商黑名单并向社会公开。", "support"),
        ("该局开展采购培训3次,详见 http://example.com。", "markup"),
        ("该局开展采购培训3次。![图](x)", "markup"),
    ],
)
def test_what_the_passage_does_not_say_is_named(sentence, check):
    assert check in checks(sentence)


@pytest.mark.parametrize(
    ("quote", "swapped"),
    [
        ("审批时限由30个工作日缩短到12个工作日。", "审批时限由12个工作日缩短到30个工作日。"),
        ("覆盖率由38%提升到85%。", "覆盖率由85%提升到38%。"),
        ("22个项目中已交付17个,其余5个正在建设。", "17个项目中已交付22个,其余5个正在建设。"),
        ("2022年培训3次,2023年培训5次。", "2022年培训5次,2023年培训3次。"),
        ("分别查处3起、5起、7起。", "分别查处5起、3起、7起。"),
    ],
)
def test_two_figures_of_a_kind_may_not_change_places(quote, swapped):
    assert checks(quote, passage(quote=quote)) == set()
    assert "figure" in checks(swapped, passage(quote=quote))


@pytest.mark.parametrize(
    ("quote", "sentence"),
    [
        ("党支部由19个调整为33个。", "党支部从19个增加到33个。"),
        ("清查资产47.3万平方米。", "清查资产四十七万三千平方米。"),
        ("制发《甲办法》《乙办法》。", "出台两项办法。"),
        ("对1名干部批评教育。2.26辆执法车安装定位装置。", "二十六辆执法车安装定位装置。"),
        ("截至年底新增企业41家,累计数量达到69家。", "企业累计69家。"),
        ("公开招租率100%。", "全部公开招租。"),
        ("拟聘用选聘生8名。", "计划聘用八名选聘生。"),
        ("分类投放点236个。", "分类投放点近240个。"),
    ],
)
def test_the_same_in_other_words_stands(quote, sentence):
    assert checks(sentence, passage(quote=quote)) == set()


@pytest.mark.parametrize(
    ("quote", "sentence", "check"),
    [
        ("完成远程会诊516例,建立双向转诊通道。", "完成双向转诊516例。", "figure"),
        ("审批讲座论坛187场,叫停2场。", "叫停讲座论坛187场。", "figure"),
        ("围绕10个领域研究制定30条128项举措。", "围绕10个领域研究制定128条举措。", "figure"),
        ("党组集中学习了《甲细则》,审议了《乙制度》。", "党组审议了《甲细则》。", "title"),
        ("由随机指定改为公开抽取。", "由公开抽取改为随机指定。", "support"),
        (
            "对时任分管人事的成员进行提醒谈话,对时任人事责任人进行批评教育。",
            "对时任人事责任人进行提醒谈话。",
            "support",
        ),
        ("退还违规收取的勘察费64.2万元。", "收取勘察费64.2万元。", "turned"),
        ("剩余41处正在分类处置。", "剩余41处已处置完毕。", "time"),
        ("建立每日巡查制度。", "建立每周巡查制度。", "time"),
        ("由院纪委监督招聘。", "由市纪委监督招聘。", "time"),
        ("停用重复的系统3个。", "启用重复的系统3个。", "support"),
        ("对陈某诫勉。", "对李某诫勉。", "unheard"),
        ("盘活闲置的冷库2个。", "冷库2个仍然闲置。", "time"),
        (
            "11月会同统计部门召开分析会,12月组织各区召开调度会。",
            "12月会同统计部门召开分析会。",
            "date",
        ),
    ],
)
def test_a_thing_of_another_kind_is_named(quote, sentence, check):
    assert check in checks(sentence, passage(quote=quote))
    assert checks(quote, passage(quote=quote)) == set()


def test_sentences_written_by_hand_are_told_apart():
    files = [path for folder in FOLDERS for path in sorted(folder.glob("*.txt"))]
    bulletins = [parse_bulletin(path.read_text("utf-8"), path.name) for path in files]
    found, wrong = rates(written(WRITTEN, bulletins), Names(Agencies(bulletins).all), None)
    total = totals(found)
    assert total["cases"] >= 1000
    assert total["kept"] >= 0.96, [c.sentence for c in wrong if c.true]
    assert total["rejected"] >= 0.98, [c.sentence for c in wrong if not c.true]
    by_kind = {rate.kind: rate.share for rate in found}
    assert by_kind["手写:改数字"] == by_kind["手写:换时间"] == by_kind["手写:编造措施"] == 1.0


def test_a_sentence_without_a_citation_rests_on_nothing():
    assert [fault.check for fault in verify("开展采购培训3次。", [], NAMES)] == ["marker"]


def test_each_agency_of_a_sentence_is_held_to_its_own_passage():
    park = passage(2, "开展采购培训5次。", "云港市园林局")
    both = "云港市港务局开展采购培训3次,云港市园林局开展采购培训5次。"
    swapped = "云港市港务局开展采购培训5次,云港市园林局开展采购培训3次。"
    assert checks(both, passage(), park) == set()
    assert "figure" in checks(swapped, passage(), park)


def test_what_is_said_of_two_agencies_together_must_hold_for_both():
    park = passage(2, "开展采购培训5次。", "云港市园林局")
    assert checks("云港市港务局和云港市园林局均开展采购培训3次。", passage(), park)


def test_an_agency_that_the_passage_names_may_be_named():
    quote = "主动向云港市园林局移交闲置苗木3批。"
    assert checks("该局向云港市园林局移交闲置苗木3批。", passage(quote=quote)) == set()
    assert "agency" in checks("云港市园林局移交闲置苗木3批。", passage(quote=quote))


def test_meaning_counts_where_it_can_be_measured():
    sentence = "该局开展采购培训3次。"
    assert verify(sentence, [passage()], NAMES, lambda one, other: 0.95) == ()
    (fault,) = verify(sentence, [passage()], NAMES, lambda one, other: 0.5)
    assert fault.check == "meaning"


def test_true_sentences_are_kept_and_false_ones_rejected(library):
    bulletins = library.bulletins()
    names = Names(Agencies(bulletins).all)
    cases = list(Maker(sources(bulletins)).cases(70))
    found, wrong = rates(cases, names, None)
    total = totals(found)
    assert total["cases"] >= 900
    assert total["kept"] >= 0.98, [c for c in wrong if c.true]
    assert total["rejected"] >= 0.99, [c for c in wrong if not c.true]
    by_kind = {rate.kind: rate.share for rate in found}
    assert set(by_kind) == set(KINDS)
    for kind in ("改一位数字", "改中文数字", "换单位", "换文件名"):
        assert by_kind[kind] == 1.0, [c for c in wrong if c.kind == kind]
