"""Fill the templates of the review page."""

import ast
import json
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from autograder.gradebook import Standing
from autograder.i18n import Message, language
from autograder.model.assignment import Question
from autograder.model.final_score import Adjustment, FinalScore, GivenItem
from autograder.model.grading_rules import RubricItem
from autograder.model.results import HELD, Excerpt, TestResult
from autograder.model.source_edit import place_in
from autograder.model.text import Text
from autograder.model.written import ASKED, RegradeRequest, answers_to, same_answer
from autograder.reports.status_labels import status_label
from autograder.reports.written import answer_html, comment_html
from autograder.review.class_files import StudentRecords
from autograder.review.roll import Case, Roll, offered_points

if TYPE_CHECKING:
    from jinja2 import Environment

__all__ = ["Views", "asked_in", "asked_in_notebook"]

COMMENTS = 9
"""Comments that are offered to be used again."""

FOUND = 200
"""Students in a list."""


@dataclass(frozen=True)
class _Line:
    """A line of a student's file."""

    number: int
    text: str
    marked: bool


@dataclass(frozen=True)
class _Source:
    """A student's file."""

    name: str
    lines: tuple[_Line, ...]


class Views:
    """What the pages show.

    Args:
        roll: The cases.
        grader: Who decides; empty if nobody said.
        asked: Question -> what it asks, in Markdown.
    """

    def __init__(self, roll: Roll, grader: str, asked: Mapping[str, str]) -> None:
        self._roll = roll
        self._grader = grader
        self._asked = asked

    def render(self, template: str, **values: Any) -> str:
        """Return a page."""
        return self._environment.get_template(template).render(
            assignment=self._roll.assignment, grader=self._grader, **values
        )

    def given(self, item: RubricItem) -> GivenItem:
        """Return an item of the rubric as a decision keeps it."""
        return GivenItem(item.key, item.points, item.text)

    def case(self, case: Case, names: bool) -> dict[str, Any]:
        """Return what the page of a case shows.

        Args:
            case: The case.
            names: Whether to show whose it is.
        """
        cases = self._roll.cases(case.question.id)
        decision = case.decision
        rubric = self._roll.rules.rubric_of(case.question.id)
        chosen = {item.key for item in decision.items} if decision else set()
        now = {item.key for item in rubric}
        shown: dict[str, Any] = {
            "case": case,
            "question": case.question,
            "label": cases.index(case) + 1,
            "total": sum(len(one.students) for one in cases),
            "graded": sum(1 for one in cases for each in one.decisions if each and each.points is not None),
            "students": [_name(one) for one in case.students] if names else [],
            "addresses": [one.student for one in case.students] if names else [],
            "answers": [answer_html(one) for one in self._roll.answers(case)] if case.question.kind == "manual" else [],
            "asked": comment_html(self._asked.get(case.question.id, "")),
            "examples": self._examples(case.question.id),
            "rubric": [(place, item, item.key in chosen) for place, item in enumerate(rubric, start=1)],
            "gone": [item for item in decision.items if item.key not in now] if decision else [],
            "decision": decision,
            "comments": self._roll.comments(case.question.id)[:COMMENTS],
            "history": self._history(case),
            "held": None,
        }
        if case.question.kind == "auto":
            shown["held"] = self._held(case.students[0], case.question)
        return shown

    def _examples(self, question: str) -> list[object]:
        return [comment_html(str(one.text)) for one in self._roll.rules.answer if one.question == question]

    def _history(self, case: Case) -> list[Adjustment]:
        first = case.students[0].student
        rows = self._roll.book.history(self._roll.assignment.id, first, case.question.id)
        return [one for _who, one in rows][::-1]

    def _held(self, one: Standing, question: Question) -> dict[str, Any]:
        """Return the evidence about withheld points, beside the student's code."""
        record = self._roll.record(one)
        result = next(each for each in record.questions if each.id == question.id)
        low, high = offered_points(result)
        tests = [test for test in result.tests if test.status in HELD]
        return {
            "tests": [_shown_test(test) for test in tests],
            "low": low,
            "high": high,
            "sources": self._sources(one, [question], [test.excerpt for test in tests], shown=question.function),
        }

    def _sources(
        self,
        one: Standing,
        questions: Sequence[Question],
        excerpts: Sequence[Excerpt | None],
        shown: str | None = None,
    ) -> list[_Source]:
        files = {question.file for question in questions if question.file}
        marked = {(excerpt.file, excerpt.line) for excerpt in excerpts if excerpt}
        found = []
        for name, content in self._roll.book.source(one.digests[1]).items():
            if name in files:
                lines = content.decode("utf-8", "replace").splitlines()
                numbered = enumerate(lines, start=1)
                marks = {line for file, line in marked if file == name} or _lines_of(lines, shown)
                found.append(_Source(name, tuple(_Line(n, text, n in marks) for n, text in numbered)))
        return found

    def standing(self, student: str) -> Standing | None:
        """Return the submission of a student that counts; None if there is none."""
        return next((one for one in self._roll.counting() if one.student == student), None)

    def students(self, find: str) -> dict[str, Any]:
        """Return the students whose key or name has these words.

        Args:
            find: Words.
        """
        wanted = find.casefold().split()
        found = [
            (one.student, _name(one))
            for one in self._roll.counting()
            if all(word in f"{one.student} {_name(one)}".casefold() for word in wanted)
        ]
        return {"find": find, "found": found[:FOUND], "more": max(0, len(found) - FOUND)}

    def student(self, one: Standing) -> dict[str, Any]:
        """Return what the page of a student shows: everything that is known, and the final score.

        Args:
            one: The submission that counts.
        """
        book, id = self._roll.book, self._roll.assignment.id
        entry = book.entry(one)
        whole = StudentRecords(book, id).of_entry(entry)
        questions = [
            {
                "result": result,
                "status": "" if result.manual else status_label(result.status()),
                "points": whole.score.questions[result.id],
                "decision": whole.adjustments.get(result.id),
                "tests": [_shown_test(test) for test in result.tests if test.status != "passed"],
                "asked": comment_html(self._asked.get(result.id, "")),
                "answers": [answer_html(answer) for answer in answers_to(result.id, whole.written)],
                "same": same_answer(answers_to(result.id, whole.written)),
                "requests": [each for each in whole.requests if each.question == result.id],
                "seen": _number(whole.adjustments.get(result.id)),
            }
            for result in entry.record.questions
        ]
        excerpts = [test.excerpt for result in entry.record.questions for test in result.tests]
        return {
            "name": _name(one),
            "student": one.student,
            "score": whole.score,
            "late": whole.late,
            "notes": whole.notes,
            "reason": entry.record.reason,
            "questions": questions,
            "refunded": _refunded(whole.score),
            "whole": whole.adjustments.get(""),
            "seen": _number(whole.adjustments.get("")),
            "sources": self._sources(one, self._roll.assignment.auto(), excerpts),
            "history": [each for _who, each in book.history(id, one.student)][::-1],
            "talks": book.talks(id, one.student)[::-1],
        }

    def requests(self) -> list[tuple[RegradeRequest, str]]:
        """Return the open requests, with the names of the students."""
        names = {one.student: _name(one) for one in self._roll.counting()}
        return [(one, names.get(one.student, one.student)) for one in self._roll.requests()]

    @cached_property
    def _environment(self) -> "Environment":
        from jinja2 import Environment, PackageLoader, StrictUndefined

        made = Environment(
            loader=PackageLoader("autograder.review"),
            autoescape=True,
            undefined=StrictUndefined,
            finalize=lambda value: value.spoken_in(language()) if isinstance(value, Text) else value,
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
        )
        made.globals["_"] = lambda text, **fields: str(Message(text, **fields))
        made.filters["markdown"] = comment_html
        return made


