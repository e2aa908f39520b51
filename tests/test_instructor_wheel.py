"""`make wheel`: an instructor without a copy of the repository installs one file and has every command."""

import os
import shlex
import subprocess
import sys
import venv
import zipfile
from csv import DictReader

import pytest

from tests.documents import commands, project_texts, section
from tests.needs import needs
from tests.samples import ROOT


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    """Build the wheel with the Makefile's command."""
    folder = tmp_path_factory.mktemp("wheel")
    (line,) = [line for line in (ROOT / "Makefile").read_text(encoding="utf-8").splitlines() if "-t wheel" in line]
    words = shlex.split(line.replace("$(BIN)/python", sys.executable).lstrip("\t@"))
    subprocess.run([*words[:-1], folder], cwd=ROOT, check=True, capture_output=True)
    (made,) = folder.glob("*.whl")
    return made


def test_the_wheel_has_every_file_of_the_engine(wheel):
    """Code, templates, catalogs and data are in it, and the lock file that bundles take their pins from."""
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
        assert next(name for name in names if name.endswith("/extra_metadata/requirements.lock"))
        texts = [name for name in project_texts() if name.startswith("autograder/")]
        assert {*texts, "autograder/data/digits.npz", "autograder/i18n/ko.mo"} <= {*names}
        assert not [name for name in names if name.startswith(("solutions", "assignments", "tests", "tools"))]


@pytest.mark.prove
def test_a_clean_environment_writes_and_grades_an_assignment(wheel, tmp_path):
    """The page's commands make, prove, release and grade an assignment, with what the extra `instructor` installs."""
    needs("linux", "network")
    venv.create(tmp_path / "venv", with_pip=True)
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("PYTHON", "PYTEST_", "VIRTUAL_"))}
    kept |= {"PATH": f"{tmp_path / 'venv/bin'}{os.pathsep}{kept['PATH']}", "HOME": str(tmp_path), "CI": ""}
    kept |= {"XDG_CONFIG_HOME": str(tmp_path / "config"), "WHEEL": str(wheel)}

    page = (ROOT / "docs/instructors.md").read_text(encoding="utf-8")
    typed = commands(section(page, "Without this repository"))
    assert [line.split()[0] for line in typed] == ["pip", *["autograder"] * 4]
    for line in typed:
        done = subprocess.run(line, shell=True, cwd=tmp_path, env=kept, capture_output=True, text=True)
        assert done.returncode == 0, f"{line}\n{done.stdout}{done.stderr}"

    with (tmp_path / "results/grades.csv").open(encoding="utf-8-sig", newline="") as table:
        scores = [float(row["score"]) for row in DictReader(table)]
    assert len(scores) == 2
    assert (max(scores) > 0, min(scores)) == (True, 0)
    assert (tmp_path / "my-course/dist/a6_trees-student.zip").is_file()
