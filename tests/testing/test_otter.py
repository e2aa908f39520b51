"""Running one test of a bundle where otter runs it: inside a process that is not pytest's."""

import os
import subprocess
import sys

import pytest

from tests.student.toy import ANSWERS, make_bundle

RUN = """
import sys
from autograder.testing.otter import run_test
for name in sys.argv[1:]:
    try:
        run_test("test_toy.py", name)
        print(name, "passed")
    except AssertionError as error:
        print(name, "failed:", error)
"""

HAND, TOTAL = "test_double_agrees_with_a_hand_worked_case", "test_total"


def run(folder, *names, **environment):
    """What becomes of the tests, one after another in one process."""
    env = {**os.environ, "AUTOGRADER_LANG": "en", **environment}
    done = subprocess.run([sys.executable, "-c", RUN, *names], cwd=folder, env=env, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.parametrize("options", ["", "-k nothing"])
def test_every_test_has_its_own_verdict(tmp_path, options):
    """One passes, one fails with its message, one is not there; nothing that the environment asks of pytest matters."""
    wrong = {**ANSWERS, "scale.py": ANSWERS["scale.py"].replace("2 * x", "x * x")}
    said = run(make_bundle(tmp_path / "toy", wrong), TOTAL, HAND, "test_nothing", PYTEST_ADDOPTS=options)
    assert f"{TOTAL} passed" in said
    assert f"{HAND} failed: " in said
    assert "expected 2" in said
    assert "test_nothing failed: test_toy.py::test_nothing did not run" in said


def test_a_folder_that_is_no_assignment_is_told(tmp_path):
    """Opened elsewhere, a notebook says what is missing and what to do."""
    assert "open the notebook in its own folder" in run(tmp_path, TOTAL)
