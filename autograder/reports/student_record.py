"""Define what one student gets: the record, what people decided about it, and what the student wrote."""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

import msgspec

from autograder.model.final_score import Adjustment, FinalScore, compute_final_score
from autograder.model.results import Record
from autograder.model.text import Text
from autograder.model.written import RegradeRequest, WrittenAnswer

__all__ = ["DIGEST_SHOWN", "StudentRecord", "member_record", "record_digest"]

DIGEST_SHOWN = 8
"""Digits of a digest that tell submissions of one name apart."""


@dataclass(frozen=True)
class StudentRecord:
    """A record as one student gets it.

    Attributes:
        record: The record; each member of a group has a folder and therefore a name of their own (`member_record`).
        student: Key of the student; empty if nobody is known.
        name: Name of the student; empty if unknown.
        status: `graded`, `superseded` or `unusable`, as in submissions.csv.
        superseded_by: The entry that counts instead; empty if this one counts.
        notes: Sentences for the top of the page: an extension, the group, what supersedes it.
        adjustments: Question -> what a person decided about it.
        final: The final score, with lateness; None for the score without it.
        late: The line about lateness; None if it is on time, or nothing is known.
        written: The answers to written questions.
        requests: What the student asked to be looked at again.
    """

    record: Record
    student: str = ""
    name: str = ""
    status: str = "graded"
    superseded_by: str = ""
    notes: tuple[Text, ...] = ()
    adjustments: Mapping[str, Adjustment] = field(default_factory=dict)
    final: FinalScore | None = None
    late: Text | None = None
    written: tuple[WrittenAnswer, ...] = ()
    requests: tuple[RegradeRequest, ...] = ()

    @property
    def score(self) -> FinalScore:
        """The final score: tests, decisions of people, lateness."""
        return self.final or compute_final_score(self.record, self.adjustments)


def member_record(record: Record, student: str) -> Record:
    """Return a group's record under a name of its own for one member, so that each member has a folder.

    Args:
        record: The record of the group.
        student: Key of the member.
    """
    whole = record_digest(record)
    own = hashlib.sha256(f"{whole} {student}".encode()).hexdigest()
    digests = {**record.digests, "submission": own, "group_submission": whole}
    return msgspec.structs.replace(record, submission=f"{student} ({record.submission})", digests=digests)


def record_digest(record: Record) -> str:
    """Return hexadecimal digits that distinguish this submission from another of the same name."""
    stated = re.sub(r"[^0-9a-f]", "", record.digests.get("submission", "").lower())
    if len(stated) >= DIGEST_SHOWN:
        return stated
    return hashlib.sha256(msgspec.json.encode(msgspec.structs.replace(record, timing=None))).hexdigest()
