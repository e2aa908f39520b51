"""The same calls on the local and the remote transport give equal values and equal findings."""

import tracemalloc

import numpy as np
import pytest

from autograder.errors import Failed, Finding, GraderError, NotWritten, OutOfMemory, StudentError
from autograder.model.assignment import Limits
from autograder.testing import array, boolean, callback, generator, handle, mapping, scalar, string, transport
from autograder.testing.submission import Handle
from tests.transports import SEED

STUDENT = """
import random

import numpy as np
import helper


def same(x):
    return x


def describe(x):
    return [list(x.strides), x.dtype.name, list(x.shape), bool(x.flags.writeable)]


def center(x, y=None):
    x -= x.mean()
    return x


def swap(items, table):
    items.reverse()
    table["new"] = 1


def halves(x, which=0):
    return {"first": x[: len(x) // 2], "rest": (x[len(x) // 2 :], which)}


def draw(rng):
    return rng.random(3)


def global_draw():
    return [random.random(), float(np.random.rand())]


def derivative(f, x):
    h = 1e-3
    return (f(x + h) - f(x - h)) / (2 * h)


def tell(f, x):
    x[0] = 7.0
    y = f(x)
    x[1] = 8.0
    return y


def by_helper(x):
    return helper.twice(x) + 1


def boom(x):
    y = x + 1
    return y[99]


def own_error():
    class Mine(Exception):
        pass

    raise Mine("of my own")


def stub():
    raise NotImplementedError("stub: not written yet (student.py)")


def bare_stub():
    raise NotImplementedError


def hungry(n):
    return float(np.ones(n).sum())


def nothing():
    pass


def swallow(f):
    try:
        return f("rubbish")
    except BaseException:
        return 1.0


def twice_over(f):
    return f(f(1.0))


class Base:
    def __init__(self, scale=2.0):
        self.scale = scale
        self.seen = None

    def times(self, x, offset=0.0):
        self.seen = x
        return x * self.scale + offset

    def both(self, x):
        return self.times(x, offset=1.0) + self.times(x)

    @property
    def broken(self):
        return self.no_such_thing

    @staticmethod
    def double(x):
        return 2 * x

    @classmethod
    def made(cls):
        return cls(5.0)


class Derived(Base):
    pass


def scale_of(base):
    return base.scale


def pair():
    return Base(3.0), 1.5


def plot(x):
    print("seen", x)
    return x
"""
HELPER = "def twice(x):\n    return 2 * x\n"
FILES = {"student": STUDENT, "helper": HELPER}


@pytest.fixture
def student(either):
    """The submission, on one transport and on the other."""
    return either(**FILES)


@pytest.fixture
def pair(both):
    """The submission on both transports."""
    return both(**FILES)


def outcome(act, submission):
    """Return the value of `act(submission)`, or the type and text of its finding."""
    try:
        return ("value", act(submission))
    except Finding as error:
        return (
            error.status,
            str(error.explanation).replace("/home/student/", ""),
            str(error.brief).replace("/home/student/", ""),
        )


VIEWS = {
    "C": lambda: np.arange(6.0).reshape(2, 3),
    "Fortran": lambda: np.asfortranarray(np.arange(6.0).reshape(2, 3)),
    "reversed": lambda: np.arange(6.0)[::-1],
    "gaps": lambda: np.arange(12.0).reshape(3, 4)[:, ::2],
    "float32": lambda: np.linspace(0, 1, 5, dtype=np.float32),
    "uint8": lambda: np.arange(4, dtype=np.uint8),
    "empty": lambda: np.zeros((0, 3)),
    "0-d": lambda: np.array(2.5),
    "large": lambda: np.arange(300_000.0).reshape(300, 1_000).T,
    "NaN": lambda: np.array([np.nan, np.inf, -0.0]),
}


