"""docs/validity.md: what was proved of each assignment, and of which state of its sources.

Usage: python -m tools.validity [ASSIGNMENT]...     proves them (all by default), every mutant included, and writes
"""

import re
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

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
SIDECAR = re.compile(r"[a-z]{2,3}\.toml")
"""Files of translations, as `ko.toml`: texts for people."""

INTRODUCTION = """# What the tests are worth

Written by `python -m tools.validity`, which runs `autograder validate --mutants` and refuses to write where a part does
not hold. The digest is that of the sources proved: a test compares it with the sources as they are, and every run of
the tests grades one in twenty of the mutants again, drawn anew each time.

- **Mutants** are slips put into the reference one at a time (an operator, a comparison, a constant, an axis, exchanged
  indices or arguments, a forgotten statement, sign, transpose, option or function), each graded in the sandbox by the
  tests of its own question. **Noticed** are those that lose points.
- **Right** are mutants that lose none, rightly: `equivalents.toml` beside the reference gives the reason for each. The
  *equivalent* ones do on 1,000 recorded calls what the reference does; those that are *also right* (another answer that
  the docstring allows) pass all tests meanwhile. The column **calls** has the fewest of any mutant.
- **Typical mistakes** all cost points in their own question and in no other; so many of them grading calls by name.
- **Alternatives** are right answers in other styles; all get full marks, and they and the reference every time.

"""
HEAD = (
    "| assignment | mutants | noticed | right | calls | typical mistakes | named | alternatives | proved | digest |\n"
    "| --- | --: | --: | --: | --: | --: | --: | --: | --- | --- |\n"
)


def digest_of_sources(folder: Path) -> str:
    """Of everything in an assignment's folder that its proof depends on: not of its texts for people."""
    files = {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for pattern in ("**/*.py", "*.toml")
        for path in folder.glob(pattern)
        if path.name != "lab.py" and "__pycache__" not in path.parts and not SIDECAR.fullmatch(path.name)
    }
    return digest_of_files(files)[:DIGITS]


def rows(page: str) -> dict[str, str]:
    """The rows of the page's table, by assignment."""
    found = (line for line in page.splitlines() if line.startswith("| a"))
    return {row.split("|")[1].strip(): row for row in found if not row.startswith("| assignment")}


def main(assignments: list[str]) -> int:
    """Prove, and write the page; the exit code."""
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
