"""`check` refuses what grading refuses, and says it beforehand where no test reaches it."""

import json
import os
import subprocess
import sys
import textwrap
from pathlib import Path

from autograder.student.sources import inspect_sources
from tests.student.toy import TOY

REFUSED = {  # code -> the exception that grading raises
    "import threading; threading.Thread(target=print).start()": "RuntimeError",
    "from concurrent.futures import ThreadPoolExecutor as P\nP(2).submit(print)": "RuntimeError",
    "from multiprocessing import Pool; Pool(2)": "PermissionError",
    "import multiprocessing as mp; mp.Lock()": "PermissionError",
    "import asyncio\nasync def g(): pass\nasyncio.run(g())": "PermissionError",
    "import subprocess, sys; subprocess.run([sys.executable, '-V'])": "PermissionError",
    "import os; os.popen('true')": "PermissionError",
    "import os\nif hasattr(os, 'fork'): os.fork()\nelse: raise PermissionError": "PermissionError",
    "import os; os.kill(os.getppid(), 0)": "PermissionError",
    "import socket; socket.socket()": "PermissionError",
    "import socket; socket.getaddrinfo('localhost', 80)": "OSError",
    "import urllib.request; urllib.request.urlopen('http://127.0.0.1:9')": "PermissionError",
    "open(os.path.join(os.path.dirname(os.__file__), 'abc.py'))": "PermissionError",
    "import pathlib; pathlib.Path('..', 'beside.txt').write_text('x')": "PermissionError",
    "open('data.csv')": "FileNotFoundError",
    "import numpy as np; np.loadtxt('data.csv')": "FileNotFoundError",
    "os.remove('data.csv')": "FileNotFoundError",
    "os.listdir('..')": "PermissionError",
    "os.listdir('tests')": "FileNotFoundError",
    "os.environ['AUTOGRADER_SHELL']": "KeyError",
    "os.symlink('a', 'b')": "PermissionError",
    "import inspect, abc; inspect.getsource(abc)": "OSError",
    "import importlib.metadata; importlib.metadata.version('pytest')": "PackageNotFoundError",
}

ALLOWED = [
    "import datetime, zoneinfo; datetime.datetime.now(zoneinfo.ZoneInfo('Asia/Seoul')); zoneinfo.available_timezones()",
    "assert os.system('cls') == 127 << 8",
    "from os import system\nassert system('echo x > made.txt') == 127 << 8 and not os.path.exists('made.txt')",
    "import threading, multiprocessing, subprocess, socket, asyncio, concurrent.futures",
    "import threading; threading.Lock().acquire(); threading.current_thread()",
    "import multiprocessing; multiprocessing.cpu_count(); multiprocessing.freeze_support()",
    "import tempfile\nwith tempfile.TemporaryDirectory() as d:\n    open(d + '/x', 'w').close(); open(d + '/x')",
    "import tempfile; p = os.path.join(tempfile.gettempdir(), 'a.txt'); open(p, 'w').close(); open(p); os.remove(p)",
    "for name in ('TMPDIR', 'TEMP', 'TMP', 'HOME', 'PWD'): os.makedirs(os.environ[name] + '/made', exist_ok=True)",
    "assert {**os.environ}['TMPDIR'] == os.environ['TMPDIR'] == os.environ.copy()['TMPDIR']",
    "import pathlib; p = pathlib.Path.home() / 'a.txt'; p.write_text('x'); open(os.path.expanduser('~/a.txt')).read()",
    "breakpoint()\nimport pdb; pdb.set_trace()\nos.environ['PYTHONBREAKPOINT'] = '0'; breakpoint()",
    "import importlib.metadata as m, numpy; assert m.version('numpy') == m.distribution('NumPy').version",
    "import shelve\nwith shelve.open('s') as s:\n    s['a'] = 1\nassert shelve.open('s', 'r')['a'] == 1",
    "import tempfile; tempfile.TemporaryFile().write(b'x'); tempfile.NamedTemporaryFile().write(b'x')",
    "open('out.txt', 'w').write('x'); open('out.txt').read(); os.remove('out.txt')",
    "import numpy as np; np.save('a.npy', np.zeros(2)); np.load('a.npy')",
    "open(__file__).read(); open('answer.py').read()",
    "os.makedirs('new/deep', exist_ok=True); open('new/deep/x', 'w').close(); os.listdir('new')",
    "open(os.devnull, 'w').write('x'); os.urandom(3); os.path.exists('/etc'); os.stat('/')",
    "os.environ.get('AUTOGRADER_SHELL'); os.getenv('X'); os.environ['HOME']; os.environ['USER']; dict(os.environ)",
    "os.environ['MY'] = '1'; os.environ['MY']; os.environ.setdefault('OTHER', '2'); os.environ['OTHER']",
    "assert 'AUTOGRADER_SHELL' not in os.environ and 'AUTOGRADER_SHELL' not in {**os.environ}",
    "try:\n    open('data.csv')\nexcept OSError:\n    pass",
    "import warnings, traceback, logging; warnings.warn('x'); traceback.print_stack(); logging.warning('x')",
    "import platform, uuid, datetime; platform.platform(); uuid.uuid4(); datetime.datetime.now().astimezone()",
    "import inspect, signal, atexit; signal.signal(signal.SIGINT, signal.SIG_DFL); atexit.register(int)",
    "import random, secrets; random.seed(); random.SystemRandom().random(); secrets.token_hex()",
    "if __name__ == '__main__':\n    import subprocess; subprocess.run(['true'])",
]

