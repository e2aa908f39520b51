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
# # Assignment 2: From pixels to scores
#
# This notebook tells the story of the handout with pictures, and it does so with *your* functions. Write them in
# `scores.py`, `losses.py` and `search.py`; this notebook loads them anew whenever you save. Run the cells from top to
# bottom. A cell that needs an answer which you have not written yet stops with "not written yet"; write it, save, and
# run the cell again.

# %% [markdown] tags=["ko"]
# # 과제 2: 픽셀에서 점수로
#
# 이 노트북은 안내문의 이야기를 그림과 함께, *여러분이 쓴 함수*로 풀어 갑니다. 답은 `scores.py`, `losses.py`,
# `search.py`에 쓰세요. 저장할 때마다 노트북이 새로 읽어 들입니다. 셀은 위에서 아래로 실행합니다. 아직 쓰지 않은 답이
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

FOLDER = "/content/drive/MyDrive/a2_linear"

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

import losses
import matplotlib.pyplot as plt
import numpy as np
import scores
import search

from autograder.datasets import load_digits
from autograder.plots import BLUE, GRAY, VERMILLION, WEIGHTS, plot_style

plt.rcParams.update(plot_style())


def show_weights(axis, weights):
    """Show weights as a picture: blue speaks for the class, red against it, white is zero."""
    axis.imshow(weights, cmap=WEIGHTS, vmin=-np.abs(weights).max(), vmax=np.abs(weights).max())


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
# ## 1. Two exams
#
# Forty students, two exams, and the rule of the handout: 2 * midterm + 3 * final must be more than 300. `W` and `b` say
# this rule as a linear classifier with two classes, and your function gives each student two scores. On the line both
# scores are equal.

# %% [markdown] tags=["ko"]
# ## 1. 시험 두 번
#
# 학생 마흔 명이 시험을 두 번 보았습니다. 안내문의 규칙대로 2 * 중간 + 3 * 기말이 300을 넘으면 합격입니다. `W`와
# `b`는 이 규칙을 클래스가 두 개인 선형 분류기로 적은 것이고, 여러분의 함수가 학생마다 점수 두 개를 매깁니다. 직선
# 위에서는 두 점수가 같습니다.

# %%
W_exam, b_exam = np.array([[-2.0, -3.0], [2.0, 3.0]]), np.array([300.0, -300.0])
rng = np.random.default_rng(0)
exams = rng.uniform(15, 100, size=(40, 2)).round()
passed = np.array([scores.linear_scores(W_exam, exam, b_exam).argmax() for exam in exams])
for exam in exams[:3]:
    print(f"exams {exam}   scores to fail and to pass {scores.linear_scores(W_exam, exam, b_exam)}")

midterm = np.array([0, 100])
plt.figure(figsize=(5, 4))
plt.fill_between(midterm, (300 - 2 * midterm) / 3, 100, color=BLUE, alpha=0.1)
plt.plot(midterm, (300 - 2 * midterm) / 3, "k-", label="both scores equal")
plt.scatter(*exams[passed == 1].T, marker="o", color=BLUE, label="pass")
plt.scatter(*exams[passed == 0].T, marker="x", color=VERMILLION, label="fail")
plt.xlabel("midterm")
plt.ylabel("final")
plt.xlim(0, 100)
plt.ylim(0, 100)
plt.legend(loc="center left", bbox_to_anchor=(1, 0.5))
plt.show()

# %% [markdown] tags=["en"]
# A picture of 2 x 2 pixels in three colors, as 12 numbers, and three classes: bright, red, and blue rather than red.

# %% [markdown] tags=["ko"]
# 2 x 2 픽셀에 색이 셋인 그림을 수 12개로 펼칩니다. 클래스는 '밝다', '붉다', '붉기보다 푸르다' 세 개입니다.

# %%
picture = np.array([[[9, 2, 1], [8, 1, 0]], [[7, 3, 2], [0, 0, 6]]]) / 9
W_small = np.zeros((3, 12))
W_small[0] = 1 / 12
W_small[1, 0::3] = 1 / 4
W_small[2, 2::3], W_small[2, 0::3] = 1 / 4, -1 / 4
print(f"W has shape {W_small.shape} and the picture has shape {picture.shape} or {picture.reshape(-1).shape}")
print("three scores:", scores.linear_scores(W_small, picture.reshape(-1), np.array([-0.3, 0.0, 0.0])).round(3))
plt.figure(figsize=(1.5, 1.5))
plt.imshow(picture)
plt.axis("off")
plt.show()

