"""Support for the tests in a real browser: Debian's Chromium, and a server on a free port."""

import asyncio
import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import uvicorn
from playwright.sync_api import Browser, ConsoleMessage, Page, expect, sync_playwright
from starlette.types import ASGIApp

from web.guard.wire import http_protocol

CHROMIUM = Path("/usr/bin/chromium")
ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--host-resolver-rules=MAP *.test 127.0.0.1",  # so that there are sites of other origins
]  # fmt: skip


def need_chromium() -> None:
    """Skip where there is no Chromium; on CI that is a failure."""
    if CHROMIUM.exists():
        return
    reason = f"没有 {CHROMIUM}(apt-get install chromium fonts-noto-cjk)"
    if os.environ.get("CI") == "true":
        pytest.fail(reason)
    pytest.skip(reason)


@contextmanager
def chromium() -> Iterator[Browser]:
    """Open a headless Chromium."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        try:
            yield browser
        finally:
            browser.close()


@contextmanager
def serving(app: ASGIApp, http: type[asyncio.Protocol] | None = None) -> Iterator[str]:
    """Serve `app` on a free port of this machine, as app.py does, and yield its address."""
    config = uvicorn.Config(
        app,
        host="127.0.0.1",
        port=0,
        log_level="warning",
        timeout_graceful_shutdown=1,
        http=http or http_protocol(),
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    try:
        while not server.started:
            if not thread.is_alive():
                raise RuntimeError("the server did not start")
            time.sleep(0.05)
        port = server.servers[0].sockets[0].getsockname()[1]
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        thread.join(timeout=10)


def watched(page: Page) -> Page:
    """Note in `page.faults` what goes wrong on a page, in `page.asked` every address asked for."""
    page.faults, page.asked = [], []

    def console(message: ConsoleMessage) -> None:
        if message.type == "error":
            page.faults.append(f"{message.text} {message.location}")

    page.on("request", lambda request: page.asked.append(request.url))
    page.on("response", lambda r: r.status >= 400 and page.faults.append(f"{r.status} {r.url}"))
    page.on("pageerror", lambda error: page.faults.append(str(error)))
    page.on("console", console)
    return page


def ask(page: Page, question: str = "各单位是如何整改政府采购问题的？") -> None:
    """Ask in the chat and wait until the sources of the answer are there."""
    turns = page.locator("#sources .turn").count()
    page.fill("#question textarea", question)
    page.keyboard.press("Enter")
    page.locator("#sources .turn").nth(turns).wait_for(state="attached")  # looks more often
    expect(page.locator("#sources .turn")).to_have_count(turns + 1)
