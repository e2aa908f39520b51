"""Mistakes are named, and never by a wrong name."""

import textwrap

import pytest

from autograder.grading.same_behavior import agrees_but_for_gates, may_have_a_name, status_beside
from autograder.model.text import NO_TEXT, Text
from autograder.testing.outcome import TestInfo, TestOutcome
from autograder.testing.recording import Recording
from tests.graded import grade
from tests.grading.conftest import LOOP
from tests.grading.toy import make_assignment, submit
from tests.needs import needs

pytestmark = pytest.mark.recorded("diagnosis", "autograder/i18n")

CATALOG = """
[[misconception]]
id = "three_times"
question = "double"
idea = "wrong_factor"
edits = [{ find = "x + x", put = "x + x + x" }]
hint = { en = "This is three times.", ko = "세 배예요." }
name = { en = "three for two", ko = "2 대신 3" }
cost = 0.2

[[misconception]]
id = "one_more"
question = "double"
idea = "offset"
edits = [{ find = "return", put = "return 1 +" }]
hint = { en = "This adds one.", ko = "1을 더했어요." }
cost = 0.1

[[misconception]]
id = "half"
question = "total"
idea = "halved"
edits = [{ find = "/ 2", put = "/ 4" }]
hint = { en = "This is half.", ko = "절반이에요." }
cost = 0.2

[[misconception]]
id = "half_too"
question = "total"
idea = "halved"
edits = [{ find = ".sum()", put = ".sum() * 0.5" }]
hint = { en = "This is half too.", ko = "이것도 절반이에요." }
cost = 0.3

[[misconception]]
id = "moved"
question = "total"
idea = "offset"
edits = [{ find = "double(x)", put = "double(x + 1)" }]
hint = { en = "This adds one to each.", ko = "하나씩 더했어요." }
cost = 0.1

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
id = "squares"
question = "total"
idea = "squared"
body = '''
def total(x):
    return (x * x).sum()
'''
hint = { en = "This adds squares.", ko = "제곱의 합이에요." }
cost = 0.2

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

LOTS = """import time

SLIP = time.time_ns() // 1_000 % 2

def double(x):
    return 3 * x if SLIP else x * x * x"""

SUBMISSIONS = {
    "right": {},
    "unknown": {
        "toys": "def double(x):\n    return 5 * x"
    },  # first, so that the next ones find what it left half known
    "other_text": {"toys": "def double(x):\n    y = 3 * x\n    return y"},
    "both": {"toys": "def double(x):\n    return 1 + 3 * x"},
    "looped": {"sums": LOOP},
    "ambiguous": {"sums": "import toys\n\ndef total(x):\n    return toys.double(x).sum() / 4"},
    "moved_and_half": {"sums": "import toys\n\ndef total(x):\n    return toys.double(x + 1).sum() / 4"},
    "loop_over_squares": {"sums": LOOP.replace("s = add(s, v)", "s = add(s, v * v)")},
    **{
        f"sometimes_{number}": {"toys": f"def double(x):  # {number}\n    return 3 * x if x[0] % 1 < 0.5 else 2 * x"}
        for number in range(12)
    },
    **{f"lots_{number}": {"toys": f"{LOTS}  # {number}"} for number in range(32)},
    "raises": {"toys": "def double(x):\n    raise ValueError(3)"},
    "half_written": {"toys": "def double(x):\n    raise NotImplementedError"},
}


@pytest.fixture(scope="module")
def records(tmp_path_factory):
    """Submission name -> record, graded with the catalog."""
    needs("linux")
    root = tmp_path_factory.mktemp("diagnosis")
    folder = make_assignment(root)
    (folder / "misconceptions.toml").write_text(textwrap.dedent(CATALOG), encoding="utf-8")
    paths = [submit(root / name, **files) for name, files in SUBMISSIONS.items()]
    return {record.submission: record for record in grade(folder, paths, b"d" * 32)}


def named(record):
    """Return question -> misconceptions on its failed tests."""
    return {
        question.id: {test.misconception for test in question.tests if test.status != "passed"}
        for question in record.questions
        if any(test.status != "passed" for test in question.tests)
    }


def test_a_known_mistake_gets_its_name_however_it_is_written(records):
    """Different code with the same behavior gets the same name, on every failed test."""
    assert named(records["other_text"]) == {"double": {"three_times"}}


def test_the_student_reads_the_hint_and_the_evidence_once(records):
    """Only the first failed test has the hint and the number of agreeing calls, in both languages."""
    (question,) = [q for q in records["other_text"].questions if q.id == "double"]
    hints = [test.hint for test in question.tests if test.hint != NO_TEXT]
    assert len(hints) == 1
    assert hints[0].en.startswith("This is three times.\n")
    assert "agrees with this mistake on all" in hints[0].en
    assert "세 배예요." in hints[0].ko


def test_two_mistakes_at_once_are_both_named(records):
    """If no single misconception explains a wrong answer, a pair that does is named."""
    assert named(records["both"]) == {"double": {"three_times+one_more"}}


def test_slips_are_not_about_form(records):
    """Two slips at once stay slips, so that a repeated one is refunded: each alone returns wrong values."""
    assert [one.form for one in result(records["both"], "double").mistakes] == [False, False]


def result(record, id):
    """The result of one question."""
    return next(question for question in record.questions if question.id == id)


def test_a_known_mistake_costs_what_its_author_states(records):
    """A fifth of 3 points goes, although every test of values fails; the mistake stands in the record."""
    question = result(records["other_text"], "double")
    assert (question.tested(), question.score, question.floor.points) == (0.0, 2.4, 2.4)
    assert [(one.id, one.name.en, one.cost) for one in question.mistakes] == [("three_times", "three for two", 0.2)]


def test_the_costs_of_two_mistakes_multiply(records):
    """0.8 * 0.9 of 3 points are left; a mistake without a name of its own is called by its hint."""
    question = result(records["both"], "double")
    assert question.score == 2.16
    assert [one.name.en for one in question.mistakes] == ["three for two", "This adds one."]


def test_of_several_explanations_the_lowest_floor_counts_and_none_is_named(records):
    """Two misconceptions that cost 0.2 and 0.3 explain it: 0.7 of 7 points are sure."""
    question = result(records["ambiguous"], "total")
    assert (question.mistakes, question.floor.points, question.score) == ((), 4.9, 4.9)


def test_two_mistakes_are_found_where_the_first_shows_before_any_value(records):
    """The stand-in gets other numbers before the answer returns any: half, moved by one, is worth 0.7 * 0.9 of 7."""
    question = result(records["moved_and_half"], "total")
    assert (question.mistakes, question.floor.points) == ((), 4.41)


def test_a_dodge_is_not_laundered_by_a_slip_on_top(records):
    """The slip alone leaves 0.8 of 7 points; the loop, which it does not explain, takes its own 3 of 7 besides."""
    question = result(records["loop_over_squares"], "total")
    assert [one.id for one in question.mistakes] == ["squares"]
    assert question.floor.points == 3.2


def test_what_agrees_on_shared_inputs_alone_explains_nothing(records):
    """Answers that are wrong for half of all inputs are named only where they were wrong on their own inputs too."""
    own = [result(records[f"sometimes_{number}"], "double") for number in range(12)]
    verdicts = {(question.tests[-1].status == "passed", bool(question.mistakes)) for question in own}
    assert verdicts == {(True, False), (False, True)}


def test_an_answer_that_draws_lots_is_judged_by_the_draw_that_graded_it(records):
    """Each worker makes a slip or rubbish; the slip's floor never counts where the grading itself saw rubbish."""
    for number in range(32):
        question = result(records[f"lots_{number}"], "double")
        rubbish = any("is 8, expected 4" in test.instructor_message.en for test in question.tests)
        assert not (rubbish and question.floor), question.tests


