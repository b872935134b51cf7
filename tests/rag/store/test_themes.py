"""Themes: what the table names, what is found among the rest."""

from dataclasses import replace

import pytest

from rag.store.themes import THEMES, discover, findings_by_theme, measures_on, themes_of
from tests.support.fake_desk import BULLETINS

FIRST = BULLETINS[0]


def titled(title, order=1, bulletin=FIRST):
    return replace(bulletin.findings[0], title=title, order=order, bulletin_id=bulletin.id)


@pytest.mark.parametrize(
    ("title", "theme"),
    [
        ("关于“政府采购不合规”的问题", "政府采购"),
        ("党费开支不符合规定", "党费"),
        ("落实“三重一大”制度不到位", "三重一大"),
        ("意识形态‘六纳入’落实有差距", "意识形态"),
        ("意識形態工作不到位", "意识形态"),
        ("党员发展程序不规范", "党员发展"),
    ],
)
def test_a_title_names_its_theme(title, theme):
    assert theme in [t.name for t in themes_of(FIRST, titled(title))]


def test_a_finding_whose_title_says_nothing_is_known_by_its_text():
    # 采购 and 会议记录 are one word each of their themes: one word of a text is not enough.
    assert themes_of(FIRST, titled("其他")) == ()
    text = FIRST.text.replace("明确3类", "询价3类")
    longer = replace(FIRST, text=text)
    assert "政府采购" in [t.name for t in themes_of(longer, titled("其他"))]


def test_every_theme_that_occurs_has_its_findings():
    found = findings_by_theme(BULLETINS)
    assert {t.name: len(p) for t, p in found.items()} == {"政府采购": 2, "三重一大": 2}


@pytest.mark.slow
def test_findings_of_two_bulletins_that_share_a_word_make_a_theme():
    other = BULLETINS[1]
    left = [
        (FIRST, titled("粮库建设进度滞后")),
        (other, titled("粮库储备未达标", bulletin=other)),
        (other, titled("电网改造迟缓", 2, other)),
    ]
    ((theme, pairs),) = discover(left).items()
    assert "粮库" in theme.name
    assert len(pairs) == 2


def test_one_bulletin_alone_makes_no_theme():
    assert discover([(FIRST, titled("粮库建设滞后")), (FIRST, titled("粮库储备不足", 2))]) == {}
    assert discover([]) == {}
    assert discover([(FIRST, titled("。")), (BULLETINS[1], titled("!"))]) == {}


def test_measures_that_name_a_theme_are_found_in_any_finding():
    theme = next(t for t in THEMES if t.name == "政府采购")
    first, second = FIRST.findings
    assert len(measures_on(theme, first, FIRST)) == 2
    assert measures_on(theme, second, FIRST) == ()


def test_theme_names_differ():
    assert len({theme.name for theme in THEMES}) == len(THEMES)
