"""A table of findings in a real browser: all of it is seen, on a phone, a tablet and a desk."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace

import pytest
from playwright.sync_api import expect

from rag.answer import Answer, Turn
from rag.body import Body, Mark, Row, Run, Table
from rag.store.catalog import EVERYTHING, Where
from tests.support.browser import ask
from tests.support.fake_desk import BULLETINS, FakeAssistant, paragraph

pytestmark = pytest.mark.browser

COLUMNS = ("单位", "问题", "措施", "文件", "状态")


def row(number: int) -> Row:
    """Return a row as long as they come."""
    measure = (Run("一是修订采购管理办法,明确审批权限,并对采购项目开展自查。" * 3), Mark(number))
    return Row(
        BULLETINS[number % 2].agency,
        (Run(f"问题{number}:关于“采购程序不规范”的问题 "), Mark(number)),
        (measure, measure),
        ((Run("《关于印发<江城市水务局采购管理办法(试行)>的通知》 "), Mark(number)),),
        (Run("未说明"),),
    )


TABLE = Body((paragraph("江城市水务局、海州市商务局"), Table(COLUMNS, (row(1), row(2), row(3)))))


class TableAssistant(FakeAssistant):
    """Answers with a table of three findings."""

    def stream(
        self,
        question: str,
        history: Sequence[Turn] = (),
        where: Where = EVERYTHING,
        generate: bool | None = None,
        without: Collection[str] = (),
    ) -> Iterator[Answer]:
        """Yield the snapshots with the table."""
        for snapshot in super().stream(question, history, where, generate):
            yield replace(snapshot, body=TABLE) if snapshot.body.blocks else snapshot


@pytest.fixture
def assistant():
    return TableAssistant()


@pytest.fixture
def opened(window, desk, address):
    """Return what opens the page at a width and asks for the table."""

    def at(width: int):
        page = window(viewport={"width": width, "height": 900})
        page.goto(address)
        page.locator("#question textarea").wait_for()
        ask(page)
        page.locator("#chat table").wait_for()
        return page

    return at


# The words of the table's cells that are cut off: by the cell, the table or the window.
CUT_OFF = """() => [...document.querySelectorAll("#chat table, #chat td")].filter((box) => {
    const { left, right } = box.getBoundingClientRect();
    const view = document.querySelector("#chat .bubble-wrap").getBoundingClientRect();
    return left < view.left || right > view.right || box.scrollWidth > box.clientWidth + 1;
  }).map((box) => box.textContent)"""


@pytest.mark.parametrize("width", [390, 1024, 1440])
def test_the_whole_table_is_seen(opened, width):
    page = opened(width)
    expect(page.locator("#chat tbody tr")).to_have_count(3)
    assert page.evaluate(CUT_OFF) == []
    wraps = page.locator("#chat .bubble-wrap")
    assert wraps.evaluate("box => box.scrollWidth <= box.clientWidth")


def test_on_a_phone_a_row_is_a_card_whose_cells_say_what_they_are(opened):
    page = opened(390)
    cells = page.locator("#chat tbody tr").first.locator("td")
    lefts = {round(cell.bounding_box()["x"]) for cell in cells.all()}
    assert len(lefts) == 1  # one below the other
    assert cells.all_inner_texts()[1].startswith("问题\n")
    expect(page.locator("#chat thead")).to_be_hidden()


def test_on_a_desk_the_columns_are_named_once(opened):
    page = opened(1440)
    assert page.locator("#chat th").all_inner_texts() == list(COLUMNS)
    expect(page.locator("#chat td .column").first).to_be_hidden()
    page.locator("#chat td a", has_text="[2]").first.click()
    expect(page.locator("#sources mark.active")).to_have_text(
        "二是对2023年的12个采购项目开展自查。"
    )
