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

import time

import conv
import layers
import matplotlib.pyplot as plt
import network
import numpy as np

from autograder.datasets import load_dataset_or_digits, load_digits

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
# A small photograph of CIFAR-10, and one of the size that ImageNet networks see: how many weights does a layer need to
# look at it?

# %% [markdown] tags=["ko"]
# ## 1. 완전 연결 층의 두 가지 문제
#
# **첫 번째 문제: 너무 많은 가중치.**
# CIFAR-10의 작은 사진과, ImageNet 신경망이 보는 크기의 사진입니다. 한 층이 이 사진을 보려면 가중치가 몇 개나
# 필요할까요?

# %%
for name, shape in {"our digits": (1, 8, 8), "CIFAR-10": (3, 32, 32), "ImageNet": (3, 224, 224)}.items():
    counts = network.parameter_counts(shape, hidden=100, filters=100, size=5)
    print(
        f"{name:12} {counts['inputs']:8,} inputs; 100 hidden units: {counts['dense_weights']:12,} weights;"
        f" 100 filters of 5x5: {counts['conv_weights']:6,}"
    )

edges = [8, 16, 32, 64, 128, 256, 512]
tables = [network.parameter_counts((3, edge, edge), 100, 100, 5) for edge in edges]
plt.figure(figsize=(5.5, 3))
plt.loglog(edges, [table["dense_weights"] for table in tables], "o-", base=2, label="100 hidden units")
plt.loglog(edges, [table["conv_weights"] for table in tables], "s-", base=2, label="100 filters of 5 x 5")
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
print("an image:", little.tolist(), "  flattened:", little.reshape(-1).tolist())

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
# 계산을 그래프로 그렸습니다. 수는 앞으로(화살표 위, 파란색), 기울기는 뒤로(아래, 빨간색) 흐릅니다. 상자는 자기 규칙만
# 알면 됩니다. 빨간 수 하나를 손으로 확인해 보세요. w가 0.01 커지면 f는 얼마나 커지나요?

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
    axis.text((x0 + x1) / 2, (y0 + y1) / 2 + 0.12, value, color="tab:blue", ha="center", va="bottom", fontsize=12)
    axis.text((x0 + x1) / 2, (y0 + y1) / 2 - 0.12, gradient, color="tab:red", ha="center", va="top", fontsize=12)
axis.set_xlim(-0.5, 8.5)
axis.set_ylim(-0.9, 3)
axis.axis("off")
axis.set_title("f = v * ReLU(x * w + b)")
plt.show()

# %% [markdown] tags=["en"]
# Your affine layer is such a box, with matrices in place of numbers. A gradient has the shape of what it belongs to.

# %% [markdown] tags=["ko"]
# 여러분의 어파인 층도 이런 상자입니다. 수 대신 행렬이 흐를 뿐입니다. 기울기의 shape은 그 대상의 shape과 같습니다.

# %%
few = X_train[:5].reshape(5, 1, 8, 8)
w, b = 0.1 * rng.normal(size=(64, 10)), np.zeros(10)
out, cache = layers.affine_forward(few, w, b)
print("forward: x", few.shape, " w", w.shape, " b", b.shape, " ->  out", out.shape)

# %%
grader.check("affine_forward")

# %%
dx, dw, db = layers.affine_backward(np.ones(out.shape), cache)
print("back:   dx", dx.shape, "dw", dw.shape, "db", db.shape, " <-  dout", out.shape)

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
# 클래스를 둘러싸고 있어 어떤 직선도 소용이 없습니다. 신경망의 경계는 곧은 조각들로 이루어져 있고, 은닉 유닛이 켜지고
# 꺼지는 직선을 지날 때마다 꺾일 수 있습니다.

# %%
radius = np.concatenate([rng.uniform(0, 1, 150), rng.uniform(1.5, 2.5, 150)])
angle = rng.uniform(0, 2 * np.pi, 300)
points, rings = np.stack([radius * np.cos(angle), radius * np.sin(angle)], axis=1), np.repeat([0, 1], 150)

