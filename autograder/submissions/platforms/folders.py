"""Read a class that people put together: a folder, zip, clone or file for each student, named after the student."""

from dataclasses import replace

from autograder.i18n import Message
from autograder.model.assignment import Assignment
from autograder.model.people import Person
from autograder.submissions.listing import ListedItem, Listing
from autograder.submissions.platforms.clones import CLONE, is_clone, student_of_clone
from autograder.submissions.platforms.common import SOURCES, entry_path, ignored, is_index, plain_name, unusable
from autograder.submissions.refs import Collected, OtherEntry, SubmissionRef, without_suffix
from autograder.submissions.shapes import candidates

__all__ = ["Folders"]


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
        bare = item.name if item.kind == "folder" else without_suffix(item.name, SOURCES)
        name = plain_name(bare) or "submission"
        student = student_of_clone(name, self._assignment.id)
        person = Person(student)
        parts = listing.parts(item.name)
        reason = None if parts else Message("The folder is empty.")
        if item.kind == "folder" and not listing.below(item.name).items():
            reason = Message("The folder is empty.")
        if reason is not None:
            others.append(unusable(listing, item.name, reason, person))
            return
        entry = entry_path(listing, item.name)
        before = submissions.get(student)
        if before is None:
            form = CLONE if is_clone(listing, item) else self.name
            submissions[student] = SubmissionRef(entry, name, (person,), parts, platform=form)
        else:
            joined = (*before.parts, *parts)
            more = (*before.more_entries, entry)
            submissions[student] = replace(before, parts=joined, more_entries=more)
