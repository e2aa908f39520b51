"""Carry requests from a test to a student's code, and replies and callbacks back.

`Transport` is the interface; `InProcessTransport` runs the host in this process (a laptop, a notebook), and
`autograder.grading.worker_transport` talks to a sandboxed worker. Both encode values with `wire`, so both copy alike.
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
from autograder.runtime.streams import StudentStreams
from autograder.testing import findings
from autograder.testing.evidence import add_call, add_reply
from autograder.testing.recording import Recorder
from autograder.testing.returns import Spec
from autograder.testing.sizes import checked_within

__all__ = ["TOO_LARGE", "Callback", "InProcessTransport", "Transport", "callback", "generator"]

MAX_CALLBACKS = 20_000
MAX_NESTING = 2

_ANSWERS = {
    "call": {"value", "modified"},
    "collect": {"value"},
    "get": {"value"},
    "output": {"text"},
}
"""The keys of a reply to each kind of request, beside `re`; replies to all others have none."""

_ABSENT = {"re", "what", "name"}

_ARGUMENTS = {"args", "kwargs", "value"}
"""The keys of a request that have arguments."""

TOO_LARGE = Message("The result is too large to be passed on.")
"""The message about a result that exceeds the limits of the wire format."""


@dataclass(frozen=True)
class Callback:
    """A function of the test that the student's code may call, with a spec for each argument."""

    function: Callable[..., Any]
    args: tuple[Spec, ...]


def callback(function: Callable[..., Any], args: tuple[Spec, ...]) -> Callback:
    """Make an argument that the student's code can call.

    The student's code gets a function; a call runs `function` in the test, with checked copies of the arguments. An
    argument that does not fit its spec is an error of the student's code.

    Args:
        function: The test's own function. What it returns must be a value that `Function.call` takes as an argument.
        args: Tuple of specs, one for each argument. A keyword argument is matched by the name of its spec. An array
            without a complete shape, or a string, may have as many elements as the test has sent bytes of arrays, at
            least 16,384; `most` of its spec states another number.

    Returns:
        A value to pass to `call`, `observe`, `new`, `timed` or `set`.

    Example:
        >>> f = callback(lambda x: float(np.sum(x**2)), args=(array("x", shape=(2,), kind="float"),))
        >>> slopes = submission.numeric.numerical_gradient.call(f, np.array([1.0, 2.0]), returns="gradient")
        >>> slopes.round(6)
        array([2., 4.])
    """
    return Callback(function, args)


def generator(seed: int) -> wire.GeneratorSeed:
    """Make an argument that arrives as `numpy.random.default_rng(seed)`.

    Args:
        seed: int >= 0.

    Returns:
        A value to pass to `call`, `observe`, `new` or `timed`.

    Example:
        >>> X, y = np.arange(8.0).reshape(4, 2), np.array([0, 1, 2, 3])
        >>> parts = ("X_train", "y_train", "X_val", "y_val")
        >>> split = submission.images.train_val_split.call(X, y, 0.25, generator(7), returns=parts)
        >>> [part.shape for part in split]
        [(3, 2), (3,), (1, 2), (1,)]
    """
    return wire.GeneratorSeed(seed)


