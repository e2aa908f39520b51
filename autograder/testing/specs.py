"""Make specs: what a value from a student's code must be, and what the test gets.

`returns.py` holds the checks themselves.
"""

from autograder.model.text import Text
from autograder.testing.returns import (
    ArraySpec,
    BooleanSpec,
    HandleSpec,
    IntegerSpec,
    Kind,
    MappingSpec,
    NdArraySpec,
    OpaqueSpec,
    Returns,
    ScalarSpec,
    SeveralSpec,
    Shape,
    Spec,
    StringSpec,
)

__all__ = [
    "array",
    "boolean",
    "handle",
    "integer",
    "mapping",
    "ndarray",
    "opaque",
    "scalar",
    "several",
    "string",
]


def array(
    name: str,
    shape: Shape | None = None,
    ndim: int | None = None,
    kind: Kind = "number",
    most: int | None = None,
) -> Spec:
    """Accept numbers in any form: an array, a nested list or tuple, a Python or NumPy scalar.

    Args:
        name: str, what messages call the value.
        shape: Tuple of ints, the shape that it must have, with None for any length: `(3, None)`. None for any shape.
        ndim: int, the number of axes, where the shape is open. None for any number.
        kind: `"number"`; `"integer"` (integral floats too, converted to int64); `"float"` (floats, and integers
            converted to float64); or `"bool"`.
        most: int, the largest number of elements, where the shape is open. None for any number; functions that the
            student's code calls have a limit then, too (see `callback`).

    Returns:
        A spec that gives the test a `numpy.ndarray`.

    Raises:
        Failed: From the spec: the value is not numeric, has another shape, or is of another kind.

    Example:
        >>> array("rows", shape=(2, None)).check([[1, 2, 3], [4, 5, 6]])
        array([[1, 2, 3],
               [4, 5, 6]])
        >>> array("labels", kind="integer").check([0.0, 2.0])
        array([0, 2])
        >>> array("rows", shape=(2, 3)).check(np.zeros((3, 2)))
        Traceback (most recent call last):
        autograder.errors.Failed: rows has the wrong shape.
          expected (2, 3)
          got      (3, 2)
          rows and columns are swapped (.T)
    """
    return ArraySpec(name, shape, ndim, kind, most)


def ndarray(name: str, shape: Shape | None = None, dtype: str | None = None, ndim: int | None = None) -> Spec:
    """Accept a NumPy array and nothing else. Use it in gates of shape and dtype; for values, `array` is kinder.

    Args:
        name: str, what messages call the value.
        shape: Tuple of ints, with None for any length. None for any shape.
        dtype: str, the dtype that it must have: `"float64"`. None for any numeric dtype.
        ndim: int, the number of axes. None for any number.

    Returns:
        A spec that gives the test a `numpy.ndarray`.

    Raises:
        Failed: From the spec: the value is no array, or has another shape or dtype.

    Example:
        >>> ndarray("rows", shape=(2, None), dtype="uint8").check(np.zeros((2, 3), np.uint8)).shape
        (2, 3)
        >>> ndarray("rows").check([1, 2])
        Traceback (most recent call last):
        autograder.errors.Failed: rows: expected a NumPy array, got a list of length 2.
    """
    return NdArraySpec(name, shape, ndim, dtype=dtype)


def scalar(name: str) -> Spec:
    """Accept one real number: int, float, NumPy scalar or 0-d array. NaN and infinity are numbers here.

    Args:
        name: str, what messages call the value.

    Returns:
        A spec that gives the test a `float`.

    Raises:
        Failed: From the spec: the value is not one real number.

    Example:
        >>> scalar("loss").check(np.float32(1.5))
        1.5
        >>> scalar("loss").check([1.5])
        Traceback (most recent call last):
        autograder.errors.Failed: loss: expected one number, got a list of length 1.
    """
    return ScalarSpec(name)


def integer(name: str) -> Spec:
    """Accept one whole number: an int, or a float such as 3.0.

    Args:
        name: str, what messages call the value.

    Returns:
        A spec that gives the test an `int`.

    Raises:
        Failed: From the spec: the value is not one whole number.

    Example:
        >>> integer("count").check(np.float64(3))
        3
        >>> integer("count").check(2.5)
        Traceback (most recent call last):
        autograder.errors.Failed: count: expected one whole number, got 2.5 (float).
    """
    return IntegerSpec(name)


