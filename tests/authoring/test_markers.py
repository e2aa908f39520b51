"""Markers in reference modules: what they mark, and every way to get one wrong."""

import textwrap

import pytest

from autograder.authoring.markers import MARKERS, is_marker, read_module
from autograder.errors import AssignmentError


def _read(text):
    return read_module(textwrap.dedent(text).lstrip("\n"), "toys.py")


def _error_of(text):
    with pytest.raises(AssignmentError) as caught:
        _read(text)
    return caught.value


GOOD = """
def f(x):
    # BEGIN PROMPT
    # TODO: think.
    # END PROMPT
    # BEGIN SOLUTION
    y = x

    return y
    # END SOLUTION
"""


def test_regions_are_found_with_their_lines_and_statements():
    """Kind, marker lines, indentation and statements of each region are read."""
    prompt, solution = _read(GOOD).regions
    assert (prompt.kind, prompt.begin, prompt.end, prompt.indent, len(prompt.statements)) == ("PROMPT", 2, 4, 4, 0)
    assert (solution.kind, solution.begin, solution.end, solution.indent) == ("SOLUTION", 5, 9, 4)
    assert [statement.lineno for statement in solution.statements] == [6, 8]


@pytest.mark.parametrize(
    "text",
    [
        # the end of a block, and the block goes on behind
        "for i in x:\n    a()\n    # BEGIN SOLUTION\n    b()\n    # END SOLUTION\nc()\n",
        # a whole compound statement
        "# BEGIN SOLUTION\nfor i in x:\n    if i: b()\nelse:\n    c()\n# END SOLUTION\n",
        # within one arm
        "if x:\n    a()\nelse:\n    # BEGIN SOLUTION\n    b()\n    # END SOLUTION\n",
        "try:\n    # BEGIN SOLUTION\n    a()\n    # END SOLUTION\nexcept OSError:\n    b()\n",
        "match x:\n    case 1:\n        # BEGIN SOLUTION\n        b()\n        # END SOLUTION\n",
        # a decorated function
        "# BEGIN SOLUTION\n@f\ndef g():\n    pass\n# END SOLUTION\n",
        # one statement of several lines, with a string that is indented less
        'def f():\n    # BEGIN SOLUTION\n    x = """\na\n"""\n    # END SOLUTION\n',
        # comments inside
        "# BEGIN SOLUTION\n# why\na()\n# because\n# END SOLUTION\n",
    ],
)
def test_a_region_may_stand_wherever_whole_statements_of_one_block_stand(text):
    """Every tidy place for a region is accepted."""
    (region,) = _read(text).regions
    assert region.kind == "SOLUTION"


@pytest.mark.parametrize(
    "text",
    [
        "def f():\n    for i in x:\n        a()\n    # BEGIN PROMPT\n    # the end\n    # END PROMPT\n\n\nb()\n",
        "# BEGIN PROMPT\n# first of all\n\n# END PROMPT\nimport a\n",
        "import a\n# BEGIN PROMPT\n# last of all\n# END PROMPT\n",
    ],
)
def test_a_prompt_may_stand_wherever_a_comment_stands(text):
    """Before, between and after the statements of a block."""
    (region,) = _read(text).regions
    assert region.kind == "PROMPT"


@pytest.mark.parametrize(
    "marker",
    [
        "#BEGIN SOLUTION",
        "# begin solution",
        "# Begin Solution",
        "# BEGIN SOLUTIONS",
        "# BEGIN SOLUTION ",
        "# BEGIN SOLUTION: two lines",
        "# BEGIN  SOLUTION",
        "#  BEGIN SOLUTION",
        "## BEGIN SOLUTION",
        "# BEGIN_SOLUTION",
        "# BEGINSOLUTION",
        "# BEGIN SOLUTON",
        "# BEGIN OF SOLUTION",
        "# SOLUTION BEGIN",
        "# BEGIN\tSOLUTION",
        "# BEGIN\u00a0SOLUTION",
        "#BEGIN PROMPT",
        "# END PROMPTS",
        "# end solution #",
        "a()  # BEGIN SOLUTION",
        "a()  # END PROMPT",
    ],
)
def test_a_nearly_right_marker_is_an_error_with_its_line(marker):
    """What looks like a marker and is none names its line and the four right ones."""
    error = _error_of(f"import a\n{marker}\nb()\n")
    assert error.where == "toys.py:2"
    assert "nearly a marker" in error.problem
    assert all(right in error.problem for right in MARKERS)


