"""What lateness costs: a policy of the assignment's, applied to the finished score."""

import math
from datetime import datetime, timedelta
from typing import Annotated

import msgspec

__all__ = ["Late", "late_factor"]

Share = Annotated[float, msgspec.Meta(ge=0, le=1)]
DAY = timedelta(days=1)


class Late(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The policy.

    Attributes:
        grace: Hours after the due time that cost nothing.
        per_day: Share of the score that each day costs, the day begun counting in full.
        cap: The largest share that lateness may cost.
    """

    per_day: Share
    grace: Annotated[float, msgspec.Meta(ge=0, le=10_000)] = 0
    cap: Share = 1


def late_factor(policy: Late | None, due: datetime | None, handed_in: datetime | None) -> float:
    """The share of the score that is kept, 1 for what is in time or has no known time.

    Args:
        policy: None if lateness costs nothing.
        due: When it was due for this student.
        handed_in: When it came.
    """
    if policy is None or due is None or handed_in is None:
        return 1.0
    over = handed_in - due - timedelta(hours=policy.grace)
    if over <= timedelta(0):
        return 1.0
    return 1.0 - min(policy.cap, policy.per_day * math.ceil(over / DAY))
