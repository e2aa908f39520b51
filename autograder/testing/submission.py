"""Call a student's code from a test: `submission.knn.l1_distances.call(A, B, returns="dists")`.

The same calls work on every transport, on a laptop as in the sandbox.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from autograder.runtime import wire
from autograder.testing.calls import CallTarget, Timed, value_of
from autograder.testing.findings import broken_protocol
from autograder.testing.recording import Recorder
from autograder.testing.returns import Returns, Spec, checked
from autograder.testing.transport import Callback, Transport

__all__ = ["Function", "Handle", "Module", "Observation", "Submission"]

_ALIGNMENT = re.compile(r"(?<=\[)\s+|\s+(?=[],])|(?<=\s)\s+")
"""The spaces by which NumPy aligns columns."""

MAX_SHOWN = 12
"""Maximum number of elements of an array in a message about the last call."""

MAX_STATEMENTS = 6
"""Maximum number of statements in a message about the last call."""

OBJECT = "it"
"""What messages call the object of a method."""


@dataclass(frozen=True)
class Observation:
    """The result of `observe`: a call's value, and the arguments that the call changed.

    Attributes:
        value: What the call returned, unchecked. Give it to a spec's `check` before you use it.
        modified: Tuple of str, the arguments that the call changed: `"argument 1"` for the first positional one, the
            name of a keyword argument.

    Example:
        >>> observation = submission.images.flatten_images.observe(np.zeros((2, 3, 3)))
        >>> observation.modified
        ()
        >>> array("rows").check(observation.value).shape
        (2, 9)
        >>> assert_unmodified(observation)
    """

    value: Any
    modified: tuple[str, ...]


class Submission:
    """The student's modules, as the fixture `submission` gives them to a test.

    An attribute is a module of the assignment (`submission.knn`), and an attribute of a module is a function or a class
    (`submission.knn.l1_distances`), as a `Function`. A module that the assignment does not have is an internal error.

    Args:
        transport: Where the modules run. The fixture passes it.
        modules: Names of the assignment's modules.

    Attributes:
        slipped: bool, whether a gate of this test accepted a value that is wrong, because the same code makes it of few
            rows. The engine sets it.

    Example:
        >>> knn = submission.knn.KNearestNeighbor.new()
        >>> knn.call("train", np.zeros((3, 2)), np.array([0, 1, 1]))
        >>> dists = submission.knn.l1_distances.call(np.zeros((1, 2)), np.ones((3, 2)), returns="dists")
        >>> dists
        array([[2., 2., 2.]])
    """

    def __init__(self, transport: Transport, modules: frozenset[str]) -> None:
        self.transport = transport
        self._modules = modules
        self._last: tuple[CallTarget, tuple[Any, ...], dict[str, Any]] | None = None
        self._states: dict[int, list[str]] = {}
        self.slipped = False

    def __getattr__(self, name: str) -> "Module":
        if name.startswith("__") or name not in self._modules:
            raise AttributeError(f"the assignment has no module {name!r}; it has {', '.join(sorted(self._modules))}")
        return Module(self, name)

    def stand_in(self, target: str, function: Callable[..., Any], args: tuple[Spec, ...]) -> None:
        """Replace a function of the student's modules for the rest of the test.

        Use it where the answer under test calls another question's answer, so that one bug costs one question.

        Args:
            target: str, `"module.function"` or `"module.Class.method"`.
            function: What is called instead. For a method it gets the arguments without `self`. It must not use the
                student's code.
            args: Tuple of specs, one for each argument. A keyword argument is matched by the name of its spec.

        Raises:
            Finding: The student's module cannot be imported or lacks that name.

        Example:
            >>> def step(W, dW, learning_rate):
            ...     return W - learning_rate * dW
            >>> args = (array("W", kind="float"), array("dW", kind="float"), scalar("learning_rate"))
            >>> submission.stand_in("descent.gradient_step", step, args=args)
        """
        self.transport.ask(op="patch", path=target, function=Callback(function, args))

    def last_call(self) -> str:
        """Return the test's last call as Python, to be repeated; empty if its arguments are too large to read.

        The call of a method comes after what made its object what it is: one statement per line.
        """
        if self._last is None:
            return ""
        target, args, kwargs = self._last
        call = _as_python(target.shown, args, kwargs)
        if target.object is None or not call:
            return call
        before = self._states.get(target.object.id, [])
        known = before and all(before) and before[0].startswith(f"{OBJECT} = ")
        return "\n".join(before) if known else call

    def reset(self, seed: int, recorder: Recorder | None = None) -> None:
        """Discard the state of the test before, and start a new test.

        Args:
            seed: Seed of the global random state in the student's process.
            recorder: Collects the events of the student's code.
        """
        self._last = None
        self._states.clear()
        self.slipped = False
        self.transport.begin(seed, recorder)

    def with_handles(self, value: Any) -> Any:
        """Replace each object reference in a checked value by a `Handle`."""
        if isinstance(value, wire.ObjectRef):
            return Handle(self, value)
        if isinstance(value, tuple):
            return tuple(self.with_handles(item) for item in value)
        return {key: self.with_handles(item) for key, item in value.items()} if isinstance(value, dict) else value

    def run(self, target: CallTarget, args: tuple[Any, ...], kwargs: dict[str, Any], **options: Any) -> dict[str, Any]:
        """Send one call and return the reply."""
        self._last = (target, args, kwargs)
        if target.object is not None:
            self.remember(target.object, f"{OBJECT}.", _as_python(target.shown, args, kwargs))
        request = {"op": "call", "watch": False, "memory": 0, "count": self.transport.is_counting, **options}
        return self.transport.ask(**request, object=target.object, name=target.name, args=args, kwargs=kwargs)

    def remember(self, reference: wire.ObjectRef, before: str, statement: str) -> None:
        """Keep a statement that changes or made an object, for `last_call`.

        Args:
            reference: The object.
            before: What stands before the statement.
            statement: The statement; empty if it is too large to read, and then the object's state is.
        """
        known = self._states.setdefault(reference.id, [])
        known.append(before + statement if statement and len(known) < MAX_STATEMENTS else "")


class Module:
    """One of the student's modules; its attributes are functions and classes."""

    def __init__(self, submission: Submission, name: str) -> None:
        self._submission = submission
        self._name = name

    def __getattr__(self, name: str) -> "Function":
        if name.startswith("__"):
            raise AttributeError(name)
        return Function(self._submission, CallTarget(None, f"{self._name}.{name}", name))


