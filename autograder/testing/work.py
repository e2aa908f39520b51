"""Find numerical gradients by their work: they evaluate a loss for every weight, where a formula needs a few steps.

The CPU time of a call is compared with that of a plain Python loop, measured here and now, which makes one step for
each weight. A formula in loops over everything makes about ten such steps for each weight and example; a measured slope
makes hundreds, because each of them reads all weights.
"""

import time
from collections.abc import Callable

import numpy as np

from autograder.errors import Failed, ForReview
from autograder.i18n import Message
from autograder.model.text import Text
from autograder.testing.speed_calls import Draw, Workload, drawn_call
from autograder.testing.submission import Submission

__all__ = ["require_formula"]

SIZES = ((500, 400.0), (16_000, 50.0))
"""Numbers of weights, and the steps for each of them up to which a call passes. The first size ends early what is slow
beyond measure, the second one decides."""

REVIEW = 1.5
"""Up to this multiple of the limit a person decides."""

STEPS = 1_000
ATTEMPTS = 2


def require_formula(
    workload: Workload, submission: Submission, draw: Draw, over: Text, cpu: Callable[[], float]
) -> None:
    """Require that the work for each weight is that of a formula.

    Args:
        workload: Takes the modules, a generator and the number of weights; returns a `Timed` call.
        submission: The student's modules.
        draw: Draws the seeds of inputs.
        over: What the weights are, a plural.
        cpu: Returns the CPU seconds that the student's code has used so far.

    Raises:
        Failed: The call measures slopes weight by weight.
        ForReview: It is not clear whether it does.
    """
    step = _step()
    with submission.transport.unrecorded():
        for n, limit in SIZES:
            call = drawn_call(workload, submission, draw(f"{n} weights"), n)
            start = cpu()
            call.prepare()
            call.go()
            call.collect()
            steps = (cpu() - start) / n / step
            if steps > limit:
                slow = Failed if steps > REVIEW * limit else ForReview
                raise slow(_text(steps, n, over, slow is ForReview), _brief(over, slow is ForReview))


def _step() -> float:
    """Return the CPU seconds of one step of a plain Python loop over an array."""
    numbers = np.ones(STEPS)
    took = []
    for _attempt in range(ATTEMPTS):
        start, total = time.thread_time(), 0.0
        for i in range(STEPS):
            total += numbers[i] * numbers[i]
        took.append(time.thread_time() - start)
    return max(min(took) / STEPS, 1e-9)


def _text(steps: float, n: int, over: Text, unclear: bool) -> Message:
    if unclear:
        return Message(
            "It is not clear whether the gradient comes from a formula: it takes the time of {steps:.0f} steps of a "
            "loop for each of {n:,} {over}. An instructor will review it.",
            steps=steps,
            n=n,
            over=over,
        )
    return Message(
        "The gradient is measured slope by slope: it takes the time of {steps:.0f} steps of a loop for each of {n:,} "
        "{over}, where a formula needs a few. Derive the formula, and keep the measured slopes to check it.",
        steps=steps,
        n=n,
        over=over,
    )


def _brief(over: Text, unclear: bool) -> Message:
    if unclear:
        return Message("It is not clear whether the gradient comes from a formula. An instructor will review it.")
    return Message(
        "The gradient is measured slope by slope: its work grows as for one evaluation of the loss for each of the "
        "{over}. Derive the formula, and keep the measured slopes to check it.",
        over=over,
    )
