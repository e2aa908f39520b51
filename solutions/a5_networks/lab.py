# ---
# jupyter:
#   jupytext:
#     text_representation:
#       extension: .py
#       format_name: percent
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown] tags=["en"]
# # Assignment 5: Networks, and why convolution
#
# This notebook tells the story of the handout with pictures, and it does so with *your* functions. Write them in
# `network.py`, `layers.py` and `conv.py`; this notebook loads them anew whenever you save. Run the cells from top to
# bottom. A cell that needs an answer which you have not written yet stops with "not written yet"; write it, save, and
# run the cell again.

# %% [markdown] tags=["ko"]
# # 과제 5: 신경망, 그리고 합성곱이 필요한 까닭
#
# 이 노트북은 안내문의 이야기를 그림과 함께, *여러분이 쓴 함수*로 풀어 갑니다. 답은 `network.py`, `layers.py`,
# `conv.py`에 쓰세요. 저장할 때마다 노트북이 새로 읽어 들입니다. 셀은 위에서 아래로 실행합니다. 아직 쓰지 않은 답이
# 필요한 셀은 "not written yet"이라고 알리며 멈춥니다. 답을 쓰고 저장한 다음 그 셀을 다시 실행하세요.

# %% [markdown] tags=["en"]
# **On Google Colab:** unzip the assignment into your Drive and write its place into `FOLDER` below. The next cell then
# connects your Drive, goes to that folder and installs what is needed. On your own computer it does nothing.

# %% [markdown] tags=["ko"]
# **Google Colab에서는** 과제 압축을 본인의 Google Drive에 풀고, 그 위치를 아래 `FOLDER`에 적으세요. 다음 셀이 Drive를
# 연결하고, 그 폴더로 이동하고, 필요한 것을 설치합니다. 본인의 컴퓨터에서는 아무 일도 하지 않습니다.

# %%
import os
import subprocess
import sys
from pathlib import Path

FOLDER = "/content/drive/MyDrive/a5_networks"

try:
    from google.colab import drive
except ImportError:
    print("Running on this computer.")
else:
    drive.mount("/content/drive")
    os.chdir(FOLDER)
    wheel = next(Path("wheels").glob("*.whl"))
    subprocess.run([sys.executable, "-m", "pip", "install", "--quiet", f"{wheel}[notebook]"], check=True)

# %%
# %load_ext autoreload
# %autoreload 2
# %matplotlib inline

import importlib.util
import time

import conv
import convnet
import layers
import matplotlib.pyplot as plt
import network
import numpy as np
from matplotlib.cbook import get_sample_data

from autograder.datasets import load_digits, load_fashion
from autograder.plots import BLUE, CYCLE, VERMILLION, WEIGHTS, plot_style

plt.rcParams.update(plot_style())
QUICK = "COURSE_QUICK" in os.environ  # the tests of the course run this notebook with fewer steps

try:
    import otter
except ImportError:

    class TerminalOnly:
        """Stands in for otter where it is not installed."""

        def check(self, question):
            """Say what to do instead."""
            print(f"otter is not installed here. In a terminal, run: autograder check {question}")

    grader = TerminalOnly()
else:
    grader = otter.Notebook(tests_dir="otter_tests")

# %% [markdown] tags=["en"]
# ## 1. Two troubles of fully connected layers
#
# **The first: too many weights.**
# Our digits, a small color photograph, and one of the size that ImageNet networks see: how many weights does a layer
# need to look at it?

# %% [markdown] tags=["ko"]
# ## 1. 완전 연결 층의 두 가지 문제
#
# **첫 번째 문제: 너무 많은 가중치.**
# 우리 숫자 이미지, 작은 컬러 사진, ImageNet 신경망이 보는 크기의 사진입니다. 한 층이 이 이미지를 보려면 가중치가 몇
# 개나 필요할까요?

# %%
for name, shape in {"digits": (1, 8, 8), "small photo": (3, 32, 32), "ImageNet": (3, 224, 224)}.items():
    counts = network.parameter_counts(shape, hidden=100, filters=100, size=5)
    inputs, dense, few = counts["inputs"], counts["dense_weights"], counts["conv_weights"]
    print(f"{name}: {inputs:,} inputs; 100 hidden units: {dense:,} weights; 100 filters of 5 x 5: {few:,} weights")

edges = [8, 16, 32, 64, 128, 256, 512]
tables = [network.parameter_counts((3, edge, edge), 100, 100, 5) for edge in edges]
plt.figure(figsize=(5.5, 3))
plt.loglog(edges, [table["dense_weights"] for table in tables], marker="o", base=2, label="100 hidden units")
plt.loglog(edges, [table["conv_weights"] for table in tables], marker="s", base=2, label="100 filters of 5 x 5")
plt.xlabel("height and width of a color image")
plt.ylabel("weights")
plt.legend()
plt.show()

# %%
grader.check("parameter_counts")

# %% [markdown] tags=["en"]
# **The second: the neighborhood is lost.** Flattening keeps all numbers and forgets who stood beside whom. To see with
# the eyes of a fully connected layer, look at digits whose pixels have been shuffled, all by the same rule. You have
# lost the digits; the layer has lost nothing, because it never knew which pixels are neighbors.

# %% [markdown] tags=["ko"]
# **두 번째 문제: 사라지는 이웃 관계.** 펼치면 수는 모두 남지만 어느 것이 어느 것 옆에 있었는지는 사라집니다. 완전 연결
# 층의 눈으로 보고 싶다면, 픽셀을 모두 같은 규칙으로 뒤섞은 그림을 보세요. 여러분은 숫자를 알아볼 수 없게 되었지만 완전
# 연결 층은 잃은 것이 없습니다. 어느 픽셀이 이웃인지 애초에 몰랐기 때문입니다.

# %%
little = np.array([[56, 231], [24, 2]])
print(f"an image: {little.tolist()}, flattened: {little.reshape(-1).tolist()}")

digits = load_digits()
rng = np.random.default_rng(0)
shuffle = np.random.default_rng(5).permutation(64)
order = rng.permutation(len(digits.labels))
X, y = digits.rows[order] / 16, digits.labels[order]
X_train, y_train, X_val, y_val = X[:1200], y[:1200], X[1200:], y[1200:]

fig, axes = plt.subplots(2, 8, figsize=(9, 2.6))
for row, pixels in zip(axes, (np.arange(64), shuffle), strict=True):
    for axis, image, label in zip(row, X_train[:, pixels], y_train, strict=False):
        axis.imshow(image.reshape(8, 8), cmap="gray_r")
        axis.set_title(label)
        axis.axis("off")
plt.tight_layout()
plt.show()

