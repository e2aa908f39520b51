"""Run pytest in a folder as its user does, in a process forked from one that has imported pytest and NumPy already.

Each run has a process of its own, as on a laptop, without the half second of imports before it. The plugin itself is
not among the imports: each run loads it as pytest.ini says.
"""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import NoReturn

__all__ = ["run_pytest", "serve", "stop"]

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
    server = _server()
    assert server.stdin is not None
    assert server.stdout is not None
    with tempfile.TemporaryDirectory() as outputs:
        job = {"folder": str(folder), "options": list(options), "environment": dict(environment), "outputs": outputs}
        server.stdin.write(json.dumps(job) + "\n")
        server.stdin.flush()
        code = int(server.stdout.readline())
        said, complaint = ((Path(outputs) / name).read_text(encoding="utf-8") for name in ("out", "err"))
    return subprocess.CompletedProcess(["pytest", *options], code, said, complaint)


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
    """Fork a run for each line of the input; answer with its exit code."""
    import numpy  # noqa: F401
    import pytest  # noqa: F401

    import autograder.testing  # noqa: F401

    for line in sys.stdin:
        job = json.loads(line)
        pid = os.fork()
        if pid == 0:
            _run(job)
        _, status = os.waitpid(pid, 0)
        print(os.waitstatus_to_exitcode(status), flush=True)


def _run(job: dict[str, object]) -> NoReturn:
    """Become the run, and end."""
    import signal

    import pytest

    signal.alarm(PATIENCE)
    os.chdir(str(job["folder"]))
    os.environ.clear()
    assert isinstance(job["environment"], dict)
    assert isinstance(job["options"], list)
    os.environ.update(job["environment"])
    for number, name in ((1, "out"), (2, "err")):
        os.dup2(os.open(Path(str(job["outputs"])) / name, os.O_WRONLY | os.O_CREAT, 0o600), number)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    sys.argv = ["pytest", *job["options"]]
    sys.path.insert(0, str(job["folder"]))  # as `python -m` does
    try:
        code = int(pytest.main(job["options"]))
    except BaseException:
        import traceback

        traceback.print_exc()
        code = 70
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)
