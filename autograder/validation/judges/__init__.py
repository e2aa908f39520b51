"""The parts of a proof that look at graded submissions, and what each needs."""

from collections.abc import Callable

from autograder.model.proof import Part
from autograder.validation.judges import right, wrong
from autograder.validation.judges.evidence import Evidence

__all__ = ["JUDGES"]

JUDGES: dict[str, tuple[tuple[str, ...], Callable[[Evidence], Part]]] = {
    "reference": (("reference",), right.reference),
    "skeleton": (("skeleton",), wrong.skeleton),
    "trivial": (("trivial",), wrong.trivial),
    "by_heart": (("by_heart",), wrong.by_heart),
    "rubbish": (("rubbish", "trivial"), wrong.rubbish),
    "misconceptions": (("misconception",), wrong.misconceptions),
    "alternatives": (("alternative",), right.alternatives),
    "independence": (("broken",), wrong.independence),
    "seams": (("reference", "alternative", "misconception"), right.seams),
    "time": (("reference",), right.time),
    "repetitions": (("reference", "alternative"), right.repetitions),
}
"""Each part: the kinds of variants that it needs, and its judge."""
