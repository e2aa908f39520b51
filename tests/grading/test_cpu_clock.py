"""Verdicts on speed by iterations and CPU time. The tests assert verdicts, never times."""

import numpy as np
import pytest

from autograder.errors import Failed, Finding, ForReview, GraderError
from autograder.grading.cpu_clock import LINE, CpuJudge, speed_finding
from autograder.model.assignment import Limits
from autograder.model.counter_access import CounterAccess
from autograder.model.text import Text
from autograder.testing import array
from autograder.testing.provider import public_seed
from autograder.testing.recording import Recorder
from autograder.testing.speed import LoopSearch
from tests.transports import SEED

ROOM = Limits(cpu=20, memory=512)
OVER = Text("rows", "행")

REFERENCE = """
import numpy as np

def norms(X):
    return np.sqrt((X * X).sum(axis=1))
"""

VECTORIZED = {
    "another formula": "def norms(X):\n    return np.linalg.norm(X, axis=1)",
    "einsum": "def norms(X):\n    return np.einsum('ij,ij->i', X, X) ** 0.5",
    "wasteful": "def norms(X):\n    return np.sqrt(np.abs((X.T.copy().T ** 2)).sum(axis=1) + 0 * X.max(axis=1))",
    "chunks": """def norms(X):
    return np.concatenate([np.sqrt((X[i : i + 512] ** 2).sum(axis=1)) for i in range(0, len(X), 512)])""",
}

LOOPED = {
    "loop": """def norms(X):
    out = np.zeros(len(X))
    for i in range(len(X)):
        out[i] = np.sqrt((X[i] * X[i]).sum())
    return out""",
    "comprehension": "def norms(X):\n    return np.array([np.linalg.norm(x) for x in X])",
    "apply": "def norms(X):\n    return np.apply_along_axis(np.linalg.norm, 1, X)",
}

UNCOUNTED = """
import sys
from contextlib import contextmanager
from types import SimpleNamespace

@contextmanager
def nothing(*_):
    yield SimpleNamespace(total=lambda: 1, busiest=lambda: ("m.py", 1), lists={}, intact=True)

sys.modules["autograder.runtime.c_loops"].count_iterations = nothing
"""
"""Put before an answer: the worker counts one iteration in every call."""

AHEAD = f"""
{UNCOUNTED}

Host = sys.modules["autograder.runtime.host"].Host

def slow(X):
    return np.array([max(np.linalg.norm(x) for _ in range(9)) for x in X])

def norms(X):
    return kept.pop(X.tobytes()) if X.tobytes() in kept else slow(X)

kept, original = {{}}, Host._do_reset

def reset(self, request):
    for number in range(15):
        X = np.random.default_rng(request["seed"] + number).normal(size=(4000, 4))
        kept[X.tobytes()] = slow(X)
    return original(self, request)

Host._do_reset = reset
"""

ONCE = f"""
{UNCOUNTED}
seen = []

def norms(X):
    if len(X) == 4000:
        seen.append(None)
        if len(seen) == 2:  # the first one is counted
            for x in np.concatenate([X] * 60):
                np.linalg.norm(x)
    return np.sqrt((X * X).sum(axis=1))
"""

