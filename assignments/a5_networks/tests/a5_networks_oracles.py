"""What the tests of this assignment compare with: SciPy, and numbers worked out beforehand. Nothing is an answer."""

import numpy as np
import scipy

from autograder.testing import Text, array, assert_close, integer, mapping, scalar, several

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
INTO_DX = Text(
    "Windows overlap: is dout[n, f, i, j] * w[f], not flipped, added (+=) to its window of dx?",
    "창은 서로 겹쳐요. dx의 창에 뒤집지 않은 dout[n, f, i, j] * w[f]를 더했나요(+=)?",
)
INTO_DW = Text(
    "All windows share the filter: is dout[n, f, i, j] times its window of xp added (+=) to dw[f]?",
    "모든 창이 같은 필터를 써요. dw[f]에 dout[n, f, i, j]와 xp의 창을 곱해 더했나요(+=)?",
)
INTO_DB = Text("db[f] is the sum of dout[:, f], no mean.", "db[f]는 dout[:, f]의 평균이 아니라 합이에요.")
OFF = Text(
    "Is the padding taken off dxp, for pad = 0 too? pad : pad + H is right for every pad.",
    "pad가 0일 때도 dxp에서 패딩을 맞게 뗐나요? pad : pad + H는 어떤 pad에서도 맞아요.",
)
BIAS = Text("Is b[f] added once to every number of filter f?", "필터 f의 모든 수에 b[f]를 한 번씩 더했나요?")
STRIDE = Text(
    "Does the window start at row i * stride and column j * stride?",
    "창이 i * stride행, j * stride열에서 시작하나요?",
)
ZEROS = Text("Are there `pad` zeros on each of the four sides?", "네 변마다 0이 `pad`개씩 있나요?")
NOT_FLIPPED = Text("The filter is laid on as it is, not flipped.", "필터는 뒤집지 말고 그대로 곱하세요.")
CASES = [  # N, C, H, W, F, HH, WW, stride, pad
    (1, 1, 1, 1, 1, 1, 1, 1, 0),
    (1, 2, 3, 5, 3, 2, 3, 1, 1),
    (2, 3, 5, 4, 2, 3, 2, 2, 1),
    (1, 1, 2, 2, 1, 3, 3, 1, 2),
    (1, 2, 5, 6, 2, 2, 3, 3, 1),
]
HIGH_OR_WIDE = Text("A filter has HH rows and WW columns.", "필터는 HH행, WW열이에요.")
LARGEST = Text(
    "Is it the largest number of each window, in every channel by itself, with windows of pool_height by pool_width "
    "that start `stride` apart?",
    "pool_height x pool_width 크기의 창을 stride 간격으로 놓고, 채널마다 따로 창에서 가장 큰 수를 골랐나요?",
)


# A network of two inputs, four hidden units and three classes, and five examples; no hidden unit is near its kink.
PARAMS = {
    "W1": np.array([[-0.7, 0.3, 0.8, -0.5], [0.9, 0.7, -1.1, 0.6]]),
    "b1": np.array([0.2, -0.6, 0.4, 0.3]),
    "W2": np.array([[-0.3, -1.2, -0.4], [1.4, -1.2, -0.2], [-0.2, -1.3, -1.2], [0.8, 0.3, 0.1]]),
    "b2": np.array([-0.5, 0.2, -1.3]),
}
INPUTS = np.array([[-1.2, 0.3], [0.1, 1.2], [2.0, -0.9], [0.7, 1.1], [1.0, -0.6]])
LABELS = np.array([0, 0, 2, 2, 1])
SCORES_THERE = [
    [-0.029, -1.048, -1.716],
    [0.291, -1.285, -1.741],
    [-1.098, -3.687, -4.888],
    [0.31, -0.913, -1.595],
    [-0.872, -2.218, -3.532],
]

