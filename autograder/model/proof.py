"""What `autograder validate` found out about assignments: one verdict for each part of the proof, with its evidence."""

from collections.abc import Iterable

import msgspec

__all__ = ["Part", "Problem", "Proof", "Validation"]


class Problem(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Something that is not as it must be.

    Attributes:
        where: The file, test or question.
        found: What was found there.
        cure: What to do about it.
    """

    where: str
    found: str
    cure: str

    def same_as_one_of(self, others: Iterable["Problem"]) -> bool:
        """Whether one of these found the same in the same place."""
        return any((self.where, self.found) == (other.where, other.found) for other in others)


class Part(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One part of the proof of one assignment.

    Attributes:
        name: What `--only` calls it.
        looked_at: What was looked at, in words, with figures.
        problems: Why it does not hold; none if it does.
        remarks: What an author should know, though the part holds.
        figures: Measurements behind it.
        tried: Whether anything was looked at; else something that an earlier problem names stands in the way.
    """

    name: str
    looked_at: str
    problems: tuple[Problem, ...] = ()
    remarks: tuple[Problem, ...] = ()
    figures: dict[str, float] = {}
    tried: bool = True

    @property
    def holds(self) -> bool:
        """Whether it was tried, and nothing speaks against it."""
        return self.tried and not self.problems


class Proof(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The proof of one assignment.

    Attributes:
        assignment: Its id.
        parts: One verdict for each part.
        seconds: The wall time that they took.
    """

    assignment: str
    parts: tuple[Part, ...]
    seconds: float

    @property
    def holds(self) -> bool:
        """Whether every part holds."""
        return all(part.holds for part in self.parts)


class Validation(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The proof of every assignment that was asked for.

    Attributes:
        schema: The version of this format.
        proofs: One for each assignment.
    """

    schema: int
    proofs: tuple[Proof, ...]

    @property
    def holds(self) -> bool:
        """Whether every part of every proof holds."""
        return all(proof.holds for proof in self.proofs)
