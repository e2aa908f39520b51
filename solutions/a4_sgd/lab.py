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
# # Assignment 4: Going down
#
# This notebook tells the story of the handout with pictures, and it does so with *your* functions. Write them in
# `descent.py` and `classifier.py`; this notebook loads them anew whenever you save. Run the cells from top to bottom. A
# cell that needs an answer which you have not written yet stops with "not written yet"; write it, save, and run the
# cell again.

# %% [markdown] tags=["ko"]
# # 과제 4: 경사하강법
#
# 이 노트북은 안내문의 이야기를 그림과 함께, *여러분이 쓴 함수*로 풀어 갑니다. 답은 `descent.py`와 `classifier.py`에
# 쓰세요. 저장할 때마다 노트북이 새로 읽어 들입니다. 셀은 위에서 아래로 실행합니다. 아직 쓰지 않은 답이 필요한 셀은
# "not written yet"이라고 알리며 멈춥니다. 답을 쓰고 저장한 다음 그 셀을 다시 실행하세요.

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

FOLDER = "/content/drive/MyDrive/a4_sgd"

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

import classifier
import descent
import least_squares
import matplotlib.pyplot as plt
import numpy as np
from squared_error import least_squares_loss

from autograder.datasets import load_digits, load_fashion
from autograder.plots import CYCLE, LINES, WEIGHTS, plot_style

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
# ## 1. The blindfolded hiker
#
# A blindfolded hiker stands on a hillside and wants to get down. All that she can feel is the slope under her feet. The
# simplest hill is the loss $w^2$, with slope $2w$. From $w = 10$, with learning rate 0.1, follow your own steps.

# %% [markdown] tags=["ko"]
# ## 1. 눈을 가린 등산객
#
# 눈을 가린 등산객이 산비탈에서 내려가려고 합니다. 알 수 있는 것은 발밑의 기울기뿐입니다. 가장 단순한 비탈은 손실
# $w^2$이고 기울기는 $2w$입니다. $w = 10$에서 학습률 0.1로, 여러분의 함수가 밟는 스텝을 따라가 봅시다.

# %%
w = np.array([10.0])
for step in range(5):
    slope = 2 * w
    print(f"step {step}: w = {w[0]:.3f}, loss = {w[0] ** 2:.3f}, slope = {slope[0]:.3f}")
    w = descent.gradient_step(w, slope, 0.1)

# %%
grader.check("gradient_step")

# %% [markdown] tags=["en"]
# Now two weights, and a valley that is steep in one direction and flat in the other. On the left, the hiker's path by
# your `gradient_descent`; on the right, the loss along a straight line against the first gradient. Along that line the
# loss falls at first and then rises again: a step can be too long, even in the right direction.

# %% [markdown] tags=["ko"]
# 이번에는 가중치가 둘이고, 한쪽으로는 가파르고 다른 쪽으로는 완만한 골짜기입니다. 왼쪽은 여러분의 `gradient_descent`로
# 내려간 길이고, 오른쪽은 첫 그래디언트의 반대 방향으로 똑바로 갔을 때의 손실입니다. 손실은 처음에는 줄다가 다시
# 커집니다. 방향이 맞아도 스텝이 너무 길 수 있습니다.

# %%
STEEPNESS = np.array([1.0, 6.0])


def valley(W):
    """A loss with its lowest place at the origin, and its gradient."""
    return float(np.sum(STEEPNESS * W**2)), 2 * STEEPNESS * W


def path(learning_rate, num_iters, start):
    """All places on the way: the end of every shorter walk."""
    return np.array(
        [start, *(descent.gradient_descent(valley, start, learning_rate, t)[0] for t in range(1, num_iters))]
    )


def draw_valley(axis, width=3.4):
    """Lines of equal loss."""
    a, b = np.meshgrid(np.linspace(-width, width, 120), np.linspace(-width, width, 120))
    axis.contour(a, b, STEEPNESS[0] * a**2 + STEEPNESS[1] * b**2, levels=14, colors="silver", linewidths=0.7)
    axis.set_aspect("equal")


