"""Every sample submission gets its expected verdict."""

import pytest

from tests.graded import sample_record
from tests.samples import ASSIGNMENTS, samples


def _often(assignment, sample):
    """Run a sample when its files changed; one that hangs or crashes, which is slow, only in `make prove`."""
    if assignment == ASSIGNMENTS[0] or sample.ends_by_itself:
        files = (f"solutions/{assignment}", f"tests/submissions/{assignment}")
        return [pytest.mark.slow, pytest.mark.recorded(f"samples:{assignment}", *files)]
    return [pytest.mark.prove]


@pytest.mark.parametrize(
    ("assignment", "sample"),
    [
        pytest.param(assignment, sample, id=f"{assignment}-{sample.name}", marks=_often(assignment, sample))
        for assignment in ASSIGNMENTS
        for sample in samples(assignment)
    ],
)
def test_a_sample_gets_its_verdict(assignment, sample, tmp_path_factory):
    """Status, score and reason are those in expected.toml."""
    record = sample_record(tmp_path_factory, assignment, sample)
    expected = sample.expected
    if expected.questions:
        assert {q.id: q.status() for q in record.questions if not q.manual} == expected.questions
    if expected.score is not None:
        assert record.score == expected.score
    if expected.reason:
        assert record.reason is not None
        assert expected.reason in record.reason.en
    assert record.held() == ("review" in expected.questions.values())
