"""Trace records of risk measures: ``risk.MEASURE/IMPORTER/COMMODITY/STAGE/YEAR[/PARTNER]``."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from tenor.core.errors import UnknownNameError
from tenor.core.trace import Input, Source, Trace, Value, format_value
from tenor.panel.materials import read_materials
from tenor.risk.assess import assess
from tenor.risk.indices import REFERENCE_COPPER_MIDPOINT
from tenor.risk.rows import RiskRow
from tenor.sources.box import Tables, default_tables

GEOPOLRISK = "Koyamparambath et al. (2024), Resources, Conservation and Recycling 209"
TRADE, PRODUCTION, GOVERNANCE = "baci", "wmd", "wgi"


@dataclass(frozen=True, slots=True)
class Measure:
    """How a measure of a row is printed and explained.

    Attributes
    ----------
    unit : str
        Unit of `format_value`.
    formula : str
    inputs : tuple of str
        Other measures of the same row that enter.
    tables : tuple of str
        Data records behind it.
    digits : int
        Significant digits printed.
    partner : bool
        Whether the id names a partner country.
    """

    unit: str
    formula: str
    inputs: tuple[str, ...]
    tables: tuple[str, ...]
    digits: int = 2
    partner: bool = False


MEASURES: Mapping[str, Measure] = {
    "hhi": Measure("hhi", "sum(P_c^2) / (sum P_c)^2 over producers", (), (PRODUCTION,), 2),
    "production": Measure("t", "as published", (), (PRODUCTION,), 3),
    "world_production": Measure("t", "sum of P_c over producers", (), (PRODUCTION,), 3),
    "producer_share": Measure("fraction", "P_c / sum P_c", (), (PRODUCTION,), 2, partner=True),
    "imports": Measure("t gross", "sum of q_i with a known quantity", (), (TRADE,), 3),
    "import_value": Measure("USD_nominal", "sum of v_i", (), (TRADE,), 3),
    "import_share": Measure("fraction", "q_i / sum q_i", ("imports",), (TRADE,), 2, partner=True),
    "import_hhi": Measure("hhi", "sum(q_i^2) / (sum q_i)^2 over exporters", (), (TRADE,), 2),
    "import_risk": Measure(
        "index",
        "sum(g_i q_i) / (p + Q)",
        ("imports", "production"),
        (TRADE, PRODUCTION, GOVERNANCE),
        2,
    ),
    "score": Measure(
        "index",
        f"HHI * sum(g_i q_i) / (p + Q), tonnes as published; {GEOPOLRISK}",
        ("hhi", "import_risk"),
        (TRADE, PRODUCTION, GOVERNANCE),
        2,
    ),
    "score_contained": Measure(
        "index",
        "HHI * sum(g_i f q_i) / (p + sum(f q_i)), all tonnes on the content basis",
        ("hhi",),
        (TRADE, PRODUCTION, GOVERNANCE),
        2,
    ),
    "cf": Measure(
        "kg Cu-eq/kg",
        f"score * unit value [kUSD/t] / {REFERENCE_COPPER_MIDPOINT}; {GEOPOLRISK}",
        ("score",),
        (TRADE, PRODUCTION, GOVERNANCE),
        2,
    ),
    "net_import_reliance": Measure(
        "fraction", "(M - X) / (P + M - X), content basis", (), (TRADE, PRODUCTION), 2
    ),
    "supplier_loss": Measure(
        "fraction", "max(f q_i) / (p + sum(f q_i)), content basis", (), (TRADE, PRODUCTION), 2
    ),
    "eu_index": Measure(
        "index",
        "[GS*IR/2 + SO*(1-IR/2)] * (1-EoL_RIR) * SI, Blengini et al. (2017), EUR 28654 EN",
        ("net_import_reliance",),
        (TRADE, PRODUCTION, GOVERNANCE),
        2,
    ),
}


def risk_id(measure: str, row: RiskRow, partner: str | None = None) -> str:
    """Return the trace id of a measure of a row.

    Examples
    --------
    >>> import tenor
    >>> row = tenor.risk.assess("USA", 2022, commodity="antimony", stage="ore").rows[0]
    >>> risk_id("import_share", row, "CHN")
    'risk.import_share/USA/antimony/ore/2022/CHN'
    """
    return f"risk.{measure}/{row.key}" + (f"/{partner}" if partner else "")


def measure_value(measure: str, row: RiskRow, partner: str | None = None) -> Value:
    """Return the value of a measure of a row; None where unknown."""
    detail = row.detail
    if measure == "import_share":
        # A partner that ships nothing has a share of zero only where imports are known.
        return None if row.imports_t is None else row.import_share.get(partner or "", 0.0)
    if measure == "producer_share":
        shares: Mapping[str, float] = detail["producer_share"]
        return shares.get(partner or "")
    if measure == "import_value":
        value: float | None = detail["import_value_kusd"]
        return None if value is None else value * 1000.0
    found: float | None
    if measure == "eu_index":
        found = detail.get("eu_supply_risk", {}).get("index")
    elif measure in {"world_production", "import_hhi"}:
        found = detail["world_production_t" if measure == "world_production" else "import_hhi"]
    else:
        named = {"production": "production_t", "imports": "imports_t"}
        found = getattr(row, named.get(measure, measure))
    return None if found is None or math.isnan(found) else found


def trace_measure(
    measure: str, row: RiskRow, partner: str | None = None, *, tables: Tables | None = None
) -> Trace:
    """Return the trace record of one measure of a row.

    Raises
    ------
    UnknownNameError
        No measure has this name.
    """
    if measure not in MEASURES:
        raise UnknownNameError("risk measure", measure, MEASURES)
    spec = MEASURES[measure]
    value = measure_value(measure, row, partner)
    unit = content_unit(spec.unit, measure, row)
    return Trace(
        id=risk_id(measure, row, partner),
        value=value,
        display=format_value(value, unit, digits=spec.digits),
        unit=unit,
        formula=spec.formula,
        inputs=tuple(
            Input(risk_id(name, row), measure_value(name, row), MEASURES[name].unit)
            for name in spec.inputs
        ),
        sources=trace_sources(spec, row, tables or default_tables()),
        assumed=row.notes,
    )


def content_unit(unit: str, measure: str, row: RiskRow) -> str:
    """Return the unit with what production counts, e.g. ``t Sb``."""
    if measure not in {"production", "world_production"}:
        return unit
    spec = read_materials().stage(row.commodity, row.stage)
    content = spec.production_content or ""
    gross = spec.production_basis == "gross"
    return "t gross" if gross else f"t {content}".rstrip()


def trace_sources(spec: Measure, row: RiskRow, tables: Tables) -> tuple[Source, ...]:
    """Return the data rows behind a measure."""
    series = read_materials().stage(row.commodity, row.stage).production_series or "no series"
    rows = {
        TRADE: f"hs6 {' '.join(row.hs6) or 'none'}, importer {row.importer}, {row.year}",
        PRODUCTION: f"series {series}, {row.year}",
        GOVERNANCE: f"political stability, {row.detail['governance_year']}",
    }
    return tuple(tables.source(name, rows[name]) for name in spec.tables)


def trace_risk(trace_id: str, *, tables: Tables | None = None) -> Trace:
    """Return the trace of any risk id, computed from the data at hand.

    Raises
    ------
    UnknownNameError
        The id is not of the form of this module, or names something unknown.

    Examples
    --------
    >>> trace_risk("risk.hhi/USA/antimony/ore/2022").display
    '2,800'
    """
    head, *keys = trace_id.split("/")
    measure = head.removeprefix("risk.")
    if measure not in MEASURES:
        raise UnknownNameError("trace id", trace_id, [f"risk.{name}" for name in MEASURES])
    wanted = 5 if MEASURES[measure].partner else 4
    if len(keys) != wanted or not keys[3].isdigit():
        form = f"risk.{measure}/IMPORTER/COMMODITY/STAGE/YEAR" + "/PARTNER" * (wanted == 5)
        raise UnknownNameError("trace id", trace_id, [form])
    importer, commodity, stage, year, *partner = keys
    table = assess(importer, int(year), commodity=commodity, stage=stage, tables=tables)
    return trace_measure(measure, table.rows[0], *partner, tables=tables)
