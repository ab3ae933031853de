"""Write the model's record on past disruptions, which briefs print beside its bands.

    python scripts/record_hindcast.py

The figures are those of ``tenor hindcast --all``; a test computes them again.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from tenor.market.hindcast import calc_record, calc_suite

TARGET = Path(__file__).parents[1] / "src" / "tenor" / "data" / "hindcast_record.json"


def main() -> int:
    """Score the suite, write its record and return the exit code."""
    record = calc_record(calc_suite())
    TARGET.write_text(json.dumps(record, indent=1) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
