"""Test what all commands share: how they are called, their help, and messages about old options."""

import os
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
import typer

from autograder import __version__
from autograder.cli import app
from tests.cli.batches import AUTOGRADER
from tests.cli.typing_in import run_app
from tests.needs import needs

recorded = pytest.mark.recorded("completion", "autograder", "pyproject.toml", "requirements.lock", "$ bash --version")
"""The mark of the test that starts a shell and the program in it for each question."""

GROUP = typer.main.get_command(app)
COMMANDS = sorted(GROUP.commands)

HEAVY = ("numpy", "scipy", "pytest", "msgspec", "rich", "jinja2", "sqlite3", "yaml", "distributed")


def test_every_command_has_a_module_and_every_module_a_command():
    """Each command has a module of its name, and each module a command."""
    folder = Path(sys.modules["autograder.cli"].__file__).parent
    modules = {path.stem for path in folder.glob("*.py")} - {"__init__", "commands", "console", "exit_codes", "options"}
    assert modules == set(COMMANDS)
    assert [GROUP.commands[name].callback.__module__ for name in COMMANDS] == [f"autograder.cli.{n}" for n in COMMANDS]


@pytest.mark.parametrize("command", [[AUTOGRADER], [sys.executable, "-m", "autograder"]], ids=["script", "module"])
def test_it_is_called_by_its_name_or_as_a_module(tmp_path, command):
    """`autograder` and `python -m autograder` are the same program with the same name in messages."""
    version = subprocess.run([*command, "--version"], capture_output=True, text=True, cwd=tmp_path)
    assert (version.returncode, version.stdout) == (0, f"{__version__}\n")
    shown = subprocess.run([*command, "grade", "--help"], capture_output=True, text=True, cwd=tmp_path)
    assert shown.stdout.startswith("Usage: autograder grade [OPTIONS] {ASSIGNMENT} {SUBMISSION}...\n")
    wrong = subprocess.run([*command, "build", "--course", "nowhere"], capture_output=True, text=True, cwd=tmp_path)
    assert (wrong.returncode, wrong.stdout) == (2, "")
    assert wrong.stderr.startswith("autograder: nowhere: no solutions/*/assignment.toml here")


def help_of(capsys, monkeypatch, *names):
    """Return the lines of `--help` in a terminal of 80 columns."""
    monkeypatch.setenv("COLUMNS", "80")
    assert run_app(*names, "--help") == 0
    return capsys.readouterr().out.splitlines()


def test_the_help_lists_each_command_once_by_whom_it_is_for(capsys, monkeypatch):
    """`--help` has four lists, with one line per command and option."""
    lines = help_of(capsys, monkeypatch)
    assert [line for line in lines if line and not line.startswith(" ")][1:] == [
        "Options:",
        "Students:",
        "Instructors:",
        "Authors:",
        "CI:",
    ]
    listed = [line.split()[0] for line in lines if line.startswith("  ") and line.lstrip()[0].islower()]
    assert sorted(listed) == COMMANDS
    assert not [line for line in lines if len(line) > 80 or line.startswith("   ")]


@pytest.mark.parametrize("name", COMMANDS)
def test_a_help_has_a_line_for_each_option_and_ends_with_an_example(capsys, monkeypatch, name):
    """Help has one line per option within 80 columns, and ends with an example."""
    lines = help_of(capsys, monkeypatch, name)
    shown = [line for line in lines if line.startswith("  --")]
    options = [one for one in GROUP.commands[name].params if one.param_type_name == "option" and not one.hidden]
    assert len(shown) == len(options) + 1, "--help itself is the last one"
    assert not [line for line in lines if len(line) > 80 or line.startswith("   ")]
    assert lines[-1].startswith(f"  Example: autograder {name}")


@pytest.mark.parametrize("name", COMMANDS)
def test_an_example_can_be_typed(name):
    """The example in the help uses existing options and arguments."""
    command = GROUP.commands[name]
    _, called, *arguments = shlex.split(command.epilog.removeprefix("Example: "))
    assert called == name
    with command.make_context(name, arguments) as context:
        assert context.args == []


