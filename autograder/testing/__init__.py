"""What authors of tests import."""

from autograder.model.text import Text
from autograder.testing.compare import assert_close, assert_equal, assert_gradient, assert_true, assert_unmodified
from autograder.testing.error_patterns import GradientParts
from autograder.testing.gradient_check import assert_is_gradient
from autograder.testing.gradients import Sweep, directional, sweep
from autograder.testing.returns import array, boolean, handle, integer, mapping, ndarray, scalar, several, string
from autograder.testing.submission import Observation, Submission
from autograder.testing.transport import callback, generator

__all__ = [
    "GradientParts",
    "Observation",
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
