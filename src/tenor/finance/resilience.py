"""What a supply is worth to a buyer beyond its price, from the table of a market run."""

from __future__ import annotations

import csv
from dataclasses import replace
from pathlib import Path

from tenor.core.errors import DataError
from tenor.finance.results import Valuation

TABLE = "resilience.csv"
COLUMNS = ("party", "value", "unit")


def add_resilience(found: Valuation, run: Path) -> Valuation:
    """Return a valuation with the resilience value of each buyer that the run's table names.

    The table ``resilience.csv`` has the columns party, value and unit; the unit is the
    valuation's currency. Parties that it does not name keep null.

    Raises
    ------
    DataError
        The folder has no such table, or a row is in other money or no number.
    """
    path = run / TABLE
    if not path.is_file():
        raise DataError(f"{run} holds no {TABLE}; a market run writes it for a buyer country")
    rows = list(csv.DictReader(path.read_text(encoding="utf-8").splitlines()))
    parties = dict(found.parties)
    for line, row in enumerate(rows, start=2):
        missing = [name for name in COLUMNS if not row.get(name)]
        if missing:
            raise DataError(f"{path}, row {line}: no {', '.join(missing)}")
        if row["unit"] != found.basis["currency"]:
            raise DataError(
                f"{path}, row {line}: value in {row['unit']}, expected {found.basis['currency']}"
            )
        try:
            value = float(row["value"])
        except ValueError:
            raise DataError(f"{path}, row {line}: {row['value']!r} is no number") from None
        if row["party"] in parties:
            parties[row["party"]] = replace(parties[row["party"]], resilience_value=value)
    return replace(found, parties=parties)
