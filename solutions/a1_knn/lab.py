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
# # Assignment 1: Images and nearest neighbors
#
# This notebook tells the story of the handout with pictures, and it does so with *your* functions. Write them in
# `images.py`, `knn.py` and `dimensions.py`; this notebook loads them anew whenever you save. Run the cells from top to
# bottom. A cell that needs an answer which you have not written yet stops with "not written yet"; write it, save, and
# run the cell again.

# %% [markdown] tags=["ko"]
# # 과제 1: 이미지와 최근접 이웃
#
# 이 노트북은 안내문의 이야기를 그림과 함께, *여러분이 쓴 함수*로 풀어 갑니다. 답은 `images.py`, `knn.py`,
# `dimensions.py`에 쓰세요. 저장할 때마다 노트북이 새로 읽어 들입니다. 셀은 위에서 아래로 실행합니다. 아직 쓰지 않은
# 답이 필요한 셀은 "not written yet"이라고 알리며 멈춥니다. 답을 쓰고 저장한 다음 그 셀을 다시 실행하세요.

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

FOLDER = "/content/drive/MyDrive/a1_knn"

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

import dimensions
import images
import knn
import matplotlib.pyplot as plt
import numpy as np
from matplotlib.cbook import get_sample_data
from matplotlib.colors import ListedColormap
from scipy import ndimage
from scipy.spatial.distance import cdist

from autograder.datasets import load_digits, load_fashion
from autograder.plots import BLUE, GRAY, VERMILLION, plot_style

plt.rcParams.update(plot_style())
two_colors = ListedColormap([BLUE, VERMILLION])

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
# ## 1. Images are arrays
#
# How large are the data sets that made history? Your first answer computes it.

# %% [markdown] tags=["ko"]
# ## 1. 이미지는 배열입니다
#
# 역사에 남은 데이터셋은 얼마나 클까요? 여러분의 첫 번째 답으로 계산해 봅시다.

# %%
history = {
    "MNIST (1998)": (60_000, 28, 28),
    "CIFAR-10 (2009)": (50_000, 32, 32, 3),
    "CIFAR-100 (2009)": (50_000, 32, 32, 3),
    "ImageNet, ILSVRC (2012)": (1_281_167, 224, 224, 3),
    "our digits": (1_797, 8, 8),
}
for name, shape in history.items():
    as_bytes, as_floats = (images.dataset_bytes(shape, dtype) / 1e6 for dtype in ("uint8", "float64"))
    print(f"{name:24} {shape!s:24} {as_bytes:12,.1f} MB in uint8 {as_floats:14,.1f} MB in float64")

# %%
grader.check("dataset_bytes")

# %% [markdown] tags=["en"]
# Our digits come with the package. Look at a few, and at the numbers behind the first one.

# %% [markdown] tags=["ko"]
# 숫자 이미지는 패키지에 들어 있습니다. 몇 장을 보고, 첫 번째 그림을 이루는 수도 살펴보세요.

# %%
digits = load_digits()
fig, axes = plt.subplots(2, 10, figsize=(10, 2.4))
for image, label, axis in zip(digits.images, digits.labels, axes.flat, strict=False):
    axis.imshow(image, cmap="gray_r")
    axis.set_title(label)
    axis.axis("off")
plt.show()
print(digits.images[0].astype(int))

# %%
rows = images.flatten_images(digits.images)
print(f"from {digits.images.shape} to {rows.shape}")
print("and back again:", np.array_equal(images.unflatten_images(rows, (8, 8)), digits.images))

# %%
grader.check("flatten_images")

# %% [markdown] tags=["en"]
# ## 2. The semantic gap
#
# A photograph that Matplotlib brings along: Grace Hopper, who wrote the first compiler (an official portrait of the US
# Navy, in the public domain). You recognize her in every copy but the last, which shows nothing: it has the mean color
# of the photograph everywhere. The number above each copy is its distance to the original, over all pixels and colors.
# By that distance the sheet of one color is *more* like the portrait than the portrait itself, moved aside by a
# sixteenth of its width. Predict first: which copy is the farthest?

