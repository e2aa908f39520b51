"""Take an array apart into packed numbers and a memory order, and build it from them."""

from typing import Any

import numpy as np
import numpy.typing as npt

__all__ = ["laid_out", "layout", "numbers", "plain"]


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


def layout(array: npt.NDArray[Any]) -> tuple[list[int], list[int]]:
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


def laid_out(
    data: memoryview | bytes, dtype: "np.dtype[Any]", shape: list[int], axes: list[int], steps: list[int]
) -> npt.NDArray[Any]:
    """Build a fresh, writable array with the memory order and strides of the sender's array."""
    no_gaps = all(step == 1 for step in steps)
    if no_gaps and axes == list(range(len(axes))):
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
