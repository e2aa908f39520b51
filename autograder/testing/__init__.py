"""What authors of tests import."""

from autograder.model.text import Text
from autograder.testing.arrays import assert_close, assert_equal, assert_gradient, assert_true, assert_unmodified
from autograder.testing.gradients import assert_is_gradient
from autograder.testing.likeness import Anatomy
from autograder.testing.seam import callback, generator
from autograder.testing.specs import array, boolean, handle, integer, mapping, ndarray, scalar, several, string
from autograder.testing.submission import Outcome, Submission
from autograder.testing.sweeps import Sweep, directional, sweep

__all__ = [
    "Anatomy",
    "Outcome",
    "Submission",
    "Sweep",
    "Text",
    "array",
    "assert_close",
    "assert_equal",
    "assert_gradient",
    "assert_is_gradient",
    "assert_true",
    "assert_unmodified",
    "boolean",
    "callback",
    "directional",
    "generator",
    "handle",
    "integer",
    "mapping",
    "ndarray",
    "scalar",
    "several",
    "string",
    "sweep",
]