CHEATS = {
    "ahead of the clock, when the call is prepared": """
def slow(X):
    return np.array([max(np.linalg.norm(x) for _ in range(9)) for x in X])

def norms(X):
    return kept.pop(X.tobytes()) if X.tobytes() in kept else slow(X)

kept = {}

import sys

_host = sys.modules["autograder.runtime.host"]

original = _host.Host._do_prepare

def prepare(self, request):
    for X in request["args"]:
        kept[X.tobytes()] = slow(X)
    return original(self, request)

_host.Host._do_prepare = prepare
""",
    "after the clock, when the result is collected": """
def slow(X):
    return np.array([max(np.linalg.norm(x) for _ in range(9)) for x in X])

def norms(X):
    global waiting
    waiting = X
    return None if len(X) == 4000 and timed else slow(X)

import sys

_host = sys.modules["autograder.runtime.host"]

collect_from, go_on = _host.Host._do_collect, _host.Host._do_go
timed = False

def go(self, request):
    global timed
    timed = True
    return go_on(self, request)

def collect(self, request):
    reply = collect_from(self, request)
    return {**reply, "value": slow(waiting)}

_host.Host._do_collect, _host.Host._do_go = collect, go
""",
    "on the way in, when the argument is decoded": """
def slow(X):
    return np.array([max(np.linalg.norm(x) for _ in range(9)) for x in X])

kept = {}

def norms(X):
    return kept[X.tobytes()] if X.tobytes() in kept else slow(X)

import sys

_wire = sys.modules["autograder.runtime.wire"]

original = _wire.decode

def decode(encoded, hook=None):
    value = original(encoded, hook)
    for X in value.get("args", ()):
        kept[X.tobytes()] = slow(X)
    return value

_wire.decode = decode
""",
    "an answer before it is computed": """
def slow(X):
    return np.array([max(np.linalg.norm(x) for _ in range(9)) for x in X])

import sys

_host = sys.modules["autograder.runtime.host"]

def go(self, request):
    return {}

def collect(self, request):
    return {"value": self._prepared()}

_host.Host._do_go = go
_host.Host._do_collect = collect
norms = slow
""",
}


def draw(label):
    """Draw the seed of a call's inputs."""
    return public_seed("test", label)


def workload(transport, rng, n):
    """The norms of n short rows."""
    return transport.m.norms.timed(rng.normal(size=(n, 4)), returns=array("norms", shape=(n,)))


def judged_by(remote, code, reference):
    """A judge of this code, with the reference and the fresh submission in workers of their own."""
    return CpuJudge(
        remote(limits=ROOM, m=code),
        lambda: remote(limits=ROOM, m=reference),
        draw,
        lambda: remote(limits=ROOM, m=code),
    )


@pytest.fixture
def judge(remote):
    """A function that judges code against the reference, each in its own worker."""

    def flat(code, work=workload, reference=REFERENCE):
        flat.judge = judged_by(remote, f"import numpy as np\n\n{code}", reference)
        flat.judge.flat(work, OVER)

    return flat


@pytest.mark.parametrize("code", VECTORIZED.values(), ids=VECTORIZED)
def test_vectorized_code_passes(judge, code):
    """Code without a loop over the rows passes in any form, and so do large chunks."""
    judge(code)


@pytest.mark.parametrize("code", LOOPED.values(), ids=LOOPED)
def test_a_loop_does_not_pass(judge, code):
    """A loop over the rows fails by its iterations, however fast it is."""
    with pytest.raises(Failed):
        judge(code)


NO_LOOP = LoopSearch(None, none_found=True)
UNCLEAR = LoopSearch(ForReview("unclear"), none_found=False)
ACCESS = CounterAccess("m.py", 3, "settrace")


@pytest.mark.parametrize(
    ("factor", "found", "access", "status", "excuse"),
    [
        (20.0, NO_LOOP, None, None, ""),
        (20.1, NO_LOOP, None, "review", "memory"),
        (40.0, NO_LOOP, None, "review", "memory"),
        (40.1, NO_LOOP, None, "failed", "memory"),
        (1.0, UNCLEAR, None, "review", ""),
        (40.1, UNCLEAR, None, "failed", ""),
        (1.0, NO_LOOP, ACCESS, "review", ""),
        (40.1, NO_LOOP, ACCESS, "failed", ""),
    ],
)
def test_without_a_proven_loop_the_factor_decides(factor, found, access, status, excuse):
    """Up to 20 times passes, up to 40 goes to a person, beyond fails; what may stop the counter never passes."""
    finding = speed_finding(factor, found, access)
    assert ((finding and finding.status), (finding.excuse if finding else "")) == (status, excuse)


def test_what_a_hidden_test_says_of_a_factor_is_a_band():
    """The brief of a slow answer names the band of its factor and not the factor."""
    near, far = (speed_finding(factor, NO_LOOP, None) for factor in (27.3, 71.4))
    assert "27" in str(near.explanation)
    assert "27" not in str(near.brief)
    assert "20 to 40 times" in str(near.brief)
    assert "71" not in str(far.brief)
    assert "more than 40 times" in str(far.brief)


