"""`autograder grade` accounts for every entry: who, when, which one counts, and what has no grade."""

import csv
import io
import zipfile
from contextlib import redirect_stderr, redirect_stdout

import pytest

from autograder.gradebook import FILE_NAME, Gradebook
from autograder.reports.page import pages_can_be_made
from tests.cli.typing_in import run_app
from tests.grading.toy import TOML, make_assignment, submit
from tests.needs import needs

recorded = pytest.mark.recorded("collecting", "autograder", "pyproject.toml", "requirements.lock")
"""The mark of tests that grade a class of their own."""

LATE = TOML.replace('id = "toy"', 'id = "toy"\ndue = 2027-03-01T00:00:00Z\nlate = { per_day = 0.1 }', 1)
WRONG = "def double(x):\n    return 3 * x"


class Desk:
    """What a person has who grades: a course, downloads and a results folder.

    Args:
        root: An empty folder.
    """

    def __init__(self, root):
        self.root, self.out, self.course = root, root / "results", root / "course"
        (make_assignment(self.course) / "assignment.toml").write_text(LATE, encoding="utf-8")
        (root / "secret").write_bytes(b"b" * 32)
        (root / "secret").chmod(0o600)

    def file(self, name, text):
        """Write a file, and return its path."""
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    def zip(self, name, answers):
        """Write a download: entry -> the answer `toys.py`, or None for another file."""
        with zipfile.ZipFile(self.root / name, "w") as archive:
            for entry, answer in answers.items():
                archive.writestr(entry, answer)
        return self.root / name

    def run(self, *arguments):
        """Run a command; return its exit code and what it printed."""
        said, wrong = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8", write_through=True) for _ in range(2))
        places = ["--out" if arguments[0] == "grade" else "--results", self.out]
        places += ["--course", self.course] if arguments[0] != "report" else []
        more = ["--secret", self.root / "secret", "--jobs", "1"] if arguments[0] == "grade" else []
        with redirect_stdout(said), redirect_stderr(wrong):
            code = run_app(*arguments, *places, *more)
        return code, "".join(stream.buffer.getvalue().decode() for stream in (said, wrong))

    def table(self, name):
        """Read a CSV file of the results."""
        with (self.out / name).open(encoding="utf-8-sig", newline="") as file:
            return list(csv.DictReader(file))

    def accounts(self):
        """Return (entry, student) -> (hours late, status, reason) from submissions.csv."""
        return {
            (row["entry"], row["student"]): (row["late"], row["status"], row["reason"])
            for row in self.table("submissions.csv")
        }

    def page(self, student):
        """Return the pages of a student, by the beginning of the folder's name."""
        return {
            path.parent.name.rpartition("-")[0]: path.read_text(encoding="utf-8")
            for path in self.out.glob(f"students/{student}*/report.html")
        }


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    """A class of four entries and a list of five students, graded once; then one student hands in again."""
    needs("linux")
    desk = Desk(tmp_path_factory.mktemp("desk"))
    for name in ("kim", "lee", "park"):
        submit(desk.root / "class" / name)
    desk.file("class/jung.rar", "Rar!\x1a\x07\x00 and more")
    desk.file("class/.DS_Store", "x")
    people = 'kim,"Kim, Mina"', "lee,Lee Jun", "jung,Jung", "yun,Yun"
    roster = desk.file("roster.csv", "".join(f"{line}\n" for line in ("student,name", *people)))
    came = "Lee Jun,2027-03-02T12:00Z", "Jung,2027-03-02T00:00Z", "nobody,2027-03-02T12:00Z"
    times = desk.file("times.csv", "".join(f"{line}\n" for line in ("student,time", *came)))
    desk.first = desk.run("grade", "toy", desk.root / "class", "--roster", roster, "--times", times)
    desk.after_first = desk.accounts(), desk.table("grades.csv")
    submit(desk.root / "again" / "kim", toys=WRONG)
    submit(desk.root / "again" / "yun")
    desk.second = desk.run("grade", "toy", desk.root / "again")
    return desk


