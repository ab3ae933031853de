"""Measures of an evaluated project: the deterministic part of a valuation."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from tenor.finance.evaluate import Outcome, build_schedules, evaluate
from tenor.finance.funding import build_sources_and_uses
from tenor.finance.instruments.debt import LoanAccount
from tenor.finance.measures import calc_metr, calc_npv, calc_share, find_irr, find_payback
from tenor.finance.model import PUBLIC_KINDS, Project
from tenor.finance.plan import Plan, build_plan
from tenor.finance.results import PartyValue, ProjectValue, Valuation
from tenor.finance.series import Floats
from tenor.finance.terms import GOVERNMENT, Loan

_MANY = "{what}: {count} rates of return bring its worth to nothing ({rates}); the one nearest zero"


def value_base(project: Project) -> Valuation:
    """Return what a project is worth to each party in the base case, without draws.

    Examples
    --------
    >>> from tenor.finance.example import small_mine
    >>> found = value_base(small_mine())
    >>> round(found.project.npv_pre_tax / 1e6, 3), round(found.project.npv_after_tax / 1e6, 3)
    (42.718, 18.572)
    >>> round(found.government_take["undiscounted"], 4)
    0.6615
    """
    plan = build_plan(project)
    alone = evaluate(plan, financed=False)
    financed = evaluate(plan, schedules=build_schedules(plan)) if project.instruments else alone
    value = value_project_alone(plan, alone, financed)
    parties = value_parties(plan, financed)
    notes = [*project.notes, *_notes(plan, value)]
    npv = value.npv_pre_tax
    return Valuation(
        name=project.name,
        project=value,
        parties=parties,
        government_take=calc_government_take(plan, financed),
        aetr=calc_share(npv - value.npv_after_tax, npv),
        cash_flow=build_rows(plan, alone, financed),
        sources_and_uses=build_sources_and_uses(plan, financed),
        basis=build_basis(project),
        regime=project.fiscal.regime,
        physical=build_physical(plan),
        inputs=tuple(
            {name: getattr(one, name) for name in type(one).__slots__} for one in project.stated
        ),
        notes=tuple(notes),
    )


def build_basis(project: Project) -> dict[str, Any]:
    """Return what the numbers rest on: currency, rate, date and timing."""
    year = project.valuation_year
    return {
        "currency": project.currency,
        "discount_rate": project.discount_rate,
        "real_or_nominal": "real" if project.real else "nominal",
        "valuation_date": f"{year}-12-31",
        "timing": project.timing,
        "compounding": project.compounding,
        "tax": "project rate after tax",
        "regime": project.fiscal.regime,
    }


def value_project_alone(plan: Plan, alone: Outcome, financed: Outcome) -> ProjectValue:
    """Return the measures of the project without instruments."""
    factors = plan.factors(plan.project.discount_rate)
    before, after = alone.pre_tax[:, 0], alone.after_tax[:, 0]
    irr_before, irr_after = find_irr(before), find_irr(after)
    aisc, unit, credit = calc_aisc(plan, alone)
    totals = {
        **_pre_tax_columns(alone),
        "levies": sum((levy.paid for levy in alone.levies), np.zeros((1, 1))),
        "income_tax": alone.tax,
        "rent_tax": alone.rent,
        "royalty_and_tax": alone.fiscal,
        "after_tax_cash_flow": alone.after_tax,
    }
    return ProjectValue(
        npv_pre_tax=float(calc_npv(before, factors)),
        npv_after_tax=float(calc_npv(after, factors)),
        irr_pre_tax=irr_before,
        irr_after_tax=irr_after,
        payback_year=find_payback(after, plan.years),
        metr=calc_metr(irr_before.value, irr_after.value),
        aisc=aisc,
        aisc_unit=unit,
        by_product_credit=credit,
        totals={name: float(np.sum(flow[..., 0])) for name, flow in totals.items()},
        npv_after_tax_financed=float(calc_npv(financed.after_tax[:, 0], factors)),
    )


def _pre_tax_columns(alone: Outcome) -> dict[str, Floats]:
    """Return the flows from revenue to the cash flow before tax, by the name they are shown by."""
    op = alone.operating
    return {
        "revenue": op.gross,
        "selling_costs": op.selling,
        "feed": op.feed,
        "opex": op.opex,
        "capex": op.capex,
        "sustaining_capex": op.sustaining,
        "closure": op.closure,
        "pre_tax_cash_flow": alone.pre_tax,
    }


def calc_aisc(plan: Plan, outcome: Outcome) -> tuple[float | None, str | None, float]:
    r"""Return the all-in sustaining cost per unit of the main metal, its unit, and the credit.

    .. math:: a = \frac{\sum_y (\text{selling} + \text{feed} + \text{opex} + \text{royalties}
        + \text{sustaining} + \text{closure} - \text{by-products})}{\sum_y q}

    Undiscounted over the life. In the short form capital spent after the first year of
    production is sustaining; where sustaining capital is stated, only that is.
    """
    op = outcome.operating
    made = 0.0 if plan.main is None else float(np.sum(op.quantity[plan.main]))
    if plan.main is None or made <= 0:
        return None, None, 0.0
    others = [n for n in op.quantity if n != plan.main]
    credit = float(sum(np.sum(op.quantity[n] * op.price[n]) for n in others))
    kept = float(np.sum(op.sustaining))
    if kept == 0.0 and plan.output is None:
        first = int(np.argmax(np.asarray(plan.payable[plan.main]) > 0))
        kept = float(np.sum(op.capex[first + 1 :]))
    levies = sum(float(np.sum(levy.paid)) for levy in outcome.levies)
    spent = sum(float(np.sum(x)) for x in (op.selling, op.feed, op.opex, op.closure))
    product = next(p for p in plan.project.products if p.commodity == plan.main)
    unit = f"{plan.project.currency}/{product.unit}"
    return (spent + levies + kept - credit) / made, unit, credit


def value_parties(plan: Plan, outcome: Outcome) -> dict[str, PartyValue]:
    """Return what each party gets: owners first, then governments and counterparties."""
    project = plan.project
    flows = dict(outcome.book.parties())
    names = [name for name in outcome.owned if name in flows]
    names += [name for name in flows if name not in names]
    loans: dict[str, list[LoanAccount]] = {}
    for loan in outcome.loans:
        loans.setdefault(loan.schedule.loan.party, []).append(loan)
    found = {}
    for name in names:
        flow = np.broadcast_to(flows[name], (len(plan.years), flows[name].shape[1]))[:, 0]
        rate = project.party_rates.get(name, project.discount_rate)
        lines = {
            label: float(np.sum(amount[:, 0]))
            for (party, label), amount in outcome.book.lines.items()
            if party == name
        }
        cover = find_cover(plan, loans.get(name, []), outcome)
        found[name] = PartyValue(
            name=name,
            kind=find_kind(project, name),
            discount_rate=rate,
            npv=float(calc_npv(flow, plan.factors(rate))),
            total=float(np.sum(flow)),
            irr=find_irr(flow).value,
            payback_year=find_payback(flow, plan.years),
            lines=lines,
            flow=tuple(float(x) for x in flow),
            dscr_min=cover[0],
            dscr_mean=cover[1],
            llcr=cover[2],
        )
    return found


def find_kind(project: Project, name: str) -> str:
    """Return the kind of a party: as stated, or by what it does."""
    if name in project.party_kinds:
        return project.party_kinds[name]
    if name == GOVERNMENT:
        return "government"
    if any(isinstance(one, Loan) and one.party == name for one in project.instruments):
        return "lender"
    from tenor.finance.reading.project import kind_of_owner

    kind = kind_of_owner(name)
    return "counterparty" if kind == "private" else kind


def find_cover(
    plan: Plan, loans: list[LoanAccount], outcome: Outcome
) -> tuple[float | None, float | None, float | None]:
    """Return the least cover of a lender's loans: least and mean in a year, and over the life."""
    found = [calc_cover(plan, loan, outcome) for loan in loans]

    def least(place: int) -> float | None:
        known = [one[place] for one in found if one[place] is not None]
        return min((value for value in known if value is not None), default=None)

    return least(0), least(1), least(2)


