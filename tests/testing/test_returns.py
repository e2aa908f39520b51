"""What a test accepts of a student's values, and what it says of anything else."""

import itertools

import numpy as np
import pytest

from autograder.errors import Failed
from autograder.i18n import speaking
from autograder.runtime import wire
from autograder.testing import Text, array, boolean, handle, integer, mapping, ndarray, opaque, scalar, several, string
from autograder.testing.returns import checked, name_of

OPAQUE = wire.decode(wire.encode(i for i in ()))
RUBBISH = {
    "None": None,
    "text": "3",
    "generator": OPAQUE,
    "dict": {"a": 1},
    "instance": wire.ObjectRef(0, "Net"),
    "function": wire.CallbackRef(0),
    "seed": wire.GeneratorSeed(3),
    "3-tuple of rubbish": (None, "a", OPAQUE),
    "ragged": [[1, 2], [3]],
    "list of texts": ["a", "b"],
    "list of dicts": [{}],
    "list of None": [None],
    "huge integers": [2**70, 1],
    "deep": [[[[[[[["x"]]]]]]]],
}
SPECS = {
    "name": "x",
    "array": array("x"),
    "integers": array("x", kind="integer"),
    "floats": array("x", kind="float"),
    "bools": array("x", kind="bool"),
    "ndarray": ndarray("x"),
    "scalar": scalar("x"),
    "integer": integer("x"),
    "boolean": boolean("x"),
    "mapping": mapping("x", loss=scalar("loss")),
    "pair": ("x", scalar("y")),
    "several": several("cache", "x", scalar("y")),
}


@pytest.mark.parametrize("spec", SPECS.values(), ids=SPECS)
def test_rubbish_is_the_students_failure(spec):
    """Any other value raises `Failed`, with a message in both languages, and never another exception."""
    for name, value in RUBBISH.items():
        with pytest.raises(Failed) as caught:
            checked(spec, value)
        for language in ("en", "ko"):
            with speaking(language):
                assert str(caught.value.explanation), name
                assert str(caught.value.brief), name


@pytest.mark.parametrize("value", [value for name, value in RUBBISH.items() if name != "instance"])
def test_a_handle_is_an_instance_and_nothing_else(value):
    """`handle` takes an instance of a class in the student's files."""
    assert checked(handle("x"), RUBBISH["instance"]) == RUBBISH["instance"]
    with pytest.raises(Failed, match="x"):
        checked(handle("x"), value)


def test_an_opaque_object_gives_the_name_of_its_type():
    """`opaque` takes what cannot leave the student's process, and tells the test no more than its type."""
    assert checked(opaque("rng"), OPAQUE) == "generator"


@pytest.mark.parametrize("value", [7, np.zeros(2), "rng", [OPAQUE], {}, None, RUBBISH["instance"]])
def test_what_can_leave_the_process_is_not_opaque(value):
    """A seed, an array or None in place of a generator is the student's failure, which names the likely slip."""
    slip = Text("Pass on the rng itself.", "rng를 그대로 넘기세요.")
    with pytest.raises(Failed) as caught:
        checked(opaque("rng", slip), value)
    assert str(caught.value.explanation).splitlines()[-1] == "Pass on the rng itself."


@pytest.mark.parametrize("kind", ["number", "integer", "float", "bool"])
def test_every_dtype_is_taken_or_refused(kind):
    """An array of any dtype that crosses the wire is taken or refused, and what is taken has the kind's dtype."""
    taken = {"number": "biufc", "integer": "biuf", "float": "biuf", "bool": "b"}[kind]
    for dtype, shape in itertools.product(sorted(wire.DTYPES), [(), (2,), (0, 3)]):
        value = np.ones(shape, dtype)
        if value.dtype.kind not in taken:
            with pytest.raises(Failed):
                array("x", kind=kind).check(value)
            continue
        found = array("x", kind=kind).check(value)
        assert found.shape == shape, dtype
        wanted = {"number": value.dtype.kind, "integer": "i", "float": "f", "bool": "b"}[kind]
        assert found.dtype.kind == wanted, (dtype, shape)


