"""The prediction: normal flows, the announced shocks on them, and the equilibrium that follows."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tenor.market.hindcast.balancing import TOLERANCE, Market, solve_balance
from tenor.market.hindcast.normal import calc_median_flows, calc_own_growth, clean_quantities
from tenor.market.hindcast.parameters import Parameters
from tenor.market.hindcast.shocks import Event, Shock
from tenor.market.hindcast.trade import WINDOW, History

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Restrictions:
    """What the shocks do to routes by themselves; the axes are those of the history.

    Attributes
    ----------
    touched : ndarray of bool (exporter, importer)
        The route is named by a shock.
    closed : ndarray of bool (exporter)
        All exports are banned.
    barred : ndarray of bool (exporter, importer)
        The route is banned while the exporter may sell elsewhere.
    fixed : ndarray (exporter)
        Exports as a multiple of the base year; NaN where not stated.
    factor, log_duty : ndarray (exporter, importer)
    supply_cap, demand_cap : ndarray [t]
    quota : ndarray (exporter, importer) [t] or None
    direct : ndarray (exporter, importer)
        Share of the base flow that the shocks leave by themselves, for the baselines.
    """

    touched: Mask
    closed: Mask
    barred: Mask
    fixed: Floats
    factor: Floats
    log_duty: Floats
    supply_cap: Floats
    demand_cap: Floats
    quota: Floats | None
    direct: Floats


@dataclass(frozen=True, slots=True)
class Prepared:
    """An event with the trade that its prediction rests on; parameters are yet to come."""

    event: Event
    history: History
    cleaned: Floats
    median: Floats
    own_growth: Floats
    restrictions: Restrictions
    is_fuel: bool


@dataclass(frozen=True, slots=True)
class Prediction:
    """Predicted flows [t] on the places of the base year, and prices relative to the base year."""

    flow: Floats
    exporter_price: Floats
    importer_price: Floats


def prepare_event(event: Event, history: History) -> Prepared:
    """Return what a prediction needs besides parameters."""
    recent = slice(-WINDOW, None)
    cleaned = clean_quantities(history.quantity[recent], history.value[recent])
    return Prepared(
        event,
        history,
        cleaned[-1],
        calc_median_flows(cleaned),
        calc_own_growth(cleaned),
        build_restrictions(event, history),
        all(code.startswith("27") for code in event.codes),
    )


def build_restrictions(event: Event, history: History) -> Restrictions:
    """Return the restrictions of an event's shocks on the routes of its history."""
    n, base = len(history.places), history.base
    found = Restrictions(
        touched=np.zeros((n, n), dtype=np.bool_),
        closed=np.zeros(n, dtype=np.bool_),
        barred=np.zeros((n, n), dtype=np.bool_),
        fixed=np.full(n, np.nan),
        factor=np.ones((n, n)),
        log_duty=np.zeros((n, n)),
        supply_cap=np.full(n, np.inf),
        demand_cap=np.full(n, np.inf),
        quota=_route_quotas(event, history),
        direct=np.ones((n, n)),
    )
    for shock in event.shocks:
        rows, columns = find_named(shock, history.places)
        routes = rows[:, None] & columns[None, :]
        found.touched[routes] = True
        if shock.kind == "export_ban" and not shock.importers:
            found.closed[rows] = True
            found.direct[routes] = 0.0
        elif shock.kind in ("export_ban", "import_ban"):
            found.barred[routes] = True
            found.direct[routes] = 0.0
        elif shock.kind == "export_scale":
            found.direct[routes] *= shock.factor
            if shock.importers:
                found.factor[routes] *= shock.factor
            else:
                found.fixed[rows] = shock.factor
        elif shock.kind == "tariff":
            found.log_duty[routes] += math.log1p(shock.rate)
        else:
            held = float(base[routes].sum())
            found.direct[routes] *= min(1.0, shock.quantity / held) if held > 0 else 1.0
            _cap(found, shock, rows, columns)
    return found


