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
# # Assignment 3: Gradients
#
# This notebook tells the story of the handout with pictures, and it does so with *your* functions. Write them in
# `numeric.py` and `losses.py`; this notebook reloads them whenever you save. Run the cells from top to bottom. A
# cell that needs an answer which you have not written yet stops with "not written yet"; write it, save, and run the
# cell again.

# %% [markdown] tags=["ko"]
# # 과제 3: 그래디언트
#
# 이 노트북은 안내문의 이야기를 그림과 함께, *여러분이 쓴 함수*로 풀어 갑니다. 답은 `numeric.py`와 `losses.py`에 쓰세요.
# 저장할 때마다 노트북이 새로 읽어 들입니다. 셀은 위에서 아래로 실행합니다. 아직 쓰지 않은 답이 필요한 셀은
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

FOLDER = "/content/drive/MyDrive/a3_gradients"

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
import numeric
import numpy as np

from autograder.datasets import load_digits
from autograder.plots import GRAY, VERMILLION, WEIGHTS, plot_style
from autograder.testing import sweep

plt.rcParams.update(plot_style())

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
# ## 1. The derivative is a slope
#
# A line through two points of a curve. As h shrinks, the second point slides towards the first, and the line becomes
# the tangent. `numeric.slope` is given; your first answer says how far its results are from the true slope.

# %% [markdown] tags=["ko"]
# ## 1. 미분계수는 기울기입니다
#
# 곡선 위의 두 점을 지나는 직선입니다. h가 줄어들면 둘째 점이 첫째 점 쪽으로 미끄러지고, 직선은 접선이 됩니다.
# `numeric.slope`는 주어져 있습니다. 첫 번째 답은 이렇게 잰 값이 진짜 기울기와 얼마나 다른지 알려 줍니다.

# %%


def curve(x):
    """A function of one number; its derivative is 3 * x**2 - 2."""
    return x**3 - 2 * x


at, t = 1.0, np.linspace(-0.4, 2.3, 200)
plt.figure(figsize=(6, 3.5))
plt.plot(t, curve(t), color="black")
for h in (1.0, 0.5, 0.1, 1e-5):
    steepness = numeric.slope(curve, at, h)
    plt.plot(t, curve(at) + steepness * (t - at), lw=1, label=f"h = {h:g}: slope {steepness:.5f}")
    plt.plot([at, at + h], [curve(at), curve(at + h)], "o", ms=4, color=GRAY)
    print(f"h = {h:7g}   slope {steepness:.7f}   relative error {numeric.relative_error(steepness, 1.0):.1e}")
plt.ylim(-2, 4)
plt.xlabel("x")
plt.ylabel("f(x)")
plt.legend()
plt.show()

# %%
grader.check("relative_error")

# %% [markdown] tags=["en"]
# ## 2. The gradient points uphill, and nothing is steeper
#
# A landscape over two numbers, with your gradients as arrows: they stand at right angles to the contour lines. On the
# right: from the orange point we take a step of length 0.01 in every direction of the compass. The change of f is a
# wave; it is highest in the direction of the gradient (dashed), and lowest in the opposite one.

# %% [markdown] tags=["ko"]
# ## 2. 그래디언트는 오르막을 가리키고, 그보다 가파른 방향은 없습니다
#
# 변수가 둘인 함수를 지형으로 그리고, 여러분이 구한 그래디언트를 그 위에 화살표로 나타냈습니다. 화살표는 등고선과
# 직각을 이룹니다. 오른쪽 그림은 주황색 점에서 모든 방향으로 길이 0.01만큼 가 본 것입니다. f의 변화량은 물결 모양이고,
# 그래디언트 방향(점선)에서 가장 크고 그 반대 방향에서 가장 작습니다.

# %%


def landscape(x):
    """A valley with a bump."""
    return x[0] ** 2 / 4 + x[1] ** 2 + np.exp(-((x[0] - 1) ** 2) - x[1] ** 2)


side = np.linspace(-2.5, 2.5, 60)
fig, axes = plt.subplots(1, 2, figsize=(11, 4))
axes[0].contour(side, side, landscape(np.meshgrid(side, side)), levels=18, cmap="viridis")
for place in np.stack(np.meshgrid(side[4::8], side[4::8]), axis=-1).reshape(-1, 2):
    axes[0].quiver(*place, *numeric.forward_gradient(landscape, place.copy()), angles="xy", scale=30, width=0.004)
