"""Run the kernel: compile or load it, share blocks among threads, hand on what it leaves."""

from __future__ import annotations

import functools
import hashlib
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tenor.market.kernel import blocks as b
from tenor.market.kernel.lanes import WIDTH, bare
from tenor.market.kernel.layout import Layout, build_work
from tenor.market.sums import BINS, BLOCK

Floats = NDArray[np.float64]
Span = tuple[int, int, int]
Robust = Callable[[NDArray[np.int64]], tuple[Floats, NDArray[np.bool_]]]


@dataclass(frozen=True)
class Block:
    """What one block of draws came to."""

    number: int
    moments: Floats  # (2, output)
    low: Floats
    high: Floats
    draws: int
    robust: int
    unsolved: tuple[int, ...]
    backstopped: int
    iterations: int
    worst: float


# Outside the closure below: numba would count these among what the cached code depends on, and
# they are other objects in each process.
run, sum_up, strip, given_type = b.run, b.sum_block, bare, b.Given


@functools.cache
def load_kernel() -> tuple[Any, Any]:
    """Return the compiled functions `run` and `sum_block`, from the cache where it has them.

    Compiled code is kept beside this package, or in the user's cache folder where that can't
    be written. It is found again only while no source file of the kernel changes.
    """
    from numba import njit

    digest = hashlib.sha256()
    for path in sorted(Path(__file__).parent.glob("*.py")):
        digest.update(path.read_bytes())
    stamp = int.from_bytes(digest.digest()[:4], "little")

    # The stamp is a variable of the closure, which is part of the key of numba's cache.
    @njit(nogil=True, cache=True)
    def run_kernel(model, work, task, values, rows, notes):  # type: ignore[no-untyped-def]
        if stamp >= 0:
            given = strip(given_type(values, rows, notes))
            run(strip(model), strip(work), task, given)

    @njit(nogil=True, cache=True)
    def sum_kernel(rows, notes, scales, moments, counts):  # type: ignore[no-untyped-def]
        if stamp >= 0:
            sum_up(rows, notes, scales, moments, counts)

    return run_kernel, sum_kernel


_FIRST = threading.Lock()


def start_work(layout: Layout) -> Any:
    """Return the lanes of a thread, started; on first use the kernel is compiled or loaded."""
    kernel, _ = load_kernel()
    work = build_work(layout)
    none = np.empty(0)
    with _FIRST:
        if not kernel.signatures:
            _compile(layout, work)
        kernel(layout.model, work, (b.START, 0, 0), none, none, none)
    return work


def _compile(layout: Layout, work: Any) -> None:
    """Compile or load the kernel, and say on stderr what takes long."""
    kernel, sums = load_kernel()
    none, began = np.empty(0), time.monotonic()
    said = threading.Timer(
        1.5,
        lambda: sys.stderr.write(
            "compiling the market kernel; this happens once and takes up to a minute\n"
        ),
    )
    said.daemon = True
    said.start()
    kernel(layout.model, work, (b.START, 0, 0), none, none, none)
    empty = np.zeros((2, 0))
    sums(none, none, empty, np.zeros((4, 0)), np.zeros((0, BINS), dtype=np.int64))
    said.cancel()
    if (took := time.monotonic() - began) > 1.5:
        sys.stderr.write(f"market kernel compiled in {took:.0f} s\n")


def run_range(
    layout: Layout, scales: Floats, *, key: int, span: Span, threads: int, robust: Robust
) -> tuple[list[Block], NDArray[np.int64]]:
    """Return the blocks of a span (first, last, draws in all) and the counts of their sketches.

    `layout` has one output more than `scales`: the backstop of the world, always the last.
    `robust` solves the draws that the kernel did not certify.
    """
    first, last, draws = span
    outputs = scales.shape[1]
    signed = int(np.uint64(key).view(np.int64))
    local, every = threading.local(), []

    def one(number: int) -> Block:
        if not hasattr(local, "work"):
            local.work = start_work(layout)
            local.rows = np.zeros((outputs + 1) * BLOCK)
            local.counts = np.zeros((outputs, BINS), dtype=np.int64)
            every.append(local.counts)
        task = (number * BLOCK, min(BLOCK, draws - number * BLOCK), signed)
        return _run_block(layout.model, local, task, scales, robust)

    if threads == 1:
        found = [one(number) for number in range(first, last)]
    else:
        with ThreadPoolExecutor(threads) as pool:
            found = list(pool.map(one, range(first, last)))
    return found, np.add.reduce(every)


def _run_block(
    model: Any, local: Any, task: tuple[int, int, int], scales: Floats, robust: Robust
) -> Block:
    kernel, sums = load_kernel()
    start, count, key = task
    outputs = scales.shape[1]
    notes = np.zeros((3, BLOCK))
    kernel(model, local.work, (b.DRAW, start, key), np.empty(0), local.rows, notes.ravel())
    table = local.rows.reshape(outputs + 1, BLOCK)
    left = np.flatnonzero(notes[0, :count] != 0)
    iterations = int(notes[1, :count].sum())
    worst = float(notes[2, :count][notes[0, :count] == 0].max(initial=0.0)) / model.nodes.scale
    unsolved: tuple[int, ...] = ()
    if len(left):
        found, sound = robust(start + left)
        table[:, left[sound]] = found[sound].T
        notes[0, left[sound]] = 0.0
        unsolved = tuple(int(start + i) for i in left[~sound])
    notes[0, count:] = 1.0
    backstopped = table[-1][notes[0] == 0] > 1e-9 * model.nodes.scale
    moments = np.zeros((4, outputs))
    sums(local.rows, notes.ravel(), scales, moments, local.counts)
    return Block(
        start // BLOCK, moments[:2], moments[2], moments[3], count - len(unsolved),
        len(left) - len(unsolved), unsolved, int(backstopped.sum()), iterations, worst,
    )  # fmt: skip


def solve_values(layout: Layout, values: Floats, outputs: int) -> tuple[Floats, Floats]:
    """Return outputs (row, output) and notes (3, row) at given values (row, input)."""
    kernel, _ = load_kernel()
    count = len(values)
    padded = -(-count // WIDTH) * WIDTH
    given = np.empty((values.shape[1], padded))
    given[:, :count] = values.T
    given[:, count:] = layout.medians[:, None]
    rows, notes = np.zeros(outputs * padded), np.zeros(3 * padded)
    work = start_work(layout)
    kernel(layout.model, work, (b.GIVEN, 0, 0), given.ravel(), rows, notes)
    table = rows.reshape(outputs, padded)[:, :count].T
    return table, notes.reshape(3, padded)[:, :count]
