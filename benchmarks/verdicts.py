"""Measure speed verdicts with every core busy: wrong ones, reviews, and margins."""

import os
from collections import Counter

import numpy as np

from autograder.errors import Finding, ForReview
from autograder.grading.cpu_clock import LINE, CpuJudge
from autograder.grading.worker_transport import WorkerTransport
from autograder.model.assignment import Limits
from autograder.model.text import Text
from autograder.sandbox.pool import Zygote
from autograder.testing import array
from autograder.testing.calls import Timed
from autograder.testing.submission import Submission
from autograder.validation.prove import busy_cores
from benchmarks.measure import ANSWERS

__all__ = ["verdicts"]

GRADINGS = 1_000

VECTORIZED = {
    "expanded": "(A**2).sum(1)[:, None] - 2 * A @ B.T + (B**2).sum(1)",
    "broadcast": "((A[:, None] - B) ** 2).sum(-1)",
    "einsum": "np.einsum('ijk,ijk->ij', A[:, None] - B, A[:, None] - B)",
    "by column": "sum((A[:, None, d] - B[None, :, d]) ** 2 for d in range(A.shape[1]))",
    "norm": "np.linalg.norm(A[:, None] - B, axis=2) ** 2",
}
LOOPED = {
    "comprehension": "np.array([((A - b) ** 2).sum(1) for b in B]).T",
    "two loops": "np.array([[((a - b) ** 2).sum() for b in B] for a in A])",
    "vectorize": "np.vectorize(lambda j: 0.0)(np.arange(len(B))) + np.array([((A - b) ** 2).sum(1) for b in B]).T",
    "map": "np.array(list(map(lambda b: ((A - b) ** 2).sum(1), B))).T",
}
LIMITS = Limits(cpu=20)


def _workload(transport: Submission, rng: np.random.Generator, n: int) -> Timed:
    A, B = rng.normal(size=(4, 4)), rng.normal(size=(n, 4))
    return transport.answers.distances.timed(A, B, returns=array("distances", shape=(4, n), kind="float"))


def verdicts() -> list[str]:
    """Grade vectorized and looped answers 1,000 times while loops keep every core busy."""
    answers = [(name, body, True) for name, body in VECTORIZED.items()]
    answers += [(name, body, False) for name, body in LOOPED.items()]
    counts: Counter[str] = Counter()
    slowest, fastest = 0.0, float("inf")
    os.environ.update(dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS"), "1"))
    zygote = Zygote()
    with busy_cores():
        for number in range(GRADINGS):
            _name, body, vectorized = answers[number % len(answers)]
            verdict, factor = _graded(zygote, body, number)
            counts[verdict if verdict == "review" else "right" if (verdict == "passed") == vectorized else "wrong"] += 1
            slowest, fastest = (max(slowest, factor), fastest) if vectorized else (slowest, min(fastest, factor))
    zygote.close()
    return [
        f"{GRADINGS:,} gradings with every core busy: {counts['wrong']} wrong verdicts (bar: 0), "
        f"{counts['review']} for review ({100 * counts['review'] / GRADINGS:.1f} %)",
        f"slowest vectorized answer {slowest:.1f} times the reference (bar: at most {LINE / 2:g}), fastest looped one "
        f"{fastest:.0f} times (bar: at least {2 * LINE:g}); the line is {LINE:g}",
    ]


def _graded(zygote: Zygote, body: str, seed: int) -> tuple[str, float]:
    session = zygote.session(LIMITS)
    mine = f"import numpy as np\n\ndef distances(A, B):\n    return {body}\n".encode()
    opened = []
    for source in (mine, ANSWERS.read_bytes()):
        transport = WorkerTransport(session, {"answers.py": source}, frozenset(), LIMITS)
        submission = Submission(transport, frozenset({"answers"}))
        submission.reset(seed)
        opened.append(submission)
    judge = CpuJudge(opened[0], lambda: opened[1], seed)
    try:
        judge.flat(_workload, Text("rows", "행"))
        verdict = "passed"
    except ForReview:
        verdict = "review"
    except Finding:
        verdict = "failed"
    finally:
        for submission in opened:
            submission.transport.drop()  # type: ignore[attr-defined]
        session.close()
    return verdict, judge.factor or float("nan")
