"""Compute how late a submission is, and the penalty: an assignment's policy, applied to the whole score."""

import math
from datetime import datetime, timedelta
from typing import Annotated

import msgspec

from autograder.i18n import Message

__all__ = ["LatePolicy", "due_lines", "late_factor", "late_line", "time_late", "time_left"]

Share = Annotated[float, msgspec.Meta(ge=0, le=1)]
DAY = timedelta(days=1)
TOLD_IN_DAYS = 48.0
"""Hours from which lateness is shown in days."""


class LatePolicy(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The penalty for handing in late.

    Attributes:
        per_day: Fraction of the score (0 to 1) deducted for each day; a day that has begun counts in full.
        grace: Hours after the due time without a penalty.
        cap: Maximum fraction of the score (0 to 1) that is deducted.
    """

    per_day: Share
    grace: Annotated[float, msgspec.Meta(ge=0, le=10_000)] = 0
    cap: Share = 1


def time_late(
    due: datetime | None,
    handed_in: datetime | None,
    marked_late: bool = False,
    counts_as: float | None = None,
) -> timedelta | None:
    """Return how late a submission is; 0 if it is on time, or if nothing says that it is late.

    Args:
        due: The student's due time; None if there is none.
        handed_in: Time of the submission; None if unknown.
        marked_late: Whether the platform says that it is late, without a time (Canvas).
        counts_as: Hours late that such a mark stands for; None if nobody has decided that.

    Returns:
        The time between the due time and the submission; None if it is late by an unknown time.
    """
    if due is None:
        return timedelta(0)
    if handed_in is not None:
        return max(timedelta(0), handed_in - due)
    if marked_late:
        return None if counts_as is None else timedelta(hours=counts_as)
    return timedelta(0)


def late_factor(policy: LatePolicy | None, late: timedelta | None) -> float | None:
    """Return the fraction of the score kept after the late penalty.

    Args:
        policy: The assignment's policy; None for no penalty.
        late: How late the submission is, from `time_late`.

    Returns:
        The fraction, 1.0 if nothing is deducted; None if it depends on an unknown time.
    """
    if policy is None:
        return 1.0
    if late is None:
        return None
    over = late - timedelta(hours=policy.grace)
    return 1.0 if over <= timedelta(0) else 1.0 - min(policy.cap, policy.per_day * math.ceil(over / DAY))


def late_line(late: timedelta | None, factor: float | None) -> Message | None:
    """Return the line about lateness for pages; None if the submission is on time.

    Args:
        late: How late the submission is, from `time_late`.
        factor: The fraction of the score that is kept, from `late_factor`.
    """
    if late is None or factor is None:
        return Message("Late, by a time that is not known; the final score waits for it.")
    if not late:
        return None
    hours = late / timedelta(hours=1)
    days = hours >= TOLD_IN_DAYS
    shown = f"{hours / 24 if days else hours:.1f}".removesuffix(".0")
    percent = round(100 * (1 - factor), 2)
    if days:
        return Message("{time} days late: -{percent:g} %", time=shown, percent=percent)
    return Message("{time} hours late: -{percent:g} %", time=shown, percent=percent)


def due_lines(due: datetime | None, policy: LatePolicy | None) -> list[Message]:
    """Return when an assignment is due and what lateness costs, in sentences for students; none without a due time.

    Args:
        due: When it is due.
        policy: The penalty; None for none.
    """
    if due is None:
        return []
    lines = [Message("Due: {time}.", time=f"{due:%Y-%m-%d %H:%M} {due:%Z}".strip())]
    if policy and policy.per_day:
        lines.append(
            Message(
                "Each day late, begun or whole, costs {percent:g} % of the points, at most {most:g} %.",
                percent=round(100 * policy.per_day, 2),
                most=round(100 * policy.cap, 2),
            )
        )
        if policy.grace:
            lines.append(Message("The first {hours:g} hours cost nothing.", hours=policy.grace))
    return lines


def time_left(due: datetime, now: datetime) -> Message:
    """Return how much time is left, or how late it is.

    Args:
        due: When it is due.
        now: The present time, with its zone.
    """
    minutes = int(abs((due - now).total_seconds())) // 60
    days, hours, rest = minutes // (24 * 60), minutes // 60 % 24, minutes % 60
    if due >= now:
        return Message("Time left: {days} d {hours} h {minutes} min.", days=days, hours=hours, minutes=rest)
    return Message("Late by {days} d {hours} h {minutes} min.", days=days, hours=hours, minutes=rest)
