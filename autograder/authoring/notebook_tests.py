"""Writes otter's test files, which run the assignment's own pytest functions and hold no test themselves.

otter reads a test file in the encoding of the machine, so all of its text is ASCII.
"""

from collections.abc import Collection, Iterable, Sequence

from autograder.authoring.test_files import Test
from autograder.i18n import Message
from autograder.model.assignment import Assignment, Question
from autograder.model.points import share
from autograder.model.text import Text

__all__ = ["otter_tests"]

HEAD = '''\
"""otter's view of the question {question}. Generated: the tests themselves are ordinary pytest functions."""

from otter.test_files import test_case

from autograder.testing import Text, run_test

OK_FORMAT = False

name = "{question}"
points = None
values = []
'''

CASE = """

@test_case(points={points}, hidden={hidden}, name=str({title}))
def {name}():
    run_test({arguments})
    {verdict}
"""


GATE = Message("This test earns points only if a test of values passes too.")


def otter_tests(assignment: Assignment, tests: Iterable[Test]) -> dict[str, bytes]:
    """Return one file for each question that has tests, by file name.

    A question's points are shared out over the tests that are given here. Gates come last and pass only if a value test
    has passed, as in grading.
    """
    tests = list(tests)
    files = {}
    for question in assignment.auto():
        own = [test for test in tests if test.info.question == question.id]
        if own:
            files[f"{question.id}.py"] = _file(question, sorted(own, key=lambda test: test.info.gate)).encode("ascii")
    return files


def _file(question: Question, tests: Sequence[Test]) -> str:
    points = share(question.points, [test.info.weight for test in tests])
    names = _unique([test.function for test in tests])
    kinds = {_kind(test) for test in tests if not test.info.gate}
    cases = [_case(*parts, kinds) for parts in zip(names, tests, points, strict=True)]
    return HEAD.format(question=question.id) + "".join(cases)


def _case(name: str, test: Test, points: float, kinds: Collection[str]) -> str:
    return CASE.format(
        points=points,
        hidden=test.info.hidden,
        title=_text(test.info.title),
        name=name,
        arguments=", ".join(f'"{argument}"' for argument in _arguments(test)),
        verdict=_verdict(test, kinds),
    )


def _text(text: Text) -> str:
    """Write a text in all its languages as an expression in ASCII."""
    more = [ascii(text.more)] if text.more else []
    korean = [ascii(text.ko)] if text.ko or more else []
    return f"Text({', '.join([ascii(text.en), *korean, *more])})"


def _arguments(test: Test) -> tuple[str, ...]:
    """Return the file and the function; also the question, where the test runs for several."""
    return (test.file, test.function, test.info.question) if test.shared else (test.file, test.function)


def _verdict(test: Test, kinds: Collection[str]) -> str:
    """Return the last line of a case; a hidden gate requires a hidden value test, as in grading.

    Where the hidden value tests need the reference, which is not in otter's bundle, any value test will do.
    """
    kind = _kind(test)
    if not test.info.gate:
        return f'values.append("{kind}")'
    valued = '"hidden" in values' if kind == "hidden" and kind in kinds else "values"
    return f"assert {valued}, str({_text(Text.of(GATE))})"


def _kind(test: Test) -> str:
    return "hidden" if test.info.hidden else "public"


def _unique(names: Sequence[str]) -> list[str]:
    """Number repeated names: public and hidden tests may have one name, and stand in one file here."""
    seen: dict[str, int] = {}
    result = []
    for name in names:
        seen[name] = seen.get(name, 0) + 1
        result.append(name if seen[name] == 1 else f"{name}_{seen[name]}")
    return result
