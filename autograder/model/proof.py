"""Define the results of `autograder validate`: one verdict for each part of an assignment's proof, with evidence."""

from collections.abc import Iterable

import msgspec

__all__ = ["Part", "Problem", "Proof", "Validation"]


class Problem(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A problem in an assignment.

    Attributes:
        where: The file, test or question.
        found: What is wrong.
        cure: What the author can do.
    """

    where: str
    found: str
    cure: str

    def same_as_one_of(self, others: Iterable["Problem"]) -> bool:
        """Return whether `others` contains a problem with the same place and text."""
        return any((self.where, self.found) == (other.where, other.found) for other in others)


class Part(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One part of the proof of one assignment.

    Attributes:
        name: Name of the part for `--only`.
        looked_at: What was checked, in words, with numbers.
        problems: Why the part does not hold; empty if it holds.
        remarks: What the author should know although the part holds.
        figures: Name -> measurement.
        tried: Whether anything was checked. False if a problem of an earlier part made the check impossible.
    """

    name: str
    looked_at: str
    problems: tuple[Problem, ...] = ()
    remarks: tuple[Problem, ...] = ()
    figures: dict[str, float] = {}
    tried: bool = True

    @property
    def holds(self) -> bool:
        """Return whether the part was checked and has no problems."""
        return self.tried and not self.problems


class Proof(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The proof of one assignment.

    Attributes:
        assignment: Id of the assignment.
        parts: One verdict for each part.
        seconds: Wall time of all parts.
        seed: Seed of the hidden inputs and of the sample of mutants; the same seed gives the same ones.
    """

    assignment: str
    parts: tuple[Part, ...]
    seconds: float
    seed: int = 0

    @property
    def holds(self) -> bool:
        """Return whether every part holds."""
        return all(part.holds for part in self.parts)


class Validation(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The proofs of all requested assignments.

    Attributes:
        schema: Version of this format.
        proofs: One proof for each assignment.
    """

    schema: int
    proofs: tuple[Proof, ...]

    @property
    def holds(self) -> bool:
        """Return whether every part of every proof holds."""
        return all(proof.holds for proof in self.proofs)
