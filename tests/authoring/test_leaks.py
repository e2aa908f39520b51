"""The leak scan: answers are found wherever they stand, and nothing else is."""

import io
import json
import zipfile

import pytest

from autograder.authoring.build import build
from autograder.authoring.leaks import LeakError, collect_answers, foreign_answers, require_no_leaks, scan
from autograder.errors import AssignmentError
from tests.toy_course import put

# The answer to `spread` of a2_other, written anew: other names, other results, annotations, comments.
RENAMED = """
def reach(points: list) -> float:
    '''A helper.'''
    middle: object = numpy.mean(points, axis=0, keepdims=True)
    # why not
    apart = (points - middle) ** 2
    "a remark"
    far = apart.sum(axis=1)
    print(far)
"""

TWO_OF_THEM = """
middle = np.mean(points, axis=0, keepdims=True)
apart = (points - middle) ** 2
print(apart)
far = apart.sum(axis=1)
"""


@pytest.fixture
def answers(course):
    """All answers of the toy course."""
    return collect_answers(course)


def _told(files, answers):
    return [str(leak) for leak in scan({name: text.encode() for name, text in files.items()}, answers)]


SPREAD = "the answer to spread (solutions/a2_other/others.py:8)"


def test_a_run_of_three_statements_is_found_under_other_names(answers):
    """Renaming, annotating and commenting hide nothing; the place is file and line."""
    assert _told({"x.py": RENAMED}, answers) == [f"x.py:4: {SPREAD}"]


def test_two_statements_of_a_longer_answer_are_no_run(answers):
    """What stands between them breaks the run."""
    assert _told({"x.py": TWO_OF_THEM}, answers) == []


def test_short_statements_are_no_leak_however_many(course):
    """Three statements that say little are in every program."""
    short = "    a = len(X)\n    b = len(X)\n    c = len(X)\n    d = a + b\n    return c\n"
    text = f'def spread(X):\n    """Spread."""\n    # BEGIN SOLUTION\n{short}    # END SOLUTION\n'
    put(course.root / "solutions/a2_other/others.py", text)
    assert _told({"x.py": f"def anything(X):\n{short}"}, collect_answers(course)) == []


def test_many_plain_statements_together_are_found(course):
    """No three of them say enough, but all in a row do: a loop that tries and keeps is an answer."""
    body = (
        "    best = f(x)\n    seen = [best]\n    for _ in range(n):\n        y = 2 * x + f(x)\n        value = f(y)\n"
        "        if value < best:\n            x, best = y, value\n        seen.append(best)\n    return x, seen\n"
    )
    text = f'def spread(f, x, n):\n    """Spread."""\n    # BEGIN SOLUTION\n{body}    # END SOLUTION\n'
    put(course.root / "solutions/a2_other/others.py", text)
    (leak,) = _told({"x.py": f"def anything(f, x, n):\n{body}"}, collect_answers(course))
    assert leak.startswith("x.py:2: the answer to spread")


def test_a_long_expression_is_found_by_itself(course):
    """A one-line answer within something else is an answer all the same."""
    answer = "np.sqrt(np.sum((X[0] - X[1]) ** 2))"
    text = f"def spread(X):\n    # BEGIN SOLUTION\n    return {answer}\n    # END SOLUTION\n"
    put(course.root / "solutions/a2_other/others.py", text)
    leak = "check(1, numpy.sqrt(numpy.sum((a[0] - self.b[1]) ** 2)), 'dists')\n"
    assert _told({"x.py": leak}, collect_answers(course)) == [
        "x.py:1: the answer to spread (solutions/a2_other/others.py:2)"
    ]


def test_a_short_answer_is_found_in_a_function_of_its_name(answers):
    """`x + x` is everywhere, but in a function `double` it is the answer."""
    leak = 'def double(number):\n    "Twice."\n    return number + number\n'
    assert _told({"x.py": leak}, answers) == ["x.py:1: the answer to double (solutions/a1_toy/toys.py:15)"]
    assert _told({"x.py": leak.replace("double", "triple")}, answers) == []


def test_a_helper_that_only_the_reference_has_is_found(answers, course):
    """Regions outside any question's function are answers too."""
    path = course.root / "solutions/a1_toy/toys.py"
    helper = (
        "    low = numbers.min(axis=0)\n    high = numbers.max(axis=0)\n    return (numbers - low) / (high - low + 1)\n"
    )
    put(path, path.read_text(encoding="utf-8").replace("    return fsum(numbers)\n", helper))
    (leak,) = _told({"x.py": f"def scale(numbers):\n{helper}"}, collect_answers(course))
    assert leak.startswith("x.py:1: the answer to code that only the reference needs (solutions/a1_toy/toys.py:")