@pytest.mark.parametrize("make", VIEWS.values(), ids=VIEWS)
def test_arrays_arrive_alike(pair, make):
    """Strides, dtype, shape and returned bits are the same on both transports, and the array is writable."""
    seen = [submission.student.describe.observe(make()).value for submission in pair]
    returned = [submission.student.same.call(make(), returns="x") for submission in pair]
    assert seen[0] == seen[1] == [list(make().strides), make().dtype.name, list(make().shape), True]
    assert returned[0].tobytes() == returned[1].tobytes() == make().tobytes()
    assert returned[0].dtype == returned[1].dtype == make().dtype


ACTS = {
    "int": lambda s: s.student.same.observe(3).value,
    "big int": lambda s: s.student.same.observe(2**200).value,
    "nested": lambda s: s.student.same.observe({"a": [1, (2.5, None, True)], "b": "거리"}).value,
    "mapping": lambda s: str(
        s.student.halves.call(
            np.arange(4), which=3, returns=mapping("m", first=array("f"), rest=(array("r"), scalar("w")))
        )
    ),
    "missing function": lambda s: s.student.no_such.call(),
    "missing file": lambda s: s.missing.f.call(),
    "missing method": lambda s: s.student.Base.new().call("no_such"),
    "missing attribute": lambda s: s.student.Base.new().get("no_such", "x"),
    "broken property": lambda s: s.student.Base.new().get("broken", "x"),
    "too many arguments": lambda s: s.student.same.call(1, 2),
    "exception": lambda s: s.student.boom.call(np.zeros(2)),
    "exception of its own": lambda s: s.student.own_error.call(),
    "stub": lambda s: s.student.stub.call(),
    "bare stub": lambda s: s.student.bare_stub.call(),
    "None": lambda s: s.student.nothing.call(returns="x"),
    "set": lambda s: s.student.Base.call(returns="x"),
    "wrong shape": lambda s: s.student.same.call(np.zeros(3), returns=array("x", shape=(None, 2))),
    "no instance": lambda s: s.student.same.new(3),
    "bad callback argument": lambda s: s.student.derivative.call(callback(abs, (array("x", ndim=1),)), 1.0),
    "callback with other arguments": lambda s: s.student.derivative.call(callback(max, (array("x"), array("y"))), 1.0),
    "swallowed": lambda s: s.student.swallow.call(callback(abs, (scalar("x"),)), returns="x"),
    "oracle refuses": lambda s: s.student.derivative.call(callback(np.linalg.inv, (array("x"),)), 1.0),
    "generator": lambda s: s.student.draw.call(generator(7), returns="x").tolist(),
    "global random": lambda s: s.student.global_draw.observe().value,
    "method": lambda s: s.student.Base.new(3.0).call("times", 2.0, offset=1.0, returns=scalar("x")),
    "class method": lambda s: s.student.Base.new().call("made", returns=handle("base")).get("scale", scalar("scale")),
    "static method": lambda s: s.student.Base.new().call("double", 4.0, returns=scalar("x")),
}


@pytest.mark.parametrize("act", ACTS.values(), ids=ACTS)
def test_values_and_findings_are_alike(pair, act):
    """Every call gives equal values, or the same finding with the same text, on both transports."""
    local, remote = (outcome(act, submission) for submission in pair)
    assert local == remote


def test_in_place_changes_are_reported(student):
    """`observe` names the arguments that a call changed, by position or keyword; the test's own are not changed."""
    x = np.array([1.0, 3.0])
    assert student.student.center.observe(x).modified == ("argument 1",)
    assert student.student.center.observe(y=[1], x=x).modified == ("x",)
    assert student.student.same.observe(x).modified == ()
    assert student.student.swap.observe([1, 2], {"a": 0}).modified == ("argument 1", "argument 2")
    assert x.tolist() == [1.0, 3.0]


def test_an_in_place_change_of_a_view_is_reported(student):
    """A change through a reversed view is detected."""
    assert student.student.center.observe(np.arange(4.0)[::-1]).modified == ("argument 1",)


