"""Excerpts: the student's own lines around a failure."""

import pytest

from autograder.grading.scoring import answer_lines, excerpt, question_results
from autograder.model.assignment import load_assignment
from autograder.model.results import Excerpt
from autograder.model.text import NO_TEXT
from autograder.testing.outcome import TestInfo, TestOutcome

FILES = {"m.py": b"one\n\ttwo\nthree\nfour\nfive\n\nseven\n"}


def test_two_lines_stand_before_and_after():
    """An excerpt has two lines before and after, fewer at the ends of the file, and no empty line at its end."""
    assert excerpt(FILES, "m.py", 3) == Excerpt("m.py", 3, 1, ("one", "    two", "three", "four", "five"))
    assert excerpt(FILES, "m.py", 1) == Excerpt("m.py", 1, 1, ("one", "    two", "three"))
    assert excerpt(FILES, "m.py", 4) == Excerpt("m.py", 4, 2, ("    two", "three", "four", "five"))
    assert excerpt(FILES, "m.py", 7) == Excerpt("m.py", 7, 5, ("five", "", "seven"))


@pytest.mark.parametrize(("file", "line"), [("m.py", 0), ("m.py", -3), ("m.py", 8), ("other.py", 1), ("", 1)])
def test_a_place_that_is_none_has_no_lines(file, line):
    """A place that does not exist has no excerpt; a worker may report any file and line."""
    assert excerpt(FILES, file, line) is None


def test_what_a_terminal_would_obey_is_taken_out():
    """Lines are cleaned of control characters, and long lines are cut."""
    found = excerpt({"m.py": b"x = '\x1b[2J\xff'\n" + b"y" * 500}, "m.py", 1)
    assert found is not None
    assert "\x1b" not in found.lines[0]
    assert found.lines[1].startswith("y" * 200 + " \u2026")


@pytest.mark.parametrize(
    ("source", "lines"),
    [
        (b'def double(x):\n    """Twice x."""\n    y = x\n    return y + x\n\nz = 1\n', "toys.py, lines 3 to 4"),
        (b"def double(x): return 2 * x\n", "toys.py, lines 1 to 1"),
        (b"def half(x):\n    return x\n", ""),
        (b"def double(x:\n", ""),
        (b"x = " + b"(" * 5000, ""),
        (b"#" * 100_000, ""),
        (b"\xff\x00", ""),
    ],
)
def test_the_lines_of_an_answer_are_those_below_its_docstring(toy, source, lines):
    """Where the answer is in the student's file; nothing for a file that cannot be parsed, or is far too large."""
    question = load_assignment(toy).auto()[0]
    assert question.function == "double"
    assert str(answer_lines(question, {"toys.py": source})) == lines


@pytest.mark.parametrize(
    ("status", "hidden", "shown"),
    [("error", False, True), ("error", True, True), ("failed", False, True), ("failed", True, False)],
)
def test_of_a_hidden_test_only_the_line_of_an_exception_is_shown(toy, status, hidden, shown):
    """A hidden test shows the line of an exception, which its message also names, but no line for wrong values."""
    assignment = load_assignment(toy)
    first = assignment.auto()[0].id
    info = TestInfo("test_a", first, NO_TEXT, 1.0, False, hidden, "after_published" if hidden else "visible")
    outcomes = [TestOutcome(info, status, place=("m.py", 3))]
    (test,) = next(one.tests for one in question_results(assignment, outcomes, FILES) if one.id == first)
    assert (test.excerpt is not None) is shown


def _scored(toy, *outcomes, source=b"def double(x):\n    return x + x\n"):
    """The first question with one value test that passes, and gates with these (gate, status, excuse)."""
    assignment = load_assignment(toy)
    first = assignment.auto()[0].id

    def outcome(name, gate, status, excuse=""):
        info = TestInfo(f"test_a.py::test_{name}", first, NO_TEXT, 1.0, gate, True, "after_published")
        return TestOutcome(info, status, excuse=excuse)

    made = [outcome("values", "", "passed"), *(outcome(f"gate_{n}", *one) for n, one in enumerate(outcomes))]
    return next(one for one in question_results(assignment, made, {"toys.py": source}) if one.id == first)


@pytest.mark.parametrize("status", ["failed", "review"])
def test_slow_code_that_may_hide_a_loop_is_left_to_a_person(toy, status):
    """Too much memory on purpose, and a loop that switches the counter off, do not let the gate of form pass."""
    source = b"import sys\n\n\ndef double(x):\n    sys.settrace(None)\n    return [one + one for one in x]\n"
    found = _scored(toy, ("form", status, "memory"), ("memory", "memory"), source=source)
    assert [test.status for test in found.tests] == ["passed", "review", "memory"]
    assert found.held()


@pytest.mark.parametrize("status", ["failed", "review"])
def test_slow_code_without_a_loop_loses_its_memory_alone(toy, status):
    """Where arrays are too large, the gate of memory takes its points, and the gate of form holds."""
    found = _scored(toy, ("form", status, "memory"), ("memory", "memory"))
    assert [test.status for test in found.tests] == ["passed", "passed", "memory"]
    assert (found.score, found.held()) == (2.0, False)


@pytest.mark.parametrize("status", ["failed", "review"])
def test_slow_code_within_its_memory_stays_slow(toy, status):
    """Without a failed gate of memory nothing excuses slow code."""
    found = _scored(toy, ("form", status, "memory"), ("memory", "passed"))
    assert [test.status for test in found.tests] == ["passed", status, "passed"]


@pytest.mark.parametrize(("values", "status"), [("passed", "failed"), ("failed", "passed")])
def test_a_slip_that_only_a_gate_sees_is_none(toy, values, status):
    """A gate that accepted a wrong value fails if every value test passes: such a call skips its work."""
    assignment = load_assignment(toy)
    first = assignment.auto()[0].id
    value, gate = (
        TestInfo(f"test_a.py::test_{name}", first, NO_TEXT, 1.0, kind, True, "after_published")
        for name, kind in (("values", ""), ("flat", "form"))
    )
    outcomes = [TestOutcome(value, values), TestOutcome(gate, "passed", slipped=True)]
    question = next(one for one in question_results(assignment, outcomes, {}) if one.id == first)
    assert [test.status for test in question.tests] == [values, status]
