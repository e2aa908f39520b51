"""Everything that a test of an assignment imports.

Tests, their helpers and generated otter files import this package alone, and `autograder.datasets` for data.
"""

from autograder.errors import Failed
from autograder.model.text import Text
from autograder.testing.calls import Timed
from autograder.testing.compare import assert_close, assert_equal, assert_gradient, assert_true, assert_unmodified
from autograder.testing.consistency import assert_consistent
from autograder.testing.error_patterns import GradientParts
from autograder.testing.gradient_check import assert_is_gradient
from autograder.testing.gradients import Sweep, directional, sweep
from autograder.testing.otter import run_test
from autograder.testing.returns import Spec
from autograder.testing.specs import (
    array,
    boolean,
    handle,
    integer,
    mapping,
    ndarray,
    opaque,
    scalar,
    several,
    string,
)
from autograder.testing.speed import SpeedJudge
from autograder.testing.submission import Function, Handle, Observation, Submission
from autograder.testing.transport import callback, generator

__all__ = [
    "Failed",
    "Function",
    "GradientParts",
    "Handle",
    "Observation",
    "Spec",
    "SpeedJudge",
    "Submission",
    "Sweep",
    "Text",
    "Timed",
    "array",
    "assert_close",
    "assert_consistent",
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
    "opaque",
    "run_test",
    "scalar",
    "several",
    "string",
    "sweep",
]
