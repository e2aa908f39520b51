"""Write what belongs to a whole class, from the gradebook: submissions.csv, grades.csv, class.html."""

from collections import defaultdict, deque
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from autograder.gradebook import Entry, Extension, Gradebook, Standing
from autograder.i18n import Lines, Message
from autograder.model.final_score import compute_final_score
from autograder.model.lateness import late_factor, late_line, time_late
from autograder.model.text import Text
from autograder.model.written import RegradeRequest
from autograder.reports.class_summary import SubmissionSummary, summarize
from autograder.reports.hand_ins import UNKNOWN, HandIn
from autograder.reports.results_folder import (
    is_up_to_date,
    write_class_page,
    write_grades,
    write_hand_ins,
    write_student_files,
    write_student_page,
)
from autograder.reports.status_labels import number
from autograder.reports.student_record import StudentRecord, member_record

if TYPE_CHECKING:
    from autograder.model.assignment import Assignment
    from autograder.model.people import Person
    from autograder.model.results import Record
    from autograder.submissions.refs import SubmissionRef

__all__ = ["CLASS_PAGE", "StudentRecords", "hand_ins", "refresh", "write_class_files"]

CLASS_PAGE = "class.html"


class StudentRecords:
    """Make what each student gets, from the decisions in the gradebook, which are read once.

    Args:
        book: The gradebook.
        assignment: Id of the assignment.
    """

    def __init__(self, book: Gradebook, assignment: str) -> None:
        self._book = book
        self._assignment = assignment
        self._adjustments = book.all_adjustments(assignment)
        self._extensions = book.extensions(assignment)
        self._due, self._policy = book.late_rules(assignment)
        self._counts_as = book.late_counts_as(assignment)
        self._requests: defaultdict[str, list[RegradeRequest]] = defaultdict(list)
        for request in book.requests(assignment):
            self._requests[request.student].append(request)

    def of_entry(self, entry: Entry) -> StudentRecord:
        """Return what a student gets for a result."""
        one = entry.standing
        return self._of(entry.record, entry.person, one.members, one.team, one, one.status, one.by)

    def of_submission(self, ref: "SubmissionRef", record: "Record") -> list[StudentRecord]:
        """Return what each student of a submission gets; a time that an earlier command stated still counts."""
        known = self._book.time_of(self._assignment, ref.entry, record.digests.get("submission", ""))
        timed = replace(ref, handed_in=known or ref.handed_in)
        return [self._of(record, person, len(ref.people), person.group, timed) for person in ref.people]

    def _of(
        self,
        record: "Record",
        person: "Person",
        members: int,
        team: str,
        handed_in: "SubmissionRef | Standing",
        status: str = "graded",
        by: str = "",
    ) -> StudentRecord:
        notes = [_superseded(by)] if status == "superseded" else []
        notes += [_extended(self._extensions[person.key])] if person.key in self._extensions else []
        notes += [_in_group(team, members)] if members > 1 else []
        adjustments = self._adjustments.get(person.key, {})
        due = self._extensions[person.key].until if person.key in self._extensions else self._due
        late = time_late(due, handed_in.handed_in, handed_in.marked_late, self._counts_as)
        factor = late_factor(self._policy, late)
        line = late_line(late, factor) if self._policy else None
        return StudentRecord(
            record=member_record(record, person.key) if members > 1 else record,
            student=person.key,
            name=person.name,
            status=status,
            superseded_by=by if status == "superseded" else "",
            notes=tuple(Text.of(note) for note in notes),
            adjustments=adjustments,
            final=compute_final_score(record, adjustments, factor),
            late=Text.of(line) if line else None,
            written=self._book.written(self._assignment, handed_in.entry, record.digests.get("submission", "")),
            requests=tuple(self._requests.get(person.key, ())),
        )


def _superseded(entry: str) -> Message:
    name = entry.rstrip("/").rpartition("/")[2]  # without the folders of whoever grades
    return Message("Another submission counts instead of this one: {entry}", entry=name)


def _extended(extension: Extension) -> Message:
    until = extension.until.isoformat(sep=" ", timespec="minutes")
    return Message("Extension until {time}: {reason}", time=until, reason=extension.reason)


def _in_group(team: str, members: int) -> Message:
    if team:
        return Message("Submission of the group {team}, with {count} members.", team=team, count=members)
    return Message("Submission of {count} students.", count=members)


