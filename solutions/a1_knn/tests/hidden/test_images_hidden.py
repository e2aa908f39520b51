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


def drawn_shapes(rng, *axes):
    """A shape of each of these numbers of axes, with no side of 0 or 1, and no two alike beside one another."""
    return [tuple((2 + rng.permutation(7)[:length]).tolist()) for length in axes]


@pytest.mark.question("dataset_bytes", weight=14.4)
def test_bytes_of_any_shape(submission, rng):
    """Shapes of any length, in one byte a number, have as many bytes as numbers."""
    slip = Text("Are all the numbers of the shape multiplied?", "shape의 모든 수를 곱했나요?")
    for shape in [*drawn_shapes(rng, 1, 2, 4), (7, 1, *drawn_shapes(rng, 1)[0]), (0, 9)]:
        found = submission.images.dataset_bytes.call(shape, "uint8", returns=integer("bytes"))
        assert_equal(found, np.zeros(shape, "uint8").nbytes, f"bytes of {shape}", slip)


def assert_widths(submission, rng, dtypes):
    """Types take as many times the bytes of uint8 as they are wide."""
    slip = Text("Does it work for any NumPy type, by its itemsize?", "어떤 NumPy 자료형이든 itemsize로 계산하나요?")
    (shape,) = drawn_shapes(rng, 2)
    for dtype in dtypes:
        narrow, found = (
            submission.images.dataset_bytes.call(shape, one, returns=integer("bytes")) for one in ("uint8", dtype)
        )
        assert_true(narrow > 0, Text("there are bytes in uint8", "uint8의 바이트 수가 0보다 큽니다"), slip)
        width = np.dtype(dtype).itemsize
        assert_equal(found, width * narrow, f"bytes in {dtype}, beside {width} times those in uint8", slip)


@pytest.mark.question("dataset_bytes", weight=14.4)
def test_bytes_of_floats(submission, rng):
    """Floats in 32 and in 64 bits take four and eight times the bytes of uint8."""
    assert_widths(submission, rng, ["float32", "float64"])


@pytest.mark.question("dataset_bytes", weight=24.9)
def test_bytes_of_any_type(submission, rng):
    """Types of any other width take as many times the bytes of uint8 as they are wide."""
    assert_widths(submission, rng, ["int16", "complex128", "bool"])


@pytest.mark.question("dataset_bytes", weight=14.9)
def test_bytes_of_imagenet(submission, rng):
    """ImageNet, which fits no memory, is computed without making the array."""
    slip = Text("Is the number computed without making the array?", "배열을 만들지 않고 계산했나요?")
    side = int(rng.integers(200, 257))
    found = submission.images.dataset_bytes.call((1_281_167, side, side, 3), "uint8", returns=integer("bytes"))
    assert_equal(found, 3_843_501 * side**2, f"bytes of ImageNet with {side} pixels a side", slip)


@pytest.mark.question("dataset_bytes", weight=2.5)
def test_bytes_of_arrays(submission, rng):
    """The bytes are those that NumPy's own arrays have."""
    slip = Text("The product of the shape times the itemsize?", "shape의 곱에 itemsize를 곱했나요?")
    shapes = [*drawn_shapes(rng, 2, 4), (7, 1, *drawn_shapes(rng, 1)[0])]
    for shape, dtype in zip(shapes, ["float64", "float32", "float64"], strict=True):
        found = submission.images.dataset_bytes.call(shape, dtype, returns=integer("bytes"))
        assert_equal(found, np.zeros(shape, dtype).nbytes, f"bytes of {shape} in {dtype}", slip)


def rows_in_order(images):
    """Every image as the list of its numbers, in the order of the indices."""
    return np.array([list(image.flat) for image in images])


@pytest.mark.question("flatten_images", weight=13.8)
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


def assert_flat(submission, shapes, rng, slip):
    """Images of these shapes are read in the order of their indices."""
    for shape in shapes:
        images = rng.normal(size=shape)
        wanted = rows_in_order(images)
        rows = submission.images.flatten_images.call(images, returns=array("rows", shape=wanted.shape))
        assert_equal(rows, wanted, "rows", slip)