class Function:
    """A function or class of the student's: `submission.knn.l1_distances`.

    Example:
        >>> l1_distances = submission.knn.l1_distances
        >>> l1_distances.call(np.zeros((1, 2)), np.ones((1, 2)), returns=array("dists", shape=(1, 1)))
        array([[2.]])
        >>> l1_distances.observe(np.zeros((1, 2)), np.ones((1, 2))).modified
        ()
    """

    def __init__(self, submission: Submission, target: CallTarget) -> None:
        self._submission = submission
        self._target = target

    def call(self, *args: Any, returns: Returns = None, within_memory: bool = False, **kwargs: Any) -> Any:
        """Call the function and check its result.

        Args:
            args: Positional arguments: None, bool, int, float, complex, str, arrays of numbers, lists, tuples and
                dicts of them, a `Handle`, a `callback(...)`, a `generator(...)`.
            returns: What the result must be: a spec, a name (short for `array(name)`), or a tuple of them for several
                values. None: the result is ignored.
            within_memory: bool, whether the call must stay within the assignment's memory limit.
            kwargs: Keyword arguments, of the same types.

        Returns:
            The result, as `returns` converts it; None where `returns` is None.

        Raises:
            Failed: The result is not what `returns` asks for.
            Finding: The code raised an exception, is missing or not written yet, or exceeded a limit.
        """
        memory = self._submission.transport.memory_limit if within_memory else 0
        reply = self._submission.run(self._target, args, kwargs, memory=memory)
        return self._submission.with_handles(checked(returns, value_of(reply)))

    def observe(self, *args: Any, **kwargs: Any) -> Observation:
        """Call the function and report which arguments it changed.

        Args:
            args: Positional arguments, as `call` takes them.
            kwargs: Keyword arguments, as `call` takes them.

        Returns:
            An `Observation`, with the unchecked value and the names of the changed arguments.

        Raises:
            Finding: The code raised an exception, is missing or not written yet, or exceeded a limit.
        """
        reply = self._submission.run(self._target, args, kwargs, watch=True)
        modified = reply.get("modified")
        if not (isinstance(modified, list) and all(isinstance(name, str) for name in modified)):
            raise broken_protocol()
        return Observation(value_of(reply), tuple(name[:40] for name in modified))

    def new(self, *args: Any, **kwargs: Any) -> "Handle":
        """Make an instance of the class.

        Args:
            args: Positional arguments of the constructor, as `call` takes them.
            kwargs: Keyword arguments, as `call` takes them.

        Returns:
            A `Handle` of the instance, which stays in the student's process.

        Raises:
            Failed: The result is not an instance of a class in the student's files.
            Finding: The code raised an exception, is missing or not written yet, or exceeded a limit.
        """
        reply = self._submission.run(self._target, args, kwargs)
        value = value_of(reply)
        if not isinstance(value, wire.ObjectRef):
            raise Spec(self._target.shown).refuse("an instance of a class in your files", value)
        made = _as_python(self._target.shown, args, kwargs)
        self._submission.remember(value, f"{OBJECT} = ", made)
        return Handle(self._submission, value)

    def timed(self, *args: Any, returns: Returns = None, **kwargs: Any) -> Timed:
        """Prepare a call for `speed.flat` without making it.

        Args:
            args: Positional arguments, as `call` takes them.
            returns: What the result must be, as `call` takes it. It must not be None.
            kwargs: Keyword arguments, as `call` takes them.

        Returns:
            The call, as a `Timed`.
        """
        return Timed(self._submission.transport, self._target, args, kwargs, returns)


