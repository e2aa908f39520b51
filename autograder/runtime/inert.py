"""Stand-ins for modules that grading does not have, so that an import alone costs nothing.

While a student's file is loaded (at the top of the file), what comes from a stand-in can be called, indexed, unpacked
and calculated with, and nothing happens. Inside an answer, a call of an inert package still does nothing, but its value
cannot be used: that raises ImportError with the name of the package, and costs the question alone.
"""

import builtins
import functools
import math
import opcode
import sys
import typing
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from types import FrameType, FunctionType, ModuleType
from typing import Any

import numpy as np

from autograder.runtime.offered import ACCOMPANYING, COMPATIBILITY, DRAWING, LOOPS, TRANSFORMS

__all__ = ["Absence", "BrokenFile", "Inert", "InertModule", "names_for_star", "refuse_inert"]

_ANY_VERSION = "9999"
"""The version of every package: new enough for the assertions that textbooks put at the top of a file."""


Place = tuple[str, int, str]
"""File, line and function of code."""


def _never() -> bool:
    return False


@dataclass(frozen=True)
class Absence:
    """Why a module is not there, and what can be done with its stand-in.

    Attributes:
        package: Name of the top-level module.
        reason: Returns the message of the error.
        error: Type of the error.
        quiet_at_top: Whether uses do nothing while a file is loaded.
        quiet_calls: Whether calls do nothing inside an answer.
        loading: Returns whether a file is being loaded.
        exceptions: Name -> exception class that was made for an attribute such as `sqlite3.Error`.
    """

    package: str
    reason: Callable[[], str]
    error: type[ImportError] = ImportError
    quiet_at_top: bool = True
    quiet_calls: bool = True
    loading: Callable[[], bool] = _never
    exceptions: dict[str, type] = field(default_factory=dict)

    def at_top(self) -> bool:
        """Return whether every use does nothing now."""
        return self.quiet_at_top and self.loading()

    def refuse(self) -> typing.NoReturn:
        """Raise the error."""
        raise self.error(self.reason(), name=self.package)

    def need_call(self) -> None:
        """Raise the error unless a call does nothing now."""
        if not (self.quiet_calls or self.at_top()):
            self.refuse()

    def need_value(self) -> None:
        """Raise the error unless a file is being loaded."""
        if not self.at_top():
            self.refuse()

    def attribute(self, name: str) -> Any:
        """Return what the attribute `name` of a stand-in is.

        Raises:
            AttributeError: The name is one of Python's own protocols.
        """
        if name == "__version__":
            return _ANY_VERSION
        if name.startswith("__") and name.endswith("__"):
            raise AttributeError(name)
        if name.endswith(("Error", "Exception", "Warning")) and "Mean" not in name:  # a loss: MeanSquaredError
            base = UserWarning if name.endswith("Warning") else Exception
            return self.exceptions.setdefault(name, type(name, (base,), {}))
        if self.package in COMPATIBILITY and hasattr(builtins, name):
            return getattr(builtins, name)
        if self.package == "typing_extensions" and hasattr(typing, name):
            return getattr(typing, name)
        return Inert(self, name)


@dataclass(frozen=True)
class BrokenFile(Absence):
    """A file of the submission that Python cannot read: it costs what uses it, and nothing else.

    Attributes:
        why: The error that Python raised for the file.
    """

    why: SyntaxError = field(default_factory=SyntaxError)

    @classmethod
    def of(cls, name: str, why: SyntaxError) -> "BrokenFile":
        """Describe the module `name`."""
        return cls(name, lambda: str(why), quiet_at_top=False, quiet_calls=False, why=why)

    def refuse(self) -> typing.NoReturn:
        """Raise the file's own error."""
        raise type(self.why)(*self.why.args)


class InertModule(ModuleType):
    """A module that can be imported and has every attribute.

    Args:
        name: Name of the module.
        absence: Why it is not there.
    """

    def __init__(self, name: str, absence: Absence) -> None:
        super().__init__(name)
        self.__dict__["_absence"] = absence

    def __getattr__(self, name: str) -> Any:
        return self.__dict__["_absence"].attribute(name)

    def __setattr__(self, name: str, value: Any) -> None:
        """Ignore the value, as everything that is set on a stand-in."""

    def __reduce__(self) -> Any:
        return _remade, (self.__name__, self.__dict__["_absence"].reason())