start = np.array([-3.0, 1.2])
fig, axes = plt.subplots(1, 2, figsize=(11, 4))
draw_valley(axes[0])
axes[0].plot(*path(0.14, 20, start).T, "o-", ms=4)
axes[0].set_title("twenty steps, learning rate 0.14")
distances = np.linspace(0, 0.2, 50)
axes[1].plot(distances, descent.loss_along(valley, start, -valley(start)[1], distances))
axes[1].set_xticks(np.linspace(0, 0.2, 5))
axes[1].set_xlabel("learning rate of the first step")
axes[1].set_ylabel("loss after it")
plt.show()

# %%
grader.check("gradient_descent")

# %% [markdown] tags=["en"]
# ## 2. The learning rate
#
# The same valley with three learning rates. The steep direction decides how large a rate may be (below 1/6 here); the
# flat one decides how long the walk takes.

# %% [markdown] tags=["ko"]
# ## 2. 학습률
#
# 같은 골짜기를 세 가지 학습률로 내려갑니다. 견딜 수 있는 학습률의 크기는 가파른 방향이 정하고(여기서는 1/6 미만),
# 얼마나 오래 걸리는지는 완만한 방향이 정합니다.

# %%
rates = {"too small": 0.01, "good": 0.12, "too large": 0.172}
fig, axes = plt.subplots(1, 4, figsize=(15, 3.6))
for (name, rate), axis in zip(rates.items(), axes, strict=False):
    draw_valley(axis)
    walk = path(rate, 20, start)
    axis.plot(*walk.T, "o-", ms=3)
    axis.set_xlim(-3.4, 3.4)
    axis.set_ylim(-3.4, 3.4)
    axis.set_title(f"{name}: {rate}")
    axes[3].semilogy(descent.gradient_descent(valley, start, rate, 20)[1], label=name)
axes[3].set_xlabel("step")
axes[3].set_ylabel("loss")
axes[3].legend()
plt.tight_layout()
plt.show()

# %% [markdown] tags=["en"]
# Now in earnest: digits, 64 pixels and a column of ones, ten classes, so 650 weights. The loss is least squares
# (given): the right class should score 1, the others 0. We hold out a quarter for validation and a quarter for the
# final test.

# %% [markdown] tags=["ko"]
# 이제 진짜 문제입니다. 숫자 이미지의 64픽셀에 1로 채운 열을 더하고 클래스가 열 개이니 가중치는 650개입니다. 손실은
# 주어진 최소제곱입니다. 정답 클래스의 점수는 1, 나머지는 0이 되는 것이 목표입니다. 4분의 1은 검증용으로, 또 4분의 1은
# 마지막 테스트용으로 떼어 둡니다.

