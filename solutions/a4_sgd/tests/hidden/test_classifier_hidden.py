"""Hidden tests of classifier.py."""

import numpy as np
import pytest
from a4_sgd_oracles import (
    BEFORE,
    CALLS,
    DOWNHILL,
    Record,
    assert_all_drawn,
    assert_reads_digits,
    assert_rows_with_labels,
    batch_args,
    classifier_with,
    digits_with_bias,
    marked_rows,
    over_examples,
    predicted_classes,
)

from autograder.testing import (
    Text,
    array,
    assert_close,
    assert_equal,
    assert_true,
    assert_unmodified,
    callback,
    generator,
    scalar,
)

CLASSES = Text(
    "Is C one more than the largest label, also where a class in between has no example?",
    "중간에 예제가 없는 클래스가 있어도 C는 가장 큰 레이블보다 하나 큰 수인가요?",
)


def trained(submission, record, start, X, y, batch_size, learning_rate, rows=None, **options):
    """Train from `start` on a loss that gives out numbers fixed beforehand, and check the walk, not the batches."""
    rows, num_iters = batch_size if rows is None else rows, len(record.values)
    model = classifier_with(submission, start)
    model.set("loss", callback(record.method, args=(*batch_args(rows, X.shape[1]), scalar("reg"))))
    options = {**options, "learning_rate": learning_rate, "num_iters": num_iters, "batch_size": batch_size}
    history = model.call("train", X, y, returns=array("loss_history", shape=(num_iters,), kind="float"), **options)
    assert_equal(len(record.batches), num_iters, "calls of self.loss", CALLS)
    assert_close(history, record.values, "loss_history", BEFORE)
    W = model.get("W", returns=array("W", shape=start.shape, kind="float"))
    assert_close(W, record.expected_places(start, learning_rate)[-1], "W", DOWNHILL)


@pytest.mark.question("train", weight=2)
def test_training_at_any_size(submission, rng):
    """Each step goes against the gradient of self.loss, at any number of examples, features, classes and steps."""
    for N, D, C, batch_size, num_iters in [(1, 1, 2, 1, 1), (4, 1, 3, 2, 3), (9, 3, 2, 9, 8), (30, 2, 6, 1, 4)]:
        record, start = Record.random(rng, num_iters, (D, C)), rng.normal(size=(D, C))
        trained(submission, record, start, marked_rows(N, D), np.arange(N) % C, batch_size, 1.5, reg=2.0)
        slip = Text("Does self.loss get reg as it came?", "self.loss에 reg를 그대로 넘겼나요?")
        assert_equal(np.array(record.strengths), np.full(num_iters, 2.0), "reg", slip)


@pytest.mark.question("train", weight=3)
def test_training_uses_every_row(submission, rng):
    """Over sixty batches of 4 out of 10 rows, every row is used with its own label, and the batches are no blocks."""
    X, y = marked_rows(10, 3), np.array([4, 0, 1, 2, 3, 4, 3, 2, 1, 0])
    record = Record.random(rng, 60, (3, 5))
    trained(submission, record, np.zeros((3, 5)), X, y, 4, 0.01)
    # A row is missed by 240 draws with replacement with probability 0.9**240 = 1e-11, by 60 batches without with 5e-14.
    assert_all_drawn([assert_rows_with_labels(*batch, X, y) for batch in record.batches], 10)


@pytest.mark.question("train", weight=1.5)
def test_training_counts_the_classes(submission, rng):
    """W has a column for each class up to the largest label, where classes in between have no example."""
    for labels in ([0, 3, 3, 0], [2, 2, 2, 2], [1, 0, 1, 0]):
        model, X = submission.least_squares.LeastSquares.new(), rng.normal(size=(4, 3))
        C = max(labels) + 1
        model.call("train", X, np.array(labels), num_iters=0)
        W = model.get("W", returns=array("W", kind="float"))
        assert_equal(np.array(W.shape), np.array([3, C]), f"shape of W for the labels {labels}", CLASSES)
        slip = Text("Are the weights random, not zero?", "가중치를 0이 아니라 난수로 정했나요?")
        different = len(np.unique(W)) == W.size
        assert_true(different, Text("no two weights are equal", "같은 가중치가 없다"), slip)