def test_every_entry_is_counted_before_anything_is_graded(desk):
    """The counts, the table, who is not in the roster, whose time is unknown, and at the end what has no grade."""
    code, said = desk.first
    assert code == 0, said
    sentence = "5 entries: 3 submissions of 3 students; 1 cannot be used; 1 ignored; missing: 1"
    assert said.splitlines()[0] == sentence
    assert said.index("park is not in") < said.index("1/4:")
    assert "--times: no student among the hand-ins: nobody" in said
    assert "Without a time, and so counted as on time: 2 (kim, park)" in said
    assert said.splitlines()[-1].startswith("1 of 5 entries cannot be used; the reasons are in")


def test_every_entry_has_a_status(desk):
    """submissions.csv has a row for each entry and for each missing student, with lateness and reasons."""
    rows, _ = desk.after_first
    assert {key: value[:2] for key, value in rows.items()} == {
        (".DS_Store", ""): ("", "ignored"),
        ("jung.rar", "jung"): ("24", "unusable"),
        ("kim", "kim"): ("unknown", "graded"),
        ("lee", "lee"): ("36", "graded"),
        ("park", "park"): ("unknown", "graded"),
        ("", "yun"): ("", "missing"),
    }
    assert "RAR" in rows["jung.rar", "jung"][2]
    assert rows["park", "park"][2] == "not in the roster"


def test_who_handed_in_something_unusable_has_a_row_and_a_page_that_says_why(desk):
    """An archive that cannot be opened gives 0 with the reason, in grades.csv and for the student."""
    _, rows = desk.after_first
    assert [(row["student"], row["name"], row["status"], row["score"]) for row in rows] == [
        ("jung", "Jung", "unusable", "0"),
        ("kim", "Kim, Mina", "graded", "10"),
        ("lee", "Lee Jun", "graded", "8"),
        ("park", "", "graded", "10"),
    ]
    (page,) = desk.page("jung").values()
    assert "RAR" in page


def test_a_later_submission_supersedes_and_is_marked_everywhere(desk):
    """The older one keeps its result; submissions.csv, grades.csv, its folder and the class page say what counts."""
    code, said = desk.second
    assert code == 0, said
    assert said.splitlines()[0] == "2 entries: 2 submissions of 2 students"
    assert "5 more from earlier commands are in" in said
    assert "Superseded submissions of earlier commands: 1 (kim)" in said
    found = {row["student"]: row for row in desk.table("grades.csv") if row["status"] == "graded"}
    assert (found["kim"]["score"], found["yun"]["score"], len(found)) == ("7", "10", 4)
    (old,) = [row for row in desk.table("grades.csv") if row["status"] == "superseded"]
    assert (old["student"], old["score"]) == ("kim", "10")
    (mark,) = desk.out.glob("students/*/superseded.txt")
    assert mark.parent.name.startswith("kim-")
    assert "Another submission counts" in (mark.parent / "report.html").read_text(encoding="utf-8")
    page = (desk.out / "class.html").read_text(encoding="utf-8")
    assert "1 cannot be used" in page
    assert "superseded" in page


def test_a_student_has_one_key_and_many_spellings(desk):
    """`adjust` and `extend` take a name and say whom they found; an extension stands in all tables at once."""
    said = desk.run("adjust", "toy", "mina kim", "essay", "1.5", "--because", "read")[1]
    assert said == "Kim, Mina (kim): essay counts 1.5\n"
    code, said = desk.run("adjust", "toy", "mark", "essay", "1", "--because", "read")
    assert (code, "there is no student 'mark'" in said) == (2, True)
    code, said = desk.run("extend", "toy", "Lee Jun", "2027-03-02T00:00:00Z", "--because", "ill")
    assert (code, said) == (0, "Lee Jun (lee): toy is due 2027-03-02T00:00:00+00:00\n")
    assert desk.accounts()["lee", "lee"] == ("12", "graded", "Extension until 2027-03-02 00:00+00:00: ill")
    assert "Extension until 2027-03-02 00:00+00:00: ill" in desk.page("lee")["lee"]


