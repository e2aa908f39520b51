"""Choose questions for conversations with students about what they handed in, and write the pages."""

import csv
import hashlib
import hmac
import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from xml.sax.saxutils import escape

import msgspec

from autograder.authoring.course import AssignmentSource
from autograder.errors import AssignmentError
from autograder.files import read_text, write_atomically
from autograder.gradebook import Entry, Gradebook
from autograder.i18n import in_every_language
from autograder.model.assignment import Question
from autograder.model.misconceptions import load_misconceptions
from autograder.model.results import QuestionResult
from autograder.model.source_edit import with_mistakes
from autograder.reports.export import named
from autograder.understanding.code import function_code
from autograder.understanding.generate import choose, find, program_of
from autograder.understanding.mistaken import MistakenProgram
from autograder.understanding.observe import StudentProgram, traced
from autograder.understanding.pages import (
    LETTERS,
    call_of,
    class_sheet,
    code_html,
    interview_page,
    question_text,
    what_to_listen_for,
)
from autograder.understanding.question import DECIMALS, CodeQuestion, Typed, Wrong

__all__ = ["Interview", "interviews", "mistakes_of", "write_interviews"]

PER_FUNCTION = 2
"""Questions about one function, at most, where others are left."""

MISTAKES = 6
"""Mistakes of a question that are run for wrong choices, the most frequent first."""


@dataclass(frozen=True)
class Interview:
    """Hold the questions for one student.

    Attributes:
        student: Key of the student.
        name: Name and key, for the instructor.
        pseudonym: What stands for the student in Moodle; the secret decides it.
        items: The questions, each with its program.
        found: How many questions could be verified about the functions that were looked at.
    """

    student: str
    name: str
    pseudonym: str
    items: tuple[tuple[StudentProgram, CodeQuestion], ...]
    found: int


def interviews(
    source: AssignmentSource, book: Gradebook, students: Sequence[str], count: int, secret: bytes, isolated: bool = True
) -> list[Interview]:
    """Find questions for students, about answers that pass their tests of values.

    Args:
        source: The assignment.
        book: The gradebook, with the students' files.
        students: Keys of students; empty for all with a result.
        count: Questions per student.
        secret: The grader's secret; with the submission it decides which questions are asked.
        isolated: Run the students' code locked down like a grading worker.
    """
    given = {name: read_text(source.folder / "given" / name, name) for name in source.assignment.given}
    entries = [one for one in book.latest(source.id) if not students or one.student in students]
    return [_interview(source, book, entry, given, count, secret, isolated) for entry in entries]


def _interview(
    source: AssignmentSource,
    book: Gradebook,
    entry: Entry,
    given: Mapping[str, str],
    count: int,
    secret: bytes,
    isolated: bool,
) -> Interview:
    files = {
        name: content.decode("utf-8", "replace") for name, content in book.source(entry.standing.digests[1]).items()
    }
    files = {name: text for name, text in files.items() if name.endswith(".py")} | dict(given)
    seed = _keyed(secret, source.id, entry.student, entry.standing.digests[1])
    good = {result.id for result in entry.record.questions if _values_pass(result)}
    asked = [question for question in source.assignment.auto() if question.quiz and question.id in good]
    asked.sort(key=lambda question: -question.points * (0.5 + Random(f"{seed} {question.id}").random()))
    items: list[tuple[StudentProgram, CodeQuestion]] = []
    spare: list[tuple[StudentProgram, CodeQuestion]] = []
    found = 0
    for question in asked:
        if len(items) >= count:
            break
        program = program_of(files, question)
        if program is None:
            continue
        verified = find(program, isolated, mistakes=mistakes_of(source, question, program))
        found += len(verified)
        chosen = [(program, one) for one in choose(verified, count, f"{seed} {question.id}")]
        limit = min(PER_FUNCTION, count - len(items))
        items += chosen[:limit]
        spare += chosen[limit:]
    items += spare[: count - len(items)]
    name = named(entry.person)
    return Interview(
        entry.student, name, _keyed(secret, "pseudonym", source.id, entry.student)[:8], tuple(items), found
    )


def mistakes_of(source: AssignmentSource, question: Question, program: StudentProgram) -> list[MistakenProgram]:
    """Return programs with typical mistakes: the student's own code where an edit fits it, else the reference.

    Args:
        source: The assignment, with its catalog of mistakes.
        question: The question.
        program: The student's answer to it.
    """
    known = [one for one in load_misconceptions(source.folder, source.assignment) if one.question == question.id]
    known.sort(key=lambda one: -one.frequency)
    reference = read_text(source.folder / program.file, program.file)
    found = []
    for one in known[:MISTAKES]:
        try:
            text = with_mistakes(program.code.source, question, [one], one.id)
        except AssignmentError:  # the student has written it otherwise
            text = with_mistakes(reference, question, [one], one.id)
        if code := function_code(text, program.function):
            found.append(MistakenProgram(one.name or one.idea.replace("_", " "), text, traced(code)))
    return found


