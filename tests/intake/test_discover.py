"""Who handed in what: plain folders, classes, and the exports of learning platforms."""

import subprocess
import zipfile
from datetime import UTC, datetime

import pytest

from autograder.errors import UsageError
from autograder.model.assignment import load_assignment
from autograder.submissions.discover import discover
from autograder.submissions.read import MAX_SOURCE, open_submission
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
def found(toy, tmp_path):
    """`found(path, ...)`: what is found there."""
    assignment = load_assignment(toy)
    return lambda *paths: discover(paths, assignment, tmp_path / "scratch")


def test_a_folder_with_the_files_is_one_submission(found, tmp_path):
    """It is known by its own name."""
    (one,) = found(submit(tmp_path / "kim"))
    assert (one.student, one.name, one.handed_in) == ("kim", "kim", None)


def test_two_of_one_name_are_two_students(found, tmp_path):
    """Submissions of the same name in different folders get the folder in their names."""
    paths = [submit(tmp_path / group / "work") for group in ("kim", "lee")]
    assert [one.student for one in found(*paths)] == ["kim/work", "lee/work"]


def test_a_folder_of_submissions_is_a_class(found, tmp_path):
    """Folders and zips in it are one submission each, by name; hidden entries, links and other files are none."""
    for name in ("b", "a"):
        submit(tmp_path / "class" / name)
    with zipfile.ZipFile(tmp_path / "class" / "c.zip", "w") as archive:
        archive.write(tmp_path / "class" / "a" / "toys.py", "toys.py")
    (tmp_path / "class" / "__MACOSX").mkdir()
    (tmp_path / "class" / "notes.txt").write_text("mine")
    (tmp_path / "class" / "link").symlink_to(tmp_path / "class" / "a")
    assert [one.student for one in found(tmp_path / "class")] == ["a", "b", "c"]


def test_a_submission_with_folders_beside_its_files_is_no_class(found, tmp_path):
    """Where a listed file lies at the top, it is one submission, whatever lies beside."""
    home = submit(tmp_path / "kim")
    for name in ("data", "old"):
        (home / name).mkdir()
    assert len(found(home)) == 1


def test_a_folder_around_the_files_is_no_class(found, tmp_path):
    """One folder inside, called after the assignment, is how some archives unpack."""
    submit(tmp_path / "kim" / "toy")
    assert [one.student for one in found(tmp_path / "kim")] == ["kim"]


def test_a_folder_beside_other_files_is_no_class(found, tmp_path):
    """Who puts a report beside a folder with the code has one submission, under the outer name."""
    submit(tmp_path / "kim" / "code")
    (tmp_path / "kim" / "report.pdf").touch()
    assert [one.student for one in found(tmp_path / "kim")] == ["kim"]


@pytest.mark.parametrize("name", ["submission.zip", "toy.zip"])
def test_a_zip_that_names_nobody_is_its_folders(found, toy, tmp_path, name):
    """As `autograder pack` calls it, or after the assignment: the folder around it says whose it is."""
    home = submit(tmp_path / "answers")
    (tmp_path / "kim").mkdir()
    with zipfile.ZipFile(tmp_path / "kim" / name, "w") as archive:
        archive.write(home / "toys.py", "toys.py")
    (one,) = found(tmp_path / "kim")
    assert (one.student, one.name) == ("kim", "kim")
    assert list(open_submission(one.path, load_assignment(toy)).files) == ["toys.py"]


def test_one_student_alone_is_a_class_too(found, tmp_path):
    """The first to hand in gets a result under the own name: of a folder, of a zip."""
    home = submit(tmp_path / "submissions" / "kim")
    (tmp_path / "hw1").mkdir()
    with zipfile.ZipFile(tmp_path / "hw1" / "lee.zip", "w") as archive:
        archive.write(home / "toys.py", "toys.py")
    assert [one.student for one in found(tmp_path / "submissions", tmp_path / "hw1")] == ["kim", "lee"]


