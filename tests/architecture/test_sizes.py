"""Sizes and shapes of modules and functions, read from the syntax trees."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

MAX_MODULE_LINES = 500
MAX_ENGINE_LINES = 150
MAX_FUNCTION_LINES = 60
MAX_KERNEL_LINES = 120
MAX_ARGUMENTS = 6
MAX_BOX_BYTES = 12_000_000
MAX_FILE_BYTES = 12_000_000

Function = ast.FunctionDef | ast.AsyncFunctionDef


def _functions(tree: ast.AST, prefix: str = "") -> Iterator[tuple[str, Function, bool]]:
    """Yield (qualified name, node, whether it is a method), nested ones too."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, Function):
            yield prefix + node.name, node, isinstance(tree, ast.ClassDef)
            yield from _functions(node, f"{prefix}{node.name}.")
        elif isinstance(node, ast.ClassDef):
            yield from _functions(node, f"{prefix}{node.name}.")
        else:
            yield from _functions(node, prefix)


def _lines(node: Function) -> int:
    """Count the lines of a function without its docstring."""
    total = (node.end_lineno or node.lineno) - node.lineno + 1
    if ast.get_docstring(node, clean=False) is not None:
        text = node.body[0]
        total -= (text.end_lineno or text.lineno) - text.lineno + 1
    return total


def _kernels(repo_root: Path) -> set[str]:
    """Read the exempt functions, listed as `market/solve.py:solve_equilibrium`."""
    page = repo_root / "docs" / "decisions" / "kernels.md"
    if not page.exists():
        return set()
    return set(re.findall(r"`([\w/]+\.py:[\w.]+)`", page.read_text(encoding="utf-8")))


def test_modules_stay_short(package_dir: Path) -> None:
    long = {
        path.relative_to(package_dir).as_posix(): count
        for path in package_dir.rglob("*.py")
        if (count := len(path.read_text(encoding="utf-8").splitlines())) > MAX_MODULE_LINES
    }
    assert long == {}


def test_the_main_path_stays_short(package_dir: Path) -> None:
    engine = package_dir / "engine.py"
    count = len(engine.read_text(encoding="utf-8").splitlines()) if engine.exists() else 0
    assert count <= MAX_ENGINE_LINES


def test_functions_stay_short(source_trees: dict[str, ast.Module], repo_root: Path) -> None:
    kernels = _kernels(repo_root)
    long = {
        f"{name}:{function}": _lines(node)
        for name, tree in source_trees.items()
        for function, node, _ in _functions(tree)
        if _lines(node)
        > (MAX_KERNEL_LINES if f"{name}:{function}" in kernels else MAX_FUNCTION_LINES)
    }
    assert long == {}


def test_every_exempt_kernel_exists(source_trees: dict[str, ast.Module], repo_root: Path) -> None:
    known = {f"{n}:{f}" for n, tree in source_trees.items() for f, _, _ in _functions(tree)}
    assert _kernels(repo_root) - known == set()


def test_functions_take_few_arguments(source_trees: dict[str, ast.Module]) -> None:
    many = {}
    for name, tree in source_trees.items():
        for function, node, is_method in _functions(tree):
            given = node.args
            count = len(given.posonlyargs) + len(given.args) + len(given.kwonlyargs)
            static = any(getattr(d, "id", "") == "staticmethod" for d in node.decorator_list)
            if count - (is_method and not static) > MAX_ARGUMENTS and not _is_command(node):
                many[f"{name}:{function}"] = count
    assert many == {}


def _is_command(node: Function) -> bool:
    """Tell whether click calls the function: each option is an argument there."""
    return any(
        isinstance(part, ast.Attribute) and part.attr in {"command", "group", "option"}
        for decorator in node.decorator_list
        for part in ast.walk(decorator)
    )


def test_no_module_is_a_drawer(source_trees: dict[str, ast.Module]) -> None:
    drawers = {"utils", "util", "helpers", "misc", "common"}
    assert [name for name in source_trees if drawers.intersection(Path(name).parts[:-1])] == []
    assert [name for name in source_trees if Path(name).stem in drawers] == []


def test_no_package_is_empty(source_trees: dict[str, ast.Module]) -> None:
    empty = []
    for name, tree in source_trees.items():
        if Path(name).name != "__init__.py":
            continue
        folder = Path(name).parent.as_posix()
        others = [n for n in source_trees if n != name and (Path(n).is_relative_to(folder))]
        trivial = all(isinstance(node, ast.Expr) for node in tree.body)
        if trivial and not others:
            empty.append(folder)
    assert empty == []


def test_only_the_command_line_prints(source_trees: dict[str, ast.Module]) -> None:
    found = [
        f"{name}, line {node.lineno}"
        for name, tree in source_trees.items()
        if not name.startswith("cli/")
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
        if node.func.id == "print"
    ]
    assert found == []


def _documented(tree: ast.Module | ast.ClassDef, prefix: str = "") -> Iterator[tuple[str, bool]]:
    """Yield the public functions and classes with whether they have a docstring."""
    for node in tree.body:
        if not isinstance(node, (*Function.__args__, ast.ClassDef)) or node.name.startswith("_"):
            continue
        is_setter = any(isinstance(d, ast.Attribute) for d in node.decorator_list)
        if not is_setter:
            yield prefix + node.name, ast.get_docstring(node) is not None
        if isinstance(node, ast.ClassDef):
            yield from _documented(node, f"{prefix}{node.name}.")


def test_public_names_are_documented(source_trees: dict[str, ast.Module]) -> None:
    bare = [
        f"{name}:{item}"
        for name, tree in source_trees.items()
        if not Path(name).stem.startswith("_")
        for item, has_text in _documented(tree)
        if not has_text
    ]
    assert bare == []


def test_no_file_is_too_large(project_files: list[Path]) -> None:
    large = {p.name: p.stat().st_size for p in project_files if p.stat().st_size > MAX_FILE_BYTES}
    assert large == {}


def test_the_data_in_the_box_stays_small(package_dir: Path) -> None:
    total = sum(p.stat().st_size for p in (package_dir / "data" / "box").rglob("*") if p.is_file())
    assert total < MAX_BOX_BYTES
