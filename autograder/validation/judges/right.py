"""Judge correct answers: each must get full marks in every run, on both transports and in little time."""

from collections import Counter
from collections.abc import Iterable

from autograder.authoring.test_files import read_test_files
from autograder.i18n import _
from autograder.model.proof import Part, Problem
from autograder.model.results import QuestionResult, Record, TestResult
from autograder.validation.judges.evidence import Evidence, not_full, shown_message, tests_of
from autograder.validation.local_run import comparable, disagreements

__all__ = ["REPEATED", "alternatives", "reference", "repetitions", "time", "transports"]

REPEATED = ("reference", "alternative")
"""Kinds of variants that are graded several times."""

CPU_GOAL, CPU_CAP = 1.0, 2.0
"""CPU seconds of reference and oracles in one grading: above the goal is a remark, above the cap a problem."""

LAPTOP_GOAL = 5.0
"""Wall seconds of the public tests on a student's computer."""


def reference(evidence: Evidence) -> Part:
    """Require that the reference gets full marks and that every test in the files runs.

    Args:
        evidence: The graded variants.
    """
    ((variant, record),) = evidence.of("reference")
    graded = {test.id for _question, test in tests_of(record)}
    looked_at = _("{score:g} of {points:g} points from {tests} tests").format(
        score=record.score, points=record.max_score, tests=len(graded)
    )
    problems = [*not_full(variant, record, _("Fix the reference or the test."))]
    written = {
        test.info.id
        for kind in ("public", "hidden")
        for test_file in read_test_files(evidence.source, kind)
        for test in test_file.tests
    }
    for test_id in sorted(written ^ graded):
        found = (
            _("The test is in its file but not run.") if test_id in written else _("The test runs but is in no file.")
        )
        problems.append(Problem(test_id, found, _("Write each test as a plain function with a unique name.")))
    return Part("reference", looked_at, tuple(problems))


def alternatives(evidence: Evidence) -> Part:
    """Require that correct answers in other styles get full marks.

    Args:
        evidence: The graded variants.
    """
    cure = _("The answer is correct: fix the tolerance or the test, never the alternative.")
    found = evidence.of("alternative")
    problems = [problem for variant, record in found for problem in not_full(variant, record, cure)]
    text = _("{count} correct answers in other styles").format(count=len(found))
    return Part("alternatives", text, tuple(problems), figures={"alternatives": float(len(found))})


def transports(evidence: Evidence) -> Part:
    """Report tests whose status differs between the in-process transport (a laptop) and the worker (the sandbox).

    Args:
        evidence: The variants graded in the sandbox, and their statuses on a laptop.
    """
    tests = comparable(evidence.source)
    problems = []
    looked_at = 0
    for variant, record in evidence.graded:
        if variant.folder in evidence.local:
            looked_at += 1
            for test, there, here in disagreements(record, evidence.local[variant.folder], tests):
                problems.append(
                    Problem(
                        f"{test}, {variant.folder}",
                        _("In the sandbox: {there}. On a laptop: {here}.").format(
                            there=there, here=here or _("not run")
                        ),
                        _("Check whether varying hidden inputs explain it; otherwise fix the sandbox."),
                    )
                )
    text = _("{count} submissions, up to {tests} tests each (without speed and limits)")
    return Part("transports", text.format(count=looked_at, tests=len(tests)), tuple(problems))


def time(evidence: Evidence) -> Part:
    """Require that grading takes little CPU time.

    The smallest CPU time of several gradings counts, to reduce the influence of load.

    Args:
        evidence: The graded variants.
    """
    records = [record for variant, record in evidence.graded if variant.kind == "reference" and record.timing]
    cpu = min((r.timing.worker_cpu + r.timing.oracle_cpu for r in records if r.timing), default=0.0)
    slowest = sorted(records[0].questions, key=_cpu, reverse=True)[:3] if records else []
    where = ", ".join(f"{question.id} {_cpu(question):.2f} s" for question in slowest)
    too_much = Problem(
        evidence.source.show(evidence.source.folder / "tests"),
        _("Grading the reference takes {cpu:.2f} s of CPU; most of it: {where}").format(cpu=cpu, where=where),
        _("Use smaller inputs: the goal is {goal:g} s, the limit {cap:g} s.").format(goal=CPU_GOAL, cap=CPU_CAP),
    )
    remarks = [too_much] if CPU_GOAL < cpu <= CPU_CAP else []
    laptop = evidence.laptop_seconds
    if laptop is not None and laptop > LAPTOP_GOAL:
        remarks.append(
            Problem(
                evidence.source.show(evidence.source.folder / "tests" / "public"),
                _("The public tests take {seconds:.1f} s here.").format(seconds=laptop),
                _("Students wait for them; the goal is {goal:g} s on an idle machine.").format(goal=LAPTOP_GOAL),
            )
        )
    text = _("{cpu:.2f} s of CPU for reference and oracles; {laptop:.1f} s for the public tests on a laptop")
    return Part(
        "time",
        text.format(cpu=cpu, laptop=laptop or 0.0),
        (too_much,) if cpu > CPU_CAP else (),
        tuple(remarks),
        {"reference_and_oracle_cpu": round(cpu, 3), "public_tests_wall": round(laptop or 0.0, 3)},
    )


def repetitions(evidence: Evidence) -> Part:
    """Require that correct answers get the same statuses for all hidden inputs.

    Args:
        evidence: The graded variants with their copies.
    """
    runs: dict[str, list[Record]] = {}
    for variant, record in evidence.graded:
        if variant.kind in REPEATED:
            runs.setdefault(f"{variant.kind}.{variant.name}", []).append(record)
    problems = [
        Problem(
            f"{tests[0].id}, {name}",
            _("The status varies: {counts}. {message}").format(counts=counts, message=_why(tests)),
            _("Hidden inputs vary between runs: avoid ties in them, or fix the tolerance."),
        )
        for name, records in runs.items()
        for tests, counts in _changing(records)
    ]
    text = _("{gradings} gradings of {count} correct answers, each with new inputs")
    looked_at = text.format(gradings=sum(map(len, runs.values())), count=len(runs))
    return Part("repetitions", looked_at, tuple(problems))


def _changing(records: list[Record]) -> Iterable[tuple[list[TestResult], str]]:
    """Yield the tests whose status differs between records, and the number of each status."""
    seen: dict[str, list[TestResult]] = {}
    for record in records:
        for _question, test in tests_of(record):
            seen.setdefault(test.id, []).append(test)
    for tests in seen.values():
        counts = Counter(test.status for test in tests)
        if len(counts) > 1:
            yield tests, ", ".join(f"{count} {status}" for status, count in counts.most_common())


def _why(tests: list[TestResult]) -> str:
    """Return the message of the first run that did not pass."""
    return next(shown_message(test) for test in tests if test.status != "passed")


def _cpu(question: QuestionResult) -> float:
    return sum(test.cpu for test in question.tests)
