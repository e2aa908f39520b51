"""Everything that a test of an assignment imports.

Tests, their helpers and generated otter files import this package alone, and `autograder.datasets` for data. A name is
imported when it is used, so that what needs no NumPy starts without it.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
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

_PLACES = {
    "Failed": "autograder.errors",
    "Function": "autograder.testing.submission",
    "GradientParts": "autograder.testing.error_patterns",
    "Handle": "autograder.testing.submission",
    "Observation": "autograder.testing.submission",
    "Spec": "autograder.testing.returns",
    "SpeedJudge": "autograder.testing.speed",
    "Submission": "autograder.testing.submission",
    "Sweep": "autograder.testing.gradients",
    "Text": "autograder.model.text",
    "Timed": "autograder.testing.calls",
    "array": "autograder.testing.specs",
    "assert_close": "autograder.testing.compare",
    "assert_consistent": "autograder.testing.consistency",
    "assert_equal": "autograder.testing.compare",
    "assert_gradient": "autograder.testing.compare",
    "assert_is_gradient": "autograder.testing.gradient_check",
    "assert_true": "autograder.testing.compare",
    "assert_unmodified": "autograder.testing.compare",
    "boolean": "autograder.testing.specs",
    "callback": "autograder.testing.transport",
    "directional": "autograder.testing.gradients",
    "generator": "autograder.testing.transport",
    "handle": "autograder.testing.specs",
    "integer": "autograder.testing.specs",
    "mapping": "autograder.testing.specs",
    "ndarray": "autograder.testing.specs",
    "opaque": "autograder.testing.specs",
    "run_test": "autograder.testing.otter",
    "scalar": "autograder.testing.specs",
    "several": "autograder.testing.specs",
    "string": "autograder.testing.specs",
    "sweep": "autograder.testing.gradients",
}
"""Name -> the module that defines it."""


def __getattr__(name: str) -> Any:
    """Import a name on its first use."""
    if name not in _PLACES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found = getattr(import_module(_PLACES[name]), name)
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
