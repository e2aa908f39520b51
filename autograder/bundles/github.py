"""What a course on GitHub needs: a repository that students start from, and a workflow that grades in a private one."""

import hashlib
from collections.abc import Mapping
from pathlib import Path

from autograder.authoring.course import AssignmentSource
from autograder.authoring.templates import filled
from autograder.authoring.wheel import WHEEL, installed, wheel_bytes
from autograder.bundles.pins import pinned_requirements

__all__ = ["PYTHON", "grading_files", "template_files"]

HOSTING = Path(__file__).parent / "hosting"

PYTHON = "3.13"
"""Checks a push and grades it, whoever releases: what the one reads, the other reads. The newest that the course is
proved on, for a newer Python reads nearly all that older ones read."""

PAGES = ("jinja2", "altair", "vl-convert-python")
"""What makes the reports' pages, which are an extra of the package's."""


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


def _encoded(files: Mapping[str, str]) -> dict[str, bytes]:
    return {name: text.encode() for name, text in files.items()}


def _requirements(wheel: bytes) -> str:
    """The engine's own wheel and all that it needs, each by its hash: what was not tried does not grade."""
    return (
        "# Run in this folder: pip install --require-hashes --only-binary :all: -r requirements.txt\n"
        f"./wheels/{WHEEL} \\\n    --hash=sha256:{hashlib.sha256(wheel).hexdigest()}\n"
        f"{pinned_requirements(installed(), PAGES)}"
    )
