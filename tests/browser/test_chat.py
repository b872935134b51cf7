"""The chat in a real browser: asking, opening sources, what a reader does with an answer."""

import re

import pytest
from playwright.sync_api import expect

from tests.support.browser import ask

pytestmark = pytest.mark.browser


def test_click_on_a_marker_opens_the_passage_and_from_there_the_whole_bulletin(page):
    ask(page)
    page.locator("#chat a", has_text="[3]").click()
    mark = page.locator("#sources mark.active")
    expect(mark).to_have_text("明确3类审批权限。")
    expect(mark).to_be_in_viewport()
    article = page.locator("#sources article:has(mark.active)")
    expect(article).to_contain_text("海州市商务局")
    expect(article).to_contain_text("公布 2024-05-20")
    expect(page.locator("#sources a.n:focus")).to_have_text("3")
    with page.expect_popup() as popup:
        page.locator("#sources article a", has_text="在通报全文中查看").first.click()
    reading = popup.value
    expect(reading.locator("mark#passage")).to_have_text(re.compile("^一是修订"))
    expect(reading.locator("mark#passage")).to_be_in_viewport()


def test_no_marker_begins_a_line(page):
    ask(page)
    answer = page.locator("#chat .bot-row .message-content")
    for width in range(100, 340, 6):
        answer.evaluate("(box, width) => { box.style.width = `${width}px`; }", width)
        assert page.evaluate(BEGINNING_A_LINE) == [], width


# The markers that stand lower than the character before them.
BEGINNING_A_LINE = """() => [...document.querySelectorAll("#chat a[href^='#src-']")].filter((a) => {
    const before = document.createTreeWalker(a.closest("p, li, td"), NodeFilter.SHOW_TEXT);
    before.currentNode = a;
    let text = before.previousNode();
    while (!text.data.trim()) text = before.previousNode();
    const range = document.createRange();
    const end = text.data.search(/[^\\s\\u2060][\\s\\u2060]*$/) + 1;
    range.setStart(text, end - 1);
    range.setEnd(text, end);
    return a.getBoundingClientRect().top > range.getBoundingClientRect().bottom;
}).map((a) => a.textContent)"""


def test_examples_and_suggestions_ask(page):
    page.locator("#chat .example").first.click()
    expect(page.locator("#sources .turn")).to_have_count(1)
    page.get_by_role("button", name="会议记录问题改了吗?").click()
    expect(page.locator("#sources .turn")).to_have_count(2)
    expect(page.locator("#chat .user-row").last).to_contain_text("会议记录问题改了吗?")


def test_markers_of_earlier_turns_stay_alive(page):
    ask(page, "第一问")
    ask(page, "第二问")
    page.locator("#chat a[href='#src-1-2']").click()
    expect(page.locator("#turn-1 mark.active")).to_be_in_viewport()
    expect(page.locator("#turn-2")).to_be_hidden()


def test_conversation_survives_a_reload(page):
    ask(page, "会留下来吗?")
    page.reload()
    expect(page.locator("#chat .user-row")).to_contain_text("会留下来吗?")
    page.locator("#chat a[href='#src-1-1']").click()
    expect(page.locator("#sources mark.active")).to_be_in_viewport()


def test_clearing_starts_a_new_conversation_for_good(page):
    ask(page)
    page.get_by_role("button", name="清空对话").click()
    expect(page.locator("#sources .turn")).to_have_count(0)
    page.reload()
    page.locator("#chat .example").first.wait_for()
    expect(page.locator("#chat .user-row")).to_have_count(0)


def test_asking_again_and_editing_replace_the_turn(page, assistant):
    ask(page, "原来的问题")
    page.get_by_role("button", name="重试").click()
    expect(page.locator("#sources .turn")).to_have_count(1)
    page.get_by_role("button", name="编辑").click()
    box = page.locator("#chat textarea")
    box.fill("改过的问题")
    page.locator("#chat").get_by_role("button", name="发送").click()
    expect(page.locator("#chat .user-row")).to_contain_text("改过的问题")
    expect(page.locator("#sources .turn .asked")).to_have_text("改过的问题")
    assert assistant.asked[-1][0] == "改过的问题"


@pytest.fixture
def slow(assistant):
    assistant.go.clear()


@pytest.mark.usefixtures("slow")
def test_stopping_keeps_what_is_there_and_says_that_it_was_not_checked(page, assistant):
    page.fill("#question textarea", "慢慢写")
    page.keyboard.press("Enter")
    expect(page.locator("#chat .bot-row")).to_contain_text("2 份通报中 2 份涉及采购。")
    expect(page.locator("#question .submit-button")).to_be_hidden()
    page.locator("#question .stop-button").click()
    expect(page.locator("#chat .bot-row")).to_contain_text("已停止，以上内容未经核对。")
    expect(page.locator("#question .submit-button")).to_be_visible()
    expect(page.locator("#sources .turn")).to_have_count(1)
    assistant.go.set()
    ask(page, "接着问")
    expect(page.locator("#chat .user-row")).to_have_count(2)