@pytest.mark.question("flatten_images", weight=21.8)
def test_flatten_images_of_one_row(submission, rng):
    """Images one pixel high keep their order, one image or many."""
    slip = Text("Is the result (N, D), in the order of the indices?", "결과가 (N, D)이고 인덱스 순서를 따르나요?")
    assert_flat(submission, [(1, 1, 1), (1, 1, 4), (3, 1, 4)], rng, slip)


@pytest.mark.question("flatten_images", weight=2.5)
def test_flatten_thin_images(submission, rng):
    """One image, and images one pixel wide, keep their two axes."""
    slip = Text("Is the result (N, D) for N = 1 too?", "N = 1일 때도 결과가 (N, D)인가요?")
    assert_flat(submission, [(1, 3, 2), (3, 4, 1), (1, 2, 2, 3), (2, 1, 3, 1)], rng, slip)


@pytest.mark.question("flatten_images", weight=11.3)
def test_flatten_keeps_the_numbers_of_each_image(submission, rng):
    """Each row has the numbers of its own image, seen through views too, in whatever order."""
    images = rng.normal(size=(4, 5, 6))
    for view in (images, images[::2, 1:, ::-1], images.transpose(0, 2, 1)):
        wanted = np.sort(rows_in_order(view))
        rows = submission.images.flatten_images.call(view, returns=array("rows", shape=wanted.shape))
        slip = Text("Is there one row for each image?", "이미지마다 한 행씩 있나요?")
        assert_equal(np.sort(rows), wanted, "rows, each sorted", slip)


@pytest.mark.question("flatten_images", weight=14, gate="shape")
def test_flatten_keeps_the_dtype(submission, rng):
    """The rows have the dtype of the images."""
    for dtype in ("uint8", "float32", "float64"):
        images = rng.integers(0, 200, size=(2, 3, 4)).astype(dtype)
        submission.images.flatten_images.call(images, returns=ndarray("rows", shape=(2, 12), dtype=dtype))


@pytest.mark.question("flatten_images", weight=8, gate="inputs")
def test_flatten_leaves_the_images_alone(submission, rng):
    """The images are not modified, and neither is their shape."""
    assert_unmodified(submission.images.flatten_images.observe(rng.normal(size=(2, 2, 3))))


PARTS_OF_ROWS = tuple(array(name) for name in PARTS)
OWN_LABEL = Text("Does every example keep its own label?", "모든 예제가 자기 레이블과 함께 있나요?")


def all_rows(parts, D):
    """The rows of D numbers of both parts of X, whichever place they came in, sorted."""
    rows = np.concatenate([np.zeros((0, D)), *(part for part in parts if part.ndim == 2 and part.shape[1] == D)])
    return rows[np.lexsort(rows.T)]


def held_out(parts):
    """The labels of the validation part, as a vector."""
    return np.ravel(parts[3])


@pytest.mark.question("train_val_split", weight=13.9)
def test_split_keeps_pairs_at_any_size(submission, rng):
    """Examples keep their labels for one feature or many, with repeated labels, and with one class missing."""
    for N, D, num_val in [(2, 1, 1), (8, 1, 2), (30, 5, 15), (100, 3, 10)]:
        y = rng.integers(1, 4, size=N) * 2
        X = rng.normal(size=(N, D))
        X[:, 0] = y + rng.uniform(-0.4, 0.4, size=N)  # the label can be read off the example
        returns = tuple(array(name, shape=(None, D) if name[0] == "X" else (None,), kind="float") for name in PARTS)
        seed = generator(int(rng.integers(1000)))
        parts = submission.images.train_val_split.call(X, y, num_val / N, seed, returns=returns)
        for rows, labels, name in [(*parts[:2], "y_train"), (*parts[2:], "y_val")]:
            assert_equal(labels, np.rint(rows[:, 0]), name, OWN_LABEL)
    claim = Text("labels differ among 100 examples", "예제 100개의 레이블이 서로 다릅니다")
    assert_true(len(np.unique(parts[1])) > 1, claim, OWN_LABEL)