@pytest.mark.question("train", weight=1)
def test_training_goes_on(submission):
    """A second training goes on from the W of the first, as one long training would."""
    X, y = np.full((5, 1), 2.0), np.array([1, 1, 1, 1, 1])
    histories = []
    for parts in ((6,), (2, 4)):
        model = submission.least_squares.LeastSquares.new()
        model.set("W", np.array([[0.5, -1.0]]))
        returns = [array("loss_history", shape=(num_iters,), kind="float") for num_iters in parts]
        found = [
            model.call("train", X, y, learning_rate=0.05, reg=0.3, num_iters=n, batch_size=2, returns=spec)
            for n, spec in zip(parts, returns, strict=True)
        ]
        histories.append(np.concatenate(found))
    # Least squares on examples that are all alike: the loss is that of one example, which plain Python can follow.
    wanted, weights = [], [0.5, -1.0]
    for _ in range(6):
        errors = [2 * weights[0] - 0, 2 * weights[1] - 1]
        wanted.append(sum(e * e for e in errors) + 0.3 * sum(w * w for w in weights))
        weights = [w - 0.05 * (2 * 2 * e + 2 * 0.3 * w) for w, e in zip(weights, errors, strict=True)]
    slip = Text("Is self.W kept where it is there already?", "self.W가 이미 있으면 그대로 이어서 쓰나요?")
    assert_close(histories[0], wanted, "loss_history of one training", DOWNHILL)
    assert_close(histories[1], wanted, "loss_history of two trainings", slip)


@pytest.mark.question("train", weight=0.75)
def test_training_with_lists_and_floats(submission, rng):
    """Labels as a list or as whole floats work, and so do views, float32 and verbose printing."""
    X = rng.normal(size=(12, 6))
    for rows, labels in [  # of the last class so many that every batch has one
        (X[::2, ::-1], [2, 1, 2, 0, 2, 2]),
        (np.asfortranarray(X[:6]), np.array([0.0, 2.0, 2.0, 2.0, 1.0, 2.0])),
        (X[:6].astype(np.float32), np.array([2, 2, 0, 2, 1, 2], dtype=np.uint8)),
    ]:
        model = submission.least_squares.LeastSquares.new()
        returns = array("loss_history", shape=(2,), kind="float")
        history = model.call(
            "train", rows, labels, learning_rate=0.0, num_iters=2, batch_size=6, verbose=True, returns=returns
        )
        model.get("W", returns=array("W", shape=(6, 3), kind="float"))
        # With W about 0.001 each example has a loss of nearly 1, whatever the batch is.
        assert_close(history, [1.0, 1.0], "loss_history", rtol=0.2, atol=0.0)


@pytest.mark.question("train", weight=0.75)
def test_training_on_few_examples(submission, rng):
    """With fewer examples than batch_size, as by its default of 200, a batch has N examples."""
    X, y = marked_rows(3), np.array([0, 1, 1])
    record = Record.random(rng, 4, (2, 2))
    trained(submission, record, np.zeros((2, 2)), X, y, 200, 0.1, rows=3)
    for X_batch, y_batch in record.batches:
        assert_rows_with_labels(X_batch, y_batch, X, y)


@pytest.mark.question("train", weight=0.5, gate="inputs")
def test_training_leaves_the_data_alone(submission, rng):
    """X and y are not shuffled in place."""
    model = submission.least_squares.LeastSquares.new()
    X, y = rng.normal(size=(9, 3)), np.arange(9) % 3
    assert_unmodified(model.observe("train", X, y, learning_rate=0.01, num_iters=3, batch_size=4))


def predicted(submission, W, X):
    """What predict says with these weights."""
    returns = array("labels", shape=(len(X),), kind="integer")
    return classifier_with(submission, W).call("predict", X, returns=returns)


@pytest.mark.question("predict", weight=10)
def test_predict_at_any_size(submission, rng):
    """One example or many, one feature or many, two classes or many: every class is right, for large scores too."""
    slip = Text("One label for each row of X?", "X의 행마다 레이블이 하나씩인가요?")
    for N, D, C, scale in [(1, 1, 2, 1), (1, 5, 3, 1), (6, 1, 4, 1), (4, 4, 4, 1), (40, 64, 10, 1e4)]:
        W, X = scale * rng.normal(size=(D, C)), rng.normal(size=(N, D))
        assert_equal(predicted(submission, W, X), predicted_classes(X, W), "labels", slip)


