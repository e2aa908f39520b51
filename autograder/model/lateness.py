"""Compute the late penalty: an assignment's policy, applied to the score of the whole submission."""

import math
from datetime import datetime, timedelta
from typing import Annotated

import msgspec

__all__ = ["LatePolicy", "late_factor"]

Share = Annotated[float, msgspec.Meta(ge=0, le=1)]
DAY = timedelta(days=1)


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


def late_factor(policy: LatePolicy | None, due: datetime | None, handed_in: datetime | None) -> float:
    """Return the fraction of the score kept after the late penalty (1.0 if on time or unknown).

    Args:
        policy: The assignment's policy; None for no penalty.
        due: The student's due time; None if there is none.
        handed_in: Time of the submission; None if unknown.
    """
    if policy is None or due is None or handed_in is None:
        return 1.0
    over = handed_in - due - timedelta(hours=policy.grace)
    if over <= timedelta(0):
        return 1.0
    return 1.0 - min(policy.cap, policy.per_day * math.ceil(over / DAY))
