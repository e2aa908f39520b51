import numpy as np

def conv_forward_naive(x, w, b, conv_param):
    s, p = conv_param['stride'], conv_param['pad']
    N, C, H, W = x.shape
    F, _, HH, WW = w.shape
    H_out = 1 + (H + 2*p - HH) // s
    W_out = 1 + (W + 2*p - WW) // s
    x_pad = np.pad(x, ((0,0),(0,0),(p,p),(p,p)), 'constant')
    out = np.zeros((N, F, H_out, W_out))
    for n in range(N):
        for f in range(F):
            for i in range(H_out):
                for j in range(W_out):
                    out[n,f,i,j] = np.sum(x_pad[n,:,i*s:i*s+HH,j*s:j*s+WW] * w[f]) + b[f]
    return out, (x, w, b, conv_param)

def conv_forward(x, w, b, conv_param):
    # faster than before!
    s, p = conv_param['stride'], conv_param['pad']
    N, C, H, W = x.shape
    F, _, HH, WW = w.shape
    x_pad = np.pad(x, ((0,0),(0,0),(p,p),(p,p)), 'constant')
    rows = w.reshape(F, -1)
    out = [[[rows @ img[:, i:i+HH, j:j+WW].ravel() + b for j in range(0, W + 2*p - WW + 1, s)]
            for i in range(0, H + 2*p - HH + 1, s)] for img in x_pad]
    return np.array(out).transpose(0, 3, 1, 2), (x, w, b, conv_param)

def conv_backward(dout, cache):
    x, w, b, conv_param = cache
    s, p = conv_param['stride'], conv_param['pad']
    N, C, H, W = x.shape
    F, _, HH, WW = w.shape
    x_pad = np.pad(x, ((0,0),(0,0),(p,p),(p,p)), 'constant')
    dx_pad = np.zeros_like(x_pad)
    dw = np.zeros_like(w)
    db = np.zeros_like(b)
    for n in range(N):
        for f in range(F):
            for i in range(dout.shape[2]):
                for j in range(dout.shape[3]):
                    g = dout[n,f,i,j]
                    db[f] += g
                    dw[f] += g * x_pad[n,:,i*s:i*s+HH,j*s:j*s+WW]
                    dx_pad[n,:,i*s:i*s+HH,j*s:j*s+WW] += g * w[f]
    return dx_pad[:,:,p:p+H,p:p+W], dw, db

def max_pool(x, pool_param):
    ph, pw, s = pool_param['pool_height'], pool_param['pool_width'], pool_param['stride']
    N, C, H, W = x.shape
    out = np.zeros((N, C, 1 + (H - ph) // s, 1 + (W - pw) // s))
    for n in range(N):
        for c in range(C):
            for i in range(out.shape[2]):
                for j in range(out.shape[3]):
                    out[n,c,i,j] = np.max(x[n,c,i*s:i*s+ph,j*s:j*s+pw])
    return out
