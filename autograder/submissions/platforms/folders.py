"""Read a class that people put together: a folder, zip, clone or file for each student, named after the student."""

import re
from collections import Counter
from collections.abc import Iterable
from itertools import islice

from autograder.i18n import Message
from autograder.model.assignment import PACKED_NAME, Assignment
from autograder.model.people import Person
from autograder.submissions.archives import ARCHIVES, kind_of
from autograder.submissions.listing import ListedItem, Listing, is_no_answer
from autograder.submissions.platforms.clones import is_clone, student_of_clone
from autograder.submissions.platforms.common import entry_path, ignored, is_index, plain_name, unusable
from autograder.submissions.refs import Collected, OtherEntry, SubmissionPart, SubmissionRef, without_suffix

__all__ = ["FolderShape", "Folders", "candidates", "refusal", "shape_of"]

LOOKED_INTO = 40
"""Maximum number of folders that are looked into to learn what a folder of folders is."""

FILES_LOOKED_AT = 2_000
"""Maximum number of files of one folder that are looked at for it."""

_SOURCES = (".py", ".ipynb")
_GENERIC = re.compile(
    r"(src|source|code|lib|data|datasets?|old|new|backup|bak|copy|final|submission|answers?|work|solutions?|tests?|"
    r"images?|figures?|docs?|notebooks?|part|task|question|q|v|version|attempt|hw|homework|lab)[ _.-]?\d*",
    re.IGNORECASE,
)


class Folders:
    """A class of plain folders, archives, clones and files.

    Args:
        assignment: The assignment whose files to look for.
    """

    name, title = "folder", "folders"

    def __init__(self, assignment: Assignment) -> None:
        self._assignment = assignment

    def claims(self, listing: Listing, items: list[ListedItem]) -> int:
        """Count what may be one student's; a name proves nothing here."""
        return len(candidates(items))

    def collect(self, listing: Listing, items: list[ListedItem]) -> Collected:
        """Make a submission of each entry; a folder and an archive of one name are one student's."""
        submissions: dict[str, SubmissionRef] = {}
        others: list[OtherEntry] = []
        for item in items:
            if item.kind == "link":
                others.append(unusable(listing, item.name, Message("A link is not followed; hand over the files.")))
            elif is_index(item.name):
                others.append(ignored(listing, item.name, Message("a page of contents")))
            else:
                self._add(listing, item, submissions, others)
        return Collected(tuple(submissions.values()), tuple(others))

    def _add(
        self, listing: Listing, item: ListedItem, submissions: dict[str, SubmissionRef], others: list[OtherEntry]
    ) -> None:
        bare = item.name if item.kind == "folder" else without_suffix(item.name, _SOURCES)
        name = plain_name(bare) or "submission"
        student = student_of_clone(name, self._assignment.id)
        person = Person(student)
        parts = listing.parts(item.name)
        reason = refusal(listing, item) if parts else Message("The folder is empty.")
        if item.kind == "folder" and not isinstance(reason, Message) and not _has_content(listing, item):
            reason = Message("The folder is empty.")
        if reason is not None:
            others.append(unusable(listing, item.name, reason, person))
            return
        if item.kind == "folder" and parts[0].member is not None:  # an archive's members keep their folder
            parts = tuple(SubmissionPart(part.name, part.container, part.member) for part in parts)
        entry = entry_path(listing, item.name)
        before = submissions.get(student)
        if before is None:
            submissions[student] = SubmissionRef(entry, name, (person,), parts)
        else:
            joined = (*before.parts, *parts)
            more = (*before.more_entries, entry)
            submissions[student] = SubmissionRef(before.entry, before.name, before.people, joined, more_entries=more)


def _has_content(listing: Listing, item: ListedItem) -> bool:
    if is_clone(listing, item):
        return True
    return bool(listing.below(item.name).items())


def refusal(listing: Listing, item: ListedItem) -> Message | None:
    """Return why a file in the root of a listing cannot be a submission, by its first bytes; None if it can."""
    if item.kind == "folder" or item.name.lower().endswith(_SOURCES):
        return None
    kind = kind_of(listing.start(item.name), item.name)
    if kind in ARCHIVES:
        return None
    if kind == "empty":
        return Message("The file is empty; was it downloaded completely?")
    if kind in ("RAR", "7z", "bzip2", "zstd"):
        return Message(
            "It is a {kind} archive; ask for a zip, or unpack it into a folder named {name}.",
            kind=kind,
            name=plain_name(without_suffix(item.name)),
        )
    if item.name.lower().endswith((".zip", ".tar", ".tgz", ".gz", ".xz", ".txz", ".rar", ".7z")):
        if kind:
            return Message("It is no archive but a {kind} file; ask for a zip.", kind=kind)
        return Message("It is no archive, whatever its name says; is it damaged or incomplete?")
    if kind:
        return Message("It is a {kind} file; a submission is a folder, an archive or Python files.", kind=kind)
    return Message("It is no folder, no archive and no Python file.")


def candidates(items: Iterable[ListedItem]) -> list[ListedItem]:
    """Return the items that may hold a submission, by name."""
    return [
        item
        for item in items
        if (item.kind == "folder" and not is_no_answer(item.name))
        or (item.kind == "file" and (without_suffix(item.name) != item.name or item.name.lower().endswith(_SOURCES)))
    ]


class FolderShape:
    """What lies in the folders of a folder, found by names alone.

    Attributes:
        holding: Name of a folder or archive -> the listed files in it; an archive may hold any.
        nested: Names of folders in which several folders have the same listed file, and no file is above them.
        empty: Names of folders without a listed file.
    """

    def __init__(self) -> None:
        self.holding: dict[str, frozenset[str]] = {}
        self.nested: list[str] = []
        self.empty: list[str] = []

    def overlaps(self) -> bool:
        """Return whether two folders hold the same listed file, as different students' folders do."""
        counts = Counter(name for held in self.holding.values() for name in held)
        return any(count > 1 for count in counts.values())

    def are_generic(self) -> bool:
        """Return whether every holding folder has a name that people give to parts of one submission."""
        return bool(self.holding) and all(_GENERIC.fullmatch(without_suffix(name)) for name in self.holding)


def shape_of(listing: Listing, items: list[ListedItem], assignment: Assignment) -> FolderShape:
    """Look into the folders of a listing."""
    listed = frozenset(assignment.files())
    shape = FolderShape()
    for item in islice(candidates(items), LOOKED_INTO):
        if item.kind == "file":
            held = listed if without_suffix(item.name) != item.name else frozenset({item.name}) & listed
            if held:
                shape.holding[item.name] = held
            continue
        if is_clone(listing, item):
            shape.holding[item.name] = listed
            continue
        tops: dict[str, Counter[str]] = {}
        for path in islice(listing.files(item.name), FILES_LOOKED_AT):
            archive = without_suffix(path.name) != path.name
            if path.name in listed or archive:
                top = path.parts[0] if len(path.parts) > 1 or archive else ""
                tops.setdefault(top, Counter())[path.name if not archive else PACKED_NAME] += 1
        held = frozenset(name for counts in tops.values() for name in counts if name in listed)
        if tops and not held:
            held = listed  # archives alone
        if not held:
            shape.empty.append(item.name)
            continue
        shape.holding[item.name] = held
        if "" not in tops and len(tops) > 1 and _repeated(tops):
            shape.nested.append(item.name)
    return shape


def _repeated(tops: dict[str, Counter[str]]) -> bool:
    counts = Counter(name for names in tops.values() for name in names)
    generic = all(_GENERIC.fullmatch(without_suffix(top)) for top in tops)
    return not generic and any(count > 1 for count in counts.values())
