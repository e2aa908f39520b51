"""`autograder new`: a small assignment that holds from the first minute, in a course anywhere."""

import shlex
import shutil
import zipfile

import pytest

from autograder.authoring import new as scaffold
from autograder.authoring.build import build_all
from autograder.authoring.course import Course
from autograder.authoring.new import new
from autograder.authoring.wheel import wheel_bytes
from autograder.bundles.release import release
from autograder.errors import UsageError
from autograder.i18n import speaking
from autograder.model.misconceptions import load_misconceptions
from autograder.validation.plan import PARTS, plans
from autograder.validation.prove import validate
from tests.cli.typing_in import run_app
from tests.graded import grade
from tests.needs import needs
from tests.shared import once


def _made(folder):
    """Make a new course with one new assignment."""
    course = Course(folder / "some" / "where")
    new(course, "a6_trees")
    return course.root


@pytest.fixture
def made(tmp_path, tmp_path_factory):
    """A new course with one new assignment."""
    return Course(shutil.copytree(once(tmp_path_factory, "new-course", _made), tmp_path / "where"))


@pytest.fixture
def run(capfd, monkeypatch):
    """The command as it is typed in a folder: exit code, output, complaints."""

    def run(cwd, *arguments):
        monkeypatch.chdir(cwd)
        capfd.readouterr()
        code = run_app("new", *arguments)
        return (code, *capfd.readouterr())

    return run


def test_it_is_complete(made):
    """One question, one public and one hidden test, one misconception, one alternative; nothing is to be built."""
    source = made.source("a6_trees")
    assert len(source.assignment.auto()) == len(source.assignment.question) == 1
    assert len(load_misconceptions(source.folder, source.assignment)) == 1
    assert len(list((source.folder / "alternatives").iterdir())) == 1
    for kind in ("public", "hidden"):
        (file,) = (source.folder / "tests" / kind).iterdir()
        assert file.read_text(encoding="utf-8").count("def test_") == 1
    assert build_all(made, check=True).differences == ()
    assert sorted(path.name for path in made.root.iterdir()) == ["assignments", "solutions"]


@pytest.mark.slow
@pytest.mark.recorded("new-assignment", "autograder", "pyproject.toml", "requirements.lock")
def test_it_is_proved_released_and_graded_as_it_stands(made, tmp_path):
    """Every part of the proof holds without a remark, the students' zip can be made, the reference gets all points."""
    needs("linux")
    with speaking("en"):
        (proof,) = validate(plans(made, ["a6_trees"], repeat=2), lambda: None).proofs
    assert tuple(part.name for part in proof.parts) == PARTS
    assert [found for part in proof.parts for found in (*part.problems, *part.remarks)] == []
    with zipfile.ZipFile(release(made, "a6_trees", "student", tmp_path).path) as archive:
        assert "a6_trees/answers.py" in archive.namelist()
    folder = made.source("a6_trees").folder
    (record,) = grade(folder, [folder], b"s" * 32, jobs=1)
    assert (record.score, record.max_score) == (10.0, 10.0)


def test_a_second_one_stands_beside_the_first(made):
    """Neither gives the other's answer away; the first is untouched."""
    new(made, "a7_more")
    assert made.ids() == ("a6_trees", "a7_more")
    with speaking("en"):
        for proof in validate(plans(made, only=["metadata", "generated", "leaks"]), lambda: None).proofs:
            assert [problem for part in proof.parts for problem in part.problems] == []


@pytest.mark.parametrize("name", ["", "A6", "6a", "a-b", "a b", "../a6", "a6\n", "a/b", "gràce", 300 * "a"])
def test_what_is_no_id_is_refused(tmp_path, name):
    """The message says what an id is; nothing is made."""
    with pytest.raises(UsageError, match="is not a valid id; write small letters"):
        new(Course(tmp_path / "course"), name)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("room", ["solutions", "assignments"])
def test_a_folder_that_is_there_is_left_alone(tmp_path, room):
    """Whether it is a source or something generated."""
    kept = tmp_path / room / "a6_trees"
    kept.mkdir(parents=True)
    with pytest.raises(UsageError, match=f"{room}/a6_trees: there is one already"):
        new(Course(tmp_path), "a6_trees")
    assert [path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*")] == [room, f"{room}/a6_trees"]


def test_what_fails_half_way_leaves_nothing(tmp_path, monkeypatch):
    """Not even the folder of the course, if it was not there before."""

    def full(*_arguments):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(scaffold, "build_all", full)
    with pytest.raises(UsageError, match=r"cannot be written \(No space left on device\); choose another place"):
        new(Course(tmp_path / "some" / "where"), "a6_trees")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("assignments", [True, False])
def test_what_can_be_put_in_one_room_only_is_put_in_none(tmp_path, assignments):
    """The message names the room that refuses, and everything is as it was."""
    (tmp_path / "solutions").touch()
    if assignments:
        (tmp_path / "assignments").mkdir()
    before = sorted(tmp_path.rglob("*"))
    with pytest.raises(UsageError, match=r"solutions/a6_trees: cannot be written \(.*\); choose another place"):
        new(Course(tmp_path), "a6_trees")
    assert sorted(tmp_path.rglob("*")) == before


def test_the_students_wheel_leaves_the_template_out():
    """No student needs it, and its answer is an answer."""
    assert b"template/" not in wheel_bytes()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["A6"], "no course here or above; name a folder with --course to create one"),
        (["A6", "--course", "."], "autograder: 'A6' is not a valid id; write small letters"),
        (["a6", "--course", "file"], "autograder: file: cannot be written (File exists); choose another place"),
    ],
)
def test_a_mistake_of_the_caller_exits_2(tmp_path, run, arguments, complaint):
    """One line, nothing else, and nothing is written."""
    (tmp_path / "file").touch()
    code, out, complaints = run(tmp_path, *arguments)
    assert (code, out, complaints.count("\n")) == (2, "", 1)
    assert complaint in complaints
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def test_the_commands_it_names_can_be_typed(tmp_path):
    """A place with a blank in its name is quoted."""
    root = tmp_path / "my course"
    commands = new(Course(root), "a6_trees", elsewhere=True).text().splitlines()[-2:]
    assert [shlex.split(line.partition(": ")[2])[-1] for line in commands] == [str(root)] * 2


@pytest.mark.slow
def test_it_says_what_to_run_next(tmp_path, run):
    """In a course of one's own, or anywhere with its place."""
    code, out, _ = run(tmp_path, "a6_trees", "--course", "course")
    assert code == 0
    assert out.splitlines()[-2:] == [
        "Next: autograder validate a6_trees --course course",
        "After every change: autograder build a6_trees --course course",
    ]
    code, out, _ = run(tmp_path / "course" / "solutions", "a7_more")
    assert (code, out.splitlines()[-2]) == (0, "Next: autograder validate a7_more")
