"""The filter of system calls, run by an interpreter so that the programs of both processors are tested everywhere."""

import errno
import struct

import pytest

from autograder.sandbox import seccomp
from autograder.sandbox.seccomp import NUMBERS, PROCESSORS

ALLOW, EPERM, ENOSYS, KILL = seccomp.ALLOW, 0x50000 | errno.EPERM, 0x50000 | errno.ENOSYS, 0x80000000
PID = 4_242
UPPER = 1 << 32


def decide(processor, number, *args, arch=None):
    """Run the program's bytes as bpf(4) specifies, and return the kernel's action for a system call."""
    code = seccomp.assemble(processor).code(PID)
    program = list(struct.iter_unpack("=HBBI", code))
    words = [*args, 0, 0, 0, 0, 0, 0][:6]
    data = struct.pack("<II Q 6Q", number, arch or seccomp.AUDIT_ARCH[processor], 0, *(word % 2**64 for word in words))
    place = accumulator = 0
    while True:
        operation, yes, no, value = program[place]
        place += 1
        if operation == 0x20:
            (accumulator,) = struct.unpack_from("<I", data, value)
        elif operation == 0x06:
            return value
        else:
            test = {0x15: accumulator == value, 0x35: accumulator >= value, 0x45: bool(accumulator & value)}[operation]
            place += yes if test else no


def number(processor, name):
    """Return the call's number in the table."""
    return NUMBERS[name][PROCESSORS.index(processor)]


@pytest.fixture(params=PROCESSORS)
def call(request):
    """A function that returns the action for a call by name."""

    def by_name(name, *args):
        return decide(request.param, number(request.param, name), *args)

    by_name.processor = request.param
    return by_name


def test_every_call_of_the_table_is_decided(call):
    """Calls without a condition are allowed, clone3 is absent, and no two calls have the same number."""
    numbers = [number(call.processor, name) for name in NUMBERS if number(call.processor, name) is not None]
    assert len(set(numbers)) == len(numbers)
    for name in NUMBERS:
        if number(call.processor, name) is not None and name not in seccomp.CONDITIONS:
            assert call(name) == (ENOSYS if name == "clone3" else ALLOW), name


def test_everything_else_is_refused(call):
    """Any other number gets EPERM."""
    known = {number(call.processor, name) for name in NUMBERS}
    for other in set(range(600)) - known:
        assert decide(call.processor, other) == EPERM


