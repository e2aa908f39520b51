"""Finding submissions and their students: plain folders, classes, and exports of learning platforms."""

import subprocess
import zipfile
from datetime import UTC, datetime

import pytest

from autograder.errors import UsageError
from autograder.model.assignment import load_assignment
from autograder.model.people import Person
from autograder.submissions.discover import discover
from autograder.submissions.read import open_submission
from tests.grading.toy import submit
from tests.needs import needs

METADATA = """
submission_101:
  :submitters:
  - :name: Kim Mina
    :sid: '2027001'
    :email: mina@uni.example
  - :name: Lee Jun
    :sid: '2027002'
    :email: jun@uni.example
  :created_at: 2027-03-01 05:06:07.123456789 Z
  :score: 0.0
submission_102:
  :submitters:
  - :name: Park
    :sid:
    :email: park@uni.example
  :created_at: 2027-03-02 00:00:00 UTC
submission_103:
  :submitters: []
../elsewhere:
  :submitters: []
"""


@pytest.fixture
def found(toy):
    """A function that finds submissions: `found(path, ...)`."""
    assignment = load_assignment(toy)
    return lambda *paths: discover(paths, assignment).submissions


def test_a_folder_with_the_files_is_one_submission(found, tmp_path):
    """A single submission is named after its folder or zip."""
    (one,) = found(submit(tmp_path / "kim"))
    assert (one.student, one.name, one.handed_in) == ("kim", "kim", None)


def test_two_of_one_name_are_two_students(found, tmp_path):
    """Submissions of the same name in different folders get the folder's name as a prefix."""
    paths = [submit(tmp_path / group / "work") for group in ("kim", "lee")]
    assert [one.student for one in found(*paths)] == ["kim/work", "lee/work"]


def test_a_folder_of_submissions_is_a_class(found, tmp_path):
    """Each folder and zip in it is a submission, sorted by name; hidden entries, links and other files are skipped."""
    for name in ("b", "a"):
        submit(tmp_path / "class" / name)
    with zipfile.ZipFile(tmp_path / "class" / "c.zip", "w") as archive:
        archive.write(tmp_path / "class" / "a" / "toys.py", "toys.py")
    (tmp_path / "class" / "__MACOSX").mkdir()
    (tmp_path / "class" / "notes.txt").write_text("mine")
    (tmp_path / "class" / "link").symlink_to(tmp_path / "class" / "a")
    assert [one.student for one in found(tmp_path / "class")] == ["a", "b", "c"]


def test_a_submission_with_folders_beside_its_files_is_no_class(found, tmp_path):
    """A folder with a listed file at the top is one submission, regardless of its other contents."""
    home = submit(tmp_path / "kim")
    for name in ("data", "old"):
        (home / name).mkdir()
    assert len(found(home)) == 1


def test_a_folder_around_the_files_is_no_class(found, tmp_path):
    """A single inner folder named after the assignment does not change the student's name."""
    submit(tmp_path / "kim" / "toy")
    assert [one.student for one in found(tmp_path / "kim")] == ["kim"]


def test_a_folder_beside_other_files_is_no_class(found, tmp_path):
    """A folder with code and a report beside it is one submission, named after the outer folder."""
    submit(tmp_path / "kim" / "code")
    (tmp_path / "kim" / "report.pdf").touch()
    assert [one.student for one in found(tmp_path / "kim")] == ["kim"]


@pytest.mark.parametrize("name", ["submission.zip", "toy.zip"])
def test_a_zip_that_names_nobody_is_its_folders(found, toy, tmp_path, name):
    """A zip with the name of `autograder pack` or the assignment belongs to the student of the outer folder."""
    home = submit(tmp_path / "answers")
    (tmp_path / "kim").mkdir()
    with zipfile.ZipFile(tmp_path / "kim" / name, "w") as archive:
        archive.write(home / "toys.py", "toys.py")
    (one,) = found(tmp_path / "kim")
    assert (one.student, one.name) == ("kim", "kim")
    assert list(open_submission(one, load_assignment(toy)).files) == ["toys.py"]


def test_one_student_alone_is_a_class_too(found, tmp_path):
    """A class with a single submission gets a result under that student's name."""
    home = submit(tmp_path / "submissions" / "kim")
    (tmp_path / "hw1").mkdir()
    with zipfile.ZipFile(tmp_path / "hw1" / "lee.zip", "w") as archive:
        archive.write(home / "toys.py", "toys.py")
    assert [one.student for name in ("submissions", "hw1") for one in found(tmp_path / name)] == ["kim", "lee"]


def test_one_clone_alone_is_a_class_too(found, tmp_path):
    """A folder with a single clone is a class: the clone's name is the student's, whatever lies beside it."""
    for number, name in enumerate(("toy-mina", "toy", "a")):
        (tmp_path / f"class{number}" / name / ".git").mkdir(parents=True)
        (tmp_path / f"class{number}" / "list.csv").touch()
    places = [tmp_path / f"class{number}" for number in range(3)]
    assert [one.student for place in places for one in found(place)] == ["mina", "toy", "a"]