# %% [markdown] tags=["en"]
# ## 2. Layers, forward and back: box by box
#
# A computation drawn as a graph: numbers flow forward (above the arrows, blue), gradients flow back (below, red). Each
# box needs to know only its own rule. Check one of the red numbers by hand: if w grows by 0.01, by how much does f?

# %% [markdown] tags=["ko"]
# ## 2. 층: 상자 하나씩 순전파와 역전파
#
# 계산을 그래프로 그렸습니다. 수는 앞으로(화살표 위, 파란색), 그래디언트는 뒤로(아래, 빨간색) 흐릅니다. 상자는 자기
# 규칙만 알면 됩니다. 빨간 수 하나를 손으로 확인해 보세요. w가 0.01 커지면 f는 얼마나 커지나요?

# %%
nodes = {"x": (0, 2.6), "w": (0, 0.4), "b": (1.8, -0.4), "v": (5, -0.4)}
boxes = {"×": (1.8, 1.5), "+": (3.4, 1.5), "ReLU": (5, 1.5), "× ": (6.6, 1.5), "f": (8, 1.5)}
edges = [
    ("x", "×", 2, -4),
    ("w", "×", -1, 8),
    ("×", "+", -2, 4),
    ("b", "+", 3, 4),
    ("+", "ReLU", 1, 4),
    ("ReLU", "× ", 1, 4),
    ("v", "× ", 4, 1),
    ("× ", "f", 4, 1),
]
places = nodes | boxes
fig, axis = plt.subplots(figsize=(10, 3))
for name, (left, up) in places.items():
    style = "circle" if name in nodes or name == "f" else "round"
    axis.text(left, up, name.strip(), ha="center", va="center", bbox={"boxstyle": style, "fc": "white"}, fontsize=12)
for start, end, value, gradient in edges:
    (x0, y0), (x1, y1) = places[start], places[end]
    axis.annotate("", (x1, y1), (x0, y0), arrowprops={"arrowstyle": "->", "shrinkA": 16, "shrinkB": 18})
    axis.text((x0 + x1) / 2, (y0 + y1) / 2 + 0.12, value, color=BLUE, ha="center", va="bottom", fontsize=12)
    axis.text((x0 + x1) / 2, (y0 + y1) / 2 - 0.12, gradient, color=VERMILLION, ha="center", va="top", fontsize=12)
axis.set_xlim(-0.5, 8.5)
axis.set_ylim(-0.9, 3)
axis.axis("off")
axis.set_title("f = v * ReLU(x * w + b)")
plt.show()

# %% [markdown] tags=["en"]
# Your affine layer is such a box, with matrices in place of numbers. A gradient has the shape of what it belongs to.

# %% [markdown] tags=["ko"]
# 여러분의 어파인 층도 이런 상자입니다. 수 대신 행렬이 흐를 뿐입니다. 그래디언트의 shape은 그 대상의 shape과 같습니다.

# %%
few = X_train[:5].reshape(5, 1, 8, 8)
w, b = 0.1 * rng.normal(size=(64, 10)), np.zeros(10)
out, cache = layers.affine_forward(few, w, b)
print(f"forward: x {few.shape}, w {w.shape}, b {b.shape} -> out {out.shape}")

# %%
grader.check("affine_forward")

# %%
dx, dw, db = layers.affine_backward(np.ones(out.shape), cache)
print(f"back: dx {dx.shape}, dw {dw.shape}, db {db.shape} <- dout {out.shape}")

# %%
grader.check("affine_backward")

# %% [markdown] tags=["en"]
# ## 3. A network of two layers
#
# What a hidden layer buys. A linear classifier cuts the plane in two by a straight line; here the one class lies around
# the other, and no line helps. The boundary of the network is made of straight pieces: it can bend where it crosses the
# line on which a hidden unit switches on.

# %% [markdown] tags=["ko"]
# ## 3. 2층 신경망
#
# 은닉층이 있으면 무엇이 달라질까요? 선형 분류기는 평면을 직선 하나로 나눕니다. 그런데 여기서는 한 클래스가 다른
# 클래스를 둘러싸고 있어 어떤 직선도 소용이 없습니다. 신경망의 결정 경계는 곧은 조각들로 이루어져 있고, 은닉 유닛이
# 켜지고 꺼지는 직선을 지날 때마다 꺾일 수 있습니다.

# %%
radius = np.concatenate([rng.uniform(0, 1, 150), rng.uniform(1.5, 2.5, 150)])
angle = rng.uniform(0, 2 * np.pi, 300)
points, rings = np.stack([radius * np.cos(angle), radius * np.sin(angle)], axis=1), np.repeat([0, 1], 150)

side = np.linspace(-3, 3, 121)
grid = np.stack(np.meshgrid(side, side), axis=-1).reshape(-1, 2)
fig, axes = plt.subplots(1, 2, figsize=(8, 3.6))
for axis, net in zip(axes, (network.LinearNet(2, 2), network.TwoLayerNet(2, 12, 2, std=1.0)), strict=True):
    net.train(points, rings, learning_rate=0.5, num_iters=500)
    axis.contourf(side, side, net.predict(grid).reshape(121, 121), levels=1, colors=CYCLE[:2], alpha=0.3)
    for ring, marker in enumerate("o^"):
        axis.scatter(*points[rings == ring].T, color=CYCLE[ring], marker=marker, s=10)
    name, right = type(net).__name__, (net.predict(points) == rings).mean()
    axis.set_title(f"{name}: {right:.0%} right")
    axis.set_aspect("equal")
plt.show()

# %%
grader.check("two_layer_loss")

# %% [markdown] tags=["en"]
# Now the digits. The linear classifier is good at them already; the two layers are better, on the training set and on
# the validation set.

# %% [markdown] tags=["ko"]
# 이제 숫자 이미지입니다. 선형 분류기도 이미 잘하지만, 2층 신경망이 훈련 데이터와 검증 데이터 모두에서 더 낫습니다.

# %%
fig = plt.figure(figsize=(6, 3))
trained = {}
for net in (network.LinearNet(64, 10), network.TwoLayerNet(64, 50, 10, std=0.1)):
    name = type(net).__name__
    history = net.train(X_train, y_train, learning_rate=0.5, num_iters=800)
    plt.plot(np.convolve(history, np.ones(20) / 20, "valid"), label=name)
    scores = [(net.predict(some) == labels).mean() for some, labels in ((X_train, y_train), (X_val, y_val))]
    seen_before, new = scores
    print(f"{name}: training set {seen_before:.1%}, validation set {new:.1%}")
    trained[name] = net