@pytest.mark.question("predict", weight=10)
def test_predict_ties(submission, rng):
    """Where several classes have the largest score, the smallest of their labels is predicted."""
    # Small whole numbers: every score is exact, so that a tie is a tie in whatever order one adds up.
    W, X = rng.integers(-1, 2, size=(3, 6)).astype(float), rng.integers(-2, 3, size=(30, 3)).astype(float)
    X[0] = 0.0
    slip = Text("Does the first of the largest scores win?", "가장 큰 점수가 여럿이면 첫 번째를 고르나요?")
    assert_equal(predicted(submission, W, X), predicted_classes(X, W), "labels", slip)


@pytest.mark.question("predict", weight=6)
def test_predict_views(submission, rng):
    """Views, other memory orders and float32 work too."""
    slip = Text("Are the scores X @ self.W for any X?", "어떤 X에서도 점수가 X @ self.W인가요?")
    W, X = rng.normal(size=(4, 5)), rng.normal(size=(12, 4))
    for rows in (X[::-2], X[:, ::-1], np.asfortranarray(X), X.astype(np.float32)):
        assert_equal(predicted(submission, W, rows), predicted_classes(rows, W), "labels", slip)


@pytest.mark.question("predict", weight=40, gate="form")
def test_predict_is_flat_in_the_examples(submission, speed):
    """The time does not grow with a Python loop over the examples."""
    speed.flat(over_examples, over=Text("examples", "예제"))


@pytest.mark.question("predict", weight=3, gate="inputs")
def test_predict_leaves_its_input_alone(submission, rng):
    """Neither X nor the weights are modified."""
    W = rng.normal(size=(3, 4))
    model = classifier_with(submission, W)
    assert_unmodified(model.observe("predict", rng.normal(size=(5, 3))))
    slip = Text("self.W must stay as it is.", "self.W는 그대로 두어야 해요.")
    assert_equal(model.get("W", returns=array("W", shape=(3, 4))), W, "W", slip)


def searched(submission, table, learning_rates, regs):
    """What grid_search finds where this table is the truth; also which pairs it tried."""
    asked = []

    def train_and_score(learning_rate, reg):
        asked.append((learning_rate, reg))
        places = [(i, j) for i, a in enumerate(learning_rates) for j, b in enumerate(regs) if (a, b) == asked[-1]]
        return float(table[places[0]]) if places else 0.0

    returns = (
        array("accuracies", shape=np.shape(table), kind="float"),
        scalar("best_learning_rate"),
        scalar("best_reg"),
    )
    pair = (scalar("learning_rate"), scalar("reg"))
    found = submission.classifier.grid_search.call(
        callback(train_and_score, args=pair), learning_rates, regs, returns=returns
    )
    return *found, asked


def assert_finds(submission, table, learning_rates, regs, best, slip=None):
    """The table is filled with one call for each pair, and the best pair found."""
    found, learning_rate, reg, asked = searched(submission, np.array(table), learning_rates, regs)
    each_once = sorted(asked) == sorted((a, b) for a in learning_rates for b in regs)
    assert_true(each_once, Text("each pair is tried exactly once", "쌍마다 꼭 한 번씩 시험한다"))
    same_nan = np.array_equal(np.isnan(found), np.isnan(table))
    claim = Text("accuracies is NaN exactly where training gave NaN", "훈련 결과가 NaN인 칸만 표에서 NaN이다")
    assert_true(same_nan, claim, Text("Does the table keep what came?", "받은 값을 표에 그대로 넣었나요?"))
    assert_close(np.nan_to_num(found, nan=-1.0), np.nan_to_num(table, nan=-1.0), "accuracies")
    assert_equal(np.array([learning_rate, reg]), np.array(best), "best learning rate and reg", slip)


@pytest.mark.question("grid_search", weight=1.5)
def test_grid_with_nan(submission):
    """An accuracy that is NaN stands in the table and never wins, wherever it stands."""
    slip = Text(
        "np.argmax and max take NaN for the largest; is it passed over?",
        "np.argmax는 NaN을 가장 크다고 봐요. NaN을 건너뛰었나요?",
    )
    nan = float("nan")
    assert_finds(submission, [[nan, 0.5]], [1.0], [0.1, 0.2], (1.0, 0.2), slip)
    assert_finds(submission, [[0.3, nan], [0.6, nan], [nan, nan]], [0.1, 1.0, 9.0], [0.0, 1.0], (1.0, 0.0), slip)
    assert_finds(submission, [[nan, nan, 0.1], [0.2, nan, 0.15]], [0.3, 0.1], [1.0, 2.0, 3.0], (0.1, 1.0), slip)


