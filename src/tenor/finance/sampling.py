"""From uniform streams to draws: factors, price paths, events and gates of a project.

Every variable has a stream of its own, named by what and when it is; a draw is the same
whatever the chunk it is made in.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from tenor.core.distributions import Distribution, LogNormal, Pert, Triangular, Uniform
from tenor.core.draws import require_correlation, score_correlation, uniforms
from tenor.finance.laying import Draws
from tenor.finance.model import Gate, Project, Security, Spread
from tenor.finance.plan import Plan
from tenor.finance.processes import calc_paths
from tenor.finance.series import Floats

SCENARIO = "finance"
FACTORS = ("grade", "capex", "opex", "exchange_rate", "delay")
_FAR = 0.9999


def build_distribution(spread: Spread) -> Distribution:
    """Return the distribution of a spread; the ends of a lognormal one are its 5% and 95%."""
    if spread.kind == "uniform":
        return Uniform(spread.low, spread.high)
    if spread.kind == "pert":
        return Pert(spread.low, spread.mode, spread.high)
    if spread.kind == "lognormal":
        return LogNormal.from_range(spread.low, spread.high)
    return Triangular(spread.low, spread.mode, spread.high)


def find_variables(project: Project) -> tuple[str, ...]:
    """Return the names of what is drawn: ``price.copper``, factors, ``security``, ``gates``."""
    found = [f"price.{p.commodity}" for p in project.products if p.process is not None]
    what = project.uncertainty
    if what is not None:
        found += [name for name in FACTORS if getattr(what, name) is not None]
        found += ["security"] if what.security is not None else []
        found += ["gates"] if what.gates else []
    return tuple(found)


def find_extra(project: Project) -> int:
    """Return how many years later than planned the last flow may come."""
    what = project.uncertainty
    if what is None:
        return 0
    late = 0.0
    if what.delay is not None:
        late += float(build_distribution(what.delay).ppf(np.array([_FAR]))[0])
    late += max((gate.delay for gate in what.gates), default=0.0)
    return math.ceil(late)


@dataclass(frozen=True, slots=True)
class Sampler:
    """Makes the draws of one project; `only` keeps the others of its variables at the base.

    `scenario` names the streams; variables in `swapped` take theirs from `other`.
    """

    plan: Plan
    seed: int
    only: frozenset[str] | None = None
    scenario: str = SCENARIO
    other: str = SCENARIO
    swapped: frozenset[str] = frozenset()

    def draw(self, start: int, stop: int) -> Draws:
        """Return the draws `start` to `stop`."""
        project, count = self.plan.project, stop - start
        what = project.uncertainty
        prices, factors = self._correlated(start, stop)
        parts: dict[str, Floats | None] = {name: factors.get(name) for name in FACTORS}
        delay = parts["delay"]
        if delay is not None:
            delay = np.minimum(delay, float(find_extra(project)))
        alive = available = damage = hold = None
        hold_year = 0
        if what is not None and what.security is not None and self._has("security"):
            alive, available, damage = self._events(what.security, start, stop)
        if what is not None and what.gates and self._has("gates"):
            hold, stopped = self._gates(what.gates, start, stop)
            hold_year = min(gate.year for gate in what.gates)
            if stopped is not None:
                alive = stopped if alive is None else alive * stopped
        return Draws(
            count=count,
            price=prices,
            grade=parts["grade"],
            capex=parts["capex"],
            opex=parts["opex"],
            exchange=parts["exchange_rate"],
            delay=delay,
            hold=hold,
            hold_year=hold_year,
            alive=alive,
            available=available,
            damage=damage,
        )

    def _has(self, name: str) -> bool:
        return self.only is None or name in self.only

    def _uniforms(self, name: str, names: Sequence[str], span: tuple[int, int]) -> Floats:
        """Return uniforms (name, draw) of one variable's streams."""
        scenario = self.other if name in self.swapped else self.scenario
        found = np.empty((len(names), span[1] - span[0]))
        for row, one in enumerate(names):
            # One at a time, since columns of a wide array are slow to fill.
            found[row] = uniforms(
                self.seed, scenario=scenario, names=[one], start=span[0], stop=span[1]
            )[:, 0]
        return found

    def _correlated(self, start: int, stop: int) -> tuple[dict[str, Floats], dict[str, Floats]]:
        """Return price paths and factors, joined by the stated rank correlations.

        Price shocks of one year are correlated with one another, and a factor with the sum of
        all years' shocks of a price.
        """
        from scipy.special import ndtr, ndtri

        project, what = self.plan.project, self.plan.project.uncertainty
        sold = [p for p in project.products if p.process is not None]
        spreads = {n: getattr(what, n) for n in FACTORS} if what is not None else {}
        spreads = {n: s for n, s in spreads.items() if s is not None}
        ahead = max(0, int(self.plan.years[-1]) - project.valuation_year)
        years = [project.valuation_year + 1 + k for k in range(ahead)]
        shocks = [
            ndtri(
                self._uniforms(
                    f"price.{p.commodity}",
                    [f"price.{p.commodity}.{year}" for year in years],
                    (start, stop),
                )
            )
            for p in sold
        ]
        names = [f"price.{p.commodity}" for p in sold] + list(spreads)
        raw = {n: self._uniforms(n, [n], (start, stop))[0] for n in spreads}
        linked = {} if what is None else what.correlation
        lower = build_factor(names, linked) if linked else None
        mixed = shocks if lower is None else _mix(shocks, lower)
        prices = {}
        for i, product in enumerate(sold):
            # What is left out was drawn all the same, so that the others stay as they are.
            if not self._has(f"price.{product.commodity}"):
                continue
            yields = None
            process = product.process
            if process is not None and process.model == "two_factor":
                name = f"price.{product.commodity}"
                streams = [f"yield.{product.commodity}.{year}" for year in years]
                yields = ndtri(self._uniforms(name, streams, (start, stop)))
            if process is not None:
                path = calc_paths(process, mixed[i], yields)
                prices[product.commodity] = self._on_years(path)
        factors = {}
        for j, (name, spread) in enumerate(spreads.items()):
            if not self._has(name):
                continue
            u = raw[name]
            if lower is not None:
                u = ndtr(self._score(lower, shocks, raw, row=len(sold) + j))
            factors[name] = build_distribution(spread).ppf(u)
        return prices, factors

    def _score(
        self, lower: Floats, shocks: Sequence[Floats], raw: Mapping[str, Floats], *, row: int
    ) -> Floats:
        from scipy.special import ndtri

        count = len(shocks)
        total = np.zeros(len(next(iter(raw.values()))))
        for i, one in enumerate(shocks):
            if lower[row, i] != 0.0 and len(one):
                total = total + lower[row, i] * (one.sum(axis=0) / math.sqrt(len(one)))
        for j, u in enumerate(raw.values()):
            if lower[row, count + j] != 0.0:
                total = total + lower[row, count + j] * ndtri(u)
        return total

    def _on_years(self, path: Floats) -> Floats:
        """Return a path on the plan's years; up to the valuation year it is the stated one."""
        years = self.plan.years
        first = self.plan.project.valuation_year + 1
        found = np.ones((len(years), path.shape[1]))
        known = years >= first
        found[known] = path[years[known] - first]
        return found

    def _events(
        self, security: Security, start: int, stop: int
    ) -> tuple[Floats | None, Floats, Floats]:
        r"""Return who is alive, the share of the year worked, and damage, by year and draw.

        An event happens at site s where

        .. math:: \sqrt\rho m_y + \sqrt{1 - \rho} e_{sy} < \Phi^{-1}(p_s)

        with one common m a year for the province.
        """
        from scipy.special import ndtri

        years, span = self.plan.years, (start, stop)
        shape = (len(years), stop - start)
        rho = security.correlation
        common: Floats | float = 0.0
        if rho > 0:
            streams = [f"security.{year}" for year in years]
            common = ndtri(self._uniforms("security", streams, span)) * math.sqrt(rho)
        worked, damage, ended = np.ones(shape), np.zeros(shape), np.zeros(shape, dtype=bool)
        at_risk = self._at_risk()[:, None]
        for site in security.sites:
            if site.rate <= 0:
                continue
            streams = [f"security.{site.name}.{year}" for year in years]
            u = self._uniforms("security", streams, span)
            if rho > 0:
                u = ndtri(u, out=u)
                u *= math.sqrt(1 - rho)
                hit = u + common < float(ndtri(site.rate))
            else:
                hit = u < site.rate
            hit &= at_risk
            np.multiply(worked, 1.0 - site.stop, out=worked, where=hit)
            if site.damage > 0:
                np.add(damage, site.damage, out=damage, where=hit)
            if site.end > 0:
                streams = [f"end.{site.name}.{year}" for year in years]
                ended |= hit & (self._uniforms("security", streams, span) < site.end)
        if not any(site.end > 0 for site in security.sites):
            return None, worked, damage
        over = np.logical_or.accumulate(ended, axis=0)
        alive = np.ones(shape)
        alive[1:] = np.where(over[:-1], 0.0, 1.0)
        return alive, worked, damage * alive

    def _at_risk(self) -> np.ndarray:
        """Return the years from the first capital to the last production."""
        plan = self.plan
        active = (plan.capex > 0) | (sum(plan.payable.values(), np.zeros(len(plan.years))) > 0)
        places = np.flatnonzero(active)
        found = np.zeros(len(plan.years), dtype=bool)
        if len(places):
            found[places[0] : places[-1] + 1 + find_extra(plan.project)] = True
        return found

    def _gates(self, gates: Sequence[Gate], start: int, stop: int) -> tuple[Floats, Floats | None]:
        """Return the delay by draw, the largest of all gates, and who gets through by year."""
        years = self.plan.years
        delay = np.zeros(stop - start)
        alive: Floats | None = None
        for gate in gates:
            u = self._uniforms("gates", [f"gate.{gate.id}"], (start, stop))[0]
            missed = u >= gate.probability
            never = u >= 1.0 - (1.0 - gate.probability) * gate.fails
            delay = np.maximum(delay, np.where(missed & ~never, gate.delay, 0.0))
            if gate.fails > 0:
                after = (years > gate.year)[:, None]
                through = np.where(after & never, 0.0, 1.0)
                alive = through if alive is None else alive * through
        return delay, alive


