"""`autograder export`: export final grades for a learning platform or a spreadsheet."""

import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from autograder.cli.options import (
    DIFFERENCE,
    AssignmentArgument,
    CourseOption,
    OldFileOption,
    ResultsOption,
    find_course,
    open_gradebook,
)
from autograder.errors import UsageError
from autograder.i18n import Message, _

if TYPE_CHECKING:
    from autograder.gradebook import Entry, Gradebook
    from autograder.model.assignment import Assignment
    from autograder.model.people import Person
    from autograder.model.roster import Roster
    from autograder.reports.export import Exported, ExportRequest, ExportRow

__all__ = ["EXAMPLE", "export"]

EXAMPLE = "autograder export a1_knn --to canvas --roster grades.csv"

ANONYMOUS = ("csv", "gradescope")
"""Targets that make sense without names."""
PLATFORMS = ("canvas", "moodle", "blackboard", "brightspace")
"""Targets that fill in a file of the platform."""


def export(
    assignment: AssignmentArgument,
    to: Annotated[
        str,
        typer.Option("--to", metavar="TARGET", help="The platform, or csv."),
    ],
    out: Annotated[
        Path | None, typer.Option("--out", metavar="FILE", help="File to write; by default one in the results folder.")
    ] = None,
    roster: Annotated[
        Path | None,
        typer.Option("--roster", metavar="FILE", help="The platform's file; by default that of `grade`."),
    ] = None,
    column: Annotated[
        str | None, typer.Option("--column", metavar="TITLE", help="The assignment's title on the platform.")
    ] = None,
    scale: Annotated[bool, typer.Option("--scale", help="Convert points to the platform's maximum.")] = False,
    mixed: Annotated[bool, typer.Option("--mixed", help="Export results of different tests.")] = False,
    anonymous: Annotated[bool, typer.Option("--anonymous", help="Leave out names and ids; use pseudonyms.")] = False,
    questions: Annotated[
        bool, typer.Option("--questions", help="A row for each question, which `adjust --file` takes back.")
    ] = False,
    provisional: Annotated[
        bool, typer.Option("--provisional", help="Count points that are withheld for review as 0.")
    ] = False,
    results: ResultsOption = Path("results"),
    secret: Annotated[
        Path | None, typer.Option("--secret", metavar="FILE", help="Key of the pseudonyms; by default as for grading.")
    ] = None,
    course: CourseOption = None,
    file: OldFileOption = None,
) -> None:
    """Export final grades (adjusted, late penalty applied).

    Targets are csv, canvas, moodle, blackboard, brightspace and gradescope.
    Exit code 1: a student with a result is not in the file.
    """
    from autograder.files import write_atomically
    from autograder.grading.secret import load_secret
    from autograder.reports.export import ExportRequest, export

    place = _checked(out, results / f"{assignment}-{to}.csv", roster)
    described = find_course(course).source(assignment).assignment
    if anonymous and to not in ANONYMOUS:
        raise UsageError(Message("--anonymous: use it with --to {targets}", targets=" / ".join(ANONYMOUS)))
    rows, named = _rows(described, results, to, roster, mixed)
    if questions and to != "csv":
        raise UsageError(Message("--questions: use it with --to {targets}", targets="csv"))
    request = ExportRequest(
        described, _anonymous(rows, load_secret(secret)) if anonymous else rows, named, column, scale, questions
    )
    made = export(to, request, provisional)
    write_atomically(place, made.content)
    _show(request, made, place)
    if made.left_out:
        raise typer.Exit(DIFFERENCE)


def _checked(out: Path | None, otherwise: Path, roster: Path | None) -> Path:
    """Return the file to write.

    Raises:
        UsageError: It is a folder, or the platform's own file.
    """
    if out and out.is_dir():
        text = _("--out {out} is a folder; --out names the file to write, --results the folder to read")
        raise UsageError(text.format(out=out))
    place = out or otherwise
    if roster and place.exists() and roster.exists() and place.samefile(roster):
        raise UsageError(Message("--out {out} would replace the file of --roster; name another file", out=place))
    return place


def _anonymous(rows: "Sequence[ExportRow]", secret: bytes) -> "list[ExportRow]":
    from autograder.reports.export import anonymous

    return anonymous(rows, secret)


