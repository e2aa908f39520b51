"""Install requirements.lock into a virtual environment, with uv if it is installed, else with venv and pip.

Usage: python tools/environment.py [--demo] [--fixed] .venv

    --demo    install only what `make demo` runs (the extra `demo` of pyproject.toml); what is there stays there
    --fixed   copy this package into the environment and compile everything, so that others than its owner can use it;
              the default is a link to this folder

This module runs before anything is installed, so it uses the standard library only. A stamp inside the environment
records what it was made from, so that a second run takes milliseconds and needs no network.
"""

import hashlib
import importlib.util
import json
import os
import re
import shutil
import subprocess
import sys
import time
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))  # as a program, this module finds only its own folder

__all__ = ["ALL", "DEMO", "main", "pins", "record"]

LOCK = ROOT / "requirements.lock"
PYPROJECT = ROOT / "pyproject.toml"
PACKAGE = (PYPROJECT, ROOT / "autograder" / "__init__.py")
"""The sources of the installed package's metadata; the second file contains the version."""

STAMP = "made-from.json"
DEMO, ALL = "demo", "all"
"""How much is installed: what `make demo` runs, or everything in the lock."""

ITSELF = "image-classification-course"


def main(venv: Path, extent: str = ALL, fixed: bool = False) -> None:
    """Update `venv` to the lock and pyproject.toml; do nothing if it is up to date.

    An environment never shrinks: one with everything also serves the demo, so alternating costs nothing.
    """
    found = _found(venv)
    if found.get("extent") == ALL:
        extent = ALL
    wanted = _wanted(venv, extent)
    if found == wanted:
        return
    started = time.monotonic()
    if found.get("lock") != wanted["lock"]:
        _create(venv)
    elif found.get("extent") != extent:
        print(f"Adding to {venv.name} what the tests need; this takes a minute or two, once.", flush=True)
    if (found.get("lock"), found.get("extent")) != (wanted["lock"], extent):
        _install_pins(venv, extent, fixed)
    if any(found.get(key) != wanted[key] for key in ("lock", "package")):
        _install(venv, fixed, "--no-deps", "--no-build-isolation", *([] if fixed else ["--editable"]), str(ROOT))
    record(venv, extent)
    print(f"{venv.name} is ready ({time.monotonic() - started:.0f} s).", flush=True)


def record(venv: Path, extent: str = ALL) -> None:
    """Write the stamp of `venv`."""
    (venv / STAMP).write_text(json.dumps(_wanted(venv, extent)), encoding="utf-8")


def pins(extent: str) -> str:
    """Return the part of the lock to install.

    Raises:
        UsageError: The lock lacks a package that pyproject.toml names.
    """
    from autograder.bundles.pins import closure  # needs nothing installed, and is not needed when all is up to date

    lock = LOCK.read_text(encoding="utf-8")
    return lock if extent == ALL else closure(lock, _names(extent), LOCK.name)


def _names(extra: str) -> set[str]:
    """Return the packages that an extra names, itself or through other extras, and those that everybody installs."""
    project = tomllib.loads(PYPROJECT.read_text(encoding="utf-8"))["project"]
    lines, names = [*project["dependencies"], *project["optional-dependencies"][extra]], set()
    for line in lines:
        name, extras = re.match(r"([\w.-]+)(?:\[([^]]*)\])?", line).groups()  # type: ignore[union-attr]
        if name != ITSELF:
            names.add(name)
            continue
        for inner in (extras or "").split(","):
            lines += project["optional-dependencies"][inner.strip()]  # the loop goes on over what is added
    return names


def _wanted(venv: Path, extent: str) -> dict[str, str]:
    """Return digests of what decides the content of `venv`, and how much of the lock it holds.

    A change of "lock" rebuilds the environment; a change of "package" installs only this package again. Both digests
    cover the folder, because scripts and the editable install carry absolute paths.
    """
    place = f"{venv}\n{sys.version}\n{sys.base_prefix}\n".encode()
    lock = hashlib.sha256(place + LOCK.read_bytes()).hexdigest()
    package = hashlib.sha256(place + b"".join(path.read_bytes() for path in PACKAGE)).hexdigest()
    return {"lock": lock, "package": package, "extent": extent}


def _found(venv: Path) -> dict[str, str]:
    """Return the stamp's content; empty if it is missing or unreadable, or if the environment has no interpreter."""
    try:
        stamp = json.loads((venv / STAMP).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return stamp if isinstance(stamp, dict) and _python(venv).exists() else {}


def _create(venv: Path) -> None:
    """Create a new environment without packages."""
    uv = shutil.which("uv")
    tool = "uv" if uv else "pip"
    print(f"Setting up {venv.name} with {tool}; this takes a minute or two, once.", flush=True)
    if venv.exists():
        shutil.rmtree(venv)
    base = getattr(sys, "_base_executable", sys.executable)  # works from an activated environment too
    if uv:
        _run(uv, "venv", "--quiet", "--seed", "--python", base, str(venv))
    elif importlib.util.find_spec("ensurepip"):
        _run(base, "-m", "venv", str(venv))
    else:
        sys.exit(
            f"Cannot create an environment: uv is not installed, and {base} has no ensurepip.\n"
            "On Debian and Ubuntu, run apt install python3-venv; elsewhere, install uv. Then try again."
        )


def _install_pins(venv: Path, extent: str, fixed: bool) -> None:
    """Install the packages of the lock; those that are there already are left alone."""
    from autograder.errors import UsageError

    chosen = venv / f"requirements-{extent}.txt"
    try:
        chosen.write_text(pins(extent), encoding="utf-8")
    except UsageError as error:
        sys.exit(str(error))
    _install(venv, fixed, "--require-hashes", "--requirement", str(chosen))


def _install(venv: Path, fixed: bool, *arguments: str) -> None:
    """Run `pip install` into `venv`, with uv if it is installed.

    Python compiles a module when its owner first imports it; to compile all of them now takes longer and more space.
    """
    uv = shutil.which("uv")
    if uv:
        options = ["--compile-bytecode"] if fixed else []
        _run(uv, "pip", "install", "--python", str(_python(venv)), *options, *arguments)
    else:
        options = ["--disable-pip-version-check", "--no-input", *([] if fixed else ["--no-compile"])]
        _run(str(_python(venv)), "-m", "pip", "install", *options, *arguments)


def _run(*command: str) -> None:
    """Run `command` silently; if it fails, print its output and exit."""
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace")
    if done.returncode:
        print(done.stdout, file=sys.stderr)
        sys.exit(
            f"`{' '.join(command)}` failed with exit code {done.returncode}; its output is above.\n"
            "The first set-up downloads packages: check the network, or configure a mirror for pip or uv."
        )


def _python(venv: Path) -> Path:
    return venv / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


if __name__ == "__main__":
    options, (place,) = {word for word in sys.argv[1:] if word.startswith("--")}, sys.argv[-1:]
    if not options <= {"--demo", "--fixed"} or place in options:
        sys.exit(__doc__)
    main(Path.cwd() / place, DEMO if "--demo" in options else ALL, "--fixed" in options)