# %%
grader.check("linear_scores")

# %% [markdown] tags=["en"]
# ## 2. Templates
#
# Where do good weights come from? Here is a way that needs no training. Take the **mean image** of each class, and
# answer with the class whose mean m is nearest. As in assignment 1, |x - m|^2 = |x|^2 - 2 x.m + |m|^2. The first term
# is the same for all classes, so the nearest mean is the one with the largest x.m - |m|^2 / 2. That is a linear
# classifier: its templates are the means, and its biases are -|m|^2 / 2.

# %% [markdown] tags=["ko"]
# ## 2. 템플릿
#
# 좋은 가중치는 어디서 올까요? 훈련이 필요 없는 방법이 하나 있습니다. 클래스마다 **평균 이미지**를 구하고, 평균 m이 가장
# 가까운 클래스를 답으로 내는 것입니다. 과제 1에서처럼 |x - m|^2 = |x|^2 - 2 x·m + |m|^2입니다. 첫 항은 모든 클래스에서
# 같으므로, 가장 가까운 평균은 x·m - |m|^2 / 2가 가장 큰 것입니다. 이것은 선형 분류기입니다. 템플릿은 평균 이미지이고
# 편향은 -|m|^2 / 2입니다.

# %%
digits = load_digits()
order = np.random.default_rng(0).permutation(len(digits.labels))
X, y = digits.rows[order] / 16, digits.labels[order]
X_train, y_train, X_val, y_val = X[:1000], y[:1000], X[1000:], y[1000:]

means = np.array([X_train[y_train == digit].mean(axis=0) for digit in range(10)])
W_means, b_means = means.T, -0.5 * (means**2).sum(axis=1)
table = scores.batch_scores(X_val, W_means, b_means)
print(f"W: {W_means.shape}   scores: {table.shape}")
print(f"accuracy on the validation set: {(table.argmax(axis=1) == y_val).mean():.1%}")

start = time.perf_counter()
one_by_one = [scores.linear_scores(W_means.T, x, b_means) for x in X_val]
middle = time.perf_counter()
at_once = scores.batch_scores(X_val, W_means, b_means)
end = time.perf_counter()
print(f"one by one {1000 * (middle - start):.2f} ms, at once {1000 * (end - middle):.2f} ms")
print("the same scores:", np.allclose(one_by_one, at_once))

# %% [markdown] tags=["en"]
# Templates as pictures. In the top row the means, as `templates` shows them: images of brightness. A template says more
# when it is compared with the others. Subtract the average of all ten from each of them: every score of an image falls
# by the same number, so no answer changes. What is left (second row) speaks for its class where it is blue and against
# it where it is red; white is zero. All pictures of weights in this course have these colors. The third row are weights
# that were drawn at random.

# %% [markdown] tags=["ko"]
# 템플릿을 그림으로 봅시다. 맨 윗줄은 `templates`가 보여 주는 평균 이미지입니다. 템플릿은 다른 템플릿과 견줄 때 더 많은
# 것을 알려 줍니다. 열 개의 평균을 템플릿마다 빼 보세요. 한 이미지의 모든 점수가 똑같이 줄어들므로 답은 바뀌지
# 않습니다. 남은 것(둘째 줄)에서 파란색은 그 클래스에 유리한 픽셀, 빨간색은 불리한 픽셀, 흰색은 0입니다. 이 수업의
# 가중치 그림은 모두 이 색을 씁니다. 셋째 줄은 무작위로 뽑은 가중치입니다.