def test_a_second_class_in_the_same_folder_is_noticed(desk):
    """With another roster, students of earlier commands who are not in it are named, and keep their results."""
    submit(desk.root / "other" / "choi")
    roster = desk.file("other.csv", "student,name\nchoi,Choi\n")
    before = {(row["student"], row["score"]) for row in desk.table("grades.csv")}
    code, said = desk.run("grade", "toy", desk.root / "other", "--roster", roster)
    assert code == 0, said
    assert "Students of earlier commands who are not in the roster: 5 (jung, kim, lee, park, yun)" in said
    assert {(row["student"], row["score"]) for row in desk.table("grades.csv")} == before | {("choi", "10")}


def test_report_writes_the_same_marks(desk):
    """Pages that `report` writes again say what counts, as those of `grade` do."""
    marked = {path: path.read_bytes() for path in desk.out.glob("students/*/superseded.txt")}
    for path in desk.out.rglob("report.html"):
        path.unlink()
    assert desk.run("report")[0] == 0
    assert {path: path.read_bytes() for path in desk.out.glob("students/*/superseded.txt")} == marked
    assert sum("Another submission counts" in text for text in desk.page("kim").values()) == len(marked) == 1
    assert pages_can_be_made()


@recorded
@pytest.mark.slow
def test_canvas_late_without_a_time_waits_for_a_decision(tmp_path):
    """The final score is withheld until --late-counts-as says what the mark means; that is remembered."""
    needs("linux")
    desk = Desk(tmp_path)
    answers = {f"{name}_4711{n}_900{n}_toys.py": "def double(x):\n    return 2 * x" for n, name in enumerate("kl")}
    answers["m_LATE_47112_9002_toys.py"] = answers["k_47110_9000_toys.py"]
    download = desk.zip("class.zip", answers)
    code, said = desk.run("grade", "toy", download, "--from", "canvas")
    assert code == 0, said
    assert "Late by an unknown time, final score withheld: 1 (47112)" in said
    assert "Without a time, and so counted as on time: 2 (47110, 47111)" in said
    assert desk.accounts()["m_LATE_47112_9002_toys.py", "47112"] == ("unknown", "graded", "marked late, without a time")
    code, said = desk.run("export", "toy", "--to", "csv")
    assert (code, "late by an unknown time" in said) == (2, True)
    code, said = desk.run("grade", "toy", download, "--from", "canvas", "--late-counts-as", "30")
    assert "final score withheld" not in said
    assert desk.accounts()["m_LATE_47112_9002_toys.py", "47112"][0] == "30"
    code, said = desk.run("export", "toy", "--to", "csv")
    assert code == 0, said
    assert {row["student"]: row["score"] for row in desk.table("toy-csv.csv")}["47112"] == "2.4"


@recorded
@pytest.mark.slow
def test_a_group_is_graded_once_and_each_member_has_a_row_and_a_page(tmp_path):
    """--map makes a group of an entry, and later commands remember it."""
    needs("linux")
    desk = Desk(tmp_path)
    submit(desk.root / "class" / "team")
    submit(desk.root / "class" / "park")
    given = desk.file("map.csv", "entry,student\nteam,kim\nteam,lee\n")
    for arguments in (["--map", given], []):
        code, said = desk.run("grade", "toy", desk.root / "class", *arguments)
        assert code == 0, said
        assert said.splitlines()[0] == "2 entries: 2 submissions of 3 students"
    assert "2 already had a result" in said
    assert [(row["student"], row["score"]) for row in desk.table("grades.csv")] == [
        ("kim", "10"),
        ("lee", "10"),
        ("park", "10"),
    ]
    assert len(list(desk.out.glob("instructor/*/result.json"))) == 2
    assert len(list(desk.out.glob("students/*/report.html"))) == 3
    assert desk.run("adjust", "toy", "lee", "essay", "2", "--because", "hers")[0] == 0
    assert desk.run("report")[0] == 0
    assert {name: "Why: hers" in page for name, page in {**desk.page("kim"), **desk.page("lee")}.items()} == {
        "kim-team": False,
        "lee-team": True,
    }


