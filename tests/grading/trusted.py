"""Serve the toy's tests from trusted files in this process, as the search for a name does."""

from pathlib import Path

from autograder.grading.in_process import InProcessProvider
from autograder.grading.provider import GradingProvider
from autograder.model.assignment import load_assignment
from autograder.testing.provider import read_sources
from tests.grading.toy import make_assignment

__all__ = ["trusted_provider"]


def trusted_provider(root: Path, secret: bytes) -> InProcessProvider:
    """Write the toy below an empty folder, and return a provider of it that has neither a session nor a worker."""
    folder = make_assignment(root)
    assignment = load_assignment(folder)
    return InProcessProvider(GradingProvider(assignment, read_sources(folder, assignment), secret, None))  # type: ignore[arg-type]
