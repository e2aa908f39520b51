"""Grade on a Dask cluster: each task sends the bytes of a submission and returns its record.

The assignment is sent once to each worker, as an archive that is identified by its digest. If a worker is killed,
nothing is lost: the scheduler gives its tasks to another worker, and only returned records are stored.
"""

import contextlib
import fcntl
import io
import ipaddress
import logging
import os
import shutil
import socket
import stat
import tempfile
import time
import zipfile
from concurrent.futures import CancelledError, Future
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO, Any

from distributed import Client, KilledWorker, Worker, WorkerPlugin, get_worker

from autograder.errors import UsageError
from autograder.files import zip_bytes
from autograder.grading.digests import digest_of_engine
from autograder.grading.executor import LocalExecutor
from autograder.grading.job import Job, Setup
from autograder.grading.records import internal_error_record
from autograder.model.assignment import Limits
from autograder.model.results import Record
from autograder.sandbox.limits import fit

__all__ = ["DaskExecutor"]

RETRIES = 3
"""Number of other workers that a submission is sent to if its worker fails."""

PATIENCE = 30
"""Seconds to wait for the scheduler, and then for the first worker."""

FRESH = 1.0
"""Seconds for which the number of workers is believed, so that those who join later are used."""

UNPACKED = "autograder-unpacked-"
"""Prefix of the folders with unpacked assignments. Each belongs to the process that holds the lock on its file."""

OWNER = ".owner"


class DaskExecutor:
    """Grades submissions on the workers of a Dask scheduler.

    Connections and TLS are configured in Dask itself (`distributed.comm.tls` in its YAML files, or
    `DASK_DISTRIBUTED__COMM__TLS__...` in the environment). Without TLS, whoever reaches the scheduler can read the
    secret and the hidden tests, so they leave this machine only encrypted.

    Args:
        address: Address of the scheduler, `tcp://HOST:PORT` or `tls://HOST:PORT`.
        setup: The assignment and how to grade it.
        insecure: Whether to send them without TLS to other machines, too.

    Raises:
        UsageError: The cluster is not on this machine and has no TLS; the scheduler cannot be reached or has no worker;
            or a worker runs another version of the engine.
    """

    def __init__(self, address: str, setup: Setup, insecure: bool = False) -> None:
        if not insecure:
            _require_privacy(address, address)
        self._address = address
        self._setup = setup
        self._threads, self._counted = 1, float("-inf")
        shipment = _Shipment(_packed(setup.folder), setup)
        for logger in ("distributed.client", "distributed.batched"):  # what they say ends here in one line
            logging.getLogger(logger).setLevel(logging.CRITICAL + 1)
        try:
            self._client = Client(address, timeout=PATIENCE)
            self._client.wait_for_workers(1, timeout=PATIENCE)
        except (OSError, ValueError, TypeError, RuntimeError) as error:
            raise UsageError(f"--dask {address}: no scheduler with a worker responds ({error})") from None
        try:
            if not insecure:
                self._require_private_cluster()
        except UsageError:
            self.close()
            raise
        try:
            self._client.register_plugin(_Assignment(shipment))
        except Exception as error:
            self.close()
            raise UsageError(f"--dask {address}: a worker cannot grade the assignment: {error}") from None
        self._task = _Task(shipment.name)
        self._futures = self._client.get_executor(pure=False, retries=RETRIES)

    @property
    def size(self) -> int:
        """Number of submissions graded at the same time: the threads of all workers at this moment."""
        if time.monotonic() - self._counted > FRESH:
            with contextlib.suppress(OSError, TimeoutError):  # a scheduler that has ended is reported by the results
                self._threads = sum(self._client.nthreads().values())
            self._counted = time.monotonic()
        return max(1, self._threads)

    def submit(self, job: Job) -> Future[Record]:
        """Grade a submission on a worker.

        Returns:
            A future of its record. It raises UsageError if the scheduler ends before.
        """
        result: Future[Record] = Future()
        result.set_running_or_notify_cancel()
        try:
            future: Future[Record] = self._futures.submit(self._task, job)
        except Exception:
            result.set_exception(self._lost())
            return result
        future.add_done_callback(lambda done: self._pass_on(done, result, job))
        return result

    def _pass_on(self, done: Future[Record], result: Future[Record], job: Job) -> None:
        try:
            result.set_result(done.result())
        except CancelledError:
            result.set_exception(self._lost())
        except KilledWorker as error:  # the workers that it was sent to ended, one after the other
            result.set_result(internal_error_record(job, self._setup, str(error)))
        except Exception as error:
            result.set_exception(error)

    def _lost(self) -> UsageError:
        return UsageError(
            f"--dask {self._address}: the scheduler has ended; all results so far are kept. "
            "Start it again, and run the same command to continue"
        )

    def _require_private_cluster(self) -> None:
        """Require that the scheduler and the workers, as the scheduler names them, are private."""
        info = self._client.scheduler_info(n_workers=-1)
        for address in (info["address"], *info["workers"]):
            _require_privacy(address, self._address)

    def close(self) -> None:
        """Disconnect from the cluster; tasks that have not started are canceled."""
        with contextlib.suppress(OSError, TimeoutError):
            self._client.close(timeout=PATIENCE)


