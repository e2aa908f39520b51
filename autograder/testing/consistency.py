"""Check that a call on many rows gives what the same code gives on a few of them.

A test of memory or of loops must look at the value of its own call: code that returns zeros for large inputs needs no
memory. The right values are the subject of other tests, so a slip must not fail this one too. So the whole result is
compared with the submission's own results of small parts, which is a check of consistency and not an oracle.
"""

from typing import Any

from autograder.errors import Failed
from autograder.model.text import Text
from autograder.testing.compare import assert_close

__all__ = ["assert_consistent"]

_TEXT = Text(
    "With many rows the result is another one than with a few of the same rows.",
    "행이 많을 때의 결과가 같은 행 몇 개만 넣었을 때의 결과와 달라요.",
)


def assert_consistent(whole: Any, parts: Any, rtol: float = 1e-5, atol: float = 1e-6) -> None:
    """Require that part of a large result equals the submission's own result of a small call.

    Args:
        whole: Array of numbers, the part of the large result that belongs to the rows of the small call.
        parts: Array of numbers of the same shape, the result of the same code for these rows alone.
        rtol: float, the relative tolerance.
        atol: float, the absolute tolerance.

    Raises:
        Failed: They differ. The message says so without values.

    Example:
        >>> rows = np.arange(12.0).reshape(6, 2)
        >>> assert_consistent(rows.sum(axis=1)[:2], rows[:2].sum(axis=1))
        >>> assert_consistent(np.zeros(2), rows[:2].sum(axis=1))
        Traceback (most recent call last):
        autograder.errors.Failed: With many rows the result is another one than with a few of the same rows.
    """
    try:
        assert_close(whole, parts, "result", rtol=rtol, atol=atol)
    except Failed:
        raise Failed(_TEXT, _TEXT) from None
