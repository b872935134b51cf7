"""The borrowing tab in a real browser: a finding pasted, a draft with blanks, a basket that stays."""

import json

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser
ASKED = "采购程序不规范，先买后批"


def look(page):
    page.get_by_role("tab", name="借鉴").click()
    page.locator("#borrow-text").fill(ASKED)
    page.get_by_role("button", name="看别人怎么改").click()
    expect(page.locator("#borrowed .alike")).to_have_count(2)


def test_a_finding_pasted_shows_others_and_a_draft_that_says_what_it_is(page):
    look(page)
    expect(page.locator("#borrowed .alike").first).to_contain_text("修订《采购管理办法》")
    draft = page.locator("#borrowed .draft")
    expect(draft.locator(".first")).to_contain_text("草稿")
    expect(draft.locator(".blank").first).to_contain_text("〔")
    link = draft.locator(".leans a").first.get_attribute("href")
    assert link and link.startswith("/bulletins/" + "a" * 12)


def test_the_basket_stays_with_its_notes_and_is_exported(page):
    look(page)
    page.locator("#borrowed .keep").first.click()
    expect(page.locator("#borrowed .keep").first).to_be_disabled()
    page.locator("#basket textarea").fill("可参考")
    page.reload()
    page.get_by_role("tab", name="借鉴").click()
    expect(page.locator("#basket li")).to_have_count(1)
    expect(page.locator("#basket textarea")).to_have_value("可参考")
    with page.expect_download() as download:
        page.locator("#basket").get_by_role("button", name="Excel").click()
    assert download.value.suggested_filename.endswith(".xlsx")
    page.locator("#basket").get_by_role("button", name="移出").click()
    expect(page.locator("#basket li")).to_have_count(0)
    assert json.loads(page.evaluate("localStorage.getItem('bqa_basket')")) == []


def test_an_empty_form_says_what_to_do(page):
    page.get_by_role("tab", name="借鉴").click()
    page.get_by_role("button", name="看别人怎么改").click()
    expect(page.locator("#borrowed")).to_contain_text("请粘贴一个问题")
