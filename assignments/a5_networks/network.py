"""How many weights a layer has, and a network of two layers that learns.

The network calls the layers of layers.py through their module, `layers.affine_forward(...)`, and softmax.py, which is
given, in the same way. Keep it so.
"""

import layers
import numpy as np
import softmax


def parameter_counts(image_shape, hidden, filters, size):
    """Count the numbers in an image, and the weights of two layers that look at it.

    A fully connected layer has one weight for each pair of an input (a number of the image) and a hidden unit. A
    convolution has `filters` filters, each with `size` by `size` weights for every channel of the image; the same
    weights are used wherever the filter is laid, so H and W do not matter. Biases are not counted.

    Args:
        image_shape: tuple (C, H, W) of ints: channels, height, width.
        hidden: int, the number of hidden units.
        filters: int, the number of filters.
        size: int, the height and the width of a filter.

    Returns:
        A dict of three ints: "inputs", the numbers in one image; "dense_weights", the weights of the fully connected
        layer; "conv_weights", those of the convolution. For (3, 32, 32) and 100 hidden units the first two are 3072 and
        307200.
    """
    channels, height, width = image_shape
    # TODO(parameter_counts): return the three counts in a dict (about 3 lines).
    raise NotImplementedError("parameter_counts: not written yet (network.py)")


class Network:
    """What every network here can do once it has `params` and a `loss`. This one is given.

    Attributes:
        params: dict of arrays, the weights and biases by name.
    """

    def train(self, X, y, learning_rate=0.1, reg=1e-4, num_iters=500, batch_size=100, seed=0, verbose=False):
        """Learn by stochastic gradient descent: for each step, draw a batch and go against its gradient.

        Args:
            X: (N, D) array of floats.
            y: (N,) labels, integers from 0 to C - 1.
            learning_rate: float, how far a step goes.
            reg: float, the strength of the regularization.
            num_iters: int, how many steps.
            batch_size: int, how many examples are drawn for a step.
            seed: int, decides which examples are drawn.
            verbose: whether to print the loss now and then.

        Returns:
            list of floats: the loss of the batch at each step.
        """
        rng = np.random.default_rng(seed)
        y = np.asarray(y)
        history = []
        for step in range(num_iters):
            batch = rng.integers(len(X), size=batch_size)
            loss, grads = self.loss(X[batch], y[batch], reg=reg)
            for name, gradient in grads.items():
                self.params[name] = self.params[name] - learning_rate * gradient
            history.append(float(loss))
            if verbose and step % 100 == 0:
                print(f"step {step}: loss {loss:.4f}")
        return history

    def predict(self, X):
        """Choose the class with the highest score for each example.

        Args:
            X: (N, D) array of floats.

        Returns:
            (N,) array of labels.
        """
        return self.loss(X).argmax(axis=1)


class LinearNet(Network):
    """The linear classifier as a network of one layer: affine - softmax. This one is given, as an example."""

    def __init__(self, input_size, output_size, std=1e-2, seed=0):
        """Start with small random weights and zero biases.

        Args:
            input_size: int D, the numbers of one example.
            output_size: int C, the classes.
            std: float, the standard deviation of the weights.
            seed: int, decides which weights are drawn.
        """
        rng = np.random.default_rng(seed)
        self.params = {"W": std * rng.normal(size=(input_size, output_size)), "b": np.zeros(output_size)}

    def loss(self, X, y=None, reg=0.0):
        """Compute the scores or, with labels, the loss and its gradients. Forward through the layers, then back.

        The loss is the softmax loss, a mean over the N examples, plus reg * sum(W**2). The bias has no penalty.

        Args:
            X: (N, D) array of floats. It is not modified.
            y: (N,) labels, integers from 0 to C - 1 (a list or integral floats will do), or None. It is not modified.
            reg: float >= 0, the strength of the regularization.

        Returns:
            Without y: the scores, an (N, C) float array. With y: a tuple (loss, grads), a float and a dict with the
            keys "W" and "b", each the gradient of the loss in the shape of the parameter of that name.
        """
        W, b = self.params["W"], self.params["b"]
        scores, cache = layers.affine_forward(X, W, b)
        if y is None:
            return scores
        loss, dscores = softmax.softmax_loss(scores, y)
        _dX, dW, db = layers.affine_backward(dscores, cache)
        return loss + reg * np.sum(W**2), {"W": dW + 2 * reg * W, "b": db}


class TwoLayerNet(Network):
    """A network of two layers: affine - ReLU - affine - softmax."""

    def __init__(self, input_size, hidden_size, output_size, std=1e-2, seed=0):
        """Start with small random weights and zero biases. This one is given.

        Args:
            input_size: int D, the numbers of one example.
            hidden_size: int H, the hidden units.
            output_size: int C, the classes.
            std: float, the standard deviation of the weights.
            seed: int, decides which weights are drawn.
        """
        rng = np.random.default_rng(seed)
        self.params = {
            "W1": std * rng.normal(size=(input_size, hidden_size)),
            "b1": np.zeros(hidden_size),
            "W2": std * rng.normal(size=(hidden_size, output_size)),
            "b2": np.zeros(output_size),
        }

    def loss(self, X, y=None, reg=0.0):
        """Compute the scores or, with labels, the loss and its gradients.

        Forward, X goes through four stations:

            X  --affine W1, b1-->  --ReLU-->  --affine W2, b2-->  scores  --softmax with y-->  loss

        and the loss that is minimized has a penalty on the weights, without a factor 1/2 and without the biases:

            loss = softmax loss (a mean over the N examples)  +  reg * (sum(W1**2) + sum(W2**2))

        Back, the gradient of the softmax loss goes through the same stations in the opposite order; each layer's way
        back gives the gradients of its own weights and the `dout` of the station before it. The penalty adds
        2 * reg * W to the gradient of each of the two weight matrices. Use layers.affine_forward, layers.relu_forward,
        layers.relu_backward, layers.affine_backward and softmax.softmax_loss, called like this, by their module.

        Args:
            X: (N, D) array of floats. It must not be modified.
            y: (N,) labels, integers from 0 to C - 1 (a list or integral floats will do, softmax_loss takes care of
                them), or None. They must not be modified.
            reg: float >= 0, the strength of the regularization.

        Returns:
            Without y: the scores, an (N, C) float array. With y: a tuple (loss, grads), a float and a dict with the
            keys "W1", "b1", "W2", "b2", each the gradient of the loss in the shape of the parameter of that name. The
            arrays in self.params are read, not modified; Network.train takes the steps.
        """
        W1, b1 = self.params["W1"], self.params["b1"]
        W2, b2 = self.params["W2"], self.params["b2"]
        # TODO(two_layer_loss): scores, through affine, ReLU and affine; keep the three caches (3 lines).
        raise NotImplementedError("two_layer_loss: not written yet (network.py)")
        if y is None:
            return scores
        # TODO(two_layer_loss): the loss with its penalty, and grads, back through the layers (about 7 lines).
        raise NotImplementedError("two_layer_loss: not written yet (network.py)")
        return loss, grads
