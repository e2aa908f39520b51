"""grades.csv."""

import csv
import io

import pytest

from autograder.model.text import Text
from autograder.reports.csv import to_overview_csv
from tests.reports.samples import broken, one_test, question, record


def rows(data: bytes) -> list[dict[str, str]]:
    """Parse the file as a spreadsheet does."""
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))


HELD = record(question("one", one_test(score=1.0)), question("two", one_test(status="review")), submission="held")


def test_one_row_for_each_submission_and_a_column_for_each_question() -> None:
    """A row has score, maximum and each question's points, in the order of the questions."""
    made = record(question("b", one_test(score=0.25)), question("a", one_test(score=1.0)))
    (row,) = rows(to_overview_csv([made]))
    assert row == {
        "student": "",
        "name": "",
        "status": "graded",
        "submission": "kim",
        "score": "1.25",
        "max_score": "2",
        "b": "0.25",
        "a": "1",
        "held": "",
        "waiting": "",
        "remark": "",
    }
    assert list(row) == [
        "student",
        "name",
        "status",
        "submission",
        "score",
        "max_score",
        "b",
        "a",
        "held",
        "waiting",
        "remark",
    ]


def test_a_submission_that_could_not_be_opened_is_a_row_of_zeros() -> None:
    """A submission that could not be graded has 0 in every column, with the reason."""
    _, row = rows(to_overview_csv([record(question("one", one_test(score=1.0))), broken()]))
    assert (row["score"], row["one"]) == ("0", "0")
    assert row["remark"] == "The zip is damaged: hand it in again."


def test_the_overview_leaves_held_cells_empty() -> None:
    """The cell of a withheld question and the total are empty."""
    (row,) = rows(to_overview_csv([HELD]))
    assert (row["score"], row["one"], row["two"], row["held"]) == ("", "1", "", "two")


def test_a_question_for_a_person_stays_empty() -> None:
    """The cell of an ungraded manual question is empty, not 0."""
    (row,) = rows(to_overview_csv([record(question("essay", manual=True))]))
    assert row["essay"] == ""


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t=", "\r=", " =", "\uff1d", "\uff0b", "\uff0d", "\uff20"])
def test_no_cell_becomes_a_formula(start: str) -> None:
    """Formulas in names and remarks get an apostrophe in front."""
    text = f"{start}cmd|'/c calc'!A0"
    (row,) = rows(to_overview_csv([record(submission=text, reason=Text(text, text))]))
    assert row["submission"].startswith("'")
    assert row["remark"].startswith("'")


def test_a_line_break_in_a_name_makes_no_second_row() -> None:
    """A name with line breaks is written on one line."""
    data = to_overview_csv([record(submission='a\r\n"b",c\nd')])
    assert [row["submission"] for row in rows(data)] == ['a "b",c d']


def test_excel_reads_korean_names() -> None:
    """The file is UTF-8 with a byte order mark."""
    data = to_overview_csv([record(submission="김수빈")])
    assert data.startswith(b"\xef\xbb\xbf")
    assert "김수빈" in data.decode("utf-8")
