"""What the records of the variants say: a judge for each part of the proof."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from autograder.course.layout import Source
from autograder.course.seams import comparable, disagreements
from autograder.course.variants import Variant
from autograder.i18n import _
from autograder.model.proof import Part, Problem
from autograder.model.results import QuestionResult, Record, TestResult
from autograder.student.run import Checked

__all__ = ["JUDGES", "Evidence"]

CPU_GOAL, CPU_CAP = 1.0, 2.0
"""CPU seconds that the reference and the oracles may take in one grading."""

LAPTOP_GOAL = 5.0
"""Wall seconds of a student's public tests."""


@dataclass(frozen=True)
class Evidence:
    """What the judges look at.

    Attributes:
        graded: Every variant with its record, the copies of a repeated one too.
        local: Folder of a variant -> its tests on a laptop.
        laptop_seconds: Wall time of the reference's public tests on a laptop.
    """

    source: Source
    graded: Sequence[tuple[Variant, Record]]
    local: Mapping[str, Sequence[Checked]] = field(default_factory=dict)
    laptop_seconds: float | None = None

    def of(self, *kinds: str) -> list[tuple[Variant, Record]]:
        """The variants of these kinds, without copies."""
        return [
            (variant, record) for variant, record in self.graded if variant.kind in kinds and variant.repetition == 1
        ]


def _reference(evidence: Evidence) -> Part:
    ((variant, record),) = evidence.of("reference")
    looked_at = _("{score:g} of {points:g} points from {tests} tests").format(
        score=record.score, points=record.max_score, tests=sum(1 for _test in _tests(record))
    )
    return Part("reference", looked_at, tuple(_not_full(variant, record, _("Mend the reference or the test."))))


def _alternatives(evidence: Evidence) -> Part:
    cure = _("It is right: mend the tolerance or the test, never the alternative.")
    found = evidence.of("alternative")
    problems = [problem for variant, record in found for problem in _not_full(variant, record, cure)]
    return Part("alternatives", _("{count} right answers in other styles").format(count=len(found)), tuple(problems))


def _skeleton(evidence: Evidence) -> Part:
    ((_variant, record),) = evidence.of("skeleton")
    problems = []
    for question, test in _tests(record):
        if test.score:
            problems.append(_undeserved(test, _("the untouched skeleton")))
        elif not _is_own_notice(question, test):
            problems.append(
                Problem(
                    _place(question, test),
                    _("On the untouched skeleton it says {status}: {message}").format(
                        status=test.status, message=_first_line(test)
                    ),
                    _(
                        "It must be the notice of {question}: let the test call that function, and stand in for others."
                    ).format(question=question.id),
                )
            )
    return Part("skeleton", _("{tests} tests say 'not written yet'").format(tests=_count(record)), tuple(problems))


def _trivial(evidence: Evidence) -> Part:
    found = evidence.of("trivial")
    problems = [
        _undeserved(test, _("an answer of the kind `{kind}`").format(kind=variant.name))
        for variant, record in found
        for _question, test in _tests(record)
        if test.score
    ]
    kinds = ", ".join(variant.name for variant, _record in found)
    return Part("trivial", _("answers without thought: {kinds}").format(kinds=kinds), tuple(problems))


def _rubbish(evidence: Evidence) -> Part:
    found = evidence.of("rubbish", "trivial")
    problems = [problem for variant, record in found for problem in _held(variant, record)]
    kinds = ", ".join(variant.name for variant, _record in evidence.of("rubbish"))
    return Part("rubbish", _("return values that no test expects: {kinds}").format(kinds=kinds), tuple(problems))


def _misconceptions(evidence: Evidence) -> Part:
    problems: list[Problem] = []
    remarks: list[Problem] = []
    found = evidence.of("misconception")
    for variant, record in found:
        problems += _held(variant, record)
        own = next(question for question in record.questions if question.id == variant.question)
        if own.score == own.points:
            problems.append(
                Problem(
                    _where(evidence, variant),
                    _("No test of {question} notices it.").format(question=own.id),
                    _("Write a test that it fails."),
                )
            )
        elif all(test.status in ("error", "crashed") for test in own.tests):
            remarks.append(
                Problem(
                    _where(evidence, variant),
                    _("Every test of {question} ends in an error: {message}").format(
                        question=own.id, message=_first_line(own.tests[0])
                    ),
                    _("Look whether the edit does what was meant."),
                )
            )
        problems += _elsewhere(variant, record, _where(evidence, variant))
    return Part(
        "misconceptions",
        _("{count} typical mistakes, each in its own question").format(count=len(found)),
        tuple(problems),
        tuple(remarks),
    )


def _independence(evidence: Evidence) -> Part:
    problems: list[Problem] = []
    found = evidence.of("broken")
    for variant, record in found:
        problems += _elsewhere(variant, record, str(variant.question))
        problems += [
            _undeserved(test, _("an answer that only raises an exception"))
            for question, test in _tests(record)
            if question.id == variant.question and test.score
        ]
    return Part("independence", _("{count} questions, broken one at a time").format(count=len(found)), tuple(problems))


