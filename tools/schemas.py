"""Generate docs/formats.md: every file format of the project, from the records in the code.

Types, limits and defaults come from msgspec's JSON Schema of a record, descriptions from its docstring.
"""

import contextlib
import json
import re
import sqlite3
import tempfile
import textwrap
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

from autograder import datasets
from autograder.gradebook import FILE_NAME, Gradebook
from autograder.gradebook.schema import APPLICATION, SCHEMA
from autograder.model.assignment import Assignment
from autograder.model.grading_rules import GradingRules
from autograder.model.misconceptions import Misconception
from autograder.model.proof import Validation
from autograder.model.results import Record
from autograder.model.translations import Translation
from autograder.reports import csv, hand_ins

__all__ = ["formats"]

FILES: tuple[tuple[str, type[Any], str], ...] = (
    (
        "assignment.toml",
        Assignment,
        "The description of an assignment, in `solutions/<assignment>/`. The students' bundle contains it as "
        "`assignment.json`. In every file on this page, a key that is not listed is an error; the message names the "
        "file, the key, the value found and the values allowed.",
    ),
    (
        "ko.toml",
        Translation,
        "The Korean texts of an assignment, beside its `assignment.toml`; `fr.toml` has the French ones, and so on for "
        "each language that `languages` declares. Texts that stand inline in that language are left out.",
    ),
    (
        "misconceptions.toml",
        Misconception,
        "Typical wrong answers, one `[[misconception]]` each, in `solutions/<assignment>/`. Students never get it.",
    ),
    (
        "grading.toml",
        GradingRules,
        "Rules for the points of an assignment, in `solutions/<assignment>/`. It may be missing. Students never get "
        "it.",
    ),
    (
        "result.json",
        Record,
        "The result of one submission. `results/instructor/<submission>/result.json` is the whole record. The file of "
        "the same name in `results/students/<submission>/` contains the part that the student may read, in the same "
        "format. Every report is generated from this record.",
    ),
    (
        "validate --format json",
        Validation,
        "The output of `autograder validate --format json`.",
    ),
)
DATASET = "The `.npz` of a data set"


def formats() -> str:
    """Return the page without its first lines: a heading for each file, then one for each record in it."""
    parts, told = [], set()
    for name, kind, words in FILES:
        reference, components = msgspec.json.schema_components([kind], ref_template="{name}")
        outer = str(reference[0]["$ref"])
        parts += [f"## {name}", _wrapped(words)]
        # The outermost record first, then the records in it, in the order in which they occur.
        for record in (outer, *(key for key in components if key != outer)):
            if record not in told:
                told.add(record)
                parts += [f"### {record}", *_record(components[record])]
    parts += ["## submissions.csv", _layout(hand_ins.__doc__), "## grades.csv", _layout(csv.__doc__)]
    parts += [f"## {FILE_NAME}", *_gradebook()]
    parts += [f"## {DATASET}", _layout(datasets.__doc__)]
    return "\n\n".join(parts) + "\n"


def _wrapped(words: str) -> str:
    return textwrap.fill(words, width=120, break_long_words=False, break_on_hyphens=False)


def _layout(docstring: str | None) -> str:
    """Return a module's docstring without its first paragraph, with indented blocks as code blocks."""
    told = textwrap.dedent(docstring or "").strip().partition("\n\n")[2]
    return re.sub(r"(?m)^ {4}.*(?:\n {4}.*)*", lambda block: f"```text\n{textwrap.dedent(block[0])}\n```", told)


