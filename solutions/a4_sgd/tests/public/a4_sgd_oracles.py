"""What the tests of this assignment compare with: closed forms, SciPy, and stand-ins. Nothing here is an answer."""

import math
from dataclasses import dataclass, field
from itertools import accumulate, pairwise

import numpy as np
from scipy.linalg.blas import daxpy, dgemm
from scipy.ndimage import maximum_position
from scipy.stats import randint

from autograder.testing import Text, array, assert_close, assert_equal, assert_true, callback, integer, opaque, scalar

DOWNHILL = Text("Is learning_rate * dW subtracted from W?", "W에서 learning_rate * dW를 뺐나요?")
BEFORE = Text(
    "history[t] is the loss before step t: the loss at the start comes first, the one after the last step is left out.",
    "history[t]는 t번째 걸음을 옮기기 전의 손실이에요. 출발점의 손실이 맨 앞이고, 마지막 걸음 뒤의 손실은 빠져요.",
)
CALLS = Text(
    "Is the loss asked for once in each iteration, and nowhere else?", "손실 함수를 반복마다 한 번씩만 불렀나요?"
)
PAIRS = Text(
    "Do the same indices pick examples from X and labels from y?", "똑같은 인덱스로 X와 y에서 예제와 레이블을 골랐나요?"
)
EVERY_ROW = Text(
    "Can each of the N rows be drawn, the first and the last one too, and anew each time?",
    "첫 행과 마지막 행까지 N개 행이 모두, 매번 새로 뽑힐 수 있나요?",
)
NO_BLOCKS = Text(
    "Are the rows of a batch drawn at random, and not cut out as a block of neighbors?",
    "배치의 행을 이웃한 덩어리로 잘라 내지 않고 무작위로 뽑았나요?",
)
PLACES = Text(
    "Is each gradient taken at the place that the last step led to?",
    "바로 앞 걸음으로 도착한 자리에서 기울기를 구했나요?",
)
GIVEN_RNG = Text("sample_batch gets the rng that you were given.", "sample_batch에는 받은 rng를 그대로 넘기세요.")


def stepped(W, dW, learning_rate):
    """Where a step leads from W, by BLAS: its daxpy adds a multiple of one vector to another."""
    slopes = np.broadcast_to(dW, np.shape(W))
    return daxpy(slopes.ravel(), np.array(W, np.float64).ravel(), a=-learning_rate).reshape(slopes.shape)


class Valley:
    """The loss sum(steepness * (W - bottom)**2), on which every step is known in closed form.

    Each coordinate comes nearer to the bottom by the factor 1 - 2 * learning_rate * steepness, whatever the others do.
    """

    def __init__(self, steepness, bottom):
        self.steepness, self.bottom = np.asarray(steepness, dtype=float), np.asarray(bottom, dtype=float)
        self.asked = []

    def loss(self, W):
        """The loss and its gradient, for the student's code."""
        self.asked.append(W)
        return float(np.sum(self.steepness * (W - self.bottom) ** 2)), 2 * self.steepness * (W - self.bottom)

    def callback(self):
        """The loss as an argument."""
        return callback(self.loss, args=(array("W", shape=self.bottom.shape, kind="float"),))

    def after(self, W, learning_rate, steps):
        """Where `steps` steps of gradient descent from W end."""
        return self.bottom + (1 - 2 * learning_rate * self.steepness) ** steps * (W - self.bottom)

    def height(self, W):
        """The loss at W, added up by plain Python."""
        return math.fsum((self.steepness * (W - self.bottom) ** 2).flat)


@dataclass
class Record:
    """A loss that gives out numbers fixed beforehand, whatever it is asked, and remembers all that it was asked.

    As its gradients do not depend on W, the places where it must be asked are known: W minus the steps until then.
    """

    values: np.ndarray
    gradients: np.ndarray
    places: list = field(default_factory=list)
    batches: list = field(default_factory=list)
    strengths: list = field(default_factory=list)

    @classmethod
    def random(cls, rng, num_iters, shape):
        """Random losses and gradients."""
        return cls(rng.uniform(1, 9, size=num_iters), rng.normal(size=(num_iters, *shape)))

    def at(self, W):
        """A loss(W)."""
        self.places.append(W)
        return self._next(len(self.places))

    def on(self, W, X_batch, y_batch):
        """A loss(W, X_batch, y_batch)."""
        self.batches.append((X_batch, y_batch))
        return self.at(W)

    def method(self, X_batch, y_batch, reg):
        """A method loss(X_batch, y_batch, reg)."""
        self.batches.append((X_batch, y_batch))
        self.strengths.append(reg)
        return self._next(len(self.batches))

    def _next(self, count):
        turn = (count - 1) % len(self.values)  # there is always an answer, so that too many calls are counted, not met
        return float(self.values[turn]), self.gradients[turn]

    def expected_places(self, W, learning_rate):
        """Where each iteration begins, and, last, where the walk ends."""
        return np.array(list(accumulate(self.gradients, lambda at, dW: stepped(at, dW, learning_rate), initial=W)))


def batch_args(batch_size, D):
    """The specs of a batch."""
    return (
        array("X_batch", shape=(batch_size, D), kind="float"),
        array("y_batch", shape=(batch_size,), kind="integer"),
    )


