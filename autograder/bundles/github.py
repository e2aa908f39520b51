"""Create the files of a course on GitHub: a template repository for students and a grading workflow for instructors.

The students' repository has one commit, whose id depends only on its content.
"""

import hashlib
import operator
import re
import subprocess
from collections.abc import Mapping
from pathlib import Path

from autograder.authoring.course import AssignmentSource
from autograder.authoring.templates import filled
from autograder.authoring.wheel import WHEEL, installed, wheel_bytes
from autograder.bundles.pins import pinned_requirements
from autograder.errors import UsageError
from autograder.model.assignment import PUBLIC_NAME, stating_versions
from autograder.model.graded_with import GradedWith
from autograder.submissions.git import git_environment, git_program

__all__ = ["PYTHON", "grading_files", "template_files", "write_repository"]

HOSTING = Path(__file__).parent / "hosting"

PYTHON = "3.13"
"""Python version of both workflows, so that a file that passes the check can also be read when grading. It is the
newest version the course is proved on, because a newer Python reads nearly all code that older ones read."""

PAGES = ("jinja2", "altair", "vl-convert-python")
"""Packages for HTML reports, which the package declares as an extra."""

BRANCH = "main"
WHO = "autograder <autograder@example.invalid>"
WHEN = "315532800 +0000"
"""1980-01-01, as in zips; a fixed time gives the same files the same commit id."""

SETTINGS = ("core.autocrlf=false", "core.hooksPath=/dev/null", "commit.gpgSign=false", "core.fileMode=false")


_NUMPY_PIN = re.compile(
    r"^numpy==(\d+\.\d+)\S*(?: ; python_(?:full_)?version (<|<=|==|>=|>) '(\d+\.\d+)')?", re.MULTILINE
)
_COMPARE = {"<": operator.lt, "<=": operator.le, "==": operator.eq, ">=": operator.ge, ">": operator.gt}


def template_files(source: AssignmentSource, built: Mapping[str, bytes]) -> dict[str, bytes]:
    """Return the files of the students' template repository.

    Args:
        source: The assignment.
        built: Path -> content of the generated assignment folder.

    Returns:
        Path -> content: the generated folder, the package's wheel and a workflow that runs the public tests.
    """
    stated = {PUBLIC_NAME: stating_versions(built[PUBLIC_NAME], _versions())}
    files = {**built, **stated, f"wheels/{WHEEL}": wheel_bytes()}
    return files | _encoded(filled(HOSTING / "template", {"ID": source.id, "PYTHON": PYTHON}))


def grading_files(source: AssignmentSource) -> dict[str, bytes]:
    """Return the files for the instructor's repository.

    Args:
        source: The assignment.

    Returns:
        Path -> content: a workflow that grades, and the pinned autograder it grades with.
    """
    files = _encoded(filled(HOSTING / "grading", {"ID": source.id, "PYTHON": PYTHON}))
    wheel = wheel_bytes()
    engine = f".github/grading/{source.id}/engine"  # each assignment keeps the version it was released with
    files[f"{engine}/wheels/{WHEEL}"] = wheel
    files[f"{engine}/requirements.txt"] = _requirements(wheel).encode()
    return files


def _versions() -> GradedWith:
    """Return the versions that the workflow installs: its Python, and the NumPy that is pinned for it."""
    python = tuple(map(int, PYTHON.split(".")))
    for numpy, sign, limit in _NUMPY_PIN.findall(pinned_requirements(installed())):
        if not sign or _COMPARE[sign](python, tuple(map(int, limit.split(".")))):
            return GradedWith(PYTHON, numpy)
    raise UsageError(f"the lock file has no NumPy for Python {PYTHON}; run `make lock`")


def write_repository(folder: Path, files: Mapping[str, bytes], message: str) -> str:
    """Create a git repository with `files` in one commit.

    Args:
        folder: The new repository; it must not exist.
        files: Path -> content.
        message: Message of the commit.

    Returns:
        The id of the commit, which depends only on files and message.

    Raises:
        UsageError: git is missing, or too old.
    """
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        path.chmod(0o644)
    _git(folder, "init", "--quiet", "--template=", "--object-format=sha1", f"--initial-branch={BRANCH}")
    _git(folder, "add", "--all", "--force")
    _git(folder, "commit", "--quiet", f"--message={message}")
    return _git(folder, "rev-parse", "HEAD").strip()


def _encoded(files: Mapping[str, str]) -> dict[str, bytes]:
    return {name: text.encode() for name, text in files.items()}


def _requirements(wheel: bytes) -> str:
    """Return pip requirements with hashes for the wheel and its dependencies, so that only tested versions grade."""
    return (
        "# Run in this folder: pip install --require-hashes --only-binary :all: -r requirements.txt\n"
        f"./wheels/{WHEEL} \\\n    --hash=sha256:{hashlib.sha256(wheel).hexdigest()}\n"
        f"{pinned_requirements(installed(), PAGES)}"
    )


def _git(folder: Path, *arguments: str) -> str:
    """Run git in `folder` without the user's settings and return its output."""
    name, _, address = WHO[:-1].partition(" <")
    environment = git_environment()
    for role in ("AUTHOR", "COMMITTER"):
        environment |= {f"GIT_{role}_NAME": name, f"GIT_{role}_EMAIL": address, f"GIT_{role}_DATE": WHEN}
    settings = [word for setting in SETTINGS for word in ("-c", setting)]
    command = [git_program(), *settings, *arguments]
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, encoding="utf-8")
    if done.returncode:
        error = " ".join(done.stderr.split())
        raise UsageError(f"git {arguments[0]} failed ({error}); git 2.29 or later is needed")
    return done.stdout
