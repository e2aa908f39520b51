"""A comparison of two gradings says who changes, in which question, and why."""

import re

import msgspec
import pytest

from autograder.model.points import total
from autograder.model.results import Floor, Mistake, Record, Status
from autograder.model.text import Text
from autograder.reports.score_changes import score_changes
from tests.reports.samples import one_test, question, record


def graded(score: float, status: Status = "passed") -> Record:
    """Create a record of one test."""
    return record(question("q", one_test("t", status, score)))


def change(old: Record, new: Record):
    """The only change between two records of one student."""
    (found,) = score_changes({("a", "kim"): old}, {("a", "kim"): new})
    return found


def test_only_points_that_differ_are_named_with_their_tests() -> None:
    """Only students with changed points are listed, with the question and the test that changed."""
    old = {("a", "kim"): graded(1.0), ("a", "lee"): graded(1.0)}
    new = {("a", "kim"): graded(0.0, "failed"), ("a", "lee"): graded(1.0)}
    (found,) = score_changes(old, new)
    assert (found.student, found.old, found.new) == ("kim", 1.0, 0.0)
    assert found.reasons == ("q: 1/1 -> 0/1", "  t: passed -> failed (-1)")


def test_the_largest_change_comes_first_and_newcomers_count() -> None:
    """A student without an old result changes from None."""
    old = {("a", "kim"): graded(0.5), ("a", "lee"): graded(0.25)}
    new = {("a", "kim"): graded(0.75), ("a", "lee"): graded(0.25), ("a", "park"): graded(1.0)}
    found = list(score_changes(old, new))
    assert [(c.student, c.old, c.new) for c in found] == [("park", None, 1.0), ("kim", 0.5, 0.75)]
    assert found[0].reasons == ()


def test_questions_that_change_places_are_listed_though_the_score_stays() -> None:
    """What one question gains and another loses does not cancel out."""
    one, two = (
        record(question("a", one_test("t::a", score=a)), question("b", one_test("t::b", score=b)))
        for a, b in ((1.0, 0.0), (0.0, 1.0))
    )
    found = change(one, two)
    assert (found.old, found.new) == (1.0, 1.0)
    assert [line for line in found.reasons if "->" in line] == ["a: 1/1 -> 0/1", "b: 0/1 -> 1/1"]


def test_weights_new_tests_gates_and_tests_that_are_gone_are_told_apart() -> None:
    """After a re-cut each reason has one line with what it brings or takes."""
    old = record(
        question(
            "q",
            one_test("t::kept", score=4, max_score=4),
            one_test("t::gone", score=4, max_score=4),
            one_test("t::gate", score=2, max_score=2, gate=True),
        )
    )
    new = record(
        question(
            "q",
            one_test("t::kept", score=3, max_score=3),
            *(one_test(f"t::new{n}", "failed" if n else "passed", 0.5 if not n else 0, 1) for n in range(5)),
            one_test("t::gate", score=1, max_score=2, gate=True),
        )
    )
    assert change(old, new).reasons == (
        "q: 10/10 -> 4.5/10",
        "  other weight: kept (-1)",
        "  gates that follow the values: gate (-1)",
        "  new tests: new0 (+0.5)",
        "  tests that are gone: gone (-4)",
    )


def test_many_tests_are_counted() -> None:
    """A line names four tests and counts the others."""
    old = record(question("q", *(one_test(f"t::o{n}", score=1) for n in range(7))))
    new = record(question("q", *(one_test(f"t::o{n}", score=0.5, max_score=0.5) for n in range(7))))
    assert change(old, new).reasons[1] == "  other weight: o0, o1, o2, o3 and 3 more (-3.5)"


def test_a_floor_and_a_refund_are_reasons_of_their_own() -> None:
    """A named mistake sets a floor; made again elsewhere, half of its cost comes back."""

    def known(*ids: str) -> Record:
        found = [
            msgspec.structs.replace(
                question(id, one_test(f"t::{id}", "failed", 2, 10)),
                score=8.0,
                mistakes=(Mistake("half", "half", Text("half"), 0.2),),
                floor=Floor(8.0, Text("known")),
            )
            if id in ids
            else question(id, one_test(f"t::{id}", "failed", 2, 10))
            for id in "ab"
        ]
        made = record(*found, repeated=0.5)
        return msgspec.structs.replace(
            made, score=total([*(one.score for one in found), *(one.points for one in made.refunds())])
        )

    found = change(known("a"), known("a", "b"))
    assert (found.old, found.new) == (10.0, 17.0)
    assert found.reasons == (
        "b: 2/10 -> 8/10",
        "  floor of known mistakes half (+6)",
        "refunds of mistakes made again (+1)",
    )


@pytest.mark.parametrize("other", [graded(0.25, "failed"), record(question("other", one_test("u::x", score=1)))])
def test_the_reasons_sum_to_the_difference(other) -> None:
    """Whatever changed, the lines with a sign account for all of it."""
    found = change(graded(0.75), other)
    signed = [float(number) for line in found.reasons for number in re.findall(r"\(([+-][0-9.]+)\)$", line)]
    assert total(signed) == total([found.new, -found.old])