def test_callbacks_compute(student):
    """The student's code calls a function of the test and gets its values."""
    slope = student.student.derivative.call(
        callback(lambda x: x**2, (array("x", ndim=0),)), 3.0, returns=scalar("slope")
    )
    assert slope == pytest.approx(6.0)


def test_callbacks_get_snapshots(student):
    """A callback receives a copy of the array at the time of the call."""
    seen = []
    student.student.tell.call(callback(lambda x: seen.append(x) or 0.0, (array("x", shape=(2,)),)), np.zeros(2))
    assert [x.tolist() for x in seen] == [[7.0, 0.0]]


def test_swallowing_a_bad_call_does_not_help(student):
    """A bad argument ends the test, even if the student's code catches every exception."""
    with pytest.raises(StudentError, match="bad argument"):
        student.student.swallow.call(callback(abs, (scalar("x"),)), returns="x")


def test_what_an_oracle_cannot_take_is_the_students(student):
    """An exception of a test's function on what the student's code passed is a StudentError with the reason."""
    with pytest.raises(StudentError, match="LinAlgError") as caught:
        student.student.derivative.call(callback(np.linalg.inv, (array("x"),)), 1.0)
    assert "dimensional" not in str(caught.value.brief)


def test_a_failure_inside_a_callback_is_the_tests_verdict(student):
    """A `Failed` that a callback raises ends the test as such."""

    def refuse(x):
        raise Failed("not this")

    with pytest.raises(Failed, match="not this"):
        student.student.derivative.call(callback(refuse, (array("x"),)), 1.0)


@pytest.mark.slow
def test_answers_of_callbacks_that_are_too_large_are_the_students(student):
    """A callback result that is too large to send becomes a finding."""
    large = np.broadcast_to(np.zeros(1), (1 << 24,))
    with pytest.raises(StudentError, match="too large"):
        student.student.swallow.call(callback(lambda x: large, (string("x"),)))


@pytest.mark.slow
def test_calls_of_callbacks_are_counted(either, monkeypatch):
    """More calls of a function in one test than the limit, which is 20,000, end it."""
    assert transport.MAX_CALLBACKS == 20_000
    monkeypatch.setattr(transport, "MAX_CALLBACKS", 400)
    submission = either(limits=Limits(cpu=30), m="def f(g):\n    while True:\n        g(1.0)")
    with pytest.raises(StudentError, match="more than 400 times"):
        submission.m.f.call(callback(lambda x: x, (scalar("x"),)))


def test_callbacks_nest_twice(either):
    """A callback may call the submission, which may call back; a third level ends the test."""
    submission = either(m="def f(g, n):\n    return g(n)")

    def deeper(n):
        return submission.m.f.call(callback(deeper, (scalar("n"),)), n - 1, returns=scalar("n")) if n else 0.0

    assert submission.m.f.call(callback(deeper, (scalar("n"),)), 1.0, returns=scalar("n")) == 0.0
    with pytest.raises(StudentError, match="too deeply"):
        submission.m.f.call(callback(deeper, (scalar("n"),)), 5.0, returns=scalar("n"))


def test_stand_ins_for_functions(student):
    """A stand-in replaces another file's function until the test ends."""
    student.stand_in("helper.twice", lambda x: x + 100, args=(array("x"),))
    assert student.student.by_helper.call(1, returns=scalar("x")) == 102
    student.reset(SEED)
    assert student.student.by_helper.call(1, returns=scalar("x")) == 3


def test_stand_ins_for_methods_take_keywords(student):
    """A method's stand-in gets its arguments without `self`, a keyword by the name of its spec."""
    base = student.student.Base.new(2.0)
    seen = []
    args = (scalar("x"), scalar("offset"))
    student.stand_in("student.Base.times", lambda x, offset: seen.append((x, offset)) or 0.0, args=args)
    student.student.Base.new().call("times", 3.0, offset=4.0)
    base.call("times", x=1.0, offset=2.0)
    assert seen == [(3.0, 4.0), (1.0, 2.0)]


