"""Test that each platform reads exactly our grades from an export, for exactly our students."""

from dataclasses import replace
from pathlib import Path

import msgspec
import pytest

from autograder.errors import UsageError
from autograder.model.assignment import load_assignment
from autograder.model.final_score import Adjustment, compute_final_score
from autograder.model.people import Person
from autograder.model.text import Text
from autograder.reports.export import ExportRequest, ExportRow, export
from autograder.submissions.roster import parse_roster
from tests.grading.toy import TOML
from tests.reports.samples import one_test, question, record
from tests.rosters.files import BLACKBOARD, BRIGHTSPACE, CANVAS, MOODLE, MOODLE_KOREAN, table
from tests.rosters.importers import CanvasCourse, MoodleAssignment, read_blackboard, read_brightspace

COURSE = {
    4711: ("Kim, Mina", "20270001", "mina"),
    4712: ("de Vries, Anna", "20270002", "anna"),
    4713: ("박지원", "20270003", "jiwon"),
}
TITLES = {901: "Homework 1", 902: "k-NN"}


@pytest.fixture
def knn(tmp_path: Path):
    """Return an assignment of 12 points that is called k-NN."""
    folder = tmp_path / "toy"
    folder.mkdir()
    (folder / "assignment.toml").write_text(TOML, encoding="utf-8")
    return msgspec.structs.replace(load_assignment(folder), title=Text("k-NN", "최근접 이웃"))


def row(key: str, kept: float = 1.0, status: str = "passed", **more) -> ExportRow:
    """Return a student with 8.5 of 12 points before lateness."""
    given = {"essay": Adjustment("essay", 2.0, "clear < than & before")}
    made = record(
        question("double", one_test("d", status, 3.0, 3.0)),
        question("total", one_test("t", "failed", 3.5, 7.0)),
        question("essay", manual=True),
    )
    return ExportRow(Person(key), compute_final_score(made, given, kept), adjustments=given, **more)


def request(assignment, roster: str, *rows: ExportRow, **more) -> ExportRequest:
    """Return a request with the platform's file."""
    return ExportRequest(assignment, rows, parse_roster(roster.encode(), "file.csv"), **more)


def test_canvas_takes_grades_back(knn):
    """Students are found by id, the assignment by its number; nobody and nothing is invented or touched besides."""
    made = export("canvas", request(knn, CANVAS, row("4713", 0.9), row("4711")))
    course = CanvasCourse(COURSE, TITLES)
    course.load(made.content)
    assert course.grades == {(4713, "k-NN"): "7.65", (4711, "k-NN"): "8.5"}
    assert not course.invented
    assert (made.count, made.left_out) == (2, ())


def test_canvas_never_finds_a_student_by_a_name_alone(knn):
    """A student without an id of Canvas is left out, with the way out; a number in a folder's name is no id."""
    rows = [
        row("4711"),
        ExportRow(Person("x", id="4712", name="de Vries, Anna"), row("x").score, "canvas"),
        ExportRow(Person("y", login="jiwon"), row("y").score, "folder"),
    ]
    made = export("canvas", ExportRequest(knn, rows))
    course = CanvasCourse(COURSE, TITLES)
    course.load(made.content)
    assert course.grades == {(4712, "k-NN"): "8.5", (4713, "k-NN"): "8.5"}
    assert not course.invented
    assert [str(one) for one in made.left_out] == [
        "4711 has no id of Canvas; export the gradebook in Canvas and name it with --roster"
    ]


def test_canvas_keeps_ids_as_they_are(knn):
    """A student number that begins like a formula stays; what could compute something does not."""
    text = CANVAS.replace("20270001", "-20270001").replace(",anna,", ",=HYPERLINK(1),")
    content = export("canvas", request(knn, text, row("4711"), row("4712"))).content.decode("utf-8-sig")
    assert ",4711,-20270001,mina," in content
    assert "'=HYPERLINK(1)" in content


