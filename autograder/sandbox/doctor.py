"""Find out, by trying, which layers of the sandbox hold on this machine.

`run_probes` starts a fresh process, which plays the zygote: it forks a worker for each probe, with every layer on, and
for each probe that is stopped some more, with one layer on at a time, to see which layer stops it by itself.
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
from autograder.sandbox.probes import PLANTED, PROBES, Probe, ProbeTarget

__all__ = ["MACHINE", "TOGETHER", "ProbeResult", "SandboxReport", "main", "read", "run_probes"]

MACHINE = "the machine"
"""Stops a probe with every layer off: the grader's own shield, the container, or ordinary permissions."""

TOGETHER = "several layers together"

_PATIENCE = 20
"""Seconds after which a probe counts as stopped."""

_REPETITIONS = 11
_MEMORY = 256 << 20
_CPU_SECONDS = 10


@dataclass(frozen=True)
class ProbeResult:
    """What became of one probe.

    Attributes:
        probe: Its short name.
        description: What it tried to do.
        stopped: Whether it failed with every layer on.
        by: The layers that stop it by themselves, or `MACHINE`, or `TOGETHER`; empty if it succeeded.
        detail: How it ended with every layer on.
    """

    probe: str
    description: str
    stopped: bool
    by: tuple[str, ...]
    detail: str


@dataclass(frozen=True)
class SandboxReport:
    """The state of the sandbox on this machine.

    Attributes:
        isolation: Each layer: `on`, or in words why it is not.
        missing: Of these, the ones without which a record cannot be trusted.
        results: What became of each probe; empty where workers cannot be forked.
        milliseconds: CPU time that the lock-down adds to a worker's start, the median of a few.
    """

    isolation: dict[str, str]
    missing: dict[str, str]
    results: tuple[ProbeResult, ...]
    milliseconds: float = 0.0


def run_probes() -> SandboxReport:
    """Run every probe on this machine. Takes a few seconds.

    Raises:
        subprocess.CalledProcessError: The fresh process failed.
    """
    if not hasattr(os, "fork"):
        isolation = dict.fromkeys(lockdown.LAYERS, f"needs POSIX; this is {sys.platform}")
        return SandboxReport(isolation, lockdown.missing(isolation), ())
    command = [sys.executable, "-I", "-m", __spec__.name]
    done = subprocess.run(command, env={PLANTED: "1"}, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, check=True)
    return read(done.stdout)


def read(report: bytes) -> SandboxReport:
    """Read what the fresh process wrote."""
    fields = json.loads(report)
    results = tuple(ProbeResult(**{**row, "by": tuple(row["by"])}) for row in fields["results"])
    return SandboxReport(fields["isolation"], fields["missing"], results, fields["milliseconds"])


def main() -> None:
    """Be the fresh process: run every probe and write the report to the standard output."""
    plan = lockdown.prepare(with_module_cache=False)
    lockdown.shield()
    with _runner(plan) as runner:
        starts = [json.loads(runner.run(None, frozenset(lockdown.LAYERS))) for _ in range(_REPETITIONS)]
        isolation = starts[0]["isolation"]
        held = [name for name in lockdown.LAYERS if isolation[name] == lockdown.ON and name != "no_new_privs"]
        results = tuple(_result(runner, probe, held) for probe in PROBES)
    median = statistics.median(start["milliseconds"] for start in starts)
    print(json.dumps(asdict(SandboxReport(isolation, lockdown.missing(isolation), results, round(median, 1)))))


class _ProbeRunner:
    """Forks workers and runs one probe in each."""

    def __init__(self, plan: lockdown.LockdownPlan, target: ProbeTarget, root: Path, uid: int | None) -> None:
        self._plan = plan
        self._target = target
        self._root = root
        self._uid = uid

    def run(self, probe: Probe | None, layers: frozenset[str]) -> str:
        """Return what a worker with these layers reports: empty if the probe succeeded, else what stopped it.

        Args:
            probe: What it tries; None to report its layers, and the time that they took, as JSON.
            layers: The layers to apply.
        """
        uid = self._uid if "uid" in layers else None
        folder = scratch.make(self._root, uid)
        ours, theirs = socket.socketpair()
        pid = os.fork()
        if pid == 0:
            policy = lockdown.Policy(folder, theirs.fileno(), _CPU_SECONDS, _MEMORY, uid, layers=layers)
            self._be_the_worker(probe, policy, theirs)
        theirs.close()
        try:
            return self._outcome(pid, ours)
        finally:
            ours.close()
            scratch.wipe(folder)

    def _be_the_worker(self, probe: Probe | None, policy: lockdown.Policy, channel: socket.socket) -> None:
        """Lock down, run the probe, report, end."""
        try:
            start = time.process_time()
            isolation = lockdown.apply(policy, self._plan)
            cost = {"isolation": isolation, "milliseconds": 1_000 * (time.process_time() - start)}
            report = _attempt(probe, self._target) if probe else json.dumps(cost)
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


def _attempt(probe: Probe, target: ProbeTarget) -> str:
    try:
        probe.attempt(target)
    except BaseException as error:
        return f"{type(error).__name__}: {error}"
    return ""


def _result(runner: _ProbeRunner, probe: Probe, held: list[str]) -> ProbeResult:
    detail = runner.run(probe, frozenset(lockdown.LAYERS))
    if not detail:
        return ProbeResult(probe.name, probe.description, False, (), "it succeeded")
    return ProbeResult(probe.name, probe.description, True, _stopped_by(runner, probe, held), detail)


def _stopped_by(runner: _ProbeRunner, probe: Probe, held: list[str]) -> tuple[str, ...]:
    if runner.run(probe, frozenset()):
        return (MACHINE,)
    alone = tuple(name for name in held if runner.run(probe, frozenset([name, "no_new_privs"])))
    return alone or (TOGETHER,)


@contextlib.contextmanager
def _runner(plan: lockdown.LockdownPlan) -> Iterator[_ProbeRunner]:
    """Set up what the probes are aimed at (a secret, a public folder, a listening port) and remove it afterwards."""
    pool = users.Users()
    root = scratch.make_root()
    hidden = Path(tempfile.mkdtemp(prefix="autograder-hidden-"))
    try:
        uid = pool.take() if users.why_unavailable() is None else None
        secret, public = hidden / "secret", root / "public"
        secret.write_text("secret", encoding="ascii")
        secret.chmod(0o600)
        public.mkdir()
        public.chmod(0o777)
        with socket.create_server(("127.0.0.1", 0), backlog=128) as server, secret.open("rb") as held:
            target = ProbeTarget(secret, public, held.fileno(), os.getpid(), server.getsockname()[1])
            yield _ProbeRunner(plan, target, root, uid)
    finally:
        pool.close()
        scratch.wipe(root)
        shutil.rmtree(hidden)


if __name__ == "__main__":
    main()
