"""Public tests of images.py."""

import numpy as np
import pytest
from a1_knn_oracles import distance_after_move, z_scores

from autograder.testing import Text, array, assert_close, assert_equal, assert_true, generator, integer, scalar

PARTS = ("X_train", "y_train", "X_val", "y_val")


@pytest.mark.question("dataset_bytes", weight=14.4)
def test_bytes_of_mnist_and_cifar10(submission):
    """MNIST and CIFAR-10, one byte a number, take as many bytes as they have numbers."""
    slip = Text(
        "Are all the numbers of the shape multiplied, the first one too?", "shape의 모든 수를, 첫 번째 수까지 곱했나요?"
    )
    for shape, expected in [((2, 3), 6), ((60000, 28, 28), 47_040_000), ((50000, 32, 32, 3), 153_600_000)]:
        found = submission.images.dataset_bytes.call(shape, "uint8", returns=integer("bytes"))
        assert_equal(found, expected, f"bytes of {shape}", slip)


@pytest.mark.question("dataset_bytes", weight=14.4)
def test_bytes_of_wider_types(submission):
    """A wider type takes as many times the bytes of uint8 as it is wide."""
    slip = Text("Does the size of one element count (its itemsize)?", "원소 하나의 크기(itemsize)를 곱했나요?")
    narrow = submission.images.dataset_bytes.call((2, 3), "uint8", returns=integer("bytes"))
    assert_true(narrow > 0, Text("there are bytes in uint8", "uint8의 바이트 수가 0보다 큽니다"), slip)
    for dtype, times in [("float32", 4), ("float64", 8)]:
        found = submission.images.dataset_bytes.call((2, 3), dtype, returns=integer("bytes"))
        assert_equal(found, times * narrow, f"bytes in {dtype}, beside {times} times those in uint8", slip)


@pytest.mark.question("flatten_images", weight=3.0)
def test_flatten_two_small_images(submission):
    """Two images of 2 x 2 become two rows of four numbers, read row by row."""
    images = np.array([[[56, 231], [24, 2]], [[1, 2], [3, 4]]])
    rows = submission.images.flatten_images.call(images, returns=array("rows", shape=(2, 4)))
    slip = Text("Is each image read row by row, from left to right?", "이미지를 한 행씩, 왼쪽에서 오른쪽으로 읽었나요?")
    assert_equal(rows, [[56, 231, 24, 2], [1, 2, 3, 4]], "rows", slip)


@pytest.mark.question("flatten_images", weight=3.9)
def test_flatten_color_images(submission):
    """In a color image the numbers of one pixel stay side by side."""
    images = np.arange(12).reshape(1, 2, 2, 3)
    rows = submission.images.flatten_images.call(images, returns=array("rows", shape=(1, 12)))
    slip = Text(
        "Are all axes but the first merged, without moving any?", "첫 축을 뺀 모든 축을, 순서를 바꾸지 않고 합쳤나요?"
    )
    assert_equal(rows, [list(range(12))], "rows", slip)


@pytest.mark.question("flatten_images", weight=21.8)
def test_flatten_keeps_each_image_in_its_row(submission):
    """Each row has the numbers of its own image, in whatever order."""
    images = np.array([[[56, 231], [24, 2]], [[9, 2], [7, 4]], [[1, 8], [8, 0]]])
    rows = submission.images.flatten_images.call(images, returns=array("rows", shape=(3, 4)))
    slip = Text("Is there one row for each image?", "이미지마다 한 행씩 있나요?")
    assert_equal(np.sort(rows), [[2, 24, 56, 231], [2, 4, 7, 9], [0, 1, 8, 8]], "rows, each sorted", slip)


@pytest.mark.question("train_val_split", weight=8, gate="shape")
def test_split_sizes(submission, rng):
    """The four parts come in order, and 3 of 10 examples are held out at val_fraction 0.3."""
    X, y = rng.normal(size=(10, 2)), np.arange(10)
    shapes = [(7, 2), (7,), (3, 2), (3,)]
    returns = tuple(array(name, shape=shape) for name, shape in zip(PARTS, shapes, strict=True))
    submission.images.train_val_split.call(X, y, 0.3, generator(1), returns=returns)


@pytest.mark.question("train_val_split", weight=4.4)
def test_split_keeps_labels_with_their_examples(submission):
    """Every example keeps its own label, in both parts."""
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
        assert_true(len(np.unique(labels)) > 1, Text("there are different labels", "서로 다른 레이블이 있습니다"), slip)


@pytest.mark.question("train_val_split", weight=3.9)
def test_split_uses_every_example_once(submission):
    """Every example goes to exactly one part."""
    y = np.arange(20)
    X = np.stack([y, y**2], axis=1)
    parts = submission.images.train_val_split.call(X, y, 0.25, generator(2), returns=tuple(map(array, PARTS)))
    everyone = np.concatenate([np.ravel(part) for part in parts if part.ndim == 2])
    slip = Text("Is each example used exactly once?", "모든 예제를 꼭 한 번씩 썼나요?")
    assert_equal(np.sort(everyone), np.sort(np.ravel(X)), "all numbers of both parts of X, sorted", slip)


