"""Start the zygote: prepare the process before anything large is imported, so that forks of it are cheap."""

import os
import sys

__all__ = ["main"]

ARENAS = 14
"""Megabytes of small objects to keep together: what the zygote's modules take, so that little of it stays empty."""

_SIZE = 464
"""Bytes of an object that fills memory: a class of sizes that little else uses."""


def keep_together(megabytes: int) -> list[bytes]:
    """Have Python take its next memory for small objects in one piece, which can become huge pages.

    Python takes it by the megabyte, and maps what it imports between the pieces. Each piece stays if one object in it
    does.

    Args:
        megabytes: Size of the piece.

    Returns:
        The objects that keep it; hold them as long as the process lasts.
    """
    fill = [bytes(_SIZE) for _ in range(megabytes * 2_112)]
    return fill[::1_000]


def main() -> None:
    """Serve commands on the descriptor that the command line names."""
    kept = keep_together(ARENAS)
    register = os.register_at_fork
    vars(os)["register_at_fork"] = _nothing
    from autograder.sandbox import zygote

    zygote.preimport()
    vars(os)["register_at_fork"] = register
    zygote.main(int(sys.argv[1]))
    del kept


def _nothing(**_: object) -> None:
    """Register nothing: what `threading`, `logging` and `random` do in each forked process would copy 70 pages.

    The zygote has one thread, so no lock is held by another, and each test sets the state of `random` anew.
    """


if __name__ == "__main__":
    main()
