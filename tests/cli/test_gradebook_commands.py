"""Test the commands from grading to exported grades."""

import csv
import re
import subprocess

import pytest

from autograder.gradebook import FILE_NAME, Gradebook
from tests.cli.batches import AUTOGRADER, Batch
from tests.cli.typing_in import run_app
from tests.grading.toy import TOML, submit
from tests.needs import needs

pytestmark = pytest.mark.slow

LATE = TOML.replace('id = "toy"', 'id = "toy"\ndue = 2027-03-01T00:00:00Z\nlate = { per_day = 0.1 }', 1)
METADATA = """
submission_1:
  :submitters:
  - {":name": Kim, ":sid": "1", ":email": kim@uni.example}
  :created_at: 2027-02-28 00:00:00 Z
submission_2:
  :submitters:
  - {":name": Lee, ":sid": "2", ":email": lee@uni.example}
  :created_at: 2027-03-02 12:00:00 Z
"""


@pytest.fixture(scope="module")
def graded(tmp_path_factory):
    """Grade a Gradescope export of two students, one of them late."""
    needs("linux")
    batch = Batch(tmp_path_factory.mktemp("batch"), size=0)
    (batch.source / "assignment.toml").write_text(LATE, encoding="utf-8")
    for number in (1, 2):
        submit(batch.handed_in / f"submission_{number}")
    (batch.handed_in / "submission_metadata.yml").write_text(METADATA, encoding="utf-8")
    assert batch.finish().returncode == 0
    return batch


@pytest.fixture
def run(graded, capsys):
    """Provide `run("export", ...)`: run the command in this process, in the course with its results."""

    def command(name, *arguments):
        places = [] if name == "diff" else ["--results", graded.out, "--course", graded.course]
        capsys.readouterr()
        code = run_app(name, *arguments, *places)
        return subprocess.CompletedProcess(["autograder", name], code, *capsys.readouterr())

    return command


def exported(graded, run, *more):
    """Return student -> row of the plain export."""
    done = run("export", "toy", "--to", "csv", *more)
    assert done.returncode == 0, done.stderr
    with (graded.out / "toy-csv.csv").open(encoding="utf-8-sig", newline="") as file:
        return {row["student"]: row for row in csv.DictReader(file)}


def test_lateness_is_taken_off_and_the_raw_score_kept(graded, run):
    """A submission that is a day and a half late keeps 80 %."""
    rows = exported(graded, run)
    assert (rows["1"]["score"], rows["1"]["raw_score"]) == ("10", "10")
    assert (rows["2"]["score"], rows["2"]["raw_score"], rows["2"]["kept"]) == ("8", "10", "0.8")


def test_an_extension_gives_the_points_back(graded, run):
    """An extension changes the due time of one student only."""
    done = run("extend", "toy", "2", "2027-03-02T00:00:00Z", "--because", "ill")
    assert done.returncode == 0, done.stderr
    assert exported(graded, run)["2"]["kept"] == "0.9"


def test_an_adjustment_survives_a_regrade(graded, run):
    """Points given by hand survive a regrade, including those of a written question."""
    for question, points in (("essay", "1.5"), ("double", "2")):
        assert run("adjust", "toy", "1", question, points, "--because", "read it").returncode == 0
    assert graded.finish("--regrade").returncode == 0
    row = exported(graded, run)["1"]
    assert (row["essay"], row["double"], row["raw_score"], row["max_score"]) == ("1.5", "2", "10.5", "12")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["toy", "9", "double", "1", "--because", "x"], "there is no student '9'; students: Kim (1), Lee (2)"),
        (["toy", "1", "treble", "1", "--because", "x"], "no question 'treble'"),
        (["toy", "1", "double", "99", "--because", "x"], "0 to 3"),
        (["toy", "1", "double", "1", "--because", " "], "--because is empty"),
    ],
)
def test_a_wrong_adjustment_changes_nothing(graded, run, arguments, said):
    """Unknown students and questions, impossible points and a missing reason are rejected in one line."""
    before = exported(graded, run)
    done = run("adjust", *arguments)
    assert (done.returncode, said in done.stderr) == (2, True), done.stderr
    assert exported(graded, run) == before


def test_an_anonymous_export_names_nobody(graded, run):
    """An anonymous export contains no student id."""
    rows = exported(graded, run, "--anonymous", "--secret", str(graded.secret))
    assert {name[:5] for name in rows} == {"anon-"}


def test_who_comes_later_joins_the_class(tmp_path):
    """`grades.csv` and the class page keep students who were graded before, once each."""
    needs("linux")
    batch = Batch(tmp_path, size=2)
    command = batch.command()
    for name in ("s0", "s1", "s0"):
        command[3] = str(batch.handed_in / name)
        assert subprocess.run(command, capture_output=True, timeout=120).returncode == 0
    with (batch.out / "grades.csv").open(encoding="utf-8-sig", newline="") as file:
        assert [(row["submission"], row["score"]) for row in csv.DictReader(file)] == [("s0", "10"), ("s1", "10")]
    assert (batch.out / "class.html").is_file()


def test_an_export_says_whose_written_answers_wait(graded, run):
    """A written question without points is named with the number of students; all students are exported."""
    done = run("export", "toy", "--to", "csv")
    assert re.search(r"essay: not graded yet for \d students", done.stdout)
    start = [AUTOGRADER, "export", "toy", "--to", "csv", "--course", str(graded.course)]
    nobody = subprocess.run(
        [*start, "--results", str(empty_book(graded.out / "empty"))], capture_output=True, text=True
    )
    assert (nobody.returncode, "no results of toy" in nobody.stderr) == (2, True)


def empty_book(out):
    """Return a folder with an empty gradebook."""
    Gradebook(out / FILE_NAME, create=True).close()
    return out


def test_an_extension_for_a_name_nobody_has_is_reported(run):
    """An extension for an unknown student is stored, with a warning that the name may be misspelled."""
    done = run("extend", "toy", "nobdoy", "2027-03-02T00:00:00Z", "--because", "ill")
    assert (done.returncode, "no student 'nobdoy' in toy yet" in done.stdout) == (0, True)


def test_a_diff_shows_who_changes_through_which_test(graded, run, tmp_path):
    """`diff` compares two results folders student by student."""
    other = Batch(tmp_path, size=0)
    submit(other.handed_in / "1")
    submit(other.handed_in / "2", toys="def double(x):\n    return 3 * x")
    assert other.finish().returncode == 0
    done = run("diff", str(graded.out), str(other.out))
    assert done.returncode == 0
    assert "1 of 2 submissions changed" in done.stdout
    assert "test_agrees_with_ours" in " ".join(done.stdout.split())


def test_a_folder_without_results_is_named(run, tmp_path):
    """Commands that find no gradebook name the path."""
    done = run("diff", str(tmp_path), str(tmp_path))
    assert (done.returncode, "there is no gradebook" in done.stderr) == (2, True)
