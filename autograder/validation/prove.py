"""Prove assignments as planned: grade the variants and let the judge of each part report problems."""

import contextlib
import os
import queue
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path, PurePosixPath

from autograder.authoring.build import differences
from autograder.authoring.leaks import foreign_answers, require_no_leaks
from autograder.bundles.release import SEARCHED
from autograder.errors import AssignmentError, UsageError
from autograder.grading.executor import cores
from autograder.grading.grade import grade_all
from autograder.grading.job import GradeOptions
from autograder.i18n import _
from autograder.model.proof import Part, Problem, Proof, Validation
from autograder.model.results import Record, Status
from autograder.submissions.refs import SubmissionRef
from autograder.validation.combinations import COMBINED
from autograder.validation.judges.evidence import Evidence
from autograder.validation.judges.fair import WORTHLESS
from autograder.validation.judges.metadata import judge_metadata
from autograder.validation.local_run import Laptop, run_locally
from autograder.validation.parity.judge import judge_parity
from autograder.validation.paste_check.judge import judge_pasted
from autograder.validation.plan import JUDGES, ProofPlan
from autograder.validation.state import state_of
from autograder.validation.variants import Variant

__all__ = ["book_of_mutants", "busy_cores", "prove", "validate"]

SCHEMA = 1

UNGRADED = ("metadata", "generated", "leaks")
"""Parts that run no tests."""

DIAGNOSED = ("misconception", *COMBINED, *WORTHLESS)
"""Kinds of variants whose mistakes are named."""

START = 4
"""Variants that are graded in the time in which another grading process starts."""

BOOKS = Path("dist", "mutants")
"""Folder below the course with the gradebooks of mutants, so that none is graded twice with the same tests."""

SPIN = "import os, sys\nwhile os.getppid() == int(sys.argv[1]):\n    sum(range(100_000))"
"""Program that keeps a core busy until its parent process has ended for any reason."""


def validate(planned: Sequence[ProofPlan], step: Callable[[], None]) -> Validation:
    """Prove all planned assignments.

    Args:
        planned: One plan per assignment.
        step: Called after each submission has run.

    Returns:
        The proofs, in order.
    """
    return Validation(SCHEMA, tuple(prove(one, step) for one in planned))


def prove(plan: ProofPlan, step: Callable[[], None]) -> Proof:
    """Prove one assignment as planned.

    Args:
        plan: The plan.
        step: Called after each submission has run.

    Returns:
        The result of every part. Parts that cannot run because the source is broken are marked as not tried.
    """
    start = time.monotonic()
    evidence, refusal = None, plan.refusal
    if refusal is None:
        try:
            evidence = _evidence(plan, step)
        except AssignmentError as error:  # the tests cannot be collected
            refusal = error
    parts: list[Part] = []
    for name in plan.parts:
        obstacle = plan.refusal if name in UNGRADED else refusal
        if obstacle is None or name == "metadata":
            parts.append(_part(plan, name, evidence, step))
        else:
            parts.append(_not_tried(name, _first(obstacle), parts))
    return Proof(plan.source.id, tuple(parts), round(time.monotonic() - start, 1), plan.seed)


def _first(error: AssignmentError) -> Problem:
    return Problem(error.where, error.problem, _("Fix this first."))


def _not_tried(name: str, problem: Problem, before: Sequence[Part]) -> Part:
    """Return a part that could not run; report the problem unless an earlier part has reported it."""
    reported = any(problem.same_as_one_of(part.problems) for part in before)
    return Part(name, _("nothing"), () if reported else (problem,), tried=False)


def _part(plan: ProofPlan, name: str, evidence: Evidence | None, step: Callable[[], None]) -> Part:
    if name == "metadata":
        return _guarded(name, lambda: judge_metadata(plan.source, _first(plan.refusal) if plan.refusal else None))
    if name == "mutants":
        return _guarded(name, lambda: _mutants(plan, step))
    if name in JUDGES:
        assert evidence is not None
        return JUDGES[name][1](evidence)
    assert plan.built is not None
    built = plan.built
    if name == "generated":
        return _generated(plan, built)
    if name == "parity":
        return _guarded(name, lambda: _parity(plan, built, step))
    return _guarded(name, lambda: _pasted(plan, built, step) if name == "pasted" else _leaks(plan, built))


def _guarded(name: str, judge: Callable[[], Part]) -> Part:
    """Return the judge's part; turn an AssignmentError into a problem."""
    try:
        return judge()
    except AssignmentError as error:
        return Part(name, _("nothing"), (_first(error),))


def _mutants(plan: ProofPlan, step: Callable[[], None]) -> Part:
    from autograder.validation.mutation.survivors import judge_mutants

    with busy_cores() if plan.load else contextlib.nullcontext():
        return judge_mutants(plan.source, plan.mutants, plan.every_mutant, book_of_mutants(plan), plan.secret, step)


def book_of_mutants(plan: ProofPlan) -> Path:
    """Return the path of the gradebook for the mutants of this state and seed; remove those of other states.

    Args:
        plan: The plan.
    """
    books, id = plan.course.root / BOOKS, plan.source.id
    own = f"{id}-{state_of(plan.source.folder).of_mutants().digest()}-"
    for path in (*books.glob(f"{id}-*"), *books.glob(f"{id}.*")):
        if not path.name.startswith(own):
            path.unlink()
    return books / f"{own}{plan.seed}.sqlite"


