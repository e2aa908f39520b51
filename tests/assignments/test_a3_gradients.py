"""The gradients of a3_gradients, against oracles that its own tests do not use, and what its handout claims.

The complex step here goes through Python's cmath, one number at a time: nothing is shared with the tests of the
assignment. Those are run here on single slips, to see which of them fail.
"""

import cmath
import importlib.util
import inspect
import math
import sys
from types import SimpleNamespace

import numpy as np
import pytest
from scipy.optimize import approx_fprime
from scipy.special import log_softmax, softmax

from autograder.datasets import load_digits
from autograder.errors import Failed, Finding
from autograder.model.assignment import load_assignment
from autograder.model.misconceptions import load_misconceptions
from autograder.model.source_edit import with_mistakes
from autograder.testing import Submission
from autograder.testing.transport import InProcessTransport
from tests.samples import ROOT

TINY = 1e-40
LOSSES = ["svm_loss_naive", "svm_loss_vectorized", "softmax_loss_naive", "softmax_loss_vectorized"]


def module(name):
    """A module of the assignment, by its path without `.py`."""
    path = ROOT / "solutions" / "a3_gradients" / f"{name}.py"
    spec = importlib.util.spec_from_file_location(f"a3_{path.stem}", path)
    loaded = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(loaded)
    return loaded


losses, numeric, oracles = module("losses"), module("numeric"), module("tests/public/a3_gradients_oracles")


def hinge(scores, own):
    """One example's hinge loss; the scores may be complex."""
    margins = [score - scores[own] + 1 for label, score in enumerate(scores) if label != own]
    return sum((margin for margin in margins if margin.real > 0), 0j)


def cross_entropy(scores, own):
    """One example's softmax loss; the scores may be complex."""
    top = max(score.real for score in scores)
    return cmath.log(sum(cmath.exp(score - top) for score in scores)) + top - scores[own]


def squares(scores, own):
    """One example's squared loss; the scores may be complex."""
    return sum((score - (label == own)) ** 2 for label, score in enumerate(scores))


def whole(W, X, y, reg, loss_one):
    """The full loss of a matrix given as a list of rows, in plain Python."""
    columns = list(zip(*W, strict=True))
    data = sum(
        loss_one([sum(x * w for x, w in zip(row, column, strict=True)) for column in columns], own)
        for row, own in zip(X, y, strict=True)
    )
    return data / len(X) + reg * sum(w * w for row in W for w in row)


def by_complex_step(W, X, y, reg, loss_one):
    """Loss and gradient: the imaginary part of the loss, over a tiny imaginary step."""
    rows, X, y = W.tolist(), X.tolist(), y.tolist()
    dW = np.zeros(W.shape)
    for d, c in np.ndindex(W.shape):
        moved = [list(row) for row in rows]
        moved[d][c] += TINY * 1j
        dW[d, c] = whole(moved, X, y, reg, loss_one).imag / TINY
    return whole(rows, X, y, reg, loss_one).real, dW


def loss_one_of(name):
    """What the loss of this name sums over the examples."""
    return {"svm": hinge, "softmax": cross_entropy, "squared": squares}[name.partition("_")[0]]


@pytest.mark.parametrize("name", [*LOSSES, "squared_loss_naive", "squared_loss_vectorized"])
@pytest.mark.parametrize(("N", "D", "C"), [(1, 1, 2), (5, 3, 4), (6, 2, 3)])
def test_a_gradient_is_that_of_the_complex_step(name, N, D, C):
    """Loss and gradient of the reference, and of the worked example, agree with the complex step to 12 digits."""
    rng = np.random.default_rng(N)
    W, X, y = rng.normal(size=(D, C)), rng.normal(size=(N, D)), rng.integers(0, C, size=N)
    loss, dW = getattr(losses, name)(W, X, y, 0.7)
    expected, slopes = by_complex_step(W, X, y, 0.7, loss_one_of(name))
    assert loss == pytest.approx(expected, rel=1e-12)
    np.testing.assert_allclose(dW, slopes, rtol=1e-11, atol=1e-12)


