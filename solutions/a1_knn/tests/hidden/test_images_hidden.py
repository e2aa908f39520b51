"""Hidden tests of images.py."""

import numpy as np
import pytest
from a1_knn_oracles import distance_after_move, z_scores

from autograder.testing import (
    Text,
    array,
    assert_close,
    assert_equal,
    assert_true,
    assert_unmodified,
    generator,
    integer,
    ndarray,
    scalar,
)

PARTS = ("X_train", "y_train", "X_val", "y_val")
ROUNDED = Text(
    "round(val_fraction * N) rounds to the nearest; int() cuts off.",
    "round(val_fraction * N)은 반올림이에요. int()는 소수점 아래를 버려요.",
)


@pytest.mark.question("dataset_bytes", weight=2)
def test_bytes_of_any_shape_and_type(submission):
    """Shapes of any length and types of any width give the bytes that NumPy's own arrays have."""
    slip = Text("Does it work for any NumPy type, by its itemsize?", "어떤 NumPy 자료형이든 itemsize로 계산하나요?")
    cases = [((5,), "bool"), ((3, 4), "int16"), ((2, 3, 4, 5), "float32"), ((7, 1, 2), "complex128"), ((0, 9), "int64")]
    for shape, dtype in cases:
        found = submission.images.dataset_bytes.call(shape, dtype, returns=integer("bytes"))
        assert_equal(found, np.zeros(shape, dtype).nbytes, f"bytes of {shape} in {dtype}", slip)


@pytest.mark.question("dataset_bytes", weight=1)
def test_bytes_of_imagenet(submission):
    """ImageNet, which fits no memory, is computed without making the array."""
    slip = Text("Is the number computed without making the array?", "배열을 만들지 않고 계산했나요?")
    found = submission.images.dataset_bytes.call((1_281_167, 224, 224, 3), "float64", returns=integer("bytes"))
    assert_equal(found, 1_542_812_049_408, "bytes of ImageNet", slip)


def rows_in_order(images):
    """Every image as the list of its numbers, in the order of the indices."""
    return np.array([list(image.flat) for image in images])


@pytest.mark.question("flatten_images", weight=1.5)
def test_flatten_views(submission, rng):
    """Images seen through slices, flips and other memory orders are read in the order of their indices."""
    images = rng.normal(size=(4, 5, 6))
    slip = Text(
        "The order of the indices counts, not that of the memory.", "메모리 순서가 아니라 인덱스 순서를 따라야 해요."
    )
    for view in (images[::2, 1:, ::-1], np.asfortranarray(images), images.transpose(0, 2, 1)):
        shape = (len(view), view.shape[1] * view.shape[2])
        rows = submission.images.flatten_images.call(view, returns=array("rows", shape=shape))
        assert_equal(rows, rows_in_order(view), "rows", slip)


@pytest.mark.question("flatten_images", weight=1)
def test_flatten_thin_images(submission, rng):
    """One image, and images one pixel high or wide, keep their two axes."""
    slip = Text("Is the result (N, D) for N = 1 too?", "N = 1일 때도 결과가 (N, D)인가요?")
    for shape in [(1, 1, 1), (1, 3, 2), (3, 1, 4), (3, 4, 1), (1, 2, 2, 3), (2, 1, 3, 1)]:
        images = rng.normal(size=shape)
        wanted = rows_in_order(images)
        rows = submission.images.flatten_images.call(images, returns=array("rows", shape=wanted.shape))
        assert_equal(rows, wanted, "rows", slip)


@pytest.mark.question("flatten_images", weight=0.75, gate="shape")
def test_flatten_keeps_the_dtype(submission):
    """The rows have the dtype of the images."""
    for dtype in ("uint8", "float32", "float64"):
        images = np.ones((2, 3, 4), dtype=dtype)
        submission.images.flatten_images.call(images, returns=ndarray("rows", shape=(2, 12), dtype=dtype))


@pytest.mark.question("flatten_images", weight=0.5, gate="inputs")
def test_flatten_leaves_the_images_alone(submission):
    """The images are not modified, and neither is their shape."""
    assert_unmodified(submission.images.flatten_images.observe(np.arange(12.0).reshape(2, 2, 3)))


