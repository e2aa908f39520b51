"""Run students' programs in a batch: a server imports everything once and forks a locked-down child for each job.

    python -I -m autograder.understanding.locked PARENT     reads jobs from stdin, writes answers to stdout

Linux only. The server has never seen the gradebook, a reference or the secret.
"""

import atexit
import contextlib
import json
import os
import select
import signal
import subprocess
import sys
import tempfile
import time
from functools import cache
from pathlib import Path
from typing import IO

from autograder.sandbox import lockdown
from autograder.sandbox.module_cache import preimport
from autograder.sandbox.users import Users, why_unavailable
from autograder.understanding import child
from autograder.understanding.child import MAX_OUTPUT, SECONDS

__all__ = ["Server", "main", "server"]

CPU_SECONDS, MEMORY = 20, 512 << 20


class Server:
    """A server in a process of its own, which starts anew if it has ended."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        atexit.register(self.close)

    def answer(self, job: bytes) -> bytes | None:
        """Return the answer to a job; None if its child died, took too long or wrote too much."""
        try:
            process = self._started()
            assert process.stdin
            assert process.stdout
            _write(process.stdin, job)
            return _read(process.stdout) or None
        except (OSError, EOFError):
            self.close()
            return None

    def _started(self) -> "subprocess.Popen[bytes]":
        if self._process is None or self._process.poll() is not None:
            threads = dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"), "1")
            self._process = subprocess.Popen(
                [sys.executable, "-I", "-m", "autograder.understanding.locked", str(os.getpid())],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env={**os.environ, **threads},
            )
        return self._process

    def close(self) -> None:
        """End the server."""
        if self._process is not None:
            self._process.kill()
            self._process.communicate()
            self._process = None


@cache
def server(again: bool) -> Server:
    """Return one of two servers, which differ in the hashes of strings and the addresses of objects."""
    return Server()


def _write(stream: IO[bytes], data: bytes) -> None:
    stream.write(len(data).to_bytes(8, "big") + data)
    stream.flush()


def _read(stream: IO[bytes]) -> bytes:
    """Read one frame.

    Raises:
        EOFError: The other side has ended.
    """
    size = stream.read(8)
    data = stream.read(int.from_bytes(size, "big")) if len(size) == 8 else b""
    if len(size) < 8 or len(data) < int.from_bytes(size, "big"):
        raise EOFError
    return data


def _work(job: bytes, users: Users | None, plan: lockdown.LockdownPlan) -> bytes:
    """Fork a child for a job and return what it writes; nothing if it fails."""
    with tempfile.TemporaryDirectory(prefix="autograder-", ignore_cleanup_errors=True) as scratch:
        uid = users.take() if users else None
        if uid is not None:
            os.chown(scratch, uid, uid)
        ours, theirs = os.pipe()
        pid = os.fork()
        if pid == 0:
            with contextlib.suppress(BaseException):
                isolation = lockdown.apply(lockdown.Policy(Path(scratch), theirs, CPU_SECONDS, MEMORY, uid), plan)
                child.work(json.loads(job), theirs, isolation)
            os._exit(1)
        os.close(theirs)
        data = _drained(ours)
        os.close(ours)
        os.kill(pid, signal.SIGKILL)  # it has ended, or it has closed the pipe or taken too long
        os.waitpid(pid, 0)
        if users and uid is not None:
            users.give_back(uid)
    return data


def _drained(source: int) -> bytes:
    """Read until the other side closes; nothing if that takes too long or is too much."""
    end = time.monotonic() + SECONDS
    found = bytearray()
    while len(found) <= MAX_OUTPUT and select.select([source], [], [], max(0.0, end - time.monotonic()))[0]:
        data = os.read(source, 1 << 20)
        if not data:
            return bytes(found)
        found += data
    return b""


def main() -> None:
    """Answer jobs until standard input ends."""
    lockdown.die_with_parent(int(sys.argv[1]))
    preimport()
    users = Users() if why_unavailable() is None else None
    plan = lockdown.prepare()
    with contextlib.suppress(EOFError):
        while True:
            _write(sys.stdout.buffer, _work(_read(sys.stdin.buffer), users, plan))


if __name__ == "__main__":
    main()
