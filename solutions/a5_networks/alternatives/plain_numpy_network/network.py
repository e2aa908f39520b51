"""A network in plain NumPy, with a softmax of its own and more in grads than asked for."""

import math

import numpy as np


def parameter_counts(image_shape, hidden, filters, size):
    """Count with floats that are whole."""
    (C, H, W), k = image_shape, size
    return {
        "conv_weights": float(filters * k * k * C),
        "inputs": C * H * W,
        "dense_weights": math.prod(image_shape) * hidden,
    }


class TwoLayerNet:
    """A network of two layers."""

    def __init__(self, input_size, hidden_size, output_size, std=1e-2, seed=0):
        """Start small."""
        np.random.seed(seed)
        self.params = {
            "W1": std * np.random.randn(input_size, hidden_size),
            "b1": np.zeros(hidden_size),
            "W2": std * np.random.randn(hidden_size, output_size),
            "b2": np.zeros(output_size),
        }

    def loss(self, X, y=None, reg=0.0):
        """All in one place."""
        p = self.params
        pre = X.dot(p["W1"]) + p["b1"]
        mask = (pre > 0).astype(float)
        hidden = pre * mask
        scores = hidden.dot(p["W2"]) + p["b2"]
        if y is None:
            return scores
        num = X.shape[0]
        y = np.array(y, dtype=int)
        shifted = scores - np.max(scores, axis=1)[:, np.newaxis]
        exps = np.exp(shifted)
        probs = exps / exps.sum(axis=1, keepdims=True)
        data_loss = np.sum(np.log(exps.sum(axis=1)) - shifted[range(num), y]) / num
        loss = np.array(data_loss + reg * (np.linalg.norm(p["W1"]) ** 2 + np.linalg.norm(p["W2"]) ** 2))
        one_hot = np.eye(scores.shape[1])[y]
        d = (probs - one_hot) / num
        back = d.dot(p["W2"].T) * mask
        grads = {
            "W2": hidden.T.dot(d) + 2 * reg * p["W2"],
            "b2": np.ones(num).dot(d),
            "W1": X.T.dot(back) + reg * (p["W1"] + p["W1"]),
            "b1": np.ones(num).dot(back),
            "X": back.dot(p["W1"].T),
        }
        return loss, grads

    def predict(self, X):
        """Choose the best class."""
        return np.argmax(self.loss(X), axis=1)