def test_what_is_wrong_is_said_before_anything_is_written(tmp_path):
    """Bad paths, rosters, times and options are one line and exit code 2; no results folder is made."""
    desk = Desk(tmp_path)
    folder = desk.root / "class"
    for name in ("kim", "lee"):
        submit(folder / name)
    rosters = {
        "twice": "student,name\nkim,Kim\nkim,Lee\n",
        "names": "student,name\n1,Kim\n2,Kim\n",
        "good": "student,name,email\nkim,Kim,k@x.example\nlee,Lee,k@x.example\n",
    }
    files = {name: desk.file(f"{name}.csv", text) for name, text in rosters.items()}
    times = desk.file("times.csv", "student,time\nk@x.example,2027-03-02T12:00Z\n")
    double = desk.file("double.csv", "student,time\nkim,2027-03-02T12:00Z\nKim,2027-03-02T12:00Z\n")
    given = desk.file("map.csv", "entry,student\nkim,nobody\n")
    for arguments, problem in [
        ([folder, folder], "named twice"),
        ([folder, folder / "kim"], "lies in"),
        ([folder, "--from", "moddle"], "--from moddle"),
        ([folder, "--roster", files["twice"]], "kim stands in line 2 and in line 3"),
        ([folder, "--roster", desk.root / "none.csv"], "cannot be read"),
        ([folder, "--roster", files["good"], "--times", times], "fits 2 students"),
        ([folder, "--roster", files["good"], "--times", double], "two lines are about student kim"),
        ([folder, "--roster", files["good"], "--map", given], "there is no student 'nobody'"),
        ([folder, "--late-counts-as", "-1"], "greater than or equal"),
        ([folder, "--late-counts-as", "nan"], "greater than or equal"),
        ([folder, "--late-counts-as", "1e9"], "less than 10,000 hours"),
    ]:
        code, said = desk.run("grade", "toy", *arguments)
        assert (code, problem in said) == (2, True), said
        assert "Traceback" not in said
        assert not desk.out.exists()


@recorded
@pytest.mark.slow
def test_a_name_that_two_students_have_is_never_guessed(tmp_path):
    """A folder named like two students of the roster stays a student of its own, and the line names both."""
    needs("linux")
    desk = Desk(tmp_path)
    submit(desk.root / "class" / "Kim Mina")
    submit(desk.root / "class" / "Lee")
    roster = desk.file("roster.csv", "student,name\n1,Kim Mina\n2,Kim Mina\n3,Lee\n")
    code, said = desk.run("grade", "toy", desk.root / "class", "--roster", roster)
    assert code == 0, said
    assert "Kim Mina could be Kim Mina (1), Kim Mina (2)" in said
    assert {key: value[1] for key, value in desk.accounts().items()} == {
        ("Kim Mina", "Kim Mina"): "graded",
        ("Lee", "3"): "graded",
        ("", "1"): "missing",
        ("", "2"): "missing",
    }
    given = desk.file("map.csv", "entry,student\nKim Mina,2\n")
    assert desk.run("adjust", "toy", "Kim Mina", "essay", "1", "--because", "read")[0] == 0
    code, said = desk.run("grade", "toy", desk.root / "class", "--map", given)
    assert code == 0, said
    with Gradebook(desk.out / FILE_NAME) as book:
        assert list(book.adjustments("toy", "2")) == ["essay"]
        assert book.students("toy") == ["2", "3"]
