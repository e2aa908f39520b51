"""Judge whether points follow mistakes: each known mistake costs what its author states."""

from collections.abc import Iterator, Mapping

from autograder.i18n import _
from autograder.model.grading_rules import Ladder, load_grading_rules
from autograder.model.misconceptions import Misconception, load_misconceptions
from autograder.model.proof import Part, Problem
from autograder.model.results import QuestionResult
from autograder.validation.judges.evidence import Evidence

__all__ = ["WORTHLESS", "fairness"]

TOLERANCE = 0.05
"""How much more than one minus the cost the tests alone may give, as a share of the question's points."""

HUNDREDTH = 0.011
"""A hundredth of a point, the precision of points, with room for its binary rounding."""

WORTHLESS = ("skeleton", "trivial", "by_heart")
"""Answers without a thought: no known mistake may explain one and give it a floor."""


def fairness(evidence: Evidence) -> Part:
    """Require that each known mistake keeps its points by one minus its cost, and that declared ladders hold.

    Args:
        evidence: The graded variants.
    """
    source = evidence.source
    entries = {entry.id: entry for entry in load_misconceptions(source.folder, source.assignment)}
    graded = {
        variant.name: next(question for question in record.questions if question.id == variant.question)
        for variant, record in evidence.of("misconception")
    }
    costs = [entries[name] for name in graded if entries[name].cost is not None]
    where = source.show(source.folder / "misconceptions.toml")
    problems = [problem for entry in costs for problem in _unfair(f"{where}: {entry.id}", entry, graded[entry.id])]
    problems += _floors_for_nothing(evidence)
    ladders = load_grading_rules(source.folder, source.assignment).ladder
    rules = source.show(source.folder / "grading.toml")
    for ladder in ladders:
        problems += _broken_steps(f"{rules}: {ladder.question}", ladder, graded)
    text = _("{costs} of {count} misconceptions have a cost; {ladders} ladders").format(
        costs=len(costs), count=len(graded), ladders=len(ladders)
    )
    return Part("fairness", text, tuple(problems), figures={"costs": float(len(costs)), "ladders": float(len(ladders))})


def _unfair(where: str, entry: Misconception, question: QuestionResult) -> Iterator[Problem]:
    """Yield a problem if the tests take too little off, or if the answer gets less than its floor."""
    assert entry.cost is not None
    best = question.points * (1 - entry.cost + TOLERANCE)
    least = question.points * (1 - entry.cost)
    if question.tested() > best + HUNDREDTH:
        yield Problem(
            where,
            _("The tests give {score:g} of {points:g} points; the cost {cost:g} allows {best:.2f}.").format(
                score=question.tested(), points=question.points, cost=entry.cost, best=best
            ),
            _("Give more weight to the tests that this mistake fails, or state a lower cost."),
        )
    if question.score < least - HUNDREDTH and question.mistakes:
        yield Problem(
            where,
            _("It gets {score:g} of {points:g} points; the cost {cost:g} leaves {least:.2f}.").format(
                score=question.score, points=question.points, cost=entry.cost, least=least
            ),
            _("Look for a gate that this mistake fails in one run and passes in another."),
        )


def _floors_for_nothing(evidence: Evidence) -> Iterator[Problem]:
    for kind in WORTHLESS:
        for variant, record in evidence.of(kind):
            for question in record.questions:
                if question.credit():
                    names = ", ".join(mistake.id for mistake in question.mistakes)
                    yield Problem(
                        question.id,
                        _("A known mistake gives {score:g} points to {who}: {names}").format(
                            score=question.credit(), who=variant.name, names=names or "–"
                        ),
                        _("Write a test that tells the two apart, or leave the cost out."),
                    )


def _broken_steps(where: str, ladder: Ladder, graded: Mapping[str, QuestionResult]) -> Iterator[Problem]:
    """Yield a problem for each step that is unknown or gets less than the one before it."""
    before, least = "", 0.0
    for step in ladder.steps:
        question = graded.get(step)
        if question is None or question.id != ladder.question:
            yield Problem(where, _("{step} is no misconception of this question.").format(step=step), _("Rename it."))
            continue
        if question.score < least - HUNDREDTH:
            yield Problem(
                where,
                _("{better} gets {less:g} points, fewer than {worse} with {more:g}.").format(
                    better=step, less=question.score, worse=before, more=least
                ),
                _("Change the weights of the tests or the costs, or the order of the ladder."),
            )
        before, least = step, question.score
