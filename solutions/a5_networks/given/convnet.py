"""A small network with convolutions that learns by your layers. This file is given: read it, and leave it as it is.

Its way forward is yours: conv.conv_forward, layers.relu_forward, conv.max_pool and layers.affine_forward. On its way
back it needs two things that are not among the questions: the way back through the pooling, and a way back through the
convolution without loops over images and places, because a hundred steps through the loops of conv_backward would take
many minutes. That way holds a discovery. With stride 1, the gradient of what went into a convolution is a convolution
again, with the filters turned around, so that your conv_forward computes it too.
"""

import conv
import layers
import network
import numpy as np
import softmax

POOL = {"pool_height": 2, "pool_width": 2, "stride": 2}


def max_pool_backward(dout, x, out, pool_param):
    """Take the gradient back through max pooling: it goes to where the largest number of each window came from.

    A number that several windows kept gets the sum. Equal numbers of one window are all the largest, and each gets the
    gradient. (After a ReLU these are zeros, where the ReLU stops it anyway.)

    Args:
        dout: (N, C, H', W') array of floats, the gradient of the loss with respect to out.
        x: (N, C, H, W) array of floats, what went into the pooling.
        out: (N, C, H', W') array of floats, what came out.
        pool_param: dict with the ints "pool_height", "pool_width" and "stride".

    Returns:
        dx, the gradient with respect to x, in its shape.
    """
    dx = np.zeros(x.shape)
    stride, (rows, columns) = pool_param["stride"], out.shape[2:]
    for u in range(pool_param["pool_height"]):
        for v in range(pool_param["pool_width"]):
            # What all windows have at their place (u, v).
            place = np.s_[:, :, u : u + stride * rows : stride, v : v + stride * columns : stride]
            dx[place] += np.where(x[place] == out, dout, 0)
    return dx


def exchanged(array):
    """Exchange the first two axes: images and channels, or filters and channels.

    Args:
        array: array with four axes.

    Returns:
        A view of the array with the first two axes exchanged.
    """
    return array.transpose(1, 0, 2, 3)


class ConvNet(network.Network):
    """Stages of convolution - ReLU - 2 x 2 max pooling, then affine - softmax.

    Every convolution has stride 1 and square filters of odd size, and pads by half of it, so that a map is as large as
    what it was made from; the pooling halves it.
    """

    def __init__(self, image_shape, filters, sizes, output_size, seed=0):
        """Start with random weights that keep the size of the numbers from stage to stage, and zero biases.

        Args:
            image_shape: tuple (C, H, W) of ints.
            filters: tuple of ints, how many filters each stage has.
            sizes: tuple of odd ints, the height and width of the filters of each stage.
            output_size: int, the classes.
            seed: int, decides which weights are drawn.
        """
        rng = np.random.default_rng(seed)
        self.image_shape, self.stages = image_shape, range(1, len(filters) + 1)
        self.params = {}
        channels, height, width = image_shape
        for stage, count, size in zip(self.stages, filters, sizes, strict=True):
            spread = np.sqrt(2 / (channels * size * size))
            self.params[f"w{stage}"] = spread * rng.normal(size=(count, channels, size, size))
            self.params[f"b{stage}"] = np.zeros(count)
            channels, height, width = count, height // 2, width // 2
        inputs = channels * height * width
        self.params["W"] = np.sqrt(1 / inputs) * rng.normal(size=(inputs, output_size))
        self.params["b"] = np.zeros(output_size)

    def maps(self, x):
        """Go forward through the stages.

        Args:
            x: (N, C, H, W) array of floats.

        Returns:
            A list with a tuple for each stage: what went in, the maps after the ReLU, and the pooled maps.
        """
        seen = []
        for stage in self.stages:
            w, b = self.params[f"w{stage}"], self.params[f"b{stage}"]
            answers, _cache = conv.conv_forward(x, w, b, {"stride": 1, "pad": w.shape[2] // 2})
            active, _cache = layers.relu_forward(answers)
            pooled = np.asarray(conv.max_pool(active, POOL))
            seen.append((x, active, pooled))
            x = pooled
        return seen

    def loss(self, X, y=None, reg=0.0):
        """Compute the scores, or the loss and its gradients.

        The loss is the softmax loss, a mean over the N examples, plus reg times the sum of the squares of all weights
        (without a factor 1/2, and without the biases).

        Args:
            X: (N, C * H * W) array of floats, one image in each row.
            y: (N,) labels, integers from 0 to C - 1, or None.
            reg: float >= 0, the strength of the regularization.

        Returns:
            Without y: the scores, an (N, C) float array. With y: a tuple (loss, grads), a float and a dict with the
            keys of self.params, each the gradient of the loss in the shape of the parameter of that name.
        """
        seen = self.maps(X.reshape(len(X), *self.image_shape))
        scores, cache = layers.affine_forward(seen[-1][2], self.params["W"], self.params["b"])
        if y is None:
            return scores
        loss, dscores = softmax.softmax_loss(scores, y)
        grads = {}
        dpooled, grads["W"], grads["b"] = layers.affine_backward(dscores, cache)
        for stage in reversed(self.stages):
            x, active, pooled = seen[stage - 1]
            danswers = layers.relu_backward(max_pool_backward(dpooled, active, pooled, POOL), active)
            self._into_filters(stage, x, danswers, grads)
            if stage > 1:
                dpooled = self._into_maps(stage, danswers)
        for name, weights in self.params.items():
            if weights.ndim > 1:
                loss = loss + reg * np.sum(weights**2)
                grads[name] = grads[name] + 2 * reg * weights
        return loss, grads

    def _into_filters(self, stage, x, danswers, grads):
        """Add up what all places give to the filters of a stage: one matrix product for each place in a filter.

        Args:
            stage: int, the stage.
            x: (N, C, H, W) array of floats, what went in.
            danswers: (N, F, H, W) array of floats, the gradient of the loss with respect to the maps before the ReLU.
            grads: dict; the gradients of the stage's filters and biases are put into it.
        """
        dw = np.zeros(self.params[f"w{stage}"].shape)
        size, (height, width) = dw.shape[2], x.shape[2:]
        edge = size // 2
        framed = exchanged(np.pad(x, ((0, 0), (0, 0), (edge, edge), (edge, edge))))
        by_filter = exchanged(danswers).reshape(len(dw), -1)
        for u, v in np.ndindex(size, size):
            seen = framed[:, :, u : u + height, v : v + width].reshape(len(framed), -1)
            dw[:, :, u, v] = by_filter @ seen.T
        grads[f"w{stage}"], grads[f"b{stage}"] = dw, by_filter.sum(axis=1)

    def _into_maps(self, stage, danswers):
        """Convolve the gradient of a stage's maps with the filters turned around: that is the gradient of its input.

        Args:
            stage: int, the stage.
            danswers: (N, F, H, W) array of floats, the gradient of the loss with respect to the maps before the ReLU.

        Returns:
            The gradient of the loss with respect to what went in, (N, C, H, W).
        """
        turned = exchanged(self.params[f"w{stage}"])[:, :, ::-1, ::-1]
        dx, _cache = conv.conv_forward(
            danswers, turned, np.zeros(len(turned)), {"stride": 1, "pad": turned.shape[2] // 2}
        )
        return dx
