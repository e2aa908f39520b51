"""Answers are compared with the reference, in processes that end with who asked."""

import os
import select
import subprocess
import sys

import pytest

from autograder.validation.mutation.agreement import Claim, Comparison, compare, comparing_process
from tests.needs import needs
from tests.toy_course import TOYS


def claim(old="", new="", same=True):
    """Return the claim about the reference with one edit."""
    assert old in TOYS
    return Claim({"toys.py": TOYS.replace(old, new).encode() if old else TOYS.encode()}, same)


@pytest.mark.slow
@pytest.mark.recorded("agreement")
def test_each_answer_is_compared_in_the_order_asked_for(course):
    """Answers to one question are divided among forks; a difference names its test, a base replaces the reference."""
    needs("linux")
    thrice = claim("x + x", "x + x + x")
    right = [claim("x + x", "2 * x"), claim("x + x", "x * 2"), claim(), claim("x + x", "x + 1 * x")]
    base = thrice.files
    asked = [
        Comparison("double", (*right, thrice, claim("x + x", "x + x + 0"))),
        Comparison("mean_row", (claim(),)),
        Comparison("double", (claim("x + x", "3 * x"), claim()), base),
    ]
    folder = course.source("a1_toy").folder
    with comparing_process() as process:
        found = process.submit(compare, folder, asked, 30, b"s" * 32, 5.0).result()
    differs = [[one.differs.partition("::")[2] for one in several] for several in found]
    assert [[bool(name) for name in several] for several in differs] == [
        [False, False, False, False, True, False],
        [False],
        [False, True],
    ]
    assert differs[0][4].startswith("test_double")
    assert min(one.calls for several in found for one in several if not one.differs) >= 30


def test_who_compares_ends_with_who_asked(tmp_path):
    """A killed proof leaves no running process."""
    needs("linux")
    program = tmp_path / "asks.py"
    program.write_text(
        "import os, signal\n"
        "from autograder.validation.mutation.agreement import comparing_process\n"
        "if __name__ == '__main__':\n"
        "    print(comparing_process().submit(os.getpid).result(), flush=True)\n"
        "    signal.pause()\n",
        encoding="utf-8",
    )
    asking = subprocess.Popen([sys.executable, program], stdout=subprocess.PIPE, text=True)
    assert asking.stdout is not None
    comparing = os.pidfd_open(int(asking.stdout.readline()))
    try:
        asking.kill()
        asking.wait()
        ended, _, _ = select.select([comparing], [], [], 30)
        assert ended
    finally:
        os.close(comparing)
        asking.stdout.close()
