"""Measure a Dask cluster on this machine, with one worker and with two."""

import contextlib
import json
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from benchmarks.measure import class_of, grade_command, run

__all__ = ["cluster", "running"]

CLASS = 120


def cluster() -> list[str]:
    """Measure submissions a second on one worker and on two, and on as many local processes."""
    walls = {}
    with tempfile.TemporaryDirectory() as root:
        handed_in = class_of(Path(root, "class"), CLASS)
        for workers in (1, 2):
            walls[f"local {workers}"] = run(grade_command(handed_in, Path(root, f"l{workers}"), workers)).wall
            with running(Path(root), workers) as (address, _processes, _join):
                command = [*grade_command(handed_in, Path(root, f"d{workers}"), 0), "--dask", address]
                walls[f"Dask {workers}"] = run(command).wall
    listed = ", ".join(f"{name}: {CLASS / wall:.1f}" for name, wall in walls.items())
    ratio = walls["Dask 1"] / walls["Dask 2"]
    return [
        f"submissions a second, start included, {CLASS} of them: {listed}; two Dask workers are {ratio:.2f} times one"
    ]


@contextlib.contextmanager
def running(
    root: Path, workers: int, *options: str
) -> Iterator[tuple[str, list["subprocess.Popen[str]"], Callable[[], "subprocess.Popen[str]"]]]:
    """Start a scheduler and workers as in Dask's documentation.

    Args:
        root: A folder for the scheduler's file.
        workers: Number of workers.
        options: More options for the scheduler and the workers, such as those of TLS.

    Yields:
        The scheduler's address; its process and those of the workers; a function that starts one more worker.
    """
    place = root / f"scheduler-{workers}.json"
    with contextlib.ExitStack() as started:

        def start(*arguments: str) -> "subprocess.Popen[str]":
            command = [sys.executable, "-m", *arguments, "--no-dashboard"]
            process = subprocess.Popen(command, cwd=root, stderr=subprocess.PIPE, text=True)
            started.callback(process.communicate)
            started.callback(process.kill)
            return process

        host = ["--host", "127.0.0.1", "--scheduler-file", str(place), *options]
        scheduler = start("distributed.cli.dask_scheduler", *host, "--port", "0")
        while not place.exists():
            assert scheduler.stderr is not None
            assert scheduler.stderr.readline(), "the scheduler ended"

        def join() -> "subprocess.Popen[str]":
            return start("distributed.cli.dask_worker", *host, "--nthreads", "1", "--no-nanny")

        processes = [join() for _ in range(workers)]
        for worker in processes:
            assert worker.stderr is not None
            while "Registered to" not in worker.stderr.readline():
                assert worker.poll() is None, "a worker ended"
        yield json.loads(place.read_text(encoding="utf-8"))["address"], [scheduler, *processes], join
