"""`.github/workflows/ci.yml` has a valid form, and the commands of its student job work on Linux."""

import re

import pytest

from autograder.authoring.course import Course
from autograder.bundles.release import release
from tests.documents import make_checkout, misread, type_in
from tests.needs import needs
from tests.samples import ROOT
from tests.test_package import PROJECT
from tests.workflows import PINNED, commands, python_beside, read_workflow, run_steps, schema_errors
from tools.site.__main__ import OUT

TEXT, WORKFLOW = read_workflow(ROOT / ".github/workflows/ci.yml")
JOBS = WORKFLOW["jobs"]
each_job = pytest.mark.parametrize("job", JOBS.values(), ids=list(JOBS))


def test_it_is_valid():
    """The published schema accepts the workflow, and rejects an invalid one."""
    assert schema_errors(WORKFLOW) == []
    assert schema_errors(WORKFLOW | {"concurrency": 3})


def test_it_may_read_and_nothing_else():
    """All jobs share one permission; only the one that publishes the site, by hand, has others and runs no command."""
    assert WORKFLOW["permissions"] == {"contents": "read"}
    more = {name: job["permissions"] for name, job in JOBS.items() if "permissions" in job}
    assert more == {"publish": {"pages": "write", "id-token": "write"}}
    assert JOBS["publish"]["if"] == "github.event_name == 'workflow_dispatch'"
    assert commands(JOBS["publish"]) == {}


@each_job
def test_no_credentials_stay_in_a_checkout(job):
    """Code that the run executes cannot read the token of the run."""
    checkouts = [step for step in job["steps"] if step.get("uses", "").startswith("actions/checkout@")]
    assert len(checkouts) == bool(commands(job))
    assert all(step["with"]["persist-credentials"] is False for step in checkouts)


@each_job
def test_every_job_ends(job):
    """A job that hangs costs an hour at most."""
    assert job["timeout-minutes"] <= 60


def test_a_newer_push_takes_the_place_of_an_older_one():
    """One run for each branch."""
    assert WORKFLOW["concurrency"] == {"group": "ci-${{ github.ref }}", "cancel-in-progress": True}


@each_job
def test_no_expression_stands_in_a_command(job):
    """Commands get their values from the environment, not from expressions."""
    assert not [step["run"] for step in commands(job).values() if "${{" in step["run"]]


def test_actions_are_pinned_by_digest():
    """Each action is GitHub's own at a full commit, the same one as in released workflows."""
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
    """The workflow and CONTRIBUTING state that it has never run on GitHub."""
    assert "has never run" in TEXT.partition("\nname:")[0]
    assert "has never run" in (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")


def test_the_site_is_built_where_it_is_uploaded():
    """`make docs` writes the folder that the job uploads."""
    (build,) = [step["run"] for step in commands(JOBS["site"]).values()]
    (upload,) = [step for step in JOBS["site"]["steps"] if "upload-pages-artifact" in step.get("uses", "")]
    assert (build, upload["with"]["path"]) == ("make docs", OUT.relative_to(ROOT).as_posix())


def test_the_image_is_built_from_our_dockerfile():
    """The job builds the Dockerfile at the root and starts the name that it gave the image."""
    build, *runs = [step["run"] for step in commands(JOBS["image"]).values()]
    assert build == "docker build --tag autograder ."
    assert (ROOT / "Dockerfile").is_file()
    started = [re.sub(r"\\\n\s*", "", line) for line in re.findall(r"docker run (?:.*\\\n)*.*", "\n".join(runs))]
    assert [line.split(" autograder")[1].split(" ")[1:2] for line in started] == [["||"], ["grade"]]


def test_all_tests_are_run_by_our_own_script():
    """The job for all tests runs `.ci/run`, which exists and is executable."""
    assert commands(JOBS["everything"])["Run all tests"]["run"] == ".ci/run"
    assert (ROOT / ".ci/run").stat().st_mode & 0o111


def test_the_jobs_type_commands_that_there_are():
    """Every command and option of `autograder` in a job is one that the command line takes."""
    typed = [
        line.strip() for job in JOBS.values() for step in commands(job).values() for line in step["run"].split("\n")
    ]
    ours = [re.split(r" (?:[|>&]|[|][|])", line)[0] for line in typed if line.startswith("autograder ")]
    assert len(ours) >= 3
    assert misread(ours) == {}


@pytest.mark.slow
def test_the_bundle_is_made_by_commands_that_there_are(tmp_path):
    """The commands of the job `bundle` write the files that it uploads."""
    install, made = [step["run"] for step in commands(JOBS["bundle"]).values()]
    assert install == "make demo-environment"
    checkout = make_checkout(tmp_path)
    ((_, code, output),) = type_in(checkout, [made])
    assert code == 0, output
    (upload,) = [step for step in JOBS["bundle"]["steps"] if "upload-artifact" in step.get("uses", "")]
    assert (checkout / upload["with"]["path"]).is_file()


@pytest.mark.prove
def test_a_student_gets_through_every_step(tmp_path):
    """The commands of the job `student` succeed on Linux: unpack, install, check, answer, hint, pack, then tests."""
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
