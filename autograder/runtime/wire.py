"""Encode and decode the values that are exchanged between a test and a student's code.

A frame is a small msgpack control part, followed by the raw bytes of its arrays:

    u32 length of the control part | control part | buffer 0 | buffer 1 | ...

The control part is `[lengths of the buffers, tree]`. In a tree, None, bool, int, float and str are encoded as
themselves; everything else is a list that begins with a tag (see `_READERS`). A tree cannot refer to code: a value that
cannot be encoded becomes an `Opaque` with the name of its type. Decoding checks size, depth, count and dtype before it
allocates memory.
"""

import struct
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import msgspec
import numpy as np
import numpy.typing as npt

from autograder.runtime.array_layout import DTYPES, numbers, plain, put_together, taken_apart

__all__ = [
    "MAX_BUFFERS",
    "MAX_CONTROL",
    "MAX_DEPTH",
    "MAX_NODES",
    "MAX_PAYLOAD",
    "CallbackRef",
    "Encoded",
    "GeneratorSeed",
    "ObjectRef",
    "Opaque",
    "WireError",
    "decode",
    "encode",
    "pack",
    "unpack",
]

MAX_CONTROL = 1 << 20
MAX_PAYLOAD = 64 << 20
"""Maximum bytes of arrays in a frame; decoded arrays, with gaps and shared buffers, may take up to twice as much."""
MAX_BUFFERS = 1_024
MAX_DEPTH = 24
MAX_NODES = 200_000
JOINED = 64 << 10
"""Maximum bytes of arrays to write in one piece with the control part."""

MAX_BIG_INT = 1_024
"""Maximum number of hexadecimal digits of an integer that does not fit into 64 bits."""

_HEAD = struct.Struct("<I")

_PLAIN: Any = None | bool | int | float | str
_Tree: Any = _PLAIN
for _level in range(3 * MAX_DEPTH + 5):  # one level of a value takes at most three lists: a dict, its pairs, a pair
    _Tree = _PLAIN | list[_Tree]
_CONTROL = msgspec.msgpack.Decoder(tuple[list[int], _Tree])
"""Rejects other msgpack types before they are built. A map whose keys all have the same hash would take minutes."""

_PACK = msgspec.msgpack.Encoder().encode

_AS_THEY_ARE = frozenset([type(None), bool, int, float, str])
"""Types that a tree contains as they are."""

_SAME = frozenset([type(None), bool, float])
"""Types whose values all fit a tree."""


class WireError(Exception):
    """A frame or value is malformed, or exceeds a limit."""


@dataclass(frozen=True)
class Opaque:
    """A value that cannot be encoded; only the name of its type is sent."""

    type_name: str


@dataclass(frozen=True)
class ObjectRef:
    """A reference by number to an object that stays on the student's side."""

    id: int
    type_name: str


@dataclass(frozen=True)
class CallbackRef:
    """A reference by number to a function that stays on the test's side."""

    id: int


@dataclass(frozen=True)
class GeneratorSeed:
    """The seed of a `numpy.random.Generator` to create on the student's side."""

    seed: int


class Encoded:
    """An encoded value: a tree for the control part, and the bytes of its arrays.

    Args:
        tree: The tree.
        buffers: The bytes of its arrays.
        control: Length of the control part, if it was received.

    Attributes:
        sizes: Bytes of each array.
        size: Bytes of the arrays.
        length: Bytes of the frame, if it was received.
        pieces: The frame, once it is packed.
    """

    __slots__ = ("buffers", "length", "pieces", "size", "sizes", "tree")

    def __init__(self, tree: Any, buffers: list[memoryview | bytes], control: int = 0) -> None:
        self.tree = tree
        self.buffers = buffers
        self.sizes = [buffer.nbytes if type(buffer) is memoryview else len(buffer) for buffer in buffers]
        self.size = sum(self.sizes)
        self.length = self.size + control
        self.pieces: list[bytes | memoryview] | None = None


Hook = Callable[[Any], Any]


def encode(value: Any, hook: Hook | None = None) -> Encoded:
    """Encode a value.

    Args:
        value: None, bool, int, float, complex, str, list, tuple, str-keyed dict, NumPy scalars and arrays, references.
        hook: Called with a value of any other type; returns one of the above, or None to send an `Opaque`.

    Raises:
        WireError: The value has more than `MAX_NODES` parts.
    """
    writer = _Writer(hook)
    return Encoded(writer.tree(value, 0), writer.buffers)