# %% [markdown] tags=["ko"]
# ## 2. 의미적 간극
#
# Matplotlib에 들어 있는 사진입니다. 최초의 컴파일러를 만든 그레이스 호퍼의 미국 해군 공식 사진으로, 저작권이 없는
# 사진입니다. 맨 오른쪽만 빼면 누구나 같은 사람이라고 알아봅니다. 맨 오른쪽은 사진의 평균색으로 칠한 종이일 뿐입니다.
# 그림 위의 수는 모든 픽셀과 색에 걸쳐 잰, 원본까지의 거리입니다. 이 거리로 보면 옆으로 너비의 16분의 1만큼 옮긴
# 사진보다 아무것도 없는 종이가 원본과 *더* 비슷합니다. 보기 전에 예상해 보세요. 어느 사진이 가장 멀까요?

# %%
with get_sample_data("grace_hopper.jpg") as file:
    photo = plt.imread(file, format="jpg")[20:580:4, ::4].astype(np.float64)
hidden = photo.copy()
hidden[20:70, 40:90] = 0
zoom = [np.linspace(12, size - 13, size).round().astype(int) for size in photo.shape[:2]]
copies = {
    "original": photo,
    "moved": ndimage.shift(photo, (0, 8, 0), order=0),
    "darkened": 0.4 * photo,
    "cropped": photo[np.ix_(*zoom)],
    "covered": hidden,
    "mean color": np.broadcast_to(photo.mean(axis=(0, 1)), photo.shape),
}
fig, axes = plt.subplots(1, len(copies), figsize=(13, 3))
for (name, copy), axis in zip(copies.items(), axes, strict=True):
    axis.imshow(copy.astype(np.uint8))
    axis.set_title(f"{name}\n{np.linalg.norm(copy - photo):,.0f}")
    axis.axis("off")
plt.show()
print("moved, by your function:", round(images.pixel_shift_distance(photo, 0, 8)))

# %% [markdown] tags=["en"]
# The same with our digits. For us, all of these but the last are the same digit. For a distance between pixels most of
# them are strangers: compare the number above each picture, its distance to the original, with that of the nearest
# image of *another* digit (on the right).

# %% [markdown] tags=["ko"]
# 숫자 이미지로도 해 봅시다. 맨 오른쪽만 빼면 사람 눈에는 모두 같은 숫자입니다. 그런데 픽셀 값으로 잰 거리로 보면 거의
# 다 남남입니다. 그림 위의 수는 원본까지의 거리입니다. *다른* 숫자 가운데 원본에 가장 가까운 이미지(맨 오른쪽)의 거리와
# 비교해 보세요.

# %%
image = digits.images[7]
covered = image.copy()
covered[3:6, :] = 0
clutter = np.random.default_rng(5).integers(0, 9, size=(8, 8)) * (image == 0)
others = digits.images[digits.labels != digits.labels[7]]
nearest_other = min(others, key=lambda other: np.linalg.norm(other - image))

print("moved right by 1, by your function:", images.pixel_shift_distance(image, 0, 1))
views = {
    "original": image,
    "viewpoint": ndimage.shift(image, (0, 1), order=0),
    "light": 0.4 * image,
    "occlusion": covered,
    "clutter": image + clutter,
    "deformation": ndimage.affine_transform(image, [[1, 0], [-0.4, 1]], offset=(0, 1.5), order=1),
    "another digit": nearest_other,
}
fig, axes = plt.subplots(1, len(views), figsize=(13, 2.4))
for (name, view), axis in zip(views.items(), axes, strict=True):
    axis.imshow(view, cmap="gray_r", vmin=0, vmax=16)
    axis.set_title(f"{name}\n{np.linalg.norm(view - image):.1f}")
    axis.axis("off")
plt.show()

# %% [markdown] tags=["en"]
# That was one digit. Over two hundred of them: how far does a digit have to move before it is a stranger to itself? The
# dashed line is how far away the nearest image of another digit is, on average.

# %% [markdown] tags=["ko"]
# 숫자 하나만 보았습니다. 200장에서는 어떨까요? 얼마나 옮기면 자기 자신과도 남남이 될까요? 점선은 다른 숫자의 이미지
# 가운데 가장 가까운 것까지의 거리를 평균한 것입니다.

# %%
moves = range(5)
by_move = [np.mean([images.pixel_shift_distance(one, 0, dx) for one in digits.images[:200]]) for dx in moves]
to_others = [
    np.min(np.linalg.norm(digits.images[digits.labels != label] - one, axis=(1, 2)))
    for one, label in zip(digits.images[:200], digits.labels[:200], strict=True)
]
plt.figure(figsize=(5, 3))
plt.plot(moves, by_move, "o-", label="to itself, moved right")
plt.axhline(np.mean(to_others), color=GRAY, ls="--", label="to the nearest other digit")
plt.xlabel("pixels")
plt.ylabel("mean distance")
plt.legend()
plt.show()

