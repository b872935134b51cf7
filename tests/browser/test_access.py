"""Whether everybody can use the page: axe-core, keyboard, zoom, language; and what it costs to load."""

import statistics
import time

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.support.browser import chromium, need_chromium, serving
from tests.support.fake_desk import BULLETINS, build_app, fake_desk

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def site():
    need_chromium()
    with serving(build_app(fake_desk())) as address, chromium() as browser:
        yield address, browser


def opened(site, **options):
    address, browser = site
    context = browser.new_context(locale="zh-CN", **options)
    page = context.new_page()
    page.goto(address)
    page.locator("#question textarea").wait_for()
    return page


def ask(page, question="各单位是如何整改政府采购问题的?"):
    page.fill("#question textarea", question)
    page.keyboard.press("Enter")
    page.locator("#chat a[href='#src-1-1']").wait_for()
    expect(page.locator("#sources .turn")).to_have_count(1)


def serious(page):
    found = Axe().run(page).response["violations"]
    return [
        f"{v['id']}: {v['help']}: {[n['html'][:150] for n in v['nodes'][:3]]}"
        for v in found
        if v["impact"] in ("serious", "critical")
    ]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1440, 390])
def test_chat_has_no_serious_fault(site, scheme, width):
    page = opened(site, color_scheme=scheme, viewport={"width": width, "height": 844})
    assert serious(page) == []
    ask(page)
    page.locator("#chat a[href='#src-1-1']").click()
    page.wait_for_timeout(500)
    assert serious(page) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("tab", ["通报", "对照"])
def test_other_tabs_have_no_serious_fault(site, scheme, tab):
    page = opened(site, color_scheme=scheme, viewport={"width": 1440, "height": 900})
    page.get_by_role("tab", name=tab).click()
    shown = {"通报": "#browsed .card", "对照": "#compared td section"}[tab]
    page.locator(shown).first.wait_for()
    assert serious(page) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_reading_page_has_no_serious_fault(site, scheme):
    address, browser = site
    page = browser.new_context(color_scheme=scheme).new_page()
    page.goto(f"{address}/bulletins/{BULLETINS[0].id}?char=50,60")
    assert serious(page) == []


def test_keyboard_alone_asks_and_opens_a_source(site):
    page = opened(site)
    page.keyboard.type("采购问题?")
    page.keyboard.press("Enter")
    page.locator("#chat a[href='#src-1-1']").wait_for()
    for _ in range(40):
        page.keyboard.press("Shift+Tab")
        if page.evaluate("document.activeElement.getAttribute('href')") == "#src-1-1":
            break
    page.keyboard.press("Enter")
    expect(page.locator("#sources mark.active")).to_be_in_viewport()
    expect(page.locator("#sources a.n:focus")).to_have_text("1")


def test_page_works_at_twice_the_size(site):
    page = opened(site, viewport={"width": 640, "height": 400}, device_scale_factor=2)
    ask(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= 640
    page.locator("#chat a[href='#src-1-1']").click()
    expect(page.locator("#sources mark.active")).to_be_in_viewport()


def test_page_is_light_and_soon_there(site, record_testsuite_property):
    address, browser = site
    page = browser.new_context(locale="zh-CN").new_page()
    devtools = page.context.new_cdp_session(page)
    devtools.send("Network.enable")
    sizes = []
    devtools.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
    page.goto(address)
    page.locator("#question textarea").wait_for()
    page.wait_for_timeout(500)
    assert sum(sizes) < 1_000_000
    first = page.evaluate("performance.getEntriesByName('first-contentful-paint')[0].startTime")
    record_testsuite_property("first_paint_ms", round(first))  # target 1500; in --junit-xml
    assert first < 10_000, first  # generous: tests may share their machine


def test_fifty_turns_stay_smooth(site):
    page = opened(site)
    times = []
    for turn in range(1, 51):
        started = time.monotonic()
        page.fill("#question textarea", f"第{turn}问")
        page.keyboard.press("Enter")
        expect(page.locator("#sources .turn")).to_have_count(turn, timeout=20_000)
        times.append(time.monotonic() - started)
    assert statistics.median(times[-10:]) < 4 * statistics.median(times[:10])
    page.locator("#chat a[href='#src-1-1']").click()
    expect(page.locator("#turn-1 mark.active")).to_be_in_viewport()
    page.reload()
    expect(page.locator("#sources .turn")).to_have_count(50)
