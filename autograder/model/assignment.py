"""Reads `assignment.toml` (written by an author) and `assignment.json` (carried by a bundle) as validated records."""

import ast
import re
import sys
from collections.abc import Collection, Mapping
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any, Literal

import msgspec

from autograder.errors import AssignmentError, UsageError
from autograder.files import read_bytes, read_toml
from autograder.model.graded_with import GradedWith
from autograder.model.lateness import LatePolicy
from autograder.model.points import exact
from autograder.model.text import Language, Text
from autograder.model.translations import Translation, load_translations, plain_text_is_english, translated

__all__ = [
    "FURTHER",
    "LONGEST_ID",
    "PACKED_NAME",
    "PUBLIC_NAME",
    "SOURCE_NAME",
    "Assignment",
    "Gives",
    "Identifier",
    "Limits",
    "Question",
    "Quiz",
    "SpeedRule",
    "Topic",
    "load_assignment",
    "public_view",
    "stating_versions",
]

SOURCE_NAME = "assignment.toml"
PUBLIC_NAME = "assignment.json"

FURTHER = "further"
"""The folder of an optional assignment inside another one; its questions have no points."""

PACKED_NAME = "submission.zip"
"""The name of the zip that `autograder pack` writes."""

LONGEST_ID = 64
"""Characters; an id becomes part of the names of files and folders."""

Identifier = Annotated[str, msgspec.Meta(pattern=r"^[a-z][a-z0-9_]*\Z", max_length=LONGEST_ID)]
Dotted = Annotated[str, msgspec.Meta(pattern=r"^[A-Za-z_]\w*(\.[A-Za-z_]\w*)*\Z")]
FileName = Annotated[str, msgspec.Meta(pattern=r"^[A-Za-z_]\w*\.py\Z", max_length=LONGEST_ID)]


BASELINE = 182 << 20
"""Bytes of address space that Python with NumPy takes in a worker before any student code runs."""


