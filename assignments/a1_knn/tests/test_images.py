"""Public tests of images.py."""

import numpy as np
import pytest
from a1_knn_oracles import distance_after_move, z_scores

from autograder.testing import Text, array, assert_close, assert_equal, assert_true, generator, integer, scalar

PARTS = ("X_train", "y_train", "X_val", "y_val")


@pytest.mark.question("dataset_bytes", weight=1)
def test_bytes_of_mnist_and_cifar10(submission):
    """MNIST and CIFAR-10, one byte a number, take as many bytes as they have numbers."""
    slip = Text(
        "Are all the numbers of the shape multiplied, the first one too?", "shape의 모든 수를, 첫 번째 수까지 곱했나요?"
    )
    for shape, expected in [((2, 3), 6), ((60000, 28, 28), 47_040_000), ((50000, 32, 32, 3), 153_600_000)]:
        found = submission.images.dataset_bytes.call(shape, "uint8", returns=integer("bytes"))
        assert_equal(found, expected, f"bytes of {shape}", slip)


@pytest.mark.question("dataset_bytes", weight=1)
def test_bytes_of_wider_types(submission):
    """A wider type takes more bytes for the same numbers."""
    slip = Text("Does the size of one element count (its itemsize)?", "원소 하나의 크기(itemsize)를 곱했나요?")
    for dtype, expected in [("uint8", 6), ("float32", 24), ("float64", 48)]:
        found = submission.images.dataset_bytes.call((2, 3), dtype, returns=integer("bytes"))
        assert_equal(found, expected, f"bytes in {dtype}", slip)


@pytest.mark.question("flatten_images", weight=1)
def test_flatten_two_small_images(submission):
    """Two images of 2 x 2 become two rows of four numbers, read row by row."""
    images = np.array([[[56, 231], [24, 2]], [[1, 2], [3, 4]]])
    rows = submission.images.flatten_images.call(images, returns=array("rows", shape=(2, 4)))
    slip = Text("Is each image read row by row, from left to right?", "이미지를 한 행씩, 왼쪽에서 오른쪽으로 읽었나요?")
    assert_equal(rows, [[56, 231, 24, 2], [1, 2, 3, 4]], "rows", slip)


@pytest.mark.question("flatten_images", weight=1)
def test_flatten_color_images(submission):
    """In a color image the numbers of one pixel stay side by side."""
    images = np.arange(12).reshape(1, 2, 2, 3)
    rows = submission.images.flatten_images.call(images, returns=array("rows", shape=(1, 12)))
    slip = Text(
        "Are all axes but the first merged, without moving any?", "첫 축을 뺀 모든 축을, 순서를 바꾸지 않고 합쳤나요?"
    )
    assert_equal(rows, [list(range(12))], "rows", slip)


@pytest.mark.question("train_val_split", weight=0.5, gate="shape")
def test_split_sizes(submission, rng):
    """The four parts come in order, and 3 of 10 examples are held out at val_fraction 0.3."""
    X, y = rng.normal(size=(10, 2)), np.arange(10)
    shapes = [(7, 2), (7,), (3, 2), (3,)]
    returns = tuple(array(name, shape=shape) for name, shape in zip(PARTS, shapes, strict=True))
    submission.images.train_val_split.call(X, y, 0.3, generator(1), returns=returns)


@pytest.mark.question("train_val_split", weight=1)
def test_split_keeps_every_example_once_with_its_label(submission):
    """Every example goes to exactly one part and keeps its own label."""
    y = np.arange(20)
    X = np.stack([y, y**2], axis=1)
    returns = tuple(array(name, shape=(None, 2) if name[0] == "X" else (None,), kind="float") for name in PARTS)
    parts = submission.images.train_val_split.call(X, y, 0.25, generator(2), returns=returns)
    slip = Text(
        "Row [i, i**2] has the label i: do X and y use the same random order of indices?",
        "행 [i, i**2]의 레이블은 i예요. X와 y에 똑같은 무작위 인덱스를 썼나요?",
    )
    for rows, labels, name in [(parts[0], parts[1], "y_train"), (parts[2], parts[3], "y_val")]:
        assert_equal(labels, rows[:, 0], name, slip)
        assert_equal(rows[:, 1], rows[:, 0] ** 2, f"second column of X{name[1:]}", slip)
    everyone = np.sort(np.concatenate([parts[1], parts[3]]))
    assert_equal(
        everyone, y, "all labels, sorted", Text("Is each example used exactly once?", "모든 예제를 꼭 한 번씩 썼나요?")
    )