def hand_ins(book: Gradebook, assignment: str, rules: "Assignment | None" = None) -> list[HandIn]:
    """Return the rows of `submissions.csv`: every entry that any command named, then the missing students.

    Args:
        book: The gradebook.
        assignment: Id of the assignment.
        rules: The assignment, for the due time and the late policy; None if it is not at hand.
    """
    extensions, counts_as = book.extensions(assignment), book.late_counts_as(assignment)
    roster = book.roster(assignment)
    listed = {person.key for person in roster.people} if roster else None

    def row(one: Standing) -> HandIn:
        extension = extensions.get(one.student)
        due = extension.until if extension else rules.due if rules else None
        in_roster = listed is None or not one.person or one.student in listed
        return HandIn(
            entry=one.entry,
            student=one.student,
            name=one.person.name if one.person else "",
            handed_in=one.handed_in,
            late="" if one.status == "ignored" or not one.person else _late(one, due, counts_as, rules),
            status="" if one.status == "waiting" else one.status,
            reason=_reason(one, extension, in_roster),
            latest=one.latest,
            marked_late=one.marked_late,
            listed=in_roster,
        )

    found = [whole for one in book.standings(assignment) for whole in _with_further(row(one), one.more_entries)]
    found.sort(key=lambda one: (one.entry, one.student))
    return [*found, *(HandIn("", one.key, one.name, status="missing") for one in book.missing(assignment))]


def _with_further(row: HandIn, more_entries: Sequence[str]) -> Iterator[HandIn]:
    """Yield the row, and one for each further entry of the same submission."""
    yield row
    reason = Text.of(Message("belongs to {entry}", entry=row.entry))
    yield from (replace(row, entry=entry, part_of=row.entry, late="", reason=reason) for entry in more_entries)


def _late(one: Standing, due: datetime | None, counts_as: float | None, rules: "Assignment | None") -> str:
    if due is None:
        return ""
    if one.handed_in is None and not one.marked_late:
        return UNKNOWN if rules and rules.late else ""
    late = time_late(due, one.handed_in, one.marked_late, counts_as)
    return UNKNOWN if late is None else number(late.total_seconds() / 3600)


def _reason(one: Standing, extension: Extension | None, listed: bool) -> Text | None:
    parts: list[object] = []
    if not listed:
        parts.append(Message("not in the roster"))
    if one.status == "superseded":
        if one.by == one.entry:
            parts.append(Message("the same entry had another content later"))
        else:
            parts.append(Message("superseded by {entry}", entry=one.by))
    if one.reason:
        parts.append(one.reason)
    if one.marked_late:
        parts.append(Message("marked late, without a time"))
    if extension and one.person:
        parts.append(_extended(extension))
    if one.members > 1:
        parts.append(_in_group(one.team, one.members))
    return Text.of(Lines(*parts, separator="; ")) if parts else None


def refresh(book: Gradebook, rules: "Assignment", changed: Collection[str], out: Path) -> None:
    """Write the pages of students again after a decision, and what belongs to the class, if a class has been graded.

    Args:
        book: The gradebook.
        rules: The assignment.
        changed: Keys of the students whom the decision is about.
        out: The results folder.

    Raises:
        UsageError: A file cannot be written.
    """
    own = [one for one in book.standings(rules.id) if one.student in changed and one.has_result]
    if not own:
        return
    book.remember_rules(rules)
    students = StudentRecords(book, rules.id)
    for one in own:
        write_student_page(students.of_entry(book.entry(one)), out)
    page = out / CLASS_PAGE
    write_class_files(book, rules.id, out, page=page, rules=rules, wanted=lambda _count: page.is_file())


def write_class_files(
    book: Gradebook,
    assignment: str,
    out: Path,
    *,
    page: Path,
    rules: "Assignment | None" = None,
    also: Collection[str] = (),
    wanted: Callable[[int], bool] = bool,
) -> list[HandIn]:
    """Write submissions.csv, grades.csv and the class page, and bring students' folders up to date.

    Args:
        book: The gradebook.
        assignment: Id of the assignment.
        out: The results folder.
        page: The class page to write.
        rules: The assignment; without it submissions.csv stays as it is, because lateness is not known.
        also: Additional formats to write.
        wanted: Whether to write the class page for this number of rows.

    Returns:
        The rows of submissions.csv.

    Raises:
        UsageError: A file cannot be written.
    """
    from autograder.reports.page import pages_can_be_made

    rows = hand_ins(book, assignment, rules)
    if rules:
        write_hand_ins(rows, out)
    students = StudentRecords(book, assignment)
    summaries: list[SubmissionSummary] = []
    counting = _brought_up_to_date(book, assignment, students, out, also, summaries)
    count = sum(one.person is not None and one.has_result for one in book.standings(assignment))
    if pages_can_be_made() and wanted(count):
        write_class_page(counting, page, rows)
    else:
        deque(counting, maxlen=0)
    summaries.sort(key=lambda one: (one.student, one.status == "superseded", one.submission))
    write_grades(summaries, out, also)
    return rows


def _brought_up_to_date(
    book: Gradebook,
    assignment: str,
    students: StudentRecords,
    out: Path,
    also: Collection[str],
    summaries: list[SubmissionSummary],
) -> Iterator[StudentRecord]:
    """Yield each result that counts, and append a summary of each result, so that the gradebook is read once.

    Folders that another submission has superseded, or does no longer, are written.
    """
    for entry in book.entries(assignment):
        one = students.of_entry(entry)
        if not is_up_to_date(one, out):
            write_student_files(one, out, also)
        summaries.append(summarize(one))
        if entry.standing.counts:
            yield one
