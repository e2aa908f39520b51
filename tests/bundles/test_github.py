"""`--target github`: a repository for students, and a workflow that grades in the instructor's own."""

import hashlib
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from autograder.authoring.build import build_all
from autograder.authoring.leaks import LeakError
from autograder.authoring.wheel import WHEEL
from autograder.bundles.github import PYTHON, write_repository
from autograder.bundles.release import release
from autograder.errors import UsageError
from autograder.model.assignment import load_assignment
from autograder.sandbox.doctor import run_probes
from tests import workflows as workflows_of
from tests.documents import commands as documented
from tests.documents import section, type_in
from tests.needs import needs
from tests.samples import ROOT
from tests.toy_course import make_course, put

SHELL = re.compile(r"^```sh\n(.*?)^```$", re.MULTILINE | re.DOTALL)

HOSTILE = '''
"""Toys."""


def double(x):
    """Twice x."""
    print("::error::printed by a student")
    raise ValueError("::set-output name=x::y\\n::error::raised by a student")
'''


recorded = pytest.mark.recorded("github", "autograder", "pyproject.toml", "requirements.lock")
"""The mark of tests that run the workflows: they run again when anything changes that goes into a repository."""


@pytest.fixture
def released(course, tmp_path):
    """Build the toy course and release it for GitHub; return the folder."""
    needs("git")
    build_all(course)
    return release(course, "a1_toy", "github", tmp_path / "dist").path


@pytest.fixture(scope="module")
def workflows(tmp_path_factory):
    """Return name -> text and parsed content of both workflows of the toy course."""
    needs("git")
    folder = tmp_path_factory.mktemp("workflows")
    toys = make_course(folder / "course")
    build_all(toys)
    released = release(toys, "a1_toy", "github", folder / "dist").path
    paths = {
        "check": released / "template/.github/workflows/check.yml",
        "grade": released / "grading/.github/workflows/grade-a1_toy.yml",
    }
    return {name: workflows_of.read_workflow(path) for name, path in paths.items()}


def git(folder, *arguments):
    """Run git without this machine's settings and return its output."""
    environment = os.environ | {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
    command = ["git", *arguments]
    return subprocess.run(command, cwd=folder, env=environment, check=True, capture_output=True, text=True).stdout


def steps(workflow):
    """Return the steps of the only job."""
    (job,) = workflow["jobs"].values()
    return job["steps"]


def commands(workflow):
    """Return name -> commands, for each step with commands."""
    return workflows_of.commands(*workflow["jobs"].values())


def lines_of(step):
    """Return the command lines of a step."""
    return [line.strip() for line in step["run"].replace("\\\n", "").splitlines()]


def test_the_template_is_one_commit_of_what_students_get(course, released):
    """The template has the generated folder at the top, the wheel and the workflow, all committed."""
    template = released / "template"
    assert git(template, "rev-list", "--count", "--all").strip() == "1"
    assert git(template, "status", "--porcelain") == ""
    assert git(template, "branch", "--show-current").strip() == "main"
    committed = set(git(template, "ls-files").splitlines())
    folder = course.generated / "a1_toy"
    expected = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    assert committed == expected | {f"wheels/{WHEEL}", ".gitignore", ".github/workflows/check.yml"}
    for name in expected:
        if name != "assignment.json":
            assert (template / name).read_bytes() == (folder / name).read_bytes()
    stated = load_assignment(template).graded_with
    assert stated is not None
    assert (stated.python, stated.numpy) == ("3.13", "2.5")  # the workflow's Python, and the NumPy pinned for it


def test_two_releases_are_the_same_commit(course, released, tmp_path, monkeypatch):
    """A second release with other settings has the same commit and replaces the first."""
    settings = put(tmp_path / "settings", "[user]\nname = Else\n[core]\nautocrlf = true\n[commit]\ngpgSign = true\n")
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(settings))
    monkeypatch.setenv("GIT_AUTHOR_DATE", "2001-01-01T00:00:00Z")
    monkeypatch.setenv("GIT_DIR", str(tmp_path / "elsewhere"))
    put(released / "template/left over.txt", "x\n")
    again = release(course, "a1_toy", "github", tmp_path / "dist")
    monkeypatch.undo()
    assert git(released / "template", "rev-parse", "HEAD").strip() == again.digest
    assert git(released / "template", "status", "--porcelain") == ""
    assert again.digest == release(course, "a1_toy", "github", tmp_path / "other").digest
    assert again.text().startswith(f"{released}: {again.members} files, {again.size:,} bytes, commit {again.digest}\n")
    assert [path.name for path in released.parent.iterdir()] == ["a1_toy-github"]


