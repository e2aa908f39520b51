"""What the tests of this assignment compare with: SciPy, plain sums, and stand-ins. Nothing here is an answer."""

import math

import numpy as np
from scipy.linalg.blas import dgemm
from scipy.ndimage import maximum_filter
from scipy.signal import correlate
from scipy.special import logsumexp

from autograder.testing import Text, array, integer, mapping, scalar, several

NAMES = ("W1", "b1", "W2", "b2")

FLATTEN = Text(
    "Does every example become one row, in the order of its indices, and does x stay as it is?",
    "예제마다 인덱스 순서대로 한 행이 되었고, x는 그대로인가요?",
)
SUMS = Text(
    "dw and db are sums over the examples, not means, and dx has the shape of x.",
    "dw와 db는 예제에 대한 평균이 아니라 합이고, dx의 shape은 x와 같아요.",
)
PENALTY = Text(
    "The penalty is reg * (sum(W1**2) + sum(W2**2)), without 1/2 or 1/N, and its gradient 2 * reg * W.",
    "정규화 항은 1/2이나 1/N 없이 reg * (sum(W1**2) + sum(W2**2))이고, 그 기울기는 2 * reg * W예요.",
)
CHAIN = Text(
    "Does the gradient go back through W2, then through the ReLU, then through W1?",
    "기울기가 W2, ReLU, W1의 순서로 거슬러 올라가나요?",
)
WINDOW = Text(
    "Does the window start at row i * stride and column j * stride of the padded image, is it multiplied with the "
    "filter as it is (not flipped), and is b[f] added?",
    "창이 패딩한 이미지의 i * stride행, j * stride열에서 시작하나요? "
    "필터는 뒤집지 말고 그대로 곱하고, b[f]를 더해야 해요.",
)
CHANNELS = Text(
    "Is the sum taken over all channels, and is b[f] added to filter f? The axes of out are (N, F, H', W'), in this "
    "order: if they come out otherwise, transpose moves them, reshape does not.",
    "모든 채널에 대해 더하고, 필터 f에 b[f]를 더했나요? out의 축은 (N, F, H', W') 순서예요. "
    "순서가 다르면 reshape이 아니라 transpose로 옮기세요.",
)
ADD_UP_BY_HAND = Text(
    "Windows overlap and share the filter: is dout[n, f, i, j] * w[f] added (+=) to its window of dx, and "
    "dout[n, f, i, j] * window to dw[f]?",
    "창은 서로 겹치고 같은 필터를 써요. dx의 창에 dout[n, f, i, j] * w[f]를, dw[f]에 dout[n, f, i, j] * 창을 "
    "더했나요(+=)?",
)
ADD_UP = Text(
    "Windows overlap and share the filter: is everything added up (+=), and the padding taken off dx at the end?",
    "창은 서로 겹치고 같은 필터를 써요. 모두 더하고(+=), 마지막에 dx에서 패딩을 뗐나요?",
)
LARGEST = Text(
    "Is it the largest number of each window, in every channel by itself, with windows of pool_height by pool_width "
    "that start `stride` apart?",
    "pool_height x pool_width 크기의 창을 stride 간격으로 놓고, 채널마다 따로 창에서 가장 큰 수를 골랐나요?",
)


def product(a, b):
    """The matrix product, by BLAS itself."""
    return dgemm(1.0, np.asarray(a, np.float64), np.asarray(b, np.float64))


def as_rows(x):
    """Every example as the list of its numbers, in the order of the indices."""
    return np.array([list(example.flat) for example in x], np.float64)


def affine(x, w, b):
    """What an affine layer computes."""
    return np.add(product(as_rows(x), w), b)


def affine_gradients(dout, x, w):
    """The gradients of an affine layer, by sums over one number of the output after the other."""
    rows = as_rows(x)
    dx, dw, db = np.zeros(rows.shape), np.zeros(np.shape(w)), np.zeros(np.shape(w)[1])
    for (n, m), slope in np.ndenumerate(dout):
        db[m] = math.fsum([db[m], slope])
        for d, number in enumerate(rows[n]):
            dx[n, d] = math.fsum([dx[n, d], slope * w[d, m]])
            dw[d, m] = math.fsum([dw[d, m], slope * number])
    return dx.reshape(np.shape(x)), dw, db


class Layers:
    """Stands in for the two affine answers, so that only the network is tested."""

    def __init__(self, submission):
        x, w, b = array("x", kind="float"), array("w", ndim=2, kind="float"), array("b", ndim=1, kind="float")
        dout, cache = array("dout", ndim=2, kind="float"), several("cache", x, w, b)
        submission.stand_in("layers.affine_forward", self.forward, args=(x, w, b))
        submission.stand_in("layers.affine_backward", self.backward, args=(dout, cache))

    def forward(self, x, w, b):
        """What affine_forward returns."""
        return affine(x, w, b), (x, w, b)

    def backward(self, dout, cache):
        """What affine_backward returns."""
        return affine_gradients(dout, *cache[:2])


