"""Set-up works on a fresh machine with any recent Python, with uv or pip, and needs the network only once."""

import importlib.metadata
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.needs import needs
from tools import environment

ROOT = Path(__file__).resolve().parent.parent
SETUP = ROOT / "tools" / "setup.sh"
NOWHERE = {
    "PIP_NO_INDEX": "1",
    "UV_OFFLINE": "1",
    "HTTPS_PROXY": "http://127.0.0.1:9",
    "HTTP_PROXY": "http://127.0.0.1:9",
}


@pytest.fixture
def machine(tmp_path):
    """Make a machine with a shell and no Python; `machine(python3=True)` adds a recent one, False an old one."""
    bin_ = tmp_path / "bin"
    bin_.mkdir()
    for tool in ("sh", "dirname", "ls"):
        (bin_ / tool).symlink_to(shutil.which(tool))

    def run(*arguments, before=(), **pythons):
        for name, new_enough in pythons.items():
            script = bin_ / name.replace("_", ".")
            answer = "exit 0" if new_enough else "exit 1"
            script.write_text(f'#!/bin/sh\nif [ "$1" = -c ]; then {answer}; fi\necho {script.name} runs "$@"\n')
            script.chmod(0o755)
        return subprocess.run(
            ["sh", SETUP, *before, ".venv", *arguments],
            env={"PATH": str(bin_), "HOME": str(tmp_path)},
            capture_output=True,
            text=True,
        )

    return run


def test_the_first_python_that_is_new_enough_is_taken(machine):
    """An old python3 is skipped for a newer one under another name."""
    done = machine(python3=False, python3_12=True, python3_11=True)
    assert done.stdout.startswith("python3.12 runs ")
    assert done.stdout.rstrip().endswith("tools/environment.py .venv")


def test_the_demo_asks_for_less(machine):
    """The option for the smaller set-up reaches the program that installs."""
    done = machine(before=["--demo"], python3=True)
    assert done.stdout.rstrip().endswith("tools/environment.py --demo .venv")


def test_no_python_is_said_in_words(machine):
    """If every Python is too old, one line lists the names tried, and another says what to do."""
    done = machine(python3=False)
    assert done.returncode == 1
    assert "No Python 3.11 or later found; looked for python3 " in done.stderr
    assert "Install one" in done.stderr


def test_a_python_asked_for_and_missing_has_its_own_exit_code(machine):
    """`make prove` skips a Python that is not installed, and only for that reason."""
    done = machine("3.12", python3=True)
    assert (done.returncode, done.stderr) == (3, "Python 3.12 is not installed here.\n")


def test_pythons_of_pyenv_are_found(machine, tmp_path):
    """A Python that pyenv has but does not offer on the path counts as installed."""
    python = tmp_path / ".pyenv" / "versions" / "3.12.9" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.write_text('#!/bin/sh\nif [ "$1" = -c ]; then exit 0; fi\necho pyenv runs "$@"\n')
    python.chmod(0o755)
    assert machine("3.12").stdout.startswith("pyenv runs ")


def _needed(names: set[str]) -> set[str]:
    """Return packages and all that they need here, by the metadata of what is installed."""
    wanted, todo = set(), [Requirement(name) for name in names]
    while todo:
        requirement = todo.pop()
        name = canonicalize_name(requirement.name)
        extras = requirement.extras or {""}
        if {(name, extra) for extra in extras} <= wanted:
            continue
        wanted |= {(name, extra) for extra in extras}
        for line in importlib.metadata.requires(name) or []:
            inner = Requirement(line)
            if not inner.marker or any(inner.marker.evaluate({"extra": extra}) for extra in extras):
                todo.append(inner)
    return {name for name, _ in wanted}


