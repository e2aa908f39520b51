"""The workflow of this repository, `.github/workflows/ci.yml`: its form, and on Linux the commands of its student."""

import re

import pytest

from autograder.authoring.course import Course
from autograder.bundles.release import release
from tests.documents import make_checkout, type_in
from tests.needs import needs
from tests.samples import ROOT
from tests.test_package import PROJECT
from tests.workflows import PINNED, commands, python_beside, read_workflow, run_steps, schema_errors

TEXT, WORKFLOW = read_workflow(ROOT / ".github/workflows/ci.yml")
JOBS = WORKFLOW["jobs"]
each_job = pytest.mark.parametrize("job", JOBS.values(), ids=list(JOBS))


def test_it_is_valid():
    """The published schema accepts it; and it would not accept everything."""
    assert schema_errors(WORKFLOW) == []
    assert schema_errors(WORKFLOW | {"concurrency": 3})


def test_it_may_read_and_nothing_else():
    """One permission for all jobs."""
    assert WORKFLOW["permissions"] == {"contents": "read"}
    assert not [name for name, job in JOBS.items() if "permissions" in job]


@each_job
def test_no_credentials_stay_in_a_checkout(job):
    """The token of a run is not left to what the run executes."""
    (checkout,) = [step for step in job["steps"] if step.get("uses", "").startswith("actions/checkout@")]
    assert checkout["with"]["persist-credentials"] is False


@each_job
def test_every_job_ends(job):
    """A job that hangs costs an hour at most."""
    assert job["timeout-minutes"] <= 60


def test_a_newer_push_takes_the_place_of_an_older_one():
    """One run for each branch."""
    assert WORKFLOW["concurrency"] == {"group": "ci-${{ github.ref }}", "cancel-in-progress": True}


@each_job
def test_no_expression_stands_in_a_command(job):
    """What a command needs comes in the environment."""
    assert not [step["run"] for step in commands(job).values() if "${{" in step["run"]]


def test_actions_are_pinned_by_digest():
    """Each is GitHub's own at a full commit; where a released workflow uses the same action, at the same commit."""
    pinned = PINNED.findall(TEXT)
    assert len(pinned) == sum("uses" in step for job in JOBS.values() for step in job["steps"])
    released = " ".join(
        path.read_text(encoding="utf-8") for path in (ROOT / "autograder/bundles/hosting").rglob("*.yml.in")
    )
    theirs = dict(re.findall(r"(actions/[\w-]+)@(\w+)", released))
    ours = dict(pin.split("@") for pin in pinned)
    assert {action: theirs.get(action, digest) for action, digest in ours.items()} == ours


def test_students_have_every_system_and_every_python():
    """Linux, Windows and macOS, each with the Pythons that the package allows up to the newest one."""
    matrix = JOBS["student"]["strategy"]["matrix"]
    assert [name.partition("-")[0] for name in matrix["os"]] == ["ubuntu", "windows", "macos"]
    assert matrix["python"] == ["3.11", "3.12", "3.13", "3.14"]
    assert PROJECT["requires-python"] == ">=" + matrix["python"][0]


def test_it_says_that_it_has_never_run():
    """Whoever reads the file or CONTRIBUTING knows what it is worth."""
    assert "has never run" in TEXT.partition("\nname:")[0]
    assert "has never run" in (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")


def test_all_tests_are_run_by_our_own_script():
    """The job that runs everything runs `.ci/run`, which is there and executable."""
    assert commands(JOBS["everything"])["Run all tests"]["run"] == ".ci/run"
    assert (ROOT / ".ci/run").stat().st_mode & 0o111


def test_the_bundle_is_made_by_commands_that_there_are(tmp_path):
    """What the job `bundle` runs after the installation writes what it uploads."""
    install, made = [step["run"] for step in commands(JOBS["bundle"]).values()]
    assert install == "make environment"
    checkout = make_checkout(tmp_path)
    ((_, code, output),) = type_in(checkout, [made])
    assert code == 0, output
    (upload,) = [step for step in JOBS["bundle"]["steps"] if "upload-artifact" in step.get("uses", "")]
    assert (checkout / upload["with"]["path"]).is_file()


@pytest.mark.slow
def test_a_student_gets_through_every_step(tmp_path):
    """On Linux, the commands of the job `student`: unpack, install, check, answer, ask, pack; then our own tests."""
    needs("bash", "linux")
    workspace = tmp_path / "workspace"
    workspace.mkdir()
    for name in ("solutions", "tests", "autograder", "pyproject.toml"):
        (workspace / name).symlink_to(ROOT / name)
    release(Course(ROOT), "a1_knn", "student", workspace / "dist")
    job = JOBS["student"]
    environment = python_beside(tmp_path / "python") | job["env"]
    environment["PYTEST_ADDOPTS"] = "-p no:cacheprovider"
    *steps, own = commands(job)
    results = run_steps(workspace, job, environment, steps)
    assert [(name, log) for name, (code, log) in results.items() if code] == []
    assert (workspace / "unpacked/a1_knn/submission.zip").is_file()

    environment["PYTEST_ADDOPTS"] += " -k test_the_hiding_hides"  # the others are run by this very session
    code, log = run_steps(workspace, job, environment, [own])[own]
    assert (code, "1 passed" in log) == (0, True), log