@pytest.mark.parametrize(("known", "loss_one"), [("HINGE_ON_BATCH", hinge), ("SOFTMAX_ON_BATCH", cross_entropy)])
def test_the_numbers_in_the_public_tests_are_those_of_the_complex_step(known, loss_one):
    """What the public tests expect on their batch is right to 12 digits, and far from any kink."""
    batch = (oracles.BATCH_W, oracles.BATCH_X, oracles.BATCH_Y)
    expected, slopes = by_complex_step(*batch, 0.0, loss_one)
    loss, found = getattr(oracles, known)
    assert loss == pytest.approx(expected, rel=1e-12)
    np.testing.assert_allclose(found, slopes, rtol=1e-11, atol=1e-12)
    scores, rows = batch[1] @ batch[0], np.arange(6)
    assert np.abs(scores - scores[rows, batch[2], np.newaxis] + 1).min() > 0.14


@pytest.mark.parametrize("name", LOSSES)
def test_a_gradient_is_near_scipys(name):
    """SciPy's forward differences of the reference's own loss come near its gradient."""
    rng = np.random.default_rng(3)
    W, X, y = rng.normal(size=(4, 3)), rng.normal(size=(7, 4)), rng.integers(0, 3, size=7)
    function = getattr(losses, name)
    measured = approx_fprime(W.ravel(), lambda flat: function(flat.reshape(4, 3), X, y, 0.4)[0])
    np.testing.assert_allclose(function(W, X, y, 0.4)[1].ravel(), measured, rtol=1e-5, atol=1e-6)


def test_the_softmax_loss_is_scipys():
    """On digits, loss and gradient are those of SciPy's log_softmax and softmax."""
    digits = load_digits()
    X, y = digits.rows[:200] / 16, digits.labels[:200]
    W = np.random.default_rng(0).normal(size=(64, 10))
    loss, dW = losses.softmax_loss_vectorized(W, X, y, 0.0)
    assert loss == pytest.approx(-log_softmax(X @ W, axis=1)[np.arange(200), y].mean(), rel=1e-12)
    np.testing.assert_allclose(dW, X.T @ (softmax(X @ W, axis=1) - np.eye(10)[y]) / 200, atol=1e-12)


@pytest.mark.parametrize("name", LOSSES)
def test_the_slopes_of_the_handout_give_the_gradient(name):
    """With dS as the handout defines it, 1/N included, dW is X.T @ dS + 2 * reg * W."""
    rng = np.random.default_rng(4)
    W, X, y = rng.normal(size=(4, 3)), rng.normal(size=(6, 4)), rng.integers(0, 3, size=6)
    S, rows = X @ W, np.arange(6)
    if name.startswith("svm"):
        dS = (S - S[rows, y, np.newaxis] + 1 > 0).astype(float)
        dS[rows, y] = 1 - dS.sum(axis=1)
    else:
        dS = softmax(S, axis=1)
        dS[rows, y] -= 1
    dS /= 6
    np.testing.assert_allclose(dS.sum(axis=1), 0, atol=1e-15)
    np.testing.assert_allclose(getattr(losses, name)(W, X, y, 0.7)[1], X.T @ dS + 2 * 0.7 * W, atol=1e-12)


@pytest.mark.parametrize("name", LOSSES)
def test_a_loss_at_zero_weights(name):
    """At W = 0 the hinge loss is C - 1 and the softmax loss log C."""
    loss, _dW = getattr(losses, name)(np.zeros((3, 10)), np.ones((4, 3)), np.arange(4), 2.0)
    assert loss == pytest.approx(9 if name.startswith("svm") else math.log(10))


def test_the_handouts_best_steps():
    """Forward differences are best near 1e-8 and central ones near 1e-5, where they are far more accurate."""
    x = np.random.default_rng(0).uniform(0.5, 1.5, size=6)
    true = np.exp(x) * (np.sin(x) + np.cos(x))
    steps = np.logspace(-12, -1, 34)

    def errors(measure):
        return [
            numeric.relative_error(measure(lambda v: np.sum(np.exp(v) * np.sin(v)), x.copy(), h), true) for h in steps
        ]

    forward, central = errors(numeric.forward_gradient), errors(numeric.numerical_gradient)
    assert 1e-9 < steps[np.argmin(forward)] < 1e-6
    assert 1e-6 < steps[np.argmin(central)] < 1e-3
    assert min(central) < min(forward) / 50


