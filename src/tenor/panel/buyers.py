"""Who in the world buys a good: imports by country of some HS codes in one year."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tenor.core.trace import Trace, format_value
from tenor.panel.exports import add_up
from tenor.panel.flows import read_flows
from tenor.panel.reference import read_reference
from tenor.sources.box import Tables


@dataclass(frozen=True, slots=True)
class Buyers:
    """World imports of a good.

    Attributes
    ----------
    codes : tuple of str
        HS codes, of those that the trade table has.
    year : int
    value_usd : mapping of country to float
        Largest first; sums over the codes.
    """

    codes: tuple[str, ...]
    year: int
    value_usd: Mapping[str, float]

    @property
    def total(self) -> float:
        """All imports."""
        return sum(self.value_usd.values())

    def share(self, country: str) -> float | None:
        """Return a country's part of all imports; None where none are recorded."""
        if country not in self.value_usd or self.total <= 0:
            return None
        return self.value_usd[country] / self.total


def read_buyers(tables: Tables, codes: Sequence[str], year: int) -> Buyers:
    """Return the world's imports of some HS codes by importer in one year."""
    reference = read_reference(tables)
    held = tuple(c for c in sorted(set(codes)) if year in reference.coverage.get(c, ()))
    flows = read_flows(tables, [(0, i, c) for i, c in enumerate(held)], years=[year], places=None)
    names = [reference.countries[i] for i in flows.importer]
    values = (flows.value_kusd * 1e3).tolist()
    return Buyers(held, year, add_up(zip(names, values, strict=True)))


def trace_buyer(trace_id: str, buyers: Buyers, country: str, *, tables: Tables) -> Trace:
    """Return the trace of a country's share of the world's imports."""
    share = buyers.share(country)
    codes = " ".join(buyers.codes) or "none"
    return Trace(
        id=trace_id,
        value=share,
        display=format_value(share, "fraction", digits=2),
        unit="fraction",
        formula="imports of the country / imports of all countries, by value",
        inputs=(),
        sources=(tables.source("baci", f"hs6 {codes}, importer {country}, {buyers.year}"),),
    )
