"""The judge of mutants: each is noticed by the tests of its own question, or is known to be right."""

import secrets
import tempfile
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from pathlib import Path

import msgspec

from autograder.authoring.course import AssignmentSource
from autograder.gradebook import Gradebook
from autograder.grading.digests import digest_of_assignment
from autograder.grading.executor import cores
from autograder.grading.grade import grade_all
from autograder.grading.job import GradeOptions
from autograder.grading.secret import SIZE
from autograder.i18n import _
from autograder.model.assignment import Assignment
from autograder.model.proof import Part, Problem
from autograder.model.results import Record, worst
from autograder.submissions.discover import SubmissionRef
from autograder.validation.judges.evidence import held
from autograder.validation.mutation.agreement import PATIENCE, Agreement, Claim, compare, comparers
from autograder.validation.mutation.mutants import EQUIVALENTS, Equivalent, Mutant, claimed, load_equivalents, stale

__all__ = ["CALLS", "judge_mutants", "limited"]

CPU_FACTOR, CPU_LEAST = 10.0, 1.0
"""A mutant's test may take so many times the CPU of the reference's slowest one, and so many seconds in any case."""

CALLS = 1_000
"""Calls on which an equivalent mutant must do the same as the reference."""

UNTIL_ALL = 300.0
"""Seconds that may go by until there are so many, where every mutant is looked at; training takes its time."""


def judge_mutants(
    source: AssignmentSource, mutants: Sequence[Mutant], whole: bool, books: Path, step: Callable[[], None]
) -> Part:
    """Grade each mutant on its own question; compare those that are said to be equivalent with the reference.

    Args:
        source: The assignment.
        mutants: Those to look at.
        whole: Whether these are all there are, so that an entry without a mutant is stale.
        books: Folder of the gradebooks; what was graded there with the same tests is not graded again.
        step: Called for each mutant.

    Raises:
        AssignmentError: `equivalents.toml` is broken.
    """
    entries = load_equivalents(source)
    equivalent = claimed(mutants, entries)
    records = _graded(source, mutants, books / f"{source.id}.sqlite", step)
    problems = [problem for one in mutants for problem in held(one.variant, records[one.name])]
    survivors = [one for one in mutants if _survived(one, records[one.name])]
    problems += [_unnoticed(source, one) for one in survivors if one.name not in equivalent]
    refuted = [one for one in mutants if one.name in equivalent and not _survived(one, records[one.name])]
    problems += [_killed(source, one) for one in refuted]
    set_aside = [one for one in survivors if one.name in equivalent]
    agreements = _agreements(source, set_aside, equivalent, UNTIL_ALL if whole else PATIENCE)
    problems += [_differs(source, one, agreements[one.name]) for one in set_aside if agreements[one.name].differs]
    if whole:
        problems += [_stale(source, entry, after) for entry, after in stale(mutants, entries)]
    killed = len(mutants) - len(survivors)
    calls = min((found.calls for found in agreements.values()), default=0)
    short = sorted({one.question.id for one in set_aside if agreements[one.name].calls < CALLS})
    kinds = Counter(one.kind for one in mutants)
    text = _("{mutants} mutants: {killed} noticed, {equivalent} known to be right, compared on {calls} calls or more")
    return Part(
        "mutants",
        text.format(mutants=len(mutants), killed=killed, equivalent=len(agreements), calls=calls),
        tuple(problems),
        tuple(_short(source, question) for question in short),
        figures={
            "mutants": float(len(mutants)),
            "killed": float(killed),
            "equivalent": float(len(agreements)),
            "calls": float(calls),
            **{f"of kind {kind}": float(count) for kind, count in sorted(kinds.items())},
        },
    )


def _graded(
    source: AssignmentSource, mutants: Sequence[Mutant], book_at: Path, step: Callable[[], None]
) -> Mapping[str, Record]:
    """The record of each mutant; every one is kept as soon as it is there, so that nothing is graded twice."""
    records: dict[str, Record] = {}
    with tempfile.TemporaryDirectory(prefix="autograder-") as scratch, Gradebook(book_at, create=True) as book:
        refs = [SubmissionRef(one.name, one.variant.put(Path(scratch)), one.name) for one in mutants]
        options = {one.name: GradeOptions(one.question.id) for one in mutants}
        known = book.known(digest_of_assignment(source.folder))
        secret = secrets.token_bytes(SIZE)
        graded = grade_all(
            source.folder, limited(source), refs, secret, len(cores()), known, diagnose=False, options=options
        )
        with closing(graded):
            for done in graded:
                if done.fresh:
                    book.add(done.ref, done.record)
                records[done.ref.student] = done.record
                step()
    return records


