"""Anything that a worker does becomes a finding about the submission, and grading continues with a fresh worker."""

import pytest

from autograder.errors import Crashed, Failed, Finding, OutOfMemory, StudentError, TimedOut
from autograder.model.assignment import Limits
from autograder.testing import array, callback, scalar
from tests.transports import SEED

QUICK = Limits(cpu=0.3, memory=384)

SOCKET = '''
import os
import socket
import struct
import time


def wires():
    """Find the worker's socket by trying every descriptor."""
    for number in range(3, 32):
        try:
            yield socket.socket(fileno=number)
        except OSError:
            pass


def say(*pieces):
    """Send bytes directly to the grader."""
    found = list(wires())
    assert found, "no socket found"
    for wire in found:
        for piece in pieces:
            wire.sendall(piece)


def close():
    for wire in wires():
        wire.close()
    return 1.0


def shut():
    for wire in wires():
        wire.shutdown(socket.SHUT_RDWR)
    return 1.0


def junk():
    say(b"\\xff" * 4_096)
    return 1.0


def nothing_at_all():
    say(struct.pack("<I", 0))
    return 1.0


def giant_length():
    say(struct.pack("<I", 2**32 - 1))
    return 1.0


def framed(control):
    return struct.pack("<I", len(control)) + control


def giant_array():
    """[[2**62], None]"""
    say(framed(b"\\x92\\x91\\xcf\\x40" + bytes(7) + b"\\xc0"))
    return 1.0


def half_a_frame():
    say(framed(b"\\x92\\x90\\xc0")[:5])
    time.sleep(1_000)


def half_an_array():
    """[[2**28], None] and a few bytes of it."""
    say(framed(b"\\x92\\x91\\xce\\x10\\x00\\x00\\x00\\xc0"), bytes(1_000))
    time.sleep(1_000)


def msgpack_of_maps():
    say(framed(b"\\x81\\x80\\x00"))
    return 1.0


def deep():
    say(framed(b"\\x91" * 60_000))
    return 1.0


def no_dict():
    say(framed(b"\\x92\\x90\\x05"))
    return 1.0


UNCHANGED = b"\\x92\\xa8modified\\x92\\xa1l\\x90"


def no_value():
    """{"re": "value"}, without a value."""
    say(framed(b"\\x92\\x90\\x92\\xa1d\\x91\\x92\\xa2re\\xa5value"))
    return 1.0


def unknown_reply():
    say(framed(b"\\x92\\x90\\x92\\xa1d\\x91\\x92\\xa2re\\xa5hello"))
    return 1.0


def kind_is_an_array():
    """{"re": array of two bytes}"""
    array = b"\\x96\\xa1a\\xa3|u1\\x91\\x02\\x91\\x00\\x91\\x01\\x00"
    say(framed(b"\\x92\\x91\\x02\\x92\\xa1d\\x91\\x92\\xa2re" + array), b"ab")
    return 1.0


def callback_never_made():
    """{"re": "callback"}, with neither number nor arguments."""
    say(framed(b"\\x92\\x90\\x92\\xa1d\\x91\\x92\\xa2re\\xa8callback"))
    return 1.0


def exception_without_parts():
    say(framed(b"\\x92\\x90\\x92\\xa1d\\x91\\x92\\xa2re\\xa6raised"))
    return 1.0


def absent_without_name():
    say(framed(b"\\x92\\x90\\x92\\xa1d\\x91\\x92\\xa2re\\xa6absent"))
    return 1.0


def read_requests():
    """Read bytes that are meant for the worker."""
    for wire in wires():
        wire.setblocking(True)
        wire.recv(100)
    return 1.0


def flood():
    while True:
        say(bytes(1 << 16))


def drip():
    for wire in wires():
        for _ in range(1_000_000):
            wire.sendall(b"\\x01")
            time.sleep(0.01)


def fine():
    return 1.0
'''

ENDS = """
import ctypes
import os
import sys
import time

import numpy as np


def hang():
    while True:
        pass


def hang_and_swallow():
    while True:
        try:
            while True:
                pass
        except BaseException:
            pass


def sleep():
    time.sleep(1_000)


def exit_hard():
    os._exit(3)


def abort():
    os.abort()


def segfault():
    ctypes.string_at(0)


def recurse_in_c():
    x = []
    for _ in range(10_000_000):
        x = [x]
    repr(x)
    return 1.0


def leave():
    sys.exit(0)


def interrupt():
    raise KeyboardInterrupt


def generator_exit():
    raise GeneratorExit


def deep():
    return deep() + 1


def memory():
    return np.ones(10**9)


def memory_in_python():
    x = [0]
    while True:
        x = x + x


def large():
    return np.zeros(1 << 23)[: 1 << 23], "x" * 2_000_000


class Mean(Exception):
    def __str__(self):
        raise SystemExit


def mean():
    raise Mean


def fine():
    return 1.0
"""


@pytest.fixture
def open_one(remote):
    """Open a submission with small limits; assert afterwards that grading continues with a fresh worker."""
    return lambda text, limits=QUICK: remote(limits=limits, m=text)


