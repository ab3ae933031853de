"""Random inputs of a market: what is drawn, from which distribution, and what it changes.

Each draw is found from (seed, scenario, number of the draw, name of the input), so that
neither the order of the inputs nor the way the work is cut up changes it.
"""

from __future__ import annotations

import dataclasses
import hashlib
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from tenor.core.distributions import Distribution
from tenor.core.errors import ShapeError, UnknownNameError, UserError
from tenor.market.network import Network
from tenor.market.policy import AXES, Policy, default_values

Floats = NDArray[np.float64]
Words = NDArray[np.uint64]

MODES = ("multiply", "replace")

_SCHEME = "tenor.market.draws/1"  # part of every key; changes only with the streams
_MULTIPLIERS = (np.uint64(0xD2511F53), np.uint64(0xCD9E8D57))
_WEYL = (0x9E3779B9, 0xBB67AE85)
_ROUNDS = 10
_LOW = np.uint64(0xFFFFFFFF)


@dataclass(frozen=True, slots=True)
class Input:
    """One random number and the elements of the policy that it changes.

    Attributes
    ----------
    name : str
        Names the stream of draws: the same name draws the same numbers in every plan of a
        seed and scenario.
    target : str
        Field of `Policy`, such as ``supply_scale``, ``tariff`` or ``route_elasticity``.
    elements : tuple of int
        Places on the axis of the target; one draw goes to all of them (an accident closes
        every route of an exporter, a route elasticity holds for a whole stage).
    distribution : Distribution
        Anything with a quantile function. An outage is ``Discrete((left, 1), (p, 1 - p))``.
    mode : str
        ``multiply`` what the policy says (a scale, a cap, a duty), or ``replace`` it. Inputs
        that meet in one element apply in their order.
    """

    name: str
    target: str
    elements: tuple[int, ...]
    distribution: Distribution
    mode: str = "multiply"


@dataclass(frozen=True, slots=True)
class CommonFactor:
    r"""Inputs that move together: a Gaussian copula with one factor.

    The normal score of member i is :math:`\lambda_i f + \sqrt{1 - \lambda_i^2}\, e_i`, so two
    members correlate by :math:`\lambda_i \lambda_j`: security across mine, road and port of
    one province, say. An input has at most one factor.

    Attributes
    ----------
    name : str
        Names the stream of the factor f.
    members : tuple of str
        Names of inputs.
    loading : tuple of float
        :math:`\lambda_i`, -1..1, one per member.
    """

    name: str
    members: tuple[str, ...]
    loading: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class DrawPlan:
    """The random inputs of a plan and the factors that join them."""

    inputs: tuple[Input, ...] = ()
    factors: tuple[CommonFactor, ...] = field(default_factory=tuple)

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the inputs, in order."""
        return tuple(i.name for i in self.inputs)


def require_inputs(network: Network, draws: DrawPlan) -> DrawPlan:
    """Return a draw plan, checked against the axes of its network.

    Raises
    ------
    UnknownNameError
        A target is no field of a policy, or a factor names no input.
    UserError
        A name stands twice, a mode is unknown, or an input has two factors.
    ShapeError
        A place lies outside its axis, or loadings do not fit.
    """
    names = draws.names
    _require_once("input", names)
    _require_once("factor", [f.name for f in draws.factors])
    _require_once("member of a factor", [m for f in draws.factors for m in f.members])
    for one in draws.inputs:
        if one.target not in AXES:
            raise UnknownNameError("target of an input", one.target, list(AXES))
        if one.mode not in MODES:
            raise UnknownNameError(f"mode of input {one.name}", one.mode, list(MODES))
        length = len(default_values(network, one.target))
        bad = [e for e in one.elements if not 0 <= e < length]
        if bad:
            raise ShapeError(
                f"input {one.name}: place {bad[0]} of {one.target}: expected 0 to {length - 1}"
            )
        if len(set(one.elements)) != len(one.elements):
            raise ShapeError(f"input {one.name}: a place of {one.target} stands twice")
    for factor in draws.factors:
        unknown = [m for m in factor.members if m not in names]
        if unknown:
            raise UnknownNameError(f"member of factor {factor.name}", unknown[0], list(names))
        if len(factor.loading) != len(factor.members):
            raise ShapeError(f"factor {factor.name}: expected one loading per member")
        if not all(-1.0 <= x <= 1.0 for x in factor.loading):
            raise ShapeError(f"factor {factor.name}: expected loadings in -1..1")
    return draws


def calc_uniforms(names: Sequence[str], *, key: int, start: int, stop: int) -> Floats:
    """Return uniform draws of named streams (draw, name), in the open interval 0..1.

    The streams are Philox-4x32 with ten rounds; the counter holds the number of the draw and
    64 bits of the hash of the name, the first two words of the result make 52 bits.

    References
    ----------
    J. K. Salmon, M. A. Moraes, R. O. Dror, D. E. Shaw (2011), Parallel random numbers: as easy
    as 1, 2, 3.

    Examples
    --------
    >>> whole = calc_uniforms(["a", "b"], key=7, start=0, stop=100)
    >>> part = calc_uniforms(["b"], key=7, start=41, stop=43)
    >>> bool((part[:, 0] == whole[41:43, 1]).all())
    True
    """
    number = np.arange(start, stop, dtype=np.uint64)
    columns = np.empty((len(number), len(names)))
    for j, name in enumerate(names):
        stream = np.uint64(calc_stream(name))
        counter = (
            number & _LOW,
            number >> np.uint64(32),
            np.broadcast_to(stream & _LOW, number.shape),
            np.broadcast_to(stream >> np.uint64(32), number.shape),
        )
        first, second, _, _ = calc_philox(counter, key)
        bits = (second << np.uint64(20)) | (first >> np.uint64(12))
        columns[:, j] = (bits.astype(np.float64) + 0.5) * 2.0**-52
    return columns


def calc_philox(counter: tuple[Words, Words, Words, Words], key: int) -> tuple[Words, ...]:
    """Return the four words of Philox-4x32-10 for counters of four 32-bit words."""
    c0, c1, c2, c3 = counter
    k0, k1 = key & 0xFFFFFFFF, key >> 32
    for _ in range(_ROUNDS):
        a, b = _MULTIPLIERS[0] * c0, _MULTIPLIERS[1] * c2
        c0, c2 = (
            (b >> np.uint64(32)) ^ c1 ^ np.uint64(k0),
            (a >> np.uint64(32)) ^ c3 ^ np.uint64(k1),
        )
        c1, c3 = b & _LOW, a & _LOW
        k0, k1 = (k0 + _WEYL[0]) & 0xFFFFFFFF, (k1 + _WEYL[1]) & 0xFFFFFFFF
    return c0, c1, c2, c3


def calc_key(seed: int, scenario: str) -> int:
    """Return the 64-bit key of a seed and a scenario's name."""
    if isinstance(seed, bool) or not isinstance(seed, int | np.integer) or seed < 0:
        raise UserError(f"seed: expected a whole number from 0, found {seed!r}")
    return _hash(f"{_SCHEME}:{len(str(seed))}:{seed}:{scenario}")