# %%
grader.check("pixel_shift_distance")

# %% [markdown] tags=["en"]
# ## 3. Hold some out, and bring features to one scale
#
# Apples (orange-red) and grapefruits (blue) by color, weight and sweetness; the pictures show the last two. On the
# left a gram counts as much as a point of sweetness, so the axes have equal scale: everything is decided by weight. On
# the right are your standardized features. The large discs are fruit that came later; they are put on the scale of the
# others.

# %% [markdown] tags=["ko"]
# ## 3. 일부를 떼어 두고, 특성의 척도를 맞춥니다
#
# 사과(주홍)와 자몽(파랑)의 색, 무게, 당도입니다. 그림에는 무게와 당도만 그렸습니다. 왼쪽에서는 1 g을 당도 1과 똑같이
# 취급하므로 두 축의 눈금이 같고, 모든 것이 무게로 정해집니다. 오른쪽은 여러분이 표준화한 특성입니다. 큰 원은 나중에
# 들어온 과일이며, 먼저 있던 과일을 기준으로 표준화했습니다.

# %%
rng = np.random.default_rng(1)
apples = rng.normal((0.75, 190, 13), (0.1, 35, 1.3), size=(100, 3))
grapefruits = rng.normal((0.6, 230, 10), (0.1, 35, 1.3), size=(100, 3))
fruit, kind = np.concatenate([grapefruits, apples]), np.repeat([0, 1], 100)
known, known_kind, later, later_kind = images.train_val_split(fruit, kind, 0.3, rng)
known_scaled, later_scaled = images.standardize(known, later)

fig, axes = plt.subplots(1, 2, figsize=(10, 3.5))
for axis, title, (old, new) in zip(
    axes, ["as they came", "standardized"], [(known, later), (known_scaled, later_scaled)], strict=True
):
    axis.set_title(title)
    axis.scatter(*old[:, 1:].T, c=known_kind, cmap=two_colors, s=15)
    axis.scatter(*new[:, 1:].T, c=later_kind, cmap=two_colors, s=90, alpha=0.35)
    axis.set_aspect("equal", adjustable="datalim")
    axis.set_xlabel("weight")
    axis.set_ylabel("sweetness")
plt.show()

# %%
grader.check("train_val_split")

# %%
grader.check("standardize")

# %% [markdown] tags=["en"]
# ## 4. Nearest neighbors
#
# Three parts of 1,000 digits: 600 to learn from (`X_train`), 200 to choose by (`X_val`), and 200 as a test (`X_test`).
# Put the test part away now. It is opened once, in the last cell of this notebook, when nothing is left to choose.
# Between the first two parts we compute the distances in your three ways. All must agree; the clock shows what the
# loops cost.

# %% [markdown] tags=["ko"]
# ## 4. 최근접 이웃
#
# 숫자 1,000장을 세 부분으로 나눕니다. 600장은 배우는 데(`X_train`), 200장은 고르는 데(`X_val`), 나머지 200장은
# 테스트에(`X_test`) 씁니다. 테스트 데이터는 지금 따로 치워 두세요. 더 고를 것이 없을 때, 이 노트북의 마지막 셀에서 한
# 번만 열어 봅니다. 앞의 두 부분 사이의 거리를 여러분의 세 가지 방법으로 구합니다. 결과는 모두 같아야 하고, 걸린 시간을
# 보면 반복문의 대가가 얼마인지 알 수 있습니다.

# %%
rng = np.random.default_rng(0)
X_known, y_known, X_test, y_test = images.train_val_split(digits.rows[:1000], digits.labels[:1000], 0.2, rng)
X_train, y_train, X_val, y_val = images.train_val_split(X_known, y_known, 0.25, rng)
classifier = knn.KNearestNeighbor()
classifier.train(X_train, y_train)
found = {}
for way in ("two_loops", "one_loop", "no_loops"):
    start = time.perf_counter()
    found[way] = getattr(classifier, f"compute_distances_{way}")(X_val)
    print(f"{way:10} {time.perf_counter() - start:8.4f} s")