here = np.array([-1.5, 0.8])
axes[0].plot(*here, "o", color=VERMILLION)
axes[0].set_aspect("equal")
uphill = numeric.forward_gradient(landscape, here.copy())
angles = np.linspace(-180, 180, 181)
steps = 0.01 * np.stack([np.cos(np.radians(angles)), np.sin(np.radians(angles))], axis=1)
axes[1].plot(angles, [landscape(here + step) - landscape(here) for step in steps])
axes[1].axvline(np.degrees(np.arctan2(uphill[1], uphill[0])), color=VERMILLION, ls="--", label="the gradient")
axes[1].set_xlabel("direction in degrees")
axes[1].set_ylabel("change of f")
axes[1].legend()
plt.show()

# %%
grader.check("forward_gradient")

# %% [markdown] tags=["en"]
# ## 3. How small should h be?
#
# The error of both ways to measure, for ever smaller h (read from the right to the left). First it falls: along h for
# steps forward, along h**2 for central differences. That is truncation. Then it rises again, along 1/h, and jitters:
# that is rounding.

# %% [markdown] tags=["ko"]
# ## 3. h는 얼마나 작아야 할까?
#
# h를 점점 줄이면서(오른쪽에서 왼쪽으로 읽으세요) 두 방법의 오차를 그렸습니다. 처음에는 줄어듭니다. 전진 차분은 h를,
# 중앙 차분은 h**2을 따라 줄어드는데, 이것이 절단 오차입니다. 그러다 1/h을 따라 다시 커지며 들쭉날쭉해집니다. 이것이
# 반올림 오차입니다.

# %%


def smooth(x):
    """A smooth function of several numbers."""
    return np.sum(np.exp(x) * np.sin(x))


x = np.random.default_rng(0).uniform(0.5, 1.5, size=6)
true = np.exp(x) * (np.sin(x) + np.cos(x))
hs = np.logspace(-15, 0, 46)
plt.figure(figsize=(7, 4))
for name, measure in [("forward", numeric.forward_gradient), ("central", numeric.numerical_gradient)]:
    errors = [numeric.relative_error(measure(smooth, x.copy(), h), true) for h in hs]
    plt.loglog(hs, errors, marker="o", ms=3, label=name)
    print(f"{name}: best at h = {hs[np.argmin(errors)]:.0e}, relative error {min(errors):.0e}")
for guide, label in [(hs / 3, "h"), (hs**2 / 3, "h**2"), (1e-16 / hs, "1 / h")]:
    plt.loglog(hs, guide, ":", color=GRAY, lw=1)
    place = 8 if label == "1 / h" else 36
    plt.annotate(label, (hs[place], guide[place]), (9, -16), textcoords="offset points", color=GRAY)
plt.ylim(1e-13, 10)
plt.xlabel("h")
plt.ylabel("largest relative error")
plt.legend()
plt.show()

# %%
grader.check("numerical_gradient")

# %% [markdown] tags=["en"]
# ### Written question (`explain_step`, graded by a person)
#
# Answer in the cell below, in five to ten sentences:
#
# 1. Why does the error of both curves rise again on the left, and why along 1/h?
# 2. Read the best h of both curves from the plot. Why is the best h of the central difference the larger one, although
#    it is the more accurate?
# 3. In float32 a number has about 7 digits. Where would you expect the best h of both to lie then, roughly?

# %% [markdown] tags=["ko"]
# ### 서술형 문제 (`explain_step`, 사람이 채점합니다)
#
# 아래 셀에 다섯 문장에서 열 문장으로 답하세요.
#
# 1. 두 곡선의 오차가 왼쪽에서 다시 커지는 까닭은 무엇이고, 왜 하필 1/h을 따라 커지나요?
# 2. 두 곡선에서 가장 좋은 h를 그림에서 읽어 보세요. 중앙 차분이 더 정확한데도 가장 좋은 h는 왜 더 큰가요?
# 3. float32의 정밀도는 일곱 자리쯤입니다. 그러면 두 방법의 가장 좋은 h는 대략 어디에 있을까요?

# %% [markdown] tags=["en"] question="explain_step"
# *Write your answer here, in place of this line.*

# %% [markdown] tags=["ko"] question="explain_step"
# *이 줄을 지우고 여기에 답을 쓰세요.*

