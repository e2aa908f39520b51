"""Answer requests from a socket inside a worker, until the socket closes."""

import contextlib
import io
import socket
from typing import Any

from autograder.runtime import wire
from autograder.runtime.host import Host, raised
from autograder.runtime.loader import Loader

__all__ = ["serve"]

CHUNK = 1 << 18
MAX_OUTPUT = 64 << 10
"""Maximum number of characters of printed output to keep for one test."""


def serve(connection: socket.socket, isolation: dict[str, str]) -> None:
    """Answer requests until the other side closes the connection.

    Args:
        connection: The socket to the grader.
        isolation: Layer of the sandbox -> `on`, or why it is off; sent before any student code runs.
    """
    output = _CappedOutput(MAX_OUTPUT)
    with contextlib.redirect_stdout(output), contextlib.redirect_stderr(output):
        try:
            _Server(connection, output).run(isolation)
        except (EOFError, OSError):
            return


class _Server:
    """Connects the host of one submission to a socket."""

    def __init__(self, connection: socket.socket, output: "_CappedOutput") -> None:
        self._connection = connection
        self._output = output
        self._host: Host | None = None

    def run(self, isolation: dict[str, str]) -> None:
        """Load the submission, then answer requests until `_read` raises EOFError."""
        load = wire.decode(wire.unpack(self._read))
        sources = {name: data.tobytes() for name, data in load["sources"].items()}
        loader = Loader(sources, frozenset(load["allowed"]))
        self._host = Host(loader, self._call_back)
        self._send({"re": "value", "isolation": isolation})
        while True:
            self._answer(self._receive())

    def _answer(self, request: dict[str, Any]) -> None:
        if request["op"] == "output":
            self._send({"re": "value", "text": self._output.take()})
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
        outward = self._host.outward if self._host else None
        try:
            return wire.pack(wire.encode(reply, outward))
        except wire.WireError:
            return wire.pack(wire.encode({"re": "large"}))
        except BaseException as error:  # a student's class may raise while it is encoded
            return wire.pack(wire.encode(raised(error, frozenset())))

    def _read(self, count: int) -> bytearray:
        data = bytearray()
        while len(data) < count:
            piece = self._connection.recv(min(CHUNK, count - len(data)))
            if not piece:
                raise EOFError
            data += piece
        return data


class _CappedOutput(io.TextIOBase):
    """A text stream that keeps the first characters and counts the rest."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._parts: list[str] = []
        self._kept = self._lost = 0

    def writable(self) -> bool:
        return True

    def write(self, text: str) -> int:
        kept = text[: self._limit - self._kept]
        if kept:
            self._parts.append(kept)
        self._kept += len(kept)
        self._lost += len(text) - len(kept)
        return len(text)

    def take(self) -> str:
        """Return what was printed since the last call."""
        text = "".join(self._parts) + (f"… [{self._lost:,} more characters]" if self._lost else "")
        self._parts.clear()
        self._kept = self._lost = 0
        return text