@pytest.mark.question("train_val_split", weight=4.9)
def test_split_loses_no_example(submission, rng):
    """Every example goes to exactly one part, few or many, one feature or many."""
    for N, D, num_val in [(2, 1, 1), (8, 2, 2), (100, 3, 10)]:
        X, y = rng.normal(size=(N, D)), np.arange(N)
        parts = submission.images.train_val_split.call(X, y, num_val / N, generator(N), returns=PARTS_OF_ROWS)
        slip = Text("Is each example used exactly once?", "모든 예제를 꼭 한 번씩 썼나요?")
        assert_equal(all_rows(parts, X.shape[1]), X[np.lexsort(X.T)], "rows of both parts of X, sorted", slip)


@pytest.mark.question("train_val_split", weight=6.9)
def test_split_of_views(submission, rng):
    """Views of arrays are split as well, with labels that are integral floats."""
    X, y = rng.normal(size=(6, 42)).T[::-2], rng.permutation(42)[::2].astype(np.float64)
    parts = submission.images.train_val_split.call(X, y, 1 / 3, generator(11), returns=PARTS_OF_ROWS)
    slip = Text("Are rows and labels picked by index?", "행과 레이블을 인덱스로 골랐나요?")
    assert_equal(all_rows(parts, X.shape[1]), X[np.lexsort(X.T)], "rows of both parts of X, sorted", slip)
    labels = np.concatenate([np.ravel(part) for part in parts if part.ndim == 1] or [np.zeros(0)])
    assert_equal(np.sort(labels), np.sort(y), "labels of both parts, sorted", slip)


@pytest.mark.question("train_val_split", weight=7.2)
def test_split_rounds_the_size(submission, rng):
    """The number of held-out examples is rounded, not cut off."""
    for N, fraction, num_val in [(7, 0.4, 3), (10, 0.28, 3), (10, 0.32, 3), (199, 0.25, 50)]:
        y = 1000 + np.arange(N)
        held = held_out(
            submission.images.train_val_split.call(
                rng.normal(size=(N, 2)), y, fraction, generator(5), returns=PARTS_OF_ROWS
            )
        )
        claim = Text("y_val holds labels of y", "y_val에 y의 레이블이 들어 있습니다")
        assert_true(bool(np.all(np.isin(held, y))), claim, ROUNDED)
        assert_equal(len(held), num_val, f"length of y_val (val_fraction = {fraction:.3g}, N = {N})", ROUNDED)


def held_out_over_seeds(submission, rng):
    """Which half of twelve examples is held out, sorted, for 100 seeds."""
    X, y = np.arange(24.0).reshape(12, 2), np.arange(12)
    returns = (array("X_train"), array("y_train"), array("X_val"), array("y_val", shape=(6,), kind="integer"))
    split = submission.images.train_val_split
    seeds = rng.integers(2**31, size=100)
    return [np.sort(np.clip(split.call(X, y, 0.5, generator(int(s)), returns=returns)[3], 0, 11)) for s in seeds]


@pytest.mark.question("train_val_split", weight=2.4)
def test_every_example_is_equally_likely_to_be_held_out(submission, rng):
    """Over 100 seeds, each of twelve examples is held out about half of the time."""
    # Binomial(100, 1/2), for any of 12 examples: below 15 or above 85 with a probability below 1e-11.
    counts = np.bincount(np.concatenate(held_out_over_seeds(submission, rng)), minlength=12)
    claim = Text("each example is held out 15 to 85 times of 100", "각 예제가 100번 중 15~85번 검증 데이터가 됩니다")
    slip = Text("Is the order random, from `rng`, each time?", "순서를 매번 `rng`로 무작위로 정했나요?")
    assert_true(bool(np.all((counts >= 15) & (counts <= 85))), claim, slip)


