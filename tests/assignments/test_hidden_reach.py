"""What hidden tests are for: in every question they catch a mistake that its public tests miss."""

import ast

import pytest

from autograder.course.proof.mistakes import mistaken, place_of
from autograder.course.skeleton import find_function
from autograder.grading.grade import grade
from autograder.model.misconceptions import load_misconceptions
from tests.assignments.sources import COURSE, IDS
from tests.needs import needs


def _function(text, question):
    """The question's function alone, cut out of its module."""
    node = find_function(ast.parse(text), question.function)
    return "\n".join(text.splitlines()[node.lineno - 1 : node.end_lineno])


def _submission(source, chosen, folder):
    """The reference with one mistake in each question of `chosen` (question -> misconception)."""
    folder.mkdir()
    for name in source.assignment.files():
        mistakes = [chosen[question.id] for question in source.assignment.auto() if question.file == name]
        found = [(place_of(source, source.assignment.named(m.question)), m) for m in mistakes if m is not None]
        text = (source.folder / name).read_text(encoding="utf-8")
        for place, mistake in sorted(found, key=lambda pair: pair[0].first, reverse=True):
            wrong = _function(mistaken(source, mistake), source.assignment.named(mistake.question))
            lines = text.splitlines()
            text = "\n".join([*lines[: place.first], wrong, *lines[place.end :]]) + "\n"
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def _only_hidden_tests_fail(question):
    public = {test.status for test in question.tests if test.visibility == "visible"}
    hidden = {test.status for test in question.tests if test.visibility != "visible"}
    return public == {"passed"} and hidden != {"passed"}


@pytest.mark.slow
@pytest.mark.parametrize("assignment", IDS)
def test_every_question_has_a_mistake_that_only_hidden_tests_catch(assignment, tmp_path):
    """Some misconception of the question passes all of its public tests, and fails a hidden one.

    One bug costs one question, so a single submission may have a mistake in each: the next one of every question that
    is still open.
    """
    needs("linux")
    source = COURSE.source(assignment)
    entries = load_misconceptions(source.folder, source.assignment)
    left = {q.id: [entry for entry in entries if entry.question == q.id] for q in source.assignment.auto()}
    proved = {}
    while any(left.values()):
        chosen = {question: mistakes.pop(0) if mistakes else None for question, mistakes in left.items()}
        number = len(list(tmp_path.iterdir()))
        (record,) = grade(source.folder, [_submission(source, chosen, tmp_path / f"round_{number}")], b"s" * 32)
        for question in record.questions:
            if chosen.get(question.id) and _only_hidden_tests_fail(question):
                proved[question.id] = chosen[question.id].id
                left[question.id].clear()
    assert set(left) - set(proved) == set()
