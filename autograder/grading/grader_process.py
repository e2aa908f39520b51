"""Run a process that grades one submission after another, and control it from the batch.

Both ends of the pipe are trusted, so messages are pickled. The process first starts its own zygote, which warms up
while the process imports pytest and SciPy. It then collects the suite once, and answers each job with a record. The
imports for grading are inside `_serve`, so that the batch, which needs only the other end, starts quickly.
"""

import contextlib
import os
import pickle
import subprocess
import sys
import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import cache
from typing import IO, Any

import msgspec

from autograder.errors import AutograderError, GraderError
from autograder.grading.job import Job, PublicOutcomes, Setup
from autograder.model.assignment import load_assignment
from autograder.model.results import Record
from autograder.sandbox import lockdown
from autograder.sandbox.kernel import share_memory
from autograder.sandbox.pool import Zygote
from autograder.testing.pytest_args import environment

__all__ = ["GraderProcess", "main"]

PATIENCE = 5.0
"""Seconds that an idle process has to end on its own before it is killed."""

START = "from autograder.grading.grader_process import main; main()"
"""Run with -c instead of -m, so that the classes of messages have the same module name at both ends."""


class GraderProcess:
    """A grading process, from the side of the batch. It warms up at once; `set_up` tells it what to grade.

    Args:
        core: Number of the CPU core for the process and its workers, which take turns and so share the core's caches.
            None for any core.

    Attributes:
        core: That number.
        begun: The last job and the outcomes of its public tests; None if no hidden test has run on it.
    """

    def __init__(self, core: int | None = None) -> None:
        self.core = core
        self.begun: tuple[Job, PublicOutcomes] | None = None
        threads = dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"), "1")
        self._process = _started(
            [sys.executable, "-I", "-c", START, str(os.getpid())],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**environment(), **threads},
            process_group=0,  # the batch handles Ctrl-C
        )
        if core is not None:
            with contextlib.suppress(OSError):  # only an optimization, which a container may forbid
                os.sched_setaffinity(self._process.pid, {core})

    @property
    def pid(self) -> int:
        """Process id."""
        return self._process.pid

    def set_up(self, setup: Setup) -> None:
        """Tell the process what to grade. Call this once, before the first submission."""
        self._send(setup)

    def grade(self, job: Job) -> Record:
        """Grade one submission and wait for its record.

        Raises:
            AssignmentError: The tests cannot be collected.
            GraderError: The process failed; it cannot be used any more.
        """
        earlier, self.begun = self.begun, None
        if earlier and job.options.step and (earlier[0].name, earlier[0].digest) == (job.name, job.digest):
            job = replace(job, public=earlier[1].outcomes)
        self._send(job)
        while isinstance(answer := self._answer(), PublicOutcomes):
            self.begun = job, answer
        if isinstance(answer, BaseException):
            raise answer
        return answer  # type: ignore[no-any-return]

    def _answer(self) -> Any:
        try:
            return pickle.load(self._pipe(self._process.stdout))
        except (EOFError, pickle.UnpicklingError):
            raise GraderError("the grading process ended while it graded a submission") from None

    def close(self) -> None:
        """End the process after its current submission; kill it if it does not end in time."""
        with contextlib.suppress(BrokenPipeError):
            self._pipe(self._process.stdin).close()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(timeout=PATIENCE)
        self.kill()

    def kill(self) -> None:
        """Kill the process at once, and with it everything that it has started."""
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


def _started(command: Sequence[str], **options: Any) -> "subprocess.Popen[bytes]":
    """Start a process from a thread that lasts as long as this process, because it dies with its parent's *thread*."""
    if threading.current_thread() is threading.main_thread():
        return subprocess.Popen(command, **options)
    return _lasting_thread().submit(lambda: subprocess.Popen(command, **options)).result()


@cache
def _lasting_thread() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(1, thread_name_prefix="autograder-start")


class _Batch:
    """The batch, from the side of the grading process: jobs arrive, records are sent."""

    def __init__(self, incoming: IO[bytes], outgoing: IO[bytes]) -> None:
        self._incoming = incoming
        self._outgoing = outgoing

    def setup(self) -> Setup:
        """Wait for the setup, and return it."""
        setup: Setup = pickle.load(self._incoming)
        return setup

    def next_job(self) -> Job | None:
        """Wait for the next job; return None if the batch has ended."""
        try:
            job: Job = pickle.load(self._incoming)
        except EOFError:
            return None
        return job

    def answer(self, answer: Record | PublicOutcomes | AutograderError) -> None:
        """Send the record of the last job, what is final of it before, or the error that prevents all jobs."""
        pickle.dump(answer, self._outgoing)
        self._outgoing.flush()


def main() -> None:
    """Serve a batch on standard input and output, until it ends for any reason."""
    lockdown.die_with_parent(int(sys.argv[1]))
    batch = _Batch(sys.stdin.buffer, os.fdopen(os.dup(1), "wb"))
    os.dup2(2, 1)  # tests print to stderr, because stdout carries the records
    lockdown.shield()
    try:
        _serve(batch)
    except AutograderError as error:
        batch.answer(error)
    except (BrokenPipeError, EOFError):  # the batch has ended
        pass
    os._exit(0)  # skip Python's cleanup; the kernel frees everything faster


def _serve(batch: _Batch) -> None:
    zygote = Zygote()  # warms up while this process imports pytest and SciPy
    close = zygote.close
    try:
        from autograder.grading.grader import Grader
        from autograder.grading.provider import GradingProvider
        from autograder.grading.records import graded_record
        from autograder.grading.suite import Suite, work_on_suite
        from autograder.model.grading_rules import load_grading_rules
        from autograder.model.misconceptions import load_misconceptions
        from autograder.testing.provider import read_sources

        setup = batch.setup()
        assignment = msgspec.structs.replace(load_assignment(setup.folder), limits=setup.limits)
        provider = GradingProvider(assignment, read_sources(setup.folder, assignment), setup.secret, zygote)
        close = provider.close  # the provider may replace the zygote
        rules = load_grading_rules(setup.folder, assignment)
        catalog = load_misconceptions(setup.folder, assignment) if setup.diagnose else ()

        def work(suite: Suite) -> None:
            grader = Grader(suite, catalog)
            share_memory()
            while (job := batch.next_job()) is not None:
                batch.answer(graded_record(assignment, rules, job, grader.grade(job, batch.answer), setup))

        work_on_suite(setup.folder, provider, work)
    finally:
        close()
