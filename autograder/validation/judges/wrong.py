"""Judge empty, thoughtless and wrong answers: none may get undeserved points or break a test."""

from collections.abc import Iterator, Sequence

from autograder.i18n import _
from autograder.model.misconceptions import load_misconceptions
from autograder.model.proof import Part, Problem
from autograder.model.results import QuestionResult, Record, TestResult
from autograder.validation.judges.evidence import (
    Evidence,
    broken_tests,
    failures_elsewhere,
    place,
    shown_message,
    tests_of,
    undeserved,
)
from autograder.validation.reference_edits import cannot_be_made
from autograder.validation.variants import Variant

__all__ = ["by_heart", "independence", "misconceptions", "rubbish", "skeleton", "trivial"]


def skeleton(evidence: Evidence) -> Part:
    """Require that the skeleton gets 0 and that each test reports its own question as not written.

    Args:
        evidence: The graded variants.
    """
    ((_variant, record),) = evidence.of("skeleton")
    problems = []
    for question, test in tests_of(record):
        if test.score:
            problems.append(undeserved(test, _("the untouched skeleton")))
        elif not _is_own_notice(question, test):
            problems.append(
                Problem(
                    place(question, test),
                    _("Status on the untouched skeleton: {status}: {message}").format(
                        status=test.status, message=shown_message(test)
                    ),
                    _(
                        "It must report {question} as not written: call its function first, and stand in for others."
                    ).format(question=question.id),
                )
            )
    count = sum(1 for _test in tests_of(record))
    return Part("skeleton", _("{tests} tests say 'not written yet'").format(tests=count), tuple(problems))


def trivial(evidence: Evidence) -> Part:
    """Require that thoughtless answers get 0 even if they have the right shape.

    Args:
        evidence: The graded variants.
    """
    found = evidence.of("trivial")
    problems = [
        undeserved(test, _("an answer of the kind `{kind}`").format(kind=variant.name))
        for variant, record in found
        for _question, test in tests_of(record)
        if test.score and not test.gate  # a gate alone gives no points
    ]
    kinds = ", ".join(variant.name for variant, _record in found)
    return Part("trivial", _("thoughtless answers: {kinds}").format(kinds=kinds), tuple(problems))


def by_heart(evidence: Evidence) -> Part:
    """Require that an answer copied from the public tests gets at most their points.

    Args:
        evidence: The graded variants.
    """
    ((variant, record),) = evidence.of("by_heart")
    problems, public = [*broken_tests(variant, record)], 0.0
    for question in record.questions:
        share = sum(test.max_score for test in question.tests if test.visibility == "visible")
        public += share
        if question.score > share + 0.005:
            tests = [test.id for test in question.tests if test.score and test.visibility != "visible"]
            problems.append(
                Problem(
                    question.id,
                    _(
                        "Answers copied from the public tests get {score:g} points; those tests are worth {share:g}."
                    ).format(score=question.score, share=share)
                    + f" {', '.join(tests)}",
                    _("Use inputs in the hidden tests that no public test has, or make them gates."),
                )
            )
    text = _("answers copied from the public tests: {score:g} points; those tests are worth {share:g}")
    return Part("by_heart", text.format(score=record.score, share=round(public, 2)), tuple(problems))


def rubbish(evidence: Evidence) -> Part:
    """Require that unexpected return values fail a test and never cause an internal error.

    Args:
        evidence: The graded variants.
    """
    found = evidence.of("rubbish", "trivial")
    problems = [problem for variant, record in found for problem in broken_tests(variant, record)]
    kinds = ", ".join(variant.name for variant, _record in evidence.of("rubbish"))
    return Part("rubbish", _("return values that no test expects: {kinds}").format(kinds=kinds), tuple(problems))