def test_a_leak_stops_the_release_and_the_old_one_stays(course, released):
    """A leak stops the release, as for every target."""
    before = git(released / "template", "rev-parse", "HEAD")
    answer = (course.root / "solutions/a2_other/others.py").read_text(encoding="utf-8")
    given = "\n".join(line for line in answer.splitlines() if "SOLUTION" not in line)
    put(course.root / "solutions/a1_toy/given/helpers.py", given)
    build_all(course)
    with pytest.raises(LeakError):
        release(course, "a1_toy", "github", released.parent)
    assert git(released / "template", "rev-parse", "HEAD") == before


def test_without_git_it_says_so(course, released, monkeypatch):
    """Without git, the error is one line, and the old release stays."""
    monkeypatch.setattr(shutil, "which", lambda _name: None)
    with pytest.raises(UsageError, match="git is not installed, and a repository needs it"):
        release(course, "a1_toy", "github", released.parent)
    assert (released / "template/.git").is_dir()
    assert [path.name for path in released.parent.iterdir()] == ["a1_toy-github"]


def test_nothing_secret_is_in_either_folder(released):
    """The release contains no hidden test, reference or misconception."""
    texts = [path.read_bytes() for path in released.rglob("*") if path.is_file() and ".git" not in path.parts]
    assert not [text for text in texts if b"SECRET_CASE" in text or b"BEGIN SOLUTION" in text or b"add_up" in text]


@pytest.mark.parametrize("name", ["check", "grade"])
def test_a_workflow_is_valid(workflows, name):
    """GitHub's published schema accepts each workflow, and rejects a broken one."""
    _, workflow = workflows[name]
    assert workflows_of.schema_errors(workflow) == []
    assert workflows_of.schema_errors(workflow | {"permissions": {"contents": "everything"}})


@pytest.mark.parametrize("name", ["check", "grade"])
def test_conditions_call_functions_that_github_has(workflows, name):
    """Conditions call only functions of GitHub's expressions, whose spelling (`cancelled`) is not ours."""
    _, workflow = workflows[name]
    called = {one for step in steps(workflow) for one in re.findall(r"(\w+)\(", step.get("if", ""))}
    assert called <= {"always", "cancelled", "failure", "hashFiles", "success"}


@pytest.mark.parametrize("name", ["check", "grade"])
def test_a_workflow_may_read_and_nothing_else(workflows, name):
    """Workflows have only read permission, keep no credentials in the checkout, and have a timeout."""
    _, workflow = workflows[name]
    assert workflow["permissions"] == {"contents": "read"}
    (job,) = workflow["jobs"].values()
    assert "permissions" not in job
    assert job["timeout-minutes"] <= 360
    (checkout,) = [step for step in job["steps"] if step.get("uses", "").startswith("actions/checkout@")]
    assert checkout["with"]["persist-credentials"] is False


