"""What of a project file is uncertain: spreads, price processes, events, gates."""

from __future__ import annotations

from tenor.core.errors import UserError
from tenor.finance.model import Gate, Process, Security, Site, Spread, Uncertainty
from tenor.finance.reading.place import Place

FACTORS = ("grade", "capex", "opex", "exchange_rate", "delay")
KEYS = (*FACTORS, "correlation", "security", "gates")


def read_uncertainty(top: Place) -> Uncertainty | None:
    """Return what is drawn, or None where nothing is."""
    if not top.has("uncertainty"):
        return None
    place = top.child("uncertainty")
    place.only(KEYS)
    found = {key: _spread(place, key) for key in FACTORS if place.has(key)}
    return Uncertainty(
        **found,
        correlation=_correlation(place, top),
        security=_security(place) if place.has("security") else None,
        gates=tuple(_gate(name, inner) for name, inner in place.entries("gates")),
    )


def _spread(place: Place, key: str) -> Spread:
    """Return a spread; a factor multiplies its input, a delay is in years."""
    inner = place.child(key)
    low, high = inner.raw.get("low"), inner.raw.get("high")
    if low is None or high is None:
        inner.fault((), "a spread needs low and high", "write {low: 0.9, mode: 1.0, high: 1.2}")
    inner.only(("mode", "kind"))
    kind = inner.choice(
        "kind", ("triangular", "pert", "uniform", "lognormal"), default="triangular"
    )
    first = inner.number("low", low=0.0, default=1.0)
    last = inner.number("high", low=0.0, default=1.0)
    mode = inner.number("mode", low=0.0, default=(first + last) / 2)
    if not first <= mode <= last or first >= last:
        inner.fault((), f"{first:g}, {mode:g}, {last:g} are not in rising order", "order them")
    return Spread(first, mode, last, kind)  # type: ignore[arg-type]


def _correlation(place: Place, top: Place) -> dict[tuple[str, str], float]:
    """Return rank correlations by pair of variables, written ``grade~capex: -0.3``."""
    known = [*FACTORS, *(f"price.{name}" for name in top.child("prices").raw)]
    found: dict[tuple[str, str], float] = {}
    group = place.child("correlation")
    for text in group.raw:
        one, mark, other = (part.strip() for part in text.partition("~"))
        if not mark or one not in known or other not in known or one == other:
            hint = f"write two of {', '.join(known)}, as grade~capex: 0.3"
            group.fault(text, f"{text!r} is no pair of variables", hint)
            continue
        found[(one, other)] = group.number(text, low=-1.0, high=1.0)
    return found


def _security(place: Place) -> Security:
    inner = place.child("security")
    inner.only(("sites", "correlation"))
    sites = []
    for name, site in inner.entries("sites"):
        site.only(("rate", "stop", "damage", "end"))
        sites.append(
            Site(
                name,
                site.share("rate"),
                site.share("stop"),
                site.share("damage", default=0.0),
                site.share("end", default=0.0),
            )
        )
    return Security(tuple(sites), inner.share("correlation", default=0.0))


def _gate(name: str, place: Place) -> Gate:
    place.only(("year", "probability", "delay", "fails"))
    return Gate(
        name,
        place.year("year", needed=True) or 0,
        place.share("probability"),
        place.number("delay", low=0.0, high=50.0, default=0.0),
        place.share("fails", default=0.0),
    )


def read_process(sold: Place, commodity: str) -> Process | None:
    """Return a price process: by the name of a table row, or by its parameters."""
    from tenor.finance.processes import named_process

    raw = sold.raw.get("process")
    if isinstance(raw, str):
        try:
            return named_process(raw, commodity)
        except UserError as error:
            sold.fault("process", str(error).split(";")[0], str(error).partition("; ")[2])
            return None
    place = sold.child("process")
    place.only(("model", "kappa", "sigma", "sigma_yield", "rho"))
    model = place.choice("model", ("one_factor", "two_factor"))
    return Process(
        model=model,  # type: ignore[arg-type]
        kappa=place.number("kappa", low=0.0, above=True),
        sigma=place.number("sigma", low=0.0),
        sigma_yield=place.number("sigma_yield", low=0.0, default=0.0),
        rho=place.number("rho", low=-1.0, high=1.0, default=0.0),
        source=place.text("source", default=""),
    )
