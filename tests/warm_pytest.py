"""Run pytest in a folder as its user does, in a process forked from one that has imported pytest and NumPy already.

Each run has a process of its own, as on a laptop, without the half second of imports before it. The plugin itself is
not among the imports: each run loads it as pytest.ini says.
"""

import contextlib
import json
import os
import select
import signal
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import BinaryIO, NoReturn

__all__ = ["WarmRun", "run_pytest", "serve", "stop"]

PATIENCE = 120
"""Seconds after which a run counts as hanging."""


def run_pytest(
    folder: Path, options: Sequence[str], environment: Mapping[str, str]
) -> subprocess.CompletedProcess[str]:
    """Run `python -m pytest` in a folder; return its exit code and outputs.

    Args:
        folder: The working directory.
        options: The arguments.
        environment: All environment variables of the run.
    """
    if not hasattr(os, "fork"):
        command = [sys.executable, "-m", "pytest", *options]
        return subprocess.run(
            command, cwd=folder, env=dict(environment), capture_output=True, encoding="utf-8", timeout=PATIENCE
        )
    with tempfile.TemporaryDirectory() as outputs:
        out, err = (Path(outputs) / name for name in ("out", "err"))
        code = WarmRun(folder, options, environment, out, err, path=str(folder)).wait()  # as `python -m` does
        said, complaint = (file.read_text(encoding="utf-8") for file in (out, err))
    return subprocess.CompletedProcess(["pytest", *options], code, said, complaint)


class WarmRun:
    """A run that has been started; it is used like a `subprocess.Popen`. There is one at a time.

    Args:
        folder: The working directory.
        options: The arguments for pytest.
        environment: All environment variables of the run.
        out, err: The files for its outputs.
        path: A folder to import from first; none if empty.

    Attributes:
        returncode: The exit code; None while it runs.
    """

    def __init__(
        self, folder: Path, options: Sequence[str], environment: Mapping[str, str], out: Path, err: Path, path: str = ""
    ) -> None:
        self.returncode: int | None = None
        self._server = _server()
        outputs = [str(out), str(err)]
        job = {"folder": str(folder), "options": [*options], "environment": dict(environment), "path": path}
        assert self._server.stdin is not None
        self._server.stdin.write(json.dumps({**job, "outputs": outputs}) + "\n")
        self._server.stdin.flush()
        self._pid = self._answer()

    @classmethod
    def of_student(cls, folder: Path, options: list[str], stdout: BinaryIO, stderr: BinaryIO) -> "WarmRun":
        """Start what `autograder check` starts, in place of a new process."""
        from autograder.student.runner import student_command, student_options

        _command, environment = student_command(options)
        return cls(folder, student_options(options), environment, Path(stdout.name), Path(stderr.name))

    def poll(self) -> int | None:
        """Return the exit code; None while the run lasts."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.wait(0)
        return self.returncode

    def wait(self, timeout: float | None = None) -> int:
        """Wait for the end of the run; return its exit code.

        Raises:
            subprocess.TimeoutExpired: It has not ended in this time.
        """
        if self.returncode is None:
            assert self._server.stdout is not None
            if timeout is not None and not select.select([self._server.stdout], [], [], timeout)[0]:
                raise subprocess.TimeoutExpired("pytest", timeout)
            self.returncode = self._answer()
        return self.returncode

    def kill(self) -> None:
        """Kill the run if it has not ended."""
        if self.returncode is None:
            with contextlib.suppress(ProcessLookupError):  # it has ended just now
                os.kill(self._pid, signal.SIGKILL)

    def _answer(self) -> int:
        assert self._server.stdout is not None
        return int(self._server.stdout.readline())


@cache
def _server() -> subprocess.Popen[str]:
    code = f"import sys; sys.path.append({str(Path(__file__).parents[1])!r}); from tests import warm_pytest as warm; "
    environment = {**os.environ, "PYTHONIOENCODING": "utf-8"}
    command = [sys.executable, "-c", f"{code}warm.serve()"]
    return subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8", env=environment, cwd=Path.home()
    )


def stop() -> None:
    """End the process from which runs are forked, if there is one."""
    if _server.cache_info().currsize:
        server = _server()
        server.communicate()
        _server.cache_clear()


def serve() -> None:
    """Fork a run for each line of the input; answer with its process id, and with its exit code when it has ended."""
    import numpy  # noqa: F401
    import pytest  # noqa: F401

    import autograder.testing  # noqa: F401

    for line in sys.stdin:
        job = json.loads(line)
        pid = os.fork()
        if pid == 0:
            _run(job)
        print(pid, flush=True)
        _, status = os.waitpid(pid, 0)
        print(os.waitstatus_to_exitcode(status), flush=True)


def _run(job: dict[str, object]) -> NoReturn:
    """Become the run, and end."""
    import pytest

    signal.alarm(PATIENCE)
    os.chdir(str(job["folder"]))
    os.environ.clear()
    assert isinstance(job["environment"], dict)
    assert isinstance(job["options"], list)
    os.environ.update(job["environment"])
    assert isinstance(job["outputs"], list)
    for number, name in enumerate(job["outputs"], start=1):
        os.dup2(os.open(name, os.O_WRONLY | os.O_CREAT, 0o600), number)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    sys.argv = ["pytest", *job["options"]]
    if job["path"]:
        sys.path.insert(0, str(job["path"]))
    try:
        code = int(pytest.main(job["options"]))
    except BaseException:
        import traceback

        traceback.print_exc()
        code = 70
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)