def test_a_clone_is_one_submission_whatever_lies_in_it(found, tmp_path):
    """Folders and metadata inside a clone create no results for other students."""
    home = tmp_path / "mina"
    for name in (".git", "jun/old", "kim/old", "submission_101"):
        (home / name).mkdir(parents=True)
    (home / "submission_metadata.yml").write_text(METADATA, encoding="utf-8")
    assert [one.student for one in found(home)] == ["mina"]


def test_clones_are_named_by_their_student(found, tmp_path):
    """`toy-mina` belongs to mina, and no file in the repository affects the time of submission."""
    needs("git")
    for name in ("toy-mina", "toy-jun"):
        home = submit(tmp_path / "clones" / name)
        subprocess.run(["git", "init", "-q", home], check=True)
    assert [(one.student, one.handed_in) for one in found(tmp_path / "clones")] == [("jun", None), ("mina", None)]


def test_a_gradescope_export_names_students_and_times(found, tmp_path):
    """Each member of a group gets the submission, identified by id, else by address, else by folder."""
    for number in (101, 102, 103):
        submit(tmp_path / "export" / f"submission_{number}")
    (tmp_path / "export" / "submission_metadata.yml").write_text(METADATA, encoding="utf-8")
    handed_in = found(tmp_path / "export")
    assert [one.student for one in handed_in] == ["2027001", "park@uni.example", "submission_103"]
    mina, jun = handed_in[0].people
    assert mina == Person("2027001", name="Kim Mina", email="mina@uni.example", sid="2027001")
    assert jun.key == "2027002"
    assert handed_in[0].handed_in.replace(microsecond=0) == datetime(2027, 3, 1, 5, 6, 7, tzinfo=UTC)
    assert handed_in[1].handed_in == datetime(2027, 3, 2, tzinfo=UTC)


@pytest.mark.parametrize("text", ["- just a list", "a: [1", "\xff"])
def test_damaged_metadata_is_the_callers_to_mend(found, tmp_path, text):
    """Damaged metadata is reported in one line that says what to do."""
    submit(tmp_path / "export" / "submission_1")
    (tmp_path / "export" / "submission_metadata.yml").write_bytes(text.encode("latin-1"))
    with pytest.raises(UsageError, match="download the export again"):
        found(tmp_path / "export")


def test_metadata_runs_no_code(found, tmp_path):
    """YAML tags that run code are rejected."""
    submit(tmp_path / "export" / "submission_1")
    mark = tmp_path / "ran"
    (tmp_path / "export" / "submission_metadata.yml").write_text(f"a: !!python/object/apply:os.mkdir ['{mark}']")
    with pytest.raises(UsageError):
        found(tmp_path / "export")
    assert not mark.exists()


@pytest.fixture
def canvas(toy, tmp_path):
    """A Canvas export of three students: plain files, a late one handed in again, a zip."""
    home = submit(tmp_path / "answers")
    inner = tmp_path / "inner.zip"
    with zipfile.ZipFile(inner, "w") as archive:
        archive.write(home / "toys.py", "work/toys.py")
        archive.write(home / "sums.py", "work/sums.py")
    path = tmp_path / "submissions.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for name in ("toys.py", "sums.py"):
            archive.write(home / name, f"kimmina_4711_900_{name}")
            archive.write(home / name, f"leejun_LATE_4712_901_{name.replace('.py', '-2.py')}")
        archive.write(inner, "park_4713_902_a1.zip")
    return path


def test_a_canvas_export_is_a_class(found, toy, canvas):
    """The files of each student are collected under their original names, with Canvas's id."""
    handed_in = found(canvas)
    assert [one.student for one in handed_in] == ["4711", "4712", "4713"]
    assert [one.name for one in handed_in] == ["kimmina_4711", "leejun_4712", "park_4713"]
    assert [one.marked_late for one in handed_in] == [False, True, False]
    opened = [open_submission(one, load_assignment(toy)) for one in handed_in]
    assert [sorted(one.files) for one in opened] == [["sums.py", "toys.py"]] * 3


def test_a_large_file_in_a_canvas_export_is_not_unpacked_whole(found, toy, tmp_path):
    """A zip bomb is read only up to the limit, so that its submission is rejected."""
    path = tmp_path / "bomb.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("kim_1_2_toys.py", b"#" * (50 << 20))
    (one,) = found(path)
    assert "too large" in open_submission(one, load_assignment(toy)).reason.en


def test_a_students_zip_is_not_taken_for_an_export(found, tmp_path):
    """A student's zip is one submission, even if one name in it looks like Canvas's."""
    path = tmp_path / "kim.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("toys.py", "")
        archive.writestr("a_1_2_b.py", "")
    assert [one.student for one in found(path)] == ["kim"]


def test_what_cannot_be_used_keeps_the_platform_it_came_from(toy, tmp_path):
    """A RAR archive and a text alone came from Moodle like everything else, and feedback goes back there."""
    path = tmp_path / "moodle.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("Kim_1_assignsubmission_file_/toys.py", "")
        archive.writestr("Lee_2_assignsubmission_file_/answers.rar", b"Rar!\x1a\x07\x01\x00" + bytes(40))
        archive.writestr("Oh_3_assignsubmission_onlinetext_/onlinetext.html", "later")
    collected = discover([path], load_assignment(toy))
    assert [one.platform for one in collected.submissions] == ["moodle"]
    assert {one.people[0].key: one.platform for one in collected.others} == {"2": "moodle", "3": "moodle"}
