"""Take written answers out of the notebooks and `written.md` of a submission, in a child process with limits."""

import base64
import json
import re
import resource
import subprocess
import sys
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

import msgspec

from autograder.model import written_reader
from autograder.model.assignment import Assignment
from autograder.model.text import clean_text
from autograder.model.written import WRITTEN_FILE, WrittenAnswer, manual_questions, placeholders
from autograder.submissions.archives import BadArchive

__all__ = ["LARGEST", "WrittenFile", "is_written", "written_answers"]

LARGEST = 16 << 20
"""Largest notebook in bytes; the pictures that it shows are stored in it."""

MOST_FILES = 12
"""Number of different notebooks and files that are looked at; those named like the assignment come first."""

LIMITS = {"text": 50_000, "picture": 2 << 20, "pictures": 6 << 20, "pixels": 100_000_000}
"""Characters of an answer, bytes of a picture, bytes of all pictures of an answer, and pixels of all of them.

A browser takes four bytes for each pixel, and a file of a few kilobytes can have a billion."""

_SECONDS = 20
_MEMORY = 1 << 30
_PROGRAM = Path(written_reader.__file__)


@dataclass(frozen=True)
class WrittenFile:
    """A file of a submission that may hold written answers.

    Attributes:
        path: Its path, with the archive that it lies in.
        load: Reads its content.
    """

    path: str
    load: Callable[[], bytes] = field(compare=False)


def is_written(name: str) -> bool:
    """Return whether a file of this name may hold written answers.

    Args:
        name: The name without folders. Any notebook may, and `written.md` with what a browser adds: `written (1).md`.
    """
    name = name.lower()
    stem = WRITTEN_FILE.removesuffix(".md")
    return name.endswith(".ipynb") or re.fullmatch(rf"{stem}[^/]{{0,40}}\.(md|markdown|txt)", name) is not None


def written_answers(
    assignment: Assignment, files: Iterable[WrittenFile]
) -> tuple[tuple[WrittenAnswer, ...], tuple[str, ...]]:
    """Return the answers to the written questions, by question and file, and the names of files that were not read.

    Args:
        assignment: The assignment; without written questions nothing is read.
        files: The files, outermost first.
    """
    questions = [question.id for question in manual_questions(assignment)]
    found: dict[str, bytes] = {}
    unreadable: list[str] = []
    for file in sorted(files, key=lambda one: _elsewhere(assignment, one)) if questions else ():
        if len(found) == MOST_FILES:
            unreadable.append(clean_text(file.path, 100))  # no answer is left out silently
            continue
        try:
            content = file.load()
        except BadArchive:
            unreadable.append(clean_text(file.path, 100))
            continue
        if content and content not in found.values():
            found[_unused(PurePosixPath(file.path).name, found)] = content
    answers: list[WrittenAnswer] = []
    for name, content in found.items():  # each by itself: a bad one costs only itself
        read = _read(assignment, questions, {name: content})
        answers += read or ()
        unreadable += [] if read is not None else [name]
    order = {question: place for place, question in enumerate(questions)}
    kept = {(one.question, one.text, one.pictures): one for one in reversed(answers)}  # of equal ones the first
    return tuple(sorted(kept.values(), key=lambda one: (order[one.question], one.place))), tuple(unreadable)


def _elsewhere(assignment: Assignment, file: WrittenFile) -> bool:
    """Return whether a file is a notebook whose name is not that of the assignment's: of another week, for example."""
    name = PurePosixPath(file.path).name.lower()
    return name.endswith(".ipynb") and assignment.id.lower() not in name


def _unused(name: str, taken: Mapping[str, bytes]) -> str:
    name = clean_text(name, 100).replace("\n", " ")
    stem, dot, ending = name.rpartition(".")
    return next(one for n in range(MOST_FILES + 1) if (one := f"{stem}-{n}{dot}{ending}" if n else name) not in taken)


def _read(assignment: Assignment, questions: list[str], files: Mapping[str, bytes]) -> list[WrittenAnswer] | None:
    """Return the answers in files; None if they could not be read within the limits."""
    asked = {
        "files": {name: base64.b64encode(content).decode() for name, content in files.items()},
        "questions": questions,
        "placeholders": placeholders(assignment.languages),
        "limits": LIMITS,
    }
    try:
        done = subprocess.run(
            [sys.executable, "-I", "-S", str(_PROGRAM)],
            input=json.dumps(asked).encode(),
            capture_output=True,
            timeout=_SECONDS,
            preexec_fn=_limit,
            env={},
            check=True,
        )
        found = msgspec.json.decode(done.stdout, type=list[WrittenAnswer])
    except (subprocess.SubprocessError, OSError, msgspec.MsgspecError):
        return None
    known = [one for one in found if one.question in questions]
    return [msgspec.structs.replace(one, text=clean_text(one.text, LIMITS["text"])) for one in known]


def _limit() -> None:
    for which, value in ((resource.RLIMIT_AS, _MEMORY), (resource.RLIMIT_CPU, _SECONDS), (resource.RLIMIT_FSIZE, 0)):
        hard = resource.getrlimit(which)[1]
        allowed = value if hard == resource.RLIM_INFINITY else min(value, hard)
        resource.setrlimit(which, (allowed, allowed))
