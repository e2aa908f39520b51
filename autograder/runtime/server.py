"""Answer requests from a socket inside a worker, until the socket closes."""

import io
import linecache
import socket
from pathlib import Path
from typing import Any

import numpy as np

from autograder.runtime import wire
from autograder.runtime.frame_reader import FrameReader
from autograder.runtime.harmless import contain, make_harmless_calls_work
from autograder.runtime.host import Host
from autograder.runtime.loader import Loader
from autograder.runtime.streams import CappedOutput, StudentStreams

__all__ = ["prepare", "serve"]

_REHEARSALS = 10
"""Python adapts code after a few executions."""


def prepare() -> StudentStreams:
    """Make what every worker needs, in the process from which workers are forked: there it costs no worker anything.

    Returns:
        The streams for `serve`.
    """
    for _ in range(_REHEARSALS):
        _rehearse()
    contain()
    return StudentStreams(CappedOutput())


def _rehearse() -> None:
    """Load and call a file once, so that Python has prepared the code of the engine before the first fork."""

    def no_callback(number: int, args: tuple[Any, ...], kwargs: dict[str, Any]) -> None: ...

    loader = Loader({"rehearsal.py": b"import numpy as np\n\n\ndef same(x):\n    return x\n"})
    host = Host(loader, no_callback, StudentStreams(CappedOutput()), shares_process=True)
    call = {"op": "call", "object": None, "name": "rehearsal.same", "watch": False, "memory": 0, "count": False}
    requests: tuple[dict[str, Any], ...] = ({"op": "reset", "seed": 0}, {**call, "args": (np.zeros(2),), "kwargs": {}})
    for request in requests:
        frame = b"".join(bytes(piece) for piece in wire.pack(wire.encode(request)))
        wire.pack(host.encoded(host.handle(wire.decode(wire.unpack(io.BytesIO(frame).read), host.inward))))
    linecache.cache.pop("rehearsal.py", None)


def serve(connection: socket.socket, isolation: dict[str, str], streams: StudentStreams) -> None:
    """Answer requests until the other side closes the connection.

    Args:
        connection: The socket to the grader.
        isolation: Layer of the sandbox -> `on`, or why it is off; sent before any student code runs.
        streams: The result of `prepare`.
    """
    try:
        _Server(connection, streams).run(isolation)
    except (EOFError, OSError):
        return


class _Server:
    """Connects the host of one submission to a socket."""

    def __init__(self, connection: socket.socket, streams: StudentStreams) -> None:
        self._connection = connection
        self._streams = streams
        self._host: Host | None = None
        self._read = FrameReader(self._receive_piece).read

    def run(self, isolation: dict[str, str]) -> None:
        """Load the submission, then answer requests until the connection closes (EOFError)."""
        load = wire.decode(wire.unpack(self._read))
        sources = {name: data.tobytes() for name, data in load["sources"].items()}
        folder = str(Path.cwd())
        make_harmless_calls_work(folder, sources)
        loader = Loader(sources, frozenset(load["allowed"]), folder=folder)
        self._host = Host(loader, self._call_back, self._streams)
        self._send({"re": "value", "isolation": isolation})
        while True:
            self._answer(self._receive())

    def _answer(self, request: dict[str, Any]) -> None:
        if request["op"] == "output":
            self._send({"re": "value", "text": self._streams.take()})
        else:
            assert self._host is not None
            self._send(self._host.handle(request))

    def _call_back(self, number: int, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        self._send({"re": "callback", "number": number, "args": args, "kwargs": kwargs})
        while True:
            request = self._receive()
            if request["op"] == "answer":
                return request["value"]
            self._answer(request)

    def _receive(self) -> dict[str, Any]:
        assert self._host is not None
        request: dict[str, Any] = wire.decode(wire.unpack(self._read), self._host.inward)
        return request

    def _send(self, reply: dict[str, Any]) -> None:
        for piece in self._packed(reply):
            self._connection.sendall(piece)

    def _packed(self, reply: dict[str, Any]) -> list[Any]:
        assert self._host is not None
        try:
            return wire.pack(self._host.encoded(reply))
        except wire.WireError:
            return wire.pack(wire.encode({"re": "large"}))

    def _receive_piece(self, most: int) -> bytes:
        piece = self._connection.recv(most)
        if not piece:
            raise EOFError
        return piece
