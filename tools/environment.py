"""Bring a virtual environment up to requirements.lock, with uv if it is there, else with venv and pip.

Usage: python tools/environment.py .venv

Standard library only: this runs before anything is installed. A stamp inside the environment says what it was made
from, so that a second run costs milliseconds and needs no network.
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
"""What the metadata of the installed package are made from; the version stands in the second file."""

STAMP = "made-from.json"


def main(venv: Path) -> None:
    """Make `venv` what the lock and pyproject.toml say, doing only what is not done yet."""
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
    """Write down what `venv` was made from."""
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
    """What the stamp says; nothing where it is missing, unreadable, or the environment has lost its interpreter."""
    try:
        stamp = json.loads((venv / STAMP).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return stamp if isinstance(stamp, dict) and _python(venv).exists() else {}


def _create(venv: Path) -> None:
    """A fresh environment with exactly the lock's packages."""
    uv = shutil.which("uv")
    tool = "uv" if uv else "pip"
    print(f"Setting up {venv.name} with {tool}: a minute or two, this once.", flush=True)
    if venv.exists():
        shutil.rmtree(venv)
    base = getattr(sys, "_base_executable", sys.executable)  # so that an activated environment is no obstacle
    if uv:
        _run(uv, "venv", "--quiet", "--seed", "--python", base, str(venv))
    elif importlib.util.find_spec("ensurepip"):
        _run(base, "-m", "venv", str(venv))
    else:
        sys.exit(
            f"{base} has neither uv nor ensurepip, so it can make no environment.\n"
            "On Debian and Ubuntu: apt install python3-venv. Elsewhere: install uv. Then run the same command again."
        )
    _install(venv, "--require-hashes", "--requirement", str(LOCK))


def _install(venv: Path, *arguments: str) -> None:
    """`pip install` into `venv`, by whichever tool is there."""
    uv = shutil.which("uv")
    if uv:
        _run(uv, "pip", "install", "--python", str(_python(venv)), *arguments)
    else:
        _run(str(_python(venv)), "-m", "pip", "install", "--disable-pip-version-check", "--no-input", *arguments)


def _run(*command: str) -> None:
    """Run `command`, silent unless it fails; then all that it said is shown, and we end."""
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace")
    if done.returncode:
        print(done.stdout, file=sys.stderr)
        sys.exit(
            f"`{' '.join(command)}` failed with exit code {done.returncode}; what it said stands above.\n"
            "The first set-up downloads packages, so it needs the network (or a mirror that pip or uv is told of)."
        )


def _python(venv: Path) -> Path:
    return venv / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


if __name__ == "__main__":
    main(Path.cwd() / sys.argv[1])