plt.yscale("log")
plt.xlabel("step")
plt.ylabel("loss of the batch")
plt.legend()
plt.show()

# %% [markdown] tags=["en"]
# What the hidden units look for: each column of W1 as a picture. These are templates of whole images, as in the linear
# classifier, only that there are more of them and none needs to stand for a class.

# %% [markdown] tags=["ko"]
# 은닉 유닛이 찾는 것입니다. W1의 열을 하나씩 그림으로 나타냈습니다. 선형 분류기에서처럼 이미지 전체를 덮는
# 템플릿이지만, 개수가 더 많고 하나하나가 클래스를 대표할 필요는 없습니다.

# %%
templates = trained["TwoLayerNet"].params["W1"].T.reshape(-1, 8, 8)
fig, axes = plt.subplots(2, 10, figsize=(10, 2.3))
for template, axis in zip(templates, axes.flat, strict=False):
    axis.imshow(template, cmap=WEIGHTS, vmin=-0.8, vmax=0.8)
    axis.axis("off")
plt.show()

# %% [markdown] tags=["en"]
# And the same network on the shuffled pixels. Start it with the rows of W1 shuffled along: it learns step by step the
# very same thing. Whatever the network can do with pictures, it can do with noise made of pictures.

# %% [markdown] tags=["ko"]
# 같은 신경망을 뒤섞은 픽셀로 훈련해 봅시다. W1의 행도 똑같이 섞어 시작하면 한 스텝 한 스텝 완전히 똑같이 배웁니다. 이
# 신경망에는 그림이든, 그림을 뒤섞은 잡음이든 아무 차이가 없습니다.

# %%
histories = []
for pixels in (np.arange(64), shuffle):
    net = network.TwoLayerNet(64, 50, 10, std=0.1)
    net.params["W1"] = net.params["W1"][pixels]
    histories.append(net.train(X_train[:, pixels], y_train, learning_rate=0.5, num_iters=300))
    right = (net.predict(X_val[:, pixels]) == y_val).mean()
    print(f"validation set: {right:.1%}")
apart = np.abs(np.subtract(*histories)).max()
print(f"largest difference of the two losses at any step: {apart:.1e}")

# %% [markdown] tags=["en"]
# **Your loop of assignment 4.** `Network.train` is given, but you have written such a loop yourself. `sgd` asks only
# that all weights are in one array and that the loss gives a gradient of the same shape. So lay all weights of the
# network in one long row, and the loop that trained a linear classifier trains a network. Copy your `descent.py` of
# assignment 4 into this folder as `my_descent.py`, or unzip assignment 4 beside this one. (`autograder pack` leaves it
# out. Without it the notebook goes on with the loop that is given.)

# %% [markdown] tags=["ko"]
# **과제 4에서 쓴 반복문.** `Network.train`은 주어졌지만, 여러분은 이런 반복문을 이미 썼습니다. `sgd`에 필요한 것은 모든
# 가중치가 배열 하나에 있고, 손실이 같은 shape의 그래디언트를 돌려주는 것뿐입니다. 신경망의 가중치를 모두 긴 행 하나에
# 늘어놓으면, 선형 분류기를 훈련한 반복문으로 신경망도 훈련할 수 있습니다. 과제 4의 `descent.py`를 이 폴더에
# `my_descent.py`라는 이름으로 복사하거나, 과제 4를 이 폴더 옆에 풀어 두세요. (`autograder pack`은 이 파일을 넣지
# 않습니다. 파일이 없어도 주어진 반복문으로 끝까지 진행합니다.)

# %%


def own(file, assignment, *functions):
    """Your file of an earlier assignment: a copy in this folder, or the file in the folder beside this one."""
    for path in (Path(f"my_{file}.py"), Path("..", assignment, f"{file}.py")):
        if not path.is_file():
            continue
        text = path.read_text(encoding="utf-8")
        lacking = [name for name in functions if f"def {name}(" not in text or f'"{name}: not written yet' in text]
        if lacking:
            names = ", ".join(lacking)
            print(f"{path}: not written yet, or of another assignment: {names}")
            continue
        spec = importlib.util.spec_from_file_location(f"my_{file}", path)
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        print(f"{path}: used here")
        return module
    print(f"No {file}.py of {assignment} here: copy yours into this folder as my_{file}.py, and run this cell again.")
    return None


def packed(params):
    """All weights of a network in one long row."""
    return np.concatenate([part.ravel() for part in params.values()])


def unpacked(row, params):
    """The row, cut up again into arrays of the shapes in params."""
    cuts = np.cumsum([part.size for part in params.values()])[:-1]
    return {name: one.reshape(params[name].shape) for name, one in zip(params, np.split(row, cuts), strict=True)}


def loss_of(net, reg=1e-4):
    """The loss of a network as a function of the row, as sgd wants it."""

    def loss(row, X_batch, y_batch):
        net.params = unpacked(row, net.params)
        value, grads = net.loss(X_batch, y_batch, reg=reg)
        return value, packed({name: grads[name] for name in net.params})

    return loss


net = network.TwoLayerNet(64, 50, 10, std=0.1)
my_descent = own("descent", "a4_sgd", "gradient_step", "sample_batch", "sgd")
if my_descent is None:
    history = net.train(X_train, y_train, learning_rate=0.5, num_iters=800)
else:
    draw = np.random.default_rng(0)
    row, history = my_descent.sgd(loss_of(net), packed(net.params), X_train, y_train, 0.5, 800, 100, draw)
    net.params = unpacked(row, net.params)
right = (net.predict(X_val) == y_val).mean()
print(f"loss {history[0]:.2f} at first, {history[-1]:.2f} in the end; validation set: {right:.1%}")

# %% [markdown] tags=["en"]
# ## 4. From templates to filters
#
# A filter is a small template that is laid over every place. These are made by hand: they answer to edges that lie
# flat, stand upright or slant, and to spots. Each map shows *where* its filter found what it looks for.

# %% [markdown] tags=["ko"]
# ## 4. 템플릿에서 필터로
#
# 필터는 모든 위치에 대 보는 작은 템플릿입니다. 아래 필터는 손으로 만든 것으로, 가로 윤곽선, 세로 윤곽선, 비스듬한
# 윤곽선, 점에 반응합니다. 각 맵은 필터가 찾는 것이 *어디에* 있는지 보여 줍니다.

