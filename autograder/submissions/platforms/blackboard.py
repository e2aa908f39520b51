"""Recognize what Blackboard's "Assignment File Download" writes: flat files named by user and attempt.

    HW1_userid_attempt_2026-01-31-23-10-09_knn.py       a file
    HW1_userid_attempt_2026-01-31-23-10-09.txt          a description of the attempt: name, time, comments

Assignment and user id may contain underscores. The description has the user id in its first line; without one, the
assignment is what the names of all entries begin with. Each attempt is a submission.
"""

import re
from datetime import datetime

from autograder.i18n import Message
from autograder.model.people import Person
from autograder.submissions.listing import ListedItem, Listing
from autograder.submissions.platforms.clock import local, time_from_words
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

__all__ = ["Blackboard"]

# The student chooses the name of the file, which may look like another entry: what comes first is the platform's.
_ENTRY = re.compile(r"(?P<head>.+?)_attempt_(?P<time>\d{4}(?:-\d\d){5})(?:_(?P<file>.+)|\.txt)", re.DOTALL)
_WHO = re.compile(r"^Name:\s*(?P<name>.*?)\s*\((?P<user>[^()\n]+)\)\s*$", re.MULTILINE)
_WHEN = re.compile(r"^Date Submitted:\s*(?P<time>[^\n]+)$", re.MULTILINE)
_DESCRIPTION = 1_000
"""Bytes of a description that are read; the platform's own lines come first."""


class Blackboard:
    """Downloads of a Blackboard assignment."""

    name, title = "blackboard", "Blackboard"

    def claims(self, listing: Listing, items: list[ListedItem]) -> int:
        """Count the names with `_attempt_` and a time."""
        return sum(_ENTRY.fullmatch(item.name) is not None for item in items)

    def collect(self, listing: Listing, items: list[ListedItem]) -> Collected:
        """Group the entries by user and attempt."""
        names = {item.name: _ENTRY.fullmatch(item.name) for item in items}
        heads = sorted({found["head"] for found in names.values() if found})
        known: dict[str, tuple[str, str]] = {}
        described: dict[tuple[str, str], datetime] = {}
        for name, found in names.items():
            if found and found["file"] is None:
                text = listing.read(name, _DESCRIPTION).decode("utf-8", "replace")
                if (who := _WHO.match(text)) and found["head"].endswith(f"_{who['user']}"):
                    known[found["head"]] = (who["user"], plain_name(who["name"]))
                if (when := _WHEN.search(text)) and (time := time_from_words(when["time"])):
                    described[found["head"], found["time"]] = time
        before = _assignment(heads, known)
        groups: dict[tuple[str, str], GroupOfFiles] = {}
        others: list[OtherEntry] = []
        for name, found in names.items():
            if found is None:
                others.append(_stray(listing, name))
                continue
            user, full = known.get(found["head"], (found["head"].removeprefix(before), ""))
            person = Person(plain_name(user), id=plain_name(user), name=full, login=plain_name(user))
            key = (found["head"], found["time"])
            group = groups.setdefault(key, GroupOfFiles(person, f"{person.key}_{found['time']}"))
            group.handed_in = _time(found["time"], described.get(key))
            if found["file"] is None:
                group.texts.append((entry_path(listing, name), Message("the description of an attempt")))
                continue
            part = listing.parts(name)[0]
            group.parts.append(SubmissionPart(file_name(found["file"]), part.container, part.member))
            group.entries.append(entry_path(listing, name))
        return collected_groups(groups.values(), self.name, others)


def _time(text: str, described: datetime | None) -> datetime | None:
    """Return the time in a name, with seconds, in the zone of the description; the description wins if they differ."""
    try:
        named = datetime.strptime(text, "%Y-%m-%d-%H-%M-%S")
    except ValueError:
        return described
    if described is None:
        return local(named)
    named = named.replace(tzinfo=described.tzinfo)
    return named if abs((named - described).total_seconds()) < 60 else described


def _assignment(heads: list[str], known: dict[str, tuple[str, str]]) -> str:
    """Return what comes before the user id in every entry: the assignment's name and an underscore."""
    for head, (user, _) in known.items():
        before = head.removesuffix(user)
        if all(other.startswith(before) for other in heads):
            return before
    first, last = heads[0], heads[-1]  # of sorted texts, these two have the least in common
    common = first[: next((at for at, (a, b) in enumerate(zip(first, last, strict=False)) if a != b), len(first))]
    return common[: common.rfind("_") + 1]


def _stray(listing: Listing, name: str) -> OtherEntry:
    if is_index(name):
        return ignored(listing, name, Message("a page of contents"))
    return unusable(listing, name, Message("Its name is not one that Blackboard writes; hand it over by itself."))
