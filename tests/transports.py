"""Open submissions of a few lines of code on either transport."""

import textwrap
from collections.abc import Callable

from autograder.grading.worker_transport import WorkerTransport
from autograder.model.assignment import Limits
from autograder.sandbox.pool import Zygote
from autograder.testing.submission import Submission
from autograder.testing.transport import InProcessTransport, Transport

__all__ = ["LIMITS", "SEED", "Open", "opener", "sources_of"]

LIMITS = Limits(cpu=2, memory=512)
SEED = 12_345
Open = Callable[..., Submission]


def sources_of(files: dict[str, str | bytes]) -> dict[str, bytes]:
    """Convert code by module name into file contents by file name."""
    return {
        f"{name}.py": text if isinstance(text, bytes) else textwrap.dedent(text).encode()
        for name, text in files.items()
    }


def opener(zygote: Zygote | None, opened: list[Transport]) -> Open:
    """Return a function that opens a submission: `open(limits=..., allowed=..., student="...")`.

    Args:
        zygote: The parent of workers; None for the in-process transport.
        opened: Collects the transports to close.
    """

    def open(limits: Limits = LIMITS, allowed: frozenset[str] = frozenset(), **files: str | bytes) -> Submission:
        sources = sources_of(files)
        if zygote is None:
            places = {name: f"/home/student/{name}" for name in sources}
            transport: Transport = InProcessTransport(sources, allowed, places, limits.room())
        else:
            transport = WorkerTransport(zygote.session(limits), sources, allowed, limits)
        opened.append(transport)
        submission = Submission(transport, frozenset([*files, "missing"]))
        submission.reset(SEED)
        return submission

    return open
