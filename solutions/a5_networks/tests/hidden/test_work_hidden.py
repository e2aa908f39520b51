"""Hidden tests that ask where gradients come from."""

import pytest
from a5_networks_oracles import conv_param, network

from autograder.testing import Text, array, mapping, scalar

WEIGHTS = Text("weights", "가중치")


def gradients_like(*parts):
    """The spec of dx, dw and db."""
    return tuple(
        array(name, shape=part.shape, kind="float") for name, part in zip(("dx", "dw", "db"), parts, strict=True)
    )


def affine(modules, rng, n):
    """One example of ten numbers on its way back through n weights."""
    x, w, b = rng.normal(size=(1, 10)), rng.normal(size=(10, n // 10)), rng.normal(size=n // 10)
    dout = rng.normal(size=(1, n // 10))
    return modules.layers.affine_backward.timed(dout, (x, w, b), returns=gradients_like(x, w, b))


@pytest.mark.question("affine_backward", weight=2, gate="work", unlocks="*", ko="그래디언트를 식으로 구합니다")
def test_affine_gradients_by_a_formula(submission, speed):
    """The gradients come from formulas and are not measured slope by slope."""
    speed.formula(affine, over=WEIGHTS)


def convolution(modules, rng, n):
    """One small image of many channels on its way back through as many filters, with n weights together."""
    many = round((n / 9) ** 0.5)
    x, w, b = rng.normal(size=(1, many, 3, 3)), rng.normal(size=(many, many, 3, 3)), rng.normal(size=many)
    cache = (x, w, b, conv_param(1, 0))
    return modules.conv.conv_backward.timed(rng.normal(size=(1, many, 1, 1)), cache, returns=gradients_like(x, w, b))


@pytest.mark.question("conv_backward", weight=2, gate="work", unlocks="*", ko="그래디언트를 식으로 구합니다")
def test_convolution_gradients_by_a_formula(submission, speed):
    """The gradients come from formulas and are not measured slope by slope."""
    speed.formula(convolution, over=WEIGHTS)


def two_layers(modules, rng, n):
    """One example in a network with n weights in its first layer."""
    params = {
        "W1": rng.normal(size=(n // 10, 10)),
        "b1": rng.normal(size=10),
        "W2": rng.normal(size=(10, 3)),
        "b2": rng.normal(size=3),
    }
    grads = mapping("grads", **{name: array(name, shape=part.shape, kind="float") for name, part in params.items()})
    X = rng.normal(size=(1, n // 10))
    return network(modules, params).timed("loss", X, rng.integers(0, 3, size=1), 0.5, returns=(scalar("loss"), grads))


@pytest.mark.question(
    "two_layer_loss",
    weight=0.5,
    gate="work",
    unlocks=("*gradients*", "*layer_of*", "*slopes*", "*biases*", "*both_parts*"),
    ko="그래디언트를 식으로 구합니다",
)
def test_network_slopes_by_a_formula(submission, speed):
    """The gradients come from formulas and are not measured slope by slope."""
    speed.formula(two_layers, over=WEIGHTS)
