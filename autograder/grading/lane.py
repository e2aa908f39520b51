"""How a batch talks to a process that grades one submission after another.

Both ends are ours, so messages are pickled. What the process does stands in `serve`, which imports much; this imports
little, so that a batch starts quickly.
"""

import contextlib
import os
import pickle
import subprocess
import sys
from typing import IO, Any

from autograder.errors import GraderError
from autograder.grading.job import Job, Setup
from autograder.model.results import Record
from autograder.testing.pytest_args import environment

__all__ = ["Lane"]

PATIENCE = 5.0
"""Seconds that an idle process may take to end by itself."""


class Lane:
    """A grading process, seen from the batch. It warms up at once; tell it what to grade by `set_up`.

    Args:
        core: The core that it and its workers keep to; they take turns, and share what that core has in its caches.
    """

    def __init__(self, core: int | None = None) -> None:
        command = [sys.executable, "-I", "-m", "autograder.grading.serve"]
        threads = dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"), "1")
        variables = {**environment(), **threads}
        self._process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=variables,
            process_group=0,  # a Ctrl-C is the batch's to handle
        )
        if core is not None:
            with contextlib.suppress(OSError):  # it is only faster: a container may forbid it
                os.sched_setaffinity(self._process.pid, {core})

    def set_up(self, setup: Setup) -> None:
        """Tell it what it is to grade; once, before the first submission."""
        self._send(setup)

    def grade(self, job: Job) -> Record:
        """Grade one submission.

        Raises:
            AssignmentError: The suite cannot be collected.
            GraderError: The lane failed; it cannot be used any more.
        """
        self._send(job)
        try:
            answer: Any = pickle.load(self._pipe(self._process.stdout))
        except (EOFError, pickle.UnpicklingError):
            raise GraderError("the grading process ended in the middle of a submission") from None
        if isinstance(answer, BaseException):
            raise answer
        return answer  # type: ignore[no-any-return]

    def close(self) -> None:
        """Let the process end, once it is done with what it is doing."""
        with contextlib.suppress(BrokenPipeError):
            self._pipe(self._process.stdin).close()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(timeout=PATIENCE)
        self.kill()

    def kill(self) -> None:
        """End the process at once, and with it everything that it has started."""
        self._process.kill()
        self._process.wait()
        with contextlib.suppress(BrokenPipeError):
            self._pipe(self._process.stdin).close()
        self._pipe(self._process.stdout).close()

    def _send(self, message: object) -> None:
        try:
            pickle.dump(message, self._pipe(self._process.stdin))
            self._pipe(self._process.stdin).flush()
        except BrokenPipeError:
            raise GraderError("the grading process has ended") from None

    @staticmethod
    def _pipe(pipe: IO[bytes] | None) -> IO[bytes]:
        assert pipe is not None
        return pipe