def _shown_test(test: TestResult) -> dict[str, Any]:
    message = str(test.instructor_message) or str(test.student_message)
    return {"test": test, "status": status_label(test.status), "message": message}


def _name(one: Standing) -> str:
    name = one.person.name if one.person else ""
    return f"{name} ({one.student})" if name and name != one.student else one.student


def _number(decision: Adjustment | None) -> int:
    return decision.number if decision else 0


def _refunded(score: FinalScore) -> float:
    return round(sum(one.points for one in score.refunds), 2)


def _lines_of(lines: Sequence[str], function: str | None) -> Collection[int]:
    """Return the numbers of a function's lines; none if it is not there or the file cannot be read."""
    try:
        place = place_in(ast.parse("\n".join(lines)), lines, function) if function else None
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return ()
    return range(place.first + 1, place.end + 1) if place else ()


def asked_in(text: str) -> dict[str, str]:
    """Return what each written question asks: what stands between the marks in the assignment's `written.md`.

    Args:
        text: The generated `written.md`.
    """
    begin, end = map(re.escape, ASKED)
    found = re.findall(rf"^## `(\w+)`[^\n]*\n\s*{begin}\n(.*?)\n{end}$", text, re.MULTILINE | re.DOTALL)
    return {question: asked.strip() for question, asked in found}


def asked_in_notebook(text: str, questions: Collection[str]) -> dict[str, str]:
    """Return what written questions ask: the text of the notebook's cells whose heading names one.

    Args:
        text: A generated notebook.
        questions: Ids of the written questions.
    """
    found = {}
    for cell in json.loads(text)["cells"]:
        heading, _newline, rest = "".join(cell["source"]).partition("\n")
        named = re.match(r"#+ .*`(\w+)`", heading)
        if cell["cell_type"] == "markdown" and named and named[1] in questions and rest.strip():
            found[named[1]] = rest.strip()
    return found
