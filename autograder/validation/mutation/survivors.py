"""Judge mutants: the tests of its question must detect each mutant, unless it is listed as correct."""

import tempfile
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from pathlib import Path

import msgspec

from autograder.authoring.course import AssignmentSource
from autograder.gradebook import Gradebook
from autograder.grading.executor import cores
from autograder.grading.grade import grade_all
from autograder.grading.job import GradeOptions
from autograder.i18n import _
from autograder.model.assignment import Assignment
from autograder.model.proof import Part, Problem
from autograder.model.results import Record, worst
from autograder.submissions.refs import SubmissionRef
from autograder.validation.judges.evidence import broken_tests
from autograder.validation.mutation.agreement import (
    PATIENCE,
    Agreement,
    Claim,
    Comparison,
    compare,
    comparing_process,
)
from autograder.validation.mutation.mutants import EQUIVALENTS, Equivalent, Mutant, claimed, load_equivalents, stale

__all__ = ["CALLS", "judge_mutants", "limited"]

CPU_FACTOR, CPU_LEAST = 10.0, 1.0
"""CPU limit of a mutant's test: this factor times the reference's slowest test, but at least this many seconds."""

CALLS = 1_000
"""Number of calls on which an equivalent mutant must behave like the reference."""

UNTIL_ALL = 300.0
"""Limit in CPU seconds for `CALLS` when all mutants are tested; high, because training is slow."""


def judge_mutants(
    source: AssignmentSource,
    mutants: Sequence[Mutant],
    whole: bool,
    book: Path,
    secret: bytes,
    step: Callable[[], None],
) -> Part:
    """Grade each mutant on its question, and compare mutants listed as equivalent with the reference.

    Args:
        source: The assignment.
        mutants: Mutants to test.
        whole: Whether `mutants` has all mutants, so that an entry without a mutant is stale.
        book: Gradebook of this state of sources and engine; mutants in it are not graded again.
        secret: The secret that seeds the hidden tests.
        step: Called after each mutant has run.

    Returns:
        The part `mutants` of the proof.

    Raises:
        AssignmentError: `equivalents.toml` is broken.
    """
    entries = load_equivalents(source)
    equivalent = claimed(mutants, entries)
    records = _graded(source, mutants, book, secret, step)
    problems = [problem for one in mutants for problem in broken_tests(one.variant, records[one.name])]
    survivors = [one for one in mutants if _survived(one, records[one.name])]
    problems += [_unnoticed(source, one) for one in survivors if one.name not in equivalent]
    refuted = [one for one in mutants if one.name in equivalent and not _survived(one, records[one.name])]
    problems += [_killed(source, one) for one in refuted]
    set_aside = [one for one in survivors if one.name in equivalent]
    agreements = _agreements(source, set_aside, equivalent, secret, UNTIL_ALL if whole else PATIENCE)
    problems += [_differs(source, one, agreements[one.name]) for one in set_aside if agreements[one.name].differs]
    if whole:
        problems += [_stale(source, entry, after) for entry, after in stale(mutants, entries)]
    killed = len(mutants) - len(survivors)
    calls = min((found.calls for found in agreements.values()), default=0)
    short = sorted({one.question.id for one in set_aside if agreements[one.name].calls < CALLS})
    kinds = Counter(one.kind for one in mutants)
    text = _("{mutants} mutants: {killed} detected, {equivalent} listed as correct (compared on {calls} calls or more)")
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
    source: AssignmentSource, mutants: Sequence[Mutant], book_at: Path, secret: bytes, step: Callable[[], None]
) -> Mapping[str, Record]:
    """Return the record of each mutant; store each record immediately, so that an interrupted run can continue."""
    records: dict[str, Record] = {}
    with tempfile.TemporaryDirectory(prefix="autograder-") as scratch, Gradebook(book_at, create=True) as book:
        refs = [SubmissionRef.from_path(one.variant.put(Path(scratch)), one.name) for one in mutants]
        options = {one.name: GradeOptions(one.question.id, for_student=False) for one in mutants}
        there = [entry for entry in book.entries() if not entry.record.failed()]
        stored = {(entry.student, entry.record.digests["submission"]): entry.record for entry in there}

        def known(ref: SubmissionRef, digest: str) -> Record | None:
            return stored.get((ref.student, digest))

        graded = grade_all(
            source.folder, limited(source, secret), refs, secret, len(cores()), known, diagnose=False, options=options
        )
        with closing(graded):
            for done in graded:
                if done.fresh:
                    book.add(done.ref, done.record)
                records[done.ref.student] = done.record
                step()
    return records


