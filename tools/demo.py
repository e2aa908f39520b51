"""Build the students' bundle, grade the sample submissions, and show where the reports are.

Usage: python -m tools.demo [--picture docs/demo.svg]

The demo runs the same commands that an instructor types, and shows their output.
"""

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from rich.console import Console
from rich.terminal_theme import MONOKAI
from rich.text import Text

from tests.samples import ROOT, samples

__all__ = ["main"]

ASSIGNMENT = "a1_knn"
HANDED_IN = Path("dist", "handed_in")
RESULTS = Path("dist", "demo")
"""Separate from `results`, so that the samples never mix with a real class."""

WIDTH = 110
AUTOGRADER = Path(sys.executable).with_name("autograder")


def main(picture: Path | None) -> None:
    """Run the demo; record it as an SVG at `picture` if a path is given."""
    console = Console(record=True, width=WIDTH, highlight=False, markup=False) if picture else None
    paths = _hand_in()
    _run(console, "build", "--check")
    _run(console, "release", ASSIGNMENT, "--target", "student", "--out", "dist")
    _run(
        console,
        "grade",
        ASSIGNMENT,
        *paths,
        "--out",
        str(RESULTS),
        shown=f"grade {ASSIGNMENT} {HANDED_IN}/* --out {RESULTS}",
    )
    _say(console, _one_alone(HANDED_IN / "reference"))
    if console and picture:
        picture.write_text(_drawn(console), encoding="utf-8")


def _hand_in() -> list[str]:
    """Copy the sample submissions to `dist/handed_in` and return their paths."""
    shutil.rmtree(ROOT / HANDED_IN, ignore_errors=True)
    (ROOT / HANDED_IN).mkdir(parents=True)
    return sorted(str(sample.put(ROOT / HANDED_IN).relative_to(ROOT)) for sample in samples(ASSIGNMENT))


def _run(console: Console | None, *arguments: str, shown: str = "") -> None:
    """Run an `autograder` command and show its output on the terminal or on the recording console."""
    _say(console, f"$ autograder {shown or ' '.join(arguments)}")
    environment = {} if sys.stdout.isatty() else {"COLUMNS": str(WIDTH)}
    if console:
        environment |= {"FORCE_COLOR": "1", "TTY_INTERACTIVE": "0", "COLUMNS": str(WIDTH)}
    done = subprocess.run(
        [AUTOGRADER, *arguments], cwd=ROOT, env=os.environ | environment, stdout=subprocess.PIPE if console else None
    )
    if console:
        console.print(Text.from_ansi(done.stdout.decode().strip("\n")))
    _say(console, "")
    if done.returncode:
        sys.exit(f"`autograder {arguments[0]}` ended with exit code {done.returncode}")


def _one_alone(submission: Path) -> str:
    """Grade one submission, and say in plain words how long the command took and what for."""
    with tempfile.TemporaryDirectory() as out:
        started = time.perf_counter()
        command = [str(AUTOGRADER), "grade", ASSIGNMENT, str(submission), "--out", out]
        subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
        wall = time.perf_counter() - started
        record = json.loads(next(Path(out, "instructor").glob("*/result.json")).read_text(encoding="utf-8"))
    computing = record["timing"]["worker_cpu"] + record["timing"]["oracle_cpu"]
    return (
        f"Grading one submission alone ({submission.name}, {record['score']:g} of {record['max_score']:g} points) took "
        f"{wall:.1f} s on the clock, from typing the command to its pages.\nIts tests and its code computed for "
        f"{computing:.1f} s of processor time; the rest went into starting Python and the sandbox, and into waiting."
    )


def _drawn(console: Console) -> str:
    """Return the recording as an SVG that loads no fonts from the network."""
    return re.sub(r"@font-face \{.*?\}", "", console.export_svg(title="make demo", theme=MONOKAI), flags=re.S)


def _say(console: Console | None, text: str) -> None:
    if console:
        console.print(text)
    else:
        print(text, flush=True)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--picture", type=Path, metavar="FILE", help="write the recording to this SVG")
    main(parser.parse_args().picture)