# %%
W_random = np.random.default_rng(1).standard_normal((64, 10))
W_compared = W_means - W_means.mean(axis=1, keepdims=True)
compared = scores.batch_scores(X_val, W_compared, b_means)
print("the same answers:", np.array_equal(compared.argmax(axis=1), table.argmax(axis=1)))
fig, axes = plt.subplots(3, 10, figsize=(11, 3.8))
for digit, (template, column) in enumerate(zip(scores.templates(W_means, (8, 8)), axes.T, strict=True)):
    column[0].imshow(template, cmap="gray")
    column[0].set_title(digit)
    show_weights(column[1], W_compared[:, digit].reshape(8, 8))
    show_weights(column[2], W_random[:, digit].reshape(8, 8))
for axis in axes.flat:
    axis.axis("off")
plt.show()

# %%
grader.check("batch_scores")

# %% [markdown] tags=["en"]
# The same thing with two features instead of 64. On the left, three classes of points: regions between straight lines,
# and each template as an arrow (from the center of all points, of which we subtract the mean). On the right, a class
# that surrounds another: whatever the two templates are, the boundary is one straight line.

# %% [markdown] tags=["ko"]
# 특성이 64개가 아니라 두 개일 때 같은 것을 그려 봅시다. 왼쪽은 세 클래스의 점입니다. 영역은 직선으로 나뉘고, 화살표가
# 템플릿입니다(전체의 평균을 빼서 원점이 가운데에 오게 했습니다). 오른쪽은 한 클래스가 다른 클래스를 둘러싼 경우입니다.
# 두 템플릿이 무엇이든 결정 경계는 직선 하나입니다.

# %%
rng = np.random.default_rng(3)
centers = np.array([[2.0, 0.5], [-1.5, 1.8], [-0.5, -2.2]])
blobs, blob_kind = (
    np.concatenate([center + 0.7 * rng.normal(size=(40, 2)) for center in centers]),
    np.repeat([0, 1, 2], 40),
)
angle, radius = rng.uniform(0, 2 * np.pi, 120), np.repeat([0.6, 2.4], 60) + 0.25 * rng.normal(size=120)
ring, ring_kind = np.stack([radius * np.cos(angle), radius * np.sin(angle)], axis=1), np.repeat([0, 1], 60)

side = np.linspace(-4, 4, 200)
plane = np.stack(np.meshgrid(side, side), axis=-1).reshape(-1, 2)
fig, axes = plt.subplots(1, 2, figsize=(9, 4.2))
for axis, points, kind in [(axes[0], blobs, blob_kind), (axes[1], ring, ring_kind)]:
    centered = points - points.mean(axis=0)
    mean_points = np.array([centered[kind == c].mean(axis=0) for c in range(kind.max() + 1)])
    bias = -0.5 * (mean_points**2).sum(axis=1)
    region = scores.batch_scores(plane, mean_points.T, bias).argmax(axis=1).reshape(200, 200)
    right = scores.batch_scores(centered, mean_points.T, bias).argmax(axis=1) == kind
    axis.contourf(side, side, region, levels=[-0.5, 0.5, 1.5, 2.5], colors=["C0", "C1", "C2"], alpha=0.2)
    axis.scatter(*centered.T, c=[f"C{c}" for c in kind], s=14)
    for c, (across, up) in enumerate(mean_points):
        axis.annotate("", (across, up), (0, 0), arrowprops={"color": f"C{c}", "width": 2, "headwidth": 9})
    axis.set_title(f"right: {right.mean():.0%}")
    axis.set_aspect("equal")
plt.show()

# %% [markdown] tags=["en"]
# ### Written question (`explain_templates`, graded by a person)
#
# The pictures below show some digits that the means get wrong, with the template of the answer and that of the truth
# (less the average of all ten).
# Answer in the cell under them, in five to ten sentences:
#
# 1. What must an image look like to get a high score for a class? Use one of the mistakes below to explain how a wrong
#    class can win.
# 2. Suppose half of all digits, in every class, were printed in negative (bright and dark swapped). What would the mean
#    templates look like, and why could *no* choice of ten templates do well then? (An argument in words is enough.)
# 3. For the ring on the right above, name one more feature that you could compute from the two coordinates and give
#    the classifier, so that a straight boundary is enough.

