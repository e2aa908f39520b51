"""Hidden tests: MARK-HIDDEN-SOURCE-9f27c1 must never be seen by a student."""

import numpy as np
import pytest
from attacked_listening import listening

from autograder.testing import Text, array, assert_close

INPUTS = np.array([3675.48618451, -1204.77350986, 88.12907733, 9417.30668212])
EXPECTED = np.array([7351.90284618, -2408.61654256, 177.18863182, 18835.5438414])


@pytest.mark.question("double", weight=4, ko="네 개의 수")
def test_four_numbers(submission, reference):
    """Four numbers that nobody guesses."""
    with listening() as say:
        found = submission.answer.double.call(INPUTS, say, returns=array("result", shape=(4,)))
        assert reference.answer.REFERENCE_MARK > 0
        assert_close(found, EXPECTED, "result", slip=Text("Is every number doubled?", "모든 수를 두 배로 했나요?"))


@pytest.mark.question("double", weight=2, ko="비밀로 남는 검사", visibility="hidden")
def test_mark_hidden_name_4d81e6(submission, rng):
    """MARK-HIDDEN-TITLE-4d81e6 stays hidden for good."""
    values = rng.normal(size=5)
    with listening() as say:
        found = submission.answer.double.call(values, say, returns=array("result", shape=(5,)))
        assert_close(found, 2 * values + 0.93047716, "result")


@pytest.mark.question("squares", weight=1, ko="무작위 행렬")
def test_random_rows(submission, rng):
    """A random matrix."""
    rows = rng.normal(size=(7, 3))
    found = submission.answer.squares.call(rows, returns=array("sums", shape=(7,)))
    assert_close(found, (rows**2).sum(axis=1), "sums")


def many_rows(transport, rng, n):
    """Tall and thin."""
    return transport.answer.squares.timed(rng.normal(size=(n, 4)), returns=array("sums", shape=(n,)))


@pytest.mark.question("squares", weight=3, gate="form", ko="행에 대한 반복문이 없다")
def test_no_loop_over_rows(submission, speed):
    """No Python loop runs over the rows."""
    speed.flat(many_rows, over=Text("rows", "행"), blocks="rows")
