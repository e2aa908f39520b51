"""A naive judge of speed, which tells the worker its seed, believes the worker's counts and the least of several times.

Attacks on the clock that the real design rules out work here, in a real worker.
"""

import time
from collections.abc import Mapping

import numpy as np

from autograder.errors import Finding
from autograder.grading.worker_transport import WorkerTransport
from autograder.model.assignment import Limits
from autograder.sandbox.pool import Session
from autograder.testing import Timed, array
from autograder.testing.counts import loop_count
from autograder.testing.submission import Submission

__all__ = ["passes"]

SEED = 20_261
ROWS = 4_000
LAPS = 4
FAST = 20.0
LIMITS = Limits(cpu=20)


def passes(session: Session, sources: Mapping[str, bytes], by: str) -> bool:
    """Return whether `squares` passes.

    Args:
        session: Forks the worker.
        sources: File -> content of the submission.
        by: `counts` for the number of iterations, `times` for the least of several times, `few rows` for iterations
            with few rows and that time.
    """
    transport = WorkerTransport(session, sources, frozenset(), LIMITS)
    submission = Submission(transport, frozenset({"answer", "helpers"}))
    try:
        submission.reset(SEED)
        submission.answer.double.call(np.ones(3), None)
    except Finding:
        pass
    try:
        submission.reset(SEED)
        if by != "times" and _iterations(submission, 400) - _iterations(submission, 200) >= 100:
            return False
        return by == "counts" or min(_lap(submission, number) for number in range(LAPS)) < FAST * _vectorized()
    finally:
        transport.drop()


def _iterations(submission: Submission, n: int) -> int:
    with submission.transport.counting() as reports:
        _timed(submission, 0, n).value()
    return loop_count(reports, submission.transport).iterations


def _timed(submission: Submission, number: int, n: int) -> Timed:
    rows = np.random.default_rng(SEED + number).normal(size=(n, 4))
    return submission.answer.squares.timed(rows, returns=array("sums", shape=(n,)))


def _lap(submission: Submission, number: int) -> float:
    transport = submission.transport
    assert isinstance(transport, WorkerTransport)
    call = _timed(submission, number, ROWS)
    call.prepare()
    start = transport.cpu
    call.go()
    took = transport.cpu - start
    call.collect()
    return took


def _vectorized() -> float:
    """Return the CPU seconds of vectorized code, with those of passing a request."""
    rows = np.ones((ROWS, 4))
    start = time.process_time()
    np.einsum("ij,ij->i", rows, rows)
    return time.process_time() - start + 100e-6