class Handle:
    """An instance of a student's class. The object stays in the student's process; the test calls its methods.

    `submission.knn.KNearestNeighbor.new()` makes one, and so does the spec `handle(name)`. A handle may be passed as an
    argument.

    Example:
        >>> knn = submission.knn.KNearestNeighbor.new()
        >>> knn.call("train", np.array([[0.0], [1.0], [5.0]]), np.array([0, 0, 1]))
        >>> knn.call("predict", np.array([[4.0]]), k=1, returns=array("labels", shape=(1,), kind="integer"))
        array([1])
        >>> knn.get("X_train", returns="X_train").shape
        (3, 1)
        >>> knn.set("y_train", np.array([2, 2, 2]))
    """

    def __init__(self, submission: Submission, reference: wire.ObjectRef) -> None:
        self._submission = submission
        self.reference = reference

    def call(self, method: str, *args: Any, returns: Returns = None, within_memory: bool = False, **kwargs: Any) -> Any:
        """Call a method and check its result.

        Args:
            method: str, the method's name.
            args: Positional arguments, as `Function.call` takes them.
            returns: What the result must be: a spec, a name (short for `array(name)`), or a tuple of them for several
                values. None: the result is ignored.
            within_memory: bool, whether the call must stay within the assignment's memory limit.
            kwargs: Keyword arguments.

        Returns:
            The result, as `returns` converts it; None where `returns` is None.

        Raises:
            Failed: The result is not what `returns` asks for.
            Finding: The code raised an exception, is missing or not written yet, or exceeded a limit.
        """
        return self._method(method).call(*args, returns=returns, within_memory=within_memory, **kwargs)

    def observe(self, method: str, *args: Any, **kwargs: Any) -> Observation:
        """Call a method and report which arguments it changed.

        Args:
            method: str, the method's name.
            args: Positional arguments, as `Function.call` takes them.
            kwargs: Keyword arguments.

        Returns:
            An `Observation`, with the unchecked value and the names of the changed arguments.

        Raises:
            Finding: The code raised an exception, is missing or not written yet, or exceeded a limit.
        """
        return self._method(method).observe(*args, **kwargs)

    def timed(self, method: str, *args: Any, returns: Returns = None, **kwargs: Any) -> Timed:
        """Prepare a method call for `speed.flat` without making it.

        Args:
            method: str, the method's name.
            args: Positional arguments, as `Function.call` takes them.
            returns: What the result must be. It must not be None.
            kwargs: Keyword arguments.

        Returns:
            The call, as a `Timed`.
        """
        return self._method(method).timed(*args, returns=returns, **kwargs)

    def get(self, name: str, returns: Returns) -> Any:
        """Read an attribute and check it.

        Args:
            name: str, the attribute's name.
            returns: What the value must be: a spec, a name (short for `array(name)`), or a tuple of them.

        Returns:
            The value, as `returns` converts it.

        Raises:
            Failed: The value is not what `returns` asks for.
            Finding: There is no such attribute, or reading it raised an exception.
        """
        reply = self._submission.transport.ask(op="get", object=self.reference, name=name)
        return self._submission.with_handles(checked(returns, value_of(reply)))

    def set(self, name: str, value: Any) -> None:
        """Write an attribute.

        Args:
            name: str, the attribute's name.
            value: The new value, of a type that `Function.call` takes as an argument.

        Raises:
            Finding: Writing it raised an exception.
        """
        self._submission.transport.ask(op="set", object=self.reference, name=name, value=value)
        shown = _literal(value)
        self._submission.remember(self.reference, f"{OBJECT}.", "" if "…" in shown else f"{name} = {shown}")

    def _method(self, name: str) -> Function:
        return Function(self._submission, CallTarget(self.reference, name, name))


def _as_python(name: str, args: tuple[Any, ...], kwargs: dict[str, Any]) -> str:
    """Write a call as a line of Python; empty if an argument is too large to read."""
    shown = [_literal(arg) for arg in args] + [f"{key}={_literal(value)}" for key, value in kwargs.items()]
    return "" if any("…" in part for part in shown) else f"{name}({', '.join(shown)})"


def _literal(value: Any) -> str:
    if isinstance(value, np.ndarray):
        if value.size > MAX_SHOWN:
            return "…"
        numbers = np.array2string(value, separator=", ", precision=6).replace("\n", "")
        usual = value.dtype in (np.float64, np.int64, np.bool_)
        return f"np.array({_ALIGNMENT.sub('', numbers)}{'' if usual else f', dtype=np.{value.dtype}'})"
    if isinstance(value, str | int | float | bool | list | tuple) or value is None:
        text = repr(value)
        return text if len(text) <= 100 else "…"
    if isinstance(value, wire.GeneratorSeed):
        return f"np.random.default_rng({value.seed})"
    return "f" if isinstance(value, Callback) else "…"
