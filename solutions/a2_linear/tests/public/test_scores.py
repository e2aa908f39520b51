"""Public tests of scores.py."""

import numpy as np
import pytest
from a2_linear_oracles import TRANSPOSED, over_examples, products

from autograder.testing import Text, array, assert_close, assert_equal

EXAM = np.array([[-2.0, -3.0], [2.0, 3.0]])  # to fail and to pass, by midterm and final: 2 m + 3 f against 300
EXAM_BIAS = np.array([300.0, -300.0])


@pytest.mark.question("linear_scores", weight=2.5)
def test_scores_of_an_exam(submission):
    """Two exam scores give the scores to fail and to pass that are worked by hand."""
    slip = Text(
        "Is each row of W multiplied by x and added up, and then the bias of the class added?",
        "W의 각 행과 x를 곱해 더한 다음 그 클래스의 편향을 더했나요?",
    )
    for exam, expected in [([70.0, 50.0], [10, -10]), ([50.0, 80.0], [-40, 40]), ([60.0, 60.0], [0, 0])]:
        found = submission.scores.linear_scores.call(
            EXAM, np.array(exam), EXAM_BIAS, returns=array("scores", shape=(2,), kind="float")
        )
        assert_close(found, expected, f"scores of {exam}", slip)


@pytest.mark.question("linear_scores", weight=8.4)
def test_scores_of_a_small_image(submission):
    """A 2 x 2 color image, as 12 numbers, gets the three scores that are worked by hand, without biases."""
    image = np.array([[[1.0, 0.0, 2.0], [0.0, 3.0, 0.0]], [[0.0, 1.0, 0.0], [2.0, 0.0, 1.0]]])
    W = np.zeros((3, 12))
    W[0] = 1  # how bright
    W[1, 0::3] = 2  # how red
    W[2, 2::3], W[2, 0::3] = 1, -1  # how much bluer than red
    found = submission.scores.linear_scores.call(
        W, image.reshape(-1), np.zeros(3), returns=array("scores", shape=(3,), kind="float")
    )
    slip = Text(
        "W is (3, 12) and x is (12,): is it W @ x + b?",
        "W는 (3, 12), x는 (12,)예요. W @ x + b로 계산했나요?",
    )
    assert_close(found, [10, 6, 0], "scores", slip)


@pytest.mark.question("linear_scores", weight=20.9)
def test_scores_where_each_class_has_a_number_of_its_own(submission):
    """Where class c looks at number c alone, its score is that number times its weight."""
    found = submission.scores.linear_scores.call(
        np.diag([2.0, -1.0, 0.5]),
        np.array([3.0, 4.0, -6.0]),
        np.zeros(3),
        returns=array("scores", shape=(3,), kind="float"),
    )
    slip = Text("Is it one number for each class, W @ x + b?", "W @ x + b로 클래스마다 수 하나를 구했나요?")
    assert_close(found, [6, -4, -3], "scores", slip)


@pytest.mark.question("batch_scores", weight=4.2)
def test_batch_of_three_exams(submission):
    """Three exams at once get the scores worked by hand, one row each, though W lies the other way round now."""
    X = np.array([[70.0, 50.0], [50.0, 80.0], [60.0, 60.0]])
    W = np.array([[-2.0, 2.0], [-3.0, 3.0]])
    found = submission.scores.batch_scores.call(X, W, EXAM_BIAS, returns=array("scores", shape=(3, 2), kind="float"))
    assert_close(found, [[10, -10], [-40, 40], [0, 0]], "scores", TRANSPOSED)


@pytest.mark.question("batch_scores", weight=0.8)
def test_batch_agrees_with_inner_products(submission, rng):
    """On a random batch, without biases, every score is the inner product that SciPy finds."""
    X, W, b = rng.normal(size=(5, 4)), rng.normal(size=(4, 3)), np.zeros(3)
    found = submission.scores.batch_scores.call(X, W, b, returns=array("scores", shape=(5, 3), kind="float"))
    assert_close(found, products(X, W), "scores", TRANSPOSED)


@pytest.mark.question("batch_scores", weight=12, gate="form")
def test_batch_has_no_loop_over_the_examples(submission, speed):
    """No Python loop runs over the examples."""
    speed.flat(over_examples, over=Text("examples", "예제"), blocks="rows")


@pytest.mark.question("add_bias", weight=2.5)
def test_bias_in_its_place(submission):
    """The ones are the last column of X1 and b is the last row of W1; nothing else changes."""
    X, W, b = np.array([[5.0, 6.0], [7.0, 8.0], [9.0, 4.0]]), np.array([[2.0], [3.0]]), np.array([-4.0])
    X1, W1 = submission.scores.add_bias.call(
        X, W, b, returns=(array("X1", shape=(3, 3), kind="float"), array("W1", shape=(3, 1), kind="float"))
    )
    slip = Text("Are the ones the last column of X1?", "1이 X1의 마지막 열에 있나요?")
    assert_equal(X1, [[5, 6, 1], [7, 8, 1], [9, 4, 1]], "X1", slip)
    assert_equal(W1, [[2], [3], [-4]], "W1", Text("Is b the last row of W1?", "b가 W1의 마지막 행에 있나요?"))


@pytest.mark.question("add_bias", weight=11.9)
def test_weights_with_a_row_of_biases(submission):
    """W1 has the rows of W in their order, and b as one more row."""
    W, b = np.array([[2.0, 1.0], [3.0, -5.0]]), np.array([-4.0, 7.0])
    _X1, W1 = submission.scores.add_bias.call(np.eye(2), W, b, returns=(None, array("W1", shape=(3, 2), kind="float")))
    slip = Text("Is b a row of its own, added to no other?", "b를 다른 행에 더하지 않고 따로 한 행으로 붙였나요?")
    assert_equal(W1[~(b == W1).all(axis=1)], W, "W1 without the row b", slip)


@pytest.mark.question("add_bias", weight=8.0)
def test_bias_trick_gives_the_same_scores(submission):
    """X1 @ W1 gives the scores of X @ W + b."""
    X, W, b = np.array([[70.0, 50.0], [50.0, 80.0]]), EXAM.T, EXAM_BIAS
    X1, W1 = submission.scores.add_bias.call(
        X, W, b, returns=(array("X1", shape=(2, 3), kind="float"), array("W1", shape=(3, 2), kind="float"))
    )
    slip = Text(
        "Does every image get a 1 that its class's bias is multiplied by?",
        "모든 이미지에 편향과 곱해질 1을 하나씩 붙였나요?",
    )
    assert_close(products(X1, W1), [[10, -10], [-40, 40]], "X1 @ W1", slip)