@pytest.mark.question("grid_search", weight=1)
def test_grid_with_ties(submission):
    """Of equal accuracies the first learning rate wins, then the first strength, also where all are 0."""
    slip = Text(
        "Does only a larger accuracy replace the best so far, and does the first one, even 0, count?",
        "더 큰 정확도만 최고 기록을 바꾸나요? 첫 정확도는 0이라도 기록에 들어가나요?",
    )
    assert_finds(submission, [[0.0, 0.0], [0.0, 0.0]], [0.5, 0.1], [2.0, 1.0], (0.5, 2.0), slip)
    table = [[0.1, 0.7, 0.2], [0.7, 0.1, 0.7]]
    assert_finds(submission, table, [0.5, 0.9], [3.0, 2.0, 1.0], (0.5, 2.0), slip)


@pytest.mark.question("grid_search", weight=1)
def test_grid_of_any_size(submission, rng):
    """The best pair is found in tables of any size, and in any order of the lists."""
    slip = Text("Rows are learning rates, columns strengths?", "행은 학습률, 열은 정규화 세기인가요?")
    for rows, columns in [(1, 1), (1, 4), (5, 1), (3, 4)]:
        table = rng.permutation(rows * columns).reshape(rows, columns) / (rows * columns)
        learning_rates = rng.permutation(10.0 ** -np.arange(1, rows + 1)).tolist()
        regs = rng.permutation(np.arange(float(columns))).tolist()
        i, j = next((i, j) for i in range(rows) for j in range(columns) if table[i, j] == table.max())
        assert_finds(submission, table, learning_rates, regs, (learning_rates[i], regs[j]), slip)
    rows, columns = rng.permutation(3), rng.permutation(3)
    table = np.array([[0.9, 0.0, 0.1], [0.5, 0.6, 0.5], [0.5, 0.5, 0.7]])[rows][:, columns]  # the best one stands out
    best = ([1e-1, 1e-2, 1e-3][rows.tolist().index(0)], [0.0, 1.0, 2.0][columns.tolist().index(0)])
    assert_finds(submission, table, [1e-1, 1e-2, 1e-3], [0.0, 1.0, 2.0], best, slip)


def sorted_digits_under_other_names(digits, part, rng):
    """Digits with a part held out, the training part sorted by class, and labels swapped among the classes.

    Whoever learns from X and y does as well as ever: a method that treats all classes alike gives the same columns in
    another order. Numbers copied from elsewhere do not, and neither does learning from the first rows alone.
    """
    X, y, X_test, y_test = digits_with_bias(digits, part)
    names = rng.permutation(10)
    order = np.argsort(names[y], kind="stable")
    return X[order], names[y][order], X_test, names[y_test]


def reads(submission, digits, part, rng, least):
    """What comes of training with a part held out."""
    X, y, X_test, y_test = sorted_digits_under_other_names(digits, part, rng)
    seed = generator(int(rng.integers(1000)))
    W = submission.classifier.train_on_digits.call(X, y, seed, returns=array("W", shape=(65, 10), kind="float"))
    assert_reads_digits(W, X_test, y_test, least)


@pytest.mark.question("train_on_digits", weight=1)
def test_reads_most_digits_sorted_and_renamed(submission, digits, rng):
    """At least 80 % are right where the digits come sorted by class and the labels are swapped."""
    reads(submission, digits, 1, rng, 0.80)


@pytest.mark.question("train_on_digits", weight=1.5)
def test_reads_nearly_all_digits_sorted_and_renamed(submission, digits, rng):
    """At least 90 % are right where the digits come sorted by class and the labels are swapped."""
    # Which digits are held out is fixed, and least squares gives the same columns whatever the classes are called: it
    # gets 94.7 % of them after 300 steps and 93.1 % at the minimum; short runs of SGD 93.5 % at worst.
    reads(submission, digits, 1, rng, 0.90)


@pytest.mark.question("train_on_digits", weight=0.25, gate="inputs")
def test_learning_digits_leaves_the_data_alone(submission, digits):
    """Neither X nor y is modified."""
    X, y, _, _ = digits_with_bias(digits, 2)
    assert_unmodified(submission.classifier.train_on_digits.observe(X, y, generator(1)))
