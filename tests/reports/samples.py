"""Records as grading makes them, small enough to read."""

from typing import Any

import msgspec

from autograder.model.results import QuestionResult, Record, Status, TestResult, Timing, Visibility
from autograder.model.text import Text

__all__ = ["DIGEST", "broken", "one_test", "question", "record"]

DIGEST = "0123456789abcdef" * 4


def one_test(
    id: str = "test_a",
    status: Status = "passed",
    score: float = 0.0,
    max_score: float = 1.0,
    visibility: Visibility = "visible",
    **more: Any,
) -> TestResult:
    """One test, by default visible, worth 1 point, and passed without earning any."""
    return TestResult(id, Text(f"title of {id}", f"{id}의 제목"), status, visibility, 1.0, score, max_score, **more)


def question(id: str, *tests: TestResult, manual: bool = False) -> QuestionResult:
    """A question with these tests, or one worth 2 points for a person to grade."""
    points = 2.0 if manual else sum(t.max_score for t in tests)
    return QuestionResult(
        id, Text(f"title of {id}", f"{id}의 제목"), points, sum(t.score for t in tests), tests, manual
    )


def record(*questions: QuestionResult, submission: str = "kim", digest: str = DIGEST, **changes: Any) -> Record:
    """A record of these questions."""
    made = Record(
        schema=1,
        assignment="a9_toy",
        submission=submission,
        isolation={"seccomp": "on", "landlock": "on"},
        digests={"submission": digest, "secret": "fingerprint-of-the-secret"},
        score=sum(q.score for q in questions),
        max_score=sum(q.points for q in questions),
        questions=questions,
        timing=Timing(wall=1.5, worker_cpu=0.5, oracle_cpu=0.25),
    )
    return msgspec.structs.replace(made, **changes)


def broken(submission: str = "lee") -> Record:
    """The written 0 of a submission that could not be opened."""
    reason = Text("The zip is damaged: hand it in again.", "압축 파일이 손상되었습니다. 다시 제출하세요.")
    return record(submission=submission, digest="f" * 64, score=0.0, max_score=2.0, reason=reason)
