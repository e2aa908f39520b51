"""The same tests give the same verdicts on a laptop, in the sandbox, and in otter's own runner."""

import json
import re
import subprocess
import sys
import zipfile

import pytest

from autograder.course.build import build
from autograder.course.layout import Course
from autograder.course.proof.seams import comparable, disagreements, run_locally
from autograder.course.release import release
from autograder.grading.grade import grade
from autograder.model.assignment import load_assignment
from tests.needs import needs
from tests.samples import ROOT, samples

ASSIGNMENT = "a1_knn"
SOURCE = ROOT / "solutions" / ASSIGNMENT
FOLDERS = [sample for sample in samples(ASSIGNMENT) if not sample.expected.archive and not sample.expected.reason]


@pytest.fixture(scope="module")
def graded(tmp_path_factory):
    """Every sample's record from the sandbox, by name."""
    needs("linux")
    root = tmp_path_factory.mktemp("samples")
    paths = [sample.put(root) for sample in FOLDERS]
    return {record.submission: record for record in grade(SOURCE, paths, b"s" * 32, jobs=2)}


@pytest.fixture(scope="module")
def course_source():
    """The assignment."""
    return Course(ROOT).source(ASSIGNMENT)


@pytest.fixture(scope="module")
def built(course_source):
    """What a student gets."""
    return build(course_source)


def timed_tests():
    """Names of the tests that ask for speed, where clocks decide in grading and events on a laptop."""
    texts = [path.read_text(encoding="utf-8") for path in SOURCE.glob("tests/*/*.py")]
    return {name for text in texts for name in re.findall(r"def (test_\w+)\([^)]*\bspeed\b", text)}


@pytest.mark.slow
@pytest.mark.parametrize("sample", FOLDERS, ids=lambda sample: sample.name)
def test_a_laptop_agrees_with_the_sandbox(sample, graded, course_source, built, tmp_path):
    """Public and hidden tests say the same through the local seam as through the sandbox, speed excepted."""
    handed_in = sample.put(tmp_path)
    names = course_source.assignment.files()
    files = {name: (handed_in / name).read_bytes() for name in names if (handed_in / name).is_file()}
    local = run_locally(course_source, built, files)
    assert list(disagreements(graded[sample.name], local, comparable(course_source))) == []


@pytest.fixture(scope="module")
def otter_bundle(tmp_path_factory):
    """The released bundle for otter."""
    out = tmp_path_factory.mktemp("dist")
    release(Course(ROOT), ASSIGNMENT, "otter", out)
    return next(out.glob("*.zip"))


def otter_scores(bundle, folder, tmp_path):
    """What `otter run` says of the modules in `folder`: question -> points given, points there are."""
    (tmp_path / "out").mkdir()
    handed_in = tmp_path / "handed_in.zip"
    with zipfile.ZipFile(handed_in, "w") as archive:
        archive.write(ROOT / "assignments" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb", f"{ASSIGNMENT}.ipynb")
        for name in load_assignment(SOURCE).files():
            if (folder / name).is_file():
                archive.write(folder / name, name)
    command = [sys.executable, "-m", "otter", "run", "--no-logo", "-a", bundle, "-o", tmp_path / "out", handed_in]
    subprocess.run(command, cwd=tmp_path, check=True, capture_output=True, timeout=500)
    results = json.loads((tmp_path / "out" / "results.json").read_text(encoding="utf-8"))
    return {test["name"]: (test["score"], test["max_score"]) for test in results["tests"] if "max_score" in test}


def _otter_case(sample):
    """Two samples in every run; all that neither hang nor crash in the long proof."""
    mark = pytest.mark.slow if sample.name in ("reference", "skeleton") else pytest.mark.prove
    return pytest.param(sample, id=sample.name, marks=mark)


ENDS_BY_ITSELF = [s for s in FOLDERS if not {"crashed", "timeout", "memory"} & set(s.expected.questions.values())]


@pytest.mark.parametrize("sample", [_otter_case(sample) for sample in ENDS_BY_ITSELF])
def test_otter_agrees_with_the_sandbox(sample, graded, otter_bundle, tmp_path):
    """`otter run` gives a question all its points exactly where the sandbox passes all its tests, speed excepted."""
    scores = otter_scores(otter_bundle, sample.put(tmp_path), tmp_path)
    timed = timed_tests()
    for question in graded[sample.name].questions:
        if question.tests:
            statuses = {test.status for test in question.tests if test.id.partition("::")[2] not in timed}
            score, full = scores[question.id]
            assert (score == full) == (statuses == {"passed"}), question.id
