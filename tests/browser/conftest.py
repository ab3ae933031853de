"""A browser without a network, and the example page on disk."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from tenor.report.html import render_page

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]


@dataclass
class Visit:
    """An open page with what it asked for and what it complained about."""

    page: Any
    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def run(self, script: str, argument: Any = None) -> Any:
        """Return the value of a script."""
        return self.page.evaluate(script, argument)

    def wait_drawn(self) -> None:
        """Wait until every picture is drawn."""
        self.page.wait_for_selector("html[data-drawn=all]", timeout=15_000)


@pytest.fixture(scope="session")
def browser(chromium: str) -> Iterator[Any]:
    sync_api = pytest.importorskip("playwright.sync_api")
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def brief_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    example = Path(__file__).parents[1] / "report" / "example_page.py"
    spec = importlib.util.spec_from_file_location("browser_example_page", example)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    path = tmp_path_factory.mktemp("brief") / "brief.html"
    path.write_text(render_page(module.build_page()), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def settled(browser: Any, brief_file: Path) -> Iterator[Callable[[int], Visit]]:
    """Return a function that gives the page, drawn, at a width; opened once, for looking only."""
    with ExitStack() as stack:
        open_page = _opener(browser, brief_file, stack)
        held: dict[int, Visit] = {}

        def at(width: int) -> Visit:
            if width not in held:
                held[width] = open_page(width)
                held[width].run("document.querySelectorAll('.fold').forEach(d => d.open = true)")
                held[width].wait_drawn()
            return held[width]

        yield at


@pytest.fixture
def visit(browser: Any, brief_file: Path) -> Iterator[Callable[..., Visit]]:
    """Return a function that opens the page anew: ``visit(390, scheme="dark")``."""
    with ExitStack() as stack:
        yield _opener(browser, brief_file, stack)


def _opener(browser: Any, brief_file: Path, stack: ExitStack) -> Callable[..., Visit]:

    def open_page(width: int = 1440, *, scheme: str = "light", script: bool = True) -> Visit:
        context = browser.new_context(
            viewport={"width": width, "height": 900},
            color_scheme=scheme,
            java_script_enabled=script,
            offline=True,
        )
        stack.callback(context.close)
        visit = Visit(context.new_page())
        visit.page.route("**/*", lambda route: _only_local(route, visit))
        visit.page.on("console", lambda m: visit.complaints.append(f"{m.type}: {m.text}"))
        visit.page.on("pageerror", lambda e: visit.complaints.append(str(e)))
        visit.page.goto(brief_file.as_uri())
        return visit

    return open_page


def _only_local(route: Any, visit: Visit) -> None:
    address = route.request.url
    visit.requests.append(address)
    if address.startswith(("file:", "data:")):
        route.continue_()
    else:
        route.abort()
