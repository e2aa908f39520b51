"""Recognize whose form a folder or archive has, there or in the folders and the archive around it."""

from pathlib import Path
from typing import NamedTuple

from autograder.errors import UsageError
from autograder.i18n import Message
from autograder.model.assignment import Assignment
from autograder.submissions.archives import ARCHIVES, BadArchive, kind_of
from autograder.submissions.listing import ArchiveListing, FolderListing, ListedItem, Listing, is_junk
from autograder.submissions.platforms.blackboard import Blackboard
from autograder.submissions.platforms.brightspace import Brightspace
from autograder.submissions.platforms.canvas import Canvas
from autograder.submissions.platforms.clones import is_clone
from autograder.submissions.platforms.common import SOURCES, Platform, entry_path, ignored
from autograder.submissions.platforms.folders import Folders
from autograder.submissions.platforms.gradescope import Gradescope
from autograder.submissions.platforms.moodle import Moodle
from autograder.submissions.refs import OtherEntry
from autograder.submissions.shapes import candidates, looks_like_class, refuse_two_readings

__all__ = ["ONE", "RECOGNIZED", "OpenedClass", "class_around", "find_form", "open_listing", "without_junk"]

RECOGNIZED: tuple[Platform, ...] = (Gradescope(), Moodle(), Blackboard(), Brightspace(), Canvas())
"""Platforms whose names are recognized, the most particular first."""

ONE = "submission"
"""The name of the reading that makes each path one submission."""

MAX_AROUND = 8
"""Maximum number of folders around the download of a platform, or around a class."""


class OpenedClass(NamedTuple):
    """The root of a listing, and what the folders above it hold besides."""

    listing: Listing
    items: list[ListedItem]
    besides: tuple[OtherEntry, ...]


def open_listing(path: Path) -> Listing | None:
    """List a folder or archive; None for any other file, which is one submission or none.

    Raises:
        UsageError: It is an archive that cannot be opened.
    """
    if path.is_dir():
        return FolderListing(path)
    with path.open("rb") as file:
        if kind_of(file.read(265), path.name) not in ARCHIVES:
            return None
    try:
        return ArchiveListing(path)
    except BadArchive as bad:
        raise UsageError(
            f"{path}: {bad.reason} Download it again, or add --from {ONE} if it is one student's"
        ) from None


def without_junk(listing: Listing) -> OpenedClass:
    """Return what lies in the root of a listing, apart from what operating systems and editors add."""
    items = listing.items()
    reason = Message("a file of the operating system or of an editor")
    junk = tuple(ignored(listing, item.name, reason) for item in items if is_junk(item.name))
    return OpenedClass(listing, [item for item in items if not is_junk(item.name)], junk)


def find_form(listing: Listing, assignment: Assignment, asked: str | None) -> tuple[OpenedClass, Platform | None]:
    """Find the platform whose form the listing has, there or in the folders and the archive around it.

    Raises:
        UsageError: Two forms fit, or one fits only a part of it.
    """
    first = opened = without_junk(listing)
    for _ in range(MAX_AROUND):
        if platform := _claimed(opened, assignment, asked):
            return opened, platform
        inner = _only_inside(opened)
        if inner is None:
            break
        opened = inner
    if asked == Folders.name:
        return _class_of_folders(first), Folders(assignment)
    if asked is not None:
        raise UsageError(
            f"{first.listing.where}: nothing in it is named as {asked} names submissions; "
            f"choose another --from, or leave it out"
        )
    return first, None


def class_around(opened: OpenedClass, assignment: Assignment) -> OpenedClass:
    """Go down through folders, and into an archive, that are alone, if a class of folders lies there.

    Raises:
        UsageError: Only two students would lie there, which may be two copies of one student's.
    """
    inner = opened
    for _ in range(MAX_AROUND):
        deeper = _only_inside(inner)
        if deeper is None:
            break
        inner = deeper
        listing, items, _ = inner
        if any(item.kind == "folder" and is_clone(listing, item) for item in items):
            return inner if len(items) > 1 else opened
        if looks_like_class(listing, items, assignment):
            if len(candidates(items)) == 2:
                names = " and ".join(item.name for item in candidates(items))
                refuse_two_readings(listing, f"{names} may be two students, or two copies", Folders.name, ONE)
            return inner
    return opened


def _class_of_folders(opened: OpenedClass) -> OpenedClass:
    """Go down through folders that are alone, down to a class."""
    for _ in range(MAX_AROUND):
        if len(opened.items) != 1 or opened.items[0].kind != "folder" or (inner := _only_inside(opened)) is None:
            break
        if not candidates(inner.items) or any(item.kind == "file" for item in inner.items):
            break
        opened = inner
    return opened


def _only_inside(opened: OpenedClass) -> OpenedClass | None:
    """Return the content of the only folder or archive in a root; None if there are more, or students' own files."""
    listing, items, besides = opened
    inside = candidates(items)
    if len(inside) != 1 or inside[0].name.lower().endswith(SOURCES):
        return None
    (item,) = inside
    reason = Message("a file beside the download")
    besides += tuple(ignored(listing, other.name, reason) for other in items if other is not item)
    if item.kind == "folder":
        if is_clone(listing, item):
            return None
        inner: Listing = listing.below(item.name)
    else:
        if not isinstance(listing, FolderListing) or kind_of(listing.start(item.name), item.name) not in ARCHIVES:
            return None
        try:
            inner = ArchiveListing(listing.where / item.name, entry_path(listing, item.name))
        except BadArchive:
            return None
    found = without_junk(inner)
    return OpenedClass(inner, found.items, besides + found.besides)


def _claimed(opened: OpenedClass, assignment: Assignment, asked: str | None) -> Platform | None:
    """Return the platform that wrote the names in a root.

    Raises:
        UsageError: The names fit two readings.
    """
    listing, items, _ = opened
    claims = [(platform, count) for platform in RECOGNIZED if (count := platform.claims(listing, items))]
    if asked is not None:
        return next((platform for platform, _ in claims if platform.name == asked), None)
    # Names of files may look like another platform's, so one that most entries agree on comes first.
    for platform, count in sorted(claims, key=lambda claim: 2 * claim[1] <= len(items)):
        if 2 * count > len(items) and any(item.name in assignment.files() for item in items):
            refuse_two_readings(
                listing, f"{count} of {len(items)} entries are named as {platform.title} names them, "
                "but a file of the assignment lies beside them", platform.name, ONE,
            )  # fmt: skip
        if 2 * count > len(items):
            return platform
        if count > 1 and not any(item.name in assignment.files() for item in items):
            text = f"only {count} of {len(items)} entries are named as {platform.title} names them"
            refuse_two_readings(listing, text, platform.name, Folders.name)
    return None
