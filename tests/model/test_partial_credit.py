"""Points of imperfect answers: gates by the share of values, floors of known mistakes, refunds of repeated ones."""

import random

import pytest

from autograder.model.partial_credit import ScoredTest, earned_points, floor_points, refund_points, right_share
from autograder.model.results import Floor, Mistake, QuestionResult, TestResult, refunds
from autograder.model.text import Text


def value(name, points, passed, hidden=True):
    """A value test."""
    return ScoredTest(name, points, passed, hidden=hidden)


def gate(name, points, kind, passed=True, hidden=True, after=()):
    """A gate."""
    return ScoredTest(name, points, passed, kind, hidden, after)


def test_a_gate_earns_the_share_of_the_values_that_pass():
    """With a quarter of the value points lost, each passed gate loses a quarter."""
    tests = [value("a", 3, True), value("b", 1, False), gate("shape", 2, "shape"), gate("loops", 4, "form")]
    assert earned_points(tests) == [3, 0, 1.5, 3]


def test_a_gate_earns_nothing_without_values():
    """Where no value is right, no gate has points."""
    assert earned_points([value("a", 3, False), gate("shape", 2, "shape"), gate("loops", 4, "form")]) == [0, 0, 0]


def test_a_hidden_gate_looks_at_hidden_values_alone():
    """Values of public tests can be copied, so they earn nothing in a hidden gate; a public gate looks at all."""
    tests = [
        value("a", 2, True, hidden=False),
        value("b", 2, False),
        gate("x", 4, "form"),
        gate("y", 4, "form", hidden=False),
    ]
    assert earned_points(tests) == [2, 0, 0, 2]


def test_modified_inputs_cost_a_sixth_of_form():
    """Unmodified inputs are a sixth of what gates of form are multiplied by, and nothing of what gates of shape are."""
    tests = [
        value("a", 6, True),
        gate("inputs", 1, "inputs", passed=False),
        gate("loops", 6, "form"),
        gate("s", 6, "shape"),
    ]
    assert earned_points(tests) == [6, 0, 5, 6]


def test_a_gate_after_a_failed_one_earns_nothing():
    """Memory counts only if the loops are gone: a loop needs no memory."""
    tests = [value("a", 1, True), gate("loops", 2, "form", passed=False), gate("memory", 3, "memory", after=("loops",))]
    assert earned_points(tests) == [1, 0, 0]


def test_a_right_answer_earns_every_hundredth():
    """Shares of one third do not lose a hundredth where everything passes."""
    tests = [value("a", 0.33, True), value("b", 0.33, True), gate("c", 0.34, "form"), gate("d", 0.17, "inputs")]
    assert earned_points(tests) == [0.33, 0.33, 0.34, 0.17]


@pytest.mark.parametrize(
    ("costs", "kept", "points"),
    [((0.17,), 1.0, 9.96), ((0.17, 0.17), 1.0, 8.27), ((0.5,), 0.5, 3.0), ((1.0,), 1.0, 0.0), ((), 1.0, 12.0)],
)
def test_a_floor_is_what_the_mistakes_leave(costs, kept, points):
    """Costs multiply, and so does what a right answer keeps with the same failed gates. 12 * 0.83**2 is 8.2668."""
    assert floor_points(12, costs, kept) == points


def test_what_a_right_answer_keeps_counts_gates_that_depend_on_a_failed_one():
    """A failed gate of form takes the memory gate behind it along."""
    tests = [value("a", 5, True), gate("loops", 3, "form"), gate("memory", 2, "memory", after=("loops",))]
    assert right_share(tests, ()) == 1
    assert right_share(tests, ("memory",)) == 0.8
    assert right_share(tests, ("loops",)) == 0.5


def test_a_mistake_made_three_times_costs_once_and_two_halves():
    """The dearest occurrence costs in full; each other one gives half of its cost back."""
    lost = {"one": 2.0, "two": 3.0, "three": 1.0}
    assert refund_points(lost, {"one": 2.0, "two": 3.0, "three": 1.0}, 0.5) == {"one": 1.0, "three": 0.5}


def test_a_question_gives_back_no_more_than_it_lost():
    """A question whose tests took less than the cost gives back only that."""
    assert refund_points({"one": 9.0, "two": 0.4}, {"one": 9.0, "two": 6.0}, 0.5) == {"two": 0.4}