def calc_stream(name: str) -> int:
    """Return the 64-bit number of a named stream."""
    return _hash(f"{_SCHEME}:{name}")


def draw_inputs(draws: DrawPlan, *, key: int, start: int, stop: int) -> Floats:
    """Return the values of the inputs (draw, input) for draws `start` to `stop`.

    This is the plain statement of what the kernel draws, good to its rounding.
    """
    from scipy.special import ndtr, ndtri

    scores = ndtri(calc_uniforms(draws.names, key=key, start=start, stop=stop))
    place = {name: k for k, name in enumerate(draws.names)}
    for factor in draws.factors:
        names = [f"factor:{factor.name}"]
        common = ndtri(calc_uniforms(names, key=key, start=start, stop=stop))[:, 0]
        for member, load in zip(factor.members, factor.loading, strict=True):
            k = place[member]
            scores[:, k] = load * common + math.sqrt(1.0 - load * load) * scores[:, k]
    fractions = np.clip(ndtr(scores), 2.0**-53, 1.0 - 2.0**-53)
    values = np.empty_like(fractions)
    for k, one in enumerate(draws.inputs):
        values[:, k] = one.distribution.ppf(fractions[:, k])
    return values


def build_policy(network: Network, policy: Policy, draws: DrawPlan, values: Floats) -> Policy:
    """Return the policy of one draw: `policy` changed by the values (input,) of the inputs."""
    changed: dict[str, Floats] = {}
    for one, value in zip(draws.inputs, values, strict=True):
        if one.target not in changed:
            given = getattr(policy, one.target)
            base = default_values(network, one.target) if given is None else given
            changed[one.target] = np.array(base, dtype=np.float64)
        at = list(one.elements)
        if one.mode == "replace":
            changed[one.target][at] = value
        else:
            old = changed[one.target][at]
            with np.errstate(invalid="ignore"):  # no cap stays none, whatever the factor
                changed[one.target][at] = np.where(np.isinf(old), old, old * value)
    kept: Mapping[str, object] = changed
    return dataclasses.replace(policy, **kept)  # type: ignore[arg-type]


def _hash(text: str) -> int:
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "little")


def _require_once(what: str, names: Sequence[str]) -> None:
    twice = sorted({name for name in names if list(names).count(name) > 1})
    if twice:
        raise UserError(f"{what} named twice: {', '.join(twice[:5])}")
