"""Reading what a host reports of loops and of memory."""

import pytest

from autograder.errors import Crashed
from autograder.testing import findings
from autograder.testing.counts import loop_count
from autograder.testing.provider import public_seed, public_worker_seed, secret_seed, secret_worker_seed


class Sources:
    """The files of a submission with one file of 20 lines."""

    by_grading = True

    def content(self, file):
        """Return the content of a file."""
        return None

    def source_line(self, file, line, said):
        """Return a line that exists."""
        return "x = 1" if file == "m.py" and line <= 20 else None


GOOD = {"iterations": 3, "intact": True, "place": ["m.py", 2, "forged"], "c_loops": [["map", 7, "m.py", 4, "forged"]]}
BAD = {
    "nothing": None,
    "another form": {"iterations": 3},
    "one key more": {**GOOD, "more": 1},
    "below zero": {**GOOD, "iterations": -1},
    "too large": {**GOOD, "iterations": 1 << 60},
    "elements too large": {**GOOD, "c_loops": [["map", 1 << 60, "m.py", 4, ""]]},
    "an unknown function": {**GOOD, "c_loops": [["hidden input 3.7", 7, "m.py", 4, ""]]},
    "too many functions": {**GOOD, "c_loops": [["map", 7, "m.py", 4, ""]] * 50},
    "a text": {**GOOD, "iterations": "3"},
}


def test_reports_of_several_calls_add_up():
    """Iterations and elements of all calls count, and lines come from the trusted copy of the files."""
    count = loop_count([GOOD, {**GOOD, "iterations": 5, "intact": False, "place": ["x.py", 1, ""]}], Sources())
    assert (count.iterations, count.elements, count.intact, count.most()) == (8, {"map": 14}, False, 14)
    assert count.line is None  # the call with most iterations names a file that does not exist
    assert count.places["map"].source == "x = 1"


@pytest.mark.parametrize("report", BAD.values(), ids=BAD)
def test_a_report_that_no_host_of_ours_makes_is_an_interference(report):
    """A malformed report, numbers out of range and names that are not ours end the test as a crash."""
    with pytest.raises(Crashed):
        loop_count([GOOD, report], Sources())


def memory_error(message, line=12):
    """Make the finding for a failed allocation."""
    reply = {"re": "raised", "type": "numpy._ArrayMemoryError", "message": message, "memory": True, "stub": False}
    return findings.raised({**reply, "unreadable": False, "frames": [["m.py", line, "f", ""]]}, Sources())


ALLOCATE = "Unable to allocate 374. MiB for an array with shape {} and data type float64"


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        (ALLOCATE.format("(7000, 7000)"), "This makes N x N numbers and uses N of them: line 12."),
        (ALLOCATE.format("(350, 350, 800)"), "Broadcasting makes an array of 3 axes"),
        (ALLOCATE.format("(7000, 9)"), "Is there an array with one axis too many?"),
        (ALLOCATE.format("(100000000,)"), "Is there an array with one axis too many?"),
        ("", "Is there an array with one axis too many?"),
    ],
)
def test_an_array_that_is_too_large_is_explained(message, expected):
    """N x N numbers and arrays of three axes are named with the student's line; the brief shows no size."""
    finding = memory_error(message)
    assert expected in str(finding.explanation)
    assert expected in str(finding.brief)
    assert "7000" not in str(finding.brief)
    assert "350" not in str(finding.brief)
    assert finding.place == ("m.py", 12)


def test_the_seed_of_a_worker_is_derived_under_another_key():
    """No seed that a worker gets is the seed of any test's inputs, public or hidden."""
    secret = b"s" * 32
    workers = {secret_worker_seed(secret, "a", f"t{i}", "d") for i in range(50)}
    workers |= {public_worker_seed("a", f"t{i}") for i in range(50)}
    inputs = {secret_seed(secret, "a", f"t{i}", "d") for i in range(50)} | {
        public_seed("a", f"t{i}") for i in range(50)
    }
    assert len(workers) == len(inputs) == 100
    assert not workers & inputs
