"""Collect what `grade` is given: find the entries, match them with the roster, give them times, account for them."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from autograder.cli.options import open_gradebook
from autograder.errors import UsageError
from autograder.gradebook import FILE_NAME, Gradebook
from autograder.i18n import Message, _
from autograder.model.people import Person
from autograder.submissions.discover import discover
from autograder.submissions.match import Matched, find_person, match, name_forms, squeezed
from autograder.submissions.refs import OtherEntry, SubmissionRef
from autograder.submissions.roster import read_map, read_roster, read_times

if TYPE_CHECKING:
    from autograder.model.assignment import Assignment
    from autograder.model.roster import Roster

__all__ = ["CollectOptions", "Intake", "collect", "remember", "shown"]

SHOWN = 5
"""Maximum number of names in one line."""


@dataclass(frozen=True)
class CollectOptions:
    """Hold the options of `grade` about who handed in what, and when.

    Attributes:
        paths: Submissions, folders of submissions, or exports of a platform.
        platform: The form to read them by; None to recognize it.
        roster, times, map: Files with the students, with times, and with the students of entries.
        late_counts_as: Hours that the mark "late" without a time counts as.
    """

    paths: Sequence[Path]
    platform: str | None = None
    roster: Path | None = None
    times: Path | None = None
    map: Path | None = None
    late_counts_as: float | None = None


@dataclass(frozen=True)
class Intake:
    """Hold everything that was collected, before any of it is stored.

    Attributes:
        submissions: The submissions, with the students and times that are known.
        others: The entries that are none.
        roster: The roster that was given with this command.
        map: The students of entries that were given with this command.
        time_from: Entry -> who gave its time: `times` or `roster`.
        late_counts_as: Hours that the mark "late" without a time counts as, if given with this command.
        notes: What a person should know before grading starts.
    """

    submissions: tuple[SubmissionRef, ...]
    others: tuple[OtherEntry, ...]
    roster: "Roster | None" = None
    map: Mapping[str, Sequence[str]] = field(default_factory=dict)
    time_from: Mapping[str, str] = field(default_factory=dict)
    late_counts_as: float | None = None
    notes: tuple[object, ...] = ()


def collect(options: CollectOptions, assignment: "Assignment", out: Path) -> Intake:
    """Find the submissions and whose they are; nothing is written.

    A roster and a map that were given for this folder before still count.

    Args:
        options: The options of the command.
        assignment: The assignment.
        out: The results folder; it need not exist.

    Raises:
        UsageError: A file or folder cannot be read, or its meaning is not certain.
    """
    given = read_roster(options.roster) if options.roster else None
    mapped = read_map(options.map) if options.map else {}
    times = read_times(options.times) if options.times else {}
    found = discover(options.paths, assignment, options.platform)
    roster, known = given, dict(mapped)
    with _earlier(out) as book:
        if book:
            roster = given or book.roster(assignment.id)
            known = {**book.map(assignment.id), **mapped}
    matched = match(found, roster, known)
    submissions, others = _with_own_entries(matched.collected.submissions), matched.collected.others
    notes: list[object] = [*(roster.notes if given and roster else ()), *_notes(matched, mapped)]
    time_from: dict[str, str] = {}
    stated: dict[str, tuple[datetime, str]] = {}
    if roster and roster.times:
        submissions = _timed(submissions, roster.times, "roster", time_from)
        stated = {key: (time, "roster") for key, time in roster.times.items()}
    if times:
        entries: list[SubmissionRef | OtherEntry] = [*submissions, *others]
        people = {person.key: person for one in entries for person in one.people}
        people |= {person.key: person for person in roster.people} if roster else {}
        keyed, unknown = _by_key(times, people)
        notes += [_nobody(unknown)] if unknown else []
        submissions = _timed(submissions, keyed, "times", time_from)
        stated |= {key: (time, "times") for key, time in keyed.items()}
    others = _others_timed(others, submissions, stated, time_from)
    return Intake(submissions, others, given, mapped, time_from, options.late_counts_as, tuple(notes))


def remember(intake: Intake, assignment: str, book: Gradebook) -> list[str]:
    """Account for everything in the gradebook, with the roster, the map and the options that were given.

    Returns:
        The spellings of students with an extension or an adjustment that name nobody yet.

    Raises:
        UsageError: The gradebook cannot be written.
    """
    if intake.roster:
        book.remember_roster(assignment, intake.roster)
    if intake.map:
        book.remember_map(assignment, intake.map)
    if intake.late_counts_as is not None:
        book.remember(assignment, "late_counts_as", repr(intake.late_counts_as))
    book.register(assignment, intake.submissions, intake.others, intake.time_from)
    return book.adopt_spellings(assignment)


def _earlier(out: Path) -> AbstractContextManager[Gradebook | None]:
    place = out / FILE_NAME
    return open_gradebook(place) if place.is_file() else nullcontext()


def _with_own_entries(submissions: Sequence[SubmissionRef]) -> tuple[SubmissionRef, ...]:
    """Add the submission's name to entries that two of the paths have, so that no entry stands for two."""
    count = Counter(one.entry for one in submissions)
    return tuple(
        replace(one, entry=f"{one.entry} [{one.name}]") if count[one.entry] > 1 else one for one in submissions
    )


