"""`assignment.toml` (what an author writes) and `assignment.json` (what a bundle carries), as validated records."""

import re
import sys
from datetime import datetime
from pathlib import Path
from typing import Annotated, Literal

import msgspec

from autograder.errors import AssignmentError, UsageError
from autograder.files import read_bytes, read_toml
from autograder.model.lateness import LatePolicy
from autograder.model.points import exact
from autograder.model.text import Text

__all__ = [
    "LONGEST_ID",
    "PACKED_NAME",
    "PUBLIC_NAME",
    "SOURCE_NAME",
    "Assignment",
    "Gives",
    "Identifier",
    "Limits",
    "Question",
    "SpeedRule",
    "load_assignment",
    "public_view",
]

SOURCE_NAME = "assignment.toml"
PUBLIC_NAME = "assignment.json"

PACKED_NAME = "submission.zip"
"""What `autograder pack` writes, whoever's it is."""

LONGEST_ID = 64
"""Characters: an id becomes the name of files and folders, with more before and behind it."""

Identifier = Annotated[str, msgspec.Meta(pattern=r"^[a-z][a-z0-9_]*\Z", max_length=LONGEST_ID)]
Dotted = Annotated[str, msgspec.Meta(pattern=r"^[A-Za-z_]\w*(\.[A-Za-z_]\w*)*\Z")]
FileName = Annotated[str, msgspec.Meta(pattern=r"^[A-Za-z_]\w*\.py\Z", max_length=LONGEST_ID)]


BASELINE = 182 << 20
"""Bytes of address space that Python with NumPy takes in a worker before any student code runs."""