# %%
by_hand = {
    "lies flat": [[1, 1, 1], [0, 0, 0], [-1, -1, -1]],
    "upright": [[1, 0, -1], [1, 0, -1], [1, 0, -1]],
    "slants": [[1, 1, 0], [1, 0, -1], [0, -1, -1]],
    "spot": [[-1, -1, -1], [-1, 8, -1], [-1, -1, -1]],
}
filters = np.array(list(by_hand.values()), dtype=float)[:, None] / 3
some = [np.flatnonzero(y_train == label)[0] for label in (0, 4, 7)]
images = X_train[some].reshape(-1, 1, 8, 8)
maps, _ = conv.conv_forward_naive(images, filters, np.zeros(4), {"stride": 1, "pad": 1})

fig, axes = plt.subplots(4, 5, figsize=(8, 6.5))
axes[0, 0].axis("off")
for axis, (name, one) in zip(axes[0, 1:], by_hand.items(), strict=True):
    axis.imshow(one, cmap=WEIGHTS, vmin=-3, vmax=3)
    axis.set_title(name)
for row, image, four in zip(axes[1:], images, maps, strict=True):
    row[0].imshow(image[0], cmap="gray_r")
    for axis, one in zip(row[1:], four, strict=True):
        axis.imshow(one, cmap=WEIGHTS, vmin=-1.5, vmax=1.5)
for axis in axes.flat:
    axis.set_xticks([])
    axis.set_yticks([])
plt.show()

# %%
grader.check("conv_forward_naive")

# %% [markdown] tags=["en"]
# The same from your vectorized convolution, and what the loops cost.

# %% [markdown] tags=["ko"]
# 벡터화한 합성곱으로 같은 결과를 얻어 봅시다. 반복문 때문에 시간이 얼마나 더 드는지도 볼 수 있습니다.

# %%
many, param = X_train[:60].reshape(-1, 1, 8, 8), {"stride": 1, "pad": 1}
found = {}
for way in ("conv_forward_naive", "conv_forward"):
    start = time.perf_counter()
    found[way], _ = getattr(conv, way)(many, filters, np.zeros(4), param)
    print(f"{way:20} {time.perf_counter() - start:8.4f} s")
agree = np.allclose(found["conv_forward_naive"], found["conv_forward"])
print(f"they agree: {agree}")

# %%
grader.check("conv_forward")

# %% [markdown] tags=["en"]
# Fast enough for a photograph: Grace Hopper, who wrote the first compilers (picture of the U.S. Navy, in the public
# domain; Matplotlib brings it along). The same two filters of nine numbers each find the lapels, the medals and the rim
# of the cap. Together they say how strong an edge is, whatever its direction.

# %% [markdown] tags=["ko"]
# 이제 사진에 써도 될 만큼 빠릅니다. 최초의 컴파일러를 만든 그레이스 호퍼입니다(미국 해군 사진, 퍼블릭 도메인.
# Matplotlib에 들어 있습니다). 수 아홉 개짜리 필터 두 개가 옷깃, 훈장, 모자챙을 찾아냅니다. 둘을 합치면 방향과 상관없이
# 윤곽선이 얼마나 뚜렷한지 알 수 있습니다.

# %%
photo = plt.imread(get_sample_data("grace_hopper.jpg"))[::2, ::2].mean(axis=2) / 255
flat, upright = conv.conv_forward(photo[None, None], filters[:2], np.zeros(2), {"stride": 1, "pad": 0})[0][0]
strength = np.sqrt(flat**2 + upright**2)
fig, axes = plt.subplots(1, 4, figsize=(13, 4.2))
axes[0].imshow(photo, cmap="gray")
for axis, one in zip(axes[1:], (flat, upright), strict=False):
    axis.imshow(one, cmap=WEIGHTS, vmin=-0.6, vmax=0.6)
axes[3].imshow(strength, cmap="gray_r", vmin=0, vmax=0.6)
for axis, title in zip(axes, ("the photograph", "edges that lie flat", "upright edges", "strength"), strict=True):
    axis.set_title(title)
    axis.axis("off")
plt.tight_layout()
plt.show()

# %% [markdown] tags=["en"]
# **Translation equivariance.** Move the digit, and the map moves along: what was learned at one place holds at all. The
# hidden units of the fully connected network (the bars) have to learn every place anew: for them the moved digit is
# something else.

# %% [markdown] tags=["ko"]
# **이동 등변성(translation equivariance).** 숫자를 옮기면 맵도 따라 움직입니다. 한 곳에서 배운 것이 모든 곳에서
# 통합니다. 완전 연결 신경망의 은닉 유닛(막대)은 위치마다 새로 배워야 합니다. 옮긴 숫자는 전혀 다른 입력이기
# 때문입니다.

# %%
wide = np.zeros((2, 1, 8, 12))
wide[0, 0, :, :8] = wide[1, 0, :, 3:11] = images[1, 0]
wide_maps, _ = conv.conv_forward(wide, filters[1:2], np.zeros(1), param)
dense = trained["TwoLayerNet"].params
fig, axes = plt.subplots(2, 3, figsize=(10, 3.6))
for row, image, one in zip(axes, wide, wide_maps, strict=True):
    hidden, _ = layers.affine_forward(image[None, :, :, :8], dense["W1"], dense["b1"])
    active, _ = layers.relu_forward(hidden)
    row[0].imshow(image[0], cmap="gray_r")
    row[1].imshow(one[0], cmap=WEIGHTS, vmin=-1.5, vmax=1.5)
    row[2].bar(range(active.shape[1]), active[0], color="gray")
for axis, title in zip(
    axes[0], ("the image", "map of the upright filter", "hidden units, fully connected"), strict=True
):
    axis.set_title(title)
plt.tight_layout()
plt.show()

# %% [markdown] tags=["en"]
# ## 5. The way back: filters that learn
#
# Nobody draws the filters by hand. Here is a secret one: you only see what it answers on ten digits. Starting from
# random weights, go downhill on the mean squared difference between your answers and the secret ones, with the gradient
# of *your* `conv_backward`. The secret comes out.

# %% [markdown] tags=["ko"]
# ## 5. 합성곱의 역전파: 배우는 필터
#
# 실제로 필터를 손으로 그리는 사람은 없습니다. 여기 비밀 필터가 하나 있고, 숫자 이미지 열 장에 대한 반응만 볼 수
# 있습니다. 손실은 여러분의 필터와 비밀 필터가 낸 반응의 차이를 제곱해 평균한 것입니다. 무작위 가중치에서 시작해
# *여러분의* `conv_backward`가 준 그래디언트를 따라 이 손실을 줄여 가면 비밀 필터가 드러납니다.

