"""The instructions of the Dockerfile make a system that grades, without a container engine at hand.

The image of `FROM` is replaced by Debian 13 with its own Python 3.13; everything else comes from the Dockerfile.
"""

import fnmatch
import json
import shutil
from csv import DictReader
from dataclasses import dataclass, field

import pytest

from tests.bundles.test_gradescope_container import System
from tests.needs import needs
from tests.samples import ROOT


@dataclass
class Image:
    """Hold the instructions of a Dockerfile, in the order and with the settings that they have there."""

    base: str = ""
    steps: list[tuple[str, list[str]]] = field(default_factory=list)  # COPY or RUN, with its words
    environment: dict[str, str] = field(default_factory=dict)
    user: str = "root"
    folder: str = "/"
    start: list[str] = field(default_factory=list)
    default: list[str] = field(default_factory=list)


def read_dockerfile():
    """Read the Dockerfile; an instruction that this cannot run is an error."""
    image = Image()
    text = (ROOT / "Dockerfile").read_text(encoding="utf-8").replace("\\\n", " ")
    for line in filter(None, (line for line in text.splitlines() if not line.startswith("#"))):
        name, _, rest = line.partition(" ")
        match name:
            case "FROM":
                image.base = rest
            case "COPY" | "RUN":
                assert image.user == "root"
                image.steps.append((name, rest.split() if name == "COPY" else [rest]))
            case "ENV":
                key, _, value = rest.partition("=")
                image.environment[key] = value
            case "USER":
                image.user = rest
            case "WORKDIR":
                image.folder = rest
            case "ENTRYPOINT":
                image.start = json.loads(rest)
            case "CMD":
                image.default = json.loads(rest)
            case _:
                pytest.fail(f"the Dockerfile has an instruction that this test does not know: {line}")
    return image


def test_the_image_is_small_and_has_no_answers():
    """The image is slim, does not run as root, starts with `doctor`, and gets the engine, but never the course."""
    image = read_dockerfile()
    assert image.base.startswith("python:3.13-slim")
    assert image.user not in ("root", "0")
    assert [*image.start, *image.default] == ["autograder", "doctor"]
    copied = {source for name, words in image.steps if name == "COPY" for source in words[:-1]}
    assert not copied & {".", "solutions", "assignments", "tests"}
    assert all((ROOT / source).exists() for source in copied)


def test_the_build_sees_what_it_copies_and_nothing_else():
    """`.dockerignore` leaves out everything but the sources of the instructions."""
    lines = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    rules = [line for line in lines if line and not line.startswith("#")]
    assert rules[0] == "*"
    kept = {rule[1:] for rule in rules if rule.startswith("!")}
    assert kept == {source for name, words in read_dockerfile().steps if name == "COPY" for source in words[:-1]}
    assert not [rule for rule in kept if fnmatch.fnmatch("solutions", rule)]


class Container(System):
    """Run the instructions of an image in a Debian system, and then its program as its user."""

    def __init__(self, image, root):
        super().__init__("trixie", root, [])
        self.image = image
        (root / image.folder.lstrip("/")).mkdir()  # as WORKDIR does
        for name, words in image.steps:
            if name == "RUN":
                self.run("sh", "-c", words[0])
            else:
                self._copy(words)

    def _copy(self, words):
        *sources, target = words
        for source in sources:
            place = self.root / target.lstrip("/")
            place = place / source if target.endswith("/") else place
            place.parent.mkdir(parents=True, exist_ok=True)
            if (ROOT / source).is_dir():
                shutil.copytree(ROOT / source, place, ignore=shutil.ignore_patterns("__pycache__"))
            else:
                shutil.copy(ROOT / source, place)

    def start(self, *arguments, user=None, codes=(0,), **variables):
        """Run the image's program in its folder, as its user or as another, and return the output."""
        user = user or self.image.user
        home = {"HOME": f"/home/{user}" if user == self.image.user else "/"}  # as a container engine sets it
        settings = [f"{key}={value}" for key, value in (home | self.image.environment | variables).items()]
        person = ["setpriv", f"--reuid={user}", f"--regid={user}", "--clear-groups"]
        command = [*person, "env", *settings, *self.image.start, *(arguments or self.image.default)]
        script = f'cd {self.image.folder} && {{ "$@"; echo "exit code $?"; }}'
        output = self.run("sh", "-c", script, "sh", *command)
        assert int(output.rpartition("exit code ")[2]) in codes, output
        return output


@pytest.mark.prove
def test_the_image_shows_its_sandbox_and_grades(tmp_path_factory):
    """`doctor` lists the layers; grading as the owner of the mounted course gives full marks and none."""
    needs("linux", "root", "network", "debootstrap", "unshare", "chroot")
    folder = tmp_path_factory.mktemp("image")
    container = Container(read_dockerfile(), folder / "root")
    told = container.start(codes=(0, 1))  # 1: a layer is missing, which depends on the kernel and the container engine
    assert "seccomp" in told.lower()
    assert "landlock" in told.lower()

    course = container.root / container.image.folder.lstrip("/")
    for name in ("solutions", "assignments"):
        shutil.copytree(ROOT / name, course / name, ignore=shutil.ignore_patterns("__pycache__"))
    (course / "secret").write_bytes(b"s" * 32)
    (course / "secret").chmod(0o600)
    owner = "4242"  # like most owners of a mounted folder, without a name in the image
    container.run("chown", "-R", owner, container.image.folder)
    grade = ("grade", "a1_knn", "solutions/a1_knn", "assignments/a1_knn", "--out", "results")
    container.start(*grade, user=owner, AUTOGRADER_SECRET=f"{container.image.folder}/secret")
    with (course / "results/grades.csv").open(encoding="utf-8-sig", newline="") as table:
        assert sorted(row["score"] for row in DictReader(table)) == ["0", "100"]
    shutil.rmtree(folder / "root")
