"""Trade flows of the asked rows and years, by integer label."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tenor.panel.corrections import corrected
from tenor.panel.reference import read_reference
from tenor.sources.box import Tables

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Labels = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Flows:
    """Trade flows in long form, one entry per row, code, year, importer and exporter.

    Integer labels index the rows, codes, years and countries of the arrays that
    the flows belong to. `quantity_t` is NaN where the source has none.
    """

    row: Ints
    code: Ints
    year: Ints
    importer: Ints
    exporter: Ints
    value_kusd: Floats
    quantity_t: Floats

    def select(self, mask: NDArray[np.bool_]) -> Flows:
        """Return the flows where `mask` is true."""
        return Flows(*(getattr(self, name)[mask] for name in self.__slots__))

    def __len__(self) -> int:
        return len(self.row)


def read_flows(
    tables: Tables,
    held: Sequence[tuple[int, int, str]],
    *,
    years: Sequence[int],
    places: Sequence[str] | None,
    as_published: bool = False,
) -> Flows:
    """Return the flows of some codes in some years.

    `held` lists (row label, code label, code); a code may serve several rows.
    `places` keeps the flows into and out of these countries; None keeps all. The
    labels of countries are those of `read_reference`.
    """
    if not held:
        return Flows(*(np.empty(0, kind) for kind in [np.int64] * 5 + [np.float64] * 2))
    read_reference(tables, as_published=as_published)  # tells the queries the country labels
    where = [f"f.year BETWEEN {min(years)} AND {max(years)}"]
    if len(years) != max(years) - min(years) + 1:
        where.append(f"f.year IN ({', '.join(str(y) for y in years)})")
    # The codes are named in the filter too, so that row groups without them are not read.
    where.append(f"f.hs6 IN ({literals(sorted({code for _, _, code in held}))})")
    if places is not None:
        listed = literals(places)
        where.append(f"(f.importer IN ({listed}) OR f.exporter IN ({listed}))")
    trade = "baci"
    if not as_published:
        trade = corrected(tables, "baci", series=[code for _, _, code in held], years=years)
    sql = f"""
        WITH codes(row_id, code_id, hs6) AS (VALUES {values(held)})
        SELECT c.row_id::BIGINT, c.code_id::BIGINT, f.year::BIGINT,
               enum_code(f.importer::place)::BIGINT, enum_code(f.exporter::place)::BIGINT,
               f.value_kusd::DOUBLE, coalesce(f.quantity_t::DOUBLE, 'nan'::DOUBLE)
        FROM {trade} f JOIN codes c USING (hs6)
        WHERE {" AND ".join(where)}
    """
    fetched = list(tables.connection.cursor().execute(sql).fetchnumpy().values())
    row, code, year, importer, exporter, value, quantity = (np.asarray(a) for a in fetched)
    position = np.searchsorted(np.asarray(years), year)
    return sort_flows(Flows(row, code, position, importer, exporter, value, quantity))


def sort_flows(flows: Flows) -> Flows:
    """Return the flows by row, year, importer, exporter and code.

    A query that several threads answer returns its rows in any order, and the
    last digits of a sum depend on the order.
    """
    if len(flows) == 0:
        return flows
    key = np.zeros(len(flows), dtype=np.int64)
    for labels in (flows.row, flows.year, flows.importer, flows.exporter, flows.code):
        key = key * (int(labels.max()) + 1) + labels
    order = np.argsort(key, kind="stable")
    return Flows(*(getattr(flows, name)[order] for name in Flows.__slots__))


def read_unit_values(
    tables: Tables,
    codes: Labels,
    years: Sequence[int],
    *,
    quantiles: tuple[float, ...],
    as_published: bool = False,
) -> Floats:
    """Return quantiles of world unit values (quantile, code, year) [kUSD/t]; NaN without a flow.

    Every flow with a quantity counts once: the spread is that of contracts and
    reporting, not of tonnes.
    """
    result = np.full((len(quantiles), len(codes), len(years)), np.nan)
    if not codes:
        return result
    trade = "baci" if as_published else corrected(tables, "baci", series=codes, years=years)
    sql = f"""
        SELECT hs6, year, quantile_cont(value_kusd::DOUBLE / quantity_t::DOUBLE, {list(quantiles)})
        FROM {trade} f WHERE quantity_t > 0 AND hs6 IN ({literals(codes)})
          AND year BETWEEN {min(years)} AND {max(years)} GROUP BY ALL
    """
    code_position = {code: i for i, code in enumerate(codes)}
    year_position = {year: i for i, year in enumerate(years)}
    for code, year, pair in tables.connection.cursor().execute(sql).fetchall():
        if year in year_position:
            result[:, code_position[code], year_position[year]] = pair
    return result


def literals(items: Sequence[str]) -> str:
    """Return SQL string literals, comma separated."""
    return ", ".join("'" + item.replace("'", "''") + "'" for item in items)


def values(rows: Sequence[tuple[int | str, ...]]) -> str:
    """Return the rows of a SQL VALUES clause."""
    return ", ".join(
        "(" + ", ".join(str(c) if isinstance(c, int) else literals([c]) for c in row) + ")"
        for row in rows
    )
