"""Which layers of the sandbox hold on this machine: found out by trying.

`probe` starts a fresh process, which plays the zygote: it forks a worker for each forbidden act, with every layer on,
and for each act that is stopped some more, with one layer on at a time, to see which layer stops it by itself.
"""

import contextlib
import json
import os
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from autograder.sandbox import lockdown, scratch, users
from autograder.sandbox.probes import ACTS, PLANTED, Act, Target

__all__ = ["MACHINE", "TOGETHER", "Diagnosis", "ProbeResult", "main", "probe", "read"]

MACHINE = "the machine"
"""Stops an act with every layer off: the grader's own shield, the container, or ordinary permissions."""

TOGETHER = "several layers together"

_PATIENCE = 20
"""Seconds after which an attempt counts as stopped."""

_REPETITIONS = 11
_MEMORY = 256 << 20
_CPU_SECONDS = 10


@dataclass(frozen=True)
class ProbeResult:
    """What became of one act.

    Attributes:
        act: Its short name.
        words: What it is.
        stopped: Whether it failed with every layer on.
        by: The layers that stop it by themselves, or `MACHINE`, or `TOGETHER`; empty if it succeeded.
        detail: How it ended with every layer on.
    """

    act: str
    words: str
    stopped: bool
    by: tuple[str, ...]
    detail: str


@dataclass(frozen=True)
class Diagnosis:
    """The state of the sandbox on this machine.

    Attributes:
        isolation: Each layer: `on`, or in words why it is not.
        missing: Of these, the ones without which a record cannot be trusted.
        results: What became of each act; empty where workers cannot be forked.
        milliseconds: CPU time that the lock-down adds to a worker's start, the median of a few.
    """

    isolation: dict[str, str]
    missing: dict[str, str]
    results: tuple[ProbeResult, ...]
    milliseconds: float = 0.0


def probe() -> Diagnosis:
    """Try every act on this machine. Takes a few seconds.

    Raises:
        subprocess.CalledProcessError: The fresh process failed.
    """
    if not hasattr(os, "fork"):
        isolation = dict.fromkeys(lockdown.LAYERS, f"needs POSIX; this is {sys.platform}")
        return Diagnosis(isolation, lockdown.missing(isolation), ())
    command = [sys.executable, "-I", "-m", __spec__.name]
    done = subprocess.run(command, env={PLANTED: "1"}, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, check=True)
    return read(done.stdout)


def read(report: bytes) -> Diagnosis:
    """What the fresh process wrote."""
    told = json.loads(report)
    results = tuple(ProbeResult(**{**row, "by": tuple(row["by"])}) for row in told["results"])
    return Diagnosis(told["isolation"], told["missing"], results, told["milliseconds"])


def main() -> None:
    """Be the fresh process: try everything and write the diagnosis to the standard output."""
    plan = lockdown.prepare(with_library=False)
    lockdown.shield()
    with contextlib.ExitStack() as stack:
        bench = stack.enter_context(_bench(plan))
        told = [json.loads(bench.run(None, frozenset(lockdown.LAYERS))) for _ in range(_REPETITIONS)]
        isolation = told[0]["isolation"]
        held = [name for name in lockdown.LAYERS if isolation[name] == lockdown.ON and name != "no_new_privs"]
        results = tuple(_try(bench, act, held) for act in ACTS)
    median = statistics.median(one["milliseconds"] for one in told)
    print(json.dumps(asdict(Diagnosis(isolation, lockdown.missing(isolation), results, round(median, 1)))))


class _Bench:
    """Forks workers and lets them try acts."""

    def __init__(self, plan: lockdown.Plan, target: Target, root: Path, uid: int | None) -> None:
        self._plan = plan
        self._target = target
        self._root = root
        self._uid = uid

    def run(self, act: Act | None, layers: frozenset[str]) -> str:
        """What a worker with these layers reports: empty if the act succeeded, else what stopped it.

        Args:
            act: What it tries; None to report its layers, and the time that they took, as JSON.
            layers: The layers to apply.
        """
        uid = self._uid if "uid" in layers else None
        folder = scratch.make(self._root, uid)
        ours, theirs = socket.socketpair()
        pid = os.fork()
        if pid == 0:
            policy = lockdown.Policy(folder, theirs.fileno(), _CPU_SECONDS, _MEMORY, uid, layers=layers)
            self._be_the_worker(act, policy, theirs)
        theirs.close()
        try:
            return self._outcome(pid, ours)
        finally:
            ours.close()
            scratch.wipe(folder)

    def _be_the_worker(self, act: Act | None, policy: lockdown.Policy, channel: socket.socket) -> None:
        """Lock down, try, report, end."""
        try:
            start = time.process_time()
            isolation = lockdown.apply(policy, self._plan)
            told = {"isolation": isolation, "milliseconds": 1_000 * (time.process_time() - start)}
            report = _attempt(act, self._target) if act else json.dumps(told)
            channel.sendall(b"+" + report.encode("ascii", "replace"))
        finally:
            os._exit(0)

    @staticmethod
    def _outcome(pid: int, channel: socket.socket) -> str:
        channel.settimeout(_PATIENCE)
        said = b""
        try:
            while data := channel.recv(65_536):
                said += data
        except TimeoutError:
            said = b"+no answer"
            os.kill(pid, signal.SIGKILL)
        _, status = os.waitpid(pid, 0)
        if said:
            return said[1:].decode("ascii")
        if os.WIFSIGNALED(status):
            return f"ended by {signal.Signals(os.WTERMSIG(status)).name}"
        return ""  # it became another program, which ended


def _attempt(act: Act, target: Target) -> str:
    try:
        act.attempt(target)
    except BaseException as error:
        return f"{type(error).__name__}: {error}"
    return ""


def _try(bench: _Bench, act: Act, held: list[str]) -> ProbeResult:
    detail = bench.run(act, frozenset(lockdown.LAYERS))
    if not detail:
        return ProbeResult(act.name, act.words, False, (), "it succeeded")
    return ProbeResult(act.name, act.words, True, _who_stops(bench, act, held), detail)


def _who_stops(bench: _Bench, act: Act, held: list[str]) -> tuple[str, ...]:
    if bench.run(act, frozenset()):
        return (MACHINE,)
    alone = tuple(name for name in held if bench.run(act, frozenset([name, "no_new_privs"])))
    return alone or (TOGETHER,)


@contextlib.contextmanager
def _bench(plan: lockdown.Plan) -> Iterator[_Bench]:
    """A place to try in: a secret, a public folder, a listening port; all gone afterwards."""
    pool = users.Users()
    root = scratch.make_root()
    hidden = Path(tempfile.mkdtemp(prefix="autograder-hidden-"))
    try:
        uid = pool.take() if users.why_none() is None else None
        secret, public = hidden / "secret", root / "public"
        secret.write_text("secret", encoding="ascii")
        secret.chmod(0o600)
        public.mkdir()
        public.chmod(0o777)
        with socket.create_server(("127.0.0.1", 0), backlog=128) as server, secret.open("rb") as held:
            target = Target(secret, public, held.fileno(), os.getpid(), server.getsockname()[1])
            yield _Bench(plan, target, root, uid)
    finally:
        pool.close()
        scratch.wipe(root)
        shutil.rmtree(hidden)


if __name__ == "__main__":
    main()