# %%
images = X_train[:10].reshape(-1, 1, 8, 8)
secret = filters[2:3]
target, _ = conv.conv_forward(images, secret, np.zeros(1), param)
w, b, losses, views = 0.1 * rng.normal(size=(1, 1, 3, 3)), np.zeros(1), [], []
for step in range(121):
    out, cache = conv.conv_forward(images, w, b, param)
    losses.append(np.mean((out - target) ** 2))
    if step % 30 == 0:
        views.append((f"step {step}", w[0, 0]))
    _dx, dw, db = conv.conv_backward(2 * (out - target) / out.size, cache)
    w, b = w - 0.25 * dw, b - 0.25 * db

fig, axes = plt.subplots(1, 7, figsize=(12, 2))
axes[0].semilogy(losses)
axes[0].set_title("loss")
for axis, (name, one) in zip(axes[1:], [*views, ("the secret", secret[0, 0])], strict=True):
    axis.imshow(one, cmap=WEIGHTS, vmin=-0.5, vmax=0.5)
    axis.set_title(name)
    axis.axis("off")
plt.show()

# %%
grader.check("conv_backward")

# %% [markdown] tags=["en"]
# ## 6. Pooling
#
# Max pooling keeps the strongest answer in each small window. The map gets smaller, and a small move of the digit
# changes it less. Does that help? A linear classifier learns digits that stand in the middle of a frame, from their
# pixels, from the maps of our filters (and of their negatives, after ReLU), and from pooled maps; then it is shown
# digits that have moved to the right.

# %% [markdown] tags=["ko"]
# ## 6. 풀링
#
# 최대 풀링은 작은 창마다 가장 강한 반응만 남깁니다. 맵은 작아지고, 숫자가 조금 움직여도 덜 변합니다. 그것이 도움이
# 될까요? 틀 한가운데에 놓인 숫자를 선형 분류기가 배웁니다. 한 번은 픽셀을 보고, 한 번은 우리 필터(와 부호를 바꾼
# 필터)의 맵에 ReLU를 적용한 것을 보고, 한 번은 그것을 풀링한 맵을 보고 배웁니다. 그런 다음 오른쪽으로 옮긴 숫자를
# 보여 줍니다.

# %%
both = np.concatenate([filters, -filters])
wide_pool = {"pool_height": 4, "pool_width": 4, "stride": 2}
pool = {"pool_height": 2, "pool_width": 2, "stride": 2}


def framed(rows, dx):
    """Digits in a frame of 12 x 12, moved to the right by dx pixels."""
    frame = np.zeros((len(rows), 1, 12, 12))
    frame[:, :, 2:10, 2 + dx : 10 + dx] = rows.reshape(-1, 1, 8, 8)
    return frame


def answers(batch):
    """What the filters answer, without the negative part."""
    return np.maximum(conv.conv_forward(batch, both, np.zeros(len(both)), param)[0], 0)


stages = {
    "pixels": lambda batch: batch,
    "maps": answers,
    "pooled 2 x 2": lambda batch: conv.max_pool(answers(batch), pool),
    "pooled 4 x 4": lambda batch: conv.max_pool(answers(batch), wide_pool),
}
fig, axes = plt.subplots(2, 5, figsize=(12, 4.4), width_ratios=[1, 1, 1, 1, 1.6])
for column, (name, stage) in enumerate(stages.items()):
    seen = stage(framed(X_train, 0))
    unit = seen.std()
    net = network.LinearNet(seen[0].size, 10)
    net.train(seen.reshape(len(seen), -1) / unit, y_train, learning_rate=0.1, reg=1e-3, num_iters=400)
    right = []
    for dx in range(3):
        moved = stage(framed(X_val, dx))
        right.append((net.predict(moved.reshape(len(moved), -1) / unit) == y_val).mean())
        if dx < 2:
            axes[dx, column].imshow(moved[0, 1 % moved.shape[1]], cmap="gray_r")
            axes[dx, column].set_title(f"{name}\n{moved.shape[1:]}" if dx == 0 else "moved by 1")
            axes[dx, column].axis("off")
    axes[0, 4].plot(range(3), right, marker="o", label=name)
    middle, one_aside, two_aside = right
    print(f"{name}: right when moved by 0, 1, 2 pixels: {middle:.1%}, {one_aside:.1%}, {two_aside:.1%}")
axes[0, 4].set_ylim(0, 1)
axes[0, 4].set_ylabel("accuracy")
axes[0, 4].set_xlabel("pixels moved")
axes[0, 4].set_xticks(range(3))
axes[0, 4].legend(fontsize=7)
axes[1, 4].axis("off")
plt.tight_layout()
plt.show()

# %%
grader.check("max_pool")

# %% [markdown] tags=["en"]
# ## 7. What neighbors are worth
#
# Now both kinds of network, on digits in the middle of the frame and on digits at random places, up to two pixels
# aside; each time also with shuffled pixels. The fully connected one sees the pixels. The other one sees what our edge
# filters and their negatives answer, after ReLU and pooling with the wide windows, and learns a linear classifier on
# that. Each point is the mean of several runs, each with examples, places and a rule of shuffling of its own; the bars
# are the standard error of that mean. Before you look: which will win in the middle?

# %% [markdown] tags=["ko"]
# ## 7. 이웃을 아는 것의 가치
#
# 이제 두 신경망을 비교합니다. 한 번은 틀 한가운데에 놓인 숫자로, 한 번은 두 픽셀까지 아무 데로나 옮긴 숫자로 하고,
# 그때마다 픽셀을 뒤섞은 것으로도 해 봅니다. 완전 연결 신경망은 픽셀을 봅니다. 다른 하나는 우리 윤곽선 필터와 부호를
# 바꾼 필터의 반응에 ReLU와 넓은 창의 풀링을 적용한 값을 보고, 선형 분류기를 배웁니다. 점 하나는 예제와 위치와 섞는
# 규칙을 바꿔 가며 여러 번 실행한 평균이고, 막대는 그 평균의 표준 오차입니다. 보기 전에 예상해 보세요. 한가운데에서는
# 어느 쪽이 이길까요?

# %%
RUNS, SIZES = range(2 if QUICK else 6), (100, 400, 1200)


def placed(reach, draw):
    """All digits, each at a place of its own in the frame of 12 x 12."""
    frames = np.zeros((len(X), 12, 12))
    for frame, digit, (down, right) in zip(frames, X, draw.integers(-reach, reach + 1, (len(X), 2)), strict=True):
        frame[2 + down : 10 + down, 2 + right : 10 + right] = digit.reshape(8, 8)
    return frames.reshape(len(X), -1)


def accuracy(net, rate, seen, learn, check):
    """How often a network is right on the rows `check` after it has learned the rows `learn`."""
    net.train(seen[learn], y[learn], learning_rate=rate, num_iters=100 if QUICK else 1000, batch_size=50)
    return (net.predict(seen[check]) == y[check]).mean()


