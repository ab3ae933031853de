"""The example page, built once."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

from tenor.report.html import render_page
from tenor.report.model import Page


def load_example() -> ModuleType:
    """Return the module ``example_page`` beside this file."""
    path = Path(__file__).with_name("example_page.py")
    spec = importlib.util.spec_from_file_location("report_example_page", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def example() -> ModuleType:
    return load_example()


@pytest.fixture(scope="session")
def page(example: ModuleType) -> Page:
    return example.build_page()


@pytest.fixture(scope="session")
def document(page: Page) -> str:
    return render_page(page)