same = np.allclose(found["two_loops"], found["one_loop"]) and np.allclose(found["two_loops"], found["no_loops"])
print("all agree:", same)

# %%
grader.check("compute_distances_two_loops")

# %%
grader.check("compute_distances_one_loop")

# %%
grader.check("compute_distances_no_loops")

# %% [markdown] tags=["en"]
# The matrix of distances as a picture, both sides sorted by label. Dark blocks along the diagonal mean that images of
# one class are near one another. Which classes are compact, and which pairs are close to each other? What would a
# bright row mean?

# %% [markdown] tags=["ko"]
# 거리 행렬을 그림으로 보면 다음과 같습니다. 두 축 모두 레이블 순으로 정렬했습니다. 대각선의 어두운 블록은 같은 클래스의
# 이미지가 서로 가깝다는 뜻입니다. 어느 클래스가 촘촘하고, 어느 두 클래스가 서로 가깝나요? 밝은 행은 무엇을 뜻할까요?

# %%
dists = found["no_loops"]
plt.figure(figsize=(8, 3))
plt.imshow(dists[y_val.argsort(kind="stable")][:, y_train.argsort(kind="stable")], aspect="auto", cmap="magma")
plt.xlabel("training images, by label")
plt.ylabel("validation images, by label")
plt.colorbar(label="distance")
plt.show()

# %% [markdown] tags=["en"]
# Each row: a validation image (left), and its five nearest neighbors with their labels. The first rows show images
# that a single neighbor gets wrong, if there are any.

# %% [markdown] tags=["ko"]
# 각 행의 맨 왼쪽은 검증 이미지이고, 그 옆은 가장 가까운 이웃 다섯과 그 레이블입니다. k = 1일 때 틀리는 이미지가
# 있으면 맨 위에 나옵니다.

# %%
wrong_first = np.argsort(classifier.predict_labels(dists, k=1) == y_val, kind="stable")[:4]
fig, axes = plt.subplots(len(wrong_first), 6, figsize=(7, 5))
for i, row in zip(wrong_first, axes, strict=True):
    shown = [X_val[i], *X_train[dists[i].argsort()[:5]]]
    titles = [f"is {y_val[i]}", *y_train[dists[i].argsort()[:5]]]
    for pixels, title, axis in zip(shown, titles, row, strict=True):
        axis.imshow(pixels.reshape(8, 8), cmap="gray_r")
        axis.set_title(title)
        axis.axis("off")
plt.tight_layout()
plt.show()

# %%
grader.check("predict_labels")

# %% [markdown] tags=["en"]
# Back to the fruit, now with your classifier. With two features its answer can be drawn for every point of the plane.
# Where the color changes runs the **decision boundary**. With the features as they came (left) grams decide, and the
# boundary is made of upright stripes; standardized (right), both features have a say. With one neighbor (top) every
# odd fruit has an island of its own; fifteen neighbors (bottom) vote it away.

# %% [markdown] tags=["ko"]
# 이제 여러분의 분류기로 과일을 다시 봅시다. 특성이 둘이면 평면의 모든 점에서 분류기가 무엇이라고 답하는지 그릴 수
# 있습니다. 색이 바뀌는 곳이 **결정 경계**입니다. 특성을 그대로 쓰면(왼쪽) 무게가 거의 다 정해서 경계가 세로 줄무늬가
# 되고, 표준화하면(오른쪽) 두 특성이 함께 정합니다. 이웃이 하나면(위) 유별난 과일마다 섬이 하나씩 생기고, 이웃이
# 열다섯이면 (아래) 투표가 그런 섬을 지웁니다.

# %%
low, high = known[:, 1:].min(axis=0), known[:, 1:].max(axis=0)
plane = np.stack(np.meshgrid(*np.linspace(low, high, 120).T), axis=-1).reshape(-1, 2)
known_two, plane_two = images.standardize(known[:, 1:], plane)
fig, axes = plt.subplots(2, 2, figsize=(10, 6), sharex=True, sharey=True)
for row, k in zip(axes, (1, 15), strict=True):
    for axis, train, points in zip(row, (known[:, 1:], known_two), (plane, plane_two), strict=True):
        judge = knn.KNearestNeighbor()
        judge.train(train, known_kind)
        answers = judge.predict(points, k=k).reshape(120, 120)
        axis.contourf(*plane.T.reshape(2, 120, 120), answers, levels=[-0.5, 0.5, 1.5], cmap=two_colors, alpha=0.3)
        axis.scatter(*known[:, 1:].T, c=known_kind, cmap=two_colors, s=12)
        scale = "as they came" if train is not known_two else "standardized"
        axis.set_title(f"{scale}, k = {k}")
