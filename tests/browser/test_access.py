"""Whether everybody can use the page: axe-core, keyboard, zoom, language; and what it costs to load."""

import statistics
import time

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.support.browser import ask
from tests.support.fake_desk import BULLETINS

pytestmark = pytest.mark.browser


def still(page):
    """Wait until nothing moves any more: colours in between are no fault."""
    page.evaluate("Promise.allSettled(document.getAnimations().map((move) => move.finished))")


def serious(page):
    found = Axe().run(page).response["violations"]
    return [
        f"{v['id']}: {v['help']}: {[n['html'][:150] for n in v['nodes'][:3]]}"
        for v in found
        if v["impact"] in ("serious", "critical")
    ]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1440, 390])
def test_chat_has_no_serious_fault(visit, scheme, width):
    page = visit(color_scheme=scheme, viewport={"width": width, "height": 844})
    assert serious(page) == []
    ask(page)
    page.locator("#chat a[href='#src-1-1']").click()
    expect(page.locator("#sources mark.active")).to_be_in_viewport()
    still(page)
    assert serious(page) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_other_tabs_have_no_serious_fault(visit, scheme):
    page = visit(color_scheme=scheme)
    for tab, shown in (("通报", "#browsed .card"), ("对照", "#compared td section")):
        page.get_by_role("tab", name=tab).click()
        page.locator(shown).first.wait_for()
        assert serious(page) == [], tab


def test_reading_page_has_no_serious_fault(window, address):
    page = window(color_scheme="light")
    page.goto(f"{address}/bulletins/{BULLETINS[0].id}?char=50,60")
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        assert serious(page) == [], scheme


def test_keyboard_alone_asks_and_opens_a_source(visit):
    page = visit()
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


def test_page_works_at_twice_the_size(visit):
    page = visit(viewport={"width": 640, "height": 400}, device_scale_factor=2)
    ask(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= 640
    page.locator("#chat a[href='#src-1-1']").click()
    expect(page.locator("#sources mark.active")).to_be_in_viewport()


def test_page_is_light_and_soon_there(window, address, desk, record_testsuite_property):
    page = window()
    devtools = page.context.new_cdp_session(page)
    devtools.send("Network.enable")
    coming, sizes = {}, []

    def loaded(event):
        coming.pop(event["requestId"], None)
        sizes.append(event.get("encodedDataLength", 0))

    def answered(event):
        if event["response"]["mimeType"] == "text/event-stream":  # stays open
            coming.pop(event["requestId"], None)

    devtools.on(
        "Network.requestWillBeSent", lambda e: coming.update({e["requestId"]: e["request"]["url"]})
    )
    devtools.on("Network.responseReceived", answered)
    devtools.on("Network.loadingFinished", loaded)
    devtools.on("Network.loadingFailed", loaded)
    page.goto(address)
    page.locator("#question textarea").wait_for()
    page.locator("#chat .example").first.wait_for()
    latest = time.monotonic() + 20
    while coming:
        assert time.monotonic() < latest, coming
        page.wait_for_timeout(50)
    assert sum(sizes) < 1_000_000
    first = page.evaluate("performance.getEntriesByName('first-contentful-paint')[0].startTime")
    record_testsuite_property("first_paint_ms", round(first))  # target 1500; in --junit-xml
    assert first < 10_000, first  # generous: tests may share their machine


def test_thirty_turns_stay_smooth(visit):
    page = visit()
    times = []
    for turn in range(1, 31):
        started = time.monotonic()
        page.fill("#question textarea", f"第{turn}问")
        page.keyboard.press("Enter")
        page.locator("#sources .turn").nth(turn - 1).wait_for(state="attached", timeout=20_000)
        times.append(time.monotonic() - started)
    assert statistics.median(times[-10:]) < 3 * statistics.median(times[:10])
    page.locator("#chat a[href='#src-1-1']").click()
    expect(page.locator("#turn-1 mark.active")).to_be_in_viewport()
    page.reload()
    expect(page.locator("#sources .turn")).to_have_count(30)
