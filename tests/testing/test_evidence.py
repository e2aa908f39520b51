"""What a submission does in a graded test waits as frames, and becomes the same evidence as if it were made at once."""

import io

import numpy as np
import pytest

from autograder.runtime import wire
from autograder.testing.evidence import MOST_WAITING, EvidenceRecorder, add_call, add_reply
from autograder.testing.recording import Recorder, same

REPLIES = [
    {"re": "value", "value": np.arange(6.0).reshape(2, 3), "modified": []},
    {"re": "value", "value": np.float32(0.1)},
    {"re": "value"},
    {"re": "raised", "type": "ValueError", "message": "no"},
    {"re": "absent", "what": "name", "name": "step"},
    {"re": "value", "value": {"dW": [np.ones(3), 2.5], "loss": "text"}},
]


def arrived(value):
    """Return a frame as it arrives over a socket."""
    return wire.unpack(io.BytesIO(b"".join(bytes(piece) for piece in wire.pack(wire.encode(value)))).read)


def both(add):
    """Return a recording that was made at once, and one of the same that has waited."""
    recorders = Recorder(judging=True), EvidenceRecorder()
    for recorder in recorders:
        add(recorder)
    return [recorder.recording("failed") for recorder in recorders]


@pytest.mark.parametrize("arguments", [(), (np.zeros(2, np.float32),)])
@pytest.mark.parametrize("reply", REPLIES)
def test_a_reply_that_waits_becomes_the_same_event(reply, arguments):
    """Values, errors and acknowledgments are recorded as by a recorder that makes events at once."""
    at_once, late = both(lambda recorder: add_reply(recorder, reply, arguments, arrived(reply)))
    assert same(at_once, late)
    assert [event.coarse for event in at_once.events] == [event.coarse for event in late.events]


def test_a_call_that_waits_becomes_the_same_event():
    """So are the arguments that the student's code passes to a function of the test."""
    call = {"re": "callback", "number": 0, "args": (np.ones(2),), "kwargs": {"k": 3}}
    at_once, late = both(lambda recorder: add_call(recorder, call["args"], call["kwargs"], arrived(call)))
    assert len(late.events) == 1
    assert same(at_once, late)


def test_a_test_that_changes_a_value_does_not_change_the_evidence():
    """What waits is the frame, so a test may write to the array that it got."""
    recorder, frame = EvidenceRecorder(), arrived(REPLIES[0])
    reply = wire.decode(frame)
    add_reply(recorder, reply, (), frame)
    reply["value"][:] = -1
    at_once = Recorder(judging=True)
    add_reply(at_once, REPLIES[0], (), None)
    assert same(recorder.recording("failed"), at_once.recording("failed"))


def test_what_is_too_large_does_not_wait():
    """A submission cannot fill the memory of the grader with frames that wait: a large one becomes an event at once."""
    recorder, frame = EvidenceRecorder(), arrived({"re": "value", "value": np.zeros(MOST_WAITING)})
    assert not recorder.keep(frame, lambda came: None)
    add_reply(recorder, wire.decode(frame), (), frame)
    assert recorder.events[0].what.numbers.size < 2_000