for axis in axes[1]:
    axis.set_xlabel("weight")
for axis in axes[:, 0]:
    axis.set_ylabel("sweetness")
plt.tight_layout()
plt.show()

for name, train, new in [("as they came", known, later), ("standardized", known_scaled, later_scaled)]:
    judge = knn.KNearestNeighbor()
    judge.train(train, known_kind)
    right = np.mean(judge.predict(new, k=15) == later_kind)
    print(f"all three features {name}: {right:.0%} of the later fruit are right")

# %% [markdown] tags=["en"]
# Another distance, another neighbor. L1 does not square, so that a few very different pixels count for less.

# %% [markdown] tags=["ko"]
# 거리가 바뀌면 이웃도 바뀝니다. L1은 제곱하지 않으므로 크게 다른 픽셀 몇 개의 영향이 줄어듭니다.

# %%
for name, matrix in [("L2", dists), ("L1", knn.l1_distances(X_val, X_train))]:
    hits = classifier.predict_labels(matrix, k=3) == y_val
    print(f"{name}: {hits.mean():.1%} of the validation images are right")

# %%
grader.check("l1_distances")

# %% [markdown] tags=["en"]
# ## 5. Which k?
#
# Cross-validation on the training part. Every dot is one fold; the line goes through their means.

# %% [markdown] tags=["ko"]
# ## 5. k는 얼마로 할까?
#
# 훈련 데이터로 교차 검증을 합니다. 점 하나가 폴드 하나이고, 선은 평균을 잇습니다.

# %%
ks = [1, 2, 3, 5, 8, 12, 20, 50, 100]
table = knn.cross_validate_k(X_train, y_train, ks, 5)
plt.figure(figsize=(6, 3.5))
plt.plot(ks, table, ".", color=GRAY)
plt.errorbar(ks, table.mean(axis=1), yerr=table.std(axis=1), fmt="o-")
plt.xscale("log")
plt.xlabel("k")
plt.ylabel("accuracy")
plt.show()
best = ks[int(table.mean(axis=1).argmax())]
print(f"best k: {best}; on the validation part: {(classifier.predict(X_val, k=best) == y_val).mean():.1%}")

# %%
grader.check("cross_validate_k")

# %% [markdown] tags=["en"]
# ### Written question (`explain_k`, graded by a person)
#
# Here is the same curve once more, after a fifth of the training labels have been replaced by random ones. Answer in
# the cell below, in five to ten sentences:
#
# 1. Why does the accuracy fall for large k, in both curves?
# 2. Why does the best k differ between the two, and in which direction?
# 3. A friend tries all values of k on the test part and reports the best accuracy. What is wrong with that number?

# %% [markdown] tags=["ko"]
# ### 서술형 문제 (`explain_k`, 사람이 채점합니다)
#
# 훈련 레이블의 5분의 1을 무작위 레이블로 바꾸고 같은 곡선을 다시 그렸습니다. 아래 셀에 다섯에서 열 문장으로 답하세요.
#
# 1. 두 곡선 모두 k가 아주 커지면 정확도가 떨어지는 까닭은 무엇인가요?
# 2. 두 곡선에서 가장 좋은 k는 어느 쪽으로 달라졌고, 왜 그런가요?
# 3. 친구가 테스트 데이터로 모든 k를 시험해 보고 가장 높은 정확도를 보고했습니다. 그 수치는 무엇이 문제인가요?

# %%
rng = np.random.default_rng(3)
noisy = np.where(rng.random(len(y_train)) < 0.2, rng.integers(0, 10, size=len(y_train)), y_train)
noisy_table = knn.cross_validate_k(X_train, noisy, ks, 5)
plt.figure(figsize=(6, 3.5))
plt.plot(ks, table.mean(axis=1), marker="o", label="true labels")
plt.plot(ks, noisy_table.mean(axis=1), marker="s", label="one label in five is random")
plt.xscale("log")
plt.xlabel("k")
plt.ylabel("accuracy")
plt.legend()
plt.show()

# %% [markdown] tags=["en"] question="explain_k"
# *Write your answer here, in place of this line.*

