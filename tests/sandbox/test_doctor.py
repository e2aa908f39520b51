"""The probes, run with all layers, with one layer at a time, and on machines that lack layers."""

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
"""Probe that succeeds on any Linux without layers -> layers that are each sufficient to stop it."""

STOPPED_BY_UID = {"read-hidden", "stat-hidden", "chmod", "signal", "root", "environ-grader", "mem-grader", "vm-grader"}
"""Probes that only the separate user id stops if the grader runs as root."""


@pytest.fixture(scope="session")
def reported(tmp_path_factory):
    """A function that returns results by probe and the whole report: `reported("root", denied=...)`; cached."""

    @cache
    def found(who, **options):
        name = "-".join(["doctor", who, *(f"{key}-{value}" for key, value in options.items())])
        report = once(tmp_path_factory, re.sub("[^a-z0-9]+", "-", name), lambda _folder: run_doctor(who, **options))
        return {result.probe: result for result in report.results}, report

    return found


@pytest.fixture(scope="session")
def probed(tmp_path_factory):
    """The report of `run_probes` as the current user, and what is left in the temporary folder afterwards."""
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
    """With all layers on no probe succeeds, except that an ordinary user's worker can `stat` a hidden file."""
    results, _ = reported(who)
    assert results[probe].stopped == ((who, probe) != ("ordinary", "stat-hidden")), results[probe]


@pytest.mark.parametrize("who", EVERYBODY)
@pytest.mark.parametrize("probe", STOPPED_BY)
def test_each_layer_alone_stops_a_probe(reported, who, probe):
    """The probe succeeds without layers, and each of these layers alone stops it."""
    results, _ = reported(who)
    assert STOPPED_BY[probe] <= set(results[probe].by), results[probe]


@pytest.mark.parametrize("probe", sorted(STOPPED_BY_UID))
def test_a_separate_user_id_alone_stops_a_probe(reported, probe):
    """As root, the user id alone protects the grader's files and memory, and prevents signals to it."""
    results, _ = reported("root")
    assert "uid" in results[probe].by, results[probe]


@pytest.mark.parametrize("who", EVERYBODY)
def test_the_cost_of_the_lockdown_is_reported(reported, who):
    """The report states the time that the lock-down adds to a worker's start."""
    _, found = reported(who)
    assert found.milliseconds > 0
    assert found.missing == {}


def test_without_landlock_root_still_keeps_its_secrets(reported):
    """Without Landlock (ENOSYS), the user id protects hidden files and memory, and the report names the layer."""
    results, found = reported("root", absent=LANDLOCK_CALLS)
    assert "has no Landlock" in found.isolation["landlock"]
    assert found.missing == {}
    kept = STOPPED_BY_UID | {probe for probe in STOPPED_BY if STOPPED_BY[probe] != {"landlock"}}
    assert [probe for probe in kept if not results[probe].stopped] == []
    assert not results["read-other"].stopped


def test_without_landlock_an_ordinary_user_is_not_trusted(reported):
    """Without Landlock and user ids, the grader's files can be read, and the report names the missing layers."""
    results, found = reported("ordinary", absent=LANDLOCK_CALLS)
    assert set(found.missing) == {"landlock", "uid"}
    assert not results["read-hidden"].stopped
    assert results["tcp"].by == ("seccomp",)


@pytest.mark.parametrize("who", EVERYBODY)
def test_no_layer_needs_a_user_namespace(reported, who):
    """In a container that denies user namespaces, every layer still works."""
    results, found = reported(who, **SMALL)
    assert results["namespace"].by == (doctor.MACHINE,)
    assert found.missing == {}
    assert found.isolation == reported(who)[1].isolation


@pytest.mark.parametrize("who", EVERYBODY)
def test_every_layer_holds_under_a_small_cap(reported, who):
    """With 768 MiB for all processes, every layer works."""
    results, found = reported(who, **SMALL)
    assert found.missing == {}
    assert [probe for probe in STOPPED_BY if not results[probe].stopped] == []


def test_probes_try_this_machine(probed):
    """`run_probes` starts a fresh process as the current user, and reports every probe."""
    found, _ = probed
    assert {result.probe for result in found.results} == {probe.name for probe in probes.PROBES}
    assert set(found.isolation) == set(lockdown.LAYERS)


def test_the_doctor_leaves_nothing_behind(probed):
    """The folders of the probes are removed afterwards."""
    _, left = probed
    assert left == []
