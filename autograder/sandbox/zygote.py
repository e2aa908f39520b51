"""A warm process that workers are forked from.

It is started clean (`python -I`), has NumPy imported, and never sees a hidden test, a reference or a score: whatever a
worker finds in its memory was in a student's hands before. It forks a session for each submission; the session forks
the workers, and when it ends nothing of them is left. Commands are packets on a socket:

    to the zygote    S <json>   fork a session that obeys the descriptor sent along; no answer
    to a session     F          fork a worker that serves on the descriptor sent along; answers its pid and its folder
                     W <pid>    wait for that worker to end and wipe its folder; answers its exit status
    to either        (closed)   end, and take along what was forked

A zygote that ends waits for its sessions: each watches a pipe whose other end the zygote alone holds, so that even one
that its client has forgotten to close, or whose zygote was killed, comes to its end.
"""

import contextlib
import json
import os
import select
import signal
import socket
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np

from autograder.runtime import server
from autograder.sandbox import lockdown, scratch
from autograder.sandbox.module_cache import preimport
from autograder.sandbox.users import Users, why_unavailable

__all__ = ["main"]

MAX_COMMAND = 1 << 16


def main(descriptor: int) -> None:
    """Serve on an inherited socket until it closes."""
    preimport()
    np.linalg.inv(np.eye(2) + np.random.default_rng(0).normal(size=(2, 2)))  # load what loads late
    plan = lockdown.prepare()
    lockdown.shield()
    root = scratch.make_root()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # how a session ended is nobody's to know
    control = socket.socket(fileno=descriptor)
    lifeline, ours = os.pipe()
    try:
        for command, descriptors in _commands(control):
            if os.fork() == 0:
                control.close()
                os.close(ours)
                _session(json.loads(command[1:]), socket.socket(fileno=descriptors[0]), lifeline, plan, root)
            os.close(descriptors[0])
    finally:
        os.close(ours)
        with contextlib.suppress(ChildProcessError):  # what `wait` says, with SIGCHLD ignored, after the last has ended
            os.wait()
        scratch.wipe(root)
        os._exit(0)  # nothing is left to tidy up that the kernel does not do faster


def _commands(control: socket.socket, lifeline: int | None = None) -> Iterator[tuple[bytes, list[int]]]:
    """Packets and the descriptors that came along, until the other side closes, or the lifeline does."""
    poll = select.poll()
    poll.register(control, select.POLLIN)
    if lifeline is not None:
        poll.register(lifeline, select.POLLIN)
    while True:
        if any(ready == lifeline for ready, _ in poll.poll()):
            return
        try:
            command, descriptors, _, _ = socket.recv_fds(control, MAX_COMMAND, 1)
        except ConnectionResetError:  # closed with an answer unread
            return
        if not command:
            return
        yield command, list(descriptors)


def _session(
    settings: dict[str, Any], control: socket.socket, lifeline: int, plan: lockdown.LockdownPlan, root: Path
) -> None:
    """Serve one submission, and leave the process."""
    code = 1
    try:
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # a Ctrl-C is the batch's to handle
        _Session(settings, control, lifeline, replace(plan, parent=os.getpid()), root).run()
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
    users: Users = field(default_factory=Users)
    alive: dict[int, tuple[Path, int | None]] = field(default_factory=dict)

    def run(self) -> None:
        """Obey until the other side closes; then nothing is left of the workers."""
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
        uid = self.users.take() if why_unavailable() is None else None
        folder = scratch.make(self.root, uid)
        pid = os.fork()
        if pid == 0:
            self._be_a_worker(descriptor, folder, uid)
        os.close(descriptor)
        self.alive[pid] = (folder, uid)
        return f"{pid} {folder}"

    def _wait(self, pid: int) -> int:
        _, status = os.waitpid(pid, 0)
        folder, uid = self.alive.pop(pid)
        landlocked = isinstance(self.plan.landlock, int) and "landlock" in self.settings["layers"]
        with contextlib.suppress(OSError):  # what cannot be removed lies in a folder that nobody else can enter
            scratch.wipe(folder)
        for left in [] if landlocked or uid is None else scratch.leftovers(uid):
            with contextlib.suppress(OSError):
                scratch.remove(left)
        if uid is not None:
            self.users.give_back(uid)
        return os.waitstatus_to_exitcode(status)

    def _be_a_worker(self, descriptor: int, folder: Path, uid: int | None) -> None:
        """Lock down, serve, and leave the process: the only way out is `_exit`, past all that we have in memory."""
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
            server.serve(socket.socket(fileno=descriptor), isolation)
        finally:
            os._exit(0)


if __name__ == "__main__":
    main(int(sys.argv[1]))
