"""Who pays whom: every payment is entered once, so that what parties get sums to the project's."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from tenor.finance.series import Floats

PROJECT = "project"
"""The vehicle that operates; what is left in it belongs to the owners."""


class Book:
    """Payments between parties by year and draw.

    `lines` keeps each payment under its label, as seen by the receiver.
    """

    def __init__(self, years: int) -> None:
        self.years = years
        self.net: dict[str, Floats] = {}
        self.lines: dict[tuple[str, str], Floats] = {}

    def pay(self, payer: str, receiver: str, amount: Floats, *, label: str) -> None:
        """Enter a payment; a negative amount flows the other way."""
        zero = np.zeros((self.years, 1))
        self.net[payer] = self.net.get(payer, zero) - amount
        self.net[receiver] = self.net.get(receiver, zero) + amount
        for party, signed in ((payer, -amount), (receiver, amount)):
            if party != PROJECT:
                key = (party, label)
                self.lines[key] = self.lines.get(key, zero) + signed

    def of(self, party: str) -> Floats:
        """Return the net receipts of a party."""
        return self.net.get(party, np.zeros((self.years, 1)))

    def parties(self) -> Mapping[str, Floats]:
        """Return the net receipts of every party but the project."""
        return {name: flow for name, flow in self.net.items() if name != PROJECT}
