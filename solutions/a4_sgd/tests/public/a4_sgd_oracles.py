"""What the tests of this assignment compare with: closed forms, SciPy, and stand-ins. Nothing here is an answer."""

from dataclasses import dataclass, field
from functools import reduce
from itertools import pairwise

import numpy as np
import scipy

from autograder.testing import Text, array, assert_close, assert_equal, assert_true, callback, integer, opaque, scalar

DOWNHILL = Text("Is learning_rate * dW subtracted from W?", "W에서 learning_rate * dW를 뺐나요?")
BEFORE = Text(
    "history[t] is the loss before step t: the loss at the start comes first, the one after the last step is left out.",
    "history[t]는 t번째 스텝을 밟기 전의 손실이에요. 출발점의 손실이 맨 앞이고, 마지막 스텝 뒤의 손실은 빠져요.",
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
    "바로 앞 스텝으로 도착한 자리에서 그래디언트를 구했나요?",
)
GOES_ON = Text("Does each step begin where the last one ended?", "스텝마다 바로 앞 스텝이 끝난 자리에서 시작하나요?")
NAN_NEVER_WINS = Text(
    "np.argmax and max take NaN for the largest; is it passed over?",
    "np.argmax는 NaN을 가장 크다고 봐요. NaN을 건너뛰었나요?",
)
MOVED = Text("Is the W after the last step returned?", "마지막 스텝 뒤의 W를 돌려줬나요?")
WHOLE_HISTORY = Text(
    "Is one loss remembered in each of the num_iters iterations, and none after the last?",
    "num_iters번의 반복마다 손실을 하나씩 넣고, 마지막 스텝 뒤에는 넣지 않았나요?",
)
GIVEN_RNG = Text("sample_batch gets the rng that you were given.", "sample_batch에는 받은 rng를 그대로 넘기세요.")


def stepped(W, dW, learning_rate):
    """Where a step leads from W, by BLAS: its daxpy adds a multiple of one vector to another."""
    slopes = np.broadcast_to(dW, np.shape(W))
    return scipy.linalg.blas.daxpy(slopes.ravel(), np.array(W, np.float64).ravel(), a=-learning_rate).reshape(
        slopes.shape
    )


class Valley:
    """The loss sum(steepness * (W - bottom)**2), on which every step is known in closed form.

    Each coordinate comes nearer to the bottom by the factor 1 - 2 * learning_rate * steepness, whatever the others do.
    It remembers where it was asked, about which batch, and what it answered.
    """

    def __init__(self, steepness, bottom):
        self.steepness, self.bottom = np.asarray(steepness, dtype=float), np.asarray(bottom, dtype=float)
        self.asked, self.answers, self.batches = [], [], []

    @classmethod
    def random(cls, rng, shape):
        """Steeper in some directions than in others, with its bottom some steps away from 0."""
        return cls(rng.uniform(0.2, 2, size=shape), rng.choice([-1, 1], size=shape) * rng.uniform(3, 9, size=shape))

    @classmethod
    def far_away(cls, shape):
        """A bottom so far away that every step is long."""
        return cls(np.full(shape, 0.5), np.full(shape, 1000.0))

    def loss(self, W):
        """The loss and its gradient, for the student's code."""
        self.asked.append(W)
        self.answers.append(float(np.sum(self.steepness * (W - self.bottom) ** 2)))
        return self.answers[-1], self.slope(W)

    def of_batch(self, W, X_batch, y_batch):
        """A loss that differs from batch to batch, whose gradient does not."""
        self.batches.append((X_batch, y_batch))
        value, slope = self.loss(W)
        self.answers[-1] = value + 7.0 * len(X_batch) + float(X_batch.sum())
        return self.answers[-1], slope

    def callback(self):
        """The loss(W) as an argument."""
        return callback(self.loss, args=(array("W", shape=self.bottom.shape, kind="float"),))

    def batch_callback(self, D):
        """The loss(W, X_batch, y_batch) as an argument, for batches of any size."""
        args = array("X_batch", shape=(None, D), kind="float"), array("y_batch", ndim=1, kind="integer")
        return callback(self.of_batch, args=(array("W", shape=self.bottom.shape, kind="float"), *args))

    def slope(self, W):
        """The gradient at W."""
        return 2 * self.steepness * (W - self.bottom)

    def after(self, W, learning_rate, steps):
        """Where `steps` steps of gradient descent from W end."""
        return self.bottom + (1 - 2 * learning_rate * self.steepness) ** steps * (W - self.bottom)

    def route(self, W_end):
        """The places of a walk, one after the other: where the loss was asked for, and last where the walk ended."""
        places = [*self.asked, W_end]
        return [places[0], *(here for before, here in pairwise(places) if not np.array_equal(before, here))]

    def first_answers(self, batch_size=None):
        """What the loss was when it was first asked for at each place (with a batch of this size)."""
        sizes = [batch_size] * len(self.asked) if batch_size is None else [len(X) for X, _ in self.batches]
        calls = [
            (W, value) for W, value, size in zip(self.asked, self.answers, sizes, strict=True) if size == batch_size
        ]
        return [value for i, (W, value) in enumerate(calls) if i == 0 or not np.array_equal(calls[i - 1][0], W)]


