"""Settings for editors, hooks and hosts are valid, and agree with the rest of the project."""

import configparser
import re
import subprocess
import sys
import tomllib
from fnmatch import fnmatch
from pathlib import Path

import pytest
import yaml

from tests.needs import needs
from tests.samples import ROOT

RUFF = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["ruff"]
HOOKS = {
    hook["id"]: hook
    for repository in yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text(encoding="utf-8"))["repos"]
    for hook in repository["hooks"]
}
FILE = "autograder/errors.py"


def _editorconfig():
    parser = configparser.ConfigParser()
    parser.read_string("[top]\n" + (ROOT / ".editorconfig").read_text(encoding="utf-8"))
    return parser


def test_editors_use_the_same_line_length_as_ruff():
    """`.editorconfig` and pyproject.toml state one number."""
    assert _editorconfig()["*.py"]["max_line_length"] == str(RUFF["line-length"])


def test_files_are_as_editorconfig_says():
    """Text is UTF-8 with LF, ends with a line feed, and has no blanks at line ends; only a Makefile has tabs."""
    needs("git")
    parser = _editorconfig()
    assert (parser["*"]["charset"], parser["*"]["end_of_line"]) == ("utf-8", "lf")
    (as_they_are,) = [name for name in parser.sections() if "charset" in parser[name] and name != "*"]
    left_out = as_they_are.strip("{}").split(",")
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout.decode()
    odd = []
    for name in filter(None, listed.split("\0")):
        content = (ROOT / name).read_bytes() if (ROOT / name).is_file() else b""
        if b"\0" in content or any(fnmatch(name, pattern) for pattern in left_out):
            continue
        text = content.decode("utf-8")
        if "\r" in text or re.search(r"[ \t]$", text, re.M) or (text and not text.endswith("\n")):
            odd.append(name)
        if re.search(r"^ *\t", text, re.M) and Path(name).name != "Makefile":
            odd.append(name)
    assert odd == []


def test_hooks_need_nothing_but_this_checkout():
    """Each hook is local and starts a program of `.venv`: no other repository, no registry, no network."""
    config = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text(encoding="utf-8"))
    assert [repository["repo"] for repository in config["repos"]] == ["local"]
    assert {hook["language"] for hook in HOOKS.values()} == {"system"}
    assert [name for name, hook in HOOKS.items() if not hook["entry"].startswith(".venv/bin/")] == []


def test_hooks_are_the_checks_of_make_check():
    """Hooks check lint, format, types, and generated files."""
    assert [hook["name"] for hook in HOOKS.values()] == ["ruff check", "ruff format", "mypy", "build --check"]


def test_hooks_look_at_files_that_there_are():
    """Each pattern of a hook matches some file of the project."""
    for hook in HOOKS.values():
        if "files" in hook:
            assert re.search(hook["files"], FILE), hook["id"]


@pytest.mark.parametrize("name", [pytest.param("mypy", marks=pytest.mark.prove), "ruff", "ruff-format", "build"])
def test_the_command_of_a_hook_runs(name):
    """The command of a hook succeeds on a file of the project and changes nothing."""
    program, *words = HOOKS[name]["entry"].split()
    before = (ROOT / FILE).read_bytes()
    command = [str(Path(sys.executable).with_name(Path(program).name)), *words, *([] if name == "build" else [FILE])]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    assert (ROOT / FILE).read_bytes() == before


@pytest.mark.parametrize("path", ["assignments/a1_knn/knn.py", "tests/submissions"])
def test_hooks_leave_alone_what_ruff_leaves_alone(path):
    """Hooks skip generated files and submissions, even if a command names them."""
    assert "--force-exclude" in HOOKS["ruff"]["entry"]
    assert "--force-exclude" in HOOKS["ruff-format"]["entry"]
    command = [sys.executable, "-m", "ruff", "check", "--force-exclude", "--show-files", path]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert path not in done.stdout


def test_ruff_reads_the_tests_of_the_course():
    """Only the generated folder at the root is left out, not `tests/assignments`."""
    command = [sys.executable, "-m", "ruff", "check", "--show-files", "tests"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    assert "tests/assignments/test_course.py" in done.stdout.replace("\\", "/")