@pytest.mark.parametrize("name", ["check", "grade"])
def test_actions_are_pinned_by_digest(workflows, name):
    """All actions are GitHub's own, pinned by full commit with the release in a comment."""
    text, workflow = workflows[name]
    assert len(workflows_of.PINNED.findall(text)) == sum("uses" in step for step in steps(workflow)) > 1
    both = " ".join(text for text, _ in workflows.values())
    pins = dict(re.findall(r"(actions/[\w-]+)@(\w+)", both))
    assert {f"{action}@{digest}" for action, digest in pins.items()} == set(re.findall(r"actions/[\w-]+@\w+", both))


@pytest.mark.parametrize("name", ["check", "grade"])
def test_no_expression_stands_in_a_command(workflows, name):
    """Commands contain no `${{ }}` expressions; values come from the environment."""
    _, workflow = workflows[name]
    assert not [step["run"] for step in steps(workflow) if "${{" in step.get("run", "")]


def test_both_sides_use_the_same_python(workflows):
    """Check and grading use the same Python version, on which the course is proved."""
    named = [
        step["with"]["python-version"]
        for _, said in workflows.values()
        for step in steps(said)
        if "with" in step and "python-version" in step["with"]
    ]
    assert named == [PYTHON, PYTHON]
    page = (ROOT / "docs/github.md").read_text(encoding="utf-8")
    assert set(re.findall(r"(?:image: python:|Python )([\d.]+\d)", page)) == {PYTHON}
    assert f"prove_on.sh {PYTHON} " in (ROOT / "Makefile").read_text(encoding="utf-8")


def test_grading_starts_by_hand_or_at_a_time(workflows):
    """No event that a student can cause starts grading."""
    _, workflow = workflows["grade"]
    assert set(workflow["on"]) == {"workflow_dispatch", "schedule"}


def test_artifacts_hold_what_students_may_see(workflows):
    """Only the folder `students/` and the report of fetched commits are uploaded."""
    _, workflow = workflows["grade"]
    uploads = [step for step in steps(workflow) if "upload-artifact" in step.get("uses", "")]
    assert {upload["with"]["name"]: upload["with"]["path"] for upload in uploads} == {
        "a1_toy-students": "${{ runner.temp }}/results/students",
        "a1_toy-fetched": "${{ runner.temp }}/fetched.csv",
    }


def test_everything_that_touches_submissions_is_fenced(workflows):
    """Each command that fetches, grades or compares runs with log commands disabled."""
    _, workflow = workflows["grade"]
    told = [
        line.strip() for step in commands(workflow).values() for line in step["run"].replace("\\\n", "").split("\n")
    ]
    risky = [line for line in told if re.search(r"/python\" -I -m autograder fetch|autograder\" (grade|diff)", line)]
    assert len(risky) == 5
    assert all(line.startswith("sh .github/grading/a1_toy/fenced.sh ") for line in risky)


def test_each_clone_is_an_argument_of_grading(workflows):
    """Each clone is passed by its own path, so that a class of one works like a class of many."""
    _, workflow = workflows["grade"]
    graded = [line for step in commands(workflow).values() for line in lines_of(step) if '" grade ' in line]
    assert len(graded) == 2
    assert all('grade a1_toy "$RUNNER_TEMP/submissions"/* ' in line for line in graded)


@pytest.mark.parametrize("name", ["check", "grade"])
def test_the_language_is_chosen_at_one_place(workflows, name):
    """The language is set once, for all steps."""
    _, workflow = workflows[name]
    (job,) = workflow["jobs"].values()
    assert job["env"] == {"AUTOGRADER_LANG": "en"}


def test_each_assignment_keeps_its_own_engine(course, released):
    """A second release overwrites no file of the first."""
    other = release(course, "a2_other", "github", released.parent).path
    first, second = (
        {path.relative_to(folder) for path in folder.rglob("*") if path.is_file()}
        for folder in (released / "grading", other / "grading")
    )
    assert len(first) == len(second) == 5
    assert not first & second


