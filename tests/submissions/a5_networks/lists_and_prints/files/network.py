"""A count by NumPy's numbers, and a network that loops over its examples."""

import numpy as np


def parameter_counts(image_shape, hidden, filters, size):
    """Count with NumPy."""
    inputs = np.prod(image_shape)
    filter_weights = np.prod([filters, image_shape[0], size**2])
    return {"inputs": inputs, "dense_weights": inputs * hidden, "conv_weights": filter_weights}


class TwoLayerNet:
    """A network of two layers, without layers.py."""

    def __init__(self, input_size, hidden_size, output_size, std=1e-2, seed=0):
        """Start small."""
        rng = np.random.default_rng(seed)
        self.params = {}
        self.params["W1"] = std * rng.standard_normal((input_size, hidden_size))
        self.params["b1"] = np.zeros(hidden_size)
        self.params["W2"] = std * rng.standard_normal((hidden_size, output_size))
        self.params["b2"] = np.zeros(output_size)

    def loss(self, X, y=None, reg=0.0):
        """Go example by example."""
        W1, b1, W2, b2 = (self.params[name] for name in ("W1", "b1", "W2", "b2"))
        if y is None:
            return [[float(score) for score in np.maximum(0, x.dot(W1) + b1).dot(W2) + b2] for x in X]
        loss, N = 0.0, len(X)
        grads = {name: np.zeros_like(value) for name, value in self.params.items()}
        for x, label in zip(X, y, strict=True):
            h = np.maximum(0, x.dot(W1) + b1)
            s = h.dot(W2) + b2
            s = s - np.max(s)
            p = np.exp(s) / np.sum(np.exp(s))
            loss += np.log(np.sum(np.exp(s))) - s[int(label)]
            p[int(label)] -= 1
            grads["W2"] += np.outer(h, p) / N
            grads["b2"] += p / N
            dh = W2.dot(p) * (h > 0)
            grads["W1"] += np.outer(x, dh) / N
            grads["b1"] += dh / N
        loss = loss / N + reg * np.sum(W1 * W1) + reg * np.sum(W2 * W2)
        grads["W1"] += 2 * reg * W1
        grads["W2"] += 2 * reg * W2
        return loss, grads