def calc_cover(
    plan: Plan, loan: LoanAccount, outcome: Outcome
) -> tuple[float | None, float | None, float | None]:
    r"""Return the least and mean debt service cover of a loan, and its cover over its life.

    .. math:: \text{DSCR}_y = A_y / S_y, \qquad
        \text{LLCR} = \sum_{y \ge y_0} A_y (1 + i)^{-(y - y_0 + 1)} / B_{y_0 - 1}
    """
    s = loan.schedule
    service = s.service / s.index
    paying = service > 0
    paying[: s.first] = False
    if not paying.any():
        return None, None, None
    cash = np.broadcast_to(outcome.available, (len(plan.years), outcome.available.shape[1]))[:, 0]
    ratios = cash[paying] / service[paying]
    last = int(np.flatnonzero(paying)[-1])
    weights = (1.0 + s.loan.rate) ** -np.arange(1.0, last - s.first + 2)
    owed = float(s.balance[s.first - 1])
    worth = float(np.sum((cash * s.index)[s.first : last + 1] * weights))
    return float(ratios.min()), float(ratios.mean()), worth / owed if owed > 0 else None


def calc_government_take(plan: Plan, outcome: Outcome) -> dict[str, float | None]:
    r"""Return the share of the pre-tax cash flow that governments get.

    .. math:: \frac{\sum_y (\text{royalty}_y + \text{tax}_y + \text{public distributions}_y) C_y}
        {\sum_y \text{pre-tax}_y C_y}

    with :math:`C = 1` undiscounted. Public distributions are net of what the owner paid in.
    """
    flow, whole = calc_taken(plan, outcome)[:, 0], outcome.pre_tax[:, 0]
    factors = plan.factors(plan.project.discount_rate)
    return {
        "undiscounted": calc_share(float(np.sum(flow)), float(np.sum(whole))),
        "discounted": calc_share(float(calc_npv(flow, factors)), float(calc_npv(whole, factors))),
    }


