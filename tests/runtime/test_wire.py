"""Values are decoded as they were encoded; other values become `Opaque`."""

import io
import math

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from autograder.runtime import wire

SCALARS = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20)
TREES = st.recursive(
    SCALARS | st.complex_numbers(allow_nan=False),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.lists(inner, max_size=4).map(tuple)
        | st.dictionaries(st.text(max_size=8), inner, max_size=4)
    ),
    max_leaves=20,
)
DTYPES = st.sampled_from(sorted(wire.DTYPES)).map(np.dtype)
ARRAYS = hnp.arrays(DTYPES, hnp.array_shapes(min_dims=0, max_dims=4, min_side=0, max_side=4))
CASES = settings(max_examples=60, deadline=None, derandomize=True, database=None)


def frame_of(value, hook=None):
    """Encode a value, and return the bytes of its frame."""
    return b"".join(bytes(piece) for piece in wire.pack(wire.encode(value, hook)))


def reader(data):
    """Return a function that reads `data` like a socket."""
    stream = io.BytesIO(data)

    def read(count):
        piece = stream.read(count)
        if len(piece) < count:
            raise EOFError
        return piece

    return read


def crossed(value, hook=None):
    """Encode and decode a value."""
    return wire.decode(wire.unpack(reader(frame_of(value, hook))))


@CASES
@given(TREES)
@example(2**63)
@example(-(2**63) - 1)
@example(math.inf)
@example("\ud800")
def test_plain_values_arrive_as_they_were(value):
    """None, bool, int, float, complex, str, list, tuple and dict keep their type and value."""
    if value == "\ud800":
        assert crossed(value) == "?"
        return
    arrived = crossed(value)
    assert arrived == value
    assert repr(arrived) == repr(value)


def test_a_float_that_is_no_number_arrives_as_such():
    """NaN is decoded as NaN."""
    assert math.isnan(crossed(math.nan))


@CASES
@given(ARRAYS)
def test_arrays_arrive_with_dtype_shape_and_bytes(value):
    """Arrays of every allowed dtype arrive bit by bit, as fresh and writable plain arrays."""
    arrived = crossed(value)
    assert type(arrived) is np.ndarray
    assert (arrived.dtype, arrived.shape) == (value.dtype, value.shape)
    assert arrived.tobytes() == value.tobytes()
    assert arrived.flags.writeable


@CASES
@given(DTYPES.flatmap(lambda dtype: hnp.arrays(dtype, ())))
def test_numpy_scalars_arrive_as_numpy_scalars(value):
    """A NumPy scalar keeps its type and bits, and a 0-d array stays a 0-d array."""
    scalar = value[()]
    arrived = crossed(scalar)
    assert type(arrived) is type(scalar)
    assert arrived.tobytes() == scalar.tobytes()
    assert type(crossed(value)) is np.ndarray


@CASES
@given(st.data())
def test_views_arrive_with_their_values(data):
    """Any view of an array (transposed, reversed, with gaps, repeated) arrives with the same values."""
    base = data.draw(hnp.arrays(np.int16, hnp.array_shapes(max_dims=4, max_side=5)))
    view = base.transpose(data.draw(st.permutations(range(base.ndim))))
    steps = [slice(None, None, data.draw(st.sampled_from([1, 2, 3, -1, -2]))) for _ in range(view.ndim)]
    view = view[tuple(steps)]
    if data.draw(st.booleans()):
        view = np.broadcast_to(view, (2, *view.shape))
    np.testing.assert_array_equal(crossed(view), view)


def _grid():
    return np.arange(24.0).reshape(4, 6)


@pytest.mark.parametrize(
    ("view", "strides"),
    [
        (_grid(), (48, 8)),
        (_grid().T, (8, 48)),
        (np.asfortranarray(_grid()), (8, 32)),
        (_grid()[::-1], (-48, 8)),
        (_grid()[:, ::-1], (48, -8)),
        (_grid()[:, ::2], (48, 16)),
        (_grid()[::2, ::2], (96, 16)),
        (_grid()[::-2, ::-2], (-96, -16)),
        (np.arange(24.0).reshape(2, 3, 4).transpose(1, 0, 2), (32, 96, 8)),
    ],
    ids=["C", "transposed", "Fortran", "rows back", "columns back", "gaps", "both gaps", "gaps back", "middle"],
)
def test_memory_order_and_strides_arrive(view, strides):
    """A view that is transposed, reversed or has gaps arrives with the same strides."""
    assert crossed(view).strides == strides
    np.testing.assert_array_equal(crossed(view), view)