def assert_split(submission, X, y, fraction, num_val, seed, slip=None):
    """Check that `num_val` rows are held out, and that every row is in exactly one part, with its own label."""
    D = X.shape[1]
    returns = tuple(array(name, shape=(None, D) if name[0] == "X" else (None,), kind="float") for name in PARTS)
    parts = submission.images.train_val_split.call(X, y, fraction, generator(seed), returns=returns)
    for part, name in zip(parts, PARTS, strict=True):
        wanted = num_val if name.endswith("val") else len(X) - num_val
        assert_equal(len(part), wanted, f"length of {name} (val_fraction = {fraction:.3g}, N = {len(X)})", slip)
    pairs = np.concatenate([np.column_stack(parts[:2]), np.column_stack(parts[2:])])
    wanted = np.column_stack([X, y])
    pairs, wanted = pairs[np.lexsort(pairs.T)], wanted[np.lexsort(wanted.T)]
    slip = Text(
        "Does every example go to one part, with its own label?",
        "모든 예제가 자기 레이블과 함께 한 부분에만 들어갔나요?",
    )
    assert_equal(pairs, wanted, "examples with labels, sorted", slip)


@pytest.mark.question("train_val_split", weight=1)
def test_split_keeps_pairs_at_any_size(submission, rng):
    """Examples keep their labels for one feature or many, with repeated labels, and with one class missing."""
    for N, D, num_val in [(2, 1, 1), (8, 1, 2), (30, 5, 15), (100, 3, 10)]:
        y = rng.integers(0, 3, size=N) * 2
        assert_split(submission, rng.normal(size=(N, D)), y, num_val / N, num_val, int(rng.integers(1000)))


@pytest.mark.question("train_val_split", weight=0.5)
def test_split_of_views(submission, rng):
    """Views of arrays are split as well, with labels that are integral floats."""
    X, y = rng.normal(size=(6, 42)).T[::-2], rng.integers(0, 4, size=42)[::2].astype(np.float64)
    assert_split(submission, X, y, 1 / 3, 7, 11)


@pytest.mark.question("train_val_split", weight=1)
def test_split_rounds_the_size(submission, rng):
    """The number of held-out examples is rounded, not cut off."""
    for N, fraction, num_val in [(7, 0.4, 3), (10, 0.28, 3), (10, 0.32, 3), (199, 0.25, 50)]:
        assert_split(submission, rng.normal(size=(N, 2)), np.arange(N), fraction, num_val, 5, ROUNDED)


@pytest.mark.question("train_val_split", weight=1.5)
def test_every_example_is_equally_likely_to_be_held_out(submission, rng):
    """Over 100 seeds, each of twelve examples is held out about a quarter of the time, and in ever new company."""
    X, y, counts, rows = np.arange(24.0).reshape(12, 2), np.arange(12), np.zeros(12), 0
    returns = (array("X_train"), array("y_train"), array("X_val"), array("y_val", shape=(3,), kind="integer"))
    for seed in rng.integers(2**31, size=100):
        held = submission.images.train_val_split.call(X, y, 0.25, generator(int(seed)), returns=returns)[3]
        held = np.sort(np.clip(held, 0, 11))
        counts += np.bincount(held, minlength=12)
        rows += np.count_nonzero(np.diff(held, append=held[0] + 12) > 1) <= 1  # three neighbors, also around the end
    # Binomial(100, 1/4), for any of 12 examples: 0 or more than 55 with a probability below 1e-9. Three neighbors are
    # 12 of 220 choices: Binomial(100, 0.055) is above 50 with a probability below 1e-30.
    claim = Text("each example is held out 1 to 55 times of 100", "각 예제가 100번 중 1~55번 검증 데이터가 된다")
    slip = Text("Is the order random, from `rng`, each time?", "순서를 매번 `rng`로 무작위로 정했나요?")
    assert_true(np.all((counts >= 1) & (counts <= 55)), claim, slip)
    claim = Text(
        "the held-out examples seldom stand side by side", "검증 데이터로 뽑힌 예제들이 나란히 이어지는 일은 드물다"
    )
    assert_true(rows <= 50, claim, slip)


