"""What a locked-down worker cannot do."""

import contextlib
import os
import select
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from autograder.sandbox import limits, lockdown, scratch, users
from tests.sandbox.locked import EVERYBODY, zygote


@pytest.fixture(scope="module", params=EVERYBODY)
def warm(request):
    """A zygote, as root and as an ordinary user."""
    with zygote(request.param) as found:
        found.who = request.param
        yield found


def test_every_layer_says_that_it_is_on(warm):
    """On a Linux with all layers, all are on; for an ordinary user, the report says why user ids are off."""
    isolation = warm.run("").isolation
    assert set(isolation) == set(lockdown.LAYERS)
    off = {name for name, state in isolation.items() if state != "on"}
    assert off == (set() if warm.who == "root" else {"uid"})
    assert lockdown.missing(isolation) == {}


def test_a_layer_can_be_left_out_by_name(warm):
    """A layer that a test leaves out is reported as switched off."""
    isolation = warm.run("", layers=("no_new_privs", "seccomp")).isolation
    assert isolation["seccomp"] == "on"
    assert isolation["landlock"] == "switched off"
    assert "landlock" in lockdown.missing(isolation)


def test_as_root_a_worker_has_a_user_of_its_own():
    """A worker runs with a reserved user id, without groups and capabilities, and cannot become root again."""
    with zygote("root") as warm:
        done = warm.run("import os; result = [os.getresuid(), os.getresgid(), os.getgroups()]")
        uid = done.result[0][0]
        assert users.FIRST <= uid <= users.LAST
        assert done.result == [[uid] * 3, [uid] * 3, []]
        assert warm.run("import os; os.setresuid(0, 0, 0)", layers=("uid",)).raised == "PermissionError"


def test_nothing_of_the_environment_is_left(warm):
    """Variables are removed from os.environ, from its source in posix, and from the memory of the process."""
    code = """
import ctypes, os, posix
address = int(where)
block = ctypes.string_at(address, length)
result = [len(os.environ), len(posix.environ), b"PLANTED" in block]
"""
    stat = Path(f"/proc/{warm.process.pid}/stat").read_text().rpartition(")")[2].split()
    start, end = int(stat[47]), int(stat[48])  # env_start and env_end, proc(5); the same addresses after a fork
    if not start:
        pytest.skip("this user may not see where the environment lies")
    assert warm.run(code, layers=(), where=start, length=end - start).result[2] is True
    assert warm.run(code, where=start, length=end - start).result == [0, 0, False]


def test_only_its_own_socket_stays_open(warm):
    """Standard streams are the null device, and every other descriptor is closed."""
    code = """
import os
result = []
for fd in range(3, 4096):
    try:
        os.fstat(fd)
    except OSError:
        continue
    result.append(fd == channel.fileno())
result.append([os.fstat(fd).st_rdev == os.stat("/dev/null").st_rdev for fd in (0, 1, 2)])
"""
    assert warm.run(code).result == [True, [True, True, True]]


@pytest.mark.parametrize("number", [0, 9, 19])
def test_it_can_signal_nobody_but_itself(warm, number):
    """A worker can send signals only to itself: not to its parent, its group or all processes."""
    for victim in ("parent", "-1", "0", "1"):
        assert warm.run(f"import os; os.kill({victim}, {number})").raised == "PermissionError"
    assert warm.run("import os; os.kill(os.getpid(), 9)").status == -signal.SIGKILL


def test_it_can_still_abort(warm):
    """abort() works, so a crash in native code is recognized."""
    assert warm.run("import os; os.abort()").status == -signal.SIGABRT


def test_it_ends_with_the_zygote(warm):
    """A worker whose zygote is killed is killed too."""
    with zygote(warm.who) as other:
        root = Path(other.run("import os; result = os.getcwd()").result).parent
        other.start("while True: pass")
        worker = os.pidfd_open(_locked_down_child(other.process.pid))
        other.process.kill()
        poll = select.poll()
        poll.register(worker, select.POLLIN)
        assert poll.poll(20_000)
        os.close(worker)
    assert root.name.startswith("autograder-")
    scratch.wipe(root)  # the killed zygote could not do it


def test_it_is_the_first_to_go_where_memory_runs_out(warm):
    """If memory runs out, the kernel kills a worker first, then a zygote, and the grader last."""
    warm.start("while True: pass", cpu=1)
    worker = _locked_down_child(warm.process.pid)
    scores = [Path(f"/proc/{pid}/oom_score_adj").read_text() for pid in (worker, warm.process.pid)]
    warm.process.stdout.readline()
    assert scores == ["1000\n", "500\n"]


def _locked_down_child(pid):
    """Wait until process `pid` has a child whose lock-down is complete, and return the child's id."""
    while True:
        for folder in Path("/proc").glob("[0-9]*"):
            with contextlib.suppress(OSError):
                parent = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
                if parent == pid and "Seccomp:\t2" in (folder / "status").read_text():
                    return int(folder.name)


def test_memory_is_limited_beyond_what_is_there_at_the_start(warm):
    """A worker can allocate the stated memory and no more, regardless of what NumPy itself uses."""
    code = "import numpy as np; result = float(np.ones(size // 8).sum())"
    assert warm.run(code, memory=300 << 20, size=200 << 20).result == (200 << 20) / 8
    assert warm.run(code, memory=300 << 20, size=400 << 20).raised == "MemoryError"


