"""`autograder grade --daily`: results that are shown before the deadline."""

import pytest

from autograder.cli.collecting.daily import DailyLimit
from autograder.gradebook import FILE_NAME, Gradebook
from autograder.submissions.refs import SubmissionRef
from tests.cli.batches import Batch
from tests.grading.toy import submit
from tests.needs import needs

recorded = pytest.mark.recorded("daily", "autograder", "pyproject.toml", "requirements.lock")
"""The mark of the test, which grades four times."""


def test_each_student_has_a_limit_of_their_own(tmp_path):
    """Within one batch a student's third submission waits if two are allowed; another student's does not."""
    kim, lee = (SubmissionRef.from_path(tmp_path, name) for name in ("kim", "lee"))
    with Gradebook(tmp_path / FILE_NAME, create=True) as book:
        may_be_graded = DailyLimit(book, "toy", 2)
        assert [may_be_graded(one) for one in (kim, kim, kim, lee, kim)] == [True, True, False, True, False]
    assert may_be_graded.waiting == ["kim", "kim"]


@pytest.mark.slow
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
