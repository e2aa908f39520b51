"""Count false names of mistakes: on a correct answer, or on a wrong answer that does not make the named mistake.

Mutants of the references represent unforeseen mistakes. A mutant that fails a test is diagnosed like a submission. If
it gets a name, it is compared with the catalog's entry on fresh inputs. If both always agree, the name is right;
otherwise it is false.
"""

import random
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from autograder.authoring.course import AssignmentSource, Course
from autograder.grading.executor import cores
from autograder.grading.grade import grade_all
from autograder.grading.job import GradeOptions
from autograder.model.misconceptions import load_misconceptions
from autograder.model.results import Record
from autograder.model.source_edit import with_mistakes
from autograder.submissions.refs import SubmissionRef
from autograder.validation.mutation.agreement import Claim, Comparison, compare, comparing_process
from autograder.validation.mutation.mutants import Mutant, mutants_of
from autograder.validation.mutation.survivors import limited
from autograder.validation.variants import Variant, make, reference_texts

__all__ = ["names"]

MUTANTS = 60
"""Number of mutants of each assignment, sampled with a fixed seed."""

CALLS = 300
"""Number of calls with fresh inputs on which a mutant is compared with the entry that named it."""

SECRET = b"s" * 32


@dataclass(frozen=True)
class _Named:
    """A mutant that got a name."""

    mutant: Mutant
    name: str


@dataclass
class _Count:
    right: int = 0
    right_named: int = 0
    wrong: int = 0
    named: int = 0
    false: int = 0

    def __iadd__(self, other: "_Count") -> "_Count":
        for field in vars(other):
            setattr(self, field, getattr(self, field) + getattr(other, field))
        return self


def names() -> list[str]:
    """Measure the share of false names, over all assignments."""
    course = Course(Path.cwd())
    whole, lines = _Count(), []
    for assignment in course.ids():
        count, false = _counted(course.source(assignment))
        whole += count
        lines += [f"false: {one.mutant.name} is called `{one.name}`; {_on_one_line(one.mutant)}" for one in false]
    outside = whole.wrong - (whole.named - whole.false)
    return [
        f"{whole.right} right answers (references, alternatives): {whole.right_named} were called a mistake (bar: 0)",
        f"{whole.wrong} mutants that fail a test, of {MUTANTS} drawn from each assignment: {whole.named} got a name; "
        f"{whole.named - whole.false} of these are that mistake on {CALLS} fresh calls or more, {whole.false} are not",
        f"false names: {whole.false} of the {outside} that are no entry of the catalog "
        f"({100 * whole.false / outside:.1f} %; bar: under 1 %)",
        *lines,
    ]


def _counted(source: AssignmentSource) -> tuple[_Count, list[_Named]]:
    right = [*make(source, ("reference", "alternative"))]
    drawn = random.Random(0).sample(mutants_of(source), MUTANTS)
    variants = {one.folder: one for one in [*right, *(mutant.variant for mutant in drawn)]}
    records = _graded(source, variants)
    count = _Count(right=len(right), right_named=sum(bool(_name(records[one.folder])) for one in right))
    by_record = [(one, records[one.variant.folder]) for one in drawn]
    count.wrong = sum(_fails(record) for _one, record in by_record)
    named = [_Named(one, name) for one, record in by_record if (name := _name(record))]
    count.named = len(named)
    false = [one for one, same in zip(named, _are_what_they_are_called(source, named), strict=True) if not same]
    count.false = len(false)
    return count, false


def _graded(source: AssignmentSource, variants: Mapping[str, Variant]) -> dict[str, Record]:
    with tempfile.TemporaryDirectory(prefix="autograder-") as scratch:
        refs = [SubmissionRef.from_path(one.put(Path(scratch)), name) for name, one in variants.items()]
        options = {name: GradeOptions(one.question) for name, one in variants.items()}
        done = grade_all(source.folder, limited(source, SECRET), refs, SECRET, len(cores()), options=options)
        return {one.ref.student: one.record for one in done}


def _fails(record: Record) -> bool:
    return any(test.status != "passed" for question in record.questions for test in question.tests)


def _name(record: Record) -> str:
    found = {test.misconception for question in record.questions for test in question.tests if test.misconception}
    return ", ".join(sorted(found))


def _are_what_they_are_called(source: AssignmentSource, named: list[_Named]) -> Iterator[bool]:
    comparisons = [
        Comparison(
            one.mutant.question.id,
            (Claim(_encoded(one.mutant.variant.files), same=True),),
            _encoded(_entry(source, one)),
        )
        for one in named
    ]
    with comparing_process() as process:
        for (found,) in process.submit(compare, source.folder, comparisons, CALLS, SECRET).result():
            yield not found.differs


def _entry(source: AssignmentSource, one: _Named) -> dict[str, str]:
    """Return the reference with the named mistake in it."""
    question, texts = one.mutant.question, reference_texts(source)
    catalog = {entry.id: entry for entry in load_misconceptions(source.folder, source.assignment)}
    entries = [catalog[name] for name in one.name.split("+")]
    file = str(question.file)
    return {**texts, file: with_mistakes(texts[file], question, entries, one.name)}


def _encoded(files: Mapping[str, str]) -> dict[str, bytes]:
    return {name: text.encode() for name, text in files.items()}


def _on_one_line(mutant: Mutant) -> str:
    return f"{' '.join(mutant.before.split())!r} became {' '.join(mutant.after.split())!r}"
