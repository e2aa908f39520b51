"""Archives of feedback have the names that the platforms read, and each student's page alone."""

import csv
import io
import re

import pytest

from autograder.errors import UsageError
from autograder.model.people import Person
from autograder.reports.feedback import Feedback, feedback_files


def moodle_reads(path):
    """Return whose a file is, as Moodle's importer reads the path: the second of five words between underscores."""
    for part in path.split("/"):
        words = part.split("_", 4)
        if len(words) == 5 and words[1].isdigit() and words[2:4] == ["assignsubmission", "file"]:
            return words[1]
    return None


def canvas_reads(path):
    """Return the ids of user and file, as Canvas reads a name: the first two words that are numbers."""
    return tuple([word for word in path.split("_") if word.isdigit()][:2])


def one(id, entry, platform, name="Kim Mina", **more):
    """Make the feedback of a student."""
    return Feedback(Person(id, id=id, name=name, **more), entry, platform, f"<p>{id}</p>".encode())


MOODLE = {
    "folder": ("123456", "Kim Mina_123456_assignsubmission_file", "Kim Mina"),
    "folder with its end": ("7", "김 민아_7_assignsubmission_file_", "김 민아"),
    "flat": ("8", "Lee Jun_8_assignsubmission_file_knn_9_assignsubmission_file_.py", "Lee Jun"),
    "only a text": ("9", "Park_9_assignsubmission_onlinetext", "Park"),
    "another member of a group": ("10", "Team_7_assignsubmission_file", "Oh_Sora/x"),
}


@pytest.mark.parametrize("case", MOODLE)
def test_moodle_gives_each_page_to_its_student(case):
    """Moodle reads the participant's number from the path, whatever the student called the file."""
    id, entry, name = MOODLE[case]
    files, left_out = feedback_files("moodle", [one(id, entry, "moodle", name)])
    ((path, content),) = files.items()
    assert (moodle_reads(path), path.rpartition("/")[2], content) == (id, "report.html", f"<p>{id}</p>".encode())
    assert left_out == []


CANVAS = {
    "plain": ("4711", "kimmina_4711_900_knn.py", ("4711", "900")),
    "late": ("4711", "kimmina_LATE_4711_900_knn-1.py", ("4711", "900")),
    "numbers in the file's name": ("4711", "kimmina_4711_900_5_6_knn.py", ("4711", "900")),
    "anonymous": ("aB3xZ", "anon_aB3xZ_900_knn.py", ("900",)),
}


@pytest.mark.parametrize("case", CANVAS)
def test_canvas_gives_each_page_to_its_student(case):
    """Canvas reads user and file from the name, which is that of the download with another file."""
    id, entry, numbers = CANVAS[case]
    files, _ = feedback_files("canvas", [one(id, entry, "canvas")])
    (path,) = files
    assert (canvas_reads(path), path.endswith("_report.html")) == (numbers, True)


@pytest.mark.parametrize(
    ("entry", "path"),
    [
        ("1-2 - Kim Mina - Jan 31, 2026 1159 PM", "1-2 - Kim Mina - Jan 31, 2026 1159 PM/report.html"),
        ("1-2 - Kim - Mina - 2026년 1월 31일 오후 1159", "1-2 - Kim - Mina - 2026년 1월 31일 오후 1159/report.html"),
        ("1-2 - Kim Mina - Jan 31, 2026 1159 PM - knn.py", "1-2 - Kim Mina - Jan 31, 2026 1159 PM - report.html"),
    ],
)
def test_brightspace_gets_its_own_folders_back(entry, path):
    """The folder of the download comes back with the page in it; a flat name keeps its beginning."""
    assert list(feedback_files("brightspace", [one("1-2 Kim", entry, "brightspace")])[0]) == [path]


@pytest.mark.parametrize("target", ["folder", "blackboard"])
def test_a_folder_for_each_student_and_a_table_for_mail(target):
    """Folders have the students' keys, made harmless and unique; mail.csv says which goes to whom."""
    students = [
        one("s1", "s1.zip", "folder", email="s1@uni.example"),
        one("../s2", "x", "folder"),
        one("S1", "y", "folder"),
        one("=cmd", "z", "folder", name="=1+1"),
    ]
    files, left_out = feedback_files(target, students)
    assert sorted(files) == ["S1-2/report.html", "cmd/report.html", "mail.csv", "s1/report.html", "s2/report.html"]
    rows = list(csv.DictReader(io.StringIO(files["mail.csv"].decode("utf-8-sig"))))
    assert [files[row["file"]] for row in rows] == [student.page for student in students]
    assert (rows[0]["email"], rows[3]["name"], left_out) == ("s1@uni.example", "'=1+1", [])


def test_no_folder_is_given_twice():
    """A key that looks like another one's replacement gets a third name, not the other one's page."""
    files, _ = feedback_files("folder", [one(key, key, "folder") for key in ("a b", "a-b", "a-b-2")])
    rows = list(csv.DictReader(io.StringIO(files["mail.csv"].decode("utf-8-sig"))))
    assert [files[row["file"]] for row in rows] == [b"<p>a b</p>", b"<p>a-b</p>", b"<p>a-b-2</p>"]


def test_what_a_platform_would_not_take_is_named():
    """A hand-in from elsewhere is left out with its student's name and key; if nothing is left, there is a way out."""
    both = [one("4711", "kim_4711_900_knn.py", "canvas"), one("lee", "lee.zip", "folder")]
    files, (reason,) = feedback_files("canvas", both)
    assert (len(files), str(reason)) == (1, "Kim Mina (lee): the name of the hand-in is not one that canvas takes back")
    with pytest.raises(UsageError, match="no hand-in came from moodle; use --to folder"):
        feedback_files("moodle", both)


def test_no_page_lies_in_another_students_place():
    """Two entries that would have one path are not mixed up: the second is left out and named."""
    same = [one("7", "Kim_7_assignsubmission_file", "moodle"), one("7", "Kim_7_assignsubmission_file", "moodle")]
    files, left_out = feedback_files("moodle", same)
    assert (len(files), len(left_out)) == (1, 1)
    assert re.fullmatch(r"Kim_7_assignsubmission_file_/report\.html", next(iter(files)))