@pytest.mark.question("train_val_split", weight=0.5, gate="inputs")
def test_split_leaves_its_input_alone(submission):
    """X and y are not shuffled in place."""
    X, y = np.arange(40.0).reshape(20, 2), np.arange(20)
    assert_unmodified(submission.images.train_val_split.observe(X, y, 0.3, generator(4)))


@pytest.mark.question("train_val_split", weight=1, gate="shape")
def test_split_at_the_extremes(submission):
    """At val_fraction 0 and 1 one of the parts is empty, and the other has everything."""
    X, y = np.arange(10.0).reshape(5, 2), np.arange(5)
    slip = Text(
        "A slice such as [:-n] is empty where n is 0.", "[:-n] 같은 슬라이스는 n이 0이면 전체가 아니라 빈 배열이에요."
    )
    for fraction, sizes in [(0.0, (10, 5, 0, 0)), (1.0, (0, 0, 10, 5))]:
        returns = tuple(array(name) for name in PARTS)
        parts = submission.images.train_val_split.call(X, y, fraction, generator(6), returns=returns)
        for part, size, name in zip(parts, sizes, PARTS, strict=True):
            assert_equal(part.size, size, f"how many numbers {name} holds (val_fraction = {fraction:g})", slip)


def assert_standardized(submission, train, val, slip):
    """Both parts are the z-scores by the statistics of `train`."""
    returns = (array("train", shape=train.shape, kind="float"), array("val", shape=val.shape, kind="float"))
    new_train, new_val = submission.images.standardize.call(train, val, returns=returns)
    precision = np.result_type(train, np.float32)  # float64 for whole numbers
    assert_close(new_train, z_scores(train, train).astype(precision), "train", slip)
    assert_close(new_val, z_scores(train, val).astype(precision), "val", slip)


@pytest.mark.question("standardize", weight=1.5)
def test_standardize_constant_features(submission):
    """A feature that is constant in the training part only loses its mean, in both parts."""
    slip = Text("Is std_j = 0 replaced by 1 before the division?", "나누기 전에 std_j = 0을 1로 바꿨나요?")
    train = np.array([[5.0, 0.0, 1.0], [5.0, 0.0, 2.0], [5.0, 0.0, 6.0], [5.0, 0.0, 7.0]])
    assert_standardized(submission, train, np.array([[5.0, 0.0, 3.0], [9.0, -2.0, 3.0]]), slip)


@pytest.mark.question("standardize", weight=1.5)
def test_standardize_digits(submission, digits):
    """On digits, of which some pixels are always 0, only the statistics of the training part count."""
    slip = Text(
        "Do both parts use the mean and deviation of X_train?", "두 부분 모두 X_train의 평균과 표준편차를 썼나요?"
    )
    assert_standardized(submission, digits.rows[:30], digits.rows[30:40] + 3, slip)


@pytest.mark.question("standardize", weight=0.5, gate="inputs")
def test_standardize_leaves_its_input_alone(submission):
    """Neither part is modified."""
    train, val = np.arange(12.0).reshape(4, 3) ** 2, np.arange(6.0).reshape(2, 3)
    assert_unmodified(submission.images.standardize.observe(train, val))


@pytest.mark.question("standardize", weight=1)
def test_standardize_small_and_whole(submission, rng):
    """Whole numbers, a single feature and a single validation example work too."""
    slip = Text("Are the statistics taken per column, and as floats?", "통계를 열마다, 실수로 구했나요?")
    for N, M, D in [(2, 1, 1), (5, 1, 3), (6, 4, 1)]:
        train = rng.integers(0, 50, size=(N, D))
        train[0], train[1] = 60, 1  # no constant feature
        assert_standardized(submission, train, rng.integers(0, 50, size=(M, D)), slip)


