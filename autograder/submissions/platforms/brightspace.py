"""Recognize what Brightspace (D2L) writes: folders, or flat files, named by numbers, student and time.

    12345-67890 - Given Family - Jan 31, 2026 1159 PM/knn.py
    12345-67890 - Given Family - Jan 31, 2026 1159 PM - knn.py
    index.html

The pair of numbers may be the same for several students, so the name belongs to the key. The time is written in the
language of whoever downloads. Each time is an attempt.
"""

import re
from datetime import datetime

from autograder.i18n import Message
from autograder.model.people import Person
from autograder.submissions.listing import ListedItem, Listing
from autograder.submissions.platforms.clock import time_from_words
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

__all__ = ["Brightspace"]

_START = re.compile(r"(?P<pair>\d+-\d+) - (?P<rest>.+ - .*\d{4}.*)", re.DOTALL)
_BETWEEN = " - "


class Brightspace:
    """Downloads of a Brightspace assignment."""

    name, title = "brightspace", "Brightspace"

    def claims(self, listing: Listing, items: list[ListedItem]) -> int:
        """Count the names that begin with two numbers and have a year."""
        return sum(_START.fullmatch(item.name) is not None for item in items)

    def collect(self, listing: Listing, items: list[ListedItem]) -> Collected:
        """Group the entries by student and time."""
        groups: dict[tuple[str, str], GroupOfFiles] = {}
        others: list[OtherEntry] = []
        for item in items:
            found = _START.fullmatch(item.name)
            if found is None:
                others.append(_stray(listing, item.name))
                continue
            name, when, time, file = _split(found["rest"])
            key = plain_name(f"{found['pair']} {name}")
            person = Person(key, id=key, name=plain_name(name))
            group = groups.setdefault((key, when), GroupOfFiles(person, plain_name(f"{key} {when}")))
            group.handed_in = time
            parts = listing.parts(item.name)
            if item.kind == "file" and parts:
                parts = (SubmissionPart(file_name(file), parts[0].container, parts[0].member),)
            if parts:
                group.parts += parts
                group.entries.append(entry_path(listing, item.name))
            else:
                others.append(unusable(listing, item.name, Message("The folder is empty."), person))
        return collected_groups([one for one in groups.values() if one.parts], self.name, others)


def _split(rest: str) -> tuple[str, str, datetime | None, str]:
    """Split `name - time - file` into the name, the time as written and as read, and the file."""
    pieces = rest.split(_BETWEEN)
    at = next((place for place in range(1, len(pieces)) if time_from_words(pieces[place])), None)
    if at is None:
        at = next((place for place in range(1, len(pieces)) if re.search(r"\d{4}", pieces[place])), len(pieces) - 1)
    name, file = _BETWEEN.join(pieces[:at]), _BETWEEN.join(pieces[at + 1 :])
    return name, pieces[at], time_from_words(pieces[at]), file


def _stray(listing: Listing, name: str) -> OtherEntry:
    if is_index(name):
        return ignored(listing, name, Message("a page of contents"))
    return unusable(listing, name, Message("Its name is not one that Brightspace writes; hand it over by itself."))
