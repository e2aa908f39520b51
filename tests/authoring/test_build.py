"""From a source folder to everything that a student receives."""

import subprocess
import sys

import pytest

from autograder.authoring.build import build, build_all
from autograder.errors import AssignmentError, UsageError
from autograder.model.assignment import load_assignment
from tests.toy_course import put


def _files(folder):
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def test_a_built_folder_holds_what_students_need_and_nothing_else(course):
    """Handouts and pages, skeletons, given files, public tests, otter's view of them, notebooks, data, settings."""
    assert build_all(course, ["a1_toy"]).exit_code == 0
    assert sorted(_files(course.root / "assignments/a1_toy")) == [
        "README.ko.md",
        "README.md",
        "a1_toy.ipynb",
        "a1_toy.ko.ipynb",
        "assignment.json",
        "data/numbers.csv",
        "handout.html",
        "handout.ko.html",
        "helpers.py",
        "otter_tests/double.py",
        "otter_tests/mean_row.py",
        "pytest.ini",
        "requirements.txt",
        "tests/test_toys.py",
        "tests/toy_oracles.py",
        "toys.py",
        "written.md",
    ]
    assert not (course.root / "assignments/a2_other").exists()


def test_building_twice_changes_nothing(course):
    """What was built is current, by check and by a second build."""
    assert build_all(course).differences
    again = build_all(course)
    assert (again.differences, again.text()) == ((), "a1_toy, a2_other: current")
    assert build_all(course, check=True).exit_code == 0


def test_check_shows_the_difference_and_writes_nothing(course):
    """A changed reference, a file edited by hand and a stale file appear as a unified diff, with exit code 1."""
    build_all(course)
    folder = course.root / "assignments/a1_toy"
    put(course.root / "solutions/a1_toy/given/helpers.py", '"""Given."""\n\nONE = 2\n')
    put(folder / "toys.py", "# mine\n")
    put(folder / "stale.txt", "old\n")
    (folder / "data/numbers.csv").unlink()
    before = _files(folder)
    checked = build_all(course, ["a1_toy"], check=True)
    assert checked.exit_code == 1
    assert [d.path.removeprefix("assignments/a1_toy/") for d in checked.differences] == [
        "data/numbers.csv",
        "helpers.py",
        "stale.txt",
        "toys.py",
    ]
    text = checked.text()
    assert "--- a/assignments/a1_toy/helpers.py\n+++ b/assignments/a1_toy/helpers.py\n@@" in text
    assert "\n-ONE = 1\n+ONE = 2\n" in text
    assert "--- /dev/null\n+++ b/assignments/a1_toy/data/numbers.csv" in text
    assert "--- a/assignments/a1_toy/stale.txt\n+++ /dev/null" in text
    assert text.endswith("4 generated files are not current; run `autograder build`")
    assert _files(folder) == before


def test_building_removes_stale_files_and_folders_but_no_caches(course):
    """What no source stands for goes; what running tests left behind is nobody's business."""
    build_all(course)
    folder = course.root / "assignments/a1_toy"
    put(folder / "old/stale.txt", "old\n")
    put(folder / "__pycache__/toys.pyc", "cache\n")
    put(folder / ".pytest_cache/README.md", "cache\n")
    assert build_all(course, ["a1_toy"]).text() == "wrote assignments/a1_toy/old/stale.txt"
    assert not (folder / "old").exists()
    assert (folder / "__pycache__/toys.pyc").exists()
    assert (folder / ".pytest_cache/README.md").exists()


def test_a_folder_whose_source_is_gone_goes_too(course):
    """Building the whole course leaves no assignment that has no source; naming some leaves the others alone."""
    build_all(course)
    (course.root / "solutions/a2_other/assignment.toml").unlink()
    assert build_all(course, ["a1_toy"]).differences == ()
    assert build_all(course, check=True).text().startswith("assignments/a2_other: its source is gone")
    build_all(course)
    assert not (course.root / "assignments/a2_other").exists()


