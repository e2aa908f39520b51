"""Recognize what Canvas's "Download Submissions" writes: flat files named by student, user id and file id.

    familygiven_4711_900_file.py           familygiven_LATE_4711_900_file-1.py      conflict: handed in again
    familygiven_4711_text.html             familygiven_4711_900_link.html           a text or a link
    anon_aB3xZ_900_file.py                 LATE_anon_aB3xZ_900_file.py              anonymous
    team_1_4711_900_file.py                                                         a group

Names, groups and files may contain underscores and numbers, so one name can often be split in several ways. A student
has one name in a download, and its ids have about as many digits as each other: that settles which number is which. The
student chooses the name of the file, so of several ways that are as likely the leftmost counts, and no entry is given
to a student who has another name elsewhere.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from statistics import median_low

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

__all__ = ["Canvas"]

_NUMBERS = re.compile(r"_(?=(\d+)_(\d+)_(.+))", re.DOTALL)
_TEXT = re.compile(r"(?P<name>.+?)_(?P<id>\d+)_(?P<kind>text|link)\.html", re.DOTALL)
_ANONYMOUS = re.compile(
    r"(?P<late>LATE_)?anon(?P<late2>_LATE)?_(?P<id>[A-Za-z0-9]{5})(?P<late3>_LATE)?_"
    r"(?:(?P<number>\d+)_(?P<file>.+)|(?P<kind>text|link)\.html)",
    re.DOTALL,
)
_LATE_BEFORE, _LATE_AFTER = "LATE_", "_LATE"
_AGAIN = re.compile(r"-\d+(?=\.(?:[A-Za-z0-9]+|tar\.[gx]z)$)")
"""What Canvas adds to the name of a file that a student hands in again: `knn-1.py`."""

_OTHER_PLATFORMS = re.compile(r"_assignsubmission_|_attempt_\d{4}-\d\d-\d\d-")


@dataclass(frozen=True)
class _CanvasName:
    """One way to split the name of an entry; `number` is None for a text or link."""

    name: str
    late: bool
    user: str
    number: int | None
    file: str
    anonymous: bool = False


class Canvas:
    """Downloads of a Canvas assignment."""

    name, title = "canvas", "Canvas"

    def claims(self, listing: Listing, items: list[ListedItem]) -> int:
        """Count the files whose names have a student, a user id and a file id."""
        return sum(item.kind == "file" and next(_splits(item.name), None) is not None for item in items)

    def collect(self, listing: Listing, items: list[ListedItem]) -> Collected:
        """Group the entries by user id."""
        splits = {item.name: list(_splits(item.name)) if item.kind == "file" else [] for item in items}
        digits = _Digits([ways for ways in splits.values() if ways])
        groups: dict[str, GroupOfFiles] = {}
        others: list[OtherEntry] = []
        for name, ways in splits.items():
            if not ways:
                if is_index(name):
                    others.append(ignored(listing, name, Message("a page of contents")))
                else:
                    reason = Message("Its name is not one that Canvas writes; hand it over by itself.")
                    others.append(unusable(listing, name, reason))
                continue
            found = digits.likeliest(ways)
            group = groups.setdefault(found.user, _group(found))
            group.late = group.late or found.late
            if found.number is None:
                what = Message("a link") if found.file == "link" else Message("an online text")
                group.texts.append((entry_path(listing, name), what))
                continue
            part = listing.parts(name)[0]
            inner = file_name(_AGAIN.sub("", found.file))
            group.parts.append(SubmissionPart(inner, part.container, part.member, None, found.number))
            group.entries.append(entry_path(listing, name))
        return collected_groups(groups.values(), self.name, others)


def _group(found: _CanvasName) -> GroupOfFiles:
    if found.anonymous:
        key = f"anon_{found.user}"
        return GroupOfFiles(Person(key, id=found.user), key)
    name = plain_name(found.name)
    return GroupOfFiles(Person(found.user, id=found.user, name=name), f"{name}_{found.user}")


def _splits(entry: str) -> Iterator[_CanvasName]:
    """Yield every way to read the name of an entry, from the left."""
    if found := _ANONYMOUS.fullmatch(entry):
        late = bool(found["late"] or found["late2"] or found["late3"])
        number = int(found["number"]) if found["number"] else None
        yield _CanvasName("", late, found["id"], number, found["file"] or found["kind"], anonymous=True)
        return
    for place in _NUMBERS.finditer(entry):
        user, upload, file = place[1], place[2], place[3]
        name = entry[: place.start()]
        if not name or len(user) > 20 or len(upload) > 20 or _OTHER_PLATFORMS.search(f"{name}_"):
            continue
        if file in ("text.html", "link.html"):
            yield _CanvasName(*_late(name), user, None, file.removesuffix(".html"))
        else:
            yield _CanvasName(*_late(name), user, int(upload), file)
    if (text := _TEXT.fullmatch(entry)) and not _OTHER_PLATFORMS.search(entry):
        yield _CanvasName(*_late(text["name"]), text["id"], None, text["kind"])


def _late(name: str) -> tuple[str, bool]:
    bare = name.removeprefix(_LATE_BEFORE).removesuffix(_LATE_AFTER)
    return bare, bare != name


class _Digits:
    """Chooses among several ways to read a name, by what the other names of the download say.

    Args:
        entries: The ways to read each entry, from the left.
    """

    def __init__(self, entries: list[list[_CanvasName]]) -> None:
        sure = [ways[0] for ways in entries if len(ways) == 1]
        self._names = {way.user: way.name for way in sure}
        typical = sure or [_by_size(ways) for ways in entries]
        self._users = _around([len(way.user) for way in typical], all_of_them=bool(sure))
        self._numbers = _around(
            [len(str(way.number)) for way in typical if way.number is not None], all_of_them=bool(sure)
        )

    def likeliest(self, ways: list[_CanvasName]) -> _CanvasName:
        """Return the way with a known user, else with ids as long as those of the others, else with the longest."""
        if len(ways) == 1:
            return ways[0]
        if known := [way for way in ways if self._names.get(way.user) == way.name]:
            return known[0]
        ways = [way for way in ways if way.user not in self._names] or ways[:1]
        near = [
            way
            for way in ways
            if len(way.user) in self._users
            and (way.number is None or not self._numbers or len(str(way.number)) in self._numbers)
        ]
        return near[0] if near else _by_size(ways)


def _around(lengths: list[int], *, all_of_them: bool) -> range:
    """Return the usual lengths, one more and one less; those in the middle if some of them may be misread."""
    if not lengths:
        return range(0)
    middle = median_low(lengths)
    low, high = (min(lengths), max(lengths)) if all_of_them else (middle, middle)
    return range(low - 1, high + 2)


def _by_size(ways: list[_CanvasName]) -> _CanvasName:
    late = [way for way in ways if way.late]  # LATE stands right before the user id
    return late[0] if late else max(ways, key=lambda way: min(int(way.user), way.number or int(way.user)))