HARNESS = """
import json, os, sys
from pathlib import Path
from autograder.student.grading_rules import apply_grading_rules

Path("temporary").mkdir()
apply_grading_rules(Path.cwd(), ["answer.py"], Path("temporary").resolve())
found = []
for code in json.load(open("codes.json")):
    scope = {"__file__": str(Path("answer.py").resolve()), "__name__": "answer", "os": os}
    try:
        exec(compile(code, str(Path("answer.py").resolve()), "exec"), scope)
        found.append("")
    except BaseException as error:
        found.append(type(error).__name__)
open("data.csv").close()  # our own code has no rules
os.listdir("..")
json.dump(found, sys.__stdout__)
"""


def _outcomes(folder: Path, codes: list[str]) -> list[str]:
    """Run pieces of code as the student's in one process that has the rules; return the exceptions' names."""
    (folder / "codes.json").write_text(json.dumps(codes))
    (folder / "data.csv").write_text("1,2\n")
    (folder / "tests").mkdir()
    (folder / "answer.py").write_text("")
    done = subprocess.run(
        [sys.executable, "-c", HARNESS],
        cwd=folder,
        env={**os.environ, "AUTOGRADER_SHELL": "x", "AUTOGRADER_LANG": "en"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return list(json.loads(done.stdout.splitlines()[-1]))


def test_what_grading_refuses_is_refused_with_the_same_exception(tmp_path: Path) -> None:
    """Threads, processes, sockets, other files, unknown variables and the like end as in the sandbox."""
    kinds = {"gaierror": "OSError", "URLError": "PermissionError"}
    found = _outcomes(tmp_path, list(REFUSED))
    assert [(code, kinds.get(error, error)) for code, error in zip(REFUSED, found, strict=True)] == list(
        REFUSED.items()
    )
    assert (tmp_path / "data.csv").is_file()


def test_harmless_code_is_left_alone(tmp_path: Path) -> None:
    """Imports, temporary and new files, known variables and code that handles the refusal work."""
    found = _outcomes(tmp_path, ALLOWED)
    assert [(code, error) for code, error in zip(ALLOWED, found, strict=True) if error] == []


def _remarks(folder: Path, text: str) -> list[str]:
    (folder / "scale.py").write_text(textwrap.dedent(text), encoding="utf-8")
    return inspect_sources(folder, TOY)["scale.py"].lines()


def test_calls_that_grading_refuses_are_named_with_the_questions_they_cost(tmp_path: Path) -> None:
    """Each call has its line, the reason, and the question, the function or the whole file that fails."""
    found = _remarks(
        tmp_path,
        """
        import os
        import subprocess as sp
        from threading import Thread as Worker

        shell = os.environ["SHELL"]

        def double(x):
            Worker(target=print).start()
            return x

        def helper():
            return open("/etc/passwd")

        class Halves:
            size = sp.check_output(["ls"])
        """,
    )
    assert [line.partition(": ")[0] for line in found] == ["scale.py:6", "scale.py:9", "scale.py:13", "scale.py:16"]
    for line, words in zip(
        found,
        (
            "os.environ['SHELL']: Grading does not have this environment variable. "
            "Grading would fail here for the whole file: double, halve.",
            "threading.Thread: Grading starts no threads. Grading would fail here for double.",
            "open('/etc/passwd'): Grading has no files but",
            "subprocess.check_output: Grading starts no processes",
        ),
        strict=True,
    ):
        assert words in line, line
    assert found[2].endswith("for what calls helper.")
    assert found[3].endswith("whole file: double, halve.")


def test_unused_imports_demos_and_handled_calls_are_not_named(tmp_path: Path) -> None:
    """An import alone, a demo that grading never runs, and a call whose failure is handled cost nothing."""
    assert (
        _remarks(
            tmp_path,
            """
        import multiprocessing, os, socket, subprocess, threading
        from concurrent.futures import ThreadPoolExecutor

        os.environ["OMP_NUM_THREADS"] = "1"
        threads = int(os.environ["OMP_NUM_THREADS"])

        def double(x):
            try:
                text = open("/etc/hostname").read()
            except OSError:
                text = ""
            return x, os.environ["HOME"], open("notes.txt", "w"), threading.Lock(), text

        if __name__ == "__main__":
            subprocess.run(["ls"])
            with ThreadPoolExecutor() as pool:
                print(list(pool.map(double, range(3))))
        """,
        )
        == []
    )