@pytest.mark.question("standardize", weight=1)
def test_standardize_narrow_features(submission, rng):
    """Features that hardly vary, and those of one single example, are divided by exactly what the docstring says."""
    slip = Text(
        "Is a standard deviation above 0, however small, used as it is, with nothing added?",
        "0보다 큰 표준편차라면 아무리 작아도 아무것도 더하지 않고 그대로 나눴나요?",
    )
    widths = np.array([1e-3, 1.0, 1e-4])
    assert_standardized(submission, rng.normal(size=(6, 3)) * widths, rng.normal(size=(4, 3)) * widths, slip)
    assert_standardized(submission, np.array([[1.5, -4.0]]), np.array([[2.0, -4.0], [0.0, 1.0]]), slip)


@pytest.mark.question("standardize", weight=0.5)
def test_standardize_views_in_float32(submission, rng):
    """Views of arrays in float32 come out right, to the precision of float32."""
    train, val = rng.normal(size=(3, 16)).astype(np.float32).T[::2], rng.normal(size=(5, 6)).astype(np.float32)[:, ::-2]
    slip = Text("Do both parts use the statistics of X_train?", "두 부분 모두 X_train의 통계를 썼나요?")
    assert_standardized(submission, train, val, slip)


@pytest.mark.question("pixel_shift_distance", weight=1.5)
def test_shift_in_every_direction(submission, rng):
    """Moves up and to the left work as well, on a view of an image that is not square."""
    image = rng.random((4, 14))[::-1, ::2]
    slip = Text("Do negative dy and dx move up and to the left?", "dy와 dx가 음수이면 위와 왼쪽으로 옮기나요?")
    for dy, dx in [(-1, 0), (0, -3), (-2, 5), (3, -6), (-3, -1)]:
        found = submission.images.pixel_shift_distance.call(image, dy, dx, returns=scalar("distance"))
        assert_close(found, distance_after_move(image, dy, dx), f"distance for ({dy}, {dx})", slip)


@pytest.mark.question("pixel_shift_distance", weight=0.5)
def test_shift_of_thin_images(submission, rng):
    """Images one pixel high or wide work too; one that cannot move is at distance 0 from itself."""
    slip = Text("Does a move by 0 leave the image as it is?", "0만큼 옮기면 이미지가 그대로인가요?")
    for shape, dy, dx in [((1, 1), 0, 0), ((1, 4), 0, -1), ((5, 1), 2, 0), ((3, 1, 3), -2, 0), ((4, 4), 0, 0)]:
        image = rng.random(shape)
        found = submission.images.pixel_shift_distance.call(image, dy, dx, returns=scalar("distance"))
        assert_close(found, distance_after_move(image, dy, dx), f"distance for ({dy}, {dx})", slip)


@pytest.mark.question("pixel_shift_distance", weight=1)
def test_shift_of_color_images(submission, rng):
    """In color images all colors count, and none moves into another."""
    image = rng.random((3, 4, 5)).T
    slip = Text("Do only rows and columns move, never colors?", "색은 그대로 두고 행과 열만 옮겼나요?")
    for dy, dx in [(1, 0), (0, 1), (2, -1)]:
        found = submission.images.pixel_shift_distance.call(image, dy, dx, returns=scalar("distance"))
        assert_close(found, distance_after_move(image, dy, dx), f"distance for ({dy}, {dx})", slip)


@pytest.mark.question("pixel_shift_distance", weight=1.9)
def test_shift_of_uint8_images(submission, rng):
    """An image in uint8 gives the same distance as in floats."""
    image = rng.integers(0, 256, size=(6, 6)).astype(np.uint8)
    slip = Text("Is the image turned into float64 before the subtraction?", "빼기 전에 이미지를 float64로 바꿨나요?")
    for dy, dx in [(1, 1), (0, 3)]:
        found = submission.images.pixel_shift_distance.call(image, dy, dx, returns=scalar("distance"))
        assert_close(found, distance_after_move(image, dy, dx), f"distance for ({dy}, {dx})", slip)


@pytest.mark.question("pixel_shift_distance", weight=0.5, gate="inputs")
def test_shift_leaves_the_image_alone(submission):
    """The image is not modified."""
    assert_unmodified(submission.images.pixel_shift_distance.observe(np.arange(1.0, 13.0).reshape(3, 4), 1, -1))
