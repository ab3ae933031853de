"""Rows of a network file as curves, routes and plants, with what they must satisfy together."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tenor.market.own.fields import RowNames, RowReader
from tenor.market.own.model import (
    AD_VALOREM,
    COURNOT,
    LINEAR,
    SPECIFIC,
    Curve,
    Plant,
    Route,
)

__all__ = ["RowNames", "build_curve", "build_plant", "build_route"]

_CURVE = ("country", "stage", "commodity", "intercept", "slope", "inverse", "cross")
_POINT = ("quantity", "price", "elasticity")
_ROUTE = (
    *("from", "to", "stage", "commodity", "cost", "flow", "tariff", "tariff_kind"),
    *("tariff_basis", "base_tariff", "quota", "elasticity"),
)
_PLANT = (
    *("country", "from_stage", "to_stage", "commodity", "yield", "cost", "cap"),
    *("quantity", "elasticity"),
)
_UNLIKELY_RATE = 5.0


def build_curve(
    reader: RowReader, side: str, index: int, form: str, notes: list[str]
) -> Curve | None:
    """Return the curve of one row of supply or demand; None where the row is at fault."""
    known = (*_CURVE, *_POINT, "cap", *(("conduct",) if side == "supply" else ()))
    row = reader.row(side, index, known)
    if row is None:
        return None
    path, before = (side, index), len(reader.faults)
    commodity = reader.named((*path, "commodity"), row.get("commodity"), "commodity")
    slope, cross = _slopes(reader, side, path, row, commodity)
    numbers = {key: reader.number((*path, key), row.get(key)) for key in ("intercept", *_POINT)}
    curve = Curve(
        country=reader.named((*path, "country"), row.get("country"), "country") or "",
        stage=reader.named((*path, "stage"), row.get("stage"), "stage") or "",
        commodity=commodity or "",
        slope=slope,
        is_inverse=reader.flag((*path, "inverse"), row.get("inverse")),
        cross=cross,
        cap=reader.number((*path, "cap"), row.get("cap"), least=0.0),
        conduct=reader.choice((*path, "conduct"), row.get("conduct"), (COURNOT, "competitive")),
        place=f"{side}[{index}]",
        **numbers,
    )
    if form == LINEAR:
        _check_linear(reader, side, path, curve)
    else:
        _check_point(reader, side, path, curve)
    if curve.intercept is not None and curve.intercept < 0 and slope == 0:
        notes.append(f"{curve.place}: a fixed quantity below zero counts as zero")
    return curve if len(reader.faults) == before else None


def _slopes(
    reader: RowReader,
    side: str,
    path: tuple[str | int, ...],
    row: Mapping[str, Any],
    commodity: str | None,
) -> tuple[float | None, dict[str, float]]:
    """Return the own slope of a row and its cross-price slopes, zero ones left out."""
    cross = dict(reader.names.crosses.get(commodity or "", {}).get(side, {}))
    if row.get("cross") is not None:
        cross |= reader.slopes((*path, "cross"), row["cross"])
    slope = row.get("slope")
    if isinstance(slope, dict | list):
        found = reader.slopes((*path, "slope"), slope)
        if commodity is not None and commodity not in found and found:
            hint = f"add the slope on its own price: {commodity}: ..."
            reader.fault((*path, "slope"), "its own slope is missing", hint)
        own = found.pop(commodity or "", None)
        cross |= found
    else:
        own = reader.number((*path, "slope"), slope)
    if commodity in cross:
        message = f"{commodity!r} is the row's own commodity"
        reader.fault((*path, "cross"), message, "put its own slope into slope")
    return own, {name: value for name, value in cross.items() if value != 0}


def _check_linear(reader: RowReader, side: str, path: tuple[str | int, ...], curve: Curve) -> None:
    """Tell what keeps a row from being a linear curve."""
    is_point = any(getattr(curve, key) is not None for key in _POINT)
    is_line = curve.intercept is not None or curve.slope is not None
    if is_point and is_line:
        hint = "write intercept and slope, or quantity, price and elasticity"
        reader.fault(path, "has both a line and a point", hint)
    elif is_point:
        is_fixed = curve.price is None and curve.elasticity is None
        if not is_fixed or curve.quantity is None or curve.quantity < 0:
            _check_point(reader, side, path, curve)
    else:
        for key in ("intercept", "slope"):
            row = reader.document.data[side][path[1]]
            if row.get(key) is None:
                hint = "write slope: 0 for a fixed quantity" if key == "slope" else "write a number"
                reader.fault((*path, key), "is missing", hint)
    _check_slope(reader, side, path, curve)


def _check_slope(reader: RowReader, side: str, path: tuple[str | int, ...], curve: Curve) -> None:
    slope = curve.slope
    if slope is not None and (slope > 0 if side == "demand" else slope < 0):
        rule = "falls as its price rises" if side == "demand" else "rises with its price"
        hint = f"write slope: {-slope:g} (quantity = intercept + slope x price; with inverse: true "
        message = f"slope is {slope:g}; {side} {rule}"
        reader.fault((*path, "slope"), message, hint + "price = intercept + slope x quantity)")
    if curve.cross and (slope == 0 or slope is None):
        message = "has cross-price slopes and no slope on its own price"
        reader.fault((*path, "slope"), message, "write the slope on its own price")


def _check_point(reader: RowReader, side: str, path: tuple[str | int, ...], curve: Curve) -> None:
    """Tell what keeps a row from being a point with an elasticity."""
    for key in ("intercept", "slope"):
        if getattr(curve, key) is not None:
            hint = "write quantity, price and elasticity; or form: linear"
            reader.fault((*path, key), "belongs to the linear form", hint)
    if curve.cross:
        hint = "cross-price slopes belong to the linear form"
        reader.fault((*path, "cross"), "has cross-price slopes beside a point", hint)
    if curve.conduct == COURNOT:
        message = "conduct: cournot is known to a linear curve only"
        reader.fault((*path, "conduct"), message, "write intercept and slope, with form: linear")
    row = reader.document.data[side][path[1]]
    for key in _POINT:
        value = getattr(curve, key)
        if value is None and row.get(key) is None:
            hint = "write quantity, price and elasticity of the base year"
            reader.fault((*path, key), "is missing", hint)
        elif (
            value is not None
            and key != "elasticity"
            and (value < 0 or (value == 0 and key[0] == "p"))
        ):
            bound = "above 0" if key == "price" else "at least 0"
            reader.fault((*path, key), f"is {value:g}; expected {bound}", "check the sign")
    if side == "supply" and curve.elasticity is not None and curve.elasticity < 0:
        message = f"is {curve.elasticity:g}; supply rises with its price"
        reader.fault((*path, "elasticity"), message, f"write {-curve.elasticity:g}")


def build_route(reader: RowReader, index: int, form: str, notes: list[str]) -> list[Route]:
    """Return the lanes of one row: one per commodity where the row names none."""
    row = reader.row("routes", index, _ROUTE)
    if row is None:
        return []
    path, before = ("routes", index), len(reader.faults)
    values = {
        key: reader.number((*path, key), row.get(key), least=0.0)
        for key in ("cost", "flow", "tariff", "base_tariff", "quota")
    }
    kind = reader.choice((*path, "tariff_kind"), row.get("tariff_kind"), (AD_VALOREM, SPECIFIC))
    basis = reader.choice((*path, "tariff_basis"), row.get("tariff_basis"), ("fob", "cif"))
    need = "cost" if form == LINEAR else "flow"
    is_home = row.get("from") == row.get("to") and row.get("from") is not None
    if row.get(need) is None and not is_home:
        hint = (
            "write cost: 0 where transport is free"
            if need == "cost"
            else (
                "the isoelastic form is calibrated to the flow of a base year: write flow; "
                "or use form: linear with a cost"
            )
        )
        reader.fault((*path, need), "is missing", hint)
    place = f"routes[{index}]"
    if values["tariff"] and row.get("tariff_kind") is None:
        notes.append(f"{place}: tariff_kind is not given; read as ad_valorem, a fraction of value")
    if kind != SPECIFIC and (values["tariff"] or 0) > _UNLIKELY_RATE:
        rate = values["tariff"] or 0.0
        notes.append(
            f"{place}: an ad valorem tariff of {rate:g} is {rate * 100:g}%; "
            f"write {rate / 100:g} for {rate:g}%, or tariff_kind: specific"
        )
    lane = Route(
        origin=reader.named((*path, "from"), row.get("from"), "country") or "",
        destination=reader.named((*path, "to"), row.get("to"), "country") or "",
        stage=reader.named((*path, "stage"), row.get("stage"), "stage") or "",
        cost=values["cost"],
        flow=values["flow"],
        tariff=values["tariff"] or 0.0,
        tariff_kind=kind or AD_VALOREM,
        is_cif=reader.names.is_cif if basis is None else basis == "cif",
        quota=values["quota"],
        elasticity=reader.number(
            (*path, "elasticity"), row.get("elasticity"), least=0.0, above=True
        ),
        base_tariff=values["base_tariff"] or 0.0,
        place=place,
    )
    names = _commodities(reader, path, row)
    return [] if len(reader.faults) > before else [_of(lane, name) for name in names]


def build_plant(reader: RowReader, index: int, form: str) -> list[Plant]:
    """Return the plants of one row: one per commodity where the row names none."""
    row = reader.row("processing", index, _PLANT)
    if row is None:
        return []
    path, before = ("processing", index), len(reader.faults)
    start, end = row.get("from_stage"), row.get("to_stage")
    for key in ("from_stage", "to_stage"):
        if row.get(key) is None:
            reader.fault((*path, key), "is missing", "name the stage, and list it in stages")
    if start is not None and start == end:
        reader.fault((*path, "to_stage"), f"is {end!r}, as from_stage", "name the next stage")
    ratio = reader.number((*path, "yield"), row.get("yield"), least=0.0, above=True)
    if row.get("yield") is None:
        hint = (
            "write the units of to_stage that one unit of from_stage gives; 1 for contained metal"
        )
        reader.fault((*path, "yield"), "is missing", hint)
    cost = reader.number((*path, "cost"), row.get("cost"), least=0.0)
    if row.get("cost") is None and form == LINEAR:
        hint = "write the cost per unit of input; cost: 0 where it costs nothing"
        reader.fault((*path, "cost"), "is missing", hint)
    plant = Plant(
        country=reader.named((*path, "country"), row.get("country"), "country") or "",
        from_stage=reader.named((*path, "from_stage"), start, "stage") or "",
        to_stage=reader.named((*path, "to_stage"), end, "stage") or "",
        output_per_input=ratio or 1.0,
        cost=cost,
        cap=reader.number((*path, "cap"), row.get("cap"), least=0.0),
        quantity=reader.number((*path, "quantity"), row.get("quantity"), least=0.0),
        elasticity=reader.number(
            (*path, "elasticity"), row.get("elasticity"), least=0.0, above=True
        ),
        place=f"processing[{index}]",
    )
    names = _commodities(reader, path, row)
    return [] if len(reader.faults) > before else [_of(plant, name) for name in names]


def _commodities(
    reader: RowReader, path: tuple[str | int, ...], row: Mapping[str, Any]
) -> tuple[str, ...]:
    """Return the commodities of a lane or plant: all of the file where it names none."""
    if row.get("commodity") is None:
        return reader.names.commodities
    name = reader.named((*path, "commodity"), row["commodity"], "commodity")
    return () if name is None else (name,)


def _of(row: Any, commodity: str) -> Any:
    from dataclasses import replace

    return replace(row, commodity=commodity)
