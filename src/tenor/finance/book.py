"""Who pays whom: every payment is entered once, so that what parties get sums to the project's."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from tenor.finance.series import Floats

PROJECT = "project"
"""The vehicle that operates; what is left in it belongs to the owners."""


class Book:
    """Payments between parties by year and draw.

    With `detailed`, `lines` keeps each payment under its label, as its party sees it.
    """

    def __init__(self, years: int, *, detailed: bool = True) -> None:
        self.years, self.detailed = years, detailed
        self.net: dict[str, Floats] = {}
        self.lines: dict[tuple[str, str], Floats] = {}

    def pay(self, payer: str, receiver: str, amount: Floats, *, label: str) -> None:
        """Enter a payment; a negative amount flows the other way."""
        for party, sign in ((payer, -1.0), (receiver, 1.0)):
            if party == PROJECT:
                continue
            known = self.net.get(party)
            if known is None:
                self.net[party] = amount if sign > 0 else -amount
            else:
                self.net[party] = known + amount if sign > 0 else known - amount
            if self.detailed:
                key = (party, label)
                self.lines[key] = self.lines.get(key, np.zeros((self.years, 1))) + sign * amount

    def parties(self) -> Mapping[str, Floats]:
        """Return the net receipts of every party."""
        return self.net
