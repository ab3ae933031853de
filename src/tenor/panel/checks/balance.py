"""Material balance per country and stage, and output that trade shows but no series lists.

    exports <= output / f + imports,   f tonnes of content per tonne shipped

in tonnes as shipped. What a country uses at home is not in the data, so that only
exports above what it has can be told, not exports below.
"""

from __future__ import annotations

import math
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from tenor.core.trace import significant
from tenor.panel.checks.finding import Finding, calc_severity, nearest_end, span
from tenor.panel.flows import literals
from tenor.panel.materials import Materials, StageRow, read_materials
from tenor.panel.prices import find_price, price_per_tonne
from tenor.panel.reference import MASS_IN_TONNES
from tenor.sources.box import Tables

TOLERATED = 1.25
"""Exports above the upper end by less than this may come from stocks and grade."""

LEAST_VALUE_KUSD = 1000.0
"""Exports below one million USD are no evidence of a mine."""

LEAST_SEVERITY = 0.001


@dataclass(frozen=True, slots=True)
class Chain:
    """One (commodity, stage) that has both a production series and trade codes at hand."""

    spec: StageRow
    codes: tuple[str, ...]
    factors: Mapping[str, tuple[float, float]]
    has_basket: bool

    @property
    def label(self) -> str:
        """The codes, as findings name them."""
        return " ".join(self.codes)


@dataclass(frozen=True, slots=True)
class Sums:
    """Trade of one country in the codes of a chain in one year.

    `exports` and `imports` are tonnes as shipped, `low` and `high` the content of the
    exports at the low and the high factor, the values are in thousand USD.
    """

    exports: float
    imports: float
    low: float
    high: float
    sold_kusd: float
    bought_kusd: float


@dataclass(frozen=True, slots=True)
class Account:
    """What one country has and ships of one chain in one year, with the world's totals."""

    chain: Chain
    year: int
    place: str
    sums: Sums
    output: float | None
    world_exports: float
    world_output: float


def check_balances(tables: Tables, commodity: str | None = None) -> list[Finding]:
    """Return the countries that export more of an ore or metal than they have.

    Codes that other goods share are left out, as is what is shipped without a quantity.
    """
    accounts = read_accounts(tables, commodity)
    found = [balance(one) for one in accounts if one.output is not None]
    return [f for f in found if f is not None and f.severity >= LEAST_SEVERITY]


def balance(one: Account) -> Finding | None:
    """Return the finding on one account, or None where exports are covered."""
    chain, sums, spec = one.chain, one.sums, one.chain.spec
    if chain.has_basket or sums.exports <= 0:
        return None
    low_factor, high_factor = sums.low / sums.exports, sums.high / sums.exports
    content = (one.output or 0.0) * (spec.to_content or 1.0)
    expected = span(content / high_factor + sums.imports, content / low_factor + sums.imports)
    if sums.exports <= TOLERATED * nearest_end(math.inf, expected):
        return None
    note = (
        f"{significant(sums.exports, 6)} t exported and {significant(sums.imports, 6)} t imported "
        f"against {significant(one.output or 0.0, 6)} {spec.production_unit} "
        f"{spec.production_content} of output; {significant(low_factor, 2)} to "
        f"{significant(high_factor, 2)} t {spec.content} per t shipped"
    )
    return Finding(
        series=chain.label,
        place=one.place,
        partner="",
        year=one.year,
        rule="material_balance",
        raw=sums.exports,
        expected=expected,
        unit="t",
        severity=calc_severity(sums.exports, expected, one.world_exports),
        note=note,
    )


def check_missing_output(tables: Tables, commodity: str | None = None) -> list[Finding]:
    """Return the countries that are net exporters of an ore of which no output is listed.

    Of ores that share a code, only the one with the largest world output by value is told
    (gold, not platinum), and the value of the exports over the metal's price bounds what can
    be in them; without a price such codes are left out.
    """
    accounts = read_accounts(tables, commodity)
    ores = (one for one in accounts if one.chain.spec.stage == "ore" and not one.output)
    return [found for one in ores if (found := missing_output(one, tables)) is not None]


