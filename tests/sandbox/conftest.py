"""One zygote for all tests, and submissions on either seam."""

import pytest

from autograder.sandbox.pool import Zygote
from autograder.sandbox.remote import RemoteSeam
from tests.needs import needs
from tests.sandbox.seams import opener


@pytest.fixture(scope="session")
def zygote():
    """A warm process that workers are forked from."""
    needs("linux")
    warm = Zygote()
    yield warm
    warm.close()


@pytest.fixture
def opened():
    """The seams that a test has opened; they are closed after it."""
    seams = []
    yield seams
    for seam in seams:
        if isinstance(seam, RemoteSeam):
            seam.drop()
            seam._session.close()
        else:
            seam.close()


@pytest.fixture
def remote(zygote, opened):
    """Opens a submission in a worker."""
    return opener(zygote, opened)


@pytest.fixture
def local(opened):
    """Opens a submission in this process."""
    return opener(None, opened)


@pytest.fixture(params=["local", "remote"])
def either(request):
    """Opens a submission on one seam, then on the other."""
    return request.getfixturevalue(request.param)


@pytest.fixture
def both(local, remote):
    """Opens a submission on both seams at once."""
    return lambda **files: (local(**files), remote(**files))
