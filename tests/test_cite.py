"""What passages bear out, and what they do not."""

import pytest

from eval.citations import KINDS, Maker, rates, sources, totals
from rag.agencies import Agencies
from rag.answer import Citation
from rag.cite import verify
from rag.claims import Names
from tests.invented import invented

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
