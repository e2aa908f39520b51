"""Test which lock file the pins of a bundle come from."""

import os
import re
import subprocess
import sys
import zipfile
from importlib.metadata import distribution

import pytest

from autograder.authoring.build import build_all
from autograder.authoring.wheel import WHEEL
from autograder.bundles import pins
from autograder.bundles.pins import pinned_requirements
from autograder.bundles.release import release
from autograder.errors import UsageError
from tests.needs import needs
from tests.samples import ROOT


@pytest.fixture(scope="module")
def built_wheel(tmp_path_factory):
    """Build and unpack the package's wheel, outside of a checkout."""
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run([sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder], cwd=ROOT, check=True)
    (wheel,) = folder.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder / "site")
    return folder / "site"


@pytest.mark.slow
@pytest.mark.recorded("wheel", "autograder", "pyproject.toml", "requirements.lock")
def test_an_engine_from_a_wheel_releases_what_a_checkout_does(course, built_wheel, tmp_path):
    """An installed wheel has the lock file and the templates, so it gives the same pins and workflow."""
    needs("git")
    build_all(course)
    release(course, "a1_toy", "github", tmp_path / "here")
    command = [sys.executable, "-P", "-c", "from autograder.cli import main; main()", "release", "a1_toy"]
    command += ["--target", "github", "--out", str(tmp_path / "there"), "--course", str(course.root)]
    environment = os.environ | {"PYTHONPATH": str(built_wheel)}
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    first, second = (_texts(tmp_path / place / "a1_toy-github/grading") for place in ("here", "there"))
    assert len(first) == 4
    assert first == second


def _texts(folder):
    """Return the files without the wheel and its hash, which depend on the installed README."""
    texts = {
        path.relative_to(folder): path.read_text(encoding="utf-8")
        for path in folder.rglob("*")
        if path.is_file() and path.suffix != ".whl"
    }
    return {name: re.sub(rf"({re.escape(WHEEL)} \\\n.*:)\w{{64}}", r"\1", text) for name, text in texts.items()}


def test_without_any_lock_it_says_what_to_do(tmp_path, monkeypatch):
    """A missing lock file is reported."""
    monkeypatch.setattr(pins.autograder, "__file__", str(tmp_path / "site/autograder/__init__.py"))
    bare = distribution("numpy")
    with pytest.raises(UsageError, match=r"requirements\.lock: file not found.*release from a checkout"):
        pinned_requirements(bare)


def test_a_package_that_the_lock_lacks_is_named():
    """A dependency missing from the lock file is reported with the command to run."""
    with pytest.raises(UsageError, match=r"requirements\.lock lacks no-such-package; run `make lock`"):
        pinned_requirements(distribution("image-classification-course"), ["No_Such.Package"])
