"""How much there is to share out, and how it is shared."""

from pathlib import Path

from autograder.sandbox import limits
from autograder.sandbox.limits import MemoryLimit
from tests.needs import needs

MIB = 1 << 20


def test_every_worker_gets_what_it_asks_for_where_there_is_enough():
    """Nothing is cut, and nothing said, on a large machine."""
    assert limits.fit(512 * MIB, 4, (MemoryLimit(64 << 30, "this machine"),)) == limits.Fit(4, 512 * MIB)
    assert limits.fit(512 * MIB, 4, ()) == limits.Fit(4, 512 * MIB)


def test_under_a_small_cap_fewer_workers_run_at_once():
    """The promised memory has priority over speed; the report states the reduction and the bound that caused it."""
    found = limits.fit(
        512 * MIB, 4, (MemoryLimit(64 << 30, "this machine"), MemoryLimit(768 * MIB, "the container's limit"))
    )
    assert (found.workers, found.memory) == (1, 512 * MIB)
    assert found.note == "1 of 4 workers at once, 512 MiB each: the container's limit is 768 MiB"


def test_under_a_tiny_cap_a_single_worker_gets_less():
    """Where not even one worker fits, it gets what is left, and the note says so."""
    found = limits.fit(1024 * MIB, 2, (MemoryLimit(768 * MIB, "the container's limit"),))
    assert (found.workers, found.memory) == (1, 544 * MIB)
    assert "544 MiB each" in found.note
    assert limits.fit(512 * MIB, 1, (MemoryLimit(100 * MIB, "x"),)).memory == 128 * MIB


def _proc(folder: Path, cgroup: str, mountinfo: str) -> Path:
    folder.mkdir(exist_ok=True)
    (folder / "cgroup").write_text(cgroup)
    (folder / "mountinfo").write_text(mountinfo)
    return folder


def test_version_2_of_cgroups_is_read_up_to_the_root(tmp_path):
    """Our own cgroup's limit counts, and those of the cgroups around it; `max` is none."""
    mount = tmp_path / "unified mount"
    own = mount / "user" / "grading"
    own.mkdir(parents=True)
    (own / "memory.max").write_text("max\n")
    (mount / "user" / "memory.max").write_text(f"{768 * MIB}\n")
    where = str(mount).replace(" ", "\\040")
    proc = _proc(
        tmp_path / "proc", "0::/user/grading\n", f"29 23 0:26 / {where} rw,nosuid shared:9 - cgroup2 cgroup2 rw\n"
    )
    found = list(limits._cgroup_limits(proc))
    assert found == [MemoryLimit(768 * MIB, f"the container's limit ({mount}/user/memory.max)")]


def test_a_container_sees_its_own_cgroup_as_the_root(tmp_path):
    """Where the path lies outside of what is mounted, the mount itself is the container's cgroup."""
    mount = tmp_path / "cgroup"
    mount.mkdir()
    (mount / "memory.max").write_text(str(512 * MIB))
    proc = _proc(tmp_path / "proc", "0::/../../x\n", f"29 23 0:26 /docker/1 {mount} rw - cgroup2 cgroup rw\n")
    assert [bound.size for bound in limits._cgroup_limits(proc)] == [512 * MIB]


def test_version_1_of_cgroups_is_read_too(tmp_path):
    """The memory controller's mount is found among the others."""
    mount = tmp_path / "memory"
    (mount / "box").mkdir(parents=True)
    (mount / "memory.limit_in_bytes").write_text("9223372036854771712")
    (mount / "box" / "memory.limit_in_bytes").write_text(str(768 * MIB))
    proc = _proc(
        tmp_path / "proc",
        "5:cpu,cpuacct:/box\n4:memory:/docker/9/box\n0::/\n",
        f"30 23 0:27 /docker/9 {tmp_path}/cpu rw - cgroup cgroup rw,cpu,cpuacct\n"
        f"31 23 0:28 /docker/9 {mount} rw - cgroup cgroup rw,memory\n",
    )
    sizes = [bound.size for bound in limits._cgroup_limits(proc)]
    assert sizes == [768 * MIB, 9223372036854771712]


def test_no_limit_is_no_ceiling():
    """The large number that cgroups write for `no limit` is not taken for one; the machine's memory is always known."""
    needs("linux")
    found = limits.memory_limits()
    assert all(0 < bound.size < 1 << 60 for bound in found)
    assert "this machine's memory" in [bound.source for bound in found]


def test_a_system_without_proc_has_no_cgroups(tmp_path):
    """Nothing is found, and nothing fails, where there is no /proc."""
    assert list(limits._cgroup_limits(tmp_path / "absent")) == []


def test_a_system_without_limits_is_told(monkeypatch):
    """Without Python's `resource` module, the report states that reason."""
    monkeypatch.setattr(limits, "resource", None)
    assert "need POSIX" in limits.set_limits(1, 1)
