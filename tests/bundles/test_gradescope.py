"""Test the zip for Gradescope."""

import json
import re
import stat
import subprocess
import zipfile
from dataclasses import replace
from importlib.metadata import distribution, distributions

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from autograder.authoring.build import build_all
from autograder.authoring.wheel import WHEEL
from autograder.bundles.gradescope import GradescopeOptions
from autograder.bundles.release import release
from autograder.errors import UsageError
from autograder.grading.digests import digest_of_assignment
from autograder.model.gradescope import smallest_container
from tests.cli.typing_in import run_app
from tests.schemas import gradescope_results

OPTIONS = GradescopeOptions(secret=b"s" * 32, language="en")


@pytest.fixture
def built(course):
    """Return the built toy course."""
    build_all(course)
    return course


@pytest.fixture
def released(built, tmp_path):
    """Return the toy assignment's bundle."""
    return release(built, "a1_toy", "gradescope", tmp_path / "dist", OPTIONS)


@pytest.fixture
def files(released):
    """Return the files of the bundle."""
    with zipfile.ZipFile(released.path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_it_has_what_gradescope_looks_for_and_all_that_grading_needs(files):
    """The zip has both scripts at the top, the wheel, requirements, secret and assignment."""
    assert {"setup.sh", "run_autograder", "requirements.txt", f"wheels/{WHEEL}", "secret"} <= files.keys()
    assert "solutions/a1_toy/tests/hidden/test_toys_hidden.py" in files
    assert files["secret"] == OPTIONS.secret


def test_only_root_may_read_the_secret_and_both_scripts_may_be_run(released):
    """The zip stores the permissions of scripts and secret."""
    with zipfile.ZipFile(released.path) as archive:
        modes = {member.filename: stat.S_IMODE(member.external_attr >> 16) for member in archive.infolist()}
    assert (modes["secret"], modes["setup.sh"], modes["run_autograder"]) == (0o600, 0o755, 0o755)


def test_it_is_the_assignment_that_it_was_made_of(built, released, tmp_path):
    """The assignment in the bundle has the same digest as the source."""
    with zipfile.ZipFile(released.path) as archive:
        archive.extractall(tmp_path / "there")
    here = digest_of_assignment(built.root / "solutions/a1_toy")
    assert digest_of_assignment(tmp_path / "there/solutions/a1_toy") == here


def test_two_releases_of_one_source_are_byte_identical(built, released, tmp_path):
    """Equal inputs give equal zips."""
    again = release(built, "a1_toy", "gradescope", tmp_path / "again", OPTIONS)
    assert again.path.read_bytes() == released.path.read_bytes()


def test_it_says_whom_it_is_for(released, files):
    """Zip and output warn that it is for instructors only, and do not claim that it has no answers."""
    assert b"FOR INSTRUCTORS ONLY" in files["READ_ME_FIRST.txt"]
    assert "for instructors only" in released.text()
    assert "answers of the course" not in released.text()


def test_the_instructor_reads_which_container_to_choose(released):
    """The advised container has enough memory: 512 MiB and the grader fit into the smallest one."""
    assert "container: 0.5 CPU, 0.75 GB is enough (736 MiB of memory needed)" in released.text()
    assert "timeout: 10 minutes; grading stops after 9 minutes" in released.text()


def test_more_memory_asks_for_a_larger_container():
    """The smallest sufficient container is named, or none if none is sufficient."""
    sizes = [smallest_container(gigabytes << 30) for gigabytes in (1, 2, 5, 7)]
    assert [size.name if size else None for size in sizes] == [
        "1 CPU, 1.5 GB",
        "2 CPU, 3 GB",
        "4 CPU, 6 GB",
        None,
    ]


def test_every_requirement_is_pinned_and_hashed_and_none_is_an_extras(files):
    """All requirements have hashes; those that only notebooks or reports need are left out."""
    lines = re.sub(r"\\\n\s*", "", files["requirements.txt"].decode()).splitlines()
    pins = [line for line in lines if line and not line.lstrip().startswith("#")]
    assert all(re.search(r"==\S+.*--hash=sha256:[0-9a-f]{64}", pin) for pin in pins)
    names = {pin.partition("==")[0] for pin in pins}
    needed = [line for line in distribution("image-classification-course").requires if "extra" not in line]
    assert {re.match(r"[\w-]+", line).group() for line in needed} <= names
    assert not names & {"otter-grader", "jinja2", "altair", "mypy"}


def test_the_requirements_lack_nothing(files):
    """Dependencies of pinned packages are pinned too."""
    known = {line.partition("==")[0] for line in files["requirements.txt"].decode().splitlines() if "==" in line}
    there = [found for found in distributions() if canonicalize_name(found.name) in known]
    needed = [Requirement(line) for found in there for line in found.requires or []]
    assert {canonicalize_name(one.name) for one in needed if not one.marker} <= known


def test_a_candidate_of_a_python_gets_every_requirement_too(files):
    """No marker uses `python_full_version`, which pip evaluates wrongly for 3.11.0rc1 of Ubuntu 22.04."""
    lines = re.sub(r"\\\n\s*", "", files["requirements.txt"].decode()).splitlines()
    pins = [Requirement(line.partition(" --hash")[0]) for line in lines if "==" in line]
    candidate = {"python_full_version": "3.11.0rc1", "python_version": "3.11", "sys_platform": "linux"}
    there = {pin.name for pin in pins if not pin.marker or pin.marker.evaluate(candidate)}
    assert {"numpy", "scipy", "pytest"} <= there


def test_what_stands_before_any_result_is_valid_and_blames_nobody(files):
    """The first result withholds every point and says who must act."""
    results = gradescope_results(files["not_graded.json"])
    assert results["extra_data"]["held"]
    assert "Your instructor must act" in results["output"]
    assert all("withheld" in test["output"] for test in results["tests"])


def test_students_read_the_language_that_was_chosen(built, tmp_path):
    """With Korean, the first result has Korean titles."""
    with zipfile.ZipFile(
        release(built, "a1_toy", "gradescope", tmp_path, replace(OPTIONS, language="ko")).path
    ) as archive:
        results = gradescope_results(archive.read("not_graded.json"))
        settings = archive.read("settings.json").decode()
    assert results["tests"][0]["name"].startswith("두 배")
    assert '"ko"' in settings


@pytest.mark.parametrize("script", ["setup.sh", "run_autograder"])
def test_the_scripts_are_scripts(files, tmp_path, script):
    """The scripts are valid shell and have a shebang line."""
    place = tmp_path / script
    place.write_bytes(files[script])
    assert files[script].startswith(b"#!")
    assert subprocess.run(["bash", "-n", place], capture_output=True, text=True).stderr == ""


def test_the_scripts_run_the_autograder_of_the_image_alone(files):
    """Scripts run Python with `-I`, so that no folder or `PYTHON*` variable decides which code runs."""
    called = re.findall(r"^.*-m autograder.*$", files["setup.sh"].decode() + files["run_autograder"].decode(), re.M)
    assert len(called) == 2
    assert all(line.startswith('"$venv/bin/python" -I -m autograder gradescope ') for line in called)


@pytest.mark.parametrize("minutes", [0.5, 41])
def test_a_time_out_that_gradescope_has_not_is_refused(built, tmp_path, minutes):
    """A timeout outside of 1 to 40 minutes is rejected."""
    with pytest.raises(UsageError, match=r"--timeout [\d.]+: Gradescope allows 1 to 40 minutes"):
        release(built, "a1_toy", "gradescope", tmp_path, replace(OPTIONS, timeout=minutes))


@pytest.mark.slow
def test_the_command_lists_the_target_and_makes_it(built, tmp_path, monkeypatch, capsys):
    """`release --target gradescope` includes the secret; `--help` and the message on a wrong target list the target."""
    secret = tmp_path / "secret"
    secret.write_bytes(b"t" * 32)
    secret.chmod(0o600)

    monkeypatch.setenv("LANG", "ko_KR.UTF-8")

    def autograder(*arguments):
        capsys.readouterr()
        return subprocess.CompletedProcess(arguments, run_app(*arguments), *capsys.readouterr())

    made = autograder(
        "release", "a1_toy", "--target", "gradescope", "--secret", secret, "--out", tmp_path, "--course", built.root
    )
    assert made.returncode == 0, made.stderr
    path = tmp_path / "a1_toy-gradescope.zip"
    assert path.stat().st_mode & 0o077 == 0
    with zipfile.ZipFile(path) as archive:
        assert archive.read("secret") == b"t" * 32
        assert json.loads(archive.read("settings.json"))["language"] == "en"
    assert "language of messages: English; --lang ko for Korean" in made.stdout
    assert "gradescope" in autograder("release", "--help").stdout
    wrong = autograder("release", "a1_toy", "--target", "moon", "--course", built.root)
    assert (wrong.returncode, "use one of github, gradescope, otter, student" in wrong.stderr) == (2, True)
    klingon = autograder(
        "release", "a1_toy", "--target", "gradescope", "--lang", "tlh", "--secret", secret, "--course", built.root
    )
    assert (klingon.returncode, "--lang tlh: a1_toy has en, ko; choose one" in klingon.stderr) == (2, True)
