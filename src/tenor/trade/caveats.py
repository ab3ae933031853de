"""Why a price gap may mislead, in words and where possible in figures."""

from __future__ import annotations

from collections.abc import Sequence

from tenor.core.trace import format_value, significant
from tenor.panel.supply_rows import SupplyRow
from tenor.trade.rows import GapRow


def describe_grade(
    content: str,
    factors: tuple[float, float, float] | None,
    unit_value: float | None,
    middle: float | None,
) -> str:
    """Return what part of a gap the grade alone could explain.

    With the reference taken to be at the base factor $f$, a grade $f'$ is worth
    $p_{50} f' / f$: the gap closes at $f' = f u / p_{50}$.

    Parameters
    ----------
    content : str
    factors : (low, base, high) or None [t content / t gross]
    unit_value, middle : float or None [USD/t gross]

    Examples
    --------
    >>> describe_grade("Cr2O3", (0.36, 0.42, 0.5), 300.0, 320.0).partition(";")[0]
    'grade alone can explain it: the gap closes at 0.39 t Cr2O3 per t'
    """
    if unit_value is None or middle is None:
        return "no gap to explain"
    if factors is None:
        return "no range of grades is at hand for this code"
    low, base, high = factors
    closes = base * unit_value / middle
    shown = f"range {significant(low, 2)} to {significant(high, 2)}, base {significant(base, 2)}"
    at = f"the gap closes at {significant(closes, 2)} t {content} per t; {shown}"
    if low <= closes <= high:
        return f"grade alone can explain it: {at}"
    end = low if closes < low else high
    part = (base - end) / (base - closes)
    share = format_value(part, "fraction", digits=2)
    return f"grade explains at most {share} of it: {at}"


def describe_caveats(spec: SupplyRow, rows: Sequence[GapRow], small_usd: float) -> tuple[str, ...]:
    """Return why the gaps may mislead, one sentence each."""
    if not rows:
        return ("no exports with data, so no gap",)
    notes = [
        "a gap is a question to the exporters, no proof of under-invoicing",
        "grade, impurities and lump or fines are not in the data; gap_grade_usd moves the grade "
        "over its range with the reference held at the base grade",
        "moisture: tonnes are as shipped; wet and dry weight can differ by a tenth in ores "
        "(judged, no source read)",
        "freight: values are free on board on both sides, and cheaper sea freight than the peers' "
        "raises what a seller gets there; the delivery basis of benchmarks is not adjusted",
        "transfer pricing: a buyer may own the seller, and a price inside one group is no price "
        "of the market",
        "timing: a year's mean of contracts made months before is compared with another's",
        "the gap is gross revenue of the sellers; the ministry's part is its royalty and tax on it",
    ]
    small = [row for row in rows if row.status == "small_flow"]
    if small:
        notes.append(
            f"{len(small)} flows below {significant(small_usd, 2)} USD are shown but not added up"
        )
    lacking = [row for row in rows if row.unit_value is None]
    if lacking:
        worth = format_value(sum(row.value_usd for row in lacking), "USD_nominal", digits=2)
        notes.append(f"{len(lacking)} flows ({worth}) have no quantity and no gap")
    thin = [row for row in rows if row.peers is not None and row.peers.exporters < 3]
    if thin:
        notes.append(f"{len(thin)} rows rest on fewer than three other suppliers of the importer")
    if any(row.benchmark and row.benchmark.price.content != "gross" for row in rows):
        notes.append(
            "the benchmark pays for contained metal: what a smelter deducts is not taken off"
        )
    part = {
        (row.year, months)
        for row in rows
        if row.benchmark and (months := row.benchmark.price.months) not in (None, 12)
    }
    notes += [f"the benchmark of {y} is the mean of {months} months only" for y, months in part]
    if spec.baskets:
        notes.append(f"other goods share {', '.join(spec.baskets)}")
    return tuple(notes)