def test_a_loop_is_named_by_its_line(judge):
    """The explanation names the loop's line and what it runs over; the brief shows no source line."""
    with pytest.raises(Failed) as caught:
        judge(LOOPED["loop"])
    assert "A Python loop runs over the rows" in str(caught.value.explanation)
    assert "m.py, line 5: for i in range(len(X)):" in str(caught.value.explanation)
    assert "1.0 iterations for each of them" in str(caught.value.explanation)
    assert caught.value.place == ("m.py", 5)
    assert "range" not in str(caught.value.brief)


def test_a_loop_in_c_is_named(judge):
    """A function that loops in C over the rows fails by its name and line, although it takes little time."""
    with pytest.raises(Failed) as caught:
        judge("import math\n\ndef norms(X):\n    return np.array(list(map(math.hypot, *X.T)))")
    assert "`map` goes through the rows one by one" in str(caught.value.explanation)
    assert "m.py, line 6: return np.array(list(map(math.hypot, *X.T)))" in str(caught.value.explanation)
    assert caught.value.place == ("m.py", 6)
    assert judge.judge.factor is None


def test_a_loop_in_c_over_something_short_passes(judge):
    """`map` over the shape and `reduce` over the columns are no loops over the rows."""
    judge(
        "from functools import reduce\n\ndef norms(X):\n    n, d = map(int, X.shape)\n"
        "    return np.sqrt(reduce(np.add, [X[:, j] ** 2 for j in range(d)]))"
    )


def test_computing_in_a_call_that_is_not_timed_does_not_help(judge):
    """Iterations count in every call of a workload, also in one that creates an object for the last one."""
    reference = """
import numpy as np

class Rows:
    def __init__(self, X):
        self.X = X

    def norms(self):
        return np.sqrt((self.X * self.X).sum(axis=1))
"""
    cheat = """
class Rows:
    def __init__(self, X):
        self.found = np.array([np.linalg.norm(x) for x in X])

    def norms(self):
        return self.found
"""

    def made_first(transport, rng, n):
        rows = transport.m.Rows.new(rng.normal(size=(n, 4)))
        return rows.timed("norms", returns=array("norms", shape=(n,)))

    judge(reference.removeprefix("\nimport numpy as np\n"), made_first, reference)
    with pytest.raises(Failed, match="A Python loop runs over the rows"):
        judge(cheat, made_first, reference)


def test_rows_are_those_of_the_arguments(judge):
    """Where a workload makes four rows for each that it is asked for, iterations count for each of the four."""

    def four_for_one(transport, rng, n):
        return transport.m.norms.timed(rng.normal(size=(4 * n, 4)), returns=array("norms", shape=(4 * n,)))

    judge(VECTORIZED["chunks"].replace("512", "64"), four_for_one)
    with pytest.raises(Failed, match=r"1\.0 iterations for each of them"):
        judge(LOOPED["loop"], four_for_one)


def test_a_result_may_be_a_list(judge):
    """`tolist` is no loop where its list is the result, and one where other code goes on with it."""
    judge("def norms(X):\n    return np.linalg.norm(X, axis=1).tolist()")
    with pytest.raises(Failed, match="`tolist` goes through the rows one by one"):
        judge("def norms(X):\n    return np.array(np.linalg.norm(X, axis=1).tolist())")


def test_how_often_code_was_timed_leaves_no_trace(remote):
    """Recordings contain no timed repetitions, because their number depends on the clock."""
    source = "import numpy as np\n\nclass Rows:\n    def __init__(self, X):\n        self.X = X\n\n"
    source += "    def norms(self):\n        return np.sqrt((self.X * self.X).sum(axis=1))\n"
    mine = remote(limits=ROOM, m=source)

    def made_first(transport, rng, n):
        return transport.m.Rows.new(rng.normal(size=(n, 4))).timed("norms", returns=array("norms", shape=(n,)))

    recorder = Recorder()
    mine.reset(SEED, recorder)
    CpuJudge(mine, lambda: remote(limits=ROOM, m=source), draw, lambda: mine).flat(made_first, OVER)
    assert recorder.events == []
    mine.m.Rows.new([[1.0]])
    assert len(recorder.events) == 1


