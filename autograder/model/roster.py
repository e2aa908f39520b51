"""Describe a roster: the students of a class, as a platform or a person lists them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from autograder.model.people import Person
from autograder.model.sheet import Sheet

__all__ = ["Roster"]


@dataclass(frozen=True)
class Roster:
    """The students of a class.

    Attributes:
        kind: The form of the file: `canvas`, `moodle`, `gradescope`, `blackboard`, `brightspace` or `csv`.
        sheet: The file.
        people: The students, in the order of the file.
        rows: Key of a student -> number of the row in `sheet.rows`.
        times: Key of a student -> time of the submission, if the file states it.
        notes: What a reader should know about the file, one sentence each.
    """

    kind: str
    sheet: Sheet
    people: tuple[Person, ...]
    rows: Mapping[str, int]
    times: Mapping[str, datetime] = field(default_factory=dict)
    notes: tuple[object, ...] = ()

    @property
    def source(self) -> bytes:
        """The content of the file, unchanged."""
        return self.sheet.with_cells({})
