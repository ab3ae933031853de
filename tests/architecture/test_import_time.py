"""``import tenor`` is cheap and reads nothing but code."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

HEAVY = {"numpy", "pandas", "duckdb", "xarray", "pydantic", "plotly", "scipy", "pint", "jinja2"}
MAX_SECONDS = 0.5
CODE = {".py", ".pyc", ".so", ".pyd", ".dylib"}

PROBE = """
import json, sys, time
opened = []
def watch(event, args):
    if event == "open":
        opened.append([str(args[0]), str(args[1])])
    elif event in {"os.mkdir", "os.remove", "os.rename", "socket.connect", "subprocess.Popen"}:
        opened.append([event, str(args)])
sys.addaudithook(watch)
start = time.perf_counter()
for statement in sys.argv[1:]:
    exec(statement, {})
seconds = time.perf_counter() - start
print(json.dumps({"seconds": seconds, "modules": sorted(sys.modules), "opened": opened}))
"""


def _probe(*statements: str) -> dict:
    # -B: writing byte code is the interpreter's doing, not the package's.
    command = [sys.executable, "-B", "-c", PROBE, *statements]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


def _is_code(path: str) -> bool:
    # Distribution metadata is opened by the import system of an editable install.
    return any(path.endswith(ending) for ending in CODE) or ".dist-info" in path


def test_import_loads_nothing_heavy() -> None:
    assert sorted(HEAVY.intersection(_probe("import tenor")["modules"])) == []


def test_import_takes_under_half_a_second() -> None:
    best = min(_probe("import tenor")["seconds"] for _ in range(3))
    assert best < MAX_SECONDS


def test_import_reads_and_writes_no_data() -> None:
    other = [entry for entry in _probe("import tenor")["opened"] if not _is_code(entry[0])]
    assert other == []


def test_the_probe_sees_a_file_that_is_read(tmp_path) -> None:
    path = tmp_path / "some.csv"
    path.write_text("a\n", encoding="utf-8")
    opened = _probe(f"open({str(path)!r}).read()")["opened"]
    assert [str(path), "r"] in opened
    assert not _is_code(str(path))


@pytest.mark.parametrize(
    ("statement", "never"),
    [
        # xarray alone takes longer than a whole answer of `tenor risk`.
        ("import tenor; tenor.risk", {"xarray", "pandas", "plotly", "pydantic", "pint", "scipy"}),
        ("import tenor.cli", {"xarray", "pandas", "plotly", "pydantic", "pint", "scipy"}),
    ],
)
def test_the_light_doors_stay_light(statement: str, never: set[str]) -> None:
    assert sorted(never.intersection(_probe(statement)["modules"])) == []
