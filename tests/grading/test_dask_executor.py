"""Grading on a Dask cluster of one scheduler and its workers, each a process."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from autograder.errors import UsageError
from autograder.grading.grade import grade_on_cluster
from autograder.model.assignment import load_assignment
from autograder.submissions.refs import SubmissionRef
from benchmarks.cluster import running
from tests.cli.batches import SLOW, Batch
from tests.grading.toy import submit
from tests.needs import needs

pytestmark = pytest.mark.slow

SECRET = b"a secret of 32 bytes, and no more"[:32]
ROOT = Path(__file__).resolve().parents[2]


recorded = pytest.mark.recorded("cluster", "autograder", "docs/security.md", "requirements.lock")
"""What happens around grading on a cluster; `test_workers_come_and_go` starts one in every run."""


@pytest.fixture
def cluster(tmp_path):
    """A scheduler and two workers: its address, all processes, and a function that starts one more worker."""
    needs("linux")
    with running(tmp_path, 2) as started:
        yield started


def graded(toy, tmp_path, address, count):
    """Grade `count` slow submissions on the cluster."""
    handed_in = [
        SubmissionRef.from_path(submit(tmp_path / "class" / f"s{number}", toys=SLOW)) for number in range(count)
    ]
    return grade_on_cluster(toy, load_assignment(toy), handed_in, SECRET, address)


SECOND_CLIENT = """
import json, pickle, sys
from distributed import Client

def everything(dask_scheduler):
    found = [plugin if isinstance(plugin, bytes) else pickle.dumps(plugin)
             for plugin in dask_scheduler.worker_plugins.values()]
    return b"".join(found)

def folders():
    import glob, tempfile
    return glob.glob(tempfile.gettempdir() + "/autograder-unpacked-*/*/tests/hidden/*.py")

with Client(sys.argv[1], timeout=20) as client:
    read = client.run_on_scheduler(everything)
    unpacked = sorted({path for paths in client.run(folders).values() for path in paths})
    print(json.dumps({"secret": sys.argv[2].encode() in read, "tests": b"hidden/" in read, "unpacked": unpacked}))
