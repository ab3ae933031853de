"""Values set on the command line, put into a file's values before they are checked."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tenor.core.errors import UserError
from tenor.finance.reading.place import Reading
from tenor.panel.case.reader import Path, read_yaml


def apply_settings(reading: Reading, settings: Sequence[str]) -> None:
    """Set dotted keys, such as ``fiscal.income_tax=0.35``, in the values of a file.

    A number set on a group that has a `rate` or a `value` takes the place of that one, so that
    the rest of the group stays.

    Raises
    ------
    UserError
        A setting has no ``=``, no key, or its value cannot be read.
    """
    for setting in settings:
        keys, mark, text = setting.partition("=")
        path: Path = tuple(part.strip() for part in keys.split("."))
        if not mark or not all(path):
            raise UserError(f"--set {setting!r}: write KEY=VALUE, as fiscal.income_tax=0.35")
        value = _value(setting, text)
        group: Any = reading.document.data
        for part in path[:-1]:
            inner = group.get(part)
            if not isinstance(inner, dict):
                if inner is not None:
                    raise UserError(
                        f"--set {setting}: {part!r} holds one value, not a group of keys; "
                        "set it as a whole"
                    )
                inner = group[part] = {}
            group = inner
        last = path[-1]
        old = group.get(last)
        if isinstance(old, dict) and isinstance(value, int | float):
            for word in ("rate", "value"):
                if word in old:
                    group, last, path = old, word, (*path, word)
                    break
        group[last] = value
        if len(path) > 1 and path[-2] == "by_year":
            _sort(group)
        reading.given[path] = setting


def _value(setting: str, text: str) -> Any:
    document, faults = read_yaml("--set", f"value: {text}\n".encode())
    if document is None or faults:
        raise UserError(f"--set {setting!r}: {text!r} cannot be read as a value")
    return document.data.get("value")


def _sort(group: dict[str, Any]) -> None:
    """Put years that were set in order among those of the file."""
    ordered = sorted(group.items(), key=lambda item: str(item[0]))
    group.clear()
    group.update(ordered)
