"""The attacks also fail on a kernel without Landlock if root grades: user ids and seccomp stop them."""

import subprocess
import sys

import pytest

from tests.attacks import bench, test_attacks
from tests.attacks.attack import ATTACKS, GROUPS
from tests.needs import needs
from tests.sandbox.locked import LANDLOCK_CALLS

pytestmark = pytest.mark.prove

HIDDEN = """
import os
from autograder.sandbox import kernel, seccomp
kernel.prctl(38, 1)
code = [(0x20, 0, 0, 0)]
for number in {calls}:
    code += [(0x15, 0, 1, number), (0x06, 0, 0, seccomp.ABSENT)]
seccomp.install(seccomp.Program(kernel.machine(), (*code, (0x06, 0, 0, seccomp.ALLOW))), os.getpid())
from tests.attacks import bench
bench.main()
"""


@pytest.fixture(scope="module")
def graded(tmp_path_factory):
    """Return the attacks, graded by root in a process that cannot call Landlock."""
    needs("linux", "root")
    root = tmp_path_factory.mktemp("without-landlock")
    root.chmod(0o755)
    code = HIDDEN.format(calls=LANDLOCK_CALLS)
    subprocess.run([sys.executable, "-c", code, root], check=True, cwd=bench.ROOT)
    return bench.read(root)


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.id)
def test_an_attack_fails_without_landlock_too(graded, attack):
    """An attack has no effect; where only Landlock would stop it, because files are open to all, the record says so."""
    if set(attack.layers) == {"landlock"}:
        assert graded.of(attack).isolation["untrusted"] == "landlock"
    else:
        assert bench.findings(graded, attack) == []


@pytest.mark.parametrize("group", GROUPS)
def test_the_honest_beside_them_are_undisturbed(graded, group):
    """The reference gets full marks and the skeleton 0, without Landlock."""
    test_attacks.test_the_honest_beside_them_are_undisturbed(graded, group)
    assert "has no Landlock" in graded.records[f"{group}/reference"].isolation["landlock"]


def test_nothing_outlives_its_worker(graded):
    """No process and no file of an attack remains."""
    assert graded.left == []
