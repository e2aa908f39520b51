import numpy as np

def conv_forward_naive(x, w, b, conv_param):
    return np.zeros((2, 2)) + 1j

def conv_forward(x, w, b, conv_param):
    return (np.full((1,) * 9, np.nan), None, x)

def conv_backward(dout, cache):
    return {"dx": 1, "dw": 2}, cache, dout

def max_pool(x, pool_param):
    return set()
