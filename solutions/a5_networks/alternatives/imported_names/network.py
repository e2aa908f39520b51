"""A network that imports the layers by name, hands arguments over by keyword and opens the caches itself."""

import numpy as np
from layers import affine_backward, affine_forward, relu_backward, relu_forward
from softmax import softmax_loss


def parameter_counts(image_shape, hidden, filters, size):
    """Count step by step."""
    inputs = 1
    for length in image_shape:
        inputs *= length
    counts = {"inputs": inputs}
    counts["dense_weights"] = inputs * hidden
    counts["conv_weights"] = filters * (image_shape[0] * size**2)
    return counts


class TwoLayerNet:
    """A network of two layers."""

    def __init__(self, input_size, hidden_size, output_size, std=1e-2, seed=0):
        """Start small."""
        rng = np.random.default_rng(seed)
        shapes = {
            "W1": (input_size, hidden_size),
            "b1": hidden_size,
            "W2": (hidden_size, output_size),
            "b2": output_size,
        }
        self.params = {name: std * rng.normal(size=shape) for name, shape in shapes.items()}

    def loss(self, X, y=None, reg=0.0):
        """Through the layers and back."""
        a, affine_cache = affine_forward(x=X, w=self.params["W1"], b=self.params["b1"])
        h, relu_cache = relu_forward(a)
        scores, last_cache = affine_forward(h, self.params["W2"], self.params["b2"])
        if y is None:
            return scores
        loss, d = softmax_loss(scores, y)
        hidden, W2, _ = last_cache
        grads = {"W2": hidden.T @ d, "b2": d.sum(0)}
        d = relu_backward(d @ W2.T, relu_cache)
        _, grads["W1"], grads["b1"] = affine_backward(dout=d, cache=affine_cache)
        for name in ("W1", "W2"):
            loss += reg * (self.params[name] ** 2).sum()
            grads[name] = grads[name] + 2 * reg * self.params[name]
        return [loss, grads]
