"""Grading on a Dask cluster: each task carries a submission's bytes and brings back its record.

The assignment travels once to each worker, as an archive known by its digest. A worker that is killed loses nothing:
the scheduler gives its tasks to another, and only what comes back is written down.
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
"""How often a submission goes to another worker after the one that had it failed."""

PATIENCE = 30
"""Seconds to wait for the scheduler, and then for a first worker."""


class DaskExecutor:
    """The workers of a scheduler.

    TLS and everything else about connections is Dask's own configuration (`distributed.comm.tls` in its YAML files, or
    `DASK_DISTRIBUTED__COMM__TLS__...` in the environment).

    Args:
        address: `tcp://HOST:PORT` or `tls://HOST:PORT`.
        setup: What to grade.

    Raises:
        UsageError: The scheduler cannot be reached, has no worker, or a worker runs another version of the engine.
    """

    def __init__(self, address: str, setup: Setup) -> None:
        shipment = _Shipment(_packed(setup.folder), setup)
        try:
            self._client = Client(address, timeout=PATIENCE)
            self._client.wait_for_workers(1, timeout=PATIENCE)
        except (OSError, ValueError, TypeError) as error:
            raise UsageError(f"--dask {address}: no scheduler with a worker answers there ({error})") from None
        try:
            self._client.register_plugin(_Assignment(shipment))
        except Exception as error:
            self.close()
            raise UsageError(f"--dask {address}: a worker cannot grade this: {error}") from None
        threads = self._client.scheduler_info(n_workers=-1)["workers"].values()
        self.size = max(1, sum(worker["nthreads"] for worker in threads))
        self._task = _Task(shipment.name)
        self._futures = self._client.get_executor(pure=False, retries=RETRIES)

    def submit(self, job: Job) -> Future[Record]:
        """Grade a submission on a worker."""
        future: Future[Record] = self._futures.submit(self._task, job)
        return future

    def close(self) -> None:
        """Leave the cluster; what it has not begun is canceled."""
        with contextlib.suppress(OSError, TimeoutError):
            self._client.close(timeout=PATIENCE)


@dataclass(frozen=True)
class _Task:
    """Sent instead of a method, so that nothing but the digest travels with it."""

    digest: str

    def __call__(self, job: Job) -> Record:
        plugin: Any = get_worker().plugins[self.digest]
        record: Record = plugin.grade(job)
        return record


@dataclass(frozen=True)
class _Shipment:
    """An assignment on its way.

    Attributes:
        archive: Its source folder as a zip.
        setup: What to grade; its folder is where the assignment lies at home.
    """

    archive: bytes
    setup: Setup

    @property
    def name(self) -> str:
        """What workers know it by."""
        digests = self.setup.digests
        return f"autograder-{digests['assignment'][:16]}-{digests['secret']}"


class _Assignment(WorkerPlugin):
    """One assignment on one worker, with as many processes as the worker has threads."""

    idempotent = True

    def __init__(self, shipment: _Shipment) -> None:
        self.name = shipment.name
        self._shipment = shipment
        self._home: Path | None = None
        self._executor: LocalExecutor | None = None

    def setup(self, worker: Worker) -> None:
        """Unpack, and start processes.

        Raises:
            RuntimeError: This worker's engine is another one.
        """
        setup, here = self._shipment.setup, digest_of_engine()
        if setup.digests["engine"] != here:
            raise RuntimeError(
                f"{worker.address} has engine {here}, the batch was started with {setup.digests['engine']}; "
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
        """End the processes and remove what was unpacked."""
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
    """The assignment's source folder as a zip."""
    found = (path for path in folder.rglob("*") if path.is_file() and "__pycache__" not in path.parts)
    return zip_bytes({path.relative_to(folder).as_posix(): path.read_bytes() for path in found})
