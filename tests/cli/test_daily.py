"""`autograder grade --daily`: results that are shown before the deadline."""

import pytest

from autograder.gradebook import FILE_NAME, Gradebook
from tests.cli.batches import Batch
from tests.grading.toy import submit
from tests.needs import needs

pytestmark = pytest.mark.slow
recorded = pytest.mark.recorded("daily", "autograder", "pyproject.toml", "requirements.lock")
"""The mark of the test, which grades four times."""


@recorded
def test_a_student_is_graded_so_often_a_day_and_no_more(tmp_path):
    """The third answer of a day waits if two are allowed; it is graded as soon as the limit allows it."""
    needs("linux")
    batch = Batch(tmp_path, size=1)
    for number in range(2):
        submit_again(batch, number)
        assert "wait:" not in batch.finish("--daily", "2").stdout
    submit_again(batch, 2)
    assert "1 wait: their students were graded 2 times in the last 24 hours." in batch.finish("--daily", "2").stdout
    assert graded(batch) == 2
    assert "wait:" not in batch.finish("--daily", "3").stdout
    assert graded(batch) == 3


def submit_again(batch, number):
    """Hand in another answer in place of the one before."""
    place = batch.handed_in / "s0"
    for path in place.iterdir():
        path.unlink()
    place.rmdir()
    submit(place, toys=f"def double(x):\n    return {number} * x")


def graded(batch):
    """Return how many answers have a result."""
    with Gradebook(batch.out / FILE_NAME) as book:
        return len(list(book.entries()))
