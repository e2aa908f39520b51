"""Generate docs/validity.md: the results of `validate --mutants`, with a digest of the sources.

Usage: python -m tools.validity [ASSIGNMENT]...     validates them with every mutant (default: all), and writes
"""

import ast
import json
import sys
import tomllib
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from rich.console import Console

from autograder.authoring.course import Course
from autograder.grading.digests import digest_of_files
from autograder.i18n import speaking
from autograder.model.proof import Proof
from autograder.reports.progress import stepwise
from autograder.reports.text import validation_text
from autograder.validation.plan import plans
from autograder.validation.prove import validate

__all__ = ["INTRODUCTION", "PAGE", "digest_of_sources", "main", "rows"]

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "validity.md"
DIGITS = 16

DECIDING_TABLES = ("assignment", "misconceptions", "equivalents")
"""TOML files that a proof depends on; all others are translations."""

TEXT_KEYS = frozenset({"because", "hint", "hints", "languages", "title"})
"""Keys whose values are texts for people."""

INTRODUCTION = """# What the tests are worth

`python -m tools.validity` writes this page. It runs `autograder validate --mutants` and writes nothing if a part of the
proof fails. The digest is that of the sources without the texts for people: docstrings, comments, titles and hints.
If it is not that of the current sources, the row is about an earlier state. `make test` grades a new random sample of
the mutants in every run: one in twenty, and one in five of an assignment whose row is about an earlier state.

- **Mutants** are copies of the reference with one small error each: an operator, a comparison, a constant, an axis,
  exchanged indices or arguments, a missing statement, sign, transpose, option or function. The tests of the mutant's
  question grade it in the sandbox. **Noticed** mutants lose points.
- **Right** mutants correctly lose no points. `equivalents.toml` beside the reference gives the reason for each. An
  *equivalent* mutant agrees with the reference on at least 1,000 recorded calls. A mutant that is *also right* gives
  another answer that the docstring allows, and passes all tests. The column **calls** has the smallest number of calls.
- **Typical mistakes** all lose points in their own question and in no other. **Named** is the number of mistakes that
  grading identifies by name.
- **Alternatives** are correct answers in other styles. They and the reference always get full marks.

"""
HEAD = (
    "| assignment | mutants | noticed | right | calls | typical mistakes | named | alternatives | proved | digest |\n"
    "| --- | --: | --: | --: | --: | --: | --: | --: | --- | --- |\n"
)


def digest_of_sources(folder: Path) -> str:
    """Compute a digest of the sources that a proof depends on, without texts for people.

    It covers Python code without docstrings and comment lines, and TOML tables without titles, hints and reasons. It
    ignores translations. So a better hint or another title does not make the proof stale.
    """
    files = {path.relative_to(folder).as_posix(): _deciding_code(path) for path in folder.glob("**/*.py")}
    files |= {path.name: _deciding_tables(path) for path in folder.glob("*.toml") if path.stem in DECIDING_TABLES}
    left_out = {name for name in files if name.endswith("lab.py") or "__pycache__" in name}
    return digest_of_files({name: data for name, data in files.items() if name not in left_out})[:DIGITS]


def _deciding_code(path: Path) -> bytes:
    """Return the lines of a module without docstrings, comment lines and empty lines."""
    text = path.read_text(encoding="utf-8")
    lines = dict(enumerate(text.splitlines(), start=1))
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef) and ast.get_docstring(node) is not None:
            first = node.body[0]
            for number in range(first.lineno, (first.end_lineno or first.lineno) + 1):
                lines.pop(number, None)
    kept = (line.rstrip() for line in lines.values())
    return "\n".join(line for line in kept if line and not line.lstrip().startswith("#")).encode()


def _deciding_tables(path: Path) -> bytes:
    """Return the tables of a TOML file as JSON, without the keys of texts for people."""

    def without_texts(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: without_texts(item) for key, item in value.items() if key not in TEXT_KEYS}
        return [without_texts(item) for item in value] if isinstance(value, list) else value

    return json.dumps(without_texts(tomllib.loads(path.read_text(encoding="utf-8"))), sort_keys=True).encode()


def rows(page: str) -> dict[str, str]:
    """Return the rows of the page's table, by assignment."""
    found = (line for line in page.splitlines() if line.startswith("| a"))
    return {row.split("|")[1].strip(): row for row in found if not row.startswith("| assignment")}


def main(assignments: list[str]) -> int:
    """Validate the assignments and write the page; return the exit code."""
    course = Course(ROOT)
    console = Console(stderr=True)
    with speaking("en"):
        planned = plans(course, assignments, mutants=100.0)
        with stepwise("proving", sum(plan.steps for plan in planned), console) as step:
            validation = validate(planned, step)
        console.print(validation_text(validation))
    if not validation.holds:
        return 1
    known = rows(PAGE.read_text(encoding="utf-8")) if PAGE.is_file() else {}
    known |= {proof.assignment: _row(course, proof) for proof in validation.proofs}
    table = "".join(f"{known[id]}\n" for id in course.ids() if id in known)
    PAGE.write_text(f"{INTRODUCTION}{HEAD}{table}\n{_total(known)}\n", encoding="utf-8", newline="\n")
    return 0


def _row(course: Course, proof: Proof) -> str:
    figures = {part.name: part.figures for part in proof.parts}
    mutants, mistakes = figures["mutants"], figures["misconceptions"]
    numbers = [mutants[name] for name in ("mutants", "killed", "equivalent", "calls")]
    numbers += [mistakes["misconceptions"], mistakes["named"], figures["alternatives"]["alternatives"]]
    digest = digest_of_sources(course.source(proof.assignment).folder)
    cells = [proof.assignment, *(f"{number:.0f}" for number in numbers), str(datetime.now(UTC).date()), f"`{digest}`"]
    return f"| {' | '.join(cells)} |"


def _total(known: dict[str, str]) -> str:
    counts = list(_counts(known))
    names = ("mutants", "noticed", "known to be right", "typical mistakes", "of them named", "alternatives")
    columns = (0, 1, 2, 4, 5, 6)
    told = (f"{sum(row[column] for row in counts):,} {name}" for name, column in zip(names, columns, strict=True))
    return f"Together: {', '.join(told)}."


def _counts(known: dict[str, str]) -> Iterator[list[int]]:
    for row in known.values():
        yield [int(cell) for cell in row.split("|")[2:9]]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