@dataclass(frozen=True)
class _Task:
    """The function that is sent to a worker. A bound method would send its whole object; this sends a digest."""

    digest: str

    def __call__(self, job: Job) -> Record:
        plugin: Any = get_worker().plugins[self.digest]
        record: Record = plugin.grade(job)
        return record


@dataclass(frozen=True)
class _Shipment:
    """An assignment as it is sent to the workers.

    Attributes:
        archive: Its source folder as a zip.
        setup: How to grade it; `folder` is a path on the sender's machine.
    """

    archive: bytes
    setup: Setup

    @property
    def name(self) -> str:
        """Return the name of the plugin on the workers."""
        digests = self.setup.digests
        return f"autograder-{digests['assignment'][:16]}-{digests['secret']}"


class _Assignment(WorkerPlugin):
    """One assignment on one worker, with one grading process for each thread of the worker."""

    idempotent = True

    def __init__(self, shipment: _Shipment) -> None:
        self.name = shipment.name
        self._shipment = shipment
        self._home: Path | None = None
        self._owner: IO[bytes] | None = None
        self._executor: LocalExecutor | None = None

    def setup(self, worker: Worker) -> None:
        """Unpack the assignment and start the grading processes.

        Raises:
            RuntimeError: This worker has another version of the engine.
        """
        setup, here = self._shipment.setup, digest_of_engine()
        if setup.digests["engine"] != here:
            raise RuntimeError(
                f"{worker.address} has engine {here}, but this machine has {setup.digests['engine']}; "
                "install the same version on both"
            )
        self._home, self._owner = _make_home()
        folder = self._home / setup.folder.name
        with zipfile.ZipFile(io.BytesIO(self._shipment.archive)) as archive:
            archive.extractall(folder)
        fitted = fit(setup.limits.memory << 20, worker.state.nthreads)
        limits = Limits(setup.limits.cpu, fitted.memory >> 20)
        self._executor = LocalExecutor(fitted.workers)
        self._executor.set_up(replace(setup, folder=folder, limits=limits, note=fitted.note))

    def teardown(self, worker: Worker) -> None:
        """End the grading processes and remove the unpacked assignment."""
        if self._executor:
            self._executor.close()
        if self._home:
            shutil.rmtree(self._home, ignore_errors=True)
        if self._owner:
            self._owner.close()

    def grade(self, job: Job) -> Record:
        """Grade one submission on a process of this worker."""
        assert self._executor is not None
        return self._executor.submit(job).result()

    def __getstate__(self) -> dict[str, Any]:
        return {**self.__dict__, "_home": None, "_owner": None, "_executor": None}


def _make_home() -> tuple[Path, IO[bytes]]:
    """Create a folder for hidden tests, and remove those whose worker has ended without doing so.

    Returns:
        The folder, which only this user can enter, and the file in it that is locked as long as this process lives.
    """
    new = Path(tempfile.mkdtemp(prefix="autograder-new-"))
    owner = _hold(new / OWNER)
    assert owner is not None
    home = new.rename(new.with_name(new.name.replace("autograder-new-", UNPACKED)))
    for other in home.parent.glob(f"{UNPACKED}*"):
        with contextlib.suppress(OSError):
            about = other.lstat()
            if other != home and stat.S_ISDIR(about.st_mode) and about.st_uid == os.geteuid():
                _remove_if_left(other)
    return home, owner


def _hold(path: Path) -> IO[bytes] | None:
    """Create a file, and lock it until it is closed or this process ends.

    Returns:
        The open file; None if another process holds it.
    """
    file = os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600), "rb+")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        file.close()
        return None
    return file


def _remove_if_left(home: Path) -> None:
    if (lock := _hold(home / OWNER)) is not None:
        shutil.rmtree(home, ignore_errors=True)
        lock.close()


def _require_privacy(address: str, named: str) -> None:
    """Require that a connection to an address is encrypted or does not leave this machine.

    Raises:
        UsageError: Others could read what is sent.
    """
    scheme, found, rest = address.partition("://")
    if not found:
        scheme, rest = "tcp", address
    if scheme in ("tls", "wss", "inproc"):
        return
    host = rest.rpartition(":")[0].strip("[]") if ":" in rest else rest
    if not _is_this_machine(host):
        raise UsageError(
            f"--dask {named}: without TLS, everyone who reaches {address} can read the secret and the hidden tests; "
            "use tls:// (docs/security.md shows how), or --insecure-cluster in a network of your own"
        )


def _is_this_machine(host: str) -> bool:
    """Return whether a host is reached by the loopback alone, whichever of its addresses is chosen."""
    try:
        found = {str(info[4][0]) for info in socket.getaddrinfo(host, None)}
    except (OSError, UnicodeError):
        return False
    return all(ipaddress.ip_address(one.partition("%")[0]).is_loopback for one in found)


def _packed(folder: Path) -> bytes:
    """Return an assignment's source folder as a zip."""
    found = (path for path in folder.rglob("*") if path.is_file() and "__pycache__" not in path.parts)
    return zip_bytes({path.relative_to(folder).as_posix(): path.read_bytes() for path in found})
