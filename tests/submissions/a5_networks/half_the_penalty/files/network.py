import numpy as np
import layers
import softmax

def parameter_counts(image_shape, hidden, filters, size):
    C, H, W = image_shape
    return {'inputs': C*H*W, 'dense_weights': C*H*W*hidden, 'conv_weights': filters*C*size*size}

class TwoLayerNet(object):
    def __init__(self, input_size, hidden_size, output_size, std=1e-2, seed=0):
        rng = np.random.default_rng(seed)
        self.params = {}
        self.params['W1'] = std * rng.normal(size=(input_size, hidden_size))
        self.params['b1'] = np.zeros(hidden_size)
        self.params['W2'] = std * rng.normal(size=(hidden_size, output_size))
        self.params['b2'] = np.zeros(output_size)

    def loss(self, X, y=None, reg=0.0):
        W1, b1 = self.params['W1'], self.params['b1']
        W2, b2 = self.params['W2'], self.params['b2']
        a1, c1 = layers.affine_forward(X, W1, b1)
        h1, cr = layers.relu_forward(a1)
        scores, c2 = layers.affine_forward(h1, W2, b2)
        if y is None:
            return scores
        loss, dscores = softmax.softmax_loss(scores, y)
        loss += reg * (np.sum(W1 * W1) + np.sum(W2 * W2))
        grads = {}
        dh1, grads['W2'], grads['b2'] = layers.affine_backward(dscores, c2)
        da1 = layers.relu_backward(dh1, cr)
        dx, grads['W1'], grads['b1'] = layers.affine_backward(da1, c1)
        grads['W1'] += reg * W1
        grads['W2'] += reg * W2
        return loss, grads

    def predict(self, X):
        return np.argmax(self.loss(X), axis=1)
