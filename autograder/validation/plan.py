"""Plan the proof of an assignment: its parts, the submissions they need, and how often each runs."""

import hashlib
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
from autograder.validation.combinations import PAIRS, combined
from autograder.validation.judges import fair, right, wrong
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
    "fairness": (("misconception", *fair.WORTHLESS), fair.fairness),
    "alternatives": (("alternative",), right.alternatives),
    "independence": (("broken",), wrong.independence),
    "transports": (("reference", "alternative", "misconception"), right.transports),
    "time": (("reference",), right.time),
    "repetitions": (("reference", "alternative"), right.repetitions),
}
"""Part -> the kinds of variants that it needs, and its judge."""

PARTS = ("metadata", "generated", "leaks", "pasted", *JUDGES)
"""Every part of a proof in the order of the report, except the optional ones, which come last."""

ON_REQUEST = ("parity",)
"""Parts that run only if `only` names them. They are about the engine, with the assignment as the example."""


@dataclass(frozen=True)
class ProofPlan:
    """Describe the work that proves one assignment.

    Attributes:
        course: The course.
        source: The assignment.
        parts: Names of the parts, in order.
        variants: Submissions to grade, copies included.
        local: Submissions that also run on the laptop.
        built: Path -> content of the generated folder; None if the source is broken.
        refusal: Why the source cannot be built; None if it can.
        load: Whether to keep every core busy during the run.
        mutants: Mutants to test.
        every_mutant: Whether `mutants` has all mutants, not a sample.
        seed: Seed of the hidden inputs and of the sample of mutants.
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
    seed: int = 0

    @property
    def secret(self) -> bytes:
        """Return the 32 bytes that seed the hidden tests; the same seed gives the same bytes."""
        return hashlib.sha256(f"proof {self.seed}".encode()).digest()

    @property
    def steps(self) -> int:
        """Number of submissions to run, in the sandbox and on the laptop."""
        watched = "pasted" in self.parts and self.built is not None
        whole = watched + ("parity" in self.parts and self.built is not None)
        return len(self.variants) + len(self.local) + len(self.mutants) + whole


def plans(
    course: Course,
    assignments: Sequence[str] = (),
    only: Collection[str] = (),
    repeat: int = 2,
    load: bool = False,
    mutants: float = 0.0,
    seed: int = 0,
    pairs: int | None = PAIRS,
) -> list[ProofPlan]:
    """Plan the proofs of assignments.

    Args:
        course: The course.
        assignments: Ids of the assignments; all if empty.
        only: Parts of the proof; all but those on request if empty.
        repeat: How many times to grade each correct solution.
        load: Whether to keep every core busy during the run.
        mutants: Percentage of mutants to test; the seed chooses them.
        seed: Seed of the hidden inputs, of the sample of mutants and of the combined mistakes.
        pairs: How many combined mistakes of each kind to grade for a question; None for all.

    Returns:
        One plan per assignment.

    Raises:
        UsageError: An assignment or a part is unknown, `repeat` is below 1, or `mutants` is not a percentage.
        AssignmentError: An `assignment.toml` is broken.
    """
    if repeat < 1:
        raise UsageError(f"--repeat {repeat}: use 1 or more")
    if not 0 <= mutants <= 100:
        raise UsageError(f"--sample {mutants:g}: use a percentage from 0 to 100")
    share = Fraction(str(mutants)) / 100
    chosen = tuple(dict.fromkeys(assignments)) or course.ids()
    return [_plan(course, one, only, repeat, load, share, seed, pairs) for one in chosen]


def _plan(
    course: Course,
    assignment: str,
    only: Collection[str],
    repeat: int,
    load: bool,
    mutants: Fraction,
    seed: int,
    pairs: int | None,
) -> ProofPlan:
    """Plan one proof; `mutants` is the fraction of mutants to test."""
    known = (*PARTS, *ON_REQUEST)
    unknown = sorted(set(only) - set(known))
    if unknown:
        raise UsageError(f"--only {', '.join(unknown)}: unknown part; use {', '.join(known)}")
    source = course.source(assignment)
    parts = tuple(part for part in known if part in (only or PARTS))
    kinds = {kind for part in parts if part in JUDGES for kind in JUDGES[part][0]}
    try:
        built = build(source)
        variants = make(source, kinds)
        variants += combined(source, seed, pairs) if "fairness" in parts else []
    except AssignmentError as error:
        return ProofPlan(course, source, parts, (), (), None, error, load, seed=seed)
    local = (
        [variant for variant in variants if variant.kind in JUDGES["transports"][0]] if "transports" in parts else []
    )
    if "repetitions" in parts:
        variants += [copy for one in variants if one.kind in right.REPEATED for copy in repeated(one, repeat)]
    chosen = _chosen(source, mutants, seed) if mutants else ()
    parts = (*parts, "mutants") if mutants else parts
    every = mutants == 1
    return ProofPlan(course, source, parts, tuple(variants), tuple(local), built, None, load, chosen, every, seed)


def _chosen(source: AssignmentSource, share: Fraction, seed: int) -> "tuple[Mutant, ...]":
    from autograder.validation.mutation.mutants import mutants_of  # imports libcst, which is slow

    found = mutants_of(source)
    return tuple(found if share == 1 else random.Random(seed).sample(found, math.ceil(share * len(found))))
