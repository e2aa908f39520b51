"""`autograder validate`: output and exit code."""

import json
from functools import cache

import pytest

from autograder.validation.state import state_of
from tests.cli.typing_in import run_app
from tests.conftest import REMARK
from tests.needs import needs
from tests.samples import ROOT
from tests.toy_course import put
from tools.proofs import choose, read_proofs

PROVED = ["a1_knn", "a2_linear", "a3_gradients", "a4_sgd", "a5_networks"]
"""Assignments whose proof is a test of this project."""


@pytest.fixture
def run(capfd):
    """Return a function that runs the command on a course and returns exit code, stdout and stderr."""

    def run(root, *arguments):
        capfd.readouterr()
        code = run_app("validate", "--course", root, *arguments)
        return (code, *capfd.readouterr())

    return run


def test_a_proof_that_holds_exits_0(course, run):
    """Each requested part has a line, and the last line is the overall verdict."""
    code, out, _ = run(course.root, "a1_toy", "--only", "metadata", "--lang", "en")
    assert code == 0
    assert out.splitlines()[1].split()[:2] == ["metadata", "holds"]
    assert out.splitlines()[-1] == "Every part of the proof holds."


def test_a_proof_that_does_not_hold_exits_1(course, run):
    """A problem is printed with place, finding and cure; the last line names the failing parts."""
    code, out, _ = run(course.root, "a1_toy", "--only", "generated", "--lang", "en")
    assert code == 1
    assert "  assignments/a1_toy/README.md" in (line.rstrip() for line in out.splitlines())
    assert out.splitlines()[-1] == "Not proved: a1_toy generated"


MISTAKES = [
    (["a1_toy", "--only", "spelling"], "autograder: --only spelling: unknown part; use metadata, generated"),
    (["a3_toy"], "has no assignment 'a3_toy'; it has a1_toy, a2_other"),
    (["--format", "yaml"], "autograder: --format yaml: use text or json"),
    (["--repeat", "0"], "autograder: --repeat 0: use 1 or more"),
    (["--mutants", "--sample", "101"], "autograder: --sample 101: use a percentage from 0 to 100"),
]


def test_a_mistake_of_the_caller_exits_2(course, run):
    """A usage error is one line."""
    for arguments, complaint in MISTAKES:
        code, out, complaints = run(course.root, *arguments)
        assert (code, out, complaints.count("\n")) == (2, "", 1)
        assert complaint in complaints


def test_json_has_each_verdict_with_its_evidence(course, run):
    """Standard output is one JSON document, in which every part says whether it holds."""
    put(course.root / "solutions/a1_toy/misconceptions.toml", "[[misconception]]\n")
    code, out, _ = run(course.root, "a1_toy", "--only", "metadata", "--format", "json", "--lang", "en", "--seed", "7")
    told = json.loads(out)
    (part,) = told["proofs"][0]["parts"]
    assert (code, told["schema"], told["holds"], part["name"], part["holds"]) == (1, 1, False, "metadata", False)
    assert told["proofs"][0]["seed"] == 7
    assert "misconceptions.toml" in part["problems"][0]["where"]


def test_it_speaks_korean(course, run):
    """With `--lang ko`, the verdicts are Korean."""
    _, out, _ = run(course.root, "a1_toy", "--only", "metadata", "--lang", "ko")
    assert out.splitlines()[-1] == "증명의 모든 항목이 성립합니다."


@cache
def _todo():
    """Return what this run proves of each assignment."""
    return choose({id: state_of(ROOT / "solutions" / id) for id in PROVED}, read_proofs().assignments)


@pytest.mark.slow
@pytest.mark.parametrize("assignment", PROVED)
def test_an_assignment_of_the_course_is_proved(assignment, run, record_property):
    """Every part holds that docs/validity.json does not answer for; the end of the run names what is stale."""
    needs("linux")
    todo = _todo()[assignment]
    for remark in todo.remarks:
        record_property(REMARK, f"{assignment}: {remark}. `make prove` proves everything.")
    chosen = [word for part in todo.parts for word in ("--only", part)]
    code, out, complaints = run(ROOT, assignment, *chosen, "--lang", "en")
    assert code == 0, out + complaints
    assert "detect no mistake that its public tests miss" not in " ".join(out.split())


@pytest.mark.prove
@pytest.mark.parametrize("assignment", PROVED)
def test_an_assignment_holds_under_load(assignment, run):
    """Correct answers get the same statuses in twenty gradings under load."""
    needs("linux")
    chosen = [word for part in ("reference", "alternatives", "repetitions") for word in ("--only", part)]
    code, out, complaints = run(ROOT, assignment, *chosen, "--lang", "en", "--repeat", "20", "--load")
    assert code == 0, out + complaints
