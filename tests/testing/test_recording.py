"""What is seen of a submission, and when two are the same."""

import numpy as np
import pytest

from autograder.errors import Failed
from autograder.runtime import wire
from autograder.testing.recording import Event, Recorder, Recording, same


def seen(*values, status="failed"):
    """A test in which these values came back."""
    return Recording(status, tuple(Event.of_reply({"re": "value", "value": value}) for value in values))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (np.arange(3.0), np.arange(3.0) * (1 + 1e-9)),
        (np.array([np.nan, np.inf]), np.array([np.nan, np.inf])),
        ((1.0, np.ones(2)), [1.0, np.ones(2)]),
        ({"a": 1, "b": 2}, {"b": 2, "a": 1}),
        (True, 1),
        (10**30, 10**30),
        (wire.Opaque("generator"), wire.Opaque("generator")),
    ],
)
def test_values_that_differ_by_rounding_are_the_same(one, other):
    """Arrays, numbers, tuples, dicts and foreign objects are compared by what they hold."""
    assert same(seen(one), seen(other))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (np.ones(3), np.ones((3, 1))),
        (np.ones(3), np.ones(3) * 1.001),
        (1.0, None),
        (np.ones(5_000), np.ones(5_000) - np.eye(1, 5_000, 3)[0]),
        ((1, 2), (1, 2, 3)),
        ("a", "b"),
        (wire.Opaque("generator"), wire.Opaque("map")),
    ],
)
def test_other_values_are_not_the_same(one, other):
    """Shape, size, kind and every number count, those of long arrays too."""
    assert not same(seen(one), seen(other))


def test_where_float32_is_involved_rounding_is_that_of_float32():
    """A result, a part of one, or an argument in float32 is compared to its precision; in float64 the same differs."""
    one, other = 1.0, 1.0 + 2e-5
    assert not same(seen(one), seen(other))
    assert same(seen(np.float32(one)), seen(np.float32(other)))
    assert same(seen((one, np.ones(2, np.float32))), seen((other, np.ones(2))))
    request = ([np.ones(2, np.float32)], {})
    passed = [Event.of_reply({"re": "value", "value": value}, request) for value in (one, other, 1.001)]
    first, second, third = (Recording("failed", (event,)) for event in passed)
    assert same(first, second)
    assert not same(first, third)


def test_the_way_to_the_end_counts():
    """Another status, another number of acts, or another kind of act is another trace."""
    assert not same(seen(1.0), seen(1.0, status="passed"))
    assert not same(seen(1.0), seen(1.0, 1.0))
    assert not same(seen(1.0), Recording("failed", (Event.of_arguments((1.0,), {}),)))


def test_exceptions_count_by_type_and_message():
    """Two calls that raise for different reasons give different recordings."""
    replies = ({"re": "raised", "type": "ValueError", "message": text} for text in ("a", "b"))
    one, other = (Recording("error", (Event.of_reply(reply),)) for reply in replies)
    assert same(one, one)
    assert not same(one, other)


def test_changed_arguments_are_seen():
    """Which arguments a call changed is a part of what it does."""
    replies = ({"re": "value", "value": 1, "modified": names} for names in ([], ["X"]))
    one, other = (Recording("failed", (Event.of_reply(reply),)) for reply in replies)
    assert not same(one, other)


def test_a_mere_acknowledgement_is_nothing_seen():
    """Replies without a value leave no trace."""
    assert Event.of_reply({"re": "value"}) is None


def test_a_run_to_the_end_has_what_grading_would_have_seen():
    """Its judged recording ends at the first failed comparison, whatever came after it."""
    recorder = Recorder()
    recorder.add(Event("value", 1))
    assert recorder.recording("passed").judged() == Recording("passed", (Event("value", 1),))
    recorder.failure(Failed("first"))
    recorder.add(Event("value", 2))
    recorder.failure(Failed("second"))
    assert recorder.recording("error").judged() == Recording("failed", (Event("value", 1),))