FORBIDDEN = {
    "x86_64": """
        socket=41 connect=42 socketpair=53 bind=49 listen=50 accept=43 sendmsg=46 sendmmsg=307 clone=56
        fork=57 vfork=58 execve=59 execveat=322 shmget=29 shmat=30 semget=64 msgget=68 mq_open=240 ptrace=101
        prctl=157 personality=135 chmod=90 fchmod=91 fchmodat=268 chown=92 fchownat=260 symlink=88
        symlinkat=266 link=86 linkat=265 mknod=133 mknodat=259 unshare=272 setns=308 process_vm_readv=310
        process_vm_writev=311 process_madvise=440 memfd_create=319 memfd_secret=447 bpf=321 userfaultfd=323
        io_uring_setup=425 io_uring_enter=426 io_submit=209 pidfd_open=434 pidfd_getfd=438
        pidfd_send_signal=424 openat2=437 keyctl=250 add_key=248 setrlimit=160 mount=165 umount2=166
        chroot=161 seccomp=317 rt_sigqueueinfo=129 rt_tgsigqueueinfo=297 timer_create=222 setitimer=38
        open_by_handle_at=304 name_to_handle_at=303 perf_event_open=298 pkey_mprotect=329 setuid=105
        setresuid=117 setgid=106 setgroups=116 setpriority=141 sched_setaffinity=203 reboot=169
        init_module=175 kexec_load=246 pipe2=293 eventfd2=290 signalfd4=289 inotify_init1=294
        fanotify_init=300 setxattr=188 utimensat=280 truncate=76 fallocate=285 mlock=149 sync=162
    """,
    "aarch64": """
        socket=198 connect=203 socketpair=199 bind=200 listen=201 accept=202 sendmsg=211 sendmmsg=269
        clone=220 execve=221 execveat=281 shmget=194 shmat=196 semget=190 msgget=186 mq_open=180 ptrace=117
        prctl=167 personality=92 fchmod=52 fchmodat=53 fchownat=54 symlinkat=36 linkat=37 mknodat=33
        unshare=97 setns=268 process_vm_readv=270 process_vm_writev=271 process_madvise=440 memfd_create=279
        memfd_secret=447 bpf=280 userfaultfd=282 io_uring_setup=425 io_uring_enter=426 io_submit=2
        pidfd_open=434 pidfd_getfd=438 pidfd_send_signal=424 openat2=437 keyctl=219 add_key=217 setrlimit=164
        mount=40 umount2=39 chroot=51 seccomp=277 rt_sigqueueinfo=138 rt_tgsigqueueinfo=240 timer_create=107
        setitimer=103 open_by_handle_at=265 name_to_handle_at=264 perf_event_open=241 pkey_mprotect=288
        setuid=146 setresuid=147 setgid=144 setgroups=159 setpriority=140 sched_setaffinity=122 reboot=142
        init_module=105 kexec_load=104 pipe2=59 eventfd2=19 signalfd4=74 inotify_init1=26 fanotify_init=262
        setxattr=5 utimensat=88 truncate=45 fallocate=47 mlock=228 sync=81
    """,
}
"""Numbers from the kernel's own tables, which reveal an error in this table."""


@pytest.mark.parametrize("processor", PROCESSORS)
def test_the_dangerous_ones_are_refused_by_number(processor):
    """Dangerous calls are denied, by their numbers in the kernel."""
    for pair in FORBIDDEN[processor].split():
        name, value = pair.split("=")
        assert decide(processor, int(value)) == EPERM, name


@pytest.mark.parametrize("name", ["mmap", "mprotect"])
def test_executable_memory_is_refused(call, name):
    """PROT_EXEC is denied with any other bits, and so is any bit in the upper half."""
    for protection, verdict in {0: ALLOW, 1: ALLOW, 3: ALLOW, 4: EPERM, 5: EPERM, 7: EPERM, UPPER | 1: EPERM}.items():
        assert call(name, 0, 4096, protection) == verdict


@pytest.mark.parametrize("name", ["kill", "tkill", "tgkill"])
def test_signals_go_to_itself_only(call, name):
    """Signals to the process's own id are allowed; all other ids are denied, also negative ones."""
    assert call(name, PID, 9) == ALLOW
    for other in (0, 1, -1, -PID, PID + 1, PID - 1):
        assert call(name, other, 9) == EPERM


def test_the_upper_half_of_a_pid_is_cut_off_as_the_kernel_does(call):
    """The kernel reads an int, so the upper half does not matter."""
    assert call("kill", UPPER | PID, 9) == ALLOW
    assert call("kill", UPPER | 1, 9) == EPERM


def test_limits_can_be_read_not_set(call):
    """A process can only read its own limits; both halves of the pointer to a new limit must be 0."""
    assert call("prlimit64", 0, 7, 0, 1) == ALLOW
    assert call("prlimit64", 0, 7, 1, 1) == EPERM
    assert call("prlimit64", 0, 7, UPPER, 1) == EPERM
    assert call("prlimit64", 1, 7, 0, 1) == EPERM


def test_data_goes_where_the_socket_is_connected(call):
    """Sending to an address is denied; both halves of its pointer must be 0."""
    assert call("sendto", 3, 1, 1, 0, 0, 0) == ALLOW
    assert call("sendto", 3, 1, 1, 0, 1, 16) == EPERM
    assert call("sendto", 3, 1, 1, 0, UPPER, 16) == EPERM