def test_the_engine_is_pinned(released):
    """The engine has the wheel and its pinned requirements, including those of HTML reports, with hashes."""
    engine = released / "grading/.github/grading/a1_toy/engine"
    text = (engine / "requirements.txt").read_text(encoding="utf-8")
    first, *pins = [line for line in re.sub(r"\\\n\s*", "", text).splitlines() if not line.lstrip().startswith("#")]
    digest = hashlib.sha256((engine / "wheels" / WHEEL).read_bytes()).hexdigest()
    assert first.split() == [f"./wheels/{WHEEL}", f"--hash=sha256:{digest}"]
    assert all(re.search(r"==\S+.*--hash=sha256:[0-9a-f]{64}", pin) for pin in pins)
    names = {pin.partition("==")[0] for pin in pins}
    assert {"numpy", "scipy", "pytest", "msgspec", "typer", "rich", "pluggy", "markdown-it-py"} <= names
    assert {"jinja2", "markupsafe", "altair", "vl-convert-python"} <= names
    assert not names & {"otter-grader", "mypy", "libcst", "distributed"}


def test_only_what_has_the_pinned_hashes_is_installed(workflows):
    """Grading installs packages only with hashes and never builds one."""
    _, workflow = workflows["grade"]
    installs = [line for step in commands(workflow).values() for line in lines_of(step) if "-m pip" in line]
    assert len(installs) == 2
    assert all("--require-hashes --only-binary :all:" in line for line in installs)


def run_steps(folder, workflow, environment, only=None):
    """Run the commands of the only job; return step name -> exit code and output."""
    return workflows_of.run_steps(folder, *workflow["jobs"].values(), environment, only)


def obeyed(log):
    """Return the commands in a log that GitHub executes."""
    found, token = [], None
    for line in log.splitlines():
        if token is None and (mark := re.fullmatch(r"::stop-commands::(\w+)", line)):
            token = mark[1]
        elif line == f"::{token}::":
            token = None
        elif token is None and line.lstrip().startswith("::"):
            found.append(line)
    assert token is None
    return found


@pytest.fixture
def runner(tmp_path):
    """Provide what GitHub's machine has: Python, a temporary folder and a summary file."""
    needs("bash", "git")
    (tmp_path / "runner").mkdir()
    return {
        "RUNNER_TEMP": str(tmp_path / "runner"),
        "GITHUB_WORKSPACE": str(tmp_path / "private"),
        "GITHUB_STEP_SUMMARY": str(tmp_path / "summary.md"),
        "AUTOGRADER_LANG": "en",
    }


@pytest.mark.slow
@recorded
def test_a_clone_of_the_template_checks_itself(course, released, workflows, runner, tmp_path):
    """The check workflow works in a clone: untouched, with a hostile answer, and with correct answers."""
    git(tmp_path, "clone", "--quiet", str(released / "template"), "mine")
    runner |= workflows_of.python_beside(tmp_path / "python")
    mine, (_, workflow) = tmp_path / "mine", workflows["check"]
    install, check = commands(workflow)
    results = run_steps(mine, workflow, runner)
    assert results[install][0] == 0, results[install][1]
    assert results[check][0] == 1, results[check][1]
    assert "not written yet" in results[check][1]
    assert "0 of 2 questions pass" in Path(runner["GITHUB_STEP_SUMMARY"]).read_text(encoding="utf-8")
    where = subprocess.run(
        ["python", "-P", "-c", "import autograder; print(autograder.__file__)"],
        env=os.environ | runner,
        capture_output=True,
        text=True,
    )
    assert where.stdout.startswith(str(tmp_path / "python"))

    put(mine / "toys.py", HOSTILE)
    _, log = run_steps(mine, workflow, runner, [check])[check]
    first, *others = obeyed(log)
    assert first.startswith("::error file=toys.py,line=7,title=double")
    assert not [line for line in others if line.startswith("::error::") or "student" in line.partition("title=")[0]]

    shutil.copy(course.root / "solutions/a1_toy/toys.py", mine)
    code, log = run_steps(mine, workflow, runner, [check])[check]
    assert (code, obeyed(log)) == (0, []), log
    assert git(mine, "status", "--porcelain") == " M toys.py\n"