def test_a_mistake_without_a_cost_has_no_floor(records):
    """The author states no cost of the loop, so the points are those of the tests."""
    question = result(records["looped"], "total")
    assert ([one.cost for one in question.mistakes], question.floor, question.score) == ([None], None, 4.0)


def test_nothing_is_invented(records):
    """A mistake outside the catalog and an exception get no name."""
    assert named(records["unknown"]) == {"double": {None}}
    assert named(records["raises"]) == {"double": {None}}


def test_two_that_cannot_be_distinguished_are_not_named(records):
    """If two misconceptions agree on all inputs, neither is named."""
    assert named(records["ambiguous"]) == {"total": {None}}


def test_a_loop_is_named_by_the_tests_that_it_fails(records):
    """Correct values and a failed speed test match the looped misconception.

    The misconception before it differs in the middle of a test file; its fixtures must not affect the next one.
    """
    assert named(records["looped"]) == {"total": {"loops"}}


def test_the_right_and_the_unwritten_are_not_diagnosed(records):
    """Questions that pass and stubs get no diagnosis."""
    assert named(records["right"]) == {}
    assert named(records["half_written"]) == {"double": {None}}


MEMORY = ("memory", "memory", "")
TOO_SLOW = [("form", status, "memory") for status in ("review", "failed")]


def outcomes(*tests):
    """Outcomes of tests of one question: what they check, their status, and their excuse."""
    return [
        TestOutcome(
            TestInfo(f"t.py::test_{number}", "q", Text("a title"), 1.0, gate, True, "after_published"),
            status,
            excuse=excuse,
        )
        for number, (gate, status, excuse) in enumerate(tests)
    ]


@pytest.mark.parametrize("slow", TOO_SLOW, ids=["review", "failed"])
def test_how_slow_a_too_large_array_is_decides_no_name(slow):
    """The memory gate takes the points for it; whether its time is doubtful depends on the machine."""
    assert may_have_a_name(outcomes(MEMORY, slow), lambda: True)


@pytest.mark.parametrize(
    ("tests", "is_proven"),
    [
        ([MEMORY, TOO_SLOW[0]], False),
        ([("", "failed", ""), ("form", "review", "")], True),
        ([("", "failed", ""), ("", "crashed", "")], True),
        ([("", "passed", "")], True),
    ],
    ids=["a loop may be hidden", "another doubt", "a crash", "right"],
)
def test_what_a_person_must_decide_has_no_name(tests, is_proven):
    """A doubt that nothing excuses, a crash and a right answer are not diagnosed."""
    assert not may_have_a_name(outcomes(*tests), lambda: is_proven)


@pytest.mark.parametrize("status", ["passed", "failed"])
def test_a_doubt_about_the_time_of_a_candidate_refutes_nothing(status):
    """It counts like a gate that the candidate passes, so a loop of the answer still costs its points."""
    doubtful, answer = Recording("review", ()), Recording(status, ())
    assert agrees_but_for_gates(doubtful, answer, "form")
    assert status_beside(doubtful, answer) == "passed"
