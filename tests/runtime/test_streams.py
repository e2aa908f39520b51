"""The standard streams of student code are the same on a laptop and in a worker, and only its own."""

import faulthandler
import io
import os
import signal
import sys
import warnings
from pathlib import Path

import numpy as np

from autograder.runtime.streams import CappedOutput, StudentStreams
from autograder.testing import callback, string

NAMES = ("stdin", "stdout", "stderr", "__stdin__", "__stdout__", "__stderr__")

EVERYTHING = """
import contextlib, io, logging, os, sys, warnings
import numpy as np

real = open(os.devnull, "w")


def attributes():
    lacking = {*dir(real)} - {*dir(sys.stdout)} | {*dir(real.buffer)} - {*dir(sys.stdout.buffer)}
    return " ".join(sorted(name for name in lacking if not name.startswith("_")))


def plain():
    out = sys.stdout
    values = [out.encoding.lower(), out.errors, out.name, out.mode, out.newlines, out.isatty(), out.closed]
    values += [out.writable(), out.readable(), out.seekable(), type(out.fileno()).__name__]
    values += [isinstance(out, io.TextIOWrapper), isinstance(out.buffer, io.BufferedIOBase)]
    values += [sys.stdin.read(), sys.stdin.name, sys.stderr.name, sys.__stdout__ is out]
    return " ".join(map(str, values))


def settings():
    sys.setrecursionlimit(50_000); os.chdir("/"); np.seterr(all="raise"); warnings.simplefilter("error")
    return "1"


def kept():
    return f"{sys.getrecursionlimit()} {np.geterr()['over']} {os.getcwd()}"


def write():
    sys.stdout.reconfigure(encoding="utf-8", errors="replace", line_buffering=True)
    print("거리", end=" "); sys.stdout.write("a\\n"); sys.stdout.writelines(["b", "c"]); sys.stdout.flush()
    sys.stdout.buffer.write("한".encode()); sys.stdout.buffer.flush()
    print("d", file=sys.stderr); sys.__stdout__.write("e\\ud800"); os.write(sys.stdout.fileno(), b"f")
    with contextlib.redirect_stdout(io.StringIO()) as text: print("g")
    logging.StreamHandler(sys.stdout).emit(logging.makeLogRecord({"msg": "h"}))
    print("i", file=io.TextIOWrapper(sys.stdout.buffer, encoding="utf-8", write_through=True))
    sys.stdout.reconfigure(encoding="cp949"); print("글")
    return text.getvalue()


def close():
    with sys.stdout: print("x")
    print("y"); sys.stderr.close(); print("z", file=sys.stderr)
    return "1"


def detach():
    sys.stdout.detach()
    return "1"


def replace():
    sys.stdout = sys.stderr = None
    print("x")
    return "1"


def remove():
    del sys.stdout, sys.stdin
    return "1"


def silence():
    with open(os.devnull, "w") as sys.stdout: print("x")
    return "1"


def wrap():
    for _ in range(2):
        sys.stdout = io.TextIOWrapper(sys.stdout.buffer, encoding="utf-8")
    sys.stderr = open(sys.stderr.fileno(), "w", encoding="utf-8", buffering=1)
    print("x"); print("y", file=sys.stderr)
    return "1"


def detach_and_wrap():
    sys.stdout = io.TextIOWrapper(sys.stdout.detach(), encoding="utf-8")
    print("x")
    return "1"
"""


def call(student, name):
    """Call a function of the file in a test of its own."""
    student.reset(1)
    return getattr(student.m, name).call(returns=string("x"))


def test_a_stream_has_everything_that_a_text_stream_has(either):
    """Standard output has all attributes of a text file, and plain values for them."""
    student = either(m=EVERYTHING)
    assert call(student, "attributes") == ""
    expected = (
        "utf-8 backslashreplace <stdout> w None False False True False False int True True  <stdin> <stderr> True"
    )
    assert call(student, "plain") == expected


def test_every_way_to_print_is_kept(remote):
    """What is printed by any of the streams' methods is in the output, in order."""
    student = remote(m=EVERYTHING)
    assert call(student, "write") == "g\n"
    assert student.transport.output() == "거리 a\nbc한d\ne\\ud800h\ni\n글\n".replace("\\ud800", "?")


def test_what_a_function_does_to_its_streams_costs_nothing(either):
    """Closed, detached, removed, replaced or wrapped streams are there again for the next test."""
    student = either(m=EVERYTHING)
    for name in ("close", "detach", "replace", "remove", "silence", "wrap", "detach_and_wrap", "plain"):
        assert call(student, name), name
    assert call(student, "plain").startswith("utf-8 backslashreplace <stdout>")