def limited(source: AssignmentSource) -> Assignment:
    """The assignment with a CPU limit that ends mutants which run for ever."""
    reference = SubmissionRef.from_path(source.folder)
    graded = grade_all(source.folder, source.assignment, [reference], secrets.token_bytes(SIZE), diagnose=False)
    slowest = max(test.cpu for done in graded for question in done.record.questions for test in question.tests)
    limits = msgspec.structs.replace(
        source.assignment.limits, cpu=min(source.assignment.limits.cpu, max(CPU_LEAST, CPU_FACTOR * slowest))
    )
    return msgspec.structs.replace(source.assignment, limits=limits)


def _survived(mutant: Mutant, record: Record) -> bool:
    own = next(question for question in record.questions if question.id == mutant.question.id)
    return bool(own.tests) and worst([test.status for test in own.tests]) == "passed"


def _claim(mutant: Mutant, entry: Equivalent) -> Claim:
    files = {name: text.encode("utf-8") for name, text in mutant.variant.files.items()}
    return Claim(files, entry.same)


def _agreements(
    source: AssignmentSource, mutants: Sequence[Mutant], entries: Mapping[str, Equivalent], patience: float
) -> dict[str, Agreement]:
    """How far each does the same as the reference."""
    by_question: dict[str, list[Mutant]] = {}
    for one in mutants:
        by_question.setdefault(one.question.id, []).append(one)
    if not by_question:
        return {}
    with comparers() as processes:
        running = {
            question: processes.submit(
                compare,
                source.folder,
                question,
                [_claim(one, entries[one.name]) for one in several],
                CALLS,
                patience=patience,
            )
            for question, several in by_question.items()
        }
        return {
            one.name: found
            for question, several in by_question.items()
            for one, found in zip(several, running[question].result(), strict=True)
        }


def _where(source: AssignmentSource, mutant: Mutant) -> str:
    return f"{source.show(source.folder / str(mutant.question.file))}:{mutant.line} ({mutant.name}, {mutant.kind})"


def _file(source: AssignmentSource) -> str:
    return source.show(source.folder / EQUIVALENTS)


def _unnoticed(source: AssignmentSource, mutant: Mutant) -> Problem:
    return Problem(
        _where(source, mutant),
        _("No test of {question} notices it:").format(question=mutant.question.id) + f"\n{mutant.diff()}",
        _("Write a test that it fails; or, if no input tells the two apart, say why in {file}.").format(
            file=_file(source)
        ),
    )


def _killed(source: AssignmentSource, mutant: Mutant) -> Problem:
    return Problem(
        f"{_file(source)}: {mutant.question.id}",
        _("It says that this is right, but a test fails it:") + f"\n{mutant.diff()}",
        _("If the test is right, take the entry out; if the mutant is, mend the test."),
    )


def _differs(source: AssignmentSource, mutant: Mutant, found: Agreement) -> Problem:
    return Problem(
        f"{_file(source)}: {mutant.question.id}",
        _("It says that this is right, but after {calls} calls {test} saw otherwise:").format(
            calls=found.calls, test=found.differs
        )
        + f"\n{mutant.diff()}",
        _("Let that test compare what it saw, and take the entry out."),
    )


def _short(source: AssignmentSource, question: str) -> Problem:
    return Problem(
        f"{_file(source)}: {question}",
        _("Its calls take so long that mutants were compared on fewer than {calls}.").format(calls=CALLS),
        _("Make its hidden tests quicker, if that can be."),
    )


def _stale(source: AssignmentSource, entry: Equivalent, after: str) -> Problem:
    return Problem(
        f"{_file(source)}: {entry.question}",
        _("There is no such mutant (any more):") + f"\n- {entry.before}\n+ {after}",
        _("Take it out, or copy the lines anew."),
    )
