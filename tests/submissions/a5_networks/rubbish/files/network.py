import numpy as np

def parameter_counts(image_shape, hidden, filters, size):
    return {"inputs": "many", "dense_weights": None}

class TwoLayerNet:
    def __init__(self, *args, **kwargs):
        self.params = 3

    def loss(self, X, y=None, reg=0.0):
        if y is None:
            return (row for row in X)
        return "small", {"W1": [[object()]], "b1": np.nan, "W2": [[1], [2, 3]], "b2": lambda: 0}
