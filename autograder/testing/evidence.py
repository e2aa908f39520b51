"""Keep what a submission does in a graded test, at little cost: it becomes evidence only if the answer is wrong."""

from collections.abc import Callable
from typing import Any

import numpy as np

from autograder.runtime import wire
from autograder.testing.recording import Event, Recorder, Recording
from autograder.testing.tolerances import has_coarse

__all__ = ["MOST_WAITING", "EvidenceRecorder", "add_call", "add_reply"]

MOST_WAITING = 1 << 18
"""Maximum bytes of the frames of one test that wait to become events."""


class EvidenceRecorder(Recorder):
    """Records a graded test, in which a failed comparison ends the test.

    It keeps the frames as they arrived, and makes events of them when somebody asks for the recording.
    """

    def __init__(self) -> None:
        super().__init__(judging=True)
        self._waiting = 0

    def recording(self, status: str, excuse: str = "") -> Recording:
        """Make the events, and return the recording of the test, which ended with this status."""
        events: list[Any] = self.events
        self.events = [event if isinstance(event, Event) else event() for event in events]
        return super().recording(status, excuse)

    def keep(self, frame: wire.Encoded, event: Callable[[Any], Event | None]) -> bool:
        """Keep a frame, if it is not too large.

        Args:
            frame: The frame as it arrived.
            event: Makes the event of what it says.
        """
        self._waiting += frame.length
        if self._waiting > MOST_WAITING:
            return False
        events: list[Any] = self.events
        events.append(lambda: event(wire.decode(frame)))
        return True


def add_reply(recorder: Recorder, reply: dict[str, Any], arguments: Any, frame: wire.Encoded | None) -> None:
    """Record a reply, if it is more than an acknowledgment.

    Args:
        recorder: The recorder of the test.
        reply: The reply.
        arguments: What the request passed to the student's code.
        frame: The reply as it arrived; None if somebody may still change it.
    """
    if frame is not None and "value" in reply and isinstance(recorder, EvidenceRecorder):
        coarse = (np.float32(0),) if has_coarse(arguments) else ()  # all that the event needs to know of the arguments
        if recorder.keep(frame, lambda came: Event.of_reply(came, coarse)):
            return
    event = Event.of_reply(reply, arguments)
    if event is not None:
        recorder.add(event)


def add_call(recorder: Recorder, args: Any, kwargs: dict[str, Any], frame: wire.Encoded | None) -> None:
    """Record a call from the student's code to a function of the test.

    Args:
        recorder: The recorder of the test.
        args: Positional arguments.
        kwargs: Keyword arguments.
        frame: The call as it arrived; None if somebody may still change it.
    """
    late = recorder if frame is not None and isinstance(recorder, EvidenceRecorder) else None
    if not (late and frame and late.keep(frame, lambda came: Event.of_arguments(came["args"], came["kwargs"]))):
        recorder.add(Event.of_arguments(args, kwargs))