# %% [markdown] tags=["en"]
# ## 4. The hinge loss, checked
#
# Digits, scaled to 0..1, with a column of ones for the bias: 65 features, 10 classes, 650 weights. At W = 0 the loss
# must be 9. Then we check your gradient without regularization, and with it.

# %% [markdown] tags=["ko"]
# ## 4. 힌지 손실을 검사하기
#
# 0~1로 맞춘 숫자 이미지에 편향을 위한 1의 열을 붙였습니다. 특성 65개, 클래스 10개, 가중치 650개입니다. W = 0이면 손실이
# 9여야 합니다. 그다음 여러분의 그래디언트를 정규화 없이, 그리고 정규화와 함께 검사합니다.

# %%
digits = load_digits()
X_all = np.column_stack([digits.rows / 16, np.ones(len(digits.rows))])
X, y = X_all[:30], digits.labels[:30]
rng = np.random.default_rng(0)
W = rng.normal(scale=0.3, size=(65, 10))

print("loss at W = 0:", losses.svm_loss_naive(np.zeros((65, 10)), X, y, 1.0)[0])
for reg in (0.0, 0.5):
    loss, analytic = losses.svm_loss_naive(W, X, y, reg)
    error = numeric.gradient_check(lambda V, reg=reg: losses.svm_loss_naive(V, X, y, reg)[0], W, analytic, rng)
    print(f"reg = {reg}: loss {loss:.4f}, largest relative error at ten places {error:.1e}")

# %%
grader.check("gradient_check")

# %%
grader.check("svm_loss_naive")

# %% [markdown] tags=["en"]
# **A mistake that hides.** Here we forget the 2 in the gradient of the regularization, on purpose. What comes out is
# the right gradient less `reg * W`. With weights of 1e-4 and a reg of 5e-6, as at the start of a training, the
# difference prints as zero, and wherever the data contribute, the relative error is small as well. With weights of 0.3
# and a reg of 0.5 the mistake is plain to see. So choose the place of a check well.

# %% [markdown] tags=["ko"]
# **숨는 실수.** 정규화의 그래디언트에서 일부러 2를 빠뜨려 보겠습니다. 그러면 맞는 그래디언트에서 `reg * W`를 뺀 값이
# 나옵니다. 훈련을 시작할 때처럼 가중치가 1e-4, reg가 5e-6이면 차이가 0으로 출력되고, 데이터가 영향을 주는 곳에서는
# 상대 오차도 작습니다. 가중치가 0.3, reg가 0.5이면 실수가 환히 드러납니다. 그러니 검사할 자리를 잘 고르세요.

# %%
for scale, reg in [(1e-4, 5e-6), (0.3, 0.5)]:
    V = rng.normal(scale=scale, size=(65, 10))
    _loss, right = losses.svm_loss_naive(V, X, y, reg)
    used = np.abs(right) > 1e-3  # elsewhere the pixel is dark in all images, and the data contribute nothing
    for name, gradient in [("right", right), ("without the 2", right - reg * V)]:
        error = numeric.relative_error(gradient[used], right[used])
        difference = np.abs(gradient - right).max()
        print(f"weights {scale:g}, reg {reg:g}, {name:13}: difference {difference:.6f}, relative error {error:.1e}")

# %% [markdown] tags=["en"]
# **Is it the measurement, or the formula?** A large error may come from rounding, from a kink, or from a wrong formula.
# One h alone does not tell; all of them together do. The error of a right formula has a valley. That of a wrong one
# lies flat, however h is chosen. The messages of your tests judge by the same numbers.

# %% [markdown] tags=["ko"]
# **측정 탓일까, 공식 탓일까?** 오차가 큰 까닭은 반올림일 수도, 꺾인 점일 수도, 틀린 공식일 수도 있습니다. h 하나만 보면
# 알 수 없지만 여러 h를 함께 보면 드러납니다. 맞는 공식의 오차에는 골짜기가 있고, 틀린 공식의 오차는 h를 어떻게 골라도
# 평평합니다. 테스트의 메시지도 같은 수를 보고 같은 판단을 알려 줍니다.

# %%


def hinge(V):
    """The loss that is checked, as a function of the weights alone."""
    return losses.svm_loss_naive(V, X, y, 0.5)[0]


