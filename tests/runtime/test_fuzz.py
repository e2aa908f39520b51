"""The decoder on hostile input: it raises only WireError, does not hang, and does not allocate memory in advance."""

import struct
import tracemalloc

import msgspec
import numpy as np
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from autograder.runtime import wire
from tests.runtime.test_wire import ARRAYS, TREES, frame_of, reader

ATOMS = (
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**64 - 1)
    | st.sampled_from([-1, 0, 1, 2, 2**31, 2**63, 2**64 - 1])
    | st.floats()
    | st.text(max_size=6)
    | st.binary(max_size=17)
    | st.sampled_from(sorted(wire._READERS))
    | st.sampled_from([*sorted(wire.DTYPES), "|O", "|V8", "<U1", ">f8", "<f16"])
)
ANYTHING = st.recursive(
    ATOMS,
    lambda inner: st.lists(inner, max_size=7) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=25,
)
NUMBERS = st.lists(st.sampled_from([-2, -1, 0, 1, 2, 3, 2**31, 2**62, 2**64 - 1]), max_size=18)
ALMOST_ARRAYS = st.tuples(st.just("a"), st.sampled_from(["<f8", "|u1"]), NUMBERS, NUMBERS, NUMBERS, st.integers(-1, 2))
VALID = st.one_of(TREES, ARRAYS, st.lists(ARRAYS, max_size=3)).map(frame_of)


def feed(data):
    """Decode a frame as the grader does; no exception other than WireError is allowed."""
    try:
        wire.decode(wire.unpack(reader(data)))
    except (wire.WireError, EOFError):
        return


def framed(control, behind=b""):
    """Make a frame with any control part."""
    return struct.pack("<I", len(control)) + control + behind


@st.composite
def mutated_frames(draw):
    """Make a valid frame, and change, remove, insert or cut off bytes."""
    data = bytearray(draw(VALID))
    for _ in range(draw(st.integers(1, 4))):
        place = draw(st.integers(0, len(data) - 1)) if data else 0
        match draw(st.sampled_from(["set", "insert", "cut", "truncate"])):
            case "set" if data:
                data[place] = draw(st.integers(0, 255))
            case "insert":
                data[place:place] = draw(st.binary(max_size=4))
            case "cut":
                del data[place : place + draw(st.integers(1, 4))]
            case _:
                del data[place:]
    return bytes(data)


@st.composite
def mutated_trees(draw):
    """Make a valid control part, and replace one of its nodes by anything."""
    encoded = wire.encode(draw(st.one_of(TREES, ARRAYS, st.lists(ARRAYS, max_size=2))))
    sizes = [memoryview(buffer).nbytes for buffer in encoded.buffers]
    tree = [sizes, encoded.tree]
    here = tree
    while draw(st.booleans()) and (inner := [item for item in here if isinstance(item, list) and item]):
        here = draw(st.sampled_from(inner))
    here[draw(st.integers(0, len(here) - 1))] = draw(ANYTHING)
    return framed(msgspec.msgpack.encode(tree), b"".join(bytes(buffer) for buffer in encoded.buffers))


RAW = st.binary(max_size=64) | st.binary(max_size=64).map(framed)
ODD_TREES = st.tuples(st.lists(st.integers(0, 16), max_size=2), ANYTHING | ALMOST_ARRAYS).map(
    lambda control: framed(msgspec.msgpack.encode(control), bytes(32))
)
HOSTILE = RAW | ODD_TREES | mutated_frames() | mutated_trees()
EASY = {
    "deadline": None,
    "derandomize": True,
    "database": None,
    "suppress_health_check": [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example],
}


@settings(max_examples=300, **EASY)
@given(HOSTILE)
@example(framed(b"\x81\x80\x00"))
@example(framed(b"\x91" * 50_000))
@example(framed(b"\xc7\x0c\xff" + b"\xff" * 12))
@example(framed(b"\x92\x90\xa1\xff"))
@example(framed(b"\x92\x90\x82\x92\xff\xfe\xc0\x92\xfe\xff\xc0"))
@example(framed(b"\x92\x90\xdf\xff\xff\xff\xff"))
@example(framed(msgspec.msgpack.encode([[3], ["a", "|b1", [3], [0], [1], 0]]), b"\x05\x00\xff"))
@example(framed(msgspec.msgpack.encode([[], ["s", "<f8", "no digits"]])))
def test_hostile_frames_are_refused(data):
    """Decoding any bytes gives a value or a `WireError`."""
    feed(data)


@pytest.mark.prove
@settings(max_examples=10_000, **EASY)
@given(HOSTILE)
def test_ten_thousand_hostile_frames_are_refused(data):
    """Ten thousand random and mutated frames raise no exception other than `WireError`."""
    feed(data)


