"""The versions of Python and NumPy that grade, which a bundle states."""

import sys
from importlib.metadata import version
from typing import Annotated

import msgspec

__all__ = ["GradedWith"]


class GradedWith(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The versions that grade, so that a laptop can compare its own.

    Attributes:
        python: Version of Python, as in `3.13`.
        numpy: Version of NumPy, as in `2.4`.
    """

    python: Annotated[str, msgspec.Meta(pattern=r"^3\.\d{1,2}\Z")]
    numpy: Annotated[str, msgspec.Meta(pattern=r"^\d+\.\d+\Z")]

    @classmethod
    def here(cls) -> "GradedWith":
        """Return the versions of this process."""
        return cls("{}.{}".format(*sys.version_info), ".".join(version("numpy").split(".")[:2]))

    def python_version(self) -> tuple[int, int]:
        """Return the version of Python as numbers."""
        major, minor = self.python.split(".")
        return int(major), int(minor)