@pytest.mark.usefixtures("slow")
def test_a_question_sent_while_a_stop_is_under_way_waits_in_sight(page, assistant):
    page.fill("#question textarea", "慢慢写")
    page.keyboard.press("Enter")
    expect(page.locator("#chat .bot-row")).to_contain_text("2 份通报中 2 份涉及采购。")
    page.locator("#question .stop-button").click()
    page.fill("#question textarea", "等着问")
    page.keyboard.press("Enter")  # Gradio drops it until the stop is through
    expect(page.locator("#chat .live .question")).to_have_text("等着问")
    expect(page.locator("#chat .live [role=status]")).to_have_text(
        "上一个回答结束后就回答这个问题。"
    )
    expect(page.locator("#question textarea")).to_have_value("")
    page.fill("#question textarea", "还没写完")
    assistant.go.set()
    expect(page.locator("#chat .user-row").last).to_have_text("等着问")
    expect(page.locator("#sources .turn")).to_have_count(2)
    expect(page.locator("#chat .user-row")).to_have_count(2)
    expect(page.locator("#question textarea")).to_have_value("还没写完")


def test_a_question_and_its_first_words_show_before_it_is_queued(page):
    waiting = []
    page.route("**/gradio_api/queue/join*", lambda route: waiting.append(route))
    page.fill("#question textarea", "采购问题?")
    page.keyboard.press("Enter")
    expect(page.locator("#chat .live .question")).to_have_text("采购问题?")
    expect(page.locator("#chat .live [role=status]")).to_contain_text(
        "正在 1 份通报里查找江城市水务局采购"
    )
    expect(page.locator("#question textarea")).to_have_value("")
    while not waiting:
        page.wait_for_timeout(50)
    waiting[0].continue_()
    expect(page.locator("#sources .turn")).to_have_count(1)
    expect(page.locator("#chat .live")).to_have_count(0)


def test_the_question_is_asked_though_the_first_words_fail(page):
    page.route("**/page/first-words", lambda route: route.fulfill(status=500, body="x"))
    ask(page, "照样回答?")
    expect(page.locator("#chat .live")).to_have_count(0)
    page.faults.clear()


def test_taking_a_chip_away_asks_the_same_question_wider(page, assistant):
    ask(page, "江城水务局的采购问题")
    page.get_by_role("link", name="江城市水务局 ×").click()
    expect(page.locator("#sources .turn")).to_have_count(2)
    shown = page.locator("#chat .user-row").last
    expect(shown).to_have_text("江城水务局的采购问题\uff08不限\uff1a江城市水务局\uff09")
    question, before, _ = assistant.asked[-1]
    assert (question, before) == ("江城水务局的采购问题", ())
    assert assistant.without == ("江城市水务局",)


def test_permalink_asks_once(page, address):
    page.goto(f"{address}/?q=采购问题改了吗?")
    expect(page.locator("#sources .turn .asked")).to_have_text("采购问题改了吗?")
    expect(page).to_have_url(f"{address}/")
    page.reload()
    expect(page.locator("#sources .turn .asked")).to_have_text("采购问题改了吗?")


def test_markup_in_a_question_is_only_text(page):
    hostile = '<img src="https://evil.example/x" onerror="alert(1)"> ![x](https://evil.example/y)'
    ask(page, hostile)
    expect(page.locator("#chat .user-row")).to_contain_text(hostile)
    assert page.locator("#chat img, #sources img").count() == 0


def test_filters_limit_the_question(page, assistant):
    page.get_by_role("button", name="限定范围").click()
    page.locator("#agencies input").fill("江城")
    page.get_by_role("option", name="江城市水务局").click()
    ask(page)
    assert assistant.asked[-1][2].agencies == ("江城市水务局",)


def test_an_answer_is_copied_linked_downloaded_and_printed(page):
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    ask(page)
    page.get_by_role("link", name="复制", exact=True).click()
    expect(page.locator("#notice")).to_have_text("已复制，含来源。")
    text = page.evaluate("navigator.clipboard.readText()")
    assert "[3] 海州市商务局,1. 关于“采购程序不规范”的问题" in text
    assert "#src-" not in text
    page.get_by_role("link", name="链接").click()
    expect(page.locator("#notice")).to_contain_text("链接已复制")
    assert "/?q=" in page.evaluate("navigator.clipboard.readText()")
    with page.expect_download() as download:
        page.get_by_role("link", name="Word").click()
    assert download.value.suggested_filename.endswith(".docx")
    with page.expect_popup() as popup:
        page.get_by_role("link", name="打印").click()
    expect(popup.value.locator("blockquote")).to_have_count(3)


def test_verdict_and_remark_are_kept_without_who_gave_them(page, desk):
    ask(page, "好不好?")
    page.get_by_role("link", name="没用").click()
    page.get_by_role("textbox", name="可以补一句").fill("漏了一家")
    page.get_by_role("button", name="提交").click()
    expect(page.locator("#notice")).to_have_text("已记下，谢谢。")
    kept = list(desk.book)[-1]
    assert (kept.verdict, kept.question, kept.remark) == ("bad", "好不好?", "漏了一家")
    assert len(kept.evidence) == 3


def test_language_switch_turns_the_page_english_and_back(page):
    page.get_by_role("button", name="English").click()
    expect(page.locator("h1")).to_contain_text("Bulletin QA")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.get_by_role("tab", name="Ask")).to_be_visible()
    page.get_by_role("button", name="中文").click()
    expect(page.locator("h1")).to_contain_text("通报问答")


def test_on_a_phone_the_sources_open_as_a_sheet_and_close(page):
    page.set_viewport_size({"width": 390, "height": 844})
    ask(page)
    expect(page.locator("#side")).not_to_be_visible()
    marker = page.locator("#chat a", has_text="[1]")
    marker.click()
    expect(page.locator("#sources mark.active")).to_be_in_viewport()
    page.keyboard.press("Escape")
    expect(page.locator("#side")).not_to_be_visible()
    expect(marker).to_be_focused()
    width = page.evaluate("document.documentElement.scrollWidth")
    assert width <= 390