MAIN = "from autograder.cli import main; main()"


@pytest.fixture
def private(course, released, runner, tmp_path):
    """Create the instructor's repository with two students and an installed engine."""
    private = Path(runner["GITHUB_WORKSPACE"])
    shutil.copytree(released / "grading", private)
    shutil.copytree(course.root / "solutions", private / "solutions")
    students = {"mina": course.root / "solutions/a1_toy/toys.py", "jun": put(tmp_path / "hostile/toys.py", HOSTILE)}
    lines = ["# the class", ""]
    for name, answers in students.items():
        write_repository(tmp_path / "hosted" / name, {"toys.py": answers.read_bytes()}, "mine")
        lines.append(f"{name} file://{tmp_path / 'hosted' / name}")
    lines.append(f"gone file://{tmp_path / 'hosted' / 'gone'}")
    put(private / ".github/grading/a1_toy/students.txt", "\n".join(lines))
    for engine in ("engine", "engine-next"):
        folder = Path(runner["RUNNER_TEMP"]) / engine / "bin"
        put(folder / "python", f'#!/bin/sh\nexec {sys.executable} "$@"\n').chmod(0o755)
        put(folder / "autograder", f'#!/bin/sh\nexec {sys.executable} -c "{MAIN}" "$@"\n').chmod(0o755)
    return private


@pytest.mark.slow
@recorded
def test_the_private_repository_grades_the_class(private, workflows, runner):
    """The grading workflow fetches and grades clones, writes the class summary, and keeps student output inert.

    The next engine version grades separately, and changed scores are shown.
    """
    needs("linux")
    if run_probes().missing:
        needs("every layer of the sandbox")
    runner["GRADING_SECRET"] = "c2VjcmV0IHNlY3JldCBzZWNyZXQgc2VjcmV0IHNlYyE="
    _, workflow = workflows["grade"]
    _install, fetch, secret, grade, show, _compare, missing = commands(workflow)
    results = run_steps(private, workflow, runner, [fetch, secret, grade, show, missing])
    assert [code for code, _ in results.values()] == [0, 0, 0, 0, 1], results
    assert "fetched 2 of 3 repositories\n" in results[fetch][1]
    assert "not fetched, so not graded: gone (" in results[missing][1]
    assert [obeyed(log) for _, log in results.values()] == [[], [], [], [], []]
    summary = Path(runner["GITHUB_STEP_SUMMARY"]).read_text(encoding="utf-8")
    assert summary.startswith("### Not fetched, so not graded\n")
    assert "| <code>mina</code> | 10 / 12 |" in summary
    assert "| <code>jun</code> | 0 / 12 |" in summary
    out = Path(runner["RUNNER_TEMP"]) / "results"
    kept = {path.name: path.read_bytes() for path in (out / "students").rglob("*") if path.is_file()}
    assert {"junit.xml", "report.md", "result.json"} <= kept.keys()
    assert not [name for name, content in kept.items() if b"SECRET_CASE" in content]
    assert Path(runner["RUNNER_TEMP"], "secret").stat().st_mode & 0o077 == 0

    before = (out / "gradebook.sqlite").read_bytes()
    code, log = run_comparison(private, workflow, runner)
    assert (code, obeyed(log)) == (0, []), log
    assert "No score changed (2 submissions)." in log
    assert (out / "gradebook.sqlite").read_bytes() == before


def run_comparison(private, workflow, runner):
    """Run the step that compares two engines, without the installation, which needs the network."""
    step = next(step for step in commands(workflow).values() if "engine-next" in step.get("if", ""))
    assert "hashFiles('.github/grading/a1_toy/engine-next/requirements.txt') != ''" in step["if"]
    step["run"] = "".join(step["run"].partition('cd "$GITHUB_WORKSPACE"')[1:])
    (private / step["working-directory"]).mkdir()
    return run_steps(private, workflow, runner, [step["name"]])[step["name"]]


