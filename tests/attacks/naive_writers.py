"""A naive grader whose writers copy the submission's texts unchanged, in a few lines each.

Run as a program with an `answer.py`, the submission's name and an empty folder. The host of a worker calls `double`.
Its reply goes into each format unchanged. `READERS` decide what then happens to a person or program that opens
the files.
"""

import contextlib
import csv
import io
import json
import ntpath
import re
import sys
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

from rich.console import Console

from autograder.runtime.host import Host
from autograder.runtime.loader import Loader
from autograder.runtime.streams import StudentStreams
from tests.attacks.naive import INPUTS

HARMFUL = re.compile(
    r"[\0-\x08\x0b-\x1f\x7f-\x9f\xad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ud800-\udfff\U000e0000-\U000e007f]"
    r"|[\u0300-\u036f]{31}"
)
"""Control characters but for tab and line feed, marks of direction, what cannot be seen, half characters, and more
accents on one letter than any language has (Unicode's Stream-Safe Text Format allows thirty)."""

COMMAND = re.compile(r"^\s*::[A-Za-z]|##\[|##vso\[", re.MULTILINE)
"""Lines of a log that CI services execute as commands."""

LAST = "report.html"
"""The last line that is written."""


def _call_back(number: int, args: tuple[Any, ...], kwargs: dict[str, Any]) -> None:
    print(number, args, kwargs)


def told(path: str) -> tuple[str, str]:
    """Return the host's whole reply to a call of `double`, with the printed output."""
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        loader = Loader({"answer.py": Path(path).read_bytes()})
        host = Host(loader, _call_back, StudentStreams.forwarding())
        request = {"op": "call", "object": None, "name": "answer.double", "watch": False, "memory": 0}
        reply = host.handle({**request, "args": (INPUTS, print), "kwargs": {}})
    if reply["re"] == "absent":
        return f"no {reply['what']}: {reply['name']}", printed.getvalue()
    places = "".join(f"\n  {file}, line {line}: {text}" for file, line, _, text in reply["frames"])
    return f"{reply['message']}\n{reply['type']}: {reply['message']}{places}", printed.getvalue()


def write(name: str, message: str, printed: str, out: Path) -> None:
    """Write every format, without escaping."""
    (out / "students.txt").write_text(f"{message}\n{printed}", encoding="utf-8")
    (out / "grades.csv").write_text(",".join([name, "0", message.partition("\n")[0]]), encoding="utf-8")
    with (out / "log.txt").open("w", encoding="utf-8") as log:
        print(name, message, printed, sep="\n", file=log)
    with (out / "table.txt").open("w", encoding="utf-8") as table:
        Console(file=table).print(name)
    results = {"output": message, "output_format": "md", "tests": [{"name": name, "output": printed}]}
    (out / "results.json").write_text(json.dumps(results, ensure_ascii=False), encoding="utf-8")
    (out / LAST).write_text(f"<h1>{name}</h1><pre>{message}\n{printed}</pre>", encoding="utf-8")


class Page(HTMLParser):
    """Collects everything that a browser would run on a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.code = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Collect attributes that contain code."""
        self.code += "\n".join(str(value) for key, value in attrs if key.startswith("on"))

    def handle_data(self, data: str) -> None:
        """Collect the text of a script."""
        self.code += data * (self.cdata_elem == "script")


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, dict | list):
        for item in value.values() if isinstance(value, dict) else value:
            yield from _strings(item)
    elif isinstance(value, str):
        yield value


def _json(out: Path) -> Any:
    return json.loads((out / "results.json").read_bytes())


def _text(out: Path, file: str) -> str:
    return (out / file).read_bytes().decode("utf-8")


def _cells(out: Path) -> list[str]:
    return [cell for row in csv.reader(io.StringIO(_text(out, "grades.csv"), newline="")) for cell in row]


def _marked_down(out: Path) -> bool:
    fields = [part["output"] for part in (_json(out), *_json(out)["tests"]) if part.get("output_format") == "md"]
    return any(re.search(r"!\[.*?\]\(http|\]\(javascript:", field) for field in fields)


READERS: dict[str, Callable[[Path, str], object]] = {
    "browser": lambda out, name: "alert(" in Page(_text(out, LAST)).code,
    "spreadsheet": lambda out, name: [cell for cell in _cells(out) if cell[:1] in {"=", "+", "-", "@"}],
    "terminal": lambda out, name: HARMFUL.search(_text(out, "log.txt")),
    "log": lambda out, name: COMMAND.search(_text(out, "log.txt")),
    "viewer": lambda out, name: any(HARMFUL.search(text) for text in _strings(_json(out))),
    "markup": lambda out, name: "[red]" not in _text(out, "table.txt"),
    "markdown": lambda out, name: _marked_down(out),
    "folder": lambda out, name: ntpath.normpath(ntpath.join("students", name)).startswith(".."),
    "encoder": lambda out, name: not (out / LAST).exists(),
    "student": lambda out, name: re.search(r"LEAK.*3675\.48|line 367548\b", _text(out, "students.txt")),
}
"""Each reader, and a function of the results folder and the submission's name that finds harm to it."""


READ_BY = {
    "control_characters": ("terminal", "viewer"),
    "escape_sequences": ("terminal", "viewer"),
    "exception_name": ("terminal", "log"),
    "formula": ("spreadsheet",),
    "lone_surrogates": ("encoder",),
    "markdown": ("markdown",),
    "other_folder": ("folder",),
    "rich_markup": ("markup",),
    "right_to_left": ("terminal", "viewer"),
    "script": ("browser",),
    "stacked_marks": ("terminal", "viewer"),
    "unseen_letters": ("terminal", "viewer"),
    "workflow_commands": ("log",),
}
"""The reader that each attack targets; attacks that are not listed leak hidden data to their student."""


def main() -> None:
    """Grade nothing, and write the reports."""
    answer, name, out = sys.argv[1:]
    message, printed = told(answer)
    write(name, message, printed, Path(out))


if __name__ == "__main__":
    main()
