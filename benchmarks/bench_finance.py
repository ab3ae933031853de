"""Time and memory of many draws of a project: ``python benchmarks/bench_finance.py``.

A copper and gold mine over 40 years under the general law of Pakistan with a sculpted loan, a
stream and an offtake with floor and ceiling; prices, grade, capital, operating cost, exchange
rate, delay and events are drawn. Targets: 10,000 draws under 0.3 s on one core after loading;
1,000,000 under 20 s and 1 GB on two. ``--check`` exits 1 where one is missed; ``--many`` runs the
second as well. Seconds of the processor stand beside those of the clock, since a busy machine
lengthens only the latter.
"""

from __future__ import annotations

import resource
import statistics
import sys
import time

from tenor.finance import read_project_text
from tenor.finance.simulate import simulate

FEW, MANY = 10_000, 1_000_000
FEW_SECONDS, MANY_SECONDS, MEGABYTES = 0.3, 20.0, 1000.0
RUNS = 5
YEARS = range(2029, 2066)


def by_year(amount: float) -> str:
    """Return the same amount for every year of production."""
    return "{" + ", ".join(f"{year}: {amount!r}" for year in YEARS) + "}"


MINE = f"""\
name: mine of the benchmark
currency: USD_2024
valuation_year: 2025
discount_rate: 0.08
inflation: 0.02
province: Balochistan
production:
  copper: {{unit: t, by_year: {by_year(240000.0)}}}
  gold: {{unit: oz, by_year: {by_year(297000.0)}}}
prices:
  copper: {{unit: USD/lb, value: 4.03, process: schwartz-1997-copper-one-factor}}
  gold: {{unit: USD/oz, value: 2045, process: {{model: one_factor, kappa: 0.1, sigma: 0.16}}}}
opex: {{unit: USD, by_year: {by_year(1.1e9)}}}
opex_local: 0.4
opex_variable: 0.5
capex: {{unit: USD, by_year: {{2026: 1.8e9, 2027: 1.9e9, 2028: 1.87e9}}}}
sustaining_capex: {{unit: USD, by_year: {by_year(1.0e8)}}}
fiscal: {{regime: pakistan-balochistan}}
owners:
  investor: {{share: 0.5}}
  host_federation: {{share: 0.25}}
  host_province: {{share: 0.25, free_carried: true}}
instruments:
  loan: {{kind: project_loan, party: lender, rate: 0.085, basis: nominal, tenor: 14, grace: 3,
    method: sculpted, covenant: 1.2,
    amounts: {{unit: USD, by_year: {{2027: 1.0e9, 2028: 1.0e9}}}}}}
  stream: {{kind: stream, party: streamer, commodity: gold, share: 0.2, pays: 0.2,
    deposit: {{unit: USD, by_year: {{2027: 4.0e8}}}}}}
  offtake: {{kind: offtake, party: offtaker, commodity: copper, share: 0.5,
    floor: {{unit: USD/lb, value: 3.2}}, ceiling: {{unit: USD/lb, value: 5.0}}}}
uncertainty:
  grade: {{low: 0.85, mode: 1.0, high: 1.1}}
  capex: {{low: 0.9, mode: 1.1, high: 1.7}}
  opex: {{low: 0.85, mode: 1.0, high: 1.3}}
  exchange_rate: {{low: 0.8, mode: 1.0, high: 1.1}}
  delay: {{low: 0.0, mode: 1.0, high: 3.0}}
  correlation: {{price.copper~price.gold: 0.4, capex~opex: 0.5}}
  security:
    correlation: 0.4
    sites:
      mine: {{rate: 0.05, stop: 0.2, damage: 0.01}}
      road: {{rate: 0.2, stop: 0.08}}
"""


def measure(draws: int, threads: int) -> tuple[float, float]:
    """Return seconds of the clock and of the processor for a number of draws."""
    project = read_project_text(MINE.encode())
    wall, work = time.perf_counter(), time.process_time()
    simulate(project, draws=draws, seed=1, threads=threads)
    return time.perf_counter() - wall, time.process_time() - work


def main() -> int:
    measure(1_000, 1)
    runs = [measure(FEW, 1) for _ in range(RUNS)]
    wall, work = (statistics.median(run[i] for run in runs) for i in (0, 1))
    met = wall < FEW_SECONDS
    verdict = "met" if met else "MISSED"
    print(f"{FEW:,} draws, one core: {wall:.3f} s ({work:.3f} s of work), {verdict}")
    if "--many" in sys.argv:
        wall, work = measure(MANY, 2)
        megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        good = wall < MANY_SECONDS and megabytes < MEGABYTES
        verdict = "met" if good else "MISSED"
        print(
            f"{MANY:,} draws, two cores: {wall:.1f} s ({work:.1f} s of work), "
            f"{megabytes:.0f} MB, {verdict}"
        )
        met = met and good
    return 1 if not met and "--check" in sys.argv else 0


if __name__ == "__main__":
    sys.exit(main())