def build_factor(names: Sequence[str], linked: Mapping[tuple[str, str], float]) -> Floats:
    """Return the lower factor of the correlation matrix of named variables.

    Raises
    ------
    ShapeError
        The stated correlations contradict one another.
    """
    matrix = np.eye(len(names))
    for (one, other), rank in linked.items():
        if one in names and other in names:
            i, j = names.index(one), names.index(other)
            matrix[i, j] = matrix[j, i] = score_correlation(rank)
    require_correlation(matrix)
    lower = np.zeros_like(matrix)
    for j in range(len(names)):
        pivot = matrix[j, j] - float(np.sum(lower[j, :j] ** 2))
        lower[j, j] = math.sqrt(max(pivot, 0.0))
        for i in range(j + 1, len(names)):
            rest = matrix[i, j] - float(np.sum(lower[i, :j] * lower[j, :j]))
            lower[i, j] = rest / lower[j, j] if lower[j, j] > 0 else 0.0
    return lower


def _mix(shocks: Sequence[Floats], lower: Floats) -> list[Floats]:
    mixed = []
    for i, _ in enumerate(shocks):
        total = shocks[0] * lower[i, 0]
        for j in range(1, i + 1):
            total = total + shocks[j] * lower[i, j]
        mixed.append(total)
    return mixed