# Without regularization, the loss of that network and its slope along every number of the four parameters.
LOSS_THERE = 1.702634266820967
SLOPES_THERE = {
    "W1": np.array(
        [
            [0.037182424319311, 0.115486978791068, 0.528101813917910, 0.118827491728484],
            [-0.069717476975144, 0.064961812654943, -0.262611353483458, 0.068643780947365],
        ]
    ),
    "b1": np.array([-0.092976923904447, 0.069213404756264, 0.347269364360282, 0.035887160468159]),
    "W2": np.array(
        [
            [-0.056640844185086, 0.127130908329410, -0.070490064144324],
            [0.039024457822559, 0.023847812874073, -0.062872270696632],
            [0.824431464102129, -0.258302216081155, -0.566129248020974],
            [-0.040744859357785, 0.105300361975372, -0.064555502617587],
        ]
    ),
    "b2": np.array([0.349989430610147, -0.028783601564195, -0.321205829045953]),
}
SQUARES_THERE = 13.38  # of W1 and W2, added up


def affine(x, w, b):
    """What an affine layer computes: SciPy's correlation of every example with templates as large as the example."""
    x, columns = np.asarray(x, np.float64), np.asarray(w, np.float64).T
    templates = [column.reshape(x.shape[1:]) for column in columns]
    out = [
        [scipy.signal.correlate(one, template, mode="valid", method="direct").item() for template in templates]
        for one in x
    ]
    return np.array(out) + b


def affine_out(submission, x, w, b):
    """The out of affine_forward; the cache is not looked at."""
    returns = array("out", shape=(len(x), len(b)), kind="float"), None
    return submission.layers.affine_forward.call(x, w, b, returns=returns)[0]


PARTS = ("dx", "dw", "db")


def one_of(part, *shapes):
    """The spec of one of the gradients dx, dw and db, in its shape; the others are not looked at."""
    specs = zip(PARTS, shapes, strict=True)
    return tuple(array(name, shape=shape, kind="float") if name == part else None for name, shape in specs)


def affine_part(submission, part, dout, x, w):
    """One of the gradients dx, dw and db of affine_backward."""
    returns = one_of(part, x.shape, w.shape, (w.shape[1],))
    cache = (x, w, np.zeros(w.shape[1], w.dtype))
    return submission.layers.affine_backward.call(dout, cache, returns=returns)[PARTS.index(part)]


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
        """What affine_backward returns, by BLAS."""
        x, w, _b = cache
        rows, ones = np.reshape(x, (len(x), -1)), np.ones((1, len(x)))
        dx, dw = (
            scipy.linalg.blas.dgemm(1.0, dout, w, trans_b=True),
            scipy.linalg.blas.dgemm(1.0, rows, dout, trans_a=True),
        )
        return dx.reshape(x.shape), dw, scipy.linalg.blas.dgemm(1.0, ones, dout)[0]


def counted(submission, name, *arguments):
    """One of the counts of parameter_counts; the others are not looked at."""
    return submission.network.parameter_counts.call(*arguments, returns=mapping("counts", **{name: integer(name)}))[
        name
    ]


def network(submission, params):
    """A network with these parameters, on stand-ins for the affine layers."""
    (D, H), C = params["W1"].shape, len(params["b2"])
    net = submission.network.TwoLayerNet.new(D, H, C)
    net.set("params", params)
    Layers(submission)
    return net


def loss_of(submission, params, X, y, reg=0.0):
    """The loss of a new network with these parameters; the gradients are not looked at."""
    return network(submission, params).call("loss", X, y, reg=reg, returns=(scalar("loss"), None))[0]


def grads_of(submission, params, X, y, names, reg=0.0):
    """These gradients of a new network with these parameters, by name; loss and others are not looked at."""
    spec = mapping("grads", **{name: array(name, shape=params[name].shape) for name in names})
    return network(submission, params).call("loss", X, y, reg=reg, returns=(None, spec))[1]


def conv_param(stride, pad):
    """How the windows move."""
    return {"stride": stride, "pad": pad}


def convolved(x, w, b, param):
    """SciPy's correlation of every image with every filter, at stride 1, and of that what the stride reaches."""
    s, p = param["stride"], param["pad"]
    x, w = np.asarray(x, np.float64), np.asarray(w, np.float64)
    framed = np.zeros((*x.shape[:2], x.shape[2] + 2 * p, x.shape[3] + 2 * p))
    framed[:, :, p : p + x.shape[2], p : p + x.shape[3]] = x
    maps = [
        [scipy.signal.correlate(image, one, mode="valid", method="direct")[0, ::s, ::s] for one in w]
        for image in framed
    ]
    return np.array(maps) + np.reshape(b, (1, -1, 1, 1))