class Limits(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What one test may use.

    Attributes:
        cpu: CPU seconds of the worker; wall time is a backstop of ten times as much.
        memory: MiB of the worker's address space.
    """

    cpu: Annotated[float, msgspec.Meta(gt=0, le=3600)] = 5
    memory: Annotated[int, msgspec.Meta(ge=256, le=1 << 20)] = 512

    def room(self) -> int:
        """Bytes that a submission may have in use at once, beyond what Python with NumPy takes by itself."""
        return (self.memory << 20) - BASELINE


class SpeedRule(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The question asks for vectorized code.

    Attributes:
        loops_allowed: What a Python loop may still run over, in the docstring's words (`queries`).
    """

    loops_allowed: tuple[str, ...] = ()


class Gives(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An earlier question's answer that this assignment shows on purpose.

    Attributes:
        question: Its id.
        reason: Why students may see it here.
    """

    question: str
    reason: str


class Question(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One question: what students see of it, where its answer stands, and what it is worth.

    Attributes:
        id: What tests, hints and results call it.
        title: Its name, for students.
        points: What it is worth; at most two decimals.
        kind: Graded by tests (`auto`), or a written question that a person grades (`manual`).
        file: The file that the answer stands in; an `auto` question needs it.
        function: The function there, or `Class.method`; an `auto` question needs it.
        uses: Functions that the answer calls and that are other questions' answers; tests stand in for them.
        speed: Said if the answer must be vectorized.
        hints: From the idea to the function to use; an `auto` question needs one at least.
        variant: What tells this question apart from others with the same tests (`With two loops`). It stands in their
            titles at `{variant}`.
    """

    id: Identifier
    title: Text
    points: Annotated[float, msgspec.Meta(gt=0, le=10_000)]
    kind: Literal["auto", "manual"] = "auto"
    file: FileName | None = None
    function: Dotted | None = None
    uses: tuple[Dotted, ...] = ()
    speed: SpeedRule | None = None
    hints: tuple[Text, ...] = ()
    variant: Text | None = None


class Assignment(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """All that is stated of one assignment.

    Attributes:
        schema: The version of this format.
        id: The name of its folder.
        title: Its name, for students.
        question: The questions, in the order of the handout.
        due: When it is due, a time with its zone: `2027-03-19T23:59:00+09:00`.
        given: Files that students get complete; restored from our copy before grading.
        allow_imports: Top-level packages that answers may import besides the assignment's own files; empty for NumPy
            and the whole standard library.
        forbid: Top-level packages that answers may not import although they are among those.
        gives: Earlier answers that are shown on purpose.
        limits: What one test may use.
        late: What handing in late costs; nothing if absent.
    """

    schema: Literal[1]
    id: Identifier
    title: Text
    question: tuple[Question, ...]
    due: datetime | None = None
    given: tuple[FileName, ...] = ()
    allow_imports: tuple[Identifier, ...] = ()
    forbid: tuple[Identifier, ...] = ()
    gives: tuple[Gives, ...] = ()
    limits: Limits = Limits()
    late: LatePolicy | None = None

    def files(self) -> tuple[str, ...]:
        """The files that students hand in, in the order of the questions."""
        return tuple(dict.fromkeys(q.file for q in self.question if q.file))

    def named(self, question: str) -> Question:
        """The question with this id.

        Raises:
            UsageError: There is none.
        """
        for found in self.question:
            if found.id == question:
                return found
        known = ", ".join(q.id for q in self.question)
        raise UsageError(f"{self.id} has no question {question!r}; it has {known}")

    def imports(self) -> frozenset[str]:
        """Every top-level package that answers may import besides the assignment's own files."""
        allowed = self.allow_imports or (*sys.stdlib_module_names, "numpy")
        return frozenset(allowed) - frozenset(self.forbid)

    def auto(self) -> tuple[Question, ...]:
        """The questions that tests grade."""
        return tuple(q for q in self.question if q.kind == "auto")


def load_assignment(folder: Path) -> Assignment:
    """Read the assignment in `folder`: its source (`assignment.toml`) or, in a bundle, its public view (`.json`).

    Raises:
        UsageError: `folder` holds neither.
        AssignmentError: What it holds is broken.
    """
    source, public = folder / SOURCE_NAME, folder / PUBLIC_NAME
    if source.is_file():
        assignment = read_toml(source, Assignment)
        _check(source, assignment, folder.name)
        return assignment
    if public.is_file():
        try:
            return msgspec.json.decode(read_bytes(public, str(public)), type=Assignment)
        except msgspec.MsgspecError as error:
            raise AssignmentError(str(public), f"{error}; unzip the assignment again") from None
    raise UsageError(f"{folder}: there is no {SOURCE_NAME} and no {PUBLIC_NAME} here; name an assignment's folder")


def public_view(assignment: Assignment) -> bytes:
    """The `assignment.json` of a bundle: all of it is for students to read."""
    return msgspec.json.format(msgspec.json.encode(assignment, order="deterministic"), indent=2) + b"\n"


def _check(path: Path, assignment: Assignment, folder_name: str) -> None:
    """What types alone cannot say."""

    def wrong(key: str, problem: str) -> AssignmentError:
        return AssignmentError(f"{path}: {key}", problem)

    if assignment.id != folder_name:
        raise wrong("id", f"found {assignment.id!r}; it must be the folder's name, {folder_name!r}")
    if not assignment.question:
        raise wrong("question", "there is none; add a [[question]]")
    if assignment.due is not None and assignment.due.tzinfo is None:
        raise wrong("due", f"{assignment.due} has no time zone; write one, as in 2027-03-19T23:59:00+09:00")
    if assignment.late is not None and assignment.due is None:
        raise wrong("late", "it counts from `due`, which is not said; add it")
    seen: set[str] = set()
    for index, question in enumerate(assignment.question):
        key = f"question[{index}]"
        if question.id in seen:
            raise wrong(f"{key}.id", f"{question.id!r} stands twice; ids are unique")
        seen.add(question.id)
        if question.kind == "auto" and not (question.file and question.function):
            raise wrong(key, f"{question.id} is graded by tests, so it needs `file` and `function`")
        if question.kind == "auto" and not question.hints:
            raise wrong(f"{key}.hints", f"{question.id} has no hint; write one to three, from the idea to the function")
        if not exact(question.points):
            raise wrong(f"{key}.points", f"found {question.points}; points have at most two decimals")
        if question.file in assignment.given:
            raise wrong(f"{key}.file", f"{question.file} is a given file; answers live in files that students write")
        for text in (question.title, *question.hints):
            if not re.search(r"[가-힣]", text.ko):
                raise wrong(key, f"the Korean text {text.ko!r} has no Hangul in it")