class Limits(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The limits of one test.

    Attributes:
        cpu: CPU seconds of the worker, of which it may sleep a fifth; wall time is a backstop of ten times as much.
        memory: MiB of the worker's address space.
    """

    cpu: Annotated[float, msgspec.Meta(gt=0, le=3600)] = 5
    memory: Annotated[int, msgspec.Meta(ge=256, le=1 << 20)] = 512

    def sleep(self) -> float:
        """Return the seconds for which code may sleep: a fifth of the CPU seconds, because no answer needs to sleep."""
        return self.cpu / 5

    def room(self) -> int:
        """Return the bytes that a submission may use at once, beyond those of Python with NumPy."""
        return (self.memory << 20) - BASELINE


class SpeedRule(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A question that asks for vectorized code.

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


class Quiz(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Inputs of questions about a student's own answer.

    Each is a few lines of Python: they make the inputs, one `name = ...` a line, and the last line is the call. They
    know `np` and `seed` and everything in the question's file.

    Attributes:
        inputs: Two inputs. The first is shown to people, so its numbers are small; the second confirms an answer.
        edge: Inputs at the edge, such as a tie; the question is what the function returns.
    """

    inputs: Annotated[tuple[str, ...], msgspec.Meta(min_length=2, max_length=2)]
    edge: tuple[str, ...] = ()


Topic = Literal["extremes", "float32", "inputs", "integers", "loops", "memory", "nan", "ties", "views", "work"]
"""Something that tests try: very large or small numbers, float32, whether inputs stay as they are, integers, loops,
memory, NaN, ties, views of arrays, the number of calls."""


class Question(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One question: its texts for students, the place of its answer, and its points.

    Attributes:
        id: Its name in tests, hints and results.
        title: Its name, for students.
        points: Its points; at most two decimals. Only an optional question, in the folder `further`, has 0.
        minutes: How long it takes; students read it in the table of the handout.
        kind: Graded by tests (`auto`), or a written question that a person grades (`manual`).
        file: The file that the answer stands in; an `auto` question needs it.
        function: The function there, or `Class.method`; an `auto` question needs it.
        uses: Functions that the answer calls and that are other questions' answers; tests put stand-ins in their place.
        speed: Present if the answer must be vectorized.
        hints: From the idea to the function to use; an `auto` question needs one at least.
        variant: What tells this question apart from others with the same tests (`With two loops`). It stands in their
            titles at `{variant}`.
        quiz: Inputs of questions about the student's own answer; without them there are none.
        tested_in_grading: What hidden tests try and public tests do not, for students. `build` finds it in the names
            and gates of the tests; state it to replace them.
    """

    id: Identifier
    title: Text
    points: Annotated[float, msgspec.Meta(ge=0, le=10_000)]
    minutes: Annotated[int, msgspec.Meta(gt=0)] | None = None
    kind: Literal["auto", "manual"] = "auto"
    file: FileName | None = None
    function: Dotted | None = None
    uses: tuple[Dotted, ...] = ()
    speed: SpeedRule | None = None
    hints: tuple[Text, ...] = ()
    variant: Text | None = None
    quiz: Quiz | None = None
    tested_in_grading: tuple[Topic, ...] = ()

    def example(self) -> str:
        """Return the first input of the quiz as a program that students can run in their folder; empty without one."""
        if self.quiz is None or self.file is None:
            return ""
        call = self.quiz.inputs[0].strip()
        seed = ["seed = 0"] if re.search(r"\bseed\b", call) else []
        return "\n".join(["import numpy as np", f"from {self.file.removesuffix('.py')} import *", "", *seed, call])


class Assignment(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The description of one assignment.

    Attributes:
        schema: The version of this format.
        id: The name of its folder.
        title: Its name, for students. A string alone is English: `title = "Gradients"`; so it is with every text here.
        languages: Languages of its texts, English among them. Each has its handout, its notebook cells, and texts here
            or in a sidecar (`ko.toml`).
        question: The questions, in the order of the handout.
        due: When it is due, a time with its zone: `2027-03-19T23:59:00+09:00`.
        given: Files that students get complete; restored from our copy before grading.
        allow_imports: Top-level packages that answers may import besides the assignment's own files; empty for NumPy
            and the whole standard library.
        forbid: Top-level packages that answers may not use although they are among those; an import alone costs
            nothing.
        gives: Earlier answers that are shown on purpose.
        limits: What one test may use.
        late: The penalty for late submissions; none if absent.
        graded_with: The versions of Python and NumPy that grade. `release` states its own where this is absent.
        test_titles: Titles of tests in languages other than English, by test and language. Sidecars fill it; leave it
            out of assignment.toml.
    """

    schema: Literal[1]
    id: Identifier
    title: Text
    question: tuple[Question, ...]
    languages: tuple[Language, ...] = ("en",)
    due: datetime | None = None
    given: tuple[FileName, ...] = ()
    allow_imports: tuple[Identifier, ...] = ()
    forbid: tuple[Identifier, ...] = ()
    gives: tuple[Gives, ...] = ()
    limits: Limits = Limits()
    late: LatePolicy | None = None
    graded_with: GradedWith | None = None
    test_titles: dict[str, dict[Language, str]] = {}

    def files(self) -> tuple[str, ...]:
        """Return the files that students hand in, in the order of the questions."""
        return tuple(dict.fromkeys(q.file for q in self.question if q.file))

    def named(self, question: str) -> Question:
        """Return the question with this id.

        Raises:
            UsageError: No question has it.
        """
        for found in self.question:
            if found.id == question:
                return found
        known = ", ".join(q.id for q in self.question)
        raise UsageError(f"{self.id} has no question {question!r}; it has {known}")

    def imports(self) -> frozenset[str]:
        """Return every top-level package that answers may import besides the assignment's own files."""
        allowed = self.allow_imports or (*sys.stdlib_module_names, "numpy")
        return frozenset(allowed) - frozenset(self.forbid)

    def auto(self) -> tuple[Question, ...]:
        """Return the questions that tests grade."""
        return tuple(q for q in self.question if q.kind == "auto")


def load_assignment(folder: Path) -> Assignment:
    """Read the assignment in `folder`: its source (`assignment.toml`) or, in a bundle, its public view (`.json`).

    Raises:
        UsageError: `folder` holds neither.
        AssignmentError: The file there, or a sidecar, is broken.
    """
    source, public = folder / SOURCE_NAME, folder / PUBLIC_NAME
    if source.is_file():
        assignment = read_toml(source, Assignment, _prepare)
        _check(source, assignment, folder.name)
        return _translated(source, assignment, load_translations(folder, assignment.languages))
    if public.is_file():
        try:
            return msgspec.json.decode(read_bytes(public, str(public)), type=Assignment)
        except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
            raise AssignmentError(str(public), f"{error}; unzip the assignment again") from None
    raise UsageError(f"{folder}: there is no {SOURCE_NAME} and no {PUBLIC_NAME} here; name the folder of an assignment")


def public_view(assignment: Assignment, tests: Collection[str] = ()) -> bytes:
    """Return the `assignment.json` of a bundle; students may read all of it.

    Args:
        assignment: The assignment.
        tests: Ids of the public tests; titles of other tests are left out.
    """
    titles = {id: found for id, found in assignment.test_titles.items() if id in tests}
    assignment = msgspec.structs.replace(assignment, test_titles=titles)
    return msgspec.json.format(msgspec.json.encode(assignment, order="deterministic"), indent=2) + b"\n"


def stating_versions(view: bytes, versions: GradedWith) -> bytes:
    """Return the `assignment.json` of a bundle with the versions that grade; what an author stated stays.

    Args:
        view: The generated `assignment.json`.
        versions: The versions to state.
    """
    assignment = msgspec.json.decode(view, type=Assignment)
    if assignment.graded_with:
        return view
    assignment = msgspec.structs.replace(assignment, graded_with=versions)
    return msgspec.json.format(msgspec.json.encode(assignment, order="deterministic"), indent=2) + b"\n"


def _check(path: Path, assignment: Assignment, folder_name: str) -> None:
    """Check what types alone cannot express."""

    def wrong(key: str, problem: str) -> AssignmentError:
        return AssignmentError(f"{path}: {key}", problem)

    if assignment.id != folder_name:
        raise wrong("id", f"found {assignment.id!r}; it must be the folder's name, {folder_name!r}")
    if not assignment.question:
        raise wrong("question", "there is none; add a [[question]]")
    if assignment.due is not None and assignment.due.tzinfo is None:
        raise wrong("due", f"{assignment.due} has no time zone; write one, as in 2027-03-19T23:59:00+09:00")
    if assignment.late is not None and assignment.due is None:
        raise wrong("late", "it counts from `due`, which is missing; add it")
    if "en" not in assignment.languages or len(set(assignment.languages)) < len(assignment.languages):
        found = ", ".join(assignment.languages)
        raise wrong("languages", f"found {found}; name each language once, and English (en) among them")
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
        if question.quiz and (bad := _broken_call(question.quiz)):
            raise wrong(f"{key}.quiz", f"{bad!r} is not a few lines of Python that end with a call")
        if not exact(question.points):
            raise wrong(f"{key}.points", f"found {question.points}; points have at most two decimals")
        if (question.points == 0) != (folder_name == FURTHER):
            raise wrong(f"{key}.points", f"found {question.points:g}; 0 is for questions in {FURTHER}/, and only 0 is")
        if question.file in assignment.given:
            raise wrong(f"{key}.file", f"{question.file} is a given file; answers live in files that students write")


def _broken_call(quiz: Quiz) -> str | None:
    """Return an input that is not Python or does not end with an expression; None if all are right."""
    for call in (*quiz.inputs, *quiz.edge):
        try:
            body = ast.parse(call.strip()).body
        except (SyntaxError, ValueError):
            return call
        if not body or not isinstance(body[-1], ast.Expr):
            return call
    return None


def _prepare(table: dict[str, Any]) -> None:
    """Let a plain string stand for an English text."""
    plain_text_is_english(table, ["title"])
    questions = table.get("question")
    for question in questions if isinstance(questions, list) else []:
        if isinstance(question, dict):
            plain_text_is_english(question, ["title", "variant", "hints"])


def _translated(path: Path, assignment: Assignment, translations: Mapping[str, Translation]) -> Assignment:
    """Return the assignment with the texts of its sidecars."""
    if not translations:
        return assignment
    known = [question.id for question in assignment.question]
    titles: dict[str, dict[str, str]] = {}
    for language, translation in translations.items():
        for unknown in translation.question.keys() - known:
            where = f"{path.with_name(f'{language}.toml')}: question.{unknown}"
            raise AssignmentError(where, f"there is no such question; there are {', '.join(known)}")
        for test, texts in translation.test.items():
            titles.setdefault(test, {})[language] = texts.title
    title = translated(assignment.title, {name: found.title for name, found in translations.items()}, f"{path}: title")
    return msgspec.structs.replace(
        assignment,
        title=title,
        question=tuple(_translated_question(path, question, translations) for question in assignment.question),
        test_titles=titles,
    )


def _translated_question(path: Path, question: Question, translations: Mapping[str, Translation]) -> Question:
    found = {name: one.question[question.id] for name, one in translations.items() if question.id in one.question}
    where = f"{path}: {question.id}"
    for language, texts in found.items():
        if texts.hints and len(texts.hints) != len(question.hints):
            sidecar = path.with_name(f"{language}.toml")
            problem = f"found {len(texts.hints)} hints, and English has {len(question.hints)}; translate each of them"
            raise AssignmentError(f"{sidecar}: question.{question.id}.hints", problem)
        if texts.variant and question.variant is None:
            raise AssignmentError(f"{where}.variant", f"{language}.toml has one, and English has none; add it here")

    def whole(text: Text, texts: Mapping[str, str], key: str) -> Text:
        return translated(text, texts, f"{where}.{key}")

    variants = {name: texts.variant for name, texts in found.items()}
    return msgspec.structs.replace(
        question,
        title=whole(question.title, {name: texts.title for name, texts in found.items()}, "title"),
        variant=question.variant and whole(question.variant, variants, "variant"),
        hints=tuple(
            whole(hint, {name: texts.hints[level] for name, texts in found.items() if texts.hints}, f"hints[{level}]")
            for level, hint in enumerate(question.hints)
        ),
    )
