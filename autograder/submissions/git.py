"""Run git without the settings of the machine or user, and with limits on time, memory and file sizes."""

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
"""Maximum wall time of one command; cloning an assignment's repository takes one or two."""

MEMORY = 2 << 30
"""Maximum bytes of address space of one process; ends a process that unpacks a larger object."""

LONGEST = 500
"""Maximum length of a problem in characters; hosts and repositories write into it, so it is cleaned."""

_SAID = 2_000
"""Number of characters read from stderr."""


class GitFailed(Exception):
    """Raised if a git command fails; the message says in one line which command, and why.

    Args:
        problem: The message.
        again: Whether the same command may succeed a moment later.
    """

    def __init__(self, problem: str, *, again: bool = False) -> None:
        super().__init__(clean_text(problem, LONGEST))
        self.again = again


def git_program() -> str:
    """Return the path of git.

    Raises:
        UsageError: git is not installed.
    """
    program = shutil.which("git")
    if program is None:
        raise UsageError("git is not installed, and a repository needs it; install it and run the same command again")
    return program


def git_environment() -> dict[str, str]:
    """Return this process's environment without variables and files that configure git."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith("GIT_")}
    return kept | {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}


def git(
    folder: Path, arguments: Sequence[str], most: int, environment: dict[str, str], *, helped: bool = False
) -> bytes:
    """Run a git command and return what it prints.

    Args:
        folder: The working directory.
        arguments: The command and its arguments.
        most: Maximum number of bytes to print, or to write into any one file.
        environment: Variables in addition to those of `git_environment`.
        helped: Whether git starts helper processes that write files.

    Raises:
        GitFailed: The command ended with an error or at a limit.
        UsageError: git is not installed.
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
    """Limit the new process and the helpers that it starts.

    A process that writes too much is killed. git does not report why a helper ended, so helpers get an error to report
    instead of the signal.
    """
    if helped:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    for which, value in ((resource.RLIMIT_FSIZE, most), (resource.RLIMIT_AS, MEMORY)):
        hard = resource.getrlimit(which)[1]
        allowed = value if hard == resource.RLIM_INFINITY else min(value, hard)
        resource.setrlimit(which, (allowed, allowed))


def _end_of(process: "subprocess.Popen[bytes]", name: str) -> int:
    """Wait for a process; on a time-out or interrupt, kill it and everything that it has started."""
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


def _failure(name: str, code: int, most: int, output: str) -> GitFailed:
    if code == -signal.SIGXFSZ or os.strerror(errno.EFBIG) in output:
        return GitFailed(f"git {name}: more than {most:,} bytes")
    return GitFailed(f"git {name} failed: {output or f'it ended with code {code}'}", again=True)
