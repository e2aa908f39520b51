"""The judges of right answers: all of them get full marks, everywhere and every time, and soon."""

from collections import Counter
from collections.abc import Iterable

from autograder.authoring.test_files import read_test_files
from autograder.i18n import _
from autograder.model.proof import Part, Problem
from autograder.model.results import QuestionResult, Record, TestResult
from autograder.validation.judges.evidence import Evidence, not_full, tests_of, told
from autograder.validation.local_run import comparable, disagreements

__all__ = ["REPEATED", "alternatives", "reference", "repetitions", "time", "transports"]

REPEATED = ("reference", "alternative")
"""The kinds of variants that are graded several times."""

CPU_GOAL, CPU_CAP = 1.0, 2.0
"""CPU seconds that the reference and the oracles may take in one grading."""

LAPTOP_GOAL = 5.0
"""Wall seconds of a student's public tests."""


def reference(evidence: Evidence) -> Part:
    """Our own answers get full marks, from as many tests as stand in the files."""
    ((variant, record),) = evidence.of("reference")
    graded = {test.id for _question, test in tests_of(record)}
    looked_at = _("{score:g} of {points:g} points from {tests} tests").format(
        score=record.score, points=record.max_score, tests=len(graded)
    )
    problems = [*not_full(variant, record, _("Mend the reference or the test."))]
    written = {
        test.info.id
        for kind in ("public", "hidden")
        for test_file in read_test_files(evidence.source, kind)
        for test in test_file.tests
    }
    for test_id in sorted(written ^ graded):
        found = (
            _("It stands in its file, but is not run.") if test_id in written else _("It runs, but stands in no file.")
        )
        problems.append(Problem(test_id, found, _("Write every test as a plain function of its own name.")))
    return Part("reference", looked_at, tuple(problems))


def alternatives(evidence: Evidence) -> Part:
    """Right answers in other styles get full marks: to refuse one is the worst that a test can do."""
    cure = _("It is right: mend the tolerance or the test, never the alternative.")
    found = evidence.of("alternative")
    problems = [problem for variant, record in found for problem in not_full(variant, record, cure)]
    text = _("{count} right answers in other styles").format(count=len(found))
    return Part("alternatives", text, tuple(problems), figures={"alternatives": float(len(found))})


def transports(evidence: Evidence) -> Part:
    """Report tests whose status differs between the in-process transport (a laptop) and the worker (the sandbox)."""
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
                        _("Hidden inputs vary from run to run. If that is not the cause, mend the sandbox."),
                    )
                )
    text = _("{count} submissions, up to {tests} tests each, speed and limits left out")
    return Part("transports", text.format(count=looked_at, tests=len(tests)), tuple(problems))


def time(evidence: Evidence) -> Part:
    """Grading asks for little computing; CPU time, the least of several gradings, so that load counts for little."""
    records = [record for variant, record in evidence.graded if variant.kind == "reference" and record.timing]
    cpu = min((r.timing.worker_cpu + r.timing.oracle_cpu for r in records if r.timing), default=0.0)
    slowest = sorted(records[0].questions, key=_cpu, reverse=True)[:3] if records else []
    where = ", ".join(f"{question.id} {_cpu(question):.2f} s" for question in slowest)
    too_much = Problem(
        evidence.source.show(evidence.source.folder / "tests"),
        _("Grading the reference takes {cpu:.2f} s of CPU; most of it: {where}").format(cpu=cpu, where=where),
        _("Make the inputs smaller: {goal:g} s is the goal, {cap:g} s the cap.").format(goal=CPU_GOAL, cap=CPU_CAP),
    )
    remarks = [too_much] if CPU_GOAL < cpu <= CPU_CAP else []
    laptop = evidence.laptop_seconds
    if laptop is not None and laptop > LAPTOP_GOAL:
        remarks.append(
            Problem(
                evidence.source.show(evidence.source.folder / "tests" / "public"),
                _("The public tests take {seconds:.1f} s here.").format(seconds=laptop),
                _("Students wait for them: {goal:g} s is the goal on an idle machine.").format(goal=LAPTOP_GOAL),
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
    """A right answer gets the same verdicts whatever the hidden inputs are."""
    runs: dict[str, list[Record]] = {}
    for variant, record in evidence.graded:
        if variant.kind in REPEATED:
            runs.setdefault(f"{variant.kind}.{variant.name}", []).append(record)
    problems = [
        Problem(
            f"{tests[0].id}, {name}",
            _("Its verdict changes: {counts}. {message}").format(counts=counts, message=_why(tests)),
            _("Hidden inputs differ from run to run: keep them away from ties, or mend the tolerance."),
        )
        for name, records in runs.items()
        for tests, counts in _changing(records)
    ]
    text = _("{gradings} gradings of {count} right answers, each with inputs of its own")
    looked_at = text.format(gradings=sum(map(len, runs.values())), count=len(runs))
    return Part("repetitions", looked_at, tuple(problems))


def _changing(records: list[Record]) -> Iterable[tuple[list[TestResult], str]]:
    """The tests whose verdict is not the same in all records, and how often there was which."""
    seen: dict[str, list[TestResult]] = {}
    for record in records:
        for _question, test in tests_of(record):
            seen.setdefault(test.id, []).append(test)
    for tests in seen.values():
        counts = Counter(test.status for test in tests)
        if len(counts) > 1:
            yield tests, ", ".join(f"{count} {status}" for status, count in counts.most_common())


def _why(tests: list[TestResult]) -> str:
    """What was said the first time that it did not pass."""
    return next(told(test) for test in tests if test.status != "passed")


def _cpu(question: QuestionResult) -> float:
    return sum(test.cpu for test in question.tests)
