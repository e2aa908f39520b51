"""An assignment is cut anew in the middle of a course: who changes, and how the old points are kept."""

import shutil
import subprocess

import pytest

from tests.cli.batches import AUTOGRADER, Batch
from tests.grading.test_diagnose import CATALOG
from tests.grading.toy import submit
from tests.needs import needs

pytestmark = pytest.mark.slow
recorded = pytest.mark.recorded("new-version", "autograder", "pyproject.toml", "requirements.lock", "$ git --version")
"""The mark of all tests here: two versions of an assignment are graded for them."""


@pytest.fixture(scope="module")
def versions(tmp_path_factory):
    """A class graded with two versions of an assignment, which lie in a git repository; the first one has a tag."""
    needs("linux", "git")
    root = tmp_path_factory.mktemp("versions")
    batch = Batch(root, size=0)
    submit(batch.handed_in / "half", toys="def double(x):\n    return 3 * x")
    submit(batch.handed_in / "right")

    def git(*words):
        who = ("-c", "user.name=a", "-c", "user.email=a@example.org")
        subprocess.run(["git", *who, *words], cwd=batch.course, check=True, capture_output=True)

    git("init", "-q")
    git("add", ".")
    git("commit", "-qm", "first")
    git("tag", "fall")
    assert batch.finish().returncode == 0
    shutil.copytree(batch.out, root / "fall_results")

    tests = batch.source / "tests" / "public" / "test_toys.py"
    text = tests.read_text(encoding="utf-8").replace('"double", weight=1, ko="두', '"double", weight=3, ko="두')
    tests.write_text(text, encoding="utf-8")
    (batch.source / "misconceptions.toml").write_text(CATALOG, encoding="utf-8")
    git("add", ".")
    git("commit", "-qm", "second")
    done = batch.finish()
    assert done.returncode == 0
    assert "2 results are of another version of the assignment" in done.stdout
    return batch, root / "fall_results"


def run(*words):
    """Run the command and return what it prints, on one line."""
    done = subprocess.run([AUTOGRADER, *map(str, words)], capture_output=True, text=True, env={"COLUMNS": "200"})
    assert done.returncode == 0, done.stderr
    return " ".join(done.stdout.split())


@recorded
def test_diff_shows_every_change_by_question_and_reason(versions):
    """The floor of a mistake that is known now is named; whoever is right does not change."""
    batch, fall = versions
    printed = run("diff", fall, batch.out)
    assert "double: 0/3 -> 2.4/3" in printed
    assert "floor of known mistakes three_times (+2.4)" in printed
    assert "1 of 2 submissions changed." in printed


@recorded
def test_the_version_of_a_tag_keeps_grading_as_it_did(versions, tmp_path):
    """A worktree of the old version grades whoever comes later by the old weights, and nobody else again."""
    batch, fall = versions
    results = tmp_path / "results"
    shutil.copytree(fall, results)
    old = tmp_path / "fall"
    subprocess.run(["git", "worktree", "add", "-q", old, "fall"], cwd=batch.course, check=True)
    submit(batch.handed_in / "later", toys="def double(x):\n    return 3 * x")
    printed = run(
        "grade", "toy", batch.handed_in, "--course", old, "--out", results, "--secret", batch.secret, "--jobs", "1"
    )
    assert "2 already had a result and were skipped" in printed
    assert "another version" not in printed
    assert "later" in run("diff", fall, results)
    assert "1 of 3 submissions changed." in run("diff", fall, results)
    grades = (results / "grades.csv").read_text(encoding="utf-8")
    later, half = (next(line for line in grades.splitlines() if name in line) for name in ("later", "half"))
    assert later.replace("later", "half") == half
