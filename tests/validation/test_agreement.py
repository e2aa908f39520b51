"""Test the processes that compare answers with the reference."""

import os
import select
import subprocess
import sys

from tests.needs import needs


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
