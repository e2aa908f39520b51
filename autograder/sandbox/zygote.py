"""Fork workers from a warm process, the zygote.

The zygote is started clean (`python -I`) and has NumPy imported. It never holds a hidden test, a reference or a score,
so the memory that a worker inherits has no secrets. It forks a session for each submission. The session forks the
workers, and when it ends, its workers and their files are gone. Commands are packets on a socket:

    to the zygote    S <json>   fork a session that reads commands from the sent descriptor; no answer
    to a session     F          fork a worker that serves on the sent descriptor; answers its pid and its folder
                     W <pid>    wait for that worker to end and wipe its folder; answers its exit status
    to either        (closed)   end, with everything that was forked

A zygote that ends waits for its sessions. Each session watches a pipe whose other end only the zygote holds. So a
session ends even if its client forgot to close it, or its zygote was killed.
"""

import contextlib
import importlib
import json
import os
import select
import signal
import socket
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, NoReturn

import numpy as np

from autograder.runtime import server
from autograder.runtime.streams import StudentStreams
from autograder.sandbox import lockdown, scratch
from autograder.sandbox.module_cache import preimport
from autograder.sandbox.users import Users, why_unavailable

__all__ = ["main", "preimport"]

MAX_COMMAND = 1 << 16

_set_handler: Callable[[int, int], object] = importlib.import_module("_signal").signal
"""`signal.signal` without its enums, for which each worker would copy nearly a hundred pages."""


def main(descriptor: int) -> None:
    """Serve commands on an inherited socket until it closes. Call `preimport` before.

    Args:
        descriptor: Descriptor of the socket.
    """
    np.linalg.inv(np.eye(2) + np.random.default_rng(0).normal(size=(2, 2)))  # load the libraries that load on first use
    streams = server.prepare()
    plan = lockdown.prepare()
    lockdown.shield()
    signal.signal(signal.SIGTERM, _end)  # removes the folders, too
    root = scratch.make_root()
    control = socket.socket(fileno=descriptor)
    lifeline, ours = os.pipe()
    try:
        for command, descriptors in _commands(control):
            _reap(os.WNOHANG)
            if os.fork() == 0:
                control.close()
                os.close(ours)
                _session(json.loads(command[1:]), socket.socket(fileno=descriptors[0]), lifeline, plan, root, streams)
            os.close(descriptors[0])
    finally:
        os.close(ours)
        _reap(0)
        scratch.wipe(root)
        os._exit(0)  # skip Python's cleanup; the kernel frees everything faster


def _reap(options: int) -> None:
    """Wait for sessions that have ended, so that the CPU time of their workers counts as the zygote's.

    Args:
        options: `os.WNOHANG`, or 0 to wait for all of them.
    """
    with contextlib.suppress(ChildProcessError):  # none is left
        while os.waitpid(-1, options)[0]:
            pass


def _end(_signal: int, _frame: object) -> NoReturn:
    raise SystemExit


def _commands(control: socket.socket, lifeline: int | None = None) -> Iterator[tuple[bytes, list[int]]]:
    """Yield packets and their descriptors, until the other side or the lifeline closes."""
    poll = select.poll()
    poll.register(control, select.POLLIN)
    if lifeline is not None:
        poll.register(lifeline, select.POLLIN)
    while True:
        if any(ready == lifeline for ready, _ in poll.poll()):
            return
        try:
            command, descriptors, _, _ = socket.recv_fds(control, MAX_COMMAND, 1)
        except ConnectionResetError:  # the other side closed without reading an answer
            return
        if not command:
            return
        yield command, list(descriptors)


def _session(
    settings: dict[str, Any],
    control: socket.socket,
    lifeline: int,
    plan: lockdown.LockdownPlan,
    root: Path,
    streams: StudentStreams,
) -> None:
    """Serve one submission, and exit the process."""
    code = 1
    try:
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # the batch handles Ctrl-C
        _Session(settings, control, lifeline, replace(plan, parent=os.getpid()), root, streams).run()
        code = 0
    finally:
        os._exit(code)


@dataclass
class _Session:
    """The workers of one submission."""

    settings: dict[str, Any]
    control: socket.socket
    lifeline: int
    plan: lockdown.LockdownPlan
    root: Path
    streams: StudentStreams
    users: Users = field(default_factory=Users)
    may_change_user: bool = field(default_factory=lambda: why_unavailable() is None)
    alive: dict[int, tuple[Path, int | None]] = field(default_factory=dict)

    def run(self) -> None:
        """Execute commands until the other side closes; then kill all workers and wipe their folders."""
        try:
            for command, descriptors in _commands(self.control, self.lifeline):
                answer = self._fork(descriptors[0]) if command == b"F" else str(self._wait(int(command[1:])))
                self.control.send(os.fsencode(answer))
        finally:
            for pid in list(self.alive):
                os.kill(pid, signal.SIGKILL)
                self._wait(pid)
            self.users.close()

    def _fork(self, descriptor: int) -> str:
        uid = self.users.take() if self.may_change_user else None
        folder = scratch.make(self.root, uid)
        name = str(folder)
        pid = os.fork()
        if pid == 0:
            self._run_worker(descriptor, folder, uid)
        os.close(descriptor)
        self.alive[pid] = (folder, uid)
        return f"{pid} {name}"

    def _wait(self, pid: int) -> int:
        _, status = os.waitpid(pid, 0)
        folder, uid = self.alive.pop(pid)
        landlocked = isinstance(self.plan.landlock, int) and "landlock" in self.settings["layers"]
        with contextlib.suppress(OSError):  # what cannot be removed stays in a folder that no other user can enter
            scratch.wipe(folder)
        for left in [] if landlocked or uid is None else scratch.leftovers(uid):
            with contextlib.suppress(OSError):
                scratch.remove(left)
        if uid is not None:
            self.users.give_back(uid)
        return os.waitstatus_to_exitcode(status)

    def _run_worker(self, descriptor: int, folder: Path, uid: int | None) -> None:
        """Lock down, serve, and exit the process with `_exit`, so that no code of the zygote runs afterwards."""
        _set_handler(int(signal.SIGTERM), int(signal.SIG_DFL))
        try:
            policy = lockdown.Policy(
                scratch=folder,
                keep_fd=descriptor,
                cpu_seconds=self.settings["cpu_seconds"],
                memory_bytes=self.settings["memory_bytes"],
                uid=uid,
                layers=frozenset(self.settings["layers"]),
            )
            isolation = lockdown.apply(policy, self.plan)
            server.serve(socket.socket(fileno=descriptor), isolation, self.streams)
        finally:
            os._exit(0)