_loss, analytic = losses.svm_loss_naive(W, X, y, 0.5)
plt.figure(figsize=(7, 4))
for name, gradient in [("yours", analytic), ("without the 2", analytic - 0.5 * W), ("times N", len(X) * analytic)]:
    found = sweep(hinge, gradient, W)
    plt.loglog(found.steps, np.maximum(found.errors, 1e-16), marker="o", ms=3, label=name)
    print(f"{name}: {found.verdict}")
plt.xlabel("h")
plt.ylabel("relative error of the slope")
plt.legend()
plt.show()

# %% [markdown] tags=["en"]
# ## 5. What it costs
#
# Three ways to the same 650 numbers: how often each calls the loss, how long it takes, and how near it comes to your
# formula. (A `svm_loss_naive` that also loops over the single numbers of a column makes this cell take half a minute.)

# %% [markdown] tags=["ko"]
# ## 5. 비용은 얼마일까
#
# 같은 수 650개를 구하는 세 가지 방법입니다. 손실을 몇 번 부르는지, 얼마나 걸리는지, 공식과 얼마나 가까운지 비교합니다.
# (`svm_loss_naive`에서 열의 수 하나하나까지 반복문으로 돌면 이 셀은 30초쯤 걸립니다.)

# %%
calls = 0


def counted(V):
    """The loss, with a counter."""
    global calls
    calls += 1
    return losses.svm_loss_naive(V, X, y, 0.5)[0]


_loss, analytic = losses.svm_loss_naive(W, X, y, 0.5)
ways = {
    "forward": lambda: numeric.forward_gradient(counted, W),
    "central": lambda: numeric.numerical_gradient(counted, W),
    "analytic": lambda: losses.svm_loss_naive(W, X, y, 0.5)[1],
}
for name, way in ways.items():
    calls, start = 0, time.perf_counter()
    gradient = way()
    seconds = time.perf_counter() - start
    error = numeric.relative_error(gradient, analytic)
    print(f"{name:10} {calls or 1:6} calls {seconds:9.4f} s   relative error {error:.1e}")

# %% [markdown] tags=["en"]
# ## 6. Kinks
#
# On the left: the hinge loss of three examples along a straight line through the space of weights. It is made of
# straight pieces. On the right: its slope along that line, by central differences with a small h and with a large one.
# The true slope jumps; a large h smears the jumps, because it looks at both sides of a kink.

# %% [markdown] tags=["ko"]
# ## 6. 꺾인 점
#
# 왼쪽은 가중치 공간의 직선 하나를 따라가며 본 예제 세 개의 힌지 손실입니다. 곧은 조각들로 이루어져 있습니다. 오른쪽은
# 그 직선을 따라 중앙 차분으로 잰 기울기입니다. h가 작을 때와 클 때를 함께 그렸습니다. 진짜 기울기는 계단처럼 뛰는데,
# h가 크면 꺾인 점의 양쪽을 함께 보기 때문에 계단이 뭉개집니다.

# %%
direction = rng.normal(scale=0.3, size=(65, 10))


def along(t, loss=losses.svm_loss_naive):
    """The loss of three examples, t steps along the direction."""
    return loss(W + t * direction, X[:3], y[:3], 0.0)[0]


t = np.linspace(-1, 1, 401)
fig, axes = plt.subplots(1, 2, figsize=(11, 3.5))
axes[0].plot(t, [along(one) for one in t])
axes[0].set_ylabel("hinge loss of three examples")
for h, style in [(1e-5, "-"), (0.1, "--")]:
    axes[1].plot(t, [(along(one + h) - along(one - h)) / (2 * h) for one in t], style, label=f"h = {h:g}")
axes[1].set_ylabel("its slope")
axes[1].legend()
for axis in axes:
    axis.set_xlabel("t")
plt.show()

# %% [markdown] tags=["en"]
# ### Written question (`explain_kink`, graded by a person)
#
# The next cell measures your hinge gradient once more, with ever larger h, at 30 examples and at 1,000, and counts at
# how many of 100 places the relative error is above 1e-4. It needs `svm_loss_vectorized`, so come back once you have
# it. Answer below, in five to ten sentences:
#
# 1. For the hinge loss without regularization, central differences have no truncation error between two neighboring
#    kinks. Why? And why does the number of bad places grow with h all the same?
# 2. Why are there more of them with 1,000 examples than with 30? What do you conclude for a gradient check?
# 3. A network has 25 million weights, and one call of its loss takes 0.1 seconds. How long does one full numerical
#    gradient take, by central differences? What do you do instead?