def test_one_clone_alone_is_a_class_too(found, tmp_path):
    """Its name is the student's, whatever it is called and whatever it holds."""
    for number, name in enumerate(("toy-mina", "toy", "a")):
        (tmp_path / f"class{number}" / name / ".git").mkdir(parents=True)
        (tmp_path / f"class{number}" / "list.csv").touch()
    places = [tmp_path / f"class{number}" for number in range(3)]
    assert [one.student for one in found(*places)] == ["mina", "toy", "a"]


def test_a_clone_is_one_submission_whatever_lies_in_it(found, tmp_path):
    """No folder and no metadata in it makes results for others."""
    home = tmp_path / "mina"
    for name in (".git", "jun/old", "kim/old", "submission_101"):
        (home / name).mkdir(parents=True)
    (home / "submission_metadata.yml").write_text(METADATA, encoding="utf-8")
    assert [one.student for one in found(home)] == ["mina"]


def test_clones_are_named_by_their_student(found, tmp_path):
    """`toy-mina` is mina's, and nothing that stands in her repository is asked for the time."""
    needs("git")
    for name in ("toy-mina", "toy-jun"):
        home = submit(tmp_path / "clones" / name)
        subprocess.run(["git", "init", "-q", home], check=True)
    assert [(one.student, one.handed_in) for one in found(tmp_path / "clones")] == [("jun", None), ("mina", None)]


def test_a_gradescope_export_names_students_and_times(found, tmp_path):
    """Everybody of a group gets the submission; who has no id is known by address, else by the folder."""
    for number in (101, 102, 103):
        submit(tmp_path / "export" / f"submission_{number}")
    (tmp_path / "export" / "submission_metadata.yml").write_text(METADATA, encoding="utf-8")
    handed_in = found(tmp_path / "export")
    assert [one.student for one in handed_in] == ["2027001", "2027002", "park@uni.example", "submission_103"]
    assert handed_in[0].path == handed_in[1].path
    assert handed_in[0].who == {
        "name": "Kim Mina", "sid": "2027001", "email": "mina@uni.example", "submission": "101"
    }  # fmt: skip
    assert handed_in[0].handed_in.replace(microsecond=0) == datetime(2027, 3, 1, 5, 6, 7, tzinfo=UTC)
    assert handed_in[2].handed_in == datetime(2027, 3, 2, tzinfo=UTC)


@pytest.mark.parametrize("text", ["- just a list", "a: [1", "\xff"])
def test_damaged_metadata_is_the_callers_to_mend(found, tmp_path, text):
    """One line says what is wrong, and what to do."""
    submit(tmp_path / "export" / "submission_1")
    (tmp_path / "export" / "submission_metadata.yml").write_bytes(text.encode("latin-1"))
    with pytest.raises(UsageError, match="download the export again"):
        found(tmp_path / "export")


def test_metadata_runs_no_code(found, tmp_path):
    """A tag that makes YAML loaders run something is refused."""
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
    """Each student's files are put together, under their own names again; the id is Canvas's."""
    handed_in = found(canvas)
    assert [one.student for one in handed_in] == ["4711", "4712", "4713"]
    assert [one.name for one in handed_in] == ["kimmina_4711", "leejun_4712", "park_4713"]
    assert [bool(one.who["late"]) for one in handed_in] == [False, True, False]
    opened = [open_submission(one.path, load_assignment(toy)) for one in handed_in]
    assert [sorted(one.files) for one in opened] == [["sums.py", "toys.py"]] * 3


def test_a_large_file_in_a_canvas_export_is_not_unpacked_whole(found, toy, tmp_path):
    """Of a bomb only so much reaches the disk that its submission is refused."""
    path = tmp_path / "bomb.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("kim_1_2_toys.py", b"#" * (50 << 20))
    (one,) = found(path)
    assert (one.path / "toys.py").stat().st_size == MAX_SOURCE + 1
    assert "too large" in open_submission(one.path, load_assignment(toy)).reason.en


def test_a_students_zip_is_not_taken_for_an_export(found, tmp_path):
    """A single student's zip stays one submission, though one name in it looks like Canvas's."""
    path = tmp_path / "kim.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("toys.py", "")
        archive.writestr("a_1_2_b.py", "")
    assert [one.student for one in found(path)] == ["kim"]
