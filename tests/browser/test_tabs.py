"""The other tabs and the manager's page in a real browser: browsing, comparing, managing."""

import pytest
from playwright.sync_api import expect

from rag.settings import Settings
from rag.store.indexing import index_files
from rag.store.library import Library
from tests.support.browser import serving
from tests.support.fake_desk import BULLETINS, TEXT, FakeAssistant, build_app
from tests.support.fakes import bigram_embedder
from web.desk import Desk
from web.feedback import FeedbackBook

pytestmark = pytest.mark.browser
TOKEN = "correct-horse-battery"


@pytest.fixture(scope="module")
def manager(tmp_path_factory):
    """Serve a store of one bulletin, with an admin token."""
    folder = tmp_path_factory.mktemp("managed")
    first = folder / "first.txt"
    first.write_text(TEXT.format(agency="江城市水务局"), encoding="utf-8")
    settings = Settings(store=folder / "store", admin_token=TOKEN)
    with Library.open(settings.store, bigram_embedder()) as library:
        index_files(library, [first])
        desk = Desk(FakeAssistant(), library, settings, FeedbackBook(folder / "f.db"))
        with serving(build_app(desk)) as address:
            yield address


def open_tab(page, name):
    page.get_by_role("tab", name=name).click()


def test_bulletins_stand_with_what_they_claim_and_how_they_are(page):
    open_tab(page, "通报")
    expect(page.locator("#browsed .card")).to_have_count(2)
    card = page.locator("#browsed .card", has_text="江城市水务局")
    expect(card).to_contain_text("已完成 1")
    expect(card).to_contain_text("正在推进 1")
    expect(card).to_contain_text("问题 2")


def test_findings_are_searched_as_one_types(page):
    open_tab(page, "通报")
    expect(page.locator("#browsed .card")).to_have_count(2)
    search = page.locator("#search textarea, #search input")
    search.press_sequentially("采购 水务")
    expect(search).to_have_value("采购 水务")
    expect(page.locator("#browsed .row")).to_have_count(1)
    expect(page.locator("#browsed mark").first).to_have_text("采购")
    with page.expect_popup() as popup:
        page.locator("#browsed .row a").click()
    expect(popup.value.locator("section.finding:target")).to_contain_text("采购程序不规范")


def test_status_selects_findings_and_the_ledger_holds_them(page):
    open_tab(page, "通报")
    page.locator("#of-status input").fill("正在")
    page.get_by_role("option", name="正在推进").click()
    expect(page.locator("#browsed .row")).to_have_count(2)
    with page.expect_download() as download:
        page.get_by_role("link", name="下载台账").click()
    assert download.value.suggested_filename == "整改台账.xlsx"


def test_whole_text_has_its_findings_marked_and_its_claims_beside_what_was_read(window, address):
    page = window()
    page.goto(f"{address}/bulletins/{BULLETINS[0].id}")
    expect(page.locator("section.finding")).to_have_count(2)
    expect(page.locator("header table")).to_contain_text("读出")
    expect(page.locator("nav li")).to_have_count(2)
    assert page.faults == []


def test_themes_are_compared_across_agencies(page):
    open_tab(page, "对照")
    expect(page.locator("#compared thead th")).to_have_text(["江城市水务局", "海州市商务局"])
    expect(page.locator("#compared td section").first).to_contain_text("明确3类审批权限")
    with page.expect_popup() as popup:
        page.locator("#compared a.n").first.click()
    expect(popup.value.locator("mark#passage")).to_be_in_viewport()


def test_a_theme_of_ones_own_is_typed_and_agencies_are_taken_away(page):
    open_tab(page, "对照")
    page.locator("#compared td section").first.wait_for()
    page.locator("#theme input").fill("自查")
    page.locator("#theme input").press("Enter")
    expect(page.locator("#compared tbody th")).to_have_text(["政府采购", "自查"])
    page.locator("#compared-agencies input").press("Backspace")
    expect(page.locator("#compared thead th")).to_have_count(1)
    with page.expect_download() as download:
        page.get_by_role("link", name="下载这张表").click()
    assert download.value.suggested_filename == "对照.xlsx"


def test_pictures_are_drawn_from_here(page):
    open_tab(page, "对照")
    expect(page.locator("#charts .main-svg").first).to_be_visible(timeout=20_000)
    expect(page.locator("#charts .gtitle")).to_have_count(3)
    expect(page.locator("#charts")).to_contain_text("江城市水务局")


@pytest.fixture
def managed(window, manager):
    page = window()
    page.goto(f"{manager}/manage")
    return page


def enter(page, token):
    page.get_by_label("管理口令").fill(token)
    page.get_by_role("button", name="进入").click()


def test_a_wrong_token_does_not_enter(managed):
    enter(managed, "wrong-horse-battery")
    expect(managed.locator("#notice")).to_have_text("口令不对。")
    expect(managed.locator("#inside")).to_be_hidden()


def test_an_upload_is_looked_at_taken_in_and_removed(managed, tmp_path):
    enter(managed, TOKEN)
    expect(managed.locator("#bulletins tr")).to_have_count(1)
    expect(managed.locator("#problems")).to_have_text("一切正常。")
    second = tmp_path / "second.txt"
    second.write_text(TEXT.format(agency="海州市商务局"), encoding="utf-8")
    managed.set_input_files("#files", second)
    expect(managed.locator("#readings pre")).to_contain_text("海州市商务局")
    expect(managed.locator("#bulletins tr")).to_have_count(1)
    managed.get_by_role("button", name="收录").click()
    expect(managed.locator("#bulletins tr")).to_have_count(2)
    managed.on("dialog", lambda dialog: dialog.accept())
    managed.get_by_role("button", name="移除").last.click()
    expect(managed.locator("#bulletins tr")).to_have_count(1)
    managed.get_by_role("button", name="重建索引").click()
    expect(managed.locator("#problems")).to_have_text("一切正常。")
