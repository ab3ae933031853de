"""Vectors of lanes as a numba type: one lane per scenario, one instruction for several lanes.

Loops over lanes in plain numba are vectorised only where the compiler can prove that arrays
do not overlap. Here a vector is a value, held in registers, and an operation on it is one
LLVM vector instruction on any processor. Multiplications and additions are fused only where
`fma` or `fnma` says so, so that the same bits come out wherever fused operations exist.
"""

from __future__ import annotations

import operator
from typing import Any

from llvmlite import ir
from numba import types
from numba.core import cgutils
from numba.extending import intrinsic, models, overload, register_model

WIDTH = 16
"""Lanes of a vector."""

_SCALARS = {"f64": ir.DoubleType(), "f32": ir.FloatType(), "i64": ir.IntType(64)}
_ARRAYS = {types.float64: "f64", types.float32: "f32", types.int64: "i64", types.uint64: "i64"}


class Lanes(types.Type):
    """The type of a vector of lanes: ``f64``, ``f32`` or ``i64``."""

    def __init__(self, kind: str) -> None:
        self.kind = kind
        super().__init__(name=f"Lanes({kind}x{WIDTH})")


@register_model(Lanes)
class _LanesModel(models.PrimitiveModel):
    def __init__(self, manager: Any, lanes: Lanes) -> None:
        super().__init__(manager, lanes, ir.VectorType(_SCALARS[lanes.kind], WIDTH))


class Bare(types.Type):
    """The type of the address and the length of an array, which is kept alive elsewhere.

    Arrays are counted at every call of a function; a model has a hundred of them.
    """

    def __init__(self, dtype: Any) -> None:
        self.dtype = dtype
        super().__init__(name=f"Bare({dtype})")


@register_model(Bare)
class _BareModel(models.StructModel):
    def __init__(self, manager: Any, bare: Bare) -> None:
        members = [("data", types.CPointer(bare.dtype)), ("size", types.intp)]
        super().__init__(manager, bare, members)