def _cap(found: Restrictions, shock: Shock, rows: Mask, columns: Mask) -> None:
    """Put a quota on an exporter's or an importer's total; one on routes stands elsewhere."""
    if shock.exporters and not shock.importers:
        found.supply_cap[rows] = np.minimum(found.supply_cap[rows], shock.quantity)
    elif shock.importers and not shock.exporters:
        found.demand_cap[columns] = np.minimum(found.demand_cap[columns], shock.quantity)


def _route_quotas(event: Event, history: History) -> Floats | None:
    """Return the most that each route may carry [t], or None where no shock caps a route."""
    bound = [s for s in event.shocks if s.kind == "quota" and s.exporters and s.importers]
    if not bound:
        return None
    quota = np.full(history.base.shape, np.inf)
    for shock in bound:
        rows, columns = find_named(shock, history.places)
        routes = rows[:, None] & columns[None, :]
        quota[routes] = np.minimum(quota[routes], shock.quantity)
    return quota


def find_named(shock: Shock, places: Sequence[str]) -> tuple[Mask, Mask]:
    """Return which places are exporters and which are importers that a shock is about."""
    held = np.array(places)

    def chosen(names: tuple[str, ...]) -> Mask:
        return np.isin(held, names) if names else np.ones(len(held), dtype=np.bool_)

    return chosen(shock.exporters), chosen(shock.importers)


def find_touched(event: Event, places: Sequence[str]) -> Mask:
    """Return the routes between places that any shock names."""
    touched = np.zeros((len(places), len(places)), dtype=np.bool_)
    for shock in event.shocks:
        rows, columns = find_named(shock, places)
        touched |= rows[:, None] & columns[None, :]
    return touched


def calc_normal_flows(prepared: Prepared, parameters: Parameters) -> Floats:
    """Return the flows of the test year as they would be without the shock [t]."""
    w = parameters.smoothing
    level = (1.0 - w) * prepared.cleaned + w * prepared.median
    yearly = parameters.growth + parameters.momentum * prepared.own_growth
    return level * np.exp(yearly * prepared.event.span)[:, None]


def build_market(prepared: Prepared, parameters: Parameters) -> Market:
    """Return the market of an event under its shocks, at base prices."""
    event, limits, base = prepared.event, prepared.restrictions, prepared.history.base
    normal = calc_normal_flows(prepared, parameters) if event.is_projected else base.copy()
    sigma = parameters.route_elasticity
    routes = normal * limits.factor * np.exp(-sigma * limits.log_duty)
    routes[limits.closed] *= parameters.leakage_export
    routes[limits.barred] *= parameters.leakage_import
    supply, demand = normal.sum(axis=1), normal.sum(axis=0)
    elasticity = parameters.supply_fuels if prepared.is_fuel else parameters.supply
    by_exporter = np.full(len(supply), elasticity)
    supply = np.where(limits.closed, parameters.leakage_export * base.sum(axis=1), supply)
    is_fixed = ~np.isnan(limits.fixed) & ~limits.closed
    supply = np.where(is_fixed, limits.fixed * base.sum(axis=1), supply)
    by_exporter[is_fixed | limits.closed] = 0.0
    return Market(
        routes=routes,
        supply=supply,
        demand=demand,
        supply_elasticity=by_exporter,
        demand_elasticity=parameters.demand,
        route_elasticity=sigma,
        supply_cap=limits.supply_cap,
        demand_cap=limits.demand_cap,
        quota=limits.quota,
    )


def predict(
    prepared: Prepared, parameters: Parameters, *, tolerance: float = TOLERANCE
) -> Prediction:
    """Return the predicted flows and prices.

    Without a shock and without a trend asked for, this is the base year itself.
    """
    base = prepared.history.base
    if not prepared.event.shocks:
        projected = prepared.event.is_projected
        flow = calc_normal_flows(prepared, parameters) if projected else base.copy()
        flat = np.zeros(len(base))
        return Prediction(flow, flat, flat)
    found = solve_balance(build_market(prepared, parameters), tolerance=tolerance)
    return Prediction(found.flow, found.exporter_price, found.importer_price)