def test_stand_ins_refuse_other_arguments(student):
    """A call that leaves an argument out is the student's error and says what the function takes."""
    student.stand_in("student.Base.times", lambda x, offset: 0.0, args=(scalar("x"), scalar("offset")))
    with pytest.raises(StudentError, match=r"takes \(x, offset\) and got other arguments"):
        student.student.Base.new().call("both", 3.0)


def test_inherited_methods_come_back(student):
    """After a stand-in for an inherited method, the subclass inherits again."""
    student.stand_in("student.Derived.times", lambda x: 0.0, args=(scalar("x"),))
    assert student.student.Derived.new().call("times", 3.0, returns=scalar("x")) == 0.0
    assert student.student.Base.new().call("times", 3.0, returns=scalar("x")) == 6.0
    student.reset(SEED)
    assert student.student.Derived.new().call("times", 3.0, returns=scalar("x")) == 6.0


def test_a_stand_in_for_nothing_is_refused(student):
    """A stand-in for a missing function raises StudentError."""
    with pytest.raises(StudentError, match="no_such"):
        student.stand_in("helper.no_such", lambda x: x, args=(scalar("x"),))


def test_attributes_are_read_and_written(student):
    """`get` and `set` reach the attributes of an instance."""
    base = student.student.Base.new()
    base.set("scale", np.array([1.0, 2.0]))
    base.call("times", 2.0)
    assert base.get("scale", array("scale", shape=(2,))).tolist() == [1.0, 2.0]
    assert base.get("seen", scalar("seen")) == 2.0


def test_handles_may_be_arguments(student):
    """An instance may be handed back to the student's code."""
    assert student.student.scale_of.call(student.student.Base.new(4.5), returns=scalar("scale")) == 4.5


def test_handles_come_out_of_tuples_and_attributes(student):
    """An object in a tuple or an attribute arrives as a `Handle` that can be called."""
    base, number = student.student.pair.call(returns=(handle("base"), scalar("number")))
    assert isinstance(base, Handle)
    assert (base.call("times", 2.0, returns=scalar("x")), number) == (6.0, 1.5)
    base.set("seen", student.student.Base.new(9.0))
    assert base.get("seen", handle("seen")).get("scale", scalar("scale")) == 9.0


def test_generators_are_numpys_own(student):
    """`generator(seed)` arrives as `default_rng(seed)`."""
    drawn = student.student.draw.call(generator(7), returns="x")
    np.testing.assert_array_equal(drawn, np.random.default_rng(7).random(3))


def test_global_random_state_is_set_for_each_test(student):
    """Every test begins with the same global random state."""
    first = student.student.global_draw.observe().value
    student.reset(SEED)
    assert student.student.global_draw.observe().value == first
    student.reset(SEED + 1)
    assert student.student.global_draw.observe().value != first


def test_exceptions_tell_the_students_own_lines(student):
    """An exception names type, message, file, line and source; the brief leaves the message out."""
    with pytest.raises(StudentError) as caught:
        student.student.boom.call(np.zeros(2))
    line = STUDENT.splitlines().index("    return y[99]") + 1
    assert str(caught.value.explanation).splitlines()[0].startswith("IndexError: index 99 is out of bounds")
    assert f"student.py, line {line}: return y[99]" in str(caught.value.explanation)
    assert "out of bounds" not in str(caught.value.brief)
    assert f"line {line}" in str(caught.value.brief)


def test_a_syntax_error_tells_its_line(either):
    """A file that does not compile is a StudentError with Python's message and the line."""
    with pytest.raises(StudentError, match=r"Python cannot read it: (.|\n)*m\.py, line 2: return x 1"):
        either(m="def f(x):\n    return x 1").m.f.call()


def test_a_wrong_encoding_is_named_with_its_cure(either):
    """For a cp949 file, the message says so and how to save it."""
    with pytest.raises(StudentError, match="not UTF-8"):
        either(m="# 거리\ndef f(): pass".encode("cp949")).m.f.call()


def test_stubs_are_not_written(student):
    """A stub gives `not_implemented`, with question and file."""
    with pytest.raises(NotWritten, match=r"stub: not written yet \(student\.py\)"):
        student.student.stub.call()