@pytest.mark.parametrize("code", CHEATS.values(), ids=CHEATS)
def test_computing_beside_the_clock_does_not_help(judge, code):
    """A loop that runs before the timed call, after it, or while values are sent fails, even if nothing counts it."""
    with pytest.raises(Finding) as caught:
        judge(f"{UNCOUNTED}\n{code}")
    assert caught.value.status in ("failed", "review")
    assert judge.judge.factor > LINE


def test_a_host_that_computes_ahead_learns_no_inputs(judge):
    """The seed that a worker gets tells nothing about the inputs of timed calls, and neither do earlier calls."""
    with pytest.raises(Finding):
        judge(AHEAD)
    assert judge.judge.factor > LINE


def test_all_work_of_timed_calls_is_charged(judge):
    """Work that is done in the first of the timed calls alone counts in full."""
    with pytest.raises(Finding):
        judge(ONCE)
    assert judge.judge.factor > LINE


def test_a_fast_wrong_answer_fails(judge):
    """Fast wrong code fails, because the output of the call is checked; the message reports no difference of values."""
    with pytest.raises(Failed) as caught:
        judge("def norms(X):\n    return np.zeros(len(X))")
    assert "once the result is right" in str(caught.value.explanation)
    assert "differ" not in str(caught.value.explanation)


def test_an_answer_that_is_wrong_only_where_it_is_counted_fails(judge):
    """The values of counted calls are checked too, so an answer cannot skip its loop there."""
    with pytest.raises(Failed, match="once the result is right"):
        judge("def norms(X):\n    return np.zeros(len(X)) if len(X) < 1000 else np.linalg.norm(X, axis=1)")


def test_of_several_values_each_is_checked(judge):
    """Each value of a returned tuple is checked, except those that the workload ignores."""
    norms_and_more = "def norms(X):\n    return np.linalg.norm(X, axis=1), {first}, 'kept'"
    reference = "import numpy as np\n\n" + norms_and_more.format(first="X[0]")

    def work(transport, rng, n):
        returns = (array("norms", shape=(n,)), array("first", shape=(4,)), None)
        return transport.m.norms.timed(rng.normal(size=(n, 4)), returns=returns)

    judge(norms_and_more.format(first="+X[0]"), work, reference)
    with pytest.raises(Failed, match="once the result is right"):
        judge(norms_and_more.format(first="-X[0]"), work, reference)


def test_an_answer_kept_from_before_is_wrong(judge):
    """A result kept from an earlier repetition is wrong, because each repetition has fresh inputs."""
    kept = "def norms(X, kept={}):\n    return kept.setdefault(len(X), np.linalg.norm(X, axis=1))"
    with pytest.raises(Failed, match="once the result is right"):
        judge(kept)


def test_a_crash_while_timed_is_a_finding(judge):
    """Code that ends its process during the timed call gets the status `crashed`."""
    with pytest.raises(Finding) as caught:
        judge("import os\n\ndef norms(X):\n    os._exit(0)")
    assert caught.value.status == "crashed"


def test_a_stub_is_not_written(judge):
    """A stub in a timed call gets the status `not_implemented`."""
    with pytest.raises(Finding) as caught:
        judge("def norms(X):\n    raise NotImplementedError('norms: not written yet (m.py)')")
    assert caught.value.status == "not_implemented"


def test_a_workload_that_is_no_timed_call_is_an_internal_error(judge):
    """A workload that does not return a timed call raises GraderError."""
    with pytest.raises(GraderError, match="must return what"):
        judge(VECTORIZED["einsum"], lambda transport, rng, n: transport.m.norms.call(np.ones((1, 2))))


def test_a_timed_call_must_say_what_it_returns(judge):
    """A timed call without a check of its result raises GraderError."""
    with pytest.raises(GraderError, match="must say what it returns"):
        judge(VECTORIZED["einsum"], lambda transport, rng, n: transport.m.norms.timed(np.ones((1, 2))))
