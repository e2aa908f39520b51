"""Plans the proof of an assignment: which parts it has, which submissions they need, and how many of them run."""

import math
import random
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from autograder.authoring.build import build
from autograder.authoring.course import AssignmentSource, Course
from autograder.errors import AssignmentError, UsageError
from autograder.model.proof import Part
from autograder.validation.judges import right, wrong
from autograder.validation.judges.evidence import Evidence
from autograder.validation.variants import Variant, make, repeated

if TYPE_CHECKING:
    from autograder.validation.mutation.mutants import Mutant

__all__ = ["JUDGES", "PARTS", "ProofPlan", "plans"]

JUDGES: dict[str, tuple[tuple[str, ...], Callable[[Evidence], Part]]] = {
    "reference": (("reference",), right.reference),
    "skeleton": (("skeleton",), wrong.skeleton),
    "trivial": (("trivial",), wrong.trivial),
    "by_heart": (("by_heart",), wrong.by_heart),
    "rubbish": (("rubbish", "trivial"), wrong.rubbish),
    "misconceptions": (("misconception",), wrong.misconceptions),
    "alternatives": (("alternative",), right.alternatives),
    "independence": (("broken",), wrong.independence),
    "transports": (("reference", "alternative", "misconception"), right.transports),
    "time": (("reference",), right.time),
    "repetitions": (("reference", "alternative"), right.repetitions),
}
"""Each part: the kinds of variants that it needs, and its judge."""

PARTS = ("metadata", "generated", "leaks", "pasted", *JUDGES)
"""Every part of a proof, in the order of the report; `mutants` comes behind them where it is asked for."""


@dataclass(frozen=True)
class ProofPlan:
    """The work that proves one assignment.

    Attributes:
        parts: Names of the parts, in order.
        variants: What is graded, copies included.
        local: What runs on the laptop too.
        built: What `build` makes of the source; None if it refuses, and `refusal` says why.
        load: Whether every core is kept busy meanwhile.
        mutants: Those to look at.
        every_mutant: Whether these are all.
    """

    course: Course
    source: AssignmentSource
    parts: tuple[str, ...]
    variants: tuple[Variant, ...]
    local: tuple[Variant, ...]
    built: Mapping[str, bytes] | None
    refusal: AssignmentError | None
    load: bool
    mutants: "tuple[Mutant, ...]" = ()
    every_mutant: bool = True

    @property
    def steps(self) -> int:
        """How many submissions run, here and there."""
        watched = "pasted" in self.parts and self.built is not None
        return len(self.variants) + len(self.local) + len(self.mutants) + watched


def plans(
    course: Course,
    assignments: Sequence[str] = (),
    only: Collection[str] = (),
    repeat: int = 2,
    load: bool = False,
    mutants: float = 0.0,
) -> list[ProofPlan]:
    """Plan the proof of each assignment (all of the course, if none is named).

    Args:
        course: Where the assignments are.
        assignments: Their ids.
        only: The parts of the proof; all if none is named.
        repeat: How many times right answers are graded.
        load: Whether to keep every core busy meanwhile.
        mutants: Percentage of the mutants to look at, sampled at random.

    Raises:
        UsageError: An assignment or a part is unknown, the number of repetitions is none, or `mutants` is no share.
        AssignmentError: An `assignment.toml` is broken.
    """
    if repeat < 1:
        raise UsageError(f"--repeat {repeat}: right answers are graded once at least")
    if not 0 <= mutants <= 100:
        raise UsageError(f"--sample {mutants:g}: it is how many in a hundred, from 0 to 100")
    share = Fraction(str(mutants)) / 100
    return [_plan(course, one, only, repeat, load, share) for one in tuple(dict.fromkeys(assignments)) or course.ids()]


def _plan(
    course: Course,
    assignment: str,
    only: Collection[str],
    repeat: int,
    load: bool,
    mutants: Fraction,
) -> ProofPlan:
    """Plan one proof; `mutants` is the share of them to look at."""
    unknown = sorted(set(only) - set(PARTS))
    if unknown:
        raise UsageError(f"there is no part {', '.join(map(repr, unknown))}; there are {', '.join(PARTS)}")
    source = course.source(assignment)
    parts = tuple(part for part in PARTS if not only or part in only)
    kinds = {kind for part in parts if part in JUDGES for kind in JUDGES[part][0]}
    try:
        built = build(source)
        variants = make(source, kinds)
    except AssignmentError as error:
        return ProofPlan(course, source, parts, (), (), None, error, load)
    local = (
        [variant for variant in variants if variant.kind in JUDGES["transports"][0]] if "transports" in parts else []
    )
    if "repetitions" in parts:
        variants += [copy for one in variants if one.kind in right.REPEATED for copy in repeated(one, repeat)]
    chosen = _chosen(source, mutants) if mutants else ()
    parts = (*parts, "mutants") if mutants else parts
    return ProofPlan(course, source, parts, tuple(variants), tuple(local), built, None, load, chosen, mutants == 1)


def _chosen(source: AssignmentSource, share: Fraction) -> "tuple[Mutant, ...]":
    from autograder.validation.mutation.mutants import mutants_of  # imports libcst, which takes its time

    found = mutants_of(source)
    return tuple(found if share == 1 else random.sample(found, math.ceil(share * len(found))))
