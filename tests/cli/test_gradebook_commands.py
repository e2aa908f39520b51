"""Test the commands from grading to exported grades."""

import csv
import re
import subprocess
import zipfile

import pytest

from autograder.gradebook import FILE_NAME, Gradebook
from tests.cli.batches import AUTOGRADER, Batch
from tests.cli.typing_in import run_app
from tests.grading.toy import TOML, submit
from tests.needs import needs

pytestmark = pytest.mark.slow
recorded = pytest.mark.recorded("gradebook-commands", "autograder", "pyproject.toml", "requirements.lock")
"""The mark of tests that grade more classes than the one that the others share."""

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


@recorded
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


def table(graded, *lines, head="student,question,points,comment,grader"):
    """Write a table of decisions; return its path."""
    path = graded.out.parent / "points.csv"
    path.write_text("\n".join([head, *lines]) + "\n", encoding="utf-8")
    return path


def test_many_points_at_once_are_listed_first_and_written_on_request(graded, run):
    """`--file` changes nothing without `--yes`; with it every line counts, with comment and grader."""
    points = table(graded, "2,essay,1,Short.,Ada", "lee@uni.example,double,2.5,,", "1,double,,Nice.,")
    listed = run("adjust", "toy", "--file", points)
    assert listed.returncode == 0, listed.stderr
    assert "3 decisions about 2 students; nothing was written" in listed.stdout
    with Gradebook(graded.out / FILE_NAME) as book:
        assert book.adjustments("toy", "2") == {}
    assert "3 decisions about 2 students written" in run("adjust", "toy", "--file", points, "--yes").stdout
    with Gradebook(graded.out / FILE_NAME) as book:
        found = book.adjustments("toy", "2")
        assert {id: (one.points, one.comment, one.grader) for id, one in found.items()} == {
            "essay": (1.0, "Short.", "Ada"),
            "double": (2.5, "", ""),
        }
        assert book.adjustments("toy", "1")["double"].comment == "Nice."
    assert "nothing changes" in run("adjust", "toy", "--file", points, "--yes").stdout


def test_exported_questions_can_be_given_back(graded, run):
    """The table of `export --questions`, given to `adjust --file`, changes nothing; points of tests stay the tests'."""
    out = graded.out.parent / "questions.csv"
    assert run("export", "toy", "--to", "csv", "--questions", "--out", out).returncode == 0
    with out.open(encoding="utf-8-sig", newline="") as file:
        assert next(csv.reader(file)) == ["student", "question", "points", "comment", "grader"]
    done = run("adjust", "toy", "--file", out, "--yes")
    assert (done.returncode, done.stdout.strip()) == (0, "nothing changes"), done.stderr


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        (
            ["9,essay,1,,", "1,essay,99,,", "1,essay,two,,"],
            ["line 2: there is no student", "line 3: essay: 99 points", "line 4: points 'two'"],
        ),
        (["1,treble,1,,"], ["line 2: toy has no question 'treble'"]),
        (["1,essay,1,,", "kim@uni.example,essay,2,,"], ["line 3: Kim (1), essay: a second line"]),
        (["1,essay,1,a,b,c"], ["line 2: more cells than columns"]),
        (["1,essay,1.001,,"], ["at most two decimals"]),
    ],
)
def test_a_wrong_line_keeps_the_whole_table_out(graded, run, lines, said):
    """Every line is checked before one is written; the wrong ones are named with their number."""
    with Gradebook(graded.out / FILE_NAME) as book:
        before = book.history("toy")
    done = run("adjust", "toy", "--file", table(graded, *lines), "--yes")
    assert done.returncode == 2
    for words in said:
        assert words in done.stderr
    with Gradebook(graded.out / FILE_NAME) as book:
        assert book.history("toy") == before


def test_a_comment_is_on_the_page_and_changes_no_points(graded, run):
    """A comment on a question or on the whole stands on the student's page; points stay those of the tests."""
    before = exported(graded, run)["2"]["score"]
    assert run("comment", "toy", "2", "See $x^2$ **here** <script>1</script>.", "--question", "double").returncode == 0
    assert run("comment", "toy", "2", "Well done.", "--grader", "Ada").returncode == 0
    pages = [path.read_text("utf-8") for path in (graded.out / "students").glob("*/report.html")]
    (page,) = [page for page in pages if "Well done." in page]
    assert "<strong>here</strong>" in page
    assert "<msup>" in page
    assert "<script>1" not in page
    assert exported(graded, run)["2"]["score"] == before
    assert run("comment", "toy", "2", "").stdout.strip() == "Lee (2): comment taken back"