AT_THE_TOP = """
import io, logging, sys
sys.stdout.reconfigure(encoding="utf-8")
class Tee:
    lines = []
    def __init__(self, stream): self.stream = stream
    def write(self, text): self.lines.append(text); return self.stream.write(text)
    def flush(self): self.stream.flush()
sys.stdout = Tee(sys.stdout)
sys.stderr = io.TextIOWrapper(sys.stderr.buffer, encoding="utf-8")
logging.basicConfig(stream=sys.stdout, force=True)


def f():
    print("x"); logging.error("y")
    return "".join(sys.stdout.lines).replace("\\n", " ")
"""


def test_what_a_file_does_at_its_top_stays(either):
    """A stream that a file replaces while it is loaded is there in each later call and test."""
    student = either(m=AT_THE_TOP)
    assert call(student, "f") == "x ERROR:root:y "
    assert call(student, "f").endswith("x ERROR:root:y ")


def test_a_laptop_keeps_its_own_streams(local, capfd):
    """On a laptop, the streams and settings of the process are back after each call, whatever student code did."""
    before = [getattr(sys, name) for name in NAMES]
    settings = sys.getrecursionlimit(), np.geterr(), list(warnings.filters), Path.cwd()
    student = local(m=EVERYTHING)
    for name in ("close", "detach", "replace", "remove", "silence", "wrap", "settings"):
        assert call(student, name), name
        assert [getattr(sys, name) for name in NAMES] == before
    assert settings == (sys.getrecursionlimit(), np.geterr(), warnings.filters, Path.cwd())
    assert student.m.kept.call(returns=string("x")) == "50000 raise /"
    assert faulthandler.is_enabled()
    assert capfd.readouterr().out.startswith("x\ny\n")


def test_a_terminal_stays_the_input_of_a_debugger(local, monkeypatch):
    """On a laptop, a person at a terminal can still answer; without a terminal, the input is empty."""
    code = "import sys\n\n\ndef f():\n    return sys.stdin.readline() + '.'\n"
    monkeypatch.setattr(sys, "stdin", _Terminal("c\n"))
    assert local(m=code).m.f.call(returns=string("x")) == "c\n."
    monkeypatch.setattr(sys, "stdin", io.StringIO("c\n"))
    assert local(m=code).m.f.call(returns=string("x")) == "."


class _Terminal(io.StringIO):
    def isatty(self):
        return True


def test_only_a_students_file_gets_stand_ins(local):
    """While student code runs, all other code sets limits, timers and crash reports for real."""
    code = (
        "import signal, sys\n\n\ndef f(real):\n    result = real()\n    signal.setitimer(signal.ITIMER_REAL, 50)\n"
        "    return result + signal.getitimer(signal.ITIMER_REAL)[0] + len(sys.argv) - 1\n\n\n"
        "def g():\n    return 1\n"
    )
    student = local(m=code)

    def real() -> float:
        signal.setitimer(signal.ITIMER_REAL, 100)
        student.m.g.call(returns="x")
        left, _ = signal.setitimer(signal.ITIMER_REAL, 0)
        return float(round(left))

    assert student.m.f.call(callback(real, args=()), returns="x") == 100


def test_output_is_capped_and_begins_anew_with_each_test(remote):
    """The first characters of a test are kept, the others counted, and none of the test before are left."""
    student = remote(
        m="def f():\n    print('x' * 100_000)\n    return '1'\n\n\ndef g():\n    print('y')\n    return '1'\n"
    )
    call(student, "f")
    call(student, "g")
    assert student.transport.output() == "y\n"
    output = CappedOutput(limit=5)
    for text in ("abc", "defg", "h"):
        output.write("stdout", text)
    assert output.take() == "abcde… [3 more characters]"
    assert output.take() == ""
    shown = []
    output = CappedOutput(limit=5, forward=lambda stream, text: shown.append((stream, text)))
    for text in ("abcd", "efg", "h"):
        output.write("stderr", text)
    assert shown == [("stderr", "abcd"), ("stderr", "e"), ("stderr", "… [more output, not shown]\n")]


def test_a_descriptor_that_is_handed_out_is_a_copy():
    """Closing the descriptor of a stream closes no other file, and the next request gets a new copy."""
    streams = StudentStreams(CappedOutput())
    with streams.installed():
        first = sys.stdout.fileno()
        os.close(first)
        with Path(os.devnull).open("rb", buffering=0) as other:
            second = sys.stdout.fileno()
            assert other.fileno() == first != second
            assert second not in (0, 1, 2)
            del streams
        os.fstat(1)


def test_streams_that_cannot_be_flushed_are_no_error():
    """A stream of the student's that raises when it is flushed does not reach us."""

    class Bad(io.StringIO):
        def flush(self):
            raise SystemExit(3)

    streams = StudentStreams(CappedOutput())
    with streams.installed():
        sys.stdout = Bad()
    streams.begin()
    assert streams.take() == ""