def test_moodle_takes_its_worksheet_back(knn):
    """Grades and comments are filled in; what a person wrote stays; every other byte is as it was."""
    made = export("moodle", request(knn, MOODLE, row("123456", 0.9), row("123457")))
    moodle = MoodleAssignment({123456: "Mina Kim", 123457: "Anna de Vries", 123458: "박지원"}, 12.0)
    moodle.load(made.content)
    assert moodle.grades == {123456: 7.65, 123457: 8.5}
    ours = "autograder: 8.5 / 12<br />Twice: 3 / 3<br />The sum: 3.5 / 7<br />In your own words: 2 / 2"
    ours += " (clear &lt; than &amp; before)"
    assert moodle.comments == {
        123456: ours.replace("8.5 /", "7.65 /") + "<br />Handed in late: 90 % of the points count.",
        123457: '<p>Read "it", again</p><br />' + ours,
        123458: "",
    }
    before, after = MOODLE.encode().split(b"\n"), made.content.split(b"\n")
    assert [before[0], before[3], len(before)] == [after[0], after[3], len(after)]
    for line, filled in zip(before[1:3], after[1:3], strict=True):
        assert filled.startswith(line.split(b" - ,")[0])


def test_a_submission_that_cannot_be_graded_says_why(knn):
    """The comment has the reason in place of a row of zeros; a remark on the files of a graded one stands beside it."""
    one = replace(row("123456"), reason=Text("It is a RAR archive."), adjustments={}, unusable=True)
    other = replace(row("123457"), reason=Text("Knn.py was accepted."))
    moodle = MoodleAssignment({123456: "Mina Kim", 123457: "Anna de Vries"}, 12.0)
    moodle.load(export("moodle", request(knn, MOODLE, one, other)).content)
    assert moodle.comments[123456] == "autograder: 8.5 / 12<br />It is a RAR archive."
    assert "Knn.py was accepted.<br />Twice: 3 / 3" in moodle.comments[123457]


def test_withheld_points_are_marked_in_a_provisional_comment(knn):
    """A student who reads it knows that the points may change."""
    made = export("moodle", request(knn, MOODLE, row("123456", status="review")), provisional=True)
    assert "Twice: 3 / 3 (withheld for review)" in made.content.decode()


def test_moodle_gets_a_new_comment_once(knn):
    """A worksheet with our comments in it gets the new ones in their place."""
    once = export("moodle", request(knn, MOODLE, row("123457"))).content.decode()
    again = export("moodle", request(knn, once, row("123457", 0.5))).content.decode()
    assert again.count("autograder:") == 1
    assert "autograder: 4.25 / 12" in again
    assert again.count("<p>Read") == 1


def test_a_korean_worksheet_is_filled_in(knn):
    """Moodle in Korean finds its columns by its own titles."""
    made = export("moodle", request(knn, MOODLE_KOREAN, row("123456")))
    titles = ("식별자", "성적", "최종 수정(성적)", "피드백 댓글")
    moodle = MoodleAssignment({123456: "김민아", 123457: "박지원"}, 12.0, "참여자 ", titles)
    moodle.load(made.content)
    assert moodle.grades == {123456: 8.5, 123457: 4.0}
    assert moodle.comments[123456].startswith("autograder: 8.5 / 12")


def test_a_locked_grade_is_left_out(knn):
    """Moodle would skip it without a word, so we say it."""
    text = MOODLE.replace("3.00,12.00,Yes", "3.00,12.00,No")
    made = export("moodle", request(knn, text, row("123456"), row("123457")))
    assert (made.count, len(made.left_out)) == (1, 1)
    assert "locked" in str(made.left_out[0])
    assert "3.00,12.00,No" in made.content.decode()


def test_blackboard_takes_grades_back(knn):
    """The encoding and the tabs of its own download are kept."""
    roster = parse_roster(BLACKBOARD.encode("utf-16"), "gc.xls")
    made = export("blackboard", ExportRequest(knn, [row("anna"), row("mina", 0.9)], roster))
    grades = read_blackboard(made.content, {5001: "Homework 1", 5002: "k-NN"})
    assert grades == {("anna", "k-NN"): "8.5", ("mina", "k-NN"): "7.65"}


def test_brightspace_takes_grades_back(knn):
    """Students by OrgDefinedId, the item by its name, the end of each line marked."""
    made = export("brightspace", request(knn, BRIGHTSPACE, row("anna"), row("mina", 0.9)))
    assert read_brightspace(made.content, {"k-NN"}) == {("20270002", "k-NN"): "8.5", ("20270001", "k-NN"): "7.65"}