def test_too_much_memory(student):
    """A call beyond the memory limit is OutOfMemory."""
    with pytest.raises(OutOfMemory, match="more memory at once than the limit"):
        student.student.hungry.call(60_000_000, within_memory=True)


def test_a_file_that_needs_too_much_memory_when_loaded_fails_each_time(either):
    """An array at the top of a file beyond the memory limit is OutOfMemory with its line, in every test."""
    for body in ("BUFFER = np.zeros((60_000, 3_072))", "LARGE = [0] * (1 << 26)"):
        for _ in range(2):
            student = either(large=f"import numpy as np\n\n{body}\n\n\ndef f():\n    return 1\n")
            for _ in range(2):
                with pytest.raises(OutOfMemory) as caught:
                    student.large.f.call()
                file, line = caught.value.place
                assert (file.rpartition("/")[2], line) == ("large.py", 3)


def test_a_file_that_fits_or_handles_the_shortage_is_left_alone(either):
    """Arrays within the limit, a handled MemoryError and the student's own `tracemalloc` cost nothing."""
    for body in (
        "X = np.zeros(20 << 20)",
        "for _ in range(9): X = np.zeros(10 << 20)",
        "try: X = np.zeros((60_000, 3_072))\nexcept MemoryError: X = None",
        "import tracemalloc; tracemalloc.start()",
    ):
        result = "'tracemalloc' not in globals() or tracemalloc.is_tracing()"
        text = f"import numpy as np\n{body}\ndef f():\n    return {result}\n"
        assert either(fits=text).fits.f.call(returns=boolean("x")), body
    tracemalloc.stop()


@pytest.mark.parametrize(
    "body",
    [
        "[0] * 250_000",
        "list(range(199_999))",
        "'x' * 2_000_000",
        "{str(i): i for i in range(150_000)}",
        "[np.zeros(1)] * 2_000",
    ],
)
def test_results_that_do_not_fit_are_too_large(either, body):
    """A result with too many parts, characters or arrays raises StudentError, with the same text on both transports."""
    submission = either(m=f"import numpy as np\n\ndef f():\n    return {body}")
    with pytest.raises(StudentError, match="The result is too large to be passed on"):
        submission.m.f.call(returns="x")


def test_results_that_nest_too_deeply_are_failures(either):
    """A list that contains itself is rejected as an array of numbers."""
    submission = either(m="def f():\n    a = []\n    a.append(a)\n    return a")
    with pytest.raises(Failed, match="an array of numbers"):
        submission.m.f.call(returns="x")


def test_what_leaves_last_goes_on(either):
    """After a result that is too large, the next call works."""
    submission = either(m="def f():\n    return [0] * 250_000\n\ndef g():\n    return 1")
    with pytest.raises(StudentError):
        submission.m.f.call()
    submission.reset(SEED)
    assert submission.m.g.call(returns=scalar("x")) == 1


def test_other_objects_cannot_be_arguments(student):
    """An argument that cannot be sent raises GraderError."""
    with pytest.raises(GraderError, match="cannot pass a set"):
        student.student.same.call({1})


def test_unknown_modules_are_the_tests_mistake(student):
    """A module that is not in the assignment raises AttributeError, which lists its modules."""
    with pytest.raises(AttributeError, match="it has helper, missing, student"):
        student.nonsense  # noqa: B018


RAISES = """
class T(list):
    @property
    def __class__(self):
        raise ValueError("mine")


def returned():
    return T()


def passed(function):
    return function(T())
"""


def test_an_object_that_raises_while_it_is_encoded_is_the_students(either):
    """A result or an argument of a callback whose class raises is an error of the student's code on both sides."""
    for name, args in (("returned", ()), ("passed", (callback(lambda x: x, args=(array("x"),)),))):
        with pytest.raises(StudentError, match="ValueError: mine"):
            getattr(either(m=RAISES).m, name).call(*args, returns="x")
