"""Read frames from a socket, in a worker and on the trusted side."""

from collections.abc import Callable

__all__ = ["CHUNK", "FrameReader"]

CHUNK, AHEAD = 1 << 18, 1 << 14
"""Maximum bytes to receive in one piece, and of the frames after the one that is read."""


class FrameReader:
    """Reads frames from a stream, a small one with one call.

    Args:
        receive: Called with the most bytes to return; returns at least one, or raises an exception if there are none.
    """

    def __init__(self, receive: Callable[[int], bytes]) -> None:
        self._receive = receive
        self._ahead = bytearray()

    def read(self, count: int) -> bytearray:
        """Return exactly `count` bytes. At most `AHEAD` bytes are received beyond them, and kept for the next call."""
        while len(self._ahead) < count:
            self._ahead += self._receive(max(AHEAD, min(CHUNK, count - len(self._ahead))))
        if len(self._ahead) == count:
            data, self._ahead = self._ahead, bytearray()
        else:
            data = self._ahead[:count]
            del self._ahead[:count]
        return data
