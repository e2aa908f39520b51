"""Test `export` from a gradebook to a platform's file."""

import csv
from pathlib import Path

import pytest

from autograder.gradebook import FILE_NAME, Gradebook
from autograder.model.people import Person
from autograder.submissions.refs import SubmissionPart, SubmissionRef
from autograder.submissions.roster import parse_roster
from tests.cli.typing_in import run_app
from tests.grading.toy import make_assignment
from tests.reports.samples import one_test, question, record
from tests.rosters.files import CANVAS, MOODLE

LATE = "due = 2027-03-01T00:00:00Z\nlate = { per_day = 0.1 }\n"


class Folder:
    """A course with the toy assignment of 12 points, and a results folder."""

    def __init__(self, root: Path) -> None:
        self.course, self.results = root / "course", root / "results"
        self.source = make_assignment(self.course)
        self.roster = root / "roster.csv"

    def add(self, key: str, *, tests: str = "a", platform: str = "folder", **more) -> None:
        """Add a student with 6.5 points, graded with the tests of this version."""
        made = record(
            question("double", one_test("d", "passed", 3.0, 3.0)),
            question("total", one_test("t", "failed", 3.5, 7.0)),
            question("essay", manual=True),
            submission=key,
            assignment="toy",
        )
        made.digests["assignment"] = tests * 64
        late = more.pop("marked_late", False)
        person = Person(key, **more)
        part = SubmissionPart("", Path(key))
        ref = SubmissionRef(key, key, (person,), (part,), platform=platform, marked_late=late)
        with Gradebook(self.results / FILE_NAME, create=True) as book:
            book.add(ref, made)

    def export(self, *more: object) -> int:
        """Run the command and return its exit code."""
        return run_app("export", "toy", *more, "--results", self.results, "--course", self.course)

    def rows(self, name: str) -> list[list[str]]:
        """Return the cells of an exported file."""
        return list(csv.reader((self.results / name).read_text(encoding="utf-8-sig").splitlines()))


@pytest.fixture
def folder(tmp_path):
    """An empty folder."""
    return Folder(tmp_path)


def test_a_roster_finds_who_was_graded_without_one(folder, capsys):
    """Hand-ins by name and id become the gradebook's students; a stranger is named, and the exit code is 1."""
    folder.roster.write_text(CANVAS, encoding="utf-8")
    folder.add("kim mina")
    folder.add("4712", platform="canvas", id="4712", name="devriesanna")
    assert folder.export("--to", "canvas", "--roster", folder.roster, "--column", "k-NN") == 0
    assert [row[1:2] + row[-1:] for row in folder.rows("toy-canvas.csv")[2:]] == [["4712", "6.5"], ["4711", "6.5"]]
    folder.add("stranger")
    assert folder.export("--to", "canvas", "--roster", folder.roster, "--column", "k-NN") == 1
    assert "not in the file: stranger is not in" in capsys.readouterr().err
    assert len(folder.rows("toy-canvas.csv")) == 4


def test_the_roster_of_grading_is_remembered(folder, capsys):
    """Without --roster the one that `grade` was given is filled in."""
    folder.add("123456", platform="moodle", id="123456", name="Mina Kim")
    with Gradebook(folder.results / FILE_NAME) as book:
        book.remember_roster("toy", parse_roster(MOODLE.encode(), "worksheet.csv"))
    assert folder.export("--to", "moodle") == 0
    assert folder.rows("toy-moodle.csv")[1][4] == "6.5"
    said = capsys.readouterr().out
    assert "toy-moodle.csv: 1 students" in said
    assert "essay: not graded yet for 1 students" in said


def test_a_file_of_another_platform_or_the_roster_itself_is_refused(folder, capsys):
    """Nothing is written, and the message says what to name."""
    folder.add("kim mina")
    folder.roster.write_text(MOODLE, encoding="utf-8")
    assert folder.export("--to", "canvas", "--roster", folder.roster) == 2
    assert "is a file of moodle, and --to is canvas" in capsys.readouterr().err
    assert folder.export("--to", "moodle", "--roster", folder.roster, "--out", folder.roster) == 2
    assert "would replace the file of --roster" in capsys.readouterr().err
    assert folder.roster.read_text(encoding="utf-8") == MOODLE
    assert folder.export("--to", "canvas", "--anonymous") == 2
    assert not list(folder.results.glob("*.csv"))


def test_results_of_different_tests_are_refused(folder, capsys):
    """The message counts them; `--mixed` exports them."""
    for number, tests in enumerate("aab"):
        folder.add(f"s{number}", tests=tests)
    assert folder.export("--to", "csv") == 2
    assert "2 versions of the tests (2 + 1 submissions)" in capsys.readouterr().err
    assert folder.export("--to", "csv", "--mixed") == 0
    assert len(folder.rows("toy-csv.csv")) == 4


def test_two_hand_ins_of_one_student_are_refused(folder, capsys):
    """Two keys with one student number in the roster are one person, and nobody guesses which counts."""
    folder.roster.write_text("student,name,sid,login\ns1,Kim Mina,7,mina\n", encoding="utf-8")
    folder.add("x", sid="7")
    folder.add("mina")
    assert folder.export("--to", "csv", "--roster", folder.roster) == 2
    assert "mina and x are both Kim Mina (s1)" in capsys.readouterr().err


def test_late_without_a_time_is_withheld_until_it_counts_as_something(folder, capsys):
    """With a late policy, Canvas's mark alone gives no final score."""
    described = folder.source / "assignment.toml"
    described.write_text(described.read_text(encoding="utf-8").replace("[[question]]", LATE + "[[question]]", 1))
    folder.add("4712", platform="canvas", id="4712", marked_late=True)
    assert folder.export("--to", "csv") == 2
    assert "1 submissions are late by an unknown time (4712)" in capsys.readouterr().err
    with Gradebook(folder.results / FILE_NAME) as book:
        book.remember("toy", "late_counts_as", "30")
    assert folder.export("--to", "csv") == 0
    head, row = folder.rows("toy-csv.csv")
    found = dict(zip(head, row, strict=True))
    assert (found["score"], found["kept"], found["hours_late"]) == ("5.2", "0.8", "30")
