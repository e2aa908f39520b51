"""Define function bodies that replace an answer in a copy of the reference, to see how the tests judge them.

Bodies that use `shaped` call the reference on copies of the arguments and replace only the numbers in the result. The
result has the right structure, shapes and dtypes, which is the best that guessing can achieve.
"""

__all__ = ["BREAKS", "BY_HEART", "RECORDS", "RUBBISH", "TRIVIAL", "prelude"]

_COMMON = """
def _instead(answer):
    import numpy as _np

    def copied(value):
        if isinstance(value, _np.ndarray):
            return value.copy()
        if isinstance(value, (list, tuple)):
            return type(value)([copied(item) for item in value])
        if isinstance(value, dict):
            return {{key: copied(item) for key, item in value.items()}}
        if hasattr(value, "__dict__") and not callable(value) and not isinstance(value, _np.random.Generator):
            twin = object.__new__(type(value))
            twin.__dict__.update({{key: copied(item) for key, item in vars(value).items()}})
            return twin
        return value

    def changed(value, change):
        if isinstance(value, (list, tuple)):
            return type(value)([changed(item, change) for item in value])
        if isinstance(value, dict):
            return {{key: changed(item, change) for key, item in value.items()}}
        if isinstance(value, _np.ndarray) and value.dtype.kind in "biufc":
            return change(value)
        if isinstance(value, (bool, int, float, complex)):
            return change(_np.asarray(value)).item()
        if isinstance(value, _np.generic) and value.dtype.kind in "biufc":
            return change(_np.asarray(value))[()]
        return None

    def fingerprint(value):
        if isinstance(value, _np.ndarray):
            return (value.shape, value.dtype.str, value.tobytes())
        if isinstance(value, (list, tuple)):
            return tuple(fingerprint(item) for item in value)
        if isinstance(value, dict):
            return tuple((key, fingerprint(item)) for key, item in value.items())
        if isinstance(value, _np.random.Generator):
            return str(value.bit_generator.state)
        if callable(value):
            return "function"
        return fingerprint(vars(value)) if hasattr(value, "__dict__") else repr(value)

    def known(args, kwargs):
        import hashlib

        return hashlib.sha256(repr((fingerprint(args), fingerprint(kwargs))).encode()).hexdigest()

    def shaped(change, args, kwargs):
        try:
            value = answer(*[copied(arg) for arg in args], **{{key: copied(arg) for key, arg in kwargs.items()}})
        except Exception:
            value = 0.0
        return changed(value, change)

    def replaced(*args, **kwargs):
        given = [arg for arg in (*args, *kwargs.values()) if type(arg).__module__ != __name__]  # without self
{body}

    return replaced
"""

BREAKS = """\
class Broken(BaseException):
    pass

raise Broken("broken on purpose")"""
"""A body that only raises an exception, one that `except Exception` does not catch."""

TRIVIAL = {
    "zeros": "return shaped(lambda a: _np.zeros_like(a), args, kwargs)",
    "ones": "return shaped(lambda a: _np.ones_like(a), args, kwargs)",
    "random": """\
rng = _np.random.default_rng(12345)
return shaped(
    lambda a: rng.normal(size=a.shape).astype(a.dtype) if a.dtype.kind in "fc"
    else rng.integers(0, 2 if a.dtype.kind == "b" else 100, a.shape).astype(a.dtype),
    args,
    kwargs,
)""",
    "echo": "return next((arg for kind in (_np.ndarray, object) for arg in given if isinstance(arg, kind)), None)",
    "echo_last": "return given[-1] if given else None",
    "constant": "return shaped(lambda a: _np.full(a.shape, 2).astype(a.dtype), args, kwargs)",
    "none": "return None",
}
"""Bodies of thoughtless answers; none of these may get a point."""

RECORDS = """\
with open({path!r}, "a", encoding="utf-8") as file:
    print(known(args, kwargs), file=file)
return answer(*args, **kwargs)"""
"""A correct body that logs a fingerprint of its inputs."""

BY_HEART = """\
if known(args, kwargs) in {inputs!r}:
    return answer(*args, **kwargs)
return shaped(lambda a: _np.zeros_like(a), args, kwargs)"""
"""A body that is correct on the logged inputs and returns zeros on all others."""

RUBBISH = {
    "integer": "return 3",
    "string": 'return "rubbish"',
    "triple": "return (1, 2.0, None)",
    "dictionary": 'return {"a": 1}',
    "zero_dimensional": "return _np.array(1.0)",
    "empty": "return _np.zeros(0)",
    "generator": "return (i for i in range(3))",
    "object": "return object()",
    "nan": "return shaped(lambda a: _np.full(a.shape, _np.nan), args, kwargs)",
    "complex": "return shaped(lambda a: a + 1j, args, kwargs)",
    "text_array": "return shaped(lambda a: a.astype(str), args, kwargs)",
    "one_axis_more": "return shaped(lambda a: a[_np.newaxis], args, kwargs)",
    "negative": "return shaped(lambda a: _np.full(a.shape, -1), args, kwargs)",
    "huge": "return shaped(lambda a: _np.full(a.shape, 10**15), args, kwargs)",
}
"""Bodies with return values that no test expects; they must fail tests, not break them (so must the trivial `none`)."""


def prelude(body: str) -> str:
    """Return the source of the decorator `_instead`, which replaces a function's body.

    Args:
        body: The new body; it may use `args`, `kwargs`, `given`, `answer`, `shaped`, `known` and `_np`.
    """
    indented = "\n".join(f"        {line}" for line in body.splitlines())
    return _COMMON.format(body=indented)
