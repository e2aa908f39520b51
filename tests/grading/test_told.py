"""What the student of a submission reads about hidden tests that it did not pass."""

from collections import Counter
from math import log2
from textwrap import dedent

import msgspec
import pytest

from autograder.grading.told import needs_second_run, told
from autograder.i18n import Lines
from autograder.model.results import student_view
from autograder.model.text import NO_TEXT, Text
from autograder.testing.outcome import TestInfo, TestOutcome
from tests.graded import grade
from tests.grading.toy import ANSWERS, submit
from tests.needs import needs

INFO = TestInfo("t.py::test_one", "one", Text("One", "하나"), 1, "", True, "after_published")
PLACED = Lines(Text("ValueError", "ValueError"), "  toys.py, line 7: return x")
DEPENDS = "How it fails depends on the inputs of this hidden test, so nothing more is shown."


def outcome(status="error", brief=PLACED, place=("toys.py", 7)):
    """Make the outcome of a hidden test."""
    return TestOutcome(INFO, status, Text("all of it", "전부"), Text.of(brief), place=place)


def test_what_two_runs_agree_on_is_told():
    """If both runs end in the same way, the student reads it unchanged."""
    assert told(outcome(), outcome()) == outcome()


def test_another_line_is_not_told():
    """If only the type of the exception is the same, the student reads the type, and no line."""
    found = told(outcome(), outcome(brief=Lines("ValueError", "  toys.py, line 8: return y"), place=("toys.py", 8)))
    assert found.brief.en == f"ValueError\n{DEPENDS}"
    assert found.brief.ko.startswith("ValueError\n")
    assert (found.place, found.shown, found.status) == (None, None, "error")


def test_another_kind_of_failure_is_not_told():
    """If the runs end differently, the student reads only that the test failed; the instructor reads the first run."""
    found = told(outcome(), outcome("timeout", "Too long.", None))
    assert (found.brief.en, found.place, found.shown) == (DEPENDS, None, "failed")
    assert (found.status, found.explanation.en) == ("error", "all of it")


def test_a_test_that_passes_the_second_time_tells_nothing():
    """If the second run passes, the points stay lost and nothing of the first run is shown."""
    found = told(outcome("failed", NO_TEXT, None), outcome("passed", NO_TEXT, None))
    assert (found.status, found.shown, found.brief.en) == ("failed", "failed", DEPENDS)


def test_what_a_student_reads_nothing_of_needs_no_second_run():
    """A test that passed, and one with an internal error, tell nothing; a doubtful one tells why it is in doubt."""
    found = {status: needs_second_run(outcome(status)) for status in ("passed", "grader_error", "review", "failed")}
    assert found == {"passed": False, "grader_error": False, "review": True, "failed": True}


def test_a_doubtful_count_is_not_told():
    """Code that loops as often as a hidden input says makes its test doubtful; the count is for the instructor."""
    found = told(outcome("review", "It made 4711 steps."), outcome("review", "It made 815 steps."))
    assert (found.status, found.place, found.shown) == ("review", None, None)
    assert found.brief.en == "It is not clear whether the code passes this hidden test. An instructor will review it."
    assert told(outcome("review"), outcome("review")) == outcome("review")


def _bits(ways, second):
    """Return how many bits the student learns about the first run, of code that fails in one of this many ways."""
    pairs = [(one, other) for one in range(ways) for other in second(ways)]
    heard = Counter((one, told(_way(one), _way(other)).brief.en) for one, other in pairs)
    said = Counter(brief for one, brief in heard.elements())
    whole = len(pairs)
    return sum(n / whole * log2(n / whole / (said[brief] / whole / ways)) for (_, brief), n in heard.items())


def _way(number):
    place = ("toys.py", number)
    return outcome(brief=Lines("ValueError", f"  toys.py, line {number}: x"), place=place)


@pytest.mark.parametrize(("ways", "bits"), [(2, 0.5), (3, 0.53), (4, 0.5), (16, 0.25), (64, 0.09)])
def test_how_much_a_student_learns_of_code_that_draws_lots(ways, bits):
    """Code that fails in one of k ways by its inputs tells half a bit, and less the more ways there are."""
    assert _bits(ways, range) == pytest.approx(bits, abs=0.005)


@pytest.mark.parametrize("ways", [2, 3, 4, 16])
def test_how_much_a_student_learns_of_code_that_knows_the_second_run(ways):
    """Code that always fails in the same way in the second run tells a bit at most."""
    assert _bits(ways, lambda _: [0]) <= 1


LEAKS = {
    "line": "def double(x):\n    if len(x) < 3:\n        return x + x\n    far = int(100 * (x[0] % 1))\n"
    "    exec(compile('\\n' * far + 'raise ValueError', 'toys.py', 'exec'))" + "\n" * 110,
    "type": "def double(x):\n    if len(x) < 3:\n        return x + x\n"
    "    raise [ValueError, TypeError, KeyError, IndexError, ZeroDivisionError, OverflowError, OSError, EOFError,\n"
    "           BufferError, LookupError, ArithmeticError, NameError][int(1000 * (x[0] % 1)) % 12]",
}


@pytest.fixture(scope="module")
def leaking(toy, tmp_path_factory):
    """Kind of leak -> records of the same code beside another comment each time, which draws other hidden inputs."""
    needs("linux")
    folder = tmp_path_factory.mktemp("leaking")
    answers = {**{leak: ("toys", text, "sums") for leak, text in LEAKS.items()}, "count": ("sums", LOOPS, "toys")}
    paths = [
        submit(folder / f"{leak}_{number}", **{module: text, other: f"{dedent(ANSWERS[f'{other}.py'])}# {number}"})
        for leak, (module, text, other) in answers.items()
        for number in range(4)
    ]
    records = list(grade(toy, paths, b"1" * 32, diagnose=False))
    return {leak: [one for one in records if one.submission.startswith(leak)] for leak in answers}


@pytest.mark.slow
@pytest.mark.parametrize("leak", LEAKS)
def test_a_student_reads_nothing_of_hidden_inputs(leaking, leak):
    """Code that reports a hidden input by the line or the type of its exception tells its student nothing."""
    told_to, known = set(), set()
    for record in leaking[leak]:
        (hidden,) = [test for test in record.questions[0].tests if test.visibility != "visible"]
        known.add(hidden.instructor_message.en)
        view = msgspec.structs.replace(student_view(record), submission="", digests={}, isolation={})
        told_to.add(msgspec.json.encode(view))
    assert len(known) == 4
    assert len(told_to) == 1


LOOPS = """
    import toys

    def total(x):
        if len(x) > 10_000:
            for _ in range(2_500 + int(1_000 * (x[0] % 1))):
                pass
        return toys.double(x).sum() / 2
"""


@pytest.mark.slow
def test_a_student_reads_no_count_that_the_code_has_chosen(leaking):
    """Code that loops as often as a hidden input says puts its test in doubt; its student does not read how often."""
    told_to, known = set(), set()
    for record in leaking["count"]:
        (doubted,) = [test for test in record.questions[1].tests if test.status == "review"]
        known.add(doubted.instructor_message.en)
        told_to.add(doubted.student_message.en)
    assert (len(known), len(told_to)) == (4, 1)
    assert not any(map(str.isdigit, told_to.pop()))