@pytest.mark.parametrize("value", [np.arange(3.0), [0.0, 1.0, 2.0], (0, 1, 2), [np.float32(0), 1, 2.0]])
def test_a_name_takes_numbers_of_any_form(value):
    """A plain name accepts arrays, lists and tuples of numbers and gives an ndarray."""
    found = checked("x", value)
    assert type(found) is np.ndarray
    assert found.tolist() == [0, 1, 2]


@pytest.mark.parametrize("value", [3, 3.0, np.float32(3), np.array(3), np.int8(3)])
def test_one_number_is_an_array_of_no_axes(value):
    """A single number is an array of no axes, or a scalar, or an integer."""
    assert checked("x", value).shape == ()
    assert checked(scalar("x"), value) == 3.0
    assert type(checked(scalar("x"), value)) is float
    assert checked(integer("x"), value) == 3
    assert type(checked(integer("x"), value)) is int


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
def test_a_scalar_may_be_infinite_or_none(value):
    """`scalar` takes NaN and the infinities, `integer` does not."""
    assert repr(checked(scalar("x"), value)) == repr(float(value))
    with pytest.raises(Failed):
        checked(integer("x"), value)


@pytest.mark.parametrize("spec", [scalar("x"), integer("x")])
@pytest.mark.parametrize("value", [np.zeros(1), [1], (1,), 1j, np.complex64(1)])
def test_one_number_is_not_an_array_of_one(spec, value):
    """An array or list of one number, or a complex one, is not one number."""
    with pytest.raises(Failed):
        checked(spec, value)


@pytest.mark.parametrize("value", [[1, 2], [1.0, 2.0], np.array([1, 2], np.uint8), np.array([1, 2], np.float32)])
def test_integers_may_come_as_whole_floats(value):
    """kind="integer" takes whole floats and small dtypes, and gives int64."""
    found = checked(array("x", kind="integer"), value)
    assert (found.dtype, found.tolist()) == (np.int64, [1, 2])


@pytest.mark.parametrize(
    "value", [[1.5], [np.nan], [np.inf], [2.0**63], np.array([2**63], np.uint64), [-(2.0**64)], [1j]]
)
def test_other_numbers_are_no_integers(value):
    """kind="integer" refuses fractions, NaN, infinities and what does not fit int64."""
    with pytest.raises(Failed):
        checked(array("x", kind="integer"), value)


@pytest.mark.parametrize("value", [True, np.True_, np.array(False)])
def test_booleans(value):
    """`boolean` takes Python's and NumPy's."""
    assert type(checked(boolean("x"), value)) is bool


@pytest.mark.parametrize("value", [1, 0.0, "True", np.array([True])])
def test_numbers_are_no_booleans(value):
    """`boolean` refuses numbers, texts and arrays."""
    with pytest.raises(Failed):
        checked(boolean("x"), value)


@pytest.mark.parametrize(
    ("shape", "fits"),
    [((2, 3), True), ((None, 3), True), ((2, None), True), ((3, 2), False), ((6,), False), ((2, 3, 1), False)],
)
def test_shapes(shape, fits):
    """A shape must fit in every place; None fits any length."""
    if fits:
        checked(array("x", shape=shape), np.zeros((2, 3)))
    else:
        with pytest.raises(Failed, match="has the wrong shape"):
            checked(array("x", shape=shape), np.zeros((2, 3)))


def test_an_actual_array_is_asked_for_by_ndarray():
    """`ndarray` refuses a list, and another dtype."""
    assert checked(ndarray("x", dtype="float32"), np.zeros(2, np.float32)).dtype == np.float32
    for value in ([0.0, 0.0], np.zeros(2)):
        with pytest.raises(Failed):
            checked(ndarray("x", dtype="float32"), value)