@pytest.mark.question("train_val_split", weight=14.4)
def test_held_out_examples_seldom_stand_side_by_side(submission, rng):
    """Over 100 seeds, half of twelve examples are held out in ever new company, seldom in a row."""
    # Six neighbors, also around the end, are 12 of 924 choices: Binomial(100, 0.013) is above 30 with a probability
    # below 1e-30; 100 draws from 924 choices have fewer than 50 different ones with a probability below 1e-15.
    held = held_out_over_seeds(submission, rng)
    rows = sum(np.count_nonzero(np.diff(one, append=one[0] + 12) > 1) <= 1 for one in held)
    slip = Text("Is the order of all indices random?", "모든 인덱스의 순서를 무작위로 정했나요?")
    claim = Text(
        "the held-out examples seldom stand side by side", "검증 데이터로 뽑힌 예제들이 나란히 이어지는 일은 드뭅니다"
    )
    assert_true(rows <= 30, claim, slip)
    claim = Text("other seeds hold out other examples", "시드가 다르면 다른 예제가 뽑힙니다")
    assert_true(len(np.unique(held, axis=0)) >= 50, claim, slip)


@pytest.mark.question("train_val_split", weight=8, gate="inputs")
def test_split_leaves_its_input_alone(submission, rng):
    """X and y are not shuffled in place."""
    X, y = rng.normal(size=(20, 2)), rng.permutation(20)
    assert_unmodified(submission.images.train_val_split.observe(X, y, 0.3, generator(int(rng.integers(2**31)))))


@pytest.mark.question("train_val_split", weight=14, gate="shape")
def test_split_at_the_extremes(submission, rng):
    """At val_fraction 0 and 1 one of the parts is empty, and the other has everything."""
    n = int(rng.integers(4, 9))
    X, y = rng.normal(size=(n, 2)), rng.permutation(n)
    slip = Text(
        "A slice such as [:-n] is empty where n is 0.", "[:-n] 같은 슬라이스는 n이 0이면 전체가 아니라 빈 배열이에요."
    )
    for fraction, sizes in [(0.0, (2 * n, n, 0, 0)), (1.0, (0, 0, 2 * n, n))]:
        returns = tuple(array(name) for name in PARTS)
        parts = submission.images.train_val_split.call(X, y, fraction, generator(n), returns=returns)
        for part, size, name in zip(parts, sizes, PARTS, strict=True):
            assert_equal(part.size, size, f"how many numbers {name} holds (val_fraction = {fraction:g})", slip)


def standardized(submission, train, val):
    """Both parts, standardized."""
    returns = (array("train", shape=train.shape, kind="float"), array("val", shape=val.shape, kind="float"))
    return submission.images.standardize.call(train, val, returns=returns)


def by_first_row(rows):
    """Every row but the first as a multiple of the first, column by column: the same whatever the columns' scale."""
    with np.errstate(all="ignore"):
        return rows[1:] / rows[0]


ALIKE = Text("Are the same mean and deviation used for both parts?", "두 부분에 똑같은 평균과 표준편차를 썼나요?")
CENTERED = Text("Is the mean of each column of X_train subtracted?", "X_train의 열마다 평균을 뺐나요?")
SPREAD = Text("Is each column divided by its own np.std?", "열마다 자기 np.std로 나눴나요?")
CONSTANT = Text("Is std_j = 0 replaced by 1 before the division?", "나누기 전에 std_j = 0을 1로 바꿨나요?")


@pytest.mark.question("standardize", weight=2.9)
def test_standardize_training_part(submission, rng):
    """The training part agrees with the z-scores of each column."""
    train, val = rng.normal(size=(6, 3)) * [1, 5, 0.2] + 4, rng.normal(size=(3, 3))
    new_train, _ = standardized(submission, train, val)
    assert_close(new_train, z_scores(train, train), "train", SPREAD)


@pytest.mark.question("standardize", weight=2.4)
def test_standardize_validation_part(submission, rng):
    """The validation part agrees with the z-scores by the statistics of the training part."""
    train, val = rng.normal(size=(6, 3)) * [1, 5, 2] + 4, rng.normal(size=(3, 3))
    _, new_val = standardized(submission, train, val)
    assert_close(new_val, z_scores(train, val), "val", ALIKE)


