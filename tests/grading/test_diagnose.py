"""Mistakes get their names, and only theirs."""

import textwrap

import pytest

from autograder.model.text import NO_TEXT
from tests.graded import grade
from tests.grading.conftest import LOOP
from tests.grading.toy import make_assignment, submit
from tests.needs import needs

CATALOG = """
[[misconception]]
id = "three_times"
question = "double"
idea = "wrong_factor"
edits = [{ find = "x + x", put = "x + x + x" }]
hint = { en = "This is three times.", ko = "세 배예요." }

[[misconception]]
id = "one_more"
question = "double"
idea = "offset"
edits = [{ find = "return", put = "return 1 +" }]
hint = { en = "This adds one.", ko = "1을 더했어요." }

[[misconception]]
id = "half"
question = "total"
idea = "halved"
edits = [{ find = "/ 2", put = "/ 4" }]
hint = { en = "This is half.", ko = "절반이에요." }

[[misconception]]
id = "half_too"
question = "total"
idea = "halved"
edits = [{ find = ".sum()", put = ".sum() * 0.5" }]
hint = { en = "This is half too.", ko = "이것도 절반이에요." }

[[misconception]]
id = "long_ones_only"
question = "total"
idea = "hard_coded_cases"
body = '''
def total(x):
    return x.sum() if len(x) > 2 else 0.0
'''
hint = { en = "This knows long ones only.", ko = "긴 배열만 돼요." }

[[misconception]]
id = "loops"
question = "total"
idea = "python_loop"
body = '''
def total(x):
    import numpy as np

    s = np.zeros(1)
    for v in x:
        s = np.add(s, v)
    return s[0]
'''
hint = { en = "This loops.", ko = "반복문이에요." }
"""

SUBMISSIONS = {
    "right": {},
    "other_text": {"toys": "def double(x):\n    y = 3 * x\n    return y"},
    "both": {"toys": "def double(x):\n    return 1 + 3 * x"},
    "unknown": {"toys": "def double(x):\n    return 5 * x"},
    "looped": {"sums": LOOP},
    "ambiguous": {"sums": "def total(x):\n    return x.sum() / 2"},
    "raises": {"toys": "def double(x):\n    raise ValueError(3)"},
    "half_written": {"toys": "def double(x):\n    raise NotImplementedError"},
}


@pytest.fixture(scope="module")
def records(tmp_path_factory):
    """Every submission above, graded once beside the catalog."""
    needs("linux")
    root = tmp_path_factory.mktemp("diagnosis")
    folder = make_assignment(root)
    (folder / "misconceptions.toml").write_text(textwrap.dedent(CATALOG), encoding="utf-8")
    paths = [submit(root / name, **files) for name, files in SUBMISSIONS.items()]
    return {record.submission: record for record in grade(folder, paths, b"d" * 32)}


def named(record):
    """Question -> the names on its tests that did not pass."""
    return {
        question.id: {test.misconception for test in question.tests if test.status != "passed"}
        for question in record.questions
        if any(test.status != "passed" for test in question.tests)
    }


def test_a_known_mistake_gets_its_name_however_it_is_written(records):
    """Another text with the same behavior is the same mistake, on every test that it fails."""
    assert named(records["other_text"]) == {"double": {"three_times"}}


def test_the_student_reads_the_hint_and_the_evidence_once(records):
    """The first failing test tells what the mistake is and on how much it agrees, in both languages."""
    (question,) = [q for q in records["other_text"].questions if q.id == "double"]
    told = [test.hint for test in question.tests if test.hint != NO_TEXT]
    assert len(told) == 1
    assert told[0].en.startswith("This is three times.\n")
    assert "agrees with this mistake on all" in told[0].en
    assert "세 배예요." in told[0].ko


def test_two_mistakes_at_once_are_both_named(records):
    """Where no single one explains it, two that compose do."""
    assert named(records["both"]) == {"double": {"three_times+one_more"}}


def test_nothing_is_invented(records):
    """A mistake outside the catalog, and an exception, have no name."""
    assert named(records["unknown"]) == {"double": {None}}
    assert named(records["raises"]) == {"double": {None}}


def test_two_that_cannot_be_told_apart_are_not_named(records):
    """Both agree on all inputs, so the diagnosis names neither."""
    assert named(records["ambiguous"]) == {"total": {None}}


def test_a_loop_is_told_by_what_it_fails(records):
    """Right values and a failed test of speed are what the looped misconception does.

    The misconception that is tried before it stops in the middle of a test file, and leaves nothing behind there.
    """
    assert named(records["looped"]) == {"total": {"loops"}}


def test_the_right_and_the_unwritten_are_not_diagnosed(records):
    """The diagnosis names nothing for an answer that passes or is missing."""
    assert named(records["right"]) == {}
    assert named(records["half_written"]) == {"double": {None}}


def test_a_name_changes_no_score(records):
    """The diagnosis is words: points stay those of the tests."""
    assert records["other_text"].score == 7
