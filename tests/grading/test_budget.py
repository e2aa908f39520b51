"""Whatever a submission makes the grader do in one test is bounded: bytes, parts, CPU time, wall time, memory."""

import contextlib
import itertools
from pathlib import Path

import numpy as np
import pytest

from autograder.errors import Crashed, Failed, StudentError, TimedOut
from autograder.grading import budget as module
from autograder.grading.budget import LONGEST_PAUSE, OWN_FACTOR, WALL_FACTOR, Look, TestBudget
from autograder.grading.fork import in_a_fork
from autograder.model.assignment import Limits
from autograder.runtime import wire
from autograder.testing import Spec, array, callback, mapping, scalar, several, string
from tests.transports import SEED, opener

QUICK = Limits(cpu=0.2, memory=512)
MEGABYTE = 1 << 20

BOUND = 400 * MEGABYTE
"""The bound of docs/security.md on what a submission adds to the memory of the process that grades it."""


@pytest.fixture
def open_one(remote, monkeypatch):
    """Open a submission with a small limit on CPU time, and a distant one on wall time: the machine may be busy."""
    monkeypatch.setattr(module, "WALL_FACTOR", 1_000)
    return lambda text, limits=QUICK: remote(limits=limits, m=text)


def test_a_function_of_the_test_is_interrupted(open_one):
    """A function of the test that runs on and on for a submission ends with the test's budget; the next test runs."""

    def forever(_x):
        for _ in itertools.count():
            pass

    submission = open_one("def f(g):\n    return g(1.0)\n\ndef fine():\n    return 1.0")
    with pytest.raises(StudentError, match=f"worked for more than {OWN_FACTOR * QUICK.cpu:g} seconds"):
        submission.m.f.call(callback(forever, (scalar("x"),)))
    submission.reset(SEED)
    assert submission.m.fine.call(returns=scalar("x")) == 1.0


def test_many_short_calls_count_together(open_one):
    """Calls that are short one by one share one budget of CPU time."""
    submission = open_one("def f(g):\n    for _ in range(19_000):\n        g(1.0)", Limits(cpu=0.5, memory=512))
    with pytest.raises(StudentError, match="worked for more than 1 seconds"):
        submission.m.f.call(callback(lambda _x: float(sum(range(40_000))), (scalar("x"),)))


OPEN = [
    (array("x"), "np.zeros(20_000)"),
    (array("x", shape=(None, 2)), "np.zeros((10_000, 2))"),
    (array("x", ndim=1), "[0.0] * 20_000"),
    (string("x"), "'x' * 20_000"),
    (several("x", "a", "b"), "(np.zeros(9_000), np.zeros(9_000))"),
    (mapping("x", a="a"), "{'a': np.zeros(4), 'b': np.zeros(20_000)}"),
]


@pytest.mark.parametrize(("spec", "value"), OPEN)
def test_an_open_size_follows_from_the_inputs(either, spec, value):
    """An argument of open size has a limit of 16,384 elements, or as many as the test has sent bytes."""
    submission = either(m=f"import numpy as np\n\ndef f(g, *given):\n    g({value})\n    return 1.0")
    passed = []
    with pytest.raises(StudentError, match="at most 16384 are accepted"):
        submission.m.f.call(callback(passed.append, (spec,)))
    assert not passed
    submission.reset(SEED)
    assert submission.m.f.call(callback(passed.append, (spec,)), np.zeros(20_000), returns=scalar("x")) == 1.0
    assert len(passed) == 1


@pytest.mark.parametrize(
    ("spec", "value"),
    [
        (array("x", shape=(30_000,)), "np.zeros(30_000)"),
        (array("x", ndim=1, most=30_000), "np.zeros(30_000)"),
        (string("x", most=30_000), "'x' * 30_000"),
    ],
)
def test_a_stated_size_counts(either, spec, value):
    """A complete shape or `most` states the size, whatever the test has sent."""
    submission = either(m=f"import numpy as np\n\ndef f(g):\n    g({value})\n    return 1.0")
    assert submission.m.f.call(callback(lambda x: None, (spec,)), returns=scalar("x")) == 1.0


