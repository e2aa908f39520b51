"""Trusted files run in this process, within the limits of a test."""

import pytest

from autograder.errors import Finding
from tests.grading.trusted import trusted_provider
from tests.needs import needs

ENDLESS = """
def double(x):
    while True:
        pass
"""

HUNGRY = """
import numpy as np

def double(x):
    return np.ones(10**9) * x
"""


@pytest.fixture(scope="module")
def provider(tmp_path_factory):
    """A provider of the toy that has neither a session nor a worker."""
    needs("linux")
    return trusted_provider(tmp_path_factory.mktemp("in_process"), b"i" * 32)


@pytest.mark.parametrize(("answer", "status"), [(ENDLESS, "timeout"), (HUNGRY, "memory")], ids=["endless", "hungry"])
def test_a_misconception_that_never_ends_or_wants_everything_is_stopped(provider, answer, status):
    """It ends with the status that a worker would have given it, and the next test is not affected."""
    with provider.serving({"toys.py": answer.encode()}), pytest.raises(Finding) as found:
        provider.open("test", False, None).toys.double.call(1.0, returns="twice")
    assert found.value.status == status
    with provider.serving({"toys.py": b"def double(x):\n    return 2 * x\n"}):
        assert provider.open("test", False, None).toys.double.call(1.0, returns="twice") == 2.0