def _notes(matched: Matched, mapped: Mapping[str, object]) -> list[object]:
    """Return a line for each hand-in that matches nobody in the roster, and for lines of the map without an entry."""
    notes: list[object] = [one.reason for one in matched.unmatched[:SHOWN]]
    if len(matched.unmatched) > SHOWN:
        left = len(matched.unmatched) - SHOWN
        notes.append(Message("… and {count} more hand-ins of students who are not in the roster", count=left))
    unused = [entry for entry in matched.unused if entry in mapped]
    if unused:
        notes.append(Message("--map: not among the entries: {entries}", entries=shown(unused)))
    return notes


def _nobody(students: Sequence[str]) -> Message:
    return Message("--times: no student among the hand-ins: {students}", students=shown(students))


def shown(names: Sequence[str]) -> str:
    """Return the first of several names, for one line."""
    return ", ".join(names[:SHOWN]) + (", ..." if len(names) > SHOWN else "")


def _by_key(times: Mapping[str, datetime], people: Mapping[str, Person]) -> tuple[dict[str, datetime], list[str]]:
    """Return the times by the students' keys, and the spellings that name nobody.

    Raises:
        UsageError: A spelling names several students, or two spellings name one.
    """
    spelled: defaultdict[str, set[str]] = defaultdict(set)
    for person in people.values():
        for name in (*(name.casefold() for name in person.names()), *name_forms(person.name)):
            spelled[name].add(person.key)
    keyed: dict[str, datetime] = {}
    unknown = []
    for spelling, time in times.items():
        found = {spelling} if spelling in people else spelled[spelling.casefold()] or spelled[squeezed(spelling)]
        if not found:
            unknown.append(spelling)
            continue
        key = next(iter(found)) if len(found) == 1 else find_person(people.values(), spelling).key
        if key in keyed:
            raise UsageError(_("--times: two lines are about student {student}; delete one").format(student=key))
        keyed[key] = time
    return keyed, unknown


def _timed(
    submissions: Sequence[SubmissionRef], times: Mapping[str, datetime], source: str, time_from: dict[str, str]
) -> tuple[SubmissionRef, ...]:
    """Give each student's time to the last submission of that student; the platform's own time overrules a roster's.

    A group has the latest time of its members.
    """
    last: dict[str, int] = {}
    for number, one in enumerate(submissions):
        for person in one.people:
            if person.key not in last or _order(one) >= _order(submissions[last[person.key]]):
                last[person.key] = number
    found: dict[int, datetime] = {}
    for key, number in last.items():
        if key in times and (source == "times" or submissions[number].handed_in is None):
            found[number] = max(times[key], found.get(number, times[key]))
    time_from.update({submissions[number].entry: source for number in found})
    return tuple(
        replace(one, handed_in=found[number], marked_late=False) if number in found else one
        for number, one in enumerate(submissions)
    )


def _others_timed(
    others: Sequence[OtherEntry],
    submissions: Sequence[SubmissionRef],
    stated: Mapping[str, tuple[datetime, str]],
    time_from: dict[str, str],
) -> tuple[OtherEntry, ...]:
    """Give the time of each student who has nothing but unusable entries to these, so that it is not lost.

    Args:
        others: The entries that are no submissions.
        submissions: The submissions; a time that belongs to one of them is nobody else's.
        stated: Student -> the time that a roster or --times states, and which of the two.
        time_from: Entry -> who gave its time; entries are added.
    """
    came = {person.key for one in submissions for person in one.people}

    def timed(other: OtherEntry) -> OtherEntry:
        found = [stated[one.key] for one in other.people if one.key in stated and one.key not in came]
        if other.status != "unusable" or not found:
            return other
        time, source = max(found)
        if source == "roster" and other.handed_in:
            return other
        time_from[other.entry] = source
        return replace(other, handed_in=time)

    return tuple(timed(other) for other in others)


def _order(one: SubmissionRef) -> tuple[float, int]:
    return one.handed_in.timestamp() if one.handed_in else 0.0, one.attempt or 0