@pytest.mark.question("standardize", weight=2.8)
def test_standardize_subtracts_the_means(submission, rng):
    """Every column of the training part is its distance from the mean, on whatever scale."""
    train, val = rng.normal(size=(6, 3)) * [1, 5, 0.2] + [4, 0, -7], rng.normal(size=(3, 3))
    new_train, _ = standardized(submission, train, val)
    assert_close(by_first_row(new_train), by_first_row(z_scores(train, train)), "rows of train by its first", CENTERED)


@pytest.mark.question("standardize", weight=3.8)
def test_standardize_whole_numbers(submission, rng):
    """Whole numbers, a single feature and a single validation example work too."""
    for N, M, D in [(3, 1, 1), (5, 1, 3), (6, 4, 1)]:
        train = rng.integers(0, 50, size=(N, D))
        train[0], train[1], train[2] = 60, 1, 7  # no constant feature, and no mean of 0
        new_train, _ = standardized(submission, train, rng.integers(0, 50, size=(M, D)))
        wanted = z_scores(train, train)
        assert_close(by_first_row(new_train), by_first_row(wanted), "rows of train by its first", CENTERED)


@pytest.mark.question("standardize", weight=2.4)
def test_standardize_has_one_spread(submission, rng):
    """Every column of the training part has the standard deviation 1."""
    train, val = rng.normal(size=(6, 3)) * [1, 5, 0.2] + 4, rng.normal(size=(3, 3))
    new_train, _ = standardized(submission, train, val)
    assert_close(new_train.std(axis=0), np.ones(3), "deviations of the columns of train", SPREAD, rtol=1e-5)


@pytest.mark.question("standardize", weight=21.4)
def test_standardize_by_a_known_example(submission, rng):
    """A validation example that is also in the training part comes out the same in both."""
    train = rng.normal(size=(5, 3)) * [1, 5, 0.2] + 4
    new_train, new_val = standardized(submission, train, train[3:])
    claim = Text("different examples come out different", "서로 다른 예제는 결과도 다릅니다")
    assert_true(bool(np.all(new_train[3] != new_train[4])), claim, ALIKE)
    assert_close(new_val, new_train[3:], "val, beside the same rows of train", ALIKE)


@pytest.mark.question("standardize", weight=22.4)
def test_standardize_digits(submission, digits, rng):
    """On digits every pixel that varies is moved and stretched alike in both parts."""
    rows = digits.rows[rng.permutation(len(digits.rows))[:40]]
    rows = rows[:, np.ptp(rows[:30], axis=0) > 0]
    train, val = rows[:30], rows[30:] + 3
    new_train, new_val = standardized(submission, train, np.concatenate([val, train[5:7]]))
    claim = Text("different digits come out different", "서로 다른 숫자는 결과도 다릅니다")
    assert_true(bool(np.any(new_train[5] != new_train[6])), claim, ALIKE)
    assert_close(new_val[10:], new_train[5:7], "the last rows of val, beside the same rows of train", ALIKE)


@pytest.mark.question("standardize", weight=12.1)
def test_standardize_constant_features(submission, rng):
    """A feature that is constant in the training part only loses its mean, in the validation part too."""
    level, up, down = rng.integers(3, 30, size=3) / 2.0  # exact: the mean of equal numbers is that number
    train = np.array([[level, 0.0, 1.0], [level, 0.0, 2.0], [level, 0.0, 6.0], [level, 0.0, 7.0]])
    new_train, new_val = standardized(submission, train, np.array([[level, 0.0, 3.0], [level + up, -down, 3.0]]))
    assert_close(new_val[:, :2], [[0, 0], [up, -down]], "the first two columns of val", CONSTANT)
    assert_close(new_train[:, :2], np.zeros((4, 2)), "the first two columns of train", CONSTANT)


