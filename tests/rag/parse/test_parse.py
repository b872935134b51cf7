"""The real bulletins against the gold findings, and the invented layouts."""

import json
from random import Random

import pytest

from rag.bulletin import Part, Status
from rag.errors import NotABulletinError
from rag.files.documents import read_text
from rag.parse.parse import MOST_LINES, parse_bulletin, read_bulletin
from rag.text.chinese import fold
from tests.support.generated_layouts import compose, some_layouts
from tests.support.layouts import FOLDER, SAMPLES, expectation, reading
from tests.support.places import ROOT

GOLD = json.loads((ROOT / "tests/data/gold_findings.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module", params=GOLD)
def gold(request):
    expected = GOLD[request.param]
    text = read_text(ROOT / "data/bulletins" / expected["file"])
    return expected, parse_bulletin(text, expected["file"]), text


@pytest.fixture(scope="module", params=SAMPLES, ids=lambda path: path.stem)
def sample(request):
    text = read_text(request.param)
    try:
        return request.param, parse_bulletin(text, request.param.name)
    except NotABulletinError:
        pytest.skip("not a bulletin")


def test_the_findings_of_the_real_bulletins_are_the_gold_findings(gold):
    expected, bulletin, _ = gold
    read = [
        (f.number, f.title, f.section, bulletin.text[f.heading.end : f.span.end].strip())
        for f in bulletin.findings
    ]
    assert read == [(f["no"], f["title"], f["section"], f["body"]) for f in expected["findings"]]


def test_the_agencies_of_the_real_bulletins_come_out_full(gold):
    expected, bulletin, _ = gold
    assert bulletin.agency == expected["agency"]
    assert str(bulletin.signature_date) == expected["date"]


def test_every_line_of_a_real_bulletins_text_stands_in_its_file(gold):
    _, bulletin, text = gold
    assert all(line in text for line in bulletin.text.split("\n"))


def test_no_character_of_the_findings_part_is_lost(gold):
    _, bulletin, _ = gold
    assert_complete(bulletin)


def test_no_character_of_a_layouts_findings_part_is_lost(sample):
    assert_complete(sample[1])


def assert_complete(bulletin):
    """Check that findings, group headings and the part's own heading make up the findings part."""
    for part in (s for s in bulletin.sections if s.part is Part.FINDINGS):
        held = set()
        for finding in bulletin.findings:
            held |= set(range(finding.span.start, finding.span.end))
        for group in (s for s in bulletin.sections if s.part is Part.GROUP):
            held |= set(range(group.span.start, group.span.end))
        head = len(bulletin.text[part.span.start : part.span.end].split("\n", 1)[0])
        held |= set(range(part.span.start, part.span.start + head))
        lost = "".join(
            bulletin.text[at] for at in range(part.span.start, part.span.end) if at not in held
        )
        assert lost.strip() == ""


def test_findings_do_not_overlap_and_lie_inside_their_part(gold):
    assert_ordered(gold[1])


def test_findings_of_a_layout_do_not_overlap_and_lie_inside_their_part(sample):
    assert_ordered(sample[1])


def assert_ordered(bulletin):
    parts = [s.span for s in bulletin.sections if s.part is Part.FINDINGS]
    end = 0
    for order, finding in enumerate(bulletin.findings, 1):
        assert finding.order == order
        assert finding.span.start >= end
        end = finding.span.end
        assert any(part.covers(finding.span) for part in parts)
        assert finding.heading.of(bulletin.text).replace("\n", "") == finding.title
        last = 0
        for measure in finding.measures:
            assert finding.span.covers(measure.span)
            assert measure.span.start >= last
            last = measure.span.end


def test_every_line_of_the_text_belongs_to_a_section(gold):
    _, bulletin, _ = gold
    held = set()
    for section in bulletin.sections:
        held |= set(range(section.span.start, section.span.end))
    assert not [at for at, c in enumerate(bulletin.text) if at not in held and c != "\n"]


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_a_layout_is_read_as_expected(path):
    assert reading(path) == expectation(path)


@pytest.mark.parametrize("name", ["a-page-chrome", "central", "problem-n-labels"])
def test_paragraphs_that_ran_together_are_read_apart(name):
    text = read_text(FOLDER / f"{name}.txt")
    start = text.index("根据市委" if "根据市委" in text else "根据党中央")
    glued = parse_bulletin(text[:start] + text[start:].replace("\n", ""), "glued.txt")
    apart = parse_bulletin(text, "apart.txt")
    assert [f.title for f in glued.findings] == [f.title for f in apart.findings]
    assert [len(f.measures) for f in glued.findings] == [len(f.measures) for f in apart.findings]


def test_layouts_put_together_from_the_forms_are_read():
    wrong = []
    for layout in some_layouts(Random(2024), 300):
        text, expected = compose(layout)
        bulletin = parse_bulletin(text, "layout.txt")
        read = [(f.number, f.section, f.title, len(f.measures)) for f in bulletin.findings]
        if read != expected or fold(bulletin.agency) != "禾州市水利局":
            wrong.append((layout, expected, read))
    assert not wrong


def records(name):
    return parse_bulletin(read_text(ROOT / f"data/bulletins/{name}.txt"), name)


def test_a_missing_title_is_composed_from_agency_and_kind():
    assert records("wuhan-jxj").title == "中共武汉市经济和信息化局党组关于巡察整改进展情况的通报"


def test_dates_that_lost_a_glyph_are_left_empty_with_a_warning():
    bulletin = records("xianning-zsj")
    assert bulletin.inspection_period.start is None
    assert bulletin.inspection_period.end is None
    assert any("2023614日" in warning for warning in bulletin.warnings)
    assert bulletin.inspecting_body == "市委第三巡察组"


def test_page_lines_that_state_facts_stay_quotable():
    bulletin = records("wuhan-fgw")
    pages = [s.span.of(bulletin.text) for s in bulletin.sections if s.part is Part.PAGE]
    assert any("发布时间:2024-06-24" in page for page in pages)
    assert "ICP备" not in bulletin.text


def test_claims_are_kept_beside_what_was_read():
    claims = records("xianning-zsj").claims
    assert (claims.problems, claims.done, claims.measures, claims.rules, claims.accountable) == (
        23,
        22,
        61,
        7,
        4,
    )


def test_a_status_is_normalised_and_kept_in_its_own_words():
    fourth = records("xianning-zsj").finding(4)
    assert fourth.status is Status.MOSTLY
    assert fourth.status_words == "视同完成,持续整改"


def test_a_second_list_counts_on():
    tenth = records("zhuhai-gxj").finding(10)
    assert [measure.order for measure in tenth.measures] == [1, 2, 3, 4, 5, 6]


def test_organisation_next_steps_contact_and_signature_are_sections(gold):
    parts = {section.part for section in gold[1].sections}
    assert {Part.ORGANISATION, Part.FINDINGS, Part.NEXT, Part.CONTACT, Part.SIGNATURE} <= parts


def test_what_is_no_bulletin_is_refused_with_what_could_be_read():
    text = "市民政局召开巡察整改会\n2024年1月19日\n会议强调,一要提高站位;二要压实责任。"
    with pytest.raises(NotABulletinError, match="不是整改通报") as caught:
        parse_bulletin(text, "news.txt")
    assert caught.value.partial.findings == ()


def test_each_line_of_the_source_is_accounted_for():
    text = read_text(ROOT / "data/bulletins/wuhan-fgw.txt")
    _, trace = read_bulletin(text, "wuhan-fgw.txt")
    lines = [number for number, line in enumerate(text.split("\n"), 1) if line.strip()]
    assert [one.number for one in trace] == lines
    assert next(t for t in trace if "ICP备" in t.words).role == "网页装饰"
    assert next(t for t in trace if t.words.startswith("12.关于")).role == "问题标题"


def test_a_file_of_far_too_many_lines_is_refused_at_once():
    text = "1.关于“采购不规范”的问题\n" * (MOST_LINES + 1)
    with pytest.raises(NotABulletinError, match="远多于一份通报"):
        parse_bulletin(text, "many.txt")