def test_other_byte_orders_arrive_as_ours():
    """A big-endian array arrives in the machine's byte order with the same values."""
    arrived = crossed(np.arange(3, dtype=">i4"))
    assert (arrived.dtype.str, arrived.tolist()) == ("<i4", [0, 1, 2])


@pytest.mark.parametrize(
    "value",
    [np.array([1, "a", None], dtype=object), np.array(["a"]), np.zeros(2, "M8[s]"), np.zeros(2, [("a", "f4")])],
    ids=["object", "text", "dates", "structured"],
)
def test_arrays_of_other_dtypes_cross_as_a_name(value):
    """An array of objects, texts, dates or records becomes an `Opaque` with its dtype."""
    assert crossed(value) == wire.Opaque(f"an array of dtype {value.dtype}")


class _Unknown:
    pass


@pytest.mark.parametrize(
    ("value", "name"),
    [(_Unknown(), "_Unknown"), ({1, 2}, "set"), (b"x", "bytes"), ((i for i in ()), "generator"), ({1: 2}, "dict")],
)
def test_other_objects_cross_as_the_name_of_their_type(value, name):
    """A value that cannot be encoded becomes an `Opaque` with the name of its type."""
    assert crossed(value) == wire.Opaque(name)


def test_a_subclass_of_ndarray_arrives_plain():
    """Arrays of subclasses, such as masked arrays, arrive as plain arrays."""
    assert type(crossed(np.zeros(2).view(np.recarray))) is np.ndarray
    assert type(crossed(np.ma.masked_array([1.0], [True]))) is np.ndarray


@pytest.mark.parametrize(
    "value", [wire.ObjectRef(3, "Net"), wire.CallbackRef(4), wire.GeneratorSeed(2**64 - 1), wire.Opaque("set")]
)
def test_references_arrive_as_references(value):
    """References to objects, functions and generators are decoded unchanged."""
    assert crossed([value]) == [value]


def test_a_hook_stands_in_on_both_sides():
    """Hooks replace unknown objects when encoding, and references when decoding."""
    encoded = wire.encode([_Unknown()], lambda value: wire.ObjectRef(7, "Known"))
    assert wire.decode(encoded, lambda reference: reference.id) == [7]


def test_deep_structures_cross_down_to_the_limit():
    """Parts deeper than the limit become `Opaque`, also in a list that contains itself."""
    endless = []
    endless.append(endless)
    value, depth = crossed(endless), 0
    while isinstance(value, list):
        (value,), depth = value, depth + 1
    assert (value, depth) == (wire.Opaque("a structure too deep"), wire.MAX_DEPTH)


def test_what_has_too_many_parts_is_refused_where_it_leaves():
    """A list with more parts than the limit, or one that contains itself twice, raises before anything is sent."""
    twice = []
    twice += [twice, twice]
    for value in ([0] * wire.MAX_NODES, {str(i): 0 for i in range(wire.MAX_NODES)}, twice):
        with pytest.raises(wire.WireError, match="more than 200,000 parts"):
            wire.encode(value)


@pytest.mark.parametrize(
    "parts", [list, tuple, lambda it: dict.fromkeys(map(str, it), 0)], ids=["list", "tuple", "dict"]
)
def test_whatever_may_leave_may_arrive(parts):
    """The largest number of parts that can be encoded can be decoded, too."""
    value = parts(range(wire.MAX_NODES // 2 - 1))
    assert len(wire.decode(wire.encode(value))) == len(value)


def test_the_control_part_is_limited():
    """More than a megabyte in addition to the arrays raises WireError."""
    with pytest.raises(wire.WireError, match="beside the arrays do not fit"):
        wire.pack(wire.encode(["x" * 1_000] * 1_100))


def test_arrays_are_limited():
    """More than 64 MiB of arrays, or more than 1,024 arrays, raise WireError."""
    large = np.broadcast_to(np.zeros(1), (1 << 22,))
    with pytest.raises(wire.WireError, match="do not fit a frame"):
        wire.pack(wire.Encoded(None, [memoryview(np.ascontiguousarray(large))] * 3))
    with pytest.raises(wire.WireError, match="in 1025 pieces"):
        wire.pack(wire.encode([np.zeros(1)] * 1_025))


@pytest.mark.parametrize("bits", [4_092, 4_093])
def test_integers_are_limited(bits):
    """An integer of more than 1,023 hexadecimal digits becomes an `Opaque`."""
    value = 2**bits - 1
    assert crossed(-value) == (-value if bits == 4_092 else wire.Opaque("an integer too large"))