@dataclass
class Record:
    """A method self.loss that gives out numbers fixed beforehand, whatever it is asked, and remembers what it was.

    As its gradients do not depend on W, the end of the walk is known: W minus all steps.
    """

    values: np.ndarray
    gradients: np.ndarray
    batches: list = field(default_factory=list)
    strengths: list = field(default_factory=list)

    @classmethod
    def random(cls, rng, num_iters, shape):
        """Random losses and gradients."""
        return cls(rng.uniform(1, 9, size=num_iters), rng.normal(size=(num_iters, *shape)))

    def loss(self, X_batch, y_batch, reg):
        """Give out the next numbers, and remember what was asked."""
        turn = len(self.batches) % len(self.values)  # there is always an answer, so that too many calls are counted
        self.batches.append((X_batch, y_batch))
        self.strengths.append(reg)
        return float(self.values[turn]), self.gradients[turn]

    def callback(self, D):
        """The method as a value of the attribute `loss`, for batches of any size."""
        args = array("X_batch", shape=(None, D), kind="float"), array("y_batch", ndim=1, kind="integer")
        return callback(self.loss, args=(*args, scalar("reg")))

    def end(self, W, learning_rate):
        """Where the walk from W ends."""
        return reduce(lambda at, dW: stepped(at, dW, learning_rate), self.gradients, W)


def steps_stand_in(submission):
    """Let gradient_step be right, so that only what calls it is tested."""
    args = (array("W", kind="float"), array("dW", kind="float"), scalar("learning_rate"))
    submission.stand_in("descent.gradient_step", stepped, args=args)


def batches_stand_in(submission, rng):
    """Let sample_batch be right, so that only what calls it is tested: SciPy draws, and rows may come twice."""

    def draw(X, y, batch_size, _rng):
        chosen = scipy.stats.randint.rvs(0, len(X), size=batch_size, random_state=rng)
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


def assert_rows(X_batch, X):
    """Every row of a batch is a row of X; returns which rows."""
    drawn = rows_drawn(X_batch, X)
    assert_true(np.all(drawn >= 0), Text("every row of the batch is a row of X", "배치의 모든 행은 X의 행입니다"))
    return drawn


def assert_rows_with_labels(X_batch, y_batch, X, y):
    """Every row of a batch is a row of X, with its own label; returns which rows."""
    drawn = assert_rows(X_batch, X)
    assert_equal(y_batch, y[drawn], "y_batch", PAIRS)
    return drawn


def assert_all_drawn(batches, N):
    """Over these batches (as rows drawn), each row came at least once."""
    missing = sorted(set(range(N)) - {int(row) for rows in batches for row in rows})
    claim = Text(
        f"each of the {N} rows comes in one of {len(batches)} batches (never drawn: {missing[:5]})",
        f"{N}개 행이 모두 배치 {len(batches)}개 중 어딘가에 나온다 (한 번도 안 뽑힌 행: {missing[:5]})",
    )
    assert_true(not missing, claim, EVERY_ROW)


def assert_no_blocks(batches, N):
    """Not all of these batches (as rows drawn) are blocks of neighbors."""
    claim = Text("the rows of a batch are not always neighbors", "배치의 행이 언제나 이웃한 행인 것은 아니다")
    assert_true(not all(_is_block(rows, N) for rows in batches), claim, NO_BLOCKS)


def _is_block(rows, N):
    """Whether these are neighbors in X, where the first row follows the last."""
    rows = sorted(int(row) for row in rows)
    gaps = [after - before for before, after in pairwise([*rows, rows[0] + N])]
    return sorted(gaps)[:-1] == [1] * (len(rows) - 1)


def assert_new_batches(batches, X):
    """These batches of rows of X are not all the same one."""
    # Twenty draws of 4 of 10 rows are all equal with probability 10**-76 with replacement, 1e-44 as sets without.
    different = {rows_drawn(X_batch, X).tobytes() for X_batch, _y_batch in batches}
    claim = Text(
        f"the batches of {len(batches)} steps are not all the same", f"{len(batches)}스텝의 배치가 모두 같지는 않습니다"
    )
    slip = Text(
        "Is a batch drawn inside the loop, anew for each step?", "반복문 안에서, 스텝마다 배치를 새로 뽑았나요?"
    )
    assert_true(len(different) > 1, claim, slip)


