"""The probes, really run: with every layer on, with one at a time, and on machines that lack some."""

import os
import re
import sys
from functools import cache

import pytest

from autograder.sandbox import doctor, lockdown, probes
from tests.needs import needs
from tests.sandbox.locked import EVERYBODY, LANDLOCK_CALLS, run_doctor
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
"""Probes that succeed on any Linux where nothing stops them, and layers that each stop them alone, for anybody."""

STOPPED_BY_UID = {"read-hidden", "stat-hidden", "chmod", "signal", "root", "environ-grader", "mem-grader", "vm-grader"}
"""Probes that root's workers fail for the one reason that they are another user."""


@pytest.fixture(scope="session")
def reported(tmp_path_factory):
    """What the doctor found, by probe, and its whole report: `reported("root", denied=...)`; each is made once."""

    @cache
    def found(who, **options):
        name = "-".join(["doctor", who, *(f"{key}-{value}" for key, value in options.items())])
        report = once(tmp_path_factory, re.sub("[^a-z0-9]+", "-", name), lambda _folder: run_doctor(who, **options))
        return {result.probe: result for result in report.results}, report

    return found


@pytest.fixture(scope="session")
def probed(tmp_path_factory):
    """What `run_probes` finds, as whoever runs this, and what is left in its temporary folder afterwards."""
    needs("linux")

    def work(folder):
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("TMPDIR", str(folder))
            return doctor.run_probes(), [path.name for path in folder.iterdir()]

    return once(tmp_path_factory, "probed", work)


SMALL = {"denied": (UNSHARE, SETNS), "address_space": 768 << 20}
"""A plain container: no user namespaces, and 768 MiB for everything."""


@pytest.mark.parametrize("who", EVERYBODY)
@pytest.mark.parametrize("probe", [probe.name for probe in probes.PROBES])
def test_each_probe_is_stopped(reported, who, probe):
    """With every layer on no probe succeeds; but an ordinary user's worker can see that a hidden file is there."""
    results, _ = reported(who)
    assert results[probe].stopped == ((who, probe) != ("ordinary", "stat-hidden")), results[probe]


@pytest.mark.parametrize("who", EVERYBODY)
@pytest.mark.parametrize("probe", STOPPED_BY)
def test_each_layer_stops_a_probe_by_itself(reported, who, probe):
    """The probe succeeds with every layer off, and any one of these layers is enough to stop it."""
    results, _ = reported(who)
    assert STOPPED_BY[probe] <= set(results[probe].by), results[probe]


@pytest.mark.parametrize("probe", sorted(STOPPED_BY_UID))
def test_a_user_of_its_own_stops_a_probe_by_itself(reported, probe):
    """As root the user id alone keeps a worker from the grader's files, memory and signals."""
    results, _ = reported("root")
    assert "uid" in results[probe].by, results[probe]


@pytest.mark.parametrize("who", EVERYBODY)
def test_what_lockdown_costs_is_told(reported, who):
    """The report says what the lock-down adds to a worker's start."""
    _, found = reported(who)
    assert found.milliseconds > 0
    assert found.missing == {}


def test_without_landlock_root_still_keeps_its_secrets(reported):
    """If the kernel answers ENOSYS, the report states that the user id protects hidden files and the grader."""
    results, found = reported("root", absent=LANDLOCK_CALLS)
    assert "has no Landlock" in found.isolation["landlock"]
    assert found.missing == {}
    kept = STOPPED_BY_UID | {probe for probe in STOPPED_BY if STOPPED_BY[probe] != {"landlock"}}
    assert [probe for probe in kept if not results[probe].stopped] == []
    assert not results["read-other"].stopped


def test_without_landlock_an_ordinary_user_is_not_trusted(reported):
    """There nothing keeps a worker from the grader's files, and the report says which layers are missing."""
    results, found = reported("ordinary", absent=LANDLOCK_CALLS)
    assert set(found.missing) == {"landlock", "uid"}
    assert not results["read-hidden"].stopped
    assert results["tcp"].by == ("seccomp",)


@pytest.mark.parametrize("who", EVERYBODY)
def test_no_layer_needs_a_user_namespace(reported, who):
    """Where the container denies user namespaces, every layer still holds."""
    results, found = reported(who, **SMALL)
    assert results["namespace"].by == (doctor.MACHINE,)
    assert found.missing == {}
    assert found.isolation == reported(who)[1].isolation


@pytest.mark.parametrize("who", EVERYBODY)
def test_every_layer_holds_under_a_small_cap(reported, who):
    """Under a cap of 768 MiB on everything, every layer holds."""
    results, found = reported(who, **SMALL)
    assert found.missing == {}
    assert [probe for probe in STOPPED_BY if not results[probe].stopped] == []


def test_probes_try_this_machine(probed):
    """`run_probes` starts a fresh process and reports every probe, as whoever runs it."""
    found, _ = probed
    assert {result.probe for result in found.results} == {probe.name for probe in probes.PROBES}
    assert set(found.isolation) == set(lockdown.LAYERS)


def test_the_doctor_leaves_nothing_behind(probed):
    """The folders that the trials were made in are gone afterwards."""
    _, left = probed
    assert left == []
