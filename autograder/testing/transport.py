"""The transport between a test and a student's code: requests go out, replies and callbacks come back.

`Transport` is the interface; `InProcessTransport` runs the host in this process (a laptop, a notebook), and
`autograder.grading.worker_transport` talks to a sandboxed worker. Values pass `wire` on both, so copies behave alike.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from autograder.errors import AutograderError, Finding, GraderError, StudentError
from autograder.i18n import Lines, Message, Renderable
from autograder.runtime import wire
from autograder.runtime.host import Host
from autograder.runtime.loader import Loader
from autograder.testing import findings
from autograder.testing.recording import Event, Recorder
from autograder.testing.returns import Spec

__all__ = ["TOO_LARGE", "Callback", "InProcessTransport", "Transport", "callback", "generator"]

MAX_CALLBACKS = 20_000
MAX_NESTING = 2

TOO_LARGE = Message("The result is too large to be passed on.")
"""About a result that does not fit the wire."""


@dataclass(frozen=True)
class Callback:
    """A function of the test's that the student's code may call, with what its arguments must be."""

    function: Callable[..., Any]
    args: tuple[Spec, ...]


def callback(function: Callable[..., Any], args: tuple[Spec, ...]) -> Callback:
    """Let the student's code call `function`; it receives checked snapshots of the arguments."""
    return Callback(function, args)


def generator(seed: int) -> wire.GeneratorSeed:
    """An argument that arrives as `numpy.random.default_rng(seed)`."""
    return wire.GeneratorSeed(seed)


class Transport(ABC):
    """Sends requests to a host and serves the callbacks that it makes meanwhile."""

    def __init__(self) -> None:
        self._recorder: Recorder | None = None
        self._callbacks: list[Callback] = []
        self._calls = 0
        self._nesting = 0

    def begin(self, seed: int, recorder: Recorder | None = None) -> None:
        """Start a test: no objects, no stand-ins, global random state from `seed`.

        Args:
            seed: For the global random state.
            recorder: Collects what the student's code does in this test.
        """
        self._recorder = recorder
        self._callbacks.clear()
        self._calls = 0
        if self.ask(op="reset", seed=seed) != {"re": "value"}:  # the answer to something else
            raise findings.broken_protocol()

    def ask(self, **request: Any) -> dict[str, Any]:
        """One request and its reply.

        Raises:
            Finding: The student's code raised, lacks what was named, took too much, or broke the protocol.
        """
        try:
            encoded = wire.encode(request, self._outward)
            wire.pack(encoded)
        except wire.WireError as error:
            raise GraderError(f"a test's arguments do not fit: {error}") from None
        reply: Any = self._exchange(encoded)
        self._see(request, reply)
        kind = reply.get("re") if isinstance(reply, dict) else None
        if kind == "value":
            return dict(reply)
        if kind == "raised":
            raise findings.raised(reply, self.source_line)
        asked = str(request.get("path") or request.get("name") or "")
        raise findings.absent(reply, asked) if kind == "absent" else findings.broken_protocol()

    def _see(self, request: Mapping[str, Any], reply: Any) -> None:
        """Record what the code did, except in timed calls, which are repeated as often as the clock needs."""
        if self._recorder is None or request.get("op") == "collect" or not isinstance(reply, dict):
            return
        event = Event.of_reply(reply)
        if event is not None:
            self._recorder.events.append(event)

    @contextmanager
    def unrecorded(self) -> Iterator[None]:
        """Record nothing inside the block: calls that are repeated as often as a clock needs."""
        recorder, self._recorder = self._recorder, None
        try:
            yield
        finally:
            self._recorder = recorder

    @property
    @abstractmethod
    def memory_limit(self) -> int:
        """Bytes that a call marked `within_memory` may use, where the host itself has to measure; else 0."""

    def source_line(self, file: str, line: int, said: str) -> str | None:
        """What stands in line `line` of a file of the submission; the host's word for it, where that can be believed.

        Returns:
            None if the submission has no such file.
        """
        return said

    @abstractmethod
    def _exchange(self, request: wire.Encoded) -> Any:
        """Send `request`, serve callbacks, return the decoded reply."""

    def _serve(self, number: Any, args: Any, kwargs: Any) -> wire.Encoded:
        """Run callback `number` for the student's code, and return its answer.

        Raises:
            StudentError: The arguments are not what the callback takes, or make its answer too large.
        """
        self._calls += 1
        if self._recorder is not None and isinstance(kwargs, dict):
            self._recorder.events.append(Event.of_arguments(args, kwargs))
        if self._calls > MAX_CALLBACKS:
            raise _callback_error(Message("More than {count} calls of a function in one test.", count=MAX_CALLBACKS))
        if self._nesting >= MAX_NESTING:
            raise _callback_error(Message("Functions of the test were called inside each other too deeply."))
        if not (type(number) is int and 0 <= number < len(self._callbacks)):
            raise findings.broken_protocol()
        called = self._callbacks[number]
        values = _checked_arguments(called, args, kwargs)
        self._nesting += 1
        try:
            return _sendable(called.function(*values))
        except (AutograderError, AssertionError):
            raise
        except Exception as error:  # it takes what the reference passes, so it is what was passed here
            raise _bad_argument(f"{type(error).__name__}: {error}") from None
        finally:
            self._nesting -= 1

    def _outward(self, value: Any) -> Any:
        """What leaves in place of a callback or a handle."""
        if isinstance(value, Callback):
            self._callbacks.append(value)
            return wire.CallbackRef(len(self._callbacks) - 1)
        reference = getattr(value, "reference", None)
        if isinstance(reference, wire.ObjectRef):
            return reference
        raise GraderError(f"a test cannot pass a {type(value).__name__}")


