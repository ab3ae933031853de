"""The reader of the documentation pages finds what is wrong with a page."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

PAGE = """# Title

<!-- file: in/a.csv -->
```csv
x,y
```

````console
$ python -c "print(open('in/a.csv').read())"
x,y
$ make brief CASE=mine
$ python -c "raise SystemExit(3)"  # exit 3
````

```python
total = 1
```

```python
>>> total + 1
2
```
"""


@pytest.fixture(scope="module")
def pages() -> Iterator[ModuleType]:
    """Load the neighbouring module by its path."""
    spec = importlib.util.spec_from_file_location(
        "pages", Path(__file__).with_name("test_pages.py")
    )
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["pages"] = module  # dataclasses look their module up there
    spec.loader.exec_module(module)
    yield module
    del sys.modules["pages"]


def _faults(pages: ModuleType, text: str, folder: Path, monkeypatch, capsys) -> list[str]:
    page = folder / "page.md"
    page.write_text(text, encoding="utf-8")
    monkeypatch.chdir(folder)
    monkeypatch.setattr(pages, "_make_targets", lambda: {"brief", "test"})
    monkeypatch.setattr(pages, "ROOT", folder)
    return list(pages._faults(page, capsys))


def test_a_right_page_has_no_fault(pages, tmp_path, monkeypatch, capsys) -> None:
    assert _faults(pages, PAGE, tmp_path, monkeypatch, capsys) == []
    assert (tmp_path / "in" / "a.csv").read_text(encoding="utf-8") == "x,y\n"


@pytest.mark.parametrize(
    ("right", "wrong", "told"),
    [
        ("# exit 3", "# exit 2", "returned 3, expected 2"),
        ("\nx,y\n$ make", "\nx,z\n$ make", "did not print 'x,z'"),
        ("make brief", "make soup", "no make target ['soup']"),
        ("$ make brief", "$ rm -r everything", "do not know the program 'rm'"),
        ("\n2\n", "\n3\n", "Expected"),
        ("````console", "````bash", "as a console block"),
    ],
)
def test_a_wrong_page_has_one_fault(
    pages, tmp_path, monkeypatch, capsys, right: str, wrong: str, told: str
) -> None:
    assert right in PAGE
    faults = _faults(pages, PAGE.replace(right, wrong), tmp_path, monkeypatch, capsys)
    assert len(faults) == 1
    assert told in faults[0]


def test_a_python_block_that_fails_raises(pages, tmp_path, monkeypatch, capsys) -> None:
    text = "```python\nraise ValueError('broken example')\n```\n"
    with pytest.raises(ValueError, match="broken example"):
        _faults(pages, text, tmp_path, monkeypatch, capsys)


def test_shown_output_is_compared_in_order(pages) -> None:
    assert pages.missing_line(["a", "...", "c 1...9"], "a\nb\nc 1 to 9\n") is None
    assert pages.missing_line(["c", "a"], "a\nc\n") == "a"


def test_a_line_may_go_on_and_be_left_out(pages) -> None:
    first, second = pages.read_commands("$ tenor risk \\\n  antimony\n$ tenor web  # not run\n")
    assert first.line.split() == ["tenor", "risk", "antimony"]
    assert first.is_run and not second.is_run
