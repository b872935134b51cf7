"""The whole walk in a real browser, on the bundled bulletins: ask, click [1], read the passage."""

import pytest
from playwright.sync_api import expect

from rag.chat import Assistant
from tests.support.browser import need_chromium, serving
from tests.support.fake_desk import build_app
from web.desk import Desk
from web.feedback import FeedbackBook

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def address(library, settings, tmp_path_factory):
    """Serve the app over the bundled bulletins; yield where."""
    need_chromium()
    store = tmp_path_factory.mktemp("store")
    settings = settings.model_copy(update={"store": store})
    desk = Desk(Assistant(library, settings), library, settings, FeedbackBook(store / "f.db"))
    with serving(build_app(desk)) as address:
        yield address


def test_a_question_over_agencies_is_answered_with_passages_that_open(page, library):
    page.fill("#question textarea", "各单位是如何整改政府采购问题的？")
    page.keyboard.press("Enter")
    page.locator("#chat a[href='#src-1-1']").click(timeout=30_000)
    mark = page.locator("#sources mark.active").first
    expect(mark).to_be_in_viewport()
    answer = page.locator("#chat .bot-row").last
    for bulletin in library.bulletins():
        expect(answer).to_contain_text(bulletin.agency)
    article = page.locator("#sources article:has(mark.active)")
    agency = article.locator(".agency").inner_text()
    text = next(b.text for b in library.bulletins() if b.agency == agency)
    assert mark.inner_text() in text


def test_a_conversation_is_followed_and_refusals_offer_what_there_is(page):
    for count, question in enumerate(("武汉市经信局的党费问题是怎么整改的?", "那发改委呢?"), 1):
        page.fill("#question textarea", question)
        page.keyboard.press("Enter")
        expect(page.locator("#sources .turn")).to_have_count(count, timeout=30_000)
    expect(page.locator("#turn-2 .agency").first).to_have_text("武汉市发展和改革委员会")
    page.fill("#question textarea", "今天天气怎么样?")
    page.keyboard.press("Enter")
    expect(page.locator("#sources .turn")).to_have_count(3, timeout=30_000)
    expect(page.locator("#turn-3 .empty")).to_be_attached()
