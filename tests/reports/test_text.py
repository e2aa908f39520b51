"""Test tables on the terminal."""

import io

import pytest
from rich.cells import cell_len
from rich.console import Console, RenderableType

from autograder.i18n import speaking
from autograder.model.results import STATUSES
from autograder.model.text import Text
from autograder.reports.class_summary import summarize
from autograder.reports.status_labels import LETTERS
from autograder.reports.text import class_table, submission_table
from tests.reports.samples import broken, one_test, question, record


def shown(table: RenderableType, **console: bool) -> str:
    """Render for a terminal of 80 columns."""
    out = io.StringIO()
    Console(file=out, width=80, **console).print(table)  # type: ignore[arg-type]
    return out.getvalue()


ALL = record(
    *(question(f"question_with_a_rather_long_name_{s}", one_test(status=s)) for s in STATUSES), submission="n" * 70
)


@pytest.mark.parametrize("language", ["en", "ko"])
@pytest.mark.parametrize("table", [class_table([ALL, broken()]), submission_table(ALL)])
def test_tables_fit_into_80_columns(table: RenderableType, language: str) -> None:
    """No line is wider than the terminal, however long the names are."""
    with speaking(language):
        assert max(cell_len(line) for line in shown(table).splitlines()) <= 80


def test_no_width_cuts_off_a_message() -> None:
    """At every width of the terminal each character of a message is there, on one line or another."""
    row = question(
        "compute_distances_one_loop", one_test(status="failed", student_message=Text("## ######### ## ## ######## ###"))
    )
    for width in range(60, 110):
        out = io.StringIO()
        Console(file=out, width=width).print(submission_table(record(row)))
        assert out.getvalue().count("#") == 26, width


def test_the_class_table_has_a_letter_for_each_question() -> None:
    """A row has name, score and one letter per question."""
    text = shown(
        class_table([record(question("one", one_test(score=1.0)), question("two", one_test(status="failed")))])
    )
    line = next(line for line in text.splitlines() if line.split()[:1] == ["kim"])
    assert line.split() == ["kim", "1", "/", "2", "PF"]


def test_the_key_explains_the_letters_that_occur() -> None:
    """The key explains only letters that occur, and the position of each question."""
    text = shown(
        class_table([record(question("one", one_test(score=1.0)), question("two", one_test(status="timeout")))])
    )
    assert "P passed, T took too long" in text
    assert "1:one 2:two" in text
    assert "memory" not in text


def test_every_status_has_a_letter_of_its_own() -> None:
    """Every status has a unique letter."""
    assert sorted(LETTERS) == sorted(STATUSES)
    assert len(set(LETTERS.values())) == len(STATUSES)


def test_the_class_table_gives_the_reason_for_a_written_zero() -> None:
    """A submission that could not be opened is listed with its reason."""
    assert "The zip is damaged" in " ".join(shown(class_table([broken()])).split())


def test_the_class_table_marks_held_points() -> None:
    """The table marks withheld points."""
    text = shown(class_table([record(question("one", one_test(status="grader_error")))]))
    assert "withheld" in next(line for line in text.splitlines() if line.split()[:1] == ["kim"])


def test_the_class_table_takes_summaries_too() -> None:
    """Summaries and records give the same table."""
    assert shown(class_table([summarize(ALL), broken()])) == shown(class_table([ALL, broken()]))


def test_a_question_for_a_person_is_not_a_failure() -> None:
    """A written question is shown as graded by hand."""
    one = record(question("essay", manual=True))
    assert "graded by hand" in shown(submission_table(one))
    assert "m graded by hand" in shown(class_table([one]))


def test_the_submission_table_shows_the_first_line_of_the_deciding_test() -> None:
    """Only the first line of the deciding test's message is shown."""
    failing = one_test("test_b", "failed", student_message=Text("Shapes differ.\nfull story", "모양이 다릅니다.\n전부"))
    text = shown(submission_table(record(question("one", one_test(score=1.0), failing))))
    assert "Shapes differ." in text
    assert "full story" not in text
    with speaking("ko"):
        assert "모양이 다릅니다." in shown(submission_table(record(question("one", failing))))


def test_the_submission_table_keeps_what_instructors_see_to_instructors() -> None:
    """The instructor's message is shown on request only."""
    secret = Text("expected 42", "기댓값 42")
    one = record(
        question("one", one_test(status="failed", student_message=Text("Wrong.", "틀림"), instructor_message=secret))
    )
    assert "42" not in shown(submission_table(one))
    assert "42" in shown(submission_table(one, instructor=True))


@pytest.mark.parametrize("make", [lambda r: class_table([r]), submission_table])
def test_markup_in_a_submission_is_only_text(make: object) -> None:
    """Square brackets in names and messages are shown as text, not parsed as markup."""
    nasty = "[red]x[/red] [/nope] [link=http://e.org]l[/link]"
    one = record(question("one", one_test(status="failed", student_message=Text(nasty, nasty))), submission=nasty)
    assert "[/nope]" in " ".join(shown(make(one)).split())  # type: ignore[operator]


def test_color_only_on_a_terminal() -> None:
    """A pipe gets plain text, a terminal colors."""
    table = class_table([record(question("one", one_test(status="failed")))])
    assert "\x1b" not in shown(table)
    assert "\x1b[31m" in shown(table, force_terminal=True, legacy_windows=False)


def test_no_color_is_honored(monkeypatch: pytest.MonkeyPatch) -> None:
    """With NO_COLOR set, no color is sent to a terminal."""
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b[31m" not in shown(
        class_table([record(question("one", one_test(status="failed")))]), force_terminal=True
    )
