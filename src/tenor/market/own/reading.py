"""Read a person's own network from YAML 1.2 or JSON, all faults told together.

The keys are those of docs/howto/own-network.md. Nothing is solved here.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tenor.core.errors import DataError, Fault
from tenor.market.own.fields import TOP, WORDS, RowReader, unknown_keys
from tenor.market.own.model import (
    ISOELASTIC,
    LINEAR,
    ONLY_COMMODITY,
    ONLY_STAGE,
    NetworkError,
    OwnNetwork,
)
from tenor.market.own.rows import RowNames, build_curve, build_plant, build_route
from tenor.panel.case.reader import Document, kind_of, read_yaml

__all__ = ["parse_network", "read_network"]

_LISTS = ("supply", "demand", "routes", "processing")
_OPTIONS = (
    "unit",
    "backstop_price",
    "free_disposal",
    "route_elasticity",
    "processing_elasticity",
)


def read_network(path: Path | str) -> OwnNetwork:
    """Return the network of a YAML or JSON file.

    Parameters
    ----------
    path : path-like

    Raises
    ------
    DataError
        There is no such file, or it cannot be opened.
    NetworkError
        The file has faults; all of them are told.
    """
    file = Path(path)
    try:
        content = file.read_bytes()
    except FileNotFoundError:
        raise DataError(f"no file {str(path)!r}; expected a network in YAML or JSON") from None
    except OSError as error:
        raise DataError(f"cannot read {str(path)!r}: {error.strerror}") from None
    return parse_network(content, file=file.name)


def parse_network(content: bytes, *, file: str = "network") -> OwnNetwork:
    """Return the network that some bytes of YAML or JSON state.

    Raises
    ------
    NetworkError
        The text has faults; all of them are told.

    Examples
    --------
    >>> found = parse_network(b'{"form": "linear", "countries": ["CHL"], "supply": '
    ...                       b'[{"country": "CHL", "intercept": 0, "slope": 2}]}')
    >>> found.supply[0].slope, found.stages
    (2.0, ('all',))
    """
    plain = _read_json(file, content)
    if plain is not None:
        reader = _Reader(plain, [])
        network = reader.network()
        if not reader.faults:
            return network
    # YAML contains JSON, and its reader knows the line of each value.
    document, faults = read_yaml(file, content)
    faults = [_in_own_words(fault) for fault in faults]
    if document is None:
        raise NetworkError(file, faults)
    reader = _Reader(document, faults)
    network = reader.network()
    if reader.faults:
        raise NetworkError(file, reader.faults)
    return network


def _read_json(file: str, content: bytes) -> Document | None:
    """Return a sound JSON file as a document without lines; None for anything else."""
    if content.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] != b"{":
        return None

    def pairs(items: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(items)
        if len(found) < len(items):
            raise ValueError("a key stands twice")
        return found

    def refuse(name: str) -> None:
        raise ValueError(name)

    try:
        text = content.decode("utf-8-sig")
        data = json.loads(text, object_pairs_hook=pairs, parse_constant=refuse)
    except (ValueError, RecursionError):
        return None
    return Document(file, data)


def _in_own_words(fault: Fault) -> Fault:
    """Return a fault of the reader of case files as one of a network file."""
    message = fault.message.replace("case files are", "network files are")
    message = message.replace("a case file has", "a network file has")
    if message.endswith("did not find expected ',' or '}'"):
        message = "cannot be read: a comma or a closing bracket is missing"
    hint = fault.hint.replace("docs/case-format.md", "docs/howto/own-network.md")
    return Fault(fault.file, fault.where, message, hint.replace("the case folder", "the file"))


@dataclass
class _Reader:
    """Turns the values of one document into a network, collecting faults and notes."""

    document: Document
    faults: list[Fault]

    def fault(self, path: tuple[str | int, ...], message: str, hint: str) -> None:
        self.faults.append(self.document.fault(path, message, hint))

    def network(self) -> OwnNetwork:
        """Return the network; what is at fault is left out of it."""
        top = self.document.data
        notes: list[str] = []
        unknown_keys(self.document, self.faults, (), top, TOP)
        form = self._form(top)
        rows = {name: self._rows(top, name) for name in _LISTS}
        for word in WORDS:
            if top.get(word) is not None and not isinstance(top[word], str | int | float | list):
                self.fault((word,), f"found {kind_of(top[word])}", "write text")
        crosses: dict[str, Any] = {}
        names = RowNames(
            countries=self._names(top, "countries") or _mentioned(rows, "country"),
            stages=self._names(top, "stages") or _mentioned(rows, "stage") or (ONLY_STAGE,),
            commodities=self._commodities(top, crosses)
            or _mentioned(rows, "commodity")
            or (ONLY_COMMODITY,),
            is_cif=top.get("tariff_basis") == "cif",
            crosses=crosses,
        )
        self._check_crosses(names)
        if not names.countries:
            self.fault((), "no country is named", "list them: countries: [AUS, JPN]")
        reader = RowReader(self.document, self.faults, names)
        options = reader.options(top, _OPTIONS)
        supply = [build_curve(reader, "supply", i, form, notes) for i in range(len(rows["supply"]))]
        demand = [build_curve(reader, "demand", i, form, notes) for i in range(len(rows["demand"]))]
        routes = [build_route(reader, i, form, notes) for i in range(len(rows["routes"]))]
        plants = [build_plant(reader, i, form) for i in range(len(rows["processing"]))]
        if not supply and not demand and not self.faults:
            self.fault((), "there is neither supply nor demand", "add rows to supply and demand")
        return OwnNetwork(
            form=form,
            countries=names.countries,
            stages=names.stages,
            commodities=names.commodities,
            supply=tuple(row for row in supply if row),
            demand=tuple(row for row in demand if row),
            routes=tuple(row for found in routes for row in found),
            plants=tuple(row for found in plants for row in found),
            options=options,
            notes=tuple(dict.fromkeys(notes)),
        )

    def _form(self, top: dict[str, Any]) -> str:
        form = top.get("form")
        if form in (LINEAR, ISOELASTIC):
            return str(form)
        hint = f"write form: {LINEAR} or form: {ISOELASTIC}"
        if form is None:
            self.fault((), "key 'form' is missing", hint)
        else:
            self.fault(("form",), f"unknown form: {kind_of(form)}", hint)
        rows = top.get("supply")
        first = rows[0] if isinstance(rows, list) and rows and isinstance(rows[0], dict) else {}
        return ISOELASTIC if "elasticity" in first else LINEAR

    def _rows(self, top: dict[str, Any], name: str) -> list[Any]:
        rows = top.get(name)
        if rows is None:
            return []
        if not isinstance(rows, list):
            self.fault((name,), f"found {kind_of(rows)}; expected a list", "write one row per '-'")
            return []
        return rows

    def _names(self, top: dict[str, Any], key: str) -> tuple[str, ...]:
        found = top.get(key)
        if found is None:
            return ()
        items = [found] if isinstance(found, str) else found
        if not isinstance(items, list):
            self.fault((key,), f"found {kind_of(found)}; expected names", f"write {key}: [A, B]")
            return ()
        return tuple(self._distinct(key, items))

    def _distinct(self, key: str, items: list[Any]) -> list[str]:
        names: list[str] = []
        for i, item in enumerate(items):
            text = str(item) if isinstance(item, str | int) and not isinstance(item, bool) else ""
            if not text.strip():
                self.fault((key, i), f"found {kind_of(item)}; expected a name", "write its name")
            elif text in names:
                self.fault((key, i), f"{text!r} stands twice", "keep one of the two")
            else:
                names.append(text)
        return names

    def _commodities(self, top: dict[str, Any], crosses: dict[str, Any]) -> tuple[str, ...]:
        """Return the commodities; those with cross-price slopes of their own fill `crosses`."""
        found = top.get("commodities")
        if not isinstance(found, list):
            return self._names(top, "commodities")
        plain: list[Any] = []
        for i, item in enumerate(found):
            if not isinstance(item, dict):
                plain.append(item)
                continue
            unknown_keys(
                self.document, self.faults, ("commodities", i), item, ("name", "cross", *WORDS)
            )
            plain.append(item.get("name"))
            if item.get("cross") is not None:
                crosses[str(item.get("name"))] = (i, item["cross"])
        return tuple(self._distinct("commodities", plain))

    def _check_crosses(self, names: RowNames) -> None:
        """Check the cross-price slopes of the list of commodities; keep them by side."""
        for name, (i, cross) in list(names.crosses.items()):
            path = ("commodities", i, "cross")
            names.crosses[name] = {}
            if not isinstance(cross, dict):
                hint = "write cross: {supply: {OTHER: 0.5}, demand: {OTHER: 1}}"
                self.fault(path, f"found {kind_of(cross)}; expected two groups", hint)
                continue
            unknown_keys(self.document, self.faults, path, cross, ("supply", "demand"))
            reader = RowReader(self.document, self.faults, names)
            for side in ("supply", "demand"):
                if cross.get(side) is not None:
                    names.crosses[name][side] = reader.slopes((*path, side), cross[side])


def _mentioned(rows: dict[str, list[Any]], kind: str) -> tuple[str, ...]:
    """Return the names that rows mention, in the order in which they are first met."""
    keys = {
        "country": ("country", "from", "to"),
        "stage": ("stage", "from_stage", "to_stage"),
        "commodity": ("commodity",),
    }[kind]
    found: dict[str, None] = {}
    for name in _LISTS:
        for row in rows[name]:
            for key in keys if isinstance(row, dict) else ():
                value = row.get(key)
                if isinstance(value, str | int) and not isinstance(value, bool):
                    found[str(value)] = None
    return tuple(found)
