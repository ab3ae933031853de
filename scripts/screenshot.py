"""Take the README's picture: ``python scripts/screenshot.py out/pakistan-us/brief.html``.

Needs a Chromium on the PATH (or named by TENOR_CHROMIUM) and Playwright, which
the development environment has. Only the file named is opened.
"""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

OUT = Path(__file__).resolve().parents[1] / "docs" / "images" / "brief.png"
WIDTH, HEIGHT = 1280, 980


def main() -> None:
    """Write the picture."""
    page_file = Path(sys.argv[1]).resolve()
    browser_path = os.environ.get("TENOR_CHROMIUM") or shutil.which("chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=browser_path, args=["--no-sandbox", "--disable-gpu"]
        )
        page = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT})
        page.goto(page_file.as_uri())
        page.wait_for_timeout(1000)
        page.screenshot(path=OUT)
        browser.close()
    print(f"wrote {OUT}")


if __name__ == "__main__":
    main()