# %% [markdown] tags=["ko"]
# ### 서술형 문제 (`explain_kink`, 사람이 채점합니다)
#
# 다음 셀은 예제 30개와 1,000개에서 h를 점점 키우면서 힌지 그래디언트를 다시 재고, 100곳 가운데 상대 오차가 1e-4를 넘는
# 곳이 몇 군데인지 셉니다. `svm_loss_vectorized`가 필요하니 그 문제를 푼 뒤에 다시 오세요. 아래에 다섯 문장에서 열
# 문장으로 답하세요.
#
# 1. 정규화가 없는 힌지 손실에서는 이웃한 두 꺾인 점 사이에서 중앙 차분의 절단 오차가 0입니다. 왜 그럴까요? 그런데도 h가
#    커지면 어긋나는 곳이 늘어나는 까닭은 무엇인가요?
# 2. 예제가 1,000개일 때가 30개일 때보다 어긋나는 곳이 많은 까닭은 무엇인가요? 그래디언트 검사를 할 때는 어떻게 해야
#    할까요?
# 3. 가중치가 2,500만 개인 신경망에서 손실을 한 번 계산하는 데 0.1초가 걸립니다. 중앙 차분으로 그래디언트 전체를 한 번
#    재려면 얼마나 걸리나요? 그 대신 어떻게 하나요?

# %%
places = rng.choice(W.size, size=100, replace=False)
hs = np.logspace(-6, -1, 6)
plt.figure(figsize=(6, 3.5))
for N in (30, 1000):
    _loss, analytic = losses.svm_loss_vectorized(W, X_all[:N], digits.labels[:N], 0.0)
    bad = []
    for h in hs:
        errors = []
        for place in places:
            step = np.zeros(W.shape)
            step.flat[place] = h
            above, below = (
                losses.svm_loss_vectorized(V, X_all[:N], digits.labels[:N], 0.0)[0] for V in (W + step, W - step)
            )
            errors.append(numeric.relative_error((above - below) / (2 * h), analytic.flat[place]))
        bad.append(np.sum(np.array(errors) > 1e-4))
    plt.semilogx(hs, bad, marker="o", label=f"{N} examples")
plt.xlabel("h")
plt.ylabel("places of 100 that disagree")
plt.legend()
plt.show()

# %% [markdown] tags=["en"] question="explain_kink"
# *Write your answer here, in place of this line.*

# %% [markdown] tags=["ko"] question="explain_kink"
# *이 줄을 지우고 여기에 답을 쓰세요.*

# %% [markdown] tags=["en"]
# ## 7. Without loops
#
# Both hinge losses must give the same numbers; the clock shows what the loops cost.

# %% [markdown] tags=["ko"]
# ## 7. 반복문 없이
#
# 두 힌지 손실은 같은 수를 내야 하고, 걸린 시간은 반복문이 얼마나 느린지 보여 줍니다.

# %%


def compared(name, N=1000):
    """Run both ways of a loss, and print how they differ in value and in time (the best of three)."""
    results, seconds = [], []
    for way in ("naive", "vectorized"):
        laps = []
        for _ in range(3):
            start = time.perf_counter()
            result = getattr(losses, f"{name}_loss_{way}")(W, X_all[:N], digits.labels[:N], 0.5)
            laps.append(time.perf_counter() - start)
        results.append(result)
        seconds.append(min(laps))
    (slow, slow_dW), (fast, fast_dW) = results
    print(f"{name}: losses {slow:.6f} and {fast:.6f}, gradients differ by {np.abs(slow_dW - fast_dW).max():.1e}")
    print(f"{seconds[0]:.4f} s and {seconds[1]:.4f} s: {seconds[0] / seconds[1]:.0f} times as fast")


compared("svm")

# %%
grader.check("svm_loss_vectorized")

# %% [markdown] tags=["en"]
# ## 8. Softmax
#
# At W = 0 the loss must be log 10 = 2.3026. This loss has no kinks, so the check may go to every place. And scores of
# 10,000 must not overflow.

# %% [markdown] tags=["ko"]
# ## 8. 소프트맥스
#
# W = 0이면 손실이 log 10 = 2.3026이어야 합니다. 이 손실에는 꺾인 점이 없으니 모든 곳을 검사해도 됩니다. 그리고 점수가
# 10,000이어도 넘치면 안 됩니다.