@pytest.mark.question("standardize", weight=2.4)
def test_standardize_a_single_example(submission, rng):
    """Where the training part is a single example, the validation part only loses that example."""
    train = rng.integers(2, 40, size=(1, 2)) / 4
    moved = np.array([[0.5, 0.0], [-1.5, 5.0]])
    _, new_val = standardized(submission, train, train + moved)
    assert_close(new_val, moved, "val", CONSTANT)


@pytest.mark.question("standardize", weight=2.8)
def test_standardize_narrow_features(submission, rng):
    """Features that hardly vary are divided by exactly what the docstring says."""
    slip = Text(
        "Is a standard deviation above 0, however small, used as it is, with nothing added?",
        "0보다 큰 표준편차라면 아무리 작아도 아무것도 더하지 않고 그대로 나눴나요?",
    )
    train = rng.normal(size=(6, 1)) * [1e-3, 1.0, 1e-5]
    new_train, _ = standardized(submission, train, train[:2])
    claim = Text("different examples come out different", "서로 다른 예제는 결과도 다릅니다")
    assert_true(bool(np.all(new_train[0] != new_train[1])), claim, slip)
    with np.errstate(all="ignore"):
        columns = new_train / new_train[:, 1:2]  # narrow or not, they are the same numbers
    assert_close(columns, np.ones((6, 3)), "columns of train, divided by the second", slip)


@pytest.mark.question("standardize", weight=8, gate="inputs")
def test_standardize_leaves_its_input_alone(submission, rng):
    """Neither part is modified."""
    train, val = rng.normal(size=(4, 3)), rng.normal(size=(2, 3))
    assert_unmodified(submission.images.standardize.observe(train, val))


@pytest.mark.question("standardize", weight=3.3)
def test_standardize_views_in_float32(submission, rng):
    """Views of arrays in float32 lose the means of their columns, to the precision of float32."""
    train, val = rng.normal(size=(3, 16)).astype(np.float32).T[::2], rng.normal(size=(5, 6)).astype(np.float32)[:, ::-2]
    train[0] += 5
    new_train, _ = standardized(submission, train, val)
    wanted = by_first_row(z_scores(train, train)).astype(np.float32)
    assert_close(by_first_row(new_train), wanted, "rows of train by its first", CENTERED)


def assert_moved(submission, image, moves, slip):
    """Compare with SciPy for some moves of an image."""
    for dy, dx in moves:
        found = submission.images.pixel_shift_distance.call(image, dy, dx, returns=scalar("distance"))
        assert_close(found, distance_after_move(image, dy, dx), f"distance for ({dy}, {dx})", slip)


def framed(inside, width=3):
    """The image inside a frame of zeros, so that small moves lose nothing."""
    return np.pad(inside, [(width, width)] * 2 + [(0, 0)] * (inside.ndim - 2))


@pytest.mark.question("pixel_shift_distance", weight=6.9)
def test_shift_in_every_direction(submission, rng):
    """A view of an image that is not square, moved up, down, left and right, is right."""
    image = rng.random((4, 14))[::-1, ::2]
    slip = Text("Do negative dy and dx move up and to the left?", "dy와 dx가 음수이면 위와 왼쪽으로 옮기나요?")
    assert_moved(submission, image, [(-1, 0), (0, -3), (-2, 5), (3, -6), (-3, -1), (2, 1)], slip)


@pytest.mark.question("pixel_shift_distance", weight=2.5)
def test_shift_inside_the_frame(submission, rng):
    """An image in a frame of zeros, moved down and to the right alike, is right, in any direction of memory."""
    slip = Text("The root of the sum of the squared differences?", "차이의 제곱을 더하고 제곱근을 취했나요?")
    for inside in (rng.random((3, 4)), np.asfortranarray(rng.random((4, 2)))):
        assert_moved(submission, framed(inside), [(1, 1), (3, 3), (0, 0), (2, 2)], slip)


@pytest.mark.question("pixel_shift_distance", weight=2.5)
def test_shift_down_and_shift_right(submission, rng):
    """Inside the frame dy moves rows and dx moves columns."""
    slip = Text("dy moves rows (down), dx moves columns (right)?", "dy는 행(아래), dx는 열(오른쪽) 방향이 맞나요?")
    assert_moved(submission, framed(rng.random((3, 4))), [(1, 0), (0, 2), (3, 1)], slip)