@pytest.mark.question("train_val_split", weight=12, gate="repeat")
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


def standardized(submission, train, val):
    """Both parts, standardized."""
    returns = (array("train", shape=train.shape, kind="float"), array("val", shape=val.shape, kind="float"))
    return submission.images.standardize.call(train, val, returns=returns)


FRUIT = np.array([[1.0, 100.0], [3.0, 300.0]]), np.array([[2.0, 400.0], [5.0, 200.0]])


@pytest.mark.question("standardize", weight=5.4)
def test_standardize_fruit(submission):
    """The known fruit, by sweetness and weight, comes out as worked by hand."""
    slip = Text("One mean and one np.std per column (axis=0)?", "열마다(axis=0) 평균 하나와 np.std 하나를 구했나요?")
    assert_close(standardized(submission, *FRUIT)[0], [[-1, -1], [1, 1]], "train", slip)


@pytest.mark.question("standardize", weight=2.4)
def test_standardize_new_fruit(submission):
    """New fruit is measured by the scale of the known fruit."""
    slip = Text("Are both statistics those of X_train alone?", "두 통계량 모두 X_train에서만 구했나요?")
    assert_close(standardized(submission, *FRUIT)[1], [[0, 2], [3, 0]], "val", slip)


@pytest.mark.question("standardize", weight=2.4)
def test_standardize_random_features(submission, rng):
    """On random features of unequal scale both parts agree with the z-scores of each column."""
    scale, shift = np.array([0.1, 1.0, 50.0]), np.array([3.0, 0.0, -20.0])
    train, val = rng.normal(size=(7, 3)) * scale + shift, rng.normal(size=(4, 3)) * scale + shift
    new_train, new_val = standardized(submission, train, val)
    slip = Text(
        "Subtract the mean first, then divide by the standard deviation, with nothing added to it?",
        "평균을 먼저 빼고 표준편차로 나눴나요? 표준편차에 아무것도 더하지 않았나요?",
    )
    assert_close(new_train, z_scores(train, train), "train", slip)
    assert_close(new_val, z_scores(train, val), "val", slip)


@pytest.mark.question("standardize", weight=2.9)
def test_standardize_moves_both_parts_alike(submission):
    """Fruit that is as sweet and heavy as a known one comes out like that one, in the other part."""
    train = np.array([[1.0, 100.0], [3.0, 300.0], [8.0, 250.0]])
    new_train, new_val = standardized(submission, train, train[1:])
    slip = Text("Are the same mean and deviation used for both parts?", "두 부분에 똑같은 평균과 표준편차를 썼나요?")
    claim = Text("different fruit comes out different", "서로 다른 과일은 결과도 다릅니다")
    assert_true(bool(np.all(new_train[1] != new_train[2])), claim, slip)
    assert_close(new_val, new_train[1:], "val, beside the same rows of train", slip)


@pytest.mark.question("pixel_shift_distance", weight=5.9)
def test_shift_of_one_bright_pixel(submission):
    """One bright pixel in the middle, moved inside the frame, is missed in one place and comes up in another."""
    image = np.zeros((5, 5))
    image[2, 2] = 3
    slip = Text("Is it the square root of 9 + 9?", "9 + 9의 제곱근인가요?")
    for steps in (1, 2):
        found = submission.images.pixel_shift_distance.call(image, steps, steps, returns=scalar("distance"))
        assert_close(found, 18**0.5, f"distance for ({steps}, {steps})", slip)


@pytest.mark.question("pixel_shift_distance", weight=6.9)
def test_shift_out_of_the_frame(submission):
    """A bright pixel that leaves the frame is gone: the distance is its brightness."""
    slip = Text("Does a pixel that leaves the frame stay away?", "틀 밖으로 나간 픽셀이 다시 들어오지 않나요?")
    for size in (2, 3):
        image = np.zeros((size, size))
        image[-1, -1] = 4
        found = submission.images.pixel_shift_distance.call(image, 1, 1, returns=scalar("distance"))
        assert_close(found, 4.0, "distance", slip)


@pytest.mark.question("pixel_shift_distance", weight=2.5)
def test_shift_of_a_digit(submission, digits):
    """A digit moved down and to the right is as far from itself as SciPy says."""
    slip = Text("dy moves rows (down), dx moves columns (right)?", "dy는 행(아래), dx는 열(오른쪽) 방향이 맞나요?")
    for dy, dx in [(0, 0), (1, 0), (0, 2), (3, 1)]:
        found = submission.images.pixel_shift_distance.call(digits.images[0], dy, dx, returns=scalar("distance"))
        assert_close(found, distance_after_move(digits.images[0], dy, dx), f"distance for ({dy}, {dx})", slip)
    assert_true(found > 0, Text("a moved digit is far from itself", "옮긴 숫자는 원래 숫자와 거리가 멉니다"))