class Transport(ABC):
    """Sends requests to a host, and runs the callbacks that the host asks for before it replies."""

    by_grading = False
    """Whether the Python that runs the submission is the one that grades."""

    def __init__(self) -> None:
        self._recorder: Recorder | None = None
        self._callbacks: list[Callback] = []
        self._calls = 0
        self._nesting = 0
        self._counts: list[Any] | None = None
        self._cut: Callable[[Any], Any] | None = None
        self._sent = 0
        self._frame: wire.Encoded | None = None  # the last one that arrived, if nobody else can change it

    def begin(self, seed: int, recorder: Recorder | None = None) -> None:
        """Start a test: discard objects and stand-ins, and seed the global random state.

        Args:
            seed: Seed of the global random state.
            recorder: Collects the events of the student's code in this test.
        """
        self._recorder = recorder
        self._callbacks.clear()
        self._calls = self._sent = 0
        if self.ask(op="reset", seed=seed) != {"re": "value"}:  # a reply to another request
            raise findings.broken_protocol()

    def ask(self, **request: Any) -> dict[str, Any]:
        """Send a request and return its reply.

        Raises:
            Finding: The student's code raised an exception, lacks the target, exceeded a limit, or broke the protocol.
            GraderError: The arguments cannot be sent.
        """
        if self._cut is not None:
            request |= {key: self._cut(value) for key, value in request.items() if key in _ARGUMENTS}
        try:
            encoded = wire.encode(request, self._outward)
            wire.pack(encoded)
        except wire.WireError as error:
            raise GraderError(f"a test's arguments do not fit: {error}") from None
        self._sent += encoded.size
        reply: Any = self._exchange(encoded)
        self._record(request, reply)
        kind = reply.get("re") if isinstance(reply, dict) else None
        if kind == "value" and reply.keys() == _keys_of_answer(request):
            if self._counts is not None and request.get("count"):
                self._counts.append(reply.get("counted"))
            return dict(reply)
        if kind == "raised":
            raise findings.raised(reply, self)
        if kind == "absent" and reply.keys() == _ABSENT:
            raise findings.absent(reply, str(request.get("path") or request.get("name") or ""))
        raise findings.broken_protocol()

    def _record(self, request: Mapping[str, Any], reply: Any) -> None:
        """Record the event of a reply, except in timed calls: how often those are repeated depends on the clock."""
        if self._recorder is None or request.get("op") == "collect" or not isinstance(reply, dict):
            return
        add_reply(self._recorder, reply, (request.get("args"), request.get("kwargs")), self._frame)

    @contextmanager
    def unrecorded(self) -> Iterator[None]:
        """Record nothing inside the block, for calls whose number depends on a clock."""
        recorder, self._recorder = self._recorder, None
        try:
            yield
        finally:
            self._recorder = recorder

    @property
    def is_counting(self) -> bool:
        """Whether calls are to count their iterations."""
        return self._counts is not None

    @contextmanager
    def counting(self) -> Iterator[list[Any]]:
        """Count the iterations of all calls inside the block.

        Returns:
            A context manager; its list gets what the host reports for each call, unchecked.
        """
        before, self._counts = self._counts, []
        try:
            yield self._counts
        finally:
            self._counts = before

    @contextmanager
    def cutting(self, cut: Callable[[Any], Any]) -> Iterator[None]:
        """Pass all arguments through `cut` inside the block, before they are sent."""
        before, self._cut = self._cut, cut
        try:
            yield
        finally:
            self._cut = before

    @property
    @abstractmethod
    def memory_limit(self) -> int:
        """Bytes that a call marked `within_memory` may use, if the host itself measures; else 0."""

    @property
    @abstractmethod
    def sources(self) -> Mapping[str, bytes]:
        """File name -> content, of the whole submission."""

    def source_line(self, file: str, line: int, said: str) -> str | None:
        """Return the text of a line of the submission.

        Args:
            file: Name of the file.
            line: Number of the line.
            said: The text that the host sent. It is returned as it is where the host can be trusted.

        Returns:
            The text; None if the submission has no such file.
        """
        return said

    @abstractmethod
    def content(self, file: str) -> bytes | None:
        """Return the content of a file of the submission.

        Args:
            file: Name of the file, or its path as tracebacks show it.

        Returns:
            The content; None if the submission has no such file.
        """

    @abstractmethod
    def _exchange(self, request: wire.Encoded) -> Any:
        """Send `request`, serve callbacks, return the decoded reply."""

    def _serve(self, number: Any, args: Any, kwargs: Any) -> wire.Encoded:
        """Run callback `number` for the student's code and return its encoded result.

        Raises:
            StudentError: The arguments do not fit the callback's specs, or its result is too large.
        """
        self._calls += 1
        if self._recorder is not None and isinstance(kwargs, dict):
            add_call(self._recorder, args, kwargs, self._frame)
        if self._calls > MAX_CALLBACKS:
            raise _callback_error(
                Message("Your code called functions of the test more than {count} times.", count=MAX_CALLBACKS)
            )
        if self._nesting >= MAX_NESTING:
            raise _callback_error(Message("Calls of functions of the test are nested too deeply."))
        if not (type(number) is int and 0 <= number < len(self._callbacks)):
            raise findings.broken_protocol()
        called = self._callbacks[number]
        values = _checked_arguments(called, args, kwargs, self._sent)
        self._nesting += 1
        try:
            return _sendable(called.function(*values))
        except (AutograderError, AssertionError):
            raise
        except Exception as error:  # the function accepts what the reference passes, so these arguments are the cause
            raise _bad_argument(f"{type(error).__name__}: {error}") from None
        finally:
            self._nesting -= 1

    def _outward(self, value: Any) -> Any:
        """Replace a callback or a handle by its reference on the wire."""
        if isinstance(value, Callback):
            self._callbacks.append(value)
            return wire.CallbackRef(len(self._callbacks) - 1)
        reference = getattr(value, "reference", None)
        if isinstance(reference, wire.ObjectRef):
            return reference
        raise GraderError(f"a test cannot pass a {type(value).__name__}")


