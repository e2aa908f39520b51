"""What a submission says through its callback ends up in the record, even if its process dies right after."""

import contextlib

from autograder.errors import Finding
from autograder.testing import callback, string


@contextlib.contextmanager
def listening():
    """A callback for the submission; what it said stands at the top of whatever goes wrong."""
    said = []
    try:
        yield callback(lambda text: said.append(text[:200]), args=(string("text"),))
    except Finding as finding:
        found, heard = finding, " | ".join(said[:20])
        raise type(found)(f"said: {heard}\n{found.explanation}", found.brief) from None