def misconceptions(evidence: Evidence) -> Part:
    """Require that each misconception costs points in its own question (others: see `independence`).

    Args:
        evidence: The graded variants.
    """
    source = evidence.source
    problems = [*cannot_be_made(source, load_misconceptions(source.folder, source.assignment))]
    remarks: list[Problem] = []
    found = evidence.of("misconception")
    for variant, record in found:
        problems += broken_tests(variant, record)
        own = _own(variant, record)
        if own.score == own.points:
            problems.append(
                Problem(
                    _where(evidence, variant),
                    _("No test of {question} detects it.").format(question=own.id),
                    _("Write a test that fails on it."),
                )
            )
        elif all(test.status in ("error", "crashed") for test in own.tests):
            remarks.append(
                Problem(
                    _where(evidence, variant),
                    _("Every test of {question} ends in an error: {message}").format(
                        question=own.id, message=shown_message(own.tests[0])
                    ),
                    _("Check that the edit makes the intended mistake."),
                )
            )
        elif not _is_named(variant, own):
            others = sorted({test.misconception for test in own.tests if test.misconception})
            remarks.append(
                Problem(
                    _where(evidence, variant),
                    _("Grading names another misconception instead: {others}").format(others=", ".join(others) or "–"),
                    _("If no test distinguishes the two, merge them or write a test that does."),
                )
            )
    named = sum(_is_named(variant, question) for variant, record in found for question in record.questions)
    remarks += _unreached(evidence, found)
    return Part(
        "misconceptions",
        _("{count} misconceptions, each detected by its own question; {named} named").format(
            count=len(found), named=named
        ),
        tuple(problems),
        tuple(remarks),
        {"misconceptions": float(len(found)), "named": float(named)},
    )


def _unreached(evidence: Evidence, found: Sequence[tuple[Variant, Record]]) -> Iterator[Problem]:
    """Yield a problem for each question whose hidden tests detect no misconception that the public tests miss."""
    own = [(variant.question, _own(variant, record)) for variant, record in found]
    reached = {question for question, result in own if _only_hidden_tests_fail(result)}
    for question in dict.fromkeys(question for question, _result in own):
        if question not in reached:
            yield Problem(
                evidence.source.show(evidence.source.folder / "tests" / "hidden"),
                _("The hidden tests of {question} detect no mistake that its public tests miss.").format(
                    question=question
                ),
                _("Write a hidden test for a case that the public tests omit, and a misconception that it detects."),
            )


def _own(variant: Variant, record: Record) -> QuestionResult:
    return next(question for question in record.questions if question.id == variant.question)


def _only_hidden_tests_fail(question: QuestionResult) -> bool:
    public = {test.status for test in question.tests if test.visibility == "visible"}
    hidden = {test.status for test in question.tests if test.visibility != "visible"}
    return public == {"passed"} and hidden != {"passed"}


def independence(evidence: Evidence) -> Part:
    """Require that breaking one question costs only that question's points.

    The question's function only raises an exception. If all other questions still get full marks, their tests do not
    call the function, so no mistake in it can cost points failures_elsewhere.

    Args:
        evidence: The graded variants.
    """
    problems: list[Problem] = []
    found = evidence.of("broken")
    for variant, record in found:
        problems += failures_elsewhere(variant, record)
        problems += [
            undeserved(test, _("an answer that only raises an exception"))
            for question, test in tests_of(record)
            if test.score and not test.gate and question.id == variant.question
        ]
    return Part("independence", _("{count} questions, broken one at a time").format(count=len(found)), tuple(problems))


def _where(evidence: Evidence, variant: Variant) -> str:
    return f"{evidence.source.show(evidence.source.folder / 'misconceptions.toml')}: {variant.name}"


def _is_named(variant: Variant, question: QuestionResult) -> bool:
    """Return whether grading names this misconception."""
    return any(test.misconception == variant.name for test in question.tests)


def _is_own_notice(question: QuestionResult, test: TestResult) -> bool:
    return test.status == "not_implemented" and test.instructor_message.en.startswith(f"{question.id}: not written yet")