class Inert:
    """Anything that an inert module has, or that a call of it returned.

    Args:
        absence: Why the module is not there.
        name: Last name by which it was reached.
        iterable: What a loop over it runs over, for progress bars.
    """

    _absence: Absence
    _name: str
    _iterable: Any

    def __init__(self, absence: Absence, name: str, iterable: Any = None) -> None:
        self.__dict__.update(_absence=absence, _name=name, _iterable=iterable, _place=_caller())

    def __getattr__(self, name: str) -> Any:
        return self._absence.attribute(name)

    def __setattr__(self, name: str, value: Any) -> None:
        """Ignore the value."""

    def __delattr__(self, name: str) -> None:
        """Do nothing."""

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Return the function that is decorated, what a loop runs over, or another inert value."""
        absence, name = self._absence, self._name
        if absence.quiet_calls and name in LOOPS:
            return Inert(absence, name, getattr(builtins, LOOPS[name])(*args))
        absence.need_call()
        if len(args) == 1 and not kwargs and _is_decorated(args[0]) and name not in TRANSFORMS:
            return args[0]
        first = args[0] if args else kwargs.get("iterable")
        accompanies = absence.package in ACCOMPANYING and hasattr(type(first), "__iter__")
        return Inert(absence, "", first if accompanies else None)

    def __getitem__(self, _: Any) -> "Inert":
        self._absence.need_call()
        return Inert(self._absence, "")

    def __setitem__(self, _: Any, value: Any) -> None:
        self._absence.need_call()

    def __delitem__(self, _: Any) -> None:
        self._absence.need_call()

    def __enter__(self) -> "Inert":
        self._absence.need_call()
        return self

    def __exit__(self, *_: object) -> None:
        """Let exceptions pass."""

    def __iter__(self) -> Iterator[Any]:
        if self._iterable is not None:
            return iter(self._iterable)
        targets = _targets_of_unpacking(sys._getframe(1))
        if targets is not None:
            self._absence.need_call()
            return iter([Inert(self._absence, "") for _ in range(targets)])
        if self._absence.package not in DRAWING:
            self._absence.need_value()
        return iter(())

    def __next__(self) -> "Inert":
        self._absence.need_value()
        return self

    def __len__(self) -> int:
        if self._iterable is not None:
            return len(self._iterable)
        self._absence.need_value()
        return 0

    def __contains__(self, _: object) -> bool:
        self._absence.need_value()
        return False

    def __bool__(self) -> bool:
        if self._iterable is None:
            self._absence.need_value()
        return self._iterable is not None

    def __eq__(self, other: object) -> bool:
        if self is not other:
            self._absence.need_value()
        return self is other

    def __ge__(self, _: object) -> bool:
        """Be true, for assertions about versions."""
        self._absence.need_value()
        return True

    def __lt__(self, _: object) -> bool:
        self._absence.need_value()
        return False

    __gt__ = __le__ = __lt__
    __hash__ = object.__hash__

    def __index__(self) -> int:
        self._absence.need_value()
        return 0

    def __float__(self) -> float:
        self._absence.need_value()
        return math.nan

    def __complex__(self) -> complex:
        return complex(float(self))

    __int__ = __trunc__ = __floor__ = __ceil__ = __index__

    def __array__(self, dtype: Any = None, copy: Any = None) -> Any:
        return np.asarray(float(self), dtype=dtype)

    def __array_ufunc__(self, *_: Any, **__: Any) -> "Inert":
        self._absence.need_value()
        return self

    def __array_function__(self, *_: Any) -> "Inert":
        self._absence.need_value()
        return self

    def __instancecheck__(self, _: Any) -> bool:
        return False

    def __subclasscheck__(self, _: Any) -> bool:
        return False

    def __mro_entries__(self, bases: tuple[Any, ...]) -> tuple[type, ...]:
        """Return one base class for all inert bases of a class together."""
        self._absence.need_call()
        first = next(base for base in bases if isinstance(base, Inert))
        return (type("InertBase", (_InertBase,), {"_absence": self._absence}),) if first is self else ()

    def __repr__(self) -> str:
        return f"<a part of {self._absence.package}, which is not available>"

    def __format__(self, _: str) -> str:
        return repr(self)

    def __copy__(self) -> "Inert":
        return self

    def __deepcopy__(self, _: Any) -> "Inert":
        return self

    def __reduce__(self) -> Any:
        return _remade, ("", self._absence.reason())


def _calculate(self: Inert, *_: Any) -> Inert:
    self._absence.need_value()
    return self


for _operator in (
    *("add", "sub", "mul", "truediv", "floordiv", "mod", "divmod", "pow", "matmul", "lshift", "rshift"),
    *("and", "or", "xor"),
):
    setattr(Inert, f"__{_operator}__", _calculate)
    setattr(Inert, f"__r{_operator}__", _calculate)
for _operator in ("neg", "pos", "abs", "invert", "round"):
    setattr(Inert, f"__{_operator}__", _calculate)


class _InertBase:
    """Base class of a student's class whose own base is inert."""

    _absence: Absence

    def __init__(self, *_: Any, **__: Any) -> None:
        self._absence.need_call()

    def __init_subclass__(cls, **_: Any) -> None:
        """Ignore arguments of the class statement."""

    def __getattr__(self, name: str) -> Any:
        return self._absence.attribute(name)

    def __call__(self, *_: Any, **__: Any) -> Any:
        self._absence.need_call()
        return Inert(self._absence, "")


