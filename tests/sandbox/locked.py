"""Run code in locked-down workers, as root and as an ordinary user, for the tests of the lock-down."""

import contextlib
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy
import pytest

from autograder.sandbox import doctor, landlock, lockdown
from tests.needs import needs

__all__ = ["EVERYBODY", "LANDLOCK_CALLS", "Zygote", "run_doctor", "zygote"]

EVERYBODY = ("root", "ordinary")
LANDLOCK_CALLS = (landlock.CREATE_RULESET, landlock.ADD_RULE, landlock.RESTRICT_SELF)

ROOT = Path(__file__).resolve().parent.parent.parent
WARM = Path(__file__).with_name("warm.py")
NOBODY = 65_534
PATH = [str(ROOT), str(Path(numpy.__file__).parent.parent)]
ENVIRONMENT = {"OPENBLAS_NUM_THREADS": "1", "AUTOGRADER_PLANTED": "1", "LANG": "C.UTF-8"}


class Zygote:
    """A warm process that runs code in workers forked from it."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self.process = process

    def run(self, code: str, **policy: Any) -> SimpleNamespace:
        """Run `code` in a worker and return the result; `policy` as for `start`."""
        self.start(code, **policy)
        assert self.process.stdout is not None
        return SimpleNamespace(**json.loads(self.process.stdout.readline()))

    def start(
        self,
        code: str,
        layers: tuple[str, ...] = lockdown.LAYERS,
        cpu: int = 20,
        memory: int = 512 << 20,
        **names: object,
    ) -> None:
        """Start a worker.

        Args:
            code: Python; what it leaves in `result` comes back, if JSON can say it.
            layers: The layers of the lock-down to apply.
            cpu: Seconds.
            memory: Bytes.
            names: Variables for the code; it also has `parent`, the zygote's pid, and `channel`, its socket.
        """
        job = {"code": code, "layers": list(layers), "cpu": cpu, "memory": memory, "names": names}
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps(job) + "\n")
        self.process.stdin.flush()


@contextlib.contextmanager
def zygote(who: str, **options: object) -> Iterator[Zygote]:
    """A zygote of `root` or of an `ordinary` user.

    Args:
        who: Whose process it is.
        options: `absent` and `denied`, numbers of system calls that fail; `address_space`, its own limit in bytes.
    """
    with subprocess.Popen(**_start(who, options), stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        yield Zygote(process)
        assert process.stdin is not None
        process.stdin.close()


def run_doctor(who: str, **options: object) -> doctor.SandboxReport:
    """Run the probes of `autograder doctor` as `root` or as an `ordinary` user; options as for `zygote`."""
    done = subprocess.run(**_start(who, {**options, "doctor": True}), stdout=subprocess.PIPE, check=True)
    return doctor.read(done.stdout)


def _start(who: str, options: dict[str, object]) -> dict[str, Any]:
    """Return the arguments for `subprocess` to start a zygote."""
    needs("linux", *(["root"] if who == "root" else []))
    settings = {"path": PATH, "absent": [], "denied": [], "address_space": 0, "doctor": False, **options}
    python = sys.executable if who == "root" else _ordinary_python()
    start = {"args": [python, "-I", str(WARM), json.dumps(settings)], "env": ENVIRONMENT, "text": True, "cwd": "/"}
    return start if who == "root" else {**start, **_as_nobody()}


def _as_nobody() -> dict[str, Any]:
    return {"user": NOBODY, "group": NOBODY, "extra_groups": []} if os.geteuid() == 0 else {}


@cache
def _ordinary_python() -> str:
    """Return a Python with NumPy that an ordinary user can run; the tests' own may lie in root's home folder."""
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    check = f"import sys; sys.path[:0] = {PATH!r}; import numpy, autograder"
    for python in (sys.executable, f"/usr/local/bin/python{version}", f"/usr/bin/python{version}"):
        with contextlib.suppress(OSError):
            done = subprocess.run(
                [python, "-I", "-c", check], env=ENVIRONMENT, cwd="/", capture_output=True, **_as_nobody()
            )
            if done.returncode == 0:
                return python
    reason = f"this machine lacks what the test needs: a Python {version} that an ordinary user can run, and our files"
    if os.environ.get("CI") == "true":
        pytest.fail(reason, pytrace=False)
    pytest.skip(reason)