def test_the_kernel_ends_what_uses_too_much_cpu(warm):
    """The kernel's limit on CPU time works even if its signal is ignored."""
    code = "import signal; signal.signal(signal.SIGXCPU, signal.SIG_IGN)\nwhile True: pass"
    done = warm.run(code, cpu=1)
    assert done.status == -signal.SIGKILL
    assert 0.5 < done.cpu < 3


def test_files_are_short_and_few(warm):
    """Size and number of open files are limited."""
    code = "with open('long', 'wb') as file:\n    file.write(bytes(size))"
    assert warm.run(code, size=limits.FILE_BYTES).raised == ""
    assert warm.run(code, size=limits.FILE_BYTES + 1).raised == "OSError"
    assert warm.run("files = [open('x', 'w') for _ in range(100)]").raised == "OSError"


def test_a_limit_cannot_be_raised(warm):
    """A worker can change no limit, up or down."""
    code = "import resource; resource.setrlimit(resource.RLIMIT_CPU, (value, value))"
    for value in (-1, 1):
        assert warm.run(code, value=value).raised in ("PermissionError", "ValueError")
    assert warm.run("import resource; result = resource.getrlimit(resource.RLIMIT_NOFILE)").result == [32, 32]


def test_code_that_was_mapped_writable_is_writable_no_more():
    """A page that is writable and executable in the zygote (old versions of libffi) is only executable in a worker."""
    code = """
import ctypes, mmap, os, sys, tempfile
from pathlib import Path
from autograder.sandbox import lockdown, scratch
page = mmap.mmap(-1, 4096, prot=7)
address = ctypes.addressof(ctypes.c_char.from_buffer(page))
plan = lockdown.prepare(with_module_cache=False)
assert plan.writable_code == ((address, 4096),), plan.writable_code
folder = scratch.make(Path(tempfile.gettempdir()))
for layers in [(), ("no_new_privs", "seccomp")]:
    pid = os.fork()
    if pid == 0:
        policy = lockdown.Policy(folder, 0, 5, 1 << 28, layers=frozenset(layers))
        lockdown.apply(policy, plan)
        ctypes.memset(address, 0xC3, 1)
        os._exit(0)
    print(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
scratch.wipe(folder)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert (done.stdout.split(), done.stderr) == (["0", str(-signal.SIGSEGV)], "")


@pytest.mark.parametrize("name", ["scipy", "pytest", "msgspec", "autograder.cli", "sqlite3", "antigravity"])
def test_nothing_else_can_be_imported(warm, name):
    """Installed packages cannot be imported, even after a path is put back."""
    assert warm.run(f"import {name}").raised == "ModuleNotFoundError"
    code = f"""
import importlib.machinery, sys
sys.meta_path.append(importlib.machinery.PathFinder)
sys.path[:] = path
import {name}
"""
    paths = [str(Path(pytest.__file__).parent.parent), str(Path(os.__file__).parent)]
    assert warm.run(code, path=paths).raised in ("ModuleNotFoundError", "ImportError", "PermissionError")


def test_native_code_of_its_own_cannot_be_loaded(warm):
    """A shared library in the scratch folder cannot be loaded, by import or by ctypes."""
    library = next(Path("/usr/lib").rglob("libgcc_s.so.1"), None) or next(Path("/lib").rglob("libm.so*"))
    code = "import ctypes; open('x.so', 'wb').write(bytes.fromhex(data)); ctypes.CDLL('./x.so')"
    done = warm.run(code, data=library.read_bytes().hex())
    assert done.raised == "OSError"
    assert "failed to map segment" in done.message


def test_threads_cannot_be_started(warm):
    """Starting a thread raises Python's usual exception, and nothing hangs."""
    done = warm.run("import threading; threading.Thread(target=print).start()")
    assert done.raised == "RuntimeError"


def test_what_it_leaves_behind_is_wiped(warm):
    """Wiping a worker's folder removes everything that the worker has written."""
    code = r"""
import os
os.mkdir("d")
open(b"d/\xff\n", "w").close()
os.umask(0o777)
os.mkdir("locked")
result = os.getcwd()
"""
    done = warm.run(code)
    assert done.raised == ""
    assert not Path(done.result).exists()


def test_one_worker_cannot_see_the_folder_of_another(warm):
    """A worker cannot list the names of other scratch folders."""
    code = "import os; result = os.listdir(folder)"
    other = Path(warm.run("import os; result = os.getcwd()").result).parent
    assert warm.run(code, folder=str(other)).raised == "PermissionError"


def test_its_memory_is_closed_to_others_of_the_same_user(warm):
    """A locked-down worker is not dumpable: its files in /proc belong to root."""
    code = "import os; result = [os.stat('/proc/self/environ').st_uid, os.getuid()]"
    owner, user = warm.run(code).result
    assert owner == 0
    assert user != 0
    assert warm.run(code, layers=()).result[0] == warm.run(code, layers=()).result[1]


def test_the_scratch_folder_must_be_there():
    """With a scratch folder that does not exist, the worker does not start."""
    plan = lockdown.LockdownPlan(os.getppid(), "", "", None)
    with pytest.raises(FileNotFoundError):
        lockdown.apply(lockdown.Policy(Path(tempfile.gettempdir()) / "absent", 3, 1, 1), plan)