def _generated(plan: ProofPlan, built: Mapping[str, bytes]) -> Part:
    cure = _("Run `autograder build {assignment}` and review its changes.").format(assignment=plan.source.id)
    problems = [
        Problem(difference.path, _("Outdated: differs from what the source generates."), cure)
        for difference in differences(plan.course, plan.source.id, built)
    ]
    return Part("generated", _("{count} generated files").format(count=len(built)), tuple(problems))


def _leaks(plan: ProofPlan, built: Mapping[str, bytes]) -> Part:
    problems = []
    files = 0
    answers = foreign_answers(plan.course, plan.source)
    clean: set[tuple[str, bytes]] = set()  # most files are in every bundle; the name decides how a file is searched
    for target, make_bundle in SEARCHED.items():
        try:
            bundle = make_bundle(plan.source, built)
            files += len(bundle.files)
            known = {path: (PurePosixPath(path).name, content) for path, content in bundle.files.items()}
            new = {path: content for path, content in bundle.files.items() if known[path] not in clean}
            require_no_leaks(plan.source, new, answers)
            clean |= set(known.values())
        except UsageError as error:
            cure = _("Remove the answer, or list its question in `gives`.")
            problems.append(Problem(f"{plan.source.id}-{target}", str(error), cure))
    text = _("{files} files of the bundles: {targets}").format(files=files, targets=", ".join(SEARCHED))
    return Part("leaks", text, tuple(problems))


def _pasted(plan: ProofPlan, built: Mapping[str, bytes], step: Callable[[], None]) -> Part:
    part = judge_pasted(plan.course, plan.source, built)
    step()
    return part


def _parity(plan: ProofPlan, built: Mapping[str, bytes], step: Callable[[], None]) -> Part:
    part = judge_parity(plan.source, built)
    step()
    return part


def _evidence(plan: ProofPlan, step: Callable[[], None]) -> Evidence:
    assert plan.built is not None
    laptop = _laptop_seconds(plan) if "time" in plan.parts else None
    with busy_cores() if plan.load else contextlib.nullcontext():
        graded = _graded(plan, step)
    return Evidence(plan.source, graded, _local(plan, step), laptop)


def _laptop_seconds(plan: ProofPlan) -> float:
    """Measure the wall time of the public tests on the reference, with no other submission running."""
    reference = next(variant for variant in plan.variants if variant.kind == "reference")
    assert plan.built is not None
    start = time.monotonic()
    run_locally(plan.source, plan.built, reference.files, hidden=False)
    return time.monotonic() - start


def _graded(plan: ProofPlan, step: Callable[[], None]) -> list[tuple[Variant, Record]]:
    with tempfile.TemporaryDirectory(prefix="autograder-") as scratch:
        variants = {variant.folder: variant for variant in plan.variants}
        places = {name: variant.put(Path(scratch)) for name, variant in variants.items()}
        named = {name: one.kind in DIAGNOSED for name, one in variants.items()}  # naming is slow
        options = {
            name: GradeOptions(one.graded, True, named[name], for_student=False) for name, one in variants.items()
        }
        refs = [SubmissionRef.from_path(places[name], name) for name in sorted(variants, key=lambda name: named[name])]
        folder, assignment = plan.source.folder, plan.source.assignment
        jobs = min(len(cores()), 1 + len(refs) // START)
        graded = grade_all(folder, assignment, refs, plan.secret, jobs, diagnose=any(named.values()), options=options)
        records = {}
        for done in graded if refs else ():
            records[done.record.submission] = done.record
            step()
    return [(variant, records[name]) for name, variant in variants.items()]


def _local(plan: ProofPlan, step: Callable[[], None]) -> dict[str, dict[str, Status]]:
    """Run the local variants on one laptop per core; return variant folder -> test id -> status."""
    built = plan.built
    assert built is not None
    idle: queue.SimpleQueue[Laptop] = queue.SimpleQueue()
    laptops = [Laptop(plan.source, built) for _core in range(min(len(cores()), len(plan.local)))]
    for laptop in laptops:
        idle.put(laptop)

    def run(variant: Variant) -> dict[str, Status]:
        laptop = idle.get()
        try:
            return laptop.run(variant.files, variant.graded)
        finally:
            idle.put(laptop)

    found: dict[str, dict[str, Status]] = {}
    try:
        with ThreadPoolExecutor(len(laptops) or 1) as threads:
            for variant, statuses in zip(plan.local, threads.map(run, plan.local), strict=True):
                found[variant.folder] = statuses
                step()
    finally:
        for laptop in laptops:
            laptop.close()
    return found


@contextlib.contextmanager
def busy_cores() -> Iterator[None]:
    """Keep every core busy inside the block, with one spinning process per core."""
    command = [sys.executable, "-I", "-c", SPIN, str(os.getpid())]
    spinners = [subprocess.Popen(command, stdin=subprocess.DEVNULL) for _core in range(os.cpu_count() or 1)]
    try:
        yield
    finally:
        for spinner in spinners:
            spinner.kill()
            spinner.wait()