def _seams(evidence: Evidence) -> Part:
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
                        _("Hidden inputs differ from run to run: does the verdict depend on them? Else mend the seam."),
                    )
                )
    text = _("{count} submissions, {tests} tests each, speed and limits left out")
    return Part("seams", text.format(count=looked_at, tests=len(tests)), tuple(problems))


def _time(evidence: Evidence) -> Part:
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


def _repetitions(evidence: Evidence) -> Part:
    runs: dict[str, list[tuple[Variant, Record]]] = {}
    for variant, record in evidence.graded:
        if variant.kind in ("reference", "alternative"):
            runs.setdefault(f"{variant.kind}.{variant.name}", []).append((variant, record))
    problems = []
    for name, several in runs.items():
        statuses: dict[str, list[str]] = {}
        for _variant, record in sorted(several, key=lambda run: run[0].repetition):
            for _question, test in _tests(record):
                statuses.setdefault(test.id, []).append(test.status)
        for test_id, seen in statuses.items():
            if len(set(seen)) > 1:
                counts = ", ".join(f"{seen.count(status)} {status}" for status in dict.fromkeys(seen))
                message = next(
                    _first_line(test)
                    for _variant, record in several
                    for _question, test in _tests(record)
                    if test.id == test_id and test.status != "passed"
                )
                problems.append(
                    Problem(
                        f"{test_id}, {name}",
                        _("Its verdict changes: {counts}. {message}").format(counts=counts, message=message),
                        _("Hidden inputs differ from run to run: keep them away from ties, or mend the tolerance."),
                    )
                )
    gradings = sum(len(several) for several in runs.values())
    text = _("{gradings} gradings of {count} right answers, each with inputs of its own")
    return Part("repetitions", text.format(gradings=gradings, count=len(runs)), tuple(problems))


JUDGES: dict[str, tuple[tuple[str, ...], Callable[[Evidence], Part]]] = {
    "reference": (("reference",), _reference),
    "skeleton": (("skeleton",), _skeleton),
    "trivial": (("trivial",), _trivial),
    "rubbish": (("rubbish", "trivial"), _rubbish),
    "misconceptions": (("misconception",), _misconceptions),
    "alternatives": (("alternative",), _alternatives),
    "independence": (("broken",), _independence),
    "seams": (("reference", "alternative", "misconception"), _seams),
    "time": (("reference",), _time),
    "repetitions": (("reference", "alternative"), _repetitions),
}
"""Each part that looks at graded submissions: the kinds of variants that it needs, and its judge."""


def _tests(record: Record) -> Iterable[tuple[QuestionResult, TestResult]]:
    return ((question, test) for question in record.questions for test in question.tests)


def _count(record: Record) -> int:
    return sum(len(question.tests) for question in record.questions)


def _cpu(question: QuestionResult) -> float:
    return sum(test.cpu for test in question.tests)


def _place(question: QuestionResult, test: TestResult) -> str:
    return f"{test.id} ({question.id})"


def _where(evidence: Evidence, variant: Variant) -> str:
    return f"{evidence.source.show(evidence.source.folder / 'misconceptions.toml')}: {variant.name}"


def _first_line(test: TestResult) -> str:
    """What went wrong, on one line: of an exception of ours its last line, else the first."""
    lines = str(test.instructor_message).strip().splitlines() or [""]
    return lines[-1 if test.status == "grader_error" else 0].strip()


def _is_own_notice(question: QuestionResult, test: TestResult) -> bool:
    return test.status == "not_implemented" and test.instructor_message.en.startswith(f"{question.id}: not written yet")


def _not_full(variant: Variant, record: Record, cure: str) -> Iterable[Problem]:
    for question, test in _tests(record):
        if test.status != "passed":
            yield Problem(f"{_place(question, test)}, {variant.folder}", f"{test.status}: {_first_line(test)}", cure)
    if not record.questions or record.reason:
        yield Problem(variant.folder, str(record.reason or ""), cure)


def _undeserved(test: TestResult, who: str) -> Problem:
    return Problem(
        test.id,
        _("It gives {score:g} points to {who}.").format(score=test.score, who=who),
        _("Ask for values that such an answer cannot have, or make the test a gate (`gate=True`)."),
    )


def _held(variant: Variant, record: Record) -> Iterable[Problem]:
    for question, test in _tests(record):
        if test.status == "grader_error":
            yield Problem(
                f"{_place(question, test)}, {variant.folder}",
                _("The test itself breaks: {message}").format(message=_first_line(test)),
                _("Say in `returns` what the value must be, before the test touches it."),
            )


def _elsewhere(variant: Variant, record: Record, where: str) -> Iterable[Problem]:
    """The tests of other questions that one mistake fails."""
    for question, test in _tests(record):
        if question.id != variant.question and test.status != "passed":
            yield Problem(
                f"{_place(question, test)}, {where}",
                _("A mistake in {question} costs points here: {message}").format(
                    question=variant.question, message=_first_line(test)
                ),
                _("Stand in for {question} in this test (`submission.stand_in`): one bug costs one question.").format(
                    question=variant.question
                ),
            )