def predicted_classes(X, W):
    """For each row, where SciPy first finds the largest of the scores that BLAS gives."""
    return np.array([scipy.ndimage.maximum_position(scores)[0] for scores in scipy.linalg.blas.dgemm(1.0, X, W)])


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
    claim = Text("all numbers in W are finite", "W의 모든 수가 유한합니다")
    slip = Text("Did the descent diverge? Try a smaller learning rate.", "발산하지 않았나요? 학습률을 줄여 보세요.")
    assert_true(np.all(np.isfinite(W)), claim, slip)
    found = float((predicted_classes(X_test, W) == y_test).mean())
    claim = Text(
        f"at least {least:.0%} of the digits held out are read right (found: {found:.1%})",
        f"떼어 둔 숫자의 {least:.0%} 이상을 맞힌다 (결과: {found:.1%})",
    )
    slip = Text(
        "More steps, or a larger learning rate that does not diverge?",
        "스텝 수를 늘리거나, 발산하지 않는 선에서 학습률을 키워 볼까요?",
    )
    assert_true(found >= least, claim, slip)


def batches_of(batches, batch_size, num_iters):
    """Those batches that have the size that was asked for; there has to be one for each step."""
    found = [(X_batch, y_batch) for X_batch, y_batch in batches if len(X_batch) == len(y_batch) == batch_size]
    slip = Text("Does the loss get a batch of batch_size examples?", "손실 함수에 예제 batch_size개를 넘겼나요?")
    assert_true(
        len(found) >= num_iters,
        Text(
            f"the loss is asked for about {num_iters} batches of {batch_size} examples ({len(found)} found)",
            f"예제 {batch_size}개짜리 배치 {num_iters}개의 손실을 구한다 (결과: {len(found)}개)",
        ),
        slip,
    )
    return found


def assert_moved(W, start):
    """The walk has led away from the start: a thoughtless W does not pass, one that is a little wrong does."""
    claim = Text("every number of W has moved by more than 50", "W의 모든 수가 50 넘게 움직였습니다")
    assert_true(np.all(np.abs(W - start) > 50), claim, MOVED)


def assert_history(history, expected):
    """The history begins with these losses, whether or not it goes on."""
    claim = Text(
        f"history has a loss for each of {len(expected)} steps", f"history에 {len(expected)}스텝의 손실이 있습니다"
    )
    assert_true(len(history) >= len(expected), claim, BEFORE)
    assert_close(history[: len(expected)], expected, "history", BEFORE)


def assert_on_the_way(valley, W_end, steps):
    """Each step goes along the slope of the place where the last one ended, however far and to whichever side."""
    places = valley.route(W_end)
    assert_equal(len(places), steps + 1, "places of the walk, with start and end", PLACES)
    for before, after in pairwise(places):
        slope, step = valley.slope(before).ravel(), (after - before).ravel()
        along = np.dot(step, slope) / np.dot(slope, slope) * slope
        assert_close(step, along, "a step, against its part along the slope", GOES_ON, rtol=1e-6, atol=1e-8)


def assert_rate(valley, W_end, learning_rate, steps):
    """Each step is as long as the learning rate times the slope where it began."""
    places = valley.route(W_end)
    assert_equal(len(places), steps + 1, "places of the walk, with start and end", PLACES)
    lengths = [np.linalg.norm(after - before) for before, after in pairwise(places)]
    expected = [learning_rate * np.linalg.norm(valley.slope(before)) for before in places[:-1]]
    slip = Text("Is every step learning_rate * dW?", "스텝마다 learning_rate * dW만큼 옮겼나요?")
    assert_close(lengths, expected, "lengths of the steps", slip, rtol=1e-6, atol=1e-8)


def searched(submission, table, learning_rates, regs, part):
    """What grid_search says where this table is the truth, `part` of it, and which pairs it tried."""
    asked, table = [], np.asarray(table)

    def train_and_score(learning_rate, reg):
        asked.append((learning_rate, reg))
        for rate, strength in (asked[-1], asked[-1][::-1]):  # the other way round too: the order is a test of its own
            if rate in learning_rates and strength in regs:
                return float(table[learning_rates.index(rate), regs.index(strength)])
        return 0.0

    specs = {
        "accuracies": (array("accuracies", shape=table.shape, kind="float"), None, None),
        "numbers": (array("accuracies", ndim=2, kind="float"), None, None),
        "best": (None, scalar("best_learning_rate"), scalar("best_reg")),
    }
    score = callback(train_and_score, args=(scalar("learning_rate"), scalar("reg")))
    found = submission.classifier.grid_search.call(score, learning_rates, regs, returns=specs[part])
    return (np.array(found[1:]) if part == "best" else found[0]), asked


def assert_finds(submission, table, learning_rates, regs, best, slip=None):
    """The best pair is found; the table is not looked at."""
    found, _asked = searched(submission, table, learning_rates, regs, "best")
    assert_equal(found, np.array(best), "best learning rate and reg", slip)