def test_a_mapping_takes_its_keys_and_leaves_others():
    """`mapping` checks the keys that it names, and gives no others."""
    spec = mapping("history", loss=array("loss"), pair=(scalar("a"), string("b")))
    assert checked(spec, {"loss": [1.0], "pair": [1, "w"], "more": OPAQUE})["pair"] == (1.0, "w")
    with pytest.raises(Failed, match="the dict lacks "):
        checked(spec, {"loss": [1.0]})


@pytest.mark.parametrize("value", [(1.0, 2.0), [1.0, 2.0]])
def test_a_tuple_may_come_as_a_list(value):
    """A tuple of specs takes a tuple or list of that length."""
    assert checked((scalar("a"), scalar("b")), value) == (1.0, 2.0)


@pytest.mark.parametrize("value", [(1.0,), (1.0, 2.0, 3.0), 1.0, np.zeros(2), {"a": 1, "b": 2}])
def test_a_tuple_has_its_length(value):
    """Anything else than a tuple or list of that length is refused."""
    with pytest.raises(Failed):
        checked((scalar("a"), scalar("b")), value)


def test_several_values_under_one_name():
    """`several` takes what a tuple of specs takes, and has a name by which a callback's caller can pass it."""
    spec = several("cache", scalar("x"), scalar("y"))
    assert spec.check([1, 2.0]) == (1.0, 2.0)
    assert name_of(spec) == "cache"
    with pytest.raises(Failed):
        spec.check((1,))


def test_without_a_spec_the_value_is_ignored():
    """A call without `returns` gives None, whatever came."""
    assert checked(None, OPAQUE) is None


def test_names_of_specs():
    """Messages call a tuple by the names of its parts."""
    assert name_of(("a", scalar("b"))) == "a, b"


MESSAGES = [
    (array("dists"), None, "dists is None: is a `return` missing?", "dists이(가) None이에요"),
    (array("dists"), "abc", "dists: expected an array of numbers, got abc (str).", "dists"),
    (array("dists"), OPAQUE, "dists: expected an array of numbers, got a value of type generator.", "generator"),
    (array("dists"), [[1], [1, 2]], "dists: expected an array of numbers, got a list of length 2.", "list"),
    (scalar("loss"), np.zeros(3), "loss: expected one number, got an array of shape (3,) and dtype float64.", "(3,)"),
    (scalar("loss"), wire.ObjectRef(1, "Net"), "loss: expected one number, got an instance of Net.", "Net"),
    (ndarray("x"), [1.0], "x: expected a NumPy array, got a list of length 1.", "list"),
    (integer("n"), 1.5, "n: expected one whole number, got 1.5 (float).", "1.5"),
    (
        array("x", shape=(None, 3)),
        np.zeros((3, 2)),
        "x has the wrong shape.\n  expected (any, 3)\n  got      (3, 2)",
        "(any, 3)",
    ),
    (array("x", ndim=2), np.zeros(3), "x has the wrong shape.\n  expected 2 axes\n  got      (3,)", "(3,)"),
    (
        ndarray("x", dtype="float64"),
        np.zeros(1, np.float32),
        "x has the wrong dtype.\n  expected float64\n  got      float32",
        "float32",
    ),
]


@pytest.mark.parametrize(("spec", "value", "english", "korean"), MESSAGES)
def test_messages(spec, value, english, korean):
    """Every refusal says what was expected and what came, in both languages."""
    with pytest.raises(Failed) as caught:
        checked(spec, value)
    with speaking("en"):
        assert str(caught.value.explanation) == english
        assert spec.name not in str(caught.value.brief).split()
    with speaking("ko"):
        assert korean in str(caught.value.explanation)
        assert str(caught.value.explanation) != english


def test_long_values_are_cut_in_messages():
    """A text of a thousand characters does not fill the message."""
    with pytest.raises(Failed) as caught:
        checked(scalar("x"), "y" * 1_000)
    assert len(str(caught.value.explanation)) < 150