def boolean(name: str) -> Spec:
    """Accept True or False, Python's or NumPy's. 0 and 1 are refused.

    Args:
        name: str, what messages call the value.

    Returns:
        A spec that gives the test a `bool`.

    Raises:
        Failed: From the spec: the value is not True or False.

    Example:
        >>> boolean("found").check(np.bool_(True))
        True
        >>> boolean("found").check(1)
        Traceback (most recent call last):
        autograder.errors.Failed: found: expected True or False, got 1 (int).
    """
    return BooleanSpec(name)


def string(name: str, most: int | None = None) -> Spec:
    """Accept a string.

    Args:
        name: str, what messages call the value.
        most: int, its largest length. None for any length, as for `array`.

    Returns:
        A spec that gives the test a `str`.

    Raises:
        Failed: From the spec: the value is not a string.

    Example:
        >>> string("word").check("cat")
        'cat'
        >>> string("word").check(3)
        Traceback (most recent call last):
        autograder.errors.Failed: word: expected a string, got 3 (int).
    """
    return StringSpec(name, most)


def mapping(name: str, **keys: Returns) -> Spec:
    """Accept a dict that has at least the given string keys.

    Args:
        name: str, what messages call the dict.
        keys: A spec or a name for each key. Other keys of the dict are ignored.

    Returns:
        A spec that gives the test a `dict` with these keys alone, each value checked by its spec.

    Raises:
        Failed: From the spec: the value is no dict, lacks a key, or a value does not fit its spec.

    Example:
        >>> spec = mapping("history", losses=array("losses", ndim=1), steps=integer("steps"))
        >>> spec.check({"losses": [3.0, 2.0], "steps": 2, "note": "ignored"})
        {'losses': array([3., 2.]), 'steps': 2}
        >>> spec.check({"steps": 2})
        Traceback (most recent call last):
        autograder.errors.Failed: history: the dict lacks 'losses'.
    """
    return MappingSpec(name, keys)


def several(name: str, *parts: Returns) -> Spec:
    """Accept a tuple or list with one value for each spec.

    A plain tuple of specs says the same where `returns` is asked for. Use `several` where a single spec is needed,
    such as among the `args` of a callback or a stand-in.

    Args:
        name: str, what messages call the whole.
        parts: A spec or a name for each value.

    Returns:
        A spec that gives the test a `tuple`.

    Raises:
        Failed: From the spec: the value is no tuple or list, has another length, or a part does not fit its spec.

    Example:
        >>> several("cache", "x", scalar("h")).check([[1, 2], 0.5])
        (array([1, 2]), 0.5)
        >>> several("cache", "x", scalar("h")).check([[1, 2]])
        Traceback (most recent call last):
        autograder.errors.Failed: Expected 2 values (x, h), got 1.
    """
    return SeveralSpec(name, parts)


def handle(name: str) -> Spec:
    """Accept an instance of a class in the student's files.

    Args:
        name: str, what messages call the value.

    Returns:
        A spec that gives the test a `Handle`: the object stays in the student's process.

    Raises:
        Failed: From the spec: the value is not an instance of a student's class.

    Example:
        >>> handle("model").check({})
        Traceback (most recent call last):
        autograder.errors.Failed: model: expected an instance of a class in your files, got a dict of length 0.
    """
    return HandleSpec(name)


def opaque(name: str, slip: Text | None = None) -> Spec:
    """Accept an object that cannot leave the student's process, such as a random generator.

    A stand-in for a function that takes a generator needs it among its `args`: the student's code passes the
    generator, and the test learns that some object came, and not a seed or None.

    Args:
        name: str, what messages call the value.
        slip: The likely mistake, shown below the failure.

    Returns:
        A spec that gives the test the name of the object's type, a `str`: `"Generator"`. The name comes from the
        student's process; do not build a verdict on it.

    Raises:
        Failed: From the spec: the value is a number, an array, a string, a list, a dict or None.

    Example:
        >>> def draw(X, y, batch_size, _rng):
        ...     return X[:batch_size], y[:batch_size]
        >>> args = (array("X", ndim=2), array("y", ndim=1), integer("batch_size"), opaque("rng"))
        >>> submission.stand_in("descent.sample_batch", draw, args=args)
        >>> opaque("rng", slip=Text("Pass on the rng itself.", "rng를 그대로 넘기세요.")).check(7)
        Traceback (most recent call last):
        autograder.errors.Failed: rng: expected an object such as a random generator, got 7 (int).
        Pass on the rng itself.
    """
    return OpaqueSpec(name, slip)
