"""Test Markdown as CommonMark and GitHub's tables define it."""

import re

import pytest

from autograder.errors import UsageError
from autograder.i18n import speaking
from autograder.model.final_score import Adjustment
from autograder.model.text import Text
from autograder.reports.markdown import class_markdown, escaped, fenced, inline, to_markdown
from autograder.reports.results_folder import formats, write_grades, write_result, write_student_page
from autograder.reports.student_record import StudentRecord
from tests.reports.samples import broken, mistaken, one_test, question, record, slow_and_held

NASTY = [
    "**bold** _it_ `code` ~~gone~~ $x$",
    "| a | b \\| c",
    "[link](https://example.org) <img src=x onerror=y> &amp;",
    "@somebody #12 https://example.org www.example.org a@b.org",
    "``` \n````\n# heading\n::error::x",
]
STRUCTURE = re.compile(r"[|`*_\[\]()<>#@~$\\!/:]")
"""Special characters of Markdown, GitHub's dialect and HTML."""


@pytest.mark.parametrize("text", NASTY)
def test_escaped_text_has_nothing_to_build_with(text):
    """Escaped text is one line of words, spaces and numeric references, and decodes to the original."""
    said = escaped(text)
    assert not STRUCTURE.search(re.sub(r"&#\d+;", "", said))
    assert "\n" not in said
    assert re.sub(r"&#(\d+);", lambda found: chr(int(found[1])), said) == " ".join(text.split())


def test_code_on_a_line_is_escaped_too():
    """Inline code is an element with escaped content; empty text stays empty."""
    assert inline("a|b") == "<code>a&#124;b</code>"
    assert inline("  ") == ""


@pytest.mark.parametrize("text", [*NASTY, "`" * 7, "~~~", "a\n" + "`" * 3 + "\nb"])
def test_a_block_is_closed_by_its_own_fence_alone(text):
    """The fence is longer than any fence in the text."""
    first, *inside, last = fenced(text).split("\n")
    assert first == f"{last}text"
    assert "\n".join(inside) == text
    assert not [line for line in inside if re.match(rf" {{0,3}}`{{{len(last)},}}\s*$", line)]


@pytest.mark.parametrize("text", NASTY)
def test_a_submission_changes_no_table(text):
    """A hostile submission name does not change the number of cells."""
    made = record(question("one", one_test(status="failed", student_message=Text(text, text))), submission=text)
    rows = [line for line in class_markdown([made]).decode().splitlines() if line.startswith("|")]
    assert {line.count("|") for line in rows} == {5}
    outside = re.sub(r"^(`{3,})text\n.*?^\1$", "", to_markdown(made).decode(), flags=re.MULTILINE | re.DOTALL)
    assert "example.org" not in outside.replace("&#46;", "#")
    assert "@" not in outside


def test_students_messages_by_default_and_instructors_on_request():
    """Instructors' messages and hidden tests are written only if requested."""
    secret = Text("canary", "canary")
    made = record(
        question("one", one_test(status="failed", instructor_message=secret), one_test("x", visibility="hidden"))
    )
    assert b"canary" not in to_markdown(made)
    assert b"canary" in to_markdown(made, instructor=True)


def test_a_report_says_points_status_message_and_hint():
    """The table has one row per question; failing tests follow with the name of the mistake."""
    text = to_markdown(mistaken()).decode()
    assert "| title of loss (<code>loss</code>) | 2 / 3 | passed |" in text
    assert "### <code>gradient</code> title of test&#95;gradient" in text
    assert "losses.py, line 12: dW = X.T @ margin" in text
    assert "The gradient is not divided by N." in text
    assert "never" not in text


def test_points_by_hand_and_lateness_are_in_the_report(tmp_path):
    """The summary has the final score, written points, and comments as text; it is kept current after a decision."""
    one = mistaken()
    decided = {"essay": Adjustment("essay", 1.5, "read twice", comment="**Good** @all")}
    whole = StudentRecord(one, adjustments=decided, late=Text("1 day late: -10 %"))
    text = to_markdown(whole).decode()
    assert "<code>kim</code>: 3.5 of 9 points" in text
    assert "| title of essay (<code>essay</code>) | 1.5 / 2 | graded by hand |" in text
    assert "1 day late&#58; -10 %" in text
    assert "```text\nWhy: read twice\n**Good** @all\n```" in text
    assert "| – / 2 | not graded yet |" in to_markdown(one).decode()
    write_result(one, tmp_path, formats("markdown"))
    write_student_page(whole, tmp_path)
    (path,) = tmp_path.glob("students/*/report.md")
    assert path.read_text(encoding="utf-8") == text


def test_a_report_speaks_korean():
    """The text is in the current language."""
    with speaking("ko"):
        text = to_markdown(slow_and_held()).decode()
    assert "loss의 제목" in text
    assert "5초 넘게" in text


def test_a_class_is_a_row_for_each():
    """The class table has score, one letter per question, the reason of a 0, and a key."""
    lines = class_markdown([mistaken(), broken()]).decode().splitlines()
    assert lines[2:4] == [
        "| <code>kim</code> | 2 / 9 | <code>PFm</code> |  |",
        "| <code>lee</code> | 0 / 2 |  | <code>The zip is damaged&#58; hand it in again.</code> |",
    ]
    assert lines[-1] == "<code>F</code> failed, <code>P</code> passed"


def test_a_large_class_is_cut(monkeypatch):
    """A long class table is cut, because GitHub limits summaries."""
    monkeypatch.setattr("autograder.reports.markdown.ROWS", 2)
    text = class_markdown([mistaken(name) for name in ("a", "b", "c")]).decode()
    assert "… and 1 more, in the files: grades.csv" in text
    assert "<code>c</code>" not in text


def test_formats_are_written_where_they_are_asked_for(tmp_path):
    """Formats are a comma-separated list; unknown ones are named with the allowed ones."""
    assert formats("junit, markdown") == {"junit", "markdown"}
    assert formats("") == set()
    with pytest.raises(UsageError, match="--format html: use gradescope, junit, markdown"):
        formats("junit,html")
    for folder, also in (("without", formats("")), ("with", formats("junit,markdown"))):
        write_grades([write_result(mistaken(), tmp_path / folder, also)], tmp_path / folder, also)
    new = {path.relative_to(tmp_path / "with") for path in (tmp_path / "with").rglob("*")}
    old = {path.relative_to(tmp_path / "without") for path in (tmp_path / "without").rglob("*")}
    assert sorted(path.name for path in new - old) == ["class.md", "junit.xml", "report.md"]
    assert {path.parts[0] for path in new - old} == {"class.md", "students"}