def test_notebooks_markdown_and_archives_are_opened(answers):
    """A cell with magics, a code block, a member of a wheel within a zip: each is named by its place."""
    cells = [
        {"cell_type": "markdown", "source": ["Look:\n", "```python\n", *TWO_OF_THEM.splitlines(True), "```\n"]},
        {"cell_type": "code", "source": ["%matplotlib inline\n", "!ls\n", *RENAMED.splitlines(True)]},
    ]
    wheel = io.BytesIO()
    with zipfile.ZipFile(wheel, "w") as archive:
        archive.writestr("package/x.py", RENAMED)
    outer = io.BytesIO()
    with zipfile.ZipFile(outer, "w") as archive:
        archive.writestr("wheels/x.whl", wheel.getvalue())
    files = {
        "x.ipynb": json.dumps({"cells": cells}).encode(),
        "README.md": f"# Title\n\n```python\n{RENAMED}```\n\n```\nnot Python\n```\n".encode(),
        "x.zip": outer.getvalue(),
        "digits.npz": b"PK\x03\x04 not to be read",
    }
    assert [str(leak) for leak in scan(files, answers)] == [
        f"x.ipynb cell 2:6: {SPREAD}",
        f"README.md:7: {SPREAD}",
        f"x.zip/wheels/x.whl/package/x.py:4: {SPREAD}",
    ]


def test_a_marker_line_is_a_leak_in_any_text(answers):
    """Even in a Markdown file, at any indentation."""
    assert _told({"README.md": "a\n    # BEGIN SOLUTION\n"}, answers) == ["README.md:2: a marker line"]


def test_a_module_that_cannot_be_read_is_an_error(answers):
    """What cannot be searched does not leave; an example in prose may be no Python."""
    with pytest.raises(LeakError, match=r"x\.py: cannot be read as Python"):
        _told({"x.py": "def f(:\n"}, answers)
    assert _told({"README.md": "```python\nknn.predict(..., k=)\n```\n"}, answers) == []


def _require_no_leaks(course):
    """Search what students receive of a1_toy."""
    source = course.source("a1_toy")
    require_no_leaks(source, build(source), foreign_answers(course, source))


def test_what_an_assignment_gives_is_no_leak(course):
    """`gives` lets another assignment's answer through, for this assignment alone."""
    given = course.root / "solutions/a1_toy/given/helpers.py"
    put(given, '"""Given."""\n\nimport numpy\n' + RENAMED)
    with pytest.raises(LeakError, match=r"a1_toy: the bundle gives answers away;[^\n]*`gives`:\n  helpers\.py:7: the"):
        _require_no_leaks(course)
    toml = course.root / "solutions/a1_toy/assignment.toml"
    text = toml.read_text(encoding="utf-8")
    put(toml, text.replace("given =", 'gives = [{ question = "spread", reason = "shown" }]\ngiven ='))
    _require_no_leaks(course)


def test_gives_must_name_a_question_of_the_course(course):
    """A slip of the pen there would let an answer out."""
    toml = course.root / "solutions/a1_toy/assignment.toml"
    text = toml.read_text(encoding="utf-8")
    put(toml, text.replace("given =", 'gives = [{ question = "sprad", reason = "shown" }]\ngiven ='))
    with pytest.raises(AssignmentError, match=r"a1_toy/assignment\.toml: gives: the course has no question sprad"):
        foreign_answers(course, course.source("a1_toy"))


def test_the_references_themselves_are_found_and_the_skeletons_are_clean(course, answers):
    """Every question's answer is recognized where it comes from, and none is left in what is built."""
    for source in course.sources():
        for name in source.assignment.files():
            text = (source.folder / name).read_text(encoding="utf-8")
            told = "\n".join(_told({name: text}, answers))
            assert all(f"the answer to {q.id} " in told for q in source.assignment.auto()), told
        assert scan(build(source), answers) == []


RUBRIC = """
[[rubric]]
question = "explain"
points = 2
text = { en = "Says that half the step doubles the rounding.", ko = "반 걸음이면 반올림 오차가 두 배라고 했습니다." }

[[answer]]
question = "explain"
text = "Because every subtraction loses digits. So half the step has twice the error."
"""


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("README.md", "Note: because *every*\n> subtraction   loses digits."),
        ("notes.py", '"""Says that half the step\ndoubles the rounding."""'),
        ("a1_toy.ko.ipynb", "힌트: 반 걸음이면 반올림 오차가 두 배라고 했습니다."),
    ],
)
def test_a_sentence_for_graders_is_found(course, name, text):
    """A sentence of a rubric or an example answer is a leak wherever it stands, in each language."""
    put(course.root / "solutions/a1_toy/grading.toml", RUBRIC)
    if name.endswith(".ipynb"):
        text = json.dumps({"cells": [{"cell_type": "markdown", "source": [text]}]})
    told = _told({name: text}, collect_answers(course))
    assert len(told) == 1
    assert told[0].endswith("the answer to explain (solutions/a1_toy/grading.toml)")


def test_other_sentences_about_the_same_are_no_leak(course):
    """Only whole sentences count; words that a handout has in common with an answer do not."""
    put(course.root / "solutions/a1_toy/grading.toml", RUBRIC)
    assert _told({"README.md": "Every subtraction loses digits. Half the step."}, collect_answers(course)) == []