def _callback_error(text: Message) -> StudentError:
    return StudentError(text, text)


def _checked_arguments(called: Callback, args: Any, kwargs: Any, sent: int) -> list[Any]:
    """Check the arguments and put them into the order of the specs; keywords are matched by the names of specs.

    Args:
        called: The function of the test.
        args: Positional arguments.
        kwargs: Keyword arguments.
        sent: Bytes of arrays that the test has sent to the student's code, from which an open size follows.
    """
    names = [spec.name for spec in called.args]
    wanted = ", ".join(names)
    if (
        not isinstance(args, tuple | list)
        or not isinstance(kwargs, dict)
        or len(args) > len(names)
        or sorted(kwargs) != sorted(names[len(args) :])
    ):
        raise _callback_error(
            Message("A function that your code calls takes ({wanted}) and got other arguments.", wanted=wanted)
        )
    try:
        values = [*args, *(kwargs[name] for name in names[len(args) :])]
        return [checked_within(spec, value, sent) for spec, value in zip(called.args, values, strict=True)]
    except Finding as error:
        raise _bad_argument(error.explanation, any(isinstance(value, tuple) for value in values)) from None


def _bad_argument(why: Renderable, several: bool = False) -> StudentError:
    text = Message("A function that your code calls got a bad argument.")
    advice = Message("What returns several values is taken apart: `a, b = f(x)`.") if several else ""
    return StudentError(Lines(text, why, advice, separator=" "), text)


def _sendable(answer: Any) -> wire.Encoded:
    """Encode what a callback returned."""
    try:
        encoded = wire.encode({"op": "answer", "value": answer})
        wire.pack(encoded)
    except wire.WireError:
        raise _callback_error(TOO_LARGE) from None
    return encoded


class _Abandoned(BaseException):
    """Unwinds the student's code after a callback ended the test; `except Exception` does not catch it."""


class InProcessTransport(Transport):
    """Runs the student's modules in this process.

    Args:
        sources: File name -> content.
        allowed: Packages that may be imported; empty for NumPy and the standard library.
        places: File name -> path to show in tracebacks.
        memory: Bytes that a call marked `within_memory` may use, and a file while it is loaded.
    """

    def __init__(
        self, sources: Mapping[str, bytes], allowed: frozenset[str], places: Mapping[str, str], memory: int
    ) -> None:
        super().__init__()
        self._memory = memory
        self._sources = sources
        self._contents = {**sources, **{places.get(name, name): data for name, data in sources.items()}}
        self._loader = Loader(sources, allowed, places)
        streams = StudentStreams.forwarding()
        self._host = Host(self._loader, self._call_back, streams, shares_process=True, memory=memory)
        self._verdict: BaseException | None = None

    @property
    def memory_limit(self) -> int:
        """Return the assignment's limit less what Python itself takes."""
        return self._memory

    @property
    def sources(self) -> Mapping[str, bytes]:
        """File name -> content."""
        return self._sources

    def content(self, file: str) -> bytes | None:
        """Return the content of a file by its name or path."""
        return self._contents.get(file)

    def close(self) -> None:
        """Unload the student's modules."""
        self._loader.unload()

    def _exchange(self, request: wire.Encoded) -> Any:
        message = _through(request, self._host.inward)
        reply = self._host.handle(message)
        if self._verdict is not None:
            verdict, self._verdict = self._verdict, None
            raise verdict
        return self._arrived(reply)

    def _arrived(self, reply: Any) -> Any:
        try:
            return _through(self._host.encoded(reply))
        except wire.WireError:
            raise StudentError(TOO_LARGE, TOO_LARGE) from None

    def _call_back(self, number: int, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        try:
            sent = self._arrived({"args": args, "kwargs": kwargs})
            if "args" not in sent:  # an argument raised while it was encoded
                raise findings.raised(sent, self)
            return _through(self._serve(number, sent["args"], sent["kwargs"]))["value"]
        except BaseException as error:
            self._verdict = self._verdict or error
            raise _Abandoned from None


def _through(encoded: wire.Encoded, hook: wire.Hook | None = None) -> Any:
    """Encode and decode a value in memory, so that it arrives as it would over a socket."""
    wire.pack(encoded)
    return wire.decode(encoded, hook)


def _keys_of_answer(request: Mapping[str, Any]) -> set[str]:
    """Return the keys that a reply to this request must have."""
    return {"re", *_ANSWERS.get(request["op"], ()), *(["counted"] if request.get("count") else [])}
