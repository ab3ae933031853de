"""All results of a case in one frozen object: what the engine makes and the report shows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from tenor.decision.balance import Balance
from tenor.decision.doubts import Doubts
from tenor.decision.funding import Funding
from tenor.decision.gates import GateReport
from tenor.decision.materiality import Materiality
from tenor.decision.refining import Refined
from tenor.decision.valuing import Valued
from tenor.panel.case import Case
from tenor.panel.evidence import Heard
from tenor.panel.exports import ExportRow
from tenor.risk.rows import RiskTable
from tenor.sources.box import Tables
from tenor.trade import PriceGap


@dataclass(frozen=True, slots=True)
class Run:
    """All results of a case, ready to be shown.

    Attributes
    ----------
    case : Case
    tables : Tables
        The data that were at hand.
    partner : str
        The first partner of the case: whose dependence is assessed.
    partner_rows : RiskTable
        The partner's supply risk in the base year, the case's commodities.
    partner_series : RiskTable
        The same for every year of the trade data up to the base year.
    host_rows : RiskTable
        The host's rows in the base year; they hold its own output.
    exports : tuple of ExportRow
        The host's exports of the commodities, every year up to the base year.
    materiality : tuple of Materiality
    balances : tuple of Balance
        The host's ore exports against its mine output.
    gaps : tuple of PriceGap
        What the host's largest exported ores were declared at, beside peers.
    doubts : Doubts
        Corrections and findings of the data checks that concern the case.
    funding : tuple of Funding
        What each phase that states its money still lacks.
    gates : tuple of GateReport
        What has to happen before each project goes on.
    values : tuple of Valued
        What each project that has a file is worth, to whom.
    refined : tuple of Refined
        Each route that could refine at home instead of shipping.
    heard : Heard or None
        What the documents of the case say together; None where it has none.
    quotes : mapping of claim to str
        Sentences of the documents of which the user has a copy.
    """

    case: Case
    tables: Tables
    partner: str
    partner_rows: RiskTable
    partner_series: RiskTable
    host_rows: RiskTable
    exports: tuple[ExportRow, ...]
    materiality: tuple[Materiality, ...]
    balances: tuple[Balance, ...]
    gaps: tuple[PriceGap, ...]
    doubts: Doubts
    funding: tuple[Funding, ...]
    gates: tuple[GateReport, ...]
    values: tuple[Valued, ...] = ()
    refined: tuple[Refined, ...] = ()
    heard: Heard | None = None
    quotes: Mapping[str, str] = field(default_factory=dict)