def finding(submission, name):
    """Call `name`, and return the finding that it must raise."""
    with pytest.raises(Finding) as caught:
        submission.m.__getattr__(name).call(returns=scalar("x"))
    assert str(caught.value.explanation)
    submission.reset(SEED)
    assert submission.m.fine.call(returns=scalar("x")) == 1.0
    return caught.value


@pytest.mark.parametrize(
    ("name", "kind", "words"),
    [
        ("hang", TimedOut, "ran for more than 0.3 seconds"),
        ("hang_and_swallow", TimedOut, "ran for more than 0.3 seconds"),
        ("sleep", TimedOut, "slept for more than 0.06 seconds"),
        ("exit_hard", Crashed, "exit code 3"),
        ("abort", Crashed, "SIGABRT"),
        ("segfault", Crashed, "SIGSEGV"),
        ("leave", StudentError, "SystemExit"),
        ("interrupt", StudentError, "KeyboardInterrupt"),
        ("generator_exit", StudentError, "GeneratorExit"),
        ("deep", StudentError, "RecursionError"),
        ("memory", OutOfMemory, "more memory"),
        ("memory_in_python", OutOfMemory, "more memory"),
        ("large", StudentError, "too large"),
        ("mean", StudentError, "Mean"),
    ],
)
def test_every_end_of_a_worker_is_a_finding(open_one, name, kind, words):
    """A loop, a sleep, an exit, a crash, SystemExit or a lack of memory costs only that test."""
    limits = Limits(cpu=5, memory=384) if kind is OutOfMemory else QUICK
    error = finding(open_one(ENDS, limits), name)
    assert type(error) is kind, error
    assert words in str(error.explanation)


@pytest.mark.parametrize(
    "name",
    [
        "close",
        "shut",
        "junk",
        "nothing_at_all",
        "giant_length",
        "giant_array",
        "msgpack_of_maps",
        "deep",
        "no_dict",
        "no_value",
        "unknown_reply",
        "callback_never_made",
        "kind_is_an_array",
        "exception_without_parts",
        "absent_without_name",
        "flood",
    ],
)
def test_nonsense_on_the_wire_is_a_crash(open_one, name):
    """Code that sends nonsense over the worker's socket, or closes it, gets the status `crashed`."""
    error = finding(open_one(SOCKET), name)
    assert type(error) is Crashed, error


@pytest.mark.parametrize("name", ["half_a_frame", "half_an_array", "read_requests", "drip"])
def test_a_frame_that_never_ends_runs_out_of_time(open_one, name):
    """Half a frame, slow bytes, or a stolen request ends at the limit on wall time."""
    error = finding(open_one(SOCKET, Limits(cpu=0.1, memory=384)), name)
    assert type(error) in (TimedOut, Crashed), error


def test_an_answer_too_many_does_not_reach_the_next_test(open_one):
    """A reply sent before its request is detected, and the next test starts in a fresh worker."""
    forged = 'say(framed(b"\\x92\\x90\\x92\\xa1d\\x93\\x92\\xa2re\\xa5value\\x92\\xa5value\\x07" + UNCHANGED))'
    submission = open_one(f"{SOCKET}\n\ndef early():\n    {forged}\n    return 8.0")
    assert submission.m.early.call(returns=scalar("x")) == 7.0
    submission.reset(SEED)
    assert submission.m.fine.call(returns=scalar("x")) == 1.0


def test_a_worker_that_ended_between_tests_is_replaced(open_one):
    """A worker that replies and then ends does not affect the next test."""
    forged = 'say(framed(b"\\x92\\x90\\x92\\xa1d\\x93\\x92\\xa2re\\xa5value\\x92\\xa5value\\x07" + UNCHANGED))'
    submission = open_one(f"{SOCKET}\n\ndef early():\n    {forged}\n    os._exit(0)")
    assert submission.m.early.call(returns=scalar("x")) == 7.0
    submission.reset(SEED)
    assert submission.m.fine.call(returns=scalar("x")) == 1.0


def test_the_time_of_one_test_is_counted_over_its_calls(open_one):
    """The CPU limit covers all calls of one test together, and the next test has its own."""
    submission = open_one("def f():\n    for _ in range(1_000_000):\n        pass\n\ndef fine():\n    return 1.0")
    with pytest.raises(TimedOut):
        _call_often(submission.m.f)
    submission.reset(SEED)
    submission.m.f.call()


def _call_often(function):
    for _ in range(1_000):
        function.call()


def test_time_spent_in_the_tests_own_functions_is_not_counted(open_one):
    """CPU time of a callback counts for the test, not for the submission."""

    def work(x):
        return float(sum(range(2_500_000))) * 0 + x

    submission = open_one("def f(g):\n    return [g(float(i)) for i in range(12)][-1]")
    assert submission.m.f.call(callback(work, (scalar("x"),)), returns=scalar("x")) == 11.0


def test_a_dead_worker_stays_dead_within_its_test(open_one):
    """After a crash, further calls in the same test also raise findings."""
    submission = open_one(ENDS)
    for _ in range(2):
        with pytest.raises(Crashed):
            submission.m.exit_hard.call()
    assert submission.transport.output() == ""