def test_a_marker_after_a_tab_is_an_error():
    """Markers are indented with spaces."""
    assert "nearly a marker" in _error_of("if a:\n\t# BEGIN SOLUTION\n\tb()\n\t# END SOLUTION\n").problem


@pytest.mark.parametrize(
    "comment", ["# the solution of the equation", "# begin with the smallest", "# at the end", "#"]
)
def test_an_ordinary_comment_is_left_alone(comment):
    """Words that markers use too may stand in comments."""
    assert _read(f"a()\n{comment}\n").regions == ()


@pytest.mark.parametrize(
    ("text", "line", "problem"),
    [
        ("# BEGIN SOLUTION\na()\n", 1, "never closed"),
        ("a()\n# END SOLUTION\n", 2, "has not begun"),
        ("# BEGIN SOLUTION\na()\n# BEGIN SOLUTION\nb()\n# END SOLUTION\n# END SOLUTION\n", 3, "inside the region"),
        ("# BEGIN SOLUTION\n# BEGIN PROMPT\n# x\n# END PROMPT\na()\n# END SOLUTION\n", 2, "inside the region"),
        ("# BEGIN SOLUTION\na()\n# END PROMPT\n", 3, "cannot end the SOLUTION region"),
        ("# BEGIN SOLUTION\n# nothing\n# END SOLUTION\n", 1, "without code"),
        ("if x:\n# BEGIN SOLUTION\n    a()\n# END SOLUTION\n", 2, "cut"),
        ("if x:\n    a()\n    # BEGIN SOLUTION\nb()\n    # END SOLUTION\n", 3, "must agree"),
        (
            "def f():\n    if x:\n        a()\n        # BEGIN SOLUTION\n    b()\n        # END SOLUTION\n",
            4,
            "must agree",
        ),
        ("def f():\n    # BEGIN SOLUTION\n    a()\n# END SOLUTION\n", 4, "indented by 0 spaces"),
        ("x = [\n    # BEGIN SOLUTION\n    1,\n    # END SOLUTION\n]\n", 2, "in two"),
        ("# BEGIN SOLUTION\nif x:\n    a()\n# END SOLUTION\nelse:\n    b()\n", 1, "in two"),
        ("if x:\n    # BEGIN SOLUTION\n    a()\nelse:\n    b()\n    # END SOLUTION\n", 2, "into another"),
        ("# BEGIN PROMPT\na()\n# END PROMPT\n", 2, "comments only"),
        ("def f():\n    a()\n  # BEGIN PROMPT\n  # x\n  # END PROMPT\n", 3, "unlike the code around"),
        ('x = """\n# BEGIN SOLUTION\n"""\n', 2, "inside a string"),
        ("def f(:\n", 1, "not valid Python"),
    ],
)
def test_a_misplaced_marker_is_an_error_with_its_line(text, line, problem):
    """Nested, unclosed, stray, crossed, empty, cutting, or at the wrong indentation."""
    error = _error_of(text)
    assert error.where == f"toys.py:{line}"
    assert problem in error.problem


def test_lines_are_counted_as_python_counts_them():
    """A form feed ends no line, so that statements and markers agree."""
    (region,) = _read("a()\x0c\n# BEGIN SOLUTION\nb()\n# END SOLUTION\n").regions
    assert (region.begin, region.end) == (2, 4)


def test_a_marker_line_is_known_at_any_indentation():
    """The leak scan asks for whole lines, however they are indented."""
    assert all(is_marker(f"\t  {marker}\r") for marker in MARKERS)
    assert not is_marker("x = '# BEGIN SOLUTION'")
