"""The package: its dependencies, its version, and the lock file that uv and pip read."""

import re
import tomllib
from importlib import metadata
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

import autograder
from tools import environment

ROOT = Path(__file__).resolve().parent.parent
PYPROJECT = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
PROJECT = tomllib.loads(PYPROJECT)["project"]
LOCK = (ROOT / "requirements.lock").read_text(encoding="utf-8")

DIRECT = [
    Requirement(line)
    for line in [
        *PROJECT["dependencies"],
        *(line for extra in PROJECT["optional-dependencies"].values() for line in extra),
    ]
]


def _pins() -> list[tuple[Requirement, list[str]]]:
    """Return each pin of the lock with its hashes."""
    entries = re.sub(r"\\\n\s*", "", LOCK)
    pins = []
    for line in entries.splitlines():
        if line and not line.lstrip().startswith("#"):
            requirement, *hashes = re.split(r"\s*--hash=", line)
            pins.append((Requirement(requirement), hashes))
    return pins


@pytest.mark.parametrize("requirement", [r for r in DIRECT if r.name != PROJECT["name"]], ids=str)
def test_the_lock_satisfies_every_dependency(requirement):
    """Each dependency of pyproject.toml, extras included, is pinned to versions that it allows."""
    versions = [next(iter(pin.specifier)).version for pin, _ in _pins() if _same(pin.name, requirement.name)]
    assert versions, "not in requirements.lock; run `make lock`"
    assert all(requirement.specifier.contains(Version(version)) for version in versions)


def _same(one: str, other: str) -> bool:
    return canonicalize_name(one) == canonicalize_name(other)


def test_every_pin_is_exact_and_has_hashes():
    """Every package of the environment is in the lock, with hashes."""
    for pin, hashes in _pins():
        assert [clause.operator for clause in pin.specifier] == ["=="], pin
        assert hashes, pin
        assert all(re.fullmatch(r"sha256:[0-9a-f]{64}", digest) for digest in hashes), pin


def test_the_lock_names_no_place():
    """The lock has no index, address or path, so it works with PyPI and with any mirror."""
    options = [line for line in LOCK.splitlines() if line.lstrip().startswith("-") and "--hash=" not in line]
    assert not options
    assert not [pin for pin, _ in _pins() if pin.url]
    assert "://" not in LOCK


def test_every_dependency_has_its_reason():
    """Each dependency has its reason beside it."""
    listed = re.findall(
        r'^    "([^"]+)",(.*)$', PYPROJECT.partition("dependencies = [")[2].partition("[project.scripts]")[0], re.M
    )
    assert len(listed) == len(DIRECT)
    bare = [name for name, rest in listed if "#" not in rest and not name.startswith(PROJECT["name"])]
    assert not bare


def test_what_a_student_installs_is_small():
    """Students install six packages: those that answers and tests use."""
    names = {Requirement(line).name for line in PROJECT["dependencies"]}
    assert names == {"numpy", "scipy", "pytest", "msgspec", "typer", "rich"}


def test_the_version_stands_in_one_place():
    """pyproject.toml has no version of its own; the installed one is that of `autograder/__init__.py`."""
    assert "version" not in PROJECT
    assert metadata.version(PROJECT["name"]) == autograder.__version__


def test_the_changelog_has_a_section_for_the_version():
    """What is installed is described, under its number and its date."""
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert re.search(rf"^## {re.escape(autograder.__version__)} - \d{{4}}-\d\d-\d\d$", changelog, re.M)


def test_a_new_version_is_installed_anew():
    """A change of the file with the version makes `tools/environment.py` install the package again."""
    assert Path(autograder.__file__) in environment.PACKAGE


def test_no_entry_point_puts_our_plugin_into_other_projects():
    """Pytest loads no plugin of this package unless a project names it."""
    points = metadata.distribution(PROJECT["name"]).entry_points
    assert {(point.group, point.name) for point in points} == {("console_scripts", "autograder")}
