"""Take an array apart into packed numbers and a memory order, and build it from them."""

from math import prod
from typing import Any

import numpy as np
import numpy.typing as npt

__all__ = ["DTYPES", "numbers", "plain", "put_together", "taken_apart"]

DTYPES = {
    name: np.dtype(name)
    for name in (
        "|b1", "|i1", "|u1", "<i2", "<u2", "<i4", "<u4", "<i8", "<u8", "<f2", "<f4", "<f8", "<c8", "<c16"
    )
}  # fmt: skip
"""The types of arrays that may be sent, by the names that NumPy gives them."""

MAX_RANK = 16

_IN_ORDER = tuple(list(range(rank)) for rank in range(MAX_RANK + 1))
_NO_GAPS = tuple([1] * rank for rank in range(MAX_RANK + 1))
"""The axes and steps of an array in C order without gaps, by rank."""

_Bytes = memoryview | bytes


def taken_apart(array: npt.NDArray[Any]) -> tuple[tuple[str, list[int], list[int], list[int]], _Bytes] | None:
    """Return dtype, shape, axes and steps of an array, and its numbers in that order; None for another dtype."""
    name, rank = array.dtype.str, array.ndim
    if name in DTYPES and rank <= MAX_RANK and type(array) is np.ndarray and array.flags.c_contiguous:
        return (name, list(array.shape), [*_IN_ORDER[rank]], [*_NO_GAPS[rank]]), _bytes_of(array)
    found = plain(array)
    if found is None:
        return None
    axes, steps = _layout(found)
    base = found[tuple(slice(None, None, -1 if step < 0 else 1) for step in steps)] if found.size else found
    packed = np.ascontiguousarray(base.transpose(axes))
    return (found.dtype.str, list(found.shape), axes, steps), _bytes_of(packed)


def _bytes_of(packed: npt.NDArray[Any]) -> _Bytes:
    return packed.reshape(-1).view(np.uint8).data if packed.size else b""


def put_together(
    dtype: Any, shape: Any, axes: Any, steps: Any, buffer: _Bytes, room: int
) -> tuple[npt.NDArray[Any], int]:
    """Build a fresh, writable array from what `taken_apart` returned, which may be forged.

    Args:
        dtype: Its dtype.
        shape: Its shape.
        axes: Its axes, from slowest to fastest in memory.
        steps: Its step per axis.
        buffer: Its numbers.
        room: Maximum bytes of the array with its gaps.

    Returns:
        The array and its bytes.

    Raises:
        ValueError: Something does not fit the rest.
    """
    rank = len(shape) if type(shape) is list else -1
    if dtype not in DTYPES or not 0 <= rank <= MAX_RANK or not _all_ints(shape) or min(shape, default=0) < 0:
        raise ValueError("a malformed array")
    kind = DTYPES[dtype]
    if not (_all_ints(axes) and sorted(axes) == _IN_ORDER[rank] and _all_ints(steps) and len(steps) == rank):
        raise ValueError("a malformed memory order")
    if not all(step in (1, -1, 2, -2) for step in steps):
        raise ValueError("malformed strides")
    nbytes = prod(shape) * kind.itemsize
    if (len(buffer) if type(buffer) is bytes else memoryview(buffer).nbytes) != nbytes:
        raise ValueError("an array whose buffer has another length")
    taken = nbytes * prod(map(abs, steps))
    if taken > room:
        raise ValueError("arrays that share a buffer too often")
    return _laid_out(buffer, kind, shape, axes, steps), taken


def _all_ints(values: Any) -> bool:
    if type(values) is not list:
        return False
    for value in values:  # noqa: SIM110 - several times for each array
        if type(value) is not int:
            return False
    return True


def plain(array: npt.NDArray[Any]) -> npt.NDArray[Any] | None:
    """Return the array as a plain `ndarray` of a dtype in `DTYPES`, or None. Extended floats become float64."""
    kind = array.dtype.kind
    if kind not in "biufc":
        return None
    array = np.asarray(array)
    if array.dtype.itemsize > (16 if kind == "c" else 8):
        array = array.astype(np.complex128 if kind == "c" else np.float64)
    native = array.astype(array.dtype.newbyteorder("="), copy=False)
    return native.view(np.ndarray) if type(native) is not np.ndarray else native


def _layout(array: npt.NDArray[Any]) -> tuple[list[int], list[int]]:
    """Return the memory order (axes from slowest to fastest) and a step per axis: negative if reversed, 2 for gaps."""
    rank = array.ndim
    if array.flags.c_contiguous or array.size == 0:
        return list(range(rank)), [1] * rank
    axes = sorted(range(rank), key=lambda axis: (-abs(array.strides[axis]), axis))
    steps, expected = [1] * rank, array.itemsize
    for axis in reversed(axes):
        stride, length = array.strides[axis], array.shape[axis]
        if length > 1:
            gap = 2 if abs(stride) > expected else 1
            steps[axis] = -gap if stride < 0 else gap
            expected = abs(stride)
        expected *= length
    return axes, steps


def _laid_out(
    data: memoryview | bytes, dtype: "np.dtype[Any]", shape: list[int], axes: list[int], steps: list[int]
) -> npt.NDArray[Any]:
    """Build a fresh, writable array with the memory order and strides of the sender's array."""
    no_gaps = steps == _NO_GAPS[len(steps)]
    if no_gaps and axes == _IN_ORDER[len(axes)]:
        return numbers(data, dtype).reshape(shape).copy()
    packed = numbers(data, dtype).reshape([shape[axis] for axis in axes])
    if no_gaps:
        return packed.copy().transpose(np.argsort(axes)) if axes else packed.copy().reshape(())
    base = np.zeros([shape[axis] * abs(steps[axis]) for axis in axes], dtype)
    gaps = base[tuple(slice(None, None, abs(steps[axis])) for axis in axes)]
    gaps[...] = packed
    view = gaps.transpose(np.argsort(axes))
    return view[tuple(slice(None, None, -1 if step < 0 else 1) for step in steps)]


def numbers(data: memoryview | bytes, dtype: "np.dtype[Any]") -> npt.NDArray[Any]:
    """Return the numbers in a buffer; bytes of bools become 0 or 1, because NumPy relies on it and peers may not."""
    return np.frombuffer(data, np.uint8) != 0 if dtype.kind == "b" else np.frombuffer(data, dtype)
