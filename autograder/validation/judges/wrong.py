"""The judges of answers that are empty, thoughtless or wrong: none gets more than it deserves, or breaks a test."""

from collections.abc import Iterator, Sequence

from autograder.i18n import _
from autograder.model.misconceptions import load_misconceptions
from autograder.model.proof import Part, Problem
from autograder.model.results import QuestionResult, Record, TestResult
from autograder.validation.judges.evidence import Evidence, elsewhere, held, place, tests_of, told, undeserved
from autograder.validation.reference_edits import cannot_be_made
from autograder.validation.variants import Variant

__all__ = ["by_heart", "independence", "misconceptions", "rubbish", "skeleton", "trivial"]


def skeleton(evidence: Evidence) -> Part:
    """What students start from gets 0, and every test says so by the notice of its own question."""
    ((_variant, record),) = evidence.of("skeleton")
    problems = []
    for question, test in tests_of(record):
        if test.score:
            problems.append(undeserved(test, _("the untouched skeleton")))
        elif not _is_own_notice(question, test):
            problems.append(
                Problem(
                    place(question, test),
                    _("On the untouched skeleton it says {status}: {message}").format(
                        status=test.status, message=told(test)
                    ),
                    _(
                        "It must be the notice of {question}: let the test call that function, and stand in for others."
                    ).format(question=question.id),
                )
            )
    count = sum(1 for _test in tests_of(record))
    return Part("skeleton", _("{tests} tests say 'not written yet'").format(tests=count), tuple(problems))


def trivial(evidence: Evidence) -> Part:
    """Answers that took no thought get 0, though they have the right shape."""
    found = evidence.of("trivial")
    problems = [
        undeserved(test, _("an answer of the kind `{kind}`").format(kind=variant.name))
        for variant, record in found
        for _question, test in tests_of(record)
        if test.score and not test.gate  # a gate gives nothing by itself
    ]
    kinds = ", ".join(variant.name for variant, _record in found)
    return Part("trivial", _("answers without thought: {kinds}").format(kinds=kinds), tuple(problems))


def by_heart(evidence: Evidence) -> Part:
    """Who copies what the public tests expect gets what those are worth, and no more."""
    ((variant, record),) = evidence.of("by_heart")
    problems, public = [*held(variant, record)], 0.0
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
                    _("Let the hidden tests ask for inputs that no public test has, or make them gates."),
                )
            )
    text = _("answers copied from the public tests: {score:g} points, of {share:g} for those tests")
    return Part("by_heart", text.format(score=record.score, share=round(public, 2)), tuple(problems))


def rubbish(evidence: Evidence) -> Part:
    """Whatever comes back is the student's failure, never an exception of ours."""
    found = evidence.of("rubbish", "trivial")
    problems = [problem for variant, record in found for problem in held(variant, record)]
    kinds = ", ".join(variant.name for variant, _record in evidence.of("rubbish"))
    return Part("rubbish", _("return values that no test expects: {kinds}").format(kinds=kinds), tuple(problems))


def misconceptions(evidence: Evidence) -> Part:
    """Each typical mistake costs points in its own question; that it costs none elsewhere is for `independence`."""
    source = evidence.source
    problems = [*cannot_be_made(source, load_misconceptions(source.folder, source.assignment))]
    remarks: list[Problem] = []
    found = evidence.of("misconception")
    for variant, record in found:
        problems += held(variant, record)
        own = _own(variant, record)
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
                        question=own.id, message=told(own.tests[0])
                    ),
                    _("Look whether the edit does what was meant."),
                )
            )
        elif not _is_named(variant, own):
            others = sorted({test.misconception for test in own.tests if test.misconception})
            remarks.append(
                Problem(
                    _where(evidence, variant),
                    _("Grading does not call it by its name, but: {others}").format(others=", ".join(others) or "–"),
                    _("Is another misconception the same for every test? Then make them one, or tell them apart."),
                )
            )
    named = sum(_is_named(variant, question) for variant, record in found for question in record.questions)
    remarks += _unreached(evidence, found)
    return Part(
        "misconceptions",
        _("{count} typical mistakes, each noticed by its own question; {named} are named").format(
            count=len(found), named=named
        ),
        tuple(problems),
        tuple(remarks),
        {"misconceptions": float(len(found)), "named": float(named)},
    )


def _unreached(evidence: Evidence, found: Sequence[tuple[Variant, Record]]) -> Iterator[Problem]:
    """Questions with misconceptions of which none passes all public tests and fails a hidden one."""
    own = [(variant.question, _own(variant, record)) for variant, record in found]
    reached = {question for question, result in own if _only_hidden_tests_fail(result)}
    for question in dict.fromkeys(question for question, _result in own):
        if question not in reached:
            yield Problem(
                evidence.source.show(evidence.source.folder / "tests" / "hidden"),
                _("The hidden tests of {question} catch no mistake that its public tests miss.").format(
                    question=question
                ),
                _("Write one for a case that the public ones leave out, and the misconception that it catches."),
            )


def _own(variant: Variant, record: Record) -> QuestionResult:
    return next(question for question in record.questions if question.id == variant.question)


def _only_hidden_tests_fail(question: QuestionResult) -> bool:
    public = {test.status for test in question.tests if test.visibility == "visible"}
    hidden = {test.status for test in question.tests if test.visibility != "visible"}
    return public == {"passed"} and hidden != {"passed"}


def independence(evidence: Evidence) -> Part:
    """A question whose function only raises gets 0, and every other question all its points: none calls it.

    What the function returns is therefore no matter to them either, whatever mistake is in it.
    """
    problems: list[Problem] = []
    found = evidence.of("broken")
    for variant, record in found:
        problems += elsewhere(variant, record)
        problems += [
            undeserved(test, _("an answer that only raises an exception"))
            for question, test in tests_of(record)
            if test.score and not test.gate and question.id == variant.question
        ]
    return Part("independence", _("{count} questions, broken one at a time").format(count=len(found)), tuple(problems))


def _where(evidence: Evidence, variant: Variant) -> str:
    return f"{evidence.source.show(evidence.source.folder / 'misconceptions.toml')}: {variant.name}"


def _is_named(variant: Variant, question: QuestionResult) -> bool:
    """Whether grading tells the student which mistake it is."""
    return any(test.misconception == variant.name for test in question.tests)


def _is_own_notice(question: QuestionResult, test: TestResult) -> bool:
    return test.status == "not_implemented" and test.instructor_message.en.startswith(f"{question.id}: not written yet")