def test_the_gradient_check_finds_the_forgotten_two():
    """The most frequent mistake shows in a gradient check at the weights that the assignment uses."""
    rng = np.random.default_rng(5)
    W, X, y = rng.normal(size=(4, 3)), rng.normal(size=(7, 4)), rng.integers(0, 3, size=7)
    _loss, dW = losses.softmax_loss_naive(W, X, y, 0.5)

    def loss(V):
        return losses.softmax_loss_naive(V, X, y, 0.5)[0]

    assert numeric.gradient_check(loss, W, dW, rng) < 1e-6
    assert numeric.gradient_check(loss, W, dW - 0.5 * W, rng) > 1e-2


FOLDER = ROOT / "solutions" / "a3_gradients"
ASSIGNMENT = load_assignment(FOLDER)
CATALOG = {entry.id: entry for entry in load_misconceptions(FOLDER, ASSIGNMENT)}

LOSS_TESTS = {"loss_of_one_example", "loss_is_a_mean", "loss_of_other_types", "loss_on_a_batch"}
GRADIENT_TESTS = {"gradient_is_a_mean", "gradient_of_other_types", "gradient_on_a_batch"}
COLUMN_TESTS = {"columns_cancel", "column_of_the_right_class"}
REG_LOSS_TESTS = {"regularization_of_the_loss", "regularization_adds_to_the_loss"}
REG_GRADIENT_TESTS = {"regularization_of_the_gradient", "regularization_adds_to_the_gradient"}
VIEW_TESTS = {"loss_of_other_types", "gradient_of_other_types"}
LARGE_TESTS = {"softmax_at_large_scores", "softmax_loss_at_large_scores"}


def files_with(misconception):
    """The answers, one of them with a misconception."""
    entry = CATALOG[misconception]
    question = ASSIGNMENT.named(entry.question)
    files = {name: (FOLDER / name).read_text(encoding="utf-8") for name in ("losses.py", "numeric.py")}
    files[question.file] = with_mistakes(files[question.file], question, [entry], misconception)
    return question, files


@pytest.fixture
def assignment_tests(monkeypatch):
    """Load a file of tests of the assignment; what its marks say stands at each function."""

    def question(*ids, gate="", **_rest):
        return lambda function: setattr(function, "ids", ids) or setattr(function, "gate", gate) or function

    def loaded(path):
        monkeypatch.setitem(sys.modules, "a3_gradients_oracles", oracles)
        monkeypatch.setitem(sys.modules, "pytest", SimpleNamespace(mark=SimpleNamespace(question=question)))
        found = module(path)
        monkeypatch.undo()
        return found

    return loaded


def failed_values(assignment_tests, misconception):
    """The tests of values that an answer with a misconception fails, without `test_`."""
    question, files = files_with(misconception)
    transport = InProcessTransport({name: text.encode() for name, text in files.items()}, frozenset(), {}, 1 << 30)
    submission = Submission(transport, frozenset({"losses", "numeric"}))
    failed = set()
    stem = question.file.removesuffix(".py")
    paths = [f"tests/public/test_{stem}", f"tests/hidden/test_{stem}_hidden"]
    if question.id == "gradient_check":
        paths[1] = "tests/hidden/test_gradient_check_hidden"
    for path in paths:
        for name, test in inspect.getmembers(assignment_tests(path), inspect.isfunction):
            if question.id not in getattr(test, "ids", ()) or test.gate:
                continue
            submission.reset(0)
            given = {
                "function": getattr(getattr(submission, stem), question.function),
                "question": question.id,
                "rng": np.random.default_rng(1),
                "submission": submission,
            }
            try:
                test(**{key: value for key, value in given.items() if key in inspect.signature(test).parameters})
            except Finding:
                failed.add(name.removeprefix("test_"))
    transport.close()
    return failed


