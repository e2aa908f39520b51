def relu_forward(x):
    return x

def relu_backward(dout, cache):
    return "later"

def affine_forward(x, w, b):
    return None, (x, w, b)

def affine_backward(dout, cache):
    return [[1.0], [2.0, 3.0]], "dw", {}
