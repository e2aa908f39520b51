"""The student's side on Windows, on macOS, and on a console that speaks CP949."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.needs import needs
from tests.student.toy import ANSWERS, make_bundle

POSIX_ONLY = ("fcntl", "grp", "pty", "pwd", "readline", "resource", "syslog", "termios", "tty")

HIDE = f"""
import os, signal, sys
class Hidden:
    def find_spec(self, name, path=None, target=None):
        if name in {POSIX_ONLY!r}:
            raise ModuleNotFoundError(f"No module named {{name!r}} (as on Windows)", name=name)
sys.meta_path.insert(0, Hidden())
for name in {POSIX_ONLY!r}:
    sys.modules.pop(name, None)
for name in ("SIGALRM", "SIGSTOP", "SIGUSR1", "alarm", "setitimer", "pthread_kill", "pthread_sigmask"):
    if hasattr(signal, name):
        delattr(signal, name)
for name in ("fork", "forkpty", "setsid", "memfd_create", "pidfd_open", "sched_setaffinity", "killpg"):
    if hasattr(os, name):
        delattr(os, name)
"""
"""A `sitecustomize.py` that removes the modules and functions that Windows lacks."""

RUN = """
import sys
from pathlib import Path
from autograder.student import check, hint, pack
from autograder.cli.console import make_console
folder, lang = Path(sys.argv[1]), sys.argv[2]
console = make_console()
codes = [
    check.main(folder, [], lang=lang, console=console),
    hint.main(folder, "double", lang=lang, console=console),
    pack.main(folder, lang=lang, console=console),
]
print(codes)
"""

MIXED = {**ANSWERS, "scale.py": ANSWERS["scale.py"].replace("2 * x", "print('\\u2713 \\u20ac é') or x")}


def run(folder: Path, lang: str, **env: str) -> subprocess.CompletedProcess[bytes]:
    """Run check, hint and pack in a new Python, on a wrong answer that prints characters CP949 lacks."""
    command = [sys.executable, "-c", RUN, str(make_bundle(folder / "toy", MIXED)), lang]
    return subprocess.run(command, capture_output=True, env={**os.environ, **env}, timeout=120)


def ended_well(done: subprocess.CompletedProcess[bytes]) -> bool:
    """Return whether all three commands finished with the expected exit codes."""
    return done.returncode == 0 and done.stdout.rstrip().endswith(b"[1, 0, 0]")


def test_nothing_of_posix_is_needed(tmp_path: Path) -> None:
    """Check, hint, pack and the test process work without POSIX-only modules and functions."""
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "sitecustomize.py").write_text(HIDE, encoding="utf-8")
    done = run(tmp_path, "en", PYTHONPATH=str(tmp_path / "site"))
    assert ended_well(done), done.stderr.decode(errors="replace")


def test_the_hiding_hides(tmp_path: Path) -> None:
    """With that `sitecustomize.py`, a POSIX-only import fails."""
    (tmp_path / "sitecustomize.py").write_text(HIDE, encoding="utf-8")
    code = "import signal, fcntl"
    env = {**os.environ, "PYTHONPATH": str(tmp_path)}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, env=env)
    assert b"as on Windows" in done.stderr


@pytest.mark.parametrize(("encoding", "lang"), [("cp949", "ko"), ("ascii", "ko"), ("cp1252", "en")])
def test_output_survives_every_console(tmp_path: Path, encoding: str, lang: str) -> None:
    """Characters that the console's encoding lacks are shown as question marks; a CP949 console shows Hangul."""
    done = run(tmp_path, lang, PYTHONIOENCODING=f"{encoding}:strict")
    assert ended_well(done), done.stderr.decode(errors="replace")
    assert ("손으로 푼 예와 같습니다" in done.stdout.decode(encoding)) == (encoding == "cp949")


def test_every_file_is_opened_with_a_named_encoding(tmp_path: Path) -> None:
    """Every text file is opened with an explicit encoding."""
    done = run(tmp_path, "en", PYTHONWARNDEFAULTENCODING="1", PYTHONWARNINGS="error::EncodingWarning")
    assert ended_well(done), done.stderr.decode(errors="replace")


def test_a_korean_locale_of_old(tmp_path: Path) -> None:
    """All commands work in a locale with the encoding EUC-KR."""
    needs("ko_KR.EUC-KR")
    done = run(tmp_path, "ko", LC_ALL="ko_KR.EUC-KR", PYTHONUTF8="0")
    assert ended_well(done), done.stderr.decode(errors="replace")
    assert "손으로 푼 예와 같습니다" in done.stdout.decode("euc-kr", errors="replace")