def refuse_inert(value: Any) -> None:
    """Raise the error of a stand-in if `value` is one: it is about to leave the student's code."""
    if isinstance(value, Inert | InertModule):
        absence: Absence = vars(value)["_absence"]
        try:
            absence.refuse()
        except ImportError as error:
            vars(error)["place"] = vars(value).get("_place")  # where it was made: it leaves from elsewhere
            raise


def _caller() -> Place:
    """Return the innermost place outside this module."""
    frame = sys._getframe(1)
    while frame.f_code.co_filename == __file__ and frame.f_back is not None:
        frame = frame.f_back
    return frame.f_code.co_filename, frame.f_lineno, frame.f_code.co_name


def names_for_star(frame: FrameType) -> list[str]:
    """Return the names that `from package import *` may have to give to the file in `frame`.

    These are all names that its code uses and that neither the file so far nor Python has.
    """
    known = frame.f_globals.keys() | vars(builtins).keys()
    return sorted(name for name in _names_in(frame.f_code) - known if not name.startswith("__"))


def _names_in(code: Any) -> frozenset[str]:
    inner = (_names_in(constant) for constant in code.co_consts if hasattr(constant, "co_names"))
    return frozenset(code.co_names).union(*inner)


def _is_decorated(value: Any) -> bool:
    return isinstance(value, FunctionType | type | classmethod | staticmethod | property | functools.partial)


def _targets_of_unpacking(frame: FrameType) -> int | None:
    """Return how many values the statement in `frame` needs (`fig, ax = plt.subplots()`); None if it is no unpacking.

    An inert value has no length of its own, so the instruction that asks for the values has to tell.
    """
    code, at = frame.f_code.co_code, frame.f_lasti
    name = opcode.opname[code[at]] if at >= 0 else ""
    if name == "UNPACK_EX":  # the number of values after the starred one is in the prefix of the instruction
        after = code[at - 1] if at >= 2 and opcode.opname[code[at - 2]] == "EXTENDED_ARG" else 0
        return code[at + 1] + after
    return code[at + 1] if name == "UNPACK_SEQUENCE" else None


def _remade(name: str, reason: str) -> Any:
    """Return a stand-in that was copied or pickled."""
    absence = Absence(name, lambda: reason)
    return InertModule(name, absence) if name else Inert(absence, "")