# %% [markdown] tags=["ko"]
# ### 서술형 문제 (`explain_templates`, 사람이 채점합니다)
#
# 아래 그림의 윗줄은 평균 템플릿으로 틀리는 숫자 몇 개이고, 그 밑은 차례로 분류기가 답한 클래스의 템플릿과 정답 클래스의
# 템플릿입니다(열 개의 평균을 뺐습니다). 그림 아래의 셀에 다섯 문장에서 열 문장으로 답하세요.
#
# 1. 어떤 클래스에서 높은 점수를 받으려면 이미지가 어떤 모습이어야 하나요? 아래의 틀린 예 하나를 들어, 틀린 클래스가
#    어떻게 이길 수 있는지 설명하세요.
# 2. 모든 클래스에서 숫자의 절반이 명암이 뒤집혀 인쇄되었다고 합시다. 평균 템플릿은 어떤 모습이 될까요? 이때 템플릿
#    열 개를 *어떻게* 골라도 잘될 수 없는 까닭은 무엇인가요? (엄밀한 증명이 아니어도 됩니다.)
# 3. 위 오른쪽 그림의 고리에 대해, 두 좌표로 계산할 수 있는 특성을 하나 더 만들어 분류기에 주면 곧은 경계로도
#    충분해집니다. 어떤 특성일까요?

# %%
answers = table.argmax(axis=1)
wrong = np.flatnonzero(answers != y_val)[:6]
fig, axes = plt.subplots(3, len(wrong), figsize=(9, 4.8))
mean_pictures = W_compared.T.reshape(10, 8, 8)
for i, column in zip(wrong, axes.T, strict=True):
    shown = [X_val[i].reshape(8, 8), mean_pictures[answers[i]], mean_pictures[y_val[i]]]
    titles = [
        "image",
        f"answer {answers[i]}: {table[i, answers[i]]:.2f}",
        f"truth {y_val[i]}: {table[i, y_val[i]]:.2f}",
    ]
    for picture, title, axis in zip(shown, titles, column, strict=True):
        if axis is column[0]:
            axis.imshow(picture, cmap="gray_r")
        else:
            show_weights(axis, picture)
        axis.set_title(title, fontsize=9)
        axis.axis("off")
plt.tight_layout()
plt.show()

# %% [markdown] tags=["en"] question="explain_templates"
# *Write your answer here, in place of this line.*

# %% [markdown] tags=["ko"] question="explain_templates"
# *이 줄을 지우고 여기에 답을 쓰세요.*

# %% [markdown] tags=["en"]
# ### The bias trick
#
# One more pixel that is always 1, one more row of weights. The scores stay the same.

# %% [markdown] tags=["ko"]
# ### 편향 트릭
#
# 값이 언제나 1인 픽셀 하나와 가중치 한 행을 더합니다. 점수는 그대로입니다.

# %%
X_val1, W_means1 = scores.add_bias(X_val, W_means, b_means)
print(f"from {X_val.shape} and {W_means.shape} to {X_val1.shape} and {W_means1.shape}")
print("the same scores:", np.allclose(X_val1 @ W_means1, table))

# %%
grader.check("add_bias")

# %% [markdown] tags=["en"]
# ## 3. Losses
#
# Two classes, of which the first is the truth. The losses against the lead of the true class: hinge is satisfied at a
# lead of 1, softmax never quite. Far on the left both rise as fast as the lead falls. The least-squares loss, which is
# given, wishes for the scores 1 and 0, so it also punishes a true class that is *further* ahead than that.

# %% [markdown] tags=["ko"]
# ## 3. 손실
#
# 클래스가 두 개이고 첫 번째가 정답입니다. 정답 클래스가 앞선 정도를 가로축으로 손실을 그렸습니다. 힌지는 1만큼 앞서면
# 만족하고, 소프트맥스는 결코 완전히 만족하지 않습니다. 왼쪽 멀리에서는 앞선 정도가 줄어드는 만큼 둘 다 커집니다. 예시로
# 주어진 최소제곱 손실은 점수가 1과 0이기를 바라므로, 그보다 *더* 앞서도 커집니다.

# %%
leads = np.linspace(-4, 4, 81)
plt.figure(figsize=(6, 3.5))
for name, loss_one in [
    ("hinge", losses.svm_loss_one),
    ("softmax", losses.softmax_loss_one),
    ("least squares (given)", losses.squared_loss_one),
]:
    plt.plot(leads, [loss_one(np.array([lead, 0.0]), 0) for lead in leads], label=name)
