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
        self._used = 0

    def read(self, count: int) -> bytearray:
        """Return exactly `count` bytes. At most `AHEAD` bytes are received beyond them, and kept for the next call."""
        if len(self._ahead) - self._used < count:
            del self._ahead[: self._used]
            self._used = 0
            while len(self._ahead) < count:
                self._ahead += self._receive(max(AHEAD, min(CHUNK, count - len(self._ahead))))
        if self._used == 0 and len(self._ahead) == count:
            data, self._ahead = self._ahead, bytearray()
            return data
        start = self._used
        self._used += count
        return self._ahead[start : self._used]
