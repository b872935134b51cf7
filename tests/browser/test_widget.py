"""The widget in a real browser, on pages of other origins: where it works, where it must not."""

import json
from dataclasses import replace

import pytest
from playwright.sync_api import expect

from rag.body import Body
from tests.support.browser import ARGUMENTS, CHROMIUM, serving, watched
from tests.support.fake_desk import BULLETINS, FakeAssistant, cite
from tests.support.host_pages import host_app

pytestmark = pytest.mark.browser
KNOWN = ("http://good.test", "http://bqa.test", "http://a.wild.test", "http://bad.test")
EVIL = (
    '<img src="http://beacon.test/x" onerror="window.fired = 1"><script>window.fired = 1</script>'
)
SITES = """
[collections.haizhou]
regions = ["海州市"]

[sites.demo]
rates = "9999/minute"
visitor_rates = "9999/minute"
origins = ["http://good.test:{port}", "http://*.wild.test:{port}"]

[sites.narrow]
origins = ["http://good.test:{port}"]
collections = ["haizhou"]

[sites.closed]
origins = []

[sites.evil-theme]
origins = ["http://good.test:{port}"]
[sites.evil-theme.theme]
title = '{evil}'
greeting = '{evil}'
placeholder = '{evil}'
suggestions = ['{evil}']
"""


CONTRASTS = """() => {
  const root = document.querySelector("bulletin-qa").shadowRoot;
  const light = (rgb) => {
    const [r, g, b] = rgb.match(/[\\d.]+/g).slice(0, 3).map((part) => (part / 255) ** 2.2);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b + 0.05;
  };
  const ground = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const colour = getComputedStyle(at).backgroundColor;
      if (colour !== "rgba(0, 0, 0, 0)") return light(colour);
    }
    return light("rgb(255, 255, 255)");
  };
  return [...root.querySelectorAll(".panel *")]
    .filter((element) => [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim()))
    .map((element) => [element, [light(getComputedStyle(element).color), ground(element)].sort()])
    .filter(([, [dark, bright]]) => bright / dark < 4.5)
    .map(([element]) => element.outerHTML);
}"""


def low_contrasts(page):
    """Return the elements of the widget whose words stand out too little from their ground."""
    return page.evaluate(CONTRASTS)


TEXTS = {
    "<img": f"{EVIL}\n\n![x](http://beacon.test/y) [点我](javascript:fired=1) "
    f"**{EVIL}** [4]\n\n| {EVIL} | b |\n|---|---|\n| {EVIL} | c |\n\n> {EVIL}",
    "对比": "| 甲 | 乙 |\n|---|---|\n| 甲\\|乙:修订办法[1]<br>自查 | — |",
    "长": "\n\n".join(f"第{i}段:修订办法 [1]" for i in range(40)),
}


class ScriptedAssistant(FakeAssistant):
    """Answers some questions with texts of their own."""

    def stream(self, question, history=(), where=...):
        """Yield drafts, then the settled answer; asked “慢”, wait once the question is understood."""
        if "慢" in question:
            yield self.understand(question)
            self.go.wait(timeout=10)
        text = next((text for sign, text in TEXTS.items() if sign in question), None)
        hostile = cite(4, BULLETINS[0], "一是统一会议记录本<b>样式</b>。")
        for answer in super().stream(question, history, where):
            cited = (*answer.citations, hostile)
            yield replace(answer, text=text, body=Body(), citations=cited) if text else answer


@pytest.fixture
def assistant():
    return ScriptedAssistant()


@pytest.fixture(scope="module")
def hosts(address, counter):
    """Serve the sites that hold the widget; yield what tells where a page of theirs is."""
    with serving(host_app(address.replace("127.0.0.1", "bqa.test"))) as other:
        port = other.rpartition(":")[2]
        evil = EVIL.replace("'", "")
        counter.settings.sites.write_text(SITES.format(port=port, evil=evil), encoding="utf-8")
        yield lambda page, host="good.test": f"http://{host}:{port}/{page}"
        counter.settings.sites.unlink()


@pytest.fixture
def page(window, desk):
    """Yield an empty page; in the end nothing was amiss and nothing was fetched from elsewhere."""
    page = window(viewport={"width": 1280, "height": 800})
    yield page
    page.context.close()
    unharmed(page)


def unharmed(page):
    assert [url for url in page.asked if not url.startswith(KNOWN)] == []
    assert [fault for fault in page.faults if "favicon" not in fault] == []


def open_bubble(page):
    """Open the panel and wait until it has come in."""
    page.get_by_role("button", name="打开通报问答").click()
    panel = page.get_by_role("dialog", name="通报问答")
    panel.evaluate("panel => Promise.all(panel.getAnimations().map((move) => move.finished))")
    return panel