def limited(source: AssignmentSource, secret: bytes) -> Assignment:
    """Return the assignment with a lower CPU limit, which ends mutants with endless loops early.

    Args:
        source: The assignment; its reference is graded once to measure the slowest test.
        secret: The secret that seeds the hidden tests.
    """
    reference = SubmissionRef.from_path(source.folder)
    graded = grade_all(source.folder, source.assignment, [reference], secret, diagnose=False)
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
    source: AssignmentSource,
    mutants: Sequence[Mutant],
    entries: Mapping[str, Equivalent],
    secret: bytes,
    patience: float,
) -> dict[str, Agreement]:
    """Return mutant name -> how far it agrees with the reference."""
    by_question: dict[str, list[Mutant]] = {}
    for one in mutants:
        by_question.setdefault(one.question.id, []).append(one)
    if not by_question:
        return {}
    comparisons = [
        Comparison(question, tuple(_claim(one, entries[one.name]) for one in several))
        for question, several in by_question.items()
    ]
    with comparing_process() as process:
        found = process.submit(compare, source.folder, comparisons, CALLS, secret, patience).result()
    return {
        one.name: agreement
        for several, agreements in zip(by_question.values(), found, strict=True)
        for one, agreement in zip(several, agreements, strict=True)
    }


def _where(source: AssignmentSource, mutant: Mutant) -> str:
    return f"{source.show(source.folder / str(mutant.question.file))}:{mutant.line} ({mutant.name}, {mutant.kind})"


def _file(source: AssignmentSource) -> str:
    return source.show(source.folder / EQUIVALENTS)


def _unnoticed(source: AssignmentSource, mutant: Mutant) -> Problem:
    return Problem(
        _where(source, mutant),
        _("No test of {question} detects it:").format(question=mutant.question.id) + f"\n{mutant.diff()}",
        _("Write a test that fails on it; if no input distinguishes it from the reference, say why in {file}.").format(
            file=_file(source)
        ),
    )


def _killed(source: AssignmentSource, mutant: Mutant) -> Problem:
    return Problem(
        f"{_file(source)}: {mutant.question.id}",
        _("Listed as correct, but a test fails on it:") + f"\n{mutant.diff()}",
        _("If the test is correct, remove the entry; if the mutant is correct, fix the test."),
    )


def _differs(source: AssignmentSource, mutant: Mutant, found: Agreement) -> Problem:
    return Problem(
        f"{_file(source)}: {mutant.question.id}",
        _("Listed as correct, but {test} observed a difference after {calls} calls:").format(
            calls=found.calls, test=found.differs
        )
        + f"\n{mutant.diff()}",
        _("Make the test compare the value that differs, and remove the entry."),
    )


def _short(source: AssignmentSource, question: str) -> Problem:
    return Problem(
        f"{_file(source)}: {question}",
        _("Mutants were compared on fewer than {calls} calls, because the calls are slow.").format(calls=CALLS),
        _("Make the hidden tests faster, if possible."),
    )


def _stale(source: AssignmentSource, entry: Equivalent, after: str) -> Problem:
    return Problem(
        f"{_file(source)}: {entry.question}",
        _("No mutant has these lines:") + f"\n- {entry.before}\n+ {after}",
        _("Remove the entry, or copy the lines again."),
    )
