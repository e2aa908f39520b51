"""Recognize what Moodle's "Download all submissions" writes, as folders and flat.

    Given Family_123456_assignsubmission_file_/knn.py           with folders
    Given Family_123456_assignsubmission_file_knn.py            without
    Given Family_123456_assignsubmission_onlinetext_/onlinetext.html

Moodle replaces underscores in names by spaces, so an underscore before the name separates a user name. The number is
the participant's ("Participant 123456" in the grading worksheet). There are no times; the worksheet has them.
"""

import re

from autograder.i18n import Message
from autograder.model.people import Person
from autograder.submissions.listing import ListedItem, Listing
from autograder.submissions.platforms.common import (
    GroupOfFiles,
    collected_groups,
    entry_path,
    file_name,
    ignored,
    is_index,
    plain_name,
    unusable,
)
from autograder.submissions.refs import Collected, OtherEntry, SubmissionPart

__all__ = ["Moodle"]

# The student chooses the name of the file, which may look like another entry: what comes first is the platform's.
_ENTRY = re.compile(r"(?P<name>.+?)_(?P<id>\d+)_assignsubmission_(?P<kind>[a-z0-9]+)(?:_(?P<file>.*))?", re.DOTALL)


class Moodle:
    """Downloads of a Moodle assignment."""

    name, title = "moodle", "Moodle"

    def claims(self, listing: Listing, items: list[ListedItem]) -> int:
        """Count the names with `_assignsubmission_`."""
        return sum(_ENTRY.fullmatch(item.name) is not None for item in items)

    def collect(self, listing: Listing, items: list[ListedItem]) -> Collected:
        """Group the entries by participant number."""
        groups: dict[str, GroupOfFiles] = {}
        others: list[OtherEntry] = []
        for item in items:
            found = _ENTRY.fullmatch(item.name)
            if found is None:
                others.append(_stray(listing, item))
                continue
            person = _person(found["name"], found["id"])
            group = groups.setdefault(found["id"], GroupOfFiles(person, f"{person.name or 'participant'}_{person.id}"))
            entry = entry_path(listing, item.name)
            if found["kind"] != "file":
                online = found["kind"] == "onlinetext"
                what = Message("an online text") if online else Message("a {kind} entry", kind=found["kind"])
                group.texts.append((entry, what))
                continue
            parts = listing.parts(item.name)
            if item.kind == "file":
                parts = (_renamed(parts[0], file_name(found["file"] or "")),)
            if parts:
                group.parts += parts
                group.entries.append(entry)
            else:
                others.append(unusable(listing, item.name, Message("The folder is empty."), person))
        return collected_groups([one for one in groups.values() if one.parts or one.texts], self.name, others)


def _renamed(part: SubmissionPart, name: str) -> SubmissionPart:
    return SubmissionPart(name, part.container, part.member)


def _person(text: str, number: str) -> Person:
    login, _, name = text.rpartition("_")
    if re.fullmatch(rf"\D+ {number}", name):  # "Participant 123456": an anonymous assignment
        name = ""
    return Person(number, id=number, name=plain_name(name), login=plain_name(login))


def _stray(listing: Listing, item: ListedItem) -> OtherEntry:
    if is_index(item.name):
        return ignored(listing, item.name, Message("a page of contents"))
    return unusable(listing, item.name, Message("Its name is not one that Moodle writes; hand it over by itself."))
