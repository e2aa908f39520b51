"""Generate docs/api.md, docs/commands.md and docs/formats.md from docstrings, commands and records.

Usage: python -m tools.reference
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import typer

from autograder.cli import app
from tools.api import api
from tools.schemas import formats

__all__ = ["DOCS", "PAGES", "commands", "main", "page"]

DOCS = Path(__file__).resolve().parent.parent / "docs"
NOTE = "<!-- Made by `python -m tools.reference`; a test compares it with the code. -->"


def commands() -> str:
    """Describe every command, grouped by reader: purpose, syntax, arguments, options, example."""
    parts: list[str] = []
    for name, command in _group().commands.items():
        heading = f"## {command.rich_help_panel}"
        parts += [*([] if heading in parts else [heading]), *_command(name)]
    return "\n\n".join(parts) + "\n"


def _group() -> Any:
    return typer.main.get_command(app)


def _command(name: str) -> Iterator[str]:
    command = _group().commands[name]
    context = command.make_context(f"autograder {name}", [], resilient_parsing=True)
    records = [(parameter, parameter.get_help_record(context)) for parameter in command.params]
    said = [(_typed(parameter, record[0]), record[1]) for parameter, record in records if record]
    arguments = [typed for (typed, _), (parameter, _) in zip(said, records, strict=False) if _is_argument(parameter)]
    yield f"### autograder {name}"
    yield command.help
    yield f"```text\n{' '.join(['autograder', name, *arguments, '[OPTIONS]'])}\n```"
    yield "\n".join(["| | |", "| --- | --- |", *(f"| `{_cell(typed)}` | {_cell(words)} |" for typed, words in said)])
    yield f"```text\n{command.epilog.removeprefix('Example: ')}\n```"


def _is_argument(parameter: Any) -> bool:
    return bool(parameter.param_type_name == "argument")


def _typed(parameter: Any, record: str) -> str:
    """Return an option or argument as it is typed; an argument without its type, which its name makes clear."""
    if not _is_argument(parameter):
        return record
    name = re.sub(r" <.*>$", "", record)
    return (name if parameter.required else f"[{name}]") + ("" if parameter.nargs == 1 else "...")


def _cell(words: str) -> str:
    """Return a text for a table cell: on one line, with bars escaped."""
    return " ".join(words.split()).replace("|", "\\|")


PAGES = {
    "api.md": (
        "# Interface for authors",
        "Tests of assignments, their helpers and notebooks import these two packages and nothing else of the\n"
        "engine. Both are [stable](../CONTRIBUTING.md#what-is-stable). [writing-tests.md](writing-tests.md) explains\n"
        "their use.\n\n"
        "In the examples `np` is NumPy, and every name of this page is imported. `submission`, `rng` and `speed` are\n"
        "the fixtures; `submission` has right answers to `a1_knn`, to `numeric.py` of `a3_gradients` and to\n"
        "`descent.py` of `a4_sgd`. The examples are tested.\n\n"
        "A test lets every exception pass: the plugin converts it to the test's status. `Finding` is the base of\n"
        "`Failed` and of everything else that the submission causes; `GraderError` is a mistake of the test itself.",
        api,
    ),
    "commands.md": (
        "# Commands",
        "`autograder --help` lists the commands, `autograder COMMAND --help` shows the same text as this page.\n"
        "`python -m autograder` is the same program. `--out` names the output, `--results` a results folder to read.\n"
        "[ci.md](ci.md#exit-codes) explains the exit codes. `autograder --install-completion` installs completion of\n"
        "commands and options.",
        commands,
    ),
    "formats.md": (
        "# File formats",
        "Files that the project reads and writes in formats of its own.",
        formats,
    ),
}
"""Each generated page: its heading, its first paragraph, and the function that makes the rest."""


def page(name: str) -> str:
    """Return the whole content of a page."""
    heading, words, make = PAGES[name]
    return f"{heading}\n\n{NOTE}\n\n{words}\n\n{make()}"


def main() -> None:
    """Write the pages."""
    for name in PAGES:
        (DOCS / name).write_text(page(name), encoding="utf-8", newline="\n")
        print(f"docs/{name}")


if __name__ == "__main__":
    main()
