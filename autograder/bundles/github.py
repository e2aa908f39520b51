"""Makes what a course on GitHub needs: a repository that students start from, and a workflow for a private one.

The students' repository has one commit, which is the same each time.
"""

import hashlib
import subprocess
from collections.abc import Mapping
from pathlib import Path

from autograder.authoring.course import AssignmentSource
from autograder.authoring.templates import filled
from autograder.authoring.wheel import WHEEL, installed, wheel_bytes
from autograder.bundles.pins import pinned_requirements
from autograder.errors import UsageError
from autograder.submissions.git import git_environment, git_program

__all__ = ["PYTHON", "grading_files", "template_files", "write_repository"]

HOSTING = Path(__file__).parent / "hosting"

PYTHON = "3.13"
"""Checks a push and grades it, whoever releases: what the one reads, the other reads. The newest that the course is
proved on, for a newer Python reads nearly all that older ones read."""

PAGES = ("jinja2", "altair", "vl-convert-python")
"""What makes the reports' pages, which are an extra of the package's."""

BRANCH = "main"
WHO = "autograder <autograder@example.invalid>"
WHEN = "315532800 +0000"
"""The first moment of 1980, as in zips: a real time would make another commit of the same files."""

SETTINGS = ("core.autocrlf=false", "core.hooksPath=/dev/null", "commit.gpgSign=false", "core.fileMode=false")


def template_files(source: AssignmentSource, built: Mapping[str, bytes]) -> dict[str, bytes]:
    """The repository that students start from: the generated folder with the package, and a workflow that checks."""
    files = {**built, f"wheels/{WHEEL}": wheel_bytes()}
    return files | _encoded(filled(HOSTING / "template", {"ID": source.id, "PYTHON": PYTHON}))


def grading_files(source: AssignmentSource) -> dict[str, bytes]:
    """What belongs into the instructor's own repository: a workflow that grades, and the engine that it grades with."""
    files = _encoded(filled(HOSTING / "grading", {"ID": source.id, "PYTHON": PYTHON}))
    wheel = wheel_bytes()
    engine = f".github/grading/{source.id}/engine"  # each assignment keeps the one that it was released with
    files[f"{engine}/wheels/{WHEEL}"] = wheel
    files[f"{engine}/requirements.txt"] = _requirements(wheel).encode()
    return files


def write_repository(folder: Path, files: Mapping[str, bytes], message: str) -> str:
    """Make `folder` a git repository that holds `files` in one commit.

    Args:
        folder: It must not exist.
        files: Path -> content.
        message: Of the commit.

    Returns:
        The commit's id, which follows from files and message alone.

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
    """The engine's own wheel and all that it needs, each by its hash: what was not tried does not grade."""
    return (
        "# Run in this folder: pip install --require-hashes --only-binary :all: -r requirements.txt\n"
        f"./wheels/{WHEEL} \\\n    --hash=sha256:{hashlib.sha256(wheel).hexdigest()}\n"
        f"{pinned_requirements(installed(), PAGES)}"
    )


def _git(folder: Path, *arguments: str) -> str:
    """Run git in `folder`, with nothing of the user's settings; what it printed."""
    name, _, address = WHO[:-1].partition(" <")
    environment = git_environment()
    for role in ("AUTHOR", "COMMITTER"):
        environment |= {f"GIT_{role}_NAME": name, f"GIT_{role}_EMAIL": address, f"GIT_{role}_DATE": WHEN}
    settings = [word for setting in SETTINGS for word in ("-c", setting)]
    command = [git_program(), *settings, *arguments]
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, encoding="utf-8")
    if done.returncode:
        said = " ".join(done.stderr.split())
        raise UsageError(f"git {arguments[0]} failed ({said}); git 2.29 or later is needed")
    return done.stdout