def ask(panel, question="各单位是如何整改政府采购问题的？"):
    panel.get_by_role("textbox", name="问题").fill(question)
    panel.get_by_role("textbox", name="问题").press("Enter")
    expect(panel.locator(".reply").last).not_to_have_attribute("aria-busy", "true")


def test_answer_streams_and_its_source_opens_inside(hosts, page):
    page.goto(hosts("bubble"))
    panel = open_bubble(page)
    ask(panel)
    reply = panel.locator(".reply")
    expect(reply).to_contain_text("2 份通报中 2 份涉及采购")
    expect(reply.locator("strong").first).to_have_text("江城市水务局")
    marker = reply.get_by_role("button", name="引文 3")
    marker.click()
    sheet = panel.get_by_role("region", name="原文")
    expect(sheet.locator("mark")).to_have_text("明确3类审批权限。")
    expect(sheet).to_contain_text("已完成")
    expect(sheet.locator(".passage")).to_contain_text("关于“采购程序不规范”的问题")
    with page.expect_popup() as popup:
        sheet.get_by_role("link", name="在通报全文中查看").click()
    expect(popup.value.locator("mark#passage")).to_have_text("明确3类审批权限。")
    page.keyboard.press("Escape")
    expect(sheet).to_be_hidden()
    expect(marker).to_be_focused()


@pytest.mark.parametrize("host", ["good.test", "a.wild.test"])
def test_allowed_origins_get_answers(hosts, page, host):
    page.goto(hosts("open", host))
    panel = page.get_by_role("dialog", name="通报问答")
    ask(panel)
    expect(panel.locator(".reply")).to_contain_text("采购")


def test_denied_origin_gets_none(hosts, window, assistant, desk):
    page = window()
    page.goto(hosts("open", "bad.test"))
    ask(page.get_by_role("dialog"), "采购?")
    expect(page.get_by_role("alert")).to_contain_text("没有获准")
    assert any("CORS" in fault for fault in page.faults)
    assert assistant.asked == []


def test_works_under_a_strict_policy_of_the_host(hosts, page):
    page.goto(hosts("bubble?strict"))
    panel = open_bubble(page)
    ask(panel)
    panel.get_by_role("button", name="引文 1").click()
    expect(panel.locator(".sheet mark")).to_be_visible()
    expect(panel.locator("header")).to_have_css("background-color", "rgb(155, 44, 31)")


def test_height_written_on_the_script_holds_under_a_strict_policy_of_the_host(hosts, page):
    page.goto(hosts("tall?strict"))
    panel = page.get_by_role("region", name="通报问答")
    ask(panel)
    assert round(panel.bounding_box()["height"]) == 520


def test_widget_is_dark_where_the_system_is_unless_it_is_told_otherwise(hosts, window, desk):
    for body, paper in (("open", "rgb(33, 31, 30)"), ("light", "rgb(255, 255, 255)")):
        page = window(color_scheme="dark")
        page.goto(hosts(body))
        panel = page.get_by_role("dialog", name="通报问答")
        ask(panel)
        expect(panel).to_have_css("background-color", paper)
        expect(panel.locator("textarea")).to_have_css("background-color", paper)
        unharmed(page)


def test_words_can_be_read_on_the_widget_s_dark_ground(hosts, window, desk):
    page = window(color_scheme="dark")
    page.goto(hosts("open"))
    panel = page.get_by_role("dialog", name="通报问答")
    ask(panel)
    panel.get_by_role("button", name="引文 1").click()
    expect(panel.locator(".sheet mark")).to_be_visible()
    assert low_contrasts(page) == []


@pytest.mark.parametrize(
    ("body", "host", "said"),
    [
        ("open", "bad.test", "没有允许本网页的来源 http://bad.test"),
        ("unknown-site", "good.test", "站点“nobody”没有登记"),
        ("no-site", "good.test", "脚本上没有 data-site"),
        ("misspelt", "good.test", "data-mode 写的是“popup”，应为 bubble 或 inline"),
        ("misspelt", "good.test", "data-colour 写的是“rot”"),
        ("open?cut-off", "good.test", "请在 connect-src 里加上它"),
        ("no-server", "good.test", "连不上服务器 http://good.test:9"),
    ],
)
def test_console_tells_who_keeps_the_page_what_is_wrong(hosts, window, desk, body, host, said):
    page = window()
    with page.expect_console_message(lambda message: said in message.text) as heard:
        page.goto(hosts(body, host))
    assert heard.value.type == "warning"


def test_visitors_are_not_shown_what_the_console_says(hosts, window, desk):
    page = window()
    page.goto(hosts("open", "bad.test"))
    panel = page.get_by_role("dialog", name="通报问答")
    ask(panel)
    expect(panel.get_by_role("alert")).to_have_text(
        "这个网站没有获准使用通报问答，请联系网站管理员。"
    )