def some_images(rng, N, C, H, W, F, HH, WW):
    """Random images, filters and biases."""
    return rng.normal(size=(N, C, H, W)), rng.normal(size=(F, C, HH, WW)), rng.normal(size=F)


def convolve_with(function, x, w, b, param):
    """The out of a convolution, checked for its shape; the cache is not looked at."""
    shape = convolved(x, w, np.zeros(len(w)), param).shape
    return function.call(x, w, b, param, returns=(array("out", shape=shape, kind="float"), None))[0]


def assert_convolves(function, x, w, param, slip):
    """Without biases, the out of a convolution agrees with SciPy's."""
    b = np.zeros(len(w), w.dtype)
    expected = convolved(x, w, b, param).astype(x.dtype)
    assert_close(convolve_with(function, x, w, b, param), expected, "out", slip)


def assert_adds_bias(function, x, w, b, param):
    """What a convolution gives with biases, less what it gives without, is the bias of each filter everywhere."""
    more = convolve_with(function, x, w, b, param) - convolve_with(function, x, w, np.zeros(len(w)), param)
    assert_close(more, np.broadcast_to(np.reshape(b, (1, -1, 1, 1)), more.shape), "out with b less out without", BIAS)


def alike_upside_down(w):
    """Filters that are the same when they are flipped: whether they are is a test of its own."""
    return w + w[:, :, ::-1, ::-1]


def symmetric(rng, *sizes):
    """Random images, and filters that are the same when they are flipped."""
    x, w, _b = some_images(rng, *sizes)
    return x, alike_upside_down(w)


def conv_part(submission, part, dout, x, w, param):
    """One of the gradients dx, dw and db of conv_backward."""
    returns = one_of(part, x.shape, w.shape, (len(w),))
    cache = (x, w, np.zeros(len(w), w.dtype), param)
    return submission.conv.conv_backward.call(dout, cache, returns=returns)[PARTS.index(part)]


def pool_param(height, width, stride):
    """How the windows of a pooling move."""
    return {"pool_height": height, "pool_width": width, "stride": stride}


def pooled(x, height, width, s):
    """SciPy's running maximum of every channel, and of that what the stride reaches."""
    x = np.asarray(x, np.float64)
    at_corner = (0, 0, -(height // 2), -(width // 2))  # so that a window begins at its place
    largest = scipy.ndimage.maximum_filter(x, size=(1, 1, height, width), origin=at_corner, mode="nearest")
    return largest[:, :, : x.shape[2] - height + 1 : s, : x.shape[3] - width + 1 : s]


def over_images(modules, rng, n):
    """The workload of conv_forward, with more and more images."""
    x, w, b = some_images(rng, n, 1, 3, 3, 1, 2, 2)
    returns = (array("out", shape=(n, 1, 2, 2), kind="float"), None)
    return modules.conv.conv_forward.timed(x, w, b, conv_param(1, 0), returns=returns)


def over_filters(modules, rng, n):
    """The workload of conv_forward, with more and more filters."""
    x, w, b = some_images(rng, 1, 1, 3, 3, n, 2, 2)
    returns = (array("out", shape=(1, n, 2, 2), kind="float"), None)
    return modules.conv.conv_forward.timed(x, w, b, conv_param(1, 0), returns=returns)


def over_columns(modules, rng, n):
    """The workload of conv_forward, with wider and wider images."""
    x, w, b = some_images(rng, 1, 1, 3, n + 1, 1, 2, 2)
    returns = (array("out", shape=(1, 1, 2, n), kind="float"), None)
    return modules.conv.conv_forward.timed(x, w, b, conv_param(1, 0), returns=returns)


def over_rows(modules, rng, n):
    """The workload of conv_forward, with higher and higher images."""
    x, w, b = some_images(rng, 1, 1, n + 1, 3, 1, 2, 2)
    returns = (array("out", shape=(1, 1, n, 2), kind="float"), None)
    return modules.conv.conv_forward.timed(x, w, b, conv_param(1, 0), returns=returns)
