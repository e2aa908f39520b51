"""Grade on a Dask cluster: each task sends the bytes of a submission and returns its record.

The assignment is sent once to each worker, as an archive that is identified by its digest. If a worker is killed,
nothing is lost: the scheduler gives its tasks to another worker, and only returned records are stored.
"""

import contextlib
import io
import shutil
import tempfile
import zipfile
from concurrent.futures import Future
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from distributed import Client, Worker, WorkerPlugin, get_worker

from autograder.errors import UsageError
from autograder.files import zip_bytes
from autograder.grading.digests import digest_of_engine
from autograder.grading.executor import LocalExecutor
from autograder.grading.job import Job, Setup
from autograder.model.assignment import Limits
from autograder.model.results import Record
from autograder.sandbox.limits import fit

__all__ = ["DaskExecutor"]

RETRIES = 3
"""Number of other workers that a submission is sent to if its worker fails."""

PATIENCE = 30
"""Seconds to wait for the scheduler, and then for the first worker."""


class DaskExecutor:
    """Grades submissions on the workers of a Dask scheduler.

    Connections and TLS are configured in Dask itself (`distributed.comm.tls` in its YAML files, or
    `DASK_DISTRIBUTED__COMM__TLS__...` in the environment).

    Args:
        address: Address of the scheduler, `tcp://HOST:PORT` or `tls://HOST:PORT`.
        setup: The assignment and how to grade it.

    Raises:
        UsageError: The scheduler cannot be reached or has no worker, or a worker runs another version of the engine.
    """

    def __init__(self, address: str, setup: Setup) -> None:
        shipment = _Shipment(_packed(setup.folder), setup)
        try:
            self._client = Client(address, timeout=PATIENCE)
            self._client.wait_for_workers(1, timeout=PATIENCE)
        except (OSError, ValueError, TypeError) as error:
            raise UsageError(f"--dask {address}: no scheduler with a worker responds ({error})") from None
        try:
            self._client.register_plugin(_Assignment(shipment))
        except Exception as error:
            self.close()
            raise UsageError(f"--dask {address}: a worker cannot grade the assignment: {error}") from None
        threads = self._client.scheduler_info(n_workers=-1)["workers"].values()
        self.size = max(1, sum(worker["nthreads"] for worker in threads))
        self._task = _Task(shipment.name)
        self._futures = self._client.get_executor(pure=False, retries=RETRIES)

    def submit(self, job: Job) -> Future[Record]:
        """Grade a submission on a worker."""
        future: Future[Record] = self._futures.submit(self._task, job)
        return future

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
        self._home = Path(tempfile.mkdtemp(prefix="autograder-"))  # 0700: it holds hidden tests
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

    def grade(self, job: Job) -> Record:
        """Grade one submission on a process of this worker."""
        assert self._executor is not None
        return self._executor.submit(job).result()

    def __getstate__(self) -> dict[str, Any]:
        return {**self.__dict__, "_home": None, "_executor": None}


def _packed(folder: Path) -> bytes:
    """Return an assignment's source folder as a zip."""
    found = (path for path in folder.rglob("*") if path.is_file() and "__pycache__" not in path.parts)
    return zip_bytes({path.relative_to(folder).as_posix(): path.read_bytes() for path in found})
