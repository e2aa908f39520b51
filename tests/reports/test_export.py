"""Grades for other places."""

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
    """A described assignment with three questions, of which a person grades the last."""
    folder = tmp_path / "toy"
    folder.mkdir()
    (folder / "assignment.toml").write_text(TOML, encoding="utf-8")
    return load_assignment(folder)


def row(student="2027-1234", status="passed", kept=1.0, **more):
    """One student's, with 3 of 3 and 3.5 of 7 points and an essay that nobody has read."""
    made = record(
        question("double", one_test("d", status, 3.0, 3.0)),
        question("total", one_test("t", "failed", 3.5, 7.0)),
        question("essay", manual=True),
    )
    return ExportRow(student, compute_final_score(made, more.pop("given", {}), kept), **more)


def table(data: bytes) -> list[list[str]]:
    """The file as a spreadsheet reads it."""
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def test_the_plain_table_has_raw_and_final_points(toy):
    """Both scores, the share that lateness left, and a column for each question."""
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
    """Points that are held for review stop the export, and the message says whose, and what to do."""
    with pytest.raises(UsageError, match=r"1 submissions .*\(2027-1234\).*--provisional"):
        export("csv", toy, [row(status="review")])


def test_provisional_grades_name_what_is_held(toy):
    """On request they are written, and the row says which question they belong to."""
    assert table(export("csv", toy, [row(status="review")], provisional=True))[1][-1] == "double"


def test_a_decision_ends_the_holding(toy):
    """Once a person has decided, the grades can be handed on."""
    decided = row(status="review", given={"double": Adjustment("double", 2.0, "looked at it")})
    assert table(export("csv", toy, [decided]))[1][-2:] == ["double", ""]


def test_canvas_finds_its_id_columns(toy):
    """Canvas's columns in its order, a second line with the points, and a user id where the id is Canvas's."""
    lines = table(export("canvas", toy, [row("4711", who={"name": "kimmina"}), row("mina@uni.example")]))
    assert lines[0] == ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", "Toy"]
    assert [cell.strip() for cell in lines[1]] == ["Points Possible", "", "", "", "", "10"]
    assert lines[2] == ["kimmina", "4711", "", "", "", "6.5"]
    assert lines[3] == ["mina@uni.example", "", "", "mina@uni.example", "", "6.5"]


def test_gradescope_columns_carry_lateness_and_titles(toy):
    """Gradescope's columns: who, total, status, time, lateness as a clock, and each question with its points."""
    one = row(
        who={"name": "Kim", "sid": "7", "submission": "99"}, handed_in=datetime(2027, 3, 1, tzinfo=UTC), hours_late=1.5
    )
    head, line = table(export("gradescope", toy, [one]))
    assert head[-3:] == ["1: Twice (3 pts)", "2: The sum (7 pts)", "3: In your own words (2 pts)"]
    assert line[:3] == ["Kim", "7", ""]
    assert line[5:9] == ["Ungraded", "99", "2027-03-01 00:00:00+00:00", "01:30:00"]


def test_anonymous_rows_name_nobody_and_stay_the_same(toy):
    """Neither id nor name nor address is in the file; the same student has the same name again, with this key only."""
    rows = [row(who={"name": "Kim", "email": "kim@uni.example"})]
    for target in ("csv", "canvas", "gradescope"):
        text = export(target, toy, anonymous(rows, b"key")).decode("utf-8-sig")
        assert not [word for word in ("2027-1234", "Kim", "kim@") if word in text]
    assert anonymous(rows, b"key") == anonymous(rows, b"key")
    assert anonymous(rows, b"key")[0].student != anonymous(rows, b"other")[0].student


@pytest.mark.parametrize("target", ["csv", "canvas", "gradescope"])
def test_no_cell_becomes_a_formula(toy, target):
    """A student cannot put a formula into any export."""
    cells = [
        cell for line in table(export(target, toy, [row('=HYPERLINK("x")', who={"name": "@SUM(1)"})])) for cell in line
    ]
    assert not [cell for cell in cells if cell.startswith(("=", "@", "+", "-"))]


def test_an_unknown_place_is_refused(toy):
    """The error lists the allowed formats."""
    with pytest.raises(UsageError, match="csv, canvas, gradescope"):
        export("moodle", toy, [])
