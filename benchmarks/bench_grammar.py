"""How long the grammar takes to read numbers: ordinary text, and a megabyte of hostile text.

python benchmarks/bench_grammar.py                 # medians, beside their targets
python benchmarks/bench_grammar.py --size 100000   # smaller hostile texts
python benchmarks/bench_grammar.py --check         # exit 1 where a target is missed
"""

from __future__ import annotations

import argparse
import random
import statistics
import sys
import time

from tenor.evidence.grammar.scan import find_mentions

MILLISECONDS, SECONDS = 3.0, 5.0
PLAIN = (
    "The company said on 5 May 2026 that its board had approved a US$1.2 billion plant in Phase 1"
    " of the project, which would make 45,000 tonnes of copper cathode a year and employ some 1,500"
    " people. Under Section 232 the tariff rose to 25 percent from 10 percent. The minister, who"
    " had asked for more, called the agreement a good start and said that talks would go on. "
)
HOSTILE = (
    "1/",
    "5%, ",
    "one ",
    "2 ",
    "1,",
    "$1 to ",
    "hundred and ",
    "a hundred and ",
    "5 t per ",
    "5 t a year, 6 t ",
    "5 men, some 4 of them. ",
    "3 men says 4, ",
    "+1 ",
    "Section 1, ",
    "x1-",
    "(",
    "1 | 2 | 3\n",
    "1\u2009",
    "5° ",
    "billions of ",
)


def seconds(text: str) -> float:
    """Return the processor time of one reading."""
    start = time.process_time()
    find_mentions(text)
    return time.process_time() - start


def main() -> int:
    """Print the times and return whether a target is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", type=int, default=1_000_000)
    parser.add_argument("--check", action="store_true")
    options = parser.parse_args()
    page = (PLAIN * 12)[:4096]
    plain = statistics.median(seconds(page) for _ in range(51)) * 1e3
    print(f"a page of 4,096 characters: {plain:.2f} ms (target {MILLISECONDS} ms)")
    rng = random.Random(1)
    texts = {unit: (unit * options.size)[: options.size] for unit in HOSTILE}
    texts["any"] = "".join(rng.choice("0123456789,.$% -|\n\tabmt/()") for _ in range(options.size))
    missed = plain > MILLISECONDS
    for unit, text in texts.items():
        half, whole = seconds(text[: len(text) // 2]), seconds(text)
        target = SECONDS * options.size / 1e6
        missed |= whole > target
        print(f"{unit!r:28} {whole:6.2f} s, twice the text takes {whole / half:.1f} times as long")
    return int(options.check and missed)


if __name__ == "__main__":
    sys.exit(main())
