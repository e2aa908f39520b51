"""Run the bundle for Gradescope in a system as small as Gradescope's smallest container."""

import contextlib
import os
import shutil
import subprocess
import zipfile
from pathlib import Path

import pytest

from autograder.authoring.course import Course
from autograder.bundles.gradescope import GradescopeOptions
from autograder.bundles.release import release
from autograder.model.gradescope import CONTAINERS
from tests.needs import needs
from tests.samples import ROOT
from tests.schemas import gradescope_results

pytestmark = pytest.mark.prove

SYSTEMS = {
    "bookworm": ["http://deb.debian.org/debian"],
    "jammy": ["--include=python3", "http://archive.ubuntu.com/ubuntu"],
    "trixie": ["--include=python3,python3-venv,ca-certificates", "http://deb.debian.org/debian"],
}
"""Debian 12 without Python, Ubuntu 22.04 (Gradescope's default) with its Python 3.10, and Debian 13 for our image."""

GRADESCOPES = ("bookworm", "jammy")

UBUNTU = "deb http://archive.ubuntu.com/ubuntu jammy{} main universe\n"
GROUPS = Path("/sys/fs/cgroup")

ENTER = """
root=$1; shift
for group in $GROUPS_TO_JOIN; do echo $$ > "$group/cgroup.procs"; done
exec unshare --mount --pid --fork sh -c '
    root=$1; shift
    mount -t proc proc "$root/proc"
    mount --rbind /sys "$root/sys"
    mount --make-rslave "$root/sys"
    exec chroot "$root" env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root PIP_CERT=/certificates "$@"
' sh "$root" "$@"
"""


class System:
    """Run commands in a system in a folder.

    Args:
        name: One of `SYSTEMS`.
        root: Where to put it.
        groups: Control groups with the limits of a container.
    """

    def __init__(self, name: str, root: Path, groups: list[Path]) -> None:
        self.root, self.autograder, self.groups = root, root / "autograder", groups
        self.output = ""
        *options, mirror = SYSTEMS[name]
        command = ["debootstrap", "--variant=minbase", *options, name, root, mirror]
        subprocess.run(command, check=True, capture_output=True)
        if name == "jammy":
            (root / "etc/apt/sources.list").write_text(UBUNTU.format("") + UBUNTU.format("-updates"))
        authorities = os.environ.get("SSL_CERT_FILE", "/etc/ssl/certs/ca-certificates.crt")
        shutil.copy(authorities, root / "certificates")  # a mirror's, where there is one in front of the registry
        shutil.copy("/etc/resolv.conf", root / "etc/resolv.conf")

    def unpack(self, bundle: Path) -> None:
        """As Gradescope does, by something that loses what the zip says of permissions."""
        with zipfile.ZipFile(bundle) as archive:
            archive.extractall(self.autograder / "source")
        for name in ("setup.sh", "run_autograder"):
            (self.autograder / "source" / name).chmod(0o755)
        shutil.copy(self.autograder / "source/run_autograder", self.autograder)

    def run(self, *command: str, limited: bool = True) -> str:
        """Run a command in the system within the limits and return its output."""
        joined = " ".join(map(str, self.groups)) if limited else ""
        done = subprocess.run(
            ["sh", "-c", ENTER, "sh", self.root, *command],
            env={**os.environ, "GROUPS_TO_JOIN": joined},
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def grade(self, files: dict[str, str]) -> dict:
        """Submit these files and return the result."""
        submission = self.autograder / "submission"
        shutil.rmtree(submission, ignore_errors=True)
        submission.mkdir()
        for name, text in files.items():
            (submission / name).write_text(text, encoding="utf-8")
        self.output = self.run("/autograder/run_autograder")
        return gradescope_results((self.autograder / "results/results.json").read_bytes())


@contextlib.contextmanager
def _groups(memory: int):
    """Create control groups (v1 or v2) with a memory limit and half a core; remove them at the end."""
    name = f"autograder-{os.getpid()}"
    old = (GROUPS / "memory").is_dir()
    groups = [GROUPS / "memory" / name, GROUPS / "cpu" / name] if old else [GROUPS / name]
    made = []
    try:
        for group in groups:
            group.mkdir()
            made.append(group)
        if old:
            (groups[0] / "memory.limit_in_bytes").write_text(str(memory))
            (groups[1] / "cpu.cfs_quota_us").write_text("50000")
        else:
            (groups[0] / "memory.max").write_text(str(memory))
            (groups[0] / "cpu.max").write_text("50000 100000")
        yield groups
    finally:
        for group in made:
            group.rmdir()


@pytest.fixture(scope="module")
def system(request, tmp_path_factory):
    """Return a system in which `setup.sh` of the bundle of a1_knn has run."""
    needs("linux", "root", "network", "debootstrap", "unshare", "chroot")
    folder = tmp_path_factory.mktemp("system")
    bundle = release(Course(ROOT), "a1_knn", "gradescope", folder, GradescopeOptions(b"s" * 32, "en"))
    with _groups(CONTAINERS[0].memory << 20) as groups:
        made = System(request.param, folder / "root", groups)
        made.unpack(bundle.path)
        assert "this image has no Python 3.11 or later; installing one" in made.run(
            "/autograder/source/setup.sh", limited=False
        )
        yield made
    shutil.rmtree(folder / "root")


def answers(**changed):
    """Return the reference's files, with some changed."""
    files = {path.name: path.read_text(encoding="utf-8") for path in (ROOT / "solutions/a1_knn").glob("*.py")}
    return {**files, **{f"{name}.py": text for name, text in changed.items()}}


@pytest.mark.parametrize("system", GRADESCOPES, indirect=True)
def test_the_reference_gets_full_marks_in_the_smallest_container(system):
    """Half a core and 768 MB are enough, and every sandbox layer of this kernel works there too."""
    results = system.grade(answers())
    assert (results["score"], results["extra_data"]["held"]) == (100, False)
    assert "missing sandbox layer" not in system.output
    assert "less memory than" not in system.output


@pytest.mark.parametrize("system", ["bookworm"], indirect=True)
def test_the_skeleton_gets_nothing_and_reports_what_is_not_written(system):
    """The skeleton gets 0 points, which are not withheld."""
    files = {path.name: path.read_text(encoding="utf-8") for path in (ROOT / "assignments/a1_knn").glob("*.py")}
    results = system.grade(files)
    assert (results["score"], results["extra_data"]["held"]) == (0, False)
    assert "not written yet" in results["tests"][0]["output"]


@pytest.mark.parametrize("system", ["bookworm"], indirect=True)
def test_loops_and_hunger_cost_their_own_file(system):
    """An endless loop and an array of 8 GB fail only their own tests; the rest is graded."""
    greedy = "import numpy as np\n\n\ndef dataset_bytes(*_):\n    return np.ones(10**9).sum()\n"
    greedy += "\n\ndef flatten_images(*_):\n    while True:\n        pass\n"
    results = system.grade(answers(images=greedy))
    status = {test["extra_data"]["question"]: test["extra_data"]["status"] for test in results["tests"]}
    assert (status["dataset_bytes"], status["flatten_images"]) == ("memory", "timeout")
    assert status["predict_labels"] == "passed"
    assert not results["extra_data"]["held"]