def _gradebook() -> Iterator[str]:
    """Describe the tables, with the comments of the statements that created them."""
    yield _wrapped(
        "Every entry that was handed to `grade` for a folder and every result, in SQLite (WAL). Other programs may "
        "read it at any time. Only `autograder adjust`, `comment`, `extend`, `forget`, `grade`, `request` and `review` "
        "write it. Times are ISO 8601 with their zone. Of several submissions of a student the latest handed in "
        "counts, if all of them have a time; otherwise the highest attempt, if all have one; otherwise the highest "
        "`place`. What is unusable counts only if nothing else does."
    )
    yield _wrapped(
        f"This is format {SCHEMA}, as SQLite's `user_version` states; `application_id` is {APPLICATION:#x}. The first "
        "command that opens a file of an earlier format converts it and keeps the old file beside it, for example as "
        "`gradebook.v2.sqlite`. Only `diff` reads it without conversion. A later format is rejected."
    )
    with tempfile.TemporaryDirectory() as scratch:
        path = Path(scratch, FILE_NAME)
        Gradebook(path, create=True).close()
        with contextlib.closing(sqlite3.connect(path)) as book:
            made = book.execute("SELECT name, sql FROM sqlite_master WHERE type = 'table' ORDER BY rowid").fetchall()
            names = {name: [row[1] for row in book.execute(f"PRAGMA table_info({name})")] for name, _ in made}
    told: dict[str, str] = {}
    for name, statement in made:
        summary = re.search(r"\( -- (.+)", statement)
        columns = re.findall(r"(?m)^\s*(\w+) ([A-Z]+)( NOT NULL| PRIMARY KEY)?,? -- (.+)$", statement)
        assert summary, f"{name}: describe the table in a comment after its opening parenthesis"
        assert [key for key, *_ in columns] == names[name], f"{name}: every column needs a comment"
        rows = [f"| `{key}` | {kind}{'' if always else ' or NULL'} | {words} |" for key, kind, always, words in columns]
        table = "\n".join(["| column | type | |", "| --- | --- | --- |", *rows])
        yield f"### {name}"
        yield summary[1]
        yield f"The columns are those of `{told[table]}`." if table in told else table
        told.setdefault(table, name)


def _record(schema: dict[str, Any]) -> Iterator[str]:
    summary, meanings = _docstring(schema.get("description", ""))
    if summary:
        yield _wrapped(summary)
    needed = schema.get("required", [])
    rows = ["| key | type | default | |", "| --- | --- | --- | --- |"]
    for name, field in schema["properties"].items():
        default = "required" if name in needed else f"`{json.dumps(field.get('default'), ensure_ascii=False)}`"
        rows.append(f"| `{name}` | {_type(field)} | {default} | {_cell(meanings.get(name, ''))} |")
    yield "\n".join(rows)


def _docstring(text: str) -> tuple[str, dict[str, str]]:
    """Return the summary of a docstring, and its Attributes section by name."""
    summary, _, attributes = (
        textwrap.dedent(f"    {text}").partition("\nExample:\n")[0].strip().partition("Attributes:\n")
    )
    meanings: dict[str, str] = {}
    for entry in re.split(r"\n(?=\S)", textwrap.dedent(attributes).strip("\n")):
        names, _, words = " ".join(entry.split()).partition(": ")
        meanings |= dict.fromkeys(names.split(", "), words)
    return " ".join(summary.split()), meanings


def _type(field: dict[str, Any]) -> str:
    """Describe a field's type with its limits; link a record to its heading."""
    if "$ref" in field:
        return f"[{field['$ref']}](#{field['$ref'].lower()})"
    if "anyOf" in field:
        return " or ".join(_type(one) for one in field["anyOf"])
    if "enum" in field:
        return " or ".join(f"`{json.dumps(value)}`" for value in field["enum"])
    match field.get("type"):
        case "array":
            return f"list of {_type(field['items'])}"
        case "object":
            return f"table of {_type(field['additionalProperties'])}"
        case other:
            return f"{other or 'anything'}{_limits(field)}"


def _limits(field: dict[str, Any]) -> str:
    signs = {
        "exclusiveMinimum": ">",
        "minimum": ">=",
        "maximum": "<=",
        "minLength": "length >=",
        "maxLength": "length <=",
    }
    said = [f"{sign} {field[key]}" for key, sign in signs.items() if key in field]
    if "pattern" in field:
        said.append(f"`{_cell(field['pattern'])}`")
    return f" ({', '.join(said)})" if said else ""


def _cell(words: str) -> str:
    return words.replace("|", "\\|")
