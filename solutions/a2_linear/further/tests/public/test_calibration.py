"""Tests of calibration.py."""

import numpy as np
import pytest
from scipy.special import log_softmax, softmax

from autograder.testing import Text, assert_close, assert_true, scalar

SHARES = Text(
    "Each bin counts with its share of the examples, |B_m| / N, not with 1 / M.",
    "구간마다 예제의 비율 |B_m| / N만큼 반영했나요? 1 / M이 아니에요.",
)
APART = Text(
    "Is the difference taken in each bin, and its absolute value before the sum over the bins?",
    "구간마다 차이를 구하고, 절댓값을 취한 다음 더했나요?",
)
EMPTY = Text("Is an empty bin left out? The mean of nothing is NaN.", "빈 구간을 뺐나요? 빈 배열의 평균은 NaN이에요.")
UPPER = Text(
    "The upper end of a bin belongs to it: ceil, not floor.",
    "구간의 위쪽 끝은 그 구간에 속해요. floor가 아니라 ceil이에요.",
)
DIVIDED = Text("Scores are divided by the temperature, not multiplied?", "점수를 온도로 나눴나요? 곱하지 않았나요?")
LOWEST = Text(
    "The temperature of the lowest mean softmax loss: of the true class, with the largest score subtracted first?",
    "평균 softmax 손실이 가장 작은 온도인가요? 정답 클래스의 손실이고, 먼저 가장 큰 점수를 뺐나요?",
)


def rows(*confidences):
    """Return probabilities of two classes; class 0 has these."""
    return np.array([[one, 1 - one] for one in confidences])


def error_of(submission, probabilities, y, bins):
    """Return the calibration error that the answer finds."""
    return submission.calibration.calibration_error.call(probabilities, np.array(y), bins, returns=scalar("error"))


@pytest.mark.question("calibration_error", ko="예제 다섯 개의 오차는 손으로 구한 것과 같습니다")
def test_five_examples_by_hand(submission):
    """Five examples with two classes and four bins have the error worked by hand."""
    probabilities = rows(0.9, 0.9, 0.8, 0.6, 0.6)
    error = error_of(submission, probabilities, [0, 0, 1, 0, 1], 4)
    assert_close(error, 3 / 5 * abs(2 / 3 - 2.6 / 3) + 2 / 5 * abs(1 / 2 - 0.6), "error", SHARES)


@pytest.mark.question("calibration_error", ko="반대 방향의 오차 두 개는 서로 지워지지 않습니다")
def test_errors_of_two_bins_do_not_cancel(submission):
    """Too sure in one bin and not sure enough in another: the two errors do not cancel."""
    error = error_of(submission, rows(0.9, 0.9, 0.55, 0.55), [0, 1, 0, 0], 5)
    assert_close(error, 0.425, "error", APART)


@pytest.mark.question("calibration_error", ko="보정된 분류기의 오차는 0이고 빈 구간은 아무것도 더하지 않습니다")
def test_a_calibrated_classifier_has_no_error(submission):
    """Four of five right at 80 %: the error is 0, although nine of ten bins are empty."""
    assert_close(error_of(submission, rows(*[0.8] * 5), [0, 0, 0, 0, 1], 10), 0.0, "error", EMPTY)


@pytest.mark.question("calibration_error", ko="구간의 위쪽 끝은 그 구간에 속합니다")
def test_the_upper_end_belongs_to_a_bin(submission):
    """A confidence of 0.75 belongs to (0.5, 0.75] with four bins, and a confidence of 1 to the last bin."""
    probabilities = rows(0.75, 0.625, 1.0)
    assert_close(error_of(submission, probabilities, [0, 1, 0], 4), 2 / 3 * (0.6875 - 0.5), "error", UPPER)


@pytest.mark.question("calibration_error", ko="클래스 네 개의 무작위 확률에서 히스토그램으로 구한 것과 같습니다")
def test_random_probabilities_agree_with_a_histogram(submission, rng):
    """For random probabilities of four classes the error agrees with a histogram of right answers less confidence."""
    probabilities, y = rng.dirichlet(np.ones(4), size=200), rng.integers(4, size=200)
    confidence = probabilities.max(axis=1)
    signed = (probabilities.argmax(axis=1) == y) - confidence
    in_bins, _ = np.histogram(confidence, bins=8, range=(0, 1), weights=signed)
    assert_close(error_of(submission, probabilities, y, 8), np.abs(in_bins).sum() / 200, "error", SHARES)


def assert_chosen(submission, scores, y, temperatures, expected, slip):
    """Assert which temperature the answer chooses."""
    chosen = submission.calibration.best_temperature.call(scores, y, temperatures, returns=scalar("temperature"))
    assert_close(chosen, expected, "temperature", slip)


@pytest.mark.question("best_temperature", ko="점수가 네 배로 너무 크면 온도 4를 고릅니다")
def test_scores_that_are_four_times_too_large_get_temperature_4(submission, rng):
    """Classes drawn with the probabilities of softmax(scores), then scores four times as large: T = 4 fits best."""
    scores = rng.normal(scale=2, size=(3000, 3))
    y = np.array([rng.choice(3, p=p) for p in softmax(scores, axis=1)])
    assert_chosen(submission, 4 * scores, y, [0.25, 0.5, 1.0, 2.0, 4.0, 8.0], 4.0, DIVIDED)


@pytest.mark.question("best_temperature", ko="손실이 가장 작은 온도를 고릅니다")
def test_the_lowest_loss_decides(submission, rng):
    """Of random scores, the temperature with the lowest mean of SciPy's -log_softmax of the true class is chosen."""
    scores, y = 3 * rng.normal(size=(40, 5)), rng.integers(5, size=40)
    temperatures = [1.0, 3.0, 9.0, 27.0]
    losses = [-log_softmax(scores / T, axis=1)[np.arange(40), y].mean() for T in temperatures]
    assert_chosen(submission, scores, y, temperatures, temperatures[int(np.argmin(losses))], LOWEST)


@pytest.mark.question("best_temperature", ko="점수가 10,000이어도 넘치지 않습니다")
def test_large_scores_do_not_overflow(submission):
    """Scores of 10,000 and 9,999, three of four right: the best temperature is near 1, where exp(10,000) overflows."""
    scores, y = np.array([[10_000.0, 9_999.0]] * 4), np.array([0, 0, 0, 1])
    assert_chosen(submission, scores, y, [0.1, 0.9, 100.0, 1e6], 0.9, LOWEST)


@pytest.mark.question("best_temperature", ko="손실이 같으면 먼저 온 온도를 고릅니다")
def test_of_equal_losses_the_first_counts(submission):
    """Equal scores have the same loss at every temperature: the first one is chosen."""
    assert_true(
        submission.calibration.best_temperature.call(
            np.zeros((3, 2)), np.array([0, 1, 1]), [2.0, 1.0], returns=scalar("T")
        )
        == 2.0,
        Text("Of equal losses, the first temperature counts.", "손실이 같으면 먼저 온 온도예요."),
    )
