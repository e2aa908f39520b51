"""Decide what became of each entry, and which submission of a student counts.

A student's submissions are compared when they are read, so that grading an older one again never makes it count.
"""

import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Literal

import msgspec

from autograder.model.people import Person
from autograder.model.text import Text

__all__ = ["Standing", "counting", "decided", "person_from", "standing_of"]

Status = Literal["waiting", "graded", "superseded", "unusable", "ignored"]


@dataclass(frozen=True, slots=True)
class Standing:
    """What became of one entry, for one of its students.

    Attributes:
        entry: The entry as it was named.
        person: The student; None if the entry belongs to nobody.
        team: Name of the group; empty if there is none.
        members: Number of students that the entry belongs to.
        status: `waiting` if it has not been graded yet, `superseded` if another submission of the student counts.
        reason: Why it is unusable or ignored, or remarks on its files.
        by: The entry that counts instead.
        submission: Name of the submission in results.
        digests: Assignment digest and submission digest of its result; two empty strings if there is none.
        platform: The form that it was recognized by.
        handed_in: When it was handed in; None if unknown.
        attempt: Number of the attempt, if the platform counts them.
        marked_late: Whether the platform says that it is late, without a time.
        place: Order in which contents were first named.
        more_entries: Further entries that belong to the submission, where the platform has one for each file.
        counts: Whether it is the student's submission that counts.
        latest: Whether the last command named it.
    """

    entry: str
    person: Person | None
    team: str
    members: int
    status: Status
    reason: Text | None
    by: str
    submission: str
    digests: tuple[str, str]
    platform: str
    handed_in: datetime | None
    attempt: int | None
    marked_late: bool
    place: int
    latest: bool
    more_entries: tuple[str, ...] = ()
    counts: bool = False

    @property
    def student(self) -> str:
        """Key of the student; empty if the entry belongs to nobody."""
        return self.person.key if self.person else ""

    @property
    def has_result(self) -> bool:
        """Whether there is a record of it."""
        return self.digests != ("", "")


def counting(submissions: Sequence[Standing]) -> Standing | None:
    """Return the submission of a student that counts; None if there is none.

    What cannot be used counts only if nothing else can. Of several the latest handed in counts, if all have a time;
    else the highest attempt, if all have one; else the one that was named last.

    Args:
        submissions: All entries of one student, in one assignment.
    """
    usable = [one for one in submissions if one.status in ("graded", "waiting")]
    usable = usable or [one for one in submissions if one.status == "unusable"]
    if not usable:
        return None
    timed = all(one.handed_in for one in usable)
    numbered = all(one.attempt is not None for one in usable)

    def order(one: Standing) -> tuple[float, int, int]:
        time = one.handed_in.timestamp() if timed and one.handed_in else 0.0
        return time, (one.attempt or 0) if numbered else 0, one.place

    return max(usable, key=order)


def standing_of(row: tuple[Any, ...], members: int, last_run: int) -> Standing:
    """Return what a row of the gradebook says, before the student's entries are compared."""
    entry, digest, assignment_digest, submission, platform, status, reason, handed_in, attempt, marked, *rest = row
    place, run, more, about, team, _ = rest
    submission = entry if submission == entry else submission  # the same text once
    return Standing(
        entry=entry,
        person=person_from(about) if about else None,
        team=team or "",
        members=members,
        status="graded" if status == "submission" else status,
        reason=msgspec.json.decode(reason, type=Text) if reason else None,
        by="",
        submission=submission,
        digests=(sys.intern(assignment_digest), digest),
        platform=sys.intern(platform),
        handed_in=datetime.fromisoformat(handed_in) if handed_in else None,
        attempt=attempt,
        marked_late=bool(marked) and not handed_in,
        place=place,
        latest=run == last_run,
        more_entries=tuple(msgspec.json.decode(more, type=list[str])),
    )


def decided(entries: Sequence[Standing]) -> Iterator[Standing]:
    """Mark the submission of one student that counts, and those that it supersedes.

    Args:
        entries: All entries of one student, or all that belong to nobody, in the order in which they were named.
    """
    best = counting(entries) if entries[0].person else None
    last = {one.entry: one.place for one in entries}
    for one in entries:
        if one is best:
            yield replace(one, counts=True)
        elif best and one.status in ("graded", "waiting"):
            yield replace(one, status="superseded", by=best.entry)
        elif one.place < last[one.entry] and one.status == "unusable":  # it has been replaced by a better file
            yield replace(one, status="superseded", by=one.entry)
        else:
            yield one


def person_from(about: str) -> Person:
    """Decode a student from JSON."""
    return msgspec.json.decode(about, type=Person)