def _rows(
    assignment: "Assignment", results: Path, target: str, roster: Path | None, mixed: bool
) -> "tuple[list[ExportRow], Roster | None]":
    """Return the final points of each student, and the roster that has the students' keys.

    Raises:
        UsageError: There is no result, the results come from different tests, or the roster does not fit.
    """
    from autograder.gradebook import FILE_NAME
    from autograder.submissions.roster import read_roster

    with open_gradebook(results / FILE_NAME) as book:
        entries = list(book.latest(assignment.id))
        rows = [_row(entry, assignment, book) for entry in entries]
        remembered = book.roster(assignment.id)
    if not rows:
        raise UsageError(f"{results / FILE_NAME}: no results of {assignment.id}; run `autograder grade` first")
    if not mixed:
        _refuse_mixed(entries)
    given = read_roster(roster) if roster else remembered
    if given is None:
        return rows, None
    if roster and target in PLATFORMS and given.kind in PLATFORMS and given.kind != target:
        problem = Message(
            "{name} is a file of {kind}, and --to is {target}; name the file that {target} takes back",
            name=roster,
            kind=given.kind,
            target=target,
        )
        raise UsageError(problem)
    return _matched(rows, entries, given), given


def _refuse_mixed(entries: "Sequence[Entry]") -> None:
    versions = Counter(entry.record.digests.get("assignment", "") for entry in entries)
    if len(versions) > 1:
        problem = Message(
            "the results come from {count} versions of the tests ({numbers} submissions); run `autograder grade` on "
            "all submissions again, or use --mixed",
            count=len(versions),
            numbers=" + ".join(str(number) for _, number in versions.most_common()),
        )
        raise UsageError(problem)


def _row(entry: "Entry", assignment: "Assignment", book: "Gradebook") -> "ExportRow":
    from autograder.model.final_score import compute_final_score
    from autograder.model.lateness import late_factor, time_late
    from autograder.reports.export import ExportRow

    one = entry.standing
    due = book.due(assignment.id, entry.student, assignment.due)
    late = time_late(due, one.handed_in, one.marked_late, book.late_counts_as(assignment.id))
    adjustments = book.adjustments(assignment.id, entry.student)
    return ExportRow(
        entry.person,
        compute_final_score(entry.record, adjustments, late_factor(assignment.late, late)),
        one.platform,
        one.entry.rpartition("/")[2].removeprefix("submission_") if one.platform == "gradescope" else "",
        one.handed_in,
        late,
        adjustments,
        entry.record.reason,
        one.status == "unusable",
    )


def _matched(rows: "Sequence[ExportRow]", entries: "Sequence[Entry]", roster: "Roster") -> "list[ExportRow]":
    """Give each student the data of the roster.

    Raises:
        UsageError: Two students are one in the roster.
    """
    import msgspec

    from autograder.reports.export import named
    from autograder.submissions.match import match
    from autograder.submissions.refs import Collected, SubmissionRef

    refs = tuple(
        SubmissionRef(
            entry.standing.entry,
            row.person.key,
            (msgspec.structs.replace(row.person, group=""),),
            (),
            platform=row.platform,
        )
        for row, entry in zip(rows, entries, strict=True)
    )
    found = match(Collected(refs), roster).collected.submissions
    by_key: dict[str, ExportRow] = {}
    before: dict[str, Person] = {}
    for row, ref in zip(rows, found, strict=True):
        person = ref.people[0]
        if (other := before.setdefault(person.key, row.person)) is not row.person:
            problem = Message(
                "{first} and {second} are both {student} in {name}; say with `autograder grade --map` whose hand-in "
                "is whose",
                first=named(other),
                second=named(row.person),
                student=named(person),
                name=roster.sheet.name,
            )
            raise UsageError(problem)
        platform = roster.kind if person.key in roster.rows and roster.kind in PLATFORMS else row.platform
        by_key[person.key] = replace(
            row, person=msgspec.structs.replace(person, group=person.group or row.person.group), platform=platform
        )
    return list(by_key.values())


def _show(request: "ExportRequest", made: "Exported", place: Path) -> None:
    """Print how many students are in the file, who is not, and what to know about it."""
    from autograder.reports.export import named

    print(_("{place}: {count} students").format(place=place, count=made.count))
    waiting = Counter(id for row in request.rows for id, points in row.score.questions.items() if points is None)
    for question, number in waiting.items():
        text = _("{question}: not graded yet for {number} students; use `autograder adjust`")
        print(text.format(question=question, number=number))
    if unusable := [named(row.person) for row in request.rows if row.unusable]:
        text = _("{count} submissions could not be graded and count as 0: {names}")
        print(text.format(count=len(unusable), names=", ".join(unusable)))
    for note in made.notes:
        print(note)
    for reason in made.left_out:
        print(_("not in the file: {reason}").format(reason=reason), file=sys.stderr)