plt.xlabel("score of the true class - score of the other")
plt.ylabel("loss of one example")
plt.ylim(-0.2, 6)
plt.legend()
plt.show()

animals = np.array([3.2, 5.1, -1.7])
for truth, name in enumerate(["cat", "car", "frog"]):
    hinge, softmax = losses.svm_loss_one(animals, truth), losses.softmax_loss_one(animals, truth)
    print(f"scores {animals}, truth {name:4}: hinge {hinge:5.2f}, softmax {softmax:5.2f}")
print("softmax for scores of 0 and 10,000:", losses.softmax_loss_one(np.array([0.0, 1e4]), 0))

# %%
grader.check("svm_loss_one")

# %%
grader.check("softmax_loss_one")

# %% [markdown] tags=["en"]
# ## 4. Why regularize
#
# Maps of the three penalties, for two weights: all W on one curve have the same penalty. The straight line holds all W
# with equally good scores. Where it first touches a curve is what the penalty prefers: on a circle some point off the
# axes, on a diamond one of its corners, where a weight is 0.

# %% [markdown] tags=["ko"]
# ## 4. 정규화를 하는 까닭
#
# 가중치가 두 개일 때 세 가지 정규화 항을 지도로 그렸습니다. 한 곡선 위의 W는 모두 정규화 항이 같습니다. 직선(점수가
# 똑같이 좋은 W의 모임)이 곡선과 처음 만나는 점이 바로 정규화 항이 선호하는 W입니다. 원에서는 축을 벗어난 어떤 점이고,
# 마름모에서는 가중치 하나가 0인 꼭짓점입니다.

# %%
side = np.linspace(-1.6, 1.6, 61)
fig, axes = plt.subplots(1, 3, figsize=(10, 3.2))
for axis, kind in zip(axes, ["l2", "l1", "elastic"], strict=True):
    heights = [[losses.penalty(np.array([[first], [second]]), kind) for first in side] for second in side]
    axis.contour(side, side, heights, levels=[0.25, 1.0, 2.0], colors=BLUE)
    reached = [(losses.penalty(np.array([[w], [(1.2 - w) / 2]]), kind), w) for w in np.linspace(-0.4, 1.6, 401)]
    best = min(reached)[1]
    axis.plot([-0.4, 1.6], [0.8, -0.2], "k-", lw=1)
    axis.plot(best, (1.2 - best) / 2, "o", color=VERMILLION)
    axis.set_title(f"{kind}: W = ({best:.2f}, {(1.2 - best) / 2:.2f})")
    axis.set_aspect("equal")
plt.show()

# %%
grader.check("penalty")

# %% [markdown] tags=["en"]
# Sixty threes and fours only, which the means separate perfectly. Take their W and stretch it, s * W. Without a penalty
# (dashed) the losses never rise again, so the data alone say: the larger the better. With a penalty there is a best W.

# %% [markdown] tags=["ko"]
# 3과 4의 이미지만 예순 장 봅시다. 모두 평균 템플릿이 완벽하게 나누는 이미지입니다. W를 늘려 s * W로 바꾸어 봅니다.
# 정규화 항이 없으면(점선) 손실이 다시 커지지 않으므로, 데이터만 보면 클수록 좋습니다. 정규화 항을 더하면 가장 좋은 W가
# 생깁니다.

# %%
two = np.flatnonzero((y_train == 3) | (y_train == 4))[:60]
X_two, y_two = scores.add_bias(X_train[two], W_means, b_means)[0], y_train[two] - 3
W_two = W_means1[:, 3:5]
stretches = np.geomspace(0.01, 10, 40)
plt.figure(figsize=(6, 3.5))
for color, name, loss_one in [(BLUE, "hinge", losses.svm_loss_one), (VERMILLION, "softmax", losses.softmax_loss_one)]:
    for reg, style in [(0.0, "--"), (0.003, "-")]:
        curve = [losses.full_loss(s * W_two, X_two, y_two, loss_one, reg) for s in stretches]
        plt.semilogx(stretches, curve, style, color=color, label=f"{name}, reg {reg}")
