"""`autograder fetch`: the list, what came of each, and who is missing."""

import csv
import os
import re
import subprocess
import sys
from datetime import UTC, datetime

import pytest

from autograder.bundles.github import write_repository
from autograder.student.github import SUMMARY
from autograder.submissions import clone
from autograder.submissions.git import GitFailed
from tests.cli.typing_in import run_app
from tests.grading.toy import make_assignment
from tests.intake.test_clone import WHO
from tests.needs import needs
from tests.toy_course import put


@pytest.fixture
def run(tmp_path, monkeypatch, capsys):
    """`run(*lines)`: fetch what is listed; exit code, output, complaints."""
    monkeypatch.setenv(SUMMARY, str(tmp_path / "summary.md"))
    monkeypatch.setenv("AUTOGRADER_LANG", "en")
    make_assignment(tmp_path)

    def fetched(*lines, encoding="utf-8", end="\n"):
        (tmp_path / "list.txt").write_bytes(end.join(lines).encode(encoding))
        places = ["--out", tmp_path / "into", "--report", tmp_path / "fetched.csv", "--course", tmp_path]
        code = run_app("fetch", "toy", tmp_path / "list.txt", *places)
        said = capsys.readouterr()
        return code, said.out, said.err

    return fetched


@pytest.fixture
def repository(tmp_path):
    """`repository(name)`: the address of a repository with an answer, and its commit."""
    needs("git")

    def make(name):
        commit = write_repository(tmp_path / "hosted" / name, {"toys.py": f"# {name}\n".encode()}, "mine")
        return f"file://{tmp_path / 'hosted' / name}", commit

    return make


def report(tmp_path):
    """The rows of the report."""
    with (tmp_path / "fetched.csv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        ("../x https://example.org/x", "found the name '../x'; letters, digits, '.', '-' and '_' are allowed"),
        ("a;b https://example.org/x", "found the name 'a;b'"),
        (".git https://example.org/x", "found the name '.git'"),
        ("_kim https://example.org/x", "found the name '_kim'"),
        ("김민아 https://example.org/x", "found the name '김민아'"),
        ("kim.ZIP https://example.org/x", "found the name 'kim.ZIP'; results leave .zip out of names"),
        ("kim", "kim: write a name, a space, and one address on a line"),
        ("kim https://example.org/x --upload-pack=evil", "kim: write a name, a space, and one address on a line"),
        ("kim --upload-pack=evil", "kim: write a name, a space, and one address on a line"),
        ("Mina https://example.org/x", "Mina stands in line 2 already; give each student a name of their own"),
    ],
)
def test_a_wrong_line_is_told_before_anything_is_fetched(run, repository, tmp_path, line, complaint):
    """With the file and the number of the line; exit code 2."""
    code, _, complaints = run("# the class", f"mina {repository('mina')[0]}", "", line)
    assert code == 2
    assert f"list.txt:4: {complaint}" in complaints
    assert not (tmp_path / "into").exists()


def test_every_wrong_line_is_told_at_once(run):
    """One look at the message mends the list."""
    _, _, complaints = run("kim", "_lee x", "mina x", "mina y")
    assert re.findall(r"list\.txt:(\d)", complaints) == ["1", "2", "4"]


@pytest.mark.parametrize(("lines", "complaint"), [((), "nobody stands in it"), (("# mina x",), "nobody stands in it")])
def test_a_list_of_nobody_is_told(run, lines, complaint):
    """An empty run would look like a class of zeros."""
    code, _, complaints = run(*lines)
    assert code == 2
    assert complaint in complaints


def test_a_list_of_another_encoding_is_told(run):
    """What PowerShell writes is UTF-16."""
    code, _, complaints = run("mina x", encoding="utf-16")
    assert code == 2
    assert "list.txt: byte 0 is not UTF-8; save it as UTF-8" in complaints


@pytest.mark.parametrize(("encoding", "end"), [("utf-8-sig", "\r\n"), ("utf-8", "\r\n"), ("utf-8-sig", "\n")])
def test_a_list_from_windows_is_read(run, repository, tmp_path, encoding, end):
    """Its mark of byte order and its ends of lines belong to no name and no address."""
    lines = [f"{name} {repository(name)[0]}" for name in ("mina", "jun")]
    code, output, _ = run(*lines, "", encoding=encoding, end=end)
    assert (code, output) == (0, "fetched 2 of 2 repositories\n")
    assert sorted(path.name for path in (tmp_path / "into").iterdir()) == ["jun", "mina"]


