"""Trace records of risk measures: ``risk.MEASURE/IMPORTER/COMMODITY/STAGE/YEAR[/PARTNER]``."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from tenor.core.countries import country_codes, is_country_code
from tenor.core.errors import UnknownNameError
from tenor.core.trace import Input, Source, Trace, Value, format_value
from tenor.panel.curated import cite
from tenor.panel.materials import Materials, read_materials
from tenor.panel.stage_series import is_curated
from tenor.risk.assess import assess
from tenor.risk.behind import EU_SOURCE
from tenor.risk.indices import REFERENCE_COPPER_MIDPOINT
from tenor.risk.rows import RiskRow
from tenor.risk.trace_curated import curated_sources
from tenor.risk.trace_ids import require_keys
from tenor.risk.trace_inputs import in_shares, list_inputs, production_unit
from tenor.sources.box import Tables, default_tables

GEOPOLRISK = "Koyamparambath et al. (2024), Resources, Conservation and Recycling 209"
TRADE, PRODUCTION, GOVERNANCE = "baci", "wmd", "wgi"
CONTENT, EU_TABLES = "content", "eu"
"""Curated tables behind a measure: contained factors; recycling and substitution."""


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
        Data records behind it, and the curated tables `CONTENT` and `EU_TABLES`.
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
    "hhi": Measure(
        "hhi", "sum(P_c^2) / (sum P_c)^2 over producers", ("world_production",), (PRODUCTION,), 2
    ),
    "production": Measure("t", "as published", (), (PRODUCTION,), 3),
    "world_production": Measure("t", "sum of P_c over producers", (), (PRODUCTION,), 3),
    "producer_share": Measure(
        "fraction", "P_c / sum P_c", ("world_production",), (PRODUCTION,), 2, partner=True
    ),
    "imports": Measure("t gross", "sum of q_i with a known quantity", (), (TRADE,), 3),
    "import_value": Measure("USD_nominal", "sum of v_i", (), (TRADE,), 3),
    "import_share": Measure("fraction", "q_i / sum q_i", ("imports",), (TRADE,), 2, partner=True),
    "import_hhi": Measure(
        "hhi", "sum(q_i^2) / (sum q_i)^2 over exporters", ("imports",), (TRADE,), 2
    ),
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
        (TRADE, PRODUCTION, GOVERNANCE, CONTENT),
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
        "fraction",
        "(M - X) / (P + M - X), content basis",
        (),
        (TRADE, PRODUCTION, CONTENT),
        2,
    ),
    "supplier_loss": Measure(
        "fraction",
        "max(f q_i) / (p + sum(f q_i)), content basis",
        (),
        (TRADE, PRODUCTION, CONTENT),
        2,
    ),
    "eu_index": Measure(
        "index",
        f"[GS*IR/2 + SO*(1-IR/2)] * (1-EoL_RIR) * SI, IR at least 0; {EU_SOURCE}",
        ("net_import_reliance",),
        (TRADE, PRODUCTION, GOVERNANCE, CONTENT, EU_TABLES),
        2,
    ),
}


WITH_OTHERS: Mapping[str, str] = {
    "hhi": "sum(P_c^2) / (sum P_c + P_others)^2 over the producers named",
    "world_production": "sum of P_c over the producers named, and P_others",
    "producer_share": "P_c / (sum P_c + P_others)",
}
"""Formulas of measures where part of output is not split by country."""


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
        # No trade recorded is not zero: only a recorded quantity of zero is.
        return row.import_share.get(partner or "")
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
    tables = tables or default_tables()
    return Trace(
        id=risk_id(measure, row, partner),
        value=value,
        display=show_measure(measure, row, partner),
        unit=unit,
        formula=formula_of(measure, row),
        inputs=(
            *(
                Input(
                    risk_id(name, row),
                    measure_value(name, row),
                    content_unit(MEASURES[name].unit, name, row),
                )
                for name in spec.inputs
                if not (name == "world_production" and in_shares(row))
            ),
            *list_inputs(measure, row, partner),
        ),
        sources=trace_sources(
            spec, row, tables, partner=row.importer if measure == "production" else partner
        ),
        assumed=trace_assumed(spec, row),
    )


def formula_of(measure: str, row: RiskRow) -> str:
    """Return the formula of a measure; output that no country is named for is in the total."""
    others = row.detail.get("other_producers_share")
    if measure == "producer_share" and in_shares(row):
        return "s_c / sum of the shares as published, with the rest to one"
    if others and measure in WITH_OTHERS:
        return WITH_OTHERS[measure]
    return MEASURES[measure].formula


def show_measure(measure: str, row: RiskRow, partner: str | None) -> str:
    """Return a measure as it is printed; a partner without a recorded flow is told as such."""
    value = measure_value(measure, row, partner)
    if value is None and measure == "import_share":
        if partner in row.detail["missing_quantity"]["exporters"]:
            return "no quantity recorded"
        if row.status != "not_covered":
            return "none recorded"
    spec = MEASURES[measure]
    return format_value(value, content_unit(spec.unit, measure, row), digits=spec.digits)


def content_unit(unit: str, measure: str, row: RiskRow) -> str:
    """Return the unit with what production counts, e.g. ``t Sb``."""
    return production_unit(row) if measure in {"production", "world_production"} else unit


def trace_sources(
    spec: Measure, row: RiskRow, tables: Tables, *, partner: str | None = None
) -> tuple[Source, ...]:
    """Return the data rows behind a measure."""
    materials = read_materials()
    series = materials.stage(row.commodity, row.stage).production_series or "no series"
    curated = is_curated(series)
    rows = {
        TRADE: f"hs6 {' '.join(row.hs6) or 'none'}, importer {row.importer}, {row.year}",
        PRODUCTION: f"series {series}, {row.year}",
        GOVERNANCE: f"political stability, {row.detail['governance_year']}",
    }
    if curated:
        del rows[PRODUCTION]
    sources = [tables.source(name, rows[name]) for name in spec.tables if name in rows]
    if curated and PRODUCTION in spec.tables:
        sources += curated_sources(row, tables, partner)
    if CONTENT in spec.tables:
        sources += content_sources(materials, row)
    if EU_TABLES in spec.tables:
        found = (materials.recycling(row.commodity), materials.substitution(row.commodity))
        sources += [
            cited(materials, record, f"{row.commodity}, {index.year}", index.source, index.met)
            for record, index in zip(("recycling", "substitution"), found, strict=True)
            if index is not None
        ]
    return tuple(sources)


def content_sources(materials: Materials, row: RiskRow) -> Iterator[Source]:
    """Yield the rows of the material table that put production and trade on one content."""
    stage = materials.stage(row.commodity, row.stage)
    key = f"{row.commodity}/{row.stage}"
    if stage.to_content is not None:
        yield cited(materials, "material_stages", key, stage.source, stage.met)
    for code in materials.codes(row.commodity, row.stage):
        if code.hs6 in row.hs6 and code.contained_factor is not None:
            yield cited(materials, "stage_codes", f"{key}/{code.hs6}", code.source, code.met)


def cited(materials: Materials, record: str, row: str, source: str, met: str) -> Source:
    """Return a row of a curated table as a source: its citation, and how that was met."""
    return Source(record, row, f"{cite(materials.sources[source])} ({met})")


def trace_assumed(spec: Measure, row: RiskRow) -> tuple[str, ...]:
    """Return the caveats of a row, with those of the curated figures a measure uses."""
    notes = list(row.notes)
    if CONTENT in spec.tables:
        codes = read_materials().codes(row.commodity, row.stage)
        recalled = [c.hs6 for c in codes if c.hs6 in row.hs6 and c.met == "recalled"]
        if recalled:
            notes.append(f"contained factor from memory, not verified: {', '.join(recalled)}")
    if EU_TABLES in spec.tables:
        notes += row.detail.get("eu_supply_risk", {}).get("assumed", [])
    return tuple(notes)


def trace_risk(trace_id: str, *, tables: Tables | None = None) -> Trace:
    """Return the trace of any risk id, computed from the data at hand.

    Raises
    ------
    UnknownNameError
        The id names something unknown.
    UserError
        A key is missing, or the year lies outside the trade data.

    Examples
    --------
    >>> trace_risk("risk.hhi/USA/antimony/ore/2022").display
    '2,800'
    """
    head, *keys = trace_id.split("/")
    room, _, measure = head.partition(".")
    if room != "risk" or measure not in MEASURES:
        raise UnknownNameError("trace id", head, [f"risk.{name}" for name in MEASURES])
    require_keys(head, keys, partner=MEASURES[measure].partner)
    importer, commodity, stage, year, *partner = keys
    for code in partner:
        if not is_country_code(code):
            raise UnknownNameError("partner", code, country_codes())
    table = assess(importer, int(year), commodity=commodity, stage=stage, tables=tables)
    return trace_measure(measure, table.rows[0], *partner, tables=tables)