"""
"""What a client that has nothing to do with a grading reads from the scheduler and its workers."""


def second_client(address, **environment):
    """Connect a second client while the cluster grades; return its process, when it has ended."""
    command = [sys.executable, "-c", SECOND_CLIENT, address, SECRET.decode()]
    return subprocess.run(command, env={**os.environ, **environment}, capture_output=True, text=True, timeout=120)


def test_workers_come_and_go(toy, tmp_path, cluster):
    """A worker that joins is used, killed ones lose nothing, and the next one removes what they have unpacked."""
    address, (_scheduler, first, second), join = cluster
    results = graded(toy, tmp_path, address, 8)
    records = [next(results).record]
    told = json.loads(second_client(address).stdout)
    assert (told["secret"], told["tests"]) == (True, True)  # as docs/security.md says
    unpacked = [Path(path) for path in told["unpacked"]]
    assert len({path.parents[3] for path in unpacked}) >= 2
    first.kill()
    first.wait()
    second.kill()
    second.wait()
    join()  # alone now: what follows is graded there
    records += [done.record for done in results]
    assert sorted(record.submission for record in records) == [f"s{number}" for number in range(8)]
    assert {record.score for record in records} == {10.0}
    assert not [path for path in unpacked if path.exists()]


@recorded
def test_a_scheduler_that_ends_is_one_line(tmp_path, cluster):
    """If the scheduler dies, the command says in one line how to go on, and what was graded is kept."""
    address, (scheduler, *_workers), _join = cluster
    batch = Batch(tmp_path / "batch", size=8)
    environment = {**os.environ, "DASK_DISTRIBUTED__COMM__TIMEOUTS__CONNECT": "2s"}
    command = [word for word in batch.command("--dask", address) if word not in ("--jobs", "1")]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment)
    assert next((line for line in process.stdout if line.startswith("1/")), "")
    scheduler.kill()
    _out, err = process.communicate(timeout=120)
    assert process.returncode == 2, err
    assert len(err.splitlines()) == 1, err
    assert "the scheduler has ended; all results so far are kept" in err
    kept = batch.scores()
    assert 1 <= len(kept) < 8
    assert (batch.out / "grades.csv").is_file()
    assert batch.finish().returncode == 0
    assert batch.scores() == dict.fromkeys(batch.names, 10.0)


@recorded
def test_grading_over_tls(toy, tmp_path):
    """With the certificates of docs/security.md a cluster grades; a client without one is refused."""
    needs("linux", "openssl")
    page = (ROOT / "docs" / "security.md").read_text("utf-8")
    [commands] = re.findall(r"```text\n(umask.*?)```", page, re.DOTALL)
    subprocess.run(["sh", "-e", "-c", commands], cwd=tmp_path, check=True, capture_output=True)
    ca, certificate, key = (str(tmp_path / name) for name in ("ca.pem", "cert.pem", "key.pem"))
    [line] = re.findall(r"^dask scheduler (.*)$", page, re.MULTILINE)
    options = [str(tmp_path / word) if word.endswith(".pem") else word for word in line.split()]
    tls = {name: str(tmp_path / value) for name, value in re.findall(r"^export (DASK_\w+)=(\S+)$", page, re.MULTILINE)}
    assert set(tls.values()) == {ca, certificate, key}
    assert Path(key).stat().st_mode & 0o077 == 0
    batch = Batch(tmp_path / "batch", size=2)
    with running(tmp_path, 1, *options) as (address, _processes, _join):
        assert address.startswith("tls://")
        done = subprocess.run(
            batch.command("--dask", address), env={**os.environ, **tls}, capture_output=True, text=True, timeout=120
        )
        assert done.returncode == 0, done.stderr
        stranger = second_client(address)
        without = subprocess.run(
            batch.command("--dask", address, "--regrade"), capture_output=True, text=True, timeout=120
        )
    assert batch.scores() == dict.fromkeys(batch.names, 10.0)
    assert stranger.returncode != 0
    assert "secret" not in stranger.stdout
    assert without.returncode == 2
    assert "no scheduler with a worker responds" in without.stderr


@pytest.mark.parametrize(
    "address", ["tcp://192.0.2.1:8786", "192.0.2.1:8786", "ws://192.0.2.1:8786", "ucx://[2001:db8::1]:1"]
)
def test_nothing_leaves_this_machine_without_tls(toy, tmp_path, address, monkeypatch):
    """An address beyond the loopback without TLS is refused before anything is connected."""
    needs("linux")
    from autograder.grading import dask_executor as module

    monkeypatch.setattr(module, "Client", None)  # not called
    with pytest.raises(UsageError, match=r"everyone who reaches .* can read the secret"):
        list(graded(toy, tmp_path, address, 1))


@pytest.mark.parametrize("address", ["tcp://127.0.0.1:1", "localhost:1", "tcp://[::1]:1", "tls://192.0.2.1:1"])
def test_what_is_private_is_not_refused(address):
    """The loopback, and TLS to anywhere, pass the check."""
    from autograder.grading.dask_executor import _require_privacy

    _require_privacy(address, address)


def test_a_scheduler_that_other_machines_reach_is_refused(toy, tmp_path, monkeypatch):
    """The addresses that the scheduler gives for itself and its workers count, too; `insecure` skips all checks."""
    needs("linux")
    from autograder.grading import dask_executor as module

    class Reached:
        def __init__(self, *_args, **_options):
            self.sent = []

        def wait_for_workers(self, *_args, **_options):
            """There is one."""

        def scheduler_info(self, **_options):
            return {"address": "tcp://127.0.0.1:1", "workers": {"tcp://192.0.2.7:1": {"nthreads": 1}}}

        def register_plugin(self, plugin):
            raise RuntimeError("sent")

        def close(self, **_options):
            """Nothing is open."""

    monkeypatch.setattr(module, "Client", Reached)
    with pytest.raises(UsageError, match=r"everyone who reaches tcp://192.0.2.7:1 can read"):
        list(graded(toy, tmp_path, "tcp://127.0.0.1:1", 1))
    refs = [SubmissionRef.from_path(submit(tmp_path / "other"))]
    with pytest.raises(UsageError, match="sent"):
        list(grade_on_cluster(toy, load_assignment(toy), refs, SECRET, "tcp://192.0.2.1:1", insecure=True))


def test_a_missing_scheduler_is_reported_in_one_line(toy, tmp_path, monkeypatch):
    """An address without a scheduler raises UsageError."""
    from autograder.grading import dask_executor as module

    monkeypatch.setattr(module, "PATIENCE", 1)
    with pytest.raises(UsageError, match="no scheduler"):
        list(graded(toy, tmp_path, "tcp://127.0.0.1:9", 1))