def question(id, points, score, *mistakes, failed_gate=None, floor=None, value_status="failed"):
    """The result of a question with one value test and one gate of form."""
    gate = TestResult(
        f"{id}::gate",
        Text("gate"),
        "failed" if failed_gate else "passed",
        "hidden",
        1,
        0,
        0,
        True,
        failed_gate or "form",
    )
    value = TestResult(f"{id}::value", Text("value"), value_status, "hidden", 1, score, points)
    known = None if floor is None else Floor(floor, Text("known"))
    return QuestionResult(id, Text(id), points, score, (value, gate), mistakes=mistakes, floor=known)


def mistake(idea, cost=1 / 6, form=False):
    """A mistake with a cost."""
    return Mistake(f"some_{idea}", idea, Text(idea), cost, form)


def test_the_same_idea_in_two_questions_is_refunded_once():
    """Only mistakes with one idea belong together; the line names the questions that give back."""
    given = [
        question("a", 12, 10, mistake("half")),
        question("b", 18, 15, mistake("half")),
        question("c", 6, 5, mistake("sum")),
    ]
    (refund,) = refunds([one for one in given if one.refundable()], 0.5)
    assert (refund.idea, refund.questions, refund.points) == ("half", ("a",), 1.0)


def test_a_slip_is_refunded_where_its_wrong_values_fail_a_gate_of_form_too():
    """The floor shows that no gate failed beyond those of the mistake, so the slip counts as made again."""
    given = [
        question("a", 12, 10, mistake("half")),
        question("b", 18, 15, mistake("half"), failed_gate="form", floor=15.0),
    ]
    (refund,) = refunds([one for one in given if one.refundable()], 0.5)
    assert (refund.questions, refund.points) == (("a",), 1.0)


@pytest.mark.parametrize(
    "second",
    [
        question("b", 18, 3, mistake("half", 0.83)),
        question("b", 18, 3, mistake("half"), failed_gate="form"),
        question("b", 18, 3, mistake("half", None)),
        question("b", 18, 6, mistake("half"), failed_gate="form", floor=6.0),
        question("b", 18, 15, mistake("half"), failed_gate="form", floor=15.0, value_status="passed"),
        question("b", 18, 12.5, mistake("half"), mistake("loop", form=True), failed_gate="form", floor=12.5),
    ],
    ids=["no slip", "a dodge", "no cost", "a dodge besides the slip", "a mistake of form", "a slip and one of form"],
)
def test_what_is_no_slip_is_not_refunded(second):
    """A mistake that costs over half, one in a dodge, and one without a cost take no part."""
    given = [question("a", 12, 10, mistake("half")), second]
    assert refunds([one for one in given if one.refundable()], 0.5) == ()


def test_a_pair_of_slips_is_refunded_where_it_fails_a_gate_of_form_too():
    """Each slip is priced as if it were the last one, 12 * 0.2 * 0.8, and half of that comes back."""
    given = [
        question("a", 12, 12 * 0.64, mistake("half", 0.2), mistake("sum", 0.2)),
        question("b", 18, 11.52, mistake("half", 0.2), mistake("sum", 0.2), failed_gate="form", floor=11.52),
    ]
    assert [
        (one.idea, one.questions, one.points) for one in refunds([one for one in given if one.refundable()], 0.5)
    ] == [
        ("half", ("a",), 0.96),
        ("sum", ("a",), 0.96),
    ]


COSTS = [0.1, 0.17, 0.3, 0.5, 0.8]


def test_another_mistake_never_raises_the_points_with_refunds():
    """Over random costs, points and ideas in three questions, one more mistake anywhere never brings more points."""
    rng = random.Random(5)
    for _case in range(400):
        repeated = rng.choice([0.0, 0.25, 0.5, 1.0])
        points = {id: rng.choice([6, 12, 18]) for id in "abc"}
        made = {
            id: [mistake(idea, rng.choice([0.1, 0.17, 0.3, 0.5, 0.8])) for idea in "uvw" if rng.random() < 0.5]
            for id in "abc"
        }
        more = rng.choice("abc")
        extra = {**made, more: [*made[more], mistake(rng.choice("uvwx"), rng.choice(COSTS))]}
        assert worth(points, extra, repeated) <= worth(points, made, repeated) + 0.03  # of three roundings


def worth(points, made, repeated):
    """The floors of questions with these mistakes, and what is refunded."""
    floors = {id: floor_points(points[id], [one.cost for one in mistakes]) for id, mistakes in made.items()}
    given = [question(id, points[id], floors[id], *mistakes, floor=floors[id]) for id, mistakes in made.items()]
    return sum(floors.values()) + sum(one.points for one in refunds(given, repeated))
