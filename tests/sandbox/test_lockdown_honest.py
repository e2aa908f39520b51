"""What a locked-down worker can still do: everything that an honest solution may need."""

import pytest

from tests.sandbox.locked import EVERYBODY, zygote

WORKS = """
# linear algebra
import numpy as np
result = round(float(np.linalg.svd(np.diag([3.0, 2.0]))[1][0]), 6) == 3

# matrix products, which a threaded BLAS would hang on
import numpy as np
a = np.ones((300, 300))
result = float((a @ a)[0, 0]) == 300

# random arrays
import numpy as np
np.random.seed(1)
result = np.random.rand(2).shape == np.random.default_rng(0).normal(size=2).shape

# Fourier transforms
import numpy as np
result = bool(abs(np.fft.fft(np.ones(8))[0] - 8) < 1e-9)

# arrays in files
import numpy as np
np.save("a", np.ones(3))
result = float(np.load("a.npy").sum()) == 3

# mapped arrays
import numpy as np
result = np.memmap("m", mode="w+", shape=(5,)).shape == (5,)

# arrays as text
import numpy as np
np.savetxt("t", np.eye(2))
result = bool((np.loadtxt("t") == np.eye(2)).all()) and "1." in repr(np.eye(2))

# random numbers
import random, secrets
result = 0 <= random.random() < 1 and len(secrets.token_bytes(3)) == 3

# the system's random numbers
import os
result = len(os.urandom(4)) == 4

# clocks
import time
time.sleep(0.001)
result = time.time() > 0 and time.process_time() > 0 and time.perf_counter() > 0

# time zones
import zoneinfo
from datetime import datetime
seoul = datetime(2026, 7, 1, 12, tzinfo=zoneinfo.ZoneInfo("Asia/Seoul"))
berlin = seoul.astimezone(zoneinfo.ZoneInfo("Europe/Berlin"))
result = berlin.hour == 5 and {"Asia/Seoul", "Europe/Berlin"} <= zoneinfo.available_timezones()

# temporary folders
import os, tempfile
with tempfile.TemporaryDirectory() as folder:
    open(folder + "/x", "w").close()
result = not os.path.exists(folder)

# temporary files
import tempfile
with tempfile.TemporaryFile() as one, tempfile.NamedTemporaryFile() as two:
    result = one.write(b"x") == two.write(b"x") == 1

# files of its own
import os, pathlib, shutil
pathlib.Path("d").mkdir()
pathlib.Path("d/x").write_text("y")
os.rename("d/x", "z")
shutil.rmtree("d")
result = os.listdir() == ["z"] and open("z").read() == "y"

# anonymous maps
import mmap
page = mmap.mmap(-1, 5000)
page[0] = 1
result = page[0] == 1

# big allocations
result = len(bytearray(100_000_000)) == 100_000_000

# pure modules that are not imported yet
import sys
assert "wave" not in sys.modules
import wave
result = wave.__spec__.loader.is_package("wave") is False

# packages that are not imported yet
import xml.dom.minidom
result = xml.dom.minidom.parseString("<a/>").documentElement.tagName == "a"

# codecs that are not imported yet
result = "한".encode("cp949") == bytes.fromhex("c7d1") and "é".encode("cp437") == bytes.fromhex("82")

# tracebacks
import traceback
try:
    1 / 0
except ZeroDivisionError:
    result = "ZeroDivisionError" in traceback.format_exc()

# signals to itself
import os, signal
seen = []
signal.signal(signal.SIGUSR1, lambda *_: seen.append(1))
os.kill(os.getpid(), signal.SIGUSR1)
result = seen == [1]

# garbage collection
import gc
gc.collect()
result = True

# digests
import hashlib
result = hashlib.sha256(b"").hexdigest().startswith("e3b0")

# compression
import bz2, gzip, lzma, zlib
result = gzip.decompress(gzip.compress(b"x")) == bz2.decompress(bz2.compress(b"x")) == b"x"

# a look at itself
import os, platform, resource, sys
result = os.cpu_count() > 0 and platform.system() == "Linux" and resource.getrusage(0).ru_utime >= 0

# imports that notebooks leave behind
import ssl, urllib.request, multiprocessing, subprocess, concurrent.futures, asyncio, logging, unittest
result = True

# its working directory
import os, tempfile
result = os.getcwd() == tempfile.gettempdir() and os.listdir() == []

# printing
import sys
print("lost", flush=True)
print("lost too", file=sys.stderr)
result = True
"""

PIECES = dict(piece.split("\n", 1) for piece in WORKS.strip().removeprefix("# ").split("\n\n# "))


@pytest.fixture(scope="module", params=EVERYBODY)
def warm(request):
    """A zygote, as root and as an ordinary user."""
    with zygote(request.param) as found:
        yield found


@pytest.mark.parametrize("what", PIECES)
def test_honest_code_does_not_notice(warm, what):
    """What a solution may need works in a locked-down worker as it does elsewhere."""
    done = warm.run(PIECES[what])
    assert (done.raised, done.result) == ("", True), done
