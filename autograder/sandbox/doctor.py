"""Find out with probes which layers of the sandbox work on this machine.

`run_probes` starts a fresh process in the role of the zygote. It forks a worker for each probe with all layers on. If
the probe is stopped, it forks more workers with one layer each, to find out which layers are sufficient alone.
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
"""Says that a probe is stopped without any layer: by the grader's own shield, the container, or permissions."""

TOGETHER = "several layers together"

_PATIENCE = 20
"""Seconds after which a probe counts as stopped."""

_REPETITIONS = 11
_MEMORY = 256 << 20
_CPU_SECONDS = 10


@dataclass(frozen=True)
class ProbeResult:
    """The result of one probe.

    Attributes:
        probe: Short name of the probe.
        description: The forbidden action, in words.
        stopped: Whether the action failed with all layers on.
        by: The layers that are each sufficient to stop it, or `MACHINE`, or `TOGETHER`; empty if it succeeded.
        detail: How the probe ended with all layers on.
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
        isolation: Layer -> `on`, or why it is off.
        missing: The layers that are off although records rely on them, with the reasons.
        results: The result of each probe; empty if workers cannot be forked.
        milliseconds: CPU time in milliseconds that the lock-down adds to the start of a worker (median).
    """

    isolation: dict[str, str]
    missing: dict[str, str]
    results: tuple[ProbeResult, ...]
    milliseconds: float = 0.0


def run_probes() -> SandboxReport:
    """Run every probe on this machine, which takes a few seconds.

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
    """Parse the report of the fresh process."""
    fields = json.loads(report)
    results = tuple(ProbeResult(**{**row, "by": tuple(row["by"])}) for row in fields["results"])
    return SandboxReport(fields["isolation"], fields["missing"], results, fields["milliseconds"])


def main() -> None:
    """Run every probe and write the report to standard output; the main function of the fresh process."""
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
        """Fork a worker with these layers and return its report.

        Args:
            probe: The probe to run; None to report the layers and the time that they took.
            layers: The layers to apply.

        Returns:
            Empty if the probe succeeded, otherwise what stopped it. Without a probe, JSON.
        """
        uid = self._uid if "uid" in layers else None
        folder = scratch.make(self._root, uid)
        ours, theirs = socket.socketpair()
        pid = os.fork()
        if pid == 0:
            policy = lockdown.Policy(folder, theirs.fileno(), _CPU_SECONDS, _MEMORY, uid, layers=layers)
            self._run_worker(probe, policy, theirs)
        theirs.close()
        try:
            return self._outcome(pid, ours)
        finally:
            ours.close()
            scratch.wipe(folder)

    def _run_worker(self, probe: Probe | None, policy: lockdown.Policy, channel: socket.socket) -> None:
        """Lock down, run the probe, report, and exit; runs in the forked worker."""
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
        report = b""
        try:
            while data := channel.recv(65_536):
                report += data
        except TimeoutError:
            report = b"+no answer"
            os.kill(pid, signal.SIGKILL)
        _, status = os.waitpid(pid, 0)
        if report:
            return report[1:].decode("ascii")
        if os.WIFSIGNALED(status):
            return f"ended by {signal.Signals(os.WTERMSIG(status)).name}"
        return ""  # the worker executed another program, which ended


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
    """Set up the targets of the probes (a secret, a public folder, a listening port) and remove them afterwards."""
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
