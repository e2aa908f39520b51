"""Rules that hold for every assignment, over what its tests say of themselves."""

from collections.abc import Iterable, Sequence
from fractions import Fraction

from autograder.model.assignment import Assignment, Question
from autograder.testing.outcome import TestInfo

__all__ = ["HIDDEN_SHARE", "suite_problems"]

HIDDEN_SHARE = Fraction(60, 100)
"""The least part of a question's weight that its hidden tests carry: public tests can be passed by heart."""


def suite_problems(assignment: Assignment, tests: Iterable[TestInfo]) -> list[str]:
    """What is wrong with the tests of an assignment, a sentence each; empty if nothing is.

    Every question has a public and a hidden test, one of either kind that is no gate, and hidden tests carry at least
    `HIDDEN_SHARE` of its weight.
    """
    tests = list(tests)
    return [
        f"{question.id}: {problem}"
        for question in assignment.auto()
        for problem in _problems(question, [test for test in tests if test.question == question.id])
    ]


def _problems(question: Question, tests: Sequence[TestInfo]) -> Iterable[str]:
    for kind, hidden in (("public", False), ("hidden", True)):
        own = [test for test in tests if test.hidden is hidden]
        if not own:
            yield f"it has no {kind} test; write one in tests/{kind}"
        elif all(test.gate for test in own):
            yield f"its {kind} tests are all gates; write one of values, or passing them earns nothing"
    weight = sum(_exact(test) for test in tests)
    hidden_weight = sum(_exact(test) for test in tests if test.hidden)
    if 0 < hidden_weight < HIDDEN_SHARE * weight:
        yield (
            f"hidden tests carry {float(hidden_weight):g} of {float(weight):g} of its weight, "
            f"{float(100 * hidden_weight / weight):.0f} %; it must be {float(100 * HIDDEN_SHARE):g} % or more"
        )


def _exact(test: TestInfo) -> Fraction:
    return Fraction(str(test.weight))
