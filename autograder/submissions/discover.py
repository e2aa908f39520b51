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

from msgspec.structs import replace as replace_person

from autograder.errors import UsageError
from autograder.i18n import Message
from autograder.model.assignment import Assignment
from autograder.model.people import Person
from autograder.model.text import Text
from autograder.submissions.listing import FolderListing, ListedItem, Listing, start_of
from autograder.submissions.platforms.clones import CLONE, is_clone, student_of_clone
from autograder.submissions.platforms.common import SOURCES, refusal
from autograder.submissions.platforms.folders import Folders
from autograder.submissions.recognize import ONE, RECOGNIZED, class_around, find_form, open_listing, without_junk
from autograder.submissions.refs import (
    Collected,
    OtherEntry,
    SubmissionPart,
    SubmissionRef,
    submission_name,
    without_suffix,
)
from autograder.submissions.shapes import candidates, is_class, looks_like_class

__all__ = ["PLATFORMS", "discover"]

PLATFORMS = (*(platform.name for platform in RECOGNIZED), "folder", ONE)
"""What `discover` can be told to read paths as; `submission` makes each path one submission."""

MAX_SNIFFED = 20
"""Maximum number of files of a submission whose first bytes are read; with more it is left to opening."""


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
    if platform == ONE or (platform is None and len(paths) > 1):
        found = _one_by_one(paths, assignment, asked=platform is not None)
    else:
        found = [_discover_at(path, assignment, platform, alone=len(paths) == 1) for path in paths]
    submissions: list[SubmissionRef] = []
    others = [other for one in found for other in one.others]
    for ref in (ref for one in found for ref in one.submissions):
        if reason := _refusal_of_parts(ref.parts):
            text = Text.of(reason)
            entries = (ref.entry, *ref.more_entries)
            about = text, ref.people, ref.handed_in, ref.platform
            others += [OtherEntry(entry, "unusable", *about) for entry in entries]
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
        try:
            opened = open_listing(path)
            if opened is None or _is_clone(path):
                return
            inner, platform = find_form(opened, assignment, None)
        except UsageError:
            return
        if platform is None and not looks_like_class(inner.listing, inner.items, assignment):
            return
        forms.append(platform.name if platform else Folders.name)
    raise UsageError(
        f"{paths[0]}: each of the {len(paths)} paths looks like a class and would become one submission; "
        f"add --from {forms[0]} to read them as classes, or --from {ONE} to grade each as one submission"
    )


def _of_one_download(paths: Sequence[Path]) -> Collected | None:
    """Read paths that are the entries of one platform's folder (`downloads/*`), from the platform's own names."""
    folder = paths[0].resolve().parent
    if any(path.resolve().parent != folder for path in paths):
        return None
    listing = FolderListing(folder)
    names = {path.resolve().name for path in paths}
    items = [item for item in listing.items() if item.name in names]
    for platform in RECOGNIZED[1:]:  # the metadata of Gradescope would speak for the others
        if platform.claims(listing, items) == len(items):
            found = platform.collect(listing, items)
            if len(found.submissions) < len(items):
                raise UsageError(
                    f"{folder}: several of the {len(items)} paths are one student's, as {platform.title} names them; "
                    f"name the folder itself, or add --from {ONE} to grade each path by itself"
                )
            return found
    return None


def _single(path: Path, assignment: Assignment) -> Collected:
    """Make a path one submission, or say why it cannot be one."""
    name = submission_name(path)
    person = Person(student_of_clone(without_suffix(name, SOURCES), assignment.id))
    form = CLONE if _is_clone(path) else Folders.name
    ref = SubmissionRef.from_path(path, without_suffix(name, SOURCES))
    return Collected((replace(ref, people=(person,), platform=form),))


def _discover_at(path: Path, assignment: Assignment, asked: str | None, *, alone: bool) -> Collected:
    opened = open_listing(path)
    if opened is None:
        if asked is not None:
            raise UsageError(f"{path}: not a folder or an archive, so not a download of {asked}; leave out --from")
        return _single(path, assignment)
    prefix = "" if alone else path.name
    if isinstance(opened, FolderListing) and asked is None and _is_clone(path):
        return _single(path, assignment)
    inner, platform = find_form(opened, assignment, asked)
    if platform is None:
        listing, items, junk = class_around(without_junk(opened), assignment)
        if len(candidates(items)) > 1 and not any(item.name in assignment.files() for item in items):
            _refuse_several_downloads(listing, candidates(items), assignment)
        if not is_class(listing, items, assignment):
            return _single(path, assignment)
        found = Folders(assignment).collect(listing, items)
        return Collected(found.submissions, (*found.others, *junk))
    found = platform.collect(inner.listing, inner.items)
    others = (replace(other, platform=platform.name) for other in found.others)
    found = Collected(found.submissions, (*others, *inner.besides))
    return _prefixed(found, prefix) if prefix else found


def _is_clone(path: Path) -> bool:
    return (path / ".git").exists()


def _refuse_several_downloads(listing: Listing, inside: list[ListedItem], assignment: Assignment) -> None:
    """Raise an error if each entry is the download of a class.

    Raises:
        UsageError: It is so.
    """
    if not isinstance(listing, FolderListing):
        return
    titles = []
    for item in inside:
        try:
            opened = open_listing(listing.where / item.name)
            if opened is None or (item.kind == "folder" and is_clone(listing, item)):
                return
            inner, platform = find_form(opened, assignment, None)
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
    plain = (Folders.name, CLONE)
    count = Counter(ref.student for ref in found if ref.platform in plain)
    told: list[SubmissionRef] = []
    used: set[str] = set()
    for ref in found:
        if ref.platform in plain and count[ref.student] > 1:
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