plt.xlabel("s")
plt.ylabel("full loss of s * W")
plt.ylim(-0.05, 1.6)
plt.legend()
plt.show()

# %%
grader.check("full_loss")

# %% [markdown] tags=["en"]
# What does a W cost that knows nothing? For small random weights all scores are about equal: C - 1 = 9 and
# log C = 2.30. Larger random weights are not merely ignorant but wrong with confidence.

# %% [markdown] tags=["ko"]
# 아무것도 모르는 W의 손실은 얼마일까요? 무작위 가중치가 작으면 점수가 모두 비슷해서 C - 1 = 9와 log C = 2.30이
# 나옵니다. 가중치가 크면 모르는 데서 그치지 않고, 자신만만하게 틀립니다.

# %%
X_few, y_few = scores.add_bias(X_train[:120], W_means, b_means)[0], y_train[:120]


def hinge_of_digits(W):
    """The loss that the searches below make small."""
    return losses.full_loss(W, X_few, y_few, losses.svm_loss_one, reg=0.001)


def softmax_of_digits(W):
    """The same with the other loss."""
    return losses.full_loss(W, X_few, y_few, losses.softmax_loss_one, reg=0.001)


for scale in (0.0001, 0.01, 0.1, 1.0):
    found = [
        search.mean_random_loss(loss, (65, 10), 10, np.random.default_rng(0), scale)
        for loss in (hinge_of_digits, softmax_of_digits)
    ]
    print(f"random W with deviation {scale:6}: hinge {found[0]:6.2f}, softmax {found[1]:5.2f}")

# %% [markdown] tags=["en"]
# ## 5. Searching
#
# First where we can see everything: one exam classifier with two weights, and its loss as a map. On the left, sixty
# blind tries; on the right, sixty steps that are kept where they go down.
#
# Random search ends a little lower, and that is no accident: on a map with *two* weights sixty darts land everywhere,
# and one of them falls near the bottom. Local search has to walk there first. Before you read on: would you bet on the
# darts again with 650 weights?

# %% [markdown] tags=["ko"]
# ## 5. 탐색
#
# 먼저 전부 눈에 보이는 곳에서 해 봅시다. 가중치가 두 개인 시험 분류기의 손실을 지도로 그렸습니다. 왼쪽은 눈 감고 찍은
# 예순 번의 시도이고, 오른쪽은 내려갈 때만 남긴 예순 스텝입니다.
#
# 무작위 탐색이 조금 더 낮은 곳에서 끝나는데, 우연이 아닙니다. 가중치가 *두 개*인 지도에서는 다트 예순 개가 곳곳에
# 꽂히고 그중 하나는 바닥 가까이에 떨어집니다. 국소 탐색은 먼저 거기까지 걸어가야 합니다. 더 읽기 전에 생각해 보세요.
# 가중치가 650개여도 다트에 걸겠습니까?

# %%
centered_exams = (exams - 60) / 20


def exam_loss(w):
    """The loss of w, (2, 1): the score to pass is what w says of the exams, and the score to fail is minus that."""
    return losses.full_loss(np.hstack([-w, w]), centered_exams, passed, losses.softmax_loss_one, reg=0.01)


tries, path = [], []


def remember(places):
    """The loss of the exams, which also writes down where it was asked."""

    def loss(w):
        places.append(w.ravel().copy())
        return exam_loss(w)

    return loss


best_w, best_loss = search.random_search(remember(tries), (2, 1), 60, np.random.default_rng(0), scale=2.0)
end_w, history = search.local_search(remember(path), np.array([[-3.0], [-2.0]]), 60, 0.5, np.random.default_rng(0))
kept = np.flatnonzero(np.diff(history) < 0) + 1
walk = np.array(path)[[0, *kept]]

side = np.linspace(-5, 5, 41)
height = [[exam_loss(np.array([[first], [second]])) for first in side] for second in side]
fig, axes = plt.subplots(1, 2, figsize=(10, 4))
for axis in axes:
    axis.contourf(side, side, height, levels=25, cmap="Blues_r")
    axis.set_xlim(-5, 5)
    axis.set_ylim(-5, 5)
    axis.set_xlabel("weight of the midterm")
