"""Test exported grades."""

import csv
import io
from datetime import UTC, datetime
from pathlib import Path

import pytest

from autograder.errors import UsageError
from autograder.model.assignment import load_assignment
from autograder.model.final_score import Adjustment, compute_final_score
from autograder.reports.export import ExportRow, anonymous, export
from tests.grading.toy import TOML
from tests.reports.samples import one_test, question, record


@pytest.fixture
def toy(tmp_path: Path):
    """Return an assignment with three questions, the last graded by hand."""
    folder = tmp_path / "toy"
    folder.mkdir()
    (folder / "assignment.toml").write_text(TOML, encoding="utf-8")
    return load_assignment(folder)


def row(student="2027-1234", status="passed", kept=1.0, **more):
    """Return the row of a student with 3 of 3 and 3.5 of 7 points and an ungraded essay."""
    made = record(
        question("double", one_test("d", status, 3.0, 3.0)),
        question("total", one_test("t", "failed", 3.5, 7.0)),
        question("essay", manual=True),
    )
    return ExportRow(student, compute_final_score(made, more.pop("given", {}), kept), **more)


def table(data: bytes) -> list[list[str]]:
    """Parse the file as a spreadsheet does."""
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def test_the_plain_table_has_raw_and_final_points(toy):
    """The plain export has both scores, the late factor, and one column per question."""
    head, line = table(export("csv", toy, [row(kept=0.9)]))
    assert head == [
        "student",
        "score",
        "raw_score",
        "max_score",
        "kept",
        "double",
        "total",
        "essay",
        "adjusted",
        "held",
    ]
    assert line == ["2027-1234", "5.85", "6.5", "10", "0.9", "3", "3.5", "", "", ""]


def test_held_points_are_not_handed_on(toy):
    """Withheld points stop the export, and the message says whose and what to do."""
    with pytest.raises(UsageError, match=r"1 submissions .*\(2027-1234\).*--provisional"):
        export("csv", toy, [row(status="review")])


def test_provisional_grades_name_what_is_held(toy):
    """With `provisional`, withheld points count as 0, and the row names the question."""
    assert table(export("csv", toy, [row(status="review")], provisional=True))[1][-1] == "double"


def test_a_decision_ends_the_holding(toy):
    """After an adjustment, the grades can be exported."""
    decided = row(status="review", given={"double": Adjustment("double", 2.0, "looked at it")})
    assert table(export("csv", toy, [decided]))[1][-2:] == ["double", ""]


def test_canvas_finds_its_id_columns(toy):
    """The Canvas export has its columns in order, maximum points in line 2, and Canvas user ids."""
    lines = table(export("canvas", toy, [row("4711", who={"name": "kimmina"}), row("mina@uni.example")]))
    assert lines[0] == ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", "Toy"]
    assert [cell.strip() for cell in lines[1]] == ["Points Possible", "", "", "", "", "10"]
    assert lines[2] == ["kimmina", "4711", "", "", "", "6.5"]
    assert lines[3] == ["mina@uni.example", "", "", "mina@uni.example", "", "6.5"]


def test_gradescope_columns_carry_lateness_and_titles(toy):
    """The Gradescope export has student, total, status, time, lateness, and each question's points."""
    one = row(
        who={"name": "Kim", "sid": "7", "submission": "99"}, handed_in=datetime(2027, 3, 1, tzinfo=UTC), hours_late=1.5
    )
    head, line = table(export("gradescope", toy, [one]))
    assert head[-3:] == ["1: Twice (3 pts)", "2: The sum (7 pts)", "3: In your own words (2 pts)"]
    assert line[:3] == ["Kim", "7", ""]
    assert line[5:9] == ["Ungraded", "99", "2027-03-01 00:00:00+00:00", "01:30:00"]


def test_anonymous_rows_name_nobody_and_stay_the_same(toy):
    """An anonymous export has no id, name or address; pseudonyms are stable and depend on the key."""
    rows = [row(who={"name": "Kim", "email": "kim@uni.example"})]
    for target in ("csv", "canvas", "gradescope"):
        text = export(target, toy, anonymous(rows, b"key")).decode("utf-8-sig")
        assert not [word for word in ("2027-1234", "Kim", "kim@") if word in text]
    assert anonymous(rows, b"key") == anonymous(rows, b"key")
    assert anonymous(rows, b"key")[0].student != anonymous(rows, b"other")[0].student


@pytest.mark.parametrize("target", ["csv", "canvas", "gradescope"])
def test_no_cell_becomes_a_formula(toy, target):
    """Formulas in names are guarded in every export."""
    cells = [
        cell for line in table(export(target, toy, [row('=HYPERLINK("x")', who={"name": "@SUM(1)"})])) for cell in line
    ]
    assert not [cell for cell in cells if cell.startswith(("=", "@", "+", "-"))]


def test_an_unknown_place_is_refused(toy):
    """An unknown target is answered with the allowed ones."""
    with pytest.raises(UsageError, match="csv, canvas, gradescope"):
        export("moodle", toy, [])