def test_works_with_all_cookies_blocked(hosts, browser, desk, tmp_path):
    preferences = {"profile": {"default_content_setting_values": {"cookies": 2}}}
    (tmp_path / "Default").mkdir()
    (tmp_path / "Default" / "Preferences").write_text(json.dumps(preferences))
    with_storage = "try { sessionStorage.length; true } catch { false }"
    with browser.browser_type.launch_persistent_context(
        tmp_path, executable_path=CHROMIUM, args=ARGUMENTS, locale="zh-CN"
    ) as context:
        page = watched(context.new_page())
        page.goto(hosts("bubble"))
        assert page.evaluate(with_storage) is False
        panel = open_bubble(page)
        ask(panel)
        ask(panel, "会议呢?")
        expect(panel.locator(".reply")).to_have_count(2)
        unharmed(page)


def test_session_storage_keeps_the_conversation_of_the_tab(hosts, page):
    page.goto(hosts("open"))
    ask(page.get_by_role("dialog"), "会留下来吗?")
    page.reload()
    expect(page.locator(".asked")).to_have_text("会留下来吗?")
    page.get_by_role("button", name="引文 1").click()
    expect(page.locator(".sheet mark")).to_be_visible()
    page.keyboard.press("Escape")
    page.get_by_role("button", name="重新开始").click()
    page.reload()
    expect(page.locator(".greeting")).to_be_visible()
    expect(page.locator(".asked")).to_have_count(0)


def test_two_copies_keep_apart(hosts, page):
    page.goto(hosts("two"))
    second = page.get_by_role("region", name="第二个")
    ask(second, "只问第二个")
    first = open_bubble(page)
    expect(first.locator(".asked")).to_have_count(0)
    ask(first, "只问第一个")
    expect(second.locator(".asked")).to_have_text("只问第二个")
    assert page.evaluate("BulletinQA.widgets.length") == 2


def test_destroyed_and_mounted_again(hosts, page):
    page.goto(hosts("open"))
    ask(page.get_by_role("dialog"), "还在吗?")
    page.evaluate("BulletinQA.destroy()")
    expect(page.locator("bulletin-qa")).to_have_count(0)
    page.evaluate("BulletinQA.create({ site: 'demo', locale: 'zh-CN', open: true })")
    expect(page.locator(".asked")).to_have_text("还在吗?")
    assert page.evaluate("BulletinQA.widgets.length") == 1


def test_host_page_drives_it_and_hears_of_it(hosts, page, assistant):
    page.goto(hosts("scoped"))
    page.locator("bulletin-qa").wait_for(state="attached")
    heard = page.evaluate(
        """async () => {
            const heard = [];
            for (const event of ["open", "ask", "answer", "reset", "close"])
                BulletinQA.on(event, () => heard.push(event));
            const off = BulletinQA.on("answer", () => heard.push("never"));
            off();
            const answer = await BulletinQA.ask("采购?");
            BulletinQA.reset();
            BulletinQA.toggle();
            return [...heard, answer.state];
        }"""
    )
    assert heard == ["open", "ask", "answer", "reset", "close", "final"]
    assert assistant.asked[-1][2].agencies == ("海州市商务局",)
    box = page.get_by_role("button", name="打开通报问答").bounding_box()
    assert box["x"] < 100


def test_phone_shows_it_full_screen(hosts, window, desk):
    page = window(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    page.goto(hosts("bubble"))
    panel = open_bubble(page)
    ask(panel)
    box = panel.bounding_box()
    assert (box["x"], box["y"]) == (0, 0)
    assert (round(box["width"]), round(box["height"])) == (390, 844)
    panel.get_by_role("button", name="引文 1").click()
    expect(panel.locator(".sheet mark")).to_be_in_viewport()
    page.keyboard.press("Escape")
    panel.get_by_role("button", name="关闭").click()
    expect(panel).to_be_hidden()
    unharmed(page)


def test_style_of_the_host_does_not_reach_in(hosts, page):
    page.goto(hosts("hostile"))
    panel = open_bubble(page)
    expect(panel).to_be_visible()
    ask(panel)
    reply = panel.locator(".reply p").first
    expect(reply).to_have_css("font-size", "15px")
    expect(reply).to_have_css("color", "rgb(35, 33, 30)")
    host = page.locator("bulletin-qa")
    for name, value in (
        ("position", "fixed"), ("opacity", "1"), ("transform", "none"),
        ("visibility", "visible"), ("pointer-events", "auto"),
    ):  # fmt: skip
        expect(host).to_have_css(name, value)
    assert panel.bounding_box()["width"] == 400


def test_markup_is_only_text_wherever_it_comes_from(hosts, page):
    page.goto(hosts("evil"))
    page.get_by_role("button", name="打开通报问答").click()
    expect(page.locator("header h2")).to_contain_text("<img")
    expect(page.locator(".greeting")).to_contain_text("<script>")
    panel = page.locator(".panel")
    panel.locator("textarea").fill(EVIL)
    panel.locator("textarea").press("Enter")
    expect(panel.locator(".reply")).to_contain_text("javascript:fired=1")
    panel.get_by_role("button", name="引文 4").click()
    expect(panel.locator(".sheet mark")).to_have_text("一是统一会议记录本<b>样式</b>。")
    assert panel.locator("img, script, b, .reply a").count() == 0
    assert page.evaluate("window.fired") is None


def test_keyboard_alone_suffices(hosts, page):
    page.goto(hosts("bubble"))
    page.locator("bulletin-qa").wait_for(state="attached")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.keyboard.type("采购?")
    page.keyboard.press("Enter")
    expect(page.locator(".n").first).to_be_visible()
    page.locator(".log").focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator(".back")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator(".n").first).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="打开通报问答")).to_be_focused()


