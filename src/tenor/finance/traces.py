"""The trace rows of a valuation: each number with its formula, inputs and sources."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from tenor.core.trace import Source, Trace, derive_trace, format_value
from tenor.finance.results import Valuation

FORMULAE = {
    "npv_pre_tax": "sum over years of (revenue - costs - capital) (1 + r)^-(y - v)",
    "npv_after_tax": "sum over years of (pre-tax cash flow - royalty - tax) (1 + r)^-(y - v)",
    "irr_pre_tax": "the rate at which the pre-tax cash flow is worth nothing",
    "irr_after_tax": "the rate at which the cash flow after tax is worth nothing",
    "aisc": "(selling + feed + opex + levies + sustaining + closure - by-products) / main metal",
    "aetr": "(NPV before tax - NPV after tax) / NPV before tax",
    "government_take": "(royalty + tax + public owners' net receipts) / pre-tax cash flow",
    "government_take_discounted": "the same, each discounted",
    "funding_gap": "uses before the first year of production - sources",
}


def trace_valuation(found: Valuation, *, key: str, sources: Sequence[Source]) -> tuple[Trace, ...]:
    """Return the traces of a valuation: totals as inputs, then measures and parties.

    Parameters
    ----------
    found : Valuation
    key : str
        Name of the project in ids, such as ``reko-diq``; a variant may be part of it.
    sources : sequence of Source
        The project's file and what it rests on.

    Returns
    -------
    tuple of Trace
        Ids ``finance.MEASURE/KEY`` and ``finance.npv/KEY/PARTY``, ``finance.irr/KEY/PARTY``.
    """
    unit = str(found.basis["currency"])
    judged = [str(one["path"]) for one in found.inputs if one.get("judgement")]
    recalled = [str(one["path"]) for one in found.inputs if one.get("met") == "recalled"]
    assumed = list(found.notes)
    if judged:
        assumed.append(f"Judgements with a range: {', '.join(judged)}.")
    if recalled:
        assumed.append(f"Recalled and not read: {', '.join(recalled)}.")
    totals = {
        name: Trace(
            id=f"finance.total/{key}/{name}",
            value=value,
            display=format_value(value, unit, digits=3),
            unit=unit,
            formula=f"sum over years of {name.replace('_', ' ')}, undiscounted",
            inputs=(),
            sources=tuple(sources),
            assumed=tuple(assumed),
        )
        for name, value in found.project.totals.items()
    }
    return (*totals.values(), *_measures(found, key, unit, inputs=totals.values()))


def _measures(found: Valuation, key: str, unit: str, *, inputs: Iterable[Trace]) -> Iterable[Trace]:
    used, project = list(inputs), found.project
    take = found.government_take
    figures = (
        ("npv_pre_tax", project.npv_pre_tax, unit),
        ("npv_after_tax", project.npv_after_tax, unit),
        ("irr_pre_tax", project.irr_pre_tax.value, "fraction"),
        ("irr_after_tax", project.irr_after_tax.value, "fraction"),
        ("aisc", project.aisc, project.aisc_unit or unit),
        ("aetr", found.aetr, "fraction"),
        ("government_take", take["undiscounted"], "fraction"),
        ("government_take_discounted", take["discounted"], "fraction"),
        ("funding_gap", found.sources_and_uses["gap"], unit),
    )
    for name, value, of in figures:
        yield derive_trace(
            f"finance.{name}/{key}", value, unit=of, formula=FORMULAE[name], inputs=used
        )
    for name, party in found.parties.items():
        rate = f"{party.discount_rate:g}"
        yield derive_trace(
            f"finance.npv/{key}/{name}",
            party.npv,
            unit=unit,
            formula=f"sum over years of net receipts of {name} at {rate} a year",
            inputs=used,
        )
        yield derive_trace(
            f"finance.irr/{key}/{name}",
            party.irr,
            unit="fraction",
            formula=f"the rate at which the net receipts of {name} are worth nothing",
            inputs=used,
        )
