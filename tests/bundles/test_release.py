"""Test release bundles."""

import errno
import io
import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import msgspec
import pytest

from autograder.authoring.build import build, build_all
from autograder.authoring.leaks import LeakError
from autograder.authoring.wheel import WHEEL
from autograder.bundles.release import SEARCHED, TARGETS, release
from autograder.errors import UsageError
from autograder.model.assignment import Assignment
from autograder.model.graded_with import GradedWith
from tests.toy_course import put

recorded = pytest.mark.recorded("bundles", "autograder", "pyproject.toml", "requirements.lock")
"""The mark of tests that install or run a bundle: they run again when anything changes that goes into it."""


@pytest.fixture
def built(course):
    """Return the built toy course."""
    build_all(course)
    return course


def _open(released):
    with zipfile.ZipFile(released.path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_a_student_zip_is_the_generated_folder_with_the_wheel(built, tmp_path):
    """The student bundle has all of `assignments/a1_toy`, the grading versions, one wheel and its relative path."""
    files = _open(release(built, "a1_toy", "student", tmp_path))
    folder = built.generated / "a1_toy"
    expected = {f"a1_toy/{p.relative_to(folder).as_posix()}": p.read_bytes() for p in folder.rglob("*") if p.is_file()}
    wheel = files.pop(f"a1_toy/wheels/{WHEEL}")
    stated = msgspec.json.decode(files.pop("a1_toy/assignment.json"), type=Assignment)
    generated = msgspec.json.decode(expected.pop("a1_toy/assignment.json"), type=Assignment)
    assert files == expected
    assert stated == msgspec.structs.replace(generated, graded_with=GradedWith.here())
    assert zipfile.is_zipfile(io.BytesIO(wheel))
    required = [line for line in files["a1_toy/requirements.txt"].decode().splitlines() if not line.startswith("#")]
    assert required == [f"./wheels/{WHEEL}"]


@pytest.mark.parametrize("target", ["student", pytest.param("otter", marks=pytest.mark.slow)])
def test_two_releases_of_one_source_are_byte_identical(built, tmp_path, target):
    """Equal bundles have equal digests, different bundles different ones."""
    first = release(built, "a1_toy", target, tmp_path / "one")
    second = release(built, "a1_toy", target, tmp_path / "two")
    assert first.path.read_bytes() == second.path.read_bytes()
    assert first.digest == second.digest
    assert first.text().startswith(f"{tmp_path}/one/a1_toy-{target}.zip: {first.members} files")


def test_what_is_not_current_is_not_released(built, tmp_path):
    """Outdated files are named with the command to run, and nothing is written."""
    put(built.generated / "a1_toy/toys.py", "# mine\n")
    with pytest.raises(UsageError, match=r"assignments/a1_toy/toys\.py: outdated; run `autograder build a1_toy`"):
        release(built, "a1_toy", "student", tmp_path / "dist")
    assert not (tmp_path / "dist").exists()


def test_a_leak_stops_the_release(built, tmp_path):
    """An answer of another assignment in a given file stops the release, and the old bundle stays."""
    before = release(built, "a1_toy", "student", tmp_path).path.read_bytes()
    answer = (built.root / "solutions/a2_other/others.py").read_text(encoding="utf-8")
    given = "\n".join(line for line in answer.splitlines() if "SOLUTION" not in line)
    put(built.root / "solutions/a1_toy/given/helpers.py", given)
    build_all(built)
    with pytest.raises(LeakError, match=r"a1_toy/helpers\.py:\d+: the answer to spread"):
        release(built, "a1_toy", "student", tmp_path)
    assert (tmp_path / "a1_toy-student.zip").read_bytes() == before
    assert [p.name for p in tmp_path.iterdir() if p.suffix != ".zip" and p.name != "course"] == []


def test_an_unknown_target_or_assignment_names_what_there_is(built, tmp_path):
    """An unknown target is reported in one line."""
    with pytest.raises(UsageError, match="--target moodle: use one of github, gradescope, otter, student"):
        release(built, "a1_toy", "moodle", tmp_path)
    with pytest.raises(UsageError, match="no assignment 'a7'"):
        release(built, "a7", "student", tmp_path)


@pytest.mark.slow
@pytest.mark.parametrize("target", ["student", "github"])
def test_a_place_that_cannot_be_written_is_the_callers_mistake(built, tmp_path, target):
    """A file in place of the output folder is reported in one line with what to do."""
    place = put(tmp_path / "taken", "by a file")
    with pytest.raises(UsageError, match=r"cannot be written .* choose another folder with --out"):
        release(built, "a1_toy", target, place)


def test_a_folder_that_cannot_be_replaced_stays(built, tmp_path, monkeypatch):
    """If the new release cannot replace the old one, the old one is restored."""
    kept = release(built, "a1_toy", "github", tmp_path).path / "kept.txt"
    put(kept, "mine")
    rename = Path.rename

    def refusing(path, target):
        if path.name == "new":
            raise OSError(errno.EIO, "Input/output error")
        return rename(path, target)

    monkeypatch.setattr(Path, "rename", refusing)
    with pytest.raises(UsageError, match="cannot be written"):
        release(built, "a1_toy", "github", tmp_path)
    assert kept.read_text() == "mine"


@pytest.mark.slow
@recorded
def test_an_unzipped_assignment_works_with_its_own_wheel(built, tmp_path):
    """An unzipped bundle works with its wheel: stubs are reported as not written, the reference passes."""
    with zipfile.ZipFile(release(built, "a1_toy", "student", tmp_path).path) as archive:
        archive.extractall(tmp_path)
    folder, site = tmp_path / "a1_toy", tmp_path / "site"
    with zipfile.ZipFile(folder / "wheels" / WHEEL) as archive:
        archive.extractall(site)

    def run():
        environment = os.environ | {"PYTHONPATH": str(site), "AUTOGRADER_LANG": "en"}
        command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider"]
        return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True)

    untouched = run()
    assert "4 not written yet" in untouched.stdout, untouched.stdout + untouched.stderr
    assert "double: not written yet (toys.py)" in untouched.stdout
    reference = built.root / "solutions/a1_toy/toys.py"
    (folder / "toys.py").write_bytes(reference.read_bytes())
    assert "4 passed" in run().stdout