def test_a_request_waits_until_it_is_answered(graded, run):
    """A request is listed while it is open; request and answer stand on the student's page."""
    assert run("request", "toy", "2", "double", "--because", "my loop is right").returncode == 0
    assert run("request", "toy").stdout.splitlines() == ["Lee (2): double: my loop is right", "open requests: 1"]
    assert run("request", "toy", "2", "double", "--answer", "It is not.").returncode == 0
    assert run("request", "toy").stdout.splitlines() == ["open requests: 0"]
    again = run("request", "toy", "2", "double", "--answer", "Again.")
    assert (again.returncode, "no open request" in again.stderr) == (2, True)
    pages = [path.read_text("utf-8") for path in (graded.out / "students").glob("*/report.html")]
    assert [("my loop is right" in page, "It is not." in page) for page in pages].count((True, True)) == 1


@recorded
def test_grading_again_takes_nothing_off_a_page(graded, run):
    """Points by hand, comments and lateness stay on the pages when the same submissions are graded again."""
    run("adjust", "toy", "2", "essay", "1.5", "--because", "read twice", "--comment", "Good.")
    pages = sorted((graded.out / "students").glob("*/report.html"))
    before = [page.read_bytes() for page in pages]
    for more in ([], ["--regrade"]):
        assert graded.finish(*more).returncode == 0
        after = [page.read_text("utf-8") for page in pages]
        assert [page.count("read twice") for page in after] == [page.count(b"read twice") for page in before]
        assert [page.count("days late") + page.count("hours late") for page in after] == [
            page.count(b"days late") + page.count(b"hours late") for page in before
        ]
        assert sum("hours late" in page or "days late" in page for page in after) == 1


def test_an_archive_of_feedback_has_each_student_once_and_nobody_else_in_it(graded, run):
    """Every file of the archive belongs to one student; no other student's name, address or comment is in it."""
    run("comment", "toy", "1", "Only for the quince.", "--question", "double")
    run("comment", "toy", "2", "Only for the medlar.", "--question", "double")
    out = graded.out.parent / "feedback.zip"
    done = run("feedback", "toy", "--to", "folder", "--out", out)
    assert (done.returncode, done.stdout.strip()) == (0, f"{out}: 2 students")
    with zipfile.ZipFile(out) as archive:
        files = {name: archive.read(name).decode("utf-8-sig") for name in archive.namelist()}
    assert sorted(files) == ["1/report.html", "2/report.html", "mail.csv"]
    for own, other, words in (("1", "2", ("Lee", "lee@", "medlar")), ("2", "1", ("Kim", "kim@", "quince"))):
        page = files[f"{own}/report.html"]
        assert f"submission_{other}" not in page
        assert not [word for word in words if word in page]
    wrong = run("feedback", "toy", "--to", "moodle")
    assert (wrong.returncode, "no hand-in came from moodle; use --to folder" in wrong.stderr) == (2, True)


@recorded
def test_who_handed_in_a_rar_archive_gets_the_reason_back(tmp_path, capsys):
    """An entry that Moodle named goes back to Moodle, whether it could be graded or not."""
    needs("linux")
    batch = Batch(tmp_path, size=0)
    submit(batch.handed_in / "Kim_1_assignsubmission_file_")
    rar = batch.handed_in / "Lee_2_assignsubmission_file_" / "answers.rar"
    rar.parent.mkdir()
    rar.write_bytes(b"Rar!\x1a\x07\x01\x00" + bytes(40))
    done = batch.finish()
    assert done.returncode == 0, done.stderr
    out = tmp_path / "back.zip"
    code = run_app("feedback", "toy", "--to", "moodle", "--results", batch.out, "--course", batch.course, "--out", out)
    assert code == 0, capsys.readouterr()
    with zipfile.ZipFile(out) as archive:
        assert "RAR" in archive.read("Lee_2_assignsubmission_file_/report.html").decode()
        assert len(archive.namelist()) == 2