@pytest.mark.parametrize("spec", [array("x", most=3), string("x", most=3)])
def test_most_is_required(spec):
    """A value of more than `most` elements does not fit."""
    value = "abcd" if spec == string("x", most=3) else [1, 2, 3, 4]
    with pytest.raises(Failed, match="x has 4 elements; at most 3 are accepted"):
        spec.check(value)


REMEMBERED = """
import numpy as np

def f(g):
    for number in range(2_000):
        g(np.full(1_000_000, float(number)))
"""


def test_what_a_test_remembers_is_bounded(open_one):
    """All values of one test together have a limit, so that a test may keep what it gets."""
    kept = []
    submission = open_one(REMEMBERED, Limits(cpu=5, memory=512))
    with pytest.raises(StudentError, match="more data than one test accepts"):
        submission.m.f.call(callback(kept.append, (array("x", shape=(1_000_000,)),)))
    assert 0 < sum(one.nbytes for one in kept) <= module.MAX_RECEIVED


def test_gaps_count_as_what_they_become():
    """An array with gaps counts with its gaps, which its bytes on the wire do not have."""
    counted = []
    sparse = np.zeros((64, 64))[::2, ::2]
    wire.decode(wire.encode([sparse, 1]), tally=lambda *found: counted.append(found))
    assert counted == [(3, 4 * sparse.nbytes)]


def test_parts_count_together(open_one):
    """The parts of all frames of one test have a limit."""
    submission = open_one("def f():\n    return [0] * 150_000", Limits(cpu=5, memory=512))
    submission.m.f.call()
    submission.m.f.call()
    with pytest.raises(StudentError, match="more data than one test accepts"):
        submission.m.f.call()


KEYS = """
import os, socket, sys

def say(tree):
    control = sys.modules["msgspec"].msgpack.encode([[], tree])
    for number in range(3, 32):
        try:
            socket.socket(fileno=number).sendall(len(control).to_bytes(4, "little") + control)
        except OSError:
            pass

def call():
    say(["d", [["re", "callback"], ["number", 0], ["args", ["t", []]], ["kwargs", ["d", []]], ["more", 1]]])

def value():
    say(["d", [["re", "value"], ["value", 1.0], ["modified", ["l", []]], ["more", 1]]])

def absent():
    say(["d", [["re", "absent"], ["what", "file"], ["name", "m.py"], ["more", 1]]])

def raised():
    say(["d", [["re", "raised"], ["more", 1]]])
"""


@pytest.mark.parametrize("kind", ["call", "value", "absent", "raised"])
def test_unknown_keys_are_refused(open_one, kind):
    """A message with a key that its kind does not have breaks the protocol."""
    submission = open_one(KEYS)
    with pytest.raises(Crashed, match="interfered"):
        getattr(submission.m, kind).call(returns=scalar("x"))


class _Clock:
    """A worker that has used a given CPU time."""

    folder, pid = Path("/nonexistent"), 0

    def __init__(self):
        self.used = 0.0

    def cpu(self):
        return self.used


def test_a_reply_after_the_limit_is_not_accepted(monkeypatch):
    """The clocks are read after each frame, so a socket that is always readable hides nothing."""
    worker, now = _Clock(), [0.0]
    monkeypatch.setattr(module.time, "monotonic", lambda: now[0])
    budget = TestBudget(QUICK)
    budget.begin(worker)
    budget.open()
    budget.check()
    worker.used = QUICK.cpu
    with pytest.raises(TimedOut, match="ran for more than"):
        budget.check()
    worker.used = 0.0
    now[0] = WALL_FACTOR * QUICK.cpu + 1_000
    with pytest.raises(TimedOut, match="did not finish within"):
        budget.check()
    budget.close()
    budget.begin(worker)
    budget.check()


def test_wall_time_counts_over_all_exchanges(monkeypatch):
    """The wall time of the calls of one test adds up, and the time between them does not count."""
    now = [0.0]
    monkeypatch.setattr(module.time, "monotonic", lambda: now[0])
    budget = TestBudget(QUICK)
    budget.begin(_Clock())
    for _ in range(WALL_FACTOR - 1):
        budget.open()
        now[0] += QUICK.cpu
        budget.check()
        budget.close()
        now[0] += 100.0
    budget.open()
    now[0] += QUICK.cpu * 1.01 + 1_000
    with pytest.raises(TimedOut):
        budget.check()