def missing_output(one: Account, tables: Tables) -> Finding | None:
    """Return the finding on one account without output, or None where trade shows no mine."""
    chain, sums, spec = one.chain, one.sums, one.chain.spec
    net, worth = sums.exports - sums.imports, sums.sold_kusd - sums.bought_kusd
    if net <= 0 or worth < LEAST_VALUE_KUSD:
        return None
    scale = net / sums.exports / (spec.to_content or 1.0)
    low, high, bound = sums.low * scale, sums.high * scale, ""
    if chain.has_basket:
        most = most_content(chain, one.year, worth, tables)
        if math.isnan(most) or not leads_basket(one, tables):
            return None
        low, high = min(low, most), min(high, most)
        bound = (
            f", at most {significant(most, 3)} {spec.production_unit} {spec.content} by the "
            "metal's price; other goods share the code"
        )
    expected = span(low, high)
    listed = "no output" if one.output is None else "zero output"
    note = (
        f"{listed} listed; net exports of {chain.label} {significant(net, 6)} t worth "
        f"{significant(worth / 1e3, 3)} million USD{bound}"
    )
    return Finding(
        series=spec.production_series or "",
        place=one.place,
        partner="",
        year=one.year,
        rule="missing_production",
        raw=one.output,
        expected=expected,
        unit=spec.production_unit or "t",
        severity=calc_severity(one.output, expected, one.world_output),
        note=note,
    )


def most_content(chain: Chain, year: int, worth_kusd: float, tables: Tables) -> float:
    """Return the most production units of metal that exports of a value can hold; NaN unknown."""
    price = find_price(chain.spec.commodity, year, tables)
    if price is None:
        return math.nan
    return (
        worth_kusd
        * 1e3
        / price_per_tonne(price, chain.spec.content)
        / (chain.spec.to_content or 1.0)
    )


def leads_basket(one: Account, tables: Tables) -> bool:
    """Return whether no other ore in the codes of an account has more world output by value."""
    mine = world_worth(one.chain.spec, one.year, tables)
    return all(
        world_worth(row, one.year, tables) <= mine
        for row in read_materials().stage_rows
        if row.stage == "ore" and row.commodity != one.chain.spec.commodity
        if {c.hs6 for c in read_materials().codes(row.commodity, "ore")} & set(one.chain.codes)
    )


@lru_cache(maxsize=256)
def world_worth(spec: StageRow, year: int, tables: Tables) -> float:
    """Return listed world output of a stage times the metal's price [USD]; 0 where not known."""
    price = find_price(spec.commodity, year, tables)
    if price is None or spec.to_content is None or not spec.production_series:
        return 0.0
    sql = "SELECT coalesce(favg(quantity) * count(quantity), 0) FROM wmd"
    sql += " WHERE series = ? AND year = ?"
    found = tables.connection.cursor().execute(sql, [spec.production_series, year]).fetchall()
    return float(found[0][0] * spec.to_content * price_per_tonne(price, spec.content))


@lru_cache(maxsize=1)
def read_accounts(tables: Tables, commodity: str | None) -> tuple[Account, ...]:
    """Return the account of every country that trades in a chain, for the years with output."""
    return tuple(make_accounts(tables, commodity))


def make_accounts(tables: Tables, commodity: str | None) -> Iterator[Account]:
    """Yield the accounts, chain by chain."""
    found = chains(tables, commodity)
    output = read_output(tables)
    trade = read_trade(tables, sorted({code for chain in found for code in chain.codes}))
    for chain in found:
        listed = output.get(chain.spec.production_series or "", {})
        mined = dict.fromkeys((year for year, _ in listed), 0.0)
        for (year, _), amount in listed.items():
            mined[year] += amount or 0.0
        sums = sum_codes(chain, trade, mined)
        shipped = dict.fromkeys(mined, 0.0)
        for (year, _), one in sums.items():
            shipped[year] += one.exports
        for (year, place), one in sorted(sums.items()):
            amount = listed.get((year, place))
            yield Account(chain, year, place, one, amount, shipped[year], mined[year])


