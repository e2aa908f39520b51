"""Find every submission below the paths that a command names, and account for every other entry.

One path is a class, or one submission:

- what a learning platform writes is recognized by the names in the whole folder or archive, also with a folder around;
- a folder or archive with a listed file at its top is one submission, and so is a git clone;
- a folder of folders, archives, clones and Python files is a class; each entry names its student.

Several paths are one submission each, whatever lies in them, so that nothing in a student's folder can speak for
others. `platform` decides by hand. What fits two readings raises an error that names both.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from msgspec.structs import replace as replace_person

from autograder.errors import UsageError
from autograder.i18n import Message
from autograder.model.assignment import Assignment
from autograder.model.people import Person
from autograder.model.text import Text
from autograder.submissions.archives import ARCHIVES, BadArchive, kind_of
from autograder.submissions.listing import ArchiveListing, FolderListing, ListedItem, Listing, is_junk, start_of
from autograder.submissions.platforms.blackboard import Blackboard
from autograder.submissions.platforms.brightspace import Brightspace
from autograder.submissions.platforms.canvas import Canvas
from autograder.submissions.platforms.clones import is_clone, student_of_clone
from autograder.submissions.platforms.common import SOURCES, Platform, entry_path, ignored, refusal
from autograder.submissions.platforms.folders import Folders
from autograder.submissions.platforms.gradescope import Gradescope
from autograder.submissions.platforms.moodle import Moodle
from autograder.submissions.refs import (
    Collected,
    OtherEntry,
    SubmissionPart,
    SubmissionRef,
    submission_name,
    without_suffix,
)
from autograder.submissions.shapes import candidates, is_class, looks_like_class, refuse_two_readings

__all__ = ["PLATFORMS", "discover"]

_RECOGNIZED: tuple[Platform, ...] = (Gradescope(), Moodle(), Blackboard(), Brightspace(), Canvas())
_ONE = "submission"

PLATFORMS = (*(platform.name for platform in _RECOGNIZED), "folder", _ONE)
"""What `discover` can be told to read paths as; `submission` makes each path one submission."""

MAX_SNIFFED = 20
"""Maximum number of files of a submission whose first bytes are read; with more it is left to opening."""

MAX_AROUND = 8
"""Maximum number of folders around the download of a platform."""


class _Opened(NamedTuple):
    """The root of a listing, and what the folders above it hold besides."""

    listing: Listing
    items: list[ListedItem]
    besides: tuple[OtherEntry, ...]


def discover(paths: Sequence[Path], assignment: Assignment, platform: str | None = None) -> Collected:
    """Find every submission in `paths`, and account for every other entry.

    Args:
        paths: Submissions, folders of them, or downloads of a platform.
        assignment: The assignment whose files to look for.
        platform: One of `PLATFORMS`; None to recognize the form.

    Returns:
        The submissions in the order of `paths`, and the other entries. Names of submissions are unique.

    Raises:
        UsageError: A path does not exist, is named twice, cannot be opened, or can be read in two ways.
    """
    if platform is not None and platform not in PLATFORMS:
        raise UsageError(f"--from {platform}: unknown; choose one of {', '.join(PLATFORMS)}")
    _refuse_twice(paths)
    if platform == _ONE or (platform is None and len(paths) > 1):
        found = _one_by_one(paths, assignment, asked=platform is not None)
    else:
        found = [_discover_at(path, assignment, platform, alone=len(paths) == 1) for path in paths]
    submissions: list[SubmissionRef] = []
    others = [other for one in found for other in one.others]
    for ref in (ref for one in found for ref in one.submissions):
        if reason := _refusal_of_parts(ref.parts):
            text = Text.of(reason)
            others += [OtherEntry(entry, "unusable", text, ref.people) for entry in (ref.entry, *ref.more_entries)]
        else:
            submissions.append(ref)
    return Collected(tuple(_with_unique_names(submissions)), tuple(others))


def _refusal_of_parts(parts: Sequence[SubmissionPart]) -> Message | None:
    """Return why no file of a submission can hold an answer, by the first bytes of each; None if one can."""
    reason: Message | None = None
    alone = len(parts) == 1 and not parts[0].container.is_dir()
    for number, part in enumerate(_files_of(parts)):
        name = part.name or part.container.name
        found = None if name.lower().endswith(SOURCES) else refusal(start_of(part), name, alone=alone)
        if found is None or number >= MAX_SNIFFED:
            return None
        reason = reason or found
    return reason


def _files_of(parts: Sequence[SubmissionPart]) -> Iterator[SubmissionPart]:
    for part in parts:
        if part.member is not None or not part.container.is_dir():
            yield part
        else:
            for path in FolderListing(part.container.parent).files(part.container.name):
                yield SubmissionPart(path.name, part.container / path)


def _refuse_twice(paths: Sequence[Path]) -> None:
    seen: dict[Path, Path] = {}
    for path in paths:
        submission_name(path)  # it must exist
        real = path.resolve()
        if real in seen:
            raise UsageError(f"{path}: named twice; name each folder or file once")
        seen[real] = path
    for real, path in seen.items():
        if outer := next((seen[parent] for parent in real.parents if parent in seen), None):
            raise UsageError(f"{path}: lies in {outer}, which is named too; name one of them")


def _one_by_one(paths: Sequence[Path], assignment: Assignment, *, asked: bool) -> list[Collected]:
    """Make each path one submission.

    Raises:
        UsageError: The names of all paths are those of one download, in which one student has several entries; or every
            path is a class.
    """
    if not asked and (download := _of_one_download(paths)):
        return [download]
    if not asked:
        _refuse_classes(paths, assignment)
    return [_single(path, assignment) for path in paths]


def _refuse_classes(paths: Sequence[Path], assignment: Assignment) -> None:
    """Raise an error if every path looks like a class; one that does may be a student's own doing.

    Raises:
        UsageError: It is so.
    """
    forms = []
    for path in paths:
        opened = _open(path)
        if opened is None or _is_clone(path):
            return
        try:
            inner, platform = _find_form(opened, assignment, None)
        except UsageError:
            return
        if platform is None and not looks_like_class(inner.listing, inner.items, assignment):
            return
        forms.append(platform.name if platform else Folders.name)
    raise UsageError(
        f"{paths[0]}: each of the {len(paths)} paths looks like a class and would become one submission; "
        f"add --from {forms[0]} to read them as classes, or --from {_ONE} to grade each as one submission"
    )


def _of_one_download(paths: Sequence[Path]) -> Collected | None:
    """Read paths that are the entries of one platform's folder (`downloads/*`), from the platform's own names."""
    folder = paths[0].resolve().parent
    if any(path.resolve().parent != folder for path in paths):
        return None
    listing = FolderListing(folder)
    names = {path.resolve().name for path in paths}
    items = [item for item in listing.items() if item.name in names]
    for platform in _RECOGNIZED[1:]:  # the metadata of Gradescope would speak for the others
        if platform.claims(listing, items) == len(items):
            found = platform.collect(listing, items)
            if len(found.submissions) < len(items):
                raise UsageError(
                    f"{folder}: several of the {len(items)} paths are one student's, as {platform.title} names them; "
                    f"name the folder itself, or add --from {_ONE} to grade each path by itself"
                )
            return found
    return None


def _single(path: Path, assignment: Assignment) -> Collected:
    """Make a path one submission, or say why it cannot be one."""
    name = submission_name(path)
    person = Person(student_of_clone(without_suffix(name, SOURCES), assignment.id))
    return Collected((replace(SubmissionRef.from_path(path, without_suffix(name, SOURCES)), people=(person,)),))


def _discover_at(path: Path, assignment: Assignment, asked: str | None, *, alone: bool) -> Collected:
    opened = _open(path)
    if opened is None:
        return _single(path, assignment)
    prefix = "" if alone else path.name
    if isinstance(opened, FolderListing) and asked is None and _is_clone(path):
        return _single(path, assignment)
    inner, platform = _find_form(opened, assignment, asked)
    if platform is None:
        listing, items, junk = _class_around(_descend(opened), assignment)
        if len(candidates(items)) > 1 and not any(item.name in assignment.files() for item in items):
            _refuse_several_downloads(listing, candidates(items), assignment)
        if not is_class(listing, items, assignment):
            return _single(path, assignment)
        found = Folders(assignment).collect(listing, items)
        return Collected(found.submissions, (*found.others, *junk))
    found = platform.collect(inner.listing, inner.items)
    found = Collected(found.submissions, (*found.others, *inner.besides))
    return _prefixed(found, prefix) if prefix else found


def _is_clone(path: Path) -> bool:
    return (path / ".git").exists()


def _open(path: Path) -> Listing | None:
    """List a folder or archive; None for any other file, which is one submission or none."""
    if path.is_dir():
        return FolderListing(path)
    with path.open("rb") as file:
        if kind_of(file.read(265), path.name) not in ARCHIVES:
            return None
    try:
        return ArchiveListing(path)
    except BadArchive:
        return None  # opened again as a submission, it gets its written reason


def _split_junk(listing: Listing) -> tuple[list[ListedItem], tuple[OtherEntry, ...]]:
    items = listing.items()
    junk = Message("a file of the operating system or of an editor")
    return [item for item in items if not is_junk(item.name)], tuple(
        ignored(listing, item.name, junk) for item in items if is_junk(item.name)
    )


def _find_form(listing: Listing, assignment: Assignment, asked: str | None) -> tuple[_Opened, Platform | None]:
    """Find the platform whose form the listing has, there or in the folders and the archive around it.

    Raises:
        UsageError: Two forms fit, or one fits only a part of it.
    """
    besides: tuple[OtherEntry, ...] = ()
    first = _descend(listing)
    for _ in range(MAX_AROUND):
        items, junk = _split_junk(listing)
        besides += junk
        opened = _Opened(listing, items, besides)
        if platform := _claimed(opened, assignment, asked):
            return opened, platform
        inner = _only_inside(listing, items)
        if inner is None:
            break
        listing = inner
    if asked == Folders.name:
        return _class_of_folders(first), Folders(assignment)
    if asked is not None:
        raise UsageError(
            f"{first.listing.where}: nothing in it is named as {asked} names submissions; "
            f"choose another --from, or leave it out"
        )
    return first, None


def _class_around(opened: _Opened, assignment: Assignment) -> _Opened:
    """Go down through folders, and into an archive, that are alone, if a class of folders lies there.

    Raises:
        UsageError: Only two students would lie there, which may be two copies of one student's.
    """
    listing, items, besides = opened
    while inner := _only_inside(listing, items):
        listing, (items, junk) = inner, _split_junk(inner)
        besides += junk
        if any(item.kind == "folder" and is_clone(listing, item) for item in items):
            return _Opened(listing, items, besides) if len(items) > 1 else opened
        if looks_like_class(listing, items, assignment):
            if len(candidates(items)) == 2:
                names = " and ".join(item.name for item in candidates(items))
                refuse_two_readings(listing, f"{names} may be two students, or two copies", Folders.name, _ONE)
            return _Opened(listing, items, besides)
    return opened


def _class_of_folders(opened: _Opened) -> _Opened:
    """Go down through folders that are alone, down to a class."""
    listing, items, besides = opened
    while len(items) == 1 and items[0].kind == "folder":
        inner = listing.below(items[0].name)
        inner_items, junk = _split_junk(inner)
        if not inner_items or not candidates(inner_items) or any(i.kind == "file" for i in inner_items):
            break
        listing, items, besides = inner, inner_items, besides + junk
    return _Opened(listing, items, besides)


def _only_inside(listing: Listing, items: list[ListedItem]) -> Listing | None:
    """Return the listing of the only folder or archive in a root; None if there is more."""
    if len(items) != 1 or items[0].kind == "link":
        return None
    (item,) = items
    if item.kind == "folder":
        return None if is_clone(listing, item) else listing.below(item.name)
    if not isinstance(listing, FolderListing) or kind_of(listing.start(item.name), item.name) not in ARCHIVES:
        return None
    try:
        return ArchiveListing(listing.where / item.name, entry_path(listing, item.name))
    except BadArchive:
        return None


def _claimed(opened: _Opened, assignment: Assignment, asked: str | None) -> Platform | None:
    """Return the platform that wrote the names in a root.

    Raises:
        UsageError: The names fit two readings.
    """
    listing, items, _ = opened
    for platform in _RECOGNIZED:
        if asked is not None and platform.name != asked:
            continue
        count = platform.claims(listing, items)
        if not count:
            continue
        if asked is not None:
            return platform
        if 2 * count > len(items) and any(item.name in assignment.files() for item in items):
            refuse_two_readings(
                listing, f"{count} of {len(items)} entries are named as {platform.title} names them, "
                "but a file of the assignment lies beside them", platform.name, _ONE,
            )  # fmt: skip
        if 2 * count > len(items):
            return platform
        if count > 1 and not any(item.name in assignment.files() for item in items):
            text = f"only {count} of {len(items)} entries are named as {platform.title} names them"
            refuse_two_readings(listing, text, platform.name, Folders.name)
    return None


def _descend(listing: Listing) -> _Opened:
    items, junk = _split_junk(listing)
    return _Opened(listing, items, junk)


def _refuse_several_downloads(listing: Listing, inside: list[ListedItem], assignment: Assignment) -> None:
    """Raise an error if each entry is the download of a class.

    Raises:
        UsageError: It is so.
    """
    if not isinstance(listing, FolderListing):
        return
    titles = []
    for item in inside:
        opened = _open(listing.where / item.name)
        if opened is None or (item.kind == "folder" and is_clone(listing, item)):
            return
        try:
            inner, platform = _find_form(opened, assignment, None)
        except UsageError:
            return
        if platform is None or len(platform.collect(inner.listing, inner.items).submissions) < 2:
            return
        titles.append(platform)
    raise UsageError(
        f"{listing.where}: each of its {len(inside)} entries is a download of a class ({titles[0].title}); "
        f"name them one by one with --from {titles[0].name}"
    )


def _prefixed(found: Collected, prefix: str) -> Collected:
    """Put the name of a path before the entries in it, where several paths are named."""
    return Collected(
        tuple(
            replace(
                ref,
                entry=f"{prefix}/{ref.entry}",
                more_entries=tuple(f"{prefix}/{entry}" for entry in ref.more_entries),
            )
            for ref in found.submissions
        ),
        tuple(replace(other, entry=f"{prefix}/{other.entry}") for other in found.others),
    )


def _with_unique_names(found: list[SubmissionRef]) -> list[SubmissionRef]:
    """Tell apart plain submissions of one name, which are different students', by their folders; number the rest."""
    count = Counter(ref.student for ref in found if ref.platform == Folders.name)
    told: list[SubmissionRef] = []
    used: set[str] = set()
    for ref in found:
        if ref.platform == Folders.name and count[ref.student] > 1:
            part = ref.parts[0]
            parent = part.container.resolve().parent.name if part.member is None else ref.entry.rpartition("/")[0]
            key = f"{parent}/{ref.student}"
            ref = replace(ref, name=key.replace("/", "_"), people=(replace_person(ref.people[0], key=key),))
        name, number = ref.name, 1
        while name.casefold() in used:
            number += 1
            name = f"{ref.name} ({number})"
        used.add(name.casefold())
        told.append(replace(ref, name=name) if name != ref.name else ref)
    return told
