"""Write `results.json` for Gradescope, with only what the student may see."""

from collections.abc import Sequence
from typing import Any

import msgspec

from autograder.i18n import Lines, _
from autograder.model.final_score import compute_final_score
from autograder.model.points import total
from autograder.model.results import QuestionResult, Record, TestResult, Visibility, student_view
from autograder.model.text import NO_TEXT, Text
from autograder.reports.deductions import deductions, refund_lines
from autograder.reports.status_labels import number, one_line, remark, status_label

__all__ = ["to_gradescope"]

VISIBILITIES = ("visible", "after_due_date", "after_published", "hidden")
"""From what everybody sees to what nobody sees."""


def to_gradescope(record: Record, late_factor: float | None = 1.0, notes: Sequence[str] = ()) -> bytes:
    """Return `results.json` for one submission, in the current language and UTF-8.

    Args:
        record: The result of the submission; the student's view of it is written.
        late_factor: Fraction of the score kept after the late penalty.
        notes: Lines to show above the tests.

    It has no times: they depend on what the submission did with hidden inputs. Withheld points count as 0; the summary
    and the test's output say so, and `extra_data` has it for programs. All text is plain text, so that none is
    interpreted as HTML or Markdown.
    """
    view = _with_secret_hints(student_view(record))
    results: dict[str, Any] = {
        "score": compute_final_score(record, late_factor=late_factor).final,
        "output": "\n".join([*notes, *_summary(record)]),
        "output_format": "text",
        "visibility": "visible",
        "stdout_visibility": "hidden",
        "extra_data": {
            "schema": record.schema,
            "assignment": record.assignment,
            "submission": record.digests.get("submission", ""),
            "held": record.held(),
        },
        "tests": [
            _test(question, test, f"{place}.{index}")
            for place, question in enumerate(view.questions, 1)
            for index, test in enumerate(question.tests, 1)
        ]
        + _more_lines(view),
    }
    return msgspec.json.format(msgspec.json.encode(results), indent=2) + b"\n"


def _with_secret_hints(record: Record) -> Record:
    """Move each hint to the first failed test among the most secret of its question: hidden tests led to it."""
    return msgspec.structs.replace(record, questions=tuple(map(_with_secret_hint, record.questions)))


def _with_secret_hint(question: QuestionResult) -> QuestionResult:
    hint = next((test.hint for test in question.tests if test.hint != NO_TEXT), NO_TEXT)
    secret = _most_secret([question])
    at = next((test.id for test in question.tests if test.status != "passed" and test.visibility == secret), None)
    tests = tuple(msgspec.structs.replace(test, hint=hint if test.id == at else NO_TEXT) for test in question.tests)
    return msgspec.structs.replace(question, tests=tests)


def _most_secret(questions: Sequence[QuestionResult]) -> Visibility:
    shown: set[Visibility] = {test.visibility for question in questions for test in question.tests}
    return max(shown, key=VISIBILITIES.index, default="visible")


def _summary(record: Record) -> list[str]:
    lines = [_points(record)]
    if record.reason:
        lines.append(str(record.reason))
    if record.held():
        lines.append(_("Withheld points count as 0 until an instructor has reviewed them."))
    by_hand = [str(question.title) for question in record.questions if question.manual]
    if by_hand:
        lines.append(_("Graded by hand later: {titles}").format(titles=", ".join(by_hand)))
    return lines


def _points(record: Record) -> str:
    """Return the total; only of currently visible tests, if the full total would reveal results of hidden tests."""
    tests = [test for question in record.questions for test in question.tests]
    visible = [test for test in tests if test.visibility == "visible"]
    if len(visible) == len(tests):
        return _("{score} of {max_score} points").format(score=number(record.score), max_score=number(record.max_score))
    return _("Tests that are visible now: {score} of {max_score} points").format(
        score=number(total(test.score for test in visible)), max_score=number(total(test.max_score for test in visible))
    )


def _test(question: QuestionResult, test: TestResult, place: str) -> dict[str, Any]:
    return {
        "name": f"{one_line(str(question.title))}: {one_line(str(test.title))}",
        "number": place,
        "score": test.score,
        "max_score": test.max_score,
        "status": "passed" if test.status == "passed" else "failed",
        "output": _output(test),
        "output_format": "text",
        "visibility": test.visibility,
        "tags": [question.id],
        "extra_data": {"question": question.id, "test": test.id, "status": test.status, "gate": test.gate},
    }


def _more_lines(view: Record) -> list[dict[str, Any]]:
    """Return lines for the points that belong to no test: Gradescope shows the sum of the tests beside the score."""
    titles = {question.id: question.title for question in view.questions}
    refunds = view.refunds()
    lines = [(question, question.credit(), deductions(question), "floor") for question in view.questions]
    made = [
        _line(str(titles[one.id]), points, Text.of(Lines(*texts)), (one,), kind)
        for one, points, texts, kind in lines
        if points and texts
    ]
    for refund, text in zip(refunds, refund_lines(refunds, titles), strict=True):
        questions = [question for question in view.questions if question.id in refund.questions]
        made.append(_line(str(refund.name), refund.points, text, questions, "refund"))
    return made


def _line(title: str, points: float, text: Text, questions: Sequence[QuestionResult], kind: str) -> dict[str, Any]:
    """Return a line that is shown when the hidden tests of its questions are."""
    return {
        "name": one_line(title),
        "score": points,
        "max_score": 0.0,
        "status": "passed",
        "output": str(text),
        "output_format": "text",
        "visibility": _most_secret(questions),
        "tags": [question.id for question in questions],
        "extra_data": {"kind": kind},
    }


def _output(test: TestResult) -> str:
    if test.status == "passed":
        return str(remark(test) or "")
    lines = [status_label(test.status)]
    lines += [str(remark(test) or ""), str(test.student_message), str(test.hint)]
    return "\n".join(filter(None, lines))
