"""A small mine in the short form, for examples and tests."""

from __future__ import annotations

from tenor.finance.model import Costs, Owner, Product, Project
from tenor.finance.series import Series
from tenor.finance.terms import Depreciation, Fiscal, IncomeTax, Royalty


def small_mine() -> Project:
    """Return the mine of the worked example: three years of copper after two of building.

    Examples
    --------
    >>> small_mine().owners[2]
    Owner(name='host_province', share=0.1, kind='province', free_carried=True, carry_rate=None, \
commitment=None)
    """
    made = tuple((year, 10_000.0) for year in (2028, 2029, 2030))
    spent = tuple((year, 30.0e6) for year in (2028, 2029, 2030))
    return Project(
        name="small mine",
        currency="USD_2024",
        valuation_year=2025,
        discount_rate=0.08,
        products=(
            Product("copper", "t", Series(by_year=made), Series(level=9000.0), "USD_2024/t"),
        ),
        costs=Costs(
            opex=Series(by_year=spent), capex=Series(by_year=((2026, 60.0e6), (2027, 40.0e6)))
        ),
        fiscal=Fiscal(
            royalties=(Royalty("royalty_ad_valorem", rate=Series(level=0.05)),),
            income_tax=IncomeTax(
                rate=Series(level=0.29), depreciation=Depreciation("straight_line", years=3)
            ),
        ),
        owners=(
            Owner("investor", 0.75),
            Owner("host_state", 0.15, "state"),
            Owner("host_province", 0.10, "province", free_carried=True),
        ),
    )