def _callback_error(text: Message) -> StudentError:
    return StudentError(text, text)


def _checked_arguments(called: Callback, args: Any, kwargs: Any) -> list[Any]:
    """The arguments in the order of the specs; a keyword stands for the spec of its name."""
    names = [spec.name for spec in called.args]
    wanted = ", ".join(names)
    if (
        not isinstance(args, tuple | list)
        or not isinstance(kwargs, dict)
        or len(args) > len(names)
        or sorted(kwargs) != sorted(names[len(args) :])
    ):
        raise _callback_error(
            Message("A function that your code was given takes ({wanted}), and was called differently.", wanted=wanted)
        )
    try:
        values = [*args, *(kwargs[name] for name in names[len(args) :])]
        return [spec.check(value) for spec, value in zip(called.args, values, strict=True)]
    except Finding as error:
        raise _bad_argument(error.explanation) from None


def _bad_argument(why: Renderable) -> StudentError:
    text = Message("A function that your code was given got a bad argument.")
    return StudentError(Lines(text, why, separator=" "), text)


def _sendable(answer: Any) -> wire.Encoded:
    """What a callback returned, as it goes back to the student's code."""
    try:
        encoded = wire.encode({"op": "answer", "value": answer})
        wire.pack(encoded)
    except wire.WireError:
        raise _callback_error(TOO_LARGE) from None
    return encoded


class _Abandoned(BaseException):
    """Unwinds the student's code after a callback ended the test; `except Exception` lets it by."""


class InProcessTransport(Transport):
    """The student's modules in this very process.

    Args:
        sources: File name -> content.
        allowed: Packages that may be imported; empty for NumPy and the standard library.
        places: File name -> path to show in tracebacks.
        memory: Bytes that a call marked `within_memory` may use.
    """

    def __init__(
        self, sources: Mapping[str, bytes], allowed: frozenset[str], places: Mapping[str, str], memory: int
    ) -> None:
        super().__init__()
        self._memory = memory
        self._loader = Loader(sources, allowed, f"submission_{id(self):x}.", places)
        self._host = Host(self._loader, self._call_back, measure_memory=True)
        self._verdict: BaseException | None = None

    @property
    def memory_limit(self) -> int:
        """The assignment's limit less what Python itself takes."""
        return self._memory

    def close(self) -> None:
        """Forget the student's modules."""
        self._loader.unload()

    def _exchange(self, request: wire.Encoded) -> Any:
        message = _through(request, self._host.inward)
        reply = self._host.handle(message)
        if self._verdict is not None:
            verdict, self._verdict = self._verdict, None
            raise verdict
        return self._reply(reply)

    def _reply(self, reply: Any) -> Any:
        try:
            return _through(wire.encode(reply, self._host.outward))
        except wire.WireError:
            raise StudentError(TOO_LARGE, TOO_LARGE) from None

    def _call_back(self, number: int, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        try:
            sent = self._reply({"args": args, "kwargs": kwargs})
            return _through(self._serve(number, sent["args"], sent["kwargs"]))["value"]
        except BaseException as error:
            self._verdict = self._verdict or error
            raise _Abandoned from None


def _through(encoded: wire.Encoded, hook: wire.Hook | None = None) -> Any:
    """What arrives on the other side: the same bytes as over a socket, by way of memory."""
    wire.pack(encoded)
    return wire.decode(encoded, hook)
