"""Test exported grades."""

import csv
import io
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from autograder.errors import UsageError
from autograder.model.assignment import load_assignment
from autograder.model.final_score import Adjustment, compute_final_score
from autograder.model.people import Person
from autograder.reports.export import TARGETS, ExportRequest, ExportRow, anonymous, export
from tests.grading.toy import TOML
from tests.reports.samples import one_test, question, record


@pytest.fixture
def toy(tmp_path: Path):
    """Return an assignment with three questions, the last graded by hand."""
    folder = tmp_path / "toy"
    folder.mkdir()
    (folder / "assignment.toml").write_text(TOML, encoding="utf-8")
    return load_assignment(folder)


def row(student="2027-1234", status="passed", kept: float | None = 1.0, given=None, **more):
    """Return the row of a student with 3 of 3 and 3.5 of 7 points and an ungraded essay."""
    made = record(
        question("double", one_test("d", status, 3.0, 3.0)),
        question("total", one_test("t", "failed", 3.5, 7.0)),
        question("essay", manual=True),
    )
    person = more.pop("person", Person(student))
    return ExportRow(person, compute_final_score(made, given or {}, kept), **more)


def table(target: str, assignment, *rows: ExportRow, provisional=False) -> list[list[str]]:
    """Export, and parse the file as a spreadsheet does."""
    data = export(target, ExportRequest(assignment, rows), provisional).content
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def test_the_plain_table_has_names_points_and_lateness(toy):
    """The plain export says who, both scores, the late factor, one column per question, and when."""
    one = row(
        kept=0.9,
        person=Person("2027-1234", name="Kim, Mina", email="kim@uni.example", sid="7", group="Team 1"),
        handed_in=datetime(2027, 3, 1, tzinfo=UTC),
        late=timedelta(minutes=90),
    )
    head, line = table("csv", toy, one)
    assert dict(zip(head, line, strict=True)) == {
        "student": "2027-1234",
        "name": "Kim, Mina",
        "email": "kim@uni.example",
        "sid": "7",
        "group": "Team 1",
        "score": "5.85",
        "raw_score": "6.5",
        "max_score": "12",
        "kept": "0.9",
        "double": "3",
        "total": "3.5",
        "essay": "",
        "adjusted": "",
        "held": "",
        "handed_in": "2027-03-01 00:00:00+00:00",
        "hours_late": "1.5",
    }


def test_held_points_are_not_handed_on(toy):
    """Withheld points stop the export, and the message says whose and what to do."""
    with pytest.raises(UsageError, match=r"1 submissions .*\(Kim \(2027-1234\)\).*--provisional"):
        table("csv", toy, row(status="review", person=Person("2027-1234", name="Kim")))


def test_a_score_with_an_unknown_lateness_is_not_handed_on(toy):
    """It stops the export with the ways out; provisionally nothing is deducted, and the factor stays empty."""
    with pytest.raises(UsageError, match=r"1 submissions are late by an unknown time \(2027-1234\).*--late-counts-as"):
        table("csv", toy, row(kept=None, late=None))
    head, line = table("csv", toy, row(kept=None, late=None), provisional=True)
    found = dict(zip(head, line, strict=True))
    assert (found["score"], found["kept"], found["hours_late"]) == ("6.5", "", "")


def test_provisional_grades_name_what_is_held(toy):
    """With `provisional`, withheld points count as 0, and the row names the question."""
    head, line = table("csv", toy, row(status="review"), provisional=True)
    assert line[head.index("held")] == "double"


def test_a_decision_ends_the_holding(toy):
    """After an adjustment, the grades can be exported."""
    decided = row(status="review", given={"double": Adjustment("double", 2.0, "looked at it")})
    head, line = table("csv", toy, decided)
    assert (line[head.index("adjusted")], line[head.index("held")]) == ("double", "")


def test_gradescope_columns_carry_lateness_and_titles(toy):
    """The Gradescope export has student, total, status, time, lateness, and each question's points."""
    one = row(
        person=Person("7", name="Kim", sid="7"),
        submission="99",
        handed_in=datetime(2027, 3, 1, tzinfo=UTC),
        late=timedelta(hours=1.5),
    )
    head, line = table("gradescope", toy, one)
    assert head[-3:] == ["1: Twice (3 pts)", "2: The sum (7 pts)", "3: In your own words (2 pts)"]
    assert line[:3] == ["Kim", "7", ""]
    assert line[5:9] == ["Ungraded", "99", "2027-03-01 00:00:00+00:00", "01:30:00"]


def test_anonymous_rows_name_nobody_and_stay_the_same(toy):
    """An anonymous export has no id, name or address; pseudonyms are stable and depend on the key."""
    person = Person("2027-1234", "4711", "Kim", "kim@uni.example", "20270001", "mina", "Team 1")
    rows = [row(person=person, platform="canvas", submission="99")]
    for target in TARGETS:
        if target != "moodle":  # it only fills in a file with names
            text = export(target, ExportRequest(toy, anonymous(rows, b"key"))).content.decode("utf-8-sig")
            assert not [word for word in (*person.names(), "Team 1") if word in text]
    assert anonymous(rows, b"key") == anonymous(rows, b"key")
    assert anonymous(rows, b"key")[0].person != anonymous(rows, b"other")[0].person


@pytest.mark.parametrize("target", ["csv", "canvas", "gradescope", "blackboard", "brightspace"])
def test_no_cell_becomes_a_formula(toy, target):
    """Formulas in names and ids are guarded in every export."""
    person = Person('=HYPERLINK("x")', '=HYPERLINK("i")', "@SUM(1)", "+f(1)", "-2+cmd|x", "=1+1", "=g()")
    cells = [cell for line in table(target, toy, row(person=person, platform=target)) for cell in line]
    assert any(cell.startswith("'") for cell in cells)
    assert not [cell for cell in cells if cell.startswith(("=", "@", "+", "-"))]


def test_an_unknown_place_is_refused(toy):
    """An unknown target is answered with the allowed ones."""
    with pytest.raises(UsageError, match="csv, canvas, moodle, blackboard, brightspace, gradescope"):
        table("sakai", toy)
