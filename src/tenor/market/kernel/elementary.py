"""Exponential, logarithm and normal score of vectors of lanes.

Polynomials after range reduction; tests compare them with the platform's functions.
"""

from __future__ import annotations

import math

from numba import njit

from tenor.market.kernel.lanes import (
    bits,
    fma,
    fnma,
    from_bits,
    largest,
    magnitude,
    root,
    splat,
    where_less,
    where_most,
)

_MAGIC = 1.5 * 2.0**52  # added to a small number, it leaves the nearest integer in the low bits
_LN2_HIGH = 6.93147180369123816490e-01  # the first 33 bits of ln 2, so that k times it is exact
_LN2_LOW = 1.90821492927058770002e-10
_LOG2E = 1.0 / math.log(2.0)
_RANGE = 690.0
_C = tuple(1.0 / math.factorial(k) for k in range(14))
_TO_ROOT = 0x3FF0000000000000 - 0x3FE6A09E667F3BCD  # from the bits of sqrt(1/2) to those of 1
_TWO52 = 0x4330000000000000
_BIAS = 2.0**52 + 1023.0
_A = (
    3.3871328727963666080e0, 1.3314166789178437745e2, 1.9715909503065514427e3,
    1.3731693765509461125e4, 4.5921953931549871457e4, 6.7265770927008700853e4,
    3.3430575583588128105e4, 2.5090809287301226727e3,
)  # fmt: skip
_B = (
    1.0, 4.2313330701600911252e1, 6.8718700749205790830e2, 5.3941960214247511077e3,
    2.1213794301586595867e4, 3.9307895800092710610e4, 2.8729085735721942674e4,
    5.2264952788528545610e3,
)  # fmt: skip
_CC = (
    1.42343711074968357734e0, 4.63033784615654529590e0, 5.76949722146069140550e0,
    3.64784832476320460504e0, 1.27045825245236838258e0, 2.41780725177450611770e-1,
    2.27238449892691845833e-2, 7.74545014278341407640e-4,
)  # fmt: skip
_D = (
    1.0, 2.05319162663775882187e0, 1.67638483018380384940e0, 6.89767334985100004550e-1,
    1.48103976427480074590e-1, 1.51986665636164571966e-2, 5.47593808499534494600e-4,
    1.05075007164441684324e-9,
)  # fmt: skip
_E = (
    6.65790464350110377720e0, 5.46378491116411436990e0, 1.78482653991729133580e0,
    2.96560571828504891230e-1, 2.65321895265761230930e-2, 1.24266094738807843860e-3,
    2.71155556874348757815e-5, 2.01033439929228813265e-7,
)  # fmt: skip
_F = (
    1.0, 5.99832206555887937690e-1, 1.36929880922735805310e-1, 1.48753612908506148525e-2,
    7.86869131145613259100e-4, 1.84631831751005468180e-5, 1.42151175831644588870e-7,
    2.04426310338993978564e-15,
)  # fmt: skip


@njit(inline="never")
def exp(x):
    """Return e**x for ``|x| <= 690``; beyond, the value at the end of the range."""
    x = where_less(x, splat(-_RANGE), splat(-_RANGE), x)
    x = where_less(splat(_RANGE), x, splat(_RANGE), x)
    shifted = fma(x, splat(_LOG2E), splat(_MAGIC))
    k = shifted - splat(_MAGIC)
    r = fnma(k, splat(_LN2_HIGH), x)
    r = fnma(k, splat(_LN2_LOW), r)
    p = fma(r, splat(_C[13]), splat(_C[12]))
    p = fma(r, p, splat(_C[11]))
    p = fma(r, p, splat(_C[10]))
    p = fma(r, p, splat(_C[9]))
    p = fma(r, p, splat(_C[8]))
    p = fma(r, p, splat(_C[7]))
    p = fma(r, p, splat(_C[6]))
    p = fma(r, p, splat(_C[5]))
    p = fma(r, p, splat(_C[4]))
    p = fma(r, p, splat(_C[3]))
    p = fma(r, p, splat(_C[2]))
    p = fma(r, p, splat(_C[1]))
    p = fma(r, p, splat(_C[0]))
    return from_bits(bits(p) + (bits(shifted) << splat(52)))


@njit(inline="never")
def log(x):
    """Return the natural logarithm of normal numbers above zero."""
    raw = bits(x)
    shifted = (raw + splat(_TO_ROOT)) >> splat(52)
    k = from_bits(shifted | splat(_TWO52)) - splat(_BIAS)
    m = from_bits(raw - ((shifted - splat(1023)) << splat(52)))
    f = m - splat(1.0)
    s = f / (m + splat(1.0))
    q = s * s
    p = fma(q, splat(1.0 / 21), splat(1.0 / 19))
    p = fma(q, p, splat(1.0 / 17))
    p = fma(q, p, splat(1.0 / 15))
    p = fma(q, p, splat(1.0 / 13))
    p = fma(q, p, splat(1.0 / 11))
    p = fma(q, p, splat(1.0 / 9))
    p = fma(q, p, splat(1.0 / 7))
    p = fma(q, p, splat(1.0 / 5))
    p = fma(q, p, splat(1.0 / 3))
    # log m = f - s (f - 2 s**2 p), good near 1 where f is exact
    tail = fma(splat(-2.0) * q, p, f)
    small = fma(k, splat(_LN2_LOW), fnma(s, tail, f))
    return fma(k, splat(_LN2_HIGH), small)


@njit(inline="always")
def _ratio(x, a, b):
    """Return the ratio of two polynomials of degree 7."""
    top = fma(x, splat(a[7]), splat(a[6]))
    low = fma(x, splat(b[7]), splat(b[6]))
    top, low = fma(x, top, splat(a[5])), fma(x, low, splat(b[5]))
    top, low = fma(x, top, splat(a[4])), fma(x, low, splat(b[4]))
    top, low = fma(x, top, splat(a[3])), fma(x, low, splat(b[3]))
    top, low = fma(x, top, splat(a[2])), fma(x, low, splat(b[2]))
    top, low = fma(x, top, splat(a[1])), fma(x, low, splat(b[1]))
    top, low = fma(x, top, splat(a[0])), fma(x, low, splat(b[0]))
    return top / low


@njit(inline="never")
def score(u):
    """Return the normal score of u in the open interval 0..1, to 16 digits.

    References
    ----------
    M. J. Wichura (1988), Algorithm AS 241: The percentage points of the normal distribution.
    """
    q = u - splat(0.5)
    middle = q * _ratio(fnma(q, q, splat(0.180625)), _A, _B)
    least = where_less(q, splat(0.0), u, splat(1.0) - u)
    r = root(splat(0.0) - log(least))
    tail = _ratio(r - splat(1.6), _CC, _D)
    if largest(r) > 5.0:
        far = _ratio(r - splat(5.0), _E, _F)
        tail = where_less(splat(5.0), r, far, tail)
    tail = where_less(q, splat(0.0), splat(0.0) - tail, tail)
    return where_most(magnitude(q), splat(0.425), middle, tail)