@intrinsic
def bare(typing: Any, value: Any) -> Any:
    """Return a named tuple with the addresses of its arrays, nested tuples too."""

    def code(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        return _strip(context, builder, value, args[0])

    return _stripped(value)(value), code


def _stripped(kind: Any) -> Any:
    if isinstance(kind, types.Array):
        return Bare(kind.dtype)
    if isinstance(kind, types.BaseNamedTuple):
        return types.NamedTuple(tuple(_stripped(k) for k in kind.types), kind.instance_class)
    return kind


def _strip(context: Any, builder: Any, kind: Any, value: Any) -> Any:
    if isinstance(kind, types.Array):
        array = context.make_array(kind)(context, builder, value)
        found = cgutils.create_struct_proxy(Bare(kind.dtype))(context, builder)
        found.data, found.size = array.data, array.nitems
        return found._getvalue()
    if isinstance(kind, types.BaseNamedTuple):
        parts = [
            _strip(context, builder, part, builder.extract_value(value, k))
            for k, part in enumerate(kind.types)
        ]
        return context.make_tuple(builder, _stripped(kind), parts)
    return value


@intrinsic
def _size(typing: Any, array: Any) -> Any:
    def code(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        return builder.extract_value(args[0], 1)

    return types.intp(array), code


@overload(len)
def _overload_len(array):  # type: ignore[no-untyped-def] # numba compares the bare signatures
    if isinstance(array, Bare):
        return lambda array: _size(array)  # noqa: PLW0108 -- numba wants a function
    return None


F64, F32, I64 = Lanes("f64"), Lanes("f32"), Lanes("i64")
_BY_KIND = {"f64": F64, "f32": F32, "i64": I64}


def _vector(kind: str) -> ir.VectorType:
    return ir.VectorType(_SCALARS[kind], WIDTH)


def _broadcast(builder: Any, value: Any) -> Any:
    """Return a vector with one scalar in all lanes."""
    kind = ir.VectorType(value.type, WIDTH)
    one = builder.insert_element(ir.Constant(kind, ir.Undefined), value, ir.IntType(32)(0))
    mask = ir.Constant(ir.VectorType(ir.IntType(32), WIDTH), [0] * WIDTH)
    return builder.shuffle_vector(one, ir.Constant(kind, ir.Undefined), mask)


def _address(context: Any, builder: Any, array: Any, value: Any, index: Any) -> Any:
    if isinstance(array, Bare):
        return builder.gep(builder.extract_value(value, 0), [index])
    return builder.gep(context.make_array(array)(context, builder, value).data, [index])


def _call(builder: Any, name: str, result: Any, args: list[Any]) -> Any:
    kind = ir.FunctionType(result, [a.type for a in args])
    return builder.call(cgutils.get_or_insert_function(builder.module, kind, name), args)


def _suffix(kind: str) -> str:
    return f"v{WIDTH}{kind}"


@intrinsic
def load(typing: Any, array: Any, index: Any) -> Any:
    """Load the vector number `index` of an array whose rows are vectors."""
    kind = _ARRAYS[array.dtype]

    def code(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        at = builder.mul(args[1], ir.IntType(64)(WIDTH))
        place = _address(context, builder, array, args[0], at)
        place = builder.bitcast(place, _vector(kind).as_pointer())
        return builder.load(place, align=8)

    return _BY_KIND[kind](array, types.intp), code


@intrinsic
def store(typing: Any, array: Any, index: Any, value: Any) -> Any:
    """Store a vector as the row `index` of an array."""
    kind = _ARRAYS[array.dtype]

    def code(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        at = builder.mul(args[1], ir.IntType(64)(WIDTH))
        place = _address(context, builder, array, args[0], at)
        place = builder.bitcast(place, _vector(kind).as_pointer())
        builder.store(args[2], place, align=8)
        return context.get_dummy_value()

    return types.none(array, types.intp, _BY_KIND[kind]), code


@intrinsic
def fetch(typing: Any, array: Any, index: Any) -> Any:
    """Load one element without regard to negative indices; integers come as intp."""
    whole = isinstance(array.dtype, types.Integer)

    def code(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        found = builder.load(_address(context, builder, array, args[0], args[1]))
        if whole and found.type.width < 64:
            found = builder.sext(found, ir.IntType(64))
        return found

    return (types.intp if whole else array.dtype)(array, types.intp), code


@intrinsic
def put(typing: Any, array: Any, index: Any, value: Any) -> Any:
    """Store one element."""

    def code(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        builder.store(args[2], _address(context, builder, array, args[0], args[1]))
        return context.get_dummy_value()

    return types.none(array, types.intp, array.dtype), code


@intrinsic
def splat(typing: Any, value: Any) -> Any:
    """Return a vector with one number in all lanes."""
    kind = {types.float64: "f64", types.float32: "f32", types.int64: "i64"}.get(value)
    if kind is None:
        kind = "f64" if isinstance(value, types.Float) else "i64"

    def code(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        return _broadcast(builder, args[0])

    scalar = {"f64": types.float64, "f32": types.float32, "i64": types.int64}[kind]
    return _BY_KIND[kind](scalar), code


@intrinsic
def lane_numbers(typing: Any) -> Any:
    """Return 0, 1, 2, ... in the lanes."""

    def code(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        return ir.Constant(_vector("i64"), list(range(WIDTH)))

    return I64(), code


def _binary(name: str, by_kind: dict[str, str]) -> Any:
    @intrinsic
    def operation(typing: Any, a: Any, b: Any) -> Any:
        if not (isinstance(a, Lanes) and a == b and a.kind in by_kind):
            return None

        def code(context: Any, builder: Any, signature: Any, args: Any) -> Any:
            return getattr(builder, by_kind[a.kind])(*args)

        return a(a, a), code

    return operation


_add = _binary("add", {"f64": "fadd", "f32": "fadd", "i64": "add"})
_sub = _binary("sub", {"f64": "fsub", "f32": "fsub", "i64": "sub"})
_mul = _binary("mul", {"f64": "fmul", "f32": "fmul", "i64": "mul"})
_div = _binary("div", {"f64": "fdiv", "f32": "fdiv"})
_and = _binary("and", {"i64": "and_"})
_or = _binary("or", {"i64": "or_"})
_xor = _binary("xor", {"i64": "xor"})
_shl = _binary("shl", {"i64": "shl"})
_shr = _binary("shr", {"i64": "lshr"})


def _register(sign: Any, operation: Any) -> None:
    """Let an operator stand for an operation on two vectors."""

    @overload(sign)
    def chosen(a, b):  # type: ignore[no-untyped-def] # numba compares the bare signatures
        if isinstance(a, Lanes) and isinstance(b, Lanes):
            return lambda a, b: operation(a, b)  # noqa: PLW0108 -- numba wants a function
        return None


_register(operator.add, _add)
_register(operator.sub, _sub)
_register(operator.mul, _mul)
_register(operator.truediv, _div)
_register(operator.and_, _and)
_register(operator.or_, _or)
_register(operator.xor, _xor)
_register(operator.lshift, _shl)
_register(operator.rshift, _shr)


@intrinsic
def fma(typing: Any, a: Any, b: Any, c: Any) -> Any:
    """Return a * b + c, rounded once."""

    def code(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        return _call(builder, f"llvm.fma.{_suffix(a.kind)}", _vector(a.kind), list(args))

    return a(a, a, a), code


@intrinsic
def fnma(typing: Any, a: Any, b: Any, c: Any) -> Any:
    """Return c - a * b, rounded once."""

    def code(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        minus = builder.fneg(args[0])
        given = [minus, args[1], args[2]]
        return _call(builder, f"llvm.fma.{_suffix(a.kind)}", _vector(a.kind), given)

    return a(a, a, a), code


def _unary(name: str) -> Any:
    @intrinsic
    def operation(typing: Any, a: Any) -> Any:
        def code(context: Any, builder: Any, signature: Any, args: Any) -> Any:
            return _call(builder, f"llvm.{name}.{_suffix(a.kind)}", _vector(a.kind), list(args))

        return a(a), code

    return operation


root = _unary("sqrt")
magnitude = _unary("fabs")
round_down = _unary("floor")


def _select(comparison: str) -> Any:
    @intrinsic
    def operation(typing: Any, a: Any, b: Any, yes: Any, no: Any) -> Any:
        def code(context: Any, builder: Any, signature: Any, args: Any) -> Any:
            holds = builder.fcmp_ordered(comparison, args[0], args[1])
            return builder.select(holds, args[2], args[3])

        return yes(a, a, yes, no), code

    return operation


where_less = _select("<")
where_most = _select("<=")


@intrinsic
def largest(typing: Any, a: Any) -> Any:
    """Return the greatest lane of a vector without unknown values."""

    def code(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        return _call(
            builder, f"llvm.vector.reduce.fmax.{_suffix('f64')}", ir.DoubleType(), list(args)
        )

    return types.float64(F64), code


@intrinsic
def lane(typing: Any, a: Any, index: Any) -> Any:
    """Return one lane."""

    def code(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        return builder.extract_element(args[0], args[1])

    scalar = {"f64": types.float64, "f32": types.float32, "i64": types.int64}[a.kind]
    return scalar(a, types.intp), code


def _cast(target: str, operation: str) -> Any:
    @intrinsic
    def cast(typing: Any, a: Any) -> Any:
        def code(context: Any, builder: Any, signature: Any, args: Any) -> Any:
            return getattr(builder, operation)(args[0], _vector(target))

        return _BY_KIND[target](a), code

    return cast


to_f32 = _cast("f32", "fptrunc")
to_f64 = _cast("f64", "fpext")
bits = _cast("i64", "bitcast")
from_bits = _cast("f64", "bitcast")
to_whole = _cast("i64", "fptosi")