def test_time_in_which_a_process_waits_for_a_core_does_not_count(monkeypatch):
    """On a busy machine the limit on wall time moves away by what the worker and the grader waited for a core."""
    now, delay = [0.0], [0.0]
    monkeypatch.setattr(module.time, "monotonic", lambda: now[0])
    monkeypatch.setattr(module, "_delay_of", lambda _pid: delay[0])
    budget = TestBudget(QUICK)
    budget.begin(_Clock())
    budget.open()
    now[0], delay[0] = 10 * WALL_FACTOR * QUICK.cpu, 5 * WALL_FACTOR * QUICK.cpu
    budget.check()
    now[0] += WALL_FACTOR * QUICK.cpu
    with pytest.raises(TimedOut):
        budget.check()


@pytest.mark.parametrize(
    ("delay", "asleep", "seconds"), [(0.0, True, 0.1), (0.08, True, 0.02), (0.0, False, 0.0), (1.0, True, 0.0)]
)
def test_a_pause_counts_as_sleep_only_where_the_scheduler_says_so(monkeypatch, delay, asleep, seconds):
    """A worker that waits for a core or a disk does not sleep; a pause of the whole machine counts as a short one."""
    looks = iter([Look(0.0, 0.0, 0.0, True), Look(0.1, 0.0, delay, asleep), Look(60.0, 0.0, delay, asleep)])
    monkeypatch.setattr(module, "_look", lambda _worker: next(looks))
    budget = TestBudget(Limits(cpu=5, memory=512))
    budget.begin(_Clock())
    before = budget.silence(budget.silence(None))
    assert budget.slept / 5 == pytest.approx(seconds)
    budget.silence(before)
    assert budget.slept / 5 == pytest.approx(seconds + (LONGEST_PAUSE if asleep else 0.0))


@pytest.mark.parametrize(
    ("slept", "cpu", "ends"), [(0.9, 0.0, False), (1.0, 0.0, True), (0.5, 4.4, False), (0.5, 4.5, True)]
)
def test_sleep_has_a_limit_of_its_own(monkeypatch, slept, cpu, ends):
    """A test may sleep for a fifth of its CPU limit, and both together may not exceed that limit."""
    looks = iter([Look(number / 10, 0.0, 0.0, True) for number in range(1 + round(10 * slept))])
    monkeypatch.setattr(module, "_look", lambda _worker: next(looks))
    clock = _Clock()
    budget = TestBudget(Limits(cpu=5, memory=512))
    budget.begin(clock)
    look = budget.silence(None)
    for _ in range(round(10 * slept)):
        look = budget.silence(look)
    monkeypatch.setattr(clock, "cpu", lambda: cpu)
    with pytest.raises(TimedOut) if ends else contextlib.nullcontext():
        budget.check()


class _Anything(Spec):
    """Takes any value as it comes."""

    def check(self, value):
        return value


def _memory(name):
    """Return a line of /proc/self/status in bytes."""
    [line] = [line for line in Path("/proc/self/status").read_text("ascii").splitlines() if line.startswith(name)]
    return int(line.split()[1]) << 10


HUNGRY = {
    "arrays": "np.zeros(8_000_000)",
    "shared": "[np.zeros(1_000_000)] * 8",
    "gaps": "np.zeros((2_800, 2_800))[::2, ::2]",
    "parts": "[[]] * 190_000",
    "texts": "['x' * 1_000] * 1_000",
}


@pytest.mark.parametrize("kind", HUNGRY)
def test_the_memory_of_the_grader_is_bounded(zygote, kind):
    """Whatever a submission sends, and a test keeps, the process that grades grows by less than the stated bound."""
    text = f"import numpy as np\n\ndef f():\n    return {HUNGRY[kind]}"

    def greedy():
        submission = opener(zygote, [])(limits=Limits(cpu=30, memory=1_024), m=text)
        kept, before = [], _memory("VmRSS")
        with pytest.raises(StudentError):
            _fill(submission.m.f, kept)
        return _memory("VmHWM") - before

    assert in_a_fork(greedy) < BOUND


def _fill(function, kept):
    for _ in range(500):
        kept.append(function.call(returns=_Anything("x")))
