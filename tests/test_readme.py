"""What the README tells people to type works, as it stands there."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.needs import needs
from tests.samples import ROOT, samples

README = (ROOT / "README.md").read_text(encoding="utf-8")

UNTOUCHED = {"autograder check", "autograder check dataset_bytes", "pytest"}
"""Commands that end with 1 as long as nothing is written yet, which is how the README comes to them."""


SECTIONS = ("For a student", "For an instructor", "For continuous integration")


def _lines(text: str) -> list[tuple[str, str]]:
    """Each line of the code blocks of a text, with the language of its block."""
    blocks = re.findall(r"^```(\w*)\n(.*?)^```$", text, re.M | re.S)
    return [(language, line) for language, block in blocks for line in block.splitlines()]


def _commands(heading: str) -> list[str]:
    """The lines of the shell blocks under a heading."""
    section = re.search(rf"^## {re.escape(heading)}$(.*?)(?=^## |\Z)", README, re.M | re.S)
    assert section, f"the README has no heading {heading!r}"
    return [line for language, line in _lines(section[1]) if language == "sh"]


def _type(commands: list[str], folder: Path) -> dict[str, tuple[int, str]]:
    """Type the commands into one shell; the exit code and the output of each."""
    script = "".join(f"echo '@@{command}'\n{command} 2>&1\necho \"@@$?\"\n" for command in commands)
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("PYTEST_", "COV_"))}
    kept |= {"COLUMNS": "120", "AUTOGRADER_SECRET": str(folder.parent / "secret")}
    kept |= {"PIP_NO_COMPILE": "1"}  # few of the modules that pip installs are ever imported here
    done = subprocess.run(["sh"], input=script, cwd=folder, env=kept, capture_output=True, text=True, encoding="utf-8")
    said = re.findall(r"^@@(.*)\n((?s:.*?))^@@(\d+)\n", done.stdout, re.M)
    assert [command for command, _, _ in said] == commands, done.stdout + done.stderr
    return {command: (int(code), output) for command, output, code in said}


@pytest.fixture
def checkout(tmp_path):
    """The project's folder, as far as the commands read or write it, with its environment."""
    if sys.prefix == sys.base_prefix:
        pytest.skip("the tests run outside of a virtual environment, and the README's commands begin by entering one")
    folder = tmp_path / "checkout"
    folder.mkdir()
    for name in ("solutions", "assignments", "autograder", "pyproject.toml", "requirements.lock"):
        (folder / name).symlink_to(ROOT / name)
    (folder / ".venv").symlink_to(sys.prefix)
    return folder


def test_every_block_of_the_readme_is_accounted_for():
    """A line of a block is typed by one of these tests, or is one of the two commands that run them."""
    typed = [line for heading in SECTIONS for line in _commands(heading)]
    # `make demo` and `make test` are not typed: the second runs this very test, and both install into this environment.
    assert [line for _, line in _lines(README) if not line.startswith(("make demo  ", "make test  "))] == typed


@pytest.mark.slow
@pytest.mark.parametrize("heading", SECTIONS[1:])
def test_the_commands_of_those_who_grade(heading, checkout):
    """Whoever grades can type every command, and each succeeds."""
    needs("linux")
    for command, (code, output) in _type(_commands(heading), checkout).items():
        assert code == 0, f"{command}\n{output}"


@pytest.mark.slow
def test_the_commands_of_a_student(tmp_path, checkout):
    """A student gets from the zip to a submission with the README's commands alone."""
    needs("network")
    bundle = [command for command in _commands("For an instructor") if "--target student" in command]
    for command, (code, output) in _type([". .venv/bin/activate", *bundle], checkout).items():
        assert code == 0, f"{command}\n{output}"
    student = tmp_path / "student"
    student.mkdir()
    (checkout / "dist" / "a1_knn-student.zip").rename(student / "a1_knn-student.zip")

    said = _type(_commands("For a student"), student)

    for command, (code, output) in said.items():
        assert code == (1 if command in UNTOUCHED else 0), f"{command}\n{output}"
    assert all("not written yet" in said[command][1] for command in UNTOUCHED)
    assert (student / "a1_knn" / "submission.zip").is_file()


def test_the_readme_counts_the_samples():
    """The number of sample submissions is the one that the demo grades."""
    assert f"grades {len(samples('a1_knn'))} sample submissions" in README


@pytest.mark.parametrize("document", ["README.md", "CONTRIBUTING.md", "CHANGELOG.md"])
def test_links_lead_somewhere(document):
    """Every link to a file of the project finds one."""
    links = re.findall(r"\]\(([^)#]+)", (ROOT / document).read_text(encoding="utf-8"))
    assert [link for link in links if "://" not in link and not (ROOT / link).exists()] == []


def test_the_layout_names_real_folders():
    """Every folder that CONTRIBUTING describes exists."""
    named = re.findall(r"^\| `([\w/.-]+?)(?:<[^`]*)?` \|", (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8"), re.M)
    assert len(named) >= 5
    assert [name for name in named if not (ROOT / name).is_dir()] == []