def _keyed(secret: bytes, *parts: str) -> str:
    return hmac.new(secret, "\0".join(("interview", *parts)).encode(), hashlib.sha256).hexdigest()


def _values_pass(result: QuestionResult) -> bool:
    """Return whether an answer passes all tests but those of form, speed and memory."""
    values = [test for test in result.tests if not test.gate]
    return bool(values) and all(test.status == "passed" for test in values)


def write_interviews(assignment: str, found: Sequence[Interview], folder: Path) -> None:
    """Write a page per student, the class sheet, JSON, Moodle XML, and the list of pseudonyms.

    Args:
        assignment: Id of the assignment.
        found: The questions for each student.
        folder: Folder to write to.

    Raises:
        UsageError: A file cannot be written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    rows = []
    for one in found:
        name = f"{one.pseudonym}.html"
        write_atomically(folder / name, interview_page(one.name, one.items, one.found))
        rows.append((one.name, name, [question for _program, question in one.items], one.found))
    write_atomically(folder / "class.html", class_sheet(assignment, rows))
    data = json.dumps([_as_json(one) for one in found], ensure_ascii=False, indent=2) + "\n"
    write_atomically(folder / "interviews.json", data.encode())
    write_atomically(folder / "moodle.xml", _moodle(assignment, found).encode())
    names = io.StringIO()
    csv.writer(names).writerows([("pseudonym", "student"), *((one.pseudonym, one.student) for one in found)])
    write_atomically(folder / "names.csv", names.getvalue().encode())


def _as_json(one: Interview) -> dict[str, object]:
    return {
        "student": one.student,
        "pseudonym": one.pseudonym,
        "verified": one.found,
        "questions": [
            {
                "kind": question.kind,
                "block": question.block,
                "file": program.file,
                "function": program.function,
                "line": question.line,
                "inputs": call_of(program, question) if question.with_inputs else "",
                "text": in_every_language(question.text),
                "choices": [in_every_language(choice) for choice in question.choices],
                "right": LETTERS[question.right] if question.choices else "",
                "typed": msgspec.to_builtins(question.typed),
                "mistakes": {
                    letter: in_every_language(choice.mistake)
                    for letter, choice in zip(LETTERS, question.choices, strict=False)
                    if isinstance(choice, Wrong)
                },
                "reveal": in_every_language(question.reveal),
                "listen_for": in_every_language(what_to_listen_for(question.kind)),
            }
            for program, question in one.items
        ],
    }


def _moodle(assignment: str, found: Sequence[Interview]) -> str:
    """Return the questions as Moodle XML, one category per pseudonym."""
    parts = ['<?xml version="1.0" encoding="UTF-8"?>', "<quiz>"]
    for one in found:
        category = escape(f"$course$/{assignment}/{one.pseudonym}")
        parts.append(f'<question type="category"><category><text>{category}</text></category></question>')
        for number, (program, question) in enumerate(one.items, 1):
            asked = f"{code_html(program)}{question_text(question, program, choices=False)}"
            kind = "multichoice" if question.typed is None else _moodle_kind(question.typed)
            parts.append(f'<question type="{kind}">')
            parts.append(f"<name><text>{escape(f'{one.pseudonym} {number}: {question.kind}')}</text></name>")
            parts.append(f'<questiontext format="html"><text>{escape(asked)}</text></questiontext>')
            parts.append(f"<generalfeedback><text>{escape(str(question.reveal))}</text></generalfeedback>")
            parts += _typed_answers(question.typed) if question.typed else _choices(question)
            parts.append("</question>")
    return "\n".join([*parts, "</quiz>", ""])


def _choices(question: CodeQuestion) -> list[str]:
    parts = ["<single>true</single><shuffleanswers>false</shuffleanswers><answernumbering>abc</answernumbering>"]
    for index, choice in enumerate(question.choices):
        fraction = 100 if index == question.right else 0
        parts.append(f'<answer fraction="{fraction}" format="plain_text"><text>{escape(str(choice))}</text></answer>')
    return parts


def _moodle_kind(typed: Typed) -> str:
    return "numerical" if typed.form == "numbers" and len(typed.numbers) == 1 else "shortanswer"


def _typed_answers(typed: Typed) -> list[str]:
    """Return what Moodle accepts: a number with its tolerance, or several in the usual spellings."""
    numbers = [f"{round(number, DECIMALS):g}" for number in typed.numbers]
    if _moodle_kind(typed) == "numerical":
        tolerance = f"<tolerance>{typed.tolerance(typed.numbers[0]):g}</tolerance>"
        return [f'<answer fraction="100"><text>{numbers[0]}</text>{tolerance}</answer>']
    inner = [", ".join(numbers), ",".join(numbers), " ".join(numbers)]
    inner += [f"{one}," for one in inner[:1] if len(numbers) == 1]
    spelled = [f"{left}{one}{right}" for one in inner for left, right in (("", ""), "()", "[]")]
    return [f'<answer fraction="100" format="plain_text"><text>{escape(one)}</text></answer>' for one in spelled]