def steps_stand_in(submission):
    """Let gradient_step be right, so that only what calls it is tested."""
    args = (array("W", kind="float"), array("dW", kind="float"), scalar("learning_rate"))
    submission.stand_in("descent.gradient_step", stepped, args=args)


def batches_stand_in(submission, rng):
    """Let sample_batch be right, so that only what calls it is tested: SciPy draws, and rows may come twice."""

    def draw(X, y, batch_size, _rng):
        chosen = randint.rvs(0, len(X), size=batch_size, random_state=rng)
        return X[chosen], y[chosen]

    args = (array("X", ndim=2), array("y", ndim=1), integer("batch_size"), opaque("rng", GIVEN_RNG))
    submission.stand_in("descent.sample_batch", draw, args=args)


def marked_rows(N, D=2):
    """An X of which no two rows are alike."""
    return np.arange(1.0, N + 1)[:, None] ** np.arange(1, D + 1)


def rows_drawn(X_batch, X):
    """Of which row of X each row of a batch is a copy; -1 where of none."""
    places = {tuple(row): place for place, row in enumerate(X.tolist())}
    return np.array([places.get(tuple(row), -1) for row in X_batch.tolist()])


def assert_rows_with_labels(X_batch, y_batch, X, y):
    """Every row of a batch is a row of X, with its own label; returns which rows."""
    drawn = rows_drawn(X_batch, X)
    assert_true(np.all(drawn >= 0), Text("every row of the batch is a row of X", "배치의 모든 행은 X의 행이다"))
    assert_equal(y_batch, y[drawn], "y_batch", PAIRS)
    return drawn


def assert_all_drawn(batches, N):
    """Over these batches (as rows drawn), each row came at least once, and not all batches are blocks of neighbors."""
    missing = sorted(set(range(N)) - {int(row) for rows in batches for row in rows})
    claim = Text(
        f"each of the {N} rows comes in one of {len(batches)} batches (never drawn: {missing[:5]})",
        f"{N}개 행이 모두 배치 {len(batches)}개 중 어딘가에 나온다 (한 번도 안 뽑힌 행: {missing[:5]})",
    )
    assert_true(not missing, claim, EVERY_ROW)
    assert_no_blocks(batches, N)


def assert_no_blocks(batches, N):
    """Not all of these batches (as rows drawn) are blocks of neighbors."""
    claim = Text("the rows of a batch are not always neighbors", "배치의 행이 언제나 이웃한 행인 것은 아니다")
    assert_true(not all(_is_block(rows, N) for rows in batches), claim, NO_BLOCKS)


def _is_block(rows, N):
    """Whether these are neighbors in X, where the first row follows the last."""
    rows = sorted(int(row) for row in rows)
    gaps = [after - before for before, after in pairwise([*rows, rows[0] + N])]
    return sorted(gaps)[:-1] == [1] * (len(rows) - 1)


def predicted_classes(X, W):
    """For each row, where SciPy first finds the largest of the scores that BLAS gives."""
    return np.array([maximum_position(scores)[0] for scores in dgemm(1.0, X, W)])


def classifier_with(modules, W):
    """A LinearClassifier with these weights."""
    model = modules.classifier.LinearClassifier.new()
    model.set("W", W)
    return model


def over_examples(modules, rng, n):
    """The workload of predict, for more and more examples."""
    model = classifier_with(modules, rng.normal(size=(4, 4)))
    return model.timed("predict", rng.normal(size=(n, 4)), returns=array("labels", shape=(n,), kind="integer"))


def digits_with_bias(digits, part, of=4):
    """The digits as train_on_digits takes them: X_train, y_train, X_test, y_test, with every `of`-th one held out."""
    X = np.column_stack([digits.rows / 16, np.ones(len(digits.rows))])
    held = np.arange(len(X)) % of == part
    return X[~held], digits.labels[~held], X[held], digits.labels[held]


def assert_reads_digits(W, X_test, y_test, least):
    """At least this fraction of the digits that were held out is read right."""
    claim = Text("all numbers in W are finite", "W의 모든 수가 유한하다")
    slip = Text("Did the descent diverge? Try a smaller learning rate.", "발산하지 않았나요? 학습률을 줄여 보세요.")
    assert_true(np.all(np.isfinite(W)), claim, slip)
    found = float((predicted_classes(X_test, W) == y_test).mean())
    claim = Text(
        f"at least {least:.0%} of the digits held out are read right (found: {found:.1%})",
        f"떼어 둔 숫자의 {least:.0%} 이상을 맞힌다 (결과: {found:.1%})",
    )
    slip = Text(
        "More steps, or a larger learning rate that does not diverge?",
        "걸음 수를 늘리거나, 발산하지 않는 선에서 학습률을 키워 볼까요?",
    )
    assert_true(found >= least, claim, slip)


def assert_walk(record, W_start, learning_rate, W_end, history):
    """A walk went where it had to go, with one call for each step."""
    expected = record.expected_places(W_start, learning_rate)
    assert_equal(len(record.places), len(record.values), "calls of loss", CALLS)
    assert_close(np.array(record.places), expected[:-1], "W in each iteration", PLACES)
    assert_close(history, record.values, "history", BEFORE)
    assert_close(W_end, expected[-1], "W", DOWNHILL)