# %%
digits = load_digits()
X_all = np.column_stack([digits.rows / 16, np.ones(len(digits.rows))])
order = np.random.default_rng(0).permutation(len(X_all))
parts = np.split(order, [len(order) // 2, 3 * len(order) // 4])
(X_train, y_train), (X_val, y_val), (X_test, y_test) = ((X_all[part], digits.labels[part]) for part in parts)
print(X_train.shape, X_val.shape, X_test.shape)


def full_loss(W):
    """The loss over the whole training part, and its gradient."""
    return least_squares_loss(W, X_train, y_train)


nothing = np.zeros((65, 10))
fig, axis = plt.subplots(figsize=(7, 4))
for rate in (0.0005, 0.005, 0.05, 0.086, 0.09):
    W, history = descent.gradient_descent(full_loss, nothing, rate, 100)
    right = classifier.accuracy((X_val @ W).argmax(axis=1), y_val)
    axis.semilogy(history, label=f"{rate}: {right:.1%} right")
axis.set_ylim(0.1, 10)
axis.set_xlabel("step")
axis.set_ylabel("loss on the training part")
axis.legend(title="learning rate, validation")
plt.show()

# %% [markdown] tags=["en"]
# ### Written question (`explain_learning_rate`, graded by a person)
#
# Look at the curves above and answer in the cell below, in five to ten sentences:
#
# 1. Which of the curves belong to a rate that is too small, good, too large? How does each give itself away?
# 2. The rate 0.09 diverges and 0.086 does not, though they differ by only 5 %. What happens in the valley above on
#    either side of this border? (Follow a single weight with loss $a w^2$: by what is $w$ multiplied in each step?)
# 3. With 0.0005 the loss is still far from its minimum after 100 steps, and yet most digits are read right. How can
#    that be?

# %% [markdown] tags=["ko"]
# ### 서술형 문제 (`explain_learning_rate`, 사람이 채점합니다)
#
# 위의 곡선을 보고 아래 셀에 다섯 문장에서 열 문장으로 답하세요.
#
# 1. 학습률이 너무 작은 곡선, 알맞은 곡선, 너무 큰 곡선은 각각 어느 것인가요? 무엇을 보고 알 수 있나요?
# 2. 0.09는 발산하고 0.086은 발산하지 않는데, 둘의 차이는 5%뿐입니다. 이 경계의 양쪽에서 위의 골짜기에서는 어떤 일이
#    일어날까요? (손실이 $a w^2$인 가중치 하나를 따라가 보세요. 스텝마다 $w$에 무엇이 곱해지나요?)
# 3. 0.0005에서는 100스텝 뒤에도 손실이 최솟값에서 아직 먼데, 그런데도 숫자를 대부분 맞힙니다. 어떻게 그럴 수 있을까요?

# %% [markdown] tags=["en"] question="explain_learning_rate"
# *Write your answer here, in place of this line.*

# %% [markdown] tags=["ko"] question="explain_learning_rate"
# *이 줄을 지우고 여기에 답을 쓰세요.*

# %% [markdown] tags=["en"]
# ## 3. Batches
#
# Two ways to take sixteen digits. Above: the first batch in order, where the digits have been sorted by class. Below: a
# batch by your `sample_batch`. Which of the two gradients would you follow?

# %% [markdown] tags=["ko"]
# ## 3. 배치
#
# 숫자 열여섯 장을 뽑는 두 가지 방법입니다. 위는 클래스 순으로 정렬한 데이터를 차례로 자른 첫 배치이고, 아래는 여러분의
# `sample_batch`로 뽑은 배치입니다. 어느 쪽의 그래디언트를 따라가고 싶은가요?

# %%
by_class = np.argsort(y_train, kind="stable")
X_sorted, y_sorted = X_train[by_class], y_train[by_class]
in_order = descent.batches_in_order(X_sorted, y_sorted, 16)[0]
at_random = descent.sample_batch(X_sorted, y_sorted, 16, np.random.default_rng(1))
fig, axes = plt.subplots(2, 16, figsize=(13, 2.4))
for (X_batch, y_batch), row in zip((in_order, at_random), axes, strict=True):
    for x, label, axis in zip(X_batch, y_batch, row, strict=True):
        axis.imshow(x[:64].reshape(8, 8), cmap="gray_r")
        axis.set_title(label)
        axis.axis("off")
plt.show()

# %%
grader.check("sample_batch")

# %% [markdown] tags=["en"]
# ## 4. Stochastic gradient descent
#
# The valley once more, this time made of data: 200 points, of which the hiker looks at 2, 20 or all in each step. A
# small batch staggers, but on the whole it goes down. Near the bottom it never comes to rest.

# %% [markdown] tags=["ko"]
# ## 4. 확률적 경사하강법
#
# 다시 골짜기인데, 이번에는 데이터로 만든 골짜기입니다. 점 200개 가운데 스텝마다 2개, 20개, 또는 전부를 봅니다. 배치가
# 작으면 비틀거리지만 대체로 내려갑니다. 그리고 바닥 근처에서는 끝내 멈추지 못합니다.

# %%
rng = np.random.default_rng(4)
points = rng.normal(0, 1.2, size=(200, 2))
points -= points.mean(axis=0)
labels = np.zeros(200, dtype=int)


def valley_of_points(W, X_batch, y_batch):
    """The mean of the valley's loss around each point of the batch."""
    return float(np.mean(np.sum(STEEPNESS * (W - X_batch) ** 2, axis=1))), 2 * STEEPNESS * (W - X_batch.mean(axis=0))


fig, axes = plt.subplots(1, 3, figsize=(13, 4))
for size, axis in zip((2, 20, 200), axes, strict=True):
    places = [start]
    rng = np.random.default_rng(1)
    for _ in range(40):
        places.append(descent.sgd(valley_of_points, places[-1], points, labels, 0.05, 1, size, rng)[0])
    draw_valley(axis)
    axis.plot(*np.array(places).T, "o-", ms=3)
    axis.set_title(f"{size} of 200 points in each step")
plt.show()

# %%
grader.check("sgd")

# %% [markdown] tags=["en"]
# How much does a batch stagger? `gradient_noise` measures it, here for the digits at $W = 0$. On doubly logarithmic
# axes, 1 / batch is a straight line with slope -1. (Batches drawn without replacement fall below the line as they near
# the whole data set: the batch of all has no noise.)

# %% [markdown] tags=["ko"]
# 배치는 얼마나 비틀거릴까요? `gradient_noise`로 재 봅시다. 여기서는 숫자 이미지에서 $W = 0$일 때의 값입니다. 두 축이
# 모두 로그 눈금이면 1 / 배치 크기는 경사가 -1인 직선입니다. (비복원으로 뽑은 배치는 전체에 가까워질수록 직선 아래로
# 내려갑니다. 전체를 뽑은 배치에는 잡음이 없기 때문입니다.)

# %%


def slope_of(W, X_batch, y_batch):
    """The gradient alone."""
    return least_squares_loss(W, X_batch, y_batch)[1]


sizes = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512]
rng = np.random.default_rng(0)
noises = [descent.gradient_noise(slope_of, nothing, X_train, y_train, size, 60, rng) for size in sizes]
plt.figure(figsize=(6, 3.6))
plt.loglog(sizes, noises, "o", label="measured")
plt.loglog(sizes, noises[0] / np.array(sizes), "--", color="gray", label="1 / batch")
plt.xlabel("batch size")
plt.ylabel("noise of the gradient")
plt.legend()
plt.show()

# %%
grader.check("gradient_noise")

# %% [markdown] tags=["en"]
# ### Full batch against mini-batch
#
# What does a step cost, and what does it bring? On the left, the loss over the whole training part by the number of
# *steps*: a larger batch takes better steps (and allows a larger learning rate), but from 128 on there is little to
# gain. On the right, the same runs by the number of *passes* over the data, which is what one pays for: in one pass a
# batch of 16 takes 56 steps, and the full batch a single one.

# %% [markdown] tags=["ko"]
# ### 전체 배치와 미니배치
#
# 한 스텝의 비용은 얼마이고, 한 스텝으로 무엇을 얻을까요? 왼쪽은 *스텝* 수에 따른 훈련 데이터 전체의 손실입니다. 배치가
# 크면 스텝이 더 정확하고 더 큰 학습률도 견디지만, 128부터는 더 얻을 것이 별로 없습니다. 오른쪽은 같은 실험을 데이터를
# 훑은 *횟수*로 본 것인데, 실제로 드는 비용은 이쪽입니다. 데이터를 한 번 훑는 동안 크기 16인 배치는 56스텝을 가고
# 전체 배치는 한 스텝을 갑니다.

# %%


def batch_loss(W, X_batch, y_batch):
    """The loss over a batch, and its gradient."""
    return least_squares_loss(W, X_batch, y_batch)


fig, axes = plt.subplots(1, 2, figsize=(12, 4), sharey=True)
for size, rate in [(1, 0.01), (16, 0.03), (128, 0.05), (len(X_train), 0.05)]:
    rng, W, steps, losses = np.random.default_rng(0), nothing, [0], [full_loss(nothing)[0]]
    block, seconds = max(1, len(X_train) // size // 4), 0.0
    while steps[-1] * size < 4 * len(X_train) or steps[-1] < 60:
        began = time.perf_counter()
        W, _ = descent.sgd(batch_loss, W, X_train, y_train, rate, block, size, rng)
        seconds += time.perf_counter() - began  # the steps alone, without the look at the full loss below
        steps.append(steps[-1] + block)
        losses.append(full_loss(W)[0])
    axes[0].semilogy(steps, losses, label=f"batch {size}")
    axes[1].semilogy(np.array(steps) * size / len(X_train), losses, label=f"batch {size}")
    cost = 1e6 * seconds / steps[-1]
    print(f"batch {size}: {cost:.0f} microseconds a step, loss {losses[-1]:.3f} in the end")
axes[0].set_xlim(0, 60)
axes[0].set_xlabel("steps")
axes[1].set_xlim(0, 4)
axes[1].set_xlabel("passes over the training part")
axes[0].set_ylabel("loss on the training part")
axes[1].legend(loc="center right")
plt.show()

# %% [markdown] tags=["en"]
# ### Written question (`explain_batch_size`, graded by a person)
#
# Answer in the cell below, in five to ten sentences:
#
# 1. A batch of 16 instead of all 898 examples makes a step cheaper. By how much would you expect, and why do the
#    printed times differ from that?
# 2. The noise falls as 1 / batch. Why does a batch four times as large nevertheless not bring you down four times as
#    fast?
# 3. A friend's curve falls fast and then trembles without getting lower. Name two things to change, and say what each
#    costs.

# %% [markdown] tags=["ko"]
# ### 서술형 문제 (`explain_batch_size`, 사람이 채점합니다)
#
# 아래 셀에 다섯 문장에서 열 문장으로 답하세요.
#
# 1. 예제 898개 전부 대신 16개짜리 배치를 쓰면 한 스텝이 싸집니다. 얼마나 싸질 것으로 예상하나요? 출력된 시간이 그것과
#    다른 까닭은 무엇인가요?
# 2. 잡음은 1 / 배치 크기에 비례해 줄어듭니다. 그런데도 배치를 네 배로 키운다고 네 배 빨리 내려가지 않는 까닭은
#    무엇인가요?
# 3. 친구의 손실 곡선이 빠르게 떨어지다가 더 내려가지 않고 떨리기만 합니다. 바꿔 볼 것을 두 가지 들고, 각각 어떤 대가가
#    따르는지 말해 보세요.

# %% [markdown] tags=["en"] question="explain_batch_size"
# *Write your answer here, in place of this line.*

# %% [markdown] tags=["ko"] question="explain_batch_size"
# *이 줄을 지우고 여기에 답을 쓰세요.*

# %% [markdown] tags=["en"]
# ## 5. A classifier that trains itself
#
# The same walk, wrapped up as a class. `LeastSquares` supplies the loss and inherits `train` and `predict` from your
# `LinearClassifier`. The history is the loss of each *batch*, so it trembles; the line through it is a running mean.

# %% [markdown] tags=["ko"]
# ## 5. 스스로 훈련하는 분류기
#
# 같은 길을 Python 클래스 하나에 담았습니다. `LeastSquares`는 손실만 정하고 `train`과 `predict`는 여러분의
# `LinearClassifier`에서 물려받습니다. 기록된 것은 *배치*의 손실이라 떨립니다. 그 위의 선은 이동 평균입니다.

# %%
np.random.seed(0)
model = least_squares.LeastSquares()
history = model.train(X_train, y_train, learning_rate=0.05, reg=1e-4, num_iters=600, batch_size=64, verbose=True)
plt.figure(figsize=(6, 3.6))
plt.semilogy(history, color="lightgray")
plt.semilogy(np.arange(12, 588), np.convolve(history, np.ones(25) / 25, mode="valid"))
plt.xlabel("step")
plt.ylabel("loss of the batch")
plt.show()

# %%
grader.check("train")

# %%
for name, X, y in [("training part", X_train, y_train), ("validation part", X_val, y_val)]:
    print(f"{name}: {classifier.accuracy(model.predict(X), y):.1%}")
wrong = np.flatnonzero(model.predict(X_val) != y_val)[:10]
fig, axes = plt.subplots(1, 10, figsize=(12, 1.8))
for place, axis in zip(wrong, axes, strict=False):
    axis.imshow(X_val[place][:64].reshape(8, 8), cmap="gray_r")
    truth, said = y_val[place], model.predict(X_val[place : place + 1])[0]
    axis.set_title(f"{truth}, not {said}")
for axis in axes:
    axis.axis("off")
plt.show()

# %%
grader.check("predict")

# %% [markdown] tags=["en"]
# ## 6. Which hyperparameters?
#
# Learning rate and regularization are not learned but chosen, on the validation part: your `grid_search` trains a new
# classifier for each pair. White cells diverged. Steps that grow tenfold show the country; a second, finer
# search around the best pair would show the town. The test part is asked once, at the very end.

# %% [markdown] tags=["ko"]
# ## 6. 하이퍼파라미터는 어떻게 고를까?
#
# 학습률과 정규화 세기는 배우는 값이 아니라 검증 데이터로 고르는 값입니다. 여러분의 `grid_search`가 쌍마다 분류기를 새로
# 훈련합니다. 흰 칸은 발산한 곳입니다. 열 배 간격으로 훑으면 어느 고장인지 알 수 있고, 가장 좋은 쌍 근처를 더
# 촘촘히 훑으면 어느 마을인지 알 수 있습니다. 테스트 데이터는 맨 마지막에 단 한 번만 봅니다.

# %%


def train_and_score(learning_rate, reg):
    """Train anew, and return the accuracy on the validation part, or NaN where training diverged."""
    np.random.seed(1)
    trial = least_squares.LeastSquares()
    with np.errstate(all="ignore"):
        losses = trial.train(X_train, y_train, learning_rate, reg, num_iters=200, batch_size=64)
    diverged = not np.isfinite(losses[-1]) or losses[-1] > losses[0]
    return float("nan") if diverged else classifier.accuracy(trial.predict(X_val), y_val)


learning_rates, regs = [1e-4, 1e-3, 1e-2, 5e-2, 1e-1, 1.0], [0.0, 1e-4, 1e-2, 1e-1, 1.0]
table, best_rate, best_reg = classifier.grid_search(train_and_score, learning_rates, regs)
fig, axis = plt.subplots(figsize=(6, 4))
shown = axis.imshow(table, cmap="viridis", vmin=0.6, aspect="auto")
for (i, j), value in np.ndenumerate(table):
    axis.text(
        j,
        i,
        "NaN" if np.isnan(value) else f"{value:.2f}",
        ha="center",
        va="center",
        color="black" if np.isnan(value) or value > 0.85 else "white",
    )
axis.set_xticks(range(len(regs)), regs)
axis.set_yticks(range(len(learning_rates)), learning_rates)
axis.set_xlabel("reg")
axis.set_ylabel("learning rate")
fig.colorbar(shown, label="accuracy on the validation part")
plt.show()
print(f"best pair: learning rate {best_rate}, reg {best_reg}")

# %%
grader.check("grid_search")

# %% [markdown] tags=["en"]
# ## 7. Read the digits
#
# Everything together. Train on what is not the test part, look at the columns of `W` as pictures (blue: ink here speaks
# for the class, red: against it), and ask the test part, once.

# %% [markdown] tags=["ko"]
# ## 7. 숫자 읽기
#
# 이제 모두 합칩니다. 테스트 데이터를 뺀 나머지로 훈련하고, `W`의 열을 그림으로 보고(파랑은 그 자리의 잉크가 그 클래스에
# 유리하다는 뜻, 빨강은 불리하다는 뜻입니다), 테스트 데이터로 단 한 번 확인합니다.

# %%
X_seen, y_seen = np.concatenate([X_train, X_val]), np.concatenate([y_train, y_val])
W = classifier.train_on_digits(X_seen, y_seen, np.random.default_rng(0))
fig, axes = plt.subplots(1, 10, figsize=(13, 1.8))
largest = np.abs(W[:64]).max()
for digit, axis in enumerate(axes):
    axis.imshow(W[:64, digit].reshape(8, 8), cmap=WEIGHTS, vmin=-largest, vmax=largest)
    axis.set_title(digit)
    axis.axis("off")
plt.show()
right = classifier.accuracy((X_test @ W).argmax(axis=1), y_test)
print(f"right on the test part: {right:.1%}")

# %%
grader.check("train_on_digits")

# %% [markdown] tags=["en"]
# ## 8. Shirts and shoes, with the losses of assignment 3
#
# Your `sgd` does not know what it makes small. Here it trains templates of clothes: 2,000 pictures of Fashion-MNIST, 28
# x 28 pixels, ten classes. The first loss is least squares, which is given. The other two are *yours*: copy your
# `losses.py` of assignment 3 into this folder as `my_losses.py`, and run the next cell again. (`autograder pack` leaves
# it out. Without it the notebook goes on with least squares alone.)

# %% [markdown] tags=["ko"]
# ## 8. 과제 3의 손실로 배우는 셔츠와 신발
#
# 여러분의 `sgd`는 무엇을 줄이는지 모릅니다. 여기서는 옷의 템플릿을 훈련합니다. Fashion-MNIST의 28 x 28픽셀 사진
# 2,000장이고 클래스는 열 개입니다. 첫 손실은 주어진 최소제곱이고, 나머지 둘은 *여러분이* 쓴 것입니다. 과제 3의
# `losses.py`를 이 폴더에 `my_losses.py`라는 이름으로 복사하고 다음 셀을 다시 실행하세요. (`autograder pack`은 이 파일을
# 넣지 않습니다. 파일이 없어도 최소제곱만으로 끝까지 진행합니다.)

# %%
losses = {"least squares": (least_squares_loss, 0.01)}  # each with its learning rate
try:
    import my_losses
except ImportError:
    print("There is no my_losses.py here, so only least squares is shown.")
else:
    for name, function, rate in (("softmax", "softmax_loss_vectorized", 0.1), ("SVM", "svm_loss_vectorized", 0.03)):
        if not hasattr(my_losses, function):
            print(f"my_losses.py has no {function}. Is it the losses.py of assignment 2? Copy that of assignment 3.")
            break
        loss = getattr(my_losses, function)
        try:
            loss(np.zeros((2, 2)), np.eye(2), np.array([0, 1]), 0.0)
        except NotImplementedError as error:
            print(f"my_losses.py: {error}")
        else:
            losses[name] = loss, rate
            print(f"{name}: your {function}")

clothes = load_fashion()
middle = clothes.X_train.mean() / 255
X_clothes, X_new = (
    np.column_stack([images.reshape(len(images), -1) / 255 - middle, np.ones(len(images))])
    for images in (clothes.X_train, clothes.X_test)
)
y_clothes, y_new = clothes.y_train, clothes.y_test

# %% [markdown] tags=["en"]
# The templates appear: each column of `W` after 1, 10, 100 and 1,000 steps (blue: brightness here speaks for the class,
# red: against it). After one step they are hardly more than the mean picture of a batch. What do the later steps add?

# %% [markdown] tags=["ko"]
# 템플릿이 나타납니다. 1, 10, 100, 1,000스텝 뒤의 `W`의 열입니다(파랑은 그 자리가 밝으면 그 클래스에 유리하다는 뜻,
# 빨강은 불리하다는 뜻입니다). 첫 스텝 뒤에는 배치의 평균 그림과 거의 같습니다. 그 뒤의 스텝들은 무엇을 더하나요?

# %%
STOPS = (1, 5, 10, 30) if QUICK else (1, 10, 100, 1000)
curves = {}
for name, (loss, rate) in losses.items():
    rng, W, done, history, right = np.random.default_rng(0), np.zeros((785, 10)), 0, [], []

    def regularized(W, X_batch, y_batch, loss=loss):
        """The loss with its regularization term, as sgd calls it."""
        return loss(W, X_batch, y_batch, 1e-3)

    fig, axes = plt.subplots(len(STOPS), 10, figsize=(13, 5.6))
    fig.suptitle(f"{name}: the templates, step by step")
    for stop, row in zip(STOPS, axes, strict=True):
        W, some = descent.sgd(regularized, W, X_clothes, y_clothes, rate, stop - done, 64, rng)
        done, history = stop, history + some
        right.append(classifier.accuracy((X_new @ W).argmax(axis=1), y_new))
        largest = np.abs(W[:784]).max()
        for axis, template in zip(row, W[:784].T, strict=True):
            axis.imshow(template.reshape(28, 28), cmap=WEIGHTS, vmin=-largest, vmax=largest)
            axis.set_xticks([])
            axis.set_yticks([])
        row[0].set_ylabel(f"{stop:,}")
    for axis, label in zip(axes[0], clothes.classes, strict=True):
        axis.set_title(label, fontsize=10)
    plt.show()
    curves[name] = history, right

# %% [markdown] tags=["en"]
# And the curves. On the left the loss of the batch, a running mean, as a share of what it was at the start (the three
# losses have different units, so their heights cannot be compared, only their shapes). On the right what counts: the
# share of 500 new pictures that is right. A difference of less than 2 percentage points says nothing with so few.

# %% [markdown] tags=["ko"]
# 이제 곡선입니다. 왼쪽은 배치 손실의 이동 평균을 처음 값에 대한 비율로 나타낸 것입니다. (세 손실은 단위가 달라서 높이는
# 비교할 수 없고 모양만 비교할 수 있습니다.) 오른쪽이 중요합니다. 새 사진 500장 가운데 맞힌 비율입니다. 500장으로는
# 2퍼센트포인트가 안 되는 차이에 큰 뜻을 둘 수 없습니다.

# %%
fig, axes = plt.subplots(1, 2, figsize=(12, 4))
for (name, (history, right)), color, style in zip(curves.items(), CYCLE, LINES, strict=False):
    width = min(25, len(history))
    mean = np.convolve(history, np.ones(width) / width, mode="valid")
    axes[0].plot(mean / history[0], color=color, linestyle=style, label=name)
    axes[1].semilogx(STOPS, right, color=color, linestyle=style, marker="o", label=name)
    print(f"{name}: {right[-1]:.1%} of the new pictures are right after {STOPS[-1]:,} steps")
axes[0].set_ylim(bottom=0)
axes[0].set_xlabel("step")
axes[0].set_ylabel("loss of the batch, share of the first")
axes[1].set_ylim(0, 1)
axes[1].set_xlabel("steps")
axes[1].set_ylabel("accuracy on new pictures")
axes[0].legend()
plt.show()

# %% [markdown] tags=["en"]
# Done? In a terminal, `autograder pack` makes the zip to hand in.

# %% [markdown] tags=["ko"]
# 다 했나요? 터미널에서 `autograder pack`을 실행하면 제출할 zip 파일이 만들어집니다.
