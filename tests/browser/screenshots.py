"""Pictures of the page for the documentation: `python -m tests.browser.screenshots [FOLDER]`.

Serves the app over the bundled bulletins and takes each picture in headless Chromium, so that what
the README shows is what the program shows.
"""

import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from PIL import Image
from playwright.sync_api import Browser, Page

from rag.chat import Assistant
from rag.embedding.embedder import load_embedder
from rag.settings import load_settings
from rag.store.indexing import index_files
from rag.store.library import Library
from tests.support.browser import chromium, serving
from tests.support.fake_desk import build_app
from web.desk import Desk
from web.feedback import FeedbackBook

QUESTION = "各单位是如何整改政府采购问题的？"


def ask(page: Page) -> None:
    """Ask the question and open the first source."""
    page.fill("#question textarea", QUESTION)
    page.keyboard.press("Enter")
    page.locator("#chat a[href='#src-1-1']").click(timeout=60_000)
    page.wait_for_timeout(800)


def open_tab(name: str, ready: str) -> Callable[[Page], None]:
    """Return the steps that open a tab and wait for its content."""

    def steps(page: Page) -> None:
        page.get_by_role("tab", name=name).click()
        page.locator(ready).first.wait_for(timeout=60_000)
        page.wait_for_timeout(1500)

    return steps


def charts(page: Page) -> None:
    """Open the comparison and scroll to its pictures."""
    open_tab("对照", "#charts .main-svg")(page)
    page.evaluate("document.querySelector('#tab-compare').scrollTo(0, 99999)")
    page.wait_for_timeout(500)


@dataclass(frozen=True, slots=True)
class Shot:
    """One picture: its name, the window, and what is done before it is taken."""

    name: str
    width: int
    height: int
    scheme: str
    steps: Callable[[Page], None]


SHOTS = (
    Shot("chat", 1440, 900, "light", ask),
    Shot("chat-dark", 1440, 900, "dark", ask),
    Shot("chat-tablet", 1024, 768, "light", ask),
    Shot("chat-phone", 390, 844, "light", ask),
    Shot("chat-phone-dark", 390, 844, "dark", ask),
    Shot("bulletins", 1440, 900, "light", open_tab("通报", "#browsed .card")),
    Shot("compare", 1440, 900, "light", open_tab("对照", "#compared td section")),
    Shot("charts", 1440, 900, "light", charts),
    Shot("charts-dark", 1440, 900, "dark", charts),
)


def main() -> None:
    """Take all pictures into the folder given, else docs/images."""
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else "docs/images")
    folder.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory() as store:
        settings = load_settings(store=Path(store))
        with Library.open(settings.store, load_embedder(settings)) as library:
            index_files(library, [settings.corpus])
            book = FeedbackBook(settings.store / "feedback.db")
            desk = Desk(Assistant(library, settings), library, settings, book)
            with serving(build_app(desk)) as address, chromium() as browser:
                for shot in SHOTS:
                    take(browser, address, shot, folder)


def take(browser: Browser, address: str, shot: Shot, folder: Path) -> None:
    """Take one picture in a window of its own."""
    window = {"width": shot.width, "height": shot.height}
    context = browser.new_context(viewport=window, locale="zh-CN", color_scheme=shot.scheme)
    page = context.new_page()
    page.goto(address)
    page.locator("#question textarea").wait_for(timeout=60_000)
    shot.steps(page)
    path = folder / f"{shot.name}.png"
    page.screenshot(path=path)
    context.close()
    Image.open(path).quantize(256).save(
        path, optimize=True
    )  # a third of the size, to the eye alike


if __name__ == "__main__":
    main()
