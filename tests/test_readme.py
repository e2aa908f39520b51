"""Every command of the README works as written."""

import html
import subprocess
import sys

import pytest

from tests.documents import commands, lines, make_checkout, section, type_in
from tests.needs import needs
from tests.samples import ROOT, samples
from tools import demo

README = (ROOT / "README.md").read_text(encoding="utf-8")

UNTOUCHED = {"autograder check", "autograder check dataset_bytes", "pytest"}
"""Commands that exit with 1 while no answer is written, as it is at that point of the README."""


INSTALL = {"python3 -m venv .venv", "pip install -r requirements.txt"}
"""Commands that need the network."""

recorded = pytest.mark.recorded(
    "readme",
    *("README.md", "autograder", "assignments/a1_knn", "solutions", "pyproject.toml", "requirements.lock"),
)
"""The mark of tests that type commands in `make test`: they run again when the engine or the course changes."""

SECTIONS = ("For a student", "For an instructor", "For continuous integration")


def _commands(heading: str) -> list[str]:
    """Return the lines of the shell blocks under a heading."""
    return commands(section(README, heading))


def test_the_picture_shows_what_the_demo_prints():
    """Every sample submission has its row, and the path of the results is the demo's; `make picture` draws it again."""
    drawn = html.unescape((ROOT / "docs" / "demo.svg").read_text(encoding="utf-8")).replace("\xa0", " ")
    missing = [sample.name for sample in samples(demo.ASSIGNMENT) if sample.name.removesuffix(".zip") not in drawn]
    assert (missing, f"{demo.RESULTS}/class.html" in drawn) == ([], True)


@pytest.mark.prove
def test_the_demo_ends_well():
    """It exits with 0 after it has graded the samples and one submission alone."""
    needs("linux")
    done = subprocess.run([sys.executable, "-m", "tools.demo"], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert "One submission alone (reference, 100 of 100 points)" in done.stdout


@pytest.fixture
def checkout(tmp_path):
    """Return a copy of the project's folder with its environment."""
    return make_checkout(tmp_path)


def test_every_block_of_the_readme_is_accounted_for():
    """One of these tests types each line of each block; only the two commands that run the tests are left out."""
    typed = [line for heading in SECTIONS for line in _commands(heading)]
    # `make demo` and `make test` are left out: the second runs this test, and both install into this environment.
    assert [line for _, line in lines(README) if not line.startswith(("make demo  ", "make test  "))] == typed


@pytest.mark.parametrize(
    "heading",
    [pytest.param(SECTIONS[1], marks=[pytest.mark.slow, recorded]), pytest.param(SECTIONS[2], marks=pytest.mark.prove)],
)
def test_the_commands_of_those_who_grade(heading, checkout):
    """Every command for instructors and for CI succeeds."""
    needs("linux")
    for command, code, output in type_in(checkout, _commands(heading)):
        assert code == 0, f"{command}\n{output}"


@pytest.mark.parametrize(
    "installed", [pytest.param(True, marks=[pytest.mark.slow, recorded]), pytest.param(False, marks=pytest.mark.prove)]
)
def test_the_commands_of_a_student(tmp_path, checkout, installed):
    """The README's commands lead a student from the zip to a submission; `make prove` installs with them, too."""
    needs("linux" if installed else "network")
    typed = _commands("For a student")
    bundle = [command for command in _commands("For an instructor") if "--target student" in command]
    for command, code, output in type_in(checkout, [". .venv/bin/activate", *bundle]):
        assert code == 0, f"{command}\n{output}"
    student = tmp_path / "student"
    student.mkdir()
    (checkout / "dist" / "a1_knn-student.zip").rename(student / "a1_knn-student.zip")
    if installed:
        assert set(typed) >= INSTALL
        typed = [command for command in typed if command not in INSTALL]
        (student / "a1_knn").mkdir()
        (student / "a1_knn" / ".venv").symlink_to(sys.prefix)

    for command, code, output in type_in(student, typed):
        assert code == (1 if command in UNTOUCHED else 0), f"{command}\n{output}"
        assert command not in UNTOUCHED or "not written yet" in output
    assert (student / "a1_knn" / "submission.zip").is_file()


def test_the_readme_counts_the_samples():
    """The README states the number of sample submissions that the demo grades."""
    assert f"grades {len(samples('a1_knn'))} sample submissions" in README