def test_without_their_files_blackboard_and_brightspace_need_ids(knn):
    """What the download or a plain roster says is enough; a student without it is left out."""
    rows = [
        ExportRow(Person("mina", id="mina"), row("x").score, "blackboard"),
        ExportRow(Person("s2", login="anna", sid="7"), row("x").score),
        row("Park Jiwon"),
    ]
    made = export("blackboard", ExportRequest(knn, rows, column="k-NN |5002"))
    assert read_blackboard(made.content, {5002: "k-NN"}) == {("mina", "k-NN"): "8.5", ("anna", "k-NN"): "8.5"}
    assert len(made.left_out) == 1
    made = export("brightspace", ExportRequest(knn, rows))
    assert read_brightspace(made.content, {"k-NN"}) == {("7", "k-NN"): "8.5"}
    assert len(made.left_out) == 2


def test_a_student_who_is_not_in_the_file_is_left_out(knn):
    """Each export says who, and writes the others."""
    files = {"canvas": (CANVAS, "4711"), "moodle": (MOODLE, "123456"), "brightspace": (BRIGHTSPACE, "mina")}
    for target, (text, key) in {**files, "blackboard": (BLACKBOARD, "mina")}.items():
        made = export(target, request(knn, text, row(key), row("stranger")))
        assert (made.count, [str(one) for one in made.left_out]) == (1, ["stranger is not in file.csv"]), target


def test_another_maximum_is_refused_or_converted(knn):
    """8.5 of 12 points are neither 8.5 of 10 nor 8.5 of 100; `scale` converts them."""
    texts = {
        "canvas": (CANVAS.replace("12.00", '"24,00"'), "4711"),
        "moodle": (MOODLE.replace(",12.00,", ",24.00,"), "123456"),
        "blackboard": (BLACKBOARD.replace("Pts: 12", "Pts: up to 24,0"), "mina"),
        "brightspace": (BRIGHTSPACE.replace("MaxPoints:12", "MaxPoints:24"), "mina"),
    }
    for target, (text, key) in texts.items():
        with pytest.raises(UsageError, match=r"counts 24 points and the assignment has 12.*--scale"):
            export(target, request(knn, text, row(key)))
        assert b"17" in export(target, request(knn, text, row(key), scale=True)).content, target


def test_the_column_must_be_certain(knn):
    """No column, or two of the same title, end with the list of those that could be meant; `column` decides."""
    text = CANVAS.replace("Homework 1 (901)", "k-NN (901)").replace("10.00", "12.00")
    with pytest.raises(UsageError, match=r"2 columns are called .*'k-NN \(901\)', 'k-NN \(902\)'"):
        export("canvas", request(knn, text, row("4711")))
    content = export("canvas", request(knn, text, row("4711"), column="k-NN (901)")).content
    assert b"k-NN (901)" in content
    with pytest.raises(UsageError, match=r"no column is called 'Final Score'"):
        export("canvas", request(knn, CANVAS, row("4711"), column="Final Score"))
    text = BRIGHTSPACE.replace("k-NN Points Grade <Numeric MaxPoints:12 Weight:10>", "Homework 1 Points Grade")
    with pytest.raises(UsageError, match=r"no column is called .*--column: 'Homework 1 Points Grade'"):
        export("brightspace", request(knn, text, row("mina")))


def test_moodle_without_a_worksheet_or_with_a_scale_is_refused(knn):
    """The message says where to download the worksheet, or what to change in Moodle."""
    with pytest.raises(UsageError, match=r"Grading action.*--roster"):
        export("moodle", ExportRequest(knn, [row("x")]))
    text = MOODLE.replace("Maximum Grade", "Scale")
    with pytest.raises(UsageError, match="type of the grade to Point"):
        export("moodle", request(knn, text, row("123456")))
    text = table(("Identifier", "Grade", "Maximum Grade", "Feedback comments"), ("Participant 1", ""))
    with pytest.raises(UsageError, match="line 2: cells are missing"):
        export("moodle", request(knn, text, row("1")))