# %%
print("loss at W = 0:", losses.softmax_loss_naive(np.zeros((65, 10)), X, y, 1.0)[0])
_loss, analytic = losses.softmax_loss_naive(W, X, y, 0.5)
error = numeric.gradient_check(lambda V: losses.softmax_loss_naive(V, X, y, 0.5)[0], W, analytic, rng, num_checks=100)
print(f"largest relative error at a hundred places: {error:.1e}")
loss, analytic = losses.softmax_loss_naive(3e4 * W, X, y, 0.0)
print(f"scores up to {np.abs(X @ (3e4 * W)).max():,.0f}: loss {loss:,.1f}, dW finite: {np.isfinite(analytic).all()}")

# %%
grader.check("softmax_loss_naive")

# %%
compared("softmax")

# %%
grader.check("softmax_loss_vectorized")

# %% [markdown] tags=["en"]
# ## 9. What a gradient looks like
#
# Minus the gradient at W = 0, of all digits: the first step downhill. Each column of dW, without its bias, is an image.
# From nothing but X.T @ dS the classes appear: blue where a pixel speaks for the class, red where it speaks against
# it. Above the SVM, below softmax. At W = 0 the two rows show the same pictures: can you say why, from dS?

# %% [markdown] tags=["ko"]
# ## 9. 그래디언트는 어떻게 생겼을까
#
# 모든 숫자 이미지로 W = 0에서 구한 그래디언트에 마이너스를 붙였습니다. 내리막으로 가는 첫 스텝입니다. dW의 열에서
# 편향을 떼면 이미지 한 장이 됩니다. X.T @ dS만으로 클래스의 모습이 나타납니다. 그 클래스에 유리한 픽셀은 파랗고 불리한
# 픽셀은 빨갛습니다. 위는 SVM, 아래는 소프트맥스입니다. W = 0에서는 두 줄의 그림이 똑같습니다. 왜 그런지 dS로 설명할 수
# 있나요?

# %%
fig, axes = plt.subplots(2, 10, figsize=(12, 2.8))
for loss, row in zip((losses.svm_loss_vectorized, losses.softmax_loss_vectorized), axes, strict=True):
    _loss, analytic = loss(np.zeros((65, 10)), X_all, digits.labels, 0.0)
    for j, axis in enumerate(row):
        step = -analytic[:64, j].reshape(8, 8)
        axis.imshow(step, cmap=WEIGHTS, vmin=-np.abs(step).max(), vmax=np.abs(step).max())
        axis.set_title(j)
        axis.axis("off")
plt.show()

# %% [markdown] tags=["en"]
# ## 10. Downhill, for the first time
#
# From W we walk in a straight line: once against the gradient (orange), and in twenty random directions of the same
# length (gray). For small steps nothing falls faster than minus the gradient; too large a step ends higher than it
# began. How far to go, and what to do after the first step, is the next assignment.

# %% [markdown] tags=["ko"]
# ## 10. 처음으로 내리막을
#
# W에서 직선을 따라 가 봅니다. 주황색은 그래디언트의 반대 방향, 회색은 길이가 같은 무작위 방향 스무 개입니다. 스텝이
# 작으면 그래디언트의 반대 방향보다 빨리 내려가는 길이 없고, 스텝이 너무 크면 출발점보다 높은 곳에 닿습니다. 얼마나 멀리
# 갈지, 첫 스텝 다음에는 무엇을 할지는 다음 과제에서 다룹니다.

# %%
_loss, analytic = losses.softmax_loss_vectorized(W, X_all[:500], digits.labels[:500], 1e-3)
t = np.linspace(0, 10, 40)
plt.figure(figsize=(6, 3.5))
for k in range(21):
    step = -analytic if k == 20 else rng.normal(size=W.shape)
    step *= 1 / np.linalg.norm(step)
    heights = [losses.softmax_loss_vectorized(W + one * step, X_all[:500], digits.labels[:500], 1e-3)[0] for one in t]
    color, label = (VERMILLION, "minus the gradient") if k == 20 else ("lightgray", None if k else "random directions")
    plt.plot(t, heights, "-", color=color, label=label)
plt.xlabel("length of the step")
plt.ylabel("softmax loss")
plt.legend()
plt.show()

# %% [markdown] tags=["en"]
# Done? In a terminal, `autograder pack` makes the zip to hand in.

# %% [markdown] tags=["ko"]
# 다 했나요? 터미널에서 `autograder pack`을 실행하면 제출할 zip 파일이 만들어집니다.
