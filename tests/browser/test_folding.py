"""Long answers in a real browser: folded with the count of what is hidden, opened by whatever goes in."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace

import pytest
from playwright.sync_api import expect

from rag.answer import Answer, Turn
from rag.body import Body
from rag.store.catalog import EVERYTHING, Where
from tests.support.browser import ask as ask_and_wait
from tests.support.fake_desk import FakeAssistant, paragraph

pytestmark = pytest.mark.browser

FIRST, LAST = "2 份通报中 2 份涉及采购。", "最后一句明确了审批权限"
LINE = "组织学习采购制度,规范采购程序,并对采购项目开展自查,加强对采购工作的监督检查。"


class LongAssistant(FakeAssistant):
    """Answers with as many lines as the question says; passage 1 is cited first and last."""

    def stream(
        self,
        question: str,
        history: Sequence[Turn] = (),
        where: Where = EVERYTHING,
        generate: bool | None = None,
        without: Collection[str] = (),
    ) -> Iterator[Answer]:
        """Yield the snapshots with the longer text."""
        lines = int("".join(c for c in question if c.isdigit()) or 0)
        first, last = paragraph(FIRST, 1), paragraph(f"{LAST}。", 1, 2, 3)
        body = Body((first, *[paragraph(LINE)] * lines, last))
        for snapshot in super().stream(question, history, where, generate):
            yield replace(snapshot, body=body) if snapshot.body.blocks else snapshot


@pytest.fixture
def assistant():
    return LongAssistant()


def ask(page, question="40 行"):
    ask_and_wait(page, question)


def button(page, turn=1):
    return page.locator(f"#chat .unfold[aria-controls=answer-{turn}]")


def hidden(page, turn=1):
    """Return how many pixels of an answer are cut off."""
    return page.locator(f"#answer-{turn}").evaluate("box => box.scrollHeight - box.clientHeight")


def test_a_long_answer_is_folded_with_the_count_of_what_is_hidden(page):
    ask(page)
    expect(button(page)).to_have_text("展开全文（还有 2 处原文）")
    expect(button(page)).to_have_attribute("aria-expanded", "false")
    assert page.locator("#answer-1").evaluate("box => box.clientHeight") == 700
    expect(page.get_by_text(FIRST)).to_be_in_viewport()
    button(page).scroll_into_view_if_needed()
    for name in ("复制", "江城市水务局 ×"):
        expect(page.get_by_role("link", name=name, exact=True)).to_be_in_viewport()


def test_a_short_answer_and_one_still_being_written_are_whole(page, assistant):
    ask(page, "3 行")
    expect(page.locator("#answer-1")).to_be_visible()
    assistant.go.clear()
    page.fill("#question textarea", "慢慢写 40 行")
    page.keyboard.press("Enter")
    expect(page.locator("#chat .bot-row").last).to_contain_text(LAST)
    expect(page.locator("#chat .unfold")).to_have_count(0)
    assistant.go.set()
    expect(button(page, 2)).to_be_attached()
    expect(page.locator("#chat .unfold")).to_have_count(1)


def test_it_opens_stays_open_past_another_question_and_closes_where_it_is(page):
    ask(page)
    button(page).click()
    expect(button(page)).to_have_text("收起")
    expect(button(page)).to_have_attribute("aria-expanded", "true")
    assert hidden(page) == 0
    ask(page)
    expect(button(page, 2)).to_have_attribute("aria-expanded", "false")
    expect(button(page)).to_have_attribute("aria-expanded", "true")
    button(page).scroll_into_view_if_needed()
    before = button(page).bounding_box()["y"]
    button(page).click()
    expect(button(page)).to_have_text("展开全文（还有 2 处原文）")
    assert abs(button(page).bounding_box()["y"] - before) < 2


def test_another_answer_in_its_place_begins_folded(page):
    ask(page)
    button(page).click()
    page.get_by_role("button", name="编辑").click()
    page.locator("#chat textarea").fill("41 行")
    page.locator("#chat").get_by_role("button", name="发送").click()
    expect(page.locator("#sources .turn .asked")).to_have_text("41 行")
    expect(button(page)).to_have_attribute("aria-expanded", "false")


def test_focus_in_the_hidden_part_opens_it(page):
    ask(page)
    expect(button(page)).to_have_attribute("aria-expanded", "false")
    page.locator("#chat a[href='#src-1-3']").focus()
    expect(button(page)).to_have_attribute("aria-expanded", "true")
    expect(page.get_by_text(LAST)).to_be_in_viewport()


NOTE_SCROLLING = """box => {
    window.scrolled = new Promise((done, fail) => {
        box.addEventListener("scrollend", done);
        setTimeout(() => fail(new Error("nothing was scrolled")), 5000);
    }).then(() => true);
}"""


def test_the_browsers_own_search_can_scroll_into_it_and_opens_it_and_a_wheel_does_not(page):
    ask(page)
    page.get_by_text(LINE).nth(2).hover()
    page.locator("#chat .bubble-wrap").evaluate(NOTE_SCROLLING)
    page.mouse.wheel(0, 300)
    assert page.evaluate("scrolled")
    expect(button(page)).to_have_attribute("aria-expanded", "false")
    # Chromium's search bar has the focus then, and scrolls as a wheel does.
    page.evaluate("dispatchEvent(new Event('blur'))")
    page.mouse.wheel(0, 300)
    expect(button(page)).to_have_attribute("aria-expanded", "true")


def test_focus_opens_it_though_nothing_scrolls(page):
    ask(page)
    marker = page.locator("#chat a[href='#src-1-3']")
    marker.evaluate("marker => marker.focus({ preventScroll: true })")
    expect(button(page)).to_have_attribute("aria-expanded", "true")


def test_tabbing_on_from_the_last_marker_in_sight_opens_it(page):
    ask(page)
    page.locator("#chat a[href='#src-1-1']").first.focus()
    expect(button(page)).to_have_attribute("aria-expanded", "false")
    page.keyboard.press("Tab")
    expect(button(page)).to_have_attribute("aria-expanded", "true")
    expect(page.locator("#chat a[href='#src-1-1']:focus")).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("#sources mark.active")).to_be_in_viewport()


def test_the_width_of_the_page_decides_and_nothing_overflows(page):
    ask(page, "20 行")
    expect(page.locator("#answer-1")).to_be_visible()
    expect(button(page)).to_have_count(0)
    page.set_viewport_size({"width": 390, "height": 844})
    expect(button(page)).to_have_text("展开全文（还有 2 处原文）")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.set_viewport_size({"width": 1440, "height": 900})
    expect(button(page)).to_have_count(0)
    assert hidden(page) == 0


def test_an_answer_that_came_while_another_tab_was_open_is_folded(page):
    page.fill("#question textarea", "40 行")
    page.keyboard.press("Enter")
    page.get_by_role("tab", name="通报").click()
    expect(page.locator("#sources .turn")).to_have_count(1)
    page.get_by_role("tab", name="问答").click()
    expect(button(page)).to_have_text("展开全文（还有 2 处原文）")


def test_paper_and_clipboard_have_all_of_a_folded_answer(page):
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    ask(page)
    page.get_by_role("link", name="复制", exact=True).click()
    expect(page.locator("#notice")).to_have_text("已复制，含来源。")
    assert LAST in page.evaluate("navigator.clipboard.readText()")
    expect(button(page)).to_have_attribute("aria-expanded", "false")
    page.emulate_media(media="print")
    assert hidden(page) == 0
    expect(button(page)).to_be_hidden()


def test_the_button_speaks_english(visit):
    page = visit(locale="en")
    ask(page)
    expect(button(page)).to_have_text("Show all (2 more passages)")
    button(page).click()
    expect(button(page)).to_have_text("Show less")