side = np.linspace(-3, 3, 121)
grid = np.stack(np.meshgrid(side, side), axis=-1).reshape(-1, 2)
fig, axes = plt.subplots(1, 2, figsize=(8, 3.6))
for axis, net in zip(axes, (network.LinearNet(2, 2), network.TwoLayerNet(2, 12, 2, std=1.0)), strict=True):
    net.train(points, rings, learning_rate=0.5, num_iters=500)
    axis.contourf(side, side, net.predict(grid).reshape(121, 121), levels=1, cmap="coolwarm", alpha=0.3)
    axis.scatter(*points.T, c=rings, cmap="coolwarm", s=10)
    axis.set_title(f"{type(net).__name__}: {(net.predict(points) == rings).mean():.0%} right")
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
    print(f"{name:12} training set {scores[0]:.1%}, validation set {scores[1]:.1%}")
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
    axis.imshow(template, cmap="RdBu", vmin=-0.8, vmax=0.8)
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
    print(f"validation set: {(net.predict(X_val[:, pixels]) == y_val).mean():.1%}")
print(f"largest difference of the two losses at any step: {np.abs(np.subtract(*histories)).max():.1e}")

# %% [markdown] tags=["en"]
# **If you like:** the same network on color images. If `cifar10.npz` lies in a folder `data` beside this notebook, it
# learns from 2,000 pictures of CIFAR-10 here, within a minute; if not, the cell says how to get it, and goes on with
# the digits. Guessing would be right in 10 %.

# %% [markdown] tags=["ko"]
# **더 해 보고 싶다면:** 같은 신경망을 컬러 이미지로 훈련해 봅시다. 이 노트북 옆 `data` 폴더에 `cifar10.npz`가 있으면
# CIFAR-10 이미지 2,000장으로 1분 안에 훈련합니다. 없으면 구하는 방법을 알려 주고 숫자 이미지로 계속합니다. 찍기만 해도
# 10%는 맞습니다.

# %%
larger = load_dataset_or_digits("cifar10")
seen, unseen = (some.reshape(len(some), -1) / 255 - 0.5 for some in (larger.X_train[:2000], larger.X_test[:500]))
net = network.TwoLayerNet(seen.shape[1], 50, len(larger.classes), std=0.01)
net.train(seen, larger.y_train[:2000], learning_rate=0.1, num_iters=500)
right = np.mean(net.predict(unseen) == larger.y_test[:500])
print(f"images of {larger.X_train.shape[1:]}, classes {', '.join(larger.classes)}: {right:.0%} are right")

# %% [markdown] tags=["en"]
# ## 4. From templates to filters
#
# A filter is a small template that is laid over every place. These are made by hand: they answer to edges that lie
# flat, stand upright or slant, and to spots. Each map shows *where* its filter found what it looks for.

# %% [markdown] tags=["ko"]
# ## 4. 템플릿에서 필터로
#
# 필터는 모든 위치에 대 보는 작은 템플릿입니다. 아래 필터는 손으로 만든 것으로, 가로 경계, 세로 경계, 비스듬한
# 경계, 점에 반응합니다. 각 맵은 필터가 찾는 것이 *어디에* 있는지 보여 줍니다.

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
    axis.imshow(one, cmap="RdBu", vmin=-3, vmax=3)
    axis.set_title(name)
for row, image, four in zip(axes[1:], images, maps, strict=True):
    row[0].imshow(image[0], cmap="gray_r")
    for axis, one in zip(row[1:], four, strict=True):
        axis.imshow(one, cmap="RdBu", vmin=-1.5, vmax=1.5)
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
print("they agree:", np.allclose(found["conv_forward_naive"], found["conv_forward"]))

