"""A naive grader that talks to the real worker without its locks and trusts every message, of any length and depth.

Run as a program with an `answer.py`. It calls `double` twice, serves its callbacks, prints the answers that it accepted
and, at its end, `graded`.
"""

import linecache
import os
import resource
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

import msgspec
import numpy as np

from autograder.runtime import wire
from autograder.runtime.server import prepare, serve
from tests.attacks.bench import ROOT
from tests.attacks.naive import INPUTS

ROOM = 64 << 20
"""Bytes that the grader may allocate after its start."""

PATIENCE = 8
MUCH = 100_000

TAKEN, ENDS, HANGS, FLOODED = "a forged answer is taken", "it ends before it has graded", "it hangs", "it is flooded"

COMES_OF: dict[str, str | tuple[str, ...]] = {
    "colliding_keys": HANGS,
    "forged_reply": TAKEN,
    "ignored_keys": HANGS,
    "junk": (ENDS, HANGS),
    "long_words": (ENDS, HANGS),
    "many_frames": FLOODED,
    "many_words": (ENDS, HANGS),
    "replies_in_advance": TAKEN,
    "shared_buffers": FLOODED,
}
"""The harm of each attack; the others end the grader."""


class Peer:
    """The grader's end of the wire."""

    def __init__(self, connection: socket.socket, source: bytes) -> None:
        self._connection = connection
        self._said: list[str] = []
        self._buffers: list[bytes] = []
        self._objects: list[Any] = []
        self._ask(sources={"answer.py": np.frombuffer(source, np.uint8)}, allowed=[])

    def call(self, values: Any) -> Any:
        """Return the answer of `double`."""
        call: dict[str, Any] = {"op": "call", "object": None, "name": "answer.double", "watch": False, "memory": 0}
        reply = self._ask(**call, args=(values, wire.CallbackRef(0)), kwargs={})
        printed = self._ask(op="output")
        if reply["re"] == "raised":
            for file, line, _, text in reply["frames"]:
                print(f"{file}, line {line}: {text or linecache.getline(file, line)}")
            print(f"{reply['type']}: {reply['message']} {printed['text']}", flush=True)
            np.array([line for _, line, _, _ in reply["frames"]], np.int64)  # as in a table of places
        return reply.get("value")

    def say(self, text: str) -> None:
        """Serve a callback of the submission."""
        self._said.append("".join(map(str, text)))

    def _ask(self, **request: Any) -> Any:
        while True:
            for piece in wire.pack(wire.encode(request)):
                self._connection.sendall(piece)
            reply = self._receive()
            if reply["re"] != "callback":
                return reply
            answer = [self.say][reply["number"]](*reply["args"], **reply["kwargs"])
            request = {"op": "answer", "value": answer}

    def _read(self, count: int) -> bytes:
        return self._connection.recv(count, socket.MSG_WAITALL)

    def _receive(self) -> Any:
        sizes, tree = msgspec.msgpack.decode(self._read(int.from_bytes(self._read(4), "little")))
        self._buffers = [self._read(size) for size in sizes]
        return self._value(tree)

    def _value(self, tree: Any) -> Any:
        if not isinstance(tree, list):
            return tree
        tag, *parts = tree
        if tag in {"l", "t"}:
            return [self._value(part) for part in parts[0]]
        if tag == "d":
            return {self._value(key): self._value(part) for key, part in parts[0]}
        if tag == "a":
            array = np.empty(parts[1], parts[0])
            array.reshape(-1).view(np.uint8)[:] = np.frombuffer(self._buffers[parts[4]], np.uint8)
            return array
        if tag == "i":
            return int(parts[0], 16)
        return self._objects[parts[0]] if tag == "o" else parts


def comes_of(answer: Path) -> set[str]:
    """Return all harm that an `answer.py` causes whose `double` returns its input or raises."""
    command: list[str | Path] = [sys.executable, "-m", "tests.attacks.naive_peer", answer]
    try:
        done = subprocess.run(command, cwd=ROOT, capture_output=True, timeout=PATIENCE)
    except subprocess.TimeoutExpired:
        return {HANGS}
    said = done.stdout.decode("utf-8", "replace")
    found = {ENDS} if not said.endswith("graded\n") else set()
    found |= {FLOODED} if len(said) > MUCH else set()
    taken = [line for line in said.splitlines() if line.startswith("took ")]
    return found | ({TAKEN} if set(taken) - {f"took {INPUTS.tolist()}", "took None"} else set())


def main() -> None:
    """Grade in one process the answers of another."""
    ours, theirs = socket.socketpair()
    if not os.fork():
        ours.close()
        serve(theirs, {}, prepare())
        os._exit(0)
    theirs.close()
    pages = int(Path("/proc/self/statm").read_text("ascii").split()[0])
    most = pages * resource.getpagesize() + ROOM
    resource.setrlimit(resource.RLIMIT_AS, (most, most))
    peer = Peer(ours, Path(sys.argv[1]).read_bytes())
    for _ in range(2):
        print("took", np.asarray(peer.call(INPUTS)).tolist())
    print("graded", flush=True)


if __name__ == "__main__":
    main()
