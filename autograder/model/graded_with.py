"""The versions of Python and NumPy that grade, which a bundle states."""

import re
import sys
from importlib.util import find_spec
from pathlib import Path
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
        return cls("{}.{}".format(*sys.version_info), ".".join(_numpy_version().split(".")[:2]))

    def python_version(self) -> tuple[int, int]:
        """Return the version of Python as numbers."""
        major, minor = self.python.split(".")
        return int(major), int(minor)


def _numpy_version() -> str:
    """Return NumPy's version without importing it; looking through all installed packages for it takes longer, too."""
    found = find_spec("numpy")
    file = Path(found.origin if found and found.origin else "").with_name("version.py")
    if file.is_file() and (stated := re.search(r'^version = "(.+)"', file.read_text(encoding="utf-8"), re.M)):
        return stated[1]
    from importlib.metadata import version

    return version("numpy")