@pytest.mark.parametrize(
    "tree",
    [
        ["a", "<f8", [2**64 - 1, 0], [0, 1], [1, 1], 0],
        ["a", "<f8", [2**62, 0], [0, 1], [2, 2], 0],
        ["a", "<f8", [0] * 17, list(range(17)), [1] * 17, 0],
        ["a", "<f8", [0], [0.0], [1], 0],
        ["a", "<f8", [0], [True], [1], 0],
        ["a", "|O", [0], [0], [1], 0],
        ["a", ["<f8"], [0], [0], [1], 0],
        ["a", "<f8", [0], [0], [3], 0],
        ["a", "<f8", [0], [0], [1], -1],
        ["a", "<f8", [1], [0], [1], 0],
        ["a", "<f8", [0], [0], [1]],
        ["s", "<f8", "31323334353637"],
        ["s", "<f8", b"12345678"],
        ["s", "<f8", "no digits"],
        ["s", "|O", "3132333435363738"],
        ["i", "not hexadecimal"],
        ["i", "f" * 1_025],
        ["c", 1.0, []],
        ["d", [[1, 2]]],
        ["d", [["key"]]],
        ["g", -1],
        ["o", "1", "name"],
        ["f", None],
        ["x", 3],
        ["__init__", []],
        {"a": 1},
        b"bytes",
        [],
        [["l", []]],
    ],
    ids=str,
)
def test_trees_of_another_form_are_refused(tree):
    """Huge shapes, invalid axes, unknown dtypes, missing buffers and tags of other types are rejected."""
    with pytest.raises(wire.WireError):
        wire.decode(wire.Encoded(tree, [b""]))


@pytest.mark.parametrize(
    ("control", "problem"),
    [
        ([[1 << 27], None], "buffer lengths"),
        ([[1 << 25] * 3, None], "arrays of 100,663,296 bytes"),
        ([[0] * 1_025, None], "buffer lengths"),
        ([[-1], None], "buffer lengths"),
        ([[True], None], "not a tree"),
        ([1, 2], "not a tree"),
        ([[], None, 3], "not a tree"),
        (None, "not a tree"),
    ],
)
def test_headers_of_another_form_are_refused(control, problem):
    """Invalid numbers and sizes of buffers are rejected before any byte of a buffer is read."""
    with pytest.raises(wire.WireError, match=problem):
        wire.unpack(reader(framed(msgspec.msgpack.encode(control))))


@pytest.mark.parametrize(
    "tree",
    [{}, {"a": 1}, {1: 2}, {(-1, -2): None}, ["l", [{(-1,): None}]], b"bytes", msgspec.msgpack.Ext(1, b"x")],
    ids=["empty", "text key", "number key", "list key", "below", "bytes", "extension"],
)
def test_maps_and_bytes_are_refused_while_they_are_read(tree):
    """A msgpack map is rejected at any depth before it is built: its keys could all have the same hash.

    Nor is anything else that msgpack knows and a tree of ours does not have.
    """
    with pytest.raises(wire.WireError, match="not a tree"):
        wire.unpack(reader(framed(msgspec.msgpack.encode([[], tree]))))


def test_a_true_of_another_bit_pattern_counts_once():
    """Bytes of a bool array become 0 or 1, because sums and comparisons rely on it."""
    sent = wire.Encoded(["a", "|b1", [3], [0], [1], 0], [b"\x05\x00\xff"])
    assert wire.decode(sent).tobytes() == b"\x01\x00\x01"


@pytest.mark.parametrize("length", [0, wire.MAX_CONTROL + 1, 2**32 - 1])
def test_control_parts_of_impossible_length_are_refused(length):
    """An empty control part or one over a megabyte is rejected before it is read."""
    with pytest.raises(wire.WireError, match="control part of"):
        wire.unpack(reader(struct.pack("<I", length)))


def test_a_claim_allocates_nothing():
    """A frame that announces 64 MiB of arrays but sends none makes the decoder allocate nothing."""
    asked = []

    def read(count):
        asked.append(count)
        return source(count)

    source = reader(framed(msgspec.msgpack.encode([[wire.MAX_PAYLOAD], None])))
    tracemalloc.start()
    try:
        with pytest.raises(EOFError):
            wire.unpack(read)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert asked[-1] == wire.MAX_PAYLOAD
    assert peak < 1 << 20


def test_a_buffer_that_is_named_often_is_refused():
    """A small frame whose arrays share one buffer cannot fill the grader's memory."""
    buffer = bytes(1 << 20)
    array = ["a", "|u1", [1 << 20], [0], [2], 0]
    tracemalloc.start()
    try:
        with pytest.raises(wire.WireError, match="share a buffer too often"):
            wire.decode(wire.Encoded(["l", [array] * 1_000], [memoryview(np.frombuffer(buffer, np.uint8))]))
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 3 * wire.MAX_PAYLOAD


def test_the_memory_of_a_frame_is_bounded():
    """Arrays with gaps that share the largest allowed buffer take at most 200 MiB, with their frame."""
    control = msgspec.msgpack.encode([[wire.MAX_PAYLOAD], ["a", "|u1", [wire.MAX_PAYLOAD], [0], [2], 0]])
    read = reader(framed(control, bytes(wire.MAX_PAYLOAD)))
    tracemalloc.start()
    try:
        wire.decode(wire.unpack(read))
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 200 << 20


def test_a_tree_deeper_than_the_limit_is_refused():
    """Lists nested beyond the limit are rejected."""
    tree = 0
    for _ in range(wire.MAX_DEPTH + 2):
        tree = ["l", [tree]]
    with pytest.raises(wire.WireError, match="too deep or too large"):
        wire.decode(wire.Encoded(tree, []))


def test_a_tree_of_too_many_parts_is_refused():
    """A value with more parts than the limit is rejected."""
    with pytest.raises(wire.WireError, match="too deep or too large"):
        wire.decode(wire.Encoded(["l", [0] * wire.MAX_NODES], []))
