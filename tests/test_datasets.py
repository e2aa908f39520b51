"""The digits that come with the package."""

import dataclasses

import numpy as np
import pytest
from sklearn.datasets import load_digits as sklearn_digits

from autograder.datasets import load_digits


def test_the_digits_are_those_of_scikit_learn() -> None:
    """Images and labels equal scikit-learn's copy, in its order."""
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
    """What one caller writes into the images, the next does not see."""
    first = load_digits()
    first.images[:] = -1
    assert load_digits().images.min() == 0.0


def test_the_digits_cannot_be_replaced() -> None:
    """The data set is frozen: its fields cannot be set."""
    with pytest.raises(dataclasses.FrozenInstanceError):
        load_digits().labels = np.zeros(3, dtype=np.int64)  # type: ignore[misc]
