"""Verdicts on speed by CPU time. The tests assert verdicts, never times."""

import numpy as np
import pytest

from autograder.errors import Failed, Finding, GraderError
from autograder.grading.cpu_clock import CpuJudge, near_or_beyond
from autograder.model.assignment import Limits
from autograder.model.text import Text
from autograder.testing import array
from autograder.testing.recording import Recorder
from autograder.testing.speed import Growth
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

CHEATS = {
    "ahead of the clock, when the call is prepared": """
def slow(X):
    return np.array([np.linalg.norm(x) for x in X])

def norms(X):
    return kept.pop(X.tobytes()) if X.tobytes() in kept else slow(X)

kept = {}

from autograder.runtime import host as _host

original = _host.Host._do_prepare

def prepare(self, request):
    for X in request["args"]:
        kept[X.tobytes()] = slow(X)
    return original(self, request)

_host.Host._do_prepare = prepare
""",
    "after the clock, when the result is collected": """
def slow(X):
    return np.array([np.linalg.norm(x) for x in X])

def norms(X):
    global waiting
    waiting = X
    return None

from autograder.runtime import host as _host

original = _host.Host._do_collect

def collect(self, request):
    reply = original(self, request)
    return {**reply, "value": slow(waiting)}

_host.Host._do_collect = collect
""",
    "on the way in, when the argument is decoded": """
def slow(X):
    return np.array([np.linalg.norm(x) for x in X])

kept = {}

def norms(X):
    return kept[X.tobytes()] if X.tobytes() in kept else slow(X)

from autograder.runtime import wire as _wire

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
    return np.array([np.linalg.norm(x) for x in X])

from autograder.runtime import host as _host

def go(self, request):
    return {}

def collect(self, request):
    return {"value": self._prepared()}

_host.Host._do_go = go
_host.Host._do_collect = collect
norms = slow
""",
}


def workload(transport, rng, n):
    """The norms of n short rows."""
    return transport.m.norms.timed(rng.normal(size=(n, 4)), returns=array("norms", shape=(n,)))


@pytest.fixture
def judge(remote):
    """A function that judges code against the reference, each in its own worker."""

    def flat(code, work=workload, reference=REFERENCE):
        mine = remote(limits=ROOM, m=f"import numpy as np\n\n{code}")
        CpuJudge(mine, lambda: remote(limits=ROOM, m=reference), SEED).flat(work, OVER)

    return flat


@pytest.mark.parametrize("code", VECTORIZED.values(), ids=VECTORIZED)
def test_vectorized_code_passes(judge, code):
    """Code without a loop over the rows passes in any form, and so do large chunks."""
    judge(code)


@pytest.mark.parametrize("code", LOOPED.values(), ids=LOOPED)
def test_a_loop_does_not_pass(judge, code):
    """A Python loop over the rows fails; a tight loop near the line may be left to a person."""
    with pytest.raises(Finding) as caught:
        judge(code)
    assert caught.value.status in ("failed", "review")


NO_LOOP, LOOP = Growth(100, 100, None), Growth(1_000, 10_000, None)


@pytest.mark.parametrize(
    ("factor", "found", "status"),
    [
        (10.1, NO_LOOP, None),
        (15.0, NO_LOOP, None),
        (15.1, NO_LOOP, "review"),
        (39.9, NO_LOOP, "review"),
        (40.0, NO_LOOP, "failed"),
        (10.1, LOOP, "failed"),
        (15.1, LOOP, "failed"),
    ],
)
def test_near_the_line_a_loop_fails_and_without_one_only_the_middle_is_left_to_a_person(factor, found, status):
    """Without a loop, a factor up to 15 passes and a factor from 40 fails; a loop fails with any factor."""
    finding = near_or_beyond(factor, found, OVER)
    assert (finding and finding.status) == status


def test_a_loop_is_named_by_its_line(judge):
    """The explanation names the loop's line, what it runs over, and the factor; the brief shows no source line."""
    with pytest.raises(Failed) as caught:
        judge(LOOPED["loop"])
    assert "A Python loop runs over the rows" in str(caught.value.explanation)
    assert "m.py, line 6: out[i] = np.sqrt((X[i] * X[i]).sum())" in str(caught.value.explanation)
    assert "  200 rows: " in str(caught.value.explanation)
    assert "times as long as vectorized code does (allowed: 20 times)" in str(caught.value.explanation)
    assert caught.value.place == ("m.py", 6)
    assert "out[i]" not in str(caught.value.brief)


def test_computing_in_a_call_that_is_not_timed_does_not_help(judge):
    """CPU time of creating an object before the timed call is charged as far as it exceeds the reference's."""
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
    with pytest.raises(Finding) as caught:
        judge(cheat, made_first, reference)
    assert caught.value.status in ("failed", "review")


def test_how_often_code_was_timed_leaves_no_trace(remote):
    """Recordings contain no timed repetitions, because their number depends on the clock."""
    source = "import numpy as np\n\nclass Rows:\n    def __init__(self, X):\n        self.X = X\n\n"
    source += "    def norms(self):\n        return np.sqrt((self.X * self.X).sum(axis=1))\n"
    mine = remote(limits=ROOM, m=source)

    def made_first(transport, rng, n):
        return transport.m.Rows.new(rng.normal(size=(n, 4))).timed("norms", returns=array("norms", shape=(n,)))

    recorder = Recorder()
    mine.reset(SEED, recorder)
    CpuJudge(mine, lambda: remote(limits=ROOM, m=source), SEED).flat(made_first, OVER)
    assert recorder.events == []
    mine.m.Rows.new([[1.0]])
    assert len(recorder.events) == 1


@pytest.mark.parametrize("code", CHEATS.values(), ids=CHEATS)
def test_computing_beside_the_clock_does_not_help(judge, code):
    """A loop that runs before the timed call, after it, or while values are sent is charged, too."""
    with pytest.raises(Finding) as caught:
        judge(code)
    assert caught.value.status in ("failed", "review")


def test_a_fast_wrong_answer_fails(judge):
    """Fast wrong code fails, because the output of the timed call is checked."""
    with pytest.raises(Failed, match="result: 4000 of 4000 values differ"):
        judge("def norms(X):\n    return np.zeros(len(X))")


def test_of_several_values_each_is_checked(judge):
    """Each value of a returned tuple is checked, except those that the workload ignores."""
    norms_and_more = "def norms(X):\n    return np.linalg.norm(X, axis=1), {first}, 'kept'"
    reference = "import numpy as np\n\n" + norms_and_more.format(first="X[0]")

    def work(transport, rng, n):
        returns = (array("norms", shape=(n,)), array("first", shape=(4,)), None)
        return transport.m.norms.timed(rng.normal(size=(n, 4)), returns=returns)

    judge(norms_and_more.format(first="+X[0]"), work, reference)
    with pytest.raises(Failed, match="result: 4 of 4 values differ"):
        judge(norms_and_more.format(first="-X[0]"), work, reference)


def test_an_answer_kept_from_before_is_wrong(judge):
    """A result kept from an earlier repetition is wrong, because each repetition has fresh inputs."""
    kept = "def norms(X, kept=[]):\n    kept.append(np.linalg.norm(X, axis=1))\n    return kept[0]"
    with pytest.raises(Failed, match="values differ"):
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
