"""Every sample submission gets the verdict that stands beside it."""

import pytest

from tests.samples import ASSIGNMENTS, samples


def _often(assignment, sample):
    """What hangs or crashes takes its time: of the first assignment in every run, of the others in the long proof."""
    return pytest.mark.slow if assignment == ASSIGNMENTS[0] or sample.ends_by_itself else pytest.mark.prove


@pytest.mark.parametrize(
    ("assignment", "sample"),
    [
        pytest.param(assignment, sample, id=f"{assignment}-{sample.name}", marks=_often(assignment, sample))
        for assignment in ASSIGNMENTS
        for sample in samples(assignment)
    ],
)
def test_a_sample_gets_its_verdict(assignment, sample, sample_record):
    """Each question has the status that expected.toml says, and the score and the reason are as said there."""
    record = sample_record(assignment, sample)
    expected = sample.expected
    if expected.questions:
        assert {q.id: q.status() for q in record.questions if not q.manual} == expected.questions
    if expected.score is not None:
        assert record.score == expected.score
    if expected.reason:
        assert record.reason is not None
        assert expected.reason in record.reason.en
    assert not record.held()