results = {}
for reach in (0, 2):
    for run in RUNS:
        draw = np.random.default_rng(run)
        rows, frames = draw.permutation(len(X)), placed(reach, draw)
        for kind, pixels in (("pictures", np.arange(144)), ("shuffled pixels", draw.permutation(144))):
            seen = frames[:, pixels]
            maps = conv.max_pool(answers(seen.reshape(-1, 1, 12, 12)), wide_pool).reshape(len(X), -1)
            maps = maps / maps.std()
            for size in SIZES:
                split = rows[:size], rows[-500:]
                net = network.TwoLayerNet(144, 50, 10, std=0.1, seed=run)
                net.params["W1"] = net.params["W1"][pixels]
                one = accuracy(net, 0.3, seen, *split)
                results.setdefault((reach, "fully connected", kind, size), []).append(one)
                one = accuracy(network.LinearNet(maps.shape[1], 10), 0.05, maps, *split)
                results.setdefault((reach, "convolution", kind, size), []).append(one)

fig, axes = plt.subplots(1, 2, figsize=(11, 4), sharey=True)
for axis, reach, title in zip(axes, (0, 2), ("in the middle", "at random places"), strict=True):
    print(title)
    for net, color, style in (("fully connected", BLUE, "-"), ("convolution", VERMILLION, "--")):
        for kind, marker in (("pictures", "o"), ("shuffled pixels", "x")):
            runs = np.array([results[reach, net, kind, size] for size in SIZES])
            means, errors = runs.mean(axis=1), runs.std(axis=1, ddof=1) / np.sqrt(len(RUNS))
            shown = {"color": color, "linestyle": style, "marker": marker, "capsize": 4}
            axis.errorbar(SIZES, means, errors, label=f"{net}, {kind}", **shown)
            said = ", ".join(f"{mean:.1%} ± {error:.1%}" for mean, error in zip(means, errors, strict=True))
            print(f"    {net}, {kind}: {said}")
    axis.set_ylim(0, 1)
    axis.set_title(title)
    axis.set_xlabel("training examples")
axes[0].set_ylabel("accuracy on digits not seen before")
axes[1].legend(fontsize=8)
plt.show()

# %% [markdown] tags=["en"]
# **In the middle nobody wins:** no difference of the two on pictures is clearly larger than its error, and with 100
# examples the filters may even be a little behind. The digits were centered by those who collected them, so each pixel
# means the same in every picture, and that is all a fully connected network needs. That filters lose when the pixels
# are shuffled does not show what they are good for, only that they rely on neighbors.
#
# **At random places** it shows. With 100 examples the fully connected network reads about a quarter of the digits, and
# the filters nearly half, because what they learn of one place holds at the others. The more examples there are, the
# less that matters: among 1,200 are most digits at most places, and the fully connected one has caught up. And with
# shuffled pixels filters and pooling do harm, for then neighbors have nothing to do with each other.

# %% [markdown] tags=["ko"]
# **한가운데에서는 승부가 나지 않습니다.** 그림에서 두 신경망의 차이는 오차보다 뚜렷이 크지 않고, 예제가 100개일 때는
# 필터가 조금 뒤질 수도 있습니다. 이 숫자들은 모을 때 이미 가운데에 맞춰 놓은 것입니다. 그래서 픽셀 하나하나가 어느
# 이미지에서나 같은 것을 뜻하고, 완전 연결 신경망은 그것으로 충분합니다. 픽셀을 뒤섞으면 필터가 나빠진다는 사실은 필터가
# 이웃에 기댄다는 것만 보여 줄 뿐, 필터가 왜 좋은지는 보여 주지 않습니다.
#
# **아무 데나 놓으면** 차이가 드러납니다. 예제가 100개일 때 완전 연결 신경망은 4분의 1쯤, 필터는 절반 가까이 맞힙니다.
# 필터가 한 곳에서 배운 것은 다른 곳에서도 통하기 때문입니다. 예제가 많아질수록 차이는 줄어듭니다. 1,200개에는 거의 모든
# 숫자가 거의 모든 위치에 있으므로 완전 연결 신경망도 따라잡습니다. 픽셀을 뒤섞으면 이웃이 서로 아무 관련이 없으므로,
# 필터와 풀링은 오히려 해가 됩니다.

# %% [markdown] tags=["en"]
# ### Written question (`explain_permutation`, graded by a person)
#
# Answer in the cell below, in five to ten sentences:
#
# 1. Why does shuffling the pixels make no difference to the fully connected network? Say what happens to W1.
# 2. Why does it harm the convolution? What does a filter assume about an image, and what does pooling assume?
# 3. A convolution is a fully connected layer with most weights 0 and the others shared among places. A fully connected
#    layer could learn the very same weights. Why does one use a convolution for images all the same? Use the counts of
#    section 1.

# %% [markdown] tags=["ko"]
# ### 서술형 문제 (`explain_permutation`, 사람이 채점합니다)
#
# 아래 셀에 다섯 문장에서 열 문장으로 답하세요.
#
# 1. 픽셀을 뒤섞어도 완전 연결 신경망은 왜 달라지지 않나요? W1에 어떤 일이 일어나는지 설명하세요.
# 2. 합성곱은 왜 나빠지나요? 필터는 이미지에 대해 무엇을 가정하고, 풀링은 무엇을 가정하나요?
# 3. 합성곱은 가중치 대부분이 0이고 나머지는 여러 곳에서 함께 쓰는 완전 연결 층입니다. 완전 연결 층도 똑같은
#    가중치를 배울 수 있는데, 이미지 분류에서 합성곱을 쓰는 까닭은 무엇일까요? 1절에서 센 개수를 이용해 설명하세요.

# %% [markdown] tags=["en"] question="explain_permutation"
# *Write your answer here, in place of this line.*

# %% [markdown] tags=["ko"] question="explain_permutation"
# *이 줄을 지우고 여기에 답을 쓰세요.*

# %% [markdown] tags=["en"]
# ## 8. A network that learns its filters
#
# So far the filters were drawn by hand. Now the whole thing: two stages of convolution, ReLU and pooling, and an affine
# layer at the end, all trained together, on 2,000 pictures of clothes (Fashion-MNIST, 28 x 28 pixels, ten classes).
# `convnet.py` is given; read it. It is made of *your* layers, and only the way back through a convolution takes a
# shorter path: your `conv_backward` visits every number of every map in a Python loop. First see that both paths lead
# to the same gradient, and what the longer one costs.

