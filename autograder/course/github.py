"""What a course on GitHub needs: a repository that students start from, and a workflow that grades in a private one."""

from collections.abc import Iterable, Mapping
from importlib.metadata import PackageNotFoundError, distribution

from packaging.requirements import Requirement

from autograder.course.layout import Source
from autograder.course.templates import filled
from autograder.course.wheel import DISTRIBUTION, WHEEL, wheel_bytes

__all__ = ["PYTHON", "grading_files", "template_files"]

PYTHON = "3.13"
"""Checks a push and grades it, whoever releases: what the one reads, the other reads. The newest that the course is
proved on, for a newer Python reads nearly all that older ones read."""

PAGES = ("jinja2", "altair", "vl-convert-python")
"""What makes the reports' pages; left out where it is not installed."""

ENGINE = ".github/grading/engine"


def template_files(source: Source, built: Mapping[str, bytes]) -> dict[str, bytes]:
    """The repository that students start from: the generated folder with the package, and a workflow that checks."""
    files = {**built, f"wheels/{WHEEL}": wheel_bytes()}
    return files | _encoded(filled("hosting/template", {"ID": source.id, "PYTHON": PYTHON}))


def grading_files(source: Source) -> dict[str, bytes]:
    """What belongs into the instructor's own repository: a workflow that grades, and the engine that it grades with."""
    files = _encoded(filled("hosting/grading", {"ID": source.id, "PYTHON": PYTHON}))
    lines = ["# Run in this folder: pip install -r requirements.txt", f"./wheels/{WHEEL}", *_pins(), ""]
    files[f"{ENGINE}/requirements.txt"] = "\n".join(lines).encode()
    files[f"{ENGINE}/wheels/{WHEEL}"] = wheel_bytes()
    return files


def _encoded(files: Mapping[str, str]) -> dict[str, bytes]:
    return {name: text.encode() for name, text in files.items()}


def _pins() -> list[str]:
    """Every package that grading needs, as it is installed here: what was tried is what grades."""
    found: dict[str, str] = {}
    waiting = [*_required(DISTRIBUTION), *PAGES]
    while waiting:
        name = waiting.pop()
        try:
            installed = distribution(name)
        except PackageNotFoundError:
            continue
        if installed.name.lower() not in found:
            found[installed.name.lower()] = installed.version
            waiting += _required(name)
    return [f"{name}=={version}" for name, version in sorted(found.items())]


def _required(name: str) -> Iterable[str]:
    """What a package asks for, without extras."""
    for line in distribution(name).requires or ():
        requirement = Requirement(line)
        if requirement.marker is None or requirement.marker.evaluate({"extra": ""}):
            yield requirement.name