def chains(tables: Tables, commodity: str | None) -> list[Chain]:
    """Return the stages that have a production series in tonnes and codes with factors."""
    materials = read_materials()
    names = [commodity] if commodity else materials.commodities
    sql = "SELECT DISTINCT hs6 FROM baci"
    held = {code for (code,) in tables.connection.cursor().execute(sql).fetchall()}
    rows = (build_chain(materials, row, held) for name in names for row in materials.stages(name))
    return [chain for chain in rows if chain is not None]


def build_chain(materials: Materials, spec: StageRow, held: set[str]) -> Chain | None:
    """Return the chain of one stage, or None where it cannot be balanced."""
    if spec.production_unit not in MASS_IN_TONNES or spec.to_content is None:
        return None
    rows = [c for c in materials.codes(spec.commodity, spec.stage) if c.hs6 in held]
    if not rows or any(c.low is None or c.high is None for c in rows):
        return None
    return Chain(
        spec=spec,
        codes=tuple(sorted({c.hs6 for c in rows})),
        factors={c.hs6: (c.low or 0.0, c.high or 0.0) for c in rows},
        has_basket=any(c.scope == "basket" for c in rows),
    )


def read_output(tables: Tables) -> dict[str, dict[tuple[int, str], float | None]]:
    """Return raw output by series, then by year and country, in the unit of the series."""
    found: dict[str, dict[tuple[int, str], float | None]] = {}
    sql = "SELECT series, year, country, quantity FROM wmd"
    for series, year, place, amount in tables.connection.cursor().execute(sql).fetchall():
        found.setdefault(series, {})[year, place] = amount
    return found


Trade = Mapping[str, Sequence[tuple[int, str, float, float, float, float]]]
"""By code: year, country, tonnes out and in, thousand USD out and in."""


def read_trade(tables: Tables, codes: Sequence[str]) -> Trade:
    """Return the raw trade of every country by code, for the years with production."""
    if not codes:
        return {}
    sql = f"""
        WITH f AS (
            SELECT hs6, year, exporter, importer, value_kusd::DOUBLE AS v,
                   coalesce(quantity_t, 0)::DOUBLE AS q
            FROM baci WHERE hs6 IN ({literals(codes)})
              AND year BETWEEN (SELECT min(year) FROM wmd) AND (SELECT max(year) FROM wmd)
        ), sides AS (
            SELECT hs6, year, exporter AS place, q AS sold, 0 AS bought, v AS out, 0 AS paid FROM f
            UNION ALL SELECT hs6, year, importer, 0, q, 0, v FROM f
        )
        SELECT hs6, year, place, sum(sold), sum(bought), sum(out), sum(paid)
        FROM sides GROUP BY ALL ORDER BY ALL
    """
    found: dict[str, list[tuple[int, str, float, float, float, float]]] = {}
    for code, *rest in tables.connection.cursor().execute(sql).fetchall():
        found.setdefault(code, []).append(tuple(rest))
    return found


def sum_codes(chain: Chain, trade: Trade, years: Container[int]) -> dict[tuple[int, str], Sums]:
    """Return the trade of every country in the codes of a chain, by year and country."""
    totals: dict[tuple[int, str], list[float]] = {}
    for code in chain.codes:
        low, high = chain.factors[code]
        for year, place, sold, bought, out, paid in trade.get(code, ()):
            if year not in years:
                continue
            held = totals.setdefault((year, place), [0.0] * 6)
            for i, amount in enumerate((sold, bought, low * sold, high * sold, out, paid)):
                held[i] += amount
    return {key: Sums(*found) for key, found in totals.items()}