def test_the_help_needs_little():
    """The commands are registered without importing heavy modules."""
    code = f"import sys, autograder.cli; print([name for name in {HEAVY} if name in sys.modules])"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True).stdout == "[]\n"
    code = f"import sys; sys.argv = ['autograder', '--help']\nimport atexit, autograder.cli\n\
atexit.register(lambda: print([name for name in {HEAVY} if name in sys.modules]))\nautograder.cli.main()"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True).stdout.endswith("\n[]\n")


def test_a_check_and_a_hint_start_without_what_they_do_not_use(tmp_path):
    """With names alone, they start without Typer, pydantic and NumPy; what they say is the same."""
    code = "import sys, atexit, autograder.cli; sys.argv = ['autograder', *sys.argv[1:]]\n\
atexit.register(lambda: print([name for name in ('typer', 'pydantic', 'numpy', 'pytest') if name in sys.modules]))\n\
autograder.cli.main()"
    for command in ("check", "hint"):
        run = [sys.executable, "-c", code, command, "one"]
        plain = subprocess.run(run, capture_output=True, text=True, cwd=tmp_path)
        assert (plain.returncode, plain.stdout) == (2, "[]\n")
        option = subprocess.run([*run, "--lang", "en"], capture_output=True, text=True, cwd=tmp_path)
        assert (option.returncode, option.stderr) == (2, plain.stderr)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("export a1 --to csv --file x.csv", "--file x.csv was renamed; write --out x.csv"),
        ("export --file x.csv", "--file x.csv was renamed; write --out x.csv"),
        ("adjust a1 kim q 1 --because x --out old", "--out old was renamed; write --results old"),
        ("extend a1 kim x --because x --out old", "--out old was renamed; write --results old"),
        ("report old", "report takes no argument such as old; name the results folder with --results"),
    ],
)
def test_an_old_spelling_says_what_to_write_now(capsys, typed, said):
    """An old spelling is rejected first, in one line, with exit code 2."""
    assert run_app(*typed.split()) == 2
    output = capsys.readouterr()
    assert (output.out, output.err) == ("", f"autograder: {said}\n")


def test_the_old_meaning_of_an_option_is_reported_too(capsys, tmp_path):
    """`export --out` with a folder is rejected, because the option now names the file to write."""
    assert run_app("export", "a1", "--to", "csv", "--out", tmp_path) == 2
    output = capsys.readouterr()
    assert output.out == ""
    told = f"--out {tmp_path} is a folder; --out names the file to write, --results the folder to read"
    assert output.err == f"autograder: {told}\n"


@recorded
@pytest.mark.slow
def test_completion_can_be_installed(tmp_path):
    """The completion for the current shell completes commands and options."""
    needs("bash")
    path = f"{Path(AUTOGRADER).parent}{os.pathsep}{os.environ['PATH']}"
    variables = {**os.environ, "HOME": str(tmp_path), "PATH": path}

    def typed(command):
        return subprocess.run(["bash", "-c", f"{command}; :"], env=variables, capture_output=True, text=True)

    assert "complete -o default -F _autograder_completion autograder" in typed("autograder --show-completion").stdout
    installed = typed("autograder --install-completion")
    assert "bash completion installed in" in installed.stdout, installed.stderr
    assert (tmp_path / ".bash_completions/autograder.sh").is_file()
    source = f"source {tmp_path}/.bash_completions/autograder.sh"

    def completed(*words):
        state = f"COMP_WORDS=({' '.join(words)}); COMP_CWORD={len(words) - 1}"
        shown = typed(f'{source}; {state}; _autograder_completion autograder; echo "${{COMPREPLY[@]}}"')
        return sorted(shown.stdout.split())

    assert completed("autograder", "ex") == ["export", "extend"]
    assert completed("autograder", "export", "--res") == ["--results"]
    assert completed("autograder", "export", "--fi") == []
