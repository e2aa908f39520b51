"""Compute the points of an imperfect answer: shares of gates, floors of named mistakes, refunds of repeated ones."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal, NamedTuple, get_args

__all__ = [
    "FORM_GATES",
    "GATES",
    "Checked",
    "GateKind",
    "ScoredTest",
    "earned_points",
    "excused",
    "floor_points",
    "last_prices",
    "refund_points",
    "right_share",
]

GateKind = Literal["", "shape", "inputs", "repeat", "form", "memory", "work"]
"""What a test checks beside values: shape and dtype, unmodified inputs, the same result for the same seed, loops and
speed, memory, or how much work is done.

The empty string is a value test."""

GATES: tuple[GateKind, ...] = get_args(GateKind)[1:]

FORM_GATES: frozenset[GateKind] = frozenset({"form", "memory", "work"})
"""Gates that ask how the answer is computed. A failed one is a dodge of the question and not a slip."""

INPUTS_SHARE = Fraction(1, 6)
"""What unmodified inputs count for in the share that gates of form are multiplied by."""


@dataclass(frozen=True)
class ScoredTest:
    """What the points of one test depend on.

    Attributes:
        name: Name of the test's function, by which `after` refers to it.
        points: Maximum points.
        passed: Whether the test passed.
        gate: The kind of the gate; empty for a value test.
        hidden: Whether the test is hidden.
        after: Names of the gates of the question that must have passed too.
    """

    name: str
    points: float
    passed: bool
    gate: GateKind = ""
    hidden: bool = False
    after: tuple[str, ...] = ()


def earned_points(tests: Sequence[ScoredTest]) -> list[float]:
    """Return the points that each test of one question earns.

    A passed value test earns its points. A passed gate earns its points times the share of the value tests that pass,
    by their points, so that wrong values cost a gate only their share. For a hidden gate only hidden value tests count:
    copying the expected values of public tests must not earn hidden points. A gate whose `after` names a gate that did
    not pass earns nothing.
    """
    passed = {test.name for test in tests if test.passed}
    return [_hundredths(_exact(test.points) * _share(test, tests, passed)) for test in tests]


def _share(test: ScoredTest, tests: Sequence[ScoredTest], passed: set[str]) -> Fraction:
    if not test.passed or not passed.issuperset(test.after):
        return Fraction(0)
    if not test.gate:
        return Fraction(1)
    counted = [one for one in tests if one.hidden or not test.hidden]
    values = _passed_share([one for one in counted if not one.gate])
    inputs = [one for one in counted if one.gate == "inputs"]
    if test.gate not in FORM_GATES or not inputs or not values:
        return values
    return (1 - INPUTS_SHARE) * values + INPUTS_SHARE * _passed_share(inputs)


def _passed_share(tests: Sequence[ScoredTest]) -> Fraction:
    best = sum((_exact(test.points) for test in tests), Fraction(0))
    return sum((_exact(test.points) for test in tests if test.passed), Fraction(0)) / best if best else Fraction(0)


def right_share(tests: Sequence[ScoredTest], failed: Sequence[str]) -> float:
    """Return the share of the question that an answer with right values keeps if exactly these gates fail.

    Args:
        tests: All tests of the question.
        failed: Names of the gates that fail.
    """
    gone = set(failed)
    kept = [test.points for test in tests if test.name not in gone and not gone.intersection(test.after)]
    best = sum(test.points for test in tests)
    return sum(kept) / best if best else 0.0


def floor_points(points: float, costs: Sequence[float], kept: float = 1.0) -> float:
    """Return what a question with these mistakes is worth at least.

    Args:
        points: Maximum points of the question.
        costs: For each mistake, the share of the points that a fair grader takes off (0 to 1).
        kept: The share that a right answer keeps which fails the same gates of form as this one.
    """
    left = Fraction(1)
    for cost in costs:
        left *= 1 - _exact(cost)
    return _hundredths(_exact(points) * left * Fraction(kept).limit_denominator(1_000_000))


class Checked(NamedTuple):
    """How one test of a question ended, as far as it may excuse another one.

    Attributes:
        gate: What the test checks; empty for a value test.
        passed: Whether the test passed.
        excuse: The kind of gate that takes points for the same cause; empty if none does.
    """

    gate: GateKind
    passed: bool
    excuse: str


def excused(tests: Sequence[Checked]) -> list[bool]:
    """Return for each test of a question whether it failed for a cause for which a failed gate takes points.

    Code without a loop that makes too large arrays is slow. The gate of memory takes its points for that; the gates of
    form ask for loops. Whoever asks must know that the answer has no loop.
    """
    failed = {test.gate for test in tests if test.gate and not test.passed}
    return [test.excuse in failed for test in tests]


def last_prices(points: float, costs: Sequence[float]) -> list[float]:
    """Return for each mistake of a question what it takes from an answer that has all the others already.

    Args:
        points: Maximum points of the question.
        costs: For each mistake, the share of the points that a fair grader takes off (0 to 1).
    """
    kept = [1 - _exact(cost) for cost in costs]
    others = [math.prod(kept[:place] + kept[place + 1 :], start=Fraction(1)) for place in range(len(kept))]
    return [float(_exact(points) * _exact(cost) * left) for cost, left in zip(costs, others, strict=True)]


def refund_points(losses: Mapping[str, float], prices: Mapping[str, float], repeated: float) -> dict[str, float]:
    """Return what each question gives back if the same mistake was made in all of them.

    The occurrence with the highest price costs in full, each other one the share `repeated` of its price. No question
    gives back more than it lost. As prices are those of the last mistake (`last_prices`), another mistake in one of the
    questions lowers what comes back, and never takes less than what it brings back elsewhere.

    Args:
        losses: Question -> points that it lost.
        prices: Question -> points that the mistake takes there.
        repeated: The share of its price that a repetition costs (0 to 1).
    """
    dearest = max(prices, key=lambda question: prices[question], default="")
    back = {question: (1 - _exact(repeated)) * _exact(price) for question, price in prices.items()}
    return {
        question: _hundredths(min(price, _exact(losses[question])))
        for question, price in back.items()
        if question != dearest
    }


def _exact(number: float) -> Fraction:
    """Read a number as it is written in decimals."""
    return Fraction(str(number))


def _hundredths(points: Fraction) -> float:
    """Round to the nearest 0.01, halves up."""
    return math.floor(points * 100 + Fraction(1, 2)) / 100
