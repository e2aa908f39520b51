"""The attacks also fail if an ordinary user grades: no user ids for workers, only Landlock and seccomp."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy
import pytest

from tests.attacks import bench, test_attacks
from tests.attacks.attack import ATTACKS, GROUPS
from tests.needs import needs

pytestmark = pytest.mark.prove

NOBODY = 65_534
VERSION = f"python3.{sys.version_info.minor}"
PYTHONS = (sys.executable, f"/usr/local/bin/{VERSION}", f"/usr/bin/{VERSION}")


def _as_nobody():
    return {"user": NOBODY, "group": NOBODY, "extra_groups": []} if os.geteuid() == 0 else {}


@pytest.fixture(scope="module")
def python(tmp_path_factory):
    """Return a Python with this package that an ordinary user can run."""
    needs("linux")
    home = Path(tempfile.mkdtemp(prefix="ordinary-", dir="/tmp"))
    home.chmod(0o755)
    for number, candidate in enumerate(PYTHONS):
        folder = home / str(number)
        try:
            subprocess.run([candidate, "-m", "venv", "--without-pip", folder], check=True, capture_output=True)
            [site] = folder.glob("lib/python*/site-packages")
            (site / "ours.pth").write_text(f"{bench.ROOT}\n{Path(numpy.__file__).parent.parent}\n", encoding="utf-8")
            command = [folder / "bin" / "python", "-I", "-c", "import numpy, autograder"]
            subprocess.run(command, check=True, capture_output=True, cwd="/", **_as_nobody())
        except (OSError, subprocess.CalledProcessError):
            continue
        yield folder / "bin" / "python"
        break
    else:
        pytest.skip("this machine lacks what the test needs: a Python that an ordinary user can run, and our files")
    subprocess.run(["rm", "-rf", home], check=True)


@pytest.fixture(scope="module")
def graded(python):
    """Return the attacks, graded by an ordinary user."""
    with tempfile.TemporaryDirectory(dir="/tmp") as folder:
        if os.geteuid() == 0:
            os.chown(folder, NOBODY, NOBODY)
        environment = {"PATH": os.defpath, "AUTOGRADER_LANG": "en", "HOME": folder}
        yield bench.grade_apart(Path(folder), python, env=environment, **_as_nobody())


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.id)
def test_an_attack_fails_against_an_ordinary_user_too(graded, attack):
    """An attack gets as far as its act, and has no effect, unless only the missing user ids would stop it."""
    alone = set(attack.layers) <= {"uid", "capabilities"}  # nothing else stops these: docs/security.md
    assert bench.findings(graded, attack, unstopped=alone) == []


@pytest.mark.parametrize("group", GROUPS)
def test_the_honest_beside_them_are_undisturbed(graded, group):
    """The reference gets full marks and the skeleton 0, without user ids for workers."""
    test_attacks.test_the_honest_beside_them_are_undisturbed(graded, group)
    assert graded.records[f"{group}/reference"].isolation.get("uid", "on") != "on"


def test_nothing_outlives_its_worker(graded):
    """No process and no file of an attack remains."""
    assert graded.left == []
