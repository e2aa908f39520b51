"""Work in a child process: nothing of it reaches the next piece of work, and a fault in it costs that piece alone."""

import os
import pickle
from collections.abc import Callable
from typing import Any, TypeVar

from autograder.errors import GraderError
from autograder.sandbox.lockdown import die_with_parent

__all__ = ["in_a_fork"]

T = TypeVar("T")


def in_a_fork(work: Callable[[], T]) -> T:
    """`work()` in a child process.

    Raises:
        GraderError: The child ended without an answer.
    """
    inward, outward = os.pipe()
    pid = os.fork()
    if pid == 0:
        code = 1
        try:
            die_with_parent()
            os.close(inward)
            with os.fdopen(outward, "wb") as pipe:
                pickle.dump(_outcome(work), pipe)
            code = 0
        finally:
            os._exit(code)
    os.close(outward)
    with os.fdopen(inward, "rb") as pipe:
        data = pipe.read()
    _, status = os.waitpid(pid, 0)
    if status or not data:
        raise GraderError(f"the process that graded a submission ended with status {os.waitstatus_to_exitcode(status)}")
    answer: Any = pickle.loads(data)
    if isinstance(answer, BaseException):
        raise answer
    return answer  # type: ignore[no-any-return]


def _outcome(work: Callable[[], T]) -> T | BaseException:
    try:
        return work()
    except Exception as error:
        return GraderError(f"{type(error).__name__}: {error}")