def test_reduced_motion_is_respected(hosts, window, desk):
    page = window(reduced_motion="reduce")
    page.goto(hosts("open"))
    expect(page.locator(".panel")).to_have_css("animation-name", "none")


@pytest.mark.parametrize("kind", ["iframe", "sandboxed"])
def test_iframe_works_where_it_is_allowed(hosts, page, kind):
    page.goto(hosts(kind))
    frame = page.frame_locator("iframe")
    panel = frame.get_by_role("region", name="通报问答")
    ask(panel)
    panel.get_by_role("button", name="引文 1").click()
    expect(panel.locator(".sheet mark")).to_be_visible()


def test_iframe_is_blocked_where_it_is_not(hosts, window, desk):
    page = window()
    with page.expect_console_message(lambda message: "frame-ancestors" in message.text):
        page.goto(hosts("iframe", "bad.test"))
    page.wait_for_load_state()
    assert page.frame_locator("iframe").locator("bulletin-qa").count() == 0


def test_visitor_is_told_of_the_search_until_the_first_words_are_there(hosts, page, assistant):
    page.goto(hosts("open"))
    panel = page.get_by_role("dialog")
    assistant.go.clear()
    with page.expect_response("**/api/ask/stream"):
        panel.get_by_role("textbox").fill("慢慢找采购?")
        panel.get_by_role("textbox").press("Enter")
    page.wait_for_timeout(300)  # the first event, which has no words yet, is read
    expect(panel.locator(".reply")).to_contain_text("正在查找")
    assistant.go.set()
    expect(panel.locator(".reply")).to_contain_text("2 份涉及采购")
    expect(panel.locator(".reply")).not_to_contain_text("正在查找")


def test_stopped_answer_can_be_asked_again(hosts, page):
    page.goto(hosts("open"))
    panel = page.get_by_role("dialog")
    page.route("**/api/ask/stream", lambda route: None)  # an answer that never comes
    panel.get_by_role("textbox").fill("采购?")
    panel.get_by_role("textbox").press("Enter")
    panel.get_by_role("button", name="停止").click()
    expect(panel.locator(".reply")).to_contain_text("已停止")
    page.unroute_all(behavior="ignoreErrors")
    ask(panel)
    expect(panel.locator(".reply").last).to_contain_text("采购")


def test_example_page_of_the_guide_works(hosts, page):
    page.goto(hosts("host.html"))
    ask(page.get_by_role("region", name="整改情况"))
    page.get_by_role("button", name="在气泡里问一个问题").click()
    expect(page.get_by_role("dialog").locator(".reply")).to_contain_text("采购")


def test_table_and_line_breaks_of_a_comparison(hosts, page):
    page.goto(hosts("open"))
    ask(page.get_by_role("dialog"), "对比一下")
    expect(page.locator(".reply td")).to_have_count(2)
    expect(page.locator(".reply td br")).to_have_count(1)
    expect(page.locator(".reply td .n")).to_have_text(["1"])
    expect(page.locator(".reply td").first).to_have_text(
        "甲|乙:修订办法1自查"
    )  # the bar is a word's own
    assert page.locator(".reply .table").evaluate("box => box.scrollWidth <= box.clientWidth")


def test_long_answer_is_shown_from_its_question_on(hosts, page):
    page.goto(hosts("open"))
    panel = page.get_by_role("dialog")
    ask(panel, "说长一点")
    expect(panel.locator(".asked")).to_be_in_viewport()
    assert page.locator(".log").evaluate("log => log.scrollTop") > 0
