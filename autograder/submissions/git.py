"""Runs git with nothing of this machine's settings, and with an end in sight: of time, of memory, of every file."""

import errno
import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import BinaryIO

from autograder.errors import UsageError
from autograder.model.text import clean_text

try:
    import resource
except ImportError:  # Windows, where authors make repositories, but nobody grades
    resource = None  # type: ignore[assignment]

__all__ = ["GitFailed", "git", "git_environment", "git_program"]

SECONDS = 120.0
"""Wall time of one command; a clone of what a course hands out takes one or two."""

MEMORY = 2 << 30
"""Bytes that one process may map: an object that unpacks to more ends it."""

LONGEST = 500
"""Characters of a problem, which is cleaned like a submission's texts: hosts and repositories name things in it."""

_SAID = 2_000
"""Characters of a complaint that are read."""


class GitFailed(Exception):
    """A command did not end well; the message says which and why, in a line.

    Args:
        problem: The message.
        again: Whether the same command may go better a moment later.
    """

    def __init__(self, problem: str, *, again: bool = False) -> None:
        super().__init__(clean_text(problem, LONGEST))
        self.again = again


def git_program() -> str:
    """Where git is.

    Raises:
        UsageError: It is not installed.
    """
    program = shutil.which("git")
    if program is None:
        raise UsageError("git is not installed, and a repository needs it; install it and run the same command again")
    return program


def git_environment() -> dict[str, str]:
    """This process's environment without what git takes from it or from files of the machine or the user."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith("GIT_")}
    return kept | {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}


def git(
    folder: Path, arguments: Sequence[str], most: int, environment: dict[str, str], *, helped: bool = False
) -> bytes:
    """What git prints.

    Args:
        folder: Where it runs.
        arguments: The command and what it asks for.
        most: Bytes that it may print, or write into any one file.
        environment: Variables besides those of `git_environment`.
        helped: Whether it has others write for it.

    Raises:
        GitFailed: It ended with an error, or at one of the limits.
        UsageError: It is not installed.
    """
    command = [git_program(), *arguments]
    with tempfile.TemporaryFile() as printed, tempfile.TemporaryFile() as complaint:
        process = subprocess.Popen(
            command,
            cwd=folder,
            env=git_environment() | {"LC_ALL": "C"} | environment,
            stdin=subprocess.DEVNULL,
            stdout=printed,
            stderr=complaint,
            start_new_session=True,
            preexec_fn=partial(_limit, most, helped),
        )
        code = _end_of(process, arguments[0])
        if code:
            raise _failure(arguments[0], code, most, _beginning(complaint))
        printed.seek(0)
        return printed.read()


def _limit(most: int, helped: bool) -> None:
    """In the new process; helpers that it starts have the same limits.

    Who writes too much is killed. Of a helper's end git does not say the cause, but passes on what it complains of.
    """
    if helped:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    for which, value in ((resource.RLIMIT_FSIZE, most), (resource.RLIMIT_AS, MEMORY)):
        hard = resource.getrlimit(which)[1]
        allowed = value if hard == resource.RLIM_INFINITY else min(value, hard)
        resource.setrlimit(which, (allowed, allowed))


def _end_of(process: "subprocess.Popen[bytes]", name: str) -> int:
    """Wait for it, and end it with all that it has started if that takes too long or is interrupted."""
    try:
        return process.wait(SECONDS)
    except subprocess.TimeoutExpired:
        raise GitFailed(f"git {name} took longer than {SECONDS:g} seconds") from None
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def _beginning(file: BinaryIO) -> str:
    file.seek(0)
    return " ".join(file.read(_SAID).decode("utf-8", "replace").split())


def _failure(name: str, code: int, most: int, said: str) -> GitFailed:
    if code == -signal.SIGXFSZ or os.strerror(errno.EFBIG) in said:
        return GitFailed(f"git {name}: more than {most:,} bytes")
    return GitFailed(f"git {name} failed: {said or f'it ended with code {code}'}", again=True)