def calc_taken(plan: Plan, outcome: Outcome) -> Floats:
    """Return what governments get by year and draw: what terms take, and public owners' shares."""
    public = {owner.name for owner in plan.project.owners if owner.public}
    public |= {n for n, kind in plan.project.party_kinds.items() if kind in PUBLIC_KINDS}
    taken = outcome.fiscal
    for name, flow in outcome.owned.items():
        if name in public:
            taken = taken + flow
    return taken


def build_rows(plan: Plan, alone: Outcome, financed: Outcome) -> tuple[Mapping[str, Any], ...]:
    """Return the cash flow table: the project by itself, then what each party gets."""
    royalty = sum((v.paid for v in alone.levies if v.kind == "royalty"), np.zeros((1, 1)))
    other = sum((v.paid for v in alone.levies if v.kind != "royalty"), np.zeros((1, 1)))
    columns: dict[str, Floats] = {
        **_pre_tax_columns(alone),
        "royalty": royalty,
        "other_levies": other,
        "depreciation": alone.depreciation,
        "taxable_income": alone.taxable,
        "income_tax": alone.tax,
        "rent_tax": alone.rent,
        "tax": alone.tax + alone.rent,
        "royalty_and_tax": alone.fiscal,
        "after_tax_cash_flow": alone.after_tax,
        "available_for_debt_service": financed.available,
    }
    years = len(plan.years)
    laid = {n: np.broadcast_to(c, (years, c.shape[1]))[:, 0] for n, c in columns.items()}
    made = {
        n: np.broadcast_to(q, (years, q.shape[1]))[:, 0]
        for n, q in alone.operating.quantity.items()
    }
    parties = {
        n: np.broadcast_to(f, (years, f.shape[1]))[:, 0] for n, f in financed.book.parties().items()
    }
    taken = np.broadcast_to(calc_taken(plan, financed), (years, 1))[:, 0]
    return tuple(
        {
            "year": int(year),
            "production": {name: float(made[name][y]) for name in made},
            **{name: float(laid[name][y]) for name in laid},
            "government_share": calc_share(float(taken[y]), float(laid["pre_tax_cash_flow"][y])),
            "parties": {name: float(parties[name][y]) for name in parties},
        }
        for y, year in enumerate(plan.years)
    )


def build_physical(plan: Plan) -> dict[str, Any]:
    """Return the tonnes, jobs, power and water of a long-form operation over its life."""
    if plan.output is None or plan.project.operation is None:
        return {}
    out, operation = plan.output, plan.project.operation
    treated = float(np.sum(out.treated))
    return {
        "treated_t": treated,
        "moved_t": float(np.sum(out.moved)),
        "goods_t": float(np.sum(out.goods)),
        "payable_t": {name: float(np.sum(tonnes)) for name, tonnes in out.payable.items()},
        "bought_t": {name: float(np.sum(tonnes)) for name, tonnes in out.bought.items()},
        "form": operation.good.form,
        "jobs": operation.jobs,
        "power_mwh": None if operation.power is None else operation.power * treated,
        "water_m3": None if operation.water is None else operation.water * treated,
    }


def _notes(plan: Plan, value: ProjectValue) -> list[str]:
    notes = []
    for what, rate in (("pre-tax", value.irr_pre_tax), ("after tax", value.irr_after_tax)):
        if len(rate.all) > 1:
            rates = ", ".join(f"{one:.4g}" for one in rate.all)
            notes.append(_MANY.format(what=what, count=len(rate.all), rates=rates) + " is given.")
        elif rate.value is None:
            notes.append(f"The {what} cash flow has no internal rate of return.")
    if value.npv_pre_tax <= 0:
        notes.append("The pre-tax value is not above zero, so that shares of it are not defined.")
    if plan.years[0] <= plan.project.valuation_year:
        notes.append(
            f"Flows up to {plan.project.valuation_year} are counted, at their worth at its end."
        )
    if plan.project.instruments:
        notes.append("Measures of the project leave the instruments out; the parties' hold them.")
    return notes
