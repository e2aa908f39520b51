"""Run the public tests of an assignment on many answers, and record what comes out of each.

One process for each core collects the tests and forks for each answer, so that no answer can change the next one.
"""

import functools
import os
import pickle
import resource
import signal
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import pytest

from autograder.errors import GraderError
from autograder.testing.fingerprints import CaseRun, case_of
from autograder.testing.plugin import INFO
from autograder.testing.plugin.rerun import run_recorded
from autograder.testing.pytest_args import environment, run_pytest

__all__ = ["Runs", "TrialAnswer", "run_answers", "serve_answers"]

SECONDS = 20
"""CPU seconds that one answer may take; what it has done until then counts."""

START = 10
"""Answers that run in the time in which another process starts."""

SERVE = "from autograder.authoring.mistake_runs import serve_answers; serve_answers()"
JOBS, RESULTS = "jobs.pickle", "results.pickle"

Runs = dict[str, dict[str, CaseRun]]
"""Question -> case -> what came of it."""


@dataclass(frozen=True)
class TrialAnswer:
    """An answer to run.

    Attributes:
        files: File -> content.
        question: The only question whose tests run; None for all.
    """

    files: Mapping[str, bytes]
    question: str | None = None


def run_answers(bundle: Mapping[str, bytes], answers: Sequence[TrialAnswer]) -> list[Runs]:
    """Run the public tests on each answer, as a student's `pytest` does.

    Args:
        bundle: Path -> content of the generated folder.
        answers: The answers; their files replace those of the bundle.

    Returns:
        What came of each answer.

    Raises:
        GraderError: The tests cannot be run.
    """
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else 1
    jobs = min(cores, 1 + len(answers) // START)
    with ThreadPoolExecutor(jobs) as pool:
        shares = [answers[first::jobs] for first in range(jobs)]
        found = list(pool.map(functools.partial(_run_share, bundle), shares))
    return [found[number % jobs][number // jobs] for number in range(len(answers))]


def _run_share(bundle: Mapping[str, bytes], answers: Sequence[TrialAnswer]) -> list[Runs]:
    """Run the public tests on some of the answers in a process of their own."""
    with tempfile.TemporaryDirectory(prefix="autograder-") as scratch:
        folder = Path(scratch, "bundle")
        for name, content in bundle.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_bytes(content)
        Path(scratch, JOBS).write_bytes(pickle.dumps(list(answers)))
        command = [sys.executable, "-P", "-c", SERVE]
        done = subprocess.run(command, cwd=folder, env=environment(), capture_output=True, check=False)
        results = Path(scratch, RESULTS)
        if done.returncode or not results.is_file():
            last = (done.stdout + done.stderr).decode("utf-8", "replace").strip().splitlines()[-1:]
            raise GraderError(f"the public tests cannot be run on the misconceptions: {' '.join(last)}")
        found: list[Runs] = pickle.loads(results.read_bytes())
        return found


def serve_answers() -> None:
    """Run the answers that `run_answers` has left beside the current folder."""
    answers = pickle.loads(Path("..", JOBS).read_bytes())
    loop = _TrialLoop(answers)
    code = run_pytest(["-p", "no:cacheprovider", "--autograder-timeout=0", "-q"], loop)
    if code:
        sys.exit(code)
    Path("..", RESULTS).write_bytes(pickle.dumps(loop.results))


class _TrialLoop:
    """Replace pytest's loop over the tests by one over the answers."""

    def __init__(self, answers: Sequence[TrialAnswer]) -> None:
        self._answers = answers
        self.results: list[Runs] = []

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Run the tests in a fork for each answer."""
        for answer in self._answers:
            for name, content in answer.files.items():
                Path(name).write_bytes(content)
            items = [item for item in session.items if answer.question in (None, item.stash[INFO].question)]
            self.results.append(_run_in_fork(items))
        return True


def _run_in_fork(items: Sequence[pytest.Item]) -> Runs:
    reading, writing = os.pipe()
    pid = os.fork()
    if pid == 0:
        try:
            os.close(reading)
            resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
            signal.alarm(4 * SECONDS)
            with os.fdopen(writing, "wb") as pipe:
                for item, following in zip(items, [*items[1:], None], strict=True):
                    pickle.dump(run_recorded(item, following), pipe)
                    pipe.flush()
        finally:
            os._exit(0)
    os.close(writing)
    found: list[CaseRun] = []
    with os.fdopen(reading, "rb") as pipe:
        while len(found) < len(items):
            try:
                found.append(pickle.load(pipe))
            except EOFError:
                break
    os.waitpid(pid, 0)
    runs: Runs = {}
    for item, run in zip(items, found, strict=False):
        runs.setdefault(item.stash[INFO].question, {})[case_of(item.path.name, item.name)] = run
    return runs