def decode(encoded: Encoded, hook: Hook | None = None, tally: Callable[[int, int], None] | None = None) -> Any:
    """Decode a value; its arrays are fresh and writable, with dtype, shape and memory order of the sender's.

    Args:
        encoded: The result of `encode` or `unpack`.
        hook: Called with each `ObjectRef`, `CallbackRef` and `GeneratorSeed`; returns the value to use instead.
        tally: Called in the end with the number of parts, and of bytes of arrays with their gaps, that were decoded.

    Raises:
        WireError: The tree is malformed or exceeds a limit.
    """
    reader = _Reader(encoded.buffers, hook)
    try:
        return reader.value(encoded.tree, 0)
    except (TypeError, ValueError, KeyError, IndexError, OverflowError, AttributeError) as error:
        raise WireError(f"malformed value: {error}") from None
    finally:
        if tally is not None:
            tally(reader.nodes, reader.bytes)


def pack(encoded: Encoded) -> list[bytes | memoryview]:
    """Return a frame as a list of pieces to write one after another; they are made once.

    Raises:
        WireError: The control part or the arrays are too large for a frame.
    """
    if encoded.pieces is None:
        if encoded.size > MAX_PAYLOAD or len(encoded.buffers) > MAX_BUFFERS:
            raise WireError(f"arrays of {encoded.size:,} bytes in {len(encoded.buffers)} pieces do not fit a frame")
        control = _PACK([encoded.sizes, encoded.tree])
        if len(control) > MAX_CONTROL:
            raise WireError(f"{len(control):,} bytes beside the arrays do not fit a frame")
        head = _HEAD.pack(len(control)) + control
        encoded.pieces = [b"".join((head, *encoded.buffers))] if encoded.size <= JOINED else [head, *encoded.buffers]
    return encoded.pieces


def unpack(read: Callable[[int], bytes | bytearray]) -> Encoded:
    """Read one frame.

    Args:
        read: Called with a number of bytes; returns exactly that many, and allocates memory only as they arrive.

    Raises:
        WireError: The frame is malformed or exceeds a limit.
    """
    (length,) = _HEAD.unpack(read(_HEAD.size))
    if not 0 < length <= MAX_CONTROL:
        raise WireError(f"a control part of {length:,} bytes")
    try:
        sizes, tree = _CONTROL.decode(bytes(read(length)))
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError) as error:
        raise WireError(f"not a tree: {str(error)[:200]}") from None
    if len(sizes) > MAX_BUFFERS or min(sizes, default=0) < 0 or sum(sizes) > MAX_PAYLOAD:
        raise WireError(f"buffer lengths: arrays of {sum(sizes):,} bytes in {len(sizes)} pieces")
    buffers: list[memoryview | bytes] = [
        bytes(read(size)) if size < 4_096 else memoryview(read(size)) for size in sizes
    ]
    return Encoded(tree, buffers, length)


class _Writer:
    """Encodes one value."""

    def __init__(self, hook: Hook | None) -> None:
        self.buffers: list[memoryview | bytes] = []
        self._hook = hook
        self._nodes = 0

    def tree(self, value: Any, depth: int) -> Any:
        self._nodes += 1
        if self._nodes > MAX_NODES:
            raise WireError(f"a value of more than {MAX_NODES:,} parts")
        if depth >= MAX_DEPTH:
            return ["x", "a structure too deep"]
        kind = type(value)
        if kind in _SAME:
            return value
        if kind is np.ndarray:
            return self._array(value)
        if kind is str:
            return _text(value)
        if kind is int:
            return value if -(1 << 63) <= value < 1 << 63 else self._big(value)
        if kind is list or kind is tuple:
            return ["l" if kind is list else "t", [self.tree(item, depth + 1) for item in value]]
        if kind is dict and all(type(key) is str for key in value):
            self._nodes += len(value)
            deeper = depth + 1
            return ["d", [[_text(key), self.tree(item, deeper)] for key, item in value.items()]]
        return self._other(value, depth)

    def _other(self, value: Any, depth: int) -> Any:
        if isinstance(value, np.ndarray):
            return self._array(value)
        if isinstance(value, np.generic):
            return self._scalar(value)
        if type(value) is complex:
            return ["c", value.real, value.imag]
        if isinstance(value, ObjectRef):
            return ["o", value.id, value.type_name]
        if isinstance(value, CallbackRef):
            return ["f", value.id]
        if isinstance(value, GeneratorSeed):
            return ["g", value.seed]
        if isinstance(value, Opaque):
            return ["x", value.type_name]
        replaced = self._hook(value) if self._hook else None
        return ["x", type_name(value)] if replaced is None else self.tree(replaced, depth + 1)

    def _big(self, value: int) -> Any:
        return ["i", f"{value:x}"] if value.bit_length() <= 4 * MAX_BIG_INT - 4 else ["x", "an integer too large"]

    def _scalar(self, value: "np.generic[Any]") -> Any:
        number = plain(np.asarray(value))
        return ["x", type_name(value)] if number is None else ["s", number.dtype.str, number.tobytes().hex()]

    def _array(self, value: npt.NDArray[Any]) -> Any:
        found = taken_apart(value)
        if found is None:
            return ["x", f"an array of dtype {str(value.dtype)[:60]}"]
        fields, buffer = found
        self.buffers.append(buffer)
        return ["a", *fields, len(self.buffers) - 1]