def test_an_otter_bundle_holds_no_reference_secret_or_misconception(built, tmp_path):
    """The otter bundle has only hidden tests that need no reference, and only the helpers that they use."""
    released = release(built, "a1_toy", "otter", tmp_path)
    files = _open(released)
    assert sorted(name for name in files if name.startswith(("files/", "tests/"))) == [
        "files/assignment.json",
        "files/data/numbers.csv",
        "files/helpers.py",
        f"files/{WHEEL}",
        "files/test_toys.py",
        "files/test_toys_hidden.py",
        "files/toy_oracles.py",
        "tests/double.py",
        "tests/mean_row.py",
    ]
    hidden = files["files/test_toys_hidden.py"].decode()
    assert "def test_double_of_more(" in hidden
    assert "def test_mean_of_one_row(" in hidden
    assert "SECRET_CASE" in hidden
    assert "reference" not in hidden
    assert "ONLY_FOR_THE_REFERENCE" not in hidden
    assert all(b"add_up" not in content for content in files.values())


def test_the_release_prints_what_students_could_read(built, tmp_path):
    """The instructor reads that a submission can read the hidden tests in an otter bundle."""
    text = release(built, "a1_toy", "otter", tmp_path).text()
    assert "a submission could read these while it is graded:\n  test_toys_hidden.py: hidden tests" in text
    assert "(left out, because they need the reference: test_means_of_the_reference)" in text


def test_otters_points_are_the_questions(built, tmp_path):
    """The shares of the bundled tests sum to the question's points."""
    from otter.test_files.exception_test import ExceptionTestFile

    with zipfile.ZipFile(release(built, "a1_toy", "otter", tmp_path).path) as archive:
        archive.extractall(tmp_path / "bundle")
    double = ExceptionTestFile.from_file(str(tmp_path / "bundle/tests/double.py"))
    assert [(case.points, case.hidden) for case in double.test_cases] == [(0.6, False), (1.8, True), (0.6, False)]
    assert [case.name for case in double.test_cases][-1] == "The double of a number is a number."
    mean = ExceptionTestFile.from_file(str(tmp_path / "bundle/tests/mean_row.py"))
    assert [(case.points, case.hidden) for case in mean.test_cases] == [(2.33, False), (4.67, True)]


CONSTANT = "def double(x):\n    return 4\n\n\nclass Rows:\n    def __init__(self, X):\n        self.X = X\n"
RIGHT_SHAPE = CONSTANT.replace("return 4", "return 5")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("answer", "scores"),
    [
        pytest.param("reference", [3, 7], marks=pytest.mark.prove),
        pytest.param("skeleton", [0, 0], marks=pytest.mark.prove),
        pytest.param(CONSTANT, [1.2, 0], marks=recorded),  # the gate counts, because a value test passes by chance
        pytest.param(RIGHT_SHAPE, [0, 0], marks=pytest.mark.prove),  # only the gate passes, so it earns nothing
    ],
    ids=["reference", "skeleton", "constant", "gate alone"],
)
def test_otter_run_grades_a_submission(built, tmp_path, answer, scores):
    """The reference gets all points, the skeleton none, and a gate alone earns nothing."""
    bundle = release(built, "a1_toy", "otter", tmp_path).path
    places = {"reference": built.root / "solutions/a1_toy/toys.py", "skeleton": built.generated / "a1_toy/toys.py"}
    code = places[answer].read_text(encoding="utf-8") if answer in places else answer
    submission = tmp_path / "submission.zip"
    with zipfile.ZipFile(submission, "w") as archive:
        archive.writestr("toys.py", code)
        archive.write(built.generated / "a1_toy/a1_toy.ipynb", "a1_toy.ipynb")
    command = [Path(sys.executable).with_name("otter"), "run", "--no-logo", "-a", bundle, "-o", tmp_path, submission]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    tests = {test["name"]: test for test in json.loads((tmp_path / "results.json").read_bytes())["tests"]}
    assert [tests[name]["score"] for name in ("double", "mean_row")] == scores
    assert [tests[name]["max_score"] for name in ("double", "mean_row")] == [3, 7]


def test_a_proof_searches_what_the_otter_bundle_contains(course, tmp_path):
    """Every file that we put into the bundle is searched, with the same content; the rest is otter's own."""
    source = course.source("a1_toy")
    built = build(source)
    searched = SEARCHED["otter"](source, built).files
    released = TARGETS["otter"](source, built).files
    assert {name: released.get(name) for name in searched} == searched
    assert all(b"a1_toy" not in released[name] for name in released.keys() - searched.keys())
