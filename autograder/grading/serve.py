"""The process behind a lane: started clean, it grades one submission after another.

It starts a zygote of its own first, which warms up while this process imports pytest and SciPy; then it collects the
suite once, and answers each job with a record.
"""

import os
import pickle
import sys
from collections.abc import Iterator
from typing import IO

import msgspec

from autograder.errors import AutograderError
from autograder.grading.job import Job, Setup
from autograder.model.assignment import load_assignment
from autograder.sandbox import lockdown
from autograder.sandbox.pool import Zygote

__all__ = ["main"]


def main() -> None:
    """Serve a batch on standard input and output."""
    incoming, outgoing = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever a test prints goes to stderr, never between the answers
    lockdown.shield()
    try:
        _serve(incoming, outgoing)
    except AutograderError as error:
        _answer(outgoing, error)
    except (BrokenPipeError, EOFError):  # the batch has ended
        pass
    os._exit(0)  # nothing is left to tidy up that the kernel does not do faster


def _serve(incoming: IO[bytes], outgoing: IO[bytes]) -> None:
    zygote = Zygote()  # warms up while this process imports pytest and SciPy
    close = zygote.close
    try:
        from autograder.grading.provider import GradingProvider
        from autograder.grading.records import make_record
        from autograder.grading.run_lock import RunLock
        from autograder.grading.suite import run_suite
        from autograder.model.misconceptions import load_misconceptions
        from autograder.testing.provider import read_sources

        setup: Setup = pickle.load(incoming)
        assignment = msgspec.structs.replace(load_assignment(setup.folder), limits=setup.limits)
        current: list[Job] = []

        def jobs() -> Iterator[Job]:
            while True:
                try:
                    current[:] = [pickle.load(incoming)]
                except EOFError:
                    return
                yield current[0]

        provider = GradingProvider(assignment, read_sources(setup.folder, assignment), setup.secret, zygote)
        close = provider.close  # it may come to have another one
        run_suite(
            setup.folder,
            provider,
            jobs(),
            lambda graded: _answer(outgoing, make_record(assignment, current[0], graded, setup)),
            RunLock(setup.turns),
            load_misconceptions(setup.folder, assignment) if setup.diagnose else (),
        )
    finally:
        close()


def _answer(outgoing: IO[bytes], answer: object) -> None:
    pickle.dump(answer, outgoing)
    outgoing.flush()


if __name__ == "__main__":
    main()