def some_params(rng, D, H, C, scale=0.7):
    """Weights and biases that are not small, so that mistakes show."""
    shapes = {"W1": (D, H), "b1": (H,), "W2": (H, C), "b2": (C,)}
    return {name: scale * rng.normal(size=shape) for name, shape in shapes.items()}


def network(submission, params):
    """A network with these parameters, on stand-ins for the affine layers."""
    (D, H), C = params["W1"].shape, len(params["b2"])
    net = submission.network.TwoLayerNet.new(D, H, C)
    net.set("params", params)
    Layers(submission)
    return net


def loss_and_grads(params):
    """The spec of what a network with these parameters returns with labels."""
    return scalar("loss"), mapping("grads", **{name: array(name, shape=params[name].shape) for name in NAMES})


def network_scores(params, X):
    """The scores of the network, layer by layer."""
    hidden = affine(X, params["W1"], params["b1"])
    return affine(np.clip(hidden, 0, None), params["W2"], params["b2"])


def network_loss(params, X, y, reg):
    """The loss of the network: SciPy's logsumexp, example by example, and the penalty number by number."""
    scores, labels = network_scores(params, X), [int(label) for label in y]
    data = [logsumexp(row) - row[label] for row, label in zip(scores, labels, strict=True)]
    squares = [float(weight) ** 2 for name in ("W1", "W2") for weight in params[name].flat]
    return math.fsum(data) / len(data) + reg * math.fsum(squares)


def conv_param(stride, pad):
    """How the windows move."""
    return {"stride": stride, "pad": pad}


def convolved(x, w, b, param):
    """SciPy's correlation of every image with every filter, at stride 1, and of that what the stride reaches."""
    s, p = param["stride"], param["pad"]
    x, w = np.asarray(x, np.float64), np.asarray(w, np.float64)
    framed = np.zeros((*x.shape[:2], x.shape[2] + 2 * p, x.shape[3] + 2 * p))
    framed[:, :, p : p + x.shape[2], p : p + x.shape[3]] = x
    maps = [[correlate(image, one, mode="valid", method="direct")[0, ::s, ::s] for one in w] for image in framed]
    return np.array(maps) + np.reshape(b, (1, -1, 1, 1))


def conv_returns(x, w, param):
    """The spec of what a convolution returns."""
    shape = convolved(x, w, np.zeros(len(w)), param).shape
    cache = (
        array("cache[0]", shape=x.shape),
        array("cache[1]", shape=w.shape),
        array("cache[2]", shape=(len(w),)),
        mapping("cache[3]", stride=integer("stride"), pad=integer("pad")),
    )
    return array("out", shape=shape, kind="float"), cache


def some_images(rng, N, C, H, W, F, HH, WW):
    """Random images, filters and biases."""
    return rng.normal(size=(N, C, H, W)), rng.normal(size=(F, C, HH, WW)), rng.normal(size=F)


def gradient_returns(*parts):
    """The spec of the gradients dx, dw, db in the shapes of x, w, b."""
    return tuple(
        array(name, shape=np.shape(part), kind="float") for name, part in zip(("dx", "dw", "db"), parts, strict=True)
    )


def pool_param(height, width, stride):
    """How the windows of a pooling move."""
    return {"pool_height": height, "pool_width": width, "stride": stride}


def pooled(x, height, width, s):
    """SciPy's running maximum of every channel, and of that what the stride reaches."""
    x = np.asarray(x, np.float64)
    at_corner = (0, 0, -(height // 2), -(width // 2))  # so that a window begins at its place
    largest = maximum_filter(x, size=(1, 1, height, width), origin=at_corner, mode="nearest")
    return largest[:, :, : x.shape[2] - height + 1 : s, : x.shape[3] - width + 1 : s]


def over_images(seam, rng, n):
    """The workload of conv_forward, with more and more images."""
    x, w, b = some_images(rng, n, 1, 3, 3, 1, 2, 2)
    returns = (array("out", shape=(n, 1, 2, 2), kind="float"), None)
    return seam.conv.conv_forward.timed(x, w, b, conv_param(1, 0), returns=returns)


def over_filters(seam, rng, n):
    """The workload of conv_forward, with more and more filters."""
    x, w, b = some_images(rng, 1, 1, 3, 3, n, 2, 2)
    returns = (array("out", shape=(1, n, 2, 2), kind="float"), None)
    return seam.conv.conv_forward.timed(x, w, b, conv_param(1, 0), returns=returns)


def over_columns(seam, rng, n):
    """The workload of conv_forward, with wider and wider images."""
    x, w, b = some_images(rng, 1, 1, 3, n + 1, 1, 2, 2)
    returns = (array("out", shape=(1, 1, 2, n), kind="float"), None)
    return seam.conv.conv_forward.timed(x, w, b, conv_param(1, 0), returns=returns)


def over_rows(seam, rng, n):
    """The workload of conv_forward, with higher and higher images."""
    x, w, b = some_images(rng, 1, 1, n + 1, 3, 1, 2, 2)
    returns = (array("out", shape=(1, 1, n, 2), kind="float"), None)
    return seam.conv.conv_forward.timed(x, w, b, conv_param(1, 0), returns=returns)
