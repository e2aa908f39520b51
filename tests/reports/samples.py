"""Create small records as grading does."""

from typing import Any

import msgspec

from autograder.model.results import Excerpt, QuestionResult, Record, Status, TestResult, Timing, Visibility
from autograder.model.text import Text

__all__ = ["DIGEST", "broken", "mistaken", "one_test", "question", "record", "slow_and_held"]

DIGEST = "0123456789abcdef" * 4


def one_test(
    id: str = "test_a",
    status: Status = "passed",
    score: float = 0.0,
    max_score: float = 1.0,
    visibility: Visibility = "visible",
    **more: Any,
) -> TestResult:
    """Create a test, by default visible, worth 1 point, and passed with 0 points."""
    return TestResult(id, Text(f"title of {id}", f"{id}의 제목"), status, visibility, 1.0, score, max_score, **more)


def question(id: str, *tests: TestResult, manual: bool = False) -> QuestionResult:
    """Create a question with these tests, or without tests a manual one worth 2 points."""
    points = 2.0 if manual else sum(t.max_score for t in tests)
    return QuestionResult(
        id, Text(f"title of {id}", f"{id}의 제목"), points, sum(t.score for t in tests), tests, manual
    )


def record(*questions: QuestionResult, submission: str = "kim", digest: str = DIGEST, **changes: Any) -> Record:
    """Create a record of these questions."""
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
    """Create the record of a submission that could not be opened."""
    reason = Text("The zip is damaged: hand it in again.", "압축 파일이 손상되었습니다. 다시 제출하세요.")
    return record(submission=submission, digest="f" * 64, score=0.0, max_score=2.0, reason=reason)


def mistaken(submission: str = "kim") -> Record:
    """Create a record with a correct, a diagnosed, a partly hidden and a manual question."""
    wrong = Text(
        "dW is wrong at 2 of 4 places.\n  expected  1.0\n  got       2.0\n  losses.py, line 12: dW = X.T @ margin\n"
        "The call was: svm_loss(W)\n--- printed ---\nW has shape (2, 2)",
        "dW의 값 4개 중 2개가 다릅니다.\n  기댓값  1.0\n  결과    2.0\n  losses.py, 12번째 줄: dW = X.T @ margin\n"
        "호출: svm_loss(W)\n--- 출력 ---\nW has shape (2, 2)",
    )
    hint = Text(
        "The gradient is not divided by N.\nAgrees on all 9 calls.", "기울기를 N으로 나누지 않았어요.\n9번 모두 같아요."
    )
    named: dict[str, Any] = {"misconception": "gradient_not_averaged"}
    excerpt = Excerpt("losses.py", 12, 10, ("margin = scores - own + 1", "", "dW = X.T @ margin", "return loss, dW"))
    return record(
        question(
            "loss",
            one_test("test_loss", score=2.0, max_score=2.0),
            one_test("test_shape", gate=True),
            one_test("test_never_shown", visibility="hidden", max_score=0.0, instructor_message=wrong),
        ),
        question(
            "gradient",
            one_test(
                "test_gradient", "failed", max_score=2.0, student_message=wrong, hint=hint, excerpt=excerpt, **named
            ),
            one_test(
                "test_again", "failed", visibility="after_published", max_score=2.0, instructor_message=wrong, **named
            ),
        ),
        question("essay", manual=True),
        submission=submission,
        digest="a1" * 32,
    )


def slow_and_held(submission: str = "박지원") -> Record:
    """Create a record with a timeout, an unwritten question and withheld points."""
    stub = Text("gradient: not written yet (losses.py)", "gradient: 아직 작성하지 않았습니다 (losses.py)")
    late = Text("The code ran for more than 5 seconds and was stopped.", "5초 넘게 실행되어 멈추었습니다.")
    return record(
        question("loss", one_test("test_loss", "timeout", max_score=2.0, student_message=late, cpu=5.0)),
        question("gradient", *(one_test(f"test_{n}", "not_implemented", student_message=stub) for n in "ab")),
        question(
            "speed", one_test("test_speed", "review", student_message=Text("Measures disagree.", "측정이 엇갈립니다."))
        ),
        submission=submission,
        digest="b2" * 32,
    )