def test_the_demo_installs_what_it_needs_and_no_more():
    """Its pins are its packages with all that they need, by their own metadata; nothing for tests or notebooks."""
    pinned = {
        canonicalize_name(requirement.name)
        for line in environment.pins(environment.DEMO).splitlines()
        if line
        and not line.startswith((" ", "#"))
        and (requirement := Requirement(line.rstrip(" \\")))
        and (not requirement.marker or requirement.marker.evaluate())
    }
    project = {"image-classification-course"}
    assert pinned == _needed({"image-classification-course[demo]"}) - project
    assert not pinned & {"playwright", "mypy", "scikit-learn", "distributed", "otter-grader", "pandas", "ruff"}


def test_every_pin_of_the_demo_is_one_of_the_lock():
    """Each version and hash of the demo stands in the lock."""
    lock = {line.strip() for line in environment.pins(environment.ALL).splitlines()}
    assert {line.strip() for line in environment.pins(environment.DEMO).splitlines()} <= lock


def test_an_environment_never_shrinks(tmp_path, capsys):
    """Everything serves the demo too: `make demo` after `make test` installs nothing and forgets nothing."""
    python = tmp_path / "bin" / "python"
    python.parent.mkdir()
    python.symlink_to(sys.executable)
    environment.record(tmp_path, environment.ALL)
    stamp = (tmp_path / environment.STAMP).read_bytes()
    environment.main(tmp_path, environment.DEMO)
    assert ((tmp_path / environment.STAMP).read_bytes(), capsys.readouterr().out) == (stamp, "")


@pytest.fixture
def checkout(tmp_path):
    """Copy the project's current files into a new folder."""
    needs("git", "make")
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout.decode()
    for name in filter(None, listed.split("\0")):
        if (ROOT / name).is_file():
            (tmp_path / "checkout" / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, tmp_path / "checkout" / name)
    return tmp_path / "checkout"


def _make(checkout: Path, path: str, target: str, **environment: str) -> str:
    """Run a target of the Makefile with the programs of `path` and return its output."""
    kept = {key: value for key, value in os.environ.items() if key not in ("VIRTUAL_ENV", "MAKEFLAGS", "PYTHONPATH")}
    done = subprocess.run(
        ["make", "--no-print-directory", target],
        cwd=checkout,
        env=kept | {"PATH": path} | environment,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def _without(command: str) -> str:
    """Return the search path without the folders that contain `command`."""
    return os.pathsep.join(p for p in os.environ["PATH"].split(os.pathsep) if not (Path(p) / command).exists())


def _size(folder: Path) -> int:
    """Return the bytes of all files of a folder."""
    return sum(path.lstat().st_size for path in folder.rglob("*") if not path.is_symlink())


@pytest.mark.prove
@pytest.mark.parametrize("tool", ["pip", "uv"])
def test_a_fresh_checkout_sets_itself_up_once(checkout, tool):
    """The demo installs less than 450 MB, with uv or pip, the tests add the rest; then neither needs the network."""
    needs("network")
    path = _without("uv")
    if tool == "uv":
        uv = checkout.parent / "uv-only"
        uv.mkdir()
        (uv / "uv").symlink_to(
            shutil.which("uv", path=f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}")
        )
        path = f"{uv}{os.pathsep}{path}"
    first = _make(checkout, path, "demo-environment")
    assert f"with {tool}" in first
    venv = checkout / ".venv"
    assert _size(venv) < 450e6
    assert not (venv / "bin/mypy").exists()
    assert _make(checkout, path, "demo-environment", **NOWHERE) == ""
    works = subprocess.run([venv / "bin/autograder", "build", "--check", "--course", checkout], capture_output=True)
    assert works.returncode == 0, works.stderr

    added = _make(checkout, path, "environment")
    assert ("Adding" in added, "Setting up" in added, (venv / "bin/mypy").exists()) == (True, False, True)
    assert _make(checkout, path, "environment", **NOWHERE) == ""
    assert _make(checkout, path, "demo-environment", **NOWHERE) == ""

    (checkout / "pyproject.toml").write_text((checkout / "pyproject.toml").read_text(encoding="utf-8") + "\n")
    again = _make(checkout, path, "demo-environment", **NOWHERE)
    assert "Setting up" not in again
    assert "is ready" in again
    assert (venv / "bin/mypy").exists()
