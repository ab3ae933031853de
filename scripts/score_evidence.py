"""Write the table of accuracy of the rules by layer.

python scripts/score_evidence.py                          # print the table
python scripts/score_evidence.py --also TITLE LABELS DOCUMENTS  # with a column for other texts
python scripts/score_evidence.py --write                  # put it into docs/evidence/accuracy.md
"""

from __future__ import annotations

import argparse
import datetime as dt
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from tenor.evidence.scoring import score_folder

ROOT = Path(__file__).resolve().parents[1]
LABELLED = ROOT / "tests" / "evidence" / "labelled"
PAGE = ROOT / "docs" / "evidence" / "accuracy.md"
BEGIN, END = "<!-- table: begin -->\n", "<!-- table: end -->"
Scores = Mapping[str, Any]
TOO_FIRM = 0.02

LAYERS = (
    ("money_percent_recall", "money and percent found, value right", "0.97"),
    ("money_percent_precision", "money and percent claimed, value right", "0.97"),
    ("quantity_recall", "other quantities found, with complete unit", "0.80"),
    ("claim_precision", "claims that are claims", "0.90"),
    ("claim_recall", "labels found", ""),
    ("value", "value right where found", ""),
    ("bound", "bound right where found", ""),
    ("measure", "measure right where found", "0.80"),
    ("status", "status right", "0.75"),
    ("modality", "modality right", ""),
    ("polarity", "polarity right", ""),
    ("attribution_recall", "speaker found", "0.65"),
    ("party_recall", "parties found", ""),
    ("role", "role right where the party is found", ""),
)


def find_cell(scores: Scores, layer: str) -> str:
    """Return the share of a layer with its counts."""
    entry = scores["layers"].get(layer)
    if entry is None or entry["value"] is None:
        return "-"
    return f"{entry['value']:.3f} ({entry['right']} of {entry['of']})"


def build_table(columns: Sequence[tuple[str, Scores]]) -> str:
    """Return the table of all layers, one column for each set."""
    heads = ["layer", "bar", *(name for name, _ in columns)]
    rows = [heads, ["---"] * len(heads)]
    for layer, text, bar in LAYERS:
        rows.append([text, bar or "-", *(find_cell(scores, layer) for _, scores in columns)])
    rows.append(
        [
            "deals read too firm",
            "under 0.02",
            *(_share(scores["too_firm"]) for _, scores in columns),
        ]
    )
    for key, text in (
        ("claims_from_boilerplate", "claims out of boilerplate"),
        ("values_claimed_twice", "values claimed twice"),
        ("documents", "documents"),
    ):
        bar = "-" if key == "documents" else "0"
        rows.append([text, bar, *(str(scores[key]) for _, scores in columns)])
    return "\n".join(f"| {' | '.join(row)} |" for row in rows) + "\n"


def _share(entry: Scores) -> str:
    return (
        "-"
        if entry["value"] is None
        else f"{entry['value']:.3f} ({entry['count']} of {entry['of']})"
    )


def tell_bars(scores: Scores) -> str:
    """Return which bars a set meets, as two sentences."""
    met, missed = [], []
    for layer, text, bar in LAYERS:
        share = scores["layers"].get(layer, {}).get("value")
        if bar and share is not None:
            (met if share >= float(bar) else missed).append(text)
    (met if scores["too_firm"]["value"] < TOO_FIRM else missed).append("deals read too firm")
    for key in ("claims_from_boilerplate", "values_claimed_twice"):
        (missed if scores[key] else met).append(key.replace("_", " "))
    return f"Met on the held part: {'; '.join(met)}. Not met: {'; '.join(missed) or 'none'}."


def main() -> None:
    """Score, print or write."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument(
        "--also", nargs=3, action="append", default=[], metavar=("TITLE", "LABELS", "DOCUMENTS")
    )
    parser.add_argument("--write", action="store_true")
    args = parser.parse_args()
    names = {"dev": "own set, open part", "held": "own set, held part"}
    columns = [
        (title, score_folder(LABELLED / f"{name}.json", LABELLED / name))
        for name, title in names.items()
    ]
    columns += [
        (title, score_folder(Path(labels), Path(folder))) for title, labels, folder in args.also
    ]
    day = dt.datetime.now(dt.UTC).date()
    table = (
        f"Measured on {day:%-d %B %Y}.\n\n{build_table(columns)}\n{tell_bars(columns[1][1])}\n\n"
    )
    if not args.write:
        print(table)
        return
    page = PAGE.read_text(encoding="utf-8")
    found = re.compile(re.escape(BEGIN) + ".*?" + re.escape(END), re.DOTALL)
    PAGE.write_text(found.sub(lambda _: f"{BEGIN}\n{table}{END}", page), encoding="utf-8")


if __name__ == "__main__":
    main()
