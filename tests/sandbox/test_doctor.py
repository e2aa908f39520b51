"""The forbidden acts, really tried: with every layer on, with one at a time, and on machines that lack some."""

import os
import subprocess
import sys
from functools import cache

import pytest

from autograder.sandbox import acts, doctor, lockdown
from tests.needs import needs
from tests.sandbox.locked import EVERYBODY, LANDLOCK_CALLS, diagnose

pytestmark = pytest.mark.slow

UNSHARE, SETNS = {"x86_64": (272, 308), "aarch64": (97, 268)}[os.uname().machine] if sys.platform == "linux" else (0, 0)

STOPPED_BY = {
    "read-hidden": {"landlock"},
    "read-other": {"landlock"},
    "list-root": {"landlock"},
    "write-outside": {"landlock"},
    "chmod": {"seccomp"},
    "inherited": {"descriptors"},
    "environment": {"environment"},
    "signal": {"landlock", "seccomp"},
    "fork": {"seccomp"},
    "thread": {"seccomp"},
    "exec": {"landlock", "seccomp"},
    "tcp": {"landlock", "seccomp"},
    "udp": {"seccomp"},
    "unix": {"seccomp"},
    "netlink": {"seccomp"},
    "map-code": {"seccomp"},
    "make-code": {"seccomp"},
    "memory": {"limits"},
    "long-file": {"limits"},
    "descriptors": {"limits"},
    "raise-limits": {"seccomp"},
    "memfd": {"seccomp"},
    "shared-memory": {"seccomp"},
    "personality": {"seccomp"},
}
"""Acts that succeed on any Linux where nothing stops them, and layers that each stop them alone, for anybody."""

STOPPED_BY_UID = {"read-hidden", "stat-hidden", "chmod", "signal", "root", "environ-grader", "mem-grader", "vm-grader"}
"""Acts that root's workers cannot do for the one reason that they are another user."""


@cache
def _results(who, **options):
    found = diagnose(who, **options)
    return {result.act: result for result in found.results}, found


@pytest.mark.parametrize("who", EVERYBODY)
@pytest.mark.parametrize("act", [act.name for act in acts.ACTS])
def test_each_act_is_stopped(who, act):
    """With every layer on no act succeeds; but an ordinary user's worker can see that a hidden file is there."""
    results, _ = _results(who)
    assert results[act].stopped == ((who, act) != ("ordinary", "stat-hidden")), results[act]


@pytest.mark.parametrize("who", EVERYBODY)
@pytest.mark.parametrize("act", STOPPED_BY)
def test_each_layer_stops_an_act_by_itself(who, act):
    """The act succeeds with every layer off, and any one of these layers is enough to stop it."""
    results, _ = _results(who)
    assert STOPPED_BY[act] <= set(results[act].by), results[act]


@pytest.mark.parametrize("act", sorted(STOPPED_BY_UID))
def test_a_user_of_its_own_stops_an_act_by_itself(act):
    """As root the user id alone keeps a worker from the grader's files, memory and signals."""
    results, _ = _results("root")
    assert "uid" in results[act].by, results[act]


@pytest.mark.parametrize("who", EVERYBODY)
def test_what_lockdown_costs_is_told(who):
    """The diagnosis says what the lock-down adds to a worker's start."""
    _, found = _results(who)
    assert found.milliseconds > 0
    assert found.missing == {}


def test_without_landlock_root_still_keeps_its_secrets():
    """Where the kernel answers ENOSYS, the user id keeps hidden files and the grader's memory, and it is said."""
    results, found = _results("root", absent=LANDLOCK_CALLS)
    assert "has no Landlock" in found.isolation["landlock"]
    assert found.missing == {}
    kept = STOPPED_BY_UID | {act for act in STOPPED_BY if STOPPED_BY[act] != {"landlock"}}
    assert [act for act in kept if not results[act].stopped] == []
    assert not results["read-other"].stopped


def test_without_landlock_an_ordinary_user_is_not_trusted():
    """There nothing keeps a worker from the grader's files, and the diagnosis says which layers are missing."""
    results, found = _results("ordinary", absent=LANDLOCK_CALLS)
    assert set(found.missing) == {"landlock", "uid"}
    assert not results["read-hidden"].stopped
    assert results["tcp"].by == ("seccomp",)


@pytest.mark.parametrize("who", EVERYBODY)
def test_no_layer_needs_a_user_namespace(who):
    """Where the container denies user namespaces, every layer still holds."""
    results, found = _results(who, denied=(UNSHARE, SETNS))
    assert results["namespace"].by == (doctor.MACHINE,)
    assert found.missing == {}
    assert found.isolation == _results(who)[1].isolation


@pytest.mark.parametrize("who", EVERYBODY)
def test_every_layer_holds_under_a_small_cap(who):
    """Under a cap of 768 MiB on everything, every layer holds."""
    results, found = _results(who, address_space=768 << 20)
    assert found.missing == {}
    assert [act for act in STOPPED_BY if not results[act].stopped] == []


def test_probe_tries_this_machine():
    """`probe` starts a fresh process and reports every act, as whoever runs it."""
    needs("linux")
    found = doctor.probe()
    assert {result.act for result in found.results} == {act.name for act in acts.ACTS}
    assert set(found.isolation) == set(lockdown.LAYERS)


def test_a_diagnosis_leaves_nothing_behind(tmp_path):
    """The folders that the trials were made in are gone afterwards."""
    needs("linux")
    command = [sys.executable, "-m", "autograder.sandbox.doctor"]
    environment = {**os.environ, "TMPDIR": str(tmp_path)}
    subprocess.run(command, env=environment, check=True, capture_output=True)
    assert list(tmp_path.iterdir()) == []