@pytest.mark.parametrize(("graded", "shown"), [(0, True), (3, True), (2, False)])
def test_what_a_new_engine_would_change_is_shown_if_points_are_withheld(private, workflows, runner, graded, shown):
    """The step exits with the code of its grading, and compares only if grading was possible."""
    engine = Path(runner["RUNNER_TEMP"]) / "engine-next/bin/autograder"
    put(engine, f'#!/bin/sh\necho "this is $1"\n[ "$1" != grade ] || exit {graded}\n')
    code, log = run_comparison(private, workflows["grade"][1], runner)
    assert code == graded, log
    assert ("this is diff" in log) is shown


@pytest.mark.slow
@recorded
def test_a_class_of_one_is_graded_under_its_name(private, workflows, runner):
    """In a class of one, the result has the student's name."""
    needs("linux")
    listed = private / ".github/grading/a1_toy/students.txt"
    (mina,) = [line for line in listed.read_text(encoding="utf-8").splitlines() if line.startswith("mina")]
    put(listed, mina)
    _, workflow = workflows["grade"]
    _, fetch, secret, grade, *_ = commands(workflow)
    for step in commands(workflow).values():
        step["run"] = step["run"].replace(" --require-isolation", "")
    runner["GRADING_SECRET"] = "c2VjcmV0IHNlY3JldCBzZWNyZXQgc2VjcmV0IHNlYyE="
    results = run_steps(private, workflow, runner, [fetch, secret, grade])
    assert [code for code, _ in results.values()] == [0, 0, 0], results
    (one,) = Path(runner["RUNNER_TEMP"], "results/students").iterdir()
    assert one.name.startswith("mina-")


def test_the_pages_way_to_a_new_engine(released, tmp_path):
    """The documented commands for the first and later engines nest no folders and keep the list of students."""
    page = (ROOT / "docs/github.md").read_text(encoding="utf-8").replace("a1_knn", "a1_toy")
    install = documented(section(page, "Your side"))
    beside, instead = (part.strip().splitlines() for part in SHELL.findall(section(page, "A new engine")))
    shutil.copytree(released.parent, tmp_path / "private/dist")
    home = tmp_path / "private/.github/grading/a1_toy"

    def type_all(*lines):
        for command, code, output in type_in(tmp_path / "private", list(lines)):
            assert code == 0, f"{command}\n{output}"
        return sorted(path.relative_to(home).as_posix() for path in home.rglob("*") if path.is_file())

    engine = [f"engine/{name}" for name in ("requirements.txt", f"wheels/{WHEEL}")]
    others = ["fenced.sh", "students.example.txt", "students.txt"]
    assert type_all(*install) == [*engine, *others]
    put(home / "students.txt", "mina https://example.org/x\n")
    put(home / "engine/wheels/old.whl", "")
    waiting = [name.replace("engine", "engine-next") for name in engine]
    assert type_all(*beside, *beside) == sorted([*engine, "engine/wheels/old.whl", *waiting, *others])
    assert type_all(*instead) == [*engine, *others]
    assert (home / "students.txt").read_text(encoding="utf-8") == "mina https://example.org/x\n"


def test_the_fence_passes_the_exit_code_on(released):
    """Output is wrapped in stop-commands with a token that differs each time."""
    script = released / "grading/.github/grading/a1_toy/fenced.sh"
    logs = []
    for _ in range(2):
        command = ["sh", script, "sh", "-c", "echo ::error::x; echo ::warning::y >&2; printf '::notice::z'; exit 3"]
        done = subprocess.run(command, capture_output=True, text=True)
        assert (done.returncode, done.stderr, obeyed(done.stdout)) == (3, "", [])
        logs.append(done.stdout)
    assert logs[0] != logs[1]