def test_what_came_of_each_is_written_down(run, repository, tmp_path):
    """Commit and time of fetching, or the problem: in a table beside the results and in the summary."""
    before = datetime.now(UTC).replace(microsecond=0)
    address, commit = repository("mina")
    code, output, _ = run(f"mina {address}", f"gone file://{tmp_path}/nowhere")
    assert code == 0
    assert "fetched 1 of 2 repositories\ncould not be fetched, and has no result: gone (git clone failed" in output
    mina, gone = report(tmp_path)
    assert (mina["name"], mina["commit"], mina["problem"]) == ("mina", commit, "")
    assert before <= datetime.fromisoformat(mina["fetched"]) <= datetime.now(UTC)
    assert (gone["name"], gone["commit"]) == ("gone", "")
    assert "nowhere" in gone["problem"]
    summary = (tmp_path / "summary.md").read_text(encoding="utf-8")
    assert "### Could not be fetched, and has no result\n\n| student | reason |" in summary
    assert f"| <code>mina</code> | <code>{commit}</code> |" in summary


def test_who_is_missing_ends_the_run_red(run, repository, tmp_path, capsys):
    """Afterwards, once everybody else has a result; with nobody missing it ends well."""
    address, _ = repository("mina")
    run(f"mina {address}", f"gone file://{tmp_path}/nowhere")
    assert run_app("fetch", "--missing", tmp_path / "fetched.csv") == 1
    assert capsys.readouterr().out.startswith("could not be fetched, and has no result: gone (")
    run(f"mina {address}")
    assert run_app("fetch", "--missing", tmp_path / "fetched.csv") == 0


def test_if_nothing_comes_it_ends_at_once(run, tmp_path):
    """There is nothing to grade."""
    code, output, _ = run(f"gone file://{tmp_path}/nowhere")
    assert code == 1
    assert "fetched 0 of 1 repositories" in output


def test_a_failed_clone_is_tried_once_more(run, repository, monkeypatch):
    """After the others, for hosts have bad moments; what is too large is not."""
    address, _ = repository("mina")
    tried = []

    def at_first_it_fails(place, files, home, token):
        tried.append(home.name)
        if home.name == "large":
            raise GitFailed("too large")
        if tried.count(home.name) == 1 and home.name == "mina":
            raise GitFailed("a bad moment", again=True)
        return real(place, files, home, token)

    real = clone.fetch
    monkeypatch.setattr(clone, "fetch", at_first_it_fails)
    code, output, _ = run(f"mina {address}", f"large {address}", f"jun {address}")
    assert code == 0
    assert tried == ["mina", "large", "jun", "mina"]
    assert "fetched 2 of 3 repositories" in output


@pytest.mark.parametrize("arguments", [[], ["toy"], ["toy", "list.txt", "--missing", "fetched.csv"]])
def test_it_says_what_to_give(capsys, arguments):
    """Too little, or too much, is one line and exit code 2."""
    assert run_app("fetch", *arguments) == 2
    assert capsys.readouterr().err == "autograder: fetch: give ASSIGNMENT and STUDENTS, or --missing FILE by itself\n"


def test_a_table_that_is_not_there_is_told(capsys, tmp_path):
    """It would have been written by the step that fetches."""
    assert run_app("fetch", "--missing", tmp_path / "none.csv") == 2
    assert "none.csv: there is no such file, so nothing was fetched" in capsys.readouterr().err


def test_what_lies_around_is_not_run(tmp_path):
    """As workflows type it, neither the current folder nor a variable of Python's decides what is run."""
    for place in (tmp_path, tmp_path / "path"):
        put(place / "autograder/__init__.py", "raise SystemExit('this is another autograder')")
    command = [sys.executable, "-I", "-m", "autograder", "fetch", "--missing", "none.csv"]
    variables = {**os.environ, "PYTHONPATH": str(tmp_path / "path"), "PYTHONSTARTUP": str(tmp_path / "x")}
    done = subprocess.run(command, cwd=tmp_path, env=variables, capture_output=True, text=True)
    assert (done.returncode, "none.csv: there is no such file" in done.stderr) == (2, True)


def test_without_git_it_says_so(run, monkeypatch):
    """In one line, with what to do."""
    monkeypatch.setenv("PATH", os.devnull)
    code, _, complaints = run("mina https://example.org/x")
    assert code == 2
    assert complaints.startswith("autograder: git is not installed, and a repository needs it; install it")


def test_what_a_repository_calls_its_folders_harms_nobody(run, repository, tmp_path):
    """A name that begins like a formula is reported as text, and the other repositories are fetched."""
    good, _ = repository("kim")
    hostile = tmp_path / "hosted" / "lee"
    path = hostile / os.fsdecode(b"=1+1\xff\n") / "toys.py"
    path.parent.mkdir(parents=True)
    path.write_bytes(b"#" * (1 << 20))
    for arguments in (["init", "-q"], ["add", "-A"], [*WHO, "commit", "-qm", "mine"]):
        subprocess.run(["git", *arguments], cwd=hostile, check=True)
    code, out, _ = run(f"lee file://{hostile}", f"kim {good}")
    assert (code, "fetched 1 of 2 repositories" in out) == (0, True)
    (problem,) = [row["problem"] for row in report(tmp_path) if row["name"] == "lee"]
    assert problem.startswith("'=1+1")
    assert "are allowed" in problem