class _Reader:
    """Decodes one value within limits on nodes, depth and bytes."""

    def __init__(self, buffers: list[memoryview | bytes], hook: Hook | None) -> None:
        self._buffers = buffers
        self._hook = hook
        self.nodes = 0
        self.bytes = 0

    def value(self, tree: Any, depth: int) -> Any:
        self.nodes += 1
        if depth > MAX_DEPTH or self.nodes > MAX_NODES:
            raise WireError("a value too deep or too large")
        if type(tree) in _AS_THEY_ARE:
            return tree
        if not (type(tree) is list and tree and type(tree[0]) is str and tree[0] in _READERS):
            raise WireError("a value without a tag")
        return _READERS[tree[0]](self, tree, depth)

    def _read_l(self, tree: list[Any], depth: int) -> Any:
        _, items = tree
        return [self.value(item, depth + 1) for item in _listed(items)]

    def _read_t(self, tree: list[Any], depth: int) -> Any:
        _, items = tree
        return tuple(self.value(item, depth + 1) for item in _listed(items))

    def _read_d(self, tree: list[Any], depth: int) -> Any:
        _, pairs = tree
        result = {}
        for key, item in _listed(pairs):
            if type(key) is not str:
                raise WireError("a dict with a key that is not a string")
            if type(item) in _AS_THEY_ARE and depth < MAX_DEPTH and self.nodes < MAX_NODES:
                self.nodes += 1
                result[key] = item
            else:
                result[key] = self.value(item, depth + 1)
        return result

    def _read_c(self, tree: list[Any], depth: int) -> complex:
        _, real, imaginary = tree
        return complex(float(real), float(imaginary))

    def _read_i(self, tree: list[Any], depth: int) -> int:
        _, digits = tree
        if not isinstance(digits, str) or len(digits) > MAX_BIG_INT:
            raise WireError("a malformed integer")
        return int(digits, 16)

    def _read_x(self, tree: list[Any], depth: int) -> Opaque:
        _, name = tree
        if not isinstance(name, str):
            raise WireError("a type without a name")
        return Opaque(name[:100])

    def _read_o(self, tree: list[Any], depth: int) -> Any:
        _, number, name = tree
        if type(number) is not int or not isinstance(name, str):
            raise WireError("a malformed reference")
        reference = ObjectRef(number, name[:100])
        return self._hook(reference) if self._hook else reference

    def _read_f(self, tree: list[Any], depth: int) -> Any:
        _, number = tree
        if type(number) is not int:
            raise WireError("a malformed reference")
        reference = CallbackRef(number)
        return self._hook(reference) if self._hook else reference

    def _read_g(self, tree: list[Any], depth: int) -> Any:
        _, seed = tree
        if type(seed) is not int or seed < 0:
            raise WireError("a malformed seed")
        return self._hook(GeneratorSeed(seed)) if self._hook else GeneratorSeed(seed)

    def _read_s(self, tree: list[Any], depth: int) -> Any:
        _, dtype, digits = tree
        if dtype not in DTYPES or not isinstance(digits, str) or len(digits) != 2 * np.dtype(dtype).itemsize:
            raise WireError("a malformed scalar")
        return numbers(bytes.fromhex(digits), np.dtype(dtype))[0]

    def _read_a(self, tree: list[Any], depth: int) -> npt.NDArray[Any]:
        _, dtype, shape, axes, steps, index = tree
        if type(index) is not int or not 0 <= index < len(self._buffers):
            raise WireError("an array without a buffer")
        array, taken = put_together(dtype, shape, axes, steps, self._buffers[index], 2 * MAX_PAYLOAD - self.bytes)
        self.bytes += taken
        return array


_READERS: dict[str, Callable[[_Reader, list[Any], int], Any]] = {
    "l": _Reader._read_l,
    "t": _Reader._read_t,
    "d": _Reader._read_d,
    "a": _Reader._read_a,
    "s": _Reader._read_s,
    "c": _Reader._read_c,
    "i": _Reader._read_i,
    "o": _Reader._read_o,
    "f": _Reader._read_f,
    "g": _Reader._read_g,
    "x": _Reader._read_x,
}
"""Tag -> what reads the list that begins with it."""


def _text(value: str) -> str:
    """Return a text that msgpack can encode."""
    if value.isascii() and len(value) <= MAX_CONTROL:
        return value
    return value[:MAX_CONTROL].encode("utf-8", "replace").decode("utf-8")


def type_name(value: Any) -> str:
    """Return the name of a value's type, for messages; at most 100 characters."""
    return str(getattr(type(value), "__name__", "?"))[:100]


def _listed(value: Any) -> list[Any]:
    if not isinstance(value, list):
        raise WireError("a value that is not a list")
    return value
