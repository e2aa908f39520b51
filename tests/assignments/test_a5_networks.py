"""The gradients of a5_networks, against oracles that its own tests do not use, and what its handout claims.

The complex step here goes through plain Python, one number at a time: nothing is shared with the tests of the
assignment.
"""

import cmath
import importlib.util
import itertools

import numpy as np
import pytest
from scipy.special import log_softmax, softmax

from autograder.datasets import load_digits
from autograder.model.assignment import load_assignment
from autograder.runtime.loader import Loader
from autograder.testing.provider import read_sources
from tests.samples import ROOT

FOLDER = ROOT / "solutions" / "a5_networks"
TINY = 1e-40


@pytest.fixture(scope="module")
def loader():
    """The reference modules, as in grading."""
    loaded = Loader(read_sources(FOLDER, load_assignment(FOLDER)))
    yield loaded
    loaded.unload()


@pytest.fixture(scope="module")
def network(loader):
    """The module with the networks."""
    return loader.module("network")


@pytest.fixture(scope="module")
def conv(loader):
    """The module with the convolutions."""
    return loader.module("conv")


@pytest.fixture(scope="module")
def oracles():
    """What the public tests compare with."""
    path = FOLDER / "tests" / "public" / "a5_networks_oracles.py"
    spec = importlib.util.spec_from_file_location("a5_oracles", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def split():
    """Digits in another order: 1,200 to train on, the rest to validate with."""
    digits, order = load_digits(), np.random.default_rng(0).permutation(1797)
    X, y = digits.rows[order] / 16, digits.labels[order]
    return X[:1200], y[:1200], X[1200:], y[1200:]


def slopes(value, array):
    """The gradient of `value(nested lists)` at an array: its imaginary part, over a tiny imaginary step."""
    found = np.zeros(array.shape)
    for place in np.ndindex(array.shape):
        moved = array.astype(complex)
        moved[place] += TINY * 1j
        found[place] = value(moved.tolist()).imag / TINY
    return found


def affine(rows, w, b):
    """An affine layer of lists of numbers."""
    columns = list(zip(*w, strict=True))
    return [
        [sum(map(lambda p, q: p * q, row, column)) + c for column, c in zip(columns, b, strict=True)] for row in rows
    ]


def weighed(dout, out):
    """The inner product of two nested lists."""
    if not isinstance(out, list):
        return dout * out
    return sum(weighed(one, other) for one, other in zip(dout, out, strict=True))


def convolution(x, w, b, stride, pad):
    """A convolution of nested lists: no padding is made, what lies outside is left out."""
    height, width = len(x[0][0]), len(x[0][0][0])
    rows = range(-pad, height + pad - len(w[0][0]) + 1, stride)
    columns = range(-pad, width + pad - len(w[0][0][0]) + 1, stride)

    def at(image, one, top, left):
        return sum(
            image[c][top + u][left + v] * weight
            for c, plane in enumerate(one)
            for u, line in enumerate(plane)
            for v, weight in enumerate(line)
            if 0 <= top + u < height and 0 <= left + v < width
        )

    return [
        [[[at(image, one, top, left) + c for left in columns] for top in rows] for one, c in zip(w, b, strict=True)]
        for image in x
    ]


def network_loss(X, y, reg, *layers):
    """The loss of affine layers with ReLUs between them, in plain Python; weights may be complex."""
    rows = X
    for number, (w, b) in enumerate(layers):
        if number:
            rows = [[value if value.real > 0 else 0 for value in row] for row in rows]
        rows = affine(rows, w, b)
    data = 0j
    for row, label in zip(rows, y, strict=True):
        top = max(score.real for score in row)
        data += cmath.log(sum(cmath.exp(score - top) for score in row)) + top - row[label]
    return data / len(X) + reg * sum(weight**2 for w, _b in layers for weight in itertools.chain(*w))


def test_affine_gradients_are_those_of_the_complex_step(loader):
    """dx, dw and db of the affine layer agree with the complex step to 12 digits."""
    rng = np.random.default_rng(0)
    parts, dout = [rng.normal(size=(4, 3)), rng.normal(size=(3, 2)), rng.normal(size=2)], rng.normal(size=(4, 2))
    found = loader.module("layers").affine_backward(dout, tuple(parts))
    for place, gradient in enumerate(found):
        others = [part.tolist() for part in parts]

        def value(moved, place=place, others=others):
            return weighed(dout.tolist(), affine(*others[:place], moved, *others[place + 1 :]))

        np.testing.assert_allclose(gradient, slopes(value, parts[place]), rtol=1e-11, atol=1e-12)


@pytest.mark.parametrize(("stride", "pad"), [(1, 0), (1, 1), (2, 1), (3, 0)])
def test_convolution_gradients_are_those_of_the_complex_step(conv, stride, pad):
    """dx, dw and db of the convolution agree with the complex step, also where the stride leaves something over."""
    rng = np.random.default_rng(stride)
    parts = [rng.normal(size=(2, 2, 4, 5)), rng.normal(size=(2, 2, 2, 3)), rng.normal(size=2)]
    out, cache = conv.conv_forward(*parts, {"stride": stride, "pad": pad})
    np.testing.assert_allclose(out, convolution(*(part.tolist() for part in parts), stride, pad), atol=1e-12)
    dout = rng.normal(size=out.shape)
    for place, gradient in enumerate(conv.conv_backward(dout, cache)):
        others = [part.tolist() for part in parts]

        def value(moved, place=place, others=others):
            return weighed(dout.tolist(), convolution(*others[:place], moved, *others[place + 1 :], stride, pad))

        np.testing.assert_allclose(gradient, slopes(value, parts[place]), rtol=1e-11, atol=1e-12)


@pytest.mark.parametrize("kind", ["LinearNet", "TwoLayerNet"])
def test_network_gradients_are_those_of_the_complex_step(network, kind):
    """Loss and gradients of the network, and of the worked example, agree with the complex step."""
    rng = np.random.default_rng(1)
    net = getattr(network, kind)(*((3, 2) if kind == "LinearNet" else (3, 4, 2)), std=0.8)
    net.params = {name: value + 0.3 * rng.normal(size=value.shape) for name, value in net.params.items()}
    X, y = rng.normal(size=(5, 3)), [0, 1, 1, 0, 1]
    loss, grads = net.loss(X, y, reg=0.7)
    names = list(net.params)

    def value(moved, name):
        params = {**{other: part.tolist() for other, part in net.params.items()}, name: moved}
        layers = [(params[w], params[b]) for w, b in zip(names[::2], names[1::2], strict=True)]
        return network_loss(X.tolist(), y, 0.7, *layers)

    assert loss == pytest.approx(value(net.params[names[0]].tolist(), names[0]).real, rel=1e-12)
    assert grads.keys() == net.params.keys()
    for name, gradient in grads.items():
        expected = slopes(lambda moved, name=name: value(moved, name), net.params[name])
        np.testing.assert_allclose(gradient, expected, rtol=1e-11, atol=1e-12)


def test_the_numbers_in_the_public_tests_are_those_of_the_complex_step(oracles):
    """What the public tests expect of their network is right to 12 digits, and no hidden unit is near its kink."""
    params = {name: part.tolist() for name, part in oracles.PARAMS.items()}
    X, y = oracles.INPUTS.tolist(), oracles.LABELS.tolist()

    def value(moved, name, reg=0.0):
        known = {**params, name: moved}
        return network_loss(X, y, reg, (known["W1"], known["b1"]), (known["W2"], known["b2"]))

    units = np.array(affine(X, params["W1"], params["b1"]))
    assert np.abs(units).min() > 0.1
    scores = affine(np.maximum(units, 0).tolist(), params["W2"], params["b2"])
    np.testing.assert_allclose(oracles.SCORES_THERE, scores, atol=1e-12)
    loss = value(params["W1"], "W1").real
    assert loss == pytest.approx(oracles.LOSS_THERE, rel=1e-12)
    assert value(params["W1"], "W1", 1.0).real - loss == pytest.approx(oracles.SQUARES_THERE, rel=1e-12)
    for name, found in oracles.SLOPES_THERE.items():
        expected = slopes(lambda moved, name=name: value(moved, name), oracles.PARAMS[name])
        np.testing.assert_allclose(found, expected, rtol=1e-11, atol=1e-12)


def test_the_worked_example_on_a_line(conv):
    """correlate_1d and its way back are what NumPy and the complex step say."""
    rng = np.random.default_rng(2)
    signal, kernel, dout = rng.normal(size=7), rng.normal(size=3), rng.normal(size=5)
    out, cache = conv.correlate_1d(signal, kernel, 0.5)
    np.testing.assert_allclose(out, np.correlate(signal, kernel, "valid") + 0.5, rtol=1e-12)
    dsignal, dkernel, dbias = conv.correlate_1d_backward(dout, cache)
    np.testing.assert_allclose(dsignal, np.convolve(dout, kernel), rtol=1e-12)
    np.testing.assert_allclose(dkernel, np.correlate(signal, dout, "valid"), rtol=1e-12)
    assert dbias == pytest.approx(dout.sum())


def test_the_given_softmax_is_scipys(loader):
    """The given loss and its gradient are SciPy's, for scores of ten thousand too, and for labels of any kind."""
    rng = np.random.default_rng(3)
    for scale in (1, 1e4):
        scores, y = scale * rng.normal(size=(6, 4)), rng.integers(0, 4, size=6)
        for labels in (y, y.tolist(), y.astype(float)):
            loss, dscores = loader.module("softmax").softmax_loss(scores, labels)
            assert loss == pytest.approx(-log_softmax(scores, axis=1)[np.arange(6), y].mean(), rel=1e-12)
            np.testing.assert_allclose(dscores, (softmax(scores, axis=1) - np.eye(4)[y]) / 6, atol=1e-12)


def test_shuffled_pixels_make_no_difference_to_a_fully_connected_network(network, split):
    """With the rows of W1 shuffled along, every loss of the training and every prediction is the same."""
    X, y, X_val, _ = split
    nets, histories = [], []
    shuffle = np.random.default_rng(5).permutation(64)
    for pixels in (np.arange(64), shuffle):
        net = network.TwoLayerNet(64, 20, 10, std=0.1)
        net.params["W1"] = net.params["W1"][pixels]
        histories.append(net.train(X[:, pixels], y, num_iters=50))
        nets.append(net)
    np.testing.assert_allclose(*histories, rtol=1e-10)
    np.testing.assert_array_equal(nets[0].predict(X_val), nets[1].predict(X_val[:, shuffle]))


def test_shuffled_pixels_make_a_difference_to_a_convolution(conv, split):
    """The maps of shuffled digits are not the maps of the digits in another order: other numbers stand in them."""
    X = split[0][:20]
    w, b, param = np.random.default_rng(4).normal(size=(1, 1, 3, 3)), np.zeros(1), {"stride": 1, "pad": 1}
    shuffle = np.random.default_rng(5).permutation(64)
    plain, shuffled = (
        np.sort(conv.conv_forward(rows.reshape(-1, 1, 8, 8), w, b, param)[0].reshape(20, -1))
        for rows in (X, X[:, shuffle])
    )
    assert np.abs(plain - shuffled).max(axis=1).min() > 0.1


def test_what_neighbors_are_worth(network, conv):
    """With 100 digits: filters and pooling tie in the middle, win at random places, and lose on shuffled pixels."""
    digits = load_digits()
    param, pool = {"stride": 1, "pad": 1}, {"pool_height": 4, "pool_width": 4, "stride": 2}
    edges = np.array([[[1, 1, 1], [0, 0, 0], [-1, -1, -1]], [[1, 0, -1]] * 3, [[1, 1, 0], [1, 0, -1], [0, -1, -1]]])
    w = np.concatenate([edges, -edges])[:, None] / 3
    rng = np.random.default_rng(0)
    order = rng.permutation(1797)
    learn, check = order[:100], order[-500:]

    def placed(reach):
        frames = np.zeros((1797, 12, 12))
        moves = rng.integers(-reach, reach + 1, (1797, 2))
        for frame, image, (down, right) in zip(frames, digits.images / 16, moves, strict=True):
            frame[2 + down : 10 + down, 2 + right : 10 + right] = image
        return frames.reshape(1797, -1)

    def filtered(rows):
        maps, _ = conv.conv_forward(rows.reshape(-1, 1, 12, 12), w, np.zeros(len(w)), param)
        pooled = conv.max_pool(np.maximum(maps, 0), pool).reshape(len(rows), -1)
        return pooled / pooled.std()

    def accuracy(net, seen, rate):
        net.train(seen[learn], digits.labels[learn], learning_rate=rate, num_iters=300, batch_size=50)
        return (net.predict(seen[check]) == digits.labels[check]).mean()

    shuffle, found = rng.permutation(144), {}
    for reach in (0, 2):
        rows = placed(reach)
        found["dense", reach] = accuracy(network.TwoLayerNet(144, 50, 10, std=0.1), rows, 0.3)
        for kind, seen in (("filters", filtered(rows)), ("shuffled", filtered(rows[:, shuffle]))):
            found[kind, reach] = accuracy(network.LinearNet(seen.shape[1], 10), seen, 0.05)
    assert abs(found["filters", 0] - found["dense", 0]) < 0.06
    assert found["filters", 2] > found["dense", 2] + 0.1
    assert max(found["shuffled", 0] - found["filters", 0], found["shuffled", 2] - found["filters", 2]) < -0.05


def _slopes(f, x):
    """Return the central differences of f at every number of x."""
    found = np.zeros(x.shape)
    for place in np.ndindex(*x.shape):
        old = x[place]
        x[place] = old + 1e-6
        above = f()
        x[place] = old - 1e-6
        found[place] = (above - f()) / 2e-6
        x[place] = old
    return found


def test_the_given_network_with_convolutions_has_the_right_gradients(loader):
    """Every gradient of a ConvNet of two stages, with its regularization, agrees with central differences."""
    rng = np.random.default_rng(5)
    net = loader.module("convnet").ConvNet((2, 5, 6), (3, 2), (3, 1), 4)
    X, y = rng.normal(size=(3, 60)), np.array([0, 3, 1])
    for name, part in net.params.items():
        net.params[name] = part + 0.1 * rng.normal(size=part.shape)
    _, grads = net.loss(X, y, reg=0.1)
    for name, part in net.params.items():
        np.testing.assert_allclose(grads[name], _slopes(lambda: net.loss(X, y, reg=0.1)[0], part), atol=1e-7)


@pytest.mark.parametrize("stride", [1, 2, 3])
def test_the_given_way_back_through_pooling(loader, conv, stride):
    """Overlapping windows, gaps and rows that no window reaches: dx agrees with central differences."""
    rng, param = np.random.default_rng(6), {"pool_height": 2, "pool_width": 3, "stride": stride}
    x = rng.normal(size=(2, 2, 6, 7))
    out = conv.max_pool(x, param)
    dout = rng.normal(size=out.shape)
    dx = loader.module("convnet").max_pool_backward(dout, x, out, param)
    np.testing.assert_allclose(dx, _slopes(lambda: np.sum(conv.max_pool(x, param) * dout), x), atol=1e-8)


def test_two_layers_beat_one_on_digits(network, split):
    """The network with a hidden layer makes fewer mistakes on the validation set than the linear classifier."""
    X, y, X_val, y_val = split
    accuracies = []
    for net in (network.LinearNet(64, 10), network.TwoLayerNet(64, 50, 10, std=0.1)):
        history = net.train(X, y, learning_rate=0.5, num_iters=800)
        assert len(history) == 800
        assert history[-1] < history[0] / 5
        accuracies.append((net.predict(X_val) == y_val).mean())
    assert accuracies[1] >= 0.97
    assert accuracies[1] > accuracies[0] + 0.005


def test_what_the_handout_counts(network):
    """The numbers of the handout: 3,072 inputs, 307,200 weights, fifteen million, and 750."""
    small = network.parameter_counts((3, 32, 32), 100, 10, 5)
    assert small == {"inputs": 3072, "dense_weights": 307_200, "conv_weights": 750}
    assert network.parameter_counts((3, 224, 224), 100, 10, 5)["dense_weights"] == 15_052_800
