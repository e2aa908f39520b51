"""Install requirements.lock into a virtual environment, with uv if it is installed, else with venv and pip.

Usage: python tools/environment.py .venv

This module runs before anything is installed, so it uses the standard library only. A stamp inside the environment
records what it was made from, so that a second run takes milliseconds and needs no network.
"""

import hashlib
import importlib.util
import json
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

__all__ = ["main", "record"]

ROOT = Path(__file__).resolve().parent.parent
LOCK = ROOT / "requirements.lock"
PACKAGE = (ROOT / "pyproject.toml", ROOT / "autograder" / "__init__.py")
"""The sources of the installed package's metadata; the second file contains the version."""

STAMP = "made-from.json"


def main(venv: Path) -> None:
    """Update `venv` to the lock and pyproject.toml; do nothing if it is up to date."""
    wanted = _wanted(venv)
    found = _found(venv)
    if found == wanted:
        return
    started = time.monotonic()
    if found.get("lock") != wanted["lock"]:
        _create(venv)
    _install(venv, "--no-deps", "--no-build-isolation", "--editable", str(ROOT))
    record(venv)
    print(f"{venv.name} is ready ({time.monotonic() - started:.0f} s).", flush=True)


def record(venv: Path) -> None:
    """Write the stamp of `venv`."""
    (venv / STAMP).write_text(json.dumps(_wanted(venv)), encoding="utf-8")


def _wanted(venv: Path) -> dict[str, str]:
    """Return digests of what decides the content of `venv`.

    A change of "lock" rebuilds the environment; a change of "package" installs only this package again. Both digests
    cover the folder, because scripts and the editable install carry absolute paths.
    """
    place = f"{venv}\n{sys.version}\n{sys.base_prefix}\n".encode()
    lock = hashlib.sha256(place + LOCK.read_bytes()).hexdigest()
    package = hashlib.sha256(place + b"".join(path.read_bytes() for path in PACKAGE)).hexdigest()
    return {"lock": lock, "package": package}


def _found(venv: Path) -> dict[str, str]:
    """Return the stamp's content; empty if it is missing or unreadable, or if the environment has no interpreter."""
    try:
        stamp = json.loads((venv / STAMP).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return stamp if isinstance(stamp, dict) and _python(venv).exists() else {}


def _create(venv: Path) -> None:
    """Create a new environment with exactly the packages of the lock."""
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
    _install(venv, "--require-hashes", "--requirement", str(LOCK))


def _install(venv: Path, *arguments: str) -> None:
    """Run `pip install` into `venv`, with uv if it is installed."""
    uv = shutil.which("uv")
    if uv:
        _run(uv, "pip", "install", "--python", str(_python(venv)), *arguments)
    else:
        _run(str(_python(venv)), "-m", "pip", "install", "--disable-pip-version-check", "--no-input", *arguments)


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
    main(Path.cwd() / sys.argv[1])