# %% [markdown] tags=["ko"] question="explain_k"
# *이 줄을 지우고 여기에 답을 쓰세요.*

# %% [markdown] tags=["en"]
# ## 6. The curse of dimensionality
#
# On the left: the edge of a cube that holds 1 % of the volume. On the right: how much farther the farthest of 200
# random points is than the nearest. Our digits have 64 dimensions, CIFAR-10 has 3,072.

# %% [markdown] tags=["ko"]
# ## 6. 차원의 저주
#
# 왼쪽은 부피의 1%를 담는 초입방체의 한 변입니다. 오른쪽은 무작위 점 200개 가운데 가장 먼 점이 가장 가까운 점보다 얼마나
# 더 먼지를 나타냅니다. 숫자 이미지는 64차원이고 CIFAR-10은 3,072차원입니다.

# %%
dims = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 3072]
rng = np.random.default_rng(0)
fig, axes = plt.subplots(1, 2, figsize=(10, 3.5))
axes[0].semilogx(dims, [dimensions.edge_for_fraction(0.01, d) for d in dims], "o-", base=2)
axes[0].set_ylabel("edge for 1 % of the volume")
axes[1].loglog(dims, [np.median([dimensions.distance_contrast(rng, 200, d) for _ in range(9)]) for d in dims], "o-")
axes[1].set_ylabel("contrast of distances")
for axis in axes:
    axis.set_xlabel("dimension")
plt.tight_layout()
plt.show()
print("points for ten per axis:", [dimensions.samples_for_density(10, d) for d in (1, 2, 3, 6)])

# %%
grader.check("edge_for_fraction")

# %%
grader.check("distance_contrast")

# %% [markdown] tags=["en"]
# **Then why does nearest neighbors work on digits, which have 64 dimensions?** Because digits do not fill these
# dimensions. Neighboring pixels are dark together and bright together, and the corners are always empty. The cell
# measures it in two ways. The contrast of 200 digits around another one is about 2: four times that of uniform points
# in 64 dimensions, and that of uniform points in about ten. And if we turn the axes so that the first shows as much of
# the variance as possible, the second as much as possible of the rest, and so on (*principal components*), then 21 of
# the 64 hold 90 %. The curse is about the dimensions that the data really use.

# %% [markdown] tags=["ko"]
# **그런데 64차원인 숫자 이미지에서 최근접 이웃이 잘되는 까닭은 무엇일까요?** 숫자 이미지는 그 64차원을 다 쓰지 않기
# 때문입니다. 이웃한 픽셀은 함께 어둡고 함께 밝으며, 모서리는 언제나 비어 있습니다. 아래 셀에서 두 가지로 재 봅니다.
# 숫자 하나를 둘러싼 숫자 200장의 대비는 약 2입니다. 64차원에 고르게 흩어진 점의 네 배이고, 10차원쯤에 고르게 흩어진
# 점과 같습니다. 또 첫째 축이 분산을 가장 많이 담고, 둘째 축이 나머지를 가장 많이 담도록 축을 차례로 돌리면(*주성분*),
# 64개 가운데 21개가 분산의 90%를 담습니다. 차원의 저주에서 중요한 것은 데이터가 실제로 쓰는 차원입니다.

# %%
rng = np.random.default_rng(0)
ratios = []
for _ in range(200):
    one, *others = digits.rows[rng.choice(len(digits.rows), 201, replace=False)]
    nearest, *_between, farthest = sorted(cdist([one], others).ravel())
    ratios.append(farthest / nearest)
print(f"the farthest digit is {np.mean(ratios):.2f} times as far as the nearest: contrast {np.mean(ratios) - 1:.2f}")
for d in (64, 10):
    uniform = np.mean([dimensions.distance_contrast(rng, 200, d) for _ in range(200)])
    print(f"contrast of uniform points in {d} dimensions: {uniform:.2f}")

variances = np.linalg.svd(digits.rows - digits.rows.mean(axis=0), compute_uv=False) ** 2
held = np.cumsum(variances) / variances.sum()
needed = int(np.searchsorted(held, 0.9)) + 1
plt.figure(figsize=(6, 3))
plt.plot(range(1, 65), held)
plt.plot(needed, held[needed - 1], "o")
plt.annotate(f"{needed} components: {held[needed - 1]:.0%}", (needed, held[needed - 1]), (24, 0.82))
plt.xlabel("principal components")
plt.ylabel("part of the variance")
plt.ylim(0, 1.05)
plt.show()

