"""a2_linear: its answers and its oracles against exact arithmetic, and what its handout promises."""

import importlib.util
import math
import sys
from decimal import Decimal, localcontext
from fractions import Fraction
from types import SimpleNamespace

import numpy as np
import pytest

from autograder.datasets import load_digits
from tests.samples import ROOT

FOLDER = ROOT / "solutions" / "a2_linear"


def _loaded(path):
    spec = importlib.util.spec_from_file_location(f"a2_linear_under_test.{path.stem}", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def scores():
    """The reference's scores.py."""
    return _loaded(FOLDER / "scores.py")


@pytest.fixture(scope="module")
def losses():
    """The reference's losses.py."""
    return _loaded(FOLDER / "losses.py")


@pytest.fixture(scope="module")
def search():
    """The reference's search.py."""
    return _loaded(FOLDER / "search.py")


@pytest.fixture(scope="module")
def oracles():
    """What the suites compare with."""
    return _loaded(FOLDER / "tests" / "public" / "a2_linear_oracles.py")


@pytest.fixture(scope="module")
def hidden(oracles):
    """The hidden tests of losses.py, which have oracles of their own; their mark means nothing to our own pytest."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(sys.modules, "a2_linear_oracles", oracles)
        patch.setattr(pytest, "mark", SimpleNamespace(question=lambda *_args, **_kwargs: lambda test: test))
        return _loaded(FOLDER / "tests" / "hidden" / "test_losses_hidden.py")


@pytest.fixture
def rng():
    """Random numbers, the same each time."""
    return np.random.default_rng(2)


@pytest.fixture(scope="module")
def by_means(scores):
    """1,797 digits with a column of ones, their labels, and the W whose templates are the means of the first 1,000."""
    digits = load_digits()
    order = np.random.default_rng(0).permutation(len(digits.labels))
    X, y = digits.rows[order] / 16, digits.labels[order]
    means = np.array([X[:1000][y[:1000] == digit].mean(axis=0) for digit in range(10)])
    X1, W1 = scores.add_bias(X, means.T, -0.5 * (means**2).sum(axis=1))
    return X1, y, W1


def _exact_hinge(scores, y, delta):
    exact = [Fraction(float(score)) for score in scores]
    rivals = [score for j, score in enumerate(exact) if j != y]
    return float(sum(max(Fraction(0), rival - exact[y] + Fraction(delta)) for rival in rivals))


def _exact_softmax(scores, y):
    with localcontext(prec=60, Emax=10**6, Emin=-(10**6)):
        exact = [Decimal(float(score)) for score in scores]
        return float(sum(score.exp() for score in exact).ln() - exact[y])


def test_hinge_losses_are_exact(losses, hidden, rng):
    """The reference and the oracle of the hinge loss agree with fractions."""
    for num_classes in (2, 3, 9):
        for delta in (0.25, 1.0, 3.0):
            scores, y = 3 * rng.normal(size=num_classes), int(rng.integers(num_classes))
            exact = pytest.approx(_exact_hinge(scores, y, delta), rel=1e-12, abs=1e-12)
            assert losses.svm_loss_one(scores, y, delta) == exact
            assert hidden.hinge(scores, y, delta) == exact


@pytest.mark.parametrize("size", [0.1, 3.0, 100.0, 1e4])
def test_softmax_losses_are_right_to_sixty_digits(losses, oracles, rng, size):
    """The reference and the oracle of the softmax loss agree with long decimals, for small scores and large."""
    for num_classes in (2, 3, 9):
        scores, y = size * rng.uniform(-1, 1, size=num_classes), int(rng.integers(num_classes))
        exact = pytest.approx(_exact_softmax(scores, y), rel=1e-11, abs=1e-12)
        assert losses.softmax_loss_one(scores, y) == exact
        assert oracles.cross_entropy(scores, y) == exact


def test_penalties_and_products_are_exact(scores, losses, oracles, rng):
    """The reference and the oracles of penalty and scores agree with fractions."""
    W, X, b = rng.normal(size=(4, 3)), rng.normal(size=(5, 4)), rng.normal(size=3)
    numbers = [Fraction(w) for w in W.ravel().tolist()]
    l2, l1 = sum(w * w for w in numbers), sum(map(abs, numbers))
    for kind, exact in [("l2", l2), ("l1", l1), ("elastic", l1 / 4 + l2 * 3 / 4)]:
        assert losses.penalty(W, kind, 0.25) == pytest.approx(float(exact), rel=1e-13)
        assert oracles.size_of(W, kind, 0.25) == pytest.approx(float(exact), rel=1e-13)
    exact = [
        [
            float(sum(Fraction(p) * Fraction(w) for p, w in zip(x, column, strict=True)) + Fraction(c))
            for column, c in zip(W.T.tolist(), b.tolist(), strict=True)
        ]
        for x in X.tolist()
    ]
    np.testing.assert_allclose(scores.batch_scores(X, W, b), exact, rtol=1e-13, atol=1e-14)
    np.testing.assert_allclose(oracles.products(X, W, b), exact, rtol=1e-13, atol=1e-14)
    np.testing.assert_allclose([scores.linear_scores(W.T, x, b) for x in X], exact, rtol=1e-13, atol=1e-14)


def test_the_numbers_in_the_public_tests_are_exact(oracles):
    """The means and the sum of squares that the public tests expect agree with fractions and long decimals."""
    W = [[Fraction(str(w)) for w in row] for row in oracles.BATCH_W.tolist()]
    X, y = [[Fraction(str(x)) for x in row] for row in oracles.BATCH_X.tolist()], oracles.BATCH_Y.tolist()
    scores = [[sum(p * w for p, w in zip(x, column, strict=True)) for column in zip(*W, strict=True)] for x in X]
    squares = [sum((s - (j == label)) ** 2 for j, s in enumerate(row)) for row, label in zip(scores, y, strict=True)]
    logs = [_exact_softmax(row, label) for row, label in zip(scores, y, strict=True)]
    assert float(sum(w * w for row in W for w in row)) == pytest.approx(oracles.SQUARES_ON_BATCH, rel=1e-13)
    means = [mean for _loss, mean in oracles.MEANS_ON_BATCH]
    assert means == pytest.approx([float(sum(squares)) / 6, sum(logs) / 6], rel=1e-13)


def test_another_kind_of_penalty_is_refused(losses):
    """The given line of `penalty` names what it knows."""
    with pytest.raises(ValueError, match="must be 'l2', 'l1' or 'elastic'"):
        losses.penalty(np.ones((2, 2)), "l3")


def test_weights_that_know_nothing_cost_as_the_handout_says(losses, search, by_means):
    """Small random weights cost C - 1 and log C; the example of the handout costs 2.9 and 2.04."""
    X, y, _W = by_means
    for loss_one, expected in [(losses.svm_loss_one, 9.0), (losses.softmax_loss_one, math.log(10))]:

        def loss(W, loss_one=loss_one):
            return losses.full_loss(W, X[:50], y[:50], loss_one)

        assert loss(np.zeros((65, 10))) == pytest.approx(expected)
        small = search.mean_random_loss(loss, (65, 10), 5, np.random.default_rng(0), 1e-3)
        assert small == pytest.approx(expected, abs=0.02)
    animals = np.array([3.2, 5.1, -1.7])
    assert losses.svm_loss_one(animals, 0) == pytest.approx(2.9)
    assert losses.softmax_loss_one(animals, 0) == pytest.approx(2.04, abs=0.005)


def test_searching_is_as_bad_as_the_handout_says(losses, search, by_means):
    """After 150 questions about 650 weights local search has halved the loss, far ahead of random search."""
    X, y, W_means = by_means

    def loss(W):
        return losses.full_loss(W, X[:60], y[:60], losses.svm_loss_one, 0.001)

    guessed, guessed_loss = search.random_search(loss, (65, 10), 150, np.random.default_rng(0), 0.1)
    walked, history = search.local_search(loss, np.zeros((65, 10)), 149, 0.03, np.random.default_rng(0))
    accuracy = [float(np.mean((X[1000:] @ W).argmax(axis=1) == y[1000:])) for W in (guessed, walked, W_means)]
    assert accuracy[0] < 0.3 < accuracy[1] < 0.8 < 0.88 < accuracy[2]
    assert history[-1] < 4.5 < 7 < guessed_loss
    assert 0.1 < np.mean(np.diff(history) < 0) < 0.5


def test_normal_numbers_are_told_from_others(oracles, rng):
    """The suites' test of the distribution takes honest numbers, and no others that students are likely to draw."""
    honest = [oracles.looks_normal(rng.standard_normal((150, 10, 5))) for _ in range(100)]
    assert all(honest)
    even = rng.uniform(-(3**0.5), 3**0.5, size=7500)
    unit = rng.standard_normal((150, 50))
    unit /= np.linalg.norm(unit, axis=1, keepdims=True)
    for others in (even, rng.random(7500), unit, 0.8 * rng.standard_normal(7500), np.abs(rng.standard_normal(7500))):
        assert not oracles.looks_normal(others)


def test_templates_are_pictures(scores, rng):
    """Each column of W becomes an image between 0 and 1; a constant one becomes black."""
    W = rng.normal(size=(12, 3))
    W[:, 1] = 5
    pictures = scores.templates(W, (2, 2, 3))
    assert pictures.shape == (3, 2, 2, 3)
    assert (pictures[0].min(), pictures[0].max(), pictures[1].max()) == (0, 1, 0)
    assert pictures[2].ravel().argsort().tolist() == W[:, 2].argsort().tolist()
