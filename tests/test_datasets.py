"""The package contains the digits, and reads other data sets."""

import dataclasses
from importlib import resources

import numpy as np
import pytest

from autograder.datasets import (
    ARRAYS,
    MissingDataset,
    load_dataset,
    load_dataset_or_digits,
    load_digits,
    load_fashion,
)
from autograder.errors import UsageError
from tests.needs import needs


@pytest.mark.slow
def test_the_digits_are_those_of_scikit_learn() -> None:
    """Images and labels equal scikit-learn's copy, in its order."""
    from sklearn.datasets import load_digits as sklearn_digits  # takes long, and only this test needs it

    expected = sklearn_digits()
    digits = load_digits()
    np.testing.assert_array_equal(digits.images, expected.images)
    np.testing.assert_array_equal(digits.labels, expected.target)


def test_shapes_and_types_are_the_promised_ones() -> None:
    """Images are (1797, 8, 8) float64 from 0 to 16, labels (1797,) int64."""
    digits = load_digits()
    assert (digits.images.shape, digits.images.dtype) == ((1797, 8, 8), np.float64)
    assert (digits.labels.shape, digits.labels.dtype) == ((1797,), np.int64)
    assert (digits.images.min(), digits.images.max()) == (0.0, 16.0)


def test_a_row_holds_its_image_pixel_by_pixel() -> None:
    """`rows[i]` is image i, read row by row."""
    digits = load_digits()
    assert digits.rows.shape == (1797, 64)
    np.testing.assert_array_equal(digits.rows[5], digits.images[5].ravel())


def test_two_loads_share_nothing() -> None:
    """A change of the images by one caller does not affect the next caller."""
    first = load_digits()
    first.images[:] = -1
    assert load_digits().images.min() == 0.0


def test_the_digits_cannot_be_replaced() -> None:
    """The data set is frozen: its fields cannot be set."""
    with pytest.raises(dataclasses.FrozenInstanceError):
        load_digits().labels = np.zeros(3, dtype=np.int64)  # type: ignore[misc]


def test_the_clothes_are_balanced_and_small() -> None:
    """200 training and 50 test pictures of each class, read-only, in a file below 1.5 MB with its license beside it."""
    clothes = load_fashion()
    assert (clothes.X_train.shape, clothes.X_test.shape) == ((2000, 28, 28), (500, 28, 28))
    assert (np.bincount(clothes.y_train).tolist(), np.bincount(clothes.y_test).tolist()) == ([200] * 10, [50] * 10)
    assert not clothes.X_train.flags.writeable
    data = resources.files("autograder") / "data"
    assert len((data / "fashion_mnist.npz").read_bytes()) < 1_500_000
    assert "MIT License" in (data / "fashion_mnist_license.txt").read_text()


def _arrays(**other):
    """Return the arrays of a small data set, with some replaced."""
    rng = np.random.default_rng(0)
    whole = {
        "X_train": rng.integers(0, 256, (6, 4, 5, 3)).astype(np.uint8),
        "y_train": np.array([0, 1, 2, 0, 1, 2]),
        "X_test": rng.integers(0, 256, (2, 4, 5, 3)).astype(np.uint8),
        "y_test": np.array([2, 0]),
        "classes": np.array(["cat", "dog", "올빼미"]),
    }
    return whole | other


@pytest.fixture
def owls(tmp_path):
    """Write a small data set and return its file."""
    np.savez(tmp_path / "owls.npz", **_arrays())
    return tmp_path / "owls.npz"


@pytest.mark.parametrize("mmap", [True, False])
def test_a_data_set_is_read_as_numpy_reads_it(owls, mmap) -> None:
    """Every array equals what `np.load` reads, memory-mapped or not, and can be read alone."""
    data = load_dataset(owls, mmap=mmap)
    with np.load(owls) as expected:
        for name in ARRAYS:
            array = getattr(data, name)
            np.testing.assert_array_equal(array, expected[name], strict=True)
            assert type(array) is np.ndarray
            with pytest.raises(ValueError, match="read-only"):
                array[0] = array[1]


def test_mapped_arrays_stay_in_the_file(owls) -> None:
    """A mapped array is the file itself: a byte that changes in the file changes in the array."""
    data = load_dataset(owls)
    pixels = data.X_train.tobytes()
    place = owls.read_bytes().index(pixels)
    with owls.open("r+b") as file:
        file.seek(place)
        file.write(bytes([pixels[0] ^ 1]))
    assert data.X_train[0, 0, 0, 0] == pixels[0] ^ 1


def test_a_name_alone_is_looked_for_in_the_data_folder(owls, monkeypatch) -> None:
    """`load_dataset("owls")` searches AUTOGRADER_DATA if it is set, otherwise ./data."""
    monkeypatch.setenv("AUTOGRADER_DATA", str(owls.parent))
    assert len(load_dataset("owls").X_train) == 6
    monkeypatch.delenv("AUTOGRADER_DATA")
    monkeypatch.chdir(owls.parent)
    owls.parent.joinpath("data").mkdir()
    owls.rename(owls.parent / "data" / "owls.npz")
    assert len(load_dataset("owls").X_train) == 6


def test_a_missing_data_set_says_how_to_get_it(tmp_path, monkeypatch) -> None:
    """The error names the file, the scripts that make it, and the folder for it."""
    monkeypatch.setenv("AUTOGRADER_DATA", str(tmp_path))
    with pytest.raises(MissingDataset, match="data_scripts") as told:
        load_dataset("cifar10")
    assert str(tmp_path / "cifar10.npz") in str(told.value)
    assert "\n" not in str(told.value)