@pytest.mark.question("pixel_shift_distance", weight=17.2)
def test_shift_along_the_other_diagonal(submission, rng):
    """Inside the frame, where dy and dx have unlike signs, the image moves along the other diagonal."""
    slip = Text("Do negative dy and dx move up and to the left?", "dy와 dx가 음수이면 위와 왼쪽으로 옮기나요?")
    assert_moved(submission, framed(rng.random((3, 4))), [(1, -1), (-2, 2)], slip)


@pytest.mark.question("pixel_shift_distance", weight=5.9)
def test_zeros_come_in(submission, rng):
    """Where the image moves away from an edge, zeros come in."""
    slip = Text("Do zeros come in where the image has moved away?", "이미지가 떠난 자리에 0이 들어왔나요?")
    for size in (3, 6):
        image = np.zeros((size, size))
        image[0, 0] = rng.uniform(1, 5)
        image[0, 1] = image[1, 0] = 2
        assert_moved(submission, image, [(1, 1)], slip)


@pytest.mark.question("pixel_shift_distance", weight=4.4)
def test_pixels_that_leave_are_lost(submission, rng):
    """What leaves the frame does not come back in on the other side."""
    slip = Text("Does a pixel that leaves the frame stay away?", "틀 밖으로 나간 픽셀이 다시 들어오지 않나요?")
    for size in (3, 6):
        image = np.zeros((size, size))
        image[-1, :] = image[:, -1] = rng.uniform(1, 5)
        image[0, :] = image[:, 0] = 0
        assert_moved(submission, image, [(1, 1)], slip)


@pytest.mark.question("pixel_shift_distance", weight=7.4)
def test_shift_of_thin_images(submission, rng):
    """Images one pixel high or wide work too; one that cannot move is at distance 0 from itself."""
    slip = Text("Does a move by 0 leave the image as it is?", "0만큼 옮기면 이미지가 그대로인가요?")
    for shape, dy, dx in [((1, 1), 0, 0), ((1, 4), 0, -1), ((5, 1), 2, 0), ((3, 1, 3), -2, 0), ((4, 4), 0, 0)]:
        assert_moved(submission, rng.random(shape), [(dy, dx)], slip)


@pytest.mark.question("pixel_shift_distance", weight=3.0)
def test_shift_of_color_images(submission, rng):
    """In color images all colors count, and none moves into another."""
    slip = Text("Do only rows and columns move, never colors?", "색은 그대로 두고 행과 열만 옮겼나요?")
    assert_moved(submission, framed(rng.random((3, 4, 5)).T), [(1, 1), (2, 2)], slip)


@pytest.mark.question("pixel_shift_distance", weight=9.3)
def test_shift_of_uint8_images(submission, rng):
    """An image in uint8 gives the same distance as in floats."""
    image = framed(rng.integers(0, 256, size=(6, 6)).astype(np.uint8))
    slip = Text("Is the image turned into float64 before the subtraction?", "빼기 전에 이미지를 float64로 바꿨나요?")
    assert_moved(submission, image, [(1, 1), (2, 2)], slip)


@pytest.mark.question("pixel_shift_distance", weight=17.7)
def test_shift_of_colors_in_uint8(submission, rng):
    """A color image in uint8 gives the same distance as in floats."""
    image = framed(rng.integers(0, 256, size=(3, 4, 3)).astype(np.uint8))
    slip = Text("Is the image turned into float64 before the subtraction?", "빼기 전에 이미지를 float64로 바꿨나요?")
    assert_moved(submission, image, [(1, 1), (3, 3)], slip)


@pytest.mark.question("pixel_shift_distance", weight=8, gate="inputs")
def test_shift_leaves_the_image_alone(submission, rng):
    """The image is not modified."""
    assert_unmodified(submission.images.pixel_shift_distance.observe(rng.random((3, 4)), 1, -1))
