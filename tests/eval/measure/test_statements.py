"""What counts as said and as borne out."""

import pytest

from eval.measure.points import figures_stated, names, stated
from eval.measure.statements import bears_out, figures, figures_with_unit, segments, statements
from tests.support.small_corpus import ANSWER, HALF, SOURCES


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("排查风险点433条", {"433"}),
        ("增长142.6%", {"142.6%"}),
        ("资金1,234万元", {"1234"}),
        ("2024-06-08", {"2024", "6", "8"}),
        ("第3号,0.5个", {"3", "0.5"}),
        ("没有数字", set()),
    ],
)
def test_figures_are_read_whole(text: str, found: set[str]):
    assert figures(text) == found


def test_a_figure_is_counted_with_its_unit():
    assert figures_with_unit("培训 3 次,合同16份,增长4.5%") == {"3次", "16份", "4.5%"}


@pytest.mark.parametrize(
    ("said", "ground", "verdict"),
    [
        ("修订采购管理办法", "印发了修订后的采购管理办法。", True),
        ("修订采购管理办法", "制定了党费收缴制度。", False),
        ("核查合同16份", "核查合同116份。", False),  # 16 inside 116 is another figure
        ("核查合同16份", "核查合同 16 份。", True),
        ("433条", "排查风险点433条", True),
        ("the contracts were checked", "核查合同16份。", None),  # English over Chinese: not judged
        ("16 contracts were checked", "核查合同16份。", True),  # by its figure
        ("17 contracts were checked", "核查合同16份。", False),
    ],
)
def test_ground_bears_out_words_and_figures(said: str, ground: str, verdict: bool | None):
    assert bears_out(said, ground) is verdict


def test_headings_lead_ins_and_sentences_on_the_store_are_no_statements():
    text = (
        "## 云港市港务局采购整改\n5 份通报中 4 份涉及采购整改。\n整改措施如下:\n"
        "- 修订采购管理办法,开展专题培训。[1]\n\n"
        "| 采购制度建设单位 | 合同核查结果公开 |\n|---|---|\n"
        "| 云港市港务局采购中心 | 核查采购合同并公开结果。[2] |"
    )
    assert [s.markers for s in statements(text)] == [(1,), (2,)]


def test_a_marker_covers_its_line_back_to_the_marker_before():
    text = "修订办法。开展培训。[1] 核查合同。[2][3]<br>公开结果。\n- 补缴党费 [4] · 已完成"
    markers = [(said.text, said.markers) for said in segments(text)]
    assert markers == [
        ("修订办法。", (1,)),
        ("开展培训。", (1,)),
        ("核查合同。", (2, 3)),
        ("公开结果。", ()),
        ("补缴党费  · 已完成", (4,)),
    ]


@pytest.mark.parametrize(
    ("point", "whole", "half"),
    [
        ("港务局:修订采购办法", True, True),
        ("园林局:核查合同16份", True, False),
        ("港务局:核查合同16份", False, False),  # another agency's measure
        ("园林局通报没有提到采购问题", False, True),
        ("制定采购流程图", True, False),
        ("contracts checked (核查合同16份)", True, False),
    ],
)
def test_a_point_is_stated_of_its_own_agency(point: str, whole: bool, half: bool):
    assert stated(point, ANSWER, SOURCES) is whole
    assert stated(point, HALF, SOURCES) is half


def test_figures_of_a_point_need_their_unit():
    assert figures_stated("园林局:核查合同16份", ANSWER, SOURCES) is True
    assert figures_stated("园林局:核查合同16家", ANSWER, SOURCES) is False
    assert figures_stated("园林局:核查合同", ANSWER, SOURCES) is None


@pytest.mark.parametrize(
    ("label", "agency", "same"),
    [
        ("经信局", "武汉市经济和信息化局", True),
        ("发改委", "武汉市发展和改革委员会", True),
        ("珠海工信局", "武汉市经济和信息化局", False),
        ("局", "武汉市经济和信息化局", False),
    ],
)
def test_a_short_name_keeps_the_order_of_characters(label: str, agency: str, same: bool):
    assert names(label, agency) is same
