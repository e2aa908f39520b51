"""The same tests give the same verdicts on a laptop, in the sandbox, and in otter's own runner."""

import json
import re
import subprocess
import sys
import zipfile
from collections import Counter
from functools import cache, partial
from pathlib import Path

import pytest

from autograder.authoring.build import build
from autograder.authoring.course import Course
from autograder.authoring.test_files import read_test_files
from autograder.bundles.release import release
from autograder.validation.local_run import comparable, disagreements, run_locally
from tests.graded import sample_record
from tests.samples import ASSIGNMENTS, ROOT, samples
from tests.shared import once


def _cases(wanted, mark):
    """Return the selected samples that are folders and can be opened, of all assignments."""
    return [
        pytest.param(assignment, sample, id=f"{assignment}-{sample.name}", marks=mark(assignment, sample))
        for assignment in ASSIGNMENTS
        for sample in samples(assignment)
        if not sample.expected.archive and not sample.expected.reason and wanted(sample)
    ]


@cache
def source_of(assignment):
    """Return an assignment and its files for students."""
    source = Course(ROOT).source(assignment)
    return source, build(source)


def endless(record):
    """Return the questions in which every test ran out of time or memory in the sandbox."""
    slow = {"memory", "timeout"}
    return frozenset(q.id for q in record.questions if q.tests and {test.status for test in q.tests} <= slow)


def _on_a_laptop(assignment, sample):
    """Run correct answers when their files changed, the others in `make prove`.

    `validate` compares alternatives and misconceptions.
    """
    if sample.name == "reference":
        files = (f"solutions/{assignment}", f"tests/submissions/{assignment}")
        return [pytest.mark.slow, pytest.mark.recorded(f"laptop:{assignment}", *files)]
    return [pytest.mark.prove]


@pytest.mark.parametrize(("assignment", "sample"), _cases(lambda sample: True, _on_a_laptop))
def test_a_laptop_agrees_with_the_sandbox(assignment, sample, tmp_path, tmp_path_factory):
    """Public and hidden tests give the same verdicts in process and in the sandbox, except for speed."""
    source, built = source_of(assignment)
    record = sample_record(tmp_path_factory, assignment, sample)
    handed_in = sample.put(tmp_path)
    names = source.assignment.files()
    files = {name: (handed_in / name).read_bytes() for name in names if (handed_in / name).is_file()}
    local = run_locally(source, built, files, endless=endless(record))
    assert list(disagreements(record, local, comparable(source))) == []


@pytest.fixture(scope="module")
def otter_bundle(tmp_path_factory):
    """Return a function that releases the bundle for otter: `otter_bundle("a1_knn")`."""
    return lambda assignment: once(tmp_path_factory, f"otter-{assignment}", partial(_released, assignment))


def _released(assignment, folder):
    return release(Course(ROOT), assignment, "otter", folder).path


NOTEBOOK = {"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
"""otter wants one, and executes it; `tests/test_notebooks.py` executes the assignment's own."""


def otter_results(bundle: Path, handed_in: Path, files, tmp_path):
    """Run `otter run` on the modules in a folder; return its output for each question."""
    (tmp_path / "out").mkdir()
    submission = tmp_path / "submission.zip"
    with zipfile.ZipFile(submission, "w") as archive:
        archive.writestr("submission.ipynb", json.dumps(NOTEBOOK))
        for name in files:
            if (handed_in / name).is_file():
                archive.write(handed_in / name, name)
    command = [sys.executable, "-m", "otter", "run", "--no-logo", "-a", bundle, "-o", tmp_path / "out", submission]
    subprocess.run(command, cwd=tmp_path, check=True, capture_output=True, timeout=500)
    results = json.loads((tmp_path / "out" / "results.json").read_text(encoding="utf-8"))
    return {test["name"]: test for test in results["tests"] if "max_score" in test}


def otter_passes(result):
    """Count how often a case of each title passes; None if every case does."""
    if "All test cases passed!" in result["output"]:
        return None
    cases = re.findall(r"^    (\S.*) result:\n +(\S+) Test case (passed|failed)", result["output"], re.M)
    return Counter(title for title, _sign, verdict in cases if verdict == "passed")


@cache
def timed_tests(assignment):
    """Return the ids of speed tests, which use clocks in grading and event counts in otter."""
    source, _ = source_of(assignment)
    test_files = (*read_test_files(source, "public"), *read_test_files(source, "hidden"))
    return {test.info.id for test_file in test_files for test in test_file.tests if "speed" in test.fixtures}


@pytest.mark.parametrize(
    ("assignment", "sample"), _cases(lambda sample: sample.ends_by_itself, lambda *_: [pytest.mark.prove])
)
def test_otter_agrees_with_the_sandbox(assignment, sample, otter_bundle, tmp_path, tmp_path_factory):
    """`otter run` passes the same tests as the sandbox with the same points, except for speed."""
    files = source_of(assignment)[0].assignment.files()
    results = otter_results(otter_bundle(assignment), sample.put(tmp_path), files, tmp_path)
    for question in sample_record(tmp_path_factory, assignment, sample).questions:
        timed = [test.title.en for test in question.tests if test.id in timed_tests(assignment)]
        ours = Counter(test.title.en for test in question.tests if test.score)
        theirs = otter_passes(results[question.id]) if question.tests else Counter()
        if theirs is None:
            theirs = Counter(test.title.en for test in question.tests)
        assert {title: ours[title] for title in ours | theirs if title not in timed} == {
            title: theirs[title] for title in ours | theirs if title not in timed
        }, question.id
        if question.tests and not timed:
            assert results[question.id]["score"] == pytest.approx(question.score, abs=0.005), question.id
