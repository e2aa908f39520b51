"""The late penalty."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from autograder.errors import AssignmentError
from autograder.model.assignment import load_assignment
from autograder.model.lateness import LatePolicy, due_lines, late_factor, late_line, time_late, time_left

DUE = datetime(2027, 3, 19, 14, 59, tzinfo=UTC)
POLICY = LatePolicy(per_day=0.1, grace=2, cap=0.35)


@pytest.mark.parametrize(
    ("hours", "kept"),
    [(-5, 1.0), (0, 1.0), (2, 1.0), (2.01, 0.9), (26, 0.9), (26.01, 0.8), (50.5, 0.7), (74.5, 0.65), (1000, 0.65)],
)
def test_each_day_begun_costs_its_share_up_to_the_cap(hours, kept):
    """Nothing is deducted within the grace period; then 10 % for each day begun, up to the cap."""
    assert late_factor(POLICY, time_late(DUE, DUE + timedelta(hours=hours))) == pytest.approx(kept)


@pytest.mark.parametrize(("policy", "due", "at"), [(None, DUE, DUE), (POLICY, None, DUE), (POLICY, DUE, None)])
def test_what_is_not_known_costs_nothing(policy, due, at):
    """Without a policy, a due time or a known time of submission, nothing is deducted."""
    assert late_factor(policy, time_late(due, at)) == 1.0


def test_late_by_an_unknown_time_is_left_open_until_somebody_decides():
    """A mark without a time leaves the factor open if a policy is set; a time or a decision settles it."""
    assert time_late(DUE, None, marked_late=True) is None
    assert late_factor(POLICY, None) is None
    assert late_factor(None, None) == 1.0
    assert time_late(DUE, None, marked_late=True, counts_as=30) == timedelta(hours=30)
    assert time_late(DUE, DUE + timedelta(hours=3), marked_late=True, counts_as=30) == timedelta(hours=3)
    assert time_late(DUE, None, counts_as=30) == timedelta(0)


@pytest.mark.parametrize(
    ("line", "word"),
    [
        ("due = 2027-03-19T23:59:00", "time zone"),
        ("late = { per_day = 0.1 }", "due"),
        ("due = 2027-03-19T23:59:00+09:00\nlate = { per_day = 2 }", "per_day"),
        ("due = 2027-03-19T23:59:00+09:00\nlate = { per_week = 0.1, per_day = 0.1 }", "per_week"),
    ],
)
def test_a_wrong_policy_is_refused_with_its_place(tmp_path, line, word):
    """A due time without a zone, a policy without a due time, and unknown or impossible values are rejected."""
    folder = tmp_path / "toy"
    folder.mkdir()
    (folder / "assignment.toml").write_text(
        f"""
schema = 1
languages = ["en", "ko"]
id = "toy"
title = {{ en = "Toy", ko = "장난감" }}
{line}

[[question]]
id = "one"
title = {{ en = "One", ko = "하나" }}
file = "a.py"
function = "one"
points = 1
hints = [{{ en = "Try.", ko = "해 보세요." }}]
""",
        encoding="utf-8",
    )
    with pytest.raises(AssignmentError, match=word):
        load_assignment(folder)


def test_students_read_when_it_is_due_and_what_lateness_costs():
    """The sentences state the due time with its zone, the penalty, and the grace; without a due time there is none."""
    due = datetime(2027, 3, 19, 23, 59, tzinfo=timezone(timedelta(hours=9), "KST"))
    policy = LatePolicy(per_day=0.1, grace=2, cap=0.5)
    assert [str(line) for line in due_lines(due, policy)] == [
        "Due: 2027-03-19 23:59 KST.",
        "Each day late, begun or whole, costs 10 % of the points, at most 50 %.",
        "The first 2 hours cost nothing.",
    ]
    assert [str(line) for line in due_lines(due, None)] == ["Due: 2027-03-19 23:59 KST."]
    assert due_lines(None, policy) == []


@pytest.mark.parametrize(
    ("minutes", "said"),
    [
        (3 * 24 * 60 + 65, "Time left: 3 d 1 h 5 min."),
        (0, "Time left: 0 d 0 h 0 min."),
        (-61, "Late by 0 d 1 h 1 min."),
    ],
)
def test_the_time_that_is_left(minutes, said):
    """Zones do not matter; after the due time it says how late it is."""
    due = datetime(2027, 3, 19, 23, 59, tzinfo=timezone(timedelta(hours=9)))
    assert str(time_left(due, (due - timedelta(minutes=minutes)).astimezone(UTC))) == said


@pytest.mark.parametrize(
    ("late", "factor", "said"),
    [
        (timedelta(0), 1.0, None),
        (timedelta(hours=30), 0.8, "30 hours late: -20 %"),
        (timedelta(days=20), 0.0, "20 days late: -100 %"),
        (timedelta(days=2, hours=12), 1.0, "2.5 days late: -0 %"),
        (None, None, "Late, by a time that is not known; the final score waits for it."),
    ],
)
def test_the_line_about_lateness(late, factor, said):
    """Pages say how late it was and what that costs; nothing if it was on time."""
    line = late_line(late, factor)
    assert (str(line) if line else None) == said