def test_a_file_without_a_name_is_refused(call):
    """O_TMPFILE is denied; other flags are allowed."""
    assert call("openat", -100, 1, 0o102) == ALLOW
    assert call("openat", -100, 1, 0o20200002) == EPERM


def test_descriptors_cannot_be_made_to_send_signals(call):
    """Only those operations of fcntl and ioctl are allowed that Python needs for its files."""
    assert [call("fcntl", 3, command, 0) for command in (0, 1, 2, 3, 4, 1030)] == [ALLOW] * 6
    assert [call("fcntl", 3, command, 0) for command in (8, 10, 15, 1024, 1026, 1031, 1033)] == [EPERM] * 7
    assert call("ioctl", 3, 0x5401) == ALLOW
    assert call("ioctl", 3, 0x5412) == EPERM  # TIOCSTI, which types into a terminal


def test_another_architecture_is_killed(call):
    """A call of another architecture (32-bit code on x86_64) kills the process."""
    for arch in (0x40000003, 0xC000003E, 0xC00000B7):
        if arch != seccomp.AUDIT_ARCH[call.processor]:
            assert decide(call.processor, number(call.processor, "read"), arch=arch) == KILL


def test_the_x32_entry_is_killed():
    """A call with the x32 bit kills the process, even if it would be allowed without the bit."""
    assert decide("x86_64", 0x40000000 | number("x86_64", "read")) == KILL
    assert decide("x86_64", 0xFFFFFFFF) == KILL


def test_a_processor_without_a_table_is_named():
    """The reason names the processor, and the processors with tables."""
    with pytest.raises(LookupError, match=r"riscv64; there are tables for x86_64, aarch64"):
        seccomp.assemble("riscv64")


def test_the_program_fits_the_kernel(call):
    """A filter has at most 4,096 instructions, and every jump lands inside."""
    program = seccomp.assemble(call.processor).instructions
    assert len(program) <= 4_096
    for place, (operation, yes, no, _) in enumerate(program):
        if operation in (0x15, 0x35, 0x45):
            assert max(yes, no) < 256
            assert place + 1 + max(yes, no) < len(program)
    assert program[-1][0] == 0x06


def test_memory_is_not_paged_out_merged_or_read_ahead(call):
    """Of the advice about memory, only that of allocators is allowed; files are given none."""
    assert [call("madvise", 0, 4096, advice) for advice in (0, 1, 2, 4, 8, 14, 15)] == [ALLOW] * 7
    assert [call("madvise", 0, 4096, advice) for advice in (3, 9, 12, 13, 20, 21, 22, 23, 25, 100)] == [EPERM] * 10
    assert "fadvise64" not in NUMBERS
    assert decide("x86_64", 221) == decide("aarch64", 223) == EPERM


def test_a_rename_makes_no_device(call):
    """A rename may replace or exchange; RENAME_WHITEOUT, which leaves a device behind, is denied."""
    assert [call("renameat2", -100, 1, -100, 1, flags) for flags in range(8)] == [ALLOW] * 3 + [EPERM] * 5


def test_the_other_end_of_the_socket_is_not_named(call):
    """Python can ask for the kind of its socket; SO_PEERCRED and its like, and other levels, are denied."""
    assert [call("getsockopt", 3, 1, option) for option in (3, 4, 38, 39)] == [ALLOW] * 4
    assert [call("getsockopt", 3, 1, option) for option in (17, 31, 59, 77, 25, 26)] == [EPERM] * 6
    assert call("getsockopt", 3, 6, 3) == EPERM


@pytest.mark.parametrize("name", ["clock_gettime", "clock_getres", "clock_nanosleep"])
def test_clocks_of_other_processes_are_refused(call, name):
    """Clocks of the system and of the own process can be read; clocks of other processes cannot."""
    assert all(call(name, clock) == ALLOW for clock in range(12))
    assert call(name, (~PID << 3) | 2) == EPERM
    assert call(name, UPPER | ((~PID << 3) | 2) % UPPER) == EPERM
