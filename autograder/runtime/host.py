"""Run a student's code on request, on a laptop and in the worker.

The host takes one request (a dict of plain values) and returns one reply. On a laptop it is called directly; in a
worker it is reached over a socket. Grading trusts none of its replies: clocks, limits and verdicts are outside.
"""

import contextlib
import linecache
import random
import traceback
import tracemalloc
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Protocol

import numpy as np

from autograder.runtime import wire
from autograder.runtime.c_loops import count_loops, forgive_returned_lists
from autograder.runtime.harmless import ProcessSettings, contain
from autograder.runtime.inert import InertModule, refuse_inert
from autograder.runtime.loader import Loader
from autograder.runtime.shapes import met
from autograder.runtime.streams import StudentStreams

__all__ = ["MAX_FRAMES", "MAX_TEXT", "Host", "raised"]

MAX_TEXT = 2_000
MAX_FRAMES = 12

Request = Mapping[str, Any]
Reply = dict[str, Any]


class CallBack(Protocol):
    """Calls a function of the test and returns its result."""

    def __call__(self, number: int, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any: ...


class Host:
    """Holds the modules and objects of one submission, and runs its code.

    Args:
        loader: Loads the modules.
        call_back: Calls a function of the test.
        streams: Standard streams for the student's code.
        shares_process: Whether the tests run in this process, too, and there is no rlimit, as on a laptop: then student
            code keeps its streams and settings only during a request, and `tracemalloc` enforces the memory limit.
        memory: Bytes that a file may use at once while it is loaded, if this process is shared; 0 for no limit.
    """

    def __init__(
        self,
        loader: Loader,
        call_back: CallBack,
        streams: StudentStreams,
        shares_process: bool = False,
        memory: int = 0,
    ) -> None:
        self._loader = loader
        self._call_back = call_back
        self._streams = streams
        self._shares_process = shares_process
        self._memory = memory
        self._settings = ProcessSettings()
        self._inside = False
        if not shares_process:  # nothing of ours runs between two requests, so that they need not pay for a change
            streams.install()
            loader.activate()
        self._objects: list[Any] = []
        self._patched: list[tuple[Any, str, Any]] = []
        self._prepared: Callable[[], Any] | None = None
        self._result: Any = None

    def handle(self, request: Request) -> Reply:
        """Execute the operation `request["op"]` and return the reply.

        Exceptions of the student's code become replies, too. Only KeyboardInterrupt on a laptop is raised.
        """
        try:
            with self._around_student_code() if self._shares_process else contextlib.nullcontext():
                return {"re": "value", **getattr(self, f"_do_{request['op']}")(request)}
        except _Absent as absent:
            return {"re": "absent", "what": absent.what, "name": absent.name}
        except BaseException as error:
            if isinstance(error, KeyboardInterrupt) and self._shares_process:
                raise  # on a laptop, the student has pressed Ctrl-C
            return raised(error, self._loader.files)

    def encoded(self, reply: Reply) -> wire.Encoded:
        """Encode a reply. What a student's object raises when it is encoded becomes the reply.

        Raises:
            WireError: The reply is too large.
        """
        try:
            return wire.encode(reply, self.outward)
        except wire.WireError:
            raise
        except BaseException as error:
            if isinstance(error, KeyboardInterrupt) and self._shares_process:
                raise
            return wire.encode(raised(error, self._loader.files))

    @contextlib.contextmanager
    def _around_student_code(self) -> Iterator[None]:
        """Inside the block, give student code its own streams and modules, and keep what it changes apart."""
        if self._inside:  # a callback of student code has led to another call
            yield
            return
        self._inside, end = True, contain()
        try:
            with self._streams.installed(), self._loader.active(), self._settings.installed():
                yield
        finally:
            self._inside = False
            end()

    def reset(self) -> None:
        """Undo patches and forget objects, between tests."""
        for owner, name, original in reversed(self._patched):
            if original is _NOTHING:
                delattr(owner, name)
            else:
                setattr(owner, name, original)
        self._patched.clear()
        self._objects.clear()
        self._prepared = self._result = None

    def inward(self, reference: Any) -> Any:
        """Convert a reference in an argument into the object, generator or callback that it refers to."""
        if isinstance(reference, wire.ObjectRef):
            return self._objects[reference.id]
        if isinstance(reference, wire.GeneratorSeed):
            return np.random.default_rng(reference.seed)
        return self._stub_for(reference)

    def outward(self, value: Any) -> Any:
        """Convert an object of a student's class into a reference; return None for all other types.

        Raises:
            ImportError: The value comes from a package that grading does not offer.
        """
        refuse_inert(value)
        if type(value).__module__ not in self._loader.names:
            return None
        self._objects.append(value)
        return wire.ObjectRef(len(self._objects) - 1, wire.type_name(value))

    def _stub_for(self, reference: wire.CallbackRef) -> Callable[..., Any]:
        def callback(*args: Any, **kwargs: Any) -> Any:
            for value in (*args, *kwargs.values()):
                refuse_inert(value)  # here, so that the line of the call is in the traceback
            return self._call_back(reference.id, args, kwargs)

        return callback

    # one method for each kind of request

    def _do_reset(self, request: Request) -> Reply:
        self.reset()
        self._streams.begin()
        random.seed(request["seed"])
        np.random.seed(request["seed"] % 2**32)
        return {}

    def _do_call(self, request: Request) -> Reply:
        function = self._target(request)
        args, kwargs = request["args"], request["kwargs"]
        before = _snapshots(args, kwargs) if request["watch"] else {}
        counted: Reply = {}
        count = count_loops(self._loader.files, self._loader.namespaces(), counted) if request.get("count") else None
        with self._within(request["memory"]), count or contextlib.nullcontext():
            value = function(*args, **kwargs)
        if counted:
            forgive_returned_lists(counted["counted"], value)
        after = _snapshots(args, kwargs) if request["watch"] else {}
        return {"value": value, "modified": [name for name in before if before[name] != after[name]], **counted}

    def _do_prepare(self, request: Request) -> Reply:
        function = self._target(request)
        args, kwargs = request["args"], request["kwargs"]
        self._prepared = lambda: function(*args, **kwargs)
        return {}

    def _do_go(self, request: Request) -> Reply:
        assert self._prepared is not None
        self._result = self._prepared()
        return {}

    def _do_collect(self, request: Request) -> Reply:
        value, self._result, self._prepared = self._result, None, None
        return {"value": value}

    def _do_get(self, request: Request) -> Reply:
        return {"value": self._attribute(request["object"], request["name"])}

    def _do_set(self, request: Request) -> Reply:
        setattr(request["object"], request["name"], request["value"])
        return {}

    def _do_patch(self, request: Request) -> Reply:
        owner, name = self._owner(request["path"], to_patch=True)
        self._attribute(owner, name)  # raises if there is nothing to replace
        original = vars(owner).get(name, _NOTHING)
        function = request["function"]
        is_method = isinstance(owner, type)
        replacement = (lambda self, *args, **kwargs: function(*args, **kwargs)) if is_method else function
        if isinstance(owner, InertModule):
            vars(owner)[name] = replacement
        else:
            setattr(owner, name, replacement)
        self._patched.append((owner, name, original))
        return {}

    def _target(self, request: Request) -> Any:
        if request["object"] is not None:
            return self._attribute(request["object"], request["name"])
        return self._attribute(*self._owner(request["name"]))

    def _owner(self, path: str, to_patch: bool = False) -> tuple[Any, str]:
        """Return the owner (a module or class) and the last name of `path` (`knn.KNearestNeighbor.predict`)."""
        module, *names = path.split(".")
        if not self._loader.has(module):
            raise _Absent("file", f"{module}.py")
        owner: Any = self._module(module, to_patch)
        for name in names[:-1]:
            owner = self._attribute(owner, name)
        return owner, names[-1]

    def _module(self, name: str, to_patch: bool) -> Any:
        load = self._loader.module_or_stand_in if to_patch else self._loader.module
        if self._loader.is_loaded(name):
            return load(name)
        with self._loading(name):
            module = load(name)
        self._streams.keep()
        return module

    @contextlib.contextmanager
    def _loading(self, name: str) -> Iterator[None]:
        """Raise MemoryError if the block, which loads a file, needs more than the limit, as it does in a worker.

        A file is measured when it is loaded for the first time: tests load it repeatedly. One that measures or handles
        the shortage itself is left alone.
        """
        key = (name, self._loader.fingerprint) if self._shares_process and self._memory else None
        if key is None or _TOO_LARGE.get(key, _NOTHING) is None or self._loader.mentions("tracemalloc", "MemoryError"):
            yield
            return
        if key not in _TOO_LARGE:
            tracemalloc.start()
            try:
                yield
                _TOO_LARGE[key] = self._excess()
            finally:
                tracemalloc.stop()
        excess = _TOO_LARGE[key]
        if excess is not None:
            self._loader.unload()
            error = MemoryError(excess.text)
            vars(error)["place"] = excess.place
            raise error

    def _excess(self) -> "_Excess | None":
        """Return by how much the traced memory is too large, with the line of the largest part; None if it is not."""
        _, peak = tracemalloc.get_traced_memory()
        if peak <= self._memory:
            return None
        largest = max(tracemalloc.take_snapshot().statistics("lineno"), key=lambda one: one.size, default=None)
        place = None
        if largest is not None and largest.size > peak / 2:
            place = largest.traceback[0].filename, largest.traceback[0].lineno, "<module>"
        return _Excess(_at_once(peak), place)

    @staticmethod
    def _attribute(owner: Any, name: str) -> Any:
        try:
            return getattr(owner, name)
        except AttributeError:
            if hasattr(type(owner), name):
                raise  # a property in the student's class raised AttributeError
            raise _Absent("name", name) from None

    @contextlib.contextmanager
    def _within(self, limit: int) -> Any:
        """Raise MemoryError after the block if more than `limit` bytes were in use at once; 0 means no limit."""
        if not (limit and self._shares_process):
            yield
            return
        tracemalloc.start()
        try:
            yield
            _, peak = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
        if peak > limit:
            raise MemoryError(_at_once(peak))


def _at_once(peak: int) -> str:
    return f"{peak / 2**20:.0f} MiB at once"


@dataclass(frozen=True)
class _Excess:
    """The memory of a file that needs too much: the text of the error, and the line, if one alone is to blame."""

    text: str
    place: tuple[str, int, str] | None


_TOO_LARGE: dict[tuple[str, int], _Excess | None] = {}
"""A file, and the fingerprint of its submission -> why loading it needs too much memory; None if it does not."""

_NOTHING = object()
"""The original of a patched name that its owner only inherited."""


class _Absent(Exception):
    """A file or name in a request does not exist in the submission."""

    def __init__(self, what: str, name: str) -> None:
        super().__init__(name)
        self.what = what
        self.name = name


def raised(error: BaseException, files: frozenset[str]) -> Reply:
    """Convert an exception of the student's code into a reply.

    Args:
        error: The exception.
        files: Names of the student's files in tracebacks; other frames are left out.

    Returns:
        A dict with the type, the message, the last `MAX_FRAMES` frames, and flags for special cases.
    """
    frames = [
        [frame.filename, frame.lineno or 0, frame.name[:100], (frame.line or "")[:200]]
        for frame in _frames(error.__traceback__)
        if frame.filename in files
    ]
    match vars(error).get("place"):  # of a value from a package that grading does not offer
        case (str(file), int(line), str(function)) if file in files:
            frames.append([file, line, function[:100], _line_of(file, line)])
    if isinstance(error, SyntaxError) and error.filename in files:
        frames.append([error.filename, error.lineno or 1, "", (error.text or "").strip()[:200]])
    return {
        "re": "raised",
        "type": wire.type_name(error),
        "message": _message(error),
        "memory": isinstance(error, MemoryError),
        "stub": isinstance(error, NotImplementedError),
        "unreadable": isinstance(error, SyntaxError) and error.filename in files,
        "frames": frames[-MAX_FRAMES:],
        **met(error, files),
    }


def _frames(trace: TracebackType | None) -> traceback.StackSummary:
    """Return the last 60 frames of a traceback, which may be a thousand calls deep."""
    frames = traceback.StackSummary()
    try:
        return traceback.StackSummary.extract(traceback.walk_tb(trace), lookup_lines=True, limit=-60)
    except BaseException:
        return frames


def _message(error: BaseException) -> str:
    try:
        if isinstance(error, SyntaxError):
            return str(error.msg)[:MAX_TEXT]
        return str(error)[:MAX_TEXT]
    except BaseException:
        return ""


def _line_of(file: str, line: int) -> str:
    return linecache.getline(file, line).strip()[:200]


def _snapshots(args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> dict[str, bytes]:
    """Return the encoded bytes of each argument, by position (`argument 1`) or name."""
    named = {**{f"argument {index + 1}": value for index, value in enumerate(args)}, **kwargs}
    return {name: _bytes_of(value) for name, value in named.items()}


def _bytes_of(value: Any) -> bytes:
    try:
        encoded = wire.encode(value)
    except wire.WireError:  # the argument has grown since it was sent
        return b""
    return repr(encoded.tree).encode() + b"".join(bytes(buffer) for buffer in encoded.buffers)