# %% [markdown] tags=["ko"]
# ## 8. 필터를 스스로 배우는 신경망
#
# 지금까지는 필터를 손으로 그렸습니다. 이제 전부 합칩니다. 합성곱, ReLU, 풀링을 두 단계 쌓고 끝에 어파인 층을 두어, 옷
# 사진 2,000장(Fashion-MNIST, 28 x 28픽셀, 클래스 열 개)으로 모두 함께 훈련합니다. `convnet.py`는 주어졌으니 읽어
# 보세요. *여러분의* 층으로 만들었고, 합성곱의 역전파만 지름길로 갑니다. 여러분의 `conv_backward`는 맵의 모든 수를
# Python 반복문으로 하나씩 들르기 때문입니다. 먼저 두 길이 같은 그래디언트에 이르는지, 먼 길은 얼마나 오래 걸리는지
# 봅시다.

# %%
clothes = load_fashion()
brightness, spread = clothes.X_train.mean(), clothes.X_train.std()


def as_rows(images):
    """Images as rows of numbers around 0."""
    return (images.reshape(len(images), -1) - brightness) / spread


X_clothes, X_new = as_rows(clothes.X_train), as_rows(clothes.X_test)
y_clothes, y_new = clothes.y_train, clothes.y_test
fig, axes = plt.subplots(2, 10, figsize=(13, 3))
for kind, name in enumerate(clothes.classes):
    for axis, place in zip(axes[:, kind], np.flatnonzero(y_clothes == kind), strict=False):
        axis.imshow(clothes.X_train[place], cmap="gray_r")
        axis.axis("off")
    axes[0, kind].set_title(name, fontsize=10)
plt.show()

small = convnet.ConvNet((1, 28, 28), (8,), (5,), 10)
batch = X_clothes[:4]
start = time.perf_counter()
_loss, grads = small.loss(batch, y_clothes[:4])
short = time.perf_counter() - start

start = time.perf_counter()
w, b, pad = small.params["w1"], small.params["b1"], {"stride": 1, "pad": 2}
out, cache = conv.conv_forward(batch.reshape(4, 1, 28, 28), w, b, pad)
active, relu_cache = layers.relu_forward(out)
pooled = conv.max_pool(active, convnet.POOL)
scores, affine_cache = layers.affine_forward(pooled, small.params["W"], small.params["b"])
_loss, dscores = network.softmax.softmax_loss(scores, y_clothes[:4])
dpooled, _dw, _db = layers.affine_backward(dscores, affine_cache)
dactive = convnet.max_pool_backward(dpooled, active, pooled, convnet.POOL)
_dx, dw, _db = conv.conv_backward(layers.relu_backward(dactive, relu_cache), cache)
long = time.perf_counter() - start
apart = np.abs(dw - grads["w1"]).max()
print(f"largest difference of the two gradients: {apart:.1e}")
print(f"one step on four pictures: {short:.3f} s by convnet.py, {long:.3f} s through the loops of conv_backward")

# %% [markdown] tags=["en"]
# Train it, beside a fully connected network with a hundred hidden units, and both once more on shuffled pixels. This
# takes about a minute: most of it is spent in your `conv_forward`.

# %% [markdown] tags=["ko"]
# 은닉 유닛이 백 개인 완전 연결 신경망과 나란히 훈련하고, 둘 다 뒤섞은 픽셀로도 한 번 더 훈련합니다. 1분쯤 걸리며,
# 시간은 대부분 여러분의 `conv_forward`에서 흐릅니다.

# %%
steps = 4 if QUICK else 300
clothes_shuffle = np.random.default_rng(7).permutation(784)
makers = {
    "fully connected": (lambda: network.TwoLayerNet(784, 100, 10, std=0.03), 0.1),
    "ConvNet": (lambda: convnet.ConvNet((1, 28, 28), (8, 16), (5, 3), 10), 0.05),
}
learned = {}
fig, axis = plt.subplots(figsize=(7, 3.6))
for (name, (make, rate)), color in zip(makers.items(), (BLUE, VERMILLION), strict=True):
    for kind, pixels, style in (("pictures", np.arange(784), "-"), ("shuffled pixels", clothes_shuffle, ":")):
        net, start = make(), time.perf_counter()
        history = net.train(X_clothes[:, pixels], y_clothes, learning_rate=rate, num_iters=steps, batch_size=64)
        seconds = time.perf_counter() - start
        learned[name, kind] = net, pixels
        width = min(20, steps)
        mean = np.convolve(history, np.ones(width) / width, "valid")
        axis.plot(mean, color=color, linestyle=style, label=f"{name}, {kind}")
        weights = sum(part.size for part in net.params.values())
        right = (net.predict(X_new[:, pixels]) == y_new).mean()
        print(f"{name}, {kind}: {weights:,} weights, {seconds:.0f} s, new pictures: {right:.1%}")
axis.set_ylim(bottom=0)
axis.set_xlabel("step")
axis.set_ylabel("loss of the batch, mean of 20 steps")
axis.legend()
plt.show()
error = np.sqrt(0.85 * 0.15 / len(y_new))
print(f"With {len(y_new)} new pictures, an accuracy of 85% has a standard error of {error:.1%}.")

# %% [markdown] tags=["en"]
# What did it learn to look for? Above, the eight filters of the first stage, which began as noise. Below, their maps of
# a shirt and of a shoe, after ReLU and pooling: some answer to edges from one side, others to surfaces or stripes.

# %% [markdown] tags=["ko"]
# 무엇을 찾도록 배웠을까요? 맨 위는 첫 단계의 필터 여덟 개로, 처음에는 잡음이었습니다. 그 아래는 셔츠와 신발의 맵에
# ReLU와 풀링을 적용한 것입니다. 어떤 필터는 한쪽 방향의 윤곽선에, 어떤 필터는 면이나 줄무늬에 반응합니다.

# %%
net, _pixels = learned["ConvNet", "pictures"]
shown = [np.flatnonzero(y_new == kind)[0] for kind in (6, 9)]
first_maps = net.maps(X_new[shown].reshape(-1, 1, 28, 28))[0][2]
fig, axes = plt.subplots(3, 9, figsize=(13, 4.6))
axes[0, 0].axis("off")
for axis, one in zip(axes[0, 1:], net.params["w1"], strict=True):
    largest = np.abs(one).max()
    axis.imshow(one[0], cmap=WEIGHTS, vmin=-largest, vmax=largest)
for row, place, eight in zip(axes[1:], shown, first_maps, strict=True):
    row[0].imshow(clothes.X_test[place], cmap="gray_r")
    row[0].set_title(clothes.classes[y_new[place]], fontsize=10)
    for axis, one in zip(row[1:], eight, strict=True):
        axis.imshow(one, cmap="gray_r", vmin=0)
for axis in axes.flat:
    axis.axis("off")
