"""Judge whether points follow mistakes.

Each known mistake costs what its author states, declared ladders hold, and one mistake more never raises the points.
"""

import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from autograder.i18n import _
from autograder.model.grading_rules import Ladder, load_grading_rules
from autograder.model.misconceptions import Misconception, load_misconceptions
from autograder.model.partial_credit import floor_points
from autograder.model.proof import Part, Problem
from autograder.model.results import QuestionResult, Record
from autograder.validation.combinations import COMBINED
from autograder.validation.judges.evidence import Evidence
from autograder.validation.variants import Variant

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
    graded = {variant.name: _result(variant, record) for variant, record in evidence.of("misconception")}
    costs = [entries[name] for name in graded if entries[name].cost is not None]
    where = source.show(source.folder / "misconceptions.toml")
    problems = [problem for entry in costs for problem in _unfair(f"{where}: {entry.id}", entry, graded[entry.id])]
    problems += _floors_for_nothing(evidence)
    ladders = load_grading_rules(source.folder, source.assignment).ladder
    rules = source.show(source.folder / "grading.toml")
    pairs = {variant.name: _result(variant, record) for variant, record in evidence.of("pair")}
    for ladder in ladders:
        problems += _broken_steps(f"{rules}: {ladder.question}", ladder, {**graded, **pairs})
    rises = [rise for rise in _compared(evidence, graded) if rise.points > rise.before + HUNDREDTH]
    problems += [rise.problem() for rise in rises if not rise.known]
    combinations = len(evidence.of(*COMBINED))
    text = _(
        "{costs} of {count} misconceptions have a cost; {ladders} ladders; {combinations} answers with one mistake more"
    ).format(costs=len(costs), count=len(graded), ladders=len(ladders), combinations=combinations)
    figures = {
        "costs": float(len(costs)),
        "ladders": float(len(ladders)),
        "combinations": float(combinations),
        "same_as_another": float(sum(rise.known for rise in rises)),
        "off": _mean_distance(costs, graded),
    }
    return Part("fairness", text, tuple(problems), figures=figures)


def _result(variant: Variant, record: Record) -> QuestionResult:
    return next(question for question in record.questions if question.id == variant.question)


def _mean_distance(costs: Sequence[Misconception], graded: Mapping[str, QuestionResult]) -> float:
    """Return how far the tests alone are from one minus the cost, as a share of the points, on average."""
    found = [abs(graded[one.id].tested() / graded[one.id].points - 1 + (one.cost or 0.0)) for one in costs]
    return round(sum(found) / len(found), 4) if found else 0.0


@dataclass(frozen=True)
class _Rise:
    """Compare an answer with the same answer without its last mistake.

    Attributes:
        question: Id of the question.
        name: The answer with one mistake more.
        points: What it gets.
        base: The other answer.
        before: What that one gets.
        known: Whether it behaves in every test like a right answer, or like an answer with one known mistake: two
            mistakes can cancel each other.
    """

    question: str
    name: str
    points: float
    base: str
    before: float
    known: bool

    def problem(self) -> Problem:
        """Return the problem that this is."""
        return Problem(
            self.question,
            _("{better} gets {points:g} points, and {base}, with one mistake less, {before:g}.").format(
                better=self.name, points=self.points, base=self.base, before=self.before
            ),
            _("Look for a test that only the worse answer passes, or for a cost that is too low."),
        )


def _compared(evidence: Evidence, graded: Mapping[str, QuestionResult]) -> Iterator[_Rise]:
    """Yield each answer with one mistake more beside each answer without that mistake."""
    pasted = {variant.name: _result(variant, record) for variant, record in evidence.of("pasted")}
    known = {**graded, **pasted}
    for variant, record in evidence.of("pair", "slip", "pasted"):
        question, names = _result(variant, record), variant.name.split("+")
        bases = names[:1] if variant.kind != "pair" else names
        for base in bases:
            if base in known and base != variant.name:
                yield _Rise(question.id, variant.name, question.score, base, known[base].score, _is_known(question))
    yield from _less_written(evidence)


def _is_known(question: QuestionResult) -> bool:
    if question.score >= question.points:
        return True
    exact = question.floor and question.floor.points == floor_points(question.points, question.costs())
    return len(question.mistakes) == 1 and bool(exact)


def _less_written(evidence: Evidence) -> Iterator[_Rise]:
    """Yield answers of which less is written beside those of which more is."""
    halves = [(variant.name, _result(variant, record)) for variant, record in evidence.of("half")]
    for (base, more), (name, less) in itertools.pairwise(halves):  # from much to little, and so the mixes
        if less.id == more.id:
            yield _Rise(less.id, name, less.score, base, more.score, known=False)
    mixes = [(variant.name, record.score) for variant, record in evidence.of("mix")]
    for (base, most), (name, points) in itertools.pairwise(mixes):
        yield _Rise(evidence.source.id, name, points, base, most, known=False)


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
    """Yield a problem for each step that is unknown, or that does not get more than the one before it.

    The skeleton, with nothing, comes before the first step, and the right answer after the last one.
    """
    before, least = _("the skeleton"), 0.0
    points = 0.0
    for step in ladder.steps:
        question = graded.get(step)
        if question is None or question.id != ladder.question:
            yield Problem(
                where,
                _("{step} is no misconception of this question, nor two that can be made at once.").format(step=step),
                _("Rename it."),
            )
            continue
        yield from _no_rise(where, before, least, step, question.score)
        before, least, points = step, question.score, question.points
    if points:
        yield from _no_rise(where, before, least, _("the right answer"), points)


def _no_rise(where: str, worse: str, less: float, better: str, more: float) -> Iterator[Problem]:
    if more < less + HUNDREDTH:
        yield Problem(
            where,
            _("{better} gets {less:g} points, not more than {worse} with {more:g}.").format(
                better=better, less=more, worse=worse, more=less
            ),
            _("Change the weights of the tests or the costs, or the order of the ladder."),
        )
