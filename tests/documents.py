"""Helpers for tests of the documentation: extract code blocks, and type them into a shell."""

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
import typer

from autograder.cli import app
from tests.samples import ROOT

__all__ = ["commands", "lines", "make_checkout", "misread", "project_texts", "section", "type_in"]

TYPED = ("solutions", "assignments", "autograder", "data_scripts", "tools", "pyproject.toml", "requirements.lock")


def project_texts(*left_out: Path) -> dict[str, str]:
    """Return every text file that git tracks, by name; skip the test outside of a git checkout."""
    listed = subprocess.run(["git", "ls-files", "-z"], capture_output=True, cwd=ROOT)
    if listed.returncode:
        pytest.skip("not a git checkout, so there is no list of the project's files")
    found = {}
    for name in filter(None, listed.stdout.decode().split("\0")):
        if (ROOT / name).is_file() and (ROOT / name) not in left_out:
            try:
                found[name] = (ROOT / name).read_text(encoding="utf-8")
            except UnicodeDecodeError:
                continue  # data, or a sample in a wrong encoding
    return found


def section(text: str, heading: str) -> str:
    """Return the text under a heading of the second level."""
    found = re.search(rf"^## {re.escape(heading)}$(.*?)(?=^## |\Z)", text, re.M | re.S)
    assert found, f"there is no heading {heading!r}"
    return found[1]


def lines(text: str) -> list[tuple[str, str]]:
    """Return each line of the code blocks of a text, with the language of its block."""
    blocks = re.findall(r"^```(\w*)\n(.*?)^```$", text, re.M | re.S)
    return [(language, line) for language, block in blocks for line in block.splitlines()]


def commands(text: str) -> list[str]:
    """Return the lines of the shell blocks."""
    return [line for language, line in lines(text) if language == "sh"]


def misread(typed: list[str]) -> dict[str, str]:
    """Return the lines of `autograder` whose command, options or number of arguments do not exist, with the reason."""
    group, found = typer.main.get_command(app), {}
    for line in typed:
        program, *words = shlex.split(line, comments=True)
        try:
            if program == "autograder":
                name, command, rest = group.resolve_command(typer.Context(group), words)  # type: ignore[attr-defined]
                command.make_context(name, rest)
        except Exception as error:  # typer does not publish the class of its usage errors
            found[line] = str(error)
    return found


def type_in(folder: Path, typed: list[str], **variables: str) -> list[tuple[str, int, str]]:
    """Type commands into one shell; return each with its exit code and its output."""
    script = "".join(f"echo '@@{command}'\n{command} 2>&1\necho \"@@$?\"\n" for command in typed)
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("PYTEST_", "COV_"))}
    secret = folder.parent / "config" / "autograder" / "secret"
    if not secret.exists():  # a new one would draw other hidden inputs in every run
        secret.parent.mkdir(parents=True, exist_ok=True)
        secret.write_bytes(b"d" * 32)
        secret.chmod(0o600)
    kept |= {"COLUMNS": "120", "XDG_CONFIG_HOME": str(secret.parent.parent)}
    kept |= {"PIP_NO_COMPILE": "1"}  # the tests import few of the modules that pip installs
    kept |= variables
    done = subprocess.run(["sh"], input=script, cwd=folder, env=kept, capture_output=True, text=True, encoding="utf-8")
    said = re.findall(r"^@@(.*)\n((?s:.*?))^@@(\d+)\n", done.stdout, re.M)
    assert [command for command, _, _ in said] == typed, done.stdout + done.stderr
    return [(command, int(code), output) for command, output, code in said]


def make_checkout(parent: Path) -> Path:
    """Make a folder with links to the parts of the project that the commands use, environment included."""
    if sys.prefix == sys.base_prefix:
        pytest.skip("the tests run outside of a virtual environment, and the commands begin by entering one")
    folder = parent / "checkout"
    folder.mkdir()
    for name in TYPED:
        (folder / name).symlink_to(ROOT / name)
    (folder / ".venv").symlink_to(sys.prefix)
    return folder