@pytest.mark.filterwarnings("ignore::RuntimeWarning")  # some slips overflow
@pytest.mark.parametrize(
    ("misconception", "aspect"),
    [
        ("svm_naive_half_the_regularizer", REG_GRADIENT_TESTS),
        ("svm_naive_not_averaged", GRADIENT_TESTS),
        ("svm_naive_own_class_counted", LOSS_TESTS | {"svm_loss_by_hand"}),
        ("svm_naive_own_column_missing", COLUMN_TESTS | GRADIENT_TESTS | {"svm_at_its_kinks"}),
        ("svm_half_in_the_loss", REG_LOSS_TESTS),
        ("svm_loss_not_averaged", LOSS_TESTS - {"loss_of_one_example"}),
        ("svm_labels_as_they_come", VIEW_TESTS),
        ("softmax_naive_assigns", GRADIENT_TESTS),
        ("softmax_log_of_zero", LARGE_TESTS),
        ("softmax_overflows", LARGE_TESTS | {"softmax_gradient_at_large_scores"}),
        ("error_with_a_sign", {"relative_error_whichever_is_larger", "relative_error_has_no_sign"}),
        ("error_with_the_guard_added", {"relative_error_of_tiny_numbers"}),
        ("forward_over_two_steps", {"forward_by_hand", "forward_measures_the_slope"}),
        ("forward_goes_backward", {"forward_looks_ahead", "forward_goes_forward"}),
        ("forward_ignores_h", {"forward_uses_the_step"}),
        ("forward_never_goes_back", {"forward_agrees_with_scipy", "forward_of_any_shape"}),
        ("central_on_a_flat_copy", {"central_of_views"}),
        ("central_of_half_a_step", {"central_uses_the_step"}),
        ("check_goes_forward_only", {"check_measures_to_both_sides"}),
        ("check_never_goes_back", {"check_measures_at_x"}),
        ("check_never_the_last", {"check_reaches_the_end"}),
    ],
)
def test_a_slip_fails_the_tests_of_its_aspect_alone(assignment_tests, misconception, aspect):
    """Of the tests of values, a single slip fails those of one aspect, and all others pass."""
    assert failed_values(assignment_tests, misconception) == aspect


SKIPS = {
    "svm_own_column_missing",
    "svm_repeated_labels_collide",
    "svm_labels_of_two_axes",
    "svm_without_gradient",
    "softmax_own_column_missing",
    "softmax_repeated_labels_collide",
    "softmax_labels_of_two_axes",
    "softmax_without_gradient",
    "softmax_of_the_winner",
    "softmax_wrong_entries",
}
"""Slips whose values take less than the whole work, or are no sum of what right ones are made of."""


def explains(form, question, answer, draw):
    """Whether the form tests accept what an answer returns for the arguments of a timed call."""
    W, X, y = draw(np.random.default_rng(0), 1_000)
    try:
        for spec, value in zip(form.explained(question, W, X, y), answer(W, X, y, 0.0), strict=True):
            spec.check(value)
    except Failed:
        return False
    return True


@pytest.mark.parametrize("question", ["svm_loss_vectorized", "softmax_loss_vectorized"])
def test_form_is_tested_beside_a_slip_in_the_values(assignment_tests, question):
    """The calls that form tests measure may have the values of a usual slip, if these take the whole work."""
    form = assignment_tests("tests/hidden/test_losses_form_hidden")
    forms = {"loop_for_vectorized", "array_of_all_pairs"}
    slips = [id for id, entry in CATALOG.items() if entry.question == question and entry.idea not in forms]
    refused = set()
    for id in slips:
        names = {}
        exec(files_with(id)[1]["losses.py"], names)
        draws = (form.many_examples, form.many_classes, form.many_features)
        if not all(explains(form, question, names[question], draw) for draw in draws):
            refused.add(id)
    assert refused == SKIPS & set(slips)


@pytest.mark.parametrize("question", ["svm_loss_vectorized", "softmax_loss_vectorized"])
@pytest.mark.parametrize(
    "skipping",
    [
        lambda answer, W, X, y: (answer(W, X, y, 0.0)[0], np.zeros(W.shape)),
        lambda answer, W, X, y: (answer(W, X, y, 0.0)[0], W),
        lambda answer, W, X, y: (0.0, answer(W, X, y, 0.0)[1]),
        lambda answer, W, X, y: answer(W, X[1:], y[1:], 0.0),
        lambda answer, W, X, y: (answer(W, X, y, 0.0)[0], answer(W, X, y, 0.0)[1] * (np.arange(W.shape[1]) > 0)),
    ],
    ids=["no gradient", "the weights", "no loss", "an example", "a class"],
)
def test_form_is_not_granted_to_skipped_work(assignment_tests, question, skipping):
    """A fast call that leaves out the gradient, the loss, an example or a class is refused."""
    form = assignment_tests("tests/hidden/test_losses_form_hidden")

    def answer(W, X, y, _reg):
        return skipping(getattr(losses, question), W, X, y)

    assert not explains(form, question, answer, form.many_examples)
