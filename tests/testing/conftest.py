"""End what the tests of this folder share."""

from collections.abc import Iterator

import pytest

from tests import warm_pytest


@pytest.fixture(scope="session", autouse=True)
def _warm_pytest() -> Iterator[None]:
    """End the process from which runs of pytest are forked."""
    yield
    warm_pytest.stop()