def test_a_crash_inside_a_callback_is_a_finding(open_one):
    """Code that ends its process during a callback gets the status `crashed`."""
    submission = open_one("import os\n\ndef f(g):\n    return g(1.0)\n\ndef die():\n    os._exit(4)")
    with pytest.raises(Crashed, match="exit code 4"):
        submission.m.f.call(callback(lambda x: submission.m.die.call(), (scalar("x"),)))


def test_printed_output_is_kept_and_capped(open_one):
    """Printed output is returned once, cut at a limit and with the number of lost characters."""
    submission = open_one("import sys\n\ndef f(n):\n    print('a' * n)\n    print('b', file=sys.stderr)")
    submission.m.f.call(3)
    assert submission.transport.output() == "aaa\nb\n"
    assert submission.transport.output() == ""
    submission.m.f.call(10**6)
    text = submission.transport.output()
    assert len(text) < 70_000
    assert "more characters" in text


def test_printing_without_end_runs_out_of_time(open_one):
    """Endless output takes no memory, and ends at the time limit."""
    submission = open_one("def f():\n    while True:\n        print('a' * 1_000_000)\n\ndef fine():\n    return 1.0")
    assert type(finding(submission, "f")) is TimedOut


def test_output_in_escape_sequences_is_made_harmless(open_one):
    """Escape sequences are removed from the output."""
    submission = open_one(r"def f():" "\n" r"    print('\x1b[2Jx\x07')")
    submission.m.f.call()
    assert submission.transport.output() == "x\n"


def test_loading_counts_as_the_tests_time(open_one):
    """A file with an endless loop on import times out at the first call."""
    submission = open_one("while True:\n    pass")
    with pytest.raises(TimedOut):
        submission.m.f.call()


def test_a_handle_of_a_dead_worker_is_a_finding(open_one):
    """An object of an ended worker does not exist in the next one."""
    submission = open_one("class A:\n    x = 1.0\n\ndef fine():\n    return 1.0")
    made = submission.m.A.new()
    submission.reset(SEED)
    submission.transport.drop()
    submission.reset(SEED)
    with pytest.raises(Finding):
        made.get("x", scalar("x"))


def test_large_arrays_cross_both_ways(open_one):
    """Arrays of many megabytes arrive completely."""
    import numpy as np

    submission = open_one("def f(x):\n    return x + 1", Limits(cpu=5, memory=512))
    x = np.arange(2_000_000.0)
    np.testing.assert_array_equal(submission.m.f.call(x, returns=array("x", shape=x.shape)), x + 1)


def test_cpu_time_adds_up_over_workers(open_one):
    """The CPU time of a submission is the sum over all its workers."""
    submission = open_one(ENDS)
    finding(submission, "hang")
    finding(submission, "hang")
    assert submission.transport.cpu >= 2 * QUICK.cpu


def test_isolation_is_reported_before_student_code_runs(open_one):
    """The first message of a worker states its layers."""
    submission = open_one("raise SystemExit")
    assert set(submission.transport.isolation) >= {"seccomp", "landlock", "limits"}


def test_a_returned_string_is_never_a_number(open_one):
    """A returned string is rejected with the status `failed`."""
    submission = open_one("def f():\n    return '3'")
    with pytest.raises(Failed, match="one number"):
        submission.m.f.call(returns=scalar("x"))


FILLS = """
import os


def many():
    for number in range(200_000):
        os.close(os.open(str(number), os.O_CREAT | os.O_WRONLY))


def few_at_a_time(f):
    for start in range(0, 100_000, 50):
        for number in range(start, start + 50):
            os.close(os.open(str(number), os.O_CREAT | os.O_WRONLY))
        f()
"""


@pytest.mark.parametrize("name", ["many", "few_at_a_time"])
def test_a_folder_that_fills_up_ends_the_worker(remote, name):
    """A worker that puts too much into its folder is stopped long before the time limit."""
    submission = remote(limits=Limits(cpu=60, memory=384), m=FILLS)
    args = [callback(lambda: None, args=())] if name == "few_at_a_time" else []
    with pytest.raises(Crashed):
        getattr(submission.m, name).call(*args)


def test_an_exception_beyond_the_end_of_the_file_has_no_place(remote):
    """A reported line number that does not exist in the file is dropped."""
    submission = remote(m="def f():\n    exec(compile('\\n' * 4711 + 'raise ValueError', 'm.py', 'exec'))")
    with pytest.raises(StudentError) as caught:
        submission.m.f.call()
    assert "m.py, line 2" in str(caught.value.brief)
    assert "4712" not in str(caught.value.brief) + str(caught.value.explanation)


def test_what_does_not_fit_our_own_memory_is_a_result_too_large(remote, monkeypatch):
    """If this side runs out of memory for a large result, the submission gets an error."""

    def full(*_, **__):
        raise MemoryError

    submission = remote(m="def f():\n    return 1.0")
    monkeypatch.setattr("autograder.runtime.wire.decode", full)
    with pytest.raises(StudentError, match="too large"):
        submission.m.f.call()
