"""Search for texts that break the grammar, or with --rules the whole reading; opt-in.

python benchmarks/fuzz_grammar.py                        # five minutes
python benchmarks/fuzz_grammar.py --seconds 3600 --rules # longer, with rules and verifier
python benchmarks/fuzz_grammar.py --corpus DIR           # keep what reaches new code, go on later
python benchmarks/fuzz_grammar.py --file crash-...       # one text that was found

With atheris (pip install atheris) the search is led by coverage; without it, at random.
A text that breaks a law is printed, written to a file and ends the search with another code than 0.
"""

from __future__ import annotations

import argparse
import importlib.util
import itertools
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

WORDS = (
    "5 12 1,250 1.5 2,00,000 1.234,5 ½ 2030 one half two hundred and point million bn crore"
    " lakh k m $ US$ A$ € Rs R % per cent pp t tonnes kt oz g/t MW km years tons Section 232"
    " 19 U.S.C. (3) [4] May 2026 Q1 FY25 +92 - – / , . ; : | \n \t up to over about at least"
    " most not from between or more a year an ounce lb of it says jobs doubled fold in three"
    " \xad \u2009 \u202f ５ ٣ no, Canadian dollars another third quarter respectively each"
    " total (Table bl bbl CFA ₦ ₹ RMB NdPr REO WO3 CO2 1H26 2024-25 ~ ≈ > < ± x × ' ’ “ ” \""
    " & @ http://a.b"
)
PIECES = WORDS.split(" ")
FAULTS = ("does not quote", "not the place of the value", "does not read that value", "unknown")
"""What the verifier may never say of what the rules propose; else it may refuse it."""
MOST_SECONDS_PER_KB, LEAST_SECONDS = 0.05, 1.0
"""A text may not take longer: some thirty times what prose takes."""


def check_text(text: str, with_rules: bool = False) -> None:
    """Read a text and assert the laws of a reading: places, order, ends, the same again."""
    from tenor.evidence import vocabulary as v
    from tenor.evidence.grammar.scan import find_mentions

    start = time.process_time()
    found = find_mentions(text)
    allowed = max(LEAST_SECONDS, MOST_SECONDS_PER_KB * len(text) / 1000)
    assert time.process_time() - start < allowed, "slow"
    for m in found:
        assert 0 <= m.start < m.end <= len(text), m
        assert text[m.start : m.end].strip(), m
        assert m.dimension in v.DIMENSIONS and m.bound in v.BOUNDS, m
        assert any(end is not None for end in (m.low, m.high, m.point)), m
        for end in (m.low, m.high, m.point):
            assert end is None or abs(end) < float("inf"), m
        if m.low is not None and m.high is not None:
            assert m.low <= m.high or (m.point or 0) < 0, m
    assert all(a.end <= b.start for a, b in itertools.pairwise(found)), found
    assert find_mentions(text) == found
    if with_rules:
        _check_rules(text)


def _check_rules(text: str) -> None:
    from tenor.core.errors import TenorError
    from tenor.evidence.loading import load_bytes
    from tenor.evidence.rules import extract
    from tenor.evidence.verifying import verify

    try:
        document = load_bytes(text.encode("utf-8", "surrogatepass"), name="a.txt", given={})
    except TenorError:
        return
    for candidate in extract(document):
        reason = verify(candidate, document)
        assert not any(words in (reason or "") for words in FAULTS), (reason, candidate)


def make_text(choose: Callable[[int], int], size: int) -> str:
    """Return a text of pieces and of single characters, as the numbers drawn say."""
    parts = []
    for _ in range(size):
        kind = choose(16)
        if kind < 12:
            parts.append(PIECES[choose(len(PIECES))])
        elif kind < 15:
            parts.append(chr(0x20 + choose(0x60)))
        else:
            parts.append(chr(choose(0xD800)))
        parts.append(("", " ", " ", " ", "\n", "  ", "-", ",")[choose(8)])
    return "".join(parts)


def _search_by_coverage(args: argparse.Namespace) -> None:
    import atheris

    with atheris.instrument_imports(include=["tenor.evidence"]):
        import tenor.evidence.grammar.scan
        import tenor.evidence.rules
        import tenor.evidence.verifying  # noqa: F401

    def test_one(data: bytes) -> None:
        provider = atheris.FuzzedDataProvider(data)
        text = (
            provider.ConsumeUnicodeNoSurrogates(400)
            if provider.ConsumeBool()
            else make_text(lambda n: provider.ConsumeIntInRange(0, n - 1), 60)
        )
        _told(text, args.rules)

    with tempfile.TemporaryDirectory() as temp:
        corpus = args.corpus or Path(temp)
        corpus.mkdir(exist_ok=True, parents=True)
        limits = [f"-max_total_time={args.seconds}", "-max_len=2000", "-len_control=0"]
        limits += ["-timeout=20", "-verbosity=0", "-print_final_stats=1"]
        atheris.Setup([sys.argv[0], *limits, f"-seed={args.seed}", str(corpus)], test_one)
        atheris.Fuzz()


def _search_at_random(args: argparse.Namespace) -> None:
    import random

    chance, until, count = random.Random(args.seed), time.monotonic() + args.seconds, 0
    while time.monotonic() < until:
        _told(make_text(chance.randrange, chance.randint(1, 120)), args.rules)
        count += 1
    print(f"{count:,} texts, none breaks a law")


def _told(text: str, with_rules: bool) -> None:
    """Check a text; one that breaks a law is kept in a file."""
    try:
        check_text(text, with_rules)
    except Exception:
        path = Path(f"crash-{abs(hash(text)) % 10**8:08d}.txt")
        path.write_bytes(text.encode("utf-8", "surrogatepass"))
        print(f"breaks a law: {text!r}\nwritten to {path}", file=sys.stderr)
        raise


def main() -> None:
    """Search, or check one file."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seconds", type=int, default=300)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--rules", action="store_true", help="with rules and verifier")
    parser.add_argument("--corpus", type=Path)
    parser.add_argument("--file", type=Path)
    args = parser.parse_args()
    if args.file:
        check_text(args.file.read_bytes().decode("utf-8", "surrogatepass"), args.rules)
    elif importlib.util.find_spec("atheris"):
        _search_by_coverage(args)
    else:
        _search_at_random(args)


if __name__ == "__main__":
    main()
