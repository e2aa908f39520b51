"""Handling of missing layers of the sandbox."""

import shutil
import tempfile
from pathlib import Path

import pytest

from autograder.errors import UsageError
from autograder.grading.grade import refuse_without_isolation
from autograder.grading.job import Job, Setup
from autograder.grading.records import graded_record
from autograder.grading.scoring import Graded
from autograder.model.assignment import Limits, load_assignment
from autograder.model.grading_rules import GradingRules
from autograder.model.results import Timing
from autograder.model.text import NO_TEXT
from autograder.sandbox.lockdown import LAYERS
from autograder.testing.outcome import TestInfo, TestOutcome
from tests.needs import needs

COMPLETE = dict.fromkeys(LAYERS, "on")
MISSING = [
    ({"seccomp": "no table for riscv64"}, "seccomp"),
    ({"landlock": "this kernel has none", "uid": "not run as root"}, "landlock, uid"),
]
SPARED = [{}, {"landlock": "this kernel has none"}, {"uid": "not run as root"}]
"""Layers that may be off: with either Landlock or a separate user id, a worker cannot read hidden files."""


def found_here(monkeypatch, off):
    """Simulate a machine on which these layers are off."""
    monkeypatch.setattr("autograder.grading.worker_transport.isolation_here", lambda limits: {**COMPLETE, **off})


def recorded(toy, isolation):
    """Return the isolation in the record of a submission that was graded with this isolation."""
    assignment, setup = load_assignment(toy), Setup(toy, b"", {}, Limits())
    outcomes = [
        TestOutcome(TestInfo(f"test_{one.id}", one.id, NO_TEXT, 1.0, "", False, "visible"), "passed")
        for one in assignment.auto()
    ]
    graded = Graded(outcomes, Timing(0, 0, 0), isolation)
    return graded_record(assignment, GradingRules(), Job("kim", {}, ""), graded, setup).isolation


def test_this_machine_is_asked_and_not_refused(toy):
    """With all required layers on, `--require-isolation` lets grading begin."""
    needs("root")
    refuse_without_isolation(toy)


@pytest.mark.parametrize(("off", "names"), MISSING)
def test_a_machine_without_a_layer_is_refused(toy, monkeypatch, off, names):
    """`--require-isolation` names each missing layer and the reason before anything is graded."""
    found_here(monkeypatch, off)
    with pytest.raises(UsageError) as caught:
        refuse_without_isolation(toy)
    assert all(f"{layer}: {reason}" in str(caught.value) for layer, reason in off.items())


@pytest.mark.parametrize("off", SPARED)
def test_landlock_and_a_user_id_stand_in_for_one_another(toy, monkeypatch, off):
    """Either Landlock or the user id may be off."""
    found_here(monkeypatch, off)
    refuse_without_isolation(toy)


@pytest.mark.parametrize(("off", "names"), MISSING)
def test_a_record_from_such_a_machine_is_marked(toy, off, names):
    """A record graded without required layers is marked as untrusted and names them."""
    assert recorded(toy, {**COMPLETE, **off}) == {**COMPLETE, **off, "untrusted": names}


def test_without_landlock_the_tests_must_lie_where_nobody_else_can_enter(toy, monkeypatch):
    """Without Landlock, grading an assignment in a folder that is open to all is refused, or marked."""
    off = {"landlock": "this kernel has none"}
    found_here(monkeypatch, off)
    with tempfile.TemporaryDirectory(dir="/tmp") as folder:
        course = Path(shutil.copytree(toy, Path(folder) / "toy"))
        assert "untrusted" not in recorded(course, {**COMPLETE, **off})
        Path(folder).chmod(0o755)
        assert recorded(course, {**COMPLETE, **off})["untrusted"] == "landlock"
        with pytest.raises(UsageError, match=f"this kernel has none, and other users can enter {course}"):
            refuse_without_isolation(course)


@pytest.mark.parametrize("off", SPARED)
def test_other_records_are_not_marked(toy, off):
    """A record graded with all required layers states its layers and has no mark."""
    assert recorded(toy, {**COMPLETE, **off}) == {**COMPLETE, **off}


def test_a_record_of_nothing_graded_is_not_marked(toy):
    """A record without any worker has no mark."""
    assert recorded(toy, {}) == {}