axes[0].set_ylabel("weight of the final")
axes[0].plot(*np.array(tries).T, ".", color="black", ms=4)
axes[0].plot(*best_w.ravel(), "*", color=VERMILLION, ms=16)
axes[0].set_title(f"random search: {best_loss:.3f}")
axes[1].plot(*np.array(path).T, ".", color=GRAY, ms=4)
axes[1].plot(*walk.T, "o-", color="black", ms=3)
axes[1].plot(*end_w.ravel(), "*", color=VERMILLION, ms=16)
axes[1].set_title(f"local search: {history[-1]:.3f}, {len(kept)} of 60 steps kept")
plt.show()

# %%
grader.check("random_search")

# %%
grader.check("local_search")

# %% [markdown] tags=["en"]
# Now the digits, with 650 weights. Both searches may ask for the loss 600 times. The dashed line is the loss of the
# means, for which nobody searched.

# %% [markdown] tags=["ko"]
# 이번에는 가중치가 650개인 숫자 이미지입니다. 두 탐색 모두 손실을 600번 물어볼 수 있습니다. 점선은 아무 탐색도
# 하지 않은 평균 템플릿의 손실입니다.

# %%
asked = []


def hinge_with_record(W):
    """The loss of the digits, which also writes itself down."""
    asked.append(hinge_of_digits(W))
    return asked[-1]


W_guessed, _ = search.random_search(hinge_with_record, (65, 10), 600, np.random.default_rng(0), scale=0.1)
best_so_far = np.minimum.accumulate(asked)
W_walked, history = search.local_search(hinge_of_digits, np.zeros((65, 10)), 599, 0.03, np.random.default_rng(0))

plt.figure(figsize=(6, 3.5))
plt.plot(asked, ".", color="lightgray", ms=3, label="each random try")
plt.plot(best_so_far, label="random search, best so far")
plt.plot(history, label="local search")
plt.axhline(hinge_of_digits(W_means1), color=GRAY, ls=":", label="means")
plt.ylim(0, 15)
plt.xlabel("times that the loss was asked for")
plt.ylabel("hinge loss")
plt.legend(loc="upper right")
plt.show()
for name, W in [("random search", W_guessed), ("local search", W_walked), ("means", W_means1)]:
    right = (np.argmax(X_val1 @ W, axis=1) == y_val).mean()
    print(f"{name:14} loss {hinge_of_digits(W):5.2f}   accuracy {right:.1%}")
first, last = (np.mean(np.diff(part) < 0) for part in (history[:100], history[-100:]))
print(f"steps kept: {first:.0%} of the first hundred, {last:.0%} of the last")

# %% [markdown] tags=["en"]
# What does a random step do among 650 weights? Whatever the steepest direction is, a random one stands nearly at a
# right angle to it. The cell draws a thousand random directions and measures their angle to a fixed one (to its
# opposite, if that is nearer: half of all steps lead up and are refused). A small step at this angle brings the cosine
# of it, about a thirtieth, of what the same step in the fixed direction brings. With two weights it is two thirds.

# %% [markdown] tags=["ko"]
# 가중치가 650개일 때 무작위 스텝은 무엇을 할까요? 가장 가파른 방향이 어디든, 무작위 방향은 그것과 거의 직각을
# 이룹니다. 아래 셀은 무작위 방향을 천 개 뽑아 정해 둔 방향과 이루는 각을 잽니다(반대 방향에 더 가까우면 그쪽과 잽니다.
# 스텝의 절반은 오르막이라 버려지기 때문입니다). 이 각도로 작은 스텝을 밟으면, 정해 둔 방향으로 밟은 스텝의 코사인 배,
# 곧 30분의 1쯤만 얻습니다. 가중치가 두 개라면 3분의 2쯤을 얻습니다.

# %%
for d in (2, 650):
    directions = np.random.default_rng(0).standard_normal((1000, d))
    cosines = np.abs(directions[:, 0]) / np.linalg.norm(directions, axis=1)
    angle = np.degrees(np.arccos(cosines)).mean()
    print(f"{d} weights: mean angle {angle:.0f} degrees, mean cosine {cosines.mean():.3f}")

