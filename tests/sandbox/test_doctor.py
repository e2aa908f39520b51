"""The forbidden acts, really tried: with every layer on, with one at a time, and on machines that lack some."""

import os
import re
import sys
from functools import cache

import pytest

from autograder.sandbox import doctor, lockdown, probes
from tests.needs import needs
from tests.sandbox.locked import EVERYBODY, LANDLOCK_CALLS, diagnose
from tests.shared import once

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


@pytest.fixture(scope="session")
def diagnosed(tmp_path_factory):
    """What a diagnosis found, act by act, and all of it: `diagnosed("root", denied=...)`; each is made once."""

    @cache
    def found(who, **options):
        name = "-".join(["diagnosis", who, *(f"{key}-{value}" for key, value in options.items())])
        diagnosis = once(tmp_path_factory, re.sub("[^a-z0-9]+", "-", name), lambda _folder: diagnose(who, **options))
        return {result.act: result for result in diagnosis.results}, diagnosis

    return found


@pytest.fixture(scope="session")
def probed(tmp_path_factory):
    """What `probe` finds, as whoever runs this, and what is left in its temporary folder afterwards."""
    needs("linux")

    def work(folder):
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("TMPDIR", str(folder))
            return doctor.probe(), [path.name for path in folder.iterdir()]

    return once(tmp_path_factory, "probed", work)


SMALL = {"denied": (UNSHARE, SETNS), "address_space": 768 << 20}
"""A plain container: no user namespaces, and 768 MiB for everything."""


@pytest.mark.parametrize("who", EVERYBODY)
@pytest.mark.parametrize("act", [act.name for act in probes.ACTS])
def test_each_act_is_stopped(diagnosed, who, act):
    """With every layer on no act succeeds; but an ordinary user's worker can see that a hidden file is there."""
    results, _ = diagnosed(who)
    assert results[act].stopped == ((who, act) != ("ordinary", "stat-hidden")), results[act]


@pytest.mark.parametrize("who", EVERYBODY)
@pytest.mark.parametrize("act", STOPPED_BY)
def test_each_layer_stops_an_act_by_itself(diagnosed, who, act):
    """The act succeeds with every layer off, and any one of these layers is enough to stop it."""
    results, _ = diagnosed(who)
    assert STOPPED_BY[act] <= set(results[act].by), results[act]


@pytest.mark.parametrize("act", sorted(STOPPED_BY_UID))
def test_a_user_of_its_own_stops_an_act_by_itself(diagnosed, act):
    """As root the user id alone keeps a worker from the grader's files, memory and signals."""
    results, _ = diagnosed("root")
    assert "uid" in results[act].by, results[act]


@pytest.mark.parametrize("who", EVERYBODY)
def test_what_lockdown_costs_is_told(diagnosed, who):
    """The diagnosis says what the lock-down adds to a worker's start."""
    _, found = diagnosed(who)
    assert found.milliseconds > 0
    assert found.missing == {}


def test_without_landlock_root_still_keeps_its_secrets(diagnosed):
    """Where the kernel answers ENOSYS, the user id keeps hidden files and the grader's memory, and it is said."""
    results, found = diagnosed("root", absent=LANDLOCK_CALLS)
    assert "has no Landlock" in found.isolation["landlock"]
    assert found.missing == {}
    kept = STOPPED_BY_UID | {act for act in STOPPED_BY if STOPPED_BY[act] != {"landlock"}}
    assert [act for act in kept if not results[act].stopped] == []
    assert not results["read-other"].stopped


def test_without_landlock_an_ordinary_user_is_not_trusted(diagnosed):
    """There nothing keeps a worker from the grader's files, and the diagnosis says which layers are missing."""
    results, found = diagnosed("ordinary", absent=LANDLOCK_CALLS)
    assert set(found.missing) == {"landlock", "uid"}
    assert not results["read-hidden"].stopped
    assert results["tcp"].by == ("seccomp",)


@pytest.mark.parametrize("who", EVERYBODY)
def test_no_layer_needs_a_user_namespace(diagnosed, who):
    """Where the container denies user namespaces, every layer still holds."""
    results, found = diagnosed(who, **SMALL)
    assert results["namespace"].by == (doctor.MACHINE,)
    assert found.missing == {}
    assert found.isolation == diagnosed(who)[1].isolation


@pytest.mark.parametrize("who", EVERYBODY)
def test_every_layer_holds_under_a_small_cap(diagnosed, who):
    """Under a cap of 768 MiB on everything, every layer holds."""
    results, found = diagnosed(who, **SMALL)
    assert found.missing == {}
    assert [act for act in STOPPED_BY if not results[act].stopped] == []


def test_probe_tries_this_machine(probed):
    """`probe` starts a fresh process and reports every act, as whoever runs it."""
    found, _ = probed
    assert {result.act for result in found.results} == {act.name for act in probes.ACTS}
    assert set(found.isolation) == set(lockdown.LAYERS)


def test_a_diagnosis_leaves_nothing_behind(probed):
    """The folders that the trials were made in are gone afterwards."""
    _, left = probed
    assert left == []