# %%
grader.check("conv_forward")

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
    row[1].imshow(one[0], cmap="RdBu", vmin=-1.5, vmax=1.5)
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
# *여러분의* `conv_backward`가 준 기울기를 따라 이 손실을 줄여 가면 비밀 필터가 드러납니다.

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
    axis.imshow(one, cmap="RdBu", vmin=-0.5, vmax=0.5)
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
    axes[0, 4].plot(range(3), right, "o-", label=name)
    print(f"{name:13} right when moved by 0, 1, 2 pixels:", *(f"{one:6.1%}" for one in right))
axes[0, 4].set_ylabel("right")
axes[0, 4].set_xlabel("pixels moved")
axes[0, 4].legend(fontsize=7)
axes[1, 4].axis("off")
plt.tight_layout()
plt.show()

# %%
grader.check("max_pool")

# %% [markdown] tags=["en"]
# ## 7. The permutation experiment
#
# Now both kinds of network, on pictures and on shuffled pictures, with few examples to learn from and with more. The
# fully connected one sees the pixels. The other one sees what our edge filters and their negatives answer, after ReLU
# and max pooling, and learns a linear classifier on that. Each bar is the mean of six runs, each with examples and a
# rule of shuffling of its own.

# %% [markdown] tags=["ko"]
# ## 7. 픽셀 뒤섞기 실험
#
# 이제 두 신경망을 그림과 뒤섞은 그림에서, 예제가 적을 때와 많을 때 비교합니다. 완전 연결 신경망은 픽셀을 봅니다. 다른
# 하나는 우리 경계 필터와 부호를 바꾼 필터의 반응에 ReLU와 최대 풀링을 적용한 값을 보고, 선형 분류기를 훈련합니다.
# 막대 하나는 예제와 섞는 규칙을 바꿔 가며 여섯 번 실행한 평균입니다.

# %%


def filtered(rows):
    """What the filters answer on these images, pooled: one row an image."""
    return conv.max_pool(answers(rows.reshape(-1, 1, 8, 8)), pool).reshape(len(rows), -1)


def accuracy(net, train, val):
    """How often a network is right on `val` after it has learned `train`."""
    net.train(*train, learning_rate=0.3, num_iters=300, batch_size=50)
    return (net.predict(val[0]) == val[1]).mean()


sizes, results = [100, 400], {}
for size in sizes:
    for seed in range(6):
        draw = np.random.default_rng(seed)
        rows = draw.permutation(len(X))
        learn, check = rows[:size], rows[-500:]
        for what, pixels in (("pictures", np.arange(64)), ("shuffled", draw.permutation(64))):
            seen = X[:, pixels]
            net = network.TwoLayerNet(64, 50, 10, std=0.1, seed=seed)
            net.params["W1"] = net.params["W1"][pixels]
            one = accuracy(net, (seen[learn], y[learn]), (seen[check], y[check]))
            results.setdefault(("fully connected", what, size), []).append(one)
            maps = filtered(seen)
            maps = maps / maps.std()
            one = accuracy(network.LinearNet(maps.shape[1], 10), (maps[learn], y[learn]), (maps[check], y[check]))
            results.setdefault(("convolution", what, size), []).append(one)

fig, axes = plt.subplots(1, 2, figsize=(9, 3), sharey=True)
for axis, size in zip(axes, sizes, strict=True):
    for place, kind in enumerate(("fully connected", "convolution")):
        for side, what, color in ((-0.2, "pictures", "tab:blue"), (0.2, "shuffled", "tab:orange")):
            height = np.mean(results[kind, what, size])
            axis.bar(place + side, height, 0.38, color=color, label=what if place == 0 else None)
            axis.text(place + side, height, f"{height:.1%}", ha="center", va="bottom")
    axis.set_xticks([0, 1], ["fully connected", "convolution"])
    axis.set_ylim(0.7, 1)
    axis.set_title(f"{size} training examples")
axes[0].set_ylabel("validation accuracy")
axes[0].legend(loc="upper left")
plt.show()

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
# ### Done?
#
# In a terminal, `autograder pack` makes the zip to hand in.

# %% [markdown] tags=["ko"]
# ### 다 했나요?
#
# 터미널에서 `autograder pack`을 실행하면 제출할 zip 파일이 만들어집니다.
