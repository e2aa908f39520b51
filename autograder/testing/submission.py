"""What a test holds: `submission.knn.l1_distances.call(A, B, returns="dists")`, the same on every transport."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from autograder.errors import GraderError
from autograder.model.text import clean_text
from autograder.runtime import wire
from autograder.testing.findings import Frame, broken_protocol
from autograder.testing.recording import Recorder
from autograder.testing.returns import Returns, Spec, checked
from autograder.testing.transport import Callback, Transport

__all__ = ["Function", "Handle", "Module", "Observation", "Submission", "Timed"]

_ALIGNMENT = re.compile(r"(?<=\[)\s+|\s+(?=[],])|(?<=\s)\s+")
"""The spaces with which NumPy lines up columns."""

MAX_EVENTS = 1 << 53
"""Far more interpreter events than any call makes in its time."""

MAX_SHOWN = 12
"""Elements of an array that a message about the last call still shows."""


@dataclass(frozen=True)
class Observation:
    """What `observe` saw: the value as it came (unchecked), and the names of the arguments that the call changed."""

    value: Any
    modified: tuple[str, ...]


class Submission:
    """The student's modules.

    Args:
        transport: Where they run.
        modules: Names of the assignment's modules; any other name is the test's mistake.
    """

    def __init__(self, transport: Transport, modules: frozenset[str]) -> None:
        self.transport = transport
        self._modules = modules
        self._last: tuple[str, tuple[Any, ...], dict[str, Any]] | None = None

    def __getattr__(self, name: str) -> "Module":
        if name.startswith("__") or name not in self._modules:
            raise AttributeError(f"the assignment has no module {name!r}; it has {', '.join(sorted(self._modules))}")
        return Module(self, name)

    def stand_in(self, target: str, function: Callable[..., Any], args: tuple[Spec, ...]) -> None:
        """Replace another question's answer for the rest of the test.

        Args:
            target: `module.function` or `module.Class.method`.
            function: What stands there instead; for a method it gets the arguments without `self`.
            args: What the student's code must pass.
        """
        self.transport.ask(op="patch", path=target, function=Callback(function, args))

    def last_call(self) -> str:
        """The last call of the test, as a line of Python, where its arguments are small enough to read; else empty."""
        return _as_python(*self._last) if self._last else ""

    def reset(self, seed: int, recorder: Recorder | None = None) -> None:
        """Start a test afresh.

        Args:
            seed: For the global random state on the student's side.
            recorder: Collects what the student's code does.
        """
        self._last = None
        self.transport.begin(seed, recorder)

    def with_handles(self, value: Any) -> Any:
        """A checked value with a `Handle` in place of each reference."""
        if isinstance(value, wire.ObjectRef):
            return Handle(self, value)
        if isinstance(value, tuple):
            return tuple(self.with_handles(item) for item in value)
        return {key: self.with_handles(item) for key, item in value.items()} if isinstance(value, dict) else value

    def run(
        self, target: "CallTarget", args: tuple[Any, ...], kwargs: dict[str, Any], **options: Any
    ) -> dict[str, Any]:
        """Send one call."""
        self._last = (target.shown, args, kwargs)
        request = {"op": "call", "watch": False, "memory": 0, **options}
        return self.transport.ask(**request, object=target.object, name=target.name, args=args, kwargs=kwargs)


@dataclass(frozen=True)
class CallTarget:
    """What a call names: a path from a module, or a method of an object."""

    object: wire.ObjectRef | None
    name: str
    shown: str


class Module:
    """One module of the student's."""

    def __init__(self, submission: Submission, name: str) -> None:
        self._submission = submission
        self._name = name

    def __getattr__(self, name: str) -> "Function":
        if name.startswith("__"):
            raise AttributeError(name)
        return Function(self._submission, CallTarget(None, f"{self._name}.{name}", name))


class Function:
    """A function, class or method of the student's."""

    def __init__(self, submission: Submission, target: CallTarget) -> None:
        self._submission = submission
        self._target = target

    def call(self, *args: Any, returns: Returns = None, within_memory: bool = False, **kwargs: Any) -> Any:
        """Call it and check what comes back.

        Args:
            args: Positional arguments: plain values, arrays, handles, `callback(...)`.
            returns: What the result must be; without it the result is ignored.
            within_memory: Whether the call has to stay within the assignment's memory limit.
            kwargs: Keyword arguments.

        Raises:
            Finding: The code raised, took too much, or returned something else.
        """
        memory = self._submission.transport.memory_limit if within_memory else 0
        reply = self._submission.run(self._target, args, kwargs, memory=memory)
        return self._submission.with_handles(checked(returns, _value(reply)))

    def observe(self, *args: Any, **kwargs: Any) -> Observation:
        """Call it and report which arguments it changed."""
        reply = self._submission.run(self._target, args, kwargs, watch=True)
        modified = reply.get("modified")
        if not (isinstance(modified, list) and all(isinstance(name, str) for name in modified)):
            raise broken_protocol()
        return Observation(_value(reply), tuple(name[:40] for name in modified))

    def new(self, *args: Any, **kwargs: Any) -> "Handle":
        """Make an instance."""
        reply = self._submission.run(self._target, args, kwargs)
        value = _value(reply)
        if not isinstance(value, wire.ObjectRef):
            raise Spec(self._target.shown).refuse("an instance of a class in your files", value)
        return Handle(self._submission, value)

    def timed(self, *args: Any, returns: Returns = None, **kwargs: Any) -> "Timed":
        """A call for `speed.flat`, not made yet; takes what `call` takes."""
        return Timed(self._submission.transport, self._target, args, kwargs, returns)