@pytest.mark.question("train_val_split", weight=0.8, gate="repeat")
def test_same_seed_same_split(submission):
    """The same seed gives the same split."""
    X, y = np.arange(40.0).reshape(20, 2), np.arange(20)
    returns = tuple(array(name) for name in PARTS)
    first, second = (submission.images.train_val_split.call(X, y, 0.5, generator(3), returns=returns) for _ in range(2))
    slip = Text(
        "Does all randomness come from `rng`, and none from np.random?", "np.random이 아니라 `rng`만 사용했나요?"
    )
    for one, other, name in zip(first, second, PARTS, strict=True):
        assert_equal(one, other, name, slip)


@pytest.mark.question("standardize", weight=1)
def test_standardize_fruit(submission):
    """Fruit by sweetness and weight comes out as worked by hand, the new fruit on the scale of the known ones."""
    train, val = np.array([[1.0, 100.0], [3.0, 300.0]]), np.array([[2.0, 400.0], [5.0, 200.0]])
    returns = (array("train", shape=(2, 2)), array("val", shape=(2, 2)))
    new_train, new_val = submission.images.standardize.call(train, val, returns=returns)
    slip = Text("One mean and one np.std per column (axis=0)?", "열마다(axis=0) 평균 하나와 np.std 하나를 구했나요?")
    assert_close(new_train, [[-1, -1], [1, 1]], "train", slip)
    slip = Text("Are both statistics those of X_train alone?", "두 통계량 모두 X_train에서만 구했나요?")
    assert_close(new_val, [[0, 2], [3, 0]], "val", slip)


@pytest.mark.question("standardize", weight=1)
def test_standardize_random_features(submission, rng):
    """On random features of unequal scale both parts agree with the z-scores of each column."""
    scale, shift = np.array([0.1, 1.0, 50.0]), np.array([3.0, 0.0, -20.0])
    train, val = rng.normal(size=(7, 3)) * scale + shift, rng.normal(size=(4, 3)) * scale + shift
    returns = (array("train", shape=(7, 3)), array("val", shape=(4, 3)))
    new_train, new_val = submission.images.standardize.call(train, val, returns=returns)
    slip = Text(
        "Subtract the mean first, then divide by the standard deviation, with nothing added to it?",
        "평균을 먼저 빼고 표준편차로 나눴나요? 표준편차에 아무것도 더하지 않았나요?",
    )
    assert_close(new_train, z_scores(train, train), "train", slip)
    assert_close(new_val, z_scores(train, val), "val", slip)


@pytest.mark.question("pixel_shift_distance", weight=1)
def test_shift_of_one_bright_pixel(submission):
    """One bright pixel moved to the right: worked by hand, inside the frame and out of it."""
    slip = Text(
        "Does a pixel that leaves the frame stay away, and do zeros come in?",
        "틀 밖으로 나간 픽셀은 사라지고 그 자리에 0이 들어왔나요?",
    )
    for image, expected in [([[3.0, 0.0]], 18**0.5), ([[0.0, 4.0]], 4.0), ([[3.0, 4.0], [0.0, 0.0]], 10**0.5)]:
        found = submission.images.pixel_shift_distance.call(np.array(image), 0, 1, returns=scalar("distance"))
        assert_close(found, expected, "distance", slip)


@pytest.mark.question("pixel_shift_distance", weight=1)
def test_shift_of_a_digit(submission, digits):
    """A digit moved down and to the right is as far from itself as SciPy says."""
    slip = Text("dy moves rows (down), dx moves columns (right)?", "dy는 행(아래), dx는 열(오른쪽) 방향이 맞나요?")
    for dy, dx in [(0, 0), (1, 0), (0, 2), (3, 1)]:
        found = submission.images.pixel_shift_distance.call(digits.images[0], dy, dx, returns=scalar("distance"))
        assert_close(found, distance_after_move(digits.images[0], dy, dx), f"distance for ({dy}, {dx})", slip)
    assert_true(found > 0, Text("a moved digit is far from itself", "옮긴 숫자는 원래 숫자와 거리가 멀다"))
