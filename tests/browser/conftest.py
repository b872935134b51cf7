"""What the browser tests share: one Chromium and one server, which a fresh assistant serves per test.

A window is a context of its own, so nothing that a browser keeps goes from one test to the next,
and it is closed however the test ends; an assistant that stands still is let go then.
All that stays on the server is the feedback.
"""

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from rag.settings import Settings
from tests.support.browser import chromium, need_chromium, serving, watched
from tests.support.fake_desk import ChangingAssistant, FakeAssistant, FakeShelf, build_app
from web.desk import Desk
from web.feedback import FeedbackBook

OFTEN = "100000/minute"
# Gradio reports its own broken-off heartbeat and event stream when a page is left.
LEFT = re.compile(r"AbortError|Connection errored out")


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """Open Chromium. Until it is closed, Playwright's event loop runs in this thread."""
    need_chromium()
    with chromium() as opened:
        yield opened


@pytest.fixture(scope="package")
def counter(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """Return the desk of the shared server, whose assistant changes; it has no sites yet."""
    store = tmp_path_factory.mktemp("store")
    sites = store / "sites.toml"
    settings = Settings(store=store, sites=sites, ask_rate=OFTEN, read_rate=OFTEN)
    return Desk(ChangingAssistant(), FakeShelf(), settings, FeedbackBook(store / "feedback.db"))


@pytest.fixture(scope="package")
def address(counter: Desk) -> Iterator[str]:
    """Serve the app over the two small bulletins; yield where."""
    need_chromium()
    with serving(build_app(counter)) as at:
        yield at


@pytest.fixture
def assistant() -> FakeAssistant:
    """Return who answers in a test; modules have their own."""
    return FakeAssistant()


@pytest.fixture
def desk(counter: Desk, assistant: FakeAssistant) -> Iterator[Desk]:
    """Give the shared server the test's assistant."""
    changing = counter.assistant
    assert isinstance(changing, ChangingAssistant)
    changing.now = assistant
    yield counter
    assistant.go.set()


@pytest.fixture
def window(browser: Browser) -> Iterator[Callable[..., Page]]:
    """Return what opens an empty page in a window of its own, watched for faults."""
    contexts = []

    def opened(**options: Any) -> Page:
        wide = {"locale": "zh-CN", "viewport": {"width": 1440, "height": 900}}
        contexts.append(browser.new_context(**(wide | options)))
        return watched(contexts[-1].new_page())

    yield opened
    for context in contexts:
        context.close()


@pytest.fixture
def visit(window: Callable[..., Page], address: str, desk: Desk) -> Callable[..., Page]:
    """Return what opens the page in a window of its own and waits until it can be asked."""

    def opened(**options: Any) -> Page:
        page = window(**options)
        page.goto(address)
        page.locator("#question textarea").wait_for()
        return page

    return opened


@pytest.fixture
def page(visit: Callable[..., Page], address: str) -> Iterator[Page]:
    """Open the page; in the end nothing was amiss and nothing was fetched from elsewhere."""
    page = visit()
    yield page
    page.context.close()
    assert [fault for fault in page.faults if not LEFT.search(fault)] == []
    assert [url for url in page.asked if not url.startswith((address, "data:", "blob:"))] == []