def test_without_the_data_set_the_notebook_goes_on_with_the_digits(tmp_path, monkeypatch, capsys) -> None:
    """The digits come in the same layout, with gray values to 255, and a line explains how to get the data set."""
    monkeypatch.setenv("AUTOGRADER_DATA", str(tmp_path))
    data = load_dataset_or_digits("cifar10")
    assert "cifar10.npz" in capsys.readouterr().err
    whole = np.concatenate([data.X_train, data.X_test])
    assert (whole.shape, whole.dtype, int(whole.min()), int(whole.max())) == ((1797, 8, 8), np.uint8, 0, 255)
    np.testing.assert_array_equal(np.concatenate([data.y_train, data.y_test]), load_digits().labels)
    assert list(data.classes) == list("0123456789")
    assert not data.X_train.flags.writeable


def test_a_damaged_data_set_is_not_passed_over(tmp_path) -> None:
    """The digits replace a missing data set, never a damaged one."""
    (tmp_path / "owls.npz").write_bytes(b"")
    with pytest.raises(UsageError, match="damaged"):
        load_dataset_or_digits(tmp_path / "owls.npz")


@pytest.mark.parametrize("mmap", [True, False])
def test_every_truncation_is_found(owls, mmap) -> None:
    """A file that is truncated at any byte is rejected in one line."""
    whole = owls.read_bytes()
    for length in range(0, len(whole), 37):
        owls.write_bytes(whole[:length])
        with pytest.raises(UsageError, match="damaged"):
            load_dataset(owls, mmap=mmap)


@pytest.mark.parametrize("mmap", [True, False])
def test_altered_headers_are_found_and_never_read_beyond(owls, mmap) -> None:
    """If any byte of the headers is altered, the file is rejected or the arrays have their correct sizes."""
    whole = owls.read_bytes()
    for place in range(200):
        owls.write_bytes(whole[:place] + bytes([whole[place] ^ 0x5A]) + whole[place + 1 :])
        try:
            data = load_dataset(owls, mmap=mmap)
        except UsageError:
            continue
        assert data.X_train.nbytes == 6 * 4 * 5 * 3


def test_altered_pixels_are_found_without_mmap(owls) -> None:
    """Checksums are compared if everything is read."""
    whole = owls.read_bytes()
    place = whole.index(_arrays()["X_train"].tobytes())
    owls.write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
    with pytest.raises(UsageError, match="damaged"):
        load_dataset(owls, mmap=False)


@pytest.mark.parametrize(
    ("name", "array"),
    [
        ("X_train", np.zeros((6, 4, 5, 3))),
        ("X_train", np.zeros((6, 0, 5, 3), np.uint8)),
        ("X_train", np.zeros((0, 4, 5, 3), np.uint8)),
        ("X_test", np.zeros((2, 4, 5), np.uint8)),
        ("X_test", np.zeros((2, 60), np.uint8)),
        ("y_train", np.zeros(5, np.int64)),
        ("y_train", np.zeros(6)),
        ("y_test", np.array([0, 3])),
        ("y_test", np.array([0, -1])),
        ("classes", np.array([b"cat"])),
        ("classes", np.array([["a", "b", "c"]])),
    ],
)
def test_other_arrays_are_no_data_set(tmp_path, name, array) -> None:
    """Wrong shapes, types and labels are rejected, and the error names the array."""
    np.savez(tmp_path / "owls.npz", **_arrays(**{name: array}))
    with pytest.raises(UsageError, match="not a data set of this course") as told:
        load_dataset(tmp_path / "owls.npz")
    assert name in str(told.value)


def test_other_files_are_no_data_set(tmp_path) -> None:
    """A file that lacks an array or contains a pickled one is rejected, and nothing is unpickled."""
    arrays = _arrays()
    np.savez(tmp_path / "objects.npz", **_arrays(classes=np.array(["cat", None], dtype=object)))
    del arrays["classes"]
    np.savez(tmp_path / "fewer.npz", **arrays)
    for name in ("objects", "fewer"):
        with pytest.raises(UsageError, match="damaged, or is not a data set"):
            load_dataset(tmp_path / f"{name}.npz")


def test_a_compressed_file_is_not_called_damaged(tmp_path) -> None:
    """A compressed file cannot be mapped, and the error says what to do; without mapping it can be read."""
    np.savez_compressed(tmp_path / "packed.npz", **_arrays())
    with pytest.raises(UsageError, match=r"is compressed.*mmap=False"):
        load_dataset(tmp_path / "packed.npz")
    np.testing.assert_array_equal(load_dataset(tmp_path / "packed.npz", mmap=False).X_train, _arrays()["X_train"])


def test_a_file_that_cannot_be_read_is_not_called_damaged(tmp_path) -> None:
    """The error for an unreadable file has the system's reason; a loop of links is the example."""
    needs("linux")
    (tmp_path / "owls.npz").symlink_to("owls.npz")
    with pytest.raises(UsageError, match=r"owls\.npz cannot be read: Too many levels of symbolic links\. Check"):
        load_dataset(tmp_path / "owls.npz")


@pytest.mark.parametrize("mmap", [True, False])
def test_a_file_that_asks_for_a_password(owls, mmap) -> None:
    """A flipped bit that marks a member as encrypted counts as damage."""
    whole = bytearray(owls.read_bytes())
    whole[6] |= 1
    whole[whole.index(b"PK\x01\x02") + 8] |= 1  # the same in the table at the end
    owls.write_bytes(whole)
    with pytest.raises(UsageError, match="damaged"):
        load_dataset(owls, mmap=mmap)


def test_labels_lie_as_processors_like_them(owls) -> None:
    """Arrays of eight-byte numbers are aligned to eight bytes, wherever they begin in the file."""
    data = load_dataset(owls)
    assert data.y_train.flags.aligned
    assert data.y_test.flags.aligned
    assert data.classes.flags.aligned