# %% [markdown] tags=["en"]
# The weights that were found, as pictures (without the row of the bias, and without the average of the ten, as above):
# guessed, walked, and the means.

# %% [markdown] tags=["ko"]
# 찾은 가중치를 그림으로 봅시다(편향 행은 떼고, 위에서처럼 열 개의 평균을 뺐습니다). 위에서부터 무작위 탐색, 국소 탐색,
# 평균입니다.

# %%
fig, axes = plt.subplots(3, 10, figsize=(11, 3.6))
for row, W in zip(axes, [W_guessed, W_walked, W_means1], strict=True):
    for template, axis in zip((W - W.mean(axis=1, keepdims=True))[:-1].T, row, strict=True):
        show_weights(axis, template.reshape(8, 8))
        axis.axis("off")
plt.show()

# %% [markdown] tags=["en"]
# And why it gets worse: the same simple bowl in more and more dimensions. What part of the loss is left after 300
# questions?

# %% [markdown] tags=["ko"]
# 차원이 늘면 왜 더 나빠질까요? 똑같이 단순한 그릇 모양의 손실을 점점 더 높은 차원에서 살펴봅니다. 300번 물어본 뒤에
# 손실이 얼마나 남았을까요?

# %%
dims = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512]


def bowl(W):
    """A loss that is 1 at W = 0 and 0 where all weights are 1, in any dimension."""
    return float(np.mean((W - 1) ** 2))


left = {"random search": [], "local search": []}
for d in dims:
    rng = np.random.default_rng(d)
    left["random search"].append(search.random_search(bowl, (d, 1), 300, rng, scale=0.5)[1])
    ends = [search.local_search(bowl, np.zeros((d, 1)), 299, step, rng)[1][-1] for step in (0.03, 0.1, 0.3)]
    left["local search"].append(min(ends))
plt.figure(figsize=(6, 3.5))
for name, curve in left.items():
    plt.semilogx(dims, curve, marker="o", label=name, base=2)
plt.yscale("log")
plt.axhline(1, color=GRAY, ls=":", label="at the start")
plt.ylim(1e-4, 3)
plt.xlabel("number of weights")
plt.ylabel("loss that is left")
plt.legend()
plt.show()

# %% [markdown] tags=["en"]
# ### Written question (`explain_search`, graded by a person)
#
# Answer in the cell below, in five to ten sentences:
#
# 1. Both searches asked for the loss 600 times. What does local search use that random search throws away?
# 2. Why are fewer steps kept towards the end than at the beginning, and why does a larger `step_size` not help?
# 3. A friend's program prints a hinge loss of 0.4 for ten classes *before* any training, with small random weights.
#    What should it print, and what might be wrong? (Several bugs do this; explain one.)

# %% [markdown] tags=["ko"]
# ### 서술형 문제 (`explain_search`, 사람이 채점합니다)
#
# 아래 셀에 다섯 문장에서 열 문장으로 답하세요.
#
# 1. 두 탐색 모두 손실을 600번 물어보았습니다. 무작위 탐색은 버리고 국소 탐색은 이용하는 정보는 무엇인가요?
# 2. 처음보다 끝으로 갈수록 남는 스텝이 줄어드는 까닭은 무엇인가요? `step_size`를 키워도 왜 도움이 되지 않나요?
# 3. 친구의 프로그램은 클래스가 열 개이고 가중치가 작은 무작위 값일 때, 훈련을 시작하기도 *전에* 힌지 손실을 0.4로
#    출력합니다. 얼마가 나와야 하고, 무엇이 잘못되었을까요? (그럴 만한 버그는 여러 가지이니 하나만 설명하세요.)

# %% [markdown] tags=["en"] question="explain_search"
# *Write your answer here, in place of this line.*

# %% [markdown] tags=["ko"] question="explain_search"
# *이 줄을 지우고 여기에 답을 쓰세요.*

# %% [markdown] tags=["en"]
# ### Done?
#
# In a terminal, `autograder pack` makes the zip to hand in.

# %% [markdown] tags=["ko"]
# ### 다 했나요?
#
# 터미널에서 `autograder pack`을 실행하면 제출할 zip 파일이 만들어집니다.
