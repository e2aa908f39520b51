"""The student's own lines around the place of a failure."""

import pytest

from autograder.grading.excerpt import excerpt
from autograder.model.results import Excerpt

FILES = {"m.py": b"one\n\ttwo\nthree\nfour\nfive\n\nseven\n"}


def test_two_lines_stand_before_and_after():
    """Fewer at the ends of the file; an empty one at the end is left out."""
    assert excerpt(FILES, "m.py", 3) == Excerpt("m.py", 3, 1, ("one", "    two", "three", "four", "five"))
    assert excerpt(FILES, "m.py", 1) == Excerpt("m.py", 1, 1, ("one", "    two", "three"))
    assert excerpt(FILES, "m.py", 4) == Excerpt("m.py", 4, 2, ("    two", "three", "four", "five"))
    assert excerpt(FILES, "m.py", 7) == Excerpt("m.py", 7, 5, ("five", "", "seven"))


@pytest.mark.parametrize(("file", "line"), [("m.py", 0), ("m.py", -3), ("m.py", 8), ("other.py", 1), ("", 1)])
def test_a_place_that_is_none_has_no_lines(file, line):
    """A worker may name any file and any number."""
    assert excerpt(FILES, file, line) is None


def test_what_a_terminal_would_obey_is_taken_out():
    """Lines pass the same cleaning as everything that a submission can put into an output, and are cut."""
    found = excerpt({"m.py": b"x = '\x1b[2J\xff'\n" + b"y" * 500}, "m.py", 1)
    assert found is not None
    assert "\x1b" not in found.lines[0]
    assert found.lines[1].startswith("y" * 200 + " \u2026")
