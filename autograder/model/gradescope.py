"""What a bundle for Gradescope tells the program that runs in it, and the containers that Gradescope offers."""

from dataclasses import dataclass
from typing import Annotated, Literal

import msgspec

from autograder.model.assignment import Identifier

__all__ = ["CONTAINERS", "SETTINGS_FILE", "Container", "Settings", "smallest"]

SETTINGS_FILE = "settings.json"


class Settings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How to grade.

    Attributes:
        assignment: Its id.
        language: What students read.
        minutes: After so many grading stops by itself: less than the time-out that is set on Gradescope.
        require_isolation: Whether every result is held where a layer of the sandbox is missing.
    """

    assignment: Identifier
    language: Literal["en", "ko"] = "en"
    minutes: Annotated[float, msgspec.Meta(gt=0)] = 9
    require_isolation: bool = True


@dataclass(frozen=True)
class Container:
    """One size; `memory` in MiB."""

    name: str
    memory: int


CONTAINERS = (
    Container("0.5 CPU, 0.75 GB", 768),
    Container("1 CPU, 1.5 GB", 1_536),
    Container("2 CPU, 3 GB", 3_072),
    Container("4 CPU, 6 GB", 6_144),
)
"""By default an assignment has the first: https://gradescope-autograders.readthedocs.io/en/latest/troubleshooting/"""


def smallest(needed: int) -> Container | None:
    """The smallest container with `needed` bytes of memory; None if there is none."""
    return next((one for one in CONTAINERS if one.memory << 20 >= needed), None)
