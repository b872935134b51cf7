"""Take the pictures of the page that the documents show: `make screenshots` (docs/images)."""

import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

from playwright.sync_api import sync_playwright

CHROMIUM = "/usr/bin/chromium"
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking"]
QUESTION = "各单位是如何整改政府采购问题的?"
FOLDER = Path("docs/images")
WIDTHS = {
    "chat": (1440, 900, "light"),
    "chat-dark": (1024, 768, "dark"),
    "chat-phone": (390, 844, "light"),
}


def main() -> None:
    """Start the app on a free port, ask the question, click [1], take a picture at each width."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    url = f"http://127.0.0.1:{port}"
    app = subprocess.Popen([sys.executable, "app.py", "--port", str(port)])
    try:
        wait_for(f"{url}/healthz")
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
            for name, (width, height, scheme) in WIDTHS.items():
                page = browser.new_page(
                    viewport={"width": width, "height": height}, color_scheme=scheme, locale="zh-CN"
                )
                page.goto(url)
                box = page.locator("textarea").first
                box.fill(QUESTION)
                box.press("Enter")
                marker = page.locator('a[href^="#src-"]').first
                marker.wait_for(timeout=60_000)
                page.wait_for_timeout(2_000)
                if width > 1_000:
                    marker.click()
                    page.wait_for_timeout(1_000)
                page.screenshot(path=FOLDER / f"{name}.png")
            browser.close()
    finally:
        app.terminate()


def wait_for(url: str, seconds: int = 300) -> None:
    """Wait until a URL answers."""
    for _ in range(seconds):
        try:
            urllib.request.urlopen(url, timeout=2)
        except (urllib.error.URLError, OSError):
            time.sleep(1)
        else:
            return
    raise TimeoutError(url)


if __name__ == "__main__":
    main()