# %% [markdown] tags=["en"]
# **If you like:** the same on pictures of clothes, 28 x 28 pixels, of which 2,000 come with the package
# (Fashion-MNIST). Your classifier needs nothing new. Guessing would be right in 10 %.

# %% [markdown] tags=["ko"]
# **더 해 보고 싶다면:** 옷 사진에서도 해 봅시다. 28 x 28 픽셀이고, 2,000장이 패키지에 들어 있습니다(Fashion-MNIST).
# 분류기는 고칠 것이 없습니다. 찍기만 해도 10%는 맞습니다.

# %%
clothes = load_fashion()
seen, unseen = (X.reshape(len(X), -1) / 255 for X in (clothes.X_train[:1000], clothes.X_train[1000:1200]))
model = knn.KNearestNeighbor()
model.train(seen, clothes.y_train[:1000])
guessed = model.predict(unseen, k=5)
right = np.mean(guessed == clothes.y_train[1000:1200])
names = ", ".join(clothes.classes)
print(f"images of {clothes.X_train.shape[1:]}, classes {names}: {right:.0%} of 200 are right")

# %% [markdown] tags=["en"]
# ## 7. A weather map
#
# Temperatures over a country, known at a few stations (dots). Your regression fills in the rest. With more stations
# the map comes as close to the truth (right) as we like: a universal approximator, in two dimensions.

# %% [markdown] tags=["ko"]
# ## 7. 날씨 지도
#
# 어느 나라의 기온을 관측소 몇 곳(점)에서만 압니다. 나머지는 여러분의 회귀 함수가 채웁니다. 관측소가 늘어나면 지도는
# 진짜 기온(맨 오른쪽)에 원하는 만큼 가까워집니다. 2차원에서 본 보편 근사입니다.

# %%


def temperature(places):
    """The true temperature."""
    east, north = places.T
    return 15 + 8 * np.sin(5 * east) * np.cos(4 * north) - 6 * north


rng = np.random.default_rng(2)
side = np.linspace(0, 1, 40)
grid = np.stack(np.meshgrid(side, side), axis=-1).reshape(-1, 2)
counts = [20, 100, 500]
fig, axes = plt.subplots(1, 4, figsize=(13, 3.2))
for count, axis in zip(counts, axes, strict=False):
    stations = rng.random((count, 2))
    map_of_means = dimensions.knn_regress(stations, temperature(stations), grid, 3)
    axis.imshow(map_of_means.reshape(40, 40), origin="lower", extent=(0, 1, 0, 1), vmin=0, vmax=25)
    axis.scatter(*stations.T, s=4, color="black")
    axis.set_title(f"{count} stations, error {np.abs(map_of_means - temperature(grid)).mean():.2f}")
axes[3].imshow(temperature(grid).reshape(40, 40), origin="lower", extent=(0, 1, 0, 1), vmin=0, vmax=25)
axes[3].set_title("the truth")
plt.show()

# %%
grader.check("knn_regress")

# %% [markdown] tags=["en"]
# ## 8. The test
#
# Every choice is made: the distance is L2, and k is the best of the cross-validation. Now the test part is opened, for
# the first and only time. The classifier may remember training and validation images: nothing more is chosen by them.
# What comes out is the number that you report, whether you like it or not.

# %% [markdown] tags=["ko"]
# ## 8. 테스트
#
# 이제 고를 것이 없습니다. 거리는 L2이고, k는 교차 검증에서 가장 좋았던 값입니다. 테스트 데이터를 처음이자 마지막으로
# 엽니다. 분류기는 훈련 이미지와 검증 이미지를 모두 외워도 됩니다. 이것으로 더 고를 것이 없기 때문입니다. 여기서 나온
# 수가 마음에 들든 안 들든 여러분이 보고할 결과입니다.

# %%
final = knn.KNearestNeighbor()
final.train(X_known, y_known)
print(f"k = {best}: {(final.predict(X_test, k=best) == y_test).mean():.1%} of the test images are right")

# %% [markdown] tags=["en"]
# Done? In a terminal, `autograder pack` makes the zip to hand in.

# %% [markdown] tags=["ko"]
# 다 했나요? 터미널에서 `autograder pack`을 실행하면 제출할 zip 파일이 만들어집니다.