plt.tight_layout()
plt.show()

# %% [markdown] tags=["en"]
# And what becomes of the four networks when the new pictures move to the right? (The shuffled ones are moved first and
# shuffled then.)

# %% [markdown] tags=["ko"]
# 새 사진을 오른쪽으로 옮기면 네 신경망은 어떻게 될까요? (뒤섞은 것은 먼저 옮긴 다음 섞습니다.)

# %%
fig, axis = plt.subplots(figsize=(7, 3.8))
for (name, kind), (net, pixels) in learned.items():
    right = []
    for move in range(5):
        moved = np.zeros_like(clothes.X_test)
        moved[:, :, move:] = clothes.X_test[:, :, : 28 - move]
        right.append((net.predict(as_rows(moved)[:, pixels]) == y_new).mean())
    color, style = BLUE if name == "fully connected" else VERMILLION, "-" if kind == "pictures" else ":"
    errors = np.sqrt(np.multiply(right, 1 - np.array(right)) / len(y_new))
    axis.errorbar(range(5), right, errors, color=color, linestyle=style, capsize=3, label=f"{name}, {kind}")
    said = ", ".join(f"{one:.1%}" for one in right)
    print(f"{name}, {kind}: right when moved by 0, 1, 2, 3, 4 pixels: {said}")
axis.set_ylim(0, 1)
axis.set_xticks(range(5))
axis.set_xlabel("pixels moved")
axis.set_ylabel("accuracy on new pictures")
axis.legend()
plt.show()

# %% [markdown] tags=["en"]
# ### Written question (`explain_convnet`, graded by a person)
#
# Answer in the cell below, in five to ten sentences:
#
# 1. Compare the numbers of weights and the accuracies of the two networks on pictures. What does the ConvNet know
#    before its first step that the other one has to learn?
# 2. Moving the pictures moves the maps, and nothing else. And yet the ConvNet, too, loses accuracy when they move.
#    Where in the network is the place of a pattern forgotten, where does it still count, and why does it lose less than
#    the other one at first?
# 3. Choose two of the eight filters. Say what each answers to, and show it by their maps of the shirt and the shoe.

# %% [markdown] tags=["ko"]
# ### 서술형 문제 (`explain_convnet`, 사람이 채점합니다)
#
# 아래 셀에 다섯 문장에서 열 문장으로 답하세요.
#
# 1. 그림으로 훈련한 두 신경망의 가중치 개수와 정확도를 비교하세요. ConvNet이 첫 스텝 전부터 알고 있어서 배울 필요가
#    없는 것은 무엇인가요?
# 2. 그림을 옮기면 맵도 따라 움직일 뿐 달라지지 않습니다. 그런데도 ConvNet의 정확도 역시 떨어집니다. 신경망의 어디에서
#    무늬의 위치를 잊고, 어디에서는 여전히 위치가 중요한가요? 처음에 완전 연결 신경망보다 덜 떨어지는 까닭은 무엇인가요?
# 3. 필터 여덟 개 가운데 두 개를 골라 각각 무엇에 반응하는지 말하고, 셔츠와 신발의 맵을 근거로 보이세요.

# %% [markdown] tags=["en"] question="explain_convnet"
# *Write your answer here, in place of this line.*

# %% [markdown] tags=["ko"] question="explain_convnet"
# *이 줄을 지우고 여기에 답을 쓰세요.*

# %% [markdown] tags=["en"]
# ## 9. From pixels to a trained network, all of it yours
#
# If you have solved all five assignments, there is nothing left in this program that you have not written: images to
# vectors, a validation part and standardization (assignment 1), scores (2), a gradient check (3), stochastic gradient
# descent (4), and the layers (5). Copy the files here as `my_images.py`, `my_scores.py`, `my_numeric.py` and
# `my_descent.py`, or unzip the assignments beside this one. If one is missing, the cell says so, and you are done all
# the same.

# %% [markdown] tags=["ko"]
# ## 9. 픽셀에서 훈련된 신경망까지, 모두 여러분의 코드로
#
# 다섯 과제를 모두 풀었다면 이 프로그램에는 여러분이 쓰지 않은 것이 거의 없습니다. 이미지를 벡터로 펼치고 검증 데이터를
# 나누고 표준화하기(과제 1), 점수(2), 그래디언트 검사(3), 확률적 경사하강법(4), 그리고 층(5)입니다. 파일을
# `my_images.py`, `my_scores.py`, `my_numeric.py`, `my_descent.py`라는 이름으로 여기에 복사하거나, 과제들을 이 폴더 옆에
# 풀어 두세요. 빠진 것이 있으면 셀이 알려 줍니다. 그래도 이 과제는 다 한 것입니다.

# %%
images = own("images", "a1_knn", "flatten_images", "train_val_split", "standardize")
linear = own("scores", "a2_linear", "batch_scores")
numeric = own("numeric", "a3_gradients", "relative_error", "gradient_check")
descent = own("descent", "a4_sgd", "gradient_step", "sample_batch", "sgd")
if None not in (images, linear, numeric, descent):
    draw = np.random.default_rng(0)
    pixels = images.flatten_images(clothes.X_train) / 255  # assignment 1
    X_learn, y_learn, X_check, y_check = images.train_val_split(pixels, clothes.y_train, 0.2, draw)
    X_learn, X_check = images.standardize(X_learn, X_check)

    net = convnet.ConvNet((1, 28, 28), (8, 16), (5, 3), 10)  # assignment 5
    loss, row = loss_of(net), packed(net.params)
    few = X_learn[:5], y_learn[:5]
    _value, gradient = loss(row, *few)
    error = numeric.gradient_check(lambda place: loss(place, *few)[0], row, gradient, draw, 5)  # assignment 3
    print(f"largest relative error of the gradient: {error:.1e}")

    row, history = descent.sgd(loss, row, X_learn, y_learn, 0.05, steps, 64, draw)  # assignment 4
    net.params = unpacked(row, net.params)

    seen = net.maps(X_check.reshape(-1, 1, 28, 28))[-1][2]
    scores = linear.batch_scores(seen.reshape(len(seen), -1), net.params["W"], net.params["b"])  # assignment 2
    right = (scores.argmax(axis=1) == y_check).mean()
    print(f"loss {history[0]:.2f} at first, {history[-1]:.2f} in the end; validation part: {right:.1%}")

# %% [markdown] tags=["en"]
# ### Done?
#
# In a terminal, `autograder pack` makes the zip to hand in.

# %% [markdown] tags=["ko"]
# ### 다 했나요?
#
# 터미널에서 `autograder pack`을 실행하면 제출할 zip 파일이 만들어집니다.