def test_a_broken_source_leaves_every_folder_as_it_was(course):
    """Nothing is written until everything is generated."""
    build_all(course)
    before = _files(course.root / "assignments")
    put(course.root / "solutions/a1_toy/given/helpers.py", "TWO = 2\n")
    put(course.root / "solutions/a2_other/others.py", "# BEGIN SOLUTION\n")
    with pytest.raises(AssignmentError, match=r"solutions/a2_other/others\.py:1"):
        build_all(course)
    assert _files(course.root / "assignments") == before


def test_the_public_view_is_what_the_student_side_reads(course):
    """`assignment.json` loads as the assignment itself."""
    build_all(course, ["a1_toy"])
    source = course.source("a1_toy")
    assert load_assignment(course.root / "assignments/a1_toy") == source.assignment


def test_two_files_of_one_name_are_an_error(course):
    """A given file that would overwrite the settings is refused."""
    put(course.root / "solutions/a1_toy/data/../given/helpers.py", "")
    path = course.root / "solutions/a1_toy/assignment.toml"
    put(path, path.read_text(encoding="utf-8").replace('["helpers.py"]', '["helpers.py", "helpers.py"]'))
    with pytest.raises(AssignmentError, match=r"two files become helpers\.py"):
        build(course.source("a1_toy"))


def test_an_unknown_assignment_or_folder_is_the_callers_mistake(course, tmp_path):
    """The message names what there is."""
    with pytest.raises(UsageError, match="has no assignment 'a9'; it has a1_toy, a2_other"):
        build_all(course, ["a9"])
    with pytest.raises(UsageError, match="no solutions"):
        build_all(type(course)(tmp_path / "nowhere"))


@pytest.mark.slow
def test_pytest_collects_the_tests_of_a_bundle(course):
    """`pytest.ini` names plugin and paths: every test is found and nothing else is needed."""
    build_all(course, ["a1_toy"])
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "--collect-only", "-q", "-p", "no:cacheprovider"],
        cwd=course.root / "assignments/a1_toy",
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "4 tests collected" in done.stdout


@pytest.mark.parametrize("name", ["handout.md", "toys.py", "tests/public/test_toys.py"])
def test_a_source_that_cannot_be_read_is_told_with_its_place(course, name):
    """A folder stands where a file should: one line that names it."""
    path = course.root / "solutions/a1_toy" / name
    path.unlink()
    path.mkdir()
    with pytest.raises(AssignmentError, match=rf"solutions/a1_toy/{name}: cannot be read \(Is a directory\); it must"):
        build_all(course, ["a1_toy"])


def test_a_generated_file_that_cannot_be_written_is_told_with_its_place(course):
    """A folder with something in it stands where a file should: the message names it, and no half of a file is left."""
    folder = course.generated / "a1_toy"
    put(folder / "README.md/.keep", "mine\n")
    with pytest.raises(UsageError, match=r"assignments/a1_toy/README\.md: cannot be written \(.*\); move it away or"):
        build_all(course, ["a1_toy"])
    assert [path.name for path in folder.rglob("*") if path.is_file()] == [".keep"]


def test_a_read_only_generated_file_is_replaced(course):
    """What is generated is nobody's to keep; the new file has the rights that generated files have."""
    build_all(course, ["a1_toy"])
    path = course.generated / "a1_toy/README.md"
    path.write_text("old\n")
    path.chmod(0o444)
    assert build_all(course, ["a1_toy"]).text() == "wrote assignments/a1_toy/README.md"
    assert path.stat().st_mode & 0o777 == 0o644


def test_a_generated_file_is_written_whole(course):
    """Who has it open while it is written anew reads all of the old one."""
    build_all(course, ["a1_toy"])
    path = course.generated / "a1_toy/README.md"
    path.write_text("old\n")
    with path.open() as reader:
        build_all(course, ["a1_toy"])
        assert reader.read() == "old\n"
