"""Borrowing: what others did about a finding like one's own, and a draft that takes nothing over."""

import pytest

from rag.borrow.draft import FIRST, draft, forms, with_sentences
from rag.borrow.foreign import foreign
from rag.borrow.own import OwnFinding, OwnFindingError, own_findings
from rag.borrow.similar import Among, alike, by_kind
from rag.borrow.written import written
from rag.chat import names_of
from rag.errors import ModelError, NotABulletinError
from rag.kinds.kinds import ALL, MeasureKind
from rag.parse.parse import parse_bulletin
from rag.store.library import Library
from tests.rag.kinds.test_kinds import NOTICE
from tests.support.fakes import bigram_embedder

ASSETS = "固定资产账实不符的问题"
TRAVEL = NOTICE[NOTICE.index("关于差旅费") : NOTICE.index("（二）")]
FEEDBACK = """关于巡察某某局党组的反馈意见
根据县委统一部署，县委第二巡察组对县财政局党组开展了巡察。现将巡察发现的问题反馈如下：
一、学习贯彻上级决策部署有差距
（一）理论学习不深入，中心组学习走过场。
（二）固定资产账实不符，有的设备下落不明。
二、落实全面从严治党责任不到位
（三）差旅费报销不规范，多领补助。
县委第二巡察组
2025年3月1日
"""


@pytest.fixture(scope="module")
def now(tmp_path_factory):
    with Library.open(tmp_path_factory.mktemp("store"), bigram_embedder()) as library:
        for name in ("水利局", "民政局", "审计局"):
            library.add(parse_bulletin(NOTICE.replace("水利局", name), f"{name}.txt"))
        yield library.snapshot()


def test_one_finding_is_read_as_it_is_pasted():
    (own,) = own_findings("关于“固定资产账实不符”的问题")
    assert own.topic == "固定资产账实不符"


def test_a_feedback_notice_gives_its_findings_and_is_still_no_bulletin():
    titles = [own.title for own in own_findings(FEEDBACK)]
    assert any("固定资产账实不符" in title for title in titles)
    assert any("差旅费报销不规范" in title for title in titles)
    with pytest.raises(NotABulletinError):
        parse_bulletin(FEEDBACK, "feedback.txt")


def test_a_text_without_a_finding_is_told_so():
    with pytest.raises(OwnFindingError, match="没有读出问题"):
        own_findings(" 。 ")


def test_the_findings_of_others_come_with_what_was_done(now):
    found = alike(now, ASSETS, Among(), 5)
    assert len({one.bulletin.agency for one in found}) == len(found) == 3
    assert all("固定资产" in one.finding.title for one in found)
    assert all(one.days == 153 or one.days is None for one in found)
    assert by_kind(found)[MeasureKind.CHECKS] == 3


def test_oneself_and_other_kinds_of_body_are_left_out(now):
    own = now.bulletins[0].agency
    assert own not in {one.bulletin.agency for one in alike(now, ASSETS, Among(without=(own,)), 5)}
    assert not alike(now, ASSETS, Among(body_kinds=("医院",)), 5)


def test_a_draft_says_first_what_it_is_and_leans_on_passages(now):
    made = draft(OwnFinding(ASSETS, ASSETS), alike(now, ASSETS, Among(), 5))
    assert made and made.text.startswith(FIRST)
    texts = {b.id: b.text for b in now.bulletins}
    assert all(texts[c.bulletin_id][c.start : c.end] == c.quote for c in made.citations)
    numbers = {citation.number for citation in made.citations}
    assert all(s.leans and set(s.leans) <= numbers and "〔" in s.text for s in made.sentences)


def test_no_draft_says_what_its_user_did_not_give(now):
    names = now.derived(names_of)
    for bulletin in now.bulletins:
        for finding in bulletin.findings:
            own = OwnFinding(finding.title, finding.title)
            made = draft(own, alike(now, own.text, Among(without=(bulletin.agency,)), 5))
            assert (
                made and foreign(made.text.split("\n", 1)[1].split("[")[0], own.text, names) == ()
            )
            assert all(foreign(s.text, own.text, names) == () for s in made.sentences)


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ("追回3.2万元", "3.2万元"),
        ("印发《差旅费管理办法》", "《差旅费管理办法》"),
        ("学习民政局的做法", "民政局"),
        ("对赵某予以诫勉", "赵某"),
        ("已于2024年12月1日完成", "2024年12月1日"),
    ],
)
def test_what_was_not_given_is_foreign_and_what_was_is_not(now, said, found):
    names = now.derived(names_of)
    assert any(found in each or each in found for each in foreign(said, ASSETS, names))
    assert foreign(said, said, names) == ()
    assert foreign("追回〔金额〕，修订《〔制度名称〕》", ASSETS, names) == ()


def test_a_models_sentence_with_a_foreign_figure_is_not_taken(now):
    own = OwnFinding(TRAVEL, TRAVEL)
    made = draft(own, alike(now, TRAVEL, Among(), 5))
    assert made and len(made.sentences) >= 2
    answer = "1、由〔牵头部门〕逐件盘点，查明〔数量〕。\n2、举办培训班2期，覆盖〔人数〕。"
    names = now.derived(names_of)
    anew = written(made, own, lambda _: answer, names)
    assert anew.sentences[0].text == "由〔牵头部门〕逐件盘点，查明〔数量〕。"
    assert anew.sentences[1] == made.sentences[1] and anew.generator == "generated"
    assert anew.first == FIRST


def test_a_model_that_fails_leaves_the_composed_draft(now):
    own = OwnFinding(ASSETS, ASSETS)
    made = draft(own, alike(now, ASSETS, Among(), 5))

    def fail(_):
        raise ModelError("语言模型超时")

    assert made and written(made, own, fail, now.derived(names_of)) == made
    assert with_sentences(made, {}) == made


def test_every_kind_has_a_form_that_says_nothing_of_its_own(now):
    names = now.derived(names_of)
    assert {form.kind for form in forms()} == set(ALL)
    for form in forms():
        assert "〔" in form.says and foreign(form.says, "", names) == ()
    assert all(any(not f.cues for f in forms() if f.kind is kind) for kind in ALL)
