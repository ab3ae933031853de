"""How fast documents are loaded, read by the rules and written, and in how much memory.

python benchmarks/bench_evidence.py                    # 10,000 documents
python benchmarks/bench_evidence.py --documents 1000   # fewer
python benchmarks/bench_evidence.py --jobs 1           # in one process, else as by default
python benchmarks/bench_evidence.py --extractor mentions   # the grammar without the rules
python benchmarks/bench_evidence.py --extractor parser --documents 500   # with the optional parser
python benchmarks/bench_evidence.py --check            # exit 1 where a target is missed
"""

from __future__ import annotations

import argparse
import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

PER_SECOND, WITH_PARSER, MEGABYTES = 100.0, 5.0, 1000.0
LABELLED = Path(__file__).resolve().parents[1] / "tests" / "evidence" / "labelled" / "dev"
PROBE = """
import contextlib, io, json, resource, sys, time
from tenor.cli import main
if __name__ == "__main__":
    start = time.perf_counter()
    with contextlib.redirect_stdout(io.StringIO()):
        code = main(sys.argv[1:])
    seconds = time.perf_counter() - start
    unit = 1e6 if sys.platform == "darwin" else 1e3
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit
    child = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / unit
    used = map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    spent = sum(each.ru_utime + each.ru_stime for each in used)
    told = {"code": code, "seconds": seconds, "cpu": spent, "megabytes": peak, "worker": child}
    print(json.dumps(told))
"""
SENTENCES = (
    "The company signed a loan of up to ${a} million with the bank on Monday, officials said.",
    "It would build a smelter of {b},000 tonnes a year in the north of the country by 20{c}.",
    "The state would own {d} per cent of the venture and take a royalty of {e}% of sales.",
    "Exports rose by {d}% to €{a} million in the year, after {b},{a} tonnes were shipped in May.",
    "“Not one dollar moves until the lease has been signed,” the chief executive told reporters.",
    "The reserve is put at {b}.{e} Mt grading {e}.{d}% copper and {e}.{c} g/t gold.",
    "The road to the mine is poor, and trucks wait for days at the border when it rains.",
    "Analysts in the capital doubt that the smelter will come before the power line does.",
    "The minister did not say who would pay, and the ministry did not answer questions.",
    "Villagers near the pit want clean water, and they have said so at every hearing so far.",
    "Some {a} people work at the mine, which has been shut since 20{c} for want of power.",
)
TAIL = "\nRead more: {a} facts about copper\nSubscribe now for ${e} a month\n"


def write_documents(folder: Path, count: int, seed: int = 1) -> int:
    """Write invented articles of 150 to 900 words and return their size in bytes."""
    chance = random.Random(seed)
    size = 0
    for number in range(count):
        parts = [f"Deal number {number} for a mine\n\nBy Ann Lee\nPublished: 10 Oct 2025\n"]
        for _ in range(chance.randint(3, 14)):
            chosen = [chance.choice(SENTENCES) for _ in range(chance.randint(2, 6))]
            values = {
                **{"a": chance.randint(100, 999), "b": chance.randint(2, 90)},
                **{"c": chance.randint(10, 40), "d": chance.randint(2, 60)},
                "e": chance.randint(1, 9),
            }
            parts.append(" ".join(chosen).format(**values))
        text = "\n\n".join(parts) + TAIL.format(a=number, e=3)
        path = folder / f"{number // 1000:03d}" / f"{number:06d}.txt"
        path.parent.mkdir(exist_ok=True)
        size += path.write_text(text, encoding="utf-8")
    return size


def time_steps(repeats: int = 3) -> dict[str, float]:
    """Return documents per second of processor time for each step over the labelled texts."""
    from tenor.evidence.grammar.scan import find_mentions
    from tenor.evidence.loading import load_document
    from tenor.evidence.rules import extract
    from tenor.evidence.verifying import verify

    paths = sorted(LABELLED.glob("*.txt"))
    documents = [load_document(path) for path in paths]
    steps = {
        "loading": lambda: [load_document(path) for path in paths],
        "grammar": lambda: [find_mentions(document.text) for document in documents],
        "rules with grammar": lambda: [extract(document) for document in documents],
        "all of these and the verifier": lambda: [
            verify(candidate, document)
            for path in paths
            for document in [load_document(path)]
            for candidate in extract(document)
        ],
    }
    rates = {}
    for name, step in steps.items():
        taken = []
        for _ in range(repeats):
            start = time.process_time()
            step()
            taken.append(time.process_time() - start)
        rates[name] = len(paths) / statistics.median(taken)
    return rates


def measure(folder: Path, ledger: Path, jobs: int, extractor: str) -> dict[str, float]:
    """Ingest a folder in a process of its own and return time and memory."""
    probe = ledger.with_suffix(".py")
    probe.write_text(PROBE, encoding="utf-8")
    words = ["ingest", str(folder), "--ledger", str(ledger), "--extractor", extractor]
    command = [sys.executable, str(probe), *words, *(["--jobs", str(jobs)] if jobs else [])]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return json.loads(done.stdout.splitlines()[-1])


def main() -> int:
    """Generate, ingest, ingest again, print; return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--documents", type=int, default=10_000)
    parser.add_argument("--jobs", type=int, default=0, help="0: as the command chooses")
    parser.add_argument("--extractor", choices=("rules", "parser", "mentions"), default="rules")
    parser.add_argument("--once", action="store_true", help="do not ingest a second time")
    parser.add_argument("--check", action="store_true")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as temp:
        folder = Path(temp) / "texts"
        folder.mkdir()
        size = write_documents(folder, args.documents)
        ledger = Path(temp) / "l.db"
        first = measure(folder, ledger, args.jobs, args.extractor)
        again = None if args.once else measure(folder, ledger, args.jobs, args.extractor)
        stored = ledger.stat().st_size / 1e6
    rate = args.documents / first["seconds"]
    target = WITH_PARSER if args.extractor == "parser" else PER_SECOND
    print(f"load       {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
    for name, each in time_steps().items():
        print(f"{name}: {each:,.0f} labelled texts per second of processor time")
    print(
        f"documents  {args.documents:,} ({size / 1e6:,.1f} MB), "
        f"{args.jobs or 'default'} process(es)"
    )
    print(f"rate       {rate:,.0f} documents/s, target {target:.0f}")
    each = first["cpu"] / args.documents * 1e3
    print(f"           {each:.1f} ms of processor time a document, all processes")
    if again:
        print(f"again      {args.documents / again['seconds']:,.0f} documents/s, nothing new")
    print(f"memory     {first['megabytes']:,.0f} MB, target {MEGABYTES:,.0f} MB")
    if args.jobs != 1:
        print(f"worker     {first['worker']:,.0f} MB")
    print(f"ledger     {stored:,.0f} MB")
    missed = rate < target or first["megabytes"] > MEGABYTES or first["code"]
    return 1 if args.check and missed else 0


if __name__ == "__main__":
    sys.exit(main())