class Handle:
    """An object of the student's, which stays where it is."""

    def __init__(self, submission: Submission, reference: wire.ObjectRef) -> None:
        self._submission = submission
        self.reference = reference

    def call(self, method: str, *args: Any, returns: Returns = None, within_memory: bool = False, **kwargs: Any) -> Any:
        """Call a method; as `Function.call`."""
        return self._method(method).call(*args, returns=returns, within_memory=within_memory, **kwargs)

    def observe(self, method: str, *args: Any, **kwargs: Any) -> Observation:
        """Call a method and report which arguments it changed."""
        return self._method(method).observe(*args, **kwargs)

    def timed(self, method: str, *args: Any, returns: Returns = None, **kwargs: Any) -> "Timed":
        """A method call for `speed.flat`, not made yet."""
        return self._method(method).timed(*args, returns=returns, **kwargs)

    def get(self, name: str, returns: Returns) -> Any:
        """Read an attribute."""
        reply = self._submission.transport.ask(op="get", object=self.reference, name=name)
        return self._submission.with_handles(checked(returns, _value(reply)))

    def set(self, name: str, value: Any) -> None:
        """Write an attribute."""
        self._submission.transport.ask(op="set", object=self.reference, name=name, value=value)

    def _method(self, name: str) -> Function:
        return Function(self._submission, CallTarget(self.reference, name, name))


@dataclass(frozen=True)
class Timed:
    """A call in three steps, so that only the middle one is timed."""

    transport: Transport
    target: CallTarget
    args: tuple[Any, ...]
    kwargs: dict[str, Any]
    returns: Returns

    def prepare(self) -> None:
        """Send the arguments."""
        self._ask("prepare")

    def go(self) -> None:
        """Run the call."""
        self.transport.ask(op="go")

    def collect(self) -> Any:
        """Fetch and check the result."""
        return checked(self.returns, _value(self.transport.ask(op="collect")))

    def count(self) -> tuple[int, Frame | None]:
        """Run the call under the event counter: how many events, and the line on which most of them fell."""
        reply = self._ask("count")
        events, file, line, source = (reply.get(key) for key in ("events", "file", "line", "source"))
        if not (type(events) is int and type(line) is int and isinstance(file, str) and isinstance(source, str)):
            raise broken_protocol()
        if not (0 <= events < MAX_EVENTS and 0 <= line < MAX_EVENTS):
            raise broken_protocol()  # the numbers are the worker's word, and we compute with them
        text = self.transport.source_line(file, line, source) if line else None
        return events, None if text is None else Frame(clean_text(file, 200), line, "", clean_text(text, 200))

    def _ask(self, op: str) -> dict[str, Any]:
        if self.returns is None:
            raise GraderError(f"{self.target.shown}: a timed call must say what it returns")
        return self.transport.ask(
            op=op, object=self.target.object, name=self.target.name, args=self.args, kwargs=self.kwargs
        )


def _value(reply: dict[str, Any]) -> Any:
    if "value" not in reply:
        raise broken_protocol()
    return reply["value"]


def _as_python(name: str, args: tuple[Any, ...], kwargs: dict[str, Any]) -> str:
    """The call as a line of Python, or empty where an argument is too large to read."""
    shown = [_literal(arg) for arg in args] + [f"{key}={_literal(value)}" for key, value in kwargs.items()]
    return "" if any("…" in part for part in shown) else f"{name}({', '.join(shown)})"


def _literal(value: Any) -> str:
    if isinstance(value, np.ndarray):
        if value.size > MAX_SHOWN:
            return "…"
        return _ALIGNMENT.sub("", np.array2string(value, separator=", ", precision=4).replace("\n", ""))
    if isinstance(value, str | int | float | bool | list | tuple) or value is None:
        text = repr(value)
        return text if len(text) <= 100 else "…"
    if isinstance(value, wire.GeneratorSeed):
        return f"np.random.default_rng({value.seed})"
    return "f" if isinstance(value, Callback) else "…"
